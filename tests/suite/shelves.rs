//! The lists of drafts, scheduled messages, snippets and reminders.

use lazuli::api::conversation::{Conversation, DmKey};
use lazuli::api::routes::reminders::NOTED;
use lazuli::app::effect::Effect;
use lazuli::app::personal::PersonalOrder;
use lazuli::app::store::StoreNews;
use lazuli::app::update::{Link, SessionUpdate, Update};
use lazuli::archive::{Draft, DraftKey, Heading};
use lazuli::model::Organization;

use crate::support::stage::{NOW, Stage, snapshot};

const SIZES: [(u16, u16); 2] = [(200, 60), (80, 24)];

fn stage((columns, rows): (u16, u16)) -> Stage {
    let mut stage = Stage::recorded("server-11-new", columns, rows);
    stage.left.clear();
    stage
}

fn drafts(stage: &mut Stage) {
    let organization = stage.app.organization.as_deref().unwrap();
    let channel = organization.channels().by_name("workshop").unwrap().id();
    let ben = organization.users().by_email("ben@lapis.example").unwrap();
    let me = organization.me();
    let topic = Conversation::topic(channel, "kiln".into());
    let dm = Conversation::Dm(DmKey::new([ben.user_id], me));
    let ago = |minutes: i64| NOW.0 - minutes * 60_000;
    let new = Draft {
        key: DraftKey::New(7),
        heading: Some(Heading::Channel {
            channel: None,
            topic: String::new(),
        }),
        ..Draft::reply(topic.clone(), "To nobody yet", ago(3 * 1440))
    };
    let all = vec![
        Draft::reply(
            topic,
            "The second shelf\nis full, and\nso is the third",
            ago(5),
        ),
        Draft::reply(dm, "Are you awake?", ago(1440)),
        new,
    ];
    stage.update(Update::Session(SessionUpdate::Store(StoreNews::Drafts(
        all,
    ))));
}

#[test]
fn full_and_empty_lists() {
    for size in SIZES {
        let mut stage = stage(size);
        stage.keys("d");
        insta::assert_snapshot!(format!("no_drafts_{}", size.0), stage.screen());
        drafts(&mut stage);
        insta::assert_snapshot!(format!("drafts_{}", size.0), stage.screen());
        stage.keys("Tab");
        insta::assert_snapshot!(format!("scheduled_{}", size.0), stage.screen());
        stage.keys("Tab");
        insta::assert_snapshot!(format!("snippets_{}", size.0), stage.screen());
        stage.keys("Tab");
        insta::assert_snapshot!(format!("reminders_{}", size.0), stage.screen());
    }
}

#[test]
fn a_draft_is_deleted_and_brought_back_even_where_another_was_begun() {
    let mut stage = stage(SIZES[1]);
    drafts(&mut stage);
    stage.keys("d X");
    assert!(!stage.screen().contains("The second shelf"));
    let deleted = |effect: &Effect| matches!(effect, Effect::DeleteDraft(_));
    let kinds: Vec<_> = stage
        .left
        .iter()
        .map(|effect| format!("{effect:.60?}"))
        .collect();
    assert!(stage.left.iter().any(deleted), "{kinds:?}");
    stage
        .left
        .retain(|effect| !matches!(effect, Effect::Ask(_) | Effect::Active(_)));
    assert!(
        matches!(
            &stage.left[..],
            [Effect::DeleteDraft(DraftKey::Conversation(_))]
        ),
        "{kinds:?}"
    );
    stage.left.clear();
    stage.keys("u");
    assert!(stage.screen().contains("The second shelf"));
    let [Effect::SaveDraft(back)] = &stage.left[..] else {
        panic!("{:?}", stage.left)
    };
    assert!(back.text.starts_with("The second shelf") && back.on_server.is_none());
    // Nothing more was deleted.
    stage.left.clear();
    stage.keys("u");
    assert!(stage.left.is_empty());
}

#[test]
fn without_a_connection_nothing_is_ordered_and_that_is_said() {
    let mut stage = stage((120, 40));
    stage.update(Update::Session(SessionUpdate::Link(Link::Reconnecting {
        since_ms: NOW.0,
    })));
    stage.keys("d Tab Tab");
    if stage.app.shelved().is_none() {
        return;
    }
    stage.left.clear();
    stage.keys("X");
    assert!(stage.left.is_empty());
    assert!(stage.screen().contains("there is no connection"));
}

#[test]
fn a_failed_order_says_what_became_of_the_words() {
    let mut stage = stage((160, 40));
    let order = PersonalOrder::AddSnippet {
        title: "Greeting".to_owned(),
        content: "Dear all".to_owned(),
    };
    let error = lazuli::api::error::ApiError::Setup("no such thing".to_owned());
    stage.update(Update::Session(SessionUpdate::Personal {
        order,
        result: Err(error),
    }));
    assert!(stage.screen().contains("The snippet is not saved"));
}

#[test]
fn the_note_of_a_refused_reminder_waits_for_the_next_one() {
    let mut stage = stage((120, 40));
    // None of the recorded servers is new enough for notes.
    let mut newer = snapshot("server-11-new");
    newer.zulip_feature_level = NOTED;
    let newer = Organization::new(newer, NOW).unwrap();
    stage.update(Update::Session(SessionUpdate::Registered(Box::new(newer))));
    stage.keys("a G");
    stage.left.clear();
    stage.keys("Alt+r");
    stage.update(Update::Paste("in 2 hours".to_owned()));
    stage.keys("Enter");
    stage.update(Update::Paste("ask about the shelf".to_owned()));
    stage.keys("Enter");
    let order = stage.left.iter().find_map(|effect| match effect {
        Effect::Personal(order @ PersonalOrder::Remind { note: Some(_), .. }) => {
            Some(order.clone())
        }
        _ => None,
    });
    let order = order.unwrap_or_else(|| panic!("{:?}", stage.left));
    let error = lazuli::api::error::ApiError::Setup("no such thing".to_owned());
    stage.update(Update::Session(SessionUpdate::Personal {
        order,
        result: Err(error),
    }));
    assert!(stage.screen().contains("There will be no reminder"));
    stage.keys("Alt+r");
    stage.update(Update::Paste("in 3 hours".to_owned()));
    stage.keys("Enter");
    assert!(
        stage.screen().contains("ask about the shelf"),
        "{}",
        stage.screen()
    );
}

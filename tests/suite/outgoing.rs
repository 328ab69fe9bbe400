//! One's own messages on their way: drawn at once in their place, with how far they are.

use lazuli::api::conversation::{Conversation, DmKey};
use lazuli::api::event::RawEvent;
use lazuli::api::ids::{MessageId, UserId};
use lazuli::app::effect::Effect;
use lazuli::app::outgoing::{local_of, row_of};
use lazuli::app::store::{OutboxOrder, StoreNews};
use lazuli::app::update::{Link, SessionUpdate, Update};
use lazuli::archive::{ArchiveError, Known, LocalId, Opened, Outgoing, OutgoingState};
use proptest::prelude::*;
use serde_json::json;

use crate::support::stage::{NOW, Stage};

fn tell(stage: &mut Stage, news: StoreNews) {
    stage.update(Update::Session(SessionUpdate::Store(news)));
}

fn outbox(stage: &mut Stage, rows: Vec<Outgoing>) {
    tell(stage, StoreNews::Outbox(rows));
}

/// In the topic that the stage's messages arrive in.
fn written(stage: &Stage, id: i64, text: &str, state: OutgoingState) -> Outgoing {
    let organization = stage.app.organization.as_deref().unwrap();
    let channel = organization.channels().by_name("workshop").unwrap().id();
    Outgoing {
        id: LocalId(id),
        conversation: Conversation::topic(channel, "kiln".into()),
        text: text.to_owned(),
        queued_ms: stage.now.0,
        state,
        attempts: 0,
        attempt: None,
        trouble: None,
        version: 0,
    }
}

fn unsure(known: Known) -> OutgoingState {
    OutgoingState::Unsure {
        since_ms: NOW.0,
        known,
    }
}

fn troubled(row: Outgoing, why: &str) -> Outgoing {
    Outgoing {
        trouble: Some(why.to_owned()),
        ..row
    }
}

fn me(stage: &Stage) -> UserId {
    stage.app.organization.as_deref().unwrap().me()
}

/// The server's message for one of the outbox, as its event brings it.
pub fn arrives(stage: &mut Stage, local: Option<i64>, text: &str) -> MessageId {
    let id = stage.messages.keys().next_back().map_or(1, |id| id.0 + 1);
    let organization = stage.app.organization.as_deref().unwrap();
    let channel = organization.channels().by_name("workshop").unwrap().id();
    let mut event = json!({
        "type": "message", "id": 90_000 + id, "flags": ["read"],
        "message": {
            "id": id, "type": "stream", "stream_id": channel, "subject": "kiln",
            "display_recipient": "workshop", "sender_id": me(stage), "sender_full_name": "Ada",
            "sender_email": "ada@lapis.example", "sender_realm_str": "lapis",
            "timestamp": stage.now.0 / 1000, "content": format!("<p>{text}</p>"),
            "content_type": "text/html", "client": "test", "is_me_message": false,
            "reactions": [], "submessages": [], "topic_links": [], "recipient_id": 1,
            "avatar_url": null,
        },
    });
    if let Some(local) = local {
        event["local_message_id"] = json!(local.to_string());
    }
    let raw: RawEvent = serde_json::from_value(event).unwrap();
    let event = lazuli::api::event::Event::parse(&raw).unwrap();
    if let lazuli::api::event::Event::Message(new) = &event {
        stage.messages.insert(new.message.id, new.message.clone());
    }
    stage.update(Update::Session(SessionUpdate::Events(vec![event])));
    MessageId(id)
}

fn times(stage: &mut Stage, words: &str) -> usize {
    stage.screen().matches(words).count()
}

/// At the newest message of everything.
fn at_the_end(columns: u16, rows: u16) -> Stage {
    let mut stage = Stage::recorded("server-10-second", columns, rows);
    stage.keys("a G");
    stage
}

#[test]
fn every_state_is_told_in_words() {
    for (columns, rows) in [(200, 60), (80, 24)] {
        let mut stage = at_the_end(columns, rows);
        let rows = vec![
            written(
                &stage,
                1,
                "It went out and is there.",
                OutgoingState::Sent(MessageId(9999)),
            ),
            written(
                &stage,
                2,
                "Under way, with **bold** words.",
                OutgoingState::Sending,
            ),
            written(&stage, 3, "Nobody knows.", unsure(Known::Nothing)),
            written(
                &stage,
                4,
                "There is one like it.",
                unsure(Known::Alike(MessageId(1))),
            ),
            troubled(
                written(&stage, 5, "/poll nonsense", OutgoingState::Failed),
                "You do not have permission to post in this channel",
            ),
            written(&stage, 6, "Its turn comes later.", OutgoingState::Waiting),
            troubled(
                written(
                    &stage,
                    7,
                    "```\nthe server is busy\n```",
                    OutgoingState::Waiting,
                ),
                "The server wants to be left alone for 30 s.",
            ),
        ];
        outbox(&mut stage, rows);
        // Nothing is said in the first half second.
        assert_eq!(times(&mut stage, "sending…"), 0);
        assert_eq!(
            lazuli::app::reduce::deadline(&stage.app),
            Some(NOW.plus(500))
        );
        stage.wait(500);
        stage.keys("G");
        insta::assert_snapshot!(format!("every_state_{columns}"), stage.screen());
    }
}

#[test]
fn a_message_is_there_once_from_enter_to_the_servers_own_and_nothing_moves() {
    let mut stage = at_the_end(100, 30);
    let row = written(&stage, 1, "A word of mine.", OutgoingState::Waiting);
    outbox(&mut stage, vec![row.clone()]);
    assert_eq!(
        stage.app.views.current().unwrap().spot.unwrap().message,
        row_of(LocalId(1))
    );
    let before = stage.message_rows();
    assert!(before.iter().any(|line| line.contains("A word of mine.")));
    outbox(
        &mut stage,
        vec![Outgoing {
            state: OutgoingState::Sending,
            ..row.clone()
        }],
    );
    assert_eq!(stage.message_rows(), before);
    // The event comes before the outbox has heard of it.
    let id = arrives(&mut stage, Some(1), "A word of mine.");
    assert_eq!(stage.message_rows(), before);
    assert_eq!(stage.app.selected_message().map(|m| m.id), Some(id));
    outbox(
        &mut stage,
        vec![Outgoing {
            state: OutgoingState::Done(id),
            ..row
        }],
    );
    assert_eq!(stage.message_rows(), before);
    stage.check();
}

#[test]
fn the_answer_before_the_event_changes_nothing_either() {
    let mut stage = at_the_end(100, 30);
    let row = written(&stage, 1, "A word of mine.", OutgoingState::Sending);
    outbox(&mut stage, vec![row.clone()]);
    let before = stage.message_rows();
    let id = stage.messages.keys().next_back().unwrap().0 + 1;
    let sent = Outgoing {
        state: OutgoingState::Sent(MessageId(id)),
        ..row.clone()
    };
    outbox(&mut stage, vec![sent.clone()]);
    assert_eq!(stage.message_rows(), before);
    // From a queue that does not know the local name.
    arrives(&mut stage, None, "A word of mine.");
    assert_eq!(stage.message_rows(), before);
    // Deleted at once: it does not come back from the outbox.
    let delete = json!({"type": "delete_message", "id": 99_000, "message_ids": [id],
        "message_type": "stream", "stream_id": 1, "topic": "kiln"});
    let raw: RawEvent = serde_json::from_value(delete).unwrap();
    let delete = lazuli::api::event::Event::parse(&raw).unwrap();
    stage.update(Update::Session(SessionUpdate::Events(vec![delete])));
    outbox(
        &mut stage,
        vec![Outgoing {
            state: OutgoingState::Done(MessageId(id)),
            ..row
        }],
    );
    assert_eq!(times(&mut stage, "A word of mine."), 0);
}

#[test]
fn who_reads_above_is_not_moved() {
    let mut stage = at_the_end(120, 30);
    stage.keys("k k k k k k k k");
    let before = stage.message_rows();
    let row = written(&stage, 1, "A word of mine.", OutgoingState::Waiting);
    outbox(&mut stage, vec![row]);
    assert_eq!(before, stage.message_rows());
    let scene = lazuli::app::scrolling::scene(&stage.app).unwrap();
    assert_eq!(scene.tail.len(), 1, "it is there");
}

#[test]
fn it_stands_where_it_belongs_and_nowhere_else() {
    let mut stage = at_the_end(100, 30);
    let organization = stage.app.organization.as_deref().unwrap();
    let ben = organization
        .users()
        .by_email("ben@lapis.example")
        .unwrap()
        .user_id;
    let key = DmKey::new([ben], organization.me());
    let row = Outgoing {
        conversation: Conversation::Dm(key),
        ..written(&stage, 1, "Between us.", OutgoingState::Waiting)
    };
    outbox(&mut stage, vec![row]);
    assert_eq!(times(&mut stage, "Between us."), 1);
    stage.keys("P G");
    assert_eq!(times(&mut stage, "Between us."), 1);
    for elsewhere in ["*", "#"] {
        stage.keys(elsewhere);
        assert_eq!(times(&mut stage, "Between us."), 0);
    }
}

#[test]
fn a_person_decides_by_keys() {
    let mut stage = at_the_end(120, 30);
    let failed = troubled(
        written(&stage, 1, "Not like this.", OutgoingState::Failed),
        "Topics are required in this channel",
    );
    outbox(&mut stage, vec![failed.clone()]);
    assert!(stage.screen().contains("1 message not sent"));
    stage.left.clear();
    stage.keys("r");
    assert!(matches!(
        stage.left[..],
        [Effect::Outbox(OutboxOrder::Resend(LocalId(1)))]
    ));
    stage.left.clear();
    stage.keys("X n X y");
    assert!(matches!(
        stage.left[..],
        [Effect::Outbox(OutboxOrder::Discard(LocalId(1)))]
    ));
    stage.left.clear();
    stage.keys("e");
    assert!(matches!(
        stage.left[..],
        [Effect::Outbox(OutboxOrder::Withdraw(LocalId(1)))]
    ));
    // Another message has other keys, and the selection goes on from it.
    stage.keys("k");
    assert!(stage.app.selected_message().is_some());
    stage.keys("j");
    assert_eq!(
        stage.app.selected_outgoing().map(|row| row.id),
        Some(LocalId(1))
    );
    // It is gone: the selection is on what is left.
    outbox(&mut stage, Vec::new());
    assert!(stage.app.selected_message().is_some());
    assert_eq!(times(&mut stage, "Not like this."), 0);
}

#[test]
fn one_that_may_be_there_leads_to_the_one_like_it() {
    let mut stage = at_the_end(120, 30);
    let id = arrives(&mut stage, None, "Maybe.");
    let row = written(&stage, 1, "Maybe.", unsure(Known::Alike(id)));
    outbox(&mut stage, vec![row]);
    stage.keys("G Enter");
    assert_eq!(stage.app.selected_message().map(|m| m.id), Some(id));
}

#[test]
fn offline_it_is_said_how_many_wait() {
    for (columns, rows) in [(200, 60), (80, 24)] {
        let mut stage = at_the_end(columns, rows);
        let link = Link::Waiting {
            since_ms: NOW.0 - 60_000,
            next_ms: NOW.0 + 8000,
            why: "no network".to_owned(),
        };
        stage.update(Update::Session(SessionUpdate::Link(link)));
        let rows =
            (1..3).map(|n| written(&stage, n, &format!("Word {n}."), OutgoingState::Waiting));
        let rows = rows.collect();
        outbox(&mut stage, rows);
        insta::assert_snapshot!(format!("offline_{columns}"), stage.screen());
    }
}

#[test]
fn trouble_with_the_file_is_said_and_reading_goes_on() {
    let mut stage = at_the_end(200, 30);
    let why = ArchiveError::Full;
    for news in [
        StoreNews::Trouble(why.clone()),
        StoreNews::Opened(Opened::InMemory { why: Some(why) }),
    ] {
        tell(&mut stage, news);
        assert!(
            stage
                .screen()
                .contains("The disk is full: what you write is not kept there.")
        );
        stage.keys("k");
        assert!(!stage.screen().contains("The disk is full"));
    }
    tell(
        &mut stage,
        StoreNews::Opened(Opened::MovedAside {
            to: "/x/old.damaged".into(),
        }),
    );
    assert!(stage.screen().contains("/x/old.damaged"));
}

#[derive(Debug, Clone)]
enum Step {
    Write(u8),
    Goes(u8),
    Answered(u8),
    Done(u8),
    Discarded(u8),
    Other,
    Key(&'static str),
    Rebuilt,
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let one = 0u8..6;
    let step = prop_oneof![
        3 => one.clone().prop_map(Step::Write),
        2 => one.clone().prop_map(Step::Goes),
        2 => one.clone().prop_map(Step::Answered),
        3 => one.clone().prop_map(Step::Done),
        1 => one.prop_map(Step::Discarded),
        1 => Just(Step::Other),
        3 => proptest::sample::select(vec!["j", "k", "G", "J", "K", "PgUp", "a", "P", "Alt+Left"])
            .prop_map(Step::Key),
        1 => Just(Step::Rebuilt),
    ];
    prop::collection::vec(step, 1..40)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]
    /// Whatever happens in whatever order, each message stands at most once on the screen's
    /// list, and what is selected is in it.
    #[test]
    fn each_stands_once_and_the_selection_is_on_something(steps in steps()) {
        let mut stage = at_the_end(100, 24);
        let mut rows: Vec<Outgoing> = Vec::new();
        let mut made: Vec<(i64, MessageId)> = Vec::new();
        for step in steps {
            let find = |rows: &[Outgoing], n: u8| rows.iter().position(|row| row.id.0 == i64::from(n) + 1);
            match step {
                Step::Write(n) => if find(&rows, n).is_none() && made.iter().all(|(l, _)| *l != i64::from(n) + 1) {
                    rows.push(written(&stage, i64::from(n) + 1, &format!("mine {n}"), OutgoingState::Waiting));
                    rows.sort_by_key(|row| row.id);
                },
                Step::Goes(n) => if let Some(at) = find(&rows, n) && rows[at].state == OutgoingState::Waiting {
                    rows[at].state = OutgoingState::Sending;
                },
                Step::Answered(n) => if let Some(at) = find(&rows, n) && rows[at].state == OutgoingState::Sending {
                    let id = arrives(&mut stage, Some(i64::from(n) + 1), &format!("mine {n}"));
                    made.push((i64::from(n) + 1, id));
                    rows[at].state = OutgoingState::Sent(id);
                },
                Step::Done(n) => if let Some(at) = find(&rows, n) && let OutgoingState::Sent(id) = rows[at].state {
                    rows[at].state = OutgoingState::Done(id);
                },
                Step::Discarded(n) => if let Some(at) = find(&rows, n) && rows[at].state == OutgoingState::Waiting {
                    rows.remove(at);
                },
                Step::Other => { stage.arrive("kiln", "of another"); },
                Step::Key(key) => stage.keys(key),
                Step::Rebuilt => {
                    let organization = lazuli::model::Organization::new(
                        crate::support::stage::snapshot("server-10-second"), NOW).unwrap();
                    stage.update(Update::Session(SessionUpdate::Registered(Box::new(organization))));
                }
            }
            outbox(&mut stage, rows.clone());
            let scene = lazuli::app::scrolling::scene(&stage.app).unwrap();
            let all: Vec<MessageId> = (0..scene.len()).map(|index| scene.id(index)).collect();
            for (local, id) in &made {
                let both = all.contains(&row_of(LocalId(*local))) && all.contains(id);
                prop_assert!(!both, "{local} stands twice");
            }
            for row in &rows {
                let echoes = all.iter().filter(|id| local_of(**id) == Some(row.id)).count();
                prop_assert!(echoes <= 1);
            }
            if let Some(spot) = stage.app.views.current().unwrap().spot {
                prop_assert!(all.contains(&spot.message), "{spot:?}");
            }
            stage.screen();
            stage.check();
        }
    }
}

//! What is done to messages and topics in the state machine: shown at once, ordered rightly,
//! taken back with a sentence.

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use lazuli::api::error::{ApiError, Code, ZulipError};
use lazuli::api::event::{Event, PropagateMode, RawEvent};
use lazuli::api::ids::MessageId;
use lazuli::api::personal::VisibilityPolicy;
use lazuli::app::act::{Act, Ticket};
use lazuli::app::effect::Effect;
use lazuli::app::update::{SessionUpdate, Update};
use serde_json::{Value, json};

use crate::support::stage::Stage;

/// On the last of three new messages of Ben's, in their topic.
fn stage(columns: u16, rows: u16) -> Stage {
    let mut stage = Stage::recorded("server-10-second", columns, rows);
    stage.keys("G");
    for words in ["first words", "second words", "third words"] {
        stage.arrive("acts", words);
    }
    stage.keys("G z");
    let screen = stage.screen();
    assert!(screen.contains("third words"), "{screen}");
    stage.left.clear();
    stage
}

fn press(stage: &mut Stage, code: KeyCode, modifiers: KeyModifiers) {
    stage.update(Update::Key(KeyEvent::new(code, modifiers)));
}

fn alt(stage: &mut Stage, c: char) {
    press(stage, KeyCode::Char(c), KeyModifiers::ALT);
}

fn ctrl(stage: &mut Stage, c: char) {
    press(stage, KeyCode::Char(c), KeyModifiers::CONTROL);
}

fn text(stage: &mut Stage, text: &str) {
    stage.update(Update::Paste(text.to_owned()));
}

fn selected(stage: &Stage) -> MessageId {
    stage.app.selected_message().expect("a message").id
}

/// The one thing that was ordered since the last look.
fn order(stage: &mut Stage) -> (Ticket, Act) {
    let mut orders = orders(stage);
    assert_eq!(orders.len(), 1, "{orders:?}");
    orders.remove(0)
}

fn orders(stage: &mut Stage) -> Vec<(Ticket, Act)> {
    let left = std::mem::take(&mut stage.left).into_iter();
    left.filter_map(|effect| match effect {
        Effect::Act { ticket, act } => Some((ticket, act)),
        _ => None,
    })
    .collect()
}

fn event(stage: &mut Stage, event: Value) {
    let raw: RawEvent = serde_json::from_value(event).unwrap();
    let event = Event::parse(&raw).unwrap();
    stage.update(Update::Session(SessionUpdate::Events(vec![event])));
}

fn acted(stage: &mut Stage, (ticket, act): (Ticket, Act), result: Result<(), ApiError>) {
    stage.update(Update::Session(SessionUpdate::Acted {
        ticket,
        act,
        result,
    }));
}

fn no(code: &str, msg: &str, more: Value) -> Result<(), ApiError> {
    let mut reply = more;
    reply["result"] = json!("error");
    reply["code"] = json!(code);
    reply["msg"] = json!(msg);
    Err(zulip(reply))
}

/// The server's no.
pub(crate) fn zulip(reply: Value) -> ApiError {
    let Value::Object(data) = reply else {
        panic!("{reply}")
    };
    let text = |name: &str| data[name].as_str().unwrap_or_default().to_owned();
    ApiError::Zulip(Box::new(ZulipError {
        status: 400,
        code: Code::new(&text("code")),
        msg: text("msg"),
        data,
    }))
}

fn refused() -> Result<(), ApiError> {
    no("BAD_REQUEST", "No way.", json!({}))
}

#[test]
fn a_star_is_there_at_once_and_gone_when_refused() {
    let mut stage = stage(100, 30);
    let id = selected(&stage);
    stage.keys("b");
    assert!(stage.app.selected_message().unwrap().flags.is_starred());
    let starred = &stage
        .app
        .organization
        .as_deref()
        .unwrap()
        .personal()
        .starred;
    assert!(starred.contains(&id));
    let first = order(&mut stage);
    assert!(matches!(&first.1, Act::Star { messages, on: true } if messages[..] == [id]));
    acted(&mut stage, first, refused());
    assert!(!stage.app.selected_message().unwrap().flags.is_starred());
    assert!(stage.screen().contains("The star was not put on: "));
}

#[test]
fn following_and_muting_change_the_list_of_topics_at_once() {
    let mut stage = stage(160, 40);
    let row = |stage: &Stage| {
        let mut rows = stage.app.topic_rows.iter();
        let row = rows.find(|row| row.topic.name.as_str() == "acts");
        row.expect("the topic").topic.clone()
    };
    stage.keys("F");
    assert!(row(&stage).followed);
    let first = order(&mut stage);
    assert!(matches!(
        first.1,
        Act::TopicPolicy {
            policy: VisibilityPolicy::Followed,
            ..
        }
    ));
    acted(&mut stage, first, Ok(()));
    stage.keys("M");
    assert!(row(&stage).muted && !row(&stage).followed);
    let second = order(&mut stage);
    acted(&mut stage, second, refused());
    assert!(row(&stage).followed, "what it was before");
    assert!(stage.screen().contains("The topic was not muted: "));
    stage.keys("F");
    let third = order(&mut stage);
    assert!(matches!(
        third.1,
        Act::TopicPolicy {
            policy: VisibilityPolicy::Inherit,
            ..
        }
    ));
    assert!(!row(&stage).followed);
}

#[test]
fn deleting_asks_first_and_a_part_is_told_truthfully() {
    let mut stage = stage(100, 30);
    stage.keys("k k ;");
    assert_eq!(stage.app.marked().len(), 1);
    stage.keys("k &");
    stage.keys("j j &");
    let marked = stage.app.marked();
    assert_eq!(marked.len(), 3);
    press(&mut stage, KeyCode::Delete, KeyModifiers::NONE);
    insta::assert_snapshot!("delete_question", stage.screen());
    stage.keys("n");
    assert!(orders(&mut stage).is_empty());
    press(&mut stage, KeyCode::Delete, KeyModifiers::NONE);
    stage.keys("y");
    let (ticket, act) = order(&mut stage);
    assert!(matches!(&act, Act::Delete { messages } if *messages == marked));
    let screen = stage.screen();
    assert_eq!(screen.matches("Being deleted…").count(), 3, "{screen}");
    stage.update(Update::Session(SessionUpdate::ActWent { ticket, done: 1 }));
    assert!(stage.screen().contains("Deleted 1 of 3…"));
    acted(&mut stage, (ticket, act), refused());
    let screen = stage.screen();
    assert!(!screen.contains("Being deleted") && !screen.contains("first words"));
    let notice = stage.app.notice.as_ref().expect("a sentence");
    assert_eq!(
        notice.text.as_str(),
        "1 of 3 messages were deleted, the others are marked: The server says: No way."
    );
    assert_eq!(stage.app.marked(), marked[1..]);
    stage.check();
}

#[test]
fn a_move_names_what_changes_and_nothing_else() {
    let mut stage = stage(100, 30);
    let id = selected(&stage);
    stage.keys("m");
    stage.keys("Enter");
    assert!(stage.screen().contains("That is where it is"));
    ctrl(&mut stage, 'u');
    text(&mut stage, "other acts");
    stage.keys("Tab Right Enter");
    let first = order(&mut stage);
    let Act::Move(moved) = &first.1 else {
        panic!("{first:?}")
    };
    assert_eq!(moved.messages, [id]);
    let change = &moved.changes[0];
    assert_eq!(
        change.topic.as_ref().map(|t| t.as_str()),
        Some("other acts")
    );
    assert_eq!(
        (change.channel, &change.mode),
        (None, &PropagateMode::Later)
    );
    assert!(change.notify_new && !change.notify_old);
    assert!(stage.screen().contains("→ workshop › other acts…"));
    let extra = json!({"first_message_id_allowed_to_move": 5, "total_messages_in_topic": 9,
        "total_messages_allowed_to_move": 4});
    acted(
        &mut stage,
        first,
        no("MOVE_MESSAGES_TIME_LIMIT_EXCEEDED", "x", extra),
    );
    let screen = stage.screen();
    assert!(screen.contains("The message was not moved: only the newest 4 of the topic's 9"));
    assert!(!screen.contains("→ workshop"));
    // What was filled in is there again.
    stage.keys("m");
    assert!(stage.screen().contains("other acts"));
    ctrl(&mut stage, 'u');
    stage.keys("Esc");
    // One of another channel.
    stage.keys("m");
    press(&mut stage, KeyCode::BackTab, KeyModifiers::SHIFT);
    ctrl(&mut stage, 'u');
    text(&mut stage, "no such channel");
    stage.keys("Enter");
    assert!(
        stage
            .screen()
            .contains("There is no channel called no such channel.")
    );
    assert!(orders(&mut stage).is_empty());
}

#[test]
fn forms_and_the_popup_of_emoji_large_and_small() {
    for (columns, rows) in [(200, 60), (80, 24)] {
        let mut stage = stage(columns, rows);
        stage.keys("m");
        insta::assert_snapshot!(format!("move_{columns}x{rows}"), stage.screen());
        stage.keys("Esc");
        alt(&mut stage, 's');
        insta::assert_snapshot!(format!("status_{columns}x{rows}"), stage.screen());
        stage.keys("Esc :");
        text(&mut stage, "heart");
        insta::assert_snapshot!(format!("emoji_{columns}x{rows}"), stage.screen());
        stage.keys("Esc Esc");
    }
}

#[test]
fn a_reaction_that_is_there_is_joined_by_its_own_name() {
    let mut stage = stage(100, 30);
    let id = selected(&stage);
    // An older name than the catalogue's.
    event(
        &mut stage,
        json!({"type": "reaction", "id": 1, "op": "add", "message_id": id, "user_id": 7,
            "emoji_name": "party", "emoji_code": "1f389", "reaction_type": "unicode_emoji"}),
    );
    stage.keys(") Enter");
    let first = order(&mut stage);
    assert!(matches!(&first.1, Act::React { emoji, on: true, .. } if emoji.name == "party"));
    stage.keys(")");
    text(&mut stage, "tada");
    stage.keys("Enter");
    let (_, act) = order(&mut stage);
    assert!(matches!(&act, Act::React { emoji, on: false, .. } if emoji.name == "party"));
    stage.keys("+");
    let (_, act) = order(&mut stage);
    assert!(matches!(&act, Act::React { emoji, on: true, .. } if emoji.code == "1f44d"));
    stage.keys("+");
    let (_, act) = order(&mut stage);
    assert!(matches!(&act, Act::React { on: false, .. }));
    // What one used is offered first elsewhere.
    stage.keys("k )");
    let picker = stage.app.emoji_picker().unwrap();
    assert_eq!(
        stage.app.emoji_rows(picker)[0].emoji.code,
        stage.app.recent_emoji()[0].code
    );
}

#[test]
fn a_status_is_ones_own_at_once_and_its_words_are_kept_when_refused() {
    let mut stage = stage(100, 30);
    alt(&mut stage, 's');
    ctrl(&mut stage, 'u');
    text(&mut stage, &"x".repeat(61));
    stage.keys("Enter");
    assert!(
        stage
            .screen()
            .contains("A status has at most 60 characters: 1 too many.")
    );
    ctrl(&mut stage, 'u');
    text(&mut stage, "at the kiln");
    stage.keys("Tab");
    ctrl(&mut stage, 'u');
    text(&mut stage, "no_such");
    stage.keys("Enter");
    assert!(stage.screen().contains("There is no emoji called no_such."));
    ctrl(&mut stage, 'u');
    text(&mut stage, "fire");
    stage.keys("Enter");
    let own = |stage: &Stage| stage.app.own_status().map(|s| s.text.to_string());
    let was = own(&Stage::recorded("server-10-second", 100, 30));
    assert_eq!(own(&stage).as_deref(), Some("at the kiln"));
    let first = order(&mut stage);
    let Act::Status { change, .. } = &first.1 else {
        panic!("{first:?}")
    };
    assert_eq!(change.emoji.clone().flatten().unwrap().code, "1f525");
    acted(&mut stage, first, refused());
    assert_eq!(own(&stage), was);
    assert!(stage.screen().contains("Your status was not changed: "));
    alt(&mut stage, 's');
    assert!(stage.screen().contains("at the kiln"));
}

#[test]
fn what_is_not_allowed_says_why() {
    let mut stage = stage(100, 30);
    let me = stage.app.organization.as_deref().unwrap().me();
    event(
        &mut stage,
        json!({"type": "realm_user", "id": 1, "op": "update", "person": {"user_id": me, "role": 400}}),
    );
    let nobody = stage.app.organization.as_deref().unwrap();
    let nobody = nobody.groups().system("role:nobody").unwrap().id;
    for name in [
        "can_delete_any_message_group",
        "can_move_messages_between_topics_group",
        "can_move_messages_between_channels_group",
        "can_resolve_topics_group",
    ] {
        event(
            &mut stage,
            json!({"type": "realm", "id": 2, "op": "update_dict", "property": "default",
                "data": {name: nobody}}),
        );
    }
    for (key, sentence) in [
        (KeyCode::Delete, "You may not delete what others wrote."),
        (
            KeyCode::Char('m'),
            "You may not move messages between topics here.",
        ),
        (KeyCode::Char('X'), "You may not resolve topics here."),
    ] {
        press(&mut stage, key, KeyModifiers::NONE);
        let screen = stage.screen();
        assert!(screen.contains(sentence), "{sentence}\n{screen}");
    }
    alt(&mut stage, 'm');
    assert!(stage.screen().contains("takes no reports"));
    assert!(orders(&mut stage).is_empty());
}

/// Every recorded refusal of what is done to messages ends in a sentence.
#[test]
fn recorded_refusals_are_sentences() {
    let mut sentences = Vec::new();
    for folder in std::fs::read_dir("tests/recordings").unwrap() {
        let path = folder.unwrap().path().join("replies.json");
        let Ok(replies) = std::fs::read_to_string(&path) else {
            continue;
        };
        let replies: Value = serde_json::from_str(&replies).unwrap();
        let all: Vec<&Value> = match &replies {
            Value::Array(all) => all.iter().collect(),
            Value::Object(all) => all.values().collect(),
            other => panic!("{path:?}: {other}"),
        };
        for call in all {
            let (method, path) = (&call["method"], call["path"].as_str().unwrap_or_default());
            let about = path.starts_with("messages/") || path.starts_with("user_topics");
            if call["reply"]["result"] != "error" || !about {
                continue;
            }
            let key = match method.as_str() {
                Some("PATCH") => "m",
                Some("DELETE") => "d",
                _ if path.ends_with("reactions") => "+",
                _ => "b",
            };
            let mut stage = stage(100, 30);
            match key {
                "m" => {
                    stage.keys("m");
                    text(&mut stage, "x");
                    stage.keys("Enter");
                }
                "d" => {
                    press(&mut stage, KeyCode::Delete, KeyModifiers::NONE);
                    stage.keys("y");
                }
                key => stage.keys(key),
            }
            let ordered = order(&mut stage);
            acted(&mut stage, ordered, Err(zulip(call["reply"].clone())));
            let notice = stage.app.notice.as_ref().expect("a sentence");
            assert!(notice.error);
            sentences.push(notice.text.as_str().to_owned());
        }
    }
    sentences.sort();
    sentences.dedup();
    insta::assert_debug_snapshot!(sentences);
}

#[test]
fn a_setting_is_another_at_once_and_what_it_was_when_refused() {
    let mut stage = stage(120, 30);
    stage.keys(", /");
    text(&mut stage, "what you have read");
    stage.keys("enter enter");
    let value = |stage: &Stage| {
        let organization = stage.app.organization.as_deref().expect("registered");
        organization.personal().settings.send_read_receipts
    };
    assert!(!value(&stage), "it is shown at once");
    let ordered = order(&mut stage);
    let Act::Setting {
        name, value: sent, ..
    } = &ordered.1
    else {
        panic!("{ordered:?}");
    };
    assert_eq!((*name, sent), ("send_read_receipts", &json!(false)));
    acted(&mut stage, ordered, refused());
    assert!(value(&stage), "it is what it was");
    let screen = stage.screen();
    assert!(screen.contains("The setting was not changed: "), "{screen}");
    // Set anew meanwhile, it stays as it was set.
    stage.keys("enter enter enter");
    let orders = orders(&mut stage);
    assert_eq!((orders.len(), value(&stage)), (3, false));
    let second = orders.into_iter().nth(1).expect("an order");
    acted(&mut stage, second, refused());
    assert!(!value(&stage));
    // Without a connection nothing is ordered.
    stage.update(Update::Session(SessionUpdate::Link(
        lazuli::app::update::Link::Reconnecting { since_ms: 0 },
    )));
    stage.keys("enter");
    assert!(!value(&stage) && stage.screen().contains("there is no connection"));
}

#[test]
fn alert_words_are_added_at_once_and_gone_when_refused() {
    let mut stage = stage(120, 30);
    stage.keys(", +");
    text(&mut stage, "kiln 9");
    stage.keys("enter");
    let words = |stage: &Stage| {
        let organization = stage.app.organization.as_deref().expect("registered");
        organization.personal().alert_words.clone()
    };
    assert!(words(&stage).iter().any(|word| &**word == "kiln 9"));
    let ordered = order(&mut stage);
    acted(&mut stage, ordered, refused());
    assert!(words(&stage).iter().all(|word| &**word != "kiln 9"));
    assert!(stage.screen().contains("The alert word was not added: "));
    // The same in capitals is one word; what is too long is none.
    for typed in ["Kiln", "kILN"] {
        stage.keys("+");
        text(&mut stage, typed);
        stage.keys("enter");
    }
    assert_eq!(orders(&mut stage).len(), 1);
    stage.keys("+");
    text(&mut stage, &"x".repeat(101));
    stage.keys("enter");
    assert_eq!(orders(&mut stage).len(), 0);
    assert!(
        stage
            .screen()
            .contains("at most 100 characters; this one has 101.")
    );
}

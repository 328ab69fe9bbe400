//! Every refusal that recorded servers gave ends in a sentence, and no words are lost.

use lazuli::api::conversation::Conversation;
use lazuli::api::error::{ApiError, Code, ZulipError};
use lazuli::api::ids::MessageId;
use lazuli::api::time::UnixSeconds;
use lazuli::app::ask::{Answer, Found, Query};
use lazuli::app::effect::Effect;
use lazuli::app::personal::PersonalOrder;
use lazuli::app::store::StoreNews;
use lazuli::app::update::{SessionUpdate, Update};
use lazuli::archive::{Attempt, LocalId, Outgoing, OutgoingState, Owner};
use lazuli::session::outbox::fate;
use serde_json::{Value, json};

use crate::support::stage::Stage;

/// The server's noes, each once: those recorded, and those of the demo organization that no
/// recording has.
fn refusals() -> Vec<Value> {
    let mut all = Vec::new();
    for folder in std::fs::read_dir("tests/recordings").unwrap() {
        let path = folder.unwrap().path().join("replies.json");
        let Ok(text) = std::fs::read_to_string(&path) else {
            continue;
        };
        let replies: Value = serde_json::from_str(&text).unwrap();
        let calls: Vec<Value> = match replies {
            Value::Array(calls) => calls,
            Value::Object(calls) => calls.into_iter().map(|(_, call)| call).collect(),
            other => panic!("{path:?}: {other}"),
        };
        let own = calls.into_iter().filter(|call| call["method"] != "GET");
        all.extend(own.map(|call| call["reply"].clone()));
    }
    all.retain(|reply| reply["result"] == "error");
    assert!(all.len() > 20, "the recordings have them");
    for (code, msg) in [
        (
            "STREAM_WILDCARD_MENTION_NOT_ALLOWED",
            "You do not have permission to use channel wildcard mentions in this channel.",
        ),
        (
            "TOPIC_WILDCARD_MENTION_NOT_ALLOWED",
            "You do not have permission to use topic wildcard mentions in this topic.",
        ),
        (
            "REALM_UPLOAD_QUOTA",
            "Upload would exceed your organization's upload quota.",
        ),
        (
            "MOVE_MESSAGES_TIME_LIMIT_EXCEEDED",
            "You only have permission to move the 2/5 most recent messages in this topic.",
        ),
        ("RATE_LIMIT_HIT", "API usage exceeded rate limit"),
        ("BAD_REQUEST", ""),
        ("BRAND_NEW_CODE", ""),
    ] {
        all.push(json!({"result": "error", "code": code, "msg": msg}));
    }
    all.sort_by_key(Value::to_string);
    all.dedup();
    all
}

fn error(reply: &Value) -> ApiError {
    let text = |name: &str| reply[name].as_str().unwrap_or_default().to_owned();
    ApiError::Zulip(Box::new(ZulipError {
        status: 400,
        code: Code::new(&text("code")),
        msg: text("msg"),
        data: reply.as_object().unwrap().clone(),
    }))
}

/// Words for people: no code of the protocol, and not nothing.
#[track_caller]
fn is_for_people(sentence: &str) {
    assert!(sentence.split_whitespace().count() > 1, "{sentence:?}");
    let shouts = |word: &str| word.contains('_') && word == word.to_uppercase();
    assert!(!sentence.split_whitespace().any(shouts), "{sentence:?}");
    assert!(!sentence.ends_with(": "), "{sentence:?}");
}

fn told(stage: &Stage) -> String {
    let notice = stage.app.notice.as_ref().expect("something is said");
    assert!(notice.error, "{notice:?}");
    notice.text.to_string()
}

fn place(stage: &Stage) -> Conversation {
    let organization = stage.app.organization.as_deref().unwrap();
    let channel = organization.channels().by_name("workshop").unwrap().id();
    Conversation::topic(channel, "kiln".into())
}

#[test]
fn a_message_that_is_refused_is_in_the_outbox_with_the_reason() {
    for reply in refusals() {
        let mut stage = Stage::recorded("server-10-second", 100, 40);
        stage.keys("a G");
        let attempt = Attempt {
            owner: Owner("me".to_owned()),
            queue: None,
            after: MessageId(0),
            at_ms: stage.now.0,
        };
        let sending = Outgoing {
            id: LocalId(1),
            conversation: place(&stage),
            text: "words worth keeping".to_owned(),
            queued_ms: stage.now.0,
            state: OutgoingState::Sending,
            attempts: 1,
            attempt: Some(attempt.clone()),
            trouble: None,
            version: 0,
        };
        let answer = fate::sort(&Err(error(&reply)));
        let after = fate::answered(&sending, &attempt, &answer, stage.now.0).expect("a step");
        let why = after.trouble.clone().expect("a reason");
        is_for_people(&why);
        assert_eq!(after.text, sending.text);
        let news = StoreNews::Outbox(vec![after]);
        stage.update(Update::Session(SessionUpdate::Store(news)));
        let screen = stage.screen();
        assert!(screen.contains("words worth keeping"), "{screen}");
    }
}

#[test]
fn an_edit_that_is_refused_is_still_in_the_composer() {
    for reply in refusals() {
        let mut stage = Stage::recorded("server-10-second", 100, 40);
        stage.keys("a G");
        crate::outgoing::arrives(&mut stage, None, "as it was");
        stage.keys("G r Left");
        let asked = |stage: &mut Stage, wanted: fn(&Query) -> bool| {
            let left = std::mem::take(&mut stage.left).into_iter();
            let mut asks = left.filter_map(|effect| match effect {
                Effect::Ask(ask) if wanted(&ask.query) => Some(ask.id),
                _ => None,
            });
            asks.next().expect("the server is asked")
        };
        let answer = |stage: &mut Stage, id, found| {
            let answer = Answer { id, found };
            stage.update(Update::Session(SessionUpdate::Answer(answer)));
        };
        let id = asked(&mut stage, |query| matches!(query, Query::Source(_)));
        answer(&mut stage, id, Found::Source(Ok("as it was".to_owned())));
        stage.keys("! Ctrl+Enter");
        let id = asked(&mut stage, |query| matches!(query, Query::Edit { .. }));
        answer(&mut stage, id, Found::Edited(Err(error(&reply))));
        let composer = stage.app.composer.as_deref().expect("still open");
        assert_eq!(composer.buffer.text(), "as it was!");
        if reply["code"] != "EXPECTATION_MISMATCH" {
            is_for_people(&told(&stage));
        }
    }
}

#[test]
fn what_the_server_does_not_keep_for_one_is_said_and_stays() {
    for reply in refusals() {
        let mut stage = Stage::recorded("server-10-second", 100, 40);
        stage.keys("a G");
        stage.keys("r m i n e");
        let me = stage.app.organization.as_deref().unwrap().me();
        let orders = [
            PersonalOrder::Schedule {
                to: place(&stage),
                me,
                text: "mine".to_owned(),
                at: UnixSeconds(1_900_000_000),
                draft: None,
            },
            PersonalOrder::AddSnippet {
                title: "title".to_owned(),
                content: "mine".to_owned(),
            },
            PersonalOrder::Remind {
                message: MessageId(1),
                at: UnixSeconds(1_900_000_000),
                note: Some("note".to_owned()),
            },
        ];
        for order in orders {
            let result = Err(error(&reply));
            stage.update(Update::Session(SessionUpdate::Personal { order, result }));
            is_for_people(&told(&stage));
            let composer = stage.app.composer.as_deref().expect("still open");
            assert_eq!(composer.buffer.text(), "mine");
        }
    }
}

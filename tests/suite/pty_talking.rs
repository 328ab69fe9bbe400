//! More of what one does to a message in the real program: replies of each kind, forwarding,
//! editing, marking, reporting. What came of it is checked through the API, by others.

use serde_json::Value;

use lazuli::demo::Options;

use crate::pty_composer::{arrives, enter, go_in, newest};
use crate::support::organization::NOW;
use crate::support::{Organization, Program, until};

const TOPIC: &str = "next firing";

fn newest_to(organization: &Organization, person: &str, start: &str) -> Value {
    until(&format!("{start:?}"), || {
        Some(newest(organization, person)).filter(|message| {
            let content = message["content"].as_str().expect("a text");
            content.starts_with(start)
        })
    })
}

#[test]
fn the_sender_alone_is_answered_or_mentioned() {
    let organization = Organization::quiet();
    let ada = enter(&organization, TOPIC, (80, 24));
    ada.keys("R");
    ada.wait_for("to @ Ben Oduya");
    ada.keys("text:only-you enter");
    let message = arrives(&organization, "ben", "only-you");
    assert_eq!(message["type"], "private");
    ada.keys("esc");
    ada.wait_without("Write a message");
    ada.keys("@");
    ada.wait_for("@**Ben Oduya**");
    ada.keys("text:look enter");
    let message = newest_to(&organization, "ben", "@**Ben Oduya** look");
    assert_eq!(message["subject"], TOPIC);
    assert!(
        message["flags"].to_string().contains("mentioned"),
        "{message}"
    );
}

#[test]
fn a_message_is_forwarded_into_another_conversation() {
    let organization = Organization::quiet();
    let ada = enter(&organization, TOPIC, (200, 60));
    ada.keys("<");
    ada.wait_for("What do we **fire** next?");
    // It asks where to.
    ada.send(b"general\tfrom the workshop\t");
    ada.wait_for("to # general › from the workshop");
    ada.keys("enter");
    let message = newest_to(&organization, "ben", "@_**Ben Oduya|");
    assert_eq!(
        (&message["display_recipient"], &message["subject"]),
        (&Value::from("general"), &Value::from("from the workshop"))
    );
    let content = message["content"].as_str().expect("a text");
    assert!(content.contains("What do we **fire** next?"), "{content}");
    assert!(content.contains("/near/"), "{content}");
}

#[test]
fn the_last_one_is_edited_by_left_and_deleted() {
    let organization = Organization::quiet();
    let ada = enter(&organization, TOPIC, (80, 24));
    ada.keys("r");
    ada.wait_for("Write a message");
    ada.keys("text:a-tpyo enter");
    let message = arrives(&organization, "ben", "a-tpyo");
    ada.wait_for("Write a message");
    ada.keys("left");
    ada.wait_for("editing in");
    ada.keys("ctrl-u text:a-typo enter");
    let edited = arrives(&organization, "ben", "a-typo");
    assert_eq!(edited["id"], message["id"]);
    ada.wait_without("editing in");
    ada.keys("G delete");
    ada.wait_for("for everybody?");
    ada.keys("y");
    until("gone", || {
        (newest(&organization, "ben")["id"] != message["id"]).then_some(())
    });
}

#[test]
fn a_message_is_marked_unread_from_here_on() {
    let organization = Organization::quiet();
    organization.say("ben", "workshop", TOPIC, "What do we **fire** next?");
    let ada = Program::signed_in(&organization, "ada", ["--view", "combined"]).start();
    go_in(&ada, TOPIC);
    let id = newest(&organization, "ben")["id"].as_u64().expect("an id");
    let read = || {
        let path = format!("messages/{id}");
        let message = organization.ask("ada", "GET", &path, &[])["message"].clone();
        message["flags"].to_string().contains("\"read\"")
    };
    ada.keys("y");
    until("read", || read().then_some(()));
    ada.keys("U");
    until("unread", || (!read()).then_some(()));
}

#[test]
fn a_message_is_reported_to_the_moderators() {
    // The first servers that take reports are newer than those that the demo is like.
    let organization = Organization::start(Options {
        now: Some(NOW),
        feature_level: 435,
        ..Options::scripted(false)
    });
    let ada = enter(&organization, TOPIC, (80, 24));
    ada.wait("it selected", |screen| {
        screen.has("▌") && screen.has("What do we fire next?")
    });
    ada.keys("alt-m");
    ada.wait_for("Spam");
    ada.keys("tab text:selling-kilns enter");
    let report = newest_to(&organization, "gloria", "@_**Ada Quill|");
    assert_eq!(report["display_recipient"], "leads");
    let content = report["content"].as_str().expect("a text");
    assert!(content.contains("selling-kilns"), "{content}");
    ada.wait_for("moderators");
}

#[test]
fn a_link_is_pasted_over_words() {
    let organization = Organization::quiet();
    let ada = enter(&organization, TOPIC, (80, 24));
    ada.keys("r");
    ada.wait_for("Write a message");
    ada.keys("text:see-this alt-shift-left");
    ada.keys("shift-home");
    ada.send(&crate::support::keys::paste("https://kiln.example/log"));
    ada.wait_for("[see-this](https://kiln.example/log)");
    ada.keys("enter");
    arrives(&organization, "ben", "[see-this](https://kiln.example/log)");
}

//! What one person does to messages and topics in the real program, and what that is for
//! another one, who asks the server.

use serde_json::Value;

use crate::pty_widgets::enter;
use crate::support::Organization;

/// Somebody who listens to the server.
pub struct Witness<'a> {
    organization: &'a Organization,
    person: &'a str,
    queue: String,
    last: i64,
}

impl<'a> Witness<'a> {
    pub fn new(organization: &'a Organization, person: &'a str) -> Self {
        let form = [
            (
                "client_capabilities",
                r#"{"notification_settings_null": true, "bulk_message_deletion": true, "empty_topic_name": true}"#,
            ),
            ("fetch_event_types", "[]"),
        ];
        let reply = organization.ask(person, "POST", "register", &form);
        Self {
            organization,
            person,
            queue: reply["queue_id"].as_str().expect("a queue").to_owned(),
            last: reply["last_event_id"].as_i64().expect("a number"),
        }
    }

    /// Listens until such an event comes.
    #[track_caller]
    pub fn sees(&mut self, what: &str, wanted: impl Fn(&Value) -> bool) -> Value {
        for _ in 0..50 {
            let last = self.last.to_string();
            let form = [("queue_id", &*self.queue), ("last_event_id", &*last)];
            let reply = self.organization.ask(self.person, "GET", "events", &form);
            for event in reply["events"].as_array().expect("events") {
                self.last = event["id"].as_i64().expect("an id");
                if wanted(event) {
                    return event.clone();
                }
            }
        }
        panic!("{} never saw {what}", self.person);
    }
}

fn message(organization: &Organization, person: &str, id: u64) -> Value {
    let path = format!("messages/{id}");
    organization.ask(person, "GET", &path, &[])["message"].clone()
}

#[test]
fn reactions_stars_and_policies_are_set_and_taken_back() {
    let organization = Organization::quiet();
    let id = organization.say("ben", "workshop", "act one", "first words");
    let ada = enter(&organization, "ada", (80, 24), "act one", "first words");
    let (mut ben, mut own) = (
        Witness::new(&organization, "ben"),
        Witness::new(&organization, "ada"),
    );
    let reacts = |op: &'static str, code: &'static str| {
        move |event: &Value| {
            event["type"] == "reaction"
                && event["op"] == op
                && event["emoji_code"] == code
                && event["message_id"] == id
        }
    };
    ada.wait_for("first words");
    ada.keys("+");
    ada.wait_for("👍 you");
    ben.sees("a thumb", reacts("add", "1f44d"));
    ada.keys(")");
    ada.wait_for("type a name");
    ada.shows("emoji-80x24");
    ada.keys("text:octo");
    ada.wait_for("octopus");
    ada.keys("enter");
    ada.wait_for("🐙");
    ben.sees("an octopus", reacts("add", "1f419"));
    ada.keys("=");
    ben.sees("the thumb gone", reacts("remove", "1f44d"));
    let names = message(&organization, "ben", id)["reactions"].clone();
    assert_eq!(names[0]["emoji_name"], "octopus");
    ada.keys("ctrl-s");
    ada.wait_for("★");
    let starred = |op: &'static str| {
        move |event: &Value| {
            event["type"] == "update_message_flags"
                && event["flag"] == "starred"
                && event["op"] == op
                && event["messages"][0] == id
        }
    };
    own.sees("a star", starred("add"));
    let flags = message(&organization, "ben", id)["flags"].to_string();
    assert!(!flags.contains("starred"), "a star is one's own: {flags}");
    ada.keys("b");
    ada.wait_without("★");
    own.sees("the star gone", starred("remove"));
    let policy = |policy: u64| {
        move |event: &Value| {
            event["type"] == "user_topic"
                && event["topic_name"] == "act one"
                && event["visibility_policy"] == policy
        }
    };
    ada.keys("F");
    ada.wait_for("You follow act one");
    own.sees("following", policy(3));
    ada.keys("M");
    ada.wait_for("act one is muted");
    own.sees("muting", policy(1));
    ada.keys("M");
    own.sees("neither", policy(0));
}

#[test]
fn messages_are_moved_alone_with_later_ones_and_all_together() {
    let organization = Organization::quiet();
    let say = |words: &str| organization.say("ben", "workshop", "act two", words);
    let ids = [
        say("one fish"),
        say("two fish"),
        say("red fish"),
        say("blue fish"),
    ];
    let ada = enter(&organization, "ada", (200, 60), "act two", "blue fish");
    ada.wait_for("blue fish");
    ada.keys("G");
    let mut ben = Witness::new(&organization, "ben");
    let moved = |mode: &'static str, to: &'static str| {
        move |event: &Value| {
            event["type"] == "update_message"
                && event["propagate_mode"] == mode
                && event["subject"] == to
        }
    };
    ada.keys("m");
    ada.wait_for("Move the message");
    ada.shows("move-200x60");
    ada.keys("ctrl-u text:elsewhere enter");
    let event = ben.sees("one moved", moved("change_one", "elsewhere"));
    assert_eq!(event["message_ids"], serde_json::json!([ids[3]]));
    ada.wait_for("was moved to workshop › elsewhere");
    assert_eq!(
        message(&organization, "ben", ids[3])["subject"],
        "elsewhere"
    );
    // Notification Bot tells the new topic, and not the old one.
    ben.sees("a notice", |event| {
        let message = &event["message"];
        event["type"] == "message"
            && message["sender_full_name"] == "Notification Bot"
            && message["subject"] == "elsewhere"
    });
    ada.wait_without("blue fish");
    ada.keys("G k");
    ada.keys("m ctrl-u text:later tab right enter");
    let event = ben.sees("later ones moved", moved("change_later", "later"));
    assert_eq!(event["message_ids"], serde_json::json!([ids[1], ids[2]]));
    // The view goes along.
    ada.wait("the new topic", |s| {
        s.line(0).contains("workshop › later") && s.has("red fish") && s.has("▌")
    });
    ada.keys("m ctrl-u text:all tab right right enter");
    ben.sees("all moved", moved("change_all", "all"));
    ada.wait("the new topic", |s| {
        s.line(0).contains("workshop › all") && s.has("two fish") && s.has("▌")
    });
    ada.keys("X");
    ben.sees("resolving", moved("change_all", "✔ all"));
    ada.wait("a mark", |s| s.line(0).contains("✔ all"));
    ada.keys("X");
    ben.sees("unresolving", moved("change_all", "all"));
    assert_eq!(message(&organization, "ben", ids[1])["subject"], "all");
    assert_eq!(message(&organization, "ben", ids[0])["subject"], "act two");
}

#[test]
fn marked_messages_are_moved_to_another_channel_and_deleted_together() {
    let organization = Organization::quiet();
    let say = |words: &str| organization.say("ben", "workshop", "act three", words);
    let ids = [
        say("ein Wort"),
        say("noch eins"),
        say("ein drittes"),
        say("das letzte"),
    ];
    let ada = enter(&organization, "ada", (80, 24), "act three", "das letzte");
    ada.wait_for("das letzte");
    ada.keys("G k k");
    ada.keys("; ;");
    ada.wait_for("2 marked");
    ada.shows("marked-80x24");
    let mut ben = Witness::new(&organization, "ben");
    ada.keys("m");
    ada.wait_for("Move 2 messages");
    ada.keys("shift-tab ctrl-u text:desig down enter");
    ada.wait_for("design");
    ada.keys("enter");
    for id in [ids[1], ids[2]] {
        ben.sees("it in another channel", |event| {
            event["type"] == "update_message"
                && event["message_id"] == id
                && !event["new_stream_id"].is_null()
        });
    }
    ada.wait_for("2 messages were moved to design › act three");
    ada.wait("both gone", |screen| {
        !screen.has("noch eins") && !screen.has("ein drittes")
    });
    // The two that are left, from the first to the last.
    ada.keys("G k ; G &");
    ada.wait_for("2 marked");
    ada.keys("delete");
    ada.wait_for("Delete 2 messages for everybody?");
    ada.keys("y");
    for id in [ids[0], ids[3]] {
        ben.sees("it gone", |event| {
            event["type"] == "delete_message" && event["message_ids"][0] == id
        });
    }
    ada.wait_for("2 messages are deleted");
}

#[test]
fn what_is_not_allowed_says_why_before_anything_is_sent() {
    let organization = Organization::quiet();
    organization.say("ben", "workshop", "act four", "mine to delete");
    let chika = enter(
        &organization,
        "chika",
        (80, 24),
        "act four",
        "mine to delete",
    );
    chika.wait_for("mine to delete");
    chika.keys("delete");
    chika.wait_for("You may not delete what others wrote.");
}

#[test]
fn a_status_is_set_and_cleared() {
    let organization = Organization::quiet();
    organization.say("ben", "workshop", "act five", "how are you");
    let ada = enter(&organization, "ada", (80, 24), "act five", "how are you");
    let mut ben = Witness::new(&organization, "ben");
    let me = organization.account("ada").user_id;
    let status = |text: &'static str, emoji: &'static str| {
        move |event: &Value| {
            event["type"] == "user_status"
                && event["user_id"] == serde_json::json!(me)
                && event["status_text"] == text
                && event["emoji_name"] == emoji
        }
    };
    ada.keys("alt-s");
    ada.wait_for("Your status");
    ada.wait_for("Out sick");
    ada.shows("status-80x24");
    ada.keys("down enter");
    ada.wait_for("In a meeting");
    ada.keys("enter");
    ben.sees("a status", status("In a meeting", "calendar"));
    ada.wait_for("Your status is set.");
    ada.keys("alt-s");
    ada.wait_for("Your status");
    ada.keys("ctrl-u tab ctrl-u enter");
    ben.sees("no status", status("", ""));
}

//! Writing in the real program; what came of it is checked through the API.

use serde_json::Value;

use crate::support::{Organization, Program, Running, keys, until};

/// Somebody's program in a topic of `workshop` in which somebody said something.
pub fn enter(organization: &Organization, topic: &str, size: (u16, u16)) -> Running {
    organization.say("ben", "workshop", topic, "What do we **fire** next?");
    let running = Program::signed_in(organization, "ada", ["--explore"])
        .size(size.0, size.1)
        .start();
    go_in(&running, topic);
    running
}

pub fn go_in(running: &Running, topic: &str) {
    running.wait_for("live");
    running.keys("G");
    running.wait_for("What do we fire next?");
    running.keys("S");
    let title = format!("workshop › {topic}");
    // With the message selected: keys act on it.
    running.wait("the topic", |screen| {
        screen.line(0).contains(&title) && screen.has("What do we fire next?") && screen.has("▌")
    });
}

/// The newest message that somebody can read, as it was typed.
pub fn newest(organization: &Organization, person: &str) -> Value {
    let form = [
        ("anchor", "newest"),
        ("num_before", "1"),
        ("num_after", "0"),
        ("apply_markdown", "false"),
    ];
    let reply = organization.ask(person, "GET", "messages", &form);
    reply["messages"]
        .as_array()
        .unwrap()
        .last()
        .unwrap()
        .clone()
}

/// Waits until the newest message says this.
pub fn arrives(organization: &Organization, person: &str, content: &str) -> Value {
    until(&format!("{content:?}"), || {
        Some(newest(organization, person)).filter(|message| message["content"] == content)
    })
}

#[test]
fn a_reply_is_written_sent_and_read_by_the_other() {
    let organization = Organization::quiet();
    let ada = enter(&organization, "next firing", (80, 24));
    ada.keys("r");
    ada.wait_for("to # workshop › next firing");
    ada.send(b"The tall jars \xe2\x80\x94 and the e\xcc\x81tag\xc3\xa8re");
    ada.wait_for("tagère");
    ada.shows("compose-reply-80x24");
    ada.keys("alt-enter text:second ctrl-w text:two");
    ada.wait_for("two");
    ada.keys("enter");
    let message = arrives(
        &organization,
        "ben",
        "The tall jars — and the e\u{301}tagère\ntwo",
    );
    assert_eq!(message["display_recipient"], "workshop");
    assert_eq!(message["subject"], "next firing");
    // The composer is empty, and open for the next one.
    ada.wait_for("Write a message");
    ada.keys("esc");
    ada.wait_without("Write a message");
    ada.resize(40, 12);
    ada.keys("r text:narrow");
    ada.wait_for("narrow");
    ada.shows("compose-reply-40x12");
}

#[test]
fn a_direct_message_is_addressed_by_name_and_sent() {
    let organization = Organization::quiet();
    let ada = enter(&organization, "next firing", (200, 60));
    ada.keys("x");
    ada.wait_for("people");
    ada.send(b"Nobody Nowhere\t");
    ada.wait_for("Nobody here is called “Nobody Nowhere”.");
    ada.keys("ctrl-u");
    // Once chooses, for there may be more than one; twice goes on.
    ada.send(b"Ben Oduya\r\r");
    ada.wait_for("to @ Ben Oduya");
    ada.send(b"only for you");
    ada.wait_for("only for you");
    ada.shows("compose-direct-200x60");
    ada.keys("enter");
    let message = arrives(&organization, "ben", "only for you");
    assert_eq!(message["type"], "private");
    assert_eq!(message["display_recipient"].as_array().unwrap().len(), 2);
}

#[test]
fn a_new_channel_message_asks_where_it_goes() {
    let organization = Organization::quiet();
    let ada = enter(&organization, "next firing", (80, 24));
    ada.keys("c");
    ada.wait_for("# workshop › topic");
    // The channel is the open one; another one is typed in its place.
    ada.keys("shift-tab ctrl-u");
    ada.send(b"nowhere\t");
    ada.wait_for("There is no channel “nowhere” that you can see.");
    ada.keys("ctrl-u");
    ada.send(b"general\tquiet corner\tHello all");
    ada.wait_for("to # general › quiet corner");
    ada.keys("enter");
    let message = arrives(&organization, "ben", "Hello all");
    assert_eq!(
        (&message["display_recipient"], &message["subject"]),
        (&Value::from("general"), &Value::from("quiet corner"))
    );
}

#[test]
fn a_quote_names_its_author_and_links_the_message() {
    let organization = Organization::quiet();
    let ada = enter(&organization, "next firing", (80, 24));
    ada.keys(">");
    ada.wait_for("```quote");
    ada.send(b"The jars.");
    ada.wait_for("The jars.");
    ada.keys("enter");
    let content = until("quoted", || {
        let content = newest(&organization, "ben")["content"].as_str()?.to_owned();
        content.ends_with("The jars.").then_some(content)
    });
    assert!(content.starts_with("@_**Ben Oduya|"), "{content}");
    assert!(content.contains("** [said](http"), "{content}");
    assert!(content.contains("/near/"), "{content}");
    assert!(
        content.contains("```quote\nWhat do we **fire** next?\n```\nThe jars."),
        "{content}"
    );
}

#[test]
fn an_edit_is_saved_and_a_conflict_loses_neither_text() {
    let organization = Organization::quiet();
    let ada = enter(&organization, "next firing", (80, 24));
    ada.keys("r");
    ada.wait_for("Write a message");
    ada.send(b"We fire the jras\r");
    let message = arrives(&organization, "ben", "We fire the jras");
    let id = message["id"].to_string();
    ada.wait("the message", |screen| {
        screen.has("Write a message") && screen.has("We fire the jras")
    });
    // Left in an empty composer edits one's last message.
    ada.keys("left");
    ada.wait_for("editing in # workshop");
    ada.keys("ctrl-w text:jars enter");
    arrives(&organization, "ben", "We fire the jars");
    ada.wait_without("editing in");
    // Changed elsewhere in between.
    ada.keys("G e");
    ada.wait_for("editing in # workshop");
    let path = format!("messages/{id}");
    organization.ask("ada", "PATCH", &path, &[("content", "We fire the bowls")]);
    ada.wait_for("We fire the bowls");
    ada.keys("text:s enter");
    ada.wait_for("Not saved: the message was changed elsewhere.");
    ada.wait_for("saving again replaces it.");
    ada.wait_for("We fire the jarss");
    ada.shows("compose-conflict-80x24");
    ada.keys("ctrl-u ctrl-k ctrl-y alt-y");
    ada.wait("their text", |screen| {
        screen.row_of("We fire the bowls").is_some()
    });
    ada.keys("enter");
    ada.wait_without("editing in");
    arrives(&organization, "ben", "We fire the bowls");
}

#[test]
fn a_draft_is_there_again_after_the_program_was_killed() {
    let organization = Organization::quiet();
    let first = enter(&organization, "next firing", (80, 24));
    first.keys("r");
    first.wait_for("Write a message");
    first.send(b"not yet sent");
    first.wait_for("not yet sent");
    let home = first.home().to_owned();
    // A second is promised.
    std::thread::sleep(std::time::Duration::from_millis(1100));
    first.signal(rustix::process::Signal::KILL);
    first.exit_only();
    let data = home.join("data");
    let again = Program::signed_in(&organization, "ada", ["--explore"])
        .env("XDG_DATA_HOME", data.to_str().unwrap())
        .start();
    go_in(&again, "next firing");
    again.keys("r");
    again.wait_for("not yet sent");
    // Esc says what became of it; an orderly end keeps the last keys too.
    again.keys("esc");
    again.wait_for("Kept as a draft; r goes on with it.");
    again.keys("r text:!");
    again.wait_for("not yet sent!");
    again.signal(rustix::process::Signal::TERM);
    again.exit_only();
    let third = Program::signed_in(&organization, "ada", ["--explore"])
        .env("XDG_DATA_HOME", data.to_str().unwrap())
        .start();
    go_in(&third, "next firing");
    third.keys("r");
    third.wait_for("not yet sent!");
}

#[test]
fn the_persons_editor_gets_the_text_and_gives_it_back() {
    let organization = Organization::quiet();
    organization.say(
        "ben",
        "workshop",
        "next firing",
        "What do we **fire** next?",
    );
    let ada = Program::signed_in(&organization, "ada", ["--explore"])
        .env("VISUAL", "sed -i 's/matte/glossy and matte/'")
        .start();
    go_in(&ada, "next firing");
    ada.keys("r");
    ada.wait_for("Write a message");
    ada.send(b"it is matte");
    ada.wait_for("it is matte");
    ada.keys("ctrl-x");
    ada.wait_for("editor");
    ada.keys("ctrl-e");
    ada.wait_for("it is glossy and matte");
    ada.keys("enter");
    arrives(&organization, "ben", "it is glossy and matte");
}

#[test]
fn what_it_will_look_like_is_drawn_as_messages_are() {
    let organization = Organization::quiet();
    let ada = enter(&organization, "next firing", (80, 24));
    ada.keys("r");
    ada.wait_for("Write a message");
    ada.send(&keys::paste("- one\n- **two**"));
    ada.wait_for("- **two**");
    ada.keys("alt-p");
    ada.wait("the list", |screen| {
        screen.has("• two") && !screen.has("**two**")
    });
    ada.shows("compose-preview-80x24");
    ada.keys("alt-p");
    ada.wait_for("- **two**");
}

#[test]
fn what_it_will_look_like_is_scrolled_where_it_is_long() {
    let organization = Organization::quiet();
    let ada = enter(&organization, "next firing", (80, 24));
    ada.keys("r");
    ada.wait_for("Write a message");
    let rows: Vec<String> = (1..=20).map(|n| format!("* row {n}.")).collect();
    ada.send(&keys::paste(&rows.join("\n")));
    ada.wait_for("* row 20.");
    ada.keys("alt-p");
    let first = ada.wait("its beginning", |screen| {
        screen.has("• row 1.") && screen.has("more below")
    });
    assert!(!first.has("row 20."), "{}", first.dump());
    ada.keys("down");
    ada.wait("one row less above", |screen| {
        screen.has("1 above") && screen.has("• row 2.") && !screen.has("• row 1.")
    });
    ada.keys("ctrl-end");
    ada.wait("its end", |screen| {
        screen.has("• row 20.") && screen.has("more above")
    });
    ada.keys("alt-p");
    ada.wait_for("* row 20.");
}

#[test]
fn others_see_one_typing_and_stopping() {
    let organization = Organization::quiet();
    let ada = enter(&organization, "next firing", (80, 24));
    let ben = Program::signed_in(&organization, "ben", ["--explore"]).start();
    go_in(&ben, "next firing");
    ada.keys("r");
    ada.wait_for("Write a message");
    ada.keys("text:hm");
    ben.wait_for("Ada Quill is typing…");
    ada.keys("esc");
    ben.wait_without("is typing…");
}

#[test]
fn what_cannot_be_sent_says_why_before_it_is_typed() {
    let organization = Organization::quiet();
    let ada = enter(&organization, "next firing", (80, 24));
    let channels = organization.ask("ben", "GET", "streams", &[]);
    let channels = channels["streams"].as_array().unwrap();
    let workshop = channels.iter().find(|c| c["name"] == "workshop").unwrap();
    let path = format!("streams/{}", workshop["stream_id"]);
    ada.keys("r text:kept");
    ada.wait_for("kept");
    organization.ask("ada", "DELETE", &path, &[]);
    ada.wait_for("workshop is archived: nobody can write there.");
    ada.keys("enter");
    ada.wait_for("kept");
    ada.shows("compose-archived-80x24");
}

//! The inbox in a pseudo-terminal: what it shows, what one does there, what others change.

use crate::support::{Organization, Program, Running, Screen};

fn start(organization: &Organization, columns: u16, rows: u16) -> Running {
    let running = Program::signed_in(organization, "ada", [])
        .size(columns, rows)
        .start();
    running.wait("live", |screen| screen.has("live"));
    running.wait_for("unread ──");
    running.keys("I");
    running.wait("the inbox with its previews", |screen| {
        screen.has("Direct messages") && screen.has("are you awake?")
    });
    running
}

fn row(screen: &Screen, words: &str) -> String {
    let mut lines = (0..60).map(|row| screen.line(row));
    let found = lines.find(|line| line.contains(words));
    found.unwrap_or_else(|| panic!("no row with {words:?}"))
}

#[test]
fn it_is_the_same_at_every_size() {
    let organization = Organization::quiet();
    for (columns, rows, name) in [
        (200, 60, "inbox-1-wide"),
        (100, 30, "inbox-2-medium"),
        (80, 24, "inbox-3-narrow"),
        (40, 12, "inbox-4-small"),
    ] {
        let running = Program::signed_in(&organization, "ada", ["--explore"])
            .size(columns, rows)
            .start();
        running.wait("live", |screen| screen.has("live"));
        running.keys("I");
        running.wait("the inbox", |screen| {
            screen.has("Ben Oduya") && (columns < 50 || screen.has("are you awake?"))
        });
        running.shows(name);
    }
}

#[test]
fn rows_are_folded_read_and_opened_and_the_way_back_is_kept() {
    let organization = Organization::quiet();
    let running = start(&organization, 100, 40);
    // Direct messages folded away: the selection is on their heading.
    running.keys("left");
    running.wait("folded", |screen| {
        screen.has("Direct messages …") && !screen.has("are you awake?")
    });
    running.keys("right");
    running.wait_for("are you awake?");
    // The first conversation is read without being opened.
    running.keys("j y");
    running.wait("one is read", |screen| {
        screen.has("1 message marked as read") && !screen.has("are you awake?")
    });
    let unread = organization.ask(
        "ada",
        "GET",
        "messages",
        &[
            (
                "narrow",
                r#"[{"operator":"is","operand":"unread"},{"operator":"is","operand":"dm"}]"#,
            ),
            ("anchor", "newest"),
            ("num_before", "10"),
            ("num_after", "0"),
        ],
    );
    let texts = unread["messages"].to_string();
    assert!(!texts.contains("are you awake?"), "{texts}");
    // A topic is opened, and the way back leads to the same row.
    running.keys("j j j j");
    running.wait("the row of glaze tests", |screen| {
        row(screen, "glaze tests").contains('▌')
    });
    running.keys("enter");
    running.wait("the topic", |screen| screen.line(0).contains("glaze tests"));
    running.keys("alt-left");
    running.wait("the inbox again", |screen| {
        screen.line(0).contains("Inbox") && screen.line(0).contains("unread in")
    });
}

#[test]
fn it_is_live_and_says_when_nothing_is_unread() {
    let organization = Organization::quiet();
    let running = start(&organization, 100, 40);
    organization.say("ben", "workshop", "a new topic", "Who has the key?");
    running.wait("the new row", |screen| {
        screen.has("a new topic") && screen.has("Ben Oduya: Who has the key?")
    });
    running.keys("ctrl-y");
    running.wait_for("Mark");
    running.keys("y");
    running.wait_for("Everything is read.");
    running.shows("inbox-5-empty");
    organization.tell("ben", &["ada"], "One more thing.");
    running.wait_for("One more thing.");
}

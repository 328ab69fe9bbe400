//! Searching and the pages in a pseudo-terminal: what they show at every size, empty, full, and
//! as others change it.

use crate::support::{Organization, Program, Running};

fn start(organization: &Organization, columns: u16, rows: u16) -> Running {
    let running = Program::signed_in(organization, "ada", ["--explore"])
        .size(columns, rows)
        .start();
    running.wait("live", |screen| screen.has("live"));
    running.wait_for("unread ──");
    running
}

#[test]
fn they_are_the_same_at_every_size() {
    let organization = Organization::quiet();
    for (columns, rows, size) in [
        (200, 60, "1-wide"),
        (100, 30, "2-medium"),
        (80, 24, "3-narrow"),
    ] {
        let running = start(&organization, columns, rows);
        running.keys("/");
        running.wait_for("messages in a channel");
        running.shows(&format!("search-1-box-{size}"));
        running.send(b"sender:ben cone");
        running.wait_for("sender:ben cone");
        running.keys("enter");
        running.wait("results", |screen| {
            screen.line(0).contains("Search: “cone”, from Ben Oduya")
                && screen.line(0).contains(" of ")
        });
        running.shows(&format!("search-2-results-{size}"));
        running.keys("/ ctrl-u");
        running.send(b"xyzzyplugh");
        running.keys("enter");
        running.wait_for("Nothing was found.");
        running.shows(&format!("search-3-empty-{size}"));
        running.keys("t");
        running.wait("the table", |screen| {
            screen.has("glaze tests") && screen.has("conversations")
        });
        running.shows(&format!("recent-1-full-{size}"));
        running.keys("alt-l");
        running.wait_for("You have uploaded no files.");
        running.shows(&format!("files-1-empty-{size}"));
    }
}

#[test]
fn results_and_conversations_come_in_as_others_write() {
    let organization = Organization::quiet();
    let running = start(&organization, 100, 40);
    running.keys("/");
    running.wait_for("messages in a channel");
    running.send(b"channel:workshop raku");
    running.keys("enter");
    running.wait("the results", |screen| {
        screen.line(0).contains("Search: “raku”")
    });
    organization.say("ben", "workshop", "kiln", "A raku evening on Friday?");
    organization.say("ben", "workshop", "kiln", "Bring gloves.");
    let screen = running.wait_for("evening on Friday?");
    assert!(!screen.has("Bring gloves."), "only what matches");
    // Its conversation, at it, and the way back.
    running.keys("end enter");
    running.wait("the topic", |screen| {
        screen.line(0).contains("workshop › kiln") && screen.has("Bring gloves.")
    });
    running.keys("alt-left");
    running.wait("the results again", |screen| {
        screen.line(0).contains("Search: “raku”")
    });
    // Saved under a name, and listed by it.
    running.keys("alt-a");
    running.wait_for("Save this search as");
    running.keys("ctrl-u");
    running.send("Smoke".as_bytes());
    running.keys("enter");
    running.wait_for("Saved as Smoke");
    running.keys("a");
    running.keys("/");
    running.wait_for("saved as Smoke");
    running.keys("esc");
    running.wait_without("saved as Smoke");
    // Recent conversations go along.
    running.keys("t");
    running.wait("the table", |screen| {
        screen.has("glaze tests") && screen.has("conversations")
    });
    organization.say("ben", "workshop", "never before", "Hello?");
    running.wait("a row on top", |screen| {
        screen.line(3).contains("never before") || screen.line(4).contains("never before")
    });
}

#[test]
fn words_are_found_in_what_is_loaded() {
    let organization = Organization::quiet();
    let running = start(&organization, 100, 30);
    running.keys("end ctrl-f");
    running.wait_for("find:");
    running.send(b"glaze");
    running.wait("hits", |screen| screen.line(0).contains(" of 3 loaded"));
    running.shows("find-1-typing");
    running.keys("esc");
    running.wait_without("find:");
}

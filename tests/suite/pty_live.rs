//! What happens while a person looks: live messages, unread counts, typing,
//! edits, and the events of other clients.

use serde_json::json;

use crate::support::{Organization, Program, Running, Screen};

fn start() -> (Organization, Running) {
    let organization = Organization::quiet();
    let running = Program::signed_in(&organization, "ada", [])
        .size(120, 40)
        .start();
    running.wait_for("live");
    (organization, running)
}

/// Opens `workshop › kiln` at its newest message.
fn in_kiln(running: &Running) {
    running.keys("q text:workshop enter");
    // With a message to start from: keys act on what is there.
    running.wait("the channel", |screen| {
        screen.line(0).contains("workshop") && screen.has("▌")
    });
    running.keys("G enter");
    running.wait("a topic", |screen| screen.line(0).contains("workshop ›"));
}

/// `live · 40 unread elsewhere`
fn elsewhere(screen: &Screen) -> u64 {
    let (_, rows) = screen.size();
    let line = screen.line(rows - 1);
    let Some((_, rest)) = line.split_once("live · ") else {
        return 0;
    };
    let number = rest.split(' ').next().unwrap_or_default();
    number.parse().expect("a number")
}

#[test]
fn the_windows_title_says_where_one_is_and_how_much_is_unread() {
    let (organization, running) = start();
    let count = |screen: &Screen| -> Option<u64> {
        let title = &screen.told().title;
        let (count, place) = title.strip_prefix('(')?.split_once(") ")?;
        (place == "Combined feed · Lapis Works").then(|| count.parse().ok())?
    };
    let screen = running.wait("a number", |screen| count(screen).is_some());
    let before = count(&screen).unwrap();
    assert_eq!(before, elsewhere(&screen));
    organization.say("ben", "workshop", "kiln", "One more.");
    running.wait("one more", |screen| count(screen) == Some(before + 1));
    let setting = [("desktop_icon_count_display", "4")];
    organization.ask("ada", "PATCH", "settings", &setting);
    running.wait("no number", |screen| {
        screen.told().title == "Combined feed · Lapis Works"
    });
    in_kiln(&running);
    running.wait("the topic", |screen| {
        screen.told().title.starts_with("workshop › ")
    });
}

#[test]
fn a_message_appears_where_it_belongs_while_one_looks() {
    let (organization, running) = start();
    in_kiln(&running);
    let title = running.screen().line(0);
    let topic = title
        .split(" › ")
        .nth(1)
        .and_then(|rest| rest.split("   ").next())
        .expect("a topic")
        .trim()
        .to_owned();
    let id = organization.say(
        "ben",
        "workshop",
        &topic,
        "The peephole glows **orange** now.",
    );
    running.wait_for("The peephole glows orange now.");
    // Reactions, an edit, and the end of it.
    let path = format!("messages/{id}");
    organization.ask(
        "chika",
        "POST",
        &format!("{path}/reactions"),
        &[("emoji_name", "fire")],
    );
    running.wait_for("🔥");
    organization.ask("ben", "PATCH", &path, &[("content", "It glows white now.")]);
    running.wait_for("It glows white now.");
    running.wait_for("edited");
    running.wait_without("The peephole glows orange now.");
    organization.ask("ben", "DELETE", &path, &[]);
    running.wait_without("It glows white now.");
}

#[test]
fn what_is_being_read_stays_where_it_is_when_something_comes() {
    let (organization, running) = start();
    let before = running.wait("unread messages", |screen| screen.has("unread ──"));
    for n in 0..30 {
        organization.say("ben", "general", "firing plan", &format!("message {n}"));
    }
    let count = elsewhere(&before);
    let after = running.wait("thirty more", |screen| elsewhere(screen) >= count + 30 - 5);
    let text = |screen: &Screen| -> Vec<String> {
        let (columns, rows) = screen.size();
        // Right of the channels, whose counts go on.
        (2..rows - 3)
            .map(|row| {
                (30..columns)
                    .map(|column| screen.cell(row, column))
                    .collect()
            })
            .collect()
    };
    assert_eq!(text(&before), text(&after));
}

#[test]
fn unread_counts_follow_what_comes_and_what_other_clients_read() {
    let (organization, running) = start();
    // Read what the first screen shows, then look where nothing is read.
    running.keys("*");
    running.wait_for("Starred messages");
    let before = elsewhere(&running.wait("calm", |screen| screen.has("Messages you starred")));
    let id = organization.say("ben", "general", "firing plan", "one more");
    running.wait("one more", |screen| elsewhere(screen) == before + 1);
    let direct = organization.tell("gloria", &["ada"], "a word with you");
    running.wait("two more", |screen| elsewhere(screen) == before + 2);
    let messages = format!("[{id},{direct}]");
    organization.ask(
        "ada",
        "POST",
        "messages/flags",
        &[("messages", &*messages), ("op", "add"), ("flag", "read")],
    );
    running.wait("as before", |screen| elsewhere(screen) == before);
    // In a muted channel nothing counts.
    organization.say("ben", "firehose", "noise", "nobody reads this");
    organization.say("ben", "general", "firing plan", "but this");
    running.wait("one more again", |screen| elsewhere(screen) == before + 1);
}

#[test]
fn somebody_is_seen_typing_until_they_stop() {
    let (organization, running) = start();
    organization.tell("ben", &["ada"], "listen");
    running.keys("q text:Ben enter");
    running.wait("the conversation", |screen| {
        screen.line(0).contains("Ben Oduya")
    });
    running.wait_for("listen");
    let you = format!("[{}]", organization.account("ada").user_id);
    let typing = |op: &str| {
        organization.ask(
            "ben",
            "POST",
            "typing",
            &[("op", op), ("to", &you), ("type", "direct")],
        );
    };
    typing("start");
    running.wait_for("typing");
    typing("stop");
    running.wait_without("typing");
}

#[test]
fn a_topic_that_is_renamed_is_followed() {
    let (organization, running) = start();
    let id = organization.say("ada", "general", "old name", "first");
    organization.say("ben", "general", "old name", "second");
    running.keys("q text:general enter");
    running.wait("the channel", |screen| screen.line(0).contains("general"));
    running.keys("s");
    running.wait("its feed", |screen| !screen.line(0).contains("general ›"));
    running.keys("G");
    running.wait_for("second");
    running.keys("enter");
    running.wait("the topic", |screen| {
        screen.line(0).contains("general › old name")
    });
    organization.ask(
        "ada",
        "PATCH",
        &format!("messages/{id}"),
        &[("topic", "new name"), ("propagate_mode", "change_all")],
    );
    running.wait("the new name", |screen| {
        screen.line(0).contains("general › new name")
    });
}

#[test]
fn nothing_is_marked_as_read_by_exploring() {
    let organization = Organization::quiet();
    let running = Program::signed_in(&organization, "ada", ["--explore"])
        .size(120, 40)
        .start();
    let before = elsewhere(&running.wait_for("live"));
    running.keys("n n G p G a G");
    running.wait("the newest", |screen| screen.has("Combined feed"));
    organization.say("ben", "general", "firing plan", "one more");
    // The marks would have come before this, being older than it.
    running.keys("*");
    running.wait("one more", |screen| elsewhere(screen) == before + 1);
}

#[test]
fn a_lively_organization_runs_inside_the_program() {
    let running = Program::lazuli(["--demo"]).size(120, 40).start();
    running.wait_for("Lapis Works");
    running.wait_for("live");
    running.keys("n");
    running.wait("a conversation", |screen| screen.line(0).contains('›'));
    running.keys("Q");
    let (exit, screen, restored) = running.exit();
    assert_eq!(exit.code, 0);
    assert!(restored, "{}", screen.dump());
}

#[test]
fn suspending_a_laptop_for_longer_than_the_queue_lives_is_noticed() {
    use rustix::process::Signal;
    let (organization, running) = start();
    running.keys("*");
    running.wait_for("Messages you starred");
    let before = elsewhere(&running.screen());
    running.signal(Signal::STOP);
    organization.control(&json!({"op": "expire"}));
    for n in 0..5 {
        organization.say("ben", "general", "firing plan", &format!("asleep {n}"));
    }
    running.signal(Signal::CONT);
    running.wait("what was missed", |screen| {
        screen.has("live") && elsewhere(screen) == before + 5
    });
}

//! Two people, two programs, one poll and one to-do list.

use crate::support::{Organization, Program, Running, Screen, until};

/// Somebody's program, on the newest message of `workshop`, in its topic.
pub fn enter(
    organization: &Organization,
    person: &str,
    size: (u16, u16),
    topic: &str,
    words: &str,
) -> Running {
    let running = Program::signed_in(organization, person, ["--explore"])
        .size(size.0, size.1)
        .start();
    running.wait_for("live");
    running.keys("q text:workshop enter");
    let there = |screen: &Screen, place: &str| {
        let titles = screen.line(0);
        // That of the messages is the last; topics beside them have the channel's too.
        let title = titles.rsplit('│').next().unwrap_or_default();
        !titles.contains("filter") && title.contains(place)
    };
    let title = format!("workshop › {topic}");
    // It opens at one of its topics, once these are known.
    let screen = running.wait("a topic", |screen| there(screen, "workshop ›"));
    if !there(&screen, &title) {
        running.keys("s");
        running.wait("its feed", |screen| !there(screen, "workshop ›"));
        running.wait("its messages", |screen| screen.has("workshop › "));
        running.keys("G");
        running.wait_for(words);
        running.keys("S");
    }
    running.wait("the topic", |screen| screen.line(0).contains(&title));
    running
}

/// The row that holds a text.
fn row(screen: &Screen, text: &str) -> String {
    screen
        .row_of(text)
        .map(|row| screen.line(row))
        .unwrap_or_default()
}

#[test]
fn a_poll_is_voted_in_from_two_accounts() {
    let organization = Organization::quiet();
    organization.say(
        "chika",
        "workshop",
        "where to eat",
        "/poll Where to eat?\nnoodles\nbread\n釉薬のスープ",
    );
    let ada = enter(
        &organization,
        "ada",
        (80, 24),
        "where to eat",
        "Where to eat?",
    );
    let ben = enter(
        &organization,
        "ben",
        (200, 60),
        "where to eat",
        "Where to eat?",
    );
    for person in [&ada, &ben] {
        person.wait_for("Poll: Where to eat?");
        person.wait_for("1-9 vote");
    }
    ada.keys("1");
    ada.wait("an own vote", |s| row(s, "noodles").contains("[✓] noodles"));
    ben.wait("her vote", |s| {
        let row = row(s, "noodles");
        row.contains("[ ] noodles") && row.contains("1  Ada Quill")
    });
    ben.keys("1");
    ben.keys("3");
    ada.wait("both votes", |s| {
        row(s, "noodles").contains("2  you, Ben Oduya")
    });
    ben.wait("both votes", |s| {
        row(s, "noodles").contains("2  you, Ada Quill")
    });
    ben.wait("the soup", |s| row(s, "スープ").contains("[✓]"));
    ada.wait("the soup", |s| row(s, "スープ").contains("1  Ben Oduya"));
    // An option that he adds, she can vote for.
    ben.keys("o");
    ben.wait_for("no votes");
    ben.keys("a text:cake enter esc");
    ada.wait_for("4 [ ] cake");
    ada.keys("4");
    ben.wait("a vote for cake", |s| {
        row(s, "cake").contains("1  Ada Quill")
    });
    ada.shows("poll-of-two-80x24");
    ben.shows("poll-of-two-200x60");
    ada.keys("o");
    ada.wait_for("noodles · 2 votes");
    ada.shows("poll-of-two-in-full-80x24");
    ada.keys("esc");
    ada.resize(40, 12);
    ada.shows("poll-of-two-40x12");
    ada.keys("1");
    ben.wait("her vote gone", |s| {
        !row(s, "noodles").contains("Ada Quill")
    });
    // A click takes it back too.
    let screen = ben.screen();
    let (y, line) = (
        screen.row_of("[✓] noodles").unwrap(),
        row(&screen, "noodles"),
    );
    let x = line[..line.find("[✓]").unwrap()].chars().count();
    ben.send(format!("\x1b[<0;{};{}M\x1b[<0;{};{}m", x + 2, y + 1, x + 2, y + 1).as_bytes());
    ben.wait("his vote gone", |s| {
        row(s, "noodles").contains("[ ] noodles")
    });
    ada.wait("no vote", |s| {
        s.has("[ ] noodles") && !row(s, "noodles").contains("Ben")
    });
}

#[test]
fn a_list_is_ticked_and_renamed_from_two_accounts() {
    let organization = Organization::quiet();
    organization.say(
        "ada",
        "workshop",
        "saturday",
        "/todo Before noon\nsweep: the floor\nstack the shelves",
    );
    let ada = enter(&organization, "ada", (80, 24), "saturday", "Before noon");
    let ben = enter(&organization, "ben", (80, 24), "saturday", "Before noon");
    for person in [&ada, &ben] {
        person.wait_for("To do: Before noon  0 of 2 done");
        person.wait_for("1-9 tick");
    }
    ben.keys("1");
    ben.wait_for("[✓] sweep");
    ada.wait_for("[✓] sweep");
    ada.keys("2");
    ben.wait_for("2 of 2 done");
    ada.keys("1");
    ben.wait_for("[ ] sweep");
    ben.keys("o");
    ben.wait_for("a add task");
    ben.keys("a");
    ben.wait_for("Add a task");
    ben.send("wash the cups: with soap 🧼".as_bytes());
    ben.keys("enter");
    ada.wait_for("3 [ ] wash the cups");
    ada.wait_for("with soap");
    // Only she may rename it.
    ben.keys("e");
    ben.wait_for("Only its author may change that.");
    ben.keys("esc");
    ada.keys("o");
    ada.keys("e");
    ada.wait_for("Rename the list");
    ada.keys("ctrl-w text:dusk enter esc");
    ben.wait_for("To do: Before dusk  1 of 3 done");
    ada.wait_for("To do: Before dusk  1 of 3 done");
    ada.shows("list-of-two-80x24");
    ada.resize(200, 60);
    ada.shows("list-of-two-200x60");
    ada.resize(40, 12);
    ada.shows("list-of-two-40x12");
}

#[test]
fn a_vote_that_the_server_does_not_take_is_taken_back() {
    let organization = Organization::quiet();
    organization.say(
        "chika",
        "workshop",
        "where to eat",
        "/poll Where to eat?\nnoodles",
    );
    let ada = enter(
        &organization,
        "ada",
        (100, 30),
        "where to eat",
        "Where to eat?",
    );
    ada.wait_for("Poll: Where to eat?");
    organization.control(&serde_json::json!({"op": "faults", "faults": ["5xx:1@submessage"]}));
    ada.keys("1");
    ada.wait_for("Your vote was not counted");
    ada.wait_for("[ ] noodles");
}

#[test]
fn reactions_are_clicked_and_toggled_by_key() {
    let organization = Organization::quiet();
    let id = organization.say("chika", "workshop", "glaze", "It came out matte.");
    let react = [("emoji_name", "fire")];
    organization.ask("ben", "POST", &format!("messages/{id}/reactions"), &react);
    let ada = enter(
        &organization,
        "ada",
        (100, 30),
        "glaze",
        "It came out matte.",
    );
    ada.wait_for("🔥 Ben Oduya");
    ada.keys("=");
    ada.wait_for("[🔥 Ben Oduya, you]");
    let screen = ada.screen();
    let y = screen.row_of("[🔥").unwrap();
    let line = screen.line(y);
    let x = line[..line.find("[🔥").unwrap()].chars().count();
    ada.send(format!("\x1b[<0;{};{}M\x1b[<0;{};{}m", x + 2, y + 1, x + 2, y + 1).as_bytes());
    ada.wait("taken away", |s| s.has("🔥 Ben Oduya") && !s.has("[🔥"));
    until("one reaction", || {
        let messages = organization.ask("ben", "GET", &format!("messages/{id}"), &[]);
        (messages["message"]["reactions"].as_array().unwrap().len() == 1).then_some(())
    });
}

//! Reading in a pseudo-terminal: links followed and left again, what reaches the
//! terminal's clipboard and its links, spoilers, popups answered by a server.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use crate::support::{Organization, Program, Running, Screen};

/// Alone with what was just said in a topic of its own.
fn alone(settings: &str, topic: &str, text: &str) -> (Organization, Running, u64) {
    let organization = Organization::quiet();
    let id = organization.say("ben", "workshop", topic, text);
    let running = Program::signed_in(&organization, "ada", ["--explore"])
        .file("config/lazuli/config.toml", settings)
        .size(100, 30)
        .start();
    running.wait("live", |screen| screen.has("live"));
    running.wait_for("unread ──");
    running.keys("G");
    let last = text
        .split_whitespace()
        .next()
        .unwrap_or_default()
        .to_owned();
    running.wait_for(&last);
    running.keys("enter");
    running.wait("its topic", |screen| {
        screen.line(0).contains(topic) && screen.has(&last) && screen.has("▌")
    });
    (organization, running, id)
}

fn title(screen: &Screen) -> String {
    screen.line(0)
}

#[test]
fn letters_follow_a_link_to_another_message_and_back() {
    let organization = Organization::quiet();
    let old = organization.say("chika", "workshop", "first things", "Here it began.");
    let text = format!(
        "Read [how it began](/#narrow/channel/workshop/topic/first.20things/near/{old}) or \
         [elsewhere](https://glaze.example/recipes)."
    );
    organization.say("ben", "workshop", "later things", &text);
    let running = Program::signed_in(&organization, "ada", ["--explore"])
        .size(100, 30)
        .start();
    running.wait("live", |screen| screen.has("live"));
    running.wait_for("unread ──");
    running.keys("G");
    running.wait_for("how it began");
    running.keys("enter");
    running.wait("its topic", |screen| title(screen).contains("later things"));
    running.keys("f");
    running.shows("reading-1-hints");
    running.keys("a");
    running.wait("the topic", |screen| {
        title(screen).contains("first things") && screen.has("Here it began.")
    });
    running.shows("reading-2-followed");
    running.keys("alt-left");
    running.wait("back", |screen| {
        title(screen).contains("later things") && screen.has("how it began")
    });
    running.keys("f s");
    // Nothing here opens it: the address goes to the terminal's clipboard.
    running.wait_for("the address is copied");
    let address = STANDARD.encode("https://glaze.example/recipes");
    let wanted = format!("\x1b]52;c;{address}");
    running.wait_raw("the clipboard", |raw| {
        String::from_utf8_lossy(raw).contains(&wanted)
    });
    assert!(!String::from_utf8_lossy(&running.raw()).contains("\x1b]8;"));
}

#[test]
fn terminals_that_know_links_are_told_them() {
    let settings = "[terminal]\nhyperlinks = \"on\"\n";
    let text = "Look [here](https://glaze.example/a?b=é) now";
    let (_organization, running, id) = alone(settings, "told links", text);
    running.wait_for("Look here now");
    let raw = String::from_utf8_lossy(&running.raw()).into_owned();
    let link = format!("\x1b]8;id={id}.0;https://glaze.example/a?b=%C3%A9\x1b\\here\x1b]8;;\x1b\\");
    let plain: String = strip_styles(&raw);
    assert!(plain.contains(&link), "{plain:?}");
}

/// The bytes without colours, which stand between a link and its text.
fn strip_styles(raw: &str) -> String {
    let mut plain = String::new();
    let mut rest = raw;
    while let Some(at) = rest.find("\x1b[") {
        plain.push_str(&rest[..at]);
        let tail = &rest[at + 2..];
        let end = tail.find(|c: char| c.is_ascii_alphabetic()).unwrap_or(0);
        rest = &tail[end + 1..];
    }
    plain + rest
}

#[test]
fn spoilers_details_and_source_are_a_key_away() {
    let text = "Guess:\n```spoiler How it ended\nIt **cracked**.\n```";
    let (_organization, running, _) = alone("", "the ending", text);
    assert!(!running.screen().has("It cracked."));
    running.keys("o");
    running.wait_for("It cracked.");
    running.shows("reading-3-spoiler");
    running.keys("i");
    running.wait("the readers", |screen| {
        screen.has("Read by") && !screen.has("Asking the server")
    });
    running.keys("E");
    let source = running.wait_for("```spoiler How it ended");
    assert!(source.has("It **cracked**."), "{}", source.dump());
    running.shows("reading-4-source");
    running.keys("esc esc");
    running.wait_without("Read by");
}

#[test]
fn a_command_gets_a_code_block_and_what_it_writes_is_shown() {
    let settings = "[commands]\npipe = [\"tr\", \"a-z\", \"A-Z\"]\n";
    let (_organization, running, _) = alone(settings, "piped", "Try:\n```python\nfire = 7\n```");
    running.wait_for("fire = 7");
    running.keys("!");
    let shown = running.wait_for("What tr wrote");
    assert!(shown.has("FIRE = 7"), "{}", shown.dump());
}

#[test]
fn an_edited_and_moved_message_tells_what_it_was() {
    let organization = Organization::quiet();
    let id = organization.say("ben", "workshop", "before", "The firing is tonight.");
    let path = format!("messages/{id}");
    let edit = |form: &[(&str, &str)]| {
        let reply = organization.ask("ben", "PATCH", &path, form);
        assert_eq!(reply["result"], "success", "{reply}");
    };
    edit(&[("content", "The firing is **tomorrow** night.")]);
    edit(&[
        ("topic", "after"),
        ("propagate_mode", "change_all"),
        ("send_notification_to_new_thread", "false"),
        ("send_notification_to_old_thread", "false"),
    ]);
    let running = Program::signed_in(&organization, "ada", ["--explore"])
        .size(100, 30)
        .start();
    running.wait_for("unread ──");
    running.keys("G");
    running.wait_for("The firing is");
    running.keys("H");
    let shown = running.wait_for("Edited by");
    for words in [
        "before → after",
        "The firing is tonight**tomorrow** night.",
        "Sent by",
    ] {
        assert!(shown.has(words), "{words}: {}", shown.dump());
    }
    running.shows("reading-5-history");
}

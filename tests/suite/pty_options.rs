//! Settings that are changed on their page in the real program: what lazuli's own change on the
//! screen at once, and what the server keeps, seen by a second client and changed by one.

use serde_json::Value;

use crate::pty_preferences::find;
use crate::support::{Organization, Program, Running, Screen, until};

fn start(organization: &Organization, settings: &str) -> Running {
    crate::pty_preferences::start(organization, 140, 40, settings)
}

/// What the server has of a setting for Ada now.
fn kept(organization: &Organization, name: &str) -> Value {
    let form = [("fetch_event_types", "[\"user_settings\"]")];
    let reply = organization.ask("ada", "POST", "register", &form);
    reply["user_settings"][name].clone()
}

fn drew(raw: &[u8], bytes: &[u8]) -> bool {
    raw.windows(bytes.len()).any(|window| window == bytes)
}

#[test]
fn a_theme_is_chosen_from_the_list_and_drawn_at_once() {
    let organization = Organization::quiet();
    let running = start(&organization, "");
    assert!(!drew(&running.raw(), b"48;2;16;26;51"), "not lapis yet");
    running.keys("enter");
    running.wait("the list", |screen| {
        screen.has("─ theme ─") && screen.has("lapis") && screen.has("high-contrast-dark")
    });
    running.keys("j j j enter");
    running.wait_for("theme is \"lapis\".");
    running.wait_raw("lapis", |raw| drew(raw, b"48;2;16;26;51"));
    let file = running.home().join("config/lazuli/config.toml");
    until("kept", || {
        let text = std::fs::read_to_string(&file).unwrap_or_default();
        text.contains("theme = \"lapis\"").then_some(())
    });
    // Only looked at.
    running.keys("enter");
    running.wait_for("─ theme ─");
    running.keys("G esc");
    running.wait_without("─ theme ─");
    running.wait_for("▸ lapis");
    running.keys("Q").exit();
}

#[test]
fn keys_and_emoji_are_as_they_are_set() {
    let organization = Organization::quiet();
    organization.say("ben", "workshop", "glaze tests", "what a day :octopus:");
    let running = start(&organization, "");
    find(&running, "emoji");
    running.wait_for("glyphs");
    running.keys("right right");
    running.wait_for("emoji is \"names\".");
    find(&running, "keymap");
    running.keys("right");
    running.wait_for("keymap is \"vim\".");
    // Vim's keys work here and now: the two that end the program are waited for.
    running.keys("Z");
    running.wait_for("End the program.");
    running.keys("esc");
    find(&running, "keymap");
    running.keys("left");
    running.wait_for("keymap is \"web\".");
    running.keys("esc a");
    running.wait_for("Combined feed  ");
    running.keys("G");
    running.wait("the name of the emoji", |screen| {
        screen.has("what a day :octopus:")
    });
    running.keys(",");
    running.wait_for("Looks and keys");
    find(&running, "emoji");
    running.keys("right");
    running.wait_for("emoji is \"glyphs\".");
    running.keys("esc a");
    running.wait_for("Combined feed  ");
    running.keys("G");
    running.wait_for("what a day 🐙");
    running.keys("Q").exit();
}

#[test]
fn notifications_are_shown_as_they_are_set_from_then_on() {
    let organization = Organization::quiet();
    let running = start(&organization, "[notifications]\nby = \"off\"\n");
    organization.tell("ben", &["ada"], "are you there?");
    running.wait_for("@ 1");
    assert!(!drew(&running.raw(), b"\x1b]9;"), "off");
    find(&running, "notifications.by");
    running.keys("enter");
    running.wait_for("─ notifications.by ─");
    running.keys("k enter");
    running.wait_for("notifications.by is \"bell\".");
    running.keys("enter");
    running.wait_for("─ notifications.by ─");
    running.keys("k enter");
    running.wait_for("notifications.by is \"osc9\".");
    organization.tell("ben", &["ada"], "now I am");
    running.wait_raw("a notification of the terminal's", |raw| {
        drew(raw, b"\x1b]9;")
    });
    running.keys("Q").exit();
}

/// Settings that the server keeps, by their names on the wire, which find them too.
const FLAGS: [&str; 10] = [
    "enable_desktop_notifications",
    "wildcard_mentions_notify",
    "enable_stream_desktop_notifications",
    "enable_offline_email_notifications",
    "enable_offline_push_notifications",
    "enable_online_push_notifications",
    "presence_enabled",
    "send_private_typing_notifications",
    "send_stream_typing_notifications",
    "display_emoji_reaction_users",
];

#[test]
fn what_is_set_is_seen_by_another_client_and_what_that_sets_is_shown() {
    let organization = Organization::quiet();
    let running = start(&organization, "");
    for name in FLAGS {
        let before = kept(&organization, name).as_bool().expect("a flag");
        find(&running, name);
        let words = |on: bool| if on { "yes" } else { "no" };
        let selected = |on: bool| {
            move |screen: &crate::support::Screen| {
                let row = (2..10)
                    .map(|y| screen.line(y))
                    .find(|line| line.contains('▌'));
                row.is_some_and(|row| row.trim_end().ends_with(words(on)))
            }
        };
        running.wait(name, selected(before));
        running.keys("enter");
        running.wait(name, selected(!before));
        until(name, || {
            (kept(&organization, name) == !before).then_some(())
        });
        let value = before.to_string();
        organization.ask("ada", "PATCH", "settings", &[(name, &*value)]);
        running.wait(name, selected(before));
    }
    // One of many, from the list.
    let name = "email_notifications_batching_period_seconds";
    find(&running, name);
    running.wait_for("Mail is sent after");
    running.keys("enter");
    running.wait_for("─ Mail is sent after ─");
    running.keys("home j j j j enter");
    until("told", || (kept(&organization, name) == 3600).then_some(()));
    running.wait_for("an hour");
    organization.ask("ada", "PATCH", "settings", &[(name, "600")]);
    running.wait_for("▸ 10 minutes.");
    running.keys("Q").exit();
}

#[test]
fn times_of_day_and_ones_presence_follow_the_settings_of_the_server() {
    let organization = Organization::quiet();
    organization.say("ben", "workshop", "glaze tests", "what time is it?");
    let running = start(&organization, "");
    let twelve = |screen: &crate::support::Screen| screen.has(" AM") || screen.has(" PM");
    let before = kept(&organization, "twenty_four_hour_time");
    find(&running, "hours from 0");
    if before == false {
        running.keys("enter");
    }
    running.keys("esc a");
    running.wait_for("Combined feed  ");
    running.keys("G");
    let screen = running.wait_for("what time is it?");
    assert!(!twelve(&screen), "{}", screen.dump());
    let form = [("twenty_four_hour_time", "false")];
    organization.ask("ada", "PATCH", "settings", &form);
    running.wait("a clock of twelve hours", twelve);
    // Invisible, for others.
    running.keys(",");
    find(&running, "show when you are here");
    running.keys("enter");
    until("invisible", || {
        (kept(&organization, "presence_enabled") == false).then_some(())
    });
    running.keys("Q").exit();
}

#[test]
fn pictures_and_the_width_of_text_are_as_they_are_set() {
    let organization = Organization::quiet();
    let reply = organization.ask("noor", "GET", "attachments", &[]);
    let files = reply["attachments"].as_array().expect("files");
    let named = |file: &&Value| file["name"] == "kiln at night.png";
    let path = files.iter().find(named).expect("the picture")["path_id"].as_str();
    let words = "a dozen words that are on one line as long as there is room";
    let path = path.expect("its path");
    let text = format!("{words}\n\n[kiln at night.png](/user_uploads/{path})");
    organization.say("noor", "gallery", "pictures", &text);
    let running = start(&organization, "");
    running.keys("esc a");
    running.wait_for("Combined feed  ");
    running.keys("G");
    running.wait("half-blocks, one line", |screen| {
        screen.has("▀▀▀▀▀▀") && screen.has(words)
    });
    running.keys(",");
    find(&running, "pictures");
    running.keys("enter");
    running.wait_for("─ pictures ─");
    running.keys("G enter");
    running.wait_for("pictures is \"off\".");
    find(&running, "panes.text");
    running.keys("enter");
    running.wait_for("a whole number");
    running.keys("ctrl-u text:40 enter");
    running.wait_for("panes.text is 40.");
    running.keys("esc a");
    running.wait_for("Combined feed  ");
    running.keys("G");
    running.wait("its name, several lines", |screen| {
        screen.has("kiln at night.png") && !screen.has("▀▀▀") && !screen.has(words)
    });
    running.keys("Q").exit();
}

#[test]
fn topics_stand_in_another_order_from_then_on() {
    let organization = Organization::quiet();
    for topic in ["zebra glaze", "apple ash"] {
        organization.say("ben", "gallery", topic, "Here it begins.");
    }
    let running = Program::signed_in(&organization, "ada", ["--explore", "--view", "settings"])
        .size(160, 45)
        .start();
    running.wait_for("live");
    // Whether the first is above the second in the list of topics.
    let above = |screen: &Screen, first: &str, second: &str| {
        let row = |words: &str| {
            (0..45).find(|row| {
                screen
                    .line(*row)
                    .chars()
                    .skip(26)
                    .collect::<String>()
                    .contains(words)
            })
        };
        matches!((row(first), row(second)), (Some(first), Some(second)) if first < second)
    };
    let gallery = ": text:view space text:channel:gallery enter";
    running.keys(gallery);
    running.wait("the newest first", |screen| {
        screen.line(0).contains("gallery") && above(screen, "apple ash", "zebra glaze")
    });
    organization.say("ben", "gallery", "zebra glaze", "It goes on.");
    running.wait("the newest first", |screen| {
        above(screen, "zebra glaze", "apple ash")
    });
    running.keys(": text:set space text:topic-order space text:name enter");
    running.wait("by name", |screen| {
        above(screen, "apple ash", "zebra glaze")
    });
}

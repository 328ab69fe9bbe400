//! Notifications and hooks of the real program: the bytes that the terminal gets, and what
//! programs of a person's own get.

use std::os::unix::fs::PermissionsExt as _;
use std::time::{Duration, Instant};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use lazuli::demo::Options;
use serde_json::Value;

use crate::support::organization::NOW;
use crate::support::{Network, Organization, Program, Running};

fn organization() -> Organization {
    Organization::start(Options {
        heartbeat_secs: 2.0,
        now: Some(NOW),
        ..Options::scripted(false)
    })
}

/// Ada's program with these settings, live.
fn start(organization: &Organization, settings: &str) -> Running {
    let running = Program::signed_in(organization, "ada", ["--explore"])
        .file("config/lazuli/config.toml", settings)
        .size(120, 40)
        .start();
    running.wait_for("live");
    running
}

fn has(raw: &[u8], part: &str) -> bool {
    raw.windows(part.len())
        .any(|window| window == part.as_bytes())
}

fn count(raw: &[u8], part: &str) -> usize {
    let windows = raw.windows(part.len());
    windows.filter(|window| *window == part.as_bytes()).count()
}

/// Waits until the terminal was sent this.
#[track_caller]
fn wait_sent(running: &Running, part: &str) {
    running.wait_raw(&format!("{part:?} sent"), |raw| has(raw, part));
}

/// Something that a notification would have come before: the next message seen.
#[track_caller]
fn after_this(organization: &Organization, running: &Running, text: &str) {
    organization.say("ben", "general", "firing plan", text);
    running.keys("G");
    running.wait_for(text);
}

/// Opens the conversation with Ben.
fn with_ben(running: &Running) {
    running.keys("q text:ben enter");
    running.wait("the conversation with Ben", |screen| {
        screen.line(0).contains("Ben Oduya")
    });
    running.keys("G");
}

#[test]
fn a_direct_message_is_told_by_the_terminal_and_withdrawn_when_read_elsewhere() {
    let organization = organization();
    let running = start(&organization, "notifications.by = \"osc99\"");
    let id = organization.tell("gloria", &["ada"], "Are you *awake*; or not?");
    wait_sent(
        &running,
        &format!(
            "\x1b]99;i=lazuli-1-1:d=0:e=1:p=title;{}\x1b\\",
            STANDARD.encode("Gloria Teller")
        ),
    );
    let words = STANDARD.encode("Are you awake; or not?");
    wait_sent(&running, &format!("p=body;{words}\x1b\\"));
    // What nobody asked to hear of is not told.
    after_this(&organization, &running, "nothing for anybody");
    assert_eq!(count(&running.raw(), "\x1b]99;"), 2);
    let messages = format!("[{id}]");
    organization.ask(
        "ada",
        "POST",
        "messages/flags",
        &[("messages", &*messages), ("op", "add"), ("flag", "read")],
    );
    wait_sent(&running, "\x1b]99;i=lazuli-1-1:p=close;\x1b\\");
}

#[test]
fn what_is_in_view_is_not_told_until_one_looks_away() {
    let organization = organization();
    let running = start(&organization, "notifications.by = \"osc9\"");
    with_ben(&running);
    organization.tell("ben", &["ada"], "you see this");
    running.wait_for("you see this");
    organization.tell("gloria", &["ada"], "and you do not see this");
    wait_sent(
        &running,
        "\x1b]9;Gloria Teller: and you do not see this\x1b\\",
    );
    // The terminal loses the focus.
    running.send(b"\x1b[O");
    // It is known once the wheel behind it has turned.
    running.send(b"\x1b[<65;5;10M");
    running.wait_without("Inbox");
    organization.tell("ben", &["ada"], "behind your back");
    wait_sent(&running, "\x1b]9;Ben Oduya: behind your back\x1b\\");
    assert!(!has(&running.raw(), "Ben Oduya: you see this"));
}

#[test]
fn mentions_are_told_with_their_place_and_ones_own_words_never() {
    let organization = organization();
    let settings = "notifications = { by = \"osc777\", bell = true }";
    let running = start(&organization, settings);
    running.keys("*");
    running.wait_for("Starred messages");
    let before = count(&running.raw(), "\x07");
    organization.say("ada", "workshop", "kiln", "I say so myself");
    organization.say("ben", "workshop", "kiln", "Look, @**Ada Quill**!");
    let title = "\x1b]777;notify;Ben Oduya · workshop › kiln;Look, @";
    wait_sent(&running, title);
    assert_eq!(count(&running.raw(), "\x1b]777;"), 1);
    // Her settings have a sound for it.
    running.wait_raw("the bell", |raw| count(raw, "\x07") > before);
}

#[test]
fn many_at_once_and_what_came_in_an_outage_are_one_summary() {
    let organization = organization();
    let network = organization.proxy();
    let zuliprc = network.zuliprc(&organization.zuliprc("ada"));
    let running = Program::lazuli(["--explore"])
        .file("config/lazuli/zuliprc", &zuliprc)
        .file("config/lazuli/config.toml", "notifications.by = \"osc9\"")
        .size(120, 40)
        .start();
    running.wait_for("live");
    network.set(Network::Refused);
    running.wait("the outage", |screen| {
        let line = screen.line(39);
        line.contains("reconnecting") || line.contains("offline since")
    });
    for number in 0..50 {
        let who = ["ben", "chika"][number % 2];
        organization.tell(who, &["ada"], &format!("missed {number}"));
    }
    organization.say("ben", "workshop", "kiln", "@**Ada Quill** too");
    network.set(Network::Up);
    running.keys("ctrl-r");
    wait_sent(
        &running,
        "\x1b]9;51 new messages — Lapis Works: 50 direct messages, 1 mention of you",
    );
    after_this(&organization, &running, "calm again");
    let raw = running.raw();
    let told: Vec<String> = String::from_utf8_lossy(&raw)
        .split("\x1b]9;")
        .skip(1)
        .map(|rest| rest.chars().take(80).collect())
        .collect();
    assert_eq!(told.len(), 1, "{told:?}");
}

#[test]
fn content_is_hidden_and_hours_are_quiet_where_that_is_wanted() {
    let organization = organization();
    let running = start(
        &organization,
        "notifications = { by = \"osc9\", content = false }",
    );
    organization.tell("ben", &["ada"], "a secret");
    wait_sent(&running, "\x1b]9;Ben Oduya: A direct message\x1b\\");
    drop(running);

    let quiet = start(
        &organization,
        "notifications = { by = \"osc9\", quiet = \"Mon-Sun\" }",
    );
    organization.tell("ben", &["ada"], "at night");
    after_this(&organization, &quiet, "still quiet");
    assert_eq!(count(&quiet.raw(), "\x1b]9;"), 0);
}

#[test]
fn an_account_that_is_not_on_the_screen_is_named() {
    let organization = organization();
    let running = Program::lazuli(["-c", "one", "-c", "two"])
        .file("one", &organization.zuliprc("ada"))
        .file("two", &organization.zuliprc("ben"))
        .file("config/lazuli/config.toml", "notifications.by = \"osc777\"")
        .size(120, 40)
        .start();
    running.wait("both", |screen| {
        screen.has("Lapis Works · ben") && screen.has("live") && !screen.has("connecting")
    });
    organization.tell("gloria", &["ben"], "to the other one");
    wait_sent(
        &running,
        "\x1b]777;notify;Gloria Teller — Lapis Works · ben;to the other one\x1b\\",
    );
}

#[test]
fn a_message_of_harm_stays_inside_its_notification() {
    let organization = organization();
    let running = start(&organization, "notifications.by = \"osc777\"");
    organization.tell("ben", &["ada"], "a\u{9c}b\x1b]52;c;AAAA\x07c\u{202e}d");
    running.wait_raw("the notification", |raw| {
        has(raw, "\x1b]777;notify;Ben Oduya;")
    });
    let raw = running.raw();
    assert!(!has(&raw, "\x1b]52"), "the clipboard");
    let from = raw
        .windows(6)
        .position(|window| window == b"\x1b]777;")
        .expect("a notification");
    let end = raw[from + 1..]
        .iter()
        .position(|b| *b < 0x20)
        .expect("an end");
    assert!(raw[from + 1 + end..].starts_with(b"\x1b\\"));
}

/// A program of a test, that writes what it is given into files of a folder.
fn recorder(running_home: &std::path::Path, name: &str, script: &str) {
    let path = running_home.join(name);
    std::fs::write(&path, script).expect("written");
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o700)).expect("executable");
}

/// Waits until a file in the program's home folder has so many lines.
#[track_caller]
fn lines_of(running: &Running, name: &str, wanted: usize) -> Vec<String> {
    let deadline = Instant::now() + Duration::from_secs(30);
    loop {
        let text = std::fs::read_to_string(running.home().join(name)).unwrap_or_default();
        let lines: Vec<String> = text.lines().map(str::to_owned).collect();
        if lines.len() >= wanted && text.ends_with('\n') {
            return lines;
        }
        assert!(Instant::now() < deadline, "{name} has {lines:?}");
        std::thread::sleep(Duration::from_millis(20));
    }
}

#[test]
fn the_desktop_gets_title_and_words_by_a_program_of_ones_own() {
    let organization = organization();
    let running = start(
        &organization,
        "notifications.command = [\"./show\", \"--x\"]",
    );
    recorder(
        running.home(),
        "show",
        "#!/bin/sh\nprintf '%s|' \"$@\" >>shown\necho >>shown\n",
    );
    organization.tell("ben", &["ada"], "$(touch never) 'x' -n");
    let shown = lines_of(&running, "shown", 1);
    assert_eq!(shown, ["--x|Ben Oduya|$(touch never) 'x' -n|"]);
    assert!(!running.home().join("never").exists());
}

#[test]
fn hooks_get_what_happened_as_json_and_failures_are_said_once() {
    let organization = organization();
    let settings = r#"
notifications.by = "off"
[[hooks]]
on = "message"
narrow = "channel:workshop"
command = ["./keep", "workshop"]
[[hooks]]
on = "mention"
command = ["./keep", "mentions"]
[[hooks]]
on = "reaction"
command = ["./keep", "reactions"]
[[hooks]]
on = "dm"
command = ["/no/such/program"]
"#;
    let running = start(&organization, settings);
    recorder(
        running.home(),
        "keep",
        "#!/bin/sh\nline=$(cat)\nprintf '%s %s\\n' \"$LAZULI_EVENT\" \"$line\" >>\"$1\"\n",
    );
    let id = organization.say("ben", "workshop", "kiln", "$(touch never) @**Ada Quill**");
    organization.say("ben", "general", "firing plan", "elsewhere");
    let path = format!("messages/{id}/reactions");
    organization.ask("chika", "POST", &path, &[("emoji_name", "fire")]);
    for file in ["workshop", "mentions"] {
        let lines = lines_of(&running, file, 1);
        let json = lines[0].strip_prefix("message ").expect("a message");
        let message: Value = serde_json::from_str(json).expect("JSON");
        assert_eq!(message["id"], id);
        assert_eq!(message["display_recipient"], "workshop");
        assert_eq!(message["flags"], serde_json::json!(["mentioned"]));
        assert_eq!(lines.len(), 1, "{file}");
    }
    let lines = lines_of(&running, "reactions", 1);
    let json = lines[0].strip_prefix("reaction ").expect("a reaction");
    let event: Value = serde_json::from_str(json).expect("JSON");
    assert_eq!(
        (&event["op"], &event["message_id"]),
        (&"add".into(), &id.into())
    );
    assert!(!running.home().join("never").exists());
    // A failure is said in words, once.
    organization.tell("ben", &["ada"], "to nobody");
    running.wait_for("The hook /no/such/program can't be run");
    running.keys("j");
    running.wait_without("The hook");
    organization.tell("ben", &["ada"], "to nobody again");
    after_this(&organization, &running, "all the same");
    assert!(!running.screen().has("The hook"));
}

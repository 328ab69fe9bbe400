//! The page of settings: lazuli's own options and the file, what the server keeps with a second
//! client as witness, lists, and what each looks like.

use crate::support::{Organization, Program, Running, until};

/// The page of settings, with this in the file.
pub fn start(organization: &Organization, columns: u16, rows: u16, settings: &str) -> Running {
    let running = Program::at_home(organization, "ada", ["--explore", "--view", "settings"])
        .size(columns, rows)
        .file("config/lazuli/config.toml", settings)
        .start();
    running.wait("live", |screen| screen.has("live"));
    running.wait_for("Looks and keys");
    running
}

/// Filters, so that a setting is the selected one; goes on with keys.
pub fn find(running: &Running, letters: &str) {
    running.keys("/ ctrl-u");
    running.send(letters.as_bytes());
    running.wait_for(&format!("filter: {letters}"));
    running.keys("enter");
}

fn file(running: &Running) -> String {
    let path = running.home().join("config/lazuli/config.toml");
    std::fs::read_to_string(path).unwrap_or_default()
}

/// What the server has for a person now.
fn kept(organization: &Organization, part: &str) -> serde_json::Value {
    let form = [(
        "fetch_event_types",
        "[\"user_settings\",\"alert_words\",\"user_topic\"]",
    )];
    organization.ask("ada", "POST", "register", &form)[part].clone()
}

#[test]
fn the_page_is_the_same_at_every_size() {
    let organization = Organization::quiet();
    for (columns, rows, size) in [
        (200, 60, "1-wide"),
        (100, 30, "2-medium"),
        (80, 24, "3-narrow"),
    ] {
        let running = start(&organization, columns, rows, "# mine\nkeymap = \"web\"\n");
        running.shows(&format!("settings-1-full-{size}"));
        find(&running, "typing");
        running.wait_for("See others type");
        running.shows(&format!("settings-2-filtered-{size}"));
        find(&running, "xyzzy");
        running.wait_for("No setting is called like that.");
        running.shows(&format!("settings-3-empty-{size}"));
        running.keys("esc end");
        running.wait_for("Users of the organization");
        running.shows(&format!("settings-4-end-{size}"));
        running.keys("Q").exit();
    }
}

#[test]
fn options_hold_at_once_and_go_into_the_file_as_the_person_wrote_it() {
    let organization = Organization::quiet();
    let mine = "# What I like.\ntheme = \"dark\" # for now\n\n[panes]\n# wide\nchannels = 30\n";
    let running = start(&organization, 140, 40, mine);
    find(&running, "mouse");
    running.wait_for("mouse");
    running.keys("enter");
    running.wait_raw("the mouse is off", |raw| {
        raw.windows(8).any(|part| part == b"\x1b[?1000l")
    });
    running.wait_for("mouse is false.");
    until("kept", || {
        file(&running).contains("mouse = false").then_some(())
    });
    running.wait_for("line 3");
    // One of a few, by a prompt, and back to the default.
    find(&running, "light-theme");
    running.keys("right");
    find(&running, "panes.channels");
    running.keys("enter");
    running.wait_for("a whole number from 0 to 120");
    running.keys("ctrl-u");
    running.send(b"400");
    running.keys("enter");
    running.wait_for("not 400");
    running.keys("ctrl-u");
    running.send(b"20");
    running.keys("enter");
    running.wait_for("panes.channels is 20.");
    until("kept", || {
        file(&running).contains("channels = 20").then_some(())
    });
    running.wait("a narrower pane", |screen| {
        screen.line(5).chars().nth(20) == Some('│')
    });
    find(&running, "mouse");
    running.keys("delete");
    running.wait_raw("the mouse is on again", |raw| {
        let last = |end: &[u8]| raw.windows(8).rposition(|part| part == end);
        last(b"\x1b[?1000h") > last(b"\x1b[?1000l")
    });
    until("kept", || {
        file(&running).contains("#mouse = false").then_some(())
    });
    let text = file(&running);
    assert!(
        text.starts_with("# What I like.\ntheme = \"dark\" # for now\n"),
        "{text}"
    );
    assert!(text.contains("[panes]\n# wide\nchannels = 20\n"), "{text}");
    running.keys("Q").exit();
}

#[test]
fn a_file_that_cannot_be_written_is_said_to_be_so_and_the_option_holds() {
    use std::os::unix::fs::PermissionsExt;
    let organization = Organization::quiet();
    let running = start(&organization, 140, 40, "# mine\n");
    let path = running.home().join("config/lazuli/config.toml");
    let mode = std::fs::Permissions::from_mode(0o444);
    std::fs::set_permissions(&path, mode).expect("read-only");
    find(&running, "hyperlinks");
    running.keys("right");
    running.wait_for("was not written: it is read-only.");
    running.wait_for("this run");
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o600)).expect("writable");
    std::fs::write(&path, "theme = \"dark\"\noh no\n").expect("written");
    running.keys("right");
    running.wait_for("was not written: line 2 of it is not understood");
    assert_eq!(file(&running), "theme = \"dark\"\noh no\n");
    running.keys("Q").exit();
}

#[test]
fn what_the_server_keeps_goes_there_and_comes_from_there() {
    let organization = Organization::quiet();
    let running = start(&organization, 140, 40, "");
    find(&running, "what you have read");
    running.wait_for("Show what you have read");
    running.keys("enter");
    until("told", || {
        (kept(&organization, "user_settings")["send_read_receipts"] == false).then_some(())
    });
    // Another client changes one.
    find(&running, "followed after");
    running.wait_for("starting the topic");
    let form = [("automatically_follow_topics_policy", "1")];
    organization.ask("ada", "PATCH", "settings", &form);
    running.wait("the other's choice", |screen| {
        (0..10).any(|y| screen.line(y).contains("taking part in any way"))
    });
    running.keys("Q").exit();
}

#[test]
fn alert_words_and_topics_are_lists_that_one_adds_to_and_takes_from() {
    let organization = Organization::quiet();
    let running = start(&organization, 140, 40, "");
    running.keys("+");
    running.wait_for("Be told of messages with");
    running.send("raku firing".as_bytes());
    running.keys("enter");
    running.wait_for("“raku firing” notify you");
    let words = || kept(&organization, "alert_words").to_string();
    until("added", || words().contains("raku firing").then_some(()));
    find(&running, "raku");
    running.wait_for("raku firing");
    running.keys("delete");
    running.wait_for("is no alert word any more");
    until("gone", || (!words().contains("raku firing")).then_some(()));
    // Another client adds one.
    organization.ask(
        "ada",
        "POST",
        "users/me/alert_words",
        &[("alert_words", "[\"slip\"]")],
    );
    find(&running, "alert words");
    running.wait_for("slip");
    // A topic that is followed is taken off the list.
    find(&running, "followed topics glaze");
    running.wait_for("workshop › glaze tests");
    running.keys("delete");
    let topics = || kept(&organization, "user_topics").to_string();
    until("unfollowed", || {
        let followed = topics();
        (!followed.contains("\"topic_name\":\"glaze tests\",\"visibility_policy\":3")).then_some(())
    });
    running.wait_without("workshop › glaze tests");
    running.keys("Q").exit();
}

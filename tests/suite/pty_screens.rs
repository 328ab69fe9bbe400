//! The first screen in every size and palette, and what keys lead to: the whole
//! program in a pseudo-terminal, compared with stored screens.

use crate::support::{Organization, Program, Running, Screen, keys};

/// Starts on a demo organization of its own, since reading changes it.
fn start(columns: u16, rows: u16) -> (Organization, Running) {
    let organization = Organization::quiet();
    let running = Program::signed_in(&organization, "ada", [])
        .size(columns, rows)
        .start();
    running.wait("live", is_live);
    (organization, running)
}

fn is_live(screen: &Screen) -> bool {
    screen.has("live")
}

#[test]
fn the_first_screen_where_all_three_panes_fit() {
    let (_organization, running) = start(140, 45);
    running.shows("first-140x45");
}

#[test]
fn the_first_screen_where_topics_fold_away() {
    let (_organization, running) = start(110, 30);
    running.shows("first-110x30");
}

#[test]
fn the_first_screen_of_an_old_terminal() {
    let (_organization, running) = start(80, 24);
    let screen = running.wait("messages", |screen| screen.has("unread ──"));
    // Nothing beside the messages: they keep at least 52 columns.
    assert!(!screen.has("│ "), "{}", screen.dump());
    running.shows("first-80x24");
}

#[test]
fn the_first_screen_of_a_corner_of_a_screen() {
    let (_organization, running) = start(40, 12);
    running.shows("first-40x12");
    // It can be used: forward, to the newest, and away.
    running.keys("n");
    running.wait_without("Combined feed");
    running.keys("G ?");
    running.wait_for("Keys");
    running.keys("esc Q");
    let (exit, _, restored) = running.exit();
    assert_eq!((exit.code, restored), (0, true));
}

#[test]
fn the_first_screen_of_a_slit() {
    let (_organization, running) = start(20, 5);
    running.shows("first-20x5");
    running.keys("n j j k G home tab q text:a esc ? esc P a");
    running.resize(8, 2);
    running.resize(1, 1);
    running.resize(80, 24);
    running.wait("live again", is_live);
}

#[test]
fn sizes_come_and_go_without_losing_the_place() {
    let (_organization, running) = start(140, 45);
    running.keys("n");
    let title = |screen: &Screen| screen.line(0);
    running.wait("a topic", |screen| title(screen).contains(" › "));
    running.shows("resized-140x45");
    for (columns, rows) in [(80, 24), (40, 12), (20, 5), (200, 60), (60, 20)] {
        running.resize(columns, rows);
    }
    running.resize(140, 45);
    running.shows("resized-140x45");
}

#[test]
fn colours_are_those_the_terminal_has() {
    let organization = Organization::quiet();
    // Nothing is read here, so that one organization does for all.
    let program = || Program::signed_in(&organization, "ada", ["--explore"]).size(80, 24);
    let shows = |program: Program, name: &str| {
        let running = program.start();
        running.wait("live", is_live);
        running.shows_styled(name);
        running
    };
    shows(program().background("rgb:1c1c/1c1c/1c1c"), "colours-dark");
    shows(program().background("rgb:fafa/fafa/f5f5"), "colours-light");
    let few = program().without("COLORTERM").env("TERM", "xterm");
    let few = shows(few, "colours-16");
    assert!(
        !few.screen().styles().contains("color"),
        "more than sixteen"
    );
    assert!(!few.screen().styles().contains("#"), "more than sixteen");
    let none = shows(program().env("NO_COLOR", "1"), "colours-none");
    for name in [
        "red", "green", "yellow", "blue", "magenta", "cyan", "on ", "#",
    ] {
        assert!(
            !none.screen().styles().contains(name),
            "{name} in no colours"
        );
    }
    let many = program().without("COLORTERM");
    let many = shows(many, "colours-256");
    assert!(!many.screen().styles().contains('#'), "more than 256");
}

#[test]
fn keys_lead_from_unread_to_unread_and_back() {
    let (_organization, running) = start(140, 45);
    running.keys("n");
    running.shows("walk-1-next-unread");
    running.keys("n");
    running.shows("walk-2-next-unread-again");
    running.keys("p");
    running.shows("walk-3-next-direct-message");
    running.keys("alt-left");
    running.shows("walk-4-back");
    running.keys("s");
    running.shows("walk-5-to-channel");
    running.keys("tab");
    running.keys("tab");
    running.shows("walk-6-channels-pane");
    running.keys("q text:fi");
    running.shows("walk-7-filter");
    running.keys("esc ?");
    running.shows("walk-8-help");
}

#[test]
fn each_view_has_its_key() {
    let (_organization, running) = start(110, 30);
    for (key, title) in [
        ("*", "Starred messages"),
        ("#", "Mentions"),
        ("P", "Direct messages"),
        ("a", "Combined feed"),
    ] {
        running.keys(key);
        running.wait(title, |screen| {
            // The side has these words too: the title is right of it.
            let line = screen.line(0);
            let right = line.split('│').next_back().unwrap_or_default();
            right.trim_start().starts_with(title)
        });
    }
}

#[test]
fn the_side_comes_over_the_messages_at_80_columns() {
    let (_organization, running) = start(80, 24);
    running.keys("\\");
    running.shows("side-80x24");
    running.keys("text:jj enter");
    running.wait_for("Starred");
    running.wait("the side gone", |screen| !screen.has(" │ "));
}

#[test]
fn the_mouse_selects_opens_and_scrolls_what_is_under_it() {
    let (_organization, running) = start(140, 45);
    // The row of drafts comes a moment later than the others.
    let screen = running.wait("all rows", |screen| {
        screen.has("# firmware") && screen.has("Drafts")
    });
    let row = screen.row_of("# firmware").expect("a row");
    running.send(&keys::click(4, row));
    running.wait("the channel's title", |screen| {
        screen.line(0).contains("│ firmware")
    });
    let before = running.wait("topics", |screen| screen.has("flaky test"));
    // The wheel over the messages moves them and nothing else.
    running.send(&keys::wheel(false, 120, 20).repeat(3));
    // The channels; their counts go down meanwhile, as what is shown becomes read.
    let left = |screen: &Screen| -> Vec<String> {
        (0..40)
            .map(|row| {
                let line = screen.line(row);
                let side = line.chars().take(26);
                side.filter(|c| c.is_alphabetic()).collect()
            })
            .collect()
    };
    let right = |screen: &Screen| -> Vec<String> {
        (2..40)
            .map(|row| screen.line(row).chars().skip(60).collect())
            .collect()
    };
    let after = running.wait("other messages", |screen| right(screen) != right(&before));
    assert_eq!(left(&before), left(&after));
}

#[test]
fn quitting_leaves_nothing_behind() {
    let (organization, running) = start(80, 24);
    running.keys("Q");
    let (exit, screen, restored) = running.exit();
    assert_eq!((exit.code, exit.signal), (0, None));
    assert!(restored, "{}", screen.dump());
    assert_eq!(screen.text().trim(), "");
    // The event queue is deleted.
    let state = organization.control(&serde_json::json!({"op": "state"}));
    assert_eq!(state["queues"], 0, "{state}");
}

#[test]
fn what_is_wrong_before_the_start_is_said_in_one_sentence() {
    let said = |program: Program| {
        let running = program.start();
        let (exit, screen, restored) = running.exit();
        assert!(restored, "{}", screen.dump());
        let text = screen.text().replace('\n', "");
        assert!(
            !text.contains("panicked") && !text.contains("Error {"),
            "{text}"
        );
        (exit.code, text)
    };
    let (code, text) = said(Program::lazuli(["-c", "/no/zuliprc"]));
    assert_eq!(code, 1);
    assert!(text.contains("zuliprc"), "{text}");
    // Mistakes in the settings are told beside it.
    let settings = "mouse = true\nmuose = true\n";
    let (code, text) =
        said(Program::lazuli(["-c", "/no/zuliprc"]).file("config/lazuli/config.toml", settings));
    assert_eq!(code, 1);
    assert!(text.contains("config.toml:2:1: `muose`"), "{text}");
    assert!(text.contains("zuliprc"), "{text}");
    let (code, text) = said(Program::lazuli(["--colour", "256"]));
    assert_eq!(code, 2);
    assert!(text.contains("--color"), "{text}");
    let (code, _) = said(Program::lazuli(["--color", "many"]));
    assert_eq!(code, 2);
    let (code, text) = said(Program::lazuli(["evnts"]));
    assert_eq!(code, 2);
    assert!(text.contains("events"), "{text}");
    let (code, text) = said(Program::lazuli(["--demo"]).env("TERM", "dumb"));
    assert_eq!(code, 1);
    assert!(text.contains("TERM=dumb"), "{text}");
}

#[test]
fn a_server_that_is_none_is_said_on_the_screen_and_not_waited_for_in_silence() {
    // A port that nobody listens on.
    let port = {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
        listener.local_addr().expect("its number").port()
    };
    let zuliprc = format!(
        "[api]\nemail=ada@lapis.example\nkey=0123456789abcdef\nsite=http://127.0.0.1:{port}\n"
    );
    let running = Program::lazuli([])
        .file("config/lazuli/zuliprc", &zuliprc)
        .start();
    running.wait("the trouble in words", |screen| {
        screen.has("next try in") || screen.has("reconnecting") || screen.has("offline")
    });
    running.keys("Q");
    let (exit, _, restored) = running.exit();
    assert_eq!((exit.code, restored), (0, true));
}

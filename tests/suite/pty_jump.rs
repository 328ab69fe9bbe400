//! The box that leads everywhere, the home view, days and links, in a pseudo-terminal.

use lazuli::demo::Options;

use crate::support::organization::NOW;
use crate::support::{Organization, Program, Running, Screen};

fn start(organization: &Organization, columns: u16, rows: u16) -> Running {
    let running = Program::at_home(organization, "ada", ["--explore"])
        .size(columns, rows)
        .start();
    running.wait("the inbox", |screen| {
        screen.line(0).contains("Inbox") && screen.has("live") && screen.has("Ben Oduya")
    });
    running
}

#[test]
fn it_is_the_same_at_every_size() {
    let organization = Organization::quiet();
    for (columns, rows) in [(200, 60), (100, 30), (80, 24), (40, 12)] {
        let running = start(&organization, columns, rows);
        running.keys("ctrl-k");
        running.wait_for("Jump to");
        running.shows(&format!("jump-1-useful-{columns}x{rows}"));
        running.keys("text:gl space text:te");
        running.wait("what is found", |screen| screen.has("glaze tests"));
        running.shows(&format!("jump-2-found-{columns}x{rows}"));
        running.keys("text:xyz");
        running.wait_for("Nothing is called");
        running.shows(&format!("jump-3-empty-{columns}x{rows}"));
        running.keys("ctrl-u text::");
        running.wait_for("Command");
        running.keys("text:mark");
        running.wait(":mark", |screen| screen.has(":  mark "));
        running.shows(&format!("jump-4-commands-{columns}x{rows}"));
    }
}

#[test]
fn topics_come_from_the_server_and_what_others_write_comes_in() {
    let organization = Organization::start(Options {
        now: Some(NOW),
        faults: vec!["stall:1@users".parse().expect("a fault")],
        ..Options::scripted(false)
    });
    let running = start(&organization, 100, 30);
    running.keys("O text:suppliers>zzz");
    running.wait_for("Loading the topics of suppliers");
    running.shows("jump-5-loading-100x30");
    organization.say("ben", "suppliers", "zzz new clay", "It is here.");
    running.wait_for("suppliers › zzz new clay");
    running.keys("enter");
    running.wait("the topic", |screen: &Screen| {
        screen.line(0).contains("zzz new clay") && screen.has("It is here.")
    });
}

#[test]
fn a_day_is_found_by_halves_and_by_the_server() {
    for level in [379, 445] {
        let organization = Organization::start(Options {
            now: Some(NOW),
            feature_level: level,
            ..Options::scripted(false)
        });
        let running = Program::at_home(&organization, "ada", ["--explore", "--view", "combined"])
            .size(80, 24)
            .start();
        running.wait("the combined feed", |screen| {
            screen.line(0).contains("Combined feed") && screen.has("unread ──")
        });
        running.keys(": text:date space text:2025-11-14 enter");
        running.wait("the day at the top", |screen| {
            // Two rows of the title, one of air.
            screen.line(3).contains("Friday 14 November")
        });
        running.shows("jump-6-day-80x24");
    }
}

#[test]
fn a_view_is_opened_by_the_command_line_and_by_a_link() {
    let organization = Organization::quiet();
    let at = |arguments: &[&str]| {
        Program::at_home(&organization, "ada", arguments.iter().copied())
            .size(100, 30)
            .start()
    };
    let running = at(&[
        "--explore",
        "--view",
        "channel:workshop topic:\"glaze tests\"",
    ]);
    running.wait("the topic", |screen| {
        screen.line(0).contains("workshop › glaze tests") && screen.has("Same here")
    });
    running.keys("esc");
    running.wait("home", |screen| screen.line(0).contains("│ Inbox"));
    let running = at(&["--explore", "--view", "channel:nowhere"]);
    running.wait("home, and why", |screen| {
        screen.line(0).contains("│ Inbox") && screen.has("There is no channel called nowhere")
    });
    let running = at(&["--view", "channel:\"open"]);
    let (exit, screen, _) = running.exit();
    assert_eq!(exit.code, 2);
    assert!(
        screen.text().contains("quotation mark"),
        "{}",
        screen.dump()
    );
    let zuliprc = organization.zuliprc("ada");
    let site = zuliprc.lines().find_map(|line| line.strip_prefix("site="));
    let site = site.expect("a site").trim().to_owned();
    let link = format!("{site}/#narrow/stream/workshop/topic/kiln");
    let running = at(&["open", &link, "--explore"]);
    running.wait("the topic of the link", |screen| {
        screen.line(0).contains("workshop › kiln")
    });
    // The account is the one that the link is for.
    let other = "[api]\nemail=a@b.example\nkey=0123456789abcdef\nsite=https://b.example\n";
    let running = Program::lazuli(["open", &link, "--explore"])
        .file("config/lazuli/zuliprc", other)
        .file("config/lazuli/demo.zuliprc", &zuliprc)
        .size(100, 30)
        .start();
    running.wait("the topic of the link", |screen| {
        screen.line(0).contains("workshop › kiln")
    });
    let running = Program::lazuli(["open", "https://elsewhere.example/#narrow/channel/4"])
        .file("config/lazuli/zuliprc", &zuliprc)
        .start();
    let (exit, screen, _) = running.exit();
    assert_eq!(exit.code, 1);
    let text = screen.text().replace('\n', " ");
    assert!(
        text.contains("no account is known for https://elsewhere.example"),
        "{text}"
    );
}

#[test]
fn what_one_used_in_an_earlier_run_comes_first() {
    let organization = Organization::quiet();
    let data = tempfile::tempdir().expect("a temporary folder");
    let run = || {
        let running = Program::at_home(&organization, "ada", ["--explore"])
            .env("XDG_DATA_HOME", data.path().to_str().expect("a plain path"))
            .size(100, 30)
            .start();
        running.wait("the inbox", |screen| {
            screen.line(0).contains("Inbox") && screen.has("live") && screen.has("Ben Oduya")
        });
        running
    };
    let first_row = |screen: &Screen| {
        (0..30).map(|row| screen.line(row)).find(|line| {
            // The selected row of the box.
            line.contains("▌")
        })
    };
    let running = run();
    running.keys("ctrl-k");
    let screen = running.wait_for("Jump to");
    assert!(
        first_row(&screen).is_some_and(|row| !row.contains("glaze tests")),
        "{}",
        screen.dump()
    );
    running.keys("text:glaze space text:te");
    running.wait("what is found", |screen| screen.has("glaze tests"));
    running.keys("enter");
    running.wait("the topic", |screen| screen.line(0).contains("glaze tests"));
    running.keys(":");
    let screen = running.wait_for("Command");
    assert!(first_row(&screen).is_some_and(|row| !row.contains("combined-feed")));
    running.keys("text:combined enter");
    running.wait("the feed", |screen| {
        screen.line(0).contains("Combined feed")
    });
    running.keys("ctrl-c");
    running.exit();
    let running = run();
    running.keys("ctrl-k");
    running.wait("where one was first", |screen| {
        first_row(screen).is_some_and(|row| row.contains("glaze tests"))
    });
    running.keys("ctrl-u text::");
    running.wait("the command that was run first", |screen| {
        first_row(screen).is_some_and(|row| row.contains("combined-feed"))
    });
}

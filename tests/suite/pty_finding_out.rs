//! Finding out: the tour, tips, and the walks of `docs/first-steps.md`, pressed key by key.

use lazuli::demo::Options;

use crate::support::{Organization, Program, Running};

const DOCUMENT: &str = include_str!("../../docs/first-steps.md");
/// A walk takes fewer key presses.
const MOST: usize = 20;
const DAY: u64 = 86_400;

/// A step: keys, and what stands on the screen then.
struct Step {
    keys: Vec<String>,
    shown: Vec<String>,
}

fn between(line: &str, mark: &str) -> Vec<String> {
    let parts = line.split(mark).skip(1).step_by(2);
    parts.map(str::to_owned).collect()
}

/// The walks of the document, by their titles.
fn walks() -> Vec<(String, Vec<Step>)> {
    let mut walks: Vec<(String, Vec<Step>)> = Vec::new();
    for line in DOCUMENT.lines() {
        if let Some(title) = line.strip_prefix("## ") {
            walks.push((title.to_owned(), Vec::new()));
        }
        let numbered = line.starts_with(|c: char| c.is_ascii_digit());
        if let (true, Some((keys, shown)), Some((_, steps))) =
            (numbered, line.split_once('→'), walks.last_mut())
        {
            steps.push(Step {
                keys: between(keys, "`"),
                shown: between(shown, "**"),
            });
        }
    }
    walks
}

/// A key as the document writes it, as the bytes a terminal sends.
fn press(running: &Running, key: &str) {
    match key {
        "Enter" | "Tab" | "Space" => running.keys(&key.to_lowercase()),
        key => match key.strip_prefix("Alt+") {
            Some(key) => running.keys(&format!("alt-{key}")),
            None => running.send(key.as_bytes()),
        },
    };
}

/// An organization of today, in which Ben sent a file yesterday.
fn with_a_file_of_yesterday() -> Organization {
    let now = std::time::SystemTime::now();
    let now = now.duration_since(std::time::UNIX_EPOCH).expect("a clock");
    let organization = Organization::start(Options {
        now: Some(now.as_secs() - DAY),
        ..Options::scripted(false)
    });
    let narrow = r#"[{"operator":"has","operand":"attachment"}]"#;
    let form = [
        ("anchor", "newest"),
        ("num_before", "20"),
        ("num_after", "0"),
        ("narrow", narrow),
        ("apply_markdown", "false"),
    ];
    let found = organization.ask("ben", "GET", "messages", &form);
    let texts = found["messages"].as_array().expect("messages").iter();
    let link = texts
        .filter_map(|message| message["content"].as_str())
        .flat_map(str::lines)
        .find_map(|line| {
            let at = line.find("[firing log.txt](")?;
            let end = line[at..].find(')')?;
            Some(line[at..=at + end].to_owned())
        })
        .expect("a message with the log");
    organization.say("ben", "workshop", "kiln", &format!("The log: {link}"));
    organization.control(&serde_json::json!({"op": "advance", "seconds": DAY}));
    organization
}

#[test]
fn the_walks_of_the_document_lead_where_they_say() {
    let organization = with_a_file_of_yesterday();
    let walks = walks();
    assert_eq!(walks.len(), 4, "each thing has a walk");
    for (title, steps) in walks {
        let pressed: usize = steps.iter().map(|step| step.keys.len()).sum();
        assert!((1..MOST).contains(&pressed), "{title}: {pressed} presses");
        let running = Program::at_home(&organization, "ada", ["--explore"])
            .size(100, 30)
            .start();
        running.wait("live", |screen| screen.has("live"));
        running.wait("the inbox", |screen| screen.line(0).contains("Inbox"));
        for step in steps {
            for key in &step.keys {
                press(&running, key);
            }
            running.wait(&format!("{title}: {:?}", step.shown), |screen| {
                let text = screen
                    .dump()
                    .split_whitespace()
                    .collect::<Vec<_>>()
                    .join(" ");
                step.shown.iter().all(|wanted| text.contains(wanted))
            });
        }
        running.keys("esc esc Q");
    }
}

#[test]
fn the_tour_opens_once_on_the_demo_organization_and_is_there_again_by_its_command() {
    let start = || Program::lazuli(["--demo", "--seed", "5", "--rate", "0"]).size(80, 24);
    let running = start().newcomer().start();
    for title in [
        "Reading and moving · 1 of 5",
        "What is unread · 2 of 5",
        "Answering · 3 of 5",
        "Finding · 4 of 5",
        "Help · 5 of 5",
    ] {
        running.wait_for(title);
        running.keys("enter");
    }
    running.wait_without("of 5");
    running.wait("remembered", |_| {
        let seen = running.home().join("state/lazuli/seen.json");
        std::fs::read_to_string(seen).is_ok_and(|text| text.contains("\"toured\":true"))
    });
    // Skipped at once, and there again.
    running.keys(":");
    running.send(b"tour");
    running.wait_for("five screens");
    running.keys("enter");
    running.wait_for("1 of 5");
    running.keys("esc");
    running.wait_without("of 5");
    running.keys("ctrl-c").exit();
    // Whoever saw it is left alone.
    let again = start().start();
    let screen = again.wait_for("live");
    assert!(
        !screen.has("of 5") && !screen.has("New here?"),
        "{}",
        screen.dump()
    );
    again.keys("ctrl-c").exit();
}

#[test]
fn an_account_is_offered_the_tour_in_one_line_and_its_keys_are_the_persons() {
    let organization = Organization::quiet();
    let running = Program::at_home(&organization, "ada", [])
        .newcomer()
        .file(
            "config/lazuli/config.toml",
            "[keys]\npalette = \"F2\"\njump = \"F3\"\n",
        )
        .size(100, 30)
        .start();
    running.wait_for("New here? F2tour shows lazuli in five screens");
    // It is in nobody's way.
    running.keys("j j");
    running.send(b"\x1bOQ");
    running.wait_for("Command");
    running.send(b"tour");
    running.keys("enter");
    running.keys("enter enter enter");
    running.wait_for("F3              jumps anywhere");
    running.keys("esc ctrl-c").exit();
}

#[test]
fn the_screens_of_the_tour_fit_every_size() {
    let organization = Organization::quiet();
    for (columns, rows, size) in [
        (200, 60, "1-wide"),
        (100, 30, "2-medium"),
        (80, 24, "3-narrow"),
    ] {
        let running = Program::at_home(&organization, "ada", ["--explore"])
            .size(columns, rows)
            .start();
        running.wait("live", |screen| screen.has("live"));
        running.keys(":");
        running.send(b"tour");
        running.wait_for("five screens");
        running.keys("enter");
        for screen in 1..=5 {
            running.wait_for(&format!("{screen} of 5"));
            if screen == 1 || size == "3-narrow" {
                running.shows(&format!("tour-{screen}-{size}"));
            }
            running.keys("enter");
        }
        running.keys("ctrl-c").exit();
    }
}

#[test]
fn a_long_way_is_told_of_in_one_line_and_not_where_that_is_switched_off() {
    let organization = Organization::quiet();
    let start = |settings: &str| {
        Program::signed_in(&organization, "ada", ["--explore"])
            .newcomer()
            .file("state/lazuli/seen.json", "{\"toured\":true}")
            .file("config/lazuli/config.toml", settings)
            .size(140, 30)
            .start()
    };
    let tip = "n goes to the next topic with unread messages";
    let running = start("");
    running.wait("live", |screen| screen.has("live"));
    running.wait_for("unread ──");
    running.keys("home");
    for _ in 0..15 {
        running.keys("j");
    }
    running.wait_for(tip);
    // Not while somebody types.
    running.keys("c");
    running.wait_without(tip);
    running.keys("esc");
    running.wait("remembered", |_| {
        let seen = running.home().join("state/lazuli/seen.json");
        std::fs::read_to_string(seen).is_ok_and(|text| text.contains("next-unread"))
    });
    running.keys("ctrl-c").exit();
    let running = start("tips = false\n");
    running.wait("live", |screen| screen.has("live"));
    running.wait_for("unread ──");
    running.keys("home");
    for _ in 0..40 {
        running.keys("j");
    }
    running.keys("?");
    running.wait_for("Keys");
    running.keys("esc");
    let screen = running.wait_without("filter:");
    assert!(!screen.has(tip), "{}", screen.dump());
    running.keys("ctrl-c").exit();
}

//! A server whose every text means harm, and the whole program on it: names,
//! topics, channels, statuses, files, messages, polls, errors. What reaches the
//! terminal holds none of it, and the screen keeps its shape.

use lazuli::demo::Options;
use serde_json::json;

use crate::support::audit::{self, Audited};
use crate::support::{Organization, Program, Running, Screen, organization};

/// Commands that leave the program, or the terminal to another.
const NOT_PRESSED: [&str; 4] = ["quit", "suspend", "editor", "pipe"];

fn hostile() -> Organization {
    Organization::start(Options {
        now: Some(organization::NOW),
        faults: vec!["hostile:1".parse().expect("a fault")],
        ..Options::scripted(false)
    })
}

/// Presses keys and draws everything anew, so that each leaves a whole frame.
#[track_caller]
fn step(running: &Running, keys: &str) -> Screen {
    let before = running.raw_len();
    running.keys(keys).keys("ctrl-l");
    running.wait_raw(&format!("a frame after {keys}"), |raw| {
        raw[before..].windows(4).any(|four| four == b"\x1b[2J")
    });
    running.wait("the whole frame", |_| true)
}

/// Reads all that is written, each frame once.
#[derive(Default)]
struct Reader {
    /// How many bytes were read.
    read: usize,
    /// What was in them.
    seen: Audited,
}

impl Reader {
    /// Reads the frames that came since the last look.
    #[track_caller]
    fn harmless(&mut self, running: &Running) {
        // It may be in the middle of the next frame.
        const END: &[u8] = b"\x1b[?2026l";
        let raw = running.raw();
        let new = &raw[self.read..];
        let whole = new.windows(END.len()).rposition(|bytes| bytes == END);
        let new = &new[..whole.expect("a frame") + END.len()];
        self.read += new.len();
        let seen = audit::audit(new).unwrap_or_else(|why| panic!("{why}"));
        for said in std::iter::once(&seen.text)
            .chain(&seen.titles)
            .chain(&seen.links)
            .chain(&seen.notices)
        {
            if let Some(at) = payload(said) {
                let from = (0..=at.saturating_sub(40))
                    .rev()
                    .find(|i| said.is_char_boundary(*i));
                panic!(
                    "part of a sequence was written: {:?}",
                    &said[from.unwrap_or(0)..at + 5]
                );
            }
        }
        self.seen.text.push_str(&seen.text);
        self.seen.titles.extend(seen.titles);
        self.seen.links.extend(seen.links);
        self.seen.notices.extend(seen.notices);
    }
}

#[test]
fn an_encoded_address_is_told_from_the_inside_of_a_sequence() {
    for harm in [
        "]0;PWNED",
        "PWNED",
        "\u{9c}PWNED",
        " PWNED",
        "0;\nPWNED",
        "31mPWNED",
        "xFPWNED",
    ] {
        assert!(payload(harm).is_some(), "{harm:?}");
    }
    for fine in [
        "5D0.3BPWNED",
        "5D0%3BPWNED",
        "5D0.\n  │ 3BPWNED",
        "5D0.3│\n│BPWNED",
    ] {
        assert!(payload(fine).is_none(), "{fine:?}");
    }
}

/// Where the inside of a sequence is said. Encoded in an address (`.1B.5D0.3BPWNED`), all of
/// the sequence is there, and it is none any more.
fn payload(said: &str) -> Option<usize> {
    said.match_indices("PWNED").map(|(at, _)| at).find(|at| {
        // An address is broken anywhere: then its code begins a line, behind a border in a popup.
        let mut before = said[..*at].chars().rev().peekable();
        let digits = std::iter::from_fn(|| before.next_if(char::is_ascii_hexdigit))
            .take(2)
            .count();
        let stop = before.next();
        let is_break = stop.is_none_or(|c| c.is_whitespace() || c == '│');
        let encoded = match digits {
            2 => is_break || matches!(stop, Some('.' | '%')),
            1 => is_break,
            _ => false,
        };
        !encoded
    })
}

/// Every rule between panes stands in one column from the top to the bottom.
#[track_caller]
fn aligned(screen: &Screen) {
    let (columns, rows) = screen.size();
    let body = 3..rows - 2;
    for column in 0..columns {
        let ruled = |row: &u16| screen.cell(*row, column) == "│";
        let missing: Vec<_> = body.clone().filter(|row| !ruled(row)).collect();
        // Where nearly all rows have one, all must.
        if missing.len() <= 3 {
            assert!(
                missing.is_empty(),
                "column {column}, rows {missing:?}\n{}",
                screen.dump()
            );
        }
    }
}

/// Keys of every command, from the table of keys.
fn every_key() -> Vec<(String, String)> {
    let table = include_str!("../../docs/keys.md");
    let rows = table.lines().filter_map(|line| line.strip_prefix("| `"));
    rows.filter_map(|row| {
        let (keys, rest) = row.split_once("` | ").or_else(|| row.split_once("`  | "))?;
        let first = keys.split("` `").next()?;
        let name = rest.split(" | ").next()?;
        Some((first.to_owned(), name.to_owned()))
    })
    .filter(|(_, name)| !NOT_PRESSED.iter().any(|not| name.contains(not)))
    .filter_map(|(key, name)| Some((pressed(&key)?, name)))
    .collect()
}

/// A key of the table as tests name it.
fn pressed(key: &str) -> Option<String> {
    let key = key.replace("\\|", "|");
    let lower = key.to_lowercase().replace('+', "-");
    Some(match lower.as_str() {
        "pgup" => "pageup".to_owned(),
        "pgdn" => "pagedown".to_owned(),
        // Keys for which tests have no name.
        _ if lower == "alt-home" || lower.matches('-').count() > 1 => return None,
        _ if key.chars().count() == 1 => key,
        _ => lower,
    })
}

#[test]
fn a_hostile_server_gets_nothing_through() {
    let organization = hostile();
    // What is told beside the screen is looked at too.
    let running = Program::signed_in(&organization, "ada", [])
        .file("config/lazuli/config.toml", "notifications.by = \"osc777\"")
        .size(140, 45)
        .start();
    let mut reader = Reader::default();
    aligned(&running.wait("live", |screen| screen.has("live")));
    for keys in [
        "a", "P", "*", "#", "n", "n", "n", "N", "p", "s", "enter", "G", "home", "w", "esc", "q",
        "text:a", "esc",
    ] {
        step(&running, keys);
        reader.harmless(&running);
    }
    // Somebody writes, renames and types while one looks.
    let poll = "/poll what \u{202e}now\u{1b}[31m\nyes\u{7}\nno\u{9b}";
    organization.say("ben", "workshop", "glaze tests", poll);
    let html = "<p>\u{1b}]0;PWNED\u{7}&#x1b;[3J&#x9b;3J<b>bold</p>";
    let id = organization.say("ben", "workshop", "glaze tests", "harmless at first");
    organization.control(&json!({"op": "rerender", "message_id": id, "html": html}));
    step(&running, "a");
    for (key, name) in every_key() {
        let screen = step(&running, &key);
        assert!(
            payload(&screen.text()).is_none(),
            "{name}\n{}",
            screen.dump()
        );
        reader.harmless(&running);
        step(&running, "esc");
    }
    let screen = step(&running, "esc");
    aligned(&screen);
    running.resize(80, 24);
    aligned(&step(&running, "a"));
    running.resize(40, 12);
    step(&running, "n");
    reader.harmless(&running);
    let seen = reader.seen;
    // The words around the harm are there, so it was the whole way.
    assert!(seen.text.contains("Ben Oduya"));
    assert!(!seen.titles.is_empty());
    assert!(!seen.notices.is_empty());
    running.keys("esc esc esc esc Q");
    let (exit, _, restored) = running.exit();
    assert_eq!((exit.code, restored), (0, true));
}

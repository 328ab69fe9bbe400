//! How long each key takes where one types a name: the box that leads everywhere, the search box,
//! the composer. With 50,000 people, 5,000 channels and 100,000 topics a key and its frame cost
//! at most 10 ms, the slowest and the first ones too.
//!
//! `cargo bench --bench keys`; words behind it choose rows that have one of them. One row tells of
//! what is typed into one box:
//!
//! * `opening`: the key that opens the box for the first time;
//! * `at once`: the slowest key of those typed right behind it, while names are still taken in;
//! * `piece`: the longest that a key may have to wait besides, for names that are being taken in;
//! * `median` and `slowest` of the keys once all of them are there, and which is the slowest.
//!
//! Each is the median of several rounds, so that it tells of the program and not of what else the
//! machine does meanwhile.

use std::time::{Duration, Instant};

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use lazuli::app::reduce;
use lazuli::app::update::Update;

mod made;

use made::NOW;
use made::program::Program;

/// Which keys open a box, and what is typed into it.
const BOXES: [(&str, char, &[&str]); 3] = [
    // What nearly all are like, what few are, words of channel and topic, letters apart, nothing.
    (
        "jump",
        'O',
        &[
            "topic 19",
            "person 4711",
            "channel 47 kiln",
            "e o i",
            "tpckln",
            "zzzz",
            "öst",
            "channel 47>12",
            "@person 47",
            "#channel 47",
        ],
    ),
    // An operator, somebody whom nearly all are like and few are, a channel, topics of all
    // channels and of one, a whole search that is checked.
    (
        "search",
        '/',
        &[
            "sen",
            "person",
            "sender:person 4",
            "sender:4711",
            "dm:zzzz",
            "channel:channel 47",
            "topic:topic 19",
            "topic:tpckln",
            "channel:\"channel 47\" topic:kiln",
            "sender:zzzz -is:muted cone",
        ],
    ),
    // People, channels, topics of one; of the slowest, names are folded too.
    (
        "composer",
        'r',
        &[
            "@person 4711",
            "@nobody",
            "@öst",
            "#channel 47",
            "#zzzz",
            "#**channel 47>kiln",
        ],
    ),
];

fn main() {
    let words: Vec<String> = std::env::args().skip(1).collect();
    // Without this word it is only to be seen that it runs.
    let rounds = if words.iter().any(|word| word == "--bench") {
        Rounds {
            fresh: 5,
            again: 11,
        }
    } else {
        Rounds { fresh: 1, again: 1 }
    };
    let words: Vec<String> = words.into_iter().filter(|w| !w.starts_with("--")).collect();
    println!(
        "{:<44} {:>8} {:>8} {:>8} {:>8} {:>8}",
        "ms", "opening", "at once", "piece", "median", "slowest"
    );
    for (name, opens, lines) in BOXES {
        for typed in lines {
            let label = format!("{name} {typed}");
            if words.is_empty() || words.iter().any(|word| label.contains(word.as_str())) {
                row(&label, opens, typed, &rounds);
            }
        }
    }
}

/// How often something is measured: in programs that were just started, and in one of them.
struct Rounds {
    fresh: usize,
    again: usize,
}

fn row(label: &str, opens: char, typed: &str, rounds: &Rounds) {
    let mut opening = Vec::new();
    let mut pieces = Vec::new();
    let mut hasty: Vec<Vec<Duration>> = vec![Vec::new(); typed.chars().count()];
    let mut last = None;
    for _ in 0..rounds.fresh {
        let mut program = Program::everywhere();
        opening.push(timed(&mut program, |program| {
            program.key(KeyCode::Char(opens))
        }));
        for (c, times) in typed.chars().zip(&mut hasty) {
            times.push(timed(&mut program, |program| program.key(KeyCode::Char(c))));
        }
        pieces.push(at_rest(&mut program));
        last = Some(program);
    }
    let mut program = last.expect("one round at least");
    let clear = KeyEvent::new(KeyCode::Char('u'), KeyModifiers::CONTROL);
    let mut keys: Vec<(String, Vec<Duration>)> =
        typed.chars().map(|c| (c.to_string(), Vec::new())).collect();
    keys.push(("Ctrl+U".to_owned(), Vec::new()));
    for _ in 0..rounds.again {
        program.update(Update::Key(clear));
        program.draw();
        at_rest(&mut program);
        let last = keys.len() - 1;
        for (c, (_, times)) in typed.chars().zip(&mut keys) {
            times.push(timed(&mut program, |program| program.key(KeyCode::Char(c))));
            at_rest(&mut program);
        }
        let cleared = timed(&mut program, |program| program.update(Update::Key(clear)));
        keys[last].1.push(cleared);
    }
    let hasty = hasty.into_iter().map(median).max().unwrap_or_default();
    let mut keys: Vec<(Duration, String)> = keys
        .into_iter()
        .map(|(key, times)| (median(times), key))
        .collect();
    keys.sort();
    let middle = keys[keys.len() / 2].0;
    let (slowest, key) = &keys[keys.len() - 1];
    let [opening, pieces] = [opening, pieces].map(median);
    let [opening, hasty, pieces, middle, slowest] =
        [opening, hasty, pieces, middle, *slowest].map(|time| time.as_secs_f64() * 1000.0);
    println!(
        "{label:<44} {opening:>8.2} {hasty:>8.2} {pieces:>8.2} {middle:>8.2} {slowest:>8.2} ({key})"
    );
}

/// What a key and its frame take.
fn timed(program: &mut Program, key: impl FnOnce(&mut Program)) -> Duration {
    let begin = Instant::now();
    key(program);
    program.draw();
    begin.elapsed()
}

/// Lets the program do what it does by itself while no key comes. The longest piece of it.
fn at_rest(program: &mut Program) -> Duration {
    let mut longest = Duration::ZERO;
    while reduce::deadline(&program.app).is_some_and(|at| at <= NOW) {
        longest = longest.max(timed(program, |program| program.update(Update::Clock)));
    }
    longest
}

fn median(mut times: Vec<Duration>) -> Duration {
    times.sort();
    times.get(times.len() / 2).copied().unwrap_or_default()
}

//! Moving in messages and lists.

use crate::app::command::{Command, Place, always};

const MOVES: &[Place] = &[
    Place::Messages,
    Place::Channels,
    Place::Topics,
    Place::People,
    Place::Popup,
    Place::Sheet,
];

const ROWS: &[Place] = &[
    Place::Channels,
    Place::Topics,
    Place::People,
    Place::Popup,
    Place::Sheet,
];

/// Moving the selection and the screen.
pub const COMMANDS: &[Command] = &[
    Command {
        name: "down",
        sentence: "Go to the next message or row; through a tall message line by line.",
        short: "down",
        keys: &["j", "Down"],
        places: MOVES,
        footer: 0,
        available: always,
        run: |turn| turn.step(1),
    },
    Command {
        name: "up",
        sentence: "Go to the message or row before; through a tall message line by line.",
        short: "up",
        keys: &["k", "Up"],
        places: MOVES,
        footer: 0,
        available: always,
        run: |turn| turn.step(-1),
    },
    Command {
        name: "page-down",
        sentence: "Go down one screenful.",
        short: "page down",
        keys: &["J", "PgDn", "Space"],
        places: MOVES,
        footer: 0,
        available: always,
        run: |turn| turn.page(true),
    },
    Command {
        name: "page-up",
        sentence: "Go up one screenful.",
        short: "page up",
        keys: &["K", "PgUp"],
        places: MOVES,
        footer: 0,
        available: always,
        run: |turn| turn.page(false),
    },
    Command {
        name: "first",
        sentence: "Go to the first row, or to the oldest message there is.",
        short: "first",
        keys: &["Home"],
        places: MOVES,
        footer: 0,
        available: always,
        run: |turn| turn.to_end(false),
    },
    Command {
        name: "last",
        sentence: "Go to the newest message there is.",
        short: "newest",
        keys: &["G", "End"],
        places: &[Place::Messages],
        footer: 6,
        available: |app| app.newest_is_far(),
        run: |turn| turn.to_end(true),
    },
    Command {
        name: "last-row",
        sentence: "Go to the last row.",
        short: "last",
        keys: &["G", "End"],
        places: ROWS,
        footer: 0,
        available: always,
        run: |turn| turn.to_end(true),
    },
    Command {
        name: "filter-down",
        sentence: "Go to the next match.",
        short: "next match",
        keys: &["Down", "Ctrl+N"],
        places: &[Place::Filter],
        footer: 0,
        available: always,
        run: |turn| turn.step(1),
    },
    Command {
        name: "filter-up",
        sentence: "Go to the match before.",
        short: "match before",
        keys: &["Up", "Ctrl+P"],
        places: &[Place::Filter],
        footer: 0,
        available: always,
        run: |turn| turn.step(-1),
    },
];

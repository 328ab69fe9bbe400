//! The tour.

use crate::app::command::{Command, Place, always};

const HERE: &[Place] = &[Place::Tour];

/// The tour.
pub const COMMANDS: &[Command] = &[
    Command {
        name: "tour",
        sentence: "Show lazuli in five screens: reading, what is unread, answering, finding, help.",
        short: "tour",
        keys: &[],
        places: &[Place::Anywhere],
        footer: 0,
        available: always,
        run: |turn| turn.open_tour(),
    },
    Command {
        name: "tour-next",
        sentence: "Go to the next screen of the tour; behind the last one it ends.",
        short: "next",
        keys: &["Enter", "Right", "Space", "l", "n", "j", "Down"],
        places: HERE,
        footer: 1,
        available: always,
        run: |turn| turn.turn_tour(true),
    },
    Command {
        name: "tour-back",
        sentence: "Go to the screen of the tour before.",
        short: "back",
        keys: &["Left", "Backspace", "h", "p", "k", "Up"],
        places: HERE,
        footer: 2,
        available: always,
        run: |turn| turn.turn_tour(false),
    },
    Command {
        name: "tour-leave",
        sentence: "Leave the tour; the command tour shows it again.",
        short: "leave",
        keys: &["Esc", "q"],
        places: HERE,
        footer: 3,
        available: always,
        run: |turn| turn.close(),
    },
];

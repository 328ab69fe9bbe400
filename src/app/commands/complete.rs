//! Completion: choosing in its popup.

use crate::app::command::{Command, Place, always};

const HERE: &[Place] = &[Place::Completing];

/// Choosing in the popup of completion.
pub const COMMANDS: &[Command] = &[
    Command {
        name: "completion-accept",
        sentence: "Write what is chosen.",
        short: "choose",
        keys: &["Tab", "Enter"],
        places: HERE,
        footer: 1,
        available: |app| app.has_completion(),
        run: |turn| turn.accept_completion(),
    },
    Command {
        name: "completion-next",
        sentence: "Choose the next.",
        short: "next",
        keys: &["Down", "Ctrl+N"],
        places: HERE,
        footer: 2,
        available: always,
        run: |turn| turn.step_completion(1),
    },
    Command {
        name: "completion-previous",
        sentence: "Choose the one before.",
        short: "previous",
        keys: &["Up", "Ctrl+P"],
        places: HERE,
        footer: 3,
        available: always,
        run: |turn| turn.step_completion(-1),
    },
    Command {
        name: "completion-close",
        sentence: "Close this popup, and go on writing.",
        short: "close",
        keys: &["Esc"],
        places: HERE,
        footer: 4,
        available: always,
        run: |turn| turn.dismiss_completion(),
    },
    Command {
        name: "insert-snippet",
        sentence: "Put in one of your saved snippets.",
        short: "snippet",
        keys: &["Alt+j"],
        places: &[Place::Composer],
        footer: 7,
        available: always,
        run: |turn| turn.choose_snippet(),
    },
];

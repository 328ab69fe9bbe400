//! The program itself: help, drawing, suspending, ending.

use crate::app::command::{Command, Place, always};
use crate::app::effect::Effect;
use crate::app::layer::Layer;

/// The program itself.
pub const COMMANDS: &[Command] = &[
    Command {
        name: "help",
        sentence: "Show the keys.",
        short: "keys",
        keys: &["?"],
        places: &[Place::Anywhere],
        footer: 10,
        available: always,
        run: |turn| turn.push(Layer::help()),
    },
    Command {
        name: "close",
        sentence: "Close the popup.",
        short: "close",
        keys: &["Esc", "q", "?", "Enter"],
        places: &[Place::Popup, Place::Sheet],
        footer: 1,
        available: always,
        run: |turn| turn.close(),
    },
    Command {
        name: "answer-yes",
        sentence: "Do what the question asks about.",
        short: "yes",
        keys: &["y", "Enter"],
        places: &[Place::Question],
        footer: 1,
        available: always,
        run: |turn| turn.answer(true),
    },
    Command {
        name: "answer-no",
        sentence: "Leave everything as it is.",
        short: "no",
        keys: &["n", "Esc", "q"],
        places: &[Place::Question],
        footer: 2,
        available: always,
        run: |turn| turn.answer(false),
    },
    Command {
        name: "retry",
        sentence: "Try to reach the server at once.",
        short: "try now",
        keys: &["Ctrl+R"],
        places: &[Place::Anywhere],
        footer: 1,
        available: |app| app.is_waiting(),
        run: |turn| turn.effect(Effect::RetryNow),
    },
    Command {
        name: "redraw",
        sentence: "Draw the screen anew.",
        short: "redraw",
        keys: &["Ctrl+L"],
        places: &[Place::Anywhere],
        footer: 0,
        available: always,
        run: |turn| turn.effect(Effect::Redraw),
    },
    Command {
        name: "suspend",
        sentence: "Go back to the shell; `fg` continues.",
        short: "suspend",
        keys: &["Ctrl+Z"],
        places: &[Place::Anywhere],
        footer: 0,
        available: always,
        run: |turn| turn.effect(Effect::Suspend),
    },
    Command {
        name: "quit",
        sentence: "End the program.",
        short: "quit",
        keys: &["Q", "Ctrl+C"],
        places: &[Place::Anywhere],
        footer: 11,
        available: always,
        run: |turn| {
            turn.keep_draft_now();
            turn.effect(Effect::Quit);
        },
    },
];

//! Editing a line of text.

use crate::app::command::{Command, Place, always};
use crate::app::line_edit::LineEdit;

const HERE: &[Place] = &[Place::Prompt];
/// Wherever a line is typed.
const LINES: &[Place] = &[
    Place::Prompt,
    Place::Emoji,
    Place::Form,
    Place::Login,
    Place::Search,
    Place::Find,
    Place::Jump,
];
/// The same, but where these keys have another meaning beside.
const SIDEWAYS: &[Place] = &[
    Place::Prompt,
    Place::Emoji,
    Place::Login,
    Place::Search,
    Place::Find,
    Place::Jump,
];

/// A row of the table that edits the line.
macro_rules! edit {
    ($name:literal, $short:literal, $keys:expr, $sentence:literal, $edit:expr) => {
        edit!($name, $short, $keys, $sentence, $edit, LINES)
    };
    ($name:literal, $short:literal, $keys:expr, $sentence:literal, $edit:expr, $places:expr) => {
        Command {
            name: $name,
            sentence: $sentence,
            short: $short,
            keys: $keys,
            places: $places,
            footer: 0,
            available: always,
            run: |turn| turn.edit_line($edit),
        }
    };
}

/// Editing a line of text.
pub const COMMANDS: &[Command] = &[
    Command {
        name: "submit-line",
        sentence: "Do it with what is typed.",
        short: "do it",
        keys: &["Enter"],
        places: HERE,
        footer: 1,
        available: always,
        run: |turn| turn.submit_line(),
    },
    Command {
        name: "cancel-line",
        sentence: "Leave it; what is typed is there again the next time.",
        short: "leave",
        keys: &["Esc"],
        places: HERE,
        footer: 2,
        available: always,
        run: |turn| turn.cancel_line(),
    },
    edit!(
        "line-left",
        "left",
        &["Left", "Ctrl+B"],
        "Go one character to the left.",
        LineEdit::left,
        SIDEWAYS
    ),
    edit!(
        "line-right",
        "right",
        &["Right", "Ctrl+F"],
        "Go one character to the right.",
        LineEdit::right,
        SIDEWAYS
    ),
    edit!(
        "line-word-left",
        "word left",
        &["Alt+b", "Ctrl+Left", "Alt+Left"],
        "Go one word to the left.",
        LineEdit::word_left
    ),
    edit!(
        "line-word-right",
        "word right",
        &["Alt+f", "Ctrl+Right", "Alt+Right"],
        "Go one word to the right.",
        LineEdit::word_right
    ),
    edit!(
        "line-start",
        "start",
        &["Home", "Ctrl+A"],
        "Go to the start of the line.",
        LineEdit::home
    ),
    edit!(
        "line-end",
        "end",
        &["End", "Ctrl+E"],
        "Go to the end of the line.",
        LineEdit::end
    ),
    edit!(
        "line-backspace",
        "delete",
        &["Backspace", "Ctrl+H"],
        "Delete the character before the cursor.",
        LineEdit::backspace
    ),
    edit!(
        "line-delete",
        "delete",
        &["Delete", "Ctrl+D"],
        "Delete the character under the cursor.",
        LineEdit::delete_right
    ),
    edit!(
        "line-delete-word",
        "delete word",
        &["Ctrl+W", "Alt+Backspace"],
        "Delete the word before the cursor.",
        LineEdit::delete_word
    ),
    edit!(
        "line-delete-to-start",
        "delete before",
        &["Ctrl+U"],
        "Delete everything before the cursor.",
        LineEdit::delete_to_start
    ),
    edit!(
        "line-delete-to-end",
        "delete behind",
        &["Ctrl+K"],
        "Delete everything behind the cursor.",
        LineEdit::delete_to_end
    ),
];

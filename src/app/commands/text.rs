//! Moving in a text that is written, selecting, cutting and formatting it.

use crate::app::command::{Command, Place, always};
use crate::app::composer::buffer::Buffer;
use crate::app::composer::format::Format;
use crate::app::composer::keys::{Motion, Piece};

use super::rows::quiet;

const TEXT: &[Place] = &[Place::Composer];

/// A row of the table that moves the cursor.
macro_rules! go {
    ($name:literal, $short:literal, $keys:expr, $sentence:literal, $motion:ident) => {
        go!($name, $short, $keys, $sentence, $motion, false)
    };
    ($name:literal, $short:literal, $keys:expr, $sentence:literal, $motion:ident, $select:literal) => {
        Command {
            name: $name,
            sentence: $sentence,
            short: $short,
            keys: $keys,
            places: TEXT,
            footer: 0,
            available: always,
            run: |turn| turn.move_in_text(Motion::$motion, $select),
        }
    };
}

/// A row of the table that formats what is selected.
macro_rules! format {
    ($name:literal, $short:literal, $keys:expr, $sentence:literal, $format:ident) => {
        Command {
            name: $name,
            sentence: $sentence,
            short: $short,
            keys: $keys,
            places: TEXT,
            footer: 0,
            available: always,
            run: |turn| turn.format_text(Format::$format),
        }
    };
}

/// Moving, selecting, cutting, formatting.
pub const COMMANDS: &[Command] = &[
    go!(
        "compose-right",
        "right",
        &["Right", "Ctrl+F"],
        "Go one character to the right.",
        Right
    ),
    quiet!(
        "compose-left",
        "left",
        &["Left"],
        TEXT,
        "Go one character to the left; in an empty composer, edit your last message.",
        |turn| turn.left_in_text()
    ),
    go!(
        "compose-word-left",
        "word left",
        &["Alt+b", "Ctrl+Left", "Alt+Left"],
        "Go one word to the left.",
        WordLeft
    ),
    go!(
        "compose-word-right",
        "word right",
        &["Alt+f", "Ctrl+Right", "Alt+Right"],
        "Go one word to the right.",
        WordRight
    ),
    go!("compose-up", "up", &["Up", "Ctrl+P"], "Go one row up.", Up),
    go!(
        "compose-down",
        "down",
        &["Down", "Ctrl+N"],
        "Go one row down.",
        Down
    ),
    go!(
        "compose-row-start",
        "row start",
        &["Home"],
        "Go to the start of the row.",
        RowStart
    ),
    go!(
        "compose-row-end",
        "row end",
        &["End"],
        "Go to the end of the row.",
        RowEnd
    ),
    go!(
        "compose-line-start",
        "line start",
        &["Ctrl+A"],
        "Go to the start of the line.",
        LineStart
    ),
    go!(
        "compose-line-end",
        "line end",
        &["Ctrl+E"],
        "Go to the end of the line.",
        LineEnd
    ),
    go!(
        "compose-start",
        "start",
        &["Ctrl+Home", "Alt+<"],
        "Go to the start of the text.",
        Start
    ),
    go!(
        "compose-end",
        "end",
        &["Ctrl+End", "Alt+>"],
        "Go to the end of the text.",
        End
    ),
    go!(
        "select-left",
        "select",
        &["Shift+Left"],
        "Select to the left.",
        Left,
        true
    ),
    go!(
        "select-right",
        "select",
        &["Shift+Right"],
        "Select to the right.",
        Right,
        true
    ),
    go!(
        "select-word-left",
        "select word",
        &["Ctrl+Shift+Left", "Alt+Shift+Left", "Alt+B"],
        "Select one word to the left.",
        WordLeft,
        true
    ),
    go!(
        "select-word-right",
        "select word",
        &["Ctrl+Shift+Right", "Alt+Shift+Right", "Alt+F"],
        "Select one word to the right.",
        WordRight,
        true
    ),
    go!(
        "select-up",
        "select",
        &["Shift+Up"],
        "Select one row up.",
        Up,
        true
    ),
    go!(
        "select-down",
        "select",
        &["Shift+Down"],
        "Select one row down.",
        Down,
        true
    ),
    go!(
        "select-row-start",
        "select",
        &["Shift+Home"],
        "Select to the start of the row.",
        RowStart,
        true
    ),
    go!(
        "select-row-end",
        "select",
        &["Shift+End"],
        "Select to the end of the row.",
        RowEnd,
        true
    ),
    go!(
        "select-start",
        "select",
        &["Ctrl+Shift+Home"],
        "Select to the start of the text.",
        Start,
        true
    ),
    go!(
        "select-end",
        "select",
        &["Ctrl+Shift+End"],
        "Select to the end of the text.",
        End,
        true
    ),
    quiet!(
        "select-all",
        "select all",
        &["Alt+a", "Ctrl+Shift+A"],
        TEXT,
        "Select all of the text.",
        |turn| turn.edit_text(|buffer| buffer.select(0..buffer.text().len()))
    ),
    quiet!(
        "compose-backspace",
        "delete",
        &["Backspace", "Ctrl+H", "Shift+Backspace"],
        TEXT,
        "Delete the character before the cursor, or what is selected.",
        |turn| turn.edit_text(Buffer::backspace)
    ),
    quiet!(
        "compose-delete",
        "delete",
        &["Delete"],
        TEXT,
        "Delete the character under the cursor, or what is selected.",
        |turn| turn.edit_text(Buffer::delete)
    ),
    quiet!(
        "cut-word",
        "cut word",
        &["Ctrl+W"],
        TEXT,
        "Cut what is selected, or what stands before the cursor up to a space.",
        |turn| turn.cut_text(Piece::ChunkBefore)
    ),
    quiet!(
        "cut-word-before",
        "cut word",
        &["Alt+Backspace", "Ctrl+Backspace"],
        TEXT,
        "Cut the word before the cursor.",
        |turn| turn.cut_text(Piece::WordBefore)
    ),
    quiet!(
        "cut-word-behind",
        "cut word",
        &["Alt+d", "Ctrl+Delete", "Alt+Delete"],
        TEXT,
        "Cut the word behind the cursor.",
        |turn| turn.cut_text(Piece::WordBehind)
    ),
    quiet!(
        "cut-line-before",
        "cut before",
        &["Ctrl+U"],
        TEXT,
        "Cut the line before the cursor.",
        |turn| turn.cut_text(Piece::LineBefore)
    ),
    quiet!(
        "cut-line-behind",
        "cut behind",
        &["Ctrl+K"],
        TEXT,
        "Cut the line behind the cursor.",
        |turn| turn.cut_text(Piece::LineBehind)
    ),
    quiet!(
        "yank",
        "put back",
        &["Ctrl+Y"],
        TEXT,
        "Put back what was cut last.",
        |turn| turn.yank()
    ),
    quiet!(
        "yank-older",
        "put older",
        &["Alt+y"],
        TEXT,
        "Put what was cut before that in its place.",
        |turn| turn.yank_older()
    ),
    quiet!(
        "copy-selected",
        "copy",
        &["Alt+w", "Ctrl+Shift+C"],
        TEXT,
        "Copy what is selected.",
        |turn| turn.copy_selected(false)
    ),
    quiet!(
        "cut-selected",
        "cut",
        &["Alt+W", "Ctrl+Shift+X"],
        TEXT,
        "Cut what is selected, onto the clipboard.",
        |turn| turn.copy_selected(true)
    ),
    quiet!(
        "undo",
        "undo",
        &["Ctrl+_", "Ctrl+/", "Alt+z"],
        TEXT,
        "Take the last change back.",
        |turn| turn.undo_text()
    ),
    quiet!(
        "redo",
        "redo",
        &["Alt+_", "Alt+/", "Alt+Z", "Ctrl+Shift+Z"],
        TEXT,
        "Do again what was taken back.",
        |turn| turn.redo_text()
    ),
    format!(
        "format-bold",
        "bold",
        &["Ctrl+B"],
        "Make what is selected bold, or not.",
        Bold
    ),
    format!(
        "format-italic",
        "italic",
        &["Alt+i", "Ctrl+I"],
        "Make what is selected italic, or not.",
        Italic
    ),
    format!(
        "format-strike",
        "strike",
        &["Alt+s"],
        "Strike what is selected through, or not.",
        Strike
    ),
    format!(
        "format-link",
        "link",
        &["Alt+l", "Ctrl+Shift+L"],
        "Make what is selected a link.",
        Link
    ),
    format!(
        "format-code",
        "code",
        &["Alt+c"],
        "Make what is selected code; several lines become a block.",
        Code
    ),
    format!(
        "format-quote",
        "quote",
        &["Alt+q"],
        "Make the lines that are selected a quote.",
        Quote
    ),
    format!(
        "format-spoiler",
        "spoiler",
        &["Alt+o"],
        "Hide the lines that are selected in a spoiler.",
        Spoiler
    ),
    format!(
        "format-bullets",
        "bullets",
        &["Alt+u"],
        "Make the lines that are selected a list, or not.",
        Bullets
    ),
    format!(
        "format-numbers",
        "numbers",
        &["Alt+n"],
        "Number the lines that are selected, or not.",
        Numbers
    ),
    format!(
        "format-math",
        "formula",
        &["Alt+m"],
        "Make what is selected a formula.",
        Math
    ),
];

//! Writing: opening the composer, and what its keys do.

use crate::app::command::{Command, Place, always};
use crate::app::composer::keys::{Motion, Piece};
use crate::app::line_edit::LineEdit;
use crate::app::state::App;

const TEXT: &[Place] = &[Place::Composer];
const FIELD: &[Place] = &[Place::Recipient];
const BOTH: &[Place] = &[Place::Composer, Place::Recipient];

fn on_message(app: &App) -> bool {
    app.selected_message().is_some()
}

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

/// A row of the table without a place in the footer.
macro_rules! quiet {
    ($name:literal, $short:literal, $keys:expr, $places:expr, $sentence:literal, $run:expr) => {
        Command {
            name: $name,
            sentence: $sentence,
            short: $short,
            keys: $keys,
            places: $places,
            footer: 0,
            available: always,
            run: $run,
        }
    };
}

/// Opening the composer.
pub const OPENING: &[Command] = &[
    Command {
        name: "open-or-reply",
        sentence: "Open the conversation of the selected message; in it, write to it.",
        short: "topic",
        keys: &["Enter"],
        places: &[Place::Messages],
        footer: 1,
        available: |app| app.can_narrow() || app.can_compose(),
        run: |turn| {
            if turn.app.can_narrow() {
                turn.to_conversation();
            } else {
                turn.reply();
            }
        },
    },
    Command {
        name: "reply",
        sentence: "Write to the conversation of the selected message.",
        short: "reply",
        keys: &["r"],
        places: &[Place::Messages],
        footer: 2,
        available: |app| app.can_compose(),
        run: |turn| turn.reply(),
    },
    Command {
        name: "new-channel-message",
        sentence: "Write a new message to a channel.",
        short: "new message",
        keys: &["c"],
        places: &[Place::Anywhere],
        footer: 4,
        available: |app| app.can_compose(),
        run: |turn| turn.new_channel_message(),
    },
    Command {
        name: "new-direct-message",
        sentence: "Write a new direct message.",
        short: "new DM",
        keys: &["x"],
        places: &[Place::Anywhere],
        footer: 0,
        available: |app| app.can_compose(),
        run: |turn| turn.new_direct_message(),
    },
    Command {
        name: "reply-to-sender",
        sentence: "Write to the sender of the selected message alone.",
        short: "reply privately",
        keys: &["R"],
        places: &[Place::Messages],
        footer: 0,
        available: on_message,
        run: |turn| turn.reply_to_sender(),
    },
];

/// Writing.
pub const COMMANDS: &[Command] = &[
    Command {
        name: "compose-enter",
        sentence: "Send the message, or make a new line, as your settings on Zulip say.",
        short: "send",
        keys: &["Enter"],
        places: TEXT,
        footer: 1,
        available: always,
        run: |turn| turn.enter_text(false),
    },
    Command {
        name: "compose-other",
        sentence: "Do the other of the two: make a new line, or send.",
        short: "new line",
        keys: &["Alt+Enter", "Ctrl+D"],
        places: TEXT,
        footer: 2,
        available: always,
        run: |turn| turn.enter_text(true),
    },
    quiet!(
        "compose-send",
        "send",
        &["Ctrl+Enter"],
        BOTH,
        "Send the message, where the terminal tells this key.",
        |turn| turn.send_message()
    ),
    quiet!(
        "compose-line",
        "new line",
        &["Shift+Enter"],
        TEXT,
        "Make a new line, where the terminal tells this key.",
        |turn| turn.break_line()
    ),
    Command {
        name: "compose-close",
        sentence: "Close the composer; what is written is kept as a draft.",
        short: "keep draft",
        keys: &["Esc"],
        places: BOTH,
        footer: 3,
        available: always,
        run: |turn| turn.close_composer(),
    },
    Command {
        name: "compose-recipient",
        sentence: "Go from the text to whom it is for, and back.",
        short: "recipient",
        keys: &["Shift+Tab"],
        places: BOTH,
        footer: 6,
        available: always,
        run: |turn| turn.next_part(false),
    },
    quiet!(
        "compose-next-part",
        "next field",
        &["Tab"],
        BOTH,
        "Go to the next of channel, topic, people and text.",
        |turn| turn.next_part(true)
    ),
    Command {
        name: "compose-field-done",
        sentence: "Go on to the next field, or to the text.",
        short: "next",
        keys: &["Enter"],
        places: FIELD,
        footer: 1,
        available: always,
        run: |turn| turn.submit_field(),
    },
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
        |turn| turn.edit_text(crate::app::composer::buffer::Buffer::backspace)
    ),
    quiet!(
        "compose-delete",
        "delete",
        &["Delete"],
        TEXT,
        "Delete the character under the cursor, or what is selected.",
        |turn| turn.edit_text(crate::app::composer::buffer::Buffer::delete)
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
    quiet!(
        "compose-page-up",
        "page up",
        &["PgUp", "Alt+v"],
        BOTH,
        "Read further up while writing.",
        |turn| turn.page_message(false)
    ),
    quiet!(
        "compose-page-down",
        "page down",
        &["PgDn", "Ctrl+V"],
        BOTH,
        "Read further down while writing.",
        |turn| turn.page_message(true)
    ),
    quiet!(
        "compose-show",
        "show",
        &["Ctrl+.", "Alt+."],
        BOTH,
        "Open the conversation that you write to.",
        |turn| turn.show_written_conversation()
    ),
    quiet!(
        "field-left",
        "left",
        &["Left", "Ctrl+B"],
        FIELD,
        "Go one character to the left.",
        |turn| turn.edit_field(LineEdit::left)
    ),
    quiet!(
        "field-right",
        "right",
        &["Right", "Ctrl+F"],
        FIELD,
        "Go one character to the right.",
        |turn| turn.edit_field(LineEdit::right)
    ),
    quiet!(
        "field-word-left",
        "word left",
        &["Alt+b", "Ctrl+Left", "Alt+Left"],
        FIELD,
        "Go one word to the left.",
        |turn| turn.edit_field(LineEdit::word_left)
    ),
    quiet!(
        "field-word-right",
        "word right",
        &["Alt+f", "Ctrl+Right", "Alt+Right"],
        FIELD,
        "Go one word to the right.",
        |turn| turn.edit_field(LineEdit::word_right)
    ),
    quiet!(
        "field-start",
        "start",
        &["Home", "Ctrl+A"],
        FIELD,
        "Go to the start of the field.",
        |turn| turn.edit_field(LineEdit::home)
    ),
    quiet!(
        "field-end",
        "end",
        &["End", "Ctrl+E"],
        FIELD,
        "Go to the end of the field.",
        |turn| turn.edit_field(LineEdit::end)
    ),
    quiet!(
        "field-backspace",
        "delete",
        &["Backspace", "Ctrl+H"],
        FIELD,
        "Delete the character before the cursor, or the person chosen last.",
        |turn| turn.field_backspace()
    ),
    quiet!(
        "field-delete",
        "delete",
        &["Delete", "Ctrl+D"],
        FIELD,
        "Delete the character under the cursor.",
        |turn| turn.edit_field(LineEdit::delete_right)
    ),
    quiet!(
        "field-delete-word",
        "delete word",
        &["Ctrl+W", "Alt+Backspace"],
        FIELD,
        "Delete the word before the cursor.",
        |turn| turn.edit_field(LineEdit::delete_word)
    ),
    quiet!(
        "field-delete-before",
        "delete before",
        &["Ctrl+U"],
        FIELD,
        "Delete everything before the cursor.",
        |turn| turn.edit_field(LineEdit::delete_to_start)
    ),
    quiet!(
        "field-delete-behind",
        "delete behind",
        &["Ctrl+K"],
        FIELD,
        "Delete everything behind the cursor.",
        |turn| turn.edit_field(LineEdit::delete_to_end)
    ),
];

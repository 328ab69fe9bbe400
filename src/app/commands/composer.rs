//! Writing: sending, the fields above the text, the preview, the editor.

use crate::app::command::{Command, Place, always};
use crate::app::line_edit::LineEdit;

use super::rows::quiet;

const TEXT: &[Place] = &[Place::Composer];
const FIELD: &[Place] = &[Place::Recipient];
const BOTH: &[Place] = &[Place::Composer, Place::Recipient];

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
    Command {
        name: "compose-editor",
        sentence: "Write on in your own editor, the one that VISUAL or EDITOR names.",
        short: "editor",
        keys: &["Alt+e"],
        places: TEXT,
        footer: 4,
        available: always,
        run: |turn| turn.write_outside(),
    },
    Command {
        name: "attach",
        sentence: "Attach files, by their paths.",
        short: "attach",
        keys: &["Alt+k"],
        places: TEXT,
        footer: 4,
        available: always,
        run: |turn| turn.ask_for_files(),
    },
    Command {
        name: "cancel-upload",
        sentence: "Cancel the upload that the cursor stands in, else the one begun last.",
        short: "cancel upload",
        keys: &["Ctrl+G"],
        places: BOTH,
        footer: 1,
        available: |app| !app.attaching.uploads().is_empty(),
        run: |turn| turn.cancel_upload(),
    },
    Command {
        name: "compose-prefix",
        sentence: "Begin a key of two: Ctrl+X a attaches files, Ctrl+X Ctrl+E is the editor.",
        short: "more",
        keys: &["Ctrl+X"],
        places: TEXT,
        footer: 0,
        available: always,
        run: |turn| turn.prefix_text(),
    },
    Command {
        name: "compose-editor-after-prefix",
        sentence: "Write on in your own editor.",
        short: "editor",
        keys: &["Ctrl+E"],
        places: &[Place::AfterCtrlX],
        footer: 1,
        available: always,
        run: |turn| turn.write_outside(),
    },
    Command {
        name: "undo-after-prefix",
        sentence: "Take the last change back.",
        short: "undo",
        keys: &["u", "Ctrl+U"],
        places: &[Place::AfterCtrlX],
        footer: 2,
        available: always,
        run: |turn| {
            turn.unprefix_text();
            turn.undo_text();
        },
    },
    Command {
        name: "attach-after-prefix",
        sentence: "Attach files, by their paths.",
        short: "attach",
        keys: &["a"],
        places: &[Place::AfterCtrlX],
        footer: 2,
        available: always,
        run: |turn| turn.ask_for_files(),
    },
    Command {
        name: "attach-picture",
        sentence: "Attach the picture on the clipboard.",
        short: "paste picture",
        keys: &["v"],
        places: &[Place::AfterCtrlX],
        footer: 2,
        available: always,
        run: |turn| turn.attach_picture(true),
    },
    Command {
        name: "leave-prefix",
        sentence: "Do nothing.",
        short: "cancel",
        keys: &["Esc"],
        places: &[Place::AfterCtrlX],
        footer: 3,
        available: always,
        run: |turn| turn.unprefix_text(),
    },
    Command {
        name: "compose-preview",
        sentence: "Show what the message will look like, or the text again.",
        short: "preview",
        keys: &["Alt+p"],
        places: TEXT,
        footer: 5,
        available: always,
        run: |turn| turn.toggle_preview(),
    },
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
];

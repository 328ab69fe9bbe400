//! Opening the composer: replies, new messages, quotes, edits.

use crate::app::command::{Command, Place};
use crate::app::state::App;

fn on_message(app: &App) -> bool {
    app.selected_message().is_some()
}

/// Opening the composer.
pub const COMMANDS: &[Command] = &[
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
    Command {
        name: "reply-with-mention",
        sentence: "Write to the conversation, mentioning the sender of the selected message.",
        short: "mention",
        keys: &["@"],
        places: &[Place::Messages],
        footer: 0,
        available: on_message,
        run: |turn| turn.reply_with_mention(),
    },
    Command {
        name: "quote",
        sentence: "Quote the selected message in its conversation.",
        short: "quote",
        keys: &[">"],
        places: &[Place::Messages],
        footer: 0,
        available: on_message,
        run: |turn| turn.quote(),
    },
    Command {
        name: "forward-message",
        sentence: "Send the selected message to somebody else.",
        short: "forward",
        keys: &["<"],
        places: &[Place::Messages],
        footer: 0,
        available: on_message,
        run: |turn| turn.forward_message(),
    },
    Command {
        name: "edit-message",
        sentence: "Change what the selected message of yours says.",
        short: "edit",
        keys: &["e"],
        places: &[Place::Messages],
        footer: 3,
        available: |app| app.can_edit_selected(),
        run: |turn| turn.edit_message(),
    },
];

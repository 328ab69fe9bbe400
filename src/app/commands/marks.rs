//! Marking messages read and unread.

use crate::app::command::{Command, Place};
use crate::app::layer::Question;
use crate::app::state::App;

fn may_mark(app: &App) -> bool {
    !app.explore && app.organization.is_some()
}

fn may_mark_message(app: &App) -> bool {
    may_mark(app) && app.selected_message().is_some()
}

/// Marking messages read and unread.
pub const COMMANDS: &[Command] = &[
    Command {
        name: "mark-unread-from-here",
        sentence: "Mark the selected message and all after it in this view as unread.",
        short: "mark unread",
        keys: &["U"],
        places: &[Place::Messages],
        footer: 0,
        available: may_mark_message,
        run: |turn| turn.mark_unread_from_here(),
    },
    Command {
        name: "mark-conversation-read",
        sentence: "Mark the selected topic or conversation as read.",
        short: "mark read",
        keys: &["y"],
        places: &[
            Place::Messages,
            Place::Inbox,
            Place::Recent,
            Place::Channels,
            Place::Topics,
        ],
        footer: 4,
        available: |app| may_mark(app) && app.conversation_has_unread(),
        run: |turn| turn.mark_conversation_read(),
    },
    Command {
        name: "mark-channel-read",
        sentence: "Mark everything in the selected channel, or folder of the inbox, as read.",
        short: "read channel",
        keys: &["Y"],
        places: &[
            Place::Messages,
            Place::Inbox,
            Place::Recent,
            Place::Channels,
            Place::Topics,
        ],
        footer: 0,
        available: may_mark,
        run: |turn| turn.mark_channel_read(),
    },
    Command {
        name: "mark-read-to-here",
        sentence: "Mark everything in this view up to the selected message as read.",
        short: "read here",
        keys: &["Alt+y"],
        places: &[Place::Messages],
        footer: 0,
        available: may_mark_message,
        run: |turn| turn.mark_read_to_here(),
    },
    Command {
        name: "mark-all-read",
        sentence: "Mark everything in the organization as read, after asking.",
        short: "read all",
        keys: &["Ctrl+Y"],
        places: &[Place::Anywhere],
        footer: 0,
        available: may_mark,
        run: |turn| turn.ask(Question::MarkAllRead),
    },
    Command {
        name: "undo-mark",
        sentence: "Take back the last marking as read or unread that was done by hand.",
        short: "undo",
        keys: &["Z"],
        places: &[Place::Anywhere],
        footer: 0,
        available: |app| may_mark(app) && app.can_undo(),
        run: |turn| turn.undo_mark(),
    },
];

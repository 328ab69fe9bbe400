//! The inbox.

use crate::app::command::{Command, Place};
use crate::app::pages::Page;

/// The inbox.
pub const COMMANDS: &[Command] = &[
    Command {
        name: "inbox",
        sentence: "Open the inbox: every conversation with unread messages that is not muted.",
        short: "inbox",
        keys: &["I"],
        places: &[Place::Anywhere],
        footer: 6,
        available: |app| app.organization.is_some() && app.views.page() != Some(Page::Inbox),
        run: |turn| turn.open_page(Page::Inbox),
    },
    Command {
        name: "inbox-fold",
        sentence: "Fold away what stands under the heading of the selected row.",
        short: "fold",
        keys: &["Left", "h"],
        places: &[Place::Inbox],
        footer: 5,
        available: |app| app.inbox_row_can_fold(),
        run: |turn| turn.fold_inbox_row(true),
    },
    Command {
        name: "inbox-unfold",
        sentence: "Show what is folded away under the selected heading.",
        short: "unfold",
        keys: &["Right", "l"],
        places: &[Place::Inbox],
        footer: 2,
        available: |app| app.inbox_row_is_folded(),
        run: |turn| turn.fold_inbox_row(false),
    },
];

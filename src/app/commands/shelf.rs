//! Drafts, scheduled messages, snippets, reminders.

use crate::app::command::{Command, Place, always};
use crate::app::shelf::{ShelfKey, ShelfKind};
use crate::app::state::App;

const HERE: &[Place] = &[Place::Shelf];

fn connected(app: &App) -> bool {
    app.organization.is_some()
}

fn has_entry(app: &App) -> bool {
    app.shelved().is_some()
}

fn may_resend(app: &App) -> bool {
    let Some(ShelfKey::Outgoing(id)) = app.shelved() else {
        return false;
    };
    app.outbox
        .get(*id)
        .is_some_and(|echoed| crate::app::keeping::choices(&echoed.outgoing).resend)
}

/// Drafts, scheduled messages, snippets, reminders.
pub const COMMANDS: &[Command] = &[
    Command {
        name: "drafts",
        sentence: "Show the drafts, and messages that were not sent.",
        short: "drafts",
        keys: &["d"],
        places: &[Place::Anywhere],
        footer: 0,
        available: connected,
        run: |turn| turn.open_shelf(ShelfKind::Drafts),
    },
    Command {
        name: "scheduled",
        sentence: "Show the messages that are to be sent later.",
        short: "scheduled",
        keys: &["Alt+g"],
        places: &[Place::Anywhere],
        footer: 0,
        available: connected,
        run: |turn| turn.open_shelf(ShelfKind::Scheduled),
    },
    Command {
        name: "snippets",
        sentence: "Show the saved snippets, to insert one.",
        short: "snippets",
        keys: &["Alt+t"],
        places: &[Place::Anywhere],
        footer: 0,
        available: connected,
        run: |turn| turn.open_shelf(ShelfKind::Snippets),
    },
    Command {
        name: "reminders",
        sentence: "Show the reminders that are still to come.",
        short: "reminders",
        keys: &["Alt+h"],
        places: &[Place::Anywhere],
        footer: 0,
        available: connected,
        run: |turn| turn.open_shelf(ShelfKind::Reminders),
    },
    Command {
        name: "remind-me",
        sentence: "Be reminded of the selected message, at a time in words.",
        short: "remind me",
        keys: &["Alt+r"],
        places: &[Place::Messages],
        footer: 0,
        available: |app| app.can_remind(),
        run: |turn| turn.ask_when_to_remind(),
    },
    Command {
        name: "send-later",
        sentence: "Send what is written later, at a time in words.",
        short: "send later",
        keys: &["l"],
        places: &[Place::AfterCtrlX],
        footer: 5,
        available: always,
        run: |turn| turn.send_later(),
    },
    Command {
        name: "save-snippet",
        sentence: "Save what is selected, or all that is written, as a snippet.",
        short: "save snippet",
        keys: &["s"],
        places: &[Place::AfterCtrlX],
        footer: 0,
        available: always,
        run: |turn| turn.save_as_snippet(),
    },
    Command {
        name: "shelf-open",
        sentence: "Open the entry: write the draft on, insert the snippet, go to the message.",
        short: "open",
        keys: &["Enter"],
        places: HERE,
        footer: 1,
        available: has_entry,
        run: |turn| turn.open_shelved(),
    },
    Command {
        name: "shelf-edit",
        sentence: "Write the entry's words anew in the composer; for a snippet, change its title.",
        short: "edit",
        keys: &["e"],
        places: HERE,
        footer: 2,
        available: has_entry,
        run: |turn| turn.edit_shelved(),
    },
    Command {
        name: "shelf-time",
        sentence: "Send the scheduled message at another time.",
        short: "time",
        keys: &["t"],
        places: HERE,
        footer: 2,
        available: |app| app.has_shelved_time(),
        run: |turn| turn.reschedule_shelved(),
    },
    Command {
        name: "shelf-send-again",
        sentence: "Send the message that was not sent once more.",
        short: "send again",
        keys: &["r"],
        places: HERE,
        footer: 2,
        available: may_resend,
        run: |turn| turn.resend_shelved(),
    },
    Command {
        name: "shelf-delete",
        sentence: "Delete the entry.",
        short: "delete",
        keys: &["X", "Delete"],
        places: HERE,
        footer: 3,
        available: has_entry,
        run: |turn| turn.delete_shelved(),
    },
    Command {
        name: "shelf-restore",
        sentence: "Bring back what was deleted last.",
        short: "bring back",
        keys: &["u"],
        places: HERE,
        footer: 3,
        available: |app| !app.taken.is_empty(),
        run: |turn| turn.restore_shelved(),
    },
    Command {
        name: "shelf-next",
        sentence: "Go to the next list: drafts, scheduled, snippets, reminders.",
        short: "next list",
        keys: &["Tab"],
        places: HERE,
        footer: 4,
        available: always,
        run: |turn| turn.turn_shelf(true),
    },
    Command {
        name: "shelf-before",
        sentence: "Go to the list before.",
        short: "list before",
        keys: &["Shift+Tab"],
        places: HERE,
        footer: 0,
        available: always,
        run: |turn| turn.turn_shelf(false),
    },
    Command {
        name: "shelf-close",
        sentence: "Close the list.",
        short: "close",
        keys: &["Esc", "q", "d"],
        places: HERE,
        footer: 5,
        available: always,
        run: |turn| turn.close(),
    },
];

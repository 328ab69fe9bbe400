//! Deciding about messages that did not go out.

use crate::app::command::{Command, Place};
use crate::app::state::App;

const HERE: &[Place] = &[Place::Outgoing];

fn may_resend(app: &App) -> bool {
    app.outgoing_choices().is_some_and(|choices| choices.resend)
}

fn may_withdraw(app: &App) -> bool {
    app.outgoing_choices()
        .is_some_and(|choices| choices.withdraw)
}

/// Deciding about messages that did not go out.
pub const COMMANDS: &[Command] = &[
    Command {
        name: "edit-unsent",
        sentence: "Write the message again: it is not sent, and its words are in the composer.",
        short: "edit",
        keys: &["e"],
        places: HERE,
        footer: 1,
        available: may_withdraw,
        run: |turn| turn.edit_outgoing(),
    },
    Command {
        name: "send-again",
        sentence: "Send the message once more.",
        short: "send again",
        keys: &["r"],
        places: HERE,
        footer: 1,
        available: may_resend,
        run: |turn| turn.send_again(),
    },
    Command {
        name: "look-at-alike",
        sentence: "Go to the message that may be this one.",
        short: "look",
        keys: &["Enter"],
        places: HERE,
        footer: 1,
        available: |app| app.outgoing_choices().is_some_and(|c| c.alike.is_some()),
        run: |turn| turn.look_at_alike(),
    },
    Command {
        name: "discard-unsent",
        sentence: "Forget the message, after asking.",
        short: "discard",
        keys: &["X", "Delete"],
        places: HERE,
        footer: 2,
        available: may_withdraw,
        run: |turn| turn.discard_outgoing(),
    },
];

//! Several accounts at once: from one to another.

use crate::app::command::{Command, Place, always};

/// Where one goes to another account: a message that is being written waits meanwhile.
const FROM: &[Place] = &[Place::Anywhere, Place::Composer, Place::Recipient];

/// Several accounts at once.
pub const COMMANDS: &[Command] = &[
    Command {
        name: "account",
        sentence: "Show the first, second, … of several accounts.",
        short: "account",
        keys: &[
            "Alt+1", "Alt+2", "Alt+3", "Alt+4", "Alt+5", "Alt+6", "Alt+7", "Alt+8", "Alt+9",
        ],
        places: FROM,
        footer: 0,
        available: |app| app.has_other_accounts(),
        run: |turn| turn.show_pressed_account(),
    },
    Command {
        name: "next-account",
        sentence: "Show the next of several accounts.",
        short: "next account",
        keys: &["Alt+o"],
        places: &[Place::Anywhere],
        footer: 8,
        available: |app| app.has_other_accounts(),
        run: |turn| turn.step_account(true),
    },
    Command {
        name: "previous-account",
        sentence: "Show the account before this one, of several.",
        short: "previous account",
        keys: &["Alt+O"],
        places: &[Place::Anywhere],
        footer: 0,
        available: |app| app.has_other_accounts(),
        run: |turn| turn.step_account(false),
    },
    Command {
        name: "accounts",
        sentence: "List the accounts, with what is unread in each and how its connection is.",
        short: "accounts",
        keys: &["Alt+0"],
        places: &[Place::Anywhere],
        footer: 0,
        available: |app| app.has_other_accounts(),
        run: |turn| turn.open_accounts(),
    },
    Command {
        name: "account-down",
        sentence: "Select the next account.",
        short: "down",
        keys: &["j", "Down", "Tab"],
        places: &[Place::Accounts],
        footer: 0,
        available: always,
        run: |turn| turn.select_account(1),
    },
    Command {
        name: "account-up",
        sentence: "Select the account before.",
        short: "up",
        keys: &["k", "Up", "Shift+Tab"],
        places: &[Place::Accounts],
        footer: 0,
        available: always,
        run: |turn| turn.select_account(-1),
    },
    Command {
        name: "account-show",
        sentence: "Show the selected account.",
        short: "show",
        keys: &["Enter"],
        places: &[Place::Accounts],
        footer: 1,
        available: always,
        run: |turn| turn.show_selected_account(),
    },
    Command {
        name: "accounts-close",
        sentence: "Close the list of accounts.",
        short: "close",
        keys: &["Esc", "q"],
        places: &[Place::Accounts],
        footer: 2,
        available: always,
        run: |turn| turn.close(),
    },
];

//! Signing in.

use crate::app::command::{Command, Place, always};
use crate::app::login::Step;
use crate::app::state::App;

const HERE: &[Place] = &[Place::Login];

fn chooses(app: &App) -> bool {
    app.login.as_ref().is_some_and(|login| match login.step {
        Step::Method | Step::Dev | Step::Password(_) | Step::Key => true,
        Step::Address | Step::Browser(_) | Step::Zuliprc => false,
    })
}

fn has_page(app: &App) -> bool {
    app.login.as_ref().is_some_and(|login| login.has_page())
}

fn can_open(app: &App) -> bool {
    has_page(app) && app.machine.opener
}

/// Signing in.
pub const COMMANDS: &[Command] = &[
    Command {
        name: "login-next",
        sentence: "Go on with what is typed or selected.",
        short: "go on",
        keys: &["Enter"],
        places: HERE,
        footer: 1,
        available: always,
        run: |turn| turn.login_next(),
    },
    Command {
        name: "login-back",
        sentence: "Go a step back; what is typed stays.",
        short: "back",
        keys: &["Esc"],
        places: HERE,
        footer: 2,
        available: always,
        run: |turn| turn.login_back(),
    },
    Command {
        name: "login-down",
        sentence: "Go to the next way, account or field.",
        short: "down",
        keys: &["Down", "Tab", "Ctrl+N"],
        places: HERE,
        footer: 5,
        available: chooses,
        run: |turn| turn.login_step(true),
    },
    Command {
        name: "login-up",
        sentence: "Go to the way, account or field before.",
        short: "up",
        keys: &["Up", "Shift+Tab", "Ctrl+P"],
        places: HERE,
        footer: 0,
        available: chooses,
        run: |turn| turn.login_step(false),
    },
    Command {
        name: "login-reopen",
        sentence: "Open the page of the sign-in in the browser again.",
        short: "open",
        keys: &["Ctrl+O"],
        places: HERE,
        footer: 3,
        available: can_open,
        run: |turn| turn.login_reopen(),
    },
    Command {
        name: "login-copy",
        sentence: "Copy the address of that page.",
        short: "copy",
        keys: &["Ctrl+Y"],
        places: HERE,
        footer: 4,
        available: has_page,
        run: |turn| turn.login_copy(),
    },
    Command {
        name: "login-demo",
        sentence: "Open the demo organization inside the program instead of signing in.",
        short: "demo",
        keys: &["Ctrl+T"],
        places: HERE,
        footer: 6,
        available: |app| {
            let login = app.login.as_ref();
            login.is_some_and(|login| login.step == Step::Address)
        },
        run: |turn| turn.login_demo(),
    },
];

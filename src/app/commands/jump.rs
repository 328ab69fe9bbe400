//! The box that leads everywhere, commands by name, and what they open.

use crate::app::command::{Command, Place, always};
use crate::app::state::App;

use super::rows::quiet;

const HERE: &[Place] = &[Place::Jump];
const ANYWHERE: &[Place] = &[Place::Anywhere];

fn connected(app: &App) -> bool {
    app.organization.is_some()
}

/// The box that leads everywhere.
pub const COMMANDS: &[Command] = &[
    Command {
        name: "jump",
        sentence: "Go anywhere by a few letters: channels, topics, people, views, commands.",
        short: "jump",
        keys: &["Ctrl+K", "O"],
        places: ANYWHERE,
        footer: 8,
        available: connected,
        run: |turn| turn.open_jump(""),
    },
    Command {
        name: "palette",
        sentence: "Run a command by its name; with a message selected, :tada reacts.",
        short: "command",
        keys: &[":"],
        places: ANYWHERE,
        footer: 0,
        available: always,
        run: |turn| turn.open_jump(":"),
    },
    Command {
        name: "view",
        sentence: "Open a view by its name, a query as on the web, or a link.",
        short: "open view",
        keys: &[],
        places: ANYWHERE,
        footer: 0,
        available: connected,
        run: |turn| turn.open_jump(":view "),
    },
    Command {
        name: "date",
        sentence: "Go to the first message of a day, in this view.",
        short: "day",
        keys: &["Alt+j"],
        places: ANYWHERE,
        footer: 0,
        available: connected,
        run: |turn| turn.open_jump(":date "),
    },
    Command {
        name: "goto",
        sentence: "Go to a message by its number.",
        short: "message",
        keys: &[],
        places: ANYWHERE,
        footer: 0,
        available: connected,
        run: |turn| turn.open_jump(":goto "),
    },
    Command {
        name: "first-unread",
        sentence: "Go to the first unread message of this view.",
        short: "first unread",
        keys: &["Alt+u"],
        places: &[Place::Messages],
        footer: 0,
        available: |app| app.first_unread_here().is_some(),
        run: |turn| turn.go_to_first_unread(),
    },
    Command {
        name: "next-channel",
        sentence: "Open the channel below, in the order of the left side.",
        short: "next channel",
        keys: &["D"],
        places: ANYWHERE,
        footer: 0,
        available: |app| app.channel_beside(true).is_some(),
        run: |turn| turn.open_channel_beside(true),
    },
    Command {
        name: "previous-channel",
        sentence: "Open the channel above, in the order of the left side.",
        short: "channel above",
        keys: &["A"],
        places: ANYWHERE,
        footer: 0,
        available: |app| app.channel_beside(false).is_some(),
        run: |turn| turn.open_channel_beside(false),
    },
    Command {
        name: "theme",
        sentence: "Take another theme until the program ends.",
        short: "theme",
        keys: &[],
        places: ANYWHERE,
        footer: 0,
        available: always,
        run: |turn| turn.open_jump(":theme "),
    },
    Command {
        name: "set",
        sentence: "Change a setting until the program ends.",
        short: "set",
        keys: &[],
        places: ANYWHERE,
        footer: 0,
        available: always,
        run: |turn| turn.open_jump(":set "),
    },
    Command {
        name: "jump-open",
        sentence: "Open the selected row, or do it.",
        short: "open",
        keys: &["Enter"],
        places: HERE,
        footer: 1,
        available: always,
        run: |turn| turn.choose_jump(false),
    },
    Command {
        name: "jump-other",
        sentence: "Open what else it stands for: a channel's feed, a person's card.",
        short: "other",
        keys: &["Ctrl+O", "Alt+Enter"],
        places: HERE,
        footer: 2,
        available: |app| app.jump_choices().1.is_some(),
        run: |turn| turn.choose_jump(true),
    },
    Command {
        name: "jump-complete",
        sentence: "Write the selected row into the line: a channel goes on with its topics.",
        short: "go on",
        keys: &["Tab"],
        places: HERE,
        footer: 3,
        available: always,
        run: |turn| turn.complete_jump(),
    },
    quiet!(
        "jump-down",
        "down",
        &["Down", "Ctrl+N"],
        HERE,
        "Go to the next row.",
        |turn| turn.step_jump(1)
    ),
    quiet!(
        "jump-up",
        "up",
        &["Up", "Ctrl+P"],
        HERE,
        "Go to the row before.",
        |turn| turn.step_jump(-1)
    ),
    quiet!(
        "jump-page-down",
        "page down",
        &["PgDn"],
        HERE,
        "Go down one screenful of rows.",
        |turn| { turn.page_jump(true) }
    ),
    quiet!(
        "jump-page-up",
        "page up",
        &["PgUp"],
        HERE,
        "Go up one screenful of rows.",
        |turn| { turn.page_jump(false) }
    ),
    Command {
        name: "jump-close",
        sentence: "Close the box.",
        short: "close",
        keys: &["Esc"],
        places: HERE,
        footer: 4,
        available: always,
        run: |turn| turn.close(),
    },
];

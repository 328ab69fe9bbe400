//! Searching: the box, its rows, results.

use crate::app::command::{Command, Place, always};
use crate::app::state::App;

const BOX: &[Place] = &[Place::Search];
const MESSAGES: &[Place] = &[Place::Messages];
const FIND: &[Place] = &[Place::Find];

fn connected(app: &App) -> bool {
    app.organization.is_some()
}

fn has_list(app: &App) -> bool {
    app.views.current().is_some()
}

fn has_search(app: &App) -> bool {
    app.open_search().is_some()
}

/// Searching.
pub const COMMANDS: &[Command] = &[
    Command {
        name: "search",
        sentence: "Search messages by words, sender, channel, file; in results, change it.",
        short: "search",
        keys: &["/"],
        places: &[Place::Anywhere],
        footer: 5,
        available: connected,
        run: |turn| turn.open_search_box(),
    },
    Command {
        name: "search-public",
        sentence: "Search in all public channels, those you are not in as well.",
        short: "everywhere",
        keys: &["Alt+p"],
        places: MESSAGES,
        footer: 0,
        available: |app| {
            app.open_search()
                .is_some_and(|narrow| !crate::app::search::is_wide(narrow))
        },
        run: |turn| turn.search_public(),
    },
    Command {
        name: "save-search",
        sentence: "Save this search under a name.",
        short: "save search",
        keys: &["Alt+a"],
        places: &[Place::Messages, Place::Search],
        footer: 4,
        available: |app| has_search(app) || app.search_box().is_some(),
        run: |turn| turn.save_search(),
    },
    Command {
        name: "search-run",
        sentence: "Search for what is typed, or take the selected row.",
        short: "search",
        keys: &["Enter"],
        places: BOX,
        footer: 1,
        available: always,
        run: |turn| turn.submit_search(),
    },
    Command {
        name: "search-accept",
        sentence: "Write the selected row, or the first.",
        short: "complete",
        keys: &["Tab"],
        places: BOX,
        footer: 2,
        available: always,
        run: |turn| turn.accept_search(),
    },
    Command {
        name: "search-next",
        sentence: "Select the next row.",
        short: "choose",
        keys: &["Down", "Ctrl+N"],
        places: BOX,
        footer: 3,
        available: always,
        run: |turn| turn.step_search(1),
    },
    Command {
        name: "search-previous",
        sentence: "Select the row before.",
        short: "row before",
        keys: &["Up", "Ctrl+P"],
        places: BOX,
        footer: 0,
        available: always,
        run: |turn| turn.step_search(-1),
    },
    Command {
        name: "search-forget",
        sentence: "Forget the selected search, saved or not.",
        short: "forget",
        keys: &["Alt+d"],
        places: BOX,
        footer: 5,
        available: |app| app.search_row_is_kept(),
        run: |turn| turn.forget_search(),
    },
    Command {
        name: "search-close",
        sentence: "Leave the box; nothing is searched for.",
        short: "close",
        keys: &["Esc"],
        places: BOX,
        footer: 6,
        available: always,
        run: |turn| turn.close(),
    },
    Command {
        name: "find",
        sentence: "Find words in the messages that are loaded, at once.",
        short: "find here",
        keys: &["Ctrl+F"],
        places: MESSAGES,
        footer: 0,
        available: has_list,
        run: |turn| turn.find_here(),
    },
    Command {
        name: "next-hit",
        sentence: "Go to the next hit below: of what is found here, or of a search.",
        short: "next hit",
        keys: &["}"],
        places: MESSAGES,
        footer: 3,
        available: |app| app.has_hits(),
        run: |turn| turn.step_hit(true),
    },
    Command {
        name: "previous-hit",
        sentence: "Go to the next hit above: of what is found here, or of a search.",
        short: "hit above",
        keys: &["{"],
        places: MESSAGES,
        footer: 3,
        available: |app| app.has_hits(),
        run: |turn| turn.step_hit(false),
    },
    Command {
        name: "find-stay",
        sentence: "Stay at what is found, and go on from hit to hit with other keys.",
        short: "stay",
        keys: &["Enter"],
        places: FIND,
        footer: 1,
        available: always,
        run: |turn| turn.stay_at_hit(),
    },
    Command {
        name: "find-above",
        sentence: "Go to the hit above.",
        short: "above",
        keys: &["Up", "Ctrl+P"],
        places: FIND,
        footer: 2,
        available: always,
        run: |turn| turn.step_hit(false),
    },
    Command {
        name: "find-below",
        sentence: "Go to the hit below.",
        short: "below",
        keys: &["Down", "Ctrl+N"],
        places: FIND,
        footer: 3,
        available: always,
        run: |turn| turn.step_hit(true),
    },
    Command {
        name: "find-on-server",
        sentence: "Search for the same on the server, in the same view.",
        short: "on server",
        keys: &["Tab", "Alt+Enter"],
        places: FIND,
        footer: 4,
        available: always,
        run: |turn| turn.find_on_server(),
    },
    Command {
        name: "find-leave",
        sentence: "Leave it, and go back to where you were.",
        short: "back",
        keys: &["Esc"],
        places: FIND,
        footer: 5,
        available: always,
        run: |turn| turn.leave_finding(),
    },
];

//! Opening views and going back to them.

use crate::app::command::{Command, Place};
use crate::app::state::App;
use crate::model::View;

const LISTS: &[Place] = &[
    Place::Inbox,
    Place::Recent,
    Place::Files,
    Place::AllChannels,
    Place::AllPeople,
    Place::Groups,
    Place::Channels,
    Place::Topics,
    Place::People,
    Place::Filter,
];

fn connected(app: &App) -> bool {
    app.organization.is_some()
}

/// Opening views.
pub const COMMANDS: &[Command] = &[
    Command {
        name: "next-unread-topic",
        sentence: "Go to the next topic with unread messages.",
        short: "next unread",
        keys: &["n"],
        places: &[Place::Anywhere],
        footer: 2,
        available: |app| app.next_topic,
        run: |turn| turn.next_unread_topic(),
    },
    Command {
        name: "next-unread-dm",
        sentence: "Go to the next direct message conversation with unread messages.",
        short: "next DM",
        keys: &["p"],
        places: &[Place::Anywhere],
        footer: 3,
        available: |app| app.next_dm,
        run: |turn| turn.next_unread_dm(),
    },
    Command {
        name: "next-unread-followed",
        sentence: "Go to the next followed topic with unread messages.",
        short: "next followed",
        keys: &["N"],
        places: &[Place::Anywhere],
        footer: 0,
        available: connected,
        run: |turn| turn.next_unread_followed(),
    },
    Command {
        name: "combined-feed",
        sentence: "Open the combined feed: every message in places that are not muted.",
        short: "combined feed",
        keys: &["a"],
        places: &[Place::Anywhere],
        footer: 8,
        available: |app| connected(app) && !app.shows(&View::Combined),
        run: |turn| turn.open(View::Combined),
    },
    Command {
        name: "direct-messages",
        sentence: "Open the feed of all direct messages.",
        short: "DMs",
        keys: &["P"],
        places: &[Place::Anywhere],
        footer: 0,
        available: connected,
        run: |turn| turn.open(View::AllDms),
    },
    Command {
        name: "starred",
        sentence: "Open the starred messages.",
        short: "starred",
        keys: &["*"],
        places: &[Place::Anywhere],
        footer: 0,
        available: connected,
        run: |turn| turn.open(View::Starred),
    },
    Command {
        name: "mentions",
        sentence: "Open the messages that mention you.",
        short: "mentions",
        keys: &["#"],
        places: &[Place::Anywhere],
        footer: 0,
        available: connected,
        run: |turn| turn.open(View::Mentions),
    },
    Command {
        name: "to-channel",
        sentence: "Open the channel of the selected message, or all direct messages.",
        short: "channel",
        keys: &["s"],
        places: &[Place::Messages],
        footer: 5,
        available: |app| app.can_widen(),
        run: |turn| turn.to_channel(),
    },
    Command {
        name: "to-conversation",
        sentence: "Open the topic or conversation of the selected message, at that message; again goes back.",
        short: "topic",
        keys: &["S", "z"],
        places: &[Place::Messages],
        footer: 0,
        available: |app| app.can_narrow() || app.came_from_wider(),
        run: |turn| {
            if turn.app.can_narrow() {
                turn.to_conversation();
            } else {
                turn.travel(false);
            }
        },
    },
    Command {
        name: "open",
        sentence: "Open the selected row.",
        short: "open",
        keys: &["Enter"],
        places: LISTS,
        footer: 1,
        available: |app| app.has_row(),
        run: |turn| turn.open_selected(),
    },
    Command {
        name: "back",
        sentence: "Go back to the view before, to the place you were at.",
        short: "back",
        keys: &["Alt+Left"],
        places: &[Place::Anywhere],
        footer: 7,
        available: |app| app.can_go(false),
        run: |turn| turn.travel(false),
    },
    Command {
        name: "forward",
        sentence: "Go forward again after going back.",
        short: "forward",
        keys: &["Alt+Right"],
        places: &[Place::Anywhere],
        footer: 0,
        available: |app| app.can_go(true),
        run: |turn| turn.travel(true),
    },
    Command {
        name: "home",
        sentence: "Open the home view: the inbox, unless it is set otherwise.",
        short: "home",
        keys: &["Alt+Home"],
        places: &[Place::Anywhere],
        footer: 0,
        available: connected,
        run: |turn| turn.go_home(),
    },
];

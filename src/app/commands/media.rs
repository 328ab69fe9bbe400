//! Pictures and files of a message.

use crate::app::command::{Command, Place, always};
use crate::app::layer::Layer;
use crate::app::state::App;

const VIEWER: &[Place] = &[Place::Viewer];

fn has_media(app: &App) -> bool {
    app.selected_message().is_some_and(|message| {
        ["<img", "<video", "<audio", "/user_uploads/", "embed-video"]
            .iter()
            .any(|sign| message.content.contains(sign))
    })
}

fn has_more(app: &App) -> bool {
    matches!(app.layers.last(), Some(Layer::Viewer(viewer)) if viewer.items.len() > 1)
}

/// Pictures and files of a message.
pub const COMMANDS: &[Command] = &[
    Command {
        name: "view-media",
        sentence: "Show the pictures and files of the selected message on the whole screen.",
        short: "view",
        keys: &["v"],
        places: &[Place::Messages],
        footer: 4,
        available: has_media,
        run: |turn| turn.view_media(),
    },
    Command {
        name: "next-media",
        sentence: "Go to the next picture or file of the message.",
        short: "next",
        keys: &["Right", "l", "j", "Down", "Space"],
        places: VIEWER,
        footer: 1,
        available: has_more,
        run: |turn| turn.turn_page(true),
    },
    Command {
        name: "previous-media",
        sentence: "Go to the picture or file of the message before.",
        short: "previous",
        keys: &["Left", "h", "k", "Up"],
        places: VIEWER,
        footer: 2,
        available: has_more,
        run: |turn| turn.turn_page(false),
    },
    Command {
        name: "open-media",
        sentence: "Open it with the system's program for it.",
        short: "open",
        keys: &["o", "Enter"],
        places: VIEWER,
        footer: 3,
        available: always,
        run: |turn| turn.open_viewed(),
    },
    Command {
        name: "save-media",
        sentence: "Save it into the folder for downloads.",
        short: "save",
        keys: &["s"],
        places: VIEWER,
        footer: 4,
        available: always,
        run: |turn| turn.save_viewed(),
    },
    Command {
        name: "close-media",
        sentence: "Go back to the messages.",
        short: "back",
        keys: &["Esc", "q", "v"],
        places: VIEWER,
        footer: 5,
        available: always,
        run: |turn| turn.close(),
    },
];

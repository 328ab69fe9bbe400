//! The pages of recent conversations and of files.

use crate::app::command::{Command, Place, always};
use crate::app::pages::Page;
use crate::app::recent::RecentSwitch;
use crate::app::state::App;

use super::rows::row;

const RECENT: &[Place] = &[Place::Recent];
const FILES: &[Place] = &[Place::Files];

fn has_file(app: &App) -> bool {
    app.selected_attachment().is_some()
}

/// The pages of recent conversations and of files.
pub const COMMANDS: &[Command] = &[
    row!(
        "recent",
        "recent",
        &["t"],
        &[Place::Anywhere],
        7,
        |app| app.organization.is_some() && app.views.page() != Some(Page::Recent),
        "Open the recent conversations: a table of topics and direct messages.",
        |turn| turn.open_page(Page::Recent)
    ),
    row!(
        "recent-unread",
        "unread",
        &["1"],
        RECENT,
        0,
        always,
        "Show only conversations with unread messages, or all.",
        |turn| turn.filter_recent(RecentSwitch::Unread)
    ),
    row!(
        "recent-participated",
        "yours",
        &["2"],
        RECENT,
        0,
        always,
        "Show only conversations that you wrote in, or all.",
        |turn| turn.filter_recent(RecentSwitch::Participated)
    ),
    row!(
        "recent-muted",
        "muted",
        &["3"],
        RECENT,
        0,
        always,
        "Show muted conversations as well, or not.",
        |turn| turn.filter_recent(RecentSwitch::Muted)
    ),
    row!(
        "recent-kind",
        "kinds",
        &["4"],
        RECENT,
        0,
        always,
        "Show direct messages alone, topics alone, or both.",
        |turn| turn.filter_recent(RecentSwitch::Kind)
    ),
    row!(
        "recent-order",
        "order",
        &["o"],
        RECENT,
        2,
        always,
        "Order by the newest message, by name, by unread messages, by people.",
        |turn| turn.order_recent()
    ),
    row!(
        "recent-more",
        "older",
        &["+"],
        RECENT,
        3,
        |app| app.recent_has_more(),
        "Look at older messages too.",
        |turn| turn.more_recent()
    ),
    row!(
        "files",
        "files",
        &["Alt+l"],
        &[Place::Anywhere],
        0,
        |app| app.organization.is_some() && app.views.page() != Some(Page::Files),
        "Open the list of files that you uploaded.",
        |turn| turn.open_page(Page::Files)
    ),
    row!(
        "file-open",
        "open file",
        &["o", "v"],
        FILES,
        2,
        has_file,
        "Open the selected file with the system's program for it.",
        |turn| turn.open_attachment()
    ),
    row!(
        "file-save",
        "save",
        &["s"],
        FILES,
        3,
        has_file,
        "Save the selected file into the folder for downloads.",
        |turn| turn.save_attachment()
    ),
    row!(
        "file-copy-link",
        "copy link",
        &["L"],
        FILES,
        4,
        has_file,
        "Copy the link to the selected file.",
        |turn| turn.copy_attachment_link()
    ),
    row!(
        "file-delete",
        "delete",
        &["Delete", "Alt+d"],
        FILES,
        5,
        has_file,
        "Delete the selected file for everybody, after asking.",
        |turn| turn.ask_to_remove_attachment()
    ),
    row!(
        "followed",
        "followed",
        &["Alt+f"],
        &[Place::Anywhere],
        0,
        |app| app.organization.is_some(),
        "Open the messages of all topics that you follow.",
        |turn| turn.open_query("is:followed")
    ),
    row!(
        "reactions",
        "reactions",
        &["Alt+e"],
        &[Place::Anywhere],
        0,
        |app| app.organization.is_some(),
        "Open those of your messages that somebody reacted to.",
        |turn| turn.open_query("has:reaction sender:me")
    ),
    row!(
        "messages-by",
        "messages by",
        &["B"],
        &[
            Place::Messages,
            Place::People,
            Place::AllPeople,
            Place::Groups,
            Place::Sheet
        ],
        0,
        |app| app.target_person().is_some(),
        "Open everything that the sender, or the selected person, wrote.",
        |turn| turn.open_messages_by()
    ),
    row!(
        "card",
        "card",
        &["u"],
        &[
            Place::Messages,
            Place::People,
            Place::AllPeople,
            Place::Groups
        ],
        0,
        |app| app.target_person().is_some() || app.target_group().is_some(),
        "Show who the sender, or the selected person, is; what the selected group is.",
        |turn| turn.open_card()
    ),
];

//! Channels: the page that lists them all, the sheet of one, and what is done to them.

use crate::api::ids::ChannelId;
use crate::app::channels::fields::ChannelField;
use crate::app::channels::page::Switch;
use crate::app::channels::sheet::Tab;
use crate::app::command::{Command, Place, always};
use crate::app::form::FieldName;
use crate::app::pages::Page;
use crate::app::state::{App, Turn};
use crate::model::ChannelDeed;

use super::rows::row;

const PAGE: &[Place] = &[Place::AllChannels];
const SHEET: &[Place] = &[Place::ChannelSheet];
/// Where a channel is chosen by its row or its sheet. By their names these commands act on the
/// open channel as well.
const BOTH: &[Place] = &[Place::AllChannels, Place::ChannelSheet];

fn has_channel(app: &App) -> bool {
    app.organization.is_some() && app.chosen_channel().is_some()
}

fn with<'a>(turn: &mut Turn<'a>, run: fn(&mut Turn<'a>, ChannelId)) {
    if let Some(channel) = turn.app.chosen_channel() {
        run(turn, channel);
    }
}

/// A row of the table that does something to the chosen channel.
macro_rules! deed {
    ($name:literal, $short:literal, $keys:expr, $footer:literal, $deed:ident, $sentence:literal, $run:expr) => {
        Command {
            name: $name,
            sentence: $sentence,
            short: $short,
            keys: $keys,
            places: BOTH,
            footer: $footer,
            available: |app| has_channel(app) && app.why_not_channel(ChannelDeed::$deed).is_none(),
            run: |turn| with(turn, $run),
        }
    };
}

/// Channels.
pub const COMMANDS: &[Command] = &[
    row!(
        "channels",
        "all channels",
        &["Alt+c"],
        &[Place::Anywhere],
        0,
        |app| app.organization.is_some() && app.views.page() != Some(Page::Channels),
        "Open the list of all channels, those you are not in as well.",
        |turn| turn.open_page(Page::Channels)
    ),
    row!(
        "channel",
        "channel",
        &["Alt+i"],
        &[
            Place::Messages,
            Place::Inbox,
            Place::Recent,
            Place::Channels,
            Place::Topics,
            Place::AllChannels,
            Place::Jump,
        ],
        0,
        has_channel,
        "Show a channel: what it is for, who may do what, who is in it, your settings.",
        |turn| with(turn, |turn, id| turn.open_channel_sheet(id, Tab::About))
    ),
    row!(
        "channel-view",
        "messages",
        &["V"],
        BOTH,
        5,
        has_channel,
        "Open the channel's messages.",
        |turn| with(turn, Turn::view_channel)
    ),
    row!(
        "toggle-subscription",
        "subscription",
        &["S"],
        BOTH,
        2,
        |app| has_channel(app) && app.why_not_by_name("toggle-subscription").is_none(),
        "Subscribe to the channel, or leave it.",
        |turn| with(turn, Turn::toggle_subscription)
    ),
    deed!(
        "subscribe",
        "subscribe",
        &[],
        0,
        Subscribe,
        "Subscribe to a channel.",
        Turn::subscribe
    ),
    deed!(
        "unsubscribe",
        "leave",
        &[],
        0,
        Unsubscribe,
        "Leave a channel.",
        Turn::unsubscribe
    ),
    row!(
        "create-channel",
        "new channel",
        &["C"],
        BOTH,
        3,
        |app| app.why_not_create_channel().is_none(),
        "Make a new channel: its name, who can see it, who may do what, who is in it.",
        |turn| turn.open_new_channel("")
    ),
    deed!(
        "edit-channel",
        "edit",
        &["e"],
        4,
        Change,
        "Change the channel: name, description, privacy, folder, topics, how long it is kept.",
        |turn, id| turn.open_channel_form(id, FieldName::Of(ChannelField::Name))
    ),
    deed!(
        "channel-permissions",
        "who may",
        &["U"],
        0,
        Change,
        "Change who may do what in the channel: write, begin topics, add people, and more.",
        Turn::open_channel_permissions
    ),
    deed!(
        "rename-channel",
        "rename",
        &["R"],
        0,
        Change,
        "Give the channel another name.",
        |turn, id| turn.open_channel_form(id, FieldName::Of(ChannelField::Name))
    ),
    deed!(
        "describe-channel",
        "describe",
        &["E"],
        0,
        Change,
        "Say what the channel is for.",
        |turn, id| turn.open_channel_form(id, FieldName::Of(ChannelField::About))
    ),
    deed!(
        "channel-privacy",
        "privacy",
        &["H"],
        0,
        ChangePrivacy,
        "Change who can see the channel.",
        |turn, id| turn.open_channel_form(id, FieldName::Of(ChannelField::Privacy))
    ),
    deed!(
        "channel-folder",
        "folder",
        &["F"],
        0,
        Change,
        "Put the channel into a folder, or take it out.",
        |turn, id| turn.open_channel_form(id, FieldName::Of(ChannelField::Folder))
    ),
    row!(
        "archive-channel",
        "archive",
        &["X"],
        BOTH,
        0,
        |app| has_channel(app) && app.why_not_by_name("archive-channel").is_none(),
        "Archive the channel, after asking; take an archived one out of the archive.",
        |turn| with(turn, Turn::toggle_archived)
    ),
    deed!(
        "add-people",
        "add people",
        &["+"],
        6,
        AddPeople,
        "Add people, groups or the subscribers of another channel to the channel.",
        |turn, id| turn.open_add_people(id, "")
    ),
    deed!(
        "mute-channel",
        "mute",
        &["M"],
        0,
        Personal,
        "Mute the channel, or show it again.",
        Turn::toggle_channel_muted
    ),
    deed!(
        "pin-channel",
        "pin",
        &["T"],
        0,
        Personal,
        "Pin the channel to the top, or take it down.",
        Turn::toggle_channel_pinned
    ),
    deed!(
        "channel-options",
        "your settings",
        &["o"],
        5,
        Personal,
        "Set the channel's colour, muting, pinning and notifications for yourself.",
        Turn::open_channel_options
    ),
    row!(
        "channels-filter",
        "filter",
        &["f"],
        PAGE,
        1,
        always,
        "Filter the channels by letters of their names and descriptions.",
        |turn| turn.filter_channels()
    ),
    row!(
        "channels-unfilter",
        "show all",
        &["Esc"],
        PAGE,
        0,
        |app| app.channels.picker.filter.is_some(),
        "Take the filter of the channels away.",
        |turn| turn.clear_filter()
    ),
    row!(
        "channels-which",
        "which",
        &["1"],
        PAGE,
        0,
        always,
        "Show all channels, yours, those you are not in, or the archived ones.",
        |turn| turn.switch_channels(Switch::Which)
    ),
    row!(
        "channels-kind",
        "kinds",
        &["2"],
        PAGE,
        0,
        always,
        "Show all kinds of channels, public, web-public or private ones.",
        |turn| turn.switch_channels(Switch::Kind)
    ),
    row!(
        "channels-order",
        "order",
        &["3"],
        PAGE,
        0,
        always,
        "Order the channels by name, by subscribers, by messages a week.",
        |turn| turn.switch_channels(Switch::Order)
    ),
    row!(
        "channel-tab",
        "other side",
        &["Tab", "Left", "Right"],
        SHEET,
        1,
        always,
        "Go from what the channel is to who is in it, and back.",
        |turn| turn.turn_channel_sheet()
    ),
    row!(
        "subscribers-filter",
        "filter",
        &["f", "/"],
        SHEET,
        3,
        always,
        "Filter those who are in the channel by letters.",
        |turn| turn.filter_subscribers()
    ),
    row!(
        "subscriber-card",
        "who",
        &["Enter", "u"],
        SHEET,
        3,
        |app| app.has_subscriber(),
        "Show who the selected person is.",
        |turn| turn.subscriber_card()
    ),
    row!(
        "remove-person",
        "take out",
        &["Delete", "Alt+d"],
        SHEET,
        4,
        |app| { app.has_subscriber() && app.why_not_channel(ChannelDeed::RemovePeople).is_none() },
        "Take the selected person out of the channel.",
        |turn| turn.remove_subscriber()
    ),
    row!(
        "channel-email",
        "copy e-mail",
        &["@"],
        SHEET,
        0,
        always,
        "Copy the address where e-mail becomes a message in the channel.",
        |turn| turn.copy_channel_email()
    ),
    row!(
        "channel-link",
        "open link",
        &["l"],
        SHEET,
        4,
        |app| !app.channel_targets().is_empty(),
        "Open the selected link of the description; without a selection the first.",
        |turn| turn.open_channel_target()
    ),
    row!(
        "channel-next-link",
        "next link",
        &["L"],
        SHEET,
        0,
        |app| app.channel_targets().len() > 1,
        "Select the next link of the description.",
        |turn| turn.next_channel_target()
    ),
    row!(
        "channel-close",
        "close",
        &["Esc", "q", "i"],
        SHEET,
        7,
        always,
        "Go back to where you were.",
        |turn| turn.close()
    ),
    row!(
        "delete-topic",
        "delete topic",
        &["Alt+D"],
        &[
            Place::Messages,
            Place::Inbox,
            Place::Recent,
            Place::Channels,
            Place::Topics,
        ],
        0,
        |app| app.why_not_delete_topic().is_none(),
        "Delete the topic with all its messages for everybody, after asking.",
        |turn| turn.ask_to_delete_topic()
    ),
];

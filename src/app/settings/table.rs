//! The table of the settings that the organization's server keeps. A new one is a row here.
//!
//! <https://zulip.com/api/update-settings>

use super::server::{ServerKind, ServerSection, ServerSetting};

/// A row of the table whose field is typed.
macro_rules! flag {
    ($section:ident, $name:ident, $title:literal, $words:literal) => {
        flag!($section, $name, $title, $words, 0)
    };
    ($section:ident, $name:ident, $title:literal, $words:literal, $since:literal) => {
        ServerSetting {
            name: stringify!($name),
            title: $title,
            words: $words,
            kind: ServerKind::Flag,
            section: ServerSection::$section,
            since: $since,
            read: |settings| Some(settings.$name.into()),
        }
    };
}

/// A row of the table that this program does nothing with: the server acts by it.
macro_rules! untyped {
    ($section:ident, $name:ident, $title:literal, $words:literal, $kind:expr, $since:literal) => {
        ServerSetting {
            name: stringify!($name),
            title: $title,
            words: $words,
            kind: $kind,
            section: ServerSection::$section,
            since: $since,
            read: |settings| settings.other.get(stringify!($name)).cloned(),
        }
    };
}

/// A row of the table that is one of a few numbers.
macro_rules! number {
    ($section:ident, $name:ident, $title:literal, $words:literal, $since:literal, $numbers:expr) => {
        ServerSetting {
            name: stringify!($name),
            title: $title,
            words: $words,
            kind: ServerKind::Numbers($numbers),
            section: ServerSection::$section,
            since: $since,
            read: |settings| Some(settings.$name.number().into()),
        }
    };
}

const TRIGGERS: &[(u32, &str)] = &[
    (1, "taking part in any way"),
    (2, "sending a message"),
    (3, "starting the topic"),
    (4, "nothing"),
];

const DELAYS: &[(u32, &str)] = &[
    (120, "2 minutes"),
    (300, "5 minutes"),
    (600, "10 minutes"),
    (1800, "30 minutes"),
    (3600, "an hour"),
    (21_600, "6 hours"),
    (86_400, "a day"),
    (604_800, "a week"),
];

/// All of them, in the order of the page.
pub const SERVER: &[ServerSetting] = &[
    flag!(
        Notifications,
        enable_desktop_notifications,
        "Direct messages and mentions",
        "Whether direct messages, mentions of you and your alert words notify."
    ),
    flag!(
        Notifications,
        enable_sounds,
        "… with a sound",
        "Whether these ring too, where the option notifications.bell lets them."
    ),
    flag!(
        Notifications,
        wildcard_mentions_notify,
        "Mentions of everybody",
        "Whether @all, @everyone and @channel count as mentions of you."
    ),
    flag!(
        Notifications,
        enable_followed_topic_desktop_notifications,
        "Followed topics",
        "Whether messages in topics that you follow notify."
    ),
    flag!(
        Notifications,
        enable_followed_topic_audible_notifications,
        "… with a sound",
        "Whether messages in topics that you follow ring too."
    ),
    flag!(
        Notifications,
        enable_followed_topic_wildcard_mentions_notify,
        "Mentions of everybody in followed topics",
        "Whether @topic and @all count as mentions of you in topics that you follow."
    ),
    flag!(
        Notifications,
        enable_stream_desktop_notifications,
        "Messages in channels",
        "Whether every message in channels notifies. Single channels may have it otherwise."
    ),
    flag!(
        Notifications,
        enable_stream_audible_notifications,
        "… with a sound",
        "Whether every message in channels rings too."
    ),
    flag!(
        Notifications,
        pm_content_in_desktop_notifications,
        "Show what direct messages say",
        "Whether notifications show the text of direct messages, or only who wrote."
    ),
    untyped!(
        Elsewhere,
        enable_offline_email_notifications,
        "Mail when you are away",
        "Whether direct messages and mentions are mailed to you while you are offline.",
        ServerKind::Flag,
        0
    ),
    untyped!(
        Elsewhere,
        enable_followed_topic_email_notifications,
        "Mail of followed topics",
        "Whether messages in topics that you follow are mailed while you are offline.",
        ServerKind::Flag,
        189
    ),
    untyped!(
        Elsewhere,
        enable_stream_email_notifications,
        "Mail of channels",
        "Whether every message in channels is mailed while you are offline. Single channels may have it otherwise.",
        ServerKind::Flag,
        0
    ),
    untyped!(
        Elsewhere,
        email_notifications_batching_period_seconds,
        "Mail is sent after",
        "How long messages are gathered before they are mailed together.",
        ServerKind::Numbers(DELAYS),
        82
    ),
    untyped!(
        Elsewhere,
        message_content_in_email_notifications,
        "Show what messages say in mail",
        "Whether mail has the text of messages, or only that there are some.",
        ServerKind::Flag,
        0
    ),
    untyped!(
        Elsewhere,
        enable_digest_emails,
        "Mail of what you missed",
        "Whether a digest is mailed after you were away for days.",
        ServerKind::Flag,
        0
    ),
    untyped!(
        Elsewhere,
        enable_login_emails,
        "Mail of new logins",
        "Whether you are mailed when your account is used on a new device.",
        ServerKind::Flag,
        0
    ),
    untyped!(
        Elsewhere,
        enable_offline_push_notifications,
        "Phones when you are away",
        "Whether direct messages and mentions go to your phone while you are offline.",
        ServerKind::Flag,
        0
    ),
    untyped!(
        Elsewhere,
        enable_online_push_notifications,
        "Phones while you are here too",
        "Whether they go to your phone also while a client, such as this one, is active.",
        ServerKind::Flag,
        0
    ),
    untyped!(
        Elsewhere,
        enable_followed_topic_push_notifications,
        "Phones: followed topics",
        "Whether messages in topics that you follow go to your phone.",
        ServerKind::Flag,
        189
    ),
    untyped!(
        Elsewhere,
        enable_stream_push_notifications,
        "Phones: channels",
        "Whether every message in channels goes to your phone. Single channels may have it otherwise.",
        ServerKind::Flag,
        0
    ),
    flag!(
        Privacy,
        presence_enabled,
        "Show when you are here",
        "Whether others see that you are active. Off, you are invisible: always offline."
    ),
    flag!(
        Privacy,
        send_private_typing_notifications,
        "Show typing in direct messages",
        "Whether the others see that you are writing to them."
    ),
    flag!(
        Privacy,
        send_stream_typing_notifications,
        "Show typing in channels",
        "Whether people who read a topic see that you are writing there."
    ),
    flag!(
        Privacy,
        send_read_receipts,
        "Show what you have read",
        "Whether you are named among those who read a message."
    ),
    untyped!(
        Privacy,
        email_address_visibility,
        "Your e-mail address",
        "Who sees your address.",
        ServerKind::Numbers(&[
            (1, "is seen by everyone"),
            (2, "is seen by members"),
            (5, "is seen by moderators"),
            (3, "is seen by administrators"),
            (4, "is seen by nobody"),
        ]),
        163
    ),
    flag!(
        Privacy,
        receives_typing_notifications,
        "See others type",
        "Whether the server tells you that others are writing.",
        253
    ),
    flag!(
        Privacy,
        enable_drafts_synchronization,
        "Keep drafts on the server",
        "Whether drafts are the same on all your devices. Off, they stay on this machine."
    ),
    flag!(
        Reading,
        twenty_four_hour_time,
        "Hours from 0 to 23",
        "Whether times are shown as 14:30, or as 2:30 PM."
    ),
    number!(
        Reading,
        web_mark_read_on_scroll_policy,
        "Scrolling marks as read",
        "When messages that you scroll past become read.",
        0,
        &[
            (1, "in every view"),
            (2, "in conversations alone"),
            (3, "never")
        ]
    ),
    ServerSetting {
        name: "web_home_view",
        title: "Home view",
        words: "What lazuli and the web app open with; the option home counts before it here.",
        kind: ServerKind::Words(&[
            ("inbox", "the inbox"),
            ("recent", "recent conversations"),
            ("all_messages", "the combined feed"),
        ]),
        section: ServerSection::Reading,
        since: 219,
        read: |settings| Some(settings.web_home_view.word().into()),
    },
    number!(
        Reading,
        web_channel_default_view,
        "Opening a channel shows",
        "Which messages are shown when you open a channel.",
        269,
        &[
            (1, "its newest topic"),
            (2, "all its messages"),
            (3, "its list of topics"),
            (4, "its first unread topic"),
        ]
    ),
    flag!(
        Reading,
        enter_sends,
        "Enter sends",
        "Whether Enter sends a message; otherwise it begins a new line."
    ),
    flag!(
        Reading,
        translate_emoticons,
        "Emoticons become emoji",
        "Whether the server turns :) and the like into emoji in what you send."
    ),
    flag!(
        Reading,
        display_emoji_reaction_users,
        "Names beside reactions",
        "Whether a message with few reactions names who reacted."
    ),
    number!(
        Reading,
        demote_inactive_streams,
        "Quiet channels come last",
        "Whether channels without recent messages are listed below the others.",
        0,
        &[(1, "where there are many"), (2, "always"), (3, "never")]
    ),
    flag!(
        Reading,
        web_left_sidebar_show_channel_folders,
        "Folders of channels",
        "Whether the list of channels is grouped by the organization's folders.",
        411
    ),
    number!(
        Topics,
        automatically_follow_topics_policy,
        "Followed after",
        "What makes you follow a topic without asking.",
        214,
        TRIGGERS
    ),
    flag!(
        Topics,
        automatically_follow_topics_where_mentioned,
        "Followed where you are mentioned",
        "Whether a mention of you makes you follow its topic.",
        235
    ),
    number!(
        Topics,
        automatically_unmute_topics_in_muted_streams_policy,
        "Unmuted in muted channels after",
        "What makes a topic shown although its channel is muted.",
        214,
        TRIGGERS
    ),
    untyped!(
        Topics,
        resolved_topic_notice_auto_read_policy,
        "Notices of resolved topics are read",
        "Whether Notification Bot's messages that a topic was resolved become read by themselves.",
        ServerKind::Words(&[
            ("always", "everywhere"),
            ("except_followed", "but in followed topics"),
            ("never", "never"),
        ]),
        385
    ),
];

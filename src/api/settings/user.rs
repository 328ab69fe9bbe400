//! `user_settings`. <https://zulip.com/api/update-settings>

use std::fmt;

use serde::de::{MapAccess, Visitor};
use serde::{Deserialize, Deserializer};

use super::settings;
use crate::api::wire::{Key, number_enum, word_enum};

number_enum! {
    /// When scrolling past a message marks it as read.
    MarkReadPolicy: u16 {
        /// Always.
        Always = 1,
        /// Only in views of one conversation.
        ConversationViews = 2,
        /// Never.
        Never = 3,
    }
}

number_enum! {
    /// What opening a channel shows.
    ChannelView: u16 {
        /// The topic with the newest message.
        TopTopic = 1,
        /// The channel's feed.
        Feed = 2,
        /// The list of topics.
        Topics = 3,
        /// The channel's first unread topic.
        TopUnreadTopic = 4,
    }
}

number_enum! {
    /// Light or dark.
    ColorScheme: u16 {
        /// As the system.
        Automatic = 1,
        /// Dark.
        Dark = 2,
        /// Light.
        Light = 3,
    }
}

number_enum! {
    /// Whether channels without traffic are put below the others.
    DemoteInactive: u16 {
        /// Where there are many channels.
        Automatic = 1,
        /// Always.
        Always = 2,
        /// Never.
        Never = 3,
    }
}

number_enum! {
    /// Which unread messages are counted on an icon.
    IconCount: u16 {
        /// All that are not muted.
        All = 1,
        /// Direct messages, mentions, followed topics (feature level 227).
        DmsMentionsFollowed = 2,
        /// Direct messages and mentions.
        DmsMentions = 3,
        /// None.
        None = 4,
    }
}

number_enum! {
    /// What makes a topic followed or unmuted by itself.
    TopicPolicyTrigger: u16 {
        /// Taking part in any way.
        Participation = 1,
        /// Sending a message.
        Send = 2,
        /// Starting it.
        Initiation = 3,
        /// Nothing.
        Never = 4,
    }
}

word_enum! {
    /// The view that the program opens with.
    HomeView {
        /// The inbox.
        Inbox = "inbox",
        /// Recent conversations.
        Recent = "recent" | "recent_topics",
        /// The combined feed.
        Combined = "all_messages",
    }
}

word_enum! {
    /// How emoji look.
    EmojiSet {
        /// Google's.
        Google = "google",
        /// Twitter's.
        Twitter = "twitter",
        /// As text: `:tada:`.
        Text = "text",
        /// Google's old blobs.
        GoogleBlob = "google-blob",
    }
}

settings! {
    /// The user's own settings.
    UserSettings {
        /// Whether hours are shown as 0 to 23.
        twenty_four_hour_time: bool = false,
        /// Whether Enter sends, and not Ctrl+Enter.
        enter_sends: bool = false,
        /// When scrolling marks messages as read.
        web_mark_read_on_scroll_policy: MarkReadPolicy = MarkReadPolicy::Always,
        /// What the program opens with.
        web_home_view: HomeView = HomeView::Inbox,
        /// What opening a channel shows.
        web_channel_default_view: ChannelView = ChannelView::TopTopic,
        /// Whether the number of starred messages is shown.
        starred_message_counts: bool = true,
        /// Whether names are shown beside few reactions.
        display_emoji_reaction_users: bool = true,
        /// Whether `:)` becomes an emoji.
        translate_emoticons: bool = false,
        /// How emoji look.
        emojiset: EmojiSet = EmojiSet::Google,
        /// Light or dark.
        color_scheme: ColorScheme = ColorScheme::Automatic,
        /// Whether inactive channels are put below the others.
        demote_inactive_streams: DemoteInactive = DemoteInactive::Automatic,
        /// The language, such as `en`.
        default_language: Box<str> = "en".into(),
        /// An IANA name, or nothing.
        timezone: Box<str> = "".into(),
        /// Whether others see one's presence.
        presence_enabled: bool = true,
        /// Whether others see one typing in direct messages.
        send_private_typing_notifications: bool = true,
        /// Whether others see one typing in channels.
        send_stream_typing_notifications: bool = true,
        /// Whether others see what one has read.
        send_read_receipts: bool = true,
        /// Whether one sees others typing (feature level 253).
        receives_typing_notifications: bool = true,
        /// Whether drafts are kept on the server.
        enable_drafts_synchronization: bool = true,
        /// What makes topics followed.
        automatically_follow_topics_policy: TopicPolicyTrigger = TopicPolicyTrigger::Never,
        /// What unmutes topics in muted channels.
        automatically_unmute_topics_in_muted_streams_policy: TopicPolicyTrigger = TopicPolicyTrigger::Never,
        /// Whether being mentioned makes a topic followed.
        automatically_follow_topics_where_mentioned: bool = false,
        /// Whether to notify on the desktop of direct messages and mentions.
        enable_desktop_notifications: bool = true,
        /// Whether to sound for them.
        enable_sounds: bool = true,
        /// Whether to notify of channel messages.
        enable_stream_desktop_notifications: bool = false,
        /// Whether to sound for channel messages.
        enable_stream_audible_notifications: bool = false,
        /// Whether to notify of messages in followed topics.
        enable_followed_topic_desktop_notifications: bool = true,
        /// Whether to sound for them.
        enable_followed_topic_audible_notifications: bool = true,
        /// Whether wildcard mentions notify.
        wildcard_mentions_notify: bool = true,
        /// Whether they do in followed topics.
        enable_followed_topic_wildcard_mentions_notify: bool = true,
        /// Whether a notification shows what a direct message says.
        pm_content_in_desktop_notifications: bool = true,
        /// The sound's name.
        notification_sound: Box<str> = "zulip".into(),
        /// Which unread messages are counted on an icon.
        desktop_icon_count_display: IconCount = IconCount::All,
        /// Which channels show unread counts: 1 all, 2 unmuted, 3 none.
        web_stream_unreads_count_display_policy: u16 = 2,
        /// Whether folders are shown beside the channels (feature level 411).
        web_left_sidebar_show_channel_folders: bool = true,
        /// Whether folders are shown in the inbox (feature level 431).
        web_inbox_show_channel_folders: bool = true,
        /// Whether features that use a language model are hidden.
        hide_ai_features: bool = false,
        /// Whether to go along with one's message when it was sent elsewhere.
        web_navigate_to_sent_message: bool = true,
        /// Whether Escape opens the home view.
        web_escape_navigates_to_home_view: bool = true,
    }
}

impl<'de> Deserialize<'de> for UserSettings {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct All;
        impl<'de> Visitor<'de> for All {
            type Value = UserSettings;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("settings")
            }
            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<UserSettings, A::Error> {
                let mut settings = UserSettings::default();
                while let Some(Key(name)) = map.next_key()? {
                    settings.set(&name, map.next_value()?);
                }
                Ok(settings)
            }
        }
        deserializer.deserialize_map(All)
    }
}

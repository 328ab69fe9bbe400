//! What events change about channels and subscriptions.

use serde_json::Value;

use super::{ChannelPermission, PostPolicy, TopicsPolicy};
use crate::api::group::GroupSetting;
use crate::api::ids::{FolderId, MessageId};

/// What a `stream` event with `op: update` changes.
#[derive(Debug, Clone, PartialEq)]
pub enum ChannelChange {
    /// A new name.
    Name(Box<str>),
    /// A new description: Markdown and HTML.
    Description(Box<str>, Box<str>),
    /// Private or not, and what comes with it.
    Privacy {
        /// Whether it is private.
        invite_only: bool,
        /// Whether earlier messages are open to new subscribers.
        history_public_to_subscribers: Option<bool>,
        /// Whether anybody on the web can read it.
        is_web_public: Option<bool>,
    },
    /// Archived or taken out of the archive (feature levels 378, 388).
    Archived(bool),
    /// Days that messages are kept.
    RetentionDays(Option<i64>),
    /// The oldest message.
    FirstMessage(Option<MessageId>),
    /// Whether something was said lately.
    RecentlyActive(Option<bool>),
    /// Messages a week.
    WeeklyTraffic(Option<u64>),
    /// The folder.
    Folder(Option<FolderId>),
    /// Whether topics may or must be without a name.
    TopicsPolicy(TopicsPolicy),
    /// Who may post (legacy).
    PostPolicy(PostPolicy),
    /// A group setting.
    Permission(ChannelPermission, GroupSetting),
    /// A property that this version does not know.
    Unknown(Box<str>, Value),
}

impl ChannelChange {
    /// Reads the property and its value; `beside` gives the event's other fields.
    pub(crate) fn read(
        property: &str,
        value: Value,
        beside: &serde_json::Map<String, Value>,
    ) -> Result<Self, serde_json::Error> {
        use serde_json::from_value;
        Ok(match property {
            "name" => Self::Name(from_value(value)?),
            "description" => {
                let rendered = beside.get("rendered_description").and_then(Value::as_str);
                Self::Description(from_value(value)?, rendered.unwrap_or_default().into())
            }
            "invite_only" => Self::Privacy {
                invite_only: from_value(value)?,
                history_public_to_subscribers: beside
                    .get("history_public_to_subscribers")
                    .and_then(Value::as_bool),
                is_web_public: beside.get("is_web_public").and_then(Value::as_bool),
            },
            "is_archived" => Self::Archived(from_value(value)?),
            "message_retention_days" => Self::RetentionDays(from_value(value)?),
            "first_message_id" => Self::FirstMessage(from_value(value)?),
            "is_recently_active" => Self::RecentlyActive(from_value(value)?),
            "stream_weekly_traffic" => Self::WeeklyTraffic(from_value(value)?),
            "folder_id" => Self::Folder(from_value(value)?),
            "topics_policy" => Self::TopicsPolicy(from_value(value)?),
            "stream_post_policy" => Self::PostPolicy(from_value(value)?),
            word => match ChannelPermission::from_word(word) {
                ChannelPermission::Unknown(word) => Self::Unknown(word, value),
                known => Self::Permission(known, from_value(value)?),
            },
        })
    }
}

/// What a `subscription` event with `op: update` changes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SubscriptionChange {
    /// A new colour.
    Color(Box<str>),
    /// Muted or not.
    Muted(bool),
    /// Pinned or not.
    Pinned(bool),
    /// Desktop notifications.
    Desktop(Option<bool>),
    /// Sounds.
    Audible(Option<bool>),
    /// Mobile notifications.
    Push(Option<bool>),
    /// E-mail notifications.
    Email(Option<bool>),
    /// Notifications for wildcard mentions.
    WildcardMentions(Option<bool>),
    /// The legacy twin of `is_muted`, to be ignored.
    InHomeView,
    /// A property that this version does not know.
    Unknown(Box<str>, Value),
}

impl SubscriptionChange {
    /// Reads the property and its value.
    pub(crate) fn read(property: &str, value: Value) -> Result<Self, serde_json::Error> {
        use serde_json::from_value;
        Ok(match property {
            "color" => Self::Color(from_value(value)?),
            "is_muted" => Self::Muted(from_value(value)?),
            "pin_to_top" => Self::Pinned(from_value(value)?),
            "desktop_notifications" => Self::Desktop(from_value(value)?),
            "audible_notifications" => Self::Audible(from_value(value)?),
            "push_notifications" => Self::Push(from_value(value)?),
            "email_notifications" => Self::Email(from_value(value)?),
            "wildcard_mentions_notify" => Self::WildcardMentions(from_value(value)?),
            "in_home_view" => Self::InHomeView,
            word => Self::Unknown(word.into(), value),
        })
    }
}

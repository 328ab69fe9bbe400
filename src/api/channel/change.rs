//! What events change about channels and subscriptions.

use serde_json::Value;

use super::{Channel, ChannelPermission, PostPolicy, Subscription, TopicsPolicy};
use crate::api::group::GroupSetting;
use crate::api::ids::{FolderId, MessageId};

/// What a `stream` event with `op: update` changes.
#[derive(Debug, Clone, PartialEq, Eq)]
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
    /// Whether newcomers are subscribed. Ordered here; `default_streams` events tell of it.
    Default(bool),
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

impl ChannelChange {
    /// The same property as this one has it in a channel; none for one that is not known.
    #[must_use]
    pub fn as_it_is(&self, channel: &Channel) -> Option<Self> {
        Some(match self {
            Self::Name(_) => Self::Name(channel.name.clone()),
            Self::Description(..) => Self::Description(
                channel.description.clone(),
                channel.rendered_description.clone(),
            ),
            Self::Privacy { .. } => Self::Privacy {
                invite_only: channel.invite_only,
                history_public_to_subscribers: Some(channel.history_public_to_subscribers),
                is_web_public: Some(channel.is_web_public),
            },
            Self::Archived(_) => Self::Archived(channel.is_archived),
            Self::RetentionDays(_) => Self::RetentionDays(channel.message_retention_days),
            Self::FirstMessage(_) => Self::FirstMessage(channel.first_message_id),
            Self::RecentlyActive(_) => Self::RecentlyActive(channel.is_recently_active),
            Self::WeeklyTraffic(_) => Self::WeeklyTraffic(channel.weekly_traffic),
            Self::Folder(_) => Self::Folder(channel.folder),
            Self::TopicsPolicy(_) => Self::TopicsPolicy(channel.topics_policy.clone()),
            Self::PostPolicy(_) => Self::PostPolicy(channel.post_policy),
            Self::Permission(permission, _) => {
                let setting = channel.permission(permission)?.clone();
                Self::Permission(permission.clone(), setting)
            }
            // A channel does not say itself whether newcomers are put into it.
            Self::Default(_) | Self::Unknown(..) => return None,
        })
    }
}

impl SubscriptionChange {
    /// The same property as this one has it in a subscription; none for one that is not known.
    #[must_use]
    pub fn as_it_is(&self, side: &Subscription) -> Option<Self> {
        Some(match self {
            Self::Color(_) => Self::Color(side.color.clone()),
            Self::Muted(_) => Self::Muted(side.is_muted),
            Self::Pinned(_) => Self::Pinned(side.pin_to_top),
            Self::Desktop(_) => Self::Desktop(side.desktop_notifications),
            Self::Audible(_) => Self::Audible(side.audible_notifications),
            Self::Push(_) => Self::Push(side.push_notifications),
            Self::Email(_) => Self::Email(side.email_notifications),
            Self::WildcardMentions(_) => Self::WildcardMentions(side.wildcard_mentions_notify),
            Self::InHomeView | Self::Unknown(..) => return None,
        })
    }
}

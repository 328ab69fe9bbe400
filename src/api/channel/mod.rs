//! Channels and subscriptions.
//!
//! <https://zulip.com/api/register-queue#response> (`subscriptions`, `unsubscribed`,
//! `never_subscribed`, `streams`)

mod change;
mod privacy;
mod read;

use serde::Deserialize;

use super::group::GroupSetting;
use super::ids::{ChannelId, FolderId, MessageId, UserId};
use super::time::UnixSeconds;
use super::wire::{null_default, number_enum, word_enum};

pub use change::{ChannelChange, SubscriptionChange};
pub use privacy::Privacy;

word_enum! {
    /// Whether topics of a channel may be, or must be, without a name (feature level 392).
    TopicsPolicy {
        /// As the organization has it.
        Inherit = "inherit",
        /// The empty topic is allowed.
        AllowEmpty = "allow_empty_topic",
        /// The empty topic is refused.
        DisableEmpty = "disable_empty_topic",
        /// Only the empty topic is allowed (feature level 404).
        EmptyOnly = "empty_topic_only",
    }
}

number_enum! {
    /// Who may post, before `can_send_message_group` (feature level 333).
    PostPolicy: u16 {
        /// Everybody.
        Everybody = 1,
        /// Administrators.
        Admins = 2,
        /// Members for long enough.
        FullMembers = 3,
        /// Moderators and administrators.
        Moderators = 4,
    }
}

word_enum! {
    /// A permission that a channel grants by a group setting.
    ChannelPermission {
        /// Add subscribers.
        AddSubscribers = "can_add_subscribers_group",
        /// Remove subscribers.
        RemoveSubscribers = "can_remove_subscribers_group",
        /// Change the channel.
        Administer = "can_administer_channel_group",
        /// Post (feature level 333).
        SendMessage = "can_send_message_group",
        /// Subscribe oneself (feature level 357).
        Subscribe = "can_subscribe_group",
        /// Resolve topics (feature level 402).
        ResolveTopics = "can_resolve_topics_group",
        /// Move messages to another channel (feature level 396).
        MoveOut = "can_move_messages_out_of_channel_group",
        /// Move messages to another topic (feature level 396).
        MoveWithin = "can_move_messages_within_channel_group",
        /// Delete anybody's messages (feature level 407).
        DeleteAny = "can_delete_any_message_group",
        /// Delete one's own messages (feature level 407).
        DeleteOwn = "can_delete_own_message_group",
        /// Start a new topic (feature level 441).
        CreateTopic = "can_create_topic_group",
    }
}

/// A channel, as everybody who can see it sees it.
#[derive(Debug, Clone, PartialEq)]
pub struct Channel {
    /// The id (`stream_id`).
    pub id: ChannelId,
    /// The name.
    pub name: Box<str>,
    /// What it is for, as Markdown.
    pub description: Box<str>,
    /// The same as HTML.
    pub rendered_description: Box<str>,
    /// When it was made.
    pub date_created: Option<UnixSeconds>,
    /// Who made it.
    pub creator_id: Option<UserId>,
    /// Whether it is private.
    pub invite_only: bool,
    /// Whether anybody on the web can read it.
    pub is_web_public: bool,
    /// Whether subscribers can read what was sent before they came.
    pub history_public_to_subscribers: bool,
    /// Whether it is archived (feature level 315).
    pub is_archived: bool,
    /// For how many days messages are kept: `None` as the organization, -1 for ever.
    pub message_retention_days: Option<i64>,
    /// Its oldest message.
    pub first_message_id: Option<MessageId>,
    /// Whether something was said lately (feature level 323).
    pub is_recently_active: Option<bool>,
    /// Messages a week; `None` for new channels.
    pub weekly_traffic: Option<u64>,
    /// How many subscribers it has (feature level 394).
    pub subscriber_count: Option<u64>,
    /// The folder it lies in (feature level 389).
    pub folder: Option<FolderId>,
    /// Whether topics may or must be without a name.
    pub topics_policy: TopicsPolicy,
    /// Who may post, on servers before `can_send_message_group`.
    pub post_policy: PostPolicy,
    /// Group settings that the server has for this channel, in the order of the wire.
    pub permissions: Vec<(ChannelPermission, GroupSetting)>,
}

/// What is personal about a channel: colour, muting, notifications.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Subscription {
    /// `#rrggbb`.
    pub color: Box<str>,
    /// Whether the channel is muted.
    pub is_muted: bool,
    /// Whether it is pinned to the top.
    pub pin_to_top: bool,
    /// Whether to notify on the desktop; `None` as the user's setting says.
    pub desktop_notifications: Option<bool>,
    /// Whether to notify by sound.
    pub audible_notifications: Option<bool>,
    /// Whether to notify on mobile.
    pub push_notifications: Option<bool>,
    /// Whether to notify by e-mail.
    pub email_notifications: Option<bool>,
    /// Whether wildcard mentions notify.
    pub wildcard_mentions_notify: Option<bool>,
}

/// Who is subscribed to a channel, as far as the server told.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Subscribers {
    /// The server was not asked.
    #[default]
    Unknown,
    /// Some of them: all bots and everybody active in two weeks (feature level 412). Ascending.
    Partial(Vec<UserId>),
    /// All of them, ascending.
    All(Vec<UserId>),
}

/// A channel with what the wire says beside it.
#[derive(Debug, Clone, PartialEq)]
pub struct ChannelRecord {
    /// The channel.
    pub channel: Channel,
    /// The personal part; only in `subscriptions` and `unsubscribed`.
    pub personal: Option<Subscription>,
    /// The subscribers, where they were asked for.
    pub subscribers: Subscribers,
}

impl Channel {
    /// The setting for a permission, where the server has it.
    #[must_use]
    pub fn permission(&self, permission: &ChannelPermission) -> Option<&GroupSetting> {
        self.permissions
            .iter()
            .find(|(key, _)| key == permission)
            .map(|(_, setting)| setting)
    }

    /// Sets the setting for a permission.
    pub fn set_permission(&mut self, permission: ChannelPermission, setting: GroupSetting) {
        match self
            .permissions
            .iter_mut()
            .find(|(key, _)| *key == permission)
        {
            Some((_, old)) => *old = setting,
            None => {
                self.permissions.push((permission, setting));
                self.permissions
                    .sort_by(|(a, _), (b, _)| a.word().cmp(b.word()));
            }
        }
    }
}

/// A folder that channels lie in (feature level 389).
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct ChannelFolder {
    /// The id.
    pub id: FolderId,
    /// The name.
    pub name: Box<str>,
    /// What it is for.
    #[serde(default, deserialize_with = "null_default")]
    pub description: Box<str>,
    /// The same as HTML.
    #[serde(default, deserialize_with = "null_default")]
    pub rendered_description: Box<str>,
    /// Its place among the folders (feature level 414); absent before.
    #[serde(default)]
    pub order: Option<i64>,
    /// Who made it.
    #[serde(default)]
    pub creator_id: Option<UserId>,
    /// When it was made.
    #[serde(default)]
    pub date_created: Option<UnixSeconds>,
    /// Whether it is archived.
    #[serde(default)]
    pub is_archived: bool,
}

/// What a `channel_folder` event with `op: update` changes: the fields that are present.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize)]
pub struct ChannelFolderUpdate {
    /// New name.
    #[serde(default)]
    pub name: Option<Box<str>>,
    /// New description.
    #[serde(default)]
    pub description: Option<Box<str>>,
    /// The same as HTML.
    #[serde(default)]
    pub rendered_description: Option<Box<str>>,
    /// Archived or not.
    #[serde(default)]
    pub is_archived: Option<bool>,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::api::ids::GroupId;
    use serde_json::Value;

    #[test]
    fn a_record_tells_personal_and_shared_apart() {
        let record: ChannelRecord = serde_json::from_str(
            r##"{"stream_id":4,"name":"workshop","description":null,"color":"#76ce90",
                "is_muted":true,"pin_to_top":false,"desktop_notifications":null,
                "push_notifications":false,"subscribers":[9,6],"in_home_view":false,
                "can_send_message_group":15,"can_add_subscribers_group":9,"novelty":{"a":1},
                "topics_policy":"three_topics","stream_post_policy":1,"invite_only":true}"##,
        )
        .unwrap();
        let personal = record.personal.unwrap();
        assert!(personal.is_muted && record.channel.invite_only);
        assert_eq!(personal.push_notifications, Some(false));
        assert_eq!(
            record.subscribers,
            Subscribers::All(vec![UserId(6), UserId(9)])
        );
        let setting = record.channel.permission(&ChannelPermission::SendMessage);
        assert_eq!(setting, Some(&GroupSetting::Group(GroupId(15))));
        assert_eq!(record.channel.topics_policy.word(), "three_topics");
    }

    #[test]
    fn a_channel_without_the_personal_part_is_one_never_subscribed_to() {
        let record: ChannelRecord =
            serde_json::from_str(r#"{"stream_id":4,"name":"a","partial_subscribers":[1]}"#)
                .unwrap();
        assert_eq!(record.personal, None);
        assert_eq!(record.subscribers, Subscribers::Partial(vec![UserId(1)]));
        assert!(serde_json::from_str::<ChannelRecord>(r#"{"name":"a"}"#).is_err());
    }

    #[test]
    fn unknown_properties_are_kept() {
        let change = ChannelChange::read("shine", Value::from(3), &serde_json::Map::new());
        assert_eq!(
            change.unwrap(),
            ChannelChange::Unknown("shine".into(), Value::from(3))
        );
        let change = SubscriptionChange::read("shine", Value::Null);
        assert_eq!(
            change.unwrap(),
            SubscriptionChange::Unknown("shine".into(), Value::Null)
        );
        assert!(SubscriptionChange::read("is_muted", Value::from("perhaps")).is_err());
    }
}

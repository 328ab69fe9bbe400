//! `unread_msgs` and other message lists of the register reply.

use serde::{Deserialize, Deserializer};

use super::conversation::DmKey;
use super::ids::{ChannelId, MessageId, TopicName, UserId};

/// The unread messages at the time of registering. <https://zulip.com/api/register-queue>
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize)]
pub struct UnreadMessages {
    /// Direct messages, and channel messages in places that are not muted.
    #[serde(default)]
    pub count: u64,
    /// One-to-one conversations.
    #[serde(default)]
    pub pms: Vec<UnreadDms>,
    /// Topics.
    #[serde(default)]
    pub streams: Vec<UnreadTopic>,
    /// Group conversations.
    #[serde(default)]
    pub huddles: Vec<UnreadGroup>,
    /// Direct mentions, and wildcard mentions in places that are not muted. Unsorted.
    #[serde(default)]
    pub mentions: Vec<MessageId>,
    /// Whether there are more unread messages than the server lists: an id that is not listed
    /// is unknown then, not read.
    #[serde(default)]
    pub old_unreads_missing: bool,
}

/// Unread messages with one other person.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct UnreadDms {
    /// The other; oneself for notes to self.
    pub other_user_id: UserId,
    /// Ascending.
    pub unread_message_ids: Vec<MessageId>,
}

/// Unread messages of a topic.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct UnreadTopic {
    /// The channel.
    #[serde(rename = "stream_id", alias = "channel_id")]
    pub channel: ChannelId,
    /// The topic. Servers before 10 may list one topic in several cases of letters.
    pub topic: TopicName,
    /// Ascending.
    pub unread_message_ids: Vec<MessageId>,
}

/// Unread messages of a group conversation.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct UnreadGroup {
    /// Everybody, oneself included.
    #[serde(rename = "user_ids_string", deserialize_with = "people")]
    pub people: DmKey,
    /// Ascending.
    pub unread_message_ids: Vec<MessageId>,
}

/// Reads `"6,10,11"`.
fn people<'de, D: Deserializer<'de>>(deserializer: D) -> Result<DmKey, D::Error> {
    let text = Box::<str>::deserialize(deserializer)?;
    let ids: Result<Vec<u64>, _> = text.split(',').map(str::parse).collect();
    let ids = ids.map_err(serde::de::Error::custom)?;
    Ok(DmKey::of_all(ids.into_iter().map(UserId)))
}

/// One of `recent_private_conversations`: about the last thousand messages' worth.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct RecentDm {
    /// The newest message.
    pub max_message_id: MessageId,
    /// The others; nobody for notes to self.
    pub user_ids: Vec<UserId>,
}

//! Events about messages and typing.

use std::sync::Arc;

use serde::de::Error;
use serde::{Deserialize, Deserializer};

use super::{Parsed, read};
use crate::api::flags::{Flags, MessageFlag};
use crate::api::ids::{ChannelId, MessageId, SubmessageId, TopicName, UserId};
use crate::api::message::{Message, Reaction, ReactionType, Submessage, TopicLink};
use crate::api::time::UnixSeconds;
use crate::api::wire::{keyed, word_enum};

word_enum! {
    /// Whether something was added or removed.
    AddOrRemove {
        /// Added.
        Add = "add",
        /// Removed.
        Remove = "remove",
    }
}

/// A message was sent. Its flags, beside it on the wire, are in it here.
#[derive(Debug, Clone, PartialEq)]
pub struct MessageEvent {
    /// The message.
    pub message: Message,
    /// What the sending client called it; only in the queue that sent it.
    pub local_message_id: Option<Box<str>>,
}

impl<'de> Deserialize<'de> for MessageEvent {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        struct Wire {
            message: Message,
            flags: Flags,
            #[serde(default)]
            local_message_id: Option<Box<str>>,
        }
        let Wire {
            mut message,
            flags,
            local_message_id,
        } = Wire::deserialize(deserializer)?;
        message.flags = flags;
        Ok(Self {
            message,
            local_message_id,
        })
    }
}

word_enum! {
    /// Which messages a move takes along.
    PropagateMode {
        /// Just the one.
        One = "change_one",
        /// It and the later ones of the topic.
        Later = "change_later",
        /// The whole topic.
        All = "change_all",
    }
}

/// Messages were edited, moved or rendered anew.
#[derive(Debug, Clone, PartialEq)]
pub struct UpdateMessage {
    /// Who did it; `None` when the server rendered it anew.
    pub user_id: Option<UserId>,
    /// Only the rendering changed (previews, thumbnails): no edit to be marked.
    pub rendering_only: bool,
    /// The message whose content changed, or which was chosen for the move.
    pub message_id: MessageId,
    /// All messages that the move takes along, ascending.
    pub message_ids: Vec<MessageId>,
    /// The flags of `message_id` afterwards: mentions and alert words change only here.
    pub flags: Flags,
    /// When.
    pub edit_timestamp: Option<UnixSeconds>,
    /// New content of `message_id`.
    pub content: Option<ContentEdit>,
    /// Where `message_ids` went.
    pub moved: Option<MessageMove>,
}

/// New content.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ContentEdit {
    /// The new HTML.
    pub rendered: Arc<str>,
    /// Whether it starts with `/me ` now.
    pub is_me_message: Option<bool>,
}

/// Where messages came from and went to. The two differ.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MessageMove {
    /// The channel that they were in.
    pub from_channel: ChannelId,
    /// The topic that they were in.
    pub from_topic: TopicName,
    /// The channel that they are in.
    pub to_channel: ChannelId,
    /// The topic that they are in.
    pub to_topic: TopicName,
    /// Which messages were meant.
    pub propagate_mode: PropagateMode,
    /// Links in the new topic's name.
    pub topic_links: Option<Box<[TopicLink]>>,
}

impl<'de> Deserialize<'de> for UpdateMessage {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        struct Wire {
            #[serde(default)]
            user_id: Option<UserId>,
            #[serde(default)]
            rendering_only: Option<bool>,
            message_id: MessageId,
            #[serde(default)]
            message_ids: Vec<MessageId>,
            flags: Flags,
            #[serde(default)]
            edit_timestamp: Option<UnixSeconds>,
            #[serde(default, alias = "channel_id")]
            stream_id: Option<ChannelId>,
            #[serde(default, alias = "new_channel_id")]
            new_stream_id: Option<ChannelId>,
            #[serde(default)]
            propagate_mode: Option<PropagateMode>,
            #[serde(default, alias = "orig_topic")]
            orig_subject: Option<TopicName>,
            #[serde(default, alias = "topic")]
            subject: Option<TopicName>,
            #[serde(default)]
            topic_links: Option<Box<[TopicLink]>>,
            #[serde(default)]
            rendered_content: Option<Arc<str>>,
            #[serde(default)]
            is_me_message: Option<bool>,
        }
        let wire = Wire::deserialize(deserializer)?;
        let moved = match wire.orig_subject {
            None => None,
            Some(from_topic) => {
                let missing = D::Error::missing_field;
                let from_channel = wire.stream_id.ok_or_else(|| missing("stream_id"))?;
                let moved = MessageMove {
                    to_channel: wire.new_stream_id.unwrap_or(from_channel),
                    to_topic: wire.subject.unwrap_or_else(|| from_topic.clone()),
                    from_channel,
                    from_topic,
                    propagate_mode: wire
                        .propagate_mode
                        .ok_or_else(|| missing("propagate_mode"))?,
                    topic_links: wire.topic_links,
                };
                // Servers before level 509 tell of moves to the channel that the message was in.
                let is_real = moved.from_channel != moved.to_channel
                    || moved.from_topic.as_str() != moved.to_topic.as_str();
                is_real.then_some(moved)
            }
        };
        let mut message_ids = wire.message_ids;
        if message_ids.is_empty() {
            message_ids.push(wire.message_id);
        }
        message_ids.sort_unstable();
        message_ids.dedup();
        Ok(Self {
            user_id: wire.user_id,
            rendering_only: wire.rendering_only.unwrap_or(wire.user_id.is_none()),
            message_id: wire.message_id,
            message_ids,
            flags: wire.flags,
            edit_timestamp: wire.edit_timestamp,
            content: wire.rendered_content.map(|rendered| ContentEdit {
                rendered,
                is_me_message: wire.is_me_message,
            }),
            moved,
        })
    }
}

/// Messages are gone, or out of reach.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeleteMessages {
    /// Ascending.
    pub message_ids: Vec<MessageId>,
    /// The topic that they were in; `None` for direct messages.
    pub topic: Option<(ChannelId, TopicName)>,
}

impl<'de> Deserialize<'de> for DeleteMessages {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        struct Wire {
            #[serde(default)]
            message_ids: Vec<MessageId>,
            #[serde(default)]
            message_id: Option<MessageId>,
            #[serde(default, alias = "channel_id")]
            stream_id: Option<ChannelId>,
            #[serde(default)]
            topic: Option<TopicName>,
        }
        let mut wire = Wire::deserialize(deserializer)?;
        wire.message_ids.extend(wire.message_id);
        wire.message_ids.sort_unstable();
        wire.message_ids.dedup();
        if wire.message_ids.is_empty() {
            return Err(D::Error::missing_field("message_ids"));
        }
        Ok(Self {
            message_ids: wire.message_ids,
            topic: wire.stream_id.zip(wire.topic),
        })
    }
}

/// A flag was set or taken away.
#[derive(Debug, Clone, PartialEq)]
pub struct FlagsEvent {
    /// Set or taken away.
    pub op: AddOrRemove,
    /// Which flag.
    pub flag: MessageFlag,
    /// On which messages; they need not be known here.
    pub messages: Vec<MessageId>,
    /// Every message has been read (then `messages` is empty).
    pub all: bool,
    /// Where messages live that became unread.
    pub details: Vec<(MessageId, UnreadDetail)>,
}

/// What is said about a message that became unread.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnreadDetail {
    /// Where it lives.
    pub place: UnreadPlace,
    /// Whether it mentions the reader, in one way or another.
    pub mentioned: bool,
}

/// Where a message lives that became unread.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum UnreadPlace {
    /// A topic.
    Topic(ChannelId, TopicName),
    /// A direct message conversation with these others; nobody for notes to self.
    Dm(Vec<UserId>),
}

impl<'de> Deserialize<'de> for UnreadDetail {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        struct Wire {
            #[serde(default)]
            mentioned: Option<bool>,
            #[serde(default)]
            user_ids: Option<Vec<UserId>>,
            #[serde(default, alias = "channel_id")]
            stream_id: Option<ChannelId>,
            #[serde(default)]
            topic: Option<TopicName>,
        }
        let wire = Wire::deserialize(deserializer)?;
        let place = match (wire.stream_id, wire.topic, wire.user_ids) {
            (Some(channel), Some(topic), _) => UnreadPlace::Topic(channel, topic),
            (Some(_), None, _) => return Err(D::Error::missing_field("topic")),
            (None, _, Some(others)) => UnreadPlace::Dm(others),
            (None, _, None) => return Err(D::Error::missing_field("user_ids")),
        };
        Ok(Self {
            place,
            mentioned: wire.mentioned.unwrap_or(false),
        })
    }
}

impl FlagsEvent {
    pub(super) fn read(text: &str) -> Parsed<Self> {
        #[derive(Deserialize)]
        struct Wire {
            #[serde(default)]
            op: Option<AddOrRemove>,
            #[serde(default)]
            operation: Option<AddOrRemove>,
            flag: MessageFlag,
            messages: Vec<MessageId>,
            #[serde(default)]
            all: bool,
            #[serde(default, deserialize_with = "keyed")]
            message_details: Vec<(u64, UnreadDetail)>,
        }
        let wire: Wire = read(text)?;
        let op = match wire.op.or(wire.operation) {
            Some(AddOrRemove::Unknown(_)) => return Ok(None),
            Some(op) => op,
            None => return Err(serde_json::Error::missing_field("op")),
        };
        Ok(Some(Self {
            op,
            flag: wire.flag,
            messages: wire.messages,
            all: wire.all,
            details: wire
                .message_details
                .into_iter()
                .map(|(id, detail)| (MessageId(id), detail))
                .collect(),
        }))
    }
}

/// Somebody reacted, or took a reaction back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReactionEvent {
    /// Added or removed.
    pub op: AddOrRemove,
    /// To which message.
    pub message_id: MessageId,
    /// The reaction.
    pub reaction: Reaction,
}

impl ReactionEvent {
    pub(super) fn read(text: &str) -> Parsed<Self> {
        #[derive(Deserialize)]
        struct Person {
            #[serde(alias = "id")]
            user_id: UserId,
        }
        #[derive(Deserialize)]
        struct Wire {
            op: AddOrRemove,
            message_id: MessageId,
            emoji_name: Arc<str>,
            emoji_code: Arc<str>,
            reaction_type: ReactionType,
            #[serde(default)]
            user_id: Option<UserId>,
            #[serde(default)]
            user: Option<Person>,
        }
        let wire: Wire = read(text)?;
        if matches!(wire.op, AddOrRemove::Unknown(_)) {
            return Ok(None);
        }
        let user_id = wire
            .user_id
            .or(wire.user.map(|user| user.user_id))
            .ok_or_else(|| serde_json::Error::missing_field("user_id"))?;
        Ok(Some(Self {
            op: wire.op,
            message_id: wire.message_id,
            reaction: Reaction {
                emoji_name: wire.emoji_name,
                emoji_code: wire.emoji_code,
                reaction_type: wire.reaction_type,
                user_id,
            },
        }))
    }
}

/// A step of a widget.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SubmessageEvent {
    /// The widget's message.
    pub message_id: MessageId,
    /// The step.
    pub step: Submessage,
}

impl<'de> Deserialize<'de> for SubmessageEvent {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        struct Wire {
            message_id: MessageId,
            submessage_id: SubmessageId,
            sender_id: UserId,
            msg_type: Box<str>,
            content: Box<str>,
        }
        let wire = Wire::deserialize(deserializer)?;
        Ok(Self {
            message_id: wire.message_id,
            step: Submessage {
                id: wire.submessage_id,
                sender_id: wire.sender_id,
                msg_type: wire.msg_type,
                content: wire.content,
            },
        })
    }
}

//! Events about typing.

use serde::Deserialize;
use serde::de::Error;

use super::{Parsed, read};
use crate::api::ids::{ChannelId, MessageId, TopicName, UserId};
use crate::api::personal::TypingOp;

/// Where somebody types.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TypingTarget {
    /// In a topic.
    Topic(ChannelId, TopicName),
    /// In the direct message conversation of exactly these people.
    Dm(Vec<UserId>),
}

/// Somebody started or stopped typing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TypingEvent {
    /// Started or stopped.
    pub op: TypingOp,
    /// Who.
    pub sender: UserId,
    /// Where.
    pub target: TypingTarget,
}

#[derive(Deserialize)]
struct TypingPerson {
    user_id: UserId,
}

impl TypingEvent {
    pub(super) fn read(text: &str) -> Parsed<Self> {
        #[derive(Deserialize)]
        struct Wire {
            op: TypingOp,
            sender: TypingPerson,
            #[serde(default)]
            recipients: Option<Vec<TypingPerson>>,
            #[serde(default, alias = "channel_id")]
            stream_id: Option<ChannelId>,
            #[serde(default)]
            topic: Option<TopicName>,
        }
        let wire: Wire = read(text)?;
        if matches!(wire.op, TypingOp::Unknown(_)) {
            return Ok(None);
        }
        let target = match (wire.stream_id, wire.topic, wire.recipients) {
            (Some(channel), Some(topic), _) => TypingTarget::Topic(channel, topic),
            (Some(_), None, _) => return Err(serde_json::Error::missing_field("topic")),
            (None, _, Some(people)) => {
                TypingTarget::Dm(people.into_iter().map(|person| person.user_id).collect())
            }
            (None, _, None) => return Err(serde_json::Error::missing_field("recipients")),
        };
        Ok(Some(Self {
            op: wire.op,
            sender: wire.sender.user_id,
            target,
        }))
    }
}

/// Somebody started or stopped editing a message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TypingEditEvent {
    /// Started or stopped.
    pub op: TypingOp,
    /// Who.
    pub sender: UserId,
    /// Which message.
    pub message_id: MessageId,
    /// Where it lives.
    pub target: TypingTarget,
}

impl TypingEditEvent {
    pub(super) fn read(text: &str) -> Parsed<Self> {
        #[derive(Deserialize)]
        struct Recipient {
            #[serde(default, alias = "stream_id")]
            channel_id: Option<ChannelId>,
            #[serde(default)]
            topic: Option<TopicName>,
            #[serde(default)]
            user_ids: Option<Vec<UserId>>,
        }
        #[derive(Deserialize)]
        struct Wire {
            op: TypingOp,
            sender_id: UserId,
            message_id: MessageId,
            recipient: Recipient,
        }
        let wire: Wire = read(text)?;
        if matches!(wire.op, TypingOp::Unknown(_)) {
            return Ok(None);
        }
        let place = wire.recipient;
        let target = match (place.channel_id, place.topic, place.user_ids) {
            (Some(channel), Some(topic), _) => TypingTarget::Topic(channel, topic),
            (Some(_), None, _) => return Err(serde_json::Error::missing_field("topic")),
            (None, _, Some(people)) => TypingTarget::Dm(people),
            (None, _, None) => return Err(serde_json::Error::missing_field("user_ids")),
        };
        Ok(Some(Self {
            op: wire.op,
            sender: wire.sender_id,
            message_id: wire.message_id,
            target,
        }))
    }
}

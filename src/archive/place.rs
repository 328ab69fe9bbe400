//! Conversations and half-addressed messages as columns.

use serde::{Deserialize, Serialize};

use super::drafts::{DraftKey, Heading};
use super::error::ArchiveError;
use crate::api::conversation::{Conversation, DmKey};
use crate::api::ids::{ChannelId, TopicName, UserId};

/// A conversation as JSON, with the topic as written.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Stored {
    Topic { channel: u64, topic: String },
    Direct { people: Vec<u64> },
    New { number: u64 },
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum StoredHeading {
    Channel { channel: Option<u64>, topic: String },
    Direct { people: Vec<u64> },
}

fn conversation_stored(conversation: &Conversation) -> Stored {
    match conversation {
        Conversation::Topic { channel, topic } => Stored::Topic {
            channel: channel.0,
            topic: topic.as_str().to_owned(),
        },
        Conversation::Dm(key) => Stored::Direct {
            people: key.all().iter().map(|user| user.0).collect(),
        },
    }
}

fn text_of(value: &impl Serialize) -> String {
    // Numbers and strings always serialize.
    serde_json::to_string(value).unwrap_or_default()
}

fn unreadable(error: serde_json::Error) -> ArchiveError {
    ArchiveError::Internal(error.to_string())
}

pub(super) fn write(conversation: &Conversation) -> String {
    text_of(&conversation_stored(conversation))
}

pub(super) fn read(text: &str) -> Result<Conversation, ArchiveError> {
    match read_key(text)? {
        DraftKey::Conversation(conversation) => Ok(conversation),
        DraftKey::New(_) => Err(ArchiveError::Internal("no conversation".to_owned())),
    }
}

pub(super) fn write_key(key: &DraftKey) -> String {
    text_of(&match key {
        DraftKey::Conversation(conversation) => conversation_stored(conversation),
        DraftKey::New(number) => Stored::New { number: *number },
    })
}

pub(super) fn read_key(text: &str) -> Result<DraftKey, ArchiveError> {
    let people = |ids: Vec<u64>| DmKey::of_all(ids.into_iter().map(UserId));
    Ok(match serde_json::from_str(text).map_err(unreadable)? {
        Stored::Topic { channel, topic } => DraftKey::Conversation(Conversation::topic(
            ChannelId(channel),
            TopicName::from(topic),
        )),
        Stored::Direct { people: ids } => DraftKey::Conversation(Conversation::Dm(people(ids))),
        Stored::New { number } => DraftKey::New(number),
    })
}

/// The same for the same conversation, however its topic is written.
pub(super) fn identity(conversation: &Conversation) -> String {
    match conversation {
        Conversation::Topic { channel, topic } => format!("c{channel}:{}", topic.folded()),
        Conversation::Dm(_) => write(conversation),
    }
}

pub(super) fn key_identity(key: &DraftKey) -> String {
    match key {
        DraftKey::Conversation(conversation) => identity(conversation),
        DraftKey::New(number) => format!("new:{number}"),
    }
}

pub(super) fn write_heading(heading: &Heading) -> String {
    text_of(&match heading {
        Heading::Channel { channel, topic } => StoredHeading::Channel {
            channel: channel.map(|channel| channel.0),
            topic: topic.clone(),
        },
        Heading::Direct(people) => StoredHeading::Direct {
            people: people.iter().map(|user| user.0).collect(),
        },
    })
}

pub(super) fn read_heading(text: &str) -> Result<Heading, ArchiveError> {
    Ok(match serde_json::from_str(text).map_err(unreadable)? {
        StoredHeading::Channel { channel, topic } => Heading::Channel {
            channel: channel.map(ChannelId),
            topic,
        },
        StoredHeading::Direct { people } => {
            Heading::Direct(people.into_iter().map(UserId).collect())
        }
    })
}

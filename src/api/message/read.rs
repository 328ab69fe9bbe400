//! Reading a message from the wire.

use std::fmt;
use std::sync::Arc;

use serde::de::{IgnoredAny, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer};

use super::{Match, Message, MessagesPage, Reaction, Submessage, TopicLink, is_resolve_change};
use crate::api::conversation::{Conversation, DmKey};
use crate::api::flags::Flags;
use crate::api::ids::{ChannelId, MessageId, TopicName, UserId};
use crate::api::time::UnixSeconds;

/// The message as the wire has it. Fields that no one needs are skipped.
#[derive(Deserialize)]
struct WireMessage {
    id: MessageId,
    sender_id: UserId,
    sender_full_name: Arc<str>,
    #[serde(default = "no_text")]
    client: Arc<str>,
    timestamp: UnixSeconds,
    #[serde(rename = "type")]
    kind: MessageType,
    content: Arc<str>,
    #[serde(default)]
    display_recipient: DisplayRecipient,
    #[serde(default, alias = "channel_id")]
    stream_id: Option<ChannelId>,
    #[serde(default, alias = "topic")]
    subject: Option<TopicName>,
    #[serde(default)]
    topic_links: Box<[TopicLink]>,
    #[serde(default)]
    is_me_message: bool,
    #[serde(default)]
    reactions: Vec<Reaction>,
    #[serde(default)]
    submessages: Vec<Submessage>,
    #[serde(default)]
    edit_history: Option<Vec<EditHistoryEntry>>,
    #[serde(default)]
    last_edit_timestamp: Option<UnixSeconds>,
    #[serde(default)]
    last_moved_timestamp: Option<UnixSeconds>,
    #[serde(default)]
    flags: Flags,
    #[serde(default)]
    match_content: Option<Arc<str>>,
    #[serde(default)]
    match_subject: Option<Arc<str>>,
}

fn no_text() -> Arc<str> {
    Arc::from("")
}

/// What a message was sent to.
#[derive(Deserialize)]
enum MessageType {
    #[serde(rename = "stream", alias = "channel")]
    Channel,
    #[serde(rename = "private", alias = "direct")]
    Direct,
}

/// The people of a direct message; a channel's name is skipped, because it goes stale.
#[derive(Default)]
struct DisplayRecipient(Vec<UserId>);

impl<'de> Deserialize<'de> for DisplayRecipient {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        struct Person {
            id: UserId,
        }
        struct Recipients;
        impl<'de> Visitor<'de> for Recipients {
            type Value = DisplayRecipient;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a channel's name or a list of people")
            }
            fn visit_str<E>(self, _: &str) -> Result<DisplayRecipient, E> {
                Ok(DisplayRecipient::default())
            }
            fn visit_unit<E>(self) -> Result<DisplayRecipient, E> {
                Ok(DisplayRecipient::default())
            }
            fn visit_seq<A: SeqAccess<'de>>(
                self,
                mut seq: A,
            ) -> Result<DisplayRecipient, A::Error> {
                let mut people = Vec::new();
                while let Some(person) = seq.next_element::<Person>()? {
                    people.push(person.id);
                }
                Ok(DisplayRecipient(people))
            }
        }
        deserializer.deserialize_any(Recipients)
    }
}

/// One entry of `edit_history`; only whether content or place changed matters.
#[derive(Deserialize)]
struct EditHistoryEntry {
    timestamp: UnixSeconds,
    #[serde(default)]
    prev_content: Option<IgnoredAny>,
    #[serde(default)]
    prev_rendered_content: Option<IgnoredAny>,
    #[serde(default, alias = "prev_subject")]
    prev_topic: Option<TopicName>,
    #[serde(default)]
    topic: Option<TopicName>,
    #[serde(default)]
    prev_stream: Option<IgnoredAny>,
}

impl EditHistoryEntry {
    fn is_content(&self) -> bool {
        self.prev_content.is_some() || self.prev_rendered_content.is_some()
    }

    fn is_move(&self) -> bool {
        let renamed = match (&self.prev_topic, &self.topic) {
            (Some(from), Some(to)) => !is_resolve_change(from, to),
            (Some(_), None) => true,
            (None, _) => false,
        };
        renamed || self.prev_stream.is_some()
    }
}

/// When the content was last edited and the message last moved.
///
/// From feature level 365 the two timestamps say it. Before, `last_edit_timestamp` meant
/// either, and the history tells which.
fn edits(
    history: Option<&[EditHistoryEntry]>,
    edited: Option<UnixSeconds>,
    moved: Option<UnixSeconds>,
) -> (Option<UnixSeconds>, Option<UnixSeconds>) {
    let history = history.unwrap_or_default();
    let latest = |wanted: fn(&EditHistoryEntry) -> bool| {
        history
            .iter()
            .filter(|entry| wanted(entry))
            .map(|entry| entry.timestamp)
            .max()
    };
    let moved = moved.or_else(|| latest(EditHistoryEntry::is_move));
    let edited = edited.filter(|at| {
        let explained_by_other = history
            .iter()
            .any(|entry| entry.timestamp == *at && !entry.is_content());
        let is_content = history
            .iter()
            .any(|entry| entry.timestamp == *at && entry.is_content());
        is_content || !explained_by_other
    });
    (
        edited.or_else(|| latest(EditHistoryEntry::is_content)),
        moved,
    )
}

impl<'de> Deserialize<'de> for Message {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        message(WireMessage::deserialize(deserializer)?)
    }
}

fn message<E: serde::de::Error>(wire: WireMessage) -> Result<Message, E> {
    let conversation = match wire.kind {
        MessageType::Channel => Conversation::Topic {
            channel: wire
                .stream_id
                .ok_or_else(|| E::missing_field("stream_id"))?,
            topic: wire.subject.ok_or_else(|| E::missing_field("subject"))?,
        },
        MessageType::Direct => {
            if wire.display_recipient.0.is_empty() {
                return Err(E::missing_field("display_recipient"));
            }
            Conversation::Dm(DmKey::of_all(wire.display_recipient.0))
        }
    };
    let (last_edit, last_moved) = edits(
        wire.edit_history.as_deref(),
        wire.last_edit_timestamp,
        wire.last_moved_timestamp,
    );
    let mut submessages = wire.submessages;
    submessages.sort_by_key(|step| step.id);
    submessages.dedup_by_key(|step| step.id);
    Ok(Message {
        id: wire.id,
        conversation,
        sender_id: wire.sender_id,
        sender_full_name: wire.sender_full_name,
        timestamp: wire.timestamp,
        content: wire.content,
        is_me_message: wire.is_me_message,
        flags: wire.flags,
        reactions: wire.reactions,
        submessages,
        last_edit,
        last_moved,
        topic_links: wire.topic_links,
        client: wire.client,
    })
}

/// What a search found in a message stands inside of the message, but belongs to the page.
impl<'de> Deserialize<'de> for MessagesPage {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        struct WirePage {
            #[serde(default)]
            anchor: Option<u64>,
            #[serde(default)]
            found_anchor: bool,
            #[serde(default)]
            found_oldest: bool,
            #[serde(default)]
            found_newest: bool,
            #[serde(default)]
            history_limited: bool,
            messages: Vec<WireMessage>,
        }
        let wire = WirePage::deserialize(deserializer)?;
        let mut matches = Vec::new();
        let mut messages = Vec::with_capacity(wire.messages.len());
        for mut found in wire.messages {
            let content = found.match_content.take();
            if let Some((content, topic)) = content.zip(found.match_subject.take()) {
                matches.push((found.id, Match { content, topic }));
            }
            messages.push(message(found)?);
        }
        Ok(Self {
            anchor: wire.anchor,
            found_anchor: wire.found_anchor,
            found_oldest: wire.found_oldest,
            found_newest: wire.found_newest,
            history_limited: wire.history_limited,
            messages,
            matches,
        })
    }
}

//! What belongs to the user alone: topic policies, muted users, drafts, scheduled messages,
//! snippets, reminders, status, navigation views.

use serde::de::Error;
use serde::{Deserialize, Deserializer};

use super::ids::{
    ChannelId, DraftId, MessageId, ReminderId, ScheduledMessageId, SnippetId, TopicName, UserId,
};
use super::message::ReactionType;
use super::time::UnixSeconds;
use super::wire::{null_default, number_enum, word_enum};

number_enum! {
    /// How visible a topic is to the user. <https://zulip.com/api/update-user-topic>
    VisibilityPolicy: u16 {
        /// As its channel.
        Inherit = 0,
        /// Hidden.
        Muted = 1,
        /// Shown although its channel is muted.
        Unmuted = 2,
        /// Followed.
        Followed = 3,
    }
}

/// The policy of one topic.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct UserTopic {
    /// The channel.
    #[serde(rename = "stream_id", alias = "channel_id")]
    pub channel: ChannelId,
    /// The topic.
    #[serde(rename = "topic_name")]
    pub topic: TopicName,
    /// When it was set.
    #[serde(default)]
    pub last_updated: Option<UnixSeconds>,
    /// How visible the topic is.
    #[serde(rename = "visibility_policy")]
    pub policy: VisibilityPolicy,
}

/// Somebody whom the user muted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
pub struct MutedUser {
    /// Whom.
    pub id: UserId,
    /// Since when.
    #[serde(default)]
    pub timestamp: Option<UnixSeconds>,
}

/// Where something that is not yet sent shall go.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Destination {
    /// Not decided.
    Nowhere,
    /// A topic of a channel; the channel may be undecided.
    Topic(Option<ChannelId>, TopicName),
    /// These people: the others, or oneself.
    People(Vec<UserId>),
}

/// `to` on the wire: one id or a list of ids.
#[derive(Deserialize)]
#[serde(untagged)]
enum To {
    One(u64),
    Many(Vec<u64>),
}

impl Destination {
    fn read<E: Error>(kind: &str, to: Option<To>, topic: Option<TopicName>) -> Result<Self, E> {
        let ids = match to {
            Some(To::One(id)) => vec![id],
            Some(To::Many(ids)) => ids,
            None => Vec::new(),
        };
        Ok(match kind {
            "" => Self::Nowhere,
            "stream" | "channel" => Self::Topic(
                ids.first().copied().map(ChannelId),
                topic.unwrap_or_else(|| TopicName::new("")),
            ),
            "private" | "direct" => Self::People(ids.into_iter().map(UserId).collect()),
            other => {
                return Err(E::custom(format_args!(
                    "destination of unknown type {other:?}"
                )));
            }
        })
    }
}

/// A draft that the server keeps. <https://zulip.com/api/get-drafts>
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Draft {
    /// The id.
    pub id: DraftId,
    /// Where it shall go.
    pub to: Destination,
    /// What it says, as Markdown.
    pub content: Box<str>,
    /// When it was last changed.
    pub timestamp: UnixSeconds,
}

impl<'de> Deserialize<'de> for Draft {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        struct Wire {
            id: DraftId,
            #[serde(rename = "type")]
            kind: Box<str>,
            #[serde(default)]
            to: Option<To>,
            #[serde(default)]
            topic: Option<TopicName>,
            content: Box<str>,
            timestamp: UnixSeconds,
        }
        let wire = Wire::deserialize(deserializer)?;
        Ok(Self {
            id: wire.id,
            to: Destination::read(&wire.kind, wire.to, wire.topic)?,
            content: wire.content,
            timestamp: wire.timestamp,
        })
    }
}

/// A message to be sent later. <https://zulip.com/api/get-scheduled-messages>
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ScheduledMessage {
    /// The id.
    pub id: ScheduledMessageId,
    /// Where it shall go.
    pub to: Destination,
    /// What it says, as Markdown.
    pub content: Box<str>,
    /// The same as HTML.
    pub rendered_content: Box<str>,
    /// When it shall be sent.
    pub deliver_at: UnixSeconds,
    /// Whether sending failed: it needs a new time.
    pub failed: bool,
}

impl<'de> Deserialize<'de> for ScheduledMessage {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        struct Wire {
            scheduled_message_id: ScheduledMessageId,
            #[serde(rename = "type")]
            kind: Box<str>,
            to: To,
            #[serde(default)]
            topic: Option<TopicName>,
            content: Box<str>,
            #[serde(default, deserialize_with = "null_default")]
            rendered_content: Box<str>,
            scheduled_delivery_timestamp: UnixSeconds,
            #[serde(default)]
            failed: bool,
        }
        let wire = Wire::deserialize(deserializer)?;
        Ok(Self {
            id: wire.scheduled_message_id,
            to: Destination::read(&wire.kind, Some(wire.to), wire.topic)?,
            content: wire.content,
            rendered_content: wire.rendered_content,
            deliver_at: wire.scheduled_delivery_timestamp,
            failed: wire.failed,
        })
    }
}

/// A reminder about a message (feature level 399). <https://zulip.com/api/get-reminders>
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Reminder {
    /// The id.
    #[serde(rename = "reminder_id")]
    pub id: ReminderId,
    /// What it says, as Markdown.
    #[serde(default, deserialize_with = "null_default")]
    pub content: Box<str>,
    /// When it comes.
    #[serde(rename = "scheduled_delivery_timestamp")]
    pub deliver_at: UnixSeconds,
    /// The message that it is about.
    #[serde(rename = "reminder_target_message_id")]
    pub message: MessageId,
    /// Whether sending failed.
    #[serde(default)]
    pub failed: bool,
}

/// A text kept for reuse (feature level 297).
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct SavedSnippet {
    /// The id.
    pub id: SnippetId,
    /// Its name.
    pub title: Box<str>,
    /// The text, as Markdown.
    pub content: Box<str>,
    /// When it was made.
    #[serde(default)]
    pub date_created: Option<UnixSeconds>,
}

/// What somebody's status says. Empty parts are not set.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct UserStatus {
    /// The words.
    pub text: Box<str>,
    /// The emoji.
    pub emoji: Option<StatusEmoji>,
}

/// The emoji of a status.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StatusEmoji {
    /// Its name.
    pub name: Box<str>,
    /// Its code; what it means depends on the type.
    pub code: Box<str>,
    /// Where it comes from.
    pub reaction_type: ReactionType,
}

/// What a `user_status` event, or an entry of the snapshot, says: the parts that are present.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize)]
pub struct StatusUpdate {
    /// New words; empty clears.
    #[serde(default)]
    pub status_text: Option<Box<str>>,
    /// New emoji; empty clears.
    #[serde(default)]
    pub emoji_name: Option<Box<str>>,
    /// Its code.
    #[serde(default)]
    pub emoji_code: Option<Box<str>>,
    /// Where it comes from.
    #[serde(default)]
    pub reaction_type: Option<ReactionType>,
}

impl UserStatus {
    /// Takes over the parts that an update has.
    pub fn update(&mut self, update: StatusUpdate) {
        let StatusUpdate {
            status_text,
            emoji_name,
            emoji_code,
            reaction_type,
        } = update;
        if let Some(text) = status_text {
            self.text = text;
        }
        if let Some(name) = emoji_name {
            self.emoji = (!name.is_empty()).then(|| StatusEmoji {
                name,
                code: emoji_code.unwrap_or_default(),
                reaction_type: reaction_type.unwrap_or(ReactionType::Unicode),
            });
        }
    }

    /// Whether there is nothing to show.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.text.is_empty() && self.emoji.is_none()
    }
}

/// An entry at the top of the left side: a view of the server's or of one's own (level 390).
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct NavigationView {
    /// What follows `#` in its URL: its key.
    pub fragment: Box<str>,
    /// Whether it is always shown.
    pub is_pinned: bool,
    /// Its name, where it is one of one's own.
    #[serde(default)]
    pub name: Option<Box<str>>,
}

/// What a `navigation_view` event with `op: update` changes: the fields that are present.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize)]
pub struct NavigationViewUpdate {
    /// Whether it is always shown.
    #[serde(default)]
    pub is_pinned: Option<bool>,
    /// New name.
    #[serde(default)]
    pub name: Option<Box<str>>,
}

word_enum! {
    /// Start or stop.
    TypingOp {
        /// Somebody types.
        Start = "start",
        /// Somebody stopped.
        Stop = "stop",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn destinations_of_drafts_and_scheduled_messages() {
        let draft: Draft = serde_json::from_str(
            r#"{"id":5,"type":"stream","to":[38],"topic":"kiln","content":"x","timestamp":1}"#,
        )
        .unwrap();
        assert_eq!(
            draft.to,
            Destination::Topic(Some(ChannelId(38)), "kiln".into())
        );
        let draft: Draft = serde_json::from_str(
            r#"{"id":5,"type":"","to":[],"topic":"","content":"x","timestamp":1}"#,
        )
        .unwrap();
        assert_eq!(draft.to, Destination::Nowhere);
        let scheduled: ScheduledMessage = serde_json::from_str(
            r#"{"scheduled_message_id":1,"type":"direct","to":[4,5],"content":"x",
                "rendered_content":"<p>x</p>","scheduled_delivery_timestamp":9,"failed":false}"#,
        )
        .unwrap();
        assert_eq!(
            scheduled.to,
            Destination::People(vec![UserId(4), UserId(5)])
        );
    }

    #[test]
    fn a_status_keeps_what_an_update_leaves_out() {
        let mut status = UserStatus::default();
        let update = |text| serde_json::from_str::<StatusUpdate>(text).unwrap();
        status.update(update(
            r#"{"status_text":"at the kiln","emoji_name":"fire","emoji_code":"1f525",
                "reaction_type":"unicode_emoji"}"#,
        ));
        status.update(update(r#"{"status_text":"reading"}"#));
        assert_eq!(&*status.text, "reading");
        assert_eq!(&*status.emoji.as_ref().unwrap().name, "fire");
        status.update(update(
            r#"{"emoji_name":"","emoji_code":"","reaction_type":""}"#,
        ));
        status.update(update(r#"{"status_text":""}"#));
        assert!(status.is_empty());
    }
}

//! Messages as `GET /messages` and `message` events give them.
//!
//! <https://zulip.com/api/get-messages#response>

mod read;

use std::sync::Arc;

use serde::Deserialize;

use super::conversation::Conversation;
use super::flags::Flags;
use super::ids::{ChannelId, MessageId, RESOLVED_PREFIX, SubmessageId, TopicName, UserId};
use super::time::UnixSeconds;
use super::wire::word_enum;

/// A message.
#[derive(Debug, Clone, PartialEq)]
pub struct Message {
    /// Its id: messages are sorted by it.
    pub id: MessageId,
    /// Where it lives.
    pub conversation: Conversation,
    /// Who sent it. May be somebody the model does not know.
    pub sender_id: UserId,
    /// The sender's name when the server wrote it: the fallback for unknown senders.
    pub sender_full_name: Arc<str>,
    /// When it was sent.
    pub timestamp: UnixSeconds,
    /// The content as the server gave it: HTML, or Markdown where that was asked for.
    pub content: Arc<str>,
    /// Whether it starts with `/me `.
    pub is_me_message: bool,
    /// What the reader's flags say.
    pub flags: Flags,
    /// Reactions in the order in which they were made.
    pub reactions: Vec<Reaction>,
    /// A widget's start and the actions on it, in the order of their ids.
    pub submessages: Vec<Submessage>,
    /// When its content was last edited.
    pub last_edit: Option<UnixSeconds>,
    /// When it was last moved (resolving a topic is no move).
    pub last_moved: Option<UnixSeconds>,
    /// Links that the topic's linkifiers make: text and URL.
    pub topic_links: Box<[TopicLink]>,
    /// The name of the client that it was sent with.
    pub client: Arc<str>,
}

/// A link that a linkifier found in a topic's name.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct TopicLink {
    /// The part of the topic that it was found in.
    pub text: Box<str>,
    /// Where it leads.
    pub url: Box<str>,
}

word_enum! {
    /// Where a reaction's emoji comes from.
    ReactionType {
        /// Unicode; the code is hexadecimal code points joined by `-`.
        Unicode = "unicode_emoji",
        /// The organization's own; the code is its id.
        Realm = "realm_emoji",
        /// Zulip's own `:zulip:`.
        ZulipExtra = "zulip_extra_emoji",
    }
}

/// One person's reaction. Two are the same when type, code and person are: names may differ.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Reaction {
    /// The emoji's name at the time.
    pub emoji_name: Arc<str>,
    /// Its code; what it means depends on the type.
    pub emoji_code: Arc<str>,
    /// Where the emoji comes from.
    pub reaction_type: ReactionType,
    /// Who reacted.
    pub user_id: UserId,
}

impl Reaction {
    /// Whether both are the same reaction of the same person.
    #[must_use]
    pub fn is_same(&self, other: &Self) -> bool {
        self.user_id == other.user_id
            && self.emoji_code == other.emoji_code
            && self.reaction_type == other.reaction_type
    }
}

/// One step in the life of a widget (poll, to-do list).
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Submessage {
    /// Its id: steps are applied in this order.
    #[serde(alias = "submessage_id")]
    pub id: SubmessageId,
    /// Who made it.
    pub sender_id: UserId,
    /// Always `widget` so far.
    pub msg_type: Box<str>,
    /// JSON as text, unchecked: other clients wrote it.
    pub content: Box<str>,
}

impl Message {
    /// Whether it was sent to a channel.
    #[must_use]
    pub fn channel(&self) -> Option<ChannelId> {
        self.conversation.channel()
    }

    /// Adds a reaction at the end. One that is there already moves there: this copy of the message
    /// was ahead of the event, and in the end the order shall be that of the events. Whether it was
    /// not there.
    pub fn add_reaction(&mut self, reaction: Reaction) -> bool {
        let was_there = self.remove_reaction(&reaction);
        self.reactions.push(reaction);
        !was_there
    }

    /// Takes a reaction away. Whether it was there.
    pub fn remove_reaction(&mut self, reaction: &Reaction) -> bool {
        let before = self.reactions.len();
        self.reactions.retain(|other| !other.is_same(reaction));
        self.reactions.len() != before
    }

    /// Adds a submessage in its place unless it is there. Whether something changed.
    pub fn add_submessage(&mut self, step: Submessage) -> bool {
        match self
            .submessages
            .binary_search_by_key(&step.id, |other| other.id)
        {
            Ok(_) => false,
            Err(at) => {
                self.submessages.insert(at, step);
                true
            }
        }
    }
}

/// Whether a rename only set or took away the mark of a resolved topic.
#[must_use]
pub fn is_resolve_change(from: &TopicName, to: &TopicName) -> bool {
    let marked =
        |a: &TopicName, b: &TopicName| b.as_str().strip_prefix(RESOLVED_PREFIX) == Some(a.as_str());
    marked(from, to) || marked(to, from)
}

/// What a search found in a message: HTML in which hits are marked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Match {
    /// The content.
    pub content: Arc<str>,
    /// The topic, as HTML; empty in direct messages.
    pub topic: Arc<str>,
}

/// The reply to `GET /messages`. <https://zulip.com/api/get-messages>
#[derive(Debug, Clone, PartialEq)]
pub struct MessagesPage {
    /// The resolved anchor. 10^16 and more is the sentinel for "newest", no message's id.
    pub anchor: Option<u64>,
    /// Whether the anchor's own message is in the page.
    pub found_anchor: bool,
    /// Whether no older message matches.
    pub found_oldest: bool,
    /// Whether no newer message matches.
    pub found_newest: bool,
    /// Whether older messages are hidden by the organization's plan.
    pub history_limited: bool,
    /// The messages, ascending by id.
    pub messages: Vec<Message>,
    /// What a search found in them (`match_content`, `match_subject`).
    pub matches: Vec<(MessageId, Match)>,
}

impl MessagesPage {
    /// The id that an anchor resolved to, unless it is the sentinel of "newest".
    #[must_use]
    pub fn anchor_message(&self) -> Option<MessageId> {
        self.anchor
            .filter(|id| *id < 10_000_000_000_000_000)
            .map(MessageId)
    }
}

/// One topic of `GET /users/me/{stream_id}/topics`. <https://zulip.com/api/get-stream-topics>
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct TopicEntry {
    /// The topic's name as written.
    pub name: TopicName,
    /// The id of its newest message.
    pub max_id: MessageId,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::api::conversation::DmKey;

    const PLAIN: &str = r#"{"id":7,"sender_id":3,"sender_full_name":"Ben","client":"x",
        "timestamp":5,"content":"<p>hi</p>","is_me_message":false,"reactions":[],
        "submessages":[],"topic_links":[],"flags":["read"],"#;

    fn read(rest: &str) -> Result<Message, serde_json::Error> {
        serde_json::from_str(&format!("{PLAIN}{rest}}}"))
    }

    #[test]
    fn old_and_new_names_of_type_channel_and_topic_are_read() {
        let old = read(r#""type":"stream","display_recipient":"a","stream_id":4,"subject":"T""#);
        let new = read(r#""type":"channel","channel_id":4,"topic":"t""#);
        assert_eq!(old.unwrap().conversation, new.unwrap().conversation);
        let dm = r#""display_recipient":[{"id":9},{"id":3}],"subject":"""#;
        let old = read(&format!(r#""type":"private",{dm}"#)).unwrap();
        assert_eq!(
            old.conversation,
            Conversation::Dm(DmKey::of_all([UserId(3), UserId(9)]))
        );
        assert_eq!(read(&format!(r#""type":"direct",{dm}"#)).unwrap(), old);
    }

    #[test]
    fn what_the_server_promised_must_be_there() {
        assert!(read(r#""type":"stream","subject":"t""#).is_err());
        assert!(read(r#""type":"private","subject":"t","display_recipient":[]"#).is_err());
        assert!(read(r#""type":"smoke signal""#).is_err());
    }

    #[test]
    fn history_tells_edits_from_moves_on_old_servers() {
        let place = r#""type":"stream","stream_id":4,"subject":"t","#;
        let both = |rest: &str| {
            let message = read(&format!("{place}{rest}")).unwrap();
            (
                message.last_edit.map(|at| at.0),
                message.last_moved.map(|at| at.0),
            )
        };
        let moved = r#"{"timestamp":9,"prev_topic":"a","topic":"t"}"#;
        let edited = r#"{"timestamp":8,"prev_content":"a"}"#;
        let resolved = r#"{"timestamp":7,"prev_topic":"t","topic":"✔ t"}"#;
        let old = |history: &str, last| {
            both(&format!(
                r#""last_edit_timestamp":{last},"edit_history":[{history}]"#
            ))
        };
        assert_eq!(old(moved, 9), (None, Some(9)));
        assert_eq!(old(edited, 8), (Some(8), None));
        assert_eq!(old(&format!("{moved},{edited}"), 9), (Some(8), Some(9)));
        assert_eq!(old(resolved, 7), (None, None));
        assert_eq!(both(r#""last_edit_timestamp":8"#), (Some(8), None));
        assert_eq!(both(r#""last_moved_timestamp":9"#), (None, Some(9)));
        // The history may be hidden in part by `message_edit_history_visibility_policy`.
        let hidden =
            format!(r#""last_edit_timestamp":8,"last_moved_timestamp":9,"edit_history":[{moved}]"#);
        assert_eq!(both(&hidden), (Some(8), Some(9)));
    }

    #[test]
    fn a_reaction_is_the_same_by_type_code_and_person() {
        let mut message = read(r#""type":"stream","stream_id":4,"subject":"t""#).unwrap();
        let tada = Reaction {
            emoji_name: "tada".into(),
            emoji_code: "1f389".into(),
            reaction_type: ReactionType::Unicode,
            user_id: UserId(1),
        };
        let renamed = Reaction {
            emoji_name: "party".into(),
            ..tada.clone()
        };
        assert!(message.add_reaction(tada));
        assert!(!message.add_reaction(renamed.clone()));
        assert!(message.remove_reaction(&renamed) && message.reactions.is_empty());
    }

    #[test]
    fn what_a_search_found_belongs_to_the_page() {
        let place = r#""type":"stream","stream_id":4,"subject":"t","#;
        let hit =
            r#""match_content":"<p><span class=\"highlight\">hi</span></p>","match_subject":"t""#;
        let text = format!(r#"{{"messages":[{PLAIN}{place}{hit}}}]}}"#);
        let page: MessagesPage = serde_json::from_str(&text).unwrap();
        assert_eq!(page.matches[0].0, page.messages[0].id);
        assert_eq!(&*page.matches[0].1.topic, "t");
        assert_eq!(&*page.messages[0].content, "<p>hi</p>");
    }

    #[test]
    fn the_anchor_sentinel_is_no_message() {
        let page: MessagesPage =
            serde_json::from_str(r#"{"anchor":10000000000000000,"messages":[]}"#).unwrap();
        assert_eq!(page.anchor_message(), None);
    }
}

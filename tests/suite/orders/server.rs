//! A tiny Zulip server for one person (Ada, 6), written without the program's own model: plain
//! lists, every question answered by looking at everything.

use std::collections::{BTreeMap, BTreeSet};

use lazuli::api::ids::ChannelId;
use lazuli::api::narrow::{ChannelOperand, IsOperand, Narrow, Operator, PersonOperand};
use lazuli::model::{Anchor, FetchRequest};
use serde_json::{Value, json};

pub const ADA: u64 = 6;
/// `workshop`, the muted `firehose`, and `elsewhere`, which Ada is not in at first.
pub const CHANNELS: [u64; 3] = [1, 2, 3];
pub const TOPICS: [&str; 5] = ["kiln", "Kiln", "✔ kiln", "glaze", "lunch"];
/// The server gives at most so many messages on a side, so that few messages make many pages.
const SIDE: u32 = 4;

#[derive(Clone, PartialEq)]
pub enum Place {
    Topic(u64, String),
    /// Everybody, Ada included, ascending.
    Dm(Vec<u64>),
}

#[derive(Clone, Copy, PartialEq)]
pub enum Mention {
    No,
    Direct,
    Everybody,
}

#[derive(Clone)]
pub struct Stored {
    pub place: Place,
    pub sender: u64,
    pub content: String,
    pub read: bool,
    pub starred: bool,
    pub mention: Mention,
    /// Whether Ada got it when it was sent.
    pub got: bool,
    pub reactions: Vec<u64>,
    pub edited: Option<u64>,
    pub moved: Option<u64>,
}

pub struct Server {
    pub messages: BTreeMap<u64, Stored>,
    pub subscribed: BTreeSet<u64>,
    pub muted_channels: BTreeSet<u64>,
    pub policies: BTreeMap<(u64, String), (String, u64)>,
    pub muted_users: BTreeSet<u64>,
    /// Everything that Ada's queue ever got.
    pub events: Vec<Value>,
    pub next_id: u64,
    pub clock: u64,
}

impl Server {
    pub fn new() -> Self {
        Self {
            messages: BTreeMap::new(),
            subscribed: BTreeSet::from([1, 2]),
            muted_channels: BTreeSet::from([2]),
            policies: BTreeMap::new(),
            muted_users: BTreeSet::new(),
            events: Vec::new(),
            next_id: 100,
            clock: 1_000,
        }
    }

    pub fn tell(&mut self, mut event: Value) {
        event["id"] = json!(self.events.len());
        self.events.push(event);
    }

    /// Whether events come for what happens there.
    pub fn is_live(&self, place: &Place) -> bool {
        match place {
            Place::Topic(channel, _) => self.subscribed.contains(channel),
            Place::Dm(_) => true,
        }
    }

    pub fn policy(&self, channel: u64, topic: &str) -> u64 {
        self.policies
            .get(&(channel, topic.to_lowercase()))
            .map_or(0, |row| row.1)
    }

    fn counts(&self, place: &Place) -> bool {
        match place {
            Place::Topic(channel, topic) => match self.policy(*channel, topic) {
                1 => false,
                2 | 3 => true,
                _ => !self.muted_channels.contains(channel),
            },
            Place::Dm(_) => true,
        }
    }

    fn is_dm_muted(&self, people: &[u64]) -> bool {
        let mut others = people.iter().filter(|user| **user != ADA).peekable();
        others.peek().is_some() && others.all(|user| self.muted_users.contains(user))
    }

    /// Whether a message is shown where this narrow is.
    pub fn shows(&self, narrow: &Narrow, message: &Stored) -> bool {
        let in_channel =
            matches!(&narrow.0[..], [term] if matches!(term.operator, Operator::Channel(_)));
        let in_topic = narrow
            .0
            .iter()
            .any(|term| matches!(term.operator, Operator::Topic(_)));
        let in_dm = narrow
            .0
            .iter()
            .any(|term| matches!(term.operator, Operator::Dm(_)));
        let starred = narrow
            .0
            .iter()
            .any(|term| term.operator == Operator::Is(IsOperand::Starred));
        if in_topic || in_dm || starred {
            return true;
        }
        match &message.place {
            Place::Dm(people) => !self.is_dm_muted(people),
            Place::Topic(channel, topic) if in_channel => self.policy(*channel, topic) != 1,
            Place::Topic(channel, _) if narrow.0.is_empty() => {
                self.counts(&message.place)
                    && (self.subscribed.contains(channel) || {
                        let Place::Topic(channel, topic) = &message.place else {
                            return true;
                        };
                        self.policy(*channel, topic) > 1
                    })
            }
            Place::Topic(..) => true,
        }
    }

    /// Whether a narrow finds a message.
    pub fn finds(&self, narrow: &Narrow, message: &Stored) -> bool {
        let by_channel = narrow
            .0
            .iter()
            .any(|term| matches!(term.operator, Operator::Channel(_)));
        (by_channel || message.got) && narrow.0.iter().all(|term| holds(&term.operator, message))
    }

    pub fn found(&self, narrow: &Narrow) -> Vec<u64> {
        let found = self
            .messages
            .iter()
            .filter(|(_, message)| self.finds(narrow, message));
        found.map(|(id, _)| *id).collect()
    }

    pub fn message(&self, id: u64) -> Value {
        let message = &self.messages[&id];
        let mut json = json!({
            "id": id, "sender_id": message.sender, "sender_full_name": format!("Person {}", message.sender),
            "client": "x", "timestamp": id, "content": message.content, "is_me_message": false,
            "topic_links": [], "submessages": [], "flags": self.flags(message),
            "reactions": message.reactions.iter().map(|user| json!({"user_id": user, "emoji_name": "tada",
                "emoji_code": "1f389", "reaction_type": "unicode_emoji"})).collect::<Vec<_>>(),
        });
        match &message.place {
            Place::Topic(channel, topic) => {
                json["type"] = json!("stream");
                json["stream_id"] = json!(channel);
                json["subject"] = json!(topic);
                json["display_recipient"] = json!("x");
            }
            Place::Dm(people) => {
                json["type"] = json!("private");
                json["subject"] = json!("");
                json["display_recipient"] = people.iter().map(|id| json!({"id": id})).collect();
            }
        }
        if let Some(at) = message.edited {
            json["last_edit_timestamp"] = json!(at);
        }
        if let Some(at) = message.moved {
            json["last_moved_timestamp"] = json!(at);
        }
        json
    }

    pub fn flags(&self, message: &Stored) -> Vec<&'static str> {
        let mut flags = Vec::new();
        if message.read {
            flags.push("read");
        }
        if message.starred {
            flags.push("starred");
        }
        match message.mention {
            Mention::No => {}
            Mention::Direct => flags.push("mentioned"),
            Mention::Everybody => flags.push("stream_wildcard_mentioned"),
        }
        if !message.got {
            flags.push("historical");
        }
        flags
    }

    /// `with` puts the conversation that a message is in now in place of the one named.
    fn resolved(&self, narrow: &Narrow) -> Narrow {
        let with = narrow.0.iter().find_map(|term| match term.operator {
            Operator::With(id) => Some(id),
            _ => None,
        });
        let mut rest = narrow.clone();
        rest.0
            .retain(|term| !matches!(term.operator, Operator::With(_)));
        match with
            .and_then(|id| self.messages.get(&id.0))
            .map(|m| &m.place)
        {
            Some(Place::Topic(channel, topic)) => {
                Narrow::topic(ChannelId(*channel), topic.as_str().into())
            }
            Some(Place::Dm(_)) | None => rest,
        }
    }

    /// Answers `GET /messages`.
    pub fn page(&self, request: &FetchRequest) -> Value {
        let narrow = self.resolved(&request.narrow);
        let found = self.found(&narrow);
        let end = 10_000_000_000_000_000;
        let anchor = match request.anchor {
            Anchor::Newest => end,
            Anchor::Oldest => 0,
            Anchor::Message(id) => id.0,
            Anchor::FirstUnread => {
                let is_first = |id: &&u64| {
                    let message = &self.messages[id];
                    !message.read && self.counts(&message.place)
                };
                found.iter().find(is_first).copied().unwrap_or(end)
            }
        };
        let (num_before, num_after) = (request.num_before.min(SIDE), request.num_after.min(SIDE));
        let before: Vec<u64> = found.iter().copied().filter(|id| *id < anchor).collect();
        let after: Vec<u64> = found.iter().copied().filter(|id| *id > anchor).collect();
        let before = &before[before.len() - before.len().min(num_before as usize)..];
        let after = &after[..after.len().min(num_after as usize)];
        let here = found.contains(&anchor) && request.include_anchor;
        let ids = before
            .iter()
            .copied()
            .chain(here.then_some(anchor))
            .chain(after.iter().copied());
        json!({
            "anchor": anchor, "found_anchor": here, "history_limited": false,
            "found_oldest": anchor == 0 || before.len() < num_before as usize,
            "found_newest": anchor == end || after.len() < num_after as usize,
            "messages": ids.map(|id| self.message(id)).collect::<Vec<_>>(),
        })
    }

    /// Answers `POST /register`.
    pub fn register(&self) -> Value {
        let unread: Vec<(&u64, &Stored)> = self
            .messages
            .iter()
            .filter(|(_, message)| !message.read && message.got && self.is_live(&message.place))
            .collect();
        let mut topics: BTreeMap<(u64, String), Vec<u64>> = BTreeMap::new();
        let mut dms: BTreeMap<Vec<u64>, Vec<u64>> = BTreeMap::new();
        for (id, message) in &unread {
            match &message.place {
                // Older servers list topics by their case, too.
                Place::Topic(channel, topic) => topics
                    .entry((*channel, topic.clone()))
                    .or_default()
                    .push(**id),
                Place::Dm(people) => dms.entry(people.clone()).or_default().push(**id),
            }
        }
        let mentions = unread.iter().filter(|(_, message)| match message.mention {
            Mention::No => false,
            Mention::Direct => true,
            Mention::Everybody => self.counts(&message.place),
        });
        let mentions: Vec<u64> = mentions.map(|(id, _)| **id).collect();
        let count = unread
            .iter()
            .filter(|(_, message)| self.counts(&message.place))
            .count();
        let other = |people: &[u64]| people.iter().copied().find(|id| *id != ADA).unwrap_or(ADA);
        let channel = |id: &u64| {
            json!({"stream_id": id, "name": format!("channel {id}"), "color": "#112233",
                                        "is_muted": self.muted_channels.contains(id)})
        };
        let (inside, outside): (Vec<u64>, Vec<u64>) =
            CHANNELS.iter().partition(|id| self.subscribed.contains(id));
        let mut newest: BTreeMap<Vec<u64>, u64> = BTreeMap::new();
        for (id, message) in &self.messages {
            if let Place::Dm(people) = &message.place {
                newest.insert(
                    people.iter().copied().filter(|user| *user != ADA).collect(),
                    *id,
                );
            }
        }
        json!({
            "queue_id": "q", "last_event_id": -1, "zulip_version": "11.0", "zulip_merge_base": "",
            "zulip_feature_level": 421, "user_id": ADA, "realm_users": [],
            "subscriptions": inside.iter().map(channel).collect::<Vec<_>>(),
            "unsubscribed": outside.iter().map(channel).collect::<Vec<_>>(),
            "never_subscribed": [], "muted_users": self.muted(), "user_settings": {},
            "user_topics": self.policies.iter().map(|((channel, _), (topic, policy))| json!({
                "stream_id": channel, "topic_name": topic, "last_updated": 1,
                "visibility_policy": policy})).collect::<Vec<_>>(),
            "starred_messages": self.messages.iter().filter(|(_, message)| message.starred)
                .map(|(id, _)| id).collect::<Vec<_>>(),
            "recent_private_conversations": newest.iter()
                .map(|(people, id)| json!({"user_ids": people, "max_message_id": id})).collect::<Vec<_>>(),
            "unread_msgs": {
                "count": count, "mentions": mentions, "old_unreads_missing": false,
                "streams": topics.iter().map(|((channel, topic), ids)| json!({"stream_id": channel,
                    "topic": topic, "unread_message_ids": ids})).collect::<Vec<_>>(),
                "pms": dms.iter().filter(|(people, _)| people.len() < 3)
                    .map(|(people, ids)| json!({"other_user_id": other(people), "unread_message_ids": ids}))
                    .collect::<Vec<_>>(),
                "huddles": dms.iter().filter(|(people, _)| people.len() > 2)
                    .map(|(people, ids)| json!({"unread_message_ids": ids, "user_ids_string":
                        people.iter().map(u64::to_string).collect::<Vec<_>>().join(",")}))
                    .collect::<Vec<_>>(),
            },
        })
    }

    pub fn muted(&self) -> Vec<Value> {
        self.muted_users
            .iter()
            .map(|id| json!({"id": id, "timestamp": 1}))
            .collect()
    }
}

fn holds(operator: &Operator, message: &Stored) -> bool {
    match (operator, &message.place) {
        (Operator::Channel(ChannelOperand::Id(id)), Place::Topic(channel, _)) => id.0 == *channel,
        (Operator::Topic(name), Place::Topic(_, topic)) => {
            name.as_str().to_lowercase() == topic.to_lowercase()
        }
        (Operator::Dm(people), Place::Dm(all)) => {
            let mut wanted: Vec<u64> = people
                .iter()
                .map(|person| match person {
                    PersonOperand::Id(id) => id.0,
                    PersonOperand::Email(_) => unreachable!("no addresses here"),
                })
                .collect();
            wanted.push(ADA);
            wanted.sort_unstable();
            wanted.dedup();
            wanted == *all
        }
        (Operator::Is(IsOperand::Dm), place) => matches!(place, Place::Dm(_)),
        (Operator::Is(IsOperand::Starred), _) => message.starred,
        (Operator::Is(IsOperand::Mentioned), _) => message.mention != Mention::No,
        (Operator::Is(IsOperand::Unread), _) => !message.read,
        (Operator::Search(words), _) => message.content.contains(&**words),
        (Operator::Channel(_) | Operator::Topic(_) | Operator::Dm(_), _) => false,
        (other, _) => unreachable!("not asked in these tests: {other:?}"),
    }
}

//! A tiny Zulip server for one person (Ada, 6), written without the program's own model: plain
//! lists, every question answered by looking at everything.

use std::collections::{BTreeMap, BTreeSet};

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
    next_id: u64,
    clock: u64,
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

    fn tell(&mut self, mut event: Value) {
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

    fn flags(&self, message: &Stored) -> Vec<&'static str> {
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

    /// Answers `GET /messages`.
    pub fn page(&self, request: &FetchRequest) -> Value {
        let found = self.found(&request.narrow);
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

    fn muted(&self) -> Vec<Value> {
        self.muted_users
            .iter()
            .map(|id| json!({"id": id, "timestamp": 1}))
            .collect()
    }

    fn now(&mut self) -> u64 {
        self.clock += 1;
        self.clock
    }

    pub fn send(&mut self, place: Place, sender: u64, words: &str, mention: Mention) {
        let id = self.next_id;
        self.next_id += 1 + u64::from(words.len() % 2 == 0);
        let got = self.is_live(&place);
        let muted = self.muted_users.contains(&sender);
        let message = Stored {
            place,
            sender,
            content: format!("<p>{words}</p>"),
            read: sender == ADA || muted || !got,
            starred: false,
            mention: if got { mention } else { Mention::No },
            got,
            reactions: Vec::new(),
            edited: None,
            moved: None,
        };
        let flags = self.flags(&message);
        self.messages.insert(id, message);
        if got {
            let mut json = self.message(id);
            json.as_object_mut().unwrap().remove("flags");
            self.tell(json!({"type": "message", "message": json, "flags": flags}));
        }
    }

    /// The messages that things can happen to: those that events come for.
    fn live_ids(&self) -> Vec<u64> {
        let live = self
            .messages
            .iter()
            .filter(|(_, message)| self.is_live(&message.place));
        live.map(|(id, _)| *id).collect()
    }

    pub fn pick(&self, dice: usize) -> Option<u64> {
        let ids = self.live_ids();
        (!ids.is_empty()).then(|| ids[dice % ids.len()])
    }

    pub fn edit(&mut self, id: u64, words: &str, mention: Mention, rendering_only: bool) {
        let now = self.now();
        let Some(message) = self.messages.get_mut(&id) else {
            return;
        };
        message.content = format!("<p>{words}</p>");
        if !rendering_only {
            message.edited = Some(now);
            if message.got {
                message.mention = mention;
            }
        }
        let message = message.clone();
        self.tell(json!({
            "type": "update_message", "user_id": if rendering_only { Value::Null } else { json!(7) },
            "rendering_only": rendering_only, "message_id": id, "message_ids": [id],
            "flags": self.flags(&message), "edit_timestamp": now, "rendered_content": message.content,
            "content": words, "orig_content": "x", "is_me_message": false,
        }));
    }

    pub fn shift(&mut self, id: u64, to: (u64, &str), mode: &str) {
        let now = self.now();
        let Place::Topic(channel, topic) = self.messages[&id].place.clone() else {
            return;
        };
        if (channel, topic.as_str()) == to {
            return;
        }
        let in_topic = |other: &Stored| matches!(&other.place, Place::Topic(at, name) if *at == channel && name.to_lowercase() == topic.to_lowercase());
        let is_meant = |other: u64, message: &Stored| match mode {
            "change_one" => other == id,
            "change_later" => other >= id && in_topic(message),
            _ => in_topic(message),
        };
        let ids: Vec<u64> = self
            .messages
            .iter()
            .filter(|(other, message)| is_meant(**other, message))
            .map(|(id, _)| *id)
            .collect();
        let is_resolve =
            channel == to.0 && (format!("✔ {topic}") == to.1 || topic == format!("✔ {}", to.1));
        let leaves = !self.subscribed.contains(&to.0);
        let mut read = Vec::new();
        for id in &ids {
            let message = self.messages.get_mut(id).unwrap();
            message.place = Place::Topic(to.0, to.1.to_owned());
            if !is_resolve {
                message.moved = Some(now);
            }
            if leaves && !message.read {
                message.read = true;
                read.push(*id);
            }
        }
        let flags = self.flags(&self.messages[&id]);
        let mut event = json!({
            "type": "update_message", "user_id": 7, "rendering_only": false, "message_id": id,
            "message_ids": ids, "flags": flags, "edit_timestamp": now, "stream_id": channel,
            "orig_subject": topic, "propagate_mode": mode, "topic_links": [],
        });
        if to.0 != channel {
            event["new_stream_id"] = json!(to.0);
        }
        if to.1 != topic {
            event["subject"] = json!(to.1);
        }
        self.tell(event);
        self.tell_read(read);
    }

    fn tell_read(&mut self, ids: Vec<u64>) {
        if !ids.is_empty() {
            self.tell(
                json!({"type": "update_message_flags", "op": "add", "flag": "read",
                             "messages": ids, "all": false}),
            );
        }
    }

    pub fn delete(&mut self, id: u64) {
        let Some(message) = self.messages.remove(&id) else {
            return;
        };
        let mut event = json!({"type": "delete_message", "message_ids": [id]});
        match message.place {
            Place::Topic(channel, topic) => {
                event["message_type"] = json!("stream");
                event["stream_id"] = json!(channel);
                event["topic"] = json!(topic);
            }
            Place::Dm(_) => event["message_type"] = json!("private"),
        }
        self.tell(event);
    }

    pub fn read(&mut self, ids: &[u64]) {
        let ids: Vec<u64> = ids
            .iter()
            .copied()
            .filter(|id| self.messages.contains_key(id))
            .collect();
        for id in &ids {
            self.messages.get_mut(id).unwrap().read = true;
        }
        self.tell_read(ids);
    }

    pub fn read_all(&mut self) {
        for message in self.messages.values_mut() {
            message.read = true;
        }
        self.tell(
            json!({"type": "update_message_flags", "op": "add", "flag": "read", "messages": [],
                         "all": true}),
        );
    }

    pub fn unread(&mut self, id: u64) {
        let Some(message) = self
            .messages
            .get_mut(&id)
            .filter(|message| message.got && message.read)
        else {
            return;
        };
        message.read = false;
        let message = message.clone();
        let mut detail = match &message.place {
            Place::Topic(channel, topic) => {
                json!({"type": "stream", "stream_id": channel, "topic": topic})
            }
            Place::Dm(people) => json!({"type": "private",
                "user_ids": people.iter().filter(|id| **id != ADA).collect::<Vec<_>>()}),
        };
        if message.mention != Mention::No {
            detail["mentioned"] = json!(true);
        }
        let mut event = json!({"type": "update_message_flags", "op": "remove", "flag": "read",
                               "messages": [id], "all": false, "message_details": {}});
        event["message_details"][id.to_string()] = detail;
        self.tell(event);
    }

    pub fn star(&mut self, id: u64) {
        let Some(message) = self.messages.get_mut(&id).filter(|message| message.got) else {
            return;
        };
        message.starred = !message.starred;
        let op = if message.starred { "add" } else { "remove" };
        self.tell(
            json!({"type": "update_message_flags", "op": op, "flag": "starred", "messages": [id],
                         "all": false}),
        );
    }

    pub fn react(&mut self, id: u64, user: u64) {
        let Some(message) = self.messages.get_mut(&id) else {
            return;
        };
        let op = if message.reactions.contains(&user) {
            message.reactions.retain(|other| *other != user);
            "remove"
        } else {
            message.reactions.push(user);
            "add"
        };
        self.tell(json!({"type": "reaction", "op": op, "message_id": id, "user_id": user,
                         "emoji_name": "tada", "emoji_code": "1f389", "reaction_type": "unicode_emoji"}));
    }

    pub fn set_policy(&mut self, channel: u64, topic: &str, policy: u64) {
        let key = (channel, topic.to_lowercase());
        if policy == 0 {
            self.policies.remove(&key);
        } else {
            self.policies.insert(key, (topic.to_owned(), policy));
        }
        self.tell(
            json!({"type": "user_topic", "stream_id": channel, "topic_name": topic,
                         "last_updated": 1, "visibility_policy": policy}),
        );
    }

    pub fn mute_channel(&mut self, channel: u64) {
        if !self.subscribed.contains(&channel) {
            return;
        }
        let muted = self.muted_channels.insert(channel) || !self.muted_channels.remove(&channel);
        self.tell(
            json!({"type": "subscription", "op": "update", "stream_id": channel,
                         "property": "is_muted", "value": muted}),
        );
    }

    pub fn mute_user(&mut self, user: u64) {
        if !self.muted_users.remove(&user) {
            self.muted_users.insert(user);
        }
        let muted = self.muted();
        self.tell(json!({"type": "muted_users", "muted_users": muted}));
        if self.muted_users.contains(&user) {
            let is_theirs = |message: &&Stored| message.sender == user && !message.read;
            let ids: Vec<u64> = self
                .messages
                .iter()
                .filter(|(_, m)| is_theirs(m))
                .map(|(id, _)| *id)
                .collect();
            self.read(&ids);
        }
    }

    pub fn subscribe(&mut self, channel: u64) {
        if self.subscribed.remove(&channel) {
            self.tell(json!({"type": "subscription", "op": "remove",
                             "subscriptions": [{"stream_id": channel, "name": "x"}]}));
            let is_there = |message: &&Stored| {
                !message.read && matches!(message.place, Place::Topic(at, _) if at == channel)
            };
            let ids: Vec<u64> = self
                .messages
                .iter()
                .filter(|(_, m)| is_there(m))
                .map(|(id, _)| *id)
                .collect();
            self.read(&ids);
        } else {
            self.subscribed.insert(channel);
            let muted = self.muted_channels.contains(&channel);
            self.tell(
                json!({"type": "subscription", "op": "add", "subscriptions": [
                {"stream_id": channel, "name": format!("channel {channel}"), "color": "#112233",
                 "is_muted": muted}]}),
            );
        }
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

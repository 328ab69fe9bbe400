//! Unread messages: ids by conversation, and which of them mention oneself.
//!
//! They do not depend on messages being held: events name messages that nobody fetched.
//! The rules are the server's; where a fresh register reply would say something that no event
//! says (unread messages of channels that one left), the events that imply it are used.

use std::collections::HashMap;

use super::hash::IdMap;
use crate::api::conversation::{Conversation, DmKey};
use crate::api::flags::Flags;
use crate::api::ids::{ChannelId, MessageId, TopicName, UserId};
use crate::api::unread::UnreadMessages;

/// In which way an unread message mentions oneself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MentionKind {
    /// By name, or by a group: counts everywhere.
    Direct,
    /// As everybody: counts while its topic is not muted.
    Wildcard,
    /// The server did not say which.
    Unsaid,
}

impl MentionKind {
    /// What the flags of a message say.
    #[must_use]
    pub fn of(flags: &Flags) -> Option<Self> {
        if flags.is_direct_mention() {
            Some(Self::Direct)
        } else if flags.is_wildcard_mention() {
            Some(Self::Wildcard)
        } else {
            None
        }
    }
}

/// All unread messages.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Unreads {
    places: IdMap<MessageId, Conversation>,
    topics: IdMap<ChannelId, HashMap<TopicName, Vec<MessageId>>>,
    dms: HashMap<DmKey, Vec<MessageId>>,
    mentions: IdMap<MessageId, MentionKind>,
    old_missing: bool,
}

impl Unreads {
    pub(super) fn new(snapshot: UnreadMessages, me: UserId) -> Self {
        let mut unreads = Self {
            old_missing: snapshot.old_unreads_missing,
            ..Self::default()
        };
        let topics = snapshot.streams.into_iter().map(|entry| {
            (
                Conversation::topic(entry.channel, entry.topic),
                entry.unread_message_ids,
            )
        });
        let dms = snapshot.pms.into_iter().map(|entry| {
            (
                Conversation::Dm(DmKey::new([entry.other_user_id], me)),
                entry.unread_message_ids,
            )
        });
        let groups = snapshot
            .huddles
            .into_iter()
            .map(|entry| (Conversation::Dm(entry.people), entry.unread_message_ids));
        for (place, ids) in topics.chain(dms).chain(groups) {
            for id in ids {
                unreads.insert(id, place.clone());
            }
        }
        for id in snapshot.mentions {
            if unreads.places.contains_key(&id) {
                unreads.mentions.insert(id, MentionKind::Unsaid);
            }
        }
        unreads
    }

    /// Whether there are unread messages that the server did not list: then a message that is
    /// not listed here may be unread all the same.
    #[must_use]
    pub fn old_missing(&self) -> bool {
        self.old_missing
    }

    /// How many are listed, muted places included.
    #[must_use]
    pub fn len(&self) -> usize {
        self.places.len()
    }

    /// Whether none is listed.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.places.is_empty()
    }

    /// Whether a message is listed as unread.
    #[must_use]
    pub fn contains(&self, id: MessageId) -> bool {
        self.places.contains_key(&id)
    }

    /// Where an unread message lives.
    #[must_use]
    pub fn place(&self, id: MessageId) -> Option<&Conversation> {
        self.places.get(&id)
    }

    /// The unread messages of a conversation, ascending.
    #[must_use]
    pub fn of(&self, place: &Conversation) -> &[MessageId] {
        match place {
            Conversation::Topic { channel, topic } => self.of_topic(*channel, topic),
            Conversation::Dm(key) => self.of_dm(key),
        }
    }

    /// The unread messages of a topic, ascending.
    #[must_use]
    pub fn of_topic(&self, channel: ChannelId, topic: &TopicName) -> &[MessageId] {
        let ids = self
            .topics
            .get(&channel)
            .and_then(|topics| topics.get(topic));
        ids.map_or(&[], Vec::as_slice)
    }

    /// The unread messages of a direct message conversation, ascending.
    #[must_use]
    pub fn of_dm(&self, key: &DmKey) -> &[MessageId] {
        self.dms.get(key).map_or(&[], Vec::as_slice)
    }

    /// The topics of a channel that have unread messages, in no order; ids ascend.
    pub fn topics(&self, channel: ChannelId) -> impl Iterator<Item = (&TopicName, &[MessageId])> {
        self.topics
            .get(&channel)
            .into_iter()
            .flatten()
            .map(|(topic, ids)| (topic, ids.as_slice()))
    }

    /// The channels that have unread messages, in no order.
    pub fn channels(&self) -> impl Iterator<Item = ChannelId> {
        self.topics.keys().copied()
    }

    /// The direct message conversations that have unread messages, in no order; ids ascend.
    pub fn dms(&self) -> impl Iterator<Item = (&DmKey, &[MessageId])> {
        self.dms.iter().map(|(key, ids)| (key, ids.as_slice()))
    }

    /// In which way an unread message mentions oneself.
    #[must_use]
    pub fn mention(&self, id: MessageId) -> Option<MentionKind> {
        self.mentions.get(&id).copied()
    }

    /// All unread messages that mention oneself, in no order, muted places included.
    pub fn mentions(&self) -> impl Iterator<Item = (MessageId, MentionKind)> {
        self.mentions.iter().map(|(id, kind)| (*id, *kind))
    }

    fn ids_mut(&mut self, place: &Conversation) -> &mut Vec<MessageId> {
        match place {
            Conversation::Topic { channel, topic } => self
                .topics
                .entry(*channel)
                .or_default()
                .entry(topic.clone())
                .or_default(),
            Conversation::Dm(key) => self.dms.entry(key.clone()).or_default(),
        }
    }

    /// Makes a message unread. Whether it was not.
    pub(super) fn insert(&mut self, id: MessageId, place: Conversation) -> bool {
        if let Some(old) = self.places.get(&id) {
            if *old == place {
                return false;
            }
            self.remove(id);
        }
        let ids = self.ids_mut(&place);
        match ids.last() {
            Some(last) if *last >= id => {
                if let Err(at) = ids.binary_search(&id) {
                    ids.insert(at, id);
                }
            }
            Some(_) | None => ids.push(id),
        }
        self.places.insert(id, place);
        true
    }

    /// Sets in which way an unread message mentions oneself. Whether something changed.
    pub(super) fn set_mention(&mut self, id: MessageId, kind: Option<MentionKind>) -> bool {
        if !self.contains(id) {
            return false;
        }
        let old = match kind {
            Some(kind) => self.mentions.insert(id, kind),
            None => self.mentions.remove(&id),
        };
        old != kind
    }

    /// A message is read or gone. Whether it was unread.
    pub(super) fn remove(&mut self, id: MessageId) -> bool {
        let Some(place) = self.places.remove(&id) else {
            return false;
        };
        self.mentions.remove(&id);
        let ids = self.ids_mut(&place);
        if let Ok(at) = ids.binary_search(&id) {
            ids.remove(at);
        }
        if ids.is_empty() {
            self.forget_place(&place);
        }
        true
    }

    /// Many messages are read or gone. How many of them were unread.
    pub(super) fn remove_all(&mut self, gone: &[MessageId]) -> usize {
        // One by one is slow where most of a long list goes.
        let mut places: Vec<Conversation> = Vec::new();
        let mut count = 0;
        for id in gone {
            if let Some(place) = self.places.remove(id) {
                count += 1;
                self.mentions.remove(id);
                if places.last() != Some(&place) {
                    places.push(place);
                }
            }
        }
        places.sort_unstable();
        places.dedup();
        for place in places {
            let still = &self.places;
            let ids = match &place {
                Conversation::Topic { channel, topic } => self
                    .topics
                    .get_mut(channel)
                    .and_then(|topics| topics.get_mut(topic)),
                Conversation::Dm(key) => self.dms.get_mut(key),
            };
            if let Some(ids) = ids {
                ids.retain(|id| still.contains_key(id));
                if ids.is_empty() {
                    self.forget_place(&place);
                }
            }
        }
        count
    }

    fn forget_place(&mut self, place: &Conversation) {
        match place {
            Conversation::Topic { channel, topic } => {
                if let Some(topics) = self.topics.get_mut(channel) {
                    topics.remove(topic);
                    if topics.is_empty() {
                        self.topics.remove(channel);
                    }
                }
            }
            Conversation::Dm(key) => {
                self.dms.remove(key);
            }
        }
    }

    /// Everything is read.
    pub(super) fn clear(&mut self) -> bool {
        let changed = !self.is_empty() || self.old_missing;
        *self = Self::default();
        changed
    }

    /// Nothing older is unread: oneself marked everything as read.
    pub(super) fn old_are_read(&mut self) {
        self.old_missing = false;
    }

    /// A channel's messages no longer count as unread. Whether there were any.
    pub(super) fn drop_channel(&mut self, channel: ChannelId) -> bool {
        let Some(topics) = self.topics.remove(&channel) else {
            return false;
        };
        for id in topics.into_values().flatten() {
            self.places.remove(&id);
            self.mentions.remove(&id);
        }
        true
    }

    /// Messages went to another topic. Whether some of them are unread.
    pub(super) fn relocate(&mut self, ids: &[MessageId], to: &Conversation) -> bool {
        let mut moved = Vec::new();
        for id in ids {
            if self.places.contains_key(id) {
                moved.push((*id, self.mentions.get(id).copied()));
            }
        }
        if moved.is_empty() {
            return false;
        }
        let gone: Vec<MessageId> = moved.iter().map(|(id, _)| *id).collect();
        self.remove_all(&gone);
        for (id, kind) in moved {
            self.insert(id, to.clone());
            self.set_mention(id, kind);
        }
        true
    }

    /// Everything that must hold, whatever happened. For tests.
    pub(super) fn check(&self) -> Result<(), String> {
        let mut count = 0;
        let topics = self.topics.iter().flat_map(|(channel, topics)| {
            topics
                .iter()
                .map(|(topic, ids)| (Conversation::topic(*channel, topic.clone()), ids))
        });
        let dms = self
            .dms
            .iter()
            .map(|(key, ids)| (Conversation::Dm(key.clone()), ids));
        for (place, ids) in topics.chain(dms) {
            if ids.is_empty() || !ids.is_sorted_by(|a, b| a < b) {
                return Err(format!(
                    "unread ids of {place:?} are not ascending: {ids:?}"
                ));
            }
            if let Some(id) = ids.iter().find(|id| self.places.get(id) != Some(&place)) {
                return Err(format!(
                    "unread {id} is listed in {place:?} and lives elsewhere"
                ));
            }
            count += ids.len();
        }
        if count != self.places.len() {
            return Err(format!(
                "{count} unread ids listed, {} placed",
                self.places.len()
            ));
        }
        if self.topics.values().any(HashMap::is_empty) {
            return Err("a channel without unread topics is listed".to_owned());
        }
        match self
            .mentions
            .keys()
            .find(|id| !self.places.contains_key(id))
        {
            Some(id) => Err(format!("mention {id} is not unread")),
            None => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests;

//! The messages that are held: each once, by id.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use super::hash::{IdMap, IdSet};
use super::journal::Effect;
use crate::api::conversation::Conversation;
use crate::api::ids::{ChannelId, MessageId, TopicName};
use crate::api::message::Message;

#[derive(Debug, Clone, PartialEq)]
struct Slot {
    message: Message,
    /// Events may have been missed for it: a fetched copy is to be believed.
    maybe_stale: bool,
}

/// What became of a fetched message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Reconciled {
    /// The copy held before is better.
    Kept,
    /// It is held, and was not before.
    Taken,
    /// It is held, in the place of a copy that was doubted.
    Replaced,
    /// It has been deleted meanwhile.
    Gone,
}

/// All messages held.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct MessageStore {
    slots: IdMap<MessageId, Slot>,
    /// Names and topics that many messages share, kept once.
    words: HashSet<Arc<str>>,
    topics: HashMap<Arc<str>, TopicName>,
}

impl MessageStore {
    /// A message, if it is held.
    #[must_use]
    pub fn get(&self, id: MessageId) -> Option<&Message> {
        self.slots.get(&id).map(|slot| &slot.message)
    }

    /// Whether a message is held.
    #[must_use]
    pub fn contains(&self, id: MessageId) -> bool {
        self.slots.contains_key(&id)
    }

    /// Whether events may have been missed for a message that is held.
    #[must_use]
    pub fn is_maybe_stale(&self, id: MessageId) -> bool {
        self.slots.get(&id).is_some_and(|slot| slot.maybe_stale)
    }

    /// Whether a message is held, and no event was missed for it.
    #[must_use]
    pub fn is_sure(&self, id: MessageId) -> bool {
        self.slots.get(&id).is_some_and(|slot| !slot.maybe_stale)
    }

    /// How many are held.
    #[must_use]
    pub fn len(&self) -> usize {
        self.slots.len()
    }

    /// Whether none is held.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.slots.is_empty()
    }

    /// All messages held, in no order.
    pub fn iter(&self) -> impl Iterator<Item = &Message> {
        self.slots.values().map(|slot| &slot.message)
    }

    /// Keeps names that many messages share once.
    fn share(&mut self, message: &mut Message) {
        for word in [&mut message.sender_full_name, &mut message.client] {
            if let Some(known) = self.words.get(&**word) {
                *word = Arc::clone(known);
            } else {
                self.words.insert(Arc::clone(word));
            }
        }
        if let Conversation::Topic { topic, .. } = &mut message.conversation {
            if let Some(known) = self.topics.get(topic.as_str()) {
                *topic = known.clone();
            } else {
                self.topics.insert(Arc::from(topic.as_str()), topic.clone());
            }
        }
    }

    /// Holds a message that an event brought: newer than any copy. It may be doubted from the
    /// start, where no events are to be expected for it.
    pub(super) fn insert_live(&mut self, mut message: Message, maybe_stale: bool) {
        self.share(&mut message);
        self.slots.insert(
            message.id,
            Slot {
                message,
                maybe_stale,
            },
        );
    }

    /// Holds a fetched message, unless it was deleted `since` the request was sent. A copy that
    /// is held already is better, because events were applied to it, unless some may have been
    /// missed. What happened since is applied to copies that are new. `doubt` says of the result
    /// whether events may have been missed for it.
    pub(super) fn reconcile<'a>(
        &mut self,
        mut message: Message,
        since: impl Iterator<Item = &'a Effect> + Clone,
        doubt: impl FnOnce(&Message) -> bool,
    ) -> Reconciled {
        let id = message.id;
        if self.slots.get(&id).is_some_and(|slot| !slot.maybe_stale) {
            return Reconciled::Kept;
        }
        if since.clone().any(|effect| effect.deletes(id)) {
            self.slots.remove(&id);
            return Reconciled::Gone;
        }
        // What was done to all messages before it came was not done to it.
        let came = since
            .clone()
            .position(|effect| *effect == Effect::Arrived(id));
        for effect in since.skip(came.map_or(0, |at| at + 1)) {
            effect.apply_to(&mut message);
        }
        self.share(&mut message);
        let maybe_stale = doubt(&message);
        match self.slots.insert(
            id,
            Slot {
                message,
                maybe_stale,
            },
        ) {
            Some(_) => Reconciled::Replaced,
            None => Reconciled::Taken,
        }
    }

    /// Holds a copy of which it is unknown what was missed, unless there is a better one.
    pub(super) fn adopt_stale(&mut self, mut message: Message) {
        if !self.slots.contains_key(&message.id) {
            self.share(&mut message);
            self.slots.insert(
                message.id,
                Slot {
                    message,
                    maybe_stale: true,
                },
            );
        }
    }

    /// No events come for these messages any more.
    pub(super) fn mark_stale(&mut self, applies: impl Fn(&Message) -> bool) {
        for slot in self.slots.values_mut() {
            if applies(&slot.message) {
                slot.maybe_stale = true;
            }
        }
    }

    /// Changes a message that is held. Whether the change says that it did something.
    pub(super) fn change(
        &mut self,
        id: MessageId,
        change: impl FnOnce(&mut Message) -> bool,
    ) -> bool {
        self.slots
            .get_mut(&id)
            .is_some_and(|slot| change(&mut slot.message))
    }

    /// Changes all messages that are held. Those for which the change says it did something.
    pub(super) fn change_all(
        &mut self,
        mut change: impl FnMut(&mut Message) -> bool,
    ) -> Vec<MessageId> {
        let slots = self.slots.values_mut();
        slots
            .filter_map(|slot| change(&mut slot.message).then_some(slot.message.id))
            .collect()
    }

    pub(super) fn remove(&mut self, id: MessageId) -> bool {
        self.slots.remove(&id).is_some()
    }

    /// Lets go of all messages but these.
    pub(super) fn retain(&mut self, held: &IdSet<MessageId>) {
        self.slots.retain(|id, _| held.contains(id));
        self.slots.shrink_to_fit();
        self.words.retain(|word| Arc::strong_count(word) > 1);
        let topics: HashSet<&str> = self
            .slots
            .values()
            .filter_map(|slot| match &slot.message.conversation {
                Conversation::Topic { topic, .. } => Some(topic.as_str()),
                Conversation::Dm(_) => None,
            })
            .collect();
        self.topics.retain(|written, _| topics.contains(&**written));
    }

    /// Gives away everything, for the model that comes after.
    pub(super) fn into_messages(self) -> impl Iterator<Item = Message> {
        self.slots.into_values().map(|slot| slot.message)
    }

    /// The channels of the messages held.
    #[must_use]
    pub fn channels(&self) -> IdSet<ChannelId> {
        self.iter().filter_map(Message::channel).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::api::event::DeleteMessages;
    use crate::model::testing::{edit, message};

    fn copy(content: &str) -> Message {
        Message {
            content: content.into(),
            ..message(1, 1, "kiln", 7)
        }
    }

    fn content(store: &MessageStore) -> &str {
        &store.get(MessageId(1)).unwrap().content
    }

    #[test]
    fn the_copy_held_is_kept_unless_events_may_have_been_missed() {
        let mut store = MessageStore::default();
        let none = || std::iter::empty::<&Effect>();
        store.reconcile(copy("first"), none(), |_| false);
        store.reconcile(copy("second"), none(), |_| false);
        assert_eq!(content(&store), "first");
        store.mark_stale(|message| message.channel() == Some(ChannelId(1)));
        assert!(store.is_maybe_stale(MessageId(1)));
        store.reconcile(copy("third"), none(), |_| true);
        store.reconcile(copy("fourth"), none(), |_| false);
        assert_eq!(content(&store), "fourth");
        assert!(!store.is_maybe_stale(MessageId(1)));
        store.insert_live(copy("fifth"), false);
        store.adopt_stale(copy("old"));
        assert_eq!(content(&store), "fifth");
    }

    #[test]
    fn what_happened_since_the_request_is_applied() {
        let mut store = MessageStore::default();
        let edited = [Effect::Updated(Box::new(edit(1, "edited")))];
        let taken = store.reconcile(copy("first"), edited.iter(), |_| false);
        assert_eq!(taken, Reconciled::Taken);
        assert_eq!(content(&store), "edited");
        let mut store = MessageStore::default();
        let gone = DeleteMessages {
            message_ids: vec![MessageId(1)],
            topic: None,
        };
        let deleted = [Effect::Deleted(gone)];
        let gone = store.reconcile(copy("first"), deleted.iter(), |_| false);
        assert_eq!(gone, Reconciled::Gone);
        assert!(store.is_empty());
    }

    #[test]
    fn shared_names_are_kept_once_and_let_go() {
        let mut store = MessageStore::default();
        for id in 1..=3 {
            store.insert_live(message(id, 1, "kiln", 7), false);
        }
        let name = |id| Arc::as_ptr(&store.get(MessageId(id)).unwrap().sender_full_name);
        assert_eq!(name(1), name(3));
        store.retain(&IdSet::default());
        assert!(store.words.is_empty() && store.topics.is_empty() && store.is_empty());
    }
}

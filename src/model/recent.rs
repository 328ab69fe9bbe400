//! Recent conversations: of some messages, which conversations they are in, the one with the
//! newest first, and who takes part.

use std::collections::HashMap;

use super::organization::Organization;
use crate::api::conversation::Conversation;
use crate::api::ids::{MessageId, UserId};
use crate::api::message::Message;
use crate::api::time::UnixSeconds;

/// A conversation, as far as the messages at hand tell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecentConversation {
    /// Which it is.
    pub place: Conversation,
    /// Its newest message.
    pub newest: MessageId,
    /// When that was sent.
    pub at: UnixSeconds,
    /// Who wrote there, the latest first.
    pub people: Vec<UserId>,
    /// Whether oneself takes part: wrote there, or it is a direct message.
    pub participated: bool,
    /// How many messages are unread in it.
    pub unread: usize,
    /// Whether one of these mentions oneself and counts.
    pub mentioned: bool,
    /// Whether it is muted, in one way or another.
    pub muted: bool,
}

impl Organization {
    /// The conversations of these messages, ascending, as far as they are held; the one with the
    /// newest message first.
    #[must_use]
    pub fn recent_conversations(&self, messages: &[MessageId]) -> Vec<RecentConversation> {
        let mut places: HashMap<&Conversation, usize> = HashMap::new();
        let mut found: Vec<RecentConversation> = Vec::new();
        let me = self.me();
        let held = messages.iter().rev().filter_map(|id| self.message(*id));
        for message in held {
            let at = *places.entry(&message.conversation).or_insert_with(|| {
                found.push(self.begun(message));
                found.len() - 1
            });
            let known = &mut found[at];
            if !known.people.contains(&message.sender_id) {
                known.people.push(message.sender_id);
            }
            known.participated |= message.sender_id == me;
        }
        found
    }

    /// A conversation, by its newest message.
    fn begun(&self, newest: &Message) -> RecentConversation {
        let place = newest.conversation.clone();
        let (count, is_dm) = match &place {
            Conversation::Topic { channel, topic } => (self.topic_count(*channel, topic), false),
            Conversation::Dm(key) => (self.dm_count(key), true),
        };
        RecentConversation {
            newest: newest.id,
            at: newest.timestamp,
            people: Vec::new(),
            participated: is_dm,
            unread: count.all(),
            mentioned: count.mentions > 0,
            muted: !self.is_visible(&place),
            place,
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, BTreeSet};

    use super::*;
    use crate::api::event::Event;
    use crate::model::testing::{
        NOW, arrival, dm, event, flags_event, message, move_messages, organization,
    };
    use proptest::prelude::*;
    use serde_json::json;

    /// What a message is, in the second, naive account.
    #[derive(Debug, Clone)]
    struct Plain {
        place: String,
        sender: u64,
        read: bool,
    }

    fn name(place: &Conversation) -> String {
        match place {
            Conversation::Topic { channel, topic } => format!("{channel} {}", topic.folded()),
            Conversation::Dm(key) => format!("dm {key:?}"),
        }
    }

    #[derive(Debug, Clone)]
    enum Step {
        Topic(u64, u8, u64),
        Dm(u64, u64),
        Read(Vec<u64>),
        Delete(u64),
        Move(u64, u8),
    }

    fn step() -> impl Strategy<Value = Step> {
        prop_oneof![
            4 => (1u64..3, 0u8..4, 6u64..9).prop_map(|(c, t, who)| Step::Topic(c, t, who)),
            2 => (7u64..9, 0u64..2).prop_map(|(other, mine)| Step::Dm(other, mine)),
            1 => prop::collection::vec(1u64..30, 1..4).prop_map(Step::Read),
            1 => (1u64..30).prop_map(Step::Delete),
            1 => (1u64..30, 0u8..4).prop_map(|(id, t)| Step::Move(id, t)),
        ]
    }

    const TOPICS: [&str; 4] = ["kiln", "glaze", "Lunch", "shelf"];

    proptest! {
        /// Orders, people and counts are those of an account that looks at every message.
        #[test]
        fn it_is_what_a_naive_account_says(steps in prop::collection::vec(step(), 0..40), muted in 0u8..4) {
            let mut org = organization();
            let mute = json!({"type": "user_topic", "stream_id": 1, "last_updated": 1,
                "topic_name": TOPICS[usize::from(muted)], "visibility_policy": 1});
            org.apply(event(mute), NOW).unwrap();
            let mut plain: BTreeMap<u64, Plain> = BTreeMap::new();
            let mut next = 1;
            for step in steps {
                match step {
                    Step::Topic(channel, topic, sender) => {
                        let message = message(next, channel, TOPICS[usize::from(topic)], sender);
                        let place = name(&message.conversation);
                        org.apply(arrival(message), NOW).unwrap();
                        plain.insert(next, Plain { place, sender, read: false });
                        next += 1;
                    }
                    Step::Dm(other, mine) => {
                        let sender = if mine == 1 { 6 } else { other };
                        let message = dm(next, &[other], sender);
                        let place = name(&message.conversation);
                        org.apply(arrival(message), NOW).unwrap();
                        plain.insert(next, Plain { place, sender, read: false });
                        next += 1;
                    }
                    Step::Read(ids) => {
                        let ids: Vec<u64> = ids.into_iter().filter(|id| plain.contains_key(id)).collect();
                        org.apply(flags_event("add", "read", &ids), NOW).unwrap();
                        for id in ids {
                            plain.get_mut(&id).unwrap().read = true;
                        }
                    }
                    Step::Delete(id) => {
                        let Some(gone) = plain.get(&id) else { continue };
                        if gone.place.starts_with("dm") { continue }
                        let at = org.message(MessageId(id)).unwrap().conversation.clone();
                        let Conversation::Topic { channel, topic } = at else { continue };
                        let delete = json!({"type": "delete_message", "message_ids": [id],
                            "message_type": "stream", "stream_id": channel, "topic": topic.as_str()});
                        org.apply(event(delete), NOW).unwrap();
                        plain.remove(&id);
                    }
                    Step::Move(id, to) => {
                        let Some(there) = org.message(MessageId(id)) else { continue };
                        let Conversation::Topic { channel, topic } = there.conversation.clone() else { continue };
                        let to = TOPICS[usize::from(to)];
                        let update = move_messages(&[id], (channel.0, topic.as_str()), (channel.0, to));
                        org.apply(Event::UpdateMessage(Box::new(update)), NOW).unwrap();
                        let place = Conversation::topic(channel, to.into());
                        plain.get_mut(&id).unwrap().place = name(&place);
                    }
                }
            }
            let ids: Vec<MessageId> = plain.keys().map(|id| MessageId(*id)).collect();
            let found = org.recent_conversations(&ids);
            let mut places: Vec<(u64, String)> = Vec::new();
            for place in plain.values().map(|p| p.place.clone()).collect::<BTreeSet<_>>() {
                let newest = plain.iter().filter(|(_, p)| p.place == place).map(|(id, _)| *id).max();
                places.push((newest.unwrap(), place));
            }
            places.sort_by_key(|(newest, _)| std::cmp::Reverse(*newest));
            prop_assert_eq!(found.len(), places.len());
            for (row, (newest, place)) in found.iter().zip(places) {
                prop_assert_eq!(name(&row.place), place.clone());
                prop_assert_eq!(row.newest, MessageId(newest));
                let here = || plain.iter().rev().filter(|(_, p)| p.place == place);
                let unread = here().filter(|(_, p)| !p.read).count();
                prop_assert_eq!(row.unread, unread);
                let mut people = Vec::new();
                for (_, p) in here() {
                    if !people.contains(&UserId(p.sender)) {
                        people.push(UserId(p.sender));
                    }
                }
                let is_dm = place.starts_with("dm");
                prop_assert_eq!(row.participated, is_dm || people.contains(&UserId(6)));
                prop_assert_eq!(&row.people, &people);
                // The second channel is muted, and one topic of the first.
                let muted_topic = format!("1 {}", TOPICS[usize::from(muted)].to_lowercase());
                prop_assert_eq!(row.muted, place.starts_with("2 ") || place == muted_topic);
            }
        }
    }
}

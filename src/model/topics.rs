//! Topics: their visibility policies, and which a channel has.

use std::collections::HashMap;

use super::hash::{IdMap, IdSet};
use crate::api::event::{MessageMove, PropagateMode};
use crate::api::ids::{ChannelId, MessageId, TopicName};
use crate::api::message::TopicEntry;
use crate::api::personal::{UserTopic, VisibilityPolicy};

/// Which topics are muted, unmuted or followed.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct TopicPolicies {
    channels: IdMap<ChannelId, HashMap<TopicName, UserTopic>>,
}

impl TopicPolicies {
    pub(super) fn new(topics: Vec<UserTopic>) -> Self {
        let mut policies = Self::default();
        for topic in topics {
            policies.set(topic);
        }
        policies
    }

    /// The policy of a topic.
    #[must_use]
    pub fn get(&self, channel: ChannelId, topic: &TopicName) -> VisibilityPolicy {
        let row = self
            .channels
            .get(&channel)
            .and_then(|topics| topics.get(topic));
        row.map_or(VisibilityPolicy::Inherit, |row| row.policy)
    }

    /// All topics that have a policy, in no order.
    pub fn iter(&self) -> impl Iterator<Item = &UserTopic> {
        self.channels.values().flat_map(HashMap::values)
    }

    /// Sets a policy. Whether it is another one than before.
    pub(super) fn set(&mut self, topic: UserTopic) -> bool {
        let topics = self.channels.entry(topic.channel).or_default();
        // Removed first: inserting would keep the old writing of the name.
        let old = topics.remove(&topic.topic).map(|row| row.policy);
        let (channel, new) = (topic.channel, topic.policy);
        if new != VisibilityPolicy::Inherit {
            topics.insert(topic.topic.clone(), topic);
        } else if topics.is_empty() {
            self.channels.remove(&channel);
        }
        old.unwrap_or(VisibilityPolicy::Inherit) != new
    }
}

/// A topic that has messages.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecentTopic {
    /// Its name, as its newest message has it.
    pub name: TopicName,
    /// Its newest message.
    pub max_id: MessageId,
}

#[derive(Debug, Clone, PartialEq, Default)]
struct ChannelTopics {
    topics: HashMap<TopicName, MessageId>,
    /// The server listed all of them since the last event that left something unclear.
    complete: bool,
    /// When a topic last came, went or got another name.
    edition: Edition,
    /// When a newer message last came.
    news: Edition,
}

impl ChannelTopics {
    fn state(&self) -> TopicsState {
        TopicsState {
            edition: self.edition.0,
            news: self.news.0,
        }
    }
}

/// In which state a channel's topics are, for those who keep something made of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TopicsState {
    /// Another number whenever a topic came, went or got another name.
    pub edition: u64,
    /// Another number whenever a newer message came to one.
    pub news: u64,
}

/// Counts changes, for those who keep something made of what changed. How often it changed is
/// no part of what it is: all are equal.
#[derive(Debug, Clone, Copy, Default)]
struct Edition(u64);

impl PartialEq for Edition {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

/// Which topics channels have, as far as messages, moves and fetched lists told.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct RecentTopics {
    channels: IdMap<ChannelId, ChannelTopics>,
    /// Rises whenever a topic comes, goes or gets another name.
    edition: Edition,
}

impl RecentTopics {
    /// The topics of a channel, the one with the newest message first.
    #[must_use]
    pub fn of(&self, channel: ChannelId) -> Vec<RecentTopic> {
        let known = self
            .channels
            .get(&channel)
            .into_iter()
            .flat_map(|known| &known.topics);
        let mut topics: Vec<RecentTopic> = known
            .map(|(name, max_id)| RecentTopic {
                name: name.clone(),
                max_id: *max_id,
            })
            .collect();
        topics.sort_by(|a, b| b.max_id.cmp(&a.max_id).then_with(|| a.name.cmp(&b.name)));
        topics
    }

    /// The topics of a channel that are known, with their newest messages; in no order.
    pub fn of_channel(&self, channel: ChannelId) -> impl Iterator<Item = (&TopicName, MessageId)> {
        let known = self.channels.get(&channel).into_iter();
        let topics = known.flat_map(|known| &known.topics);
        topics.map(|(name, newest)| (name, *newest))
    }

    /// The channels of which topics are known, each with their state; in no order.
    pub fn states(&self) -> impl Iterator<Item = (ChannelId, TopicsState)> {
        let known = self.channels.iter();
        known.map(|(channel, known)| (*channel, known.state()))
    }

    /// In which state a channel's topics are, if any are known.
    #[must_use]
    pub fn state(&self, channel: ChannelId) -> Option<TopicsState> {
        self.channels.get(&channel).map(ChannelTopics::state)
    }

    /// Another number whenever a topic came, went or got another name. New messages alone do
    /// not change it.
    #[must_use]
    pub fn edition(&self) -> u64 {
        self.edition.0
    }

    /// A number that nothing had before.
    fn changes(&mut self) -> Edition {
        self.edition.0 += 1;
        self.edition
    }

    /// Whether all topics of a channel are known. If not, `GET /users/me/{id}/topics` tells.
    #[must_use]
    pub fn is_complete(&self, channel: ChannelId) -> bool {
        self.channels
            .get(&channel)
            .is_some_and(|known| known.complete)
    }

    /// The newest message of a topic, as far as known.
    #[must_use]
    pub fn newest(&self, channel: ChannelId, topic: &TopicName) -> Option<MessageId> {
        self.channels.get(&channel)?.topics.get(topic).copied()
    }

    /// A topic as its newest message has it, and that message.
    pub(super) fn known(
        &self,
        channel: ChannelId,
        topic: &TopicName,
    ) -> Option<(&TopicName, MessageId)> {
        let known = self.channels.get(&channel)?.topics.get_key_value(topic)?;
        Some((known.0, *known.1))
    }

    /// A message is in this topic. Whether that changed the list.
    pub(super) fn saw(&mut self, channel: ChannelId, topic: &TopicName, id: MessageId) -> bool {
        let known = self.channels.entry(channel).or_default();
        match known.topics.get(topic) {
            Some(max) if *max >= id => false,
            Some(_) | None => {
                // The name may be written otherwise now.
                let old = known.topics.remove_entry(topic);
                known.topics.insert(topic.clone(), id);
                known.news.0 += 1;
                if old.is_none_or(|(name, _)| name.as_str() != topic.as_str()) {
                    self.edition.0 += 1;
                    known.edition = self.edition;
                }
                true
            }
        }
    }

    /// Takes the server's list.
    pub(super) fn adopt(&mut self, channel: ChannelId, entries: Vec<TopicEntry>) {
        let edition = self.changes();
        let mut topics = HashMap::with_capacity(entries.len());
        for entry in entries {
            // Servers may list a topic in several cases of letters; the newest is written last.
            let newest = topics
                .get(&entry.name)
                .is_none_or(|max| *max < entry.max_id);
            if newest {
                topics.remove(&entry.name);
                topics.insert(entry.name, entry.max_id);
            }
        }
        self.channels.insert(
            channel,
            ChannelTopics {
                topics,
                complete: true,
                edition,
                news: Edition::default(),
            },
        );
    }

    /// Messages went from one topic to another.
    pub(super) fn moved(&mut self, moved: &MessageMove, ids: &[MessageId]) {
        let edition = self.changes();
        let newest = ids.iter().max().copied();
        if let Some(known) = self.channels.get_mut(&moved.from_channel) {
            known.edition = edition;
            let old = known.topics.get(&moved.from_topic).copied();
            let took_newest = old.is_some_and(|old| Some(old) <= newest);
            match moved.propagate_mode {
                PropagateMode::All if took_newest => {
                    known.topics.remove(&moved.from_topic);
                }
                PropagateMode::Later
                | PropagateMode::One
                | PropagateMode::All
                | PropagateMode::Unknown(_)
                    if took_newest =>
                {
                    // What is left in the topic, and whether anything is, only the server knows.
                    known.complete = false;
                }
                PropagateMode::Later
                | PropagateMode::One
                | PropagateMode::All
                | PropagateMode::Unknown(_) => {}
            }
        }
        if let Some(newest) = newest {
            let known = self.channels.entry(moved.to_channel).or_default();
            known.edition = edition;
            let before = known.topics.remove(&moved.to_topic);
            known.topics.insert(
                moved.to_topic.clone(),
                before.map_or(newest, |max| max.max(newest)),
            );
        }
    }

    /// Messages of a topic are gone.
    pub(super) fn deleted(&mut self, channel: ChannelId, topic: &TopicName, ids: &[MessageId]) {
        if let Some(known) = self.channels.get_mut(&channel)
            && known.topics.get(topic).is_some_and(|max| ids.contains(max))
        {
            known.complete = false;
        }
    }

    /// No events tell of these channels any more, or did not for a while.
    pub(super) fn doubt(&mut self, channels: &[ChannelId]) {
        for channel in channels {
            if let Some(known) = self.channels.get_mut(channel) {
                known.complete = false;
            }
        }
    }

    /// These channels are out of reach.
    pub(super) fn forget(&mut self, channels: &[ChannelId]) {
        self.changes();
        for channel in channels {
            self.channels.remove(channel);
        }
    }

    /// Channels of which something is known.
    #[must_use]
    pub fn channels(&self) -> IdSet<ChannelId> {
        self.channels.keys().copied().collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const CHANNEL: ChannelId = ChannelId(4);

    fn row(topic: &str, policy: VisibilityPolicy) -> UserTopic {
        UserTopic {
            channel: CHANNEL,
            topic: topic.into(),
            last_updated: None,
            policy,
        }
    }

    #[test]
    fn policies_compare_names_without_case_and_zero_removes() {
        let mut policies = TopicPolicies::new(vec![row("Kiln", VisibilityPolicy::Muted)]);
        assert_eq!(
            policies.get(CHANNEL, &"kiln".into()),
            VisibilityPolicy::Muted
        );
        assert!(!policies.set(row("kiln", VisibilityPolicy::Muted)));
        assert_eq!(policies.iter().next().unwrap().topic.as_str(), "kiln");
        assert!(policies.set(row("KILN", VisibilityPolicy::Inherit)));
        assert_eq!(policies, TopicPolicies::default());
    }

    fn names(topics: &RecentTopics) -> Vec<(String, u64)> {
        let of = topics.of(CHANNEL);
        of.iter()
            .map(|topic| (topic.name.as_str().to_owned(), topic.max_id.0))
            .collect()
    }

    fn moved(from: &str, to: &str, mode: PropagateMode) -> MessageMove {
        MessageMove {
            from_channel: CHANNEL,
            from_topic: from.into(),
            to_channel: CHANNEL,
            to_topic: to.into(),
            propagate_mode: mode,
            topic_links: None,
        }
    }

    #[test]
    fn messages_and_lists_make_the_topics() {
        let mut topics = RecentTopics::default();
        assert!(topics.saw(CHANNEL, &"kiln".into(), MessageId(5)));
        assert!(!topics.saw(CHANNEL, &"Kiln".into(), MessageId(4)));
        assert!(topics.saw(CHANNEL, &"Kiln".into(), MessageId(6)));
        assert_eq!(names(&topics), [("Kiln".to_owned(), 6)]);
        assert!(!topics.is_complete(CHANNEL));
        let entry = |name: &str, id| TopicEntry {
            name: name.into(),
            max_id: MessageId(id),
        };
        topics.adopt(
            CHANNEL,
            vec![entry("glaze", 9), entry("Kiln", 6), entry("kiln", 3)],
        );
        assert_eq!(
            names(&topics),
            [("glaze".to_owned(), 9), ("Kiln".to_owned(), 6)]
        );
        assert!(topics.is_complete(CHANNEL));
    }

    #[test]
    fn moves_rename_join_and_leave_doubts() {
        let mut topics = RecentTopics::default();
        let entry = |name: &str, id| TopicEntry {
            name: name.into(),
            max_id: MessageId(id),
        };
        topics.adopt(CHANNEL, vec![entry("glaze", 9), entry("kiln", 6)]);
        topics.moved(
            &moved("kiln", "Kiln", PropagateMode::All),
            &[MessageId(2), MessageId(6)],
        );
        assert_eq!(
            names(&topics),
            [("glaze".to_owned(), 9), ("Kiln".to_owned(), 6)]
        );
        topics.moved(&moved("glaze", "kiln", PropagateMode::One), &[MessageId(8)]);
        assert!(topics.is_complete(CHANNEL));
        assert_eq!(
            names(&topics),
            [("glaze".to_owned(), 9), ("kiln".to_owned(), 8)]
        );
        topics.moved(
            &moved("glaze", "kiln", PropagateMode::Later),
            &[MessageId(9)],
        );
        assert!(!topics.is_complete(CHANNEL));
    }

    #[test]
    fn deleting_the_newest_leaves_doubts() {
        let mut topics = RecentTopics::default();
        topics.adopt(
            CHANNEL,
            vec![TopicEntry {
                name: "kiln".into(),
                max_id: MessageId(6),
            }],
        );
        topics.deleted(CHANNEL, &"kiln".into(), &[MessageId(5)]);
        assert!(topics.is_complete(CHANNEL));
        topics.deleted(CHANNEL, &"Kiln".into(), &[MessageId(6)]);
        assert!(!topics.is_complete(CHANNEL));
    }
}

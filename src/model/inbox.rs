//! The inbox: every conversation with unread messages that is not muted, in the order that
//! `n` and `p` go through.

use super::order::{Section, SectionKind};
use super::organization::Organization;
use crate::api::conversation::{Conversation, DmKey};
use crate::api::ids::{ChannelId, MessageId, TopicName};

/// A conversation with unread messages.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InboxEntry<K> {
    /// Which it is.
    pub key: K,
    /// How many are unread; never 0.
    pub unread: usize,
    /// Whether one of them mentions oneself and counts.
    pub mentioned: bool,
    /// The newest unread one.
    pub newest: MessageId,
}

/// A channel in the inbox.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InboxChannel {
    /// Which it is.
    pub channel: ChannelId,
    /// Its topics with unread messages, the one with the newest message first; never empty.
    pub topics: Vec<InboxEntry<TopicName>>,
}

/// Some channels of the inbox.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InboxSection {
    /// Which part of the list of channels it is.
    pub kind: SectionKind,
    /// Its channels that have unread messages, in the order of the side; never empty.
    pub channels: Vec<InboxChannel>,
}

/// Everything unread that is not muted.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Inbox {
    /// Direct message conversations, the one with the newest message first.
    pub dms: Vec<InboxEntry<DmKey>>,
    /// Channels: pinned ones, folders, the others.
    pub sections: Vec<InboxSection>,
}

impl Inbox {
    /// All conversations, as they stand from top to bottom.
    pub fn conversations(&self) -> impl Iterator<Item = Conversation> {
        let dms = self.dms.iter().map(|dm| Conversation::Dm(dm.key.clone()));
        let channels = self.sections.iter().flat_map(|section| &section.channels);
        let topics = channels.flat_map(|channel| {
            let topics = channel.topics.iter();
            topics.map(|topic| Conversation::topic(channel.channel, topic.key.clone()))
        });
        dms.chain(topics)
    }

    /// How many messages are unread in it.
    #[must_use]
    pub fn unread(&self) -> usize {
        let dms: usize = self.dms.iter().map(|dm| dm.unread).sum();
        let channels = self.sections.iter().flat_map(|section| &section.channels);
        dms + channels.map(InboxChannel::unread).sum::<usize>()
    }
}

impl InboxChannel {
    /// How many messages are unread in it.
    #[must_use]
    pub fn unread(&self) -> usize {
        self.topics.iter().map(|topic| topic.unread).sum()
    }

    /// Whether one of them mentions oneself and counts.
    #[must_use]
    pub fn mentioned(&self) -> bool {
        self.topics.iter().any(|topic| topic.mentioned)
    }
}

impl Organization {
    /// Everything unread that is not muted.
    #[must_use]
    pub fn inbox(&self) -> Inbox {
        let dms = self.dm_order().into_iter();
        let mut inbox = Inbox {
            dms: dms.filter_map(|key| self.inbox_dm(key)).collect(),
            sections: Vec::new(),
        };
        for section in self.sections() {
            let ids = section.channels.into_iter().map(|(id, _)| id);
            let channels: Vec<_> = ids.filter_map(|id| self.inbox_channel(id)).collect();
            if !channels.is_empty() {
                inbox.sections.push(InboxSection {
                    kind: section.kind,
                    channels,
                });
            }
        }
        inbox
    }

    /// The first conversations of the inbox, at most so many, without making all of it. The
    /// sections are those of [`Self::sections`].
    #[must_use]
    pub fn first_of_inbox(&self, sections: &[Section], most: usize) -> Vec<Conversation> {
        let dms = self.dm_order().into_iter();
        let dms = dms.filter_map(|key| self.inbox_dm(key));
        let dms = dms.map(|entry| Conversation::Dm(entry.key));
        let channels = sections.iter().flat_map(|section| &section.channels);
        let channels = channels.filter_map(|(id, _)| self.inbox_channel(*id));
        let topics = channels.flat_map(|InboxChannel { channel, topics }| {
            let topics = topics.into_iter();
            topics.map(move |topic| Conversation::topic(channel, topic.key))
        });
        dms.chain(topics).take(most).collect()
    }

    /// How many messages are unread in the inbox, without making it.
    #[must_use]
    pub fn inbox_unread(&self) -> usize {
        let is_listed = |channel: &ChannelId| {
            let state = self.channels().get(*channel);
            state.is_some_and(|state| state.is_subscribed() && !state.channel.is_archived)
        };
        let channels = self.unreads().channels().filter(is_listed);
        let topics = channels.flat_map(|channel| {
            let topics = self.unreads().topics(channel);
            topics.filter(move |(topic, _)| self.is_topic_visible(channel, topic))
        });
        self.dms_count().unmuted + topics.map(|(_, ids)| ids.len()).sum::<usize>()
    }

    fn inbox_dm(&self, key: DmKey) -> Option<InboxEntry<DmKey>> {
        let newest = *self.unreads().of_dm(&key).last()?;
        let count = self.dm_count(&key);
        (count.unmuted > 0).then_some(InboxEntry {
            unread: count.unmuted,
            mentioned: count.mentions > 0,
            newest,
            key,
        })
    }

    fn inbox_channel(&self, channel: ChannelId) -> Option<InboxChannel> {
        // Most channels have nothing unread, and finding that out is cheap.
        self.unreads().topics(channel).next()?;
        let rows = self.topics_with_unread(channel).into_iter();
        let topics = rows
            .filter(|row| self.is_topic_visible(channel, &row.name))
            .filter_map(|row| {
                Some(InboxEntry {
                    newest: *self.unreads().of_topic(channel, &row.name).last()?,
                    unread: row.unread,
                    mentioned: row.mentioned,
                    key: row.name,
                })
            });
        let topics: Vec<_> = topics.collect();
        (!topics.is_empty()).then_some(InboxChannel { channel, topics })
    }
}

#[cfg(test)]
mod tests;

//! Topics by name.

use std::cmp::Reverse;
use std::ops::Range;

use super::{Channels, Standing};
use crate::api::ids::{ChannelId, MessageId, TopicName};
use crate::app::complete::Names;
use crate::app::naming;
use crate::model::{IdMap, Organization, RecentTopics, TopicsState};

/// Taking in a channel costs as much as so many names besides its own.
const PER_CHANNEL: usize = 4;

/// The topics that are known, channel by channel in the order of their ids. While they are being
/// taken in, those of some channels.
#[derive(Debug, Default)]
pub struct Topics {
    /// As they are shown.
    names: Names,
    of: Vec<(ChannelId, TopicName)>,
    newest: Vec<MessageId>,
    standing: Vec<Standing>,
    /// How many bytes of each name are shown and not written.
    added: Vec<u16>,
    /// The channels whose topics are here: in which state, and the newest message of all.
    held: IdMap<ChannelId, (TopicsState, MessageId)>,
    /// Channels that are to be taken in anew, the first one last.
    queue: Vec<ChannelId>,
    /// The state of all topics that the queue was made for.
    edition: Option<u64>,
}

impl Topics {
    /// Finds out which channels have other topics than before; with `news`, also which have newer
    /// messages.
    pub(super) fn sync(&mut self, recent: &RecentTopics, news: bool) {
        if !news && self.edition == Some(recent.edition()) {
            return;
        }
        self.edition = Some(recent.edition());
        let mut queue = Vec::new();
        let mut known = 0;
        for (channel, state) in recent.states() {
            let held = self.held.get(&channel);
            known += usize::from(held.is_some());
            let same = held.is_some_and(|(held, _)| {
                held.edition == state.edition && (!news || held.news == state.news)
            });
            if !same {
                queue.push(channel);
            }
        }
        if known < self.held.len() {
            let gone = |channel: &&ChannelId| recent.state(**channel).is_none();
            queue.extend(self.held.keys().filter(gone));
        }
        queue.sort_unstable_by_key(|channel| Reverse(*channel));
        self.queue = queue;
    }

    /// Takes in the next channels, of about so many topics.
    pub(super) fn take(
        &mut self,
        organization: &Organization,
        channels: &mut Channels,
        most: usize,
    ) {
        let mut left = most;
        while left > 0
            && let Some(channel) = self.queue.pop()
        {
            let newest = self.bring(channel, organization, channels.standing_of(channel));
            channels.note_newest(channel, newest);
            left = left.saturating_sub(self.rows_of(channel).len() + PER_CHANNEL);
        }
    }

    /// Brings a channel's topics in line with the model. Gives the newest message of all.
    fn bring(
        &mut self,
        channel: ChannelId,
        organization: &Organization,
        standing: Standing,
    ) -> MessageId {
        let recent = organization.recent_topics();
        let rows = self.rows_of(channel);
        let Some(state) = recent.state(channel) else {
            self.held.remove(&channel);
            self.put(rows, channel, &[], organization, standing);
            return MessageId(0);
        };
        let same = |held: &(TopicsState, MessageId)| held.0.edition == state.edition;
        if self.held.get(&channel).is_some_and(same) {
            for row in rows.clone() {
                let newest = recent.newest(channel, &self.of[row].1);
                self.newest[row] = newest.unwrap_or(self.newest[row]);
            }
        } else {
            let all: Vec<(&TopicName, MessageId)> = recent.of_channel(channel).collect();
            self.put(rows, channel, &all, organization, standing);
        }
        let newest = self.newest[self.rows_of(channel)].iter().copied().max();
        let newest = newest.unwrap_or(MessageId(0));
        self.held.insert(channel, (state, newest));
        newest
    }

    fn put(
        &mut self,
        rows: Range<usize>,
        channel: ChannelId,
        all: &[(&TopicName, MessageId)],
        organization: &Organization,
        standing: Standing,
    ) {
        let names = all
            .iter()
            .map(|(name, _)| naming::topic(organization, name));
        self.names.splice(rows.clone(), names);
        let of = all.iter().map(|(name, _)| (channel, (*name).clone()));
        self.of.splice(rows.clone(), of);
        let newest = all.iter().map(|(_, newest)| *newest);
        self.newest.splice(rows.clone(), newest);
        let standing = std::iter::repeat_n(standing, all.len());
        self.standing.splice(rows.clone(), standing);
        let first = rows.start;
        let added: Vec<u16> = (first..)
            .zip(all)
            .map(|(row, (name, _))| added(self.names.get(row), name))
            .collect();
        self.added.splice(rows, added);
    }

    /// Channels are muted, subscribed to or archived: their topics stand like them.
    pub(super) fn stand(&mut self, channels: &Channels) {
        let mut last = None;
        for ((channel, _), standing) in self.of.iter().zip(&mut self.standing) {
            let as_channel = match last {
                Some((of, as_channel)) if of == channel => as_channel,
                Some(_) | None => channels.standing_of(*channel),
            };
            last = Some((channel, as_channel));
            *standing = as_channel;
        }
    }

    /// The channels whose topics are here, with their newest messages.
    pub(super) fn newest_of_channels(&self) -> impl Iterator<Item = (ChannelId, MessageId)> {
        let held = self.held.iter();
        held.map(|(channel, (_, newest))| (*channel, *newest))
    }

    pub(super) fn is_whole(&self) -> bool {
        self.edition.is_some() && self.queue.is_empty()
    }

    /// Their names, as they are shown.
    #[must_use]
    pub fn names(&self) -> &Names {
        &self.names
    }

    /// A topic's name as it is written, folded: without the mark of a resolved one, and nothing
    /// for the one that has no name.
    #[must_use]
    pub fn bare(&self, row: usize) -> &str {
        &self.names.get(row)[usize::from(self.added[row])..]
    }

    /// Whether that is its name as it is shown, too.
    #[must_use]
    pub fn is_bare(&self, row: usize) -> bool {
        self.added[row] == 0
    }

    /// Which topics they are, by row.
    #[must_use]
    pub fn all(&self) -> &[(ChannelId, TopicName)] {
        &self.of
    }

    /// Where the topics of a channel are.
    #[must_use]
    pub fn rows_of(&self, channel: ChannelId) -> Range<usize> {
        let from = self.of.partition_point(|(of, _)| *of < channel);
        let behind = &self.of[from..];
        from..from + behind.partition_point(|(of, _)| *of == channel)
    }

    /// The row of a topic.
    #[must_use]
    pub fn row(&self, channel: ChannelId, topic: &TopicName) -> Option<usize> {
        self.rows_of(channel).find(|row| self.of[*row].1 == *topic)
    }

    /// The newest message of one.
    #[must_use]
    pub fn newest(&self, row: usize) -> MessageId {
        self.newest[row]
    }

    /// How it stands.
    #[must_use]
    pub fn standing(&self, row: usize) -> Standing {
        self.standing[row]
    }
}

/// How many bytes of a name, folded, are shown and not written.
fn added(shown: &str, topic: &TopicName) -> u16 {
    let bare = if topic.as_str().is_empty() {
        ""
    } else if topic.is_resolved() {
        shown.trim_start_matches(['✔', ' '])
    } else {
        shown
    };
    u16::try_from(shown.len() - bare.len()).unwrap_or(0)
}

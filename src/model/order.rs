//! The order of the left side, and what comes next in it.

use super::channels::ChannelState;
use super::organization::Organization;
use super::view::View;
use crate::api::conversation::{Conversation, DmKey};
use crate::api::ids::{ChannelId, FolderId, MessageId, RESOLVED_PREFIX, TopicName};
use crate::api::personal::VisibilityPolicy;
use crate::api::settings::DemoteInactive;

/// What a section of channels is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum SectionKind {
    /// Pinned channels.
    Pinned,
    /// The channels of a folder.
    Folder(FolderId),
    /// All others.
    Other,
}

/// In which order the topics of a channel stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum TopicOrder {
    /// The one with the newest message first.
    #[default]
    Newest,
    /// By their names; a mark that they are resolved does not count.
    Name,
}

impl TopicOrder {
    fn sort(self, rows: &mut [TopicRow]) {
        match self {
            Self::Newest => {
                rows.sort_by(|a, b| b.max_id.cmp(&a.max_id).then_with(|| a.name.cmp(&b.name)));
            }
            Self::Name => rows.sort_by_cached_key(|row| {
                let name = row.name.as_str();
                let plain = name.strip_prefix(RESOLVED_PREFIX).unwrap_or(name);
                (plain.to_lowercase(), row.name.clone())
            }),
        }
    }
}

/// How a channel stands in its section. The order is that of the variants.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Standing {
    /// Something was said lately.
    Active,
    /// Muted: shown dim.
    Muted,
    /// Nothing was said for a while, muted or not. Pinned channels never count as such.
    Inactive,
}

/// A part of the list of channels.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Section {
    /// What it is for.
    pub kind: SectionKind,
    /// Its channels: active, muted, inactive, each by name.
    pub channels: Vec<(ChannelId, Standing)>,
}

impl Section {
    /// Whether it is a folder in which all channels are muted or inactive.
    fn is_demoted(&self) -> bool {
        let asleep = |(_, standing): &(ChannelId, Standing)| *standing != Standing::Active;
        matches!(self.kind, SectionKind::Folder(_)) && self.channels.iter().all(asleep)
    }
}

/// A topic as a list of topics shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TopicRow {
    /// Its name.
    pub name: TopicName,
    /// Its newest message, as far as known.
    pub max_id: MessageId,
    /// Its policy.
    pub policy: VisibilityPolicy,
    /// Unread messages.
    pub unread: usize,
    /// Whether one of them mentions oneself and counts.
    pub mentioned: bool,
}

/// Where the first unread message of a view is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FirstUnread {
    /// Here.
    At(MessageId),
    /// Nowhere: everything is read.
    Nowhere,
    /// Only the server knows.
    AskServer,
}

/// From how many channels on inactive ones are put below the others by themselves.
const DEMOTE_FROM: usize = 30;

impl Organization {
    /// How a channel stands among others.
    #[must_use]
    pub fn standing(&self, state: &ChannelState) -> Standing {
        let demotes = match self.personal.settings.demote_inactive_streams {
            DemoteInactive::Always => true,
            DemoteInactive::Never => false,
            DemoteInactive::Automatic | DemoteInactive::Unknown(_) => self
                .channels
                .iter()
                .filter(|state| state.is_subscribed())
                .nth(DEMOTE_FROM - 1)
                .is_some(),
        };
        self.standing_if(state, demotes)
    }

    fn standing_if(&self, state: &ChannelState, demotes: bool) -> Standing {
        // Before feature level 323 traffic has to tell; new channels have none to tell of.
        let is_active = state
            .channel
            .is_recently_active
            .unwrap_or(state.channel.weekly_traffic != Some(0));
        if demotes && !is_active && !state.personal.pin_to_top {
            Standing::Inactive
        } else if state.is_muted() {
            Standing::Muted
        } else {
            Standing::Active
        }
    }

    /// The subscribed channels as the left side shows them: pinned ones, then those in folders,
    /// then the others; last the folders in which all are muted or inactive. Archived channels
    /// are left out; so are empty sections.
    #[must_use]
    pub fn sections(&self) -> Vec<Section> {
        let subscribed = || {
            self.channels
                .iter()
                .filter(|state| state.is_subscribed() && !state.channel.is_archived)
        };
        let demotes = match self.personal.settings.demote_inactive_streams {
            DemoteInactive::Always => true,
            DemoteInactive::Never => false,
            DemoteInactive::Automatic | DemoteInactive::Unknown(_) => {
                subscribed().count() >= DEMOTE_FROM
            }
        };
        let mut sections = vec![SectionKind::Pinned];
        if self.personal.settings.web_left_sidebar_show_channel_folders {
            let folders = self
                .channels
                .folders()
                .iter()
                .filter(|folder| !folder.is_archived);
            sections.extend(folders.map(|folder| SectionKind::Folder(folder.id)));
        }
        sections.push(SectionKind::Other);
        let section_of = |state: &ChannelState| match state.channel.folder {
            _ if state.personal.pin_to_top => SectionKind::Pinned,
            Some(id) if sections.contains(&SectionKind::Folder(id)) => SectionKind::Folder(id),
            Some(_) | None => SectionKind::Other,
        };
        let mut rows: Vec<(SectionKind, Standing, &ChannelState)> = subscribed()
            .map(|state| (section_of(state), self.standing_if(state, demotes), state))
            .collect();
        rows.sort_by(|a, b| (a.1, a.2.sort_key(), a.2.id()).cmp(&(b.1, b.2.sort_key(), b.2.id())));
        let channels_of = |kind: SectionKind| {
            let rows = rows.iter().filter(move |row| row.0 == kind);
            rows.map(|row| (row.2.id(), row.1)).collect::<Vec<_>>()
        };
        let all = sections.iter().map(|kind| Section {
            kind: *kind,
            channels: channels_of(*kind),
        });
        let mut all: Vec<Section> = all.filter(|section| !section.channels.is_empty()).collect();
        all.sort_by_key(Section::is_demoted);
        all
    }

    /// The topics of a channel that are known, in the order that was chosen; muted ones
    /// included. Topics with unread messages are always there.
    #[must_use]
    pub fn topics(&self, channel: ChannelId) -> Vec<TopicRow> {
        let row = |name: TopicName, max_id| TopicRow {
            policy: self.policies.get(channel, &name),
            unread: self.unreads.of_topic(channel, &name).len(),
            mentioned: self.topic_count(channel, &name).mentions > 0,
            name,
            max_id,
        };
        let recent = self.recent_topics.of(channel);
        let mut rows: Vec<TopicRow> = recent
            .into_iter()
            .map(|topic| row(topic.name, topic.max_id))
            .collect();
        for (name, ids) in self.unreads.topics(channel) {
            if self.recent_topics.newest(channel, name).is_none()
                && let Some(newest) = ids.last()
            {
                rows.push(row(name.clone(), *newest));
            }
        }
        self.topic_order.sort(&mut rows);
        rows
    }

    /// Puts topics in another order from now on.
    pub fn order_topics(&mut self, order: TopicOrder) {
        self.topic_order = order;
    }

    /// The topics of a channel that have unread messages, in the order of [`Self::topics`]; muted
    /// ones included.
    pub(super) fn topics_with_unread(&self, channel: ChannelId) -> Vec<TopicRow> {
        let unread = self.unreads.topics(channel);
        let mut rows: Vec<TopicRow> = unread
            .filter_map(|(topic, ids)| {
                let newest = (topic, *ids.last()?);
                let (name, max_id) = self.recent_topics.known(channel, topic).unwrap_or(newest);
                Some(TopicRow {
                    name: name.clone(),
                    max_id,
                    policy: self.policies.get(channel, topic),
                    unread: ids.len(),
                    mentioned: self.topic_count(channel, topic).mentions > 0,
                })
            })
            .collect();
        self.topic_order.sort(&mut rows);
        rows
    }

    /// The topics of a channel with unread messages that `n` goes through, in order.
    fn unread_topics(&self, channel: ChannelId, followed_only: bool) -> Vec<TopicName> {
        let wanted = |row: &TopicRow| {
            row.unread > 0
                && if followed_only {
                    row.policy == VisibilityPolicy::Followed
                } else {
                    self.is_topic_visible(channel, &row.name)
                }
        };
        self.topics_with_unread(channel)
            .into_iter()
            .filter(wanted)
            .map(|row| row.name)
            .collect()
    }

    /// The next topic with unread messages that is not muted (or the next followed one), in the
    /// order of the left side: later topics of the same channel, then the channels below, then
    /// from the top. `None` where there is no other.
    #[must_use]
    pub fn next_unread_topic(
        &self,
        current: Option<&Conversation>,
        followed_only: bool,
    ) -> Option<Conversation> {
        let channels: Vec<ChannelId> = self
            .sections()
            .into_iter()
            .flat_map(|section| section.channels)
            .map(|(id, _)| id)
            .collect();
        let (here, topic) = match current {
            Some(Conversation::Topic { channel, topic }) => (Some(*channel), Some(topic)),
            Some(Conversation::Dm(_)) | None => (None, None),
        };
        let at = here.and_then(|here| channels.iter().position(|channel| *channel == here));
        let first_of = |channel: ChannelId| {
            let first = self
                .unread_topics(channel, followed_only)
                .into_iter()
                .next();
            first.map(|topic| Conversation::topic(channel, topic))
        };
        let Some(at) = at else {
            return channels.into_iter().find_map(first_of);
        };
        let channel = channels[at];
        let all: Vec<TopicName> = self
            .topics(channel)
            .into_iter()
            .map(|row| row.name)
            .collect();
        let place = |name: &TopicName| all.iter().position(|other| other == name);
        let current_place = topic.and_then(place);
        let unread = self.unread_topics(channel, followed_only);
        let later = unread
            .iter()
            .find(|name| match (place(name), current_place) {
                (Some(place), Some(current)) => place > current,
                (_, None) => true,
                (None, Some(_)) => false,
            });
        if let Some(name) = later {
            return Some(Conversation::topic(channel, name.clone()));
        }
        let (before, after) = (&channels[..at], &channels[at + 1..]);
        if let Some(found) = after.iter().chain(before).copied().find_map(first_of) {
            return Some(found);
        }
        let earlier = unread.into_iter().find(|name| Some(name) != topic);
        earlier.map(|name| Conversation::topic(channel, name))
    }

    /// The next direct message conversation with unread messages, in the order of the left side:
    /// newest first, on from the current one, then from the top.
    #[must_use]
    pub fn next_unread_dm(&self, current: Option<&DmKey>) -> Option<DmKey> {
        let all = self.dm_order();
        let at = current.and_then(|current| all.iter().position(|key| key == current));
        let start = at.map_or(0, |at| at + 1);
        let (before, after) = all.split_at(start.min(all.len()));
        let is_unread = |key: &&DmKey| {
            Some(*key) != current && !self.unreads.of_dm(key).is_empty() && self.is_dm_visible(key)
        };
        after.iter().chain(before).find(is_unread).cloned()
    }

    /// All direct message conversations known, the one with the newest message first.
    #[must_use]
    pub fn dm_order(&self) -> Vec<DmKey> {
        let mut all: Vec<(DmKey, MessageId)> = self
            .dms
            .by_newest()
            .into_iter()
            .map(|(key, id)| (key.clone(), id))
            .collect();
        for (key, ids) in self.unreads.dms() {
            if self.dms.newest(key).is_none()
                && let Some(newest) = ids.last()
            {
                all.push((key.clone(), *newest));
            }
        }
        all.sort_unstable_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
        all.into_iter().map(|(key, _)| key).collect()
    }

    /// The first unread message that a view would show.
    #[must_use]
    pub fn first_unread(&self, view: &View) -> FirstUnread {
        let unreads = &self.unreads;
        let first = |ids: &[MessageId]| ids.first().copied();
        let topics = |channel: ChannelId, is_shown: &dyn Fn(&TopicName) -> bool| {
            let shown = unreads.topics(channel).filter(|(topic, _)| is_shown(topic));
            shown.filter_map(|(_, ids)| first(ids)).min()
        };
        let dms = || {
            let shown = unreads.dms().filter(|(key, _)| self.is_dm_visible(key));
            shown.filter_map(|(_, ids)| first(ids)).min()
        };
        let found = match view {
            View::Combined => {
                let channels = unreads.channels().filter_map(|channel| {
                    topics(channel, &|topic| self.is_topic_visible(channel, topic))
                });
                channels.chain(dms()).min()
            }
            View::AllDms => dms(),
            View::Mentions => {
                let is_shown = |id: &MessageId| match unreads.place(*id) {
                    Some(Conversation::Dm(key)) => self.is_dm_visible(key),
                    Some(Conversation::Topic { .. }) | None => true,
                };
                unreads.mentions().map(|(id, _)| id).filter(is_shown).min()
            }
            View::Starred => self
                .personal
                .starred
                .iter()
                .copied()
                .find(|id| unreads.contains(*id)),
            View::Channel(channel) => topics(*channel, &|topic| {
                self.is_topic_visible_in_channel(*channel, topic)
            }),
            View::Conversation(place) => first(unreads.of(place)),
            View::Search(_) => return FirstUnread::AskServer,
        };
        match found {
            // Older ones may be unread without being listed.
            _ if unreads.old_missing() => FirstUnread::AskServer,
            Some(id) => FirstUnread::At(id),
            None => FirstUnread::Nowhere,
        }
    }
}

#[cfg(test)]
mod tests;

//! The list of a channel's topics.

use crate::api::ids::{ChannelId, MessageId, TopicName};
use crate::api::personal::VisibilityPolicy;
use crate::model::Organization;

use super::effect::Effect;
use super::panes::{Breadth, Pane};
use super::picker::Row;
use super::state::{App, Turn};
use super::update::Asked;
use super::{naming, side};

/// Names a row: topics of one channel differ by name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TopicKey(pub TopicName);

/// A row of the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TopicRow {
    /// The row's name.
    pub key: TopicKey,
    /// The topic.
    pub topic: TopicSummary,
}

/// A topic as lists show it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TopicSummary {
    /// Its name as last written.
    pub name: TopicName,
    /// Its unread messages.
    pub unread: usize,
    /// Whether one of these mentions the person.
    pub mentioned: bool,
    /// Whether it is muted, by itself or with its channel.
    pub muted: bool,
    /// Whether the person follows it.
    pub followed: bool,
    /// The newest message in it that is known.
    pub newest: MessageId,
}

impl Row<TopicKey> for TopicRow {
    fn key(&self) -> Option<&TopicKey> {
        Some(&self.key)
    }
}

/// The known topics of a channel, in the order that was chosen.
#[must_use]
pub fn of_channel(organization: &Organization, channel: ChannelId) -> Vec<TopicSummary> {
    organization
        .topics(channel)
        .into_iter()
        .map(|topic| TopicSummary {
            unread: topic.unread,
            mentioned: topic.mentioned,
            muted: !organization.is_topic_visible(channel, &topic.name),
            followed: topic.policy == VisibilityPolicy::Followed,
            newest: topic.max_id,
            name: topic.name,
        })
        .collect()
}

/// The rows of the list as they are now.
#[must_use]
pub fn rows(app: &App) -> Vec<TopicRow> {
    let (Some(organization), Some(channel)) = (app.organization.as_deref(), app.topics_of) else {
        return Vec::new();
    };
    let needle = app.topics.needle();
    of_channel(organization, channel)
        .into_iter()
        .filter(|t| needle.is_none_or(|n| side::matches(naming::topic(organization, &t.name), n)))
        .map(|topic| TopicRow {
            key: TopicKey(topic.name.clone()),
            topic,
        })
        .collect()
}

impl Turn<'_> {
    /// Asks for the topics of every channel whose list is in sight, or waited for, and not
    /// known.
    pub(super) fn ask_for_topics(&mut self) {
        if self.app.organization.is_none() {
            return;
        }
        let geometry = self.app.geometry();
        let mut wanted: Vec<_> = self.app.awaited.map(|a| a.channel).into_iter().collect();
        if geometry.shows(Pane::Topics) {
            wanted.extend(self.app.topics_of);
        }
        if geometry.shows(Pane::Channels)
            && self.app.layout.breadth(self.app.size.0) != Breadth::Wide
        {
            wanted.extend(self.app.unfolded.iter().copied());
        }
        wanted.extend(self.app.channel_of_form());
        wanted.extend(self.app.channels_of_jump());
        for channel in wanted {
            self.ask_for_topics_of(channel);
        }
    }

    pub(super) fn ask_for_topics_of(&mut self, channel: ChannelId) {
        let app = &mut *self.app;
        let Some(organization) = app.organization.as_deref() else {
            return;
        };
        if app.topics_asked.contains_key(&channel)
            || organization.recent_topics().is_complete(channel)
        {
            return;
        }
        if let Some(again) = app.topics_failed.get(&channel) {
            if *again > app.now {
                return;
            }
            app.topics_failed.remove(&channel);
        }
        let asked = Asked {
            registration: app.registration,
            at: organization.now(),
        };
        app.topics_asked.insert(channel, asked);
        self.effect(Effect::FetchTopics { channel, asked });
    }

    /// Shows the topics of a channel, where they have a pane or under the channel.
    pub(super) fn list_topics(&mut self, channel: ChannelId) {
        if self.app.geometry().shows(Pane::Topics) {
            self.focus(Pane::Topics);
        } else {
            self.app.unfolded.insert(channel);
        }
        self.app.stale.all();
    }
}

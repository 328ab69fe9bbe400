//! The list of a channel's topics.

use crate::api::conversation::Conversation;
use crate::api::ids::{ChannelId, TopicName};
use crate::api::personal::VisibilityPolicy;
use crate::api::settings::ChannelView;
use crate::model::{Organization, View};

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
}

impl Row<TopicKey> for TopicRow {
    fn key(&self) -> Option<&TopicKey> {
        Some(&self.key)
    }
}

/// The known topics of a channel, the newest first.
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
    /// Asks for the topics of every channel whose list is in sight and not known.
    pub(super) fn ask_for_topics(&mut self) {
        if self.app.organization.is_none() {
            return;
        }
        let geometry = self.app.geometry();
        let mut wanted = Vec::new();
        if geometry.shows(Pane::Topics) {
            wanted.extend(self.app.topics_of);
        }
        if geometry.shows(Pane::Channels)
            && self.app.layout.breadth(self.app.size.0) != Breadth::Wide
        {
            wanted.extend(self.app.unfolded.iter().copied());
        }
        for channel in wanted {
            self.ask_for_topics_of(channel);
        }
    }

    fn ask_for_topics_of(&mut self, channel: ChannelId) {
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

    /// Opens a channel as the person's setting `web_channel_default_view` says:
    /// its newest topic, its feed, its list of topics, or its newest unread topic.
    pub(super) fn open_channel_row(&mut self, channel: ChannelId) {
        let Some(organization) = self.app.organization.as_deref() else {
            return;
        };
        let topics = of_channel(organization, channel);
        // What is known of a channel by chance may be an old topic.
        let complete = organization.recent_topics().is_complete(channel);
        let newest = topics.first().filter(|_| complete);
        let choice = organization.personal().settings.web_channel_default_view;
        self.app.topics_of = Some(channel);
        let topic = match choice {
            ChannelView::TopTopic => newest,
            ChannelView::TopUnreadTopic => {
                topics.iter().find(|t| t.unread > 0 && !t.muted).or(newest)
            }
            ChannelView::Topics => {
                self.list_topics(channel);
                return;
            }
            ChannelView::Feed | ChannelView::Unknown(_) => None,
        };
        match topic {
            Some(topic) => {
                let topic = Conversation::topic(channel, topic.name.clone());
                self.open(View::Conversation(topic));
            }
            None => self.open(View::Channel(channel)),
        }
    }

    /// Shows the topics of a channel, where they have a pane or under the channel.
    fn list_topics(&mut self, channel: ChannelId) {
        if self.app.geometry().shows(Pane::Topics) {
            self.focus(Pane::Topics);
        } else {
            self.app.unfolded.insert(channel);
        }
        self.app.stale.all();
    }
}

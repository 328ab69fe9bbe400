//! A channel that is being opened at its newest topic, while the server is asked which
//! one that is. Until it answered, what is on the screen stays; where it does not answer
//! in time, the channel's feed is opened instead.

use crate::api::conversation::Conversation;
use crate::api::ids::ChannelId;
use crate::api::settings::ChannelView;
use crate::api::time::UnixMillis;
use crate::model::View;

use super::naming;
use super::state::{App, Turn};
use super::topics::of_channel;
use super::update::Link;

/// So long, in ms, a reader waits for the topics of a channel.
pub const PATIENCE_MS: i64 = 3000;
/// A wait shorter than this, in ms, is not spoken of: words would only flicker.
const QUIET_MS: i64 = 250;

/// The channel that waits for its topics.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Awaited {
    /// Which channel.
    pub channel: ChannelId,
    /// Since when.
    pub since: UnixMillis,
}

impl Awaited {
    /// When the channel's feed is opened instead.
    fn until(self) -> UnixMillis {
        self.since.plus(PATIENCE_MS)
    }

    /// When something changes by itself.
    #[must_use]
    pub fn deadline(self, now: UnixMillis) -> UnixMillis {
        let spoken = self.since.plus(QUIET_MS);
        if now < spoken { spoken } else { self.until() }
    }
}

impl App {
    /// What is waited for, in words.
    #[must_use]
    pub fn awaited_words(&self) -> Option<String> {
        let awaited = self.awaited?;
        if self.now.0 - awaited.since.0 < QUIET_MS {
            return None;
        }
        let name = naming::channel(self.organization.as_deref()?, awaited.channel);
        Some(format!("loading the topics of {name}… esc leaves it"))
    }
}

impl Turn<'_> {
    /// Opens a channel as the person's setting `web_channel_default_view` says:
    /// its newest topic, its feed, its list of topics, or its newest unread topic.
    pub(super) fn open_channel_row(&mut self, channel: ChannelId) {
        let Some(organization) = self.app.organization.as_deref() else {
            return;
        };
        let choice = organization.personal().settings.web_channel_default_view;
        self.open_channel_as(channel, &choice);
    }

    /// Opens a channel at its newest topic, whatever the setting says.
    pub(super) fn open_newest_of(&mut self, channel: ChannelId) {
        self.open_channel_as(channel, &ChannelView::TopTopic);
    }

    fn open_channel_as(&mut self, channel: ChannelId, choice: &ChannelView) {
        let Some(organization) = self.app.organization.as_deref() else {
            return;
        };
        let by_topic = match choice {
            ChannelView::TopTopic | ChannelView::TopUnreadTopic => true,
            ChannelView::Topics => {
                self.app.topics_of = Some(channel);
                self.list_topics(channel);
                return;
            }
            ChannelView::Feed | ChannelView::Unknown(_) => false,
        };
        self.app.topics_of = Some(channel);
        // What is known of a channel by chance may be an old topic.
        let complete = organization.recent_topics().is_complete(channel);
        let may_wait =
            self.app.link == Link::Live && !self.app.topics_failed.contains_key(&channel);
        if by_topic && !complete && may_wait {
            let since = self.app.now;
            self.app.awaited = Some(Awaited { channel, since });
            self.app.stale.all();
        } else if by_topic && complete {
            self.open_newest_topic(channel);
        } else {
            self.open(View::Channel(channel));
        }
    }

    /// Opens the newest topic of a channel whose topics are known, or its newest unread
    /// one, as the person's setting says; its feed where it has none.
    fn open_newest_topic(&mut self, channel: ChannelId) {
        let Some(organization) = self.app.organization.as_deref() else {
            return;
        };
        let topics = of_channel(organization, channel);
        let newest = topics.iter().max_by_key(|topic| topic.newest);
        let topic = match &organization.personal().settings.web_channel_default_view {
            ChannelView::TopUnreadTopic => {
                let unread = topics.iter().filter(|t| t.unread > 0 && !t.muted);
                unread.max_by_key(|topic| topic.newest).or(newest)
            }
            ChannelView::TopTopic
            | ChannelView::Feed
            | ChannelView::Topics
            | ChannelView::Unknown(_) => newest,
        };
        let view = match topic {
            Some(topic) => View::Conversation(Conversation::topic(channel, topic.name.clone())),
            None => View::Channel(channel),
        };
        self.open(view);
    }

    /// The topics of a channel are known now, or they will not be for a while: what
    /// waited for them is opened.
    pub(super) fn end_awaiting(&mut self, channel: ChannelId, known: bool) {
        if self.app.awaited.is_none_or(|a| a.channel != channel) {
            return;
        }
        self.app.awaited = None;
        if known {
            self.open_newest_topic(channel);
        } else {
            self.open(View::Channel(channel));
            self.complain("The topics could not be loaded; this is the channel's feed.");
        }
    }

    /// Opens what was waited for long enough.
    pub(super) fn lose_patience(&mut self) {
        if let Some(awaited) = self.app.awaited.filter(|a| a.until() <= self.app.now) {
            self.end_awaiting(awaited.channel, false);
        }
    }
}

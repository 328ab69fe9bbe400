//! Whether one may move messages, rename and resolve topics, and if not, why.

use super::super::organization::Organization;
use crate::api::channel::ChannelPermission;
use crate::api::ids::{ChannelId, TopicName};
use crate::api::message::Message;
use crate::api::time::UnixMillis;

/// Why a message can't be moved.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CannotMove {
    /// It is no message of a channel.
    Direct,
    /// Its channel is archived.
    Archived,
    /// One may not do it.
    NotAllowed,
    /// It is too old: so many seconds are given.
    TooLate(i64),
}

impl CannotMove {
    /// In a sentence, for what was to be done: `between topics`, `to another channel`.
    #[must_use]
    pub fn sentence(self, what: &str) -> String {
        match self {
            Self::Direct => "Direct messages can't be moved.".to_owned(),
            Self::Archived => {
                "This channel is archived: its messages can't be moved any more.".to_owned()
            }
            Self::NotAllowed => format!("You may not move messages {what} here."),
            Self::TooLate(seconds) => format!(
                "It is too late: messages can be moved {what} within {}.",
                super::in_words(seconds)
            ),
        }
    }
}

/// Why a topic can't be resolved or unresolved.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CannotResolve {
    /// It has no name that a mark could be put before.
    Nameless,
    /// Its channel is archived.
    Archived,
    /// One may not do it.
    NotAllowed,
}

impl CannotResolve {
    /// In a sentence.
    #[must_use]
    pub fn sentence(self) -> &'static str {
        match self {
            Self::Nameless => "A topic without a name can't be resolved: give it one first.",
            Self::Archived => "This channel is archived: its topics can't be resolved any more.",
            Self::NotAllowed => "You may not resolve topics here.",
        }
    }
}

impl Organization {
    /// Whether one may move a message to another topic of its channel.
    #[must_use]
    pub fn can_move_within(&self, message: &Message, now: UnixMillis) -> bool {
        self.why_not_move_within(message, now).is_none()
    }

    /// Why one may not move a message to another topic of its channel; `None` where one may.
    #[must_use]
    pub fn why_not_move_within(&self, message: &Message, now: UnixMillis) -> Option<CannotMove> {
        let Some(channel) = message.channel() else {
            return Some(CannotMove::Direct);
        };
        let settings = &self.realm.settings;
        let setting = settings.can_move_messages_between_topics_group.as_ref();
        let granted = self.realm_grants(setting, settings.edit_topic_policy, true, now)
            || self.channel_grants(channel, &ChannelPermission::MoveWithin);
        let limit = settings.move_messages_within_stream_limit_seconds;
        self.why_not_move(message, granted, limit, now)
    }

    /// Whether one may move a message to another channel.
    #[must_use]
    pub fn can_move_out(&self, message: &Message, now: UnixMillis) -> bool {
        self.why_not_move_out(message, now).is_none()
    }

    /// Why one may not move a message to another channel; `None` where one may.
    #[must_use]
    pub fn why_not_move_out(&self, message: &Message, now: UnixMillis) -> Option<CannotMove> {
        let Some(channel) = message.channel() else {
            return Some(CannotMove::Direct);
        };
        let settings = &self.realm.settings;
        let setting = settings.can_move_messages_between_channels_group.as_ref();
        let policy = settings.move_messages_between_streams_policy;
        let granted = self.realm_grants(setting, policy, self.my_role().is_admin(), now)
            || self.channel_grants(channel, &ChannelPermission::MoveOut);
        let limit = settings.move_messages_between_streams_limit_seconds;
        self.why_not_move(message, granted, limit, now)
    }

    fn why_not_move(
        &self,
        message: &Message,
        granted: bool,
        limit: Option<i64>,
        now: UnixMillis,
    ) -> Option<CannotMove> {
        if self.is_archived(message) {
            Some(CannotMove::Archived)
        } else if !granted {
            Some(CannotMove::NotAllowed)
        } else if self.is_moderator() || Self::is_in_time(message, limit, now) {
            None
        } else {
            Some(CannotMove::TooLate(limit.unwrap_or_default()))
        }
    }

    /// Whether one may resolve topics of a channel.
    #[must_use]
    pub fn can_resolve(&self, channel: ChannelId, now: UnixMillis) -> bool {
        let settings = &self.realm.settings;
        let newer = settings.can_resolve_topics_group.as_ref();
        let setting = newer.or(settings.can_move_messages_between_topics_group.as_ref());
        !self.is_archived_channel(channel)
            && (self.realm_grants(setting, settings.edit_topic_policy, true, now)
                || self.channel_grants(channel, &ChannelPermission::ResolveTopics))
    }

    /// Why one may not resolve or unresolve a topic; `None` where one may.
    #[must_use]
    pub fn why_not_resolve(
        &self,
        channel: ChannelId,
        topic: &TopicName,
        now: UnixMillis,
    ) -> Option<CannotResolve> {
        if topic.as_str().is_empty() {
            Some(CannotResolve::Nameless)
        } else if self.is_archived_channel(channel) {
            Some(CannotResolve::Archived)
        } else if self.can_resolve(channel, now) {
            None
        } else {
            Some(CannotResolve::NotAllowed)
        }
    }

    fn is_archived_channel(&self, channel: ChannelId) -> bool {
        let state = self.channels.get(channel);
        state.is_some_and(|state| state.channel.is_archived)
    }
}

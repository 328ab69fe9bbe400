//! Why the server would not take a message, as far as that is known beforehand.

use super::TopicRule;
use crate::api::conversation::{Conversation, DmKey};
use crate::api::ids::{ChannelId, TopicName, UserId};
use crate::api::time::UnixMillis;
use crate::model::Organization;

/// Why one may not write to a conversation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WhyNotSend {
    /// There is no such channel, or one may not see it.
    UnknownChannel(ChannelId),
    /// The channel is archived.
    Archived(ChannelId),
    /// The channel's rules let others write there.
    MayNotPost(ChannelId),
    /// The topic needs a name.
    NeedsTopic(ChannelId),
    /// There is only the topic without a name.
    OnlyNameless(ChannelId),
    /// One may not begin topics there.
    MayNotBeginTopic(ChannelId),
    /// The topic's name is longer than so many code points.
    TopicTooLong(usize),
    /// This person's account is deactivated.
    Deactivated(UserId),
    /// Nobody in the conversation may take part in direct messages.
    NoDirectMessages,
    /// One may answer, and not begin, direct message conversations.
    MayNotBeginConversation,
}

impl Organization {
    /// Why one may not write to a conversation; `None` where nothing is known against it.
    #[must_use]
    pub fn why_not_send(&self, place: &Conversation, now: UnixMillis) -> Option<WhyNotSend> {
        match place {
            Conversation::Topic { channel, topic } => self
                .why_not_post(*channel, now)
                .or_else(|| self.why_not_topic(*channel, topic, now)),
            Conversation::Dm(key) => self.why_not_write(key),
        }
    }

    /// Why one may not write to any topic of a channel.
    #[must_use]
    pub fn why_not_post(&self, channel: ChannelId, now: UnixMillis) -> Option<WhyNotSend> {
        let Some(state) = self.channels().get(channel) else {
            return Some(WhyNotSend::UnknownChannel(channel));
        };
        if state.channel.is_archived {
            Some(WhyNotSend::Archived(channel))
        } else if !self.can_post(channel, now) {
            Some(WhyNotSend::MayNotPost(channel))
        } else {
            None
        }
    }

    fn why_not_topic(
        &self,
        channel: ChannelId,
        topic: &TopicName,
        now: UnixMillis,
    ) -> Option<WhyNotSend> {
        let nameless = topic.as_str().is_empty();
        match self.topic_rule(channel) {
            TopicRule::NeedsName if nameless => return Some(WhyNotSend::NeedsTopic(channel)),
            TopicRule::OnlyEmpty if !nameless => return Some(WhyNotSend::OnlyNameless(channel)),
            TopicRule::Any | TopicRule::NeedsName | TopicRule::OnlyEmpty => {}
        }
        let most = self.realm().limits.max_topic_length;
        if topic.as_str().chars().count() > most {
            return Some(WhyNotSend::TopicTooLong(most));
        }
        let topics = self.recent_topics();
        let is_new = topics.is_complete(channel) && topics.newest(channel, topic).is_none();
        (is_new && !self.can_create_topic(channel, now))
            .then_some(WhyNotSend::MayNotBeginTopic(channel))
    }

    fn why_not_write(&self, key: &DmKey) -> Option<WhyNotSend> {
        let is_gone = |id: &UserId| self.users().get(*id).is_some_and(|user| !user.is_active);
        if let Some(gone) = key.others(self.me()).find(is_gone) {
            return Some(WhyNotSend::Deactivated(gone));
        }
        if !self.can_write_to(key) {
            return Some(WhyNotSend::NoDirectMessages);
        }
        let mut others = key.others(self.me()).peekable();
        let only_bots = others.peek().is_none()
            || others.all(|id| self.users().get(id).is_some_and(|user| user.is_bot));
        let initiators = self
            .realm()
            .settings
            .direct_message_initiator_group
            .as_ref();
        let may_begin = initiators.is_none_or(|group| self.groups().grants(group, self.me()));
        (!may_begin && !only_bots && self.dms().newest(key).is_none())
            .then_some(WhyNotSend::MayNotBeginConversation)
    }
}

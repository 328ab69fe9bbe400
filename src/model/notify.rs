//! Whether a message is worth a notification, as the person's settings on the server mean it.
//!
//! The rules are those of Zulip's web app: what is muted stays silent but for mentions of the
//! person and followed topics; channels decide first, then followed topics, then the setting
//! for direct messages, mentions and alert words.
//! <https://zulip.com/help/desktop-notifications>

use super::organization::Organization;
use crate::api::conversation::Conversation;
use crate::api::flags::MessageFlag;
use crate::api::ids::ChannelId;
use crate::api::message::Message;
use crate::api::personal::VisibilityPolicy;

/// Why somebody is notified.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Reason {
    /// It is a direct message.
    Direct,
    /// It mentions the person, or a group they are in.
    Mention,
    /// It mentions everybody.
    Wildcard,
    /// It holds one of the person's alert words.
    AlertWord,
    /// The person follows its topic.
    Followed,
    /// The person wants to hear of everything in its channel.
    Channel,
}

/// The kind of notification that is asked about: the settings tell them apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Way {
    /// Words on the screen.
    Desktop,
    /// A sound.
    Sound,
}

impl Organization {
    /// Why the person is to be notified of a message that just came; `None` if they are not.
    #[must_use]
    pub fn why_notify(&self, message: &Message, way: Way) -> Option<Reason> {
        let has = |flag: MessageFlag| message.flags.contains(&flag);
        if message.sender_id == self.me()
            || has(MessageFlag::Read)
            || self.users.is_muted(message.sender_id)
        {
            return None;
        }
        let mentioned = has(MessageFlag::Mentioned);
        match &message.conversation {
            Conversation::Dm(key) => {
                if self.users.is_dm_muted(key) || !self.notifies(way) {
                    return None;
                }
                Some(if mentioned {
                    Reason::Mention
                } else {
                    Reason::Direct
                })
            }
            Conversation::Topic { channel, topic } => {
                let policy = self.policies.get(*channel, topic);
                let followed = policy == VisibilityPolicy::Followed;
                if !mentioned && !followed && self.is_silent(*channel, &policy) {
                    return None;
                }
                self.why_of_channel(message, *channel, followed, way)
            }
        }
    }

    /// Whether nothing but a mention is heard of a topic with this policy.
    fn is_silent(&self, channel: ChannelId, policy: &VisibilityPolicy) -> bool {
        match policy {
            VisibilityPolicy::Muted => true,
            VisibilityPolicy::Unmuted | VisibilityPolicy::Followed => false,
            VisibilityPolicy::Inherit | VisibilityPolicy::Unknown(_) => self
                .channels
                .get(channel)
                .is_some_and(super::ChannelState::is_muted),
        }
    }

    fn why_of_channel(
        &self,
        message: &Message,
        channel: ChannelId,
        followed: bool,
        way: Way,
    ) -> Option<Reason> {
        let has = |flag: MessageFlag| message.flags.contains(&flag);
        let settings = &self.personal.settings;
        let personal = self.channels.get(channel).map(|state| &state.personal);
        let (own, channels, follows) = match way {
            Way::Desktop => (
                personal.and_then(|personal| personal.desktop_notifications),
                settings.enable_stream_desktop_notifications,
                settings.enable_followed_topic_desktop_notifications,
            ),
            Way::Sound => (
                personal.and_then(|personal| personal.audible_notifications),
                settings.enable_stream_audible_notifications,
                settings.enable_followed_topic_audible_notifications,
            ),
        };
        let everything = own.unwrap_or(channels);
        let following = followed && follows;
        let personally = self.notifies(way);
        let wildcard = has(MessageFlag::ChannelWildcardMentioned)
            || has(MessageFlag::TopicWildcardMentioned)
            || has(MessageFlag::WildcardMentioned);
        let wildcards = personal
            .and_then(|personal| personal.wildcard_mentions_notify)
            .unwrap_or(settings.wildcard_mentions_notify)
            || (followed && settings.enable_followed_topic_wildcard_mentions_notify);
        // The most personal of all that hold is what is said.
        if has(MessageFlag::Mentioned) && (personally || everything || following) {
            return Some(Reason::Mention);
        }
        if wildcard && ((personally && wildcards) || everything || following) {
            return Some(Reason::Wildcard);
        }
        if has(MessageFlag::HasAlertWord) && (personally || everything || following) {
            return Some(Reason::AlertWord);
        }
        if following {
            return Some(Reason::Followed);
        }
        everything.then_some(Reason::Channel)
    }

    /// Whether direct messages, mentions and alert words notify.
    fn notifies(&self, way: Way) -> bool {
        let settings = &self.personal.settings;
        match way {
            Way::Desktop => settings.enable_desktop_notifications,
            Way::Sound => settings.enable_sounds,
        }
    }
}

#[cfg(test)]
#[path = "notify_tests.rs"]
mod tests;

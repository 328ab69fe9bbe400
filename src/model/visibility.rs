//! What is hidden because it is muted, and the counts that leave it out.

use super::channels::ChannelState;
use super::organization::Organization;
use super::unreads::MentionKind;
use crate::api::conversation::{Conversation, DmKey};
use crate::api::ids::{ChannelId, MessageId, TopicName};
use crate::api::personal::VisibilityPolicy;
use crate::api::settings::IconCount;

/// How many messages are unread somewhere.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct UnreadCount {
    /// In places that are not muted.
    pub unmuted: usize,
    /// In muted places.
    pub muted: usize,
    /// Those that mention oneself and count.
    pub mentions: usize,
}

impl UnreadCount {
    /// All of them.
    #[must_use]
    pub fn all(self) -> usize {
        self.unmuted + self.muted
    }
}

impl Organization {
    /// Whether a topic is shown among others (combined feed, inbox, counts): its policy decides,
    /// and without one its channel.
    #[must_use]
    pub fn is_topic_visible(&self, channel: ChannelId, topic: &TopicName) -> bool {
        match self.policies.get(channel, topic) {
            VisibilityPolicy::Muted => false,
            VisibilityPolicy::Unmuted | VisibilityPolicy::Followed => true,
            VisibilityPolicy::Inherit | VisibilityPolicy::Unknown(_) => {
                if !self.loaded.channels {
                    return true;
                }
                self.channels
                    .get(channel)
                    .is_some_and(|state| state.is_subscribed() && !state.is_muted())
            }
        }
    }

    /// Whether a topic is shown in its own channel.
    #[must_use]
    pub fn is_topic_visible_in_channel(&self, channel: ChannelId, topic: &TopicName) -> bool {
        match self.policies.get(channel, topic) {
            VisibilityPolicy::Muted => false,
            VisibilityPolicy::Unmuted
            | VisibilityPolicy::Followed
            | VisibilityPolicy::Inherit
            | VisibilityPolicy::Unknown(_) => true,
        }
    }

    /// Whether a direct message conversation is shown among others.
    #[must_use]
    pub fn is_dm_visible(&self, key: &DmKey) -> bool {
        !self.users.is_dm_muted(key)
    }

    /// Whether a conversation is shown among others.
    #[must_use]
    pub fn is_visible(&self, place: &Conversation) -> bool {
        match place {
            Conversation::Topic { channel, topic } => self.is_topic_visible(*channel, topic),
            Conversation::Dm(key) => self.is_dm_visible(key),
        }
    }

    /// Whether a topic's unread messages count: the server looks at the policy and at whether the
    /// channel is muted, and at nothing else. It lists unread messages of archived channels to
    /// clients that it does not tell of these channels.
    fn counts(&self, channel: ChannelId, topic: &TopicName) -> bool {
        match self.policies.get(channel, topic) {
            VisibilityPolicy::Muted => false,
            VisibilityPolicy::Unmuted | VisibilityPolicy::Followed => true,
            VisibilityPolicy::Inherit | VisibilityPolicy::Unknown(_) => !self
                .channels
                .get(channel)
                .is_some_and(ChannelState::is_muted),
        }
    }

    /// Whether an unread mention counts: a wildcard one does only where it is not muted.
    fn mention_counts(&self, id: MessageId, kind: MentionKind) -> bool {
        match kind {
            MentionKind::Direct | MentionKind::Unsaid => true,
            MentionKind::Wildcard => match self.unreads.place(id) {
                Some(Conversation::Topic { channel, topic }) => self.counts(*channel, topic),
                Some(Conversation::Dm(_)) | None => true,
            },
        }
    }

    /// The unread mentions that a fresh register reply would list, ascending.
    #[must_use]
    pub fn unread_mentions(&self) -> Vec<MessageId> {
        let mentions = self
            .unreads
            .mentions()
            .filter(|(id, kind)| self.mention_counts(*id, *kind));
        let mut ids: Vec<MessageId> = mentions.map(|(id, _)| id).collect();
        ids.sort_unstable();
        ids
    }

    /// The unread mentions that the user shall be told of: those in muted direct message
    /// conversations are left out.
    #[must_use]
    pub fn mention_count(&self) -> usize {
        let is_shown = |id: MessageId| match self.unreads.place(id) {
            Some(Conversation::Dm(key)) => self.is_dm_visible(key),
            Some(Conversation::Topic { .. }) | None => true,
        };
        let mentions = self.unreads.mentions();
        mentions
            .filter(|(id, kind)| is_shown(*id) && self.mention_counts(*id, *kind))
            .count()
    }

    /// What a fresh register reply's `unread_msgs.count` would say: direct messages, and channel
    /// messages in places that are not muted.
    #[must_use]
    pub fn unread_total(&self) -> usize {
        let dms: usize = self.unreads.dms().map(|(_, ids)| ids.len()).sum();
        let channels: usize = self
            .unreads
            .channels()
            .map(|channel| self.channel_count(channel).unmuted)
            .sum();
        dms + channels
    }

    /// How many unread messages an icon says, by the person's setting.
    #[must_use]
    pub fn icon_count(&self) -> usize {
        let shown = |(_, ids): (_, &[MessageId])| ids.len();
        let dms = || {
            self.unreads
                .dms()
                .filter(|(key, _)| self.is_dm_visible(key))
        };
        let followed = match self.personal.settings.desktop_icon_count_display {
            IconCount::None => return 0,
            IconCount::All | IconCount::Unknown(_) => {
                let channels = self.unreads.channels();
                let channels = channels.map(|channel| self.channel_count(channel).unmuted);
                return dms().map(shown).sum::<usize>() + channels.sum::<usize>();
            }
            IconCount::DmsMentionsFollowed => true,
            IconCount::DmsMentions => false,
        };
        let is_followed = |channel: ChannelId, topic: &TopicName| {
            followed && self.policies.get(channel, topic) == VisibilityPolicy::Followed
        };
        // What is counted otherwise is not counted again as a mention.
        let mentions = self.unreads.mentions().filter(|(id, kind)| {
            self.mention_counts(*id, *kind)
                && match self.unreads.place(*id) {
                    Some(Conversation::Topic { channel, topic }) => !is_followed(*channel, topic),
                    Some(Conversation::Dm(_)) => false,
                    None => true,
                }
        });
        let topics = self.unreads.channels().flat_map(|channel| {
            let topics = self.unreads.topics(channel);
            topics.filter(move |(topic, _)| is_followed(channel, topic))
        });
        let topics: usize = topics.map(|(_, ids)| ids.len()).sum();
        dms().map(shown).sum::<usize>() + topics + mentions.count()
    }

    fn count_ids(&self, ids: &[MessageId], visible: bool) -> UnreadCount {
        let mentions = ids.iter().filter(|id| {
            self.unreads
                .mention(**id)
                .is_some_and(|kind| self.mention_counts(**id, kind))
        });
        let mentions = mentions.count();
        if visible {
            UnreadCount {
                unmuted: ids.len(),
                muted: 0,
                mentions,
            }
        } else {
            UnreadCount {
                unmuted: 0,
                muted: ids.len(),
                mentions,
            }
        }
    }

    /// The unread messages of a channel.
    #[must_use]
    pub fn channel_count(&self, channel: ChannelId) -> UnreadCount {
        let mut sum = UnreadCount::default();
        for (topic, ids) in self.unreads.topics(channel) {
            let count = self.count_ids(ids, self.counts(channel, topic));
            sum.unmuted += count.unmuted;
            sum.muted += count.muted;
            sum.mentions += count.mentions;
        }
        sum
    }

    /// The unread messages of a topic.
    #[must_use]
    pub fn topic_count(&self, channel: ChannelId, topic: &TopicName) -> UnreadCount {
        self.count_ids(
            self.unreads.of_topic(channel, topic),
            self.counts(channel, topic),
        )
    }

    /// The unread messages of a direct message conversation.
    #[must_use]
    pub fn dm_count(&self, key: &DmKey) -> UnreadCount {
        self.count_ids(self.unreads.of_dm(key), self.is_dm_visible(key))
    }

    /// The unread messages of all direct message conversations.
    #[must_use]
    pub fn dms_count(&self) -> UnreadCount {
        let mut sum = UnreadCount::default();
        for (key, _) in self.unreads.dms() {
            let count = self.dm_count(key);
            sum.unmuted += count.unmuted;
            sum.muted += count.muted;
            sum.mentions += count.mentions;
        }
        sum
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::api::flags::MessageFlag;
    use crate::model::testing::{NOW, arrival, dm, dm_key, event, flagged, message, organization};
    use serde_json::json;

    fn policy(channel: u64, topic: &str, policy: u64) -> crate::api::event::Event {
        event(
            json!({"type": "user_topic", "stream_id": channel, "topic_name": topic,
                     "last_updated": 1, "visibility_policy": policy}),
        )
    }

    #[test]
    fn policy_first_then_the_channel() {
        let mut org = organization();
        for (topic, value) in [("muted", 1), ("unmuted", 2), ("followed", 3)] {
            for channel in [1, 2, 3] {
                org.apply(policy(channel, topic, value), NOW).unwrap();
            }
        }
        let visible =
            |channel: u64, topic: &str| org.is_topic_visible(ChannelId(channel), &topic.into());
        let all = |channel| {
            ["muted", "unmuted", "followed", "plain"].map(|topic| visible(channel, topic))
        };
        assert_eq!(all(1), [false, true, true, true]);
        assert_eq!(all(2), [false, true, true, false]);
        assert_eq!(all(3), [false, true, true, false]);
        assert!(org.is_topic_visible_in_channel(ChannelId(2), &"plain".into()));
        assert!(!org.is_topic_visible_in_channel(ChannelId(2), &"MUTED".into()));
    }

    #[test]
    fn counts_leave_out_what_is_muted_and_direct_mentions_always_count() {
        let mut org = organization();
        let mentioned = [MessageFlag::Mentioned];
        let everybody = [MessageFlag::ChannelWildcardMentioned];
        for message in [
            message(1, 1, "kiln", 7),
            flagged(message(2, 1, "kiln", 7), &everybody),
            flagged(message(3, 2, "noise", 7), &everybody),
            flagged(message(4, 2, "noise", 7), &mentioned),
            message(5, 2, "news", 7),
            flagged(message(6, 3, "far", 7), &mentioned),
            dm(7, &[7], 7),
            flagged(dm(8, &[7, 8], 7), &everybody),
        ] {
            org.apply(arrival(message), NOW).unwrap();
        }
        org.apply(policy(2, "news", 2), NOW).unwrap();
        // Message 6 is in a channel that one is not subscribed to.
        assert_eq!(org.unread_total(), 5);
        assert_eq!(org.unread_mentions(), [2, 4, 8].map(MessageId));
        let firehose = org.channel_count(ChannelId(2));
        assert_eq!(
            firehose,
            UnreadCount {
                unmuted: 1,
                muted: 2,
                mentions: 1
            }
        );
        assert_eq!(firehose.all(), 3);
        // In the followed topic are a mention and another one; a mention is in a muted channel,
        // and there are two direct messages.
        org.apply(policy(1, "kiln", 3), NOW).unwrap();
        let counted = [1, 2, 3, 4].map(|setting| {
            let setting = json!({"type": "user_settings", "op": "update",
                "property": "desktop_icon_count_display", "value": setting});
            org.apply(event(setting), NOW).unwrap();
            org.icon_count()
        });
        assert_eq!(counted, [5, 5, 4, 0]);
        org.apply(policy(1, "Kiln", 1), NOW).unwrap();
        assert_eq!(org.unread_mentions(), [4, 8].map(MessageId));
        assert_eq!((org.mention_count(), org.unread_total()), (2, 3));
        let mute = json!({"type": "muted_users", "muted_users": [{"id": 7, "timestamp": 1}, {"id": 8, "timestamp": 1}]});
        org.apply(event(mute), NOW).unwrap();
        assert_eq!((org.mention_count(), org.unread_mentions().len()), (1, 2));
        assert_eq!(org.dm_count(&dm_key(&[7])).muted, 1);
        assert_eq!(
            org.dms_count(),
            UnreadCount {
                unmuted: 0,
                muted: 2,
                mentions: 1
            }
        );
    }
}

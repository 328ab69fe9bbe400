//! What follows from a message: Notification Bot's words, and topics followed by the way.

use super::send::{Outgoing, To};
use crate::api::ids::{ChannelId, UserId};
use crate::demo::world::account::policy;
use crate::demo::world::store::{Detail, PlaceKind, Rendered};
use crate::demo::world::{NOTIFICATION_BOT, World};

impl World {
    /// Where reports go, if they are taken.
    pub(crate) fn moderation_channel(&self) -> Option<ChannelId> {
        let id = self
            .realm
            .settings
            .get("realm_moderation_request_channel_id")?;
        let id = ChannelId(id.as_u64()?);
        self.channels.get(id).map(|channel| channel.id)
    }

    /// A message of Notification Bot's in a topic; `read` by these people from the start.
    pub(crate) fn notify(
        &mut self,
        channel: ChannelId,
        topic: &str,
        content: &str,
        read_by: &[UserId],
        all_read: bool,
    ) {
        let place = PlaceKind::Topic {
            channel,
            name: topic.into(),
        };
        let message = Outgoing {
            sender: NOTIFICATION_BOT,
            to: To::Topic {
                channel,
                topic: topic.to_owned(),
            },
            content: content.to_owned(),
            client: "Internal".to_owned(),
            read_by_sender: true,
            local: None,
            widget: None,
        };
        let rendered = self.render(content, None);
        let mut silent = Detail::new(content.to_owned(), "Internal");
        silent.client_name = Some("Internal".into());
        let place_id = self.store.topic_or_new(channel, topic);
        let _ = silent.rendered.set(rendered);
        let now = self.now();
        let id = self.store.push(place_id, NOTIFICATION_BOT, now, silent);
        let recipients = self.recipients(&place);
        self.mark_new(id, &message, &recipients);
        let small = id.0 as u32;
        let readers: Vec<UserId> = if all_read {
            self.accounts.keys().copied().collect()
        } else {
            read_by.to_vec()
        };
        for user in readers {
            if let Some(account) = self.accounts.get_mut(&user) {
                account.unread.remove(&small);
            }
        }
        self.tell_of_message(id, &recipients, None);
    }

    /// Follows the topic for people who asked for that where they are mentioned.
    pub(super) fn follow_mentioned(
        &mut self,
        channel: ChannelId,
        topic: &str,
        rendered: &Rendered,
    ) {
        for user in rendered.mentioned_users.clone() {
            let Some(account) = self.accounts.get(&user) else {
                continue;
            };
            let wants = account.setting("automatically_follow_topics_where_mentioned")
                && account.is_subscribed(channel)
                && matches!(
                    account.policy(channel, topic),
                    policy::NONE | policy::UNMUTED
                );
            if wants {
                self.set_topic_policy(user, channel, topic, policy::FOLLOWED);
            }
        }
    }

    /// Follows or unmutes the topic that somebody writes in, as their settings say:
    /// 1 by taking part, 2 by sending, 3 by starting it, 4 never.
    pub(super) fn policy_by_sending(
        &mut self,
        sender: UserId,
        channel: ChannelId,
        topic: &str,
        is_new: bool,
    ) -> Option<u8> {
        let account = self.accounts.get(&sender)?;
        let does = |setting: &str| match account.setting_number(setting) {
            1 | 2 => true,
            3 => is_new,
            _ => false,
        };
        let now = account.policy(channel, topic);
        let wanted = if does("automatically_follow_topics_policy") {
            policy::FOLLOWED
        } else if account.is_channel_muted(channel)
            && does("automatically_unmute_topics_in_muted_streams_policy")
        {
            policy::UNMUTED
        } else {
            return None;
        };
        if now >= wanted || now == policy::MUTED {
            return None;
        }
        self.set_topic_policy(sender, channel, topic, wanted);
        Some(wanted)
    }
}

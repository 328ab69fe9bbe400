//! Typing notices.

use serde_json::{Value, json};

use crate::api::ids::{ChannelId, MessageId, UserId};
use crate::demo::error::{Answer, Refusal};
use crate::demo::world::World;
use crate::demo::world::store::PlaceKind;

/// Larger channels get no typing notices.
const LARGEST_CHANNEL: usize = 100;

impl World {
    fn wants_typing(&self, user: UserId) -> bool {
        self.accounts
            .get(&user)
            .is_none_or(|account| account.setting("receives_typing_notifications"))
    }

    fn sender_json(&self, user: UserId) -> Value {
        let email = self.people.get(user).map_or("", |person| &person.email);
        json!({"user_id": user, "email": email})
    }

    pub(crate) fn type_direct(&self, sender: UserId, others: &[UserId], op: &str) -> Answer<()> {
        let PlaceKind::Direct(people) = self.conversation(sender, others)? else {
            return Ok(());
        };
        let everybody: Vec<UserId> = people.iter().map(|id| UserId(u64::from(*id))).collect();
        let recipients: Vec<Value> = everybody
            .iter()
            .map(|user| self.sender_json(*user))
            .collect();
        let event = json!({
            "type": "typing", "op": op, "message_type": "direct",
            "sender": self.sender_json(sender), "recipients": recipients,
        });
        self.publish(|queue| {
            (everybody.contains(&queue.user) && self.wants_typing(queue.user))
                .then(|| event.clone())
        });
        Ok(())
    }

    pub(crate) fn type_in_topic(
        &self,
        sender: UserId,
        channel: ChannelId,
        topic: &str,
        op: &str,
    ) -> Answer<()> {
        let channel = self.readable_channel(sender, channel)?;
        if channel.subscribers.len() > LARGEST_CHANNEL {
            return Ok(());
        }
        let sender = self.sender_json(sender);
        self.publish(|queue| {
            let capabilities = queue.options.capabilities;
            let listens = capabilities.stream_typing_notifications
                && channel.has_subscriber(queue.user)
                && self.wants_typing(queue.user);
            listens.then(|| {
                json!({
                    "type": "typing", "op": op, "message_type": "stream", "sender": sender,
                    "stream_id": channel.id,
                    "topic": self.shown_topic(topic, capabilities.empty_topic_name),
                })
            })
        });
        Ok(())
    }

    /// Somebody edits one of their messages.
    pub(crate) fn type_edit(&self, sender: UserId, id: MessageId, op: &str) -> Answer<()> {
        let row = self
            .store
            .row(id)
            .filter(|_| self.can_read(sender, id))
            .ok_or_else(Refusal::no_message)?;
        if row.sender() != sender {
            return Err(Refusal::bad(
                "You don't have permission to edit this message",
            ));
        }
        let place = self.store.place(row.place());
        let audience = self.recipients(&place.kind);
        if audience.len() > LARGEST_CHANNEL {
            return Ok(());
        }
        self.publish(|queue| {
            if !audience.contains(&queue.user) || !self.wants_typing(queue.user) {
                return None;
            }
            let recipient = match &place.kind {
                PlaceKind::Direct(_) => {
                    json!({"type": "direct", "user_ids": place.people().collect::<Vec<_>>()})
                }
                PlaceKind::Topic { channel, name } => json!({
                    "type": "channel", "channel_id": channel,
                    "topic": self.shown_topic(name, queue.options.capabilities.empty_topic_name),
                }),
            };
            Some(json!({
                "type": "typing_edit_message", "op": op, "sender_id": sender,
                "message_id": id, "recipient": recipient,
            }))
        });
        Ok(())
    }
}

//! Deleting messages.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::api::ids::{MessageId, UserId};
use crate::demo::error::{Answer, Refusal};
use crate::demo::world::World;
use crate::demo::world::channels::{CAN_DELETE_ANY, CAN_DELETE_OWN};

impl World {
    pub(crate) fn delete(&mut self, user: UserId, id: MessageId) -> Answer<()> {
        self.touchable(user, id)?;
        // Who may delete any message may do so at any time.
        let channel = self.channel_of(id);
        let allows = |setting, at| match channel {
            Some(channel) => self.grants(user, setting, channel, at),
            None => self.realm_allows(user, setting),
        };
        if !allows("can_delete_any_message_group", CAN_DELETE_ANY) {
            let own = self.sender_of(id) == Some(user)
                && allows("can_delete_own_message_group", CAN_DELETE_OWN);
            if !own {
                return Err(Refusal::bad(
                    "You don't have permission to delete this message",
                ));
            }
            let limit = self.realm.limit("message_content_delete_limit_seconds");
            if self.is_too_old(id, limit) {
                return Err(Refusal::bad(
                    "The time limit for deleting this message has passed",
                ));
            }
        }
        self.remove(&[id]);
        Ok(())
    }

    /// Whether a limit in seconds has passed since a message was sent.
    pub(super) fn is_too_old(&self, id: MessageId, limit: Option<u64>) -> bool {
        let sent = self.store.row(id).map_or(0, |row| row.time());
        limit.is_some_and(|limit| self.now() > sent + limit + 20)
    }

    /// Deletes messages of one conversation, with the events.
    pub(crate) fn remove(&mut self, ids: &[MessageId]) {
        let Some(first) = ids.first() else { return };
        let Some(place) = self.store.place_of(*first) else {
            return;
        };
        let channel = place.channel();
        let topic = self.topic_of(*first).unwrap_or("").to_owned();
        let hearers: BTreeSet<UserId> = ids.iter().flat_map(|id| self.hearers(*id)).collect();
        for id in ids {
            self.store.delete(*id);
            for account in self.accounts.values_mut() {
                account.unread.remove(&(id.0 as u32));
                account.flags.remove(&(id.0 as u32));
            }
        }
        let event = |queue: &crate::demo::queues::Queue, ids: Value| {
            let mut event = json!({
                "type": "delete_message",
                "message_type": if channel.is_some() { "stream" } else { "private" },
            });
            if let Value::Object(ids) = ids {
                for (key, value) in ids {
                    event[key] = value;
                }
            }
            if let Some(channel) = channel {
                event["stream_id"] = json!(channel);
                event["topic"] =
                    json!(self.shown_topic(&topic, queue.options.capabilities.empty_topic_name));
            }
            event
        };
        self.publish(|queue| {
            (hearers.contains(&queue.user) && queue.options.capabilities.bulk_message_deletion)
                .then(|| event(queue, json!({"message_ids": ids})))
        });
        for id in ids {
            self.publish(|queue| {
                (hearers.contains(&queue.user) && !queue.options.capabilities.bulk_message_deletion)
                    .then(|| event(queue, json!({"message_id": id})))
            });
        }
    }
}

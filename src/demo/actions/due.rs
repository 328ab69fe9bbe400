//! What happens by the clock: scheduled messages and reminders; and renderings that
//! the server mends by itself.

use serde_json::{Map, Value, json};

use super::send::{Outgoing, To};
use crate::api::ids::{ChannelId, MessageId, UserId};
use crate::demo::error::{Answer, Refusal};
use crate::demo::world::account::Account;
use crate::demo::world::{NOTIFICATION_BOT, World};

fn due(message: &Map<String, Value>, now: u64) -> bool {
    message["failed"] != true
        && message["scheduled_delivery_timestamp"]
            .as_u64()
            .is_some_and(|at| at <= now)
}

impl World {
    /// Whether a scheduled message or a reminder waits to be sent.
    pub(crate) fn has_due(&self) -> bool {
        let now = self.now();
        let waits = |account: &Account| {
            account
                .scheduled
                .iter()
                .chain(&account.reminders)
                .any(|message| due(message, now))
        };
        self.accounts.values().any(waits)
    }

    /// Sends what is due. What can't be sent is kept, marked as failed.
    pub(crate) fn send_due(&mut self) {
        let now = self.now();
        let users: Vec<UserId> = self.accounts.keys().copied().collect();
        for user in users {
            let account = self.account(user);
            let scheduled: Vec<_> = account
                .scheduled
                .iter()
                .filter(|message| due(message, now))
                .cloned()
                .collect();
            let reminders: Vec<_> = account
                .reminders
                .iter()
                .filter(|message| due(message, now))
                .cloned()
                .collect();
            for message in scheduled {
                self.send_scheduled(user, message);
            }
            for reminder in reminders {
                let text = reminder["content"].as_str().unwrap_or("").to_owned();
                let _ = self.send(outgoing(NOTIFICATION_BOT, To::Direct(vec![user]), text));
                let id = reminder["reminder_id"].clone();
                self.account_mut(user)
                    .reminders
                    .retain(|other| other["reminder_id"] != id);
                self.tell_list(
                    user,
                    "reminders",
                    "remove",
                    Map::from_iter([("reminder_id".to_owned(), id)]),
                );
            }
        }
    }

    fn send_scheduled(&mut self, user: UserId, mut message: Map<String, Value>) {
        let to = match &message["to"] {
            Value::Array(people) => To::Direct(
                people
                    .iter()
                    .filter_map(Value::as_u64)
                    .map(UserId)
                    .collect(),
            ),
            channel => To::Topic {
                channel: ChannelId(channel.as_u64().unwrap_or(0)),
                topic: message["topic"].as_str().unwrap_or("").to_owned(),
            },
        };
        let id = message["scheduled_message_id"].as_u64().unwrap_or(0);
        let content = message["content"].as_str().unwrap_or("").to_owned();
        if self.send(outgoing(user, to, content)).is_ok() {
            self.drop_scheduled(user, id);
            return;
        }
        message.insert("failed".into(), json!(true));
        let kept = &mut self.account_mut(user).scheduled;
        if let Some(kept) = kept
            .iter_mut()
            .find(|kept| kept["scheduled_message_id"] == id)
        {
            kept.clone_from(&message);
        }
        let update = Map::from_iter([("scheduled_message".to_owned(), json!(message))]);
        self.tell_list(user, "scheduled_messages", "update", update);
    }

    /// Replaces a message's rendering alone, as when a preview became ready.
    pub(crate) fn rerender(&mut self, id: MessageId, html: &str) -> Answer<()> {
        let mut rendered = self
            .rendered(id)
            .ok_or_else(Refusal::no_message)?
            .into_owned();
        rendered.html = html.to_owned();
        let content = self
            .content(id)
            .ok_or_else(Refusal::no_message)?
            .into_owned();
        let now = self.now();
        let channel = self.channel_of(id);
        let detail = self.detail_mut(id).ok_or_else(Refusal::no_message)?;
        detail.rendered = std::sync::OnceLock::new();
        let _ = detail.rendered.set(rendered);
        let is_me = detail.is_me();
        self.publish(|queue| {
            let account = self.account(queue.user);
            if !self.received(account, queue.user, id) {
                return None;
            }
            let mut event = json!({
                "type": "update_message", "user_id": null, "rendering_only": true,
                "edit_timestamp": now, "message_id": id, "message_ids": [id],
                "flags": self.bare_flags(account, id), "content": content,
                "rendered_content": html, "is_me_message": is_me,
            });
            if let Some(channel) = channel.and_then(|channel| self.channels.get(channel)) {
                event["stream_id"] = json!(channel.id);
                event["stream_name"] = json!(channel.name);
            }
            Some(event)
        });
        Ok(())
    }
}

fn outgoing(sender: UserId, to: To, content: String) -> Outgoing {
    Outgoing {
        sender,
        to,
        content,
        client: "website".to_owned(),
        read_by_sender: true,
        local: None,
        widget: None,
    }
}

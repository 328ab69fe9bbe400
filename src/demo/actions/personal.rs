//! What one person sets for themselves: topics, muted people, alert words, settings.

use serde_json::{Map, Value, json};

use crate::api::ids::{ChannelId, UserId};
use crate::demo::error::{Answer, Refusal};
use crate::demo::world::World;
use crate::demo::world::account::{TopicPolicy, policy};

impl World {
    /// Sets a topic's policy, with the events.
    pub(crate) fn set_topic_policy(
        &mut self,
        user: UserId,
        channel: ChannelId,
        topic: &str,
        policy: u8,
    ) {
        let now = self.now();
        let key = (channel, topic.to_lowercase());
        let account = self.account_mut(user);
        if policy == policy::NONE {
            account.policies.remove(&key);
        } else {
            account.policies.insert(
                key,
                TopicPolicy {
                    name: topic.to_owned(),
                    policy,
                    updated: now,
                },
            );
        }
        self.publish(|queue| {
            (queue.user == user)
                .then(|| json!({"type": "muted_topics", "muted_topics": self.muted_topics(user)}))
        });
        self.publish(|queue| {
            (queue.user == user).then(|| {
                json!({
                    "type": "user_topic", "stream_id": channel, "visibility_policy": policy,
                    "topic_name": self.shown_topic(topic, queue.options.capabilities.empty_topic_name),
                    "last_updated": now,
                })
            })
        });
    }

    /// Muted topics as old clients know them: channel's name, topic, when.
    pub(crate) fn muted_topics(&self, user: UserId) -> Value {
        self.account(user)
            .policies
            .iter()
            .filter(|(_, topic)| topic.policy == policy::MUTED)
            .filter_map(|((channel, _), topic)| {
                let channel = self.channels.get(*channel)?;
                Some(json!([channel.name, topic.name, topic.updated]))
            })
            .collect()
    }

    pub(crate) fn user_topics(&self, user: UserId, empty_topic: bool) -> Value {
        self.account(user)
            .policies
            .iter()
            .map(|((channel, _), topic)| {
                json!({
                    "stream_id": channel, "topic_name": self.shown_topic(&topic.name, empty_topic),
                    "visibility_policy": topic.policy, "last_updated": topic.updated,
                })
            })
            .collect()
    }

    /// Mutes a person: what they said becomes read.
    pub(crate) fn mute_user(&mut self, user: UserId, muted: UserId) -> Answer<()> {
        if user == muted {
            return Err(Refusal::bad("Cannot mute self"));
        }
        if self.people.get(muted).is_none() {
            return Err(Refusal::bad("No such user"));
        }
        if self.account(user).has_muted(muted) {
            return Err(Refusal::bad("User already muted"));
        }
        let now = self.now();
        self.account_mut(user).muted_users.push((muted, now));
        self.mark_read(user, |world, id| {
            world.store.row(id).is_some_and(|row| row.sender() == muted)
        });
        self.tell_muted_users(user);
        Ok(())
    }

    pub(crate) fn unmute_user(&mut self, user: UserId, muted: UserId) -> Answer<()> {
        if !self.account(user).has_muted(muted) {
            return Err(Refusal::bad("User is not muted"));
        }
        self.account_mut(user)
            .muted_users
            .retain(|(other, _)| *other != muted);
        self.tell_muted_users(user);
        Ok(())
    }

    pub(crate) fn muted_users(&self, user: UserId) -> Value {
        self.account(user)
            .muted_users
            .iter()
            .map(|(muted, time)| json!({"id": muted, "timestamp": time}))
            .collect()
    }

    fn tell_muted_users(&self, user: UserId) {
        let event = json!({"type": "muted_users", "muted_users": self.muted_users(user)});
        self.publish_to(user, &event);
    }

    pub(crate) fn change_alert_words(
        &mut self,
        user: UserId,
        words: &[String],
        add: bool,
    ) -> Value {
        let account = self.account_mut(user);
        for word in words {
            let word = word.trim();
            account
                .alert_words
                .retain(|known| !known.eq_ignore_ascii_case(word));
            if add && !word.is_empty() {
                account.alert_words.push(word.to_owned());
            }
        }
        let words = json!(account.alert_words);
        self.publish_to(user, &json!({"type": "alert_words", "alert_words": words}));
        words
    }

    /// Sets a personal setting that there is, to a value of its kind.
    pub(crate) fn change_setting(
        &mut self,
        user: UserId,
        name: &str,
        value: Value,
    ) -> Answer<bool> {
        let account = self.account_mut(user);
        let Some(old) = account.settings.get(name) else {
            return Ok(false);
        };
        let same_kind = std::mem::discriminant(old) == std::mem::discriminant(&value);
        if !same_kind {
            return Err(Refusal::bad(format!("Invalid {name}")));
        }
        if *old != value {
            account.settings.insert(name.to_owned(), value.clone());
            let mut event =
                json!({"type": "user_settings", "op": "update", "property": name, "value": value});
            if name == "default_language" {
                event["language_name"] = value;
            }
            self.publish_to(user, &event);
            match name {
                "presence_enabled" => self.show_or_hide(user, self.account(user).setting(name)),
                "timezone" => self.move_person(user),
                _ => {}
            }
        }
        Ok(true)
    }

    /// Forgets a scheduled message, with the event: whether there was one.
    pub(crate) fn drop_scheduled(&mut self, user: UserId, id: u64) -> bool {
        let scheduled = &mut self.account_mut(user).scheduled;
        let before = scheduled.len();
        scheduled.retain(|message| message["scheduled_message_id"] != id);
        let dropped = scheduled.len() < before;
        if dropped {
            self.tell_list(
                user,
                "scheduled_messages",
                "remove",
                Map::from_iter([("scheduled_message_id".to_owned(), json!(id))]),
            );
        }
        dropped
    }

    /// An event of one of the personal lists.
    pub(crate) fn tell_list(&self, user: UserId, kind: &str, op: &str, rest: Map<String, Value>) {
        let mut event = rest;
        event.insert("type".into(), json!(kind));
        event.insert("op".into(), json!(op));
        self.publish_to(user, &Value::Object(event));
    }
}

//! Joining and leaving channels, and a person's side of them.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::channels::gone;
use crate::api::ids::{ChannelId, UserId};
use crate::demo::error::{Answer, Refusal};
use crate::demo::world::World;
use crate::demo::world::account::{Subscription, default_color};

impl World {
    /// Adds people to channels, with the events. Gives back which are new, by person.
    pub(crate) fn subscribe(
        &mut self,
        channels: &[ChannelId],
        users: &[UserId],
    ) -> BTreeMap<UserId, Vec<ChannelId>> {
        let mut added: BTreeMap<UserId, Vec<ChannelId>> = BTreeMap::new();
        let from = self.store.last_id() + 1;
        for id in channels {
            for user in users {
                let saw = self
                    .channels
                    .get(*id)
                    .is_some_and(|channel| self.can_see_channel(*user, channel));
                if !self
                    .channels
                    .get_mut(*id)
                    .is_some_and(|channel| channel.add_subscriber(*user))
                {
                    continue;
                }
                added.entry(*user).or_default().push(*id);
                if !saw {
                    // A private channel comes into sight with the subscription.
                    let user = *user;
                    self.tell_created(*id, |_, other| other == user);
                }
                if self.accounts.contains_key(user) {
                    let color = default_color(*user, *id);
                    let subscriptions = &mut self.account_mut(*user).subscriptions;
                    match subscriptions.get_mut(id) {
                        Some(subscription) => {
                            subscription.active = true;
                            subscription.heard.push((from as u32, u32::MAX));
                        }
                        None => {
                            subscriptions.insert(*id, Subscription::new(color, from));
                        }
                    }
                }
            }
        }
        for (user, ids) in &added {
            self.publish(|queue| {
                if queue.user != *user {
                    return None;
                }
                let subscriptions: Vec<Value> = ids
                    .iter()
                    .filter_map(|id| self.channels.get(*id))
                    .map(|channel| {
                        Value::Object(self.subscription_json(
                            *user,
                            channel,
                            queue.options.include_subscribers,
                        ))
                    })
                    .collect();
                Some(json!({"type": "subscription", "op": "add", "subscriptions": subscriptions}))
            });
        }
        for id in channels {
            let users: Vec<UserId> = added
                .iter()
                .filter(|(_, ids)| ids.contains(id))
                .map(|(user, _)| *user)
                .collect();
            if !users.is_empty() {
                self.tell_peers("peer_add", &[*id], &users);
            }
        }
        added
    }

    /// Takes people out of channels, with the events: which of them were in it.
    pub(crate) fn unsubscribe(
        &mut self,
        channels: &[ChannelId],
        users: &[UserId],
    ) -> Vec<ChannelId> {
        let now = self.store.last_id() + 1;
        let mut left = Vec::new();
        for id in channels {
            let mut gone = Vec::new();
            for user in users {
                if !self
                    .channels
                    .get_mut(*id)
                    .is_some_and(|channel| channel.remove_subscriber(*user))
                {
                    continue;
                }
                gone.push(*user);
                let Some(account) = self.accounts.get_mut(user) else {
                    continue;
                };
                if let Some(subscription) = account.subscriptions.get_mut(id) {
                    subscription.active = false;
                    if let Some(last) = subscription.heard.last_mut() {
                        last.1 = now as u32;
                    }
                }
                let name = self.channels.get(*id).map_or("", |channel| &channel.name);
                let event = json!({
                    "type": "subscription", "op": "remove",
                    "subscriptions": [{"stream_id": id, "name": name}],
                });
                self.publish_to(*user, &event);
                let channel = *id;
                self.mark_read(*user, |world, message| {
                    world.channel_of(message) == Some(channel)
                });
                self.tell_if_out_of_sight(channel, *user);
            }
            if !gone.is_empty() {
                left.push(*id);
                self.tell_peers("peer_remove", &[*id], &gone);
            }
        }
        left
    }

    /// A private channel that somebody left is gone for them.
    fn tell_if_out_of_sight(&self, id: ChannelId, user: UserId) {
        let hidden = self
            .channels
            .get(id)
            .is_some_and(|channel| !self.can_see_channel(user, channel));
        if hidden {
            self.publish_to(user, &gone(id));
        }
    }

    /// Sets one property of a person's side of a channel.
    pub(crate) fn set_subscription(
        &mut self,
        user: UserId,
        id: ChannelId,
        property: &str,
        value: &Value,
    ) -> Answer<()> {
        self.channels
            .get(id)
            .filter(|channel| !channel.archived && channel.has_subscriber(user))
            .ok_or_else(Refusal::no_channel)?;
        let account = self.account_mut(user);
        let subscription = account
            .subscriptions
            .get_mut(&id)
            .ok_or_else(Refusal::no_channel)?;
        let wrong = || Refusal::bad(format!("Invalid value for {property}"));
        let mut twin = None;
        match property {
            "color" => {
                let color = value
                    .as_str()
                    .filter(|color| color.len() == 7 && color.starts_with('#'));
                subscription.color = color.ok_or_else(wrong)?.to_owned();
            }
            "is_muted" | "in_home_view" => {
                let value = value.as_bool().ok_or_else(wrong)?;
                subscription.muted = value == (property == "is_muted");
                twin = Some(subscription.muted);
            }
            "pin_to_top" => subscription.pinned = value.as_bool().ok_or_else(wrong)?,
            _ => {
                let wanted = if value.is_null() {
                    None
                } else {
                    Some(value.as_bool().ok_or_else(wrong)?)
                };
                match property {
                    "desktop_notifications" => subscription.desktop = wanted,
                    "audible_notifications" => subscription.audible = wanted,
                    "push_notifications" => subscription.push = wanted,
                    "email_notifications" => subscription.email = wanted,
                    "wildcard_mentions_notify" => subscription.wildcard = wanted,
                    _ => {
                        return Err(Refusal::bad(format!(
                            "Unknown subscription property: {property}"
                        )));
                    }
                }
            }
        }
        let event = |property: &str, value: &Value| {
            json!({
                "type": "subscription", "op": "update", "stream_id": id,
                "property": property, "value": value,
            })
        };
        match twin {
            Some(muted) => {
                self.publish_to(user, &event("in_home_view", &json!(!muted)));
                self.publish_to(user, &event("is_muted", &json!(muted)));
            }
            None => self.publish_to(user, &event(property, value)),
        }
        Ok(())
    }
}

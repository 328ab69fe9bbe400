//! Subscribing, leaving, making and changing channels.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use crate::api::ids::{ChannelId, FolderId, UserId};
use crate::demo::error::{Answer, Refusal};
use crate::demo::json::Fields;
use crate::demo::world::World;
use crate::demo::world::account::{Subscription, default_color};
use crate::demo::world::channels::{CAN_ADMINISTER, Channel, PERMISSIONS};
use crate::demo::world::groups::{ADMINISTRATORS, EVERYONE, GroupSetting, NOBODY};

/// A channel about to be made.
#[derive(Debug, Clone, Default)]
pub(crate) struct NewChannel {
    pub(crate) name: String,
    pub(crate) description: String,
    pub(crate) invite_only: bool,
    pub(crate) web_public: bool,
    pub(crate) history_public: Option<bool>,
    pub(crate) folder: Option<FolderId>,
    /// In the order of [`PERMISSIONS`].
    pub(crate) permissions: [Option<GroupSetting>; 5],
}

impl World {
    /// Writes a channel's object; with `side_of` a person's side of it.
    pub(crate) fn write_channel(
        &self,
        out: &mut String,
        channel: &Channel,
        side_of: Option<UserId>,
        subscribers: bool,
    ) {
        let mut fields = Fields::open(out);
        let first = self
            .store
            .channel_ids(channel.id)
            .first()
            .map(|id| u64::from(*id));
        channel.write(&mut fields, first, self.plain);
        let side = side_of.and_then(|user| self.account(user).subscriptions.get(&channel.id));
        if let Some(side) = side {
            side.write(&mut fields);
        }
        if subscribers {
            fields.list("subscribers", &channel.subscribers);
        }
        fields.close();
    }

    /// The channel's object for clients.
    pub(crate) fn channel_json(&self, channel: &Channel) -> Map<String, Value> {
        let mut text = String::new();
        self.write_channel(&mut text, channel, None, false);
        serde_json::from_str(&text).unwrap_or_default()
    }

    /// The channel's object with a person's side of it.
    pub(crate) fn subscription_json(
        &self,
        user: UserId,
        channel: &Channel,
        subscribers: bool,
    ) -> Map<String, Value> {
        let mut text = String::new();
        self.write_channel(&mut text, channel, Some(user), subscribers);
        serde_json::from_str(&text).unwrap_or_default()
    }

    pub(crate) fn tell_peers(&self, op: &str, channels: &[ChannelId], users: &[UserId]) {
        for id in channels {
            let Some(channel) = self.channels.get(*id) else {
                continue;
            };
            self.publish(|queue| {
                (self.can_see_channel(queue.user, channel) && !users.contains(&queue.user)).then(
                    || json!({"type": "subscription", "op": op, "stream_ids": [id], "user_ids": users}),
                )
            });
        }
    }

    /// Makes a channel; nobody is in it yet.
    pub(crate) fn make_channel(&mut self, creator: UserId, new: NewChannel) -> Answer<ChannelId> {
        let name = new.name.trim();
        if name.is_empty() {
            return Err(Refusal::bad("Channel name can't be empty!"));
        }
        if name.chars().count() > 60 {
            return Err(Refusal::bad(
                "Channel name too long (limit: 60 characters).",
            ));
        }
        if self.is_guest(creator) {
            return Err(Refusal::bad("Insufficient permission"));
        }
        let id = self.channels.next_id();
        let mut permissions = [
            GroupSetting::Named(NOBODY),
            GroupSetting::only(creator),
            GroupSetting::Named(ADMINISTRATORS),
            GroupSetting::Named(EVERYONE),
            GroupSetting::Named(NOBODY),
        ];
        for (setting, wanted) in permissions.iter_mut().zip(new.permissions) {
            if let Some(wanted) = wanted {
                *setting = wanted;
            }
        }
        let rendered_description = self.render_description(&new.description);
        self.channels.insert(Channel {
            id,
            name: name.to_owned(),
            description: new.description,
            rendered_description,
            created: self.now(),
            creator: Some(creator),
            invite_only: new.invite_only,
            web_public: new.web_public,
            history_public: new.history_public.unwrap_or(true),
            archived: false,
            retention_days: None,
            folder: new.folder,
            recently_active: true,
            weekly_traffic: None,
            permissions,
            subscribers: Vec::new(),
        });
        self.tell_created(id, |_, _| true);
        Ok(id)
    }

    /// Tells of a channel those who see it and fulfil a condition.
    fn tell_created(&self, id: ChannelId, who: impl Fn(&Self, UserId) -> bool) {
        let Some(channel) = self.channels.get(id) else {
            return;
        };
        let event =
            json!({"type": "stream", "op": "create", "streams": [self.channel_json(channel)]});
        self.publish(|queue| {
            (self.can_see_channel(queue.user, channel) && who(self, queue.user))
                .then(|| event.clone())
        });
    }

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
            self.publish_to(
                user,
                &json!({"type": "stream", "op": "delete", "stream_ids": [id], "streams": [{"stream_id": id}]}),
            );
        }
    }

    pub(crate) fn may_administer(&self, user: UserId, channel: &Channel) -> bool {
        self.is_admin(user) || self.allowed(user, &channel.permissions[CAN_ADMINISTER])
    }

    /// Tells those who see a channel that a property of it changed.
    pub(crate) fn tell_channel(&self, id: ChannelId, property: &str, value: Value, more: Value) {
        let Some(channel) = self.channels.get(id) else {
            return;
        };
        let mut event = json!({
            "type": "stream", "op": "update", "stream_id": id, "name": channel.name,
            "property": property, "value": value,
        });
        if let Value::Object(more) = more {
            for (key, value) in more {
                event[key] = value;
            }
        }
        self.publish(|queue| {
            self.can_see_channel(queue.user, channel)
                .then(|| event.clone())
        });
    }

    fn actor(&self, user: UserId) -> String {
        let name = self.people.get(user).map_or("", |person| &person.name);
        format!("@_**{name}|{user}**")
    }

    pub(crate) fn rename_channel(&mut self, user: UserId, id: ChannelId, name: &str) -> Answer<()> {
        if self
            .channels
            .by_name(name)
            .is_some_and(|other| other.id != id)
        {
            return Err(Refusal::bad("Channel name already in use."));
        }
        let old = self
            .channels
            .get(id)
            .map(|channel| channel.name.clone())
            .unwrap_or_default();
        // The event still carries the old name beside the new one.
        self.tell_channel(id, "name", json!(name), Value::Null);
        if let Some(channel) = self.channels.get_mut(id) {
            channel.name = name.to_owned();
        }
        let text = format!(
            "{} renamed channel **{old}** to **{name}**.",
            self.actor(user)
        );
        self.notify(id, "channel events", &text, &[], false);
        Ok(())
    }

    pub(crate) fn describe_channel(&mut self, user: UserId, id: ChannelId, text: &str) {
        let rendered = self.render_description(text);
        let Some(channel) = self.channels.get_mut(id) else {
            return;
        };
        let old = std::mem::replace(&mut channel.description, text.to_owned());
        channel.rendered_description.clone_from(&rendered);
        self.tell_channel(
            id,
            "description",
            json!(text),
            json!({"rendered_description": rendered}),
        );
        let text = format!(
            "{} changed the description for this channel.\n\n* **Old description:**\n```` quote\n{old}\n````\n* **New description:**\n```` quote\n{text}\n````",
            self.actor(user)
        );
        self.notify(id, "channel events", &text, &[], false);
    }

    pub(crate) fn set_privacy(
        &mut self,
        user: UserId,
        id: ChannelId,
        private: bool,
        web: bool,
        history: bool,
    ) {
        let Some(channel) = self.channels.get_mut(id) else {
            return;
        };
        (
            channel.invite_only,
            channel.web_public,
            channel.history_public,
        ) = (private, web, history);
        self.tell_channel(
            id,
            "invite_only",
            json!(private),
            json!({"is_web_public": web, "history_public_to_subscribers": history}),
        );
        let text = format!(
            "{} changed the [access permissions](/help/channel-permissions) for this channel.",
            self.actor(user)
        );
        self.notify(id, "channel events", &text, &[], false);
    }

    pub(crate) fn set_permission(&mut self, id: ChannelId, index: usize, setting: GroupSetting) {
        let value = setting.to_json();
        if let Some(channel) = self.channels.get_mut(id) {
            channel.permissions[index] = setting;
        }
        self.tell_channel(id, PERMISSIONS[index], value, Value::Null);
    }

    /// Archives or unarchives a channel, with what each kind of client hears of it.
    pub(crate) fn set_archived(&mut self, id: ChannelId, archived: bool) {
        let Some(channel) = self.channels.get_mut(id) else {
            return;
        };
        if channel.archived == archived {
            return;
        }
        channel.archived = archived;
        let Some(channel) = self.channels.get(id) else {
            return;
        };
        let name = channel.name.clone();
        self.publish(|queue| {
            if !self.can_see_channel(queue.user, channel) {
                return None;
            }
            if queue.options.capabilities.archived_channels {
                return Some(json!({
                    "type": "stream", "op": "update", "property": "is_archived", "value": archived,
                    "stream_id": id, "name": name,
                }));
            }
            archived.then(|| {
                json!({"type": "stream", "op": "delete", "stream_ids": [id], "streams": [{"stream_id": id}]})
            })
        });
        if !archived {
            // Clients that were told it is gone learn of it anew.
            let create =
                json!({"type": "stream", "op": "create", "streams": [self.channel_json(channel)]});
            self.publish(|queue| {
                (!queue.options.capabilities.archived_channels
                    && self.can_see_channel(queue.user, channel))
                .then(|| create.clone())
            });
            self.publish(|queue| {
                (!queue.options.capabilities.archived_channels
                    && channel.has_subscriber(queue.user))
                .then(|| {
                    let subscription = self.subscription_json(
                        queue.user,
                        channel,
                        queue.options.include_subscribers,
                    );
                    json!({"type": "subscription", "op": "add", "subscriptions": [subscription]})
                })
            });
        }
        let text = if archived {
            format!("Channel {name} has been archived.")
        } else {
            format!("Channel {name} un-archived.")
        };
        self.notify(id, "channel events", &text, &[], true);
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

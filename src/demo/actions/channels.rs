//! Subscribing, leaving, making and changing channels.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value, json};

use crate::api::ids::{ChannelId, FolderId, UserId};
use crate::demo::error::{Answer, Refusal};
use crate::demo::json::Fields;
use crate::demo::world::World;
use crate::demo::world::channels::{
    CAN_ADD, CAN_ADMINISTER, CAN_REMOVE, CAN_SUBSCRIBE, Channel, PERMISSIONS, TELLS_COUNTS,
    usual_permissions,
};
use crate::demo::world::groups::GroupSetting;

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
    pub(crate) permissions: [Option<GroupSetting>; 11],
    pub(crate) topics_policy: Option<String>,
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
        if self.feature_level >= TELLS_COUNTS {
            fields.number("subscriber_count", channel.subscribers.len());
        }
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
        let setting = match (new.invite_only, new.web_public) {
            (true, _) => "can_create_private_channel_group",
            (false, true) => "can_create_web_public_channel_group",
            (false, false) => "can_create_public_channel_group",
        };
        if self.is_guest(creator) || !self.realm_allows(creator, setting) {
            return Err(Refusal::bad("Insufficient permission"));
        }
        if let Some(folder) = new.folder {
            self.known_folder(folder)?;
        }
        let id = self.channels.next_id();
        let mut permissions = usual_permissions(creator);
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
            topics_policy: new.topics_policy.unwrap_or_else(|| "inherit".to_owned()),
            subscribers: Vec::new(),
        });
        self.tell_created(id, |_, _| true);
        Ok(id)
    }

    /// Tells of a channel those who see it and fulfil a condition.
    pub(super) fn tell_created(&self, id: ChannelId, who: impl Fn(&Self, UserId) -> bool) {
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

    /// The channels that each signed-in person sees.
    pub(super) fn sight(&self) -> BTreeMap<UserId, BTreeSet<ChannelId>> {
        let seen = |user: UserId| {
            self.channels
                .iter()
                .filter(|channel| self.can_see_channel(user, channel))
                .map(|channel| channel.id)
                .collect()
        };
        self.accounts
            .keys()
            .map(|user| (*user, seen(*user)))
            .collect()
    }

    /// Tells people of the channels that came into their sight, and of those that went.
    pub(super) fn tell_of_sight(&self, before: &BTreeMap<UserId, BTreeSet<ChannelId>>) {
        for (user, now) in self.sight() {
            let Some(before) = before.get(&user) else {
                continue;
            };
            for id in now.difference(before) {
                let Some(channel) = self.channels.get(*id) else {
                    continue;
                };
                self.tell_created(*id, |_, other| other == user);
                // Who is in it is told as if they had all just come.
                let peers = json!({
                    "type": "subscription", "op": "peer_add", "stream_ids": [id],
                    "user_ids": channel.subscribers,
                });
                self.publish_to(user, &peers);
            }
            for id in before.difference(&now) {
                self.publish_to(user, &gone(*id));
            }
        }
    }

    /// That there is such a folder.
    pub(crate) fn known_folder(&self, folder: FolderId) -> Answer<()> {
        let mut folders = self.channels.folders.iter();
        match folders.any(|other| other.id == folder) {
            true => Ok(()),
            false => Err(Refusal::bad("Invalid channel folder ID")),
        }
    }

    /// Whether somebody may subscribe to a channel by themselves.
    pub(crate) fn may_join(&self, user: UserId, channel: &Channel) -> bool {
        self.can_read_channel(user, channel)
            || (!self.is_guest(user)
                && [CAN_ADD, CAN_SUBSCRIBE]
                    .iter()
                    .any(|at| self.allowed(user, &channel.permissions[*at])))
    }

    /// Whether somebody may subscribe others to a channel.
    pub(crate) fn may_add_people(&self, user: UserId, channel: &Channel) -> bool {
        !self.is_guest(user)
            && (self.allowed(user, &channel.permissions[CAN_ADD])
                || (self.may_join(user, channel)
                    && (self.realm_allows(user, "can_add_subscribers_group")
                        || self.may_administer(user, channel))))
    }

    /// Whether somebody may take others out of a channel.
    pub(crate) fn may_remove_people(&self, user: UserId, channel: &Channel) -> bool {
        self.may_administer(user, channel) || self.allowed(user, &channel.permissions[CAN_REMOVE])
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
        if name.is_empty() {
            return Err(Refusal::bad("Channel name can't be empty!"));
        }
        if name.chars().count() > 60 {
            return Err(Refusal::bad(
                "Channel name too long (limit: 60 characters).",
            ));
        }
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
        let sight = self.sight();
        let Some(channel) = self.channels.get_mut(id) else {
            return;
        };
        (
            channel.invite_only,
            channel.web_public,
            channel.history_public,
        ) = (private, web, history);
        // Those who see it only now must know of it before they hear of its change.
        self.tell_of_sight(&sight);
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
            archived.then(|| gone(id))
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
}

/// The event that takes a channel out of sight.
pub(super) fn gone(id: ChannelId) -> Value {
    json!({"type": "stream", "op": "delete", "stream_ids": [id], "streams": [{"stream_id": id}]})
}

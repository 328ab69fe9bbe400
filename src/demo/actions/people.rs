//! Presence, status, names and roles.

use serde_json::{Map, Value, json};

use crate::api::ids::{GroupId, UserId};
use crate::demo::error::{Answer, Refusal};
use crate::demo::world::World;
use crate::demo::world::groups::groups_of_role;
use crate::demo::world::people::Status;

/// Larger organizations get no presence events.
const LARGEST_FOR_PRESENCE: usize = 100;

impl World {
    /// Somebody is here, at their keys or not.
    pub(crate) fn be_present(&mut self, user: UserId, active: bool) {
        let now = self.now();
        let quiet = self.people.len() > LARGEST_FOR_PRESENCE;
        let Some(person) = self.people.get_mut(user) else {
            return;
        };
        let was_offline = person.idle_at.max(person.active_at) + 140 < now;
        let became_active = active && person.active_at + 140 < now;
        person.idle_at = now;
        if active {
            person.active_at = now;
        }
        self.presence_update += 1;
        if (was_offline || became_active) && !quiet {
            self.tell_of_presence(user);
        }
    }

    /// Tells of somebody's presence in the form that each client wants.
    pub(crate) fn tell_of_presence(&self, user: UserId) {
        let Some(person) = self.people.get(user) else {
            return;
        };
        let status = if person.active_at >= person.idle_at {
            "active"
        } else {
            "idle"
        };
        self.publish(|queue| {
            if queue.options.capabilities.simplified_presence_events && !self.plain {
                return Some(json!({
                    "type": "presence",
                    "presences": {user.to_string(): {
                        "active_timestamp": person.active_at, "idle_timestamp": person.idle_at,
                    }},
                }));
            }
            let mut event = json!({
                "type": "presence", "user_id": user, "server_timestamp": self.clock.precise(),
                "presence": {"website": {
                    "client": "website", "status": status, "pushable": false,
                    "timestamp": person.active_at.max(person.idle_at),
                }},
            });
            if !queue.options.slim_presence {
                event["email"] = json!(person.email);
            }
            Some(event)
        });
    }

    /// Changes the parts of a status that are given.
    pub(crate) fn change_status(
        &mut self,
        user: UserId,
        text: Option<String>,
        emoji: Option<[String; 3]>,
    ) -> Answer<()> {
        if text.as_ref().is_some_and(|text| text.chars().count() > 60) {
            return Err(Refusal::bad(
                "status_text is too long (limit: 60 characters)",
            ));
        }
        let person = self
            .people
            .get_mut(user)
            .ok_or_else(|| Refusal::bad("No such user"))?;
        let mut status = person.status.as_deref().cloned().unwrap_or_default();
        let mut event = Map::new();
        if let Some(text) = text {
            event.insert("status_text".into(), json!(text));
            status.text = text;
        }
        if let Some(emoji) = emoji {
            for (key, value) in ["emoji_name", "emoji_code", "reaction_type"]
                .iter()
                .zip(&emoji)
            {
                event.insert((*key).to_owned(), json!(value));
            }
            status.emoji = emoji;
        }
        person.status = (!status.is_empty()).then(|| Box::new(status));
        event.insert("type".into(), json!("user_status"));
        event.insert("user_id".into(), json!(user));
        self.publish_all(&Value::Object(event));
        Ok(())
    }

    pub(crate) fn status_of(&self, user: UserId) -> Option<&Status> {
        self.people.get(user)?.status.as_deref()
    }

    fn tell_person(&self, user: UserId, mut changed: Value) {
        changed["user_id"] = json!(user);
        self.people_changed();
        self.publish_all(&json!({"type": "realm_user", "op": "update", "person": changed}));
    }

    pub(crate) fn rename_person(&mut self, user: UserId, name: &str) -> Answer<()> {
        let name = name.trim();
        if name.chars().count() < 2 {
            return Err(Refusal::bad("Name too short!"));
        }
        if name.contains(['*', '`', '\\', '>', '"', '@']) {
            return Err(Refusal::bad("Invalid characters in name!"));
        }
        let person = self
            .people
            .get_mut(user)
            .ok_or_else(|| Refusal::bad("No such user"))?;
        person.name = name.into();
        self.tell_person(user, json!({"full_name": name}));
        Ok(())
    }

    pub(crate) fn change_role(&mut self, user: UserId, role: u16) -> Answer<()> {
        if !matches!(role, 100 | 200 | 300 | 400 | 600) {
            return Err(Refusal::bad("Invalid role"));
        }
        let sight = self.sight();
        let person = self
            .people
            .get_mut(user)
            .ok_or_else(|| Refusal::bad("No such user"))?;
        let old = std::mem::replace(&mut person.role, role);
        if old == role {
            return Ok(());
        }
        self.tell_person(user, json!({"role": role}));
        for group in groups_of_role(old) {
            self.tell_membership(*group, "remove_members", &[user]);
        }
        for group in groups_of_role(role) {
            self.tell_membership(*group, "add_members", &[user]);
        }
        self.tell_of_sight(&sight);
        Ok(())
    }

    pub(crate) fn tell_membership(&self, group: GroupId, op: &str, users: &[UserId]) {
        self.publish_all(
            &json!({"type": "user_group", "op": op, "group_id": group, "user_ids": users}),
        );
    }

    /// Deactivates or reactivates somebody.
    pub(crate) fn set_active(&mut self, user: UserId, active: bool) -> Answer<()> {
        let person = self
            .people
            .get_mut(user)
            .ok_or_else(|| Refusal::bad("No such user"))?;
        if person.active == active {
            return Ok(());
        }
        person.active = active;
        let groups = groups_of_role(person.role);
        let channels: Vec<_> = self
            .channels
            .iter()
            .filter(|channel| channel.has_subscriber(user))
            .map(|channel| channel.id)
            .collect();
        if active {
            self.tell_person(user, json!({"is_active": true}));
            self.tell_peers("peer_add", &channels, &[user]);
            for group in groups {
                self.tell_membership(*group, "add_members", &[user]);
            }
        } else {
            self.queues().expire(Some(user));
            self.tell_peers("peer_remove", &channels, &[user]);
            self.tell_person(user, json!({"is_active": false}));
        }
        Ok(())
    }

    pub(crate) fn set_profile(
        &mut self,
        user: UserId,
        field: u64,
        value: Option<String>,
    ) -> Answer<()> {
        let known = self
            .realm
            .profile_fields
            .iter()
            .any(|known| known["id"] == field);
        let person = self
            .people
            .get_mut(user)
            .filter(|_| known)
            .ok_or_else(|| Refusal::bad(format!("Field id {field} not found.")))?;
        person.profile.retain(|(id, _)| *id != field);
        let mut changed = json!({"id": field, "value": value});
        if let Some(value) = value {
            if crate::demo::world::realm::is_rendered_field(field) {
                changed["rendered_value"] = json!(format!("<p>{value}</p>"));
            }
            person.profile.push((field, value));
            person.profile.sort_by_key(|(id, _)| *id);
        }
        self.tell_person(user, json!({"custom_profile_field": changed}));
        Ok(())
    }

    /// Presence by id, of those seen since `since` (seconds since 1970).
    pub(crate) fn presences(&self, since: u64) -> Map<String, Value> {
        self.people
            .iter()
            .filter(|person| {
                person.active
                    && person.bot.is_none()
                    && person.idle_at.max(person.active_at) > since
            })
            .map(|person| {
                (
                    person.id.to_string(),
                    json!({"active_timestamp": person.active_at, "idle_timestamp": person.idle_at}),
                )
            })
            .collect()
    }
}

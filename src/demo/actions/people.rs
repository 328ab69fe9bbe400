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

    /// Somebody hides that they are there, or shows it again: the others are told at once.
    pub(crate) fn show_or_hide(&mut self, user: UserId, shown: bool) {
        // Longer ago than anybody counts as there.
        const LONG_AGO: u64 = 140 + 120;
        let now = self.now();
        if let Some(person) = self.people.get_mut(user) {
            let at = if shown { now } else { now - LONG_AGO };
            (person.active_at, person.idle_at) = (at, at);
            self.presence_update += 1;
            self.tell_of_presence(user);
        }
    }

    /// Somebody's time zone is what they set it to.
    pub(crate) fn move_person(&mut self, user: UserId) {
        let zone = self.account(user).settings["timezone"].clone();
        if let Some(person) = self.people.get_mut(user) {
            person.timezone = zone.as_str().unwrap_or_default().into();
            self.tell_person(user, json!({"timezone": zone}));
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
        if name.chars().count() > 100 {
            return Err(Refusal::bad("Name too long!"));
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

    /// Fills a field of somebody's profile in, or empties it. Others than oneself may change
    /// what oneself may not.
    pub(crate) fn set_profile(
        &mut self,
        user: UserId,
        field: u64,
        value: Option<String>,
        by_oneself: bool,
    ) -> Answer<()> {
        let unknown = || Refusal::bad(format!("Field id {field} not found."));
        let known = self.realm.profile_fields.iter();
        let known = known.clone().find(|known| known["id"] == field);
        let known = known.ok_or_else(unknown)?;
        if by_oneself && known["editable_by_user"] == json!(false) {
            return Err(Refusal::bad(
                "You are not allowed to change this field. Contact an administrator to update it.",
            ));
        }
        if let Some(value) = &value {
            self.check_profile_value(known, value)?;
        }
        let rendered = known["type"] == json!(2);
        let person = self.people.get_mut(user).ok_or_else(unknown)?;
        person.profile.retain(|(id, _)| *id != field);
        let mut changed = json!({"id": field, "value": value});
        if let Some(value) = value {
            if rendered {
                changed["rendered_value"] = json!(format!("<p>{value}</p>"));
            }
            person.profile.push((field, value));
            person.profile.sort_by_key(|(id, _)| *id);
        }
        self.tell_person(user, json!({"custom_profile_field": changed}));
        Ok(())
    }

    /// Whether a value is of the kind that a field holds.
    fn check_profile_value(&self, field: &Value, value: &str) -> Answer<()> {
        let name = field["name"].as_str().unwrap_or_default();
        let limit = |most: usize| match value.chars().count() > most {
            true => Err(Refusal::bad(format!(
                "{name} is too long (limit: {most} characters)"
            ))),
            false => Ok(()),
        };
        match field["type"].as_u64().unwrap_or_default() {
            1 | 7 | 8 => limit(50),
            2 => limit(500),
            3 => {
                let data = field["field_data"].as_str().unwrap_or_default();
                let choices: Value = serde_json::from_str(data).unwrap_or_default();
                match choices.get(value) {
                    Some(_) => Ok(()),
                    None => Err(Refusal::bad(format!(
                        "'{value}' is not a valid choice for '{name}'."
                    ))),
                }
            }
            4 => match value.parse::<jiff::civil::Date>() {
                Ok(_) => Ok(()),
                Err(_) => Err(Refusal::bad(format!("{name} is not a date"))),
            },
            5 => match url::Url::parse(value) {
                Ok(_) => Ok(()),
                Err(_) => Err(Refusal::bad(format!("{name} is not a URL"))),
            },
            6 => {
                let ids: Vec<u64> = serde_json::from_str(value)
                    .map_err(|_| Refusal::bad("User IDs is not a list"))?;
                let stranger = ids
                    .iter()
                    .find(|id| self.people.get(UserId(**id)).is_none());
                match stranger {
                    Some(id) => Err(Refusal::bad(format!("Invalid user ID: {id}"))),
                    None => Ok(()),
                }
            }
            _ => Ok(()),
        }
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

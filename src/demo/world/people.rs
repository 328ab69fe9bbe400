//! The people and bots.

use serde_json::{Map, Value, json};

use super::{EMAIL_GATEWAY, NOTIFICATION_BOT, WELCOME_BOT};
use crate::api::ids::UserId;
use crate::demo::json::{self, Fields};

/// The id of the first person who is not one of Zulip's own bots.
const FIRST: u64 = 6;

/// What a person says they are doing.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Status {
    pub(crate) text: String,
    /// Name, code and reaction type; empty for none.
    pub(crate) emoji: [String; 3],
}

impl Status {
    pub(crate) fn is_empty(&self) -> bool {
        self.text.is_empty() && self.emoji[0].is_empty()
    }

    /// The keys that are set.
    pub(crate) fn to_json(&self) -> Map<String, Value> {
        let mut map = Map::new();
        if !self.text.is_empty() {
            map.insert("status_text".into(), json!(self.text));
        }
        if !self.emoji[0].is_empty() {
            map.insert("emoji_name".into(), json!(self.emoji[0]));
            map.insert("emoji_code".into(), json!(self.emoji[1]));
            map.insert("reaction_type".into(), json!(self.emoji[2]));
        }
        map
    }
}

/// A bot's kind and owner.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Bot {
    /// 1 generic, 2 incoming webhook, 3 outgoing webhook, 4 embedded.
    pub(crate) kind: u8,
    pub(crate) owner: Option<UserId>,
}

#[derive(Debug, Clone)]
pub(crate) struct Person {
    pub(crate) id: UserId,
    pub(crate) name: Box<str>,
    /// What they log in with.
    pub(crate) email: Box<str>,
    /// 100 owner, 200 administrator, 300 moderator, 400 member, 600 guest.
    pub(crate) role: u16,
    pub(crate) bot: Option<Bot>,
    pub(crate) active: bool,
    pub(crate) timezone: Box<str>,
    pub(crate) joined: u64,
    pub(crate) avatar_version: u32,
    /// Custom profile fields by id.
    pub(crate) profile: Vec<(u64, String)>,
    pub(crate) status: Option<Box<Status>>,
    /// Seconds since 1970 of the last activity; 0 for never.
    pub(crate) active_at: u64,
    pub(crate) idle_at: u64,
}

impl Person {
    /// The picture's address, or null where the client makes it from the address.
    pub(crate) fn avatar_url(&self, client_gravatar: bool) -> Value {
        if self.avatar_version > 1 {
            return json!(format!(
                "/user_avatars/2/{:08x}.png?version={}",
                crate::demo::hash::mix(self.id.0) as u32,
                self.avatar_version
            ));
        }
        if client_gravatar {
            return Value::Null;
        }
        json!(format!(
            "https://secure.gravatar.com/avatar/{:032x}?d=identicon&version=1",
            u128::from(crate::demo::hash::mix_str(0, &self.email))
        ))
    }

    /// `2026-11-22T06:03+00:00`
    pub(crate) fn date_joined(&self) -> String {
        json::minute(self.joined)
    }

    /// Writes the object of `realm_users` and `GET /users`.
    pub(crate) fn write(&self, out: &mut String, client_gravatar: bool, with_profile: bool) {
        let mut fields = Fields::open(out);
        fields
            .number("user_id", self.id)
            .text("email", &self.email)
            .text("delivery_email", &self.email)
            .text("full_name", &self.name)
            .number("role", self.role)
            .flag("is_admin", self.role <= 200)
            .flag("is_owner", self.role == 100)
            .flag("is_guest", self.role == 600)
            .flag("is_bot", self.bot.is_some())
            .text("timezone", &self.timezone)
            .text("date_joined", &self.date_joined())
            .number("avatar_version", self.avatar_version);
        match self.avatar_url(client_gravatar) {
            Value::String(url) => fields.text("avatar_url", &url),
            _ => fields.raw("avatar_url", "null"),
        };
        if let Some(bot) = self.bot {
            fields
                .number("bot_type", bot.kind)
                .optional("bot_owner_id", bot.owner);
        } else if with_profile {
            if self.profile.is_empty() {
                fields.raw("profile_data", "{}");
            } else {
                fields.value("profile_data", &self.profile_json());
            }
        }
        fields.close();
    }

    fn profile_json(&self) -> Value {
        self.profile
            .iter()
            .map(|(field, value)| {
                let mut entry = json!({"value": value});
                if super::realm::is_rendered_field(*field) {
                    entry["rendered_value"] = json!(format!("<p>{value}</p>"));
                }
                (field.to_string(), entry)
            })
            .collect()
    }

    /// The object of [`Person::write`].
    pub(crate) fn to_json(&self, client_gravatar: bool, with_profile: bool) -> Map<String, Value> {
        let mut text = String::new();
        self.write(&mut text, client_gravatar, with_profile);
        serde_json::from_str(&text).unwrap_or_default()
    }
}

/// Everybody, by id.
#[derive(Debug, Default)]
pub(crate) struct People {
    people: Vec<Person>,
    system: Vec<Person>,
}

impl People {
    pub(crate) fn with_system_bots(founded: u64) -> Self {
        let bot = |id, name: &str, email: &str| Person {
            id,
            name: name.into(),
            email: email.into(),
            role: 400,
            bot: Some(Bot {
                kind: 1,
                owner: None,
            }),
            active: true,
            timezone: "".into(),
            joined: founded,
            avatar_version: 1,
            profile: Vec::new(),
            status: None,
            active_at: 0,
            idle_at: 0,
        };
        Self {
            people: Vec::new(),
            system: vec![
                bot(EMAIL_GATEWAY, "Email Gateway", "emailgateway@zulip.com"),
                bot(
                    NOTIFICATION_BOT,
                    "Notification Bot",
                    "notification-bot@zulip.com",
                ),
                bot(WELCOME_BOT, "Welcome Bot", "welcome-bot@zulip.com"),
            ],
        }
    }

    pub(crate) fn next_id(&self) -> UserId {
        UserId(FIRST + self.people.len() as u64)
    }

    /// Adds a person, whose id must be [`People::next_id`].
    pub(crate) fn push(&mut self, person: Person) {
        debug_assert_eq!(person.id, self.next_id());
        self.people.push(person);
    }

    pub(crate) fn get(&self, id: UserId) -> Option<&Person> {
        id.0.checked_sub(FIRST)
            .and_then(|index| self.people.get(usize::try_from(index).ok()?))
            .or_else(|| self.system.iter().find(|bot| bot.id == id))
    }

    pub(crate) fn get_mut(&mut self, id: UserId) -> Option<&mut Person> {
        id.0.checked_sub(FIRST)
            .and_then(|index| self.people.get_mut(usize::try_from(index).ok()?))
    }

    /// The people of this organization, in the order of their ids.
    pub(crate) fn iter(&self) -> impl Iterator<Item = &Person> {
        self.people.iter()
    }

    pub(crate) fn system_bots(&self) -> impl Iterator<Item = &Person> {
        self.system.iter()
    }

    pub(crate) fn len(&self) -> usize {
        self.people.len()
    }

    pub(crate) fn by_email(&self, email: &str) -> Option<&Person> {
        self.people
            .iter()
            .chain(&self.system)
            .find(|person| person.email.eq_ignore_ascii_case(email))
    }

    /// Everybody with this name; several people may share one. Case counts only
    /// when somebody has the name exactly so.
    pub(crate) fn by_name(&self, name: &str) -> Vec<&Person> {
        let everybody = || self.people.iter().chain(&self.system);
        let exact: Vec<_> = everybody().filter(|person| *person.name == *name).collect();
        if !exact.is_empty() {
            return exact;
        }
        let folded = name.to_lowercase();
        everybody()
            .filter(|person| {
                person.name.len() == name.len() && person.name.to_lowercase() == folded
            })
            .collect()
    }
}

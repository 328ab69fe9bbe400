//! Users as the register reply and `realm_user` events give them.
//!
//! <https://zulip.com/api/get-users#response>

use std::fmt;

use serde::de::{MapAccess, Visitor};
use serde::{Deserialize, Deserializer};

use super::ids::{ProfileFieldId, UserId};
use super::time::{UnixSeconds, parse_iso};
use super::wire::{boxed, null_default, number_enum, yes};

number_enum! {
    /// What a user may do in the organization.
    Role: u16 {
        /// Owner.
        Owner = 100,
        /// Administrator.
        Admin = 200,
        /// Moderator.
        Moderator = 300,
        /// Ordinary member.
        Member = 400,
        /// Guest.
        Guest = 600,
    }
}

impl Role {
    /// Owners and administrators.
    #[must_use]
    pub fn is_admin(self) -> bool {
        self.number() <= 200
    }

    /// Whether the role is that of a guest (or something lower that is yet to be invented).
    #[must_use]
    pub fn is_guest(self) -> bool {
        self.number() >= 600
    }
}

/// A user, bot or cross-realm bot. Kept compactly: there may be a hundred thousand.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct User {
    /// The id.
    pub user_id: UserId,
    /// The name as the user wrote it: not unique.
    pub full_name: Box<str>,
    /// The address that the API knows the user by; often `user7@example.com`.
    #[serde(default, deserialize_with = "null_default")]
    pub email: Box<str>,
    /// The real address, where one may see it.
    #[serde(default)]
    pub delivery_email: Option<Box<str>>,
    /// An IANA name, or nothing where it was not set.
    #[serde(default, deserialize_with = "null_default")]
    pub timezone: Box<str>,
    /// Values of custom profile fields.
    #[serde(default, deserialize_with = "profile_data")]
    pub profile_data: Box<[ProfileValue]>,
    /// Who owns this bot.
    #[serde(default)]
    pub bot_owner_id: Option<UserId>,
    /// When the user joined; absent where the server's form is unknown.
    #[serde(default, deserialize_with = "date")]
    pub date_joined: Option<UnixSeconds>,
    /// What the user may do.
    #[serde(default = "member")]
    pub role: Role,
    /// Rises with each change of the avatar, whose picture is at `/avatar/{user_id}`.
    #[serde(default, deserialize_with = "null_default")]
    pub avatar_version: u32,
    /// Which kind of bot: 1 general, 2 incoming webhook, 3 outgoing webhook, 4 embedded.
    #[serde(default)]
    pub bot_type: Option<u8>,
    /// Whether it is a bot.
    #[serde(default)]
    pub is_bot: bool,
    /// Whether the account is active. Absent inside `cross_realm_bots`, where it is.
    #[serde(default = "yes")]
    pub is_active: bool,
    /// One of the server's own bots.
    #[serde(default)]
    pub is_system_bot: bool,
    /// Made by an import, never logged in (feature level 433).
    #[serde(default)]
    pub is_imported_stub: bool,
    /// Deleted for good (feature level 490).
    #[serde(default)]
    pub is_deleted: bool,
    /// Belongs to the server and not to this organization. Not on the wire: set when the list
    /// `cross_realm_bots` is read.
    #[serde(skip)]
    pub is_cross_realm: bool,
}

fn member() -> Role {
    Role::Member
}

/// A user's value of one custom profile field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProfileValue {
    /// The field.
    pub field: ProfileFieldId,
    /// The value as it was written.
    pub value: Box<str>,
    /// As HTML, for fields that allow Markdown.
    pub rendered: Option<Box<str>>,
}

#[derive(Deserialize)]
struct WireProfileValue {
    #[serde(default, deserialize_with = "null_default")]
    value: Box<str>,
    #[serde(default)]
    rendered_value: Option<Box<str>>,
}

/// Reads `{"12": {"value": ..}}`, sorted by field; values without content are left out.
fn profile_data<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Box<[ProfileValue]>, D::Error> {
    struct Values;
    impl<'de> Visitor<'de> for Values {
        type Value = Box<[ProfileValue]>;
        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("profile data")
        }
        fn visit_unit<E>(self) -> Result<Self::Value, E> {
            Ok(Box::default())
        }
        fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
            let mut values = Vec::new();
            while let Some((key, wire)) = map.next_entry::<Box<str>, Option<WireProfileValue>>()? {
                let (Ok(id), Some(wire)) = (key.parse(), wire) else {
                    continue;
                };
                values.push(ProfileValue {
                    field: ProfileFieldId(id),
                    value: wire.value,
                    rendered: wire.rendered_value,
                });
            }
            values.sort_unstable_by_key(|value| value.field);
            Ok(values.into())
        }
    }
    deserializer.deserialize_any(Values)
}

/// Reads an ISO date without keeping the text.
fn date<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<UnixSeconds>, D::Error> {
    struct Date;
    impl Visitor<'_> for Date {
        type Value = Option<UnixSeconds>;
        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("a date")
        }
        fn visit_unit<E>(self) -> Result<Self::Value, E> {
            Ok(None)
        }
        fn visit_str<E>(self, text: &str) -> Result<Self::Value, E> {
            Ok(parse_iso(text))
        }
    }
    deserializer.deserialize_any(Date)
}

/// What a `realm_user` event with `op: update` changes: the fields that are present.
#[derive(Debug, Clone, PartialEq, Default, Deserialize)]
pub struct UserUpdate {
    /// Whom.
    pub user_id: UserId,
    /// New name.
    #[serde(default)]
    pub full_name: Option<Box<str>>,
    /// New role.
    #[serde(default)]
    pub role: Option<Role>,
    /// New timezone.
    #[serde(default)]
    pub timezone: Option<Box<str>>,
    /// New owner of a bot; `Some(None)` when it lost its owner.
    #[serde(default, deserialize_with = "super::wire::present")]
    pub bot_owner_id: Option<Option<UserId>>,
    /// The real address changed, or became visible or hidden (`Some(None)`).
    #[serde(default, deserialize_with = "super::wire::present")]
    pub delivery_email: Option<Option<Box<str>>>,
    /// New address in the API.
    #[serde(default)]
    pub new_email: Option<Box<str>>,
    /// Deactivated or reactivated (feature level 222).
    #[serde(default)]
    pub is_active: Option<bool>,
    /// Feature level 433.
    #[serde(default)]
    pub is_imported_stub: Option<bool>,
    /// Feature level 490.
    #[serde(default)]
    pub is_deleted: Option<bool>,
    /// Feature level 475.
    #[serde(default, deserialize_with = "date")]
    pub date_joined: Option<UnixSeconds>,
    /// A new avatar.
    #[serde(default)]
    pub avatar_version: Option<u32>,
    /// A new value of a custom profile field.
    #[serde(default)]
    pub custom_profile_field: Option<ProfileUpdate>,
}

/// A new value of one profile field.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct ProfileUpdate {
    /// The field.
    pub id: ProfileFieldId,
    /// The new value; `None` takes it away.
    pub value: Option<Box<str>>,
    /// As HTML.
    #[serde(default)]
    pub rendered_value: Option<Box<str>>,
}

impl User {
    /// Applies an update.
    pub fn update(&mut self, update: UserUpdate) {
        let UserUpdate {
            user_id: _,
            full_name,
            role,
            timezone,
            bot_owner_id,
            delivery_email,
            new_email,
            is_active,
            is_imported_stub,
            is_deleted,
            date_joined,
            avatar_version,
            custom_profile_field,
        } = update;
        fn set<T>(field: &mut T, value: Option<T>) {
            if let Some(value) = value {
                *field = value;
            }
        }
        set(&mut self.full_name, full_name);
        set(&mut self.role, role);
        set(&mut self.timezone, timezone);
        set(&mut self.bot_owner_id, bot_owner_id);
        set(&mut self.delivery_email, delivery_email);
        set(&mut self.email, new_email);
        set(&mut self.is_active, is_active);
        set(&mut self.is_imported_stub, is_imported_stub);
        set(&mut self.is_deleted, is_deleted);
        set(&mut self.avatar_version, avatar_version);
        if date_joined.is_some() {
            self.date_joined = date_joined;
        }
        if let Some(field) = custom_profile_field {
            self.set_profile_value(field);
        }
    }

    fn set_profile_value(&mut self, update: ProfileUpdate) {
        let mut values = std::mem::take(&mut self.profile_data).into_vec();
        values.retain(|value| value.field != update.id);
        if let Some(value) = update.value {
            values.push(ProfileValue {
                field: update.id,
                value,
                rendered: update.rendered_value,
            });
            values.sort_unstable_by_key(|value| value.field);
        }
        self.profile_data = values.into();
    }

    /// The value of a custom profile field.
    #[must_use]
    pub fn profile_value(&self, field: ProfileFieldId) -> Option<&ProfileValue> {
        let at = self
            .profile_data
            .binary_search_by_key(&field, |value| value.field)
            .ok()?;
        self.profile_data.get(at)
    }
}

/// A bot as administrators see it (`realm_bots`, `realm_bot` events). Slimmed at level 474.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Bot {
    /// The bot's user.
    pub user_id: UserId,
    /// Its services: URLs and settings of outgoing webhooks and embedded bots.
    #[serde(default, deserialize_with = "boxed")]
    pub services: Box<[serde_json::Value]>,
}

/// Why a name means nobody.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NoSuchUser {
    /// Nobody has it.
    #[error("Nobody here is called {0}")]
    Nobody(String),
    /// Several have it: their ids.
    #[error("Several people are called {0}: give the address, or one of the ids {ids}", ids = list(.1))]
    Several(String, Vec<UserId>),
}

fn list(ids: &[UserId]) -> String {
    let ids: Vec<String> = ids.iter().map(UserId::to_string).collect();
    ids.join(", ")
}

/// The one person of this name or address, or of this first name or surname where only one has
/// it, whatever the case of its letters; somebody active before somebody who is not. `Name|id`,
/// as mentions have it, means that person.
///
/// # Errors
/// When there is none, or more than one.
pub fn find_user<'a>(users: &'a [User], named: &str) -> Result<&'a User, NoSuchUser> {
    let nobody = || NoSuchUser::Nobody(named.to_owned());
    if let Some((name, id)) = named.rsplit_once('|')
        && let Ok(id) = id.parse()
    {
        let is_meant = |user: &&User| user.user_id == UserId(id) && *user.full_name == *name;
        return users.iter().find(is_meant).ok_or_else(nobody);
    }
    let wanted = named.trim_start_matches('@').to_lowercase();
    // Most names differ in their length or first letter already; folding all of them would be
    // felt.
    let first = wanted.chars().next();
    let begins = |text: &str| {
        let begin = text.chars().next();
        begin.and_then(|begin| begin.to_lowercase().next()) == first
    };
    let is = |text: &str| {
        if text.is_ascii() && wanted.is_ascii() {
            text.eq_ignore_ascii_case(&wanted)
        } else {
            begins(text) && text.to_lowercase() == wanted
        }
    };
    let may_be_address = wanted.contains('@');
    let is_one_word = !wanted.contains(char::is_whitespace);
    let found: Vec<&User> = users
        .iter()
        .filter(|user| {
            let address = || user.delivery_email.as_deref().is_some_and(is);
            is(&user.full_name) || may_be_address && (is(&user.email) || address())
        })
        .collect();
    // A first name or a surname will do where only one person has it.
    let found = match found.as_slice() {
        [] if is_one_word => users
            .iter()
            .filter(|user| user.is_active && !user.is_bot)
            .filter(|user| user.full_name.split_whitespace().any(is))
            .collect(),
        _ => found,
    };
    let active = found.iter().copied().filter(|user| user.is_active);
    let active: Vec<&User> = active.collect();
    match (&*active, &*found) {
        ([one], _) | ([], [one]) => Ok(one),
        ([], []) => Err(nobody()),
        (several, _) => {
            let ids = several.iter().map(|user| user.user_id).collect();
            Err(NoSuchUser::Several(named.to_owned(), ids))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_user_is_read_and_updated() {
        let mut user: User = serde_json::from_str(
            r#"{"user_id":6,"full_name":"Ada Quill","email":"a@x","delivery_email":null,
                "role":100,"timezone":"","avatar_url":null,"avatar_version":1,"is_bot":false,
                "date_joined":"2026-11-22T06:03+00:00","novelty":[1],
                "profile_data":{"9":{"value":"b"},"2":{"value":"a","rendered_value":"<p>a</p>"}}}"#,
        )
        .unwrap();
        assert!(user.is_active && user.role.is_admin());
        assert_eq!(&*user.profile_value(ProfileFieldId(2)).unwrap().value, "a");
        let update = |text: &str| serde_json::from_str::<UserUpdate>(text).unwrap();
        user.update(update(r#"{"user_id":6,"full_name":"Ada","role":650}"#));
        user.update(update(
            r#"{"user_id":6,"custom_profile_field":{"id":2,"value":null}}"#,
        ));
        user.update(update(
            r#"{"user_id":6,"delivery_email":"ada@x","is_active":false}"#,
        ));
        assert_eq!((&*user.full_name, user.role), ("Ada", Role::Unknown(650)));
        assert_eq!(user.delivery_email.as_deref(), Some("ada@x"));
        assert!(user.profile_value(ProfileFieldId(2)).is_none() && !user.is_active);
        user.update(update(r#"{"user_id":6,"delivery_email":null}"#));
        assert_eq!(user.delivery_email, None);
    }
}

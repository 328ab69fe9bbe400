//! Who is there: the forms in which servers of different ages say it.
//!
//! <https://zulip.com/api/get-presence>, <https://zulip.com/api/update-presence>

use std::fmt;

use serde::de::{MapAccess, Visitor};
use serde::{Deserialize, Deserializer};

use super::ids::UserId;
use super::time::UnixSeconds;
use super::wire::Key;

/// When somebody was last active, and last there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct PresenceTimes {
    /// Last at work.
    pub active: Option<UnixSeconds>,
    /// Last connected, at work or not.
    pub idle: Option<UnixSeconds>,
}

impl PresenceTimes {
    /// The newer of both for each part.
    #[must_use]
    pub fn merged(self, other: Self) -> Self {
        Self {
            active: self.active.max(other.active),
            idle: self.idle.max(other.idle),
        }
    }
}

/// One user's presence: `{active_timestamp, idle_timestamp}`, or the legacy map of clients
/// `{website: {status, timestamp}, aggregated: ..}`.
impl<'de> Deserialize<'de> for PresenceTimes {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        struct Client {
            status: Box<str>,
            timestamp: UnixSeconds,
        }
        #[derive(Deserialize)]
        #[serde(untagged)]
        enum Entry {
            Client(Client),
            Other(serde::de::IgnoredAny),
        }
        struct Times;
        impl<'de> Visitor<'de> for Times {
            type Value = PresenceTimes;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a presence")
            }
            fn visit_unit<E>(self) -> Result<PresenceTimes, E> {
                Ok(PresenceTimes::default())
            }
            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<PresenceTimes, A::Error> {
                let mut times = PresenceTimes::default();
                while let Some(Key(key)) = map.next_key()? {
                    match &*key {
                        "active_timestamp" => times.active = times.active.max(map.next_value()?),
                        "idle_timestamp" => times.idle = times.idle.max(map.next_value()?),
                        _ => match map.next_value::<Entry>()? {
                            Entry::Client(client) => match &*client.status {
                                "active" => times.active = times.active.max(Some(client.timestamp)),
                                "idle" => times.idle = times.idle.max(Some(client.timestamp)),
                                _ => {}
                            },
                            Entry::Other(_) => {}
                        },
                    }
                }
                Ok(times)
            }
        }
        deserializer.deserialize_any(Times)
    }
}

/// Presences of several users. The modern form has ids as keys, the oldest has addresses.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Presences {
    /// By id.
    pub users: Vec<(UserId, PresenceTimes)>,
    /// By address, from servers or requests without `slim_presence`.
    pub by_email: Vec<(Box<str>, PresenceTimes)>,
}

impl<'de> Deserialize<'de> for Presences {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct All;
        impl<'de> Visitor<'de> for All {
            type Value = Presences;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("presences")
            }
            fn visit_unit<E>(self) -> Result<Presences, E> {
                Ok(Presences::default())
            }
            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Presences, A::Error> {
                let mut presences = Presences::default();
                while let Some(Key(key)) = map.next_key()? {
                    let times = map.next_value()?;
                    match key.parse() {
                        Ok(id) => presences.users.push((UserId(id), times)),
                        Err(_) => presences.by_email.push(((&*key).into(), times)),
                    }
                }
                Ok(presences)
            }
        }
        deserializer.deserialize_any(All)
    }
}

/// The reply to `POST /users/me/presence`, whose repetition is the primary way to learn who is
/// there.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct PresencePoll {
    /// What changed since the `last_update_id` of the request; absent for `ping_only`.
    #[serde(default)]
    pub presences: Presences,
    /// For the next request (feature level 263).
    #[serde(default)]
    pub presence_last_update_id: Option<i64>,
    /// The server's clock.
    #[serde(default)]
    pub server_timestamp: Option<UnixSeconds>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn modern_and_legacy_forms_are_read() {
        let read = |text| serde_json::from_str::<Presences>(text).unwrap();
        let both = PresenceTimes {
            active: Some(UnixSeconds(5)),
            idle: Some(UnixSeconds(7)),
        };
        let modern = read(r#"{"6":{"active_timestamp":5,"idle_timestamp":7}}"#);
        assert_eq!(modern.users, [(UserId(6), both)]);
        let legacy = read(
            r#"{"6":{"website":{"client":"website","status":"active","timestamp":5,
                "pushable":false},"ZulipMobile":{"status":"idle","timestamp":7}}}"#,
        );
        assert_eq!(legacy.users, [(UserId(6), both)]);
        let oldest = read(r#"{"a@x":{"aggregated":{"status":"offline","timestamp":9}}}"#);
        assert_eq!(oldest.by_email, [("a@x".into(), PresenceTimes::default())]);
        assert_eq!(read("null"), Presences::default());
    }
}

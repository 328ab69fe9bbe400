//! Events about the organization and the server.

use serde::{Deserialize, Deserializer};
use serde_json::{Map, Value};

use super::{Event, Parsed, read};
use crate::api::ids::{AttachmentId, FeatureLevel, UserId};
use crate::api::realm::{Attachment, RealmDomain, RealmEmoji};
use crate::api::wire::{keyed, null_default};

/// The organization's settings changed. Names are without `realm_`.
#[derive(Debug, Clone, PartialEq)]
pub enum RealmEvent {
    /// One setting.
    Update(Box<str>, Value),
    /// Several at once.
    UpdateMany(Vec<(Box<str>, Value)>),
    /// The organization was deactivated; requests will answer 401.
    Deactivated,
}

impl RealmEvent {
    pub(super) fn read(op: &str, text: &str) -> Parsed<Self> {
        #[derive(Deserialize)]
        struct Update {
            property: Box<str>,
            value: Value,
        }
        #[derive(Deserialize)]
        struct UpdateMany {
            data: Map<String, Value>,
        }
        Ok(Some(match op {
            "update" => {
                let wire: Update = read(text)?;
                Self::Update(wire.property, wire.value)
            }
            "update_dict" => {
                let data = read::<UpdateMany>(text)?.data;
                Self::UpdateMany(
                    data.into_iter()
                        .map(|(name, value)| (name.into(), value))
                        .collect(),
                )
            }
            "deactivated" => Self::Deactivated,
            _ => return Ok(None),
        }))
    }
}

/// Custom emoji changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum EmojiEvent {
    /// All of them.
    All(Vec<RealmEmoji>),
    /// A new one (feature level 491).
    Add(RealmEmoji),
    /// One was deactivated or reactivated (feature level 491).
    UpdateOne {
        /// Which.
        id: Box<str>,
        /// Whether it is deactivated now, where that changed.
        deactivated: Option<bool>,
    },
}

impl EmojiEvent {
    pub(super) fn read(op: &str, text: &str) -> Parsed<Self> {
        #[derive(Deserialize)]
        struct All {
            #[serde(deserialize_with = "keyed")]
            realm_emoji: Vec<(u64, RealmEmoji)>,
        }
        #[derive(Deserialize)]
        struct Add {
            emoji: RealmEmoji,
        }
        #[derive(Deserialize)]
        struct Data {
            #[serde(default)]
            deactivated: Option<bool>,
        }
        #[derive(Deserialize)]
        struct UpdateOne {
            #[serde(deserialize_with = "id_text")]
            emoji_id: Box<str>,
            data: Data,
        }
        Ok(Some(match op {
            "update" => {
                let all = read::<All>(text)?.realm_emoji;
                Self::All(all.into_iter().map(|(_, emoji)| emoji).collect())
            }
            "add" => Self::Add(read::<Add>(text)?.emoji),
            "update_one" => {
                let wire: UpdateOne = read(text)?;
                Self::UpdateOne {
                    id: wire.emoji_id,
                    deactivated: wire.data.deactivated,
                }
            }
            _ => return Ok(None),
        }))
    }
}

/// Reads an id that may be written as text or as number.
fn id_text<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Box<str>, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Id {
        Number(u64),
        Text(Box<str>),
    }
    Ok(match Id::deserialize(deserializer)? {
        Id::Number(number) => number.to_string().into(),
        Id::Text(text) => text,
    })
}

/// Domains whose addresses may join changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RealmDomainEvent {
    /// A new one, or a change to the one of the same name.
    Set(RealmDomain),
    /// One less.
    Remove(Box<str>),
    /// All of them.
    All(Vec<RealmDomain>),
}

impl RealmDomainEvent {
    pub(super) fn read(op: &str, text: &str) -> Parsed<Self> {
        #[derive(Deserialize)]
        struct Set {
            realm_domain: RealmDomain,
        }
        #[derive(Deserialize)]
        struct Remove {
            domain: Box<str>,
        }
        #[derive(Deserialize)]
        struct All {
            realm_domains: Vec<RealmDomain>,
        }
        Ok(Some(match op {
            "add" | "change" => Self::Set(read::<Set>(text)?.realm_domain),
            "remove" => Self::Remove(read::<Remove>(text)?.domain),
            "" => Self::All(read::<All>(text)?.realm_domains),
            _ => return Ok(None),
        }))
    }
}

/// For administrators: data exports.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ExportEvent {
    /// The list changed: ask again.
    Changed,
    /// Somebody agreed to private data being exported, or no longer does.
    Consent(UserId, bool),
}

impl ExportEvent {
    pub(super) fn consent(text: &str) -> Result<Self, serde_json::Error> {
        #[derive(Deserialize)]
        struct Wire {
            user_id: UserId,
            consented: bool,
        }
        let wire: Wire = read(text)?;
        Ok(Self::Consent(wire.user_id, wire.consented))
    }
}

/// One's uploads changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AttachmentEvent {
    /// A new file.
    Add(Attachment),
    /// It is used in other messages now.
    Update(Attachment),
    /// Deleted.
    Remove(AttachmentId),
}

impl AttachmentEvent {
    pub(super) fn read(op: &str, text: &str) -> Parsed<Self> {
        #[derive(Deserialize)]
        struct Wire<T> {
            attachment: T,
        }
        #[derive(Deserialize)]
        struct Id {
            id: AttachmentId,
        }
        Ok(Some(match op {
            "add" => Self::Add(read::<Wire<Attachment>>(text)?.attachment),
            "update" => Self::Update(read::<Wire<Attachment>>(text)?.attachment),
            "remove" => Self::Remove(read::<Wire<Id>>(text)?.attachment.id),
            _ => return Ok(None),
        }))
    }
}

/// Mobile devices changed; kept as text, because nothing here needs it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeviceEvent {
    /// All of it.
    pub raw: Box<str>,
}

/// The server was restarted, perhaps upgraded.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct RestartEvent {
    /// Its version.
    pub zulip_version: Box<str>,
    /// The version that its code grew from.
    #[serde(default, deserialize_with = "null_default")]
    pub zulip_merge_base: Box<str>,
    /// Its feature level now.
    pub zulip_feature_level: FeatureLevel,
    /// When it started.
    pub server_generation: i64,
}

impl Event {
    /// The new feature level, where this is a restart.
    #[must_use]
    pub fn restart(&self) -> Option<&RestartEvent> {
        if let Self::Restart(event) = self {
            Some(event)
        } else {
            None
        }
    }
}

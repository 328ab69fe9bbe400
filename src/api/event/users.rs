//! Events about users, bots, groups and presence.

use serde::de::Error;
use serde::{Deserialize, Deserializer};

use super::{Parsed, read};
use crate::api::group::{GroupUpdate, UserGroup, sorted};
use crate::api::ids::{GroupId, UserId};
use crate::api::personal::StatusUpdate;
use crate::api::presence::{PresenceTimes, Presences};
use crate::api::time::UnixSeconds;
use crate::api::user::{Bot, User, UserUpdate};

/// Somebody came or went.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PresenceEvent {
    /// Who, and when they were last there.
    pub users: Vec<(UserId, PresenceTimes)>,
    /// Whether that is all about them (the modern form), or what one of their clients did.
    pub complete: bool,
    /// The server's clock; absent in the modern form.
    pub server_timestamp: Option<UnixSeconds>,
}

impl<'de> Deserialize<'de> for PresenceEvent {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        struct Wire {
            #[serde(default)]
            presences: Option<Presences>,
            #[serde(default)]
            user_id: Option<UserId>,
            #[serde(default)]
            presence: Option<PresenceTimes>,
            #[serde(default)]
            server_timestamp: Option<UnixSeconds>,
        }
        let wire = Wire::deserialize(deserializer)?;
        let (users, complete) = match (wire.presences, wire.user_id, wire.presence) {
            (Some(presences), _, _) => (presences.users, true),
            (None, Some(user), Some(times)) => (vec![(user, times)], false),
            (None, _, _) => return Err(D::Error::missing_field("presences")),
        };
        Ok(Self {
            users,
            complete,
            server_timestamp: wire.server_timestamp,
        })
    }
}

/// Somebody's status changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StatusEvent {
    /// Whose.
    pub user_id: UserId,
    /// The parts that changed.
    pub update: StatusUpdate,
}

impl<'de> Deserialize<'de> for StatusEvent {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        struct Wire {
            user_id: UserId,
            #[serde(flatten)]
            update: StatusUpdate,
        }
        let wire = Wire::deserialize(deserializer)?;
        Ok(Self {
            user_id: wire.user_id,
            update: wire.update,
        })
    }
}

/// A user appeared, changed or went.
#[derive(Debug, Clone, PartialEq)]
pub enum UserEvent {
    /// Somebody new, or newly accessible.
    Add(Box<User>),
    /// Somebody changed.
    Update(Box<UserUpdate>),
    /// No longer accessible (before feature level 222 also: deactivated).
    Remove(UserId),
}

#[derive(Deserialize)]
struct Person<T> {
    person: T,
}

#[derive(Deserialize)]
struct Id {
    user_id: UserId,
}

impl UserEvent {
    pub(super) fn read(op: &str, text: &str) -> Parsed<Self> {
        Ok(Some(match op {
            "add" => Self::Add(Box::new(read::<Person<User>>(text)?.person)),
            "update" => Self::Update(Box::new(read::<Person<UserUpdate>>(text)?.person)),
            "remove" => Self::Remove(read::<Person<Id>>(text)?.person.user_id),
            _ => return Ok(None),
        }))
    }
}

/// A bot that one may manage appeared, changed or went.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum BotEvent {
    /// A new one.
    Add(Bot),
    /// Something about it changed.
    Update(Bot),
    /// Deactivated.
    Remove(UserId),
    /// No longer one's own.
    Delete(UserId),
}

impl BotEvent {
    pub(super) fn read(op: &str, text: &str) -> Parsed<Self> {
        #[derive(Deserialize)]
        struct Wire<T> {
            bot: T,
        }
        Ok(Some(match op {
            "add" => Self::Add(read::<Wire<Bot>>(text)?.bot),
            "update" => Self::Update(read::<Wire<Bot>>(text)?.bot),
            "remove" => Self::Remove(read::<Wire<Id>>(text)?.bot.user_id),
            "delete" => Self::Delete(read::<Wire<Id>>(text)?.bot.user_id),
            _ => return Ok(None),
        }))
    }
}

/// A group appeared, changed or went.
#[derive(Debug, Clone, PartialEq)]
pub enum GroupEvent {
    /// A new group.
    Add(Box<UserGroup>),
    /// Name, description, permissions or deactivation.
    Update(GroupId, Box<GroupUpdate>),
    /// New members.
    AddMembers(GroupId, Vec<UserId>),
    /// Members less.
    RemoveMembers(GroupId, Vec<UserId>),
    /// New subgroups.
    AddSubgroups(GroupId, Vec<GroupId>),
    /// Subgroups less.
    RemoveSubgroups(GroupId, Vec<GroupId>),
    /// Gone: deactivated, for clients without `include_deactivated_groups`.
    Remove(GroupId),
}

impl GroupEvent {
    pub(super) fn read(op: &str, text: &str) -> Parsed<Self> {
        #[derive(Deserialize)]
        struct Group {
            group: Box<UserGroup>,
        }
        #[derive(Deserialize)]
        struct Update {
            group_id: GroupId,
            data: Box<GroupUpdate>,
        }
        #[derive(Deserialize)]
        struct Members {
            group_id: GroupId,
            #[serde(deserialize_with = "sorted")]
            user_ids: Vec<UserId>,
        }
        #[derive(Deserialize)]
        struct Subgroups {
            group_id: GroupId,
            #[serde(deserialize_with = "sorted")]
            direct_subgroup_ids: Vec<GroupId>,
        }
        #[derive(Deserialize)]
        struct Gone {
            group_id: GroupId,
        }
        let members = || read::<Members>(text).map(|wire| (wire.group_id, wire.user_ids));
        let subgroups =
            || read::<Subgroups>(text).map(|wire| (wire.group_id, wire.direct_subgroup_ids));
        Ok(Some(match op {
            "add" => Self::Add(read::<Group>(text)?.group),
            "update" => {
                let wire: Update = read(text)?;
                Self::Update(wire.group_id, wire.data)
            }
            "add_members" => members().map(|(group, users)| Self::AddMembers(group, users))?,
            "remove_members" => {
                members().map(|(group, users)| Self::RemoveMembers(group, users))?
            }
            "add_subgroups" => subgroups().map(|(group, subs)| Self::AddSubgroups(group, subs))?,
            "remove_subgroups" => {
                subgroups().map(|(group, subs)| Self::RemoveSubgroups(group, subs))?
            }
            "remove" => Self::Remove(read::<Gone>(text)?.group_id),
            _ => return Ok(None),
        }))
    }
}

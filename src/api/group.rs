//! User groups, and the settings that name who may do something.
//!
//! <https://zulip.com/api/group-setting-values>, <https://zulip.com/api/get-user-groups>

use std::fmt;

use serde::de::{self, MapAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::Value;

use super::ids::{GroupId, UserId};
use super::time::UnixSeconds;
use super::wire::{Key, null_default};

/// Who may do something: a group, or people and groups listed on the spot.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum GroupSetting {
    /// The members of this group, subgroups included.
    Group(GroupId),
    /// These people and the members of these groups.
    Anonymous(Box<AnonymousGroup>),
}

/// People and groups listed on the spot.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct AnonymousGroup {
    /// The people, ascending.
    #[serde(default, deserialize_with = "sorted")]
    pub direct_members: Vec<UserId>,
    /// The groups, ascending.
    #[serde(default, deserialize_with = "sorted")]
    pub direct_subgroups: Vec<GroupId>,
}

/// Reads a list of ids in ascending order, `null` as none.
pub(crate) fn sorted<'de, D, T>(deserializer: D) -> Result<Vec<T>, D::Error>
where
    D: Deserializer<'de>,
    T: Deserialize<'de> + Ord,
{
    let mut ids = Option::<Vec<T>>::deserialize(deserializer)?.unwrap_or_default();
    if !ids.is_sorted() {
        ids.sort_unstable();
    }
    ids.dedup();
    Ok(ids)
}

impl Serialize for GroupSetting {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Group(id) => id.serialize(serializer),
            Self::Anonymous(group) => group.serialize(serializer),
        }
    }
}

impl<'de> Deserialize<'de> for GroupSetting {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Setting;
        impl<'de> Visitor<'de> for Setting {
            type Value = GroupSetting;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a group's id or a list of people and groups")
            }
            fn visit_u64<E: de::Error>(self, id: u64) -> Result<GroupSetting, E> {
                Ok(GroupSetting::Group(GroupId(id)))
            }
            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<GroupSetting, A::Error> {
                let group =
                    AnonymousGroup::deserialize(de::value::MapAccessDeserializer::new(map))?;
                Ok(GroupSetting::Anonymous(Box::new(group)))
            }
        }
        deserializer.deserialize_any(Setting)
    }
}

/// A user group. System groups are named `role:..` and shown by their description.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct UserGroup {
    /// The id.
    pub id: GroupId,
    /// The name, unique among the groups that are not deactivated.
    pub name: Box<str>,
    /// What it is for.
    #[serde(default, deserialize_with = "null_default")]
    pub description: Box<str>,
    /// Its direct members, ascending.
    #[serde(deserialize_with = "sorted")]
    pub members: Vec<UserId>,
    /// Groups whose members are members too, ascending.
    #[serde(default, deserialize_with = "sorted")]
    pub direct_subgroup_ids: Vec<GroupId>,
    /// One of the server's own.
    #[serde(default)]
    pub is_system_group: bool,
    /// No longer in use (feature level 290).
    #[serde(default)]
    pub deactivated: bool,
    /// Who made it (feature level 295).
    #[serde(default)]
    pub creator_id: Option<UserId>,
    /// When it was made (feature level 295).
    #[serde(default)]
    pub date_created: Option<UnixSeconds>,
    /// Who may add members.
    #[serde(default)]
    pub can_add_members_group: Option<GroupSetting>,
    /// Who may join.
    #[serde(default)]
    pub can_join_group: Option<GroupSetting>,
    /// Who may leave.
    #[serde(default)]
    pub can_leave_group: Option<GroupSetting>,
    /// Who may change everything.
    #[serde(default)]
    pub can_manage_group: Option<GroupSetting>,
    /// Who may mention it.
    #[serde(default)]
    pub can_mention_group: Option<GroupSetting>,
    /// Who may remove members.
    #[serde(default)]
    pub can_remove_members_group: Option<GroupSetting>,
}

/// What a `user_group` event with `op: update` changes: the fields that are present.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct GroupUpdate {
    /// New name.
    pub name: Option<Box<str>>,
    /// New description.
    pub description: Option<Box<str>>,
    /// Deactivated or reactivated.
    pub deactivated: Option<bool>,
    /// New `can_.._group` values, by their names on the wire.
    pub permissions: Vec<(GroupPermission, GroupSetting)>,
    /// What this version does not know.
    pub other: Vec<(Box<str>, Value)>,
}

super::wire::word_enum! {
    /// A permission on a group.
    GroupPermission {
        /// Add members.
        AddMembers = "can_add_members_group",
        /// Join.
        Join = "can_join_group",
        /// Leave.
        Leave = "can_leave_group",
        /// Change everything.
        Manage = "can_manage_group",
        /// Mention it.
        Mention = "can_mention_group",
        /// Remove members.
        RemoveMembers = "can_remove_members_group",
    }
}

impl GroupPermission {
    /// Those that this version knows, in the order of their use.
    pub const KNOWN: [Self; 6] = [
        Self::Join,
        Self::Leave,
        Self::AddMembers,
        Self::RemoveMembers,
        Self::Manage,
        Self::Mention,
    ];
}

impl<'de> Deserialize<'de> for GroupUpdate {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Data;
        impl<'de> Visitor<'de> for Data {
            type Value = GroupUpdate;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("changes to a group")
            }
            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<GroupUpdate, A::Error> {
                let mut update = GroupUpdate::default();
                while let Some(Key(key)) = map.next_key()? {
                    match &*key {
                        "name" => update.name = Some(map.next_value()?),
                        "description" => update.description = Some(map.next_value()?),
                        "deactivated" => update.deactivated = Some(map.next_value()?),
                        word => match GroupPermission::from_word(word) {
                            GroupPermission::Unknown(word) => {
                                update.other.push((word, map.next_value()?));
                            }
                            known => update.permissions.push((known, map.next_value()?)),
                        },
                    }
                }
                Ok(update)
            }
        }
        deserializer.deserialize_map(Data)
    }
}

impl UserGroup {
    /// The setting for a permission, where the server has it.
    #[must_use]
    pub fn permission(&self, permission: &GroupPermission) -> Option<&GroupSetting> {
        match permission {
            GroupPermission::AddMembers => self.can_add_members_group.as_ref(),
            GroupPermission::Join => self.can_join_group.as_ref(),
            GroupPermission::Leave => self.can_leave_group.as_ref(),
            GroupPermission::Manage => self.can_manage_group.as_ref(),
            GroupPermission::Mention => self.can_mention_group.as_ref(),
            GroupPermission::RemoveMembers => self.can_remove_members_group.as_ref(),
            GroupPermission::Unknown(_) => None,
        }
    }

    /// Applies an update.
    pub fn update(&mut self, update: GroupUpdate) {
        let GroupUpdate {
            name,
            description,
            deactivated,
            permissions,
            other: _,
        } = update;
        if let Some(name) = name {
            self.name = name;
        }
        if let Some(description) = description {
            self.description = description;
        }
        if let Some(deactivated) = deactivated {
            self.deactivated = deactivated;
        }
        for (permission, setting) in permissions {
            let field = match permission {
                GroupPermission::AddMembers => &mut self.can_add_members_group,
                GroupPermission::Join => &mut self.can_join_group,
                GroupPermission::Leave => &mut self.can_leave_group,
                GroupPermission::Manage => &mut self.can_manage_group,
                GroupPermission::Mention => &mut self.can_mention_group,
                GroupPermission::RemoveMembers => &mut self.can_remove_members_group,
                GroupPermission::Unknown(_) => continue,
            };
            *field = Some(setting);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_setting_is_an_id_or_a_list() {
        let read = |text| serde_json::from_str::<GroupSetting>(text).unwrap();
        assert_eq!(read("15"), GroupSetting::Group(GroupId(15)));
        let list = read(r#"{"direct_members":[8,2],"direct_subgroups":[11]}"#);
        let GroupSetting::Anonymous(group) = list else {
            panic!("not a list")
        };
        assert_eq!(group.direct_members, [UserId(2), UserId(8)]);
        assert_eq!(group.direct_subgroups, [GroupId(11)]);
    }

    #[test]
    fn updates_keep_what_they_do_not_know() {
        let text = r#"{"name":"n","can_join_group":4,"can_fly_group":5}"#;
        let update: GroupUpdate = serde_json::from_str(text).unwrap();
        assert_eq!(update.other, [("can_fly_group".into(), Value::from(5))]);
        let mut group: UserGroup =
            serde_json::from_str(r#"{"id":1,"name":"a","members":[3,1]}"#).unwrap();
        group.update(update);
        assert_eq!(&*group.name, "n");
        assert_eq!(group.can_join_group, Some(GroupSetting::Group(GroupId(4))));
        assert_eq!(group.members, [UserId(1), UserId(3)]);
    }
}

//! User groups, those of the roles included, and the permissions made of them.

use serde_json::{Map, Value, json};

use super::World;
use super::people::Person;
use crate::api::ids::{GroupId, UserId};

/// The groups of the roles, with fixed ids.
pub(crate) const NOBODY: GroupId = GroupId(9);
pub(crate) const OWNERS: GroupId = GroupId(10);
pub(crate) const ADMINISTRATORS: GroupId = GroupId(11);
pub(crate) const MODERATORS: GroupId = GroupId(12);
pub(crate) const FULL_MEMBERS: GroupId = GroupId(13);
pub(crate) const MEMBERS: GroupId = GroupId(14);
pub(crate) const EVERYONE: GroupId = GroupId(15);
pub(crate) const INTERNET: GroupId = GroupId(16);

/// Id, name, description and subgroup of each.
pub(crate) const SYSTEM: [(GroupId, &str, &str, Option<GroupId>); 8] = [
    (NOBODY, "role:nobody", "Nobody", None),
    (OWNERS, "role:owners", "Owners of this organization", None),
    (
        ADMINISTRATORS,
        "role:administrators",
        "Administrators of this organization, including owners",
        Some(OWNERS),
    ),
    (
        MODERATORS,
        "role:moderators",
        "Moderators of this organization, including administrators",
        Some(ADMINISTRATORS),
    ),
    (
        FULL_MEMBERS,
        "role:fullmembers",
        "Members of this organization, not including new accounts and guests",
        Some(MODERATORS),
    ),
    (
        MEMBERS,
        "role:members",
        "Members of this organization, not including guests",
        Some(FULL_MEMBERS),
    ),
    (
        EVERYONE,
        "role:everyone",
        "Everyone in this organization, including guests",
        Some(MEMBERS),
    ),
    (
        INTERNET,
        "role:internet",
        "Everyone on the Internet",
        Some(EVERYONE),
    ),
];

/// The names by which role groups are shown and mentioned.
pub(crate) fn display_name(name: &str) -> &str {
    match name {
        "role:nobody" => "Nobody",
        "role:owners" => "Owners",
        "role:administrators" => "Administrators",
        "role:moderators" => "Moderators",
        "role:fullmembers" => "Full members",
        "role:members" => "Members",
        "role:everyone" => "Everyone",
        "role:internet" => "Everyone on the internet",
        other => other,
    }
}

/// The groups whose direct member somebody of this role is.
pub(crate) fn groups_of_role(role: u16) -> &'static [GroupId] {
    match role {
        100 => &[OWNERS],
        200 => &[ADMINISTRATORS],
        300 => &[MODERATORS],
        400 => &[FULL_MEMBERS, MEMBERS],
        _ => &[EVERYONE],
    }
}

/// Who may: a group, or people and groups listed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum GroupSetting {
    Named(GroupId),
    Listed {
        members: Vec<UserId>,
        subgroups: Vec<GroupId>,
    },
}

impl GroupSetting {
    pub(crate) fn only(user: UserId) -> Self {
        Self::Listed {
            members: vec![user],
            subgroups: Vec::new(),
        }
    }

    pub(crate) fn to_json(&self) -> Value {
        match self {
            Self::Named(group) => json!(group),
            Self::Listed { members, subgroups } => {
                json!({"direct_members": members, "direct_subgroups": subgroups})
            }
        }
    }

    /// Reads what a client sends; `None` when it is neither form.
    pub(crate) fn parse(value: &Value) -> Option<Self> {
        if let Some(id) = value.as_u64() {
            return Some(Self::Named(GroupId(id)));
        }
        let ids = |key: &str| -> Option<Vec<u64>> {
            value
                .get(key)?
                .as_array()?
                .iter()
                .map(Value::as_u64)
                .collect()
        };
        let mut members = ids("direct_members")?;
        let mut subgroups = ids("direct_subgroups")?;
        members.sort_unstable();
        subgroups.sort_unstable();
        Some(Self::Listed {
            members: members.into_iter().map(UserId).collect(),
            subgroups: subgroups.into_iter().map(GroupId).collect(),
        })
    }
}

/// The settings of a group, in the order of [`Group::settings`].
pub(crate) const SETTINGS: [&str; 6] = [
    "can_add_members_group",
    "can_join_group",
    "can_leave_group",
    "can_manage_group",
    "can_mention_group",
    "can_remove_members_group",
];
/// Where `can_mention_group` stands.
pub(crate) const CAN_MENTION: usize = 4;

/// A group that people made.
#[derive(Debug, Clone)]
pub(crate) struct Group {
    pub(crate) id: GroupId,
    pub(crate) name: String,
    pub(crate) description: String,
    pub(crate) members: Vec<UserId>,
    pub(crate) subgroups: Vec<GroupId>,
    pub(crate) settings: [GroupSetting; 6],
    pub(crate) creator: UserId,
    pub(crate) created: u64,
    pub(crate) deactivated: bool,
}

impl Group {
    pub(crate) fn new(
        id: GroupId,
        name: &str,
        description: &str,
        creator: UserId,
        created: u64,
    ) -> Self {
        Self {
            id,
            name: name.to_owned(),
            description: description.to_owned(),
            members: Vec::new(),
            subgroups: Vec::new(),
            settings: [
                GroupSetting::only(creator),
                GroupSetting::Named(NOBODY),
                GroupSetting::Named(EVERYONE),
                GroupSetting::only(creator),
                GroupSetting::Named(EVERYONE),
                GroupSetting::Named(NOBODY),
            ],
            creator,
            created,
            deactivated: false,
        }
    }

    pub(crate) fn to_json(&self) -> Value {
        let mut map = Map::new();
        for (name, setting) in SETTINGS.iter().zip(&self.settings) {
            map.insert((*name).to_owned(), setting.to_json());
        }
        let mut put = |key: &str, value: Value| map.insert(key.to_owned(), value);
        put("id", json!(self.id));
        put("name", json!(self.name));
        put("description", json!(self.description));
        put("members", json!(self.members));
        put("direct_subgroup_ids", json!(self.subgroups));
        put("creator_id", json!(self.creator));
        put("date_created", json!(self.created));
        put("deactivated", json!(self.deactivated));
        put("is_system_group", json!(false));
        Value::Object(map)
    }
}

/// The groups that people made; those of the roles follow from the people.
#[derive(Debug, Default)]
pub(crate) struct Groups(pub(crate) Vec<Group>);

impl Groups {
    pub(crate) fn get(&self, id: GroupId) -> Option<&Group> {
        self.0.iter().find(|group| group.id == id)
    }

    pub(crate) fn get_mut(&mut self, id: GroupId) -> Option<&mut Group> {
        self.0.iter_mut().find(|group| group.id == id)
    }

    pub(crate) fn next_id(&self) -> GroupId {
        GroupId(
            self.0
                .iter()
                .map(|group| group.id.0 + 1)
                .max()
                .unwrap_or(20),
        )
    }
}

impl World {
    /// Whether a person is in a group, directly or through its subgroups.
    pub(crate) fn in_group(&self, user: UserId, group: GroupId) -> bool {
        let Some(person) = self.people.get(user) else {
            return false;
        };
        match group {
            NOBODY => false,
            OWNERS => person.role <= 100,
            ADMINISTRATORS => person.role <= 200,
            MODERATORS => person.role <= 300,
            FULL_MEMBERS | MEMBERS => person.role <= 400,
            EVERYONE | INTERNET => true,
            other => self.groups.get(other).is_some_and(|group| {
                !group.deactivated
                    && (group.members.contains(&user)
                        || group.subgroups.iter().any(|sub| self.in_group(user, *sub)))
            }),
        }
    }

    pub(crate) fn allowed(&self, user: UserId, setting: &GroupSetting) -> bool {
        match setting {
            GroupSetting::Named(group) => self.in_group(user, *group),
            GroupSetting::Listed { members, subgroups } => {
                members.contains(&user) || subgroups.iter().any(|group| self.in_group(user, *group))
            }
        }
    }

    /// Whether a group is another one, or holds it directly or through its subgroups.
    pub(crate) fn nests(&self, group: GroupId, other: GroupId) -> bool {
        group == other
            || self
                .groups
                .get(group)
                .is_some_and(|group| group.subgroups.iter().any(|sub| self.nests(*sub, other)))
    }

    /// The active people who are in a group.
    pub(crate) fn members_of(&self, group: GroupId) -> Vec<UserId> {
        self.people
            .iter()
            .filter(|person| person.active && self.in_group(person.id, group))
            .map(|person| person.id)
            .collect()
    }

    /// The direct members of a role's group.
    pub(crate) fn direct_members(&self, group: GroupId) -> impl Iterator<Item = &Person> {
        self.people
            .iter()
            .filter(move |person| person.active && groups_of_role(person.role).contains(&group))
    }

    /// Finds a group by the name in a mention; role groups by either of theirs.
    pub(crate) fn group_by_name(&self, name: &str) -> Option<(GroupId, &str)> {
        let folded = name.to_lowercase();
        SYSTEM
            .iter()
            .find(|(_, known, ..)| *known == folded)
            .map(|(id, known, ..)| (*id, display_name(known)))
            .or_else(|| {
                self.groups
                    .0
                    .iter()
                    .find(|group| !group.deactivated && group.name.to_lowercase() == folded)
                    .map(|group| (group.id, group.name.as_str()))
            })
    }
}

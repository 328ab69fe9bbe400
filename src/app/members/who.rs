//! Who may do what in a group: as people type it, and as the server takes it.
//!
//! A permission is typed as names, parted by commas: of roles, of groups, of people.

use super::groups::name_of;
use super::naming::written;
use crate::api::group::{AnonymousGroup, GroupPermission, GroupSetting, UserGroup};
use crate::api::ids::{GroupId, UserId};
use crate::api::user::{self, User};
use crate::model::Organization;

/// The permissions on a group, as a form has fields for them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum GroupField {
    /// Who may join.
    Join,
    /// Who may leave.
    Leave,
    /// Who may add people.
    Add,
    /// Who may take people out.
    Remove,
    /// Who may change everything.
    Manage,
    /// Who may mention it.
    Mention,
}

impl GroupField {
    /// All of them, in the order of the form.
    pub const ALL: [Self; 6] = [
        Self::Join,
        Self::Leave,
        Self::Add,
        Self::Remove,
        Self::Manage,
        Self::Mention,
    ];

    /// What stands before it.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Join => "Who may join",
            Self::Leave => "Who may leave",
            Self::Add => "Who may add people",
            Self::Remove => "Who may take out",
            Self::Manage => "Who may change it",
            Self::Mention => "Who may mention it",
        }
    }

    /// What it lets people do.
    #[must_use]
    pub fn action(self) -> &'static str {
        match self {
            Self::Join => "join",
            Self::Leave => "leave",
            Self::Add => "add people",
            Self::Remove => "take people out",
            Self::Manage => "change it",
            Self::Mention => "mention it",
        }
    }

    /// The permission.
    #[must_use]
    pub fn permission(self) -> GroupPermission {
        match self {
            Self::Join => GroupPermission::Join,
            Self::Leave => GroupPermission::Leave,
            Self::Add => GroupPermission::AddMembers,
            Self::Remove => GroupPermission::RemoveMembers,
            Self::Manage => GroupPermission::Manage,
            Self::Mention => GroupPermission::Mention,
        }
    }
}

/// Written before the name of a group that a person has too.
const THE_GROUP: &str = "the group ";

/// What a group is called where names are typed: roles in small letters, as in a sentence; by what
/// only a group can be called, where somebody or something else has the name too.
pub(super) fn group_written(organization: &Organization, group: &UserGroup) -> String {
    let name = name_of(group);
    let is_unique = user_called(organization, name).is_none()
        && group_named(organization, name).is_none_or(|named| named.id == group.id);
    match (is_unique, group.is_system_group) {
        (true, true) => name.to_lowercase(),
        (true, false) => name.to_owned(),
        (false, true) => group.name.to_string(),
        (false, false) => format!("{THE_GROUP}{name}"),
    }
}

/// Somebody whose whole name this is.
fn user_called<'a>(organization: &'a Organization, name: &str) -> Option<&'a User> {
    let user = user::find_user(organization.users().all(), name).ok()?;
    (user.full_name.to_lowercase() == name.to_lowercase()).then_some(user)
}

/// Who a setting names, as it is said and as it is typed. What one can't see is named so that it
/// can't be typed: it stays as long as nothing is changed.
#[must_use]
pub fn in_words(organization: &Organization, setting: &GroupSetting) -> String {
    let group = |id: &GroupId| match organization.groups().get(*id) {
        Some(group) => group_written(organization, group),
        None => "a group you can't see".to_owned(),
    };
    let me = organization.me();
    let person = |id: &UserId| match organization.users().get(*id) {
        _ if *id == me => "you".to_owned(),
        Some(user) => written(organization, user),
        None => "somebody you can't see".to_owned(),
    };
    match setting {
        GroupSetting::Group(id) => group(id),
        GroupSetting::Anonymous(list) => {
            let groups = list.direct_subgroups.iter().map(group);
            let people = list.direct_members.iter().map(person);
            let all: Vec<String> = groups.chain(people).collect();
            match all.is_empty() {
                true => "nobody".to_owned(),
                false => all.join(", "),
            }
        }
    }
}

/// The group in use that is called so, by the name of either kind.
pub(super) fn group_named<'a>(
    organization: &'a Organization,
    typed: &str,
) -> Option<&'a UserGroup> {
    let called = |name: &str| {
        let name = name.to_lowercase();
        let is_called = |group: &&UserGroup| {
            !group.deactivated
                && (group.name.to_lowercase() == name || name_of(group).to_lowercase() == name)
        };
        // What people made goes before roles of the same name.
        let all = organization.groups().iter().filter(is_called);
        all.min_by_key(|group| group.is_system_group)
    };
    called(typed).or_else(|| called(typed.strip_prefix(THE_GROUP)?))
}

/// Somebody, or a group.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum PersonOrGroup {
    /// Somebody.
    Person(UserId),
    /// A group.
    Group(GroupId),
}

/// Who is called so: the person whose whole name it is, else a group, else the only one with such
/// a first name or surname. Why there is nobody, otherwise.
pub(super) fn named(organization: &Organization, name: &str) -> Result<PersonOrGroup, String> {
    let whole = user_called(organization, name);
    let user = match (whole, group_named(organization, name)) {
        (None, Some(group)) => return Ok(PersonOrGroup::Group(group.id)),
        (Some(user), _) => user,
        (None, None) => {
            user::find_user(organization.users().all(), name).map_err(|why| why.to_string())?
        }
    };
    match user.is_active {
        true => Ok(PersonOrGroup::Person(user.user_id)),
        false => Err(format!("The account of {} is deactivated", user.full_name)),
    }
}

/// Reads what was typed for a permission; why it can't be taken otherwise.
pub(super) fn read(
    organization: &Organization,
    field: GroupField,
    typed: &str,
) -> Result<GroupSetting, String> {
    let mut list = AnonymousGroup::default();
    let nobody = organization.groups().system("role:nobody");
    for name in typed.split(',').map(str::trim) {
        if name.is_empty() {
            continue;
        }
        if name.eq_ignore_ascii_case("you") {
            list.direct_members.push(organization.me());
            continue;
        }
        match named(organization, name) {
            Ok(PersonOrGroup::Person(user)) => list.direct_members.push(user),
            Ok(PersonOrGroup::Group(group)) => {
                if !organization.can_be_granted_to(&field.permission(), group) {
                    let words = in_words(organization, &GroupSetting::Group(group));
                    let label = field.label();
                    return Err(format!("{label} can't be “{words}” in this organization."));
                }
                list.direct_subgroups.push(group);
            }
            Err(why) => return Err(format!("{why}. Roles and groups can be named too.")),
        }
    }
    list.direct_members.sort_unstable();
    list.direct_members.dedup();
    list.direct_subgroups.sort_unstable();
    list.direct_subgroups.dedup();
    if list.direct_members.len() + list.direct_subgroups.len() > 1 {
        // Nobody, and somebody: that is somebody.
        list.direct_subgroups
            .retain(|id| nobody.is_none_or(|nobody| nobody.id != *id));
    }
    Ok(
        match (&*list.direct_members, &*list.direct_subgroups, nobody) {
            ([], [one], _) => GroupSetting::Group(*one),
            ([], [], Some(nobody)) => GroupSetting::Group(nobody.id),
            _ => GroupSetting::Anonymous(Box::new(list)),
        },
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::testing::organization_with;
    use proptest::prelude::*;
    use serde_json::json;

    fn organization() -> Organization {
        organization_with(|json| {
            let groups = json["realm_user_groups"].as_array_mut().unwrap();
            groups.push(json!({"id": 20, "name": "crew", "members": [8]}));
            groups.push(json!({"id": 21, "name": "Ben", "members": []}));
            groups.push(json!({"id": 23, "name": "Members", "members": []}));
            groups.push(json!({"id": 22, "name": "old", "members": [], "deactivated": true}));
            let users = json["realm_users"].as_array_mut().unwrap();
            users.push(json!({"user_id": 10, "full_name": "Chika", "email": "c2@x", "role": 400}));
            users
                .push(json!({"user_id": 11, "full_name": "Ida Crew", "email": "i@x", "role": 400}));
        })
    }

    fn list(members: &[u64], groups: &[u64]) -> GroupSetting {
        GroupSetting::Anonymous(Box::new(AnonymousGroup {
            direct_members: members.iter().copied().map(UserId).collect(),
            direct_subgroups: groups.iter().copied().map(GroupId).collect(),
        }))
    }

    #[test]
    fn roles_groups_and_people_are_read_by_their_names() {
        let org = organization();
        let join = |text: &str| read(&org, GroupField::Join, text);
        assert_eq!(join("Administrators"), Ok(GroupSetting::Group(GroupId(11))));
        assert_eq!(join("role:members"), Ok(GroupSetting::Group(GroupId(14))));
        assert_eq!(join("crew"), Ok(GroupSetting::Group(GroupId(20))));
        assert_eq!(join(""), Ok(GroupSetting::Group(GroupId(9))), "nobody");
        assert_eq!(join("nobody, you"), Ok(list(&[6], &[])));
        assert_eq!(
            join("crew, dmitri ,administrators"),
            Ok(list(&[9], &[11, 20]))
        );
        assert_eq!(join("Ben"), Ok(list(&[7], &[])), "the person");
        assert_eq!(join("the group Ben"), Ok(GroupSetting::Group(GroupId(21))));
        assert_eq!(join("Chika|10"), Ok(list(&[10], &[])));
        let why = join("everyone").unwrap_err();
        assert_eq!(
            why,
            "Who may join can't be “everyone” in this organization."
        );
        assert!(read(&org, GroupField::Mention, "everyone").is_ok());
        for wrong in ["old", "zzz", "crew, zzz", "Chika"] {
            assert!(join(wrong).is_err(), "{wrong}");
        }
    }

    proptest! {
        #[test]
        fn what_is_written_is_read_again(
            members in proptest::collection::btree_set(6_u64..12, 0..5),
            groups in proptest::collection::btree_set(
                prop_oneof![Just(11_u64), Just(14), Just(15), Just(20), Just(21), Just(23)], 0..4),
        ) {
            let org = organization();
            let members: Vec<u64> = members.into_iter().collect();
            let groups: Vec<u64> = groups.into_iter().collect();
            let setting = match (&*members, &*groups) {
                ([], []) => GroupSetting::Group(GroupId(9)),
                ([], [one]) => GroupSetting::Group(GroupId(*one)),
                _ => list(&members, &groups),
            };
            let text = in_words(&org, &setting);
            prop_assert_eq!(read(&org, GroupField::Mention, &text), Ok(setting), "{}", text);
        }
    }
}

//! Who may do something, written as one line: `moderators, kiln crew, Ben Oduya`. Roles, groups
//! and people by their names, parted by commas; the same line is read back into a setting.

use crate::api::group::{AnonymousGroup, GroupSetting, UserGroup};
use crate::api::ids::{GroupId, UserId};
use crate::model::{Organization, ROLES};

use super::complete::{Needle, Quality};
use super::form::{MOST_SUGGESTED, Suggestion};

/// What an empty line of this kind says.
pub const PLACEHOLDER: &str = "nobody; roles, groups and people can be named";
/// The role's group that nobody is in.
const NOBODY: &str = "role:nobody";
/// The role's group that guests are in.
const EVERYONE: &str = "role:everyone";

/// Whether guests can be let, too: the server refuses it for most of what changes things.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Guests {
    /// The role `everyone` may be named.
    May,
    /// It may not.
    MayNot,
}

impl Guests {
    fn allows(self, role: &str) -> bool {
        role != EVERYONE || self == Self::May
    }
}

/// Whether a name can stand in such a line as it is.
fn is_plain(name: &str) -> bool {
    !name.is_empty() && !name.contains([',', '|']) && name.trim() == name
}

fn is_own(group: &&UserGroup) -> bool {
    !group.is_system_group && !group.deactivated
}

/// Whether more than one person or group, or a role, is called so.
fn is_ambiguous(organization: &Organization, name: &str) -> bool {
    let lower = name.to_lowercase();
    // Looked at for each name in each of many thousands: most need no other string.
    let same = |other: &str| {
        other.eq_ignore_ascii_case(name) || (!other.is_ascii() && other.to_lowercase() == lower)
    };
    let users = organization.users().all().iter();
    let people = users.filter(|user| user.is_active && same(&user.full_name));
    let groups = organization.groups().iter().filter(is_own);
    let groups = groups.filter(|group| same(&group.name));
    let role = ROLES.iter().filter(|(_, words)| *words == lower);
    people.count() + groups.count() + role.count() > 1
}

fn person_written(organization: &Organization, id: UserId) -> String {
    match organization.users().name(id) {
        Some(name) if is_plain(name) && !is_ambiguous(organization, name) => name.to_owned(),
        Some(name) if is_plain(name) => format!("{name}|{id}"),
        Some(_) | None => format!("|{id}"),
    }
}

fn group_written(organization: &Organization, id: GroupId) -> String {
    let Some(group) = organization.groups().get(id) else {
        return format!("group|{id}");
    };
    let role = ROLES.iter().find(|(name, _)| **name == *group.name);
    match role.filter(|_| group.is_system_group) {
        Some((_, words)) => (*words).to_owned(),
        None if is_plain(&group.name) && !is_ambiguous(organization, &group.name) => {
            group.name.to_string()
        }
        None => format!("group|{id}"),
    }
}

/// A setting as a line. Empty for a list without anybody.
#[must_use]
pub fn written(organization: &Organization, setting: &GroupSetting) -> String {
    let (people, groups) = match setting {
        GroupSetting::Group(id) => (&[][..], std::slice::from_ref(id)),
        GroupSetting::Anonymous(group) => (&*group.direct_members, &*group.direct_subgroups),
    };
    let groups = groups.iter().map(|id| group_written(organization, *id));
    let people = people.iter().map(|id| person_written(organization, *id));
    let all: Vec<String> = groups.chain(people).collect();
    match all.is_empty() {
        true => "nobody".to_owned(),
        false => all.join(", "),
    }
}

enum Named {
    Person(UserId),
    Group(GroupId),
    Nobody,
}

fn named(organization: &Organization, name: &str, guests: Guests) -> Result<Named, String> {
    let lower = name.to_lowercase();
    if let Some((group, _)) = ROLES.iter().find(|(_, words)| *words == lower) {
        if *group == NOBODY {
            return Ok(Named::Nobody);
        }
        if !guests.allows(group) {
            return Err("Guests can't be allowed that: members is the most there is.".to_owned());
        }
        let group = organization.groups().system(group);
        return match group {
            Some(group) => Ok(Named::Group(group.id)),
            None => Err(format!("This organization has no role called {name}.")),
        };
    }
    if let Some((before, number)) = name.rsplit_once('|')
        && let Ok(number) = number.parse::<u64>()
    {
        return Ok(match before {
            "group" => Named::Group(GroupId(number)),
            _ => Named::Person(UserId(number)),
        });
    }
    if ["you", "me", "myself"].contains(&&*lower) {
        return Ok(Named::Person(organization.me()));
    }
    let groups = organization.groups().iter().filter(is_own);
    let mut found: Vec<Named> = groups
        .filter(|group| group.name.to_lowercase() == lower)
        .map(|group| Named::Group(group.id))
        .collect();
    let users = organization.users().all().iter();
    let same = users.filter(|user| {
        user.is_active
            && (user.full_name.to_lowercase() == lower
                || user.delivery_email.as_deref() == Some(name))
    });
    found.extend(same.map(|user| Named::Person(user.user_id)));
    match (found.pop(), found.is_empty()) {
        (Some(one), true) => Ok(one),
        (Some(_), false) => Err(format!(
            "Several are called {name}: choose one from the suggestions."
        )),
        (None, _) => Err(format!("No role, group or person is called {name}.")),
    }
}

/// The setting that a line means. An empty one means nobody.
///
/// # Errors
/// In a sentence: nobody is called so, several are, or guests are named who may not be.
pub fn read(
    organization: &Organization,
    line: &str,
    guests: Guests,
) -> Result<GroupSetting, String> {
    let (mut people, mut groups) = (Vec::new(), Vec::new());
    let names = line.split(',').map(str::trim);
    for name in names.filter(|name| !name.is_empty()) {
        match named(organization, name, guests)? {
            Named::Person(id) => people.push(id),
            Named::Group(id) => groups.push(id),
            Named::Nobody => {}
        }
    }
    people.sort_unstable();
    people.dedup();
    groups.sort_unstable();
    groups.dedup();
    Ok(match (people.is_empty(), groups.as_slice()) {
        (true, [one]) => GroupSetting::Group(*one),
        (true, []) if organization.groups().system(NOBODY).is_some() => {
            let nobody = organization.groups().system(NOBODY).map(|group| group.id);
            GroupSetting::Group(nobody.unwrap_or_default())
        }
        (_, _) => GroupSetting::Anonymous(Box::new(AnonymousGroup {
            direct_members: people,
            direct_subgroups: groups,
        })),
    })
}

/// What could stand behind the last comma: roles where nothing is typed there, or where what is
/// there is complete, so that one choice leads to another.
#[must_use]
pub fn suggested(organization: &Organization, line: &str, guests: Guests) -> Vec<Suggestion> {
    let (before, typed) = match line.rsplit_once(',') {
        Some((before, typed)) => (format!("{}, ", before.trim_end()), typed.trim()),
        None => (String::new(), line.trim()),
    };
    let there = |group: &str| organization.groups().system(group).is_some();
    let roles = ROLES
        .iter()
        .filter(|(group, _)| guests.allows(group) && there(group));
    let mut found: Vec<(Quality, usize, String, String)> = Vec::new();
    let lower = typed.to_lowercase();
    if typed.is_empty() || ROLES.iter().any(|(_, words)| *words == lower) {
        let rows = roles.filter(|(_, words)| *words != lower);
        return rows
            .map(|(_, name)| Suggestion::plain(&format!("{before}{name}")))
            .collect();
    }
    let needle = Needle::new(typed);
    for (_, words) in roles {
        if let Some(quality) = needle.quality_of(words) {
            found.push((quality, 0, (*words).to_owned(), "role".to_owned()));
        }
    }
    for group in organization.groups().iter().filter(is_own) {
        if let Some(quality) = needle.quality_of(&group.name) {
            let count = organization.groups().members(group.id).len();
            let name = group_written(organization, group.id);
            let more = match name.starts_with("group|") {
                true => format!("{}, group of {count}", group.name),
                false => format!("group of {count}"),
            };
            found.push((quality, 1, name, more));
        }
    }
    let users = organization.users().all().iter();
    let mut people: Vec<(Quality, &str, UserId)> = users
        .filter(|user| user.is_active && !user.is_bot)
        .filter_map(|user| {
            let quality = needle.quality_of(&user.full_name)?;
            Some((quality, &*user.full_name, user.user_id))
        })
        .collect();
    people.sort_unstable();
    for (quality, name, id) in people.into_iter().take(MOST_SUGGESTED) {
        let email = organization.users().get(id);
        let email = email.and_then(|user| user.delivery_email.as_deref());
        let mut more = email.unwrap_or_default().to_owned();
        let written = person_written(organization, id);
        if written.starts_with('|') {
            more = format!("{name} {more}");
        }
        found.push((quality, 2, written, more));
    }
    found.sort();
    let rows = found.into_iter().take(MOST_SUGGESTED);
    rows.map(|(_, _, name, more)| Suggestion {
        text: format!("{before}{name}"),
        more,
    })
    .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::testing::organization_with;
    use serde_json::json;

    /// Ada (6), two who are called Ben (7, 17), one with a comma in the name (18), and two groups.
    fn named() -> Organization {
        organization_with(|json| {
            let user = |id: u64, name: &str| {
                json!({"user_id": id, "full_name": name, "email": format!("{id}@x"), "role": 400,
                       "is_bot": false, "date_joined": "2020-01-01T00:00+00:00"})
            };
            let users = json["realm_users"].as_array_mut().unwrap();
            users.extend([user(17, "Ben"), user(18, "Kim, Lee")]);
            let groups = json["realm_user_groups"].as_array_mut().unwrap();
            groups.extend([
                json!({"id": 20, "name": "kiln crew", "members": [7]}),
                json!({"id": 21, "name": "members", "members": [7]}),
            ]);
        })
    }

    fn list(people: &[u64], groups: &[u64]) -> GroupSetting {
        GroupSetting::Anonymous(Box::new(AnonymousGroup {
            direct_members: people.iter().copied().map(UserId).collect(),
            direct_subgroups: groups.iter().copied().map(GroupId).collect(),
        }))
    }

    #[test]
    fn what_is_written_is_read_back() {
        let org = named();
        for (setting, line) in [
            (GroupSetting::Group(GroupId(11)), "administrators"),
            (GroupSetting::Group(GroupId(20)), "kiln crew"),
            // A group that people called like a role.
            (GroupSetting::Group(GroupId(21)), "group|21"),
            (GroupSetting::Group(GroupId(9)), "nobody"),
            (list(&[6, 7], &[20]), "kiln crew, Ada, Ben|7"),
            (list(&[18], &[11]), "administrators, |18"),
            (list(&[77], &[88]), "group|88, |77"),
        ] {
            assert_eq!(written(&org, &setting), line);
            assert_eq!(read(&org, line, Guests::May), Ok(setting), "{line}");
        }
        assert_eq!(
            read(&org, " , ", Guests::May),
            Ok(GroupSetting::Group(GroupId(9)))
        );
        assert_eq!(read(&org, "nobody, ADA", Guests::May), Ok(list(&[6], &[])));
    }

    #[test]
    fn what_means_nobody_or_several_is_told() {
        let org = named();
        let wrong = |line, guests| read(&org, line, guests).unwrap_err();
        assert!(wrong("xyzzy", Guests::May).contains("is called xyzzy"));
        assert!(wrong("Ben", Guests::May).contains("Several are called Ben"));
        assert!(wrong("everyone", Guests::MayNot).contains("Guests can't"));
        assert!(read(&org, "everyone", Guests::May).is_ok());
    }

    #[test]
    fn roles_are_offered_first_and_names_as_they_are_typed() {
        let org = named();
        let texts = |line, guests| -> Vec<String> {
            let rows = suggested(&org, line, guests).into_iter();
            rows.map(|row| row.text).collect()
        };
        let roles = ["everyone", "members", "administrators", "nobody"];
        assert_eq!(texts("", Guests::May), roles);
        assert_eq!(texts("", Guests::MayNot), roles[1..]);
        assert_eq!(
            texts("administrators", Guests::MayNot),
            ["members", "nobody"]
        );
        assert_eq!(
            texts("kiln crew, be", Guests::May)[..2],
            ["kiln crew, Ben|17", "kiln crew, Ben|7"]
        );
        for line in texts("Ada, m", Guests::May) {
            assert!(read(&org, &line, Guests::May).is_ok(), "{line}");
        }
    }
}

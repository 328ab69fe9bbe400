//! How people and groups are named where names are typed, and which are suggested.

use super::forms::MembersForm;
use super::groups::name_of;
use super::who::{GroupField, group_written};
use crate::api::group::UserGroup;
use crate::api::ids::{GroupId, ProfileFieldId, UserId};
use crate::api::realm::ProfileFieldType;
use crate::api::user::{self, Role, User};
use crate::app::form::{FieldName, Form, MOST_SUGGESTED, Suggestion};
use crate::app::state::App;
use crate::model::{Organization, ROLES};
use crate::text::fold::fold;

/// What a role is called.
#[must_use]
pub fn role_name(user: &User) -> &'static str {
    match user.role {
        _ if user.is_bot => "bot",
        _ if user.is_deleted => "deleted",
        Role::Owner => "owner",
        Role::Admin => "administrator",
        Role::Moderator => "moderator",
        Role::Member => "member",
        Role::Guest => "guest",
        Role::Unknown(_) => "of an unknown role",
    }
}

/// How somebody is named where names are typed: with the id where others have the name too.
pub(in crate::app) fn written(organization: &Organization, user: &User) -> String {
    let mut others = organization.users().all().iter();
    match others.any(|other| other.user_id != user.user_id && other.full_name == user.full_name) {
        true => format!("{}|{}", user.full_name, user.user_id),
        false => user.full_name.to_string(),
    }
}

/// The people whose names are typed, parted by commas.
pub(super) fn people(organization: &Organization, typed: &str) -> Result<Vec<UserId>, String> {
    let names = typed
        .split(',')
        .map(str::trim)
        .filter(|name| !name.is_empty());
    let found = names.map(|name| {
        let user = user::find_user(organization.users().all(), name);
        user.map(|user| user.user_id)
            .map_err(|why| format!("{why}."))
    });
    found.collect()
}

impl App {
    /// People, groups and time zones that fit what is typed last.
    pub(in crate::app) fn suggested_members(
        &self,
        subject: &MembersForm,
        form: &Form,
        field: FieldName,
    ) -> Vec<Suggestion> {
        let Some(organization) = self.organization.as_deref() else {
            return Vec::new();
        };
        let typed = form.text(field);
        let is_users = |id: ProfileFieldId| {
            let mut fields = organization.realm().profile_fields.iter();
            fields.any(|field| field.id == id && field.kind == ProfileFieldType::Users)
        };
        let named = match field {
            FieldName::Who => match subject {
                MembersForm::Add(group) => Named::Into(*group),
                MembersForm::Create if organization.can_nest_at_once() => Named::IntoNew,
                MembersForm::Profile(_) | MembersForm::Create | MembersForm::Describe { .. } => {
                    Named::People
                }
            },
            FieldName::May(field) => Named::Allowed(field),
            FieldName::Profile(id) if is_users(id) => Named::People,
            FieldName::TimeZone => return zones(typed),
            FieldName::Channel
            | FieldName::Topic
            | FieldName::Messages
            | FieldName::OldNotice
            | FieldName::NewNotice
            | FieldName::Emoji
            | FieldName::Status
            | FieldName::Kind
            | FieldName::Description
            | FieldName::File
            | FieldName::Of(_)
            | FieldName::Name
            | FieldName::Role
            | FieldName::Email
            | FieldName::Profile(_)
            | FieldName::Group => return Vec::new(),
        };
        named.suggested(organization, typed)
    }
}

/// Who can be named in a field.
#[derive(Debug, Clone, Copy)]
enum Named {
    /// People.
    People,
    /// Who is not in a group yet: people and groups.
    Into(GroupId),
    /// Who may come into a group that is being made.
    IntoNew,
    /// Who may be allowed something in a group: roles, groups, people.
    Allowed(GroupField),
}

impl Named {
    /// What fits the name that is typed last.
    fn suggested(self, organization: &Organization, typed: &str) -> Vec<Suggestion> {
        let (before, last) = match typed.rsplit_once(',') {
            Some((before, last)) => (format!("{}, ", before.trim()), last.trim()),
            None => (String::new(), typed),
        };
        let named: Vec<&str> = before.split(',').map(str::trim).collect();
        let mut people = match last.is_empty() {
            true => Vec::new(),
            false => self.people(organization, last),
        };
        let mut groups = match (last.is_empty(), self) {
            // What there is to choose from, before anything is typed.
            (false, _) | (true, Self::Allowed(_)) => self.groups(organization, last),
            (true, Self::People | Self::Into(_) | Self::IntoNew) => Vec::new(),
        };
        for all in [&mut people, &mut groups] {
            all.retain(|suggestion| !named.contains(&&*suggestion.text));
        }
        // Some of each, where both fit.
        let most = match self {
            Self::Allowed(_) => MOST_SUGGESTED.saturating_sub(people.len().min(3)),
            Self::People | Self::Into(_) | Self::IntoNew => 2,
        };
        groups.truncate(most);
        people.truncate(MOST_SUGGESTED - groups.len());
        let mut all = match self {
            Self::Allowed(_) => [groups, people].concat(),
            Self::People | Self::Into(_) | Self::IntoNew => [people, groups].concat(),
        };
        for suggestion in &mut all {
            suggestion.text = format!("{before}{}", suggestion.text);
        }
        all.retain(|suggestion| suggestion.text != typed);
        all
    }

    /// People whose name fits, those first whose name has a word that begins so.
    fn people(self, organization: &Organization, typed: &str) -> Vec<Suggestion> {
        let needle = fold(typed);
        let group = match self {
            Self::Into(group) => organization.groups().get(group),
            Self::People | Self::IntoNew | Self::Allowed(_) => None,
        };
        let is_in = |user: &User| {
            group.is_some_and(|group| group.members.binary_search(&user.user_id).is_ok())
        };
        let mut found: Vec<(bool, &User)> = Vec::new();
        for user in organization.users().all() {
            if !user.is_active || is_in(user) {
                continue;
            }
            let name = fold(&user.full_name);
            if name.contains(&needle) {
                let begins = name
                    .split_whitespace()
                    .any(|word| word.starts_with(&needle));
                found.push((!begins, user));
            }
        }
        found.sort_by(|a, b| (a.0, &a.1.full_name).cmp(&(b.0, &b.1.full_name)));
        let person = |(_, user): &(bool, &User)| Suggestion {
            text: written(organization, user),
            more: role_name(user).to_owned(),
        };
        found.iter().take(MOST_SUGGESTED).map(person).collect()
    }

    /// Groups whose name fits: roles from the widest to the narrowest, then what people made.
    fn groups(self, organization: &Organization, typed: &str) -> Vec<Suggestion> {
        let needle = fold(typed);
        let fits = |group: &&UserGroup| {
            let can_be = match self {
                Self::People => false,
                Self::Into(into) => organization.can_nest_group(into, group.id),
                Self::IntoNew => !group.deactivated,
                Self::Allowed(field) => {
                    organization.can_be_granted_to(&field.permission(), group.id)
                }
            };
            can_be && fold(name_of(group)).contains(&needle)
        };
        let mut all: Vec<&UserGroup> = organization.groups().iter().filter(fits).collect();
        let role = |group: &UserGroup| ROLES.iter().position(|(name, _)| **name == *group.name);
        all.sort_by_cached_key(|group| (role(group).unwrap_or(ROLES.len()), fold(&group.name)));
        let group = |group: &&UserGroup| Suggestion {
            text: group_written(organization, group),
            more: match (
                organization.groups().members(group.id).len(),
                group.is_system_group,
            ) {
                (_, true) => "role".to_owned(),
                (1, false) => "group of one".to_owned(),
                (count, false) => format!("group of {count}"),
            },
        };
        all.iter().take(MOST_SUGGESTED).map(group).collect()
    }
}

/// Time zones that fit.
fn zones(typed: &str) -> Vec<Suggestion> {
    let needle = fold(typed).replace(' ', "_");
    if needle.is_empty() || jiff::tz::TimeZone::get(typed).is_ok() {
        return Vec::new();
    }
    let names = jiff::tz::db().available();
    let names = names.map(|name| name.to_string());
    let mut names: Vec<String> = names
        .filter(|name| name.contains('/') && fold(name).contains(&needle))
        .collect();
    names.sort();
    let names = names.iter().take(MOST_SUGGESTED);
    names.map(|name| Suggestion::plain(name)).collect()
}

//! How people and groups are named where names are typed, and which are suggested.

use super::forms::MembersForm;
use super::groups::name_of;
use crate::api::ids::{ProfileFieldId, UserId};
use crate::api::realm::ProfileFieldType;
use crate::api::user::{self, Role, User};
use crate::app::form::{FieldName, Form, MOST_SUGGESTED, Suggestion};
use crate::app::state::App;
use crate::model::Organization;
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
        let of_people = match field {
            FieldName::Who => true,
            FieldName::Profile(id) => is_users(id),
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
            | FieldName::Group => false,
        };
        if !of_people {
            return Vec::new();
        }
        let (before, last) = match typed.rsplit_once(',') {
            Some((before, last)) => (format!("{}, ", before.trim()), last.trim()),
            None => (String::new(), typed),
        };
        if last.is_empty() {
            return Vec::new();
        }
        let needle = fold(last);
        let group = match subject {
            MembersForm::Add(group) => organization.groups().get(*group),
            MembersForm::Profile(_) | MembersForm::Create | MembersForm::Describe(_) => None,
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
            text: format!("{before}{}", written(organization, user)),
            more: role_name(user).to_owned(),
        };
        let mut all: Vec<Suggestion> = found.iter().take(MOST_SUGGESTED).map(person).collect();
        if let Some(group) = group {
            let groups = organization.groups().iter();
            let groups = groups.filter(|other| {
                fold(name_of(other)).contains(&needle)
                    && organization.can_nest_group(group.id, other.id)
            });
            let groups = groups.map(|other| Suggestion {
                text: format!("{before}{}", name_of(other)),
                more: format!("group of {}", organization.groups().members(other.id).len()),
            });
            // Some of each, where both fit.
            all.truncate(MOST_SUGGESTED - 2);
            all.extend(groups.take(2));
        }
        all.retain(|suggestion| suggestion.text != typed);
        all
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

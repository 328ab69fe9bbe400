//! The fields that an organization's profiles have: what each is in a form, and what is filled in.

use super::affair::Affair;
use super::forms::{MembersForm, proper_name};
use super::naming::{people, role_name, written};
use crate::api::ids::UserId;
use crate::api::realm::{ProfileField, ProfileFieldType};
use crate::api::routes::profile::{BasicsChange, ProfileValue};
use crate::api::user::User;
use crate::app::form::{Field, FieldName, Form, OFFLINE, Subject};
use crate::app::state::Turn;
use crate::model::Organization;

/// The choices of a field: the key of each and its words, in the organization's order.
#[must_use]
pub fn choices(field: &ProfileField) -> Vec<(String, String)> {
    let data: serde_json::Value = serde_json::from_str(&field.field_data).unwrap_or_default();
    let Some(map) = data.as_object() else {
        return Vec::new();
    };
    let order = |value: &serde_json::Value| {
        let order = &value["order"];
        let text = order.as_str().and_then(|text| text.parse().ok());
        order.as_i64().or(text).unwrap_or(i64::MAX)
    };
    let mut choices: Vec<(i64, String, String)> = map
        .iter()
        .map(|(key, value)| {
            let words = value["text"].as_str().unwrap_or(key);
            (order(value), key.clone(), words.to_owned())
        })
        .collect();
    choices.sort();
    let choices = choices.into_iter();
    choices.map(|(_, key, words)| (key, words)).collect()
}

/// What was filled in before, as it is typed.
fn as_typed(organization: &Organization, field: &ProfileField, value: &str) -> String {
    match field.kind {
        ProfileFieldType::Users => {
            let ids: Vec<UserId> = serde_json::from_str(value).unwrap_or_default();
            let users = ids.iter().filter_map(|id| organization.users().get(*id));
            let names: Vec<String> = users.map(|user| written(organization, user)).collect();
            names.join(", ")
        }
        ProfileFieldType::ShortText
        | ProfileFieldType::LongText
        | ProfileFieldType::Choice
        | ProfileFieldType::Date
        | ProfileFieldType::Link
        | ProfileFieldType::ExternalAccount
        | ProfileFieldType::Pronouns
        | ProfileFieldType::Unknown(_) => value.to_owned(),
    }
}

/// The field of the form for a field of the profile.
pub(super) fn profile_field(
    organization: &Organization,
    field: &ProfileField,
    user: &User,
) -> Field {
    let name = FieldName::Profile(field.id);
    let value = user.profile_value(field.id);
    let value = value.map_or("", |value| &*value.value);
    let typed = as_typed(organization, field, value);
    if !field.editable_by_user && !user.role.is_admin() {
        return Field::fixed(name, &typed, "administrators fill this in");
    }
    if typed.contains('\n') {
        return Field::fixed(
            name,
            typed.lines().next().unwrap_or_default(),
            "has several lines: the web changes it",
        );
    }
    if field.kind == ProfileFieldType::Choice {
        let choices = choices(field);
        let at = choices.iter().position(|(key, _)| key == value);
        let words = choices.into_iter().map(|(_, words)| words);
        let words = std::iter::once("nothing".to_owned()).chain(words);
        return Field::choice(name, words, at.map_or(0, |at| at + 1));
    }
    let example = match field.kind {
        ProfileFieldType::Date => "a date, such as 2021-03-14",
        ProfileFieldType::Link => "https://…",
        ProfileFieldType::Users => "names, parted by commas",
        ProfileFieldType::ExternalAccount => "your name there",
        ProfileFieldType::ShortText
        | ProfileFieldType::LongText
        | ProfileFieldType::Choice
        | ProfileFieldType::Pronouns
        | ProfileFieldType::Unknown(_) => "nothing",
    };
    let hint = match &*field.hint {
        "" => example,
        hint => hint,
    };
    Field::line(name, &typed, hint)
}

/// What is filled into a field of the profile, as the server takes it.
pub(super) fn filled_in(
    organization: &Organization,
    field: &ProfileField,
    form: &Form,
) -> Result<ProfileValue, String> {
    let name = FieldName::Profile(field.id);
    if field.kind == ProfileFieldType::Choice {
        let at = form.chosen(name).checked_sub(1);
        let choice = at.and_then(|at| choices(field).into_iter().nth(at));
        return Ok(choice.map_or(ProfileValue::Nothing, |(key, _)| ProfileValue::Text(key)));
    }
    let text = form.text(name);
    if text.is_empty() {
        return match field.required {
            true => Err(format!("{} must be filled in here.", field.name)),
            false => Ok(ProfileValue::Nothing),
        };
    }
    let limit = |most: usize| match text.chars().count() {
        count if count > most => Err(format!(
            "{} has at most {most} characters: {} too many.",
            field.name,
            count - most
        )),
        _ => Ok(ProfileValue::Text(text.to_owned())),
    };
    match field.kind {
        ProfileFieldType::Users => people(organization, text).map(ProfileValue::Users),
        ProfileFieldType::Date => match text.parse::<jiff::civil::Date>() {
            Ok(date) => Ok(ProfileValue::Text(date.to_string())),
            Err(_) => Err(format!("{} is a date, such as 2021-03-14.", field.name)),
        },
        ProfileFieldType::Link => match url::Url::parse(text) {
            Ok(_) => limit(2000),
            Err(_) => Err(format!(
                "{} is an address, such as https://example.org.",
                field.name
            )),
        },
        ProfileFieldType::LongText => limit(500),
        ProfileFieldType::ShortText
        | ProfileFieldType::ExternalAccount
        | ProfileFieldType::Pronouns => limit(50),
        ProfileFieldType::Choice | ProfileFieldType::Unknown(_) => {
            Ok(ProfileValue::Text(text.to_owned()))
        }
    }
}

/// What stands in a field of the profile now.
pub(super) fn stands(user: &User, field: &ProfileField) -> ProfileValue {
    match user.profile_value(field.id) {
        None => ProfileValue::Nothing,
        Some(value) if field.kind == ProfileFieldType::Users => {
            ProfileValue::Users(serde_json::from_str(&value.value).unwrap_or_default())
        }
        Some(value) => ProfileValue::Text(value.value.to_string()),
    }
}

impl Turn<'_> {
    /// Opens the form of one's own profile.
    pub fn open_profile(&mut self) {
        let Some(organization) = self.app.organization.as_deref() else {
            return;
        };
        let Some(user) = organization.users().myself() else {
            return;
        };
        let fixed = organization.realm().settings.name_changes_disabled && !user.role.is_admin();
        let name = match fixed {
            true => Field::fixed(
                FieldName::Name,
                &user.full_name,
                "names can't be changed here",
            ),
            false => Field::line(FieldName::Name, &user.full_name, "your name"),
        };
        let email = user.delivery_email.as_deref().unwrap_or(&user.email);
        let mut fields = vec![
            name,
            Field::fixed(
                FieldName::Role,
                role_name(user),
                "administrators change roles",
            ),
            Field::fixed(FieldName::Email, email, "the web changes it"),
            Field::line(
                FieldName::TimeZone,
                &user.timezone,
                "not told; such as Europe/Berlin",
            ),
        ];
        let own = &organization.realm().profile_fields;
        fields.extend(
            own.iter()
                .map(|field| profile_field(organization, field, user)),
        );
        let labels = own.iter().map(|field| (field.id, field.name.to_string()));
        let subject = MembersForm::Profile(labels.collect());
        self.open_form(Form::new(Subject::Members(subject), fields));
    }

    pub(super) fn submit_profile(&mut self, form: &Form) -> Result<(), String> {
        let Some(organization) = self.app.organization.as_deref() else {
            return Err(OFFLINE.to_owned());
        };
        let Some(user) = organization.users().myself() else {
            return Err(OFFLINE.to_owned());
        };
        let name = form.text(FieldName::Name);
        proper_name(name, "A person")?;
        if name.contains(['*', '`', '\\', '>', '"', '@']) {
            return Err("A name has none of these in it: * ` \\ > \" @".to_owned());
        }
        let zone = form.text(FieldName::TimeZone);
        if !zone.is_empty() && jiff::tz::TimeZone::get(zone).is_err() {
            return Err(format!("There is no time zone called {zone}: type a city."));
        }
        let other = |new: &str, old: &str| (new != old).then(|| new.to_owned());
        let change = BasicsChange {
            full_name: other(name, &user.full_name),
            timezone: other(zone, &user.timezone),
        };
        let was = BasicsChange {
            full_name: change
                .full_name
                .as_ref()
                .map(|_| user.full_name.to_string()),
            timezone: change.timezone.as_ref().map(|_| user.timezone.to_string()),
        };
        let (mut fields, mut before) = (Vec::new(), Vec::new());
        for field in &organization.realm().profile_fields {
            let fixed = form.is_fixed(FieldName::Profile(field.id));
            if fixed {
                continue;
            }
            let (new, old) = (filled_in(organization, field, form)?, stands(user, field));
            if new != old {
                fields.push((field.id, new));
                before.push((field.id, old));
            }
        }
        if change.is_empty() && fields.is_empty() {
            return Ok(());
        }
        if !change.is_empty() {
            self.send(Affair::Basics { change, was })?;
        }
        if !fields.is_empty() {
            let was = before;
            self.send(Affair::Profile { fields, was })?;
        }
        self.notice("Your profile is changed.");
        Ok(())
    }
}

//! The fields that an organization's profiles have: what each is in a form, and what is filled in.

use super::forms::{people, written};
use crate::api::ids::UserId;
use crate::api::realm::{ProfileField, ProfileFieldType};
use crate::api::routes::profile::ProfileValue;
use crate::api::user::User;
use crate::app::form::{Field, FieldName, Form};
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

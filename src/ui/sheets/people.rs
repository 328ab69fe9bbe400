//! A person, a group.

use crate::api::ids::{GroupId, UserId};
use crate::api::realm::{ProfileField, ProfileFieldType};
use crate::api::user::Role as Rank;
use crate::app::state::App;
use crate::config::theme::Role;
use crate::content::Line;
use crate::model::{Organization, PresenceState};
use crate::text::SafeText;

use super::{field, sentence};
use crate::ui::layouts::Layouts;
use crate::ui::names;

pub(super) fn person(layouts: &Layouts, app: &App, user: UserId, columns: u16) -> Vec<Line> {
    let known = app
        .organization
        .as_deref()
        .and_then(|organization| Some((organization, organization.users().get(user)?)));
    let Some((organization, person)) = known else {
        return sentence(
            "This person is not in the organization, or you may not see them.",
            Role::Notice,
            columns,
        );
    };
    let mut lines = Vec::new();
    let mut put = |label: &str, value: &SafeText<'_>, role: Role| {
        lines.extend(field(label, value, role, columns));
    };
    put("Name", &SafeText::line(&*person.full_name), Role::Sender);
    let rank = match person.role {
        _ if person.is_bot => "bot",
        _ if person.is_deleted => "deleted",
        Rank::Owner => "owner",
        Rank::Admin => "administrator",
        Rank::Moderator => "moderator",
        Rank::Member => "member",
        Rank::Guest => "guest",
        Rank::Unknown(_) => "of an unknown role",
    };
    put("Is", &SafeText::line(rank), Role::Text);
    if let Some(owner) = person.bot_owner_id.filter(|_| person.is_bot) {
        put("Of", &names::person_shown(organization, owner), Role::Text);
    }
    if person.is_active && !person.is_bot {
        let presence = organization.presence();
        let words = match (presence.state(user, app.now), presence.last_seen(user)) {
            (PresenceState::Active, _) => "now, active".to_owned(),
            (PresenceState::Idle, _) => "now, idle".to_owned(),
            (PresenceState::Offline, Some(at)) => layouts.times().ago(at.0, app.now.seconds().0),
            (PresenceState::Offline, None) => "not lately".to_owned(),
        };
        put("Seen", &SafeText::line(words), Role::Text);
    }
    if !person.is_active {
        put("Account", &SafeText::line("deactivated"), Role::Text);
    }
    if organization.users().is_muted(user) {
        put("Muted", &SafeText::line("by you"), Role::Text);
    }
    if let Some(email) = &person.delivery_email {
        put("E-mail", &SafeText::line(&**email), Role::Text);
    }
    if let Ok(zone) = jiff::tz::TimeZone::get(&person.timezone) {
        let mut there = crate::ui::times::Times::new(zone);
        there.twenty_four = layouts.times().twenty_four;
        let now = there.clock(app.now.seconds().0);
        let words = format!("{now} ({})", person.timezone);
        put("Time there", &SafeText::line(words), Role::Text);
    }
    if let Some(status) = organization.personal().statuses.get(&user)
        && !status.text.trim().is_empty()
    {
        put("Status", &SafeText::line(&*status.text), Role::Text);
    }
    let groups = organization.groups();
    let own = groups.iter().filter(|group| {
        !group.is_system_group && !group.deactivated && groups.is_member(group.id, user)
    });
    let own: Vec<_> = own.map(|group| SafeText::line(&*group.name)).collect();
    if !own.is_empty() {
        put("Groups", &SafeText::join(own, ", "), Role::Text);
    }
    for field in &organization.realm().profile_fields {
        let mut values = person.profile_data.iter();
        if let Some(value) = values.find(|value| value.field == field.id) {
            let words = answer(organization, field, &value.value);
            put(&field.name, &words, Role::Text);
        }
    }
    lines
}

/// What somebody filled into a field of their profile.
fn answer<'a>(organization: &Organization, field: &ProfileField, value: &'a str) -> SafeText<'a> {
    match field.kind {
        ProfileFieldType::Choice => {
            let choices: serde_json::Value =
                serde_json::from_str(&field.field_data).unwrap_or_default();
            let text = choices[value]["text"].as_str().unwrap_or(value);
            SafeText::line(text.to_owned())
        }
        ProfileFieldType::Users => {
            let users: Vec<UserId> = serde_json::from_str(value).unwrap_or_default();
            let users = users.into_iter();
            SafeText::join(
                users.map(|user| names::person_shown(organization, user)),
                ", ",
            )
        }
        ProfileFieldType::ShortText
        | ProfileFieldType::LongText
        | ProfileFieldType::Date
        | ProfileFieldType::Link
        | ProfileFieldType::ExternalAccount
        | ProfileFieldType::Pronouns
        | ProfileFieldType::Unknown(_) => SafeText::line(value),
    }
}

pub(super) fn group(app: &App, group: GroupId, columns: u16) -> Vec<Line> {
    let known = app
        .organization
        .as_deref()
        .and_then(|organization| Some((organization, organization.groups().get(group)?)));
    let Some((organization, group)) = known else {
        return sentence("There is no such group any more.", Role::Notice, columns);
    };
    let mut lines = Vec::new();
    lines.extend(field(
        "Group",
        &SafeText::line(&*group.name),
        Role::Sender,
        columns,
    ));
    if !group.description.is_empty() {
        let about = SafeText::line(&*group.description);
        lines.extend(field("For", &about, Role::Text, columns));
    }
    let mut members: Vec<SafeText<'_>> = organization
        .groups()
        .members(group.id)
        .into_iter()
        .map(|user| names::person_shown(organization, user))
        .collect();
    members.sort_by_key(|name| name.as_str().to_lowercase());
    let words = match members.len() {
        0 => SafeText::line("nobody"),
        count => SafeText::line(format!("{count}: {}", SafeText::join(members, ", "))),
    };
    lines.extend(field("Members", &words, Role::Text, columns));
    lines
}

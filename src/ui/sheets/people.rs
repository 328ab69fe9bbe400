//! A person, a group.

use crate::api::ids::{GroupId, UserId};
use crate::api::realm::{ProfileField, ProfileFieldType};
use crate::api::user::User;
use crate::app::members::groups::{name_of, permissions};
use crate::app::members::naming::role_name;
use crate::app::members::profile::choices;
use crate::app::members::who::GroupField;
use crate::app::sheet::Awaited;
use crate::app::state::App;
use crate::config::theme::Role;
use crate::content::{Line, Paint};
use crate::model::{GroupDeed, Organization, PresenceState};
use crate::text::SafeText;

use super::{field, sentence};
use crate::ui::layouts::Layouts;
use crate::ui::names;

/// Since when a server tells of a whole year who was there, and not of two weeks alone.
const ALL_YEAR: u32 = 288;
/// So many names are written out at most.
const NAMED: usize = 200;

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
    let is_me = user == organization.me();
    let name = match is_me {
        true => SafeText::line(format!("{} (you)", person.full_name)),
        false => SafeText::line(&*person.full_name),
    };
    put("Name", &name, Role::Sender);
    put("Is", &SafeText::line(role_name(person)), Role::Text);
    if let Some(owner) = person.bot_owner_id.filter(|_| person.is_bot) {
        put("Of", &names::person_shown(organization, owner), Role::Text);
    }
    let told = !organization.realm().settings.presence_disabled;
    if person.is_active && !person.is_bot && told {
        let words = seen(layouts, app, organization, user);
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
    let status = names::status(organization, user);
    if !status.as_str().is_empty() {
        put("Status", &status, Role::Text);
    }
    if let Some(joined) = person.date_joined {
        let words = layouts.times().ago(joined.0, app.now.seconds().0);
        put("Joined", &SafeText::line(words), Role::Text);
    }
    let groups = organization.groups();
    let own = groups.iter().filter(|group| {
        !group.is_system_group && !group.deactivated && groups.is_member(group.id, user)
    });
    let own: Vec<_> = own.map(|group| SafeText::line(&*group.name)).collect();
    if !own.is_empty() {
        put("Groups", &SafeText::join(own, ", "), Role::Text);
    }
    if let Some(words) = shared(app, organization, user) {
        put("You share", &words, Role::Text);
    }
    let bots = organization.users().all().iter();
    let bots = bots.filter(|bot| bot.is_bot && bot.is_active && bot.bot_owner_id == Some(user));
    let bots: Vec<_> = bots.map(|bot| SafeText::line(&*bot.full_name)).collect();
    if !bots.is_empty() {
        put("Has bots", &SafeText::join(bots, ", "), Role::Text);
    }
    for field in &organization.realm().profile_fields {
        if let Some(value) = person.profile_value(field.id) {
            let words = answer(organization, field, &value.value);
            put(&field.name, &words, Role::Text);
        }
    }
    let actions = person_actions(organization, person);
    lines.push(Line::new());
    lines.extend(keys(app, &actions, columns));
    lines
}

/// What can be done from somebody's card.
fn person_actions(organization: &Organization, person: &User) -> Vec<(&'static str, &'static str)> {
    let is_me = person.user_id == organization.me();
    let muted = organization.users().is_muted(person.user_id);
    let mut actions = vec![
        (
            "write-to-person",
            if is_me { "note to yourself" } else { "write" },
        ),
        ("mention-person", "mention"),
    ];
    if is_me {
        actions.push(("edit-in-members", "change your profile"));
    } else {
        actions.push(("mute-person", if muted { "unmute" } else { "mute" }));
    }
    actions.push(("messages-by", "their messages"));
    if person.delivery_email.is_some() {
        actions.push(("copy-email", "copy e-mail"));
    }
    if !person.is_active {
        actions.retain(|(command, _)| *command != "write-to-person");
    }
    actions
}

/// Keys and what they do here, in as many lines as they need.
fn keys(app: &App, actions: &[(&str, &str)], columns: u16) -> Vec<Line> {
    let mut line = Line::new();
    for (command, words) in actions {
        let key = app.keymap.key_of(command);
        if key.is_empty() {
            continue;
        }
        line.push(&SafeText::line(key), Paint::new(Role::Key));
        let words = SafeText::line(format!(" {words}   "));
        line.push(&words, Paint::new(Role::Dim));
    }
    crate::content::wrap_line(&line, columns, 0)
}

fn seen(layouts: &Layouts, app: &App, organization: &Organization, user: UserId) -> String {
    let presence = organization.presence();
    let is_me = user == organization.me();
    let state = match is_me {
        true => app.own_presence(),
        false => presence.state(user, app.now),
    };
    if is_me && !organization.personal().settings.presence_enabled {
        return "invisible: to others you look offline".to_owned();
    }
    let now = presence.clock(app.now);
    let at_work = presence.times(user).and_then(|times| times.active);
    match (state, at_work, presence.last_seen(user)) {
        (PresenceState::Active, _, _) => "now, active".to_owned(),
        (PresenceState::Idle, Some(at), _) if !is_me => {
            format!("now, idle; active {}", since(layouts, at.0, now))
        }
        (PresenceState::Idle, _, _) => "now, idle".to_owned(),
        (PresenceState::Offline, _, Some(at)) => since(layouts, at.0, now),
        (PresenceState::Offline, _, None) => {
            let joined = organization
                .users()
                .get(user)
                .and_then(|user| user.date_joined);
            let (days, words) = match organization.realm().feature_level.0 >= ALL_YEAR {
                true => (365, "not in the last year"),
                false => (14, "not in the last two weeks"),
            };
            match joined {
                Some(at) if now.saturating_sub(at.0) < days * 86_400 => "not yet".to_owned(),
                Some(_) | None => words.to_owned(),
            }
        }
    }
}

/// How long ago something was, and when: `12 minutes ago, 14:02`.
fn since(layouts: &Layouts, at: i64, now: i64) -> String {
    let when = layouts.times().ago(at, now);
    let minutes = now.saturating_sub(at) / 60;
    match minutes {
        ..=0 => "just now".to_owned(),
        1 => format!("a minute ago, {when}"),
        2..60 => format!("{minutes} minutes ago, {when}"),
        60..120 => format!("an hour ago, {when}"),
        120..1440 => format!("{} hours ago, {when}", minutes / 60),
        _ => when,
    }
}

/// The channels that both are in.
fn shared(app: &App, organization: &Organization, user: UserId) -> Option<SafeText<'static>> {
    let shared = app.members.shared.as_ref()?;
    if shared.user != user {
        return None;
    }
    Some(match &shared.channels {
        Awaited::Asked(_) => SafeText::line("asking the server…"),
        Awaited::Refused(why) => SafeText::line(why.clone()),
        Awaited::Here(channels) if channels.is_empty() => SafeText::line("no channels"),
        Awaited::Here(channels) => {
            let named = channels.iter().take(NAMED).map(|channel| {
                let mark = names::channel_mark(organization, *channel);
                let name = names::channel(organization, *channel);
                SafeText::line(format!("{mark}{}", name.as_str()))
            });
            let more = channels.len().saturating_sub(NAMED);
            let all = SafeText::join(named, ", ");
            match more {
                0 => all,
                more => SafeText::line(format!("{} and {more} more", all.as_str())),
            }
        }
    })
}

/// What somebody filled into a field of their profile.
fn answer<'a>(organization: &Organization, field: &ProfileField, value: &'a str) -> SafeText<'a> {
    match field.kind {
        ProfileFieldType::Choice => {
            let choices = choices(field);
            let words = choices.into_iter().find(|(key, _)| key == value);
            SafeText::line(words.map_or_else(|| value.to_owned(), |(_, words)| words))
        }
        ProfileFieldType::Users => {
            let users: Vec<UserId> = serde_json::from_str(value).unwrap_or_default();
            let users = users.into_iter();
            SafeText::join(
                users.map(|user| names::person_shown(organization, user)),
                ", ",
            )
        }
        ProfileFieldType::Date => match value.parse::<jiff::civil::Date>() {
            Ok(date) => SafeText::line(date.strftime("%-d %B %Y").to_string()),
            Err(_) => SafeText::line(value),
        },
        ProfileFieldType::ExternalAccount => match account_address(field, value) {
            Some(address) => SafeText::line(format!("{value} ({address})")),
            None => SafeText::line(value),
        },
        ProfileFieldType::LongText => SafeText::line(value.replace('\n', " ")),
        ProfileFieldType::ShortText
        | ProfileFieldType::Link
        | ProfileFieldType::Pronouns
        | ProfileFieldType::Unknown(_) => SafeText::line(value),
    }
}

/// Where an account elsewhere is, by the pattern that the organization gave, or by what the
/// kinds of accounts are that every server knows.
/// <https://zulip.com/help/custom-profile-fields>
fn account_address(field: &ProfileField, name: &str) -> Option<String> {
    let data: serde_json::Value = serde_json::from_str(&field.field_data).ok()?;
    let pattern = match data["subtype"].as_str()? {
        "github" => "https://github.com/%(username)s",
        "twitter" => "https://twitter.com/%(username)s",
        "custom" => data["url_pattern"].as_str()?,
        _ => return None,
    };
    Some(pattern.replace("%(username)s", name))
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
    let mut put = |label: &str, value: &SafeText<'_>, role: Role| {
        lines.extend(field(label, value, role, columns));
    };
    put("Group", &SafeText::line(name_of(group)), Role::Sender);
    if !group.description.is_empty() {
        let about = SafeText::line(&*group.description);
        put("For", &about, Role::Text);
    }
    if group.deactivated {
        put("It is", &SafeText::line("deactivated"), Role::Text);
    }
    if let Some(creator) = group.creator_id {
        let by = names::person_shown(organization, creator);
        put("Made by", &by, Role::Text);
    }
    let groups = organization.groups();
    let subs = group.direct_subgroup_ids.iter();
    let subs: Vec<_> = subs
        .filter_map(|id| groups.get(*id))
        .map(|sub| {
            let words = format!("{} ({})", name_of(sub), groups.members(sub.id).len());
            SafeText::line(words)
        })
        .collect();
    if !subs.is_empty() {
        put("Subgroups", &SafeText::join(subs, ", "), Role::Text);
    }
    if !group.direct_subgroup_ids.is_empty() {
        let words = people(organization, &group.members);
        put("By name", &words, Role::Text);
    }
    let words = people(organization, &groups.members(group.id));
    put("Members", &words, Role::Text);
    for (what, who) in permissions(organization, group) {
        let label = match what {
            GroupField::Join => "Join",
            GroupField::Leave => "Leave",
            GroupField::Add => "Add people",
            GroupField::Remove => "Take out",
            GroupField::Manage => "Change it",
            GroupField::Mention => "Mention it",
        };
        put(label, &SafeText::line(who), Role::Text);
    }
    let mut actions = match group.deactivated {
        true => Vec::new(),
        false => vec![("mention-person", "mention")],
    };
    for (deed, action) in [
        (GroupDeed::Join, ("group-join", "join")),
        (GroupDeed::Leave, ("group-leave", "leave")),
        (GroupDeed::Add, ("group-add", "add people")),
        (GroupDeed::Describe, ("edit-in-members", "change it")),
        (GroupDeed::Deactivate, ("group-deactivate", "deactivate")),
        (GroupDeed::Reactivate, ("group-reactivate", "bring back")),
    ] {
        if organization
            .why_not_group(group.id, deed, app.now)
            .is_none()
        {
            actions.push(action);
        }
    }
    lines.push(Line::new());
    lines.extend(keys(app, &actions, columns));
    lines
}

/// How many people, and their names.
fn people(organization: &Organization, users: &[UserId]) -> SafeText<'static> {
    if users.is_empty() {
        return SafeText::line("nobody");
    }
    let mut named: Vec<SafeText<'_>> = users
        .iter()
        .take(NAMED)
        .map(|user| names::person_shown(organization, *user))
        .collect();
    named.sort_by_key(|name| name.as_str().to_lowercase());
    let more = match users.len().saturating_sub(NAMED) {
        0 => String::new(),
        more => format!(" and {more} more"),
    };
    let names = SafeText::join(named, ", ");
    SafeText::line(format!("{}: {}{more}", users.len(), names.as_str()))
}

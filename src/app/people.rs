//! The list of people, by presence, then by name.

use std::collections::HashMap;

use crate::api::ids::UserId;
use crate::api::user::User;
use crate::model::PresenceState;

use super::picker::Row;
use super::side;
use super::state::App;

/// So many people at most are listed; a filter finds the others.
const LISTED: usize = 1000;

/// A row of the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PersonRow {
    /// Who.
    pub user: UserId,
    /// Whether they are there.
    pub presence: PresenceState,
    /// Whether somebody else who is listed has the same name.
    pub namesake: bool,
}

impl Row<UserId> for PersonRow {
    fn key(&self) -> Option<&UserId> {
        Some(&self.user)
    }
}

/// The rows of the list as they are now: the person first, then who is there.
#[must_use]
pub fn rows(app: &App) -> Vec<PersonRow> {
    let Some(organization) = app.organization.as_deref() else {
        return Vec::new();
    };
    let needle = app.people.needle();
    let me = organization.me();
    let mut people: Vec<(bool, PresenceState, String, UserId)> = organization
        .users()
        .all()
        .iter()
        .filter(|user| user.is_active && !user.is_bot)
        .filter(|user| needle.is_none_or(|n| is_meant(user, n)))
        .map(|user| {
            let presence = if user.user_id != me {
                organization.presence().state(user.user_id, app.now)
            } else {
                app.own_presence()
            };
            (
                user.user_id != me,
                presence,
                user.full_name.to_lowercase(),
                user.user_id,
            )
        })
        .collect();
    let mut names = HashMap::with_capacity(people.len());
    for (_, _, name, _) in &people {
        *names.entry(name.clone()).or_insert(0_u32) += 1;
    }
    let order = |a: &(bool, PresenceState, String, UserId),
                 b: &(bool, PresenceState, String, UserId)| {
        (a.0, rank(a.1), &a.2, a.3).cmp(&(b.0, rank(b.1), &b.2, b.3))
    };
    if people.len() > LISTED {
        people.select_nth_unstable_by(LISTED, order);
        people.truncate(LISTED);
    }
    people.sort_unstable_by(order);
    people
        .into_iter()
        .map(|(_, presence, name, user)| PersonRow {
            user,
            presence,
            namesake: names[&name] > 1,
        })
        .collect()
}

/// Whether a filter means somebody: by name, or by address where it has an `@`.
fn is_meant(user: &User, needle: &str) -> bool {
    let address = || user.delivery_email.as_deref().unwrap_or(&user.email);
    side::matches(&user.full_name, needle)
        || (needle.contains('@') && side::matches(address(), needle))
}

/// Who is there comes first.
fn rank(presence: PresenceState) -> u8 {
    match presence {
        PresenceState::Active => 0,
        PresenceState::Idle => 1,
        PresenceState::Offline => 2,
    }
}

//! The list of people, by presence, then by name.

use crate::api::ids::UserId;
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
        .filter(|user| needle.is_none_or(|n| side::matches(&user.full_name, n)))
        .map(|user| {
            (
                user.user_id != me,
                organization.presence().state(user.user_id, app.now),
                user.full_name.to_lowercase(),
                user.user_id,
            )
        })
        .collect();
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
        .map(|(_, presence, _, user)| PersonRow { user, presence })
        .collect()
}

/// Who is there comes first.
fn rank(presence: PresenceState) -> u8 {
    match presence {
        PresenceState::Active => 0,
        PresenceState::Idle => 1,
        PresenceState::Offline => 2,
    }
}

//! Who is there.
//!
//! <https://zulip.com/api/get-presence>

use super::hash::IdMap;
use super::users::Users;
use crate::api::event::PresenceEvent;
use crate::api::ids::UserId;
use crate::api::presence::{PresencePoll, PresenceTimes};
use crate::api::snapshot::Snapshot;
use crate::api::time::{UnixMillis, UnixSeconds};

/// Whether somebody is there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PresenceState {
    /// At work.
    Active,
    /// Connected, not at work.
    Idle,
    /// Neither.
    Offline,
}

/// When everybody was last there.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Presence {
    times: IdMap<UserId, PresenceTimes>,
    last_update_id: i64,
    /// Seconds after which somebody silent counts as offline.
    threshold: i64,
    /// Seconds that the server's clock is ahead of this machine's.
    ahead: i64,
}

impl Presence {
    pub(super) fn new(snapshot: &mut Snapshot, users: &Users, now: UnixMillis) -> Self {
        let presences = snapshot.presences.take().unwrap_or_default();
        let mut times: IdMap<UserId, PresenceTimes> = presences.users.into_iter().collect();
        for (email, entry) in presences.by_email {
            if let Some(user) = users.by_email(&email) {
                times.insert(user.user_id, entry);
            }
        }
        let threshold = snapshot.server.presence_offline_threshold_seconds;
        let mut presence = Self {
            times,
            last_update_id: snapshot.presence_last_update_id.unwrap_or(-1),
            threshold: i64::try_from(threshold).unwrap_or(i64::MAX),
            ahead: 0,
        };
        presence.set_clock(snapshot.server.timestamp, now);
        presence
    }

    fn set_clock(&mut self, server: Option<UnixSeconds>, now: UnixMillis) {
        if let Some(server) = server {
            self.ahead = server.0.saturating_sub(now.seconds().0);
        }
    }

    /// Whether somebody is there now.
    #[must_use]
    pub fn state(&self, user: UserId, now: UnixMillis) -> PresenceState {
        let Some(times) = self.times.get(&user) else {
            return PresenceState::Offline;
        };
        let now = now.seconds().0.saturating_add(self.ahead);
        let is_fresh = |at: Option<UnixSeconds>| {
            at.is_some_and(|at| now.saturating_sub(at.0) < self.threshold)
        };
        if is_fresh(times.active) {
            PresenceState::Active
        } else if is_fresh(times.idle) {
            PresenceState::Idle
        } else {
            PresenceState::Offline
        }
    }

    /// When somebody was last there, by the server's clock.
    #[must_use]
    pub fn last_seen(&self, user: UserId) -> Option<UnixSeconds> {
        let times = self.times.get(&user)?;
        times.active.max(times.idle)
    }

    /// When somebody was last active and last connected.
    #[must_use]
    pub fn times(&self, user: UserId) -> Option<PresenceTimes> {
        self.times.get(&user).copied()
    }

    /// What `last_update_id` the next presence request shall have.
    #[must_use]
    pub fn last_update_id(&self) -> i64 {
        self.last_update_id
    }

    pub(super) fn apply(&mut self, event: PresenceEvent, now: UnixMillis) {
        self.set_clock(event.server_timestamp, now);
        self.merge(event.users);
    }

    pub(super) fn adopt(&mut self, poll: PresencePoll, now: UnixMillis) {
        self.set_clock(poll.server_timestamp, now);
        if let Some(id) = poll.presence_last_update_id {
            self.last_update_id = self.last_update_id.max(id);
        }
        self.merge(poll.presences.users);
    }

    fn merge(&mut self, users: Vec<(UserId, PresenceTimes)>) {
        for (user, times) in users {
            let entry = self.times.entry(user).or_default();
            *entry = entry.merged(times);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_servers_clock_decides() {
        let mut presence = Presence {
            threshold: 200,
            last_update_id: -1,
            ..Presence::default()
        };
        let now = UnixMillis(1_000_000);
        let poll = |text: &str| serde_json::from_str::<PresencePoll>(text).unwrap();
        presence.adopt(
            poll(
                r#"{"presences":{"7":{"active_timestamp":1500,"idle_timestamp":1600},
                    "8":{"idle_timestamp":1500},"9":{"active_timestamp":1400}},
                    "presence_last_update_id":12,"server_timestamp":1600.5}"#,
            ),
            now,
        );
        let states = |now| [7, 8, 9, 10].map(|id| presence.state(UserId(id), now));
        use PresenceState::{Active, Idle, Offline};
        assert_eq!(states(now), [Active, Idle, Offline, Offline]);
        assert_eq!(states(now.plus(100_000)), [Idle, Offline, Offline, Offline]);
        assert_eq!(presence.last_update_id(), 12);
        assert_eq!(presence.last_seen(UserId(7)), Some(UnixSeconds(1600)));
    }

    #[test]
    fn older_news_do_not_overwrite_newer() {
        let mut presence = Presence {
            threshold: 200,
            ..Presence::default()
        };
        let event = |active| PresenceEvent {
            users: vec![(
                UserId(7),
                PresenceTimes {
                    active: Some(UnixSeconds(active)),
                    idle: None,
                },
            )],
            server_timestamp: None,
        };
        presence.apply(event(100), UnixMillis(100_000));
        presence.apply(event(50), UnixMillis(100_000));
        assert_eq!(presence.last_seen(UserId(7)), Some(UnixSeconds(100)));
    }
}

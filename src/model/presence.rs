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
    known: IdMap<UserId, Known>,
    last_update_id: i64,
    /// Seconds after which somebody silent counts as offline.
    threshold: i64,
    /// Seconds that the server's clock is ahead of this machine's.
    ahead: i64,
}

/// What the server said of somebody.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
struct Known {
    times: PresenceTimes,
    /// When it said so, by its clock.
    said: i64,
}

impl Presence {
    pub(super) fn new(snapshot: &mut Snapshot, users: &Users, now: UnixMillis) -> Self {
        let threshold = snapshot.server.presence_offline_threshold_seconds;
        let mut presence = Self {
            known: IdMap::default(),
            last_update_id: snapshot.presence_last_update_id.unwrap_or(-1),
            threshold: i64::try_from(threshold).unwrap_or(i64::MAX),
            ahead: 0,
        };
        let said = presence.set_clock(snapshot.server.timestamp, now);
        let presences = snapshot.presences.take().unwrap_or_default();
        let by_email = presences.by_email.into_iter();
        let by_email =
            by_email.filter_map(|(email, times)| Some((users.by_email(&email)?.user_id, times)));
        let all = presences.users.into_iter().chain(by_email);
        presence.known = all
            .map(|(user, times)| (user, Known { times, said }))
            .collect();
        presence
    }

    /// Sets the clock by what the server says. Gives what it shows now.
    fn set_clock(&mut self, server: Option<UnixSeconds>, now: UnixMillis) -> i64 {
        if let Some(server) = server {
            self.ahead = server.0.saturating_sub(now.seconds().0);
        }
        self.clock(now)
    }

    /// What the server's clock shows, in seconds: the times here are by it.
    #[must_use]
    pub fn clock(&self, now: UnixMillis) -> i64 {
        now.seconds().0.saturating_add(self.ahead)
    }

    /// Whether somebody is there now.
    #[must_use]
    pub fn state(&self, user: UserId, now: UnixMillis) -> PresenceState {
        match self.known.get(&user) {
            Some(known) => self.state_at(known.times, self.clock(now)),
            None => PresenceState::Offline,
        }
    }

    fn state_at(&self, times: PresenceTimes, now: i64) -> PresenceState {
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

    /// When somebody was last at work, by the server's clock; where that is not known, when they
    /// were last connected.
    #[must_use]
    pub fn last_seen(&self, user: UserId) -> Option<UnixSeconds> {
        let times = self.known.get(&user)?.times;
        times.active.or(times.idle)
    }

    /// When somebody was last active and last connected.
    #[must_use]
    pub fn times(&self, user: UserId) -> Option<PresenceTimes> {
        self.known.get(&user).map(|known| known.times)
    }

    /// What `last_update_id` the next presence request shall have.
    #[must_use]
    pub fn last_update_id(&self) -> i64 {
        self.last_update_id
    }

    pub(super) fn apply(&mut self, event: PresenceEvent, now: UnixMillis) {
        let said = self.set_clock(event.server_timestamp, now);
        for (user, times) in event.users {
            // A client's coming is told when it comes. What is told of a time so long ago that
            // nobody is there any more was made up to hide them: they turned presence off.
            let hides = self.state_at(times, said) == PresenceState::Offline;
            let known = self.known.entry(user).or_default();
            if event.complete || hides {
                known.replace(times, said);
            } else {
                known.times = known.times.merged(times);
                known.said = known.said.max(said);
            }
        }
    }

    pub(super) fn adopt(&mut self, poll: PresencePoll, now: UnixMillis) {
        let said = self.set_clock(poll.server_timestamp, now);
        if let Some(id) = poll.presence_last_update_id {
            self.last_update_id = self.last_update_id.max(id);
        }
        for (user, times) in poll.presences.users {
            self.known.entry(user).or_default().replace(times, said);
        }
    }
}

impl Known {
    /// Takes all that is now so of somebody, unless something newer is known: an answer may have
    /// been overtaken by an event.
    fn replace(&mut self, times: PresenceTimes, said: i64) {
        if said >= self.said {
            *self = Self { times, said };
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
        let seen = [7, 8, 10].map(|id| presence.last_seen(UserId(id)));
        assert_eq!(
            seen,
            [Some(UnixSeconds(1500)), Some(UnixSeconds(1500)), None]
        );
    }

    /// Somebody (7) of whom an event tells: by one client, or wholly.
    fn event(complete: bool, active: Option<i64>, idle: Option<i64>, server: i64) -> PresenceEvent {
        let times = PresenceTimes {
            active: active.map(UnixSeconds),
            idle: idle.map(UnixSeconds),
        };
        PresenceEvent {
            users: vec![(UserId(7), times)],
            complete,
            server_timestamp: Some(UnixSeconds(server)),
        }
    }

    fn poll(active: i64, idle: i64, server: i64) -> PresencePoll {
        let text = format!(
            r#"{{"presences":{{"7":{{"active_timestamp":{active},"idle_timestamp":{idle}}}}},
                "server_timestamp":{server}}}"#
        );
        serde_json::from_str(&text).unwrap()
    }

    const THRESHOLD: i64 = 200;

    fn presence() -> Presence {
        Presence {
            threshold: THRESHOLD,
            ..Presence::default()
        }
    }

    #[test]
    fn older_news_do_not_overwrite_newer() {
        let mut presence = presence();
        let at = |seconds: i64| UnixMillis(seconds * 1000);
        presence.apply(event(false, Some(1000), None, 1000), at(1000));
        presence.apply(event(false, Some(950), None, 1001), at(1001));
        assert_eq!(presence.last_seen(UserId(7)), Some(UnixSeconds(1000)));
        // An answer from before the event comes after it.
        presence.adopt(poll(400, 700, 999), at(1001));
        assert_eq!(presence.last_seen(UserId(7)), Some(UnixSeconds(1000)));
    }

    #[test]
    fn who_turns_invisible_is_gone_at_once() {
        let at = |seconds: i64| UnixMillis(seconds * 1000);
        let now = 10_000;
        // What servers tell then: the last time is one that is over, in either form of events and
        // in the answer to the next question.
        let old = now - THRESHOLD - 120;
        for gone in [
            event(false, None, Some(old), now),
            event(false, Some(old), None, now),
            event(true, Some(old), Some(old), now),
        ] {
            let mut presence = presence();
            presence.adopt(poll(now - 10, now - 5, now - 5), at(now - 5));
            assert_eq!(presence.state(UserId(7), at(now)), PresenceState::Active);
            presence.apply(gone.clone(), at(now));
            assert_eq!(presence.state(UserId(7), at(now)), PresenceState::Offline);
            // They show themselves again.
            presence.apply(event(gone.complete, Some(now), None, now + 1), at(now + 1));
            assert_eq!(
                presence.state(UserId(7), at(now + 1)),
                PresenceState::Active
            );
        }
        let mut presence = presence();
        presence.adopt(poll(now - 10, now - 5, now - 5), at(now - 5));
        presence.adopt(poll(old, old, now), at(now));
        assert_eq!(presence.state(UserId(7), at(now)), PresenceState::Offline);
    }

    #[test]
    fn what_one_client_does_does_not_hide_the_others() {
        // As recorded: idle now, and active 43 seconds before that.
        let mut presence = presence();
        let at = |seconds: i64| UnixMillis(seconds * 1000);
        presence.apply(event(false, None, Some(1000), 1000), at(1000));
        presence.apply(event(false, Some(957), None, 1000), at(1000));
        assert_eq!(presence.state(UserId(7), at(1000)), PresenceState::Active);
        assert_eq!(presence.state(UserId(7), at(1180)), PresenceState::Idle);
    }
}

//! Which events of a reply are new.
//!
//! The server repeats what was not acknowledged, and a proxy may repeat anything: an event
//! is let through once. Ids rise within a queue; one that goes back without being a
//! repetition, word for word, means that the queue can't be trusted any more.

use std::collections::VecDeque;
use std::collections::hash_map::DefaultHasher;
use std::hash::{Hash, Hasher};

use crate::api::event::RawEvent;
use crate::api::ids::EventId;

/// How many events before the last batch are remembered.
const REMEMBERED: usize = 256;

/// What has come out of one queue.
#[derive(Debug)]
pub(super) struct Sieve {
    last: EventId,
    seen: VecDeque<(EventId, u64)>,
}

/// What one reply comes to.
#[derive(Debug)]
pub(super) struct Sifted {
    /// The new events, ids ascending.
    pub fresh: Vec<RawEvent>,
    /// An id that went back without being a repetition.
    pub alien: Option<EventId>,
}

impl Sieve {
    /// For a queue whose snapshot holds everything up to `last`.
    pub fn new(last: EventId) -> Self {
        Self {
            last,
            seen: VecDeque::new(),
        }
    }

    /// The newest event that was let through: what the next poll acknowledges.
    pub fn last(&self) -> EventId {
        self.last
    }

    pub fn sift(&mut self, mut events: Vec<RawEvent>) -> Sifted {
        events.sort_by_key(|event| event.id);
        let keep = REMEMBERED.max(events.len());
        let mut alien = None;
        let mut fresh = Vec::with_capacity(events.len());
        for event in events {
            let mark = (event.id, fingerprint(&event));
            if event.id > self.last {
                self.last = event.id;
                self.seen.push_back(mark);
                fresh.push(event);
            } else if self.seen.contains(&mark) {
                tracing::debug!(id = %event.id, "event came again");
            } else {
                alien = alien.or(Some(event.id));
            }
        }
        while self.seen.len() > keep {
            self.seen.pop_front();
        }
        Sifted { fresh, alien }
    }
}

fn fingerprint(event: &RawEvent) -> u64 {
    let mut hasher = DefaultHasher::new();
    event.raw.get().hash(&mut hasher);
    hasher.finish()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn event(id: i64, what: &str) -> RawEvent {
        let json = format!(r#"{{"id":{id},"type":"{what}"}}"#);
        RawEvent {
            id: EventId(id),
            kind: what.into(),
            raw: serde_json::value::RawValue::from_string(json).unwrap(),
        }
    }

    fn ids(sifted: &Sifted) -> Vec<i64> {
        sifted.fresh.iter().map(|event| event.id.0).collect()
    }

    #[test]
    fn repetitions_are_dropped() {
        let mut sieve = Sieve::new(EventId(-1));
        let batch = || vec![event(0, "a"), event(3, "b")];
        assert_eq!(ids(&sieve.sift(batch())), [0, 3]);
        let again = sieve.sift(batch());
        assert_eq!((ids(&again), again.alien), (vec![], None));
        let mixed = sieve.sift(vec![event(4, "c"), event(3, "b"), event(4, "c")]);
        assert_eq!((ids(&mixed), mixed.alien), (vec![4], None));
        assert_eq!(sieve.last(), EventId(4));
    }

    #[test]
    fn order_inside_a_reply_is_by_id() {
        let mut sieve = Sieve::new(EventId(6));
        let sifted = sieve.sift(vec![event(9, "c"), event(7, "a"), event(8, "b")]);
        assert_eq!((ids(&sifted), sifted.alien), (vec![7, 8, 9], None));
    }

    #[test]
    fn an_id_that_goes_back_with_news_is_alien() {
        let mut sieve = Sieve::new(EventId(6));
        sieve.sift(vec![event(9, "a")]);
        assert_eq!(sieve.sift(vec![event(8, "b")]).alien, Some(EventId(8)));
        assert_eq!(sieve.sift(vec![event(9, "b")]).alien, Some(EventId(9)));
        assert_eq!(sieve.sift(vec![event(9, "a")]).alien, None);
    }

    #[test]
    fn a_large_batch_may_be_repeated_whole() {
        let mut sieve = Sieve::new(EventId(-1));
        let batch = || (0..5000).map(|id| event(id, "a")).collect::<Vec<_>>();
        sieve.sift(batch());
        assert_eq!(sieve.sift(batch()).alien, None);
        sieve.sift(vec![event(5000, "a")]);
        assert!(sieve.seen.len() <= REMEMBERED);
    }
}

//! Which messages were already given out.

use std::collections::BTreeSet;

/// How many ids are remembered at least.
const REMEMBERED: usize = 2000;
/// How far back from the newest a fetch begins. Messages are numbered before they are stored,
/// so one may come after others with higher ids.
const OVERLAP: usize = 50;

/// Every message up to `floor` is settled; above it, those in `ids` were given out.
#[derive(Debug, Default)]
pub(super) struct Seen {
    floor: u64,
    ids: BTreeSet<u64>,
    /// How many of `ids` came from fetches since the queue was opened: the queue may still
    /// bring them once more.
    fetched: usize,
}

impl Seen {
    /// Nothing up to `floor` is wanted.
    pub fn start(&mut self, floor: u64) {
        self.floor = floor;
    }

    /// A new queue takes over.
    pub fn new_queue(&mut self) {
        self.fetched = 0;
    }

    /// Notes a message of the queue. Whether it is new.
    pub fn note(&mut self, id: u64) -> bool {
        let is_new = self.ids.insert(id);
        while self.ids.len() > REMEMBERED + self.fetched {
            if let Some(settled) = self.ids.pop_first() {
                self.floor = self.floor.max(settled);
            }
        }
        is_new
    }

    /// Notes a fetched message. Whether it is new.
    pub fn note_fetched(&mut self, id: u64) -> bool {
        self.fetched += 1;
        self.note(id)
    }

    /// What can't be fetched is given up, up to `floor`.
    pub fn settle(&mut self, floor: u64) {
        let newest = self.ids.last().copied().unwrap_or_default();
        self.floor = self.floor.max(floor).max(newest);
    }

    /// After which message a fetch has to begin to miss nothing.
    pub fn resume_after(&self) -> u64 {
        let within = self.ids.iter().nth_back(OVERLAP).copied();
        within.unwrap_or_default().max(self.floor)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_is_new_once() {
        let mut seen = Seen::default();
        seen.start(10);
        assert!(seen.note(12) && seen.note(11) && !seen.note(12));
        assert!(!seen.note_fetched(11) && seen.note_fetched(13) && !seen.note(13));
    }

    #[test]
    fn a_fetch_begins_a_little_before_the_newest() {
        let mut seen = Seen::default();
        seen.start(10);
        assert_eq!(seen.resume_after(), 10);
        for id in 20..=60 {
            seen.note(id);
        }
        assert_eq!(seen.resume_after(), 10, "few were seen: all the way back");
        for id in 61..=1000 {
            seen.note(id);
        }
        assert_eq!(seen.resume_after(), 1000 - OVERLAP as u64);
    }

    #[test]
    fn memory_is_bounded_and_what_is_forgotten_is_settled() {
        let mut seen = Seen::default();
        for id in 1..=100_000 {
            seen.note(id);
        }
        assert_eq!(seen.ids.len(), REMEMBERED);
        assert_eq!(seen.floor, 100_000 - REMEMBERED as u64);
    }

    #[test]
    fn a_long_fetch_is_remembered_while_its_queue_lives() {
        let mut seen = Seen::default();
        for id in 1..=10_000 {
            assert!(seen.note_fetched(id));
        }
        assert!(
            (1..=10_000).all(|id| !seen.note(id)),
            "the queue brings them again"
        );
        seen.new_queue();
        seen.note(10_001);
        assert_eq!(seen.ids.len(), REMEMBERED);
    }
}

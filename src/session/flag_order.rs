//! Where the server's order of flag events can't be trusted.
//!
//! A server puts `update_message_flags` events that wait in a queue together, at the place of
//! the last of them. What was marked as unread and then as read (or starred, and not starred)
//! between two polls can come out in the wrong order; a comment in the server's code says so.
//! Both kinds in one batch about the same message is the sign of it, and a new snapshot is
//! the only way to know.

use std::collections::HashSet;

use crate::api::event::{AddOrRemove, Event, FlagsEvent};
use crate::api::flags::MessageFlag;
use crate::api::ids::MessageId;

/// What a batch did with one flag.
struct Done<'a> {
    flag: &'a MessageFlag,
    added: HashSet<MessageId>,
    removed: HashSet<MessageId>,
    all_read: bool,
}

/// Whether a batch of events may have flag events about the same message in the wrong order.
#[must_use]
pub fn is_unsure(batch: &[Event]) -> bool {
    let mut done: Vec<Done<'_>> = Vec::new();
    batch.iter().any(|event| match event {
        Event::Flags(event) => event.contradicts(&mut done),
        _ => false,
    })
}

trait Contradicts {
    /// Whether it is about a message that the opposite was done to. Notes what it does.
    fn contradicts<'a>(&'a self, done: &mut Vec<Done<'a>>) -> bool;
}

impl Contradicts for FlagsEvent {
    fn contradicts<'a>(&'a self, all: &mut Vec<Done<'a>>) -> bool {
        let at = match all.iter().position(|done| *done.flag == self.flag) {
            Some(at) => at,
            None => {
                all.push(Done {
                    flag: &self.flag,
                    added: HashSet::new(),
                    removed: HashSet::new(),
                    all_read: false,
                });
                all.len() - 1
            }
        };
        let done = &mut all[at];
        let Done { added, removed, .. } = done;
        match self.op {
            AddOrRemove::Add => {
                done.all_read |= self.all;
                added.extend(&self.messages);
                !removed.is_empty()
                    && (self.all || self.messages.iter().any(|id| removed.contains(id)))
            }
            AddOrRemove::Remove => {
                removed.extend(&self.messages);
                done.all_read || self.messages.iter().any(|id| added.contains(id))
            }
            AddOrRemove::Unknown(_) => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn flags(op: AddOrRemove, flag: MessageFlag, ids: &[u64]) -> Event {
        Event::Flags(FlagsEvent {
            op,
            flag,
            messages: ids.iter().copied().map(MessageId).collect(),
            all: false,
            details: Vec::new(),
        })
    }

    fn add(ids: &[u64]) -> Event {
        flags(AddOrRemove::Add, MessageFlag::Read, ids)
    }

    fn remove(ids: &[u64]) -> Event {
        flags(AddOrRemove::Remove, MessageFlag::Read, ids)
    }

    #[test]
    fn only_both_ways_for_the_same_message_is_unsure() {
        assert!(!is_unsure(&[add(&[1, 2]), add(&[2, 3])]));
        assert!(!is_unsure(&[add(&[1, 2]), remove(&[3])]));
        assert!(
            is_unsure(&[remove(&[2]), add(&[1, 2])]),
            "add 2, remove 2, add 1"
        );
        assert!(is_unsure(&[add(&[1, 2]), remove(&[2])]));
        let star = flags(AddOrRemove::Add, MessageFlag::Starred, &[2]);
        assert!(!is_unsure(&[star, remove(&[2])]), "another flag");
        let mut all = add(&[]);
        if let Event::Flags(event) = &mut all {
            event.all = true;
        }
        assert!(is_unsure(&[remove(&[2]), all.clone()]));
        assert!(is_unsure(&[all, remove(&[2])]));
    }
}

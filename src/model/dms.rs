//! Direct message conversations by their newest message.

use std::collections::HashMap;

use crate::api::conversation::DmKey;
use crate::api::ids::{MessageId, UserId};
use crate::api::unread::RecentDm;

/// The newest message of each direct message conversation known.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct RecentDms {
    newest: HashMap<DmKey, MessageId>,
}

impl RecentDms {
    pub(super) fn new(list: Vec<RecentDm>, me: UserId) -> Self {
        let mut dms = Self::default();
        for entry in list {
            dms.saw(&DmKey::new(entry.user_ids, me), entry.max_message_id);
        }
        dms
    }

    /// A message is in this conversation. Whether that changed the order.
    pub(super) fn saw(&mut self, key: &DmKey, id: MessageId) -> bool {
        match self.newest.get_mut(key) {
            Some(newest) if *newest >= id => false,
            Some(newest) => {
                *newest = id;
                true
            }
            None => {
                self.newest.insert(key.clone(), id);
                true
            }
        }
    }

    /// How many conversations are known.
    #[must_use]
    pub fn len(&self) -> usize {
        self.newest.len()
    }

    /// Whether none is.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.newest.is_empty()
    }

    /// All conversations, the one with the newest message first.
    #[must_use]
    pub fn by_newest(&self) -> Vec<(&DmKey, MessageId)> {
        let mut all: Vec<(&DmKey, MessageId)> =
            self.newest.iter().map(|(key, id)| (key, *id)).collect();
        all.sort_unstable_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(b.0)));
        all
    }

    /// The newest message of a conversation.
    #[must_use]
    pub fn newest(&self, key: &DmKey) -> Option<MessageId> {
        self.newest.get(key).copied()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_newest_comes_first() {
        let entry = |id, users: &[u64]| RecentDm {
            max_message_id: MessageId(id),
            user_ids: users.iter().copied().map(UserId).collect(),
        };
        let mut dms = RecentDms::new(
            vec![entry(5, &[7]), entry(9, &[7, 8]), entry(2, &[])],
            UserId(6),
        );
        let order = |dms: &RecentDms| {
            dms.by_newest()
                .iter()
                .map(|(_, id)| id.0)
                .collect::<Vec<_>>()
        };
        assert_eq!(order(&dms), [9, 5, 2]);
        assert!(dms.saw(&DmKey::new([], UserId(6)), MessageId(11)));
        assert!(!dms.saw(&DmKey::new([UserId(7)], UserId(6)), MessageId(4)));
        assert_eq!(order(&dms), [11, 9, 5]);
    }
}

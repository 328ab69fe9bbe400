//! What a person opened and folded in messages: spoilers, long messages, those of
//! people they muted, code moved sideways. It lives outside the model, so that a
//! registration takes nothing of it away.

use std::collections::{BTreeMap, BTreeSet};
use std::hash::{Hash, Hasher};

use crate::api::ids::MessageId;
use crate::content::document::{CodeId, SpoilerId};

/// What is opened in one message.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub struct Opened {
    /// The spoilers that are open.
    pub spoilers: BTreeSet<SpoilerId>,
    /// Code blocks whose lines are cut instead of wrapped, and the first column shown.
    pub code: BTreeMap<CodeId, u16>,
    /// Whether a message that is folded by itself (too tall, from somebody muted) is
    /// shown whole.
    pub unfolded: bool,
}

/// A message where nothing is opened.
static NOTHING: Opened = Opened {
    spoilers: BTreeSet::new(),
    code: BTreeMap::new(),
    unfolded: false,
};

/// What is opened, message by message.
#[derive(Debug, Default)]
pub struct OpenedMessages(BTreeMap<MessageId, Opened>);

impl OpenedMessages {
    /// What is opened in a message.
    #[must_use]
    pub fn of(&self, message: MessageId) -> &Opened {
        self.0.get(&message).unwrap_or(&NOTHING)
    }

    /// The same, to change it.
    pub fn change(&mut self, message: MessageId, change: impl FnOnce(&mut Opened)) {
        let mut opened = self.0.remove(&message).unwrap_or_default();
        change(&mut opened);
        if opened != NOTHING {
            self.0.insert(message, opened);
        }
    }

    /// Adds to a stamp what is opened in a message.
    pub fn hash_of<H: Hasher>(&self, message: MessageId, hasher: &mut H) {
        self.of(message).hash(hasher);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_closed_again_is_forgotten() {
        let mut opened = OpenedMessages::default();
        let (message, spoiler) = (MessageId(7), SpoilerId(0));
        opened.change(message, |o| {
            o.spoilers.insert(spoiler);
        });
        assert!(opened.of(message).spoilers.contains(&spoiler));
        assert_eq!(opened.of(MessageId(8)), &NOTHING);
        opened.change(message, |o| {
            o.spoilers.remove(&spoiler);
        });
        assert!(opened.0.is_empty());
    }
}

//! A message on its way out.

use std::fmt;

use super::drafts::DraftKey;
use crate::api::conversation::Conversation;
use crate::api::ids::{MessageId, QueueId};

/// A message's number in the outbox: the order in which messages were written. Never used
/// twice, and what the server is told as `local_id`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct LocalId(pub i64);

impl fmt::Display for LocalId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// One process among those that share an account's file.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Owner(pub String);

/// A message to be put into the outbox.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewOutgoing {
    /// Where it goes.
    pub conversation: Conversation,
    /// What it says, as typed.
    pub text: String,
    /// When it was written, in ms of Unix time.
    pub now_ms: i64,
    /// The draft that it was until now, which goes away in the same instant.
    pub draft: Option<DraftKey>,
}

/// A message in the outbox.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outgoing {
    /// Its number.
    pub id: LocalId,
    /// Where it goes.
    pub conversation: Conversation,
    /// What it says, as typed.
    pub text: String,
    /// When it was written, in ms of Unix time.
    pub queued_ms: i64,
    /// How far it is.
    pub state: OutgoingState,
    /// How often a request was made for it since a person last said so.
    pub attempts: u32,
    /// The last request that may have reached the server, as long as that matters.
    pub attempt: Option<Attempt>,
    /// What went wrong last, in a sentence; raw.
    pub trouble: Option<String>,
    /// Rises with each change that is written: one is written only over the form of the row
    /// that it was made from.
    pub version: i64,
}

/// A request that was made, or was about to be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attempt {
    /// Who made it.
    pub owner: Owner,
    /// The event queue that was named in it.
    pub queue: Option<QueueId>,
    /// The newest message known before it: whatever it made is newer.
    pub after: MessageId,
    /// When, in ms of Unix time.
    pub at_ms: i64,
}

/// How far a message is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum OutgoingState {
    /// It is not on the server, and is sent when it can be and it is its turn.
    Waiting,
    /// A request is under way, or was when its process ended.
    Sending,
    /// The server has it under this id; its event has not come yet.
    Sent(MessageId),
    /// It may be on the server or not.
    Unsure {
        /// Since when no request is under way any more, in ms of Unix time.
        since_ms: i64,
        /// What looking for it has brought.
        known: Known,
    },
    /// The server refused it, or it was given up; [`Outgoing::trouble`] says why. It is not
    /// on the server.
    Failed,
    /// It is on the server under this id.
    Done(MessageId),
}

/// What is known of a message that may be on the server.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Known {
    /// Nothing yet: it is being looked for.
    Nothing,
    /// This message may be it, and may not: it was edited since, or sent by another client of the same
    /// person. A person decides.
    Alike(MessageId),
}

impl Outgoing {
    /// Whether later messages of the same conversation wait for this one.
    #[must_use]
    pub fn holds_up(&self) -> bool {
        match self.state {
            OutgoingState::Waiting | OutgoingState::Sending => true,
            OutgoingState::Unsure { known, .. } => match known {
                Known::Nothing => true,
                Known::Alike(_) => false,
            },
            OutgoingState::Sent(_) | OutgoingState::Failed | OutgoingState::Done(_) => false,
        }
    }

    /// The id on the server, where there is one for certain.
    #[must_use]
    pub fn message(&self) -> Option<MessageId> {
        match self.state {
            OutgoingState::Sent(id) | OutgoingState::Done(id) => Some(id),
            OutgoingState::Waiting
            | OutgoingState::Sending
            | OutgoingState::Unsure { .. }
            | OutgoingState::Failed => None,
        }
    }
}

#[cfg(test)]
impl Outgoing {
    /// One that waits, its text its number.
    pub(crate) fn new_for_test(id: LocalId, conversation: Conversation) -> Self {
        Self {
            id,
            conversation,
            text: id.to_string(),
            queued_ms: id.0,
            state: OutgoingState::Waiting,
            attempts: 0,
            attempt: None,
            trouble: None,
            version: 0,
        }
    }
}

//! What the screen asks of the account's store, and what it is told: drafts and the outbox.
//!
//! How it is to be used stands in [`crate::session::outbox`].

use crate::api::conversation::Conversation;
use crate::archive::{ArchiveError, Draft, DraftKey, LocalId, Opened, Outgoing};

/// The screen's own name for a message from Enter to [`StoreNews::Kept`]. Never used twice
/// while the program runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct SendKey(pub u64);

/// A message to be sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Send {
    /// The name under which the answer comes.
    pub key: SendKey,
    /// Where to.
    pub conversation: Conversation,
    /// The text as typed.
    pub text: String,
    /// The draft that it was, which goes away when the message is safe.
    pub draft: Option<DraftKey>,
}

/// What a person decides about a message in the outbox.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum OutboxOrder {
    /// Send one that failed, or whose fate is open, once more. In the latter case it may then
    /// be there twice.
    Resend(LocalId),
    /// Forget one that is not being sent just now.
    Discard(LocalId),
    /// Make one that is not being sent just now the draft of its conversation again.
    Withdraw(LocalId),
}

/// What the store tells.
#[derive(Debug, Clone, PartialEq)]
pub enum StoreNews {
    /// How opening went. First of all, and again when a damaged file was replaced.
    Opened(Opened),
    /// All drafts, tombstones included, the one changed last first: at the start, and after a
    /// message came back as a draft.
    Drafts(Vec<Draft>),
    /// The whole outbox, in the order in which messages were written: at the start, and at each
    /// change.
    Outbox(Vec<Outgoing>),
    /// The answer to [`Effect::Send`](super::effect::Effect::Send).
    Kept {
        /// Which message.
        key: SendKey,
        /// Its number in the outbox; or why it is not there, and then the text and its draft
        /// are where they were.
        result: Result<LocalId, ArchiveError>,
    },
    /// A draft was not saved or deleted.
    DraftFailed {
        /// Which.
        key: DraftKey,
        /// Why.
        why: ArchiveError,
    },
    /// The outbox can't be read or written now; it is tried again.
    Trouble(ArchiveError),
}

//! The operators of a search and their fixed values, each with a phrase that says what it finds.
//! Source: <https://zulip.com/api/construct-narrow>.

use crate::api::narrow::{HasOperand, IsOperand};

/// An operator, and what is said of it.
pub(super) struct Known {
    /// As it is typed, without its colon.
    pub(super) key: &'static str,
    /// What it finds.
    pub(super) phrase: &'static str,
    /// The feature level that has it.
    pub(super) since: u32,
}

const fn known(key: &'static str, phrase: &'static str, since: u32) -> Known {
    Known { key, phrase, since }
}

/// The operators, the most used first.
pub(super) const OPERATORS: [Known; 15] = [
    known("channel", "messages in a channel", 0),
    known("topic", "messages in a topic", 0),
    known("sender", "messages somebody sent", 0),
    known("dm", "direct messages with exactly these people", 0),
    known("dm-including", "direct messages somebody takes part in", 0),
    known("is", "unread, starred, mentioned, followed, resolved…", 0),
    known("has", "messages with links, pictures, files, reactions", 0),
    known("mentions", "messages that mention somebody", 446),
    known(
        "channels",
        "public: the whole shared history, subscribed or not",
        0,
    ),
    known("in", "home: places that are not muted", 0),
    known("near", "go to a message, by its id", 0),
    known("with", "the conversation that a message is in now", 271),
    known("id", "one message, by its id", 0),
    known("search", "words, as they stand", 0),
    known("date", "go to a day, such as 2026-11-30", 0),
];

/// Values of `is:`, what messages do that have them, and the feature level that has it.
pub(super) fn states() -> [(IsOperand, &'static str, u32); 8] {
    [
        (IsOperand::Unread, "you did not read", 0),
        (IsOperand::Starred, "you starred", 0),
        (IsOperand::Mentioned, "mention you", 0),
        (IsOperand::Followed, "are in topics you follow", 265),
        (IsOperand::Dm, "are direct messages", 0),
        (IsOperand::Resolved, "are in resolved topics", 0),
        (IsOperand::Alerted, "have one of your alert words", 0),
        (IsOperand::Muted, "are in muted places", 366),
    ]
}

/// Values of `has:`, likewise.
pub(super) fn things() -> [(HasOperand, &'static str, u32); 4] {
    [
        (HasOperand::Link, "have a link", 0),
        (HasOperand::Image, "have a picture", 0),
        (HasOperand::Attachment, "have a file", 0),
        (HasOperand::Reaction, "have a reaction", 249),
    ]
}

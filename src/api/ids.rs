//! Newtypes for what must not be mixed up.
//!
//! All numeric ids are the server's own, unique within an organization.

use std::fmt;
use std::hash::{Hash, Hasher};
use std::sync::Arc;

use serde::{Deserialize, Serialize};

macro_rules! numeric_id {
    ($(#[$doc:meta])* $name:ident($inner:ty)) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, Default)]
        #[serde(transparent)]
        pub struct $name(pub $inner);

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }
    };
}

numeric_id! {
    /// A message. Ids rise with time of sending: sort messages by id, never by timestamp.
    MessageId(u64)
}
numeric_id! {
    /// A user, bot or cross-realm bot.
    UserId(u64)
}
numeric_id! {
    /// A channel (`stream_id` on the wire).
    ChannelId(u64)
}
numeric_id! {
    /// A user group, system groups included.
    GroupId(u64)
}
numeric_id! {
    /// A channel folder (feature level 389).
    FolderId(u64)
}
numeric_id! {
    /// An event in a queue. Rises within one queue, with gaps; -1 before the first.
    EventId(i64)
}

numeric_id! {
    /// A draft kept by the server.
    DraftId(u64)
}
numeric_id! {
    /// A saved snippet.
    SnippetId(u64)
}
numeric_id! {
    /// A message to be sent later.
    ScheduledMessageId(u64)
}
numeric_id! {
    /// A reminder about a message.
    ReminderId(u64)
}
numeric_id! {
    /// A custom profile field.
    ProfileFieldId(u64)
}
numeric_id! {
    /// One submessage: a widget's start or an action on it.
    SubmessageId(u64)
}
numeric_id! {
    /// An uploaded file.
    AttachmentId(u64)
}

numeric_id! {
    /// What a server is able to do: rises with each change of its API.
    FeatureLevel(u32)
}

/// The server's name for one event queue.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct QueueId(pub String);

/// A topic's name as the server wrote it.
///
/// Topics are case-insensitive and case-preserving: equality, order and hash use
/// the lower-cased form, while [`TopicName::as_str`] gives the name as written.
/// The empty name is a real topic, shown as the organization's
/// `realm_empty_topic_display_name`.
#[derive(Clone, Serialize, Deserialize)]
#[serde(from = "String", into = "String")]
pub struct TopicName {
    written: Arc<str>,
    /// The lower-cased form where it differs from `written`.
    folded: Option<Arc<str>>,
}

/// What a resolved topic's name starts with.
///
/// <https://zulip.com/help/resolve-a-topic>
pub const RESOLVED_PREFIX: &str = "✔ ";

impl TopicName {
    /// The topic with this name as written.
    #[must_use]
    pub fn new(name: &str) -> Self {
        let folded = name.to_lowercase();
        Self {
            folded: (folded != name).then(|| Arc::from(folded)),
            written: Arc::from(name),
        }
    }

    /// The name as written, for the API and (made safe) for the screen.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.written
    }

    /// The form that is compared: lower-cased.
    #[must_use]
    pub fn folded(&self) -> &str {
        self.folded.as_deref().unwrap_or(&self.written)
    }

    /// Whether the name carries the mark of a resolved topic.
    #[must_use]
    pub fn is_resolved(&self) -> bool {
        self.written.starts_with(RESOLVED_PREFIX)
    }

    /// The name without the resolved mark, however often it was put before it.
    #[must_use]
    pub fn unresolved(&self) -> &str {
        if self.is_resolved() {
            self.written.trim_start_matches(['✔', ' '])
        } else {
            &self.written
        }
    }
}

impl From<String> for TopicName {
    fn from(name: String) -> Self {
        Self::new(&name)
    }
}

impl From<&str> for TopicName {
    fn from(name: &str) -> Self {
        Self::new(name)
    }
}

impl From<TopicName> for String {
    fn from(topic: TopicName) -> Self {
        topic.written.to_string()
    }
}

impl fmt::Debug for TopicName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.written.fmt(f)
    }
}

impl PartialEq for TopicName {
    fn eq(&self, other: &Self) -> bool {
        self.folded() == other.folded()
    }
}

impl Eq for TopicName {}

impl PartialOrd for TopicName {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for TopicName {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.folded().cmp(other.folded())
    }
}

impl Hash for TopicName {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.folded().hash(state);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn topics_compare_folded_and_keep_their_writing() {
        let a = TopicName::new("Glaze Tests");
        let b = TopicName::new("glaze tests");
        assert_eq!(a, b);
        assert_eq!(a.as_str(), "Glaze Tests");
        assert_eq!(b.folded(), "glaze tests");
        assert_ne!(a, TopicName::new("glaze test"));
    }

    #[test]
    fn resolved_mark_is_stripped_however_often() {
        assert_eq!(TopicName::new("✔ ✔✔ kiln").unresolved(), "kiln");
        assert!(!TopicName::new("kiln ✔ ").is_resolved());
        assert_eq!(TopicName::new("kiln").unresolved(), "kiln");
    }
}

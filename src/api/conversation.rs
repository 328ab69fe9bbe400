//! Where a message lives: a topic of a channel, or a direct message conversation.

use std::fmt;
use std::sync::Arc;

use super::ids::{ChannelId, TopicName, UserId};

/// A direct message conversation: the sorted set of all its people, oneself included.
///
/// Notes to self are the conversation of oneself alone. (`recipient_id` is no key: its values
/// changed at feature levels 327 and 482.)
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DmKey(Arc<[UserId]>);

impl DmKey {
    /// The conversation of these people; `me` is added where it is missing.
    #[must_use]
    pub fn new(people: impl IntoIterator<Item = UserId>, me: UserId) -> Self {
        Self::of_all(people.into_iter().chain([me]))
    }

    /// The conversation of exactly these people: the wire named all of them.
    #[must_use]
    pub fn of_all(people: impl IntoIterator<Item = UserId>) -> Self {
        let mut people: Vec<UserId> = people.into_iter().collect();
        people.sort_unstable();
        people.dedup();
        Self(people.into())
    }

    /// Everybody in it, oneself included, ascending.
    #[must_use]
    pub fn all(&self) -> &[UserId] {
        &self.0
    }

    /// The others, ascending; nobody for notes to self.
    pub fn others(&self, me: UserId) -> impl Iterator<Item = UserId> + '_ {
        self.0.iter().copied().filter(move |user| *user != me)
    }

    /// The people as the wire wants them (`to`, the operand of `dm`): the others, or oneself
    /// for notes to self.
    #[must_use]
    pub fn operand(&self, me: UserId) -> Vec<UserId> {
        let others: Vec<UserId> = self.others(me).collect();
        if others.is_empty() { vec![me] } else { others }
    }

    /// Whether somebody takes part.
    #[must_use]
    pub fn contains(&self, user: UserId) -> bool {
        self.0.binary_search(&user).is_ok()
    }

    /// Whether it has more than two people.
    #[must_use]
    pub fn is_group(&self) -> bool {
        self.0.len() > 2
    }
}

impl fmt::Debug for DmKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set()
            .entries(self.0.iter().map(|user| user.0))
            .finish()
    }
}

/// Where a message lives.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Conversation {
    /// A topic of a channel.
    Topic {
        /// The channel.
        channel: ChannelId,
        /// The topic; compared case-insensitively.
        topic: TopicName,
    },
    /// A direct message conversation.
    Dm(DmKey),
}

impl Conversation {
    /// The topic of this channel.
    #[must_use]
    pub fn topic(channel: ChannelId, topic: TopicName) -> Self {
        Self::Topic { channel, topic }
    }

    /// The channel, unless it is a direct message conversation.
    #[must_use]
    pub fn channel(&self) -> Option<ChannelId> {
        match self {
            Self::Topic { channel, .. } => Some(*channel),
            Self::Dm(_) => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn key_is_the_sorted_set_of_all() {
        let me = UserId(6);
        let key = DmKey::new([UserId(9), UserId(2)], me);
        assert_eq!(key.all(), [UserId(2), UserId(6), UserId(9)]);
        assert_eq!(key, DmKey::new([UserId(6), UserId(9), UserId(2)], me));
        assert_eq!(key.others(me).collect::<Vec<_>>(), [UserId(2), UserId(9)]);
        assert!(key.is_group() && key.contains(UserId(9)) && !key.contains(UserId(3)));
    }

    #[test]
    fn notes_to_self_name_oneself_on_the_wire() {
        let me = UserId(6);
        assert_eq!(DmKey::new([], me).operand(me), [me]);
        assert_eq!(DmKey::new([UserId(1)], me).operand(me), [UserId(1)]);
    }
}

//! What an event, or a batch of them, changed.

use super::hash::IdSet;
use crate::api::conversation::Conversation;
use crate::api::event::{PropagateMode, RestartEvent};
use crate::api::ids::{ChannelId, MessageId};

/// A part of the model that a screen may show.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// Unread counts.
    Unreads,
    /// Channels, subscriptions, folders.
    Channels,
    /// Topics: which there are, their policies.
    Topics,
    /// Users' names, roles, states.
    Users,
    /// Groups and their members.
    Groups,
    /// Which direct message conversations there are, and their order.
    Dms,
    /// Who is typing.
    Typing,
    /// Who is there.
    Presence,
    /// Statuses.
    Statuses,
    /// Which messages are starred.
    Starred,
    /// The user's settings.
    Settings,
    /// The organization's settings, emoji, linkifiers, profile fields.
    Realm,
    /// Drafts, scheduled messages, snippets, reminders, alert words, navigation views.
    Personal,
    /// Uploaded files: ask the server again.
    Attachments,
    /// Invitations: ask the server again.
    Invites,
}

/// A set of parts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Parts(u32);

impl Parts {
    /// The set of this part alone.
    #[must_use]
    pub fn of(part: Part) -> Self {
        Self(1 << part as u32)
    }

    /// Whether the part is in the set.
    #[must_use]
    pub fn contains(self, part: Part) -> bool {
        self.0 & Self::of(part).0 != 0
    }

    /// Puts a part in.
    pub fn insert(&mut self, part: Part) {
        self.0 |= Self::of(part).0;
    }

    /// Whether nothing is in the set.
    #[must_use]
    pub fn is_empty(self) -> bool {
        self.0 == 0
    }
}

/// Messages that went from one place to another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Moved {
    /// Which, ascending; they need not be held.
    pub ids: Vec<MessageId>,
    /// Where they were.
    pub from: Conversation,
    /// Where they are.
    pub to: Conversation,
    /// Whether the whole topic was meant, or the later part: then an open view follows.
    pub mode: PropagateMode,
}

/// A flag, other than `read`, was set on messages or taken away.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Flagged {
    /// Which flag.
    pub flag: crate::api::flags::MessageFlag,
    /// Whether it was set.
    pub is_set: bool,
    /// On which; they need not be held.
    pub ids: Vec<MessageId>,
}

/// What changed. Of a batch, the changes can be merged: lists look at what is true afterwards.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Changes {
    /// New messages, in the order in which they came.
    pub arrived: Vec<MessageId>,
    /// What the sending client called its messages, and their ids now.
    pub local_ids: Vec<(Box<str>, MessageId)>,
    /// Messages held whose content, flags, reactions or place changed.
    pub touched: IdSet<MessageId>,
    /// Messages held whose content (or submessages) changed: to be laid out anew.
    pub edited: IdSet<MessageId>,
    /// Messages that went elsewhere.
    pub moved: Vec<Moved>,
    /// Messages that are gone.
    pub removed: Vec<MessageId>,
    /// Flags other than `read`.
    pub flagged: Vec<Flagged>,
    /// What is muted changed: lists must look anew at what they show.
    pub visibility: bool,
    /// Channels that events come for from now on: what happened there before may have been missed.
    pub gained: Vec<ChannelId>,
    /// Parts of the model that changed.
    pub parts: Parts,
    /// The server restarted.
    pub restart: Option<RestartEvent>,
    /// The organization was deactivated.
    pub realm_deactivated: bool,
    /// Events, ops or properties that this version does not know.
    pub unknown: u32,
}

impl Changes {
    /// Takes in what happened afterwards.
    pub fn merge(&mut self, later: Self) {
        let Self {
            arrived,
            local_ids,
            touched,
            edited,
            moved,
            removed,
            flagged,
            visibility,
            gained,
            parts,
            restart,
            realm_deactivated,
            unknown,
        } = later;
        self.arrived.extend(arrived);
        self.local_ids.extend(local_ids);
        self.touched.extend(touched);
        self.edited.extend(edited);
        self.moved.extend(moved);
        self.removed.extend(removed);
        self.flagged.extend(flagged);
        self.visibility |= visibility;
        self.gained.extend(gained);
        self.parts.0 |= parts.0;
        self.restart = restart.or(self.restart.take());
        self.realm_deactivated |= realm_deactivated;
        self.unknown += unknown;
    }

    /// Whether something changed that a screen could show.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self
            == Self {
                unknown: self.unknown,
                ..Self::default()
            }
    }

    /// Whether messages came, changed or went.
    #[must_use]
    pub fn touches_messages(&self) -> bool {
        !(self.arrived.is_empty()
            && self.touched.is_empty()
            && self.moved.is_empty()
            && self.removed.is_empty()
            && self.flagged.is_empty())
    }

    pub(super) fn part(&mut self, part: Part, changed: bool) {
        if changed {
            self.parts.insert(part);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn merging_adds_up() {
        let mut first = Changes {
            arrived: vec![MessageId(1)],
            unknown: 1,
            ..Changes::default()
        };
        first.part(Part::Unreads, true);
        let mut second = Changes {
            arrived: vec![MessageId(2)],
            unknown: 2,
            ..Changes::default()
        };
        second.part(Part::Invites, true);
        second.part(Part::Users, false);
        first.merge(second);
        assert_eq!(first.arrived, [MessageId(1), MessageId(2)]);
        assert!(first.parts.contains(Part::Unreads) && first.parts.contains(Part::Invites));
        assert!(!first.parts.contains(Part::Users) && first.unknown == 3);
        assert!(
            Changes {
                unknown: 9,
                ..Changes::default()
            }
            .is_empty()
                && !first.is_empty()
        );
    }
}

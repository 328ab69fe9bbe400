//! Who is typing where. Notices expire by themselves; the caller asks when the next one does.

use std::collections::BTreeMap;

use crate::api::conversation::{Conversation, DmKey};
use crate::api::event::{TypingEditEvent, TypingEvent, TypingTarget};
use crate::api::ids::{MessageId, UserId};
use crate::api::personal::TypingOp;
use crate::api::time::UnixMillis;

/// Who is typing, and who is editing which message.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Typing {
    /// When each notice expires.
    typing: BTreeMap<Conversation, BTreeMap<UserId, UnixMillis>>,
    editing: BTreeMap<MessageId, BTreeMap<UserId, UnixMillis>>,
    /// Milliseconds that a notice holds.
    lifetime: i64,
}

fn place(target: TypingTarget) -> Conversation {
    match target {
        TypingTarget::Topic(channel, topic) => Conversation::topic(channel, topic),
        // Recipients include the sender and oneself.
        TypingTarget::Dm(people) => Conversation::Dm(DmKey::of_all(people)),
    }
}

impl Typing {
    pub(super) fn new(lifetime_milliseconds: u64) -> Self {
        let lifetime = i64::try_from(lifetime_milliseconds).unwrap_or(i64::MAX);
        Self {
            lifetime,
            ..Self::default()
        }
    }

    /// Who types in a conversation, by id. Never oneself.
    pub fn typists(&self, place: &Conversation) -> impl Iterator<Item = UserId> {
        self.typing
            .get(place)
            .into_iter()
            .flat_map(BTreeMap::keys)
            .copied()
    }

    /// Who edits a message, by id. Never oneself.
    pub fn editors(&self, message: MessageId) -> impl Iterator<Item = UserId> {
        self.editing
            .get(&message)
            .into_iter()
            .flat_map(BTreeMap::keys)
            .copied()
    }

    /// The conversations that somebody types in.
    pub fn conversations(&self) -> impl Iterator<Item = &Conversation> {
        self.typing.keys()
    }

    /// When the next notice expires.
    #[must_use]
    pub fn next_deadline(&self) -> Option<UnixMillis> {
        let typing = self.typing.values().flat_map(BTreeMap::values);
        typing
            .chain(self.editing.values().flat_map(BTreeMap::values))
            .min()
            .copied()
    }

    /// Forgets notices that are too old. Whether there were any.
    pub(super) fn expire(&mut self, now: UnixMillis) -> bool {
        let count = |typing: &Self| {
            typing.typing.values().map(BTreeMap::len).sum::<usize>()
                + typing.editing.values().map(BTreeMap::len).sum::<usize>()
        };
        let before = count(self);
        self.typing.retain(|_, people| {
            people.retain(|_, until| *until > now);
            !people.is_empty()
        });
        self.editing.retain(|_, people| {
            people.retain(|_, until| *until > now);
            !people.is_empty()
        });
        count(self) != before
    }

    pub(super) fn apply(&mut self, event: TypingEvent, me: UserId, now: UnixMillis) -> bool {
        if event.sender == me {
            return false;
        }
        let until = now.plus(self.lifetime);
        note(
            &mut self.typing,
            place(event.target),
            event.sender,
            &event.op,
            until,
        )
    }

    pub(super) fn apply_edit(
        &mut self,
        event: &TypingEditEvent,
        me: UserId,
        now: UnixMillis,
    ) -> bool {
        if event.sender == me {
            return false;
        }
        let until = now.plus(self.lifetime);
        note(
            &mut self.editing,
            event.message_id,
            event.sender,
            &event.op,
            until,
        )
    }

    /// A message from somebody came: they stopped typing it.
    pub(super) fn sent(&mut self, place: &Conversation, sender: UserId) -> bool {
        stop(&mut self.typing, place, sender)
    }

    /// A message was edited: its editor stopped.
    pub(super) fn edited(&mut self, message: MessageId, editor: UserId) -> bool {
        stop(&mut self.editing, &message, editor)
    }
}

type Notices<K> = BTreeMap<K, BTreeMap<UserId, UnixMillis>>;

fn note<K: Ord>(
    notices: &mut Notices<K>,
    key: K,
    user: UserId,
    op: &TypingOp,
    until: UnixMillis,
) -> bool {
    match op {
        TypingOp::Start => notices
            .entry(key)
            .or_default()
            .insert(user, until)
            .is_none(),
        TypingOp::Stop => stop(notices, &key, user),
        TypingOp::Unknown(_) => false,
    }
}

fn stop<K: Ord>(notices: &mut Notices<K>, key: &K, user: UserId) -> bool {
    let Some(people) = notices.get_mut(key) else {
        return false;
    };
    let was_there = people.remove(&user).is_some();
    if people.is_empty() {
        notices.remove(key);
    }
    was_there
}

#[cfg(test)]
mod tests {
    use super::*;

    fn event(op: TypingOp, sender: u64) -> TypingEvent {
        let target = TypingTarget::Dm(vec![UserId(6), UserId(7), UserId(8)]);
        TypingEvent {
            op,
            sender: UserId(sender),
            target,
        }
    }

    #[test]
    fn notices_start_stop_and_expire() {
        let mut typing = Typing::new(45_000);
        let me = UserId(6);
        let place = Conversation::Dm(DmKey::of_all([UserId(6), UserId(7), UserId(8)]));
        assert!(typing.apply(event(TypingOp::Start, 7), me, UnixMillis(1000)));
        assert!(typing.apply(event(TypingOp::Start, 8), me, UnixMillis(2000)));
        assert!(!typing.apply(event(TypingOp::Start, 6), me, UnixMillis(2000)));
        assert!(!typing.apply(event(TypingOp::Start, 7), me, UnixMillis(9000)));
        assert_eq!(
            typing.typists(&place).collect::<Vec<_>>(),
            [UserId(7), UserId(8)]
        );
        assert_eq!(typing.next_deadline(), Some(UnixMillis(47_000)));
        assert!(!typing.expire(UnixMillis(46_999)));
        assert!(typing.expire(UnixMillis(47_000)));
        assert_eq!(typing.next_deadline(), Some(UnixMillis(54_000)));
        assert!(typing.sent(&place, UserId(7)));
        assert_eq!(
            (typing.next_deadline(), typing.conversations().count()),
            (None, 0)
        );
        assert!(!typing.apply(event(TypingOp::Stop, 8), me, UnixMillis(50_000)));
    }
}

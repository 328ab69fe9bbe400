//! What lately happened to messages, for replies that were under way meanwhile.
//!
//! The server answers a fetch at some moment between its being sent and its being received,
//! and events come on another connection. So a reply may lack what events have already said.
//! Each request remembers the place in this journal where it was sent; when its reply comes, all
//! that happened since is applied to the messages that are new in it. Effects are such that
//! repeating them in order ends in the same state, so it does not matter which of them the reply
//! knew already.

use std::collections::VecDeque;

use crate::api::conversation::Conversation;
use crate::api::event::{
    AddOrRemove, DeleteMessages, FlagsEvent, ReactionEvent, SubmessageEvent, UpdateMessage,
};
use crate::api::flags::MessageFlag;
use crate::api::ids::{ChannelId, MessageId};
use crate::api::message::{Message, is_resolve_change};

/// A place in the journal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub struct Seq(u64);

/// Something that happened to messages.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Effect {
    /// A new one came.
    Arrived(MessageId),
    /// Edited, moved or rendered anew.
    Updated(Box<UpdateMessage>),
    /// Gone.
    Deleted(DeleteMessages),
    /// Flags were set or taken away.
    Flags(FlagsEvent),
    /// A reaction came or went.
    Reaction(ReactionEvent),
    /// A widget's step.
    Submessage(SubmessageEvent),
    /// Events come for these channels from here on.
    Gained(Vec<ChannelId>),
}

/// Entries kept at most, and about how many bytes they may take.
const MAX_ENTRIES: usize = 4096;
const MAX_BYTES: usize = 1 << 20;

/// What lately happened.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct Journal {
    /// The place of the oldest entry that is kept.
    first: u64,
    entries: VecDeque<Effect>,
    bytes: usize,
}

impl Journal {
    /// The place after the newest entry.
    pub(crate) fn now(&self) -> Seq {
        Seq(self.first + self.entries.len() as u64)
    }

    pub(crate) fn push(&mut self, effect: Effect) {
        self.bytes += effect.bytes();
        self.entries.push_back(effect);
        while self.entries.len() > MAX_ENTRIES || (self.bytes > MAX_BYTES && self.entries.len() > 1)
        {
            if let Some(old) = self.entries.pop_front() {
                self.bytes -= old.bytes();
                self.first += 1;
            }
        }
    }

    /// What happened since; `None` where some of that is no longer kept.
    pub(crate) fn since(&self, seq: Seq) -> Option<impl Iterator<Item = &Effect> + Clone> {
        let skip = usize::try_from(seq.0.checked_sub(self.first)?).ok()?;
        Some(self.entries.iter().skip(skip))
    }
}

impl Effect {
    /// About how much memory it takes.
    fn bytes(&self) -> usize {
        64 + match self {
            Self::Arrived(_) => 0,
            Self::Updated(update) => {
                256 + update.message_ids.len() * 8
                    + update
                        .content
                        .as_ref()
                        .map_or(0, |content| content.rendered.len())
            }
            Self::Deleted(gone) => gone.message_ids.len() * 8,
            Self::Flags(flags) => flags.messages.len() * 8,
            Self::Reaction(_) => 64,
            Self::Submessage(event) => event.step.content.len(),
            Self::Gained(channels) => channels.len() * 8,
        }
    }

    /// Whether it took this message away.
    pub(crate) fn deletes(&self, id: MessageId) -> bool {
        match self {
            Self::Deleted(gone) => gone.message_ids.binary_search(&id).is_ok(),
            Self::Arrived(_)
            | Self::Updated(_)
            | Self::Flags(_)
            | Self::Reaction(_)
            | Self::Submessage(_)
            | Self::Gained(_) => false,
        }
    }

    /// Whether events come for this channel from here on.
    pub(crate) fn gains(&self, channel: ChannelId) -> bool {
        match self {
            Self::Gained(channels) => channels.contains(&channel),
            Self::Arrived(_)
            | Self::Updated(_)
            | Self::Deleted(_)
            | Self::Flags(_)
            | Self::Reaction(_)
            | Self::Submessage(_) => false,
        }
    }

    /// Does to a message what it did. Whether the message changed.
    pub(crate) fn apply_to(&self, message: &mut Message) -> bool {
        match self {
            Self::Arrived(_) | Self::Deleted(_) | Self::Gained(_) => false,
            Self::Updated(update) => apply_update(update, message),
            Self::Flags(event) => {
                (event.all || event.messages.contains(&message.id)) && apply_flag(event, message)
            }
            Self::Reaction(event) if event.message_id == message.id => {
                apply_reaction(event, message)
            }
            Self::Submessage(event) if event.message_id == message.id => {
                message.add_submessage(event.step.clone())
            }
            Self::Reaction(_) | Self::Submessage(_) => false,
        }
    }
}

/// Edits, renders anew or moves a message, if the event means it.
pub(crate) fn apply_update(update: &UpdateMessage, message: &mut Message) -> bool {
    let mut changed = false;
    if update.message_id == message.id {
        if let Some(content) = &update.content {
            message.content = content.rendered.clone();
            if let Some(is_me_message) = content.is_me_message {
                message.is_me_message = is_me_message;
            }
            if !update.rendering_only {
                message.last_edit = update.edit_timestamp.or(message.last_edit);
            }
            changed = true;
        }
        if !update.rendering_only {
            message.flags.adopt_from_edit(&update.flags);
        }
    }
    if let Some(moved) = &update.moved
        && update.message_ids.binary_search(&message.id).is_ok()
    {
        let is_resolve = moved.from_channel == moved.to_channel
            && is_resolve_change(&moved.from_topic, &moved.to_topic);
        if !is_resolve {
            message.last_moved = update.edit_timestamp.or(message.last_moved);
        }
        message.conversation = Conversation::topic(moved.to_channel, moved.to_topic.clone());
        if let Some(links) = &moved.topic_links {
            message.topic_links.clone_from(links);
        }
        changed = true;
    }
    changed
}

/// The flags that an edit gives a message, of those that bring messages into views.
pub(crate) fn edit_flags(update: &UpdateMessage) -> impl Iterator<Item = MessageFlag> {
    let wanted = [MessageFlag::Mentioned, MessageFlag::HasAlertWord];
    let mentions = update.flags.is_mention();
    let alerts = update.flags.contains(&MessageFlag::HasAlertWord);
    wanted
        .into_iter()
        .zip([mentions, alerts])
        .filter(|(_, is_set)| *is_set)
        .map(|(flag, _)| flag)
}

/// Sets a flag or takes it away. The caller knows that the event means this message.
pub(crate) fn apply_flag(event: &FlagsEvent, message: &mut Message) -> bool {
    match event.op {
        AddOrRemove::Add => message.flags.insert(&event.flag),
        AddOrRemove::Remove => message.flags.remove(&event.flag),
        AddOrRemove::Unknown(_) => false,
    }
}

/// Adds a reaction or takes it away. The caller knows that the event means this message.
pub(crate) fn apply_reaction(event: &ReactionEvent, message: &mut Message) -> bool {
    match event.op {
        AddOrRemove::Add => message.add_reaction(event.reaction.clone()),
        AddOrRemove::Remove => message.remove_reaction(&event.reaction),
        AddOrRemove::Unknown(_) => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::api::flags::Flags;
    use crate::api::time::UnixSeconds;
    use crate::model::testing::{edit, message, move_messages};

    #[test]
    fn places_older_than_what_is_kept_are_refused() {
        let mut journal = Journal::default();
        let start = journal.now();
        assert_eq!(journal.since(start).unwrap().count(), 0);
        for id in 0..MAX_ENTRIES as u64 {
            journal.push(Effect::Arrived(MessageId(id)));
        }
        assert_eq!(journal.since(start).unwrap().count(), MAX_ENTRIES);
        journal.push(Effect::Arrived(MessageId(0)));
        assert!(journal.since(start).is_none());
        assert_eq!(journal.since(journal.now()).unwrap().count(), 0);
    }

    #[test]
    fn long_texts_are_not_kept_for_ever() {
        let mut journal = Journal::default();
        let start = journal.now();
        for _ in 0..20 {
            let content = "x".repeat(100_000);
            journal.push(Effect::Updated(Box::new(edit(1, &content))));
        }
        assert!(journal.since(start).is_none() && journal.bytes <= MAX_BYTES);
    }

    #[test]
    fn rendering_anew_is_no_edit() {
        let mut target = message(1, 1, "kiln", 7);
        let mut update = edit(1, "<p>new</p>");
        update.rendering_only = true;
        assert!(apply_update(&update, &mut target));
        assert_eq!((&*target.content, target.last_edit), ("<p>new</p>", None));
        update.rendering_only = false;
        update.flags = Flags::of([MessageFlag::Mentioned]);
        assert!(apply_update(&update, &mut target));
        assert_eq!(target.last_edit, Some(UnixSeconds(50)));
        assert!(target.flags.is_mention());
    }

    #[test]
    fn resolving_is_no_move() {
        let mut target = message(1, 1, "kiln", 7);
        assert!(apply_update(
            &move_messages(&[1, 2], (1, "kiln"), (1, "✔ kiln")),
            &mut target
        ));
        assert_eq!(target.last_moved, None);
        assert_eq!(
            target.conversation,
            Conversation::topic(crate::api::ids::ChannelId(1), "✔ kiln".into())
        );
        assert!(apply_update(
            &move_messages(&[1], (1, "✔ kiln"), (2, "x")),
            &mut target
        ));
        assert_eq!(target.last_moved, Some(UnixSeconds(50)));
        assert!(!apply_update(
            &move_messages(&[2], (1, "x"), (2, "y")),
            &mut target
        ));
    }
}

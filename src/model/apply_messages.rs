//! Applying events about messages.

use super::changes::{Changes, Flagged, Moved, Part};
use super::journal::{Effect, apply_flag, apply_reaction, apply_update, edit_flags};
use super::organization::Organization;
use super::unreads::MentionKind;
use crate::api::conversation::{Conversation, DmKey};
use crate::api::event::{
    AddOrRemove, DeleteMessages, FlagsEvent, MessageEvent, ReactionEvent, SubmessageEvent,
    UnreadDetail, UnreadPlace, UpdateMessage,
};
use crate::api::flags::MessageFlag;
use crate::api::ids::MessageId;

impl Organization {
    pub(super) fn apply_message(&mut self, event: MessageEvent, c: &mut Changes) {
        let MessageEvent {
            message,
            local_message_id,
        } = event;
        let id = message.id;
        self.users
            .learn(message.sender_id, &message.sender_full_name);
        if let Some(local) = local_message_id {
            c.local_ids.push((local, id));
        }
        if !message.flags.is_read() && self.counts_as_unread(&message.conversation) {
            self.unreads.insert(id, message.conversation.clone());
            self.unreads
                .set_mention(id, MentionKind::of(&message.flags));
            c.part(Part::Unreads, true);
        } else {
            // A page may have been ahead of this event.
            let changed = self.unreads.remove(id);
            c.part(Part::Unreads, changed);
        }
        let starred = &mut self.personal.starred;
        let changed = if message.flags.is_starred() {
            starred.insert(id)
        } else {
            starred.remove(&id)
        };
        c.part(Part::Starred, changed);
        match &message.conversation {
            Conversation::Topic { channel, topic } => {
                let changed = self.recent_topics.saw(*channel, topic, id);
                c.part(Part::Topics, changed);
            }
            Conversation::Dm(key) => {
                let changed = self.dms.saw(key, id);
                c.part(Part::Dms, changed);
            }
        }
        let stopped = self.typing.sent(&message.conversation, message.sender_id);
        c.part(Part::Typing, stopped);
        let maybe_stale = message
            .channel()
            .is_some_and(|channel| !self.is_live(channel));
        self.messages.insert_live(message, maybe_stale);
        self.journal.push(Effect::Arrived(id));
        c.arrived.push(id);
    }

    /// Unread implies subscribed: the server lists nothing else.
    fn counts_as_unread(&self, place: &Conversation) -> bool {
        place.channel().is_none_or(|channel| self.is_live(channel))
    }

    pub(super) fn apply_update(&mut self, event: Box<UpdateMessage>, c: &mut Changes) {
        let is_held = |id: &MessageId| self.messages.contains(*id);
        let mut held: Vec<MessageId> = event.message_ids.iter().copied().filter(is_held).collect();
        if is_held(&event.message_id) && !held.contains(&event.message_id) {
            held.push(event.message_id);
        }
        for id in held {
            self.messages
                .change(id, |message| apply_update(&event, message));
            c.touched.insert(id);
        }
        if event.content.is_some() {
            c.edited.insert(event.message_id);
        }
        if let Some(editor) = event.user_id {
            let stopped = self.typing.edited(event.message_id, editor);
            c.part(Part::Typing, stopped);
        }
        if let Some(moved) = &event.moved {
            let to = Conversation::topic(moved.to_channel, moved.to_topic.clone());
            if self.is_live(moved.to_channel) {
                let changed = self.unreads.relocate(&event.message_ids, &to);
                c.part(Part::Unreads, changed);
            } else {
                // The server reads them; its event may lag.
                let count = self.unreads.remove_all(&event.message_ids);
                c.part(Part::Unreads, count > 0);
                self.messages
                    .mark_stale(|message| event.message_ids.binary_search(&message.id).is_ok());
            }
            self.recent_topics.moved(moved, &event.message_ids);
            c.part(Part::Topics, true);
            c.moved.push(Moved {
                ids: event.message_ids.clone(),
                from: Conversation::topic(moved.from_channel, moved.from_topic.clone()),
                to,
                mode: moved.propagate_mode.clone(),
            });
        }
        if !event.rendering_only {
            let changed = self
                .unreads
                .set_mention(event.message_id, MentionKind::of(&event.flags));
            c.part(Part::Unreads, changed);
        }
        if !event.rendering_only {
            let ids = vec![event.message_id];
            let flags = edit_flags(&event);
            c.flagged.extend(flags.map(|flag| Flagged {
                flag,
                is_set: true,
                ids: ids.clone(),
            }));
        }
        self.journal.push(Effect::Updated(event));
    }

    pub(super) fn apply_delete(&mut self, event: DeleteMessages, c: &mut Changes) {
        let count = self.unreads.remove_all(&event.message_ids);
        c.part(Part::Unreads, count > 0);
        for id in &event.message_ids {
            let starred = self.personal.starred.remove(id);
            c.part(Part::Starred, starred);
            self.messages.remove(*id);
        }
        if let Some((channel, topic)) = &event.topic {
            self.recent_topics
                .deleted(*channel, topic, &event.message_ids);
            c.part(Part::Topics, true);
        }
        c.removed.extend(event.message_ids.iter().copied());
        self.journal.push(Effect::Deleted(event));
    }

    pub(super) fn apply_flags(&mut self, mut event: FlagsEvent, c: &mut Changes) {
        let details = std::mem::take(&mut event.details);
        if event.all {
            c.touched.extend(
                self.messages
                    .change_all(|message| apply_flag(&event, message)),
            );
        } else {
            for id in &event.messages {
                if self
                    .messages
                    .change(*id, |message| apply_flag(&event, message))
                {
                    c.touched.insert(*id);
                }
            }
        }
        if event.flag == MessageFlag::Read {
            match event.op {
                AddOrRemove::Add => {
                    let changed = if event.all {
                        self.unreads.clear()
                    } else {
                        self.unreads.remove_all(&event.messages) > 0
                    };
                    c.part(Part::Unreads, changed);
                }
                AddOrRemove::Remove => self.become_unread(&event.messages, details, c),
                AddOrRemove::Unknown(_) => c.unknown += 1,
            }
        } else {
            let is_set = event.op == AddOrRemove::Add;
            if event.flag == MessageFlag::Starred {
                for id in &event.messages {
                    let starred = &mut self.personal.starred;
                    let changed = if is_set {
                        starred.insert(*id)
                    } else {
                        starred.remove(id)
                    };
                    c.part(Part::Starred, changed);
                }
            }
            c.flagged.push(Flagged {
                flag: event.flag.clone(),
                is_set,
                ids: event.messages.clone(),
            });
        }
        self.journal.push(Effect::Flags(event));
    }

    /// Messages became unread: the server says where they live, because they need not be held.
    fn become_unread(
        &mut self,
        ids: &[MessageId],
        details: Vec<(MessageId, UnreadDetail)>,
        c: &mut Changes,
    ) {
        let me = self.users.me();
        for (id, detail) in details {
            let place = match detail.place {
                UnreadPlace::Topic(channel, topic) => Conversation::topic(channel, topic),
                UnreadPlace::Dm(others) => Conversation::Dm(DmKey::new(others, me)),
            };
            // A page may have been ahead of this event: then the message lives elsewhere already.
            let held = self
                .messages
                .get(id)
                .filter(|_| !self.messages.is_maybe_stale(id));
            let place = held.map_or(place, |message| message.conversation.clone());
            if !self.counts_as_unread(&place) {
                continue;
            }
            self.unreads.insert(id, place);
            // The server's word does not cover mentions of everybody in a topic.
            let kind = match self.messages.get(id) {
                Some(message) => MentionKind::of(&message.flags),
                None => detail.mentioned.then_some(MentionKind::Unsaid),
            };
            self.unreads.set_mention(id, kind);
            c.part(Part::Unreads, true);
        }
        for id in ids {
            let Some(message) = self.messages.get(*id) else {
                continue;
            };
            if self.unreads.contains(*id) || !self.counts_as_unread(&message.conversation) {
                continue;
            }
            self.unreads.insert(*id, message.conversation.clone());
            self.unreads
                .set_mention(*id, MentionKind::of(&message.flags));
            c.part(Part::Unreads, true);
        }
    }

    pub(super) fn apply_reaction(&mut self, event: ReactionEvent, c: &mut Changes) {
        if self
            .messages
            .change(event.message_id, |message| apply_reaction(&event, message))
        {
            c.touched.insert(event.message_id);
        }
        self.journal.push(Effect::Reaction(event));
    }

    pub(super) fn apply_submessage(&mut self, event: SubmessageEvent, c: &mut Changes) {
        let step = &event.step;
        if self.messages.change(event.message_id, |message| {
            message.add_submessage(step.clone())
        }) {
            c.touched.insert(event.message_id);
            c.edited.insert(event.message_id);
        }
        self.journal.push(Effect::Submessage(event));
    }
}

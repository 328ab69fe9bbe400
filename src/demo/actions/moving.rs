//! Moving messages between topics and channels.

use std::collections::BTreeSet;

use super::edit::{Change, Move, Propagate};
use crate::api::ids::{ChannelId, MessageId, RESOLVED_PREFIX, UserId};
use crate::demo::error::{Answer, Refusal};
use crate::demo::json::{channel_slug, hash_component};
use crate::demo::messages::is_resolved;
use crate::demo::world::World;
use crate::demo::world::account::policy;
use crate::demo::world::channels::{CAN_MOVE_OUT, CAN_MOVE_WITHIN, CAN_RESOLVE, CAN_SEND};
use crate::demo::world::store::Edit;

/// A topic without the mark of a resolved one.
fn bare(topic: &str) -> &str {
    topic.trim_start_matches(['✔', ' '])
}

impl World {
    /// What a change moves; `None` when it moves nothing.
    pub(super) fn check_move(
        &self,
        user: UserId,
        id: MessageId,
        change: &Change,
    ) -> Answer<Option<Move>> {
        if change.topic.is_none() && change.channel.is_none() {
            if change.propagate != Propagate::One {
                return Err(Refusal::bad("Invalid propagate_mode without topic edit"));
            }
            return Ok(None);
        }
        let row = self.store.row(id).ok_or_else(Refusal::no_message)?;
        let place = self.store.place(row.place());
        let Some(old_channel) = place.channel() else {
            return Err(Refusal::bad(if change.channel.is_some() {
                "Direct messages cannot be moved to channels."
            } else {
                "Direct messages cannot have topics."
            }));
        };
        let old_topic = self.topic_of(id).unwrap_or("").to_owned();
        let new_topic = match &change.topic {
            Some(topic) => {
                if topic.trim() == RESOLVED_PREFIX.trim() {
                    return Err(Refusal::bad("General chat cannot be marked as resolved"));
                }
                self.clean_topic(topic)?
            }
            None => old_topic.clone(),
        };
        let new_channel = change.channel.unwrap_or(old_channel);
        if (new_channel, &new_topic) == (old_channel, &old_topic) {
            return Ok(None);
        }
        self.check_topic_name(new_channel, &new_topic)?;
        self.check_may_move(user, old_channel, new_channel, &old_topic, &new_topic)?;
        let ids: Vec<MessageId> = match change.propagate {
            Propagate::One => vec![id],
            Propagate::Later | Propagate::All => place
                .ids
                .iter()
                .map(|id| MessageId(u64::from(*id)))
                .filter(|other| change.propagate == Propagate::All || *other >= id)
                .filter(|other| self.can_read(user, *other))
                .collect(),
        };
        let resolves = new_channel == old_channel
            && is_resolved(&old_topic) != is_resolved(&new_topic)
            && bare(&old_topic) == bare(&new_topic);
        if !resolves {
            let moves_out = new_channel != old_channel;
            self.check_time_to_move(user, id, &ids, change.propagate, moves_out)?;
        }
        let whole_topic = ids.len() == place.ids.len();
        Ok(Some(Move {
            ids,
            old_place: row.place(),
            old: (old_channel, old_topic),
            new: (new_channel, new_topic),
            whole_topic,
        }))
    }

    fn check_may_move(
        &self,
        user: UserId,
        old: ChannelId,
        new: ChannelId,
        old_topic: &str,
        new_topic: &str,
    ) -> Answer<()> {
        let resolves = old == new
            && (is_resolved(old_topic) != is_resolved(new_topic))
            && bare(old_topic) == bare(new_topic);
        if resolves {
            return if self.grants(user, "can_resolve_topics_group", old, CAN_RESOLVE) {
                Ok(())
            } else {
                Err(Refusal::bad("You don't have permission to resolve topics."))
            };
        }
        if old_topic != new_topic
            && !self.grants(
                user,
                "can_move_messages_between_topics_group",
                old,
                CAN_MOVE_WITHIN,
            )
        {
            return Err(Refusal::bad(
                "You don't have permission to edit this message",
            ));
        }
        if old != new {
            let setting = "can_move_messages_between_channels_group";
            if !self.grants(user, setting, old, CAN_MOVE_OUT) {
                return Err(Refusal::bad(
                    "You don't have permission to move this message",
                ));
            }
            let target = self.readable_channel(user, new)?;
            if target.archived || !self.allowed(user, &target.permissions[CAN_SEND]) {
                return Err(Refusal::bad(format!(
                    "Not authorized to send to channel '{}'",
                    target.name
                )));
            }
        }
        Ok(())
    }

    /// Whether the messages are new enough to be moved by somebody who is no moderator.
    fn check_time_to_move(
        &self,
        user: UserId,
        id: MessageId,
        ids: &[MessageId],
        propagate: Propagate,
        moves_out: bool,
    ) -> Answer<()> {
        let limit = self.realm.limit(if moves_out {
            "move_messages_between_streams_limit_seconds"
        } else {
            "move_messages_within_stream_limit_seconds"
        });
        if self.is_moderator(user) || limit.is_none() {
            return Ok(());
        }
        if propagate == Propagate::All {
            let young = ids.iter().filter(|id| !self.is_too_old(**id, limit));
            let young: Vec<MessageId> = young.copied().collect();
            if young.len() < ids.len() {
                let (some, all) = (young.len(), ids.len());
                return Err(Refusal::code(
                    "MOVE_MESSAGES_TIME_LIMIT_EXCEEDED",
                    format!(
                        "You only have permission to move the {some}/{all} most recent messages in this topic."
                    ),
                )
                .with("first_message_id_allowed_to_move", young.first().map(|id| id.0))
                .with("total_messages_in_topic", all)
                .with("total_messages_allowed_to_move", some));
            }
        } else if self.is_too_old(id, limit) {
            let what = if moves_out { "channel" } else { "topic" };
            return Err(Refusal::bad(format!(
                "The time limit for editing this message's {what} has passed."
            )));
        }
        Ok(())
    }

    pub(super) fn relocate(
        &mut self,
        id: MessageId,
        moved: &Move,
        entry: Edit,
        moved_at: Option<u64>,
    ) {
        let place = self.store.topic_or_new(moved.new.0, &moved.new.1);
        let shown = self.store.place(place).topic().to_owned();
        self.store.relocate(id, place);
        if let Some(detail) = self.detail_mut(id) {
            detail.subject = (shown != moved.new.1).then(|| moved.new.1.clone().into());
            if moved.old.0 != moved.new.0 {
                detail.sent_to.get_or_insert(moved.old.0);
            }
            if let Some(now) = moved_at {
                detail.last_moved = Some(now);
            }
            detail.edits.push(entry);
        }
    }

    /// A topic that moved as a whole takes people's policies along.
    pub(super) fn move_policies(&mut self, moved: &Move) {
        if !moved.whole_topic {
            return;
        }
        let target_used = self
            .store
            .topic(moved.new.0, &moved.new.1)
            .is_some_and(|place| {
                place != moved.old_place && !self.store.place(place).ids.is_empty()
            });
        let users: Vec<UserId> = self.accounts.keys().copied().collect();
        for user in users {
            let account = self.account(user);
            let old = account.policy(moved.old.0, &moved.old.1);
            let target = account.policy(moved.new.0, &moved.new.1);
            let merged = if !target_used || old == target {
                old
            } else if old == policy::FOLLOWED || target == policy::FOLLOWED {
                policy::FOLLOWED
            } else if old == policy::UNMUTED || target == policy::UNMUTED {
                policy::UNMUTED
            } else {
                policy::NONE
            };
            let same_topic = moved.old.0 == moved.new.0
                && moved.old.1.to_lowercase() == moved.new.1.to_lowercase();
            if old != policy::NONE && !same_topic {
                self.set_topic_policy(user, moved.old.0, &moved.old.1, policy::NONE);
            }
            if merged != target && !same_topic {
                self.set_topic_policy(user, moved.new.0, &moved.new.1, merged);
            }
        }
    }

    /// What follows a move: read state of those not subscribed, and the bot's notices.
    pub(super) fn after_move(
        &mut self,
        user: UserId,
        moved: &Move,
        change: &Change,
        resolves: bool,
    ) {
        if moved.old.0 != moved.new.0 {
            let users: Vec<UserId> = self.accounts.keys().copied().collect();
            let ids: BTreeSet<MessageId> = moved.ids.iter().copied().collect();
            for other in users {
                if !self.account(other).is_subscribed(moved.new.0) {
                    self.mark_read(other, |_, id| ids.contains(&id));
                }
            }
        }
        let name = self
            .people
            .get(user)
            .map_or("", |person| &person.name)
            .to_owned();
        let actor = format!("@_**{name}|{user}**");
        if resolves {
            let word = if is_resolved(&moved.new.1) {
                "resolved"
            } else {
                "unresolved"
            };
            let text = format!("{actor} has marked this topic as {word}.");
            self.notify(moved.new.0, &moved.new.1, &text, &[user], false);
            return;
        }
        let link = |(channel, topic): &(ChannelId, String)| {
            let name = self
                .channels
                .get(*channel)
                .map_or("", |channel| &channel.name);
            format!("#**{name}>{topic}**")
        };
        let (old, new) = (link(&moved.old), link(&moved.new));
        if change.tell_new {
            let count = moved.ids.len();
            let text = if moved.whole_topic {
                format!("This topic was moved here from {old} by {actor}.")
            } else if count == 1 {
                let slug = self
                    .channels
                    .get(moved.new.0)
                    .map_or_else(String::new, |channel| {
                        channel_slug(channel.id.0, &channel.name)
                    });
                let topic = hash_component(&moved.new.1);
                let id = moved.ids[0];
                format!(
                    "[A message](#narrow/channel/{slug}/topic/{topic}/near/{id}) was moved here from {old} by {actor}."
                )
            } else {
                format!("{count} messages were moved here from {old} by {actor}.")
            };
            self.notify(moved.new.0, &moved.new.1, &text, &[], false);
        }
        if change.tell_old {
            let text = match (moved.whole_topic, moved.ids.len()) {
                (true, _) => format!("This topic was moved to {new} by {actor}."),
                (false, 1) => format!("A message was moved from this topic to {new} by {actor}."),
                (false, count) => {
                    format!("{count} messages were moved from this topic to {new} by {actor}.")
                }
            };
            self.notify(moved.old.0, &moved.old.1, &text, &[], false);
        }
    }
}

//! Changing, moving and deleting messages.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use super::send::clean_content;
use crate::api::ids::{ChannelId, MessageId, RESOLVED_PREFIX, UserId};
use crate::demo::error::{Answer, Refusal};
use crate::demo::hash::sha256_hex;
use crate::demo::json::{channel_slug, hash_component};
use crate::demo::messages::is_resolved;
use crate::demo::world::World;
use crate::demo::world::account::{flag, policy};
use crate::demo::world::groups::GroupSetting;
use crate::demo::world::store::{Edit, PlaceId, Rendered};

/// Which messages a move takes along.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Propagate {
    One,
    Later,
    All,
}

impl Propagate {
    pub(crate) fn parse(name: &str) -> Answer<Self> {
        match name {
            "change_one" => Ok(Self::One),
            "change_later" => Ok(Self::Later),
            "change_all" => Ok(Self::All),
            _ => Err(Refusal::bad("Invalid propagate_mode")),
        }
    }

    const fn name(self) -> &'static str {
        match self {
            Self::One => "change_one",
            Self::Later => "change_later",
            Self::All => "change_all",
        }
    }
}

/// What somebody wants to be different.
#[derive(Debug, Clone)]
pub(crate) struct Change {
    pub(crate) content: Option<String>,
    pub(crate) topic: Option<String>,
    pub(crate) channel: Option<ChannelId>,
    pub(crate) propagate: Propagate,
    pub(crate) tell_old: bool,
    pub(crate) tell_new: bool,
    pub(crate) prev_sha256: Option<String>,
}

/// A move that was found to be one.
struct Move {
    ids: Vec<MessageId>,
    old_place: PlaceId,
    old: (ChannelId, String),
    new: (ChannelId, String),
    whole_topic: bool,
}

impl World {
    fn realm_allows(&self, user: UserId, setting: &str) -> bool {
        self.realm
            .setting(setting)
            .and_then(GroupSetting::parse)
            .is_none_or(|setting| self.allowed(user, &setting))
    }

    fn sender_of(&self, id: MessageId) -> Option<UserId> {
        self.store.row(id).map(|row| row.sender())
    }

    pub(crate) fn change(&mut self, user: UserId, id: MessageId, change: Change) -> Answer<()> {
        self.touchable(user, id)?;
        if change.content.is_none() && change.topic.is_none() && change.channel.is_none() {
            return Err(Refusal::bad("Nothing to change"));
        }
        if change.content.is_some() && change.channel.is_some() {
            return Err(Refusal::bad(
                "Cannot change message content while changing channel",
            ));
        }
        let edited = match &change.content {
            Some(content) => {
                Some(self.check_edit(user, id, content, change.prev_sha256.as_deref())?)
            }
            None => None,
        };
        let moved = self.check_move(user, id, &change)?;
        if edited.is_none() && moved.is_none() {
            return Err(Refusal::bad("Nothing to change"));
        }
        self.apply_change(user, id, edited, moved, &change)
    }

    fn check_edit(
        &self,
        user: UserId,
        id: MessageId,
        content: &str,
        sha256: Option<&str>,
    ) -> Answer<(String, Rendered)> {
        if self.sender_of(id) != Some(user) || !self.realm.is_on("allow_message_editing") {
            return Err(Refusal::bad(
                "You don't have permission to edit this message",
            ));
        }
        let detail = self.detail(id).ok_or_else(Refusal::no_message)?;
        if !detail.submessages.is_empty() {
            return Err(Refusal::bad("Widgets cannot be edited."));
        }
        if sha256.is_some_and(|sha256| sha256 != sha256_hex(detail.content.as_bytes())) {
            return Err(Refusal::code(
                "EXPECTATION_MISMATCH",
                "'prev_content_sha256' value does not match the expected value.",
            )
            .with("field_name", "prev_content_sha256"));
        }
        let sent = self.store.row(id).map_or(0, |row| row.time());
        if self
            .realm
            .limit("message_content_edit_limit_seconds")
            .is_some_and(|limit| self.now() > sent + limit + 20)
        {
            return Err(Refusal::bad(
                "The time limit for editing this message has passed",
            ));
        }
        let content = if content.trim().is_empty() {
            "(deleted)".to_owned()
        } else {
            clean_content(content)?
        };
        let rendered = self.render(&content, Some(user));
        self.check_mentions(user, &rendered, self.channel_of(id))?;
        Ok((content, rendered))
    }

    /// What a change moves; `None` when it moves nothing.
    fn check_move(&self, user: UserId, id: MessageId, change: &Change) -> Answer<Option<Move>> {
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
        if new_topic.is_empty() && self.realm.is_on("mandatory_topics") {
            return Err(Refusal::bad("Topics are required in this organization"));
        }
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
            && old_topic.trim_start_matches(['✔', ' ']) == new_topic.trim_start_matches(['✔', ' ']);
        if resolves {
            return if self.realm_allows(user, "can_resolve_topics_group") {
                Ok(())
            } else {
                Err(Refusal::bad("You don't have permission to resolve topics."))
            };
        }
        if old_topic != new_topic
            && !self.realm_allows(user, "can_move_messages_between_topics_group")
        {
            return Err(Refusal::bad(
                "You don't have permission to edit this message",
            ));
        }
        if old != new {
            if !self.realm_allows(user, "can_move_messages_between_channels_group") {
                return Err(Refusal::bad(
                    "You don't have permission to move this message",
                ));
            }
            let target = self.visible_channel(user, new)?;
            if target.archived {
                return Err(Refusal::bad(format!(
                    "Not authorized to send to channel '{}'",
                    target.name
                )));
            }
        }
        Ok(())
    }

    fn apply_change(
        &mut self,
        user: UserId,
        id: MessageId,
        edited: Option<(String, Rendered)>,
        moved: Option<Move>,
        change: &Change,
    ) -> Answer<()> {
        let now = self.now();
        let mut event = json!({
            "type": "update_message", "user_id": user, "edit_timestamp": now,
            "message_id": id, "rendering_only": false,
        });
        let mut history = Edit {
            user,
            time: now,
            ..Edit::default()
        };
        if let Some((content, rendered)) = &edited {
            let old = self
                .content(id)
                .ok_or_else(Refusal::no_message)?
                .into_owned();
            let old_html = self.rendered(id).map(|rendered| rendered.html.clone());
            event["orig_content"] = json!(old);
            event["orig_rendered_content"] = json!(old_html);
            event["content"] = json!(content);
            event["rendered_content"] = json!(rendered.html);
            history.prev_content = Some(old);
            history.prev_rendered = old_html;
        }
        if let Some((channel, name)) = self
            .channel_of(id)
            .and_then(|channel| Some((channel, self.channels.get(channel)?.name.clone())))
        {
            event["stream_id"] = json!(channel);
            event["stream_name"] = json!(name);
        }
        // Who hears of it is decided before anything moves.
        let heard: BTreeMap<MessageId, BTreeSet<UserId>> = moved
            .as_ref()
            .map_or_else(|| vec![id], |moved| moved.ids.clone())
            .into_iter()
            .map(|id| (id, self.hearers(id)))
            .collect();
        let before_edit = history.clone();
        if let Some(moved) = &moved {
            history.topic =
                (moved.old.1 != moved.new.1).then(|| (moved.old.1.clone(), moved.new.1.clone()));
            if moved.old.0 != moved.new.0 {
                history.channel = Some((moved.old.0, moved.new.0));
                // A channel move always names the topic too.
                history.topic = Some((moved.old.1.clone(), moved.new.1.clone()));
                event["new_stream_id"] = json!(moved.new.0);
            }
            event["propagate_mode"] = json!(change.propagate.name());
        }
        if let Some((content, rendered)) = edited {
            let is_me = content.starts_with("/me ");
            event["is_me_message"] = json!(is_me);
            let detail = self.detail_mut(id).ok_or_else(Refusal::no_message)?;
            detail.content = content;
            detail.rendered = std::sync::OnceLock::new();
            let _ = detail.rendered.set(rendered);
            detail.last_edit = Some(now);
        }
        let resolves = moved.as_ref().is_some_and(|moved| {
            moved.old.0 == moved.new.0 && is_resolved(&moved.old.1) != is_resolved(&moved.new.1)
        });
        match &moved {
            None => {
                if let Some(detail) = self.detail_mut(id) {
                    detail.edits.push(history);
                }
            }
            Some(moved) => {
                self.move_policies(moved);
                for other in &moved.ids {
                    let mut entry = history.clone();
                    if *other != id {
                        entry.prev_content = None;
                        entry.prev_rendered = None;
                    } else {
                        entry.prev_content.clone_from(&before_edit.prev_content);
                    }
                    self.relocate(*other, moved, entry, (!resolves).then_some(now));
                }
            }
        }
        self.refresh_mentions(id);
        let ids: Vec<MessageId> = heard.keys().copied().collect();
        event["message_ids"] = json!(ids);
        self.tell_of_change(&event, id, moved.as_ref(), &heard);
        if let Some(moved) = moved {
            self.after_move(user, &moved, change, resolves);
        }
        Ok(())
    }

    /// Who got a message, or is in its channel.
    fn hearers(&self, id: MessageId) -> BTreeSet<UserId> {
        let Some(place) = self.store.place_of(id) else {
            return BTreeSet::new();
        };
        let mut hearers: BTreeSet<UserId> = self
            .accounts
            .iter()
            .filter(|(user, account)| self.received(account, **user, id))
            .map(|(user, _)| *user)
            .collect();
        if let Some(channel) = place
            .channel()
            .and_then(|channel| self.channels.get(channel))
        {
            hearers.extend(
                self.accounts
                    .keys()
                    .filter(|user| channel.has_subscriber(**user)),
            );
        }
        hearers
    }

    fn relocate(&mut self, id: MessageId, moved: &Move, entry: Edit, moved_at: Option<u64>) {
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
    fn move_policies(&mut self, moved: &Move) {
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

    /// Sets everybody's mention flags on an edited message anew.
    fn refresh_mentions(&mut self, id: MessageId) {
        let users: Vec<UserId> = self.accounts.keys().copied().collect();
        for user in users {
            let account = self.account(user);
            if !self.received(account, user, id) {
                continue;
            }
            let Some(detail) = self.store.detail(id) else {
                continue;
            };
            let mut flags = self.mention_flags(account, user, id, detail);
            if account.has_alert_word(&detail.content) {
                flags |= flag::ALERT_WORD;
            }
            let kept = account.flag(id) & !(flag::ANY_MENTION | flag::ALERT_WORD);
            let account = self.account_mut(user);
            if kept | flags == 0 {
                account.flags.remove(&(id.0 as u32));
            } else {
                account.flags.insert(id.0 as u32, kept | flags);
            }
        }
    }

    fn tell_of_change(
        &self,
        event: &Value,
        id: MessageId,
        moved: Option<&Move>,
        heard: &BTreeMap<MessageId, BTreeSet<UserId>>,
    ) {
        self.publish(|queue| {
            let user = queue.user;
            let before = heard.values().any(|hearers| hearers.contains(&user));
            let target = moved.and_then(|moved| self.channels.get(moved.new.0));
            let joins = target.is_some_and(|channel| channel.has_subscriber(user));
            if !before && !joins {
                return None;
            }
            let account = self.account(user);
            let empty_topic = queue.options.capabilities.empty_topic_name;
            let mut event = event.clone();
            event["flags"] = if self.received(account, user, id) {
                json!(self.bare_flags(account, id))
            } else {
                json!(["read"])
            };
            if let Some(moved) = moved {
                if target.is_some_and(|channel| !self.can_read_channel(user, channel)) {
                    // Gone for those who may not follow.
                    return Some(json!({
                        "type": "delete_message", "message_type": "stream",
                        "message_ids": moved.ids, "stream_id": moved.old.0,
                        "topic": self.shown_topic(&moved.old.1, empty_topic),
                    }));
                }
                event["orig_subject"] = json!(self.shown_topic(&moved.old.1, empty_topic));
                if moved.old.1 != moved.new.1 || moved.old.0 != moved.new.0 {
                    event["subject"] = json!(self.shown_topic(&moved.new.1, empty_topic));
                    event["topic_links"] = self.topic_links(&moved.new.1);
                }
            }
            Some(event)
        });
    }

    /// What follows a move: read state of those not subscribed, and the bot's notices.
    fn after_move(&mut self, user: UserId, moved: &Move, change: &Change, resolves: bool) {
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

    pub(crate) fn delete(&mut self, user: UserId, id: MessageId) -> Answer<()> {
        self.touchable(user, id)?;
        let own = self.sender_of(id) == Some(user)
            && self.realm_allows(user, "can_delete_own_message_group");
        if !own && !self.realm_allows(user, "can_delete_any_message_group") {
            return Err(Refusal::bad(
                "You don't have permission to delete this message",
            ));
        }
        let sent = self.store.row(id).map_or(0, |row| row.time());
        let limit = self.realm.limit("message_content_delete_limit_seconds");
        if !self.is_admin(user) && limit.is_some_and(|limit| self.now() > sent + limit + 20) {
            return Err(Refusal::bad(
                "The time limit for deleting this message has passed",
            ));
        }
        self.remove(&[id]);
        Ok(())
    }

    /// Deletes messages of one conversation, with the events.
    pub(crate) fn remove(&mut self, ids: &[MessageId]) {
        let Some(first) = ids.first() else { return };
        let Some(place) = self.store.place_of(*first) else {
            return;
        };
        let channel = place.channel();
        let topic = self.topic_of(*first).unwrap_or("").to_owned();
        let hearers: BTreeSet<UserId> = ids.iter().flat_map(|id| self.hearers(*id)).collect();
        for id in ids {
            self.store.delete(*id);
            for account in self.accounts.values_mut() {
                account.unread.remove(&(id.0 as u32));
                account.flags.remove(&(id.0 as u32));
            }
        }
        let event = |queue: &crate::demo::queues::Queue, ids: Value| {
            let mut event = json!({
                "type": "delete_message",
                "message_type": if channel.is_some() { "stream" } else { "private" },
            });
            if let Value::Object(ids) = ids {
                for (key, value) in ids {
                    event[key] = value;
                }
            }
            if let Some(channel) = channel {
                event["stream_id"] = json!(channel);
                event["topic"] =
                    json!(self.shown_topic(&topic, queue.options.capabilities.empty_topic_name));
            }
            event
        };
        self.publish(|queue| {
            (hearers.contains(&queue.user) && queue.options.capabilities.bulk_message_deletion)
                .then(|| event(queue, json!({"message_ids": ids})))
        });
        for id in ids {
            self.publish(|queue| {
                (hearers.contains(&queue.user) && !queue.options.capabilities.bulk_message_deletion)
                    .then(|| event(queue, json!({"message_id": id})))
            });
        }
    }
}

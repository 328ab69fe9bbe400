//! Changing, moving and deleting messages.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use super::send::clean_content;
use crate::api::ids::{ChannelId, MessageId, UserId};
use crate::demo::error::{Answer, Refusal};
use crate::demo::hash::sha256_hex;
use crate::demo::messages::is_resolved;
use crate::demo::world::World;
use crate::demo::world::account::flag;
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
pub(super) struct Move {
    pub(super) ids: Vec<MessageId>,
    pub(super) old_place: PlaceId,
    pub(super) old: (ChannelId, String),
    pub(super) new: (ChannelId, String),
    pub(super) whole_topic: bool,
}

impl World {
    pub(crate) fn realm_allows(&self, user: UserId, setting: &str) -> bool {
        self.realm
            .setting(setting)
            .and_then(GroupSetting::parse)
            .is_none_or(|setting| self.allowed(user, &setting))
    }

    /// Whether somebody may do something in a channel, by the organization's setting or by the
    /// channel's own at this place of its permissions.
    pub(crate) fn grants(
        &self,
        user: UserId,
        setting: &str,
        channel: ChannelId,
        at: usize,
    ) -> bool {
        let here = self.channels.get(channel).map(|c| &c.permissions[at]);
        self.realm_allows(user, setting) || here.is_some_and(|setting| self.allowed(user, setting))
    }

    pub(super) fn sender_of(&self, id: MessageId) -> Option<UserId> {
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
    pub(super) fn hearers(&self, id: MessageId) -> BTreeSet<UserId> {
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
}

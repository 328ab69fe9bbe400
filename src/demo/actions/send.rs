//! Sending a message.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::api::ids::{ChannelId, MessageId, UserId};
use crate::demo::error::{Answer, Refusal};
use crate::demo::messages::Form;
use crate::demo::widgets;
use crate::demo::world::World;
use crate::demo::world::account::flag;
use crate::demo::world::channels::{CAN_CREATE_TOPIC, CAN_SEND};
use crate::demo::world::groups::CAN_MENTION;
use crate::demo::world::store::{Detail, PlaceKind, Rendered, Submessage};

/// Where a message goes.
#[derive(Debug, Clone)]
pub(crate) enum To {
    Topic {
        channel: ChannelId,
        topic: String,
    },
    /// The others; oneself alone for notes.
    Direct(Vec<UserId>),
}

/// A message about to be sent.
#[derive(Debug, Clone)]
pub(crate) struct Outgoing {
    pub(crate) sender: UserId,
    pub(crate) to: To,
    pub(crate) content: String,
    pub(crate) client: String,
    pub(crate) read_by_sender: bool,
    /// The queue that sends, and its name for the message.
    pub(crate) local: Option<(String, String)>,
    /// A bot's widget.
    pub(crate) widget: Option<String>,
}

/// A message that was sent.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Sent {
    pub(crate) id: MessageId,
    /// The policy that the topic got for the sender by the way.
    pub(crate) new_policy: Option<u8>,
}

const LONGEST_MESSAGE: usize = 10_000;
const LONGEST_TOPIC: usize = 60;

/// A message's words as they are kept: trimmed at the end, cut where too long.
pub(crate) fn clean_content(content: &str) -> Answer<String> {
    let content = content.trim_end();
    if content.trim().is_empty() {
        return Err(Refusal::bad("Message must not be empty"));
    }
    if content.contains('\0') {
        return Err(Refusal::bad("Message must not contain null bytes"));
    }
    const MARK: &str = "\n[message truncated]";
    if content.chars().count() > LONGEST_MESSAGE {
        let kept: String = content.chars().take(LONGEST_MESSAGE - MARK.len()).collect();
        return Ok(kept + MARK);
    }
    Ok(content.to_owned())
}

impl World {
    /// A topic's name as it is kept: trimmed, cut, the empty one by any of its names.
    pub(crate) fn clean_topic(&self, topic: &str) -> Answer<String> {
        let topic = topic.trim();
        let empty = self.shown_topic("", false);
        if topic == "(no topic)" || topic == empty {
            return Ok(String::new());
        }
        if topic.chars().any(char::is_control) {
            return Err(Refusal::bad("Invalid character in topic, at position 1!"));
        }
        if topic.chars().count() > LONGEST_TOPIC {
            let kept: String = topic.chars().take(LONGEST_TOPIC - 3).collect();
            return Ok(kept + "...");
        }
        Ok(topic.to_owned())
    }

    /// Whether somebody may write in a channel.
    fn check_sending_to(&self, sender: UserId, channel: ChannelId) -> Answer<()> {
        let channel = self
            .channels
            .get(channel)
            .filter(|channel| channel.archived || self.can_see_channel(sender, channel))
            .ok_or_else(|| {
                Refusal::code(
                    "STREAM_DOES_NOT_EXIST",
                    format!("Channel with ID '{channel}' does not exist"),
                )
                .with("stream_id", channel.0)
            })?;
        if channel.archived || (channel.invite_only && !channel.has_subscriber(sender)) {
            return Err(Refusal::bad(format!(
                "Not authorized to send to channel '{}'",
                channel.name
            )));
        }
        if !self.allowed(sender, &channel.permissions[CAN_SEND]) {
            return Err(Refusal::bad(
                "You do not have permission to post in this channel.",
            ));
        }
        Ok(())
    }

    /// Refuses a topic whose name a channel does not want.
    pub(super) fn check_topic_name(&self, channel: ChannelId, topic: &str) -> Answer<()> {
        let policy = self.channels.get(channel).map(|c| c.topics_policy.as_str());
        let why = match (policy, topic.is_empty()) {
            (Some("empty_topic_only"), false) => {
                "Only the general chat topic is allowed in this channel."
            }
            (Some("disable_empty_topic"), true) => {
                "Sending messages to the general chat is not allowed in this channel."
            }
            (Some("inherit") | None, true)
                if self.realm.is_on("mandatory_topics")
                    || self.realm.setting("topics_policy")
                        == Some(&Value::from("disable_empty_topic")) =>
            {
                "Topics are required in this organization"
            }
            _ => return Ok(()),
        };
        Err(Refusal::bad(why))
    }

    fn check_beginning_topics(&self, sender: UserId, channel: ChannelId) -> Answer<()> {
        let channel = self.channels.get(channel);
        match channel.is_none_or(|c| self.allowed(sender, &c.permissions[CAN_CREATE_TOPIC])) {
            true => Ok(()),
            false => Err(Refusal::bad(
                "You do not have permission to create new topics in this channel.",
            )),
        }
    }

    /// Refuses mentions that the sender may not make.
    pub(crate) fn check_mentions(
        &self,
        sender: UserId,
        rendered: &Rendered,
        channel: Option<ChannelId>,
    ) -> Answer<()> {
        for id in &rendered.mentioned_groups {
            let named = self.groups.get(*id);
            let allowed =
                named.is_some_and(|group| self.allowed(sender, &group.settings[CAN_MENTION]));
            if !allowed {
                let name = named.map_or_else(
                    || {
                        crate::demo::world::groups::SYSTEM
                            .iter()
                            .find(|(system, ..)| system == id)
                            .map_or("", |(_, name, ..)| name)
                    },
                    |group| &group.name,
                );
                return Err(Refusal::bad(format!(
                    "You are not allowed to mention user group '{name}'."
                )));
            }
        }
        let crowd = channel
            .and_then(|channel| self.channels.get(channel))
            .map_or(0, |channel| channel.subscribers.len());
        if rendered.channel_wildcard && crowd > 100 && !self.may_mention_many(sender) {
            return Err(Refusal::code(
                "STREAM_WILDCARD_MENTION_NOT_ALLOWED",
                "You do not have permission to use channel wildcard mentions in this channel.",
            ));
        }
        Ok(())
    }

    fn may_mention_many(&self, sender: UserId) -> bool {
        self.realm
            .setting("can_mention_many_users_group")
            .and_then(crate::demo::world::groups::GroupSetting::parse)
            .is_some_and(|setting| self.allowed(sender, &setting))
    }

    /// Sends a message on somebody's behalf, if they may.
    pub(crate) fn send(&mut self, message: Outgoing) -> Answer<Sent> {
        let content = clean_content(&message.content)?;
        let (place, new_topic) = match &message.to {
            To::Topic { channel, topic } => {
                self.check_sending_to(message.sender, *channel)?;
                let topic = self.clean_topic(topic)?;
                self.check_topic_name(*channel, &topic)?;
                let known = self.store.topic(*channel, &topic);
                let is_new = known.is_none_or(|place| self.store.place(place).ids.is_empty());
                if is_new {
                    self.check_beginning_topics(message.sender, *channel)?;
                }
                (
                    PlaceKind::Topic {
                        channel: *channel,
                        name: topic.into(),
                    },
                    is_new,
                )
            }
            To::Direct(people) => (self.conversation(message.sender, people)?, false),
        };
        let rendered = self.render(&content, Some(message.sender));
        let channel = match &place {
            PlaceKind::Topic { channel, .. } => Some(*channel),
            PlaceKind::Direct(_) => None,
        };
        self.check_mentions(message.sender, &rendered, channel)?;
        let new_policy = match &place {
            PlaceKind::Topic { channel, name } => {
                let (channel, name) = (*channel, name.to_string());
                self.follow_mentioned(channel, &name, &rendered);
                self.policy_by_sending(message.sender, channel, &name, new_topic)
            }
            PlaceKind::Direct(_) => None,
        };
        let widget = message.widget.clone().or_else(|| widgets::of(&content));
        let detail = Detail::new(content, "website");
        let id = self.deliver(&message, place, detail, rendered, widget);
        Ok(Sent { id, new_policy })
    }

    /// The direct conversation of somebody with others.
    pub(crate) fn conversation(&self, sender: UserId, others: &[UserId]) -> Answer<PlaceKind> {
        let mut people = vec![sender.0 as u32];
        for other in others {
            let person = self
                .people
                .get(*other)
                .ok_or_else(|| Refusal::bad(format!("Invalid user ID {other}")))?;
            if !person.active {
                return Err(Refusal::bad(format!(
                    "'{}' is no longer using Zulip.",
                    person.email
                )));
            }
            people.push(other.0 as u32);
        }
        if others.is_empty() {
            return Err(Refusal::bad("Message must have recipients!"));
        }
        people.sort_unstable();
        people.dedup();
        Ok(PlaceKind::Direct(people.into()))
    }

    /// Who gets a message in this place: everybody in it.
    pub(crate) fn recipients(&self, place: &PlaceKind) -> BTreeSet<UserId> {
        let ids: &[u32] = match place {
            PlaceKind::Direct(people) => people,
            PlaceKind::Topic { channel, .. } => self
                .channels
                .get(*channel)
                .map_or(&[], |channel| &channel.subscribers),
        };
        ids.iter().map(|id| UserId(u64::from(*id))).collect()
    }

    fn deliver(
        &mut self,
        message: &Outgoing,
        place: PlaceKind,
        mut detail: Detail,
        rendered: Rendered,
        widget: Option<String>,
    ) -> MessageId {
        let now = self.now();
        let place_id = match &place {
            PlaceKind::Topic { channel, name } => {
                let place = self.store.topic_or_new(*channel, name);
                if *self.store.place(place).topic() != **name {
                    detail.subject = Some(name.clone());
                }
                place
            }
            PlaceKind::Direct(people) => self.store.direct_or_new(people),
        };
        if let Some(content) = widget {
            let id = self.number();
            detail.submessages.push(Submessage {
                id,
                sender: message.sender,
                content,
            });
        }
        detail.client_name = Some(message.client.chars().take(30).collect());
        let uploads = rendered.uploads.clone();
        let _ = detail.rendered.set(rendered);
        let id = self.store.push(place_id, message.sender, now, detail);
        if let Some(channel) = self
            .channel_of(id)
            .and_then(|channel| self.channels.get_mut(channel))
        {
            channel.recently_active = true;
        }
        for path in uploads {
            if let Some(file) = self.uploads.get_mut(&path) {
                file.messages.push(id);
            }
        }
        let recipients = self.recipients(&place);
        self.mark_new(id, message, &recipients);
        self.tell_of_message(id, &recipients, message.local.as_ref());
        id
    }

    /// Sets each recipient's flags on a message just sent.
    pub(super) fn mark_new(
        &mut self,
        id: MessageId,
        message: &Outgoing,
        recipients: &BTreeSet<UserId>,
    ) {
        let signed_in: Vec<UserId> = self
            .accounts
            .keys()
            .copied()
            .filter(|user| recipients.contains(user))
            .collect();
        for user in signed_in {
            let Some(detail) = self.store.detail(id) else {
                return;
            };
            let account = self.account(user);
            let mut flags = self.mention_flags(account, user, id, detail);
            if account.has_alert_word(&detail.content) {
                flags |= flag::ALERT_WORD;
            }
            let read = (user == message.sender && message.read_by_sender)
                || account.has_muted(message.sender);
            let account = self.account_mut(user);
            if flags != 0 {
                account.flags.insert(id.0 as u32, flags);
            }
            if !read {
                account.unread.insert(id.0 as u32);
            }
        }
    }

    pub(super) fn tell_of_message(
        &self,
        id: MessageId,
        recipients: &BTreeSet<UserId>,
        local: Option<&(String, String)>,
    ) {
        let public = self
            .channel_of(id)
            .and_then(|channel| self.channels.get(channel))
            .is_some_and(|channel| !channel.invite_only);
        self.publish(|queue| {
            let flags = if recipients.contains(&queue.user) {
                self.flags(queue.user, id)
            } else if public && queue.options.all_public_streams && !self.is_guest(queue.user) {
                Vec::new()
            } else {
                return None;
            };
            if !queue.options.narrow.accepts(self, id, &flags) {
                return None;
            }
            let form = Form {
                apply_markdown: queue.options.apply_markdown,
                client_gravatar: queue.options.client_gravatar,
                empty_topic: queue.options.capabilities.empty_topic_name,
            };
            let mut event =
                json!({"type": "message", "message": self.message(id, form)?, "flags": flags});
            if let Some((_, local_id)) = local.filter(|(sending, _)| *sending == queue.id) {
                event["local_message_id"] = json!(local_id);
            }
            Some(event)
        });
    }

    /// The newest message's id, for `max_message_id`.
    pub(crate) fn newest_for(&self, user: UserId) -> u64 {
        let account = self.account(user);
        (1..=self.store.last_id())
            .rev()
            .find(|id| self.received(account, user, MessageId(*id)))
            .unwrap_or(0)
    }
}

/// The reply to a message sent.
pub(crate) fn sent_json(sent: Sent) -> Value {
    let mut reply = json!({"id": sent.id});
    if let Some(policy) = sent.new_policy {
        reply["automatic_new_visibility_policy"] = json!(policy);
    }
    reply
}

//! Moving messages to another topic or channel, renaming topics, resolving them.

use crate::api::conversation::Conversation;
use crate::api::event::PropagateMode;
use crate::api::ids::{ChannelId, MessageId, RESOLVED_PREFIX, TopicName};
use crate::api::routes::moves::MoveMessage;
use crate::model::{Organization, TopicRule};

use super::act::Act;
use super::form::{Field, FieldName, Form, OFFLINE, Subject, Suggestion};
use super::panes::Pane;
use super::state::{App, Turn};
use super::{naming, side};

/// What is to be moved, before it is decided where to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Moving {
    /// The messages, ascending; of a whole topic, its newest one that is known.
    pub messages: Vec<MessageId>,
    /// Where the first of them is.
    pub from: Conversation,
    /// Whether the topic as a whole was meant.
    pub is_topic: bool,
}

impl Moving {
    /// What the form is called.
    #[must_use]
    pub fn title(&self) -> String {
        match (self.is_topic, self.messages.len()) {
            (true, _) => "Rename or move the topic".to_owned(),
            (false, 1) => "Move the message".to_owned(),
            (false, count) => format!("Move {count} messages"),
        }
    }
}

/// What an order to move is about, for what is said of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MoveKind {
    /// Messages go elsewhere.
    Messages,
    /// A topic gets another name or channel.
    Topic,
    /// A topic is resolved.
    Resolve,
    /// A topic is open again.
    Unresolve,
}

/// Messages that are moved, one request after the other.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MoveOrder {
    /// What it is about.
    pub kind: MoveKind,
    /// The messages that requests name, ascending.
    pub messages: Vec<MessageId>,
    /// What is asked for each of them.
    pub changes: Vec<MoveMessage>,
    /// Where they go.
    pub to: Conversation,
}

impl MoveOrder {
    /// What became of it when it failed.
    #[must_use]
    pub fn undone(&self) -> &'static str {
        match self.kind {
            MoveKind::Messages if self.messages.len() > 1 => "The messages were not moved",
            MoveKind::Messages => "The message was not moved",
            MoveKind::Topic => "The topic was not changed",
            MoveKind::Resolve => "The topic was not resolved",
            MoveKind::Unresolve => "The topic was not unresolved",
        }
    }

    /// What became of it when it succeeded, as far as that is not seen.
    #[must_use]
    pub fn done(&self, organization: &Organization) -> String {
        let to = naming::conversation(organization, &self.to);
        match self.kind {
            MoveKind::Messages => match (self.messages.len(), &self.changes[..]) {
                (1, [change]) if change.mode == PropagateMode::One => {
                    format!("The message was moved to {to}.")
                }
                (1, _) => format!("The messages were moved to {to}."),
                (count, _) => format!("{count} messages were moved to {to}."),
            },
            MoveKind::Topic => format!("The topic is {to} now."),
            MoveKind::Resolve => "The topic is resolved.".to_owned(),
            MoveKind::Unresolve => "The topic is open again.".to_owned(),
        }
    }
}

/// The ways in which a single message takes others along.
const MODES: [PropagateMode; 3] = [PropagateMode::One, PropagateMode::Later, PropagateMode::All];

impl App {
    /// The topic that keys act on: the selected row's, the open one, the selected message's.
    #[must_use]
    pub fn target_topic(&self) -> Option<(ChannelId, TopicName)> {
        match self.target_conversation()? {
            Conversation::Topic { channel, topic } => Some((channel, topic)),
            Conversation::Dm(_) => None,
        }
    }

    /// A message by which a topic can be named to the server: the newest one known.
    fn message_of(&self, channel: ChannelId, topic: &TopicName) -> Option<MessageId> {
        let organization = self.organization.as_deref()?;
        let newest = organization.recent_topics().newest(channel, topic);
        newest.or_else(|| {
            let message = self.selected_message()?;
            let here = Conversation::topic(channel, topic.clone());
            (message.conversation == here).then_some(message.id)
        })
    }

    /// What moving concerns now: the marked messages, the selected one, or the selected topic.
    #[must_use]
    pub fn to_be_moved(&self) -> Option<Moving> {
        let organization = self.organization.as_deref()?;
        if self.focus == Pane::Messages {
            let messages = self.chosen_messages();
            let first = organization.message(*messages.first()?)?;
            return Some(Moving {
                from: first.conversation.clone(),
                messages,
                is_topic: false,
            });
        }
        let (channel, topic) = self.target_topic()?;
        Some(Moving {
            messages: vec![self.message_of(channel, &topic)?],
            from: Conversation::topic(channel, topic),
            is_topic: true,
        })
    }

    /// Why nothing can be moved here, in a sentence.
    #[must_use]
    pub fn why_not_move(&self) -> Option<String> {
        let organization = self.organization.as_deref()?;
        let Some(moving) = self.to_be_moved() else {
            return Some("Select a message or a topic first.".to_owned());
        };
        for id in &moving.messages {
            // Of a topic in a list the newest message may not be held: the server will say.
            let Some(message) = organization.message(*id) else {
                continue;
            };
            let within = organization.why_not_move_within(message, self.now);
            let out = organization.why_not_move_out(message, self.now);
            if let (Some(within), Some(_)) = (within, out) {
                return Some(within.sentence("between topics"));
            }
        }
        None
    }

    /// Why the topic can't be resolved or unresolved, in a sentence.
    #[must_use]
    pub fn why_not_resolve(&self) -> Option<&'static str> {
        let organization = self.organization.as_deref()?;
        let Some((channel, topic)) = self.target_topic() else {
            return Some("Only topics of channels can be resolved.");
        };
        let why = organization.why_not_resolve(channel, &topic, self.now);
        if let Some(why) = why {
            return Some(why.sentence());
        }
        self.message_of(channel, &topic)
            .is_none()
            .then_some("No message of this topic is known yet; open it first.")
    }

    /// The channel that is filled into a form: its topics are suggested.
    pub(super) fn channel_of_form(&self) -> Option<ChannelId> {
        let form = self.form()?;
        match form.subject {
            Subject::Move(_) => {
                channel_named(self.organization.as_deref()?, form.text(FieldName::Channel))
            }
            Subject::Status
            | Subject::Report(_)
            | Subject::Attach
            | Subject::NewChannel
            | Subject::Channel(_)
            | Subject::ChannelPermissions(_)
            | Subject::ChannelSide(_)
            | Subject::AddPeople(_)
            | Subject::Members(_) => None,
        }
    }

    /// Channels and topics that fit what is typed.
    pub(super) fn suggested_places(
        &self,
        moving: &Moving,
        form: &Form,
        field: FieldName,
    ) -> Vec<Suggestion> {
        let Some(organization) = self.organization.as_deref() else {
            return Vec::new();
        };
        let typed = form.text(field);
        match field {
            FieldName::Channel => channels(organization, typed),
            FieldName::Topic => {
                let channel = channel_named(organization, form.text(FieldName::Channel));
                let Some(channel) = channel else {
                    return Vec::new();
                };
                // What stands there at first is no search.
                let is_old = matches!(&moving.from, Conversation::Topic { topic, .. }
                    if topic.as_str() == typed);
                let needle = if is_old { "" } else { typed };
                organization
                    .topics(channel)
                    .into_iter()
                    .filter(|row| {
                        let name = row.name.as_str();
                        !name.is_empty() && name != typed && side::matches(name, needle)
                    })
                    .map(|row| Suggestion::plain(row.name.as_str()))
                    .collect()
            }
            FieldName::Messages
            | FieldName::OldNotice
            | FieldName::NewNotice
            | FieldName::Emoji
            | FieldName::Status
            | FieldName::Kind
            | FieldName::Of(_)
            | FieldName::File
            | FieldName::Description
            | FieldName::Name
            | FieldName::Role
            | FieldName::Email
            | FieldName::TimeZone
            | FieldName::Group
            | FieldName::Who
            | FieldName::May(_)
            | FieldName::Profile(_) => Vec::new(),
        }
    }
}

/// Channels that fit what is typed: those one is subscribed to first, then by name.
fn channels(organization: &Organization, typed: &str) -> Vec<Suggestion> {
    let mut found: Vec<(bool, bool, &str, String)> = organization
        .channels()
        .iter()
        .filter(|state| !state.channel.is_archived)
        .filter(|state| *state.channel.name != *typed && side::matches(&state.channel.name, typed))
        .map(|state| {
            let begins = state.channel.name.to_lowercase();
            let begins = begins.starts_with(&typed.to_lowercase());
            let more = if state.is_subscribed() {
                String::new()
            } else {
                "not subscribed".to_owned()
            };
            (!begins, !state.is_subscribed(), &*state.channel.name, more)
        })
        .collect();
    found.sort();
    let found = found.into_iter().map(|(_, _, name, more)| Suggestion {
        text: name.to_owned(),
        more,
    });
    found.collect()
}

/// The channel of this name, whatever its case.
fn channel_named(organization: &Organization, name: &str) -> Option<ChannelId> {
    if let Some(state) = organization.channels().by_name(name) {
        return Some(state.id());
    }
    let name = name.trim_start_matches('#').to_lowercase();
    let mut all = organization.channels().iter();
    let found = all.find(|state| state.channel.name.to_lowercase() == name)?;
    Some(found.id())
}

impl Turn<'_> {
    /// Asks where the marked messages, the selected one or the selected topic shall go.
    pub fn open_move(&mut self) {
        let Some(moving) = self.app.to_be_moved() else {
            return;
        };
        let Some(organization) = self.app.organization.as_deref() else {
            return;
        };
        let Conversation::Topic { channel, topic } = &moving.from else {
            return;
        };
        let now = self.app.now;
        let held = |id: &MessageId| organization.message(*id);
        let mut held = moving.messages.iter().filter_map(held);
        let (mut out, mut within) = (None, None);
        for message in &mut held {
            out = out.or(organization.why_not_move_out(message, now));
            within = within.or(organization.why_not_move_within(message, now));
        }
        let name = naming::channel(organization, *channel);
        let channel = match out {
            None => Field::line(FieldName::Channel, name, "the channel"),
            Some(why) => Field::fixed(FieldName::Channel, name, &why.sentence("to other channels")),
        };
        let nameless = &*organization.realm().settings.empty_topic_display_name;
        let topic = match within {
            None => Field::line(FieldName::Topic, topic.as_str(), nameless),
            Some(why) => Field::fixed(
                FieldName::Topic,
                topic.as_str(),
                &why.sentence("between topics"),
            ),
        };
        let mut fields = vec![channel, topic];
        if !moving.is_topic && moving.messages.len() == 1 {
            let options = [
                "only this message",
                "this message and all later ones of the topic",
                "all messages of the topic",
            ];
            fields.push(Field::choice(FieldName::Messages, options, 0));
        }
        fields.push(Field::yes_or_no(FieldName::NewNotice, true));
        fields.push(Field::yes_or_no(FieldName::OldNotice, false));
        let form = Form::new(Subject::Move(moving), fields).starting_at(FieldName::Topic);
        self.open_form(form);
    }

    /// The same, with where to filled in.
    pub(super) fn open_move_to(&mut self, to: Conversation) {
        self.open_move();
        let Some(organization) = self.app.organization.as_deref() else {
            return;
        };
        let Conversation::Topic { channel, topic } = &to else {
            return;
        };
        let name = naming::channel(organization, *channel).to_owned();
        if let Some(super::layer::Layer::Form(form)) = self.app.layers.last_mut()
            && matches!(form.subject, Subject::Move(_))
        {
            form.fill_in(FieldName::Channel, &name);
            form.fill_in(FieldName::Topic, topic.as_str());
        }
    }

    /// Moves what the form is about. Gives what is wrong with it otherwise.
    pub(super) fn submit_move(&mut self, moving: &Moving, form: &Form) -> Result<(), String> {
        let Some(organization) = self.app.organization.as_deref() else {
            return Err("There is no connection yet.".to_owned());
        };
        let name = form.text(FieldName::Channel);
        let channel = channel_named(organization, name)
            .ok_or_else(|| format!("There is no channel called {name}."))?;
        let topic = form.text(FieldName::Topic);
        let state = organization.channels().get(channel);
        if state.is_some_and(|state| state.channel.is_archived) {
            return Err(format!("#{name} is archived: nothing can be moved there."));
        }
        let moves_out = moving.from.channel() != Some(channel);
        if moves_out && !organization.can_post(channel, self.app.now) {
            return Err(format!("You may not write to #{name}."));
        }
        let limit = organization.realm().limits.max_topic_length;
        if topic.chars().count() > limit {
            return Err(format!("A topic has at most {limit} characters."));
        }
        match organization.topic_rule(channel) {
            TopicRule::NeedsName if topic.is_empty() => {
                return Err(format!("Topics of #{name} need a name."));
            }
            TopicRule::OnlyEmpty if !topic.is_empty() => {
                return Err(format!("#{name} has one topic only, without a name."));
            }
            TopicRule::Any | TopicRule::NeedsName | TopicRule::OnlyEmpty => {}
        }
        let mode = if moving.is_topic {
            PropagateMode::All
        } else {
            MODES[form.chosen(FieldName::Messages).min(MODES.len() - 1)].clone()
        };
        let topic = TopicName::new(topic);
        let mut order = MoveOrder {
            kind: if mode == PropagateMode::All {
                MoveKind::Topic
            } else {
                MoveKind::Messages
            },
            messages: Vec::new(),
            changes: Vec::new(),
            to: Conversation::topic(channel, topic.clone()),
        };
        for id in &moving.messages {
            let place = match organization.message(*id) {
                Some(message) => &message.conversation,
                None => &moving.from,
            };
            let Conversation::Topic {
                channel: old,
                topic: old_topic,
            } = place
            else {
                continue;
            };
            let new_topic = old_topic.as_str() != topic.as_str();
            if !new_topic && *old == channel {
                continue;
            }
            // Of many messages that are moved one by one, Notification Bot tells once.
            let first = order.messages.is_empty();
            order.messages.push(*id);
            order.changes.push(MoveMessage {
                topic: new_topic.then(|| topic.clone()),
                channel: (*old != channel).then_some(channel),
                mode: mode.clone(),
                notify_old: first && form.chosen(FieldName::OldNotice) == 1,
                notify_new: first && form.chosen(FieldName::NewNotice) == 1,
            });
        }
        if order.messages.is_empty() {
            return Err("That is where it is: choose another topic or channel.".to_owned());
        }
        let count = order.messages.len();
        if !self.act(Act::Move(Box::new(order))) {
            return Err(OFFLINE.to_owned());
        }
        self.forget_marks();
        if count > 1 {
            self.notice(&format!("Moving {count} messages…"));
        }
        Ok(())
    }

    /// Resolves the topic, or opens it again.
    pub fn toggle_resolved(&mut self) {
        let Some((channel, topic)) = self.app.target_topic() else {
            return;
        };
        let Some(message) = self.app.message_of(channel, &topic) else {
            return;
        };
        let (kind, name) = if topic.is_resolved() {
            (MoveKind::Unresolve, topic.unresolved().to_owned())
        } else {
            let name = format!("{RESOLVED_PREFIX}{}", topic.as_str());
            (MoveKind::Resolve, name)
        };
        let name = TopicName::new(&name);
        self.act(Act::Move(Box::new(MoveOrder {
            kind,
            messages: vec![message],
            changes: vec![MoveMessage {
                topic: Some(name.clone()),
                channel: None,
                mode: PropagateMode::All,
                notify_old: false,
                notify_new: true,
            }],
            to: Conversation::topic(channel, name),
        })));
    }
}

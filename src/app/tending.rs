//! Stars, deleting, and how visible topics are.

use crate::api::event::{AddOrRemove, Event, FlagsEvent};
use crate::api::flags::MessageFlag;
use crate::api::ids::{ChannelId, MessageId, TopicName};
use crate::api::personal::{UserTopic, VisibilityPolicy};

use super::act::Act;
use super::command::Command;
use super::layer::Question;
use super::state::{App, Turn};

impl App {
    /// What the reader is told who wanted a command where it makes no sense.
    #[must_use]
    pub fn why_not(&self, command: &Command) -> String {
        let known = match command.name {
            "move" => self.why_not_move(),
            "delete" => self.why_not_delete(),
            "resolve" => self.why_not_resolve().map(str::to_owned),
            "report" => self.why_not_report().map(str::to_owned),
            "mute-topic" | "follow-topic" => Some(
                "Only topics of channels can be muted or followed so; :mute-channel mutes a channel."
                    .to_owned(),
            ),
            "create-channel" => self.why_not_create_channel().map(str::to_owned),
            "delete-topic" => self.why_not_delete_topic().map(str::to_owned),
            "last" if self.views.current_list().is_some_and(|list| list.shown().is_empty()) => {
                Some("There is no message here.".to_owned())
            }
            "mark-conversation-read" | "mark-channel-read" | "mark-all-read"
            | "mark-read-to-here" | "mark-unread-from-here"
                if self.explore =>
            {
                Some("With --explore nothing is marked as read or unread.".to_owned())
            }
            name => self
                .why_not_by_name(name)
                .or_else(|| self.why_not_in_members(name)),
        };
        known.unwrap_or_else(|| command.why_not())
    }

    /// Why what is chosen can't be deleted, in a sentence.
    #[must_use]
    pub fn why_not_delete(&self) -> Option<String> {
        let organization = self.organization.as_deref()?;
        let chosen = self.chosen_messages();
        if chosen.is_empty() {
            return Some("Select a message first.".to_owned());
        }
        let why = chosen.iter().find_map(|id| {
            let message = organization.message(*id)?;
            organization.why_not_delete(message, self.now)
        })?;
        Some(if chosen.len() == 1 {
            why.sentence()
        } else {
            format!("Not all that is marked: {}", why.sentence())
        })
    }

    /// What muting means for a topic: in a muted channel, showing it.
    fn muting_policy(&self, channel: ChannelId, topic: &TopicName) -> VisibilityPolicy {
        let organization = self.organization.as_deref();
        let state = organization.and_then(|o| o.channels().get(channel));
        let is_muted = state.is_some_and(|state| state.is_muted());
        let policy = organization.map(|o| o.policies().get(channel, topic));
        match (policy, is_muted) {
            (Some(VisibilityPolicy::Muted), _) => VisibilityPolicy::Muted,
            (Some(VisibilityPolicy::Unmuted), _) | (_, true) => VisibilityPolicy::Unmuted,
            (_, false) => VisibilityPolicy::Muted,
        }
    }

    /// How visible the topic that keys act on is.
    #[must_use]
    pub fn topic_policy(&self) -> Option<VisibilityPolicy> {
        let (channel, topic) = self.target_topic()?;
        Some(
            self.organization
                .as_deref()?
                .policies()
                .get(channel, &topic),
        )
    }
}

impl Turn<'_> {
    /// Puts stars on what is chosen, or takes them away where all have one.
    pub fn toggle_star(&mut self) {
        let Some(organization) = self.app.organization.as_deref() else {
            return;
        };
        let chosen = self.app.chosen_messages();
        let is_starred = |id: &MessageId| {
            let message = organization.message(*id);
            message.is_some_and(|message| message.flags.is_starred())
        };
        let on = !chosen.iter().all(is_starred);
        let messages: Vec<MessageId> = chosen
            .into_iter()
            .filter(|id| is_starred(id) != on)
            .collect();
        if messages.is_empty() {
            return;
        }
        let count = messages.len();
        let act = Act::Star {
            messages: messages.clone(),
            on,
        };
        if self.act(act) {
            self.star_here(messages, on);
            self.forget_marks();
            if count > 1 {
                let what = if on { "starred" } else { "unstarred" };
                self.notice(&format!("{count} messages {what}."));
            }
        }
    }

    /// Applies to the model what the server is about to say of stars.
    pub(super) fn star_here(&mut self, messages: Vec<MessageId>, on: bool) {
        self.apply(Event::Flags(FlagsEvent {
            op: if on {
                AddOrRemove::Add
            } else {
                AddOrRemove::Remove
            },
            flag: MessageFlag::Starred,
            messages,
            all: false,
            details: Vec::new(),
        }));
    }

    /// Asks whether what is chosen shall be deleted.
    pub fn ask_to_delete(&mut self) {
        let messages = self.app.chosen_messages();
        if !messages.is_empty() {
            self.ask(Question::Delete(messages));
        }
    }

    /// Deletes messages.
    pub(super) fn delete(&mut self, messages: Vec<MessageId>) {
        let count = messages.len();
        if self.act(Act::Delete { messages }) {
            self.forget_marks();
            if count > 1 {
                self.notice(&format!("Deleting {count} messages…"));
            }
        }
    }

    /// Sets how visible the topic is that keys act on; what it is already is taken back.
    pub fn toggle_topic_policy(&mut self, policy: VisibilityPolicy) {
        if let Some((channel, topic)) = self.app.target_topic() {
            self.toggle_policy_of(channel, topic, policy);
        }
    }

    /// Mutes or follows a topic, by the name of the command that does.
    pub(super) fn toggle_policy_by_name(
        &mut self,
        command: &str,
        channel: ChannelId,
        topic: TopicName,
    ) {
        let policy = if command == "follow-topic" {
            VisibilityPolicy::Followed
        } else {
            self.app.muting_policy(channel, &topic)
        };
        self.toggle_policy_of(channel, topic, policy);
    }

    fn toggle_policy_of(&mut self, channel: ChannelId, topic: TopicName, policy: VisibilityPolicy) {
        let organization = self.app.organization.as_deref();
        let was = organization.map(|o| o.policies().get(channel, &topic));
        let was = was.unwrap_or(VisibilityPolicy::Inherit);
        let policy = if was == policy {
            VisibilityPolicy::Inherit
        } else {
            policy
        };
        let act = Act::TopicPolicy {
            channel,
            topic: topic.clone(),
            policy,
            was,
        };
        if !self.act(act) {
            return;
        }
        self.set_policy_here(channel, &topic, policy);
        let name = match self.app.organization.as_deref() {
            Some(organization) => super::naming::topic(organization, &topic).to_owned(),
            None => String::new(),
        };
        self.notice(&match policy {
            VisibilityPolicy::Muted => format!("{name} is muted. M takes it back."),
            VisibilityPolicy::Unmuted => {
                format!("{name} is shown although its channel is muted. M takes it back.")
            }
            VisibilityPolicy::Followed => format!("You follow {name}. F takes it back."),
            VisibilityPolicy::Inherit | VisibilityPolicy::Unknown(_) => {
                format!("{name} is shown as its channel is.")
            }
        });
    }

    /// Mutes the topic; in a muted channel, shows it. What is so already is taken back.
    pub fn toggle_mute(&mut self) {
        if let Some((channel, topic)) = self.app.target_topic() {
            let policy = self.app.muting_policy(channel, &topic);
            self.toggle_policy_of(channel, topic, policy);
        }
    }

    /// Applies to the model what the server is about to say of a topic.
    pub(super) fn set_policy_here(
        &mut self,
        channel: ChannelId,
        topic: &TopicName,
        policy: VisibilityPolicy,
    ) {
        self.apply(Event::UserTopic(UserTopic {
            channel,
            topic: topic.clone(),
            last_updated: Some(self.app.now.seconds()),
            policy,
        }));
        self.app.stale.all();
    }
}

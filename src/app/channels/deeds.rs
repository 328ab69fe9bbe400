//! What a person wants of a channel, from its row, its sheet or by name: asked for permission
//! first, then ordered.

use crate::api::channel::{ChannelChange, SubscriptionChange};
use crate::api::ids::{ChannelId, TopicName};
use crate::app::act::Act;
use crate::app::form::FieldName;
use crate::app::layer::{Layer, Question};
use crate::app::naming;
use crate::app::state::{App, Turn};
use crate::model::{ChannelDeed, Organization};
use crate::text::SafeText;

use super::fields::ChannelField;
use super::order::{ChannelOrder, as_it_is};
use super::sheet::Tab;

impl App {
    /// The channel that commands about channels act on: the sheet's, the selected row's, the open
    /// one.
    #[must_use]
    pub fn chosen_channel(&self) -> Option<ChannelId> {
        match self.layers.last() {
            Some(Layer::Channel(sheet)) => Some(sheet.channel),
            Some(Layer::Jump(jump)) => jump
                .selected()
                .and_then(super::super::jump::Target::channel)
                .or_else(|| self.target_channel()),
            Some(_) | None => self.target_channel(),
        }
    }

    /// Why the chosen channel is not for that, in a sentence.
    #[must_use]
    pub fn why_not_channel(&self, deed: ChannelDeed) -> Option<&'static str> {
        let Some(organization) = self.organization.as_deref() else {
            return Some("Not yet: the organization is not known.");
        };
        match self.chosen_channel() {
            Some(channel) => self.why_not_with(organization, deed, channel),
            None => Some("Select a channel first."),
        }
    }

    fn why_not_with(
        &self,
        organization: &Organization,
        deed: ChannelDeed,
        channel: ChannelId,
    ) -> Option<&'static str> {
        let why = organization.why_not_in_channel(deed, channel, self.now);
        why.map(crate::model::CannotChannel::sentence)
    }

    /// Why a command about channels makes no sense, by its name.
    #[must_use]
    pub fn why_not_by_name(&self, command: &str) -> Option<String> {
        let deed = deed_of(self, command)?;
        self.why_not_channel(deed).map(str::to_owned)
    }

    /// What a channel is called.
    pub(super) fn channel_name(&self, channel: ChannelId) -> String {
        let organization = self.organization.as_deref();
        organization.map_or_else(String::new, |o| naming::channel(o, channel).to_owned())
    }

    /// Whether the chosen channel is archived.
    fn is_archived(&self) -> bool {
        let state = self.organization.as_deref().zip(self.chosen_channel());
        state
            .and_then(|(organization, id)| organization.channels().get(id))
            .is_some_and(|state| state.channel.is_archived)
    }

    /// Whether oneself is in the chosen channel.
    fn is_in(&self) -> bool {
        let state = self.organization.as_deref().zip(self.chosen_channel());
        state.is_some_and(|(organization, id)| organization.channels().is_subscribed(id))
    }
}

/// What a command does to the chosen channel.
fn deed_of(app: &App, command: &str) -> Option<ChannelDeed> {
    Some(match command {
        "toggle-subscription" if app.is_in() => ChannelDeed::Unsubscribe,
        "toggle-subscription" | "subscribe" => ChannelDeed::Subscribe,
        "unsubscribe" => ChannelDeed::Unsubscribe,
        "add-people" => ChannelDeed::AddPeople,
        "remove-person" => ChannelDeed::RemovePeople,
        "edit-channel"
        | "rename-channel"
        | "describe-channel"
        | "channel-folder"
        | "channel-permissions" => ChannelDeed::Change,
        "channel-privacy" => ChannelDeed::ChangePrivacy,
        "archive-channel" if app.is_archived() => ChannelDeed::Unarchive,
        "archive-channel" => ChannelDeed::Archive,
        "pin-channel" | "mute-channel" | "channel-options" => ChannelDeed::Personal,
        _ => return None,
    })
}

impl Turn<'_> {
    /// Orders something about a channel: shown at once.
    pub(super) fn order_channel(&mut self, order: ChannelOrder) -> bool {
        if !self.act(Act::Channel(Box::new(order.clone()))) {
            return false;
        }
        let organization = self.app.organization.as_deref();
        let ahead = organization.map(|o| order.ahead(o)).unwrap_or_default();
        self.apply_all(ahead);
        true
    }

    /// The server refused: what was shown in advance is taken back.
    pub(in crate::app) fn take_channel_back(&mut self, order: &ChannelOrder) {
        if let ChannelOrder::Create(new) = order {
            self.app.channels.making.retain(|name| *name != new.name);
        }
        let organization = self.app.organization.as_deref();
        let back = organization.map(|o| order.back(o)).unwrap_or_default();
        self.apply_all(back);
    }

    /// Applies what shows an act, or takes it back, as if the server told it.
    pub(in crate::app) fn apply_all(&mut self, events: Vec<crate::api::event::Event>) {
        for event in events {
            self.apply(event);
        }
        self.app.stale.all();
    }

    /// The server did it: what of that is not seen is said.
    pub(in crate::app) fn channel_done(&mut self, order: &ChannelOrder) {
        match order {
            ChannelOrder::Create(new) => {
                self.app.channels.made = Some(new.name.clone());
                self.app.channels.making.retain(|name| *name != new.name);
                self.notice(&format!("The channel {} is made.", new.name));
            }
            ChannelOrder::DeleteTopic { channel, topic, .. } => {
                let organization = self.app.organization.as_deref();
                let name = organization
                    .map_or("", |o| naming::topic(o, topic))
                    .to_owned();
                let channel = self.app.channel_name(*channel);
                self.notice(&format!("The topic {channel} › {name} is deleted."));
            }
            ChannelOrder::Subscribe { .. }
            | ChannelOrder::Unsubscribe { .. }
            | ChannelOrder::Add { .. }
            | ChannelOrder::Remove { .. }
            | ChannelOrder::Change { .. }
            | ChannelOrder::Personal { .. } => {}
        }
    }

    /// A channel that was made is there: it is shown.
    pub(in crate::app) fn show_made_channel(&mut self) {
        let Some(name) = &self.app.channels.made else {
            return;
        };
        let organization = self.app.organization.as_deref();
        let id = organization
            .and_then(|o| o.channels().by_name(name))
            .map(|state| state.id());
        if let Some(id) = id {
            self.app.channels.made = None;
            self.app.channels.picker.selected = Some(id);
            if self.app.layers.is_empty() {
                self.open_channel_sheet(id, Tab::About);
            }
        }
    }

    fn allowed(&mut self, deed: ChannelDeed, channel: ChannelId) -> bool {
        let organization = self.app.organization.as_deref();
        let why = organization.and_then(|o| self.app.why_not_with(o, deed, channel));
        if let Some(why) = why {
            self.complain(why);
        }
        why.is_none()
    }

    /// Subscribes to a channel.
    pub fn subscribe(&mut self, channel: ChannelId) {
        if !self.allowed(ChannelDeed::Subscribe, channel) {
            return;
        }
        let name = self.app.channel_name(channel);
        let order = ChannelOrder::Subscribe {
            channel,
            name: name.clone(),
        };
        if self.order_channel(order) {
            self.notice(&format!("You are subscribed to {name}."));
        }
    }

    /// Leaves a channel; a private one after asking, since there is no way back by oneself.
    pub fn unsubscribe(&mut self, channel: ChannelId) {
        if !self.allowed(ChannelDeed::Unsubscribe, channel) {
            return;
        }
        let organization = self.app.organization.as_deref();
        let state = organization.and_then(|o| o.channels().get(channel));
        if state.is_some_and(|state| state.channel.invite_only) {
            let name = SafeText::line(self.app.channel_name(channel));
            self.ask(Question::LeavePrivate { channel, name });
        } else {
            self.leave_channel(channel);
        }
    }

    /// Leaves a channel, without asking.
    pub(in crate::app) fn leave_channel(&mut self, channel: ChannelId) {
        let name = self.app.channel_name(channel);
        let order = ChannelOrder::Unsubscribe {
            channel,
            name: name.clone(),
        };
        if self.order_channel(order) {
            self.notice(&format!("You left {name}."));
        }
    }

    /// Subscribes, or leaves.
    pub fn toggle_subscription(&mut self, channel: ChannelId) {
        let organization = self.app.organization.as_deref();
        if organization.is_some_and(|o| o.channels().is_subscribed(channel)) {
            self.unsubscribe(channel);
        } else {
            self.subscribe(channel);
        }
    }

    /// Changes one's own side of a channel.
    pub(super) fn set_side(&mut self, channel: ChannelId, to: Vec<SubscriptionChange>) -> bool {
        let organization = self.app.organization.as_deref();
        let Some(state) = organization.and_then(|o| o.channels().get(channel)) else {
            return false;
        };
        let was = to.iter().filter_map(|to| to.as_it_is(&state.personal));
        let was: Vec<_> = was.collect();
        self.order_channel(ChannelOrder::Personal { channel, to, was })
    }

    /// Changes a channel.
    pub(super) fn set_channel(&mut self, channel: ChannelId, to: Vec<ChannelChange>) -> bool {
        let organization = self.app.organization.as_deref();
        let Some(organization) = organization else {
            return false;
        };
        // What the server does not have can't be taken back.
        let pairs = to.into_iter().filter_map(|to| {
            let was = as_it_is(organization, channel, &to)?;
            Some((to, was))
        });
        let (to, was) = pairs.unzip();
        self.order_channel(ChannelOrder::Change { channel, to, was })
    }

    /// Mutes a channel, or shows it again.
    pub fn toggle_channel_muted(&mut self, channel: ChannelId) {
        self.toggle_side_of(channel, true);
    }

    /// Pins a channel to the top, or takes it down.
    pub fn toggle_channel_pinned(&mut self, channel: ChannelId) {
        self.toggle_side_of(channel, false);
    }

    fn toggle_side_of(&mut self, channel: ChannelId, mute: bool) {
        if !self.allowed(ChannelDeed::Personal, channel) {
            return;
        }
        let organization = self.app.organization.as_deref();
        let Some(state) = organization.and_then(|o| o.channels().get(channel)) else {
            return;
        };
        let name = self.app.channel_name(channel);
        let (change, words) = if mute {
            let on = !state.personal.is_muted;
            let words = match on {
                true => format!("{name} is muted; the same again takes it back."),
                false => format!("{name} is not muted any more."),
            };
            (SubscriptionChange::Muted(on), words)
        } else {
            let on = !state.personal.pin_to_top;
            let words = match on {
                true => format!("{name} is pinned to the top."),
                false => format!("{name} is not pinned any more."),
            };
            (SubscriptionChange::Pinned(on), words)
        };
        if self.set_side(channel, vec![change]) {
            self.notice(&words);
        }
    }

    /// Asks whether a channel shall be archived; takes an archived one out at once.
    pub fn toggle_archived(&mut self, channel: ChannelId) {
        let organization = self.app.organization.as_deref();
        let state = organization.and_then(|o| o.channels().get(channel));
        let name = self.app.channel_name(channel);
        if state.is_some_and(|state| state.channel.is_archived) {
            if self.allowed(ChannelDeed::Unarchive, channel)
                && self.set_channel(channel, vec![ChannelChange::Archived(false)])
            {
                self.notice(&format!("{name} is out of the archive."));
            }
        } else if self.allowed(ChannelDeed::Archive, channel) {
            let name = SafeText::line(name);
            self.ask(Question::ArchiveChannel { channel, name });
        }
    }

    /// Archives a channel.
    pub(in crate::app) fn archive(&mut self, channel: ChannelId) {
        if self.set_channel(channel, vec![ChannelChange::Archived(true)]) {
            let name = self.app.channel_name(channel);
            self.notice(&format!("{name} is archived."));
        }
    }

    /// Asks whether the topic that keys act on shall be deleted.
    pub fn ask_to_delete_topic(&mut self) {
        if let Some((channel, topic)) = self.app.target_topic() {
            self.ask_to_delete_that_topic(channel, topic);
        }
    }

    /// Asks whether a topic shall be deleted.
    pub(in crate::app) fn ask_to_delete_that_topic(
        &mut self,
        channel: ChannelId,
        topic: TopicName,
    ) {
        if !self.allowed(ChannelDeed::DeleteTopic, channel) {
            return;
        }
        let organization = self.app.organization.as_deref();
        let shown = organization.map_or("", |o| naming::topic(o, &topic));
        let name = SafeText::line(format!("{} › {shown}", self.app.channel_name(channel)));
        self.ask(Question::DeleteTopic {
            channel,
            topic,
            name,
        });
    }

    /// Deletes a topic.
    pub(in crate::app) fn delete_topic(&mut self, channel: ChannelId, topic: TopicName) {
        let Some(organization) = self.app.organization.as_deref() else {
            return;
        };
        let here = crate::api::conversation::Conversation::topic(channel, topic.clone());
        let mut messages: Vec<crate::api::ids::MessageId> = Vec::new();
        for (_, list) in self.app.views.lists() {
            let of_topic = |id: &crate::api::ids::MessageId| {
                let message = organization.message(*id);
                message.is_some_and(|message| message.conversation == here)
            };
            messages.extend(list.held().filter(of_topic));
        }
        messages.sort_unstable();
        messages.dedup();
        let order = ChannelOrder::DeleteTopic {
            channel,
            topic,
            messages,
        };
        if self.order_channel(order) {
            self.notice("Deleting the topic…");
        }
    }

    /// Opens a channel's messages from its sheet or its row.
    pub fn view_channel(&mut self, channel: ChannelId) {
        if let Some(Layer::Channel(_)) = self.app.layers.last() {
            self.close();
        }
        self.open(crate::model::View::Channel(channel));
    }
}

impl App {
    /// Why the topic that keys act on can't be deleted, in a sentence.
    #[must_use]
    pub fn why_not_delete_topic(&self) -> Option<&'static str> {
        let Some(organization) = self.organization.as_deref() else {
            return Some("Not yet: the organization is not known.");
        };
        match self.target_topic() {
            Some((channel, _)) => {
                self.why_not_with(organization, ChannelDeed::DeleteTopic, channel)
            }
            None => Some("Only topics of channels can be deleted."),
        }
    }
}

impl Turn<'_> {
    /// Runs a command about channels on this one.
    pub(in crate::app) fn run_on_channel(&mut self, command: &str, channel: ChannelId) {
        match command {
            "channel" => self.open_channel_sheet(channel, Tab::About),
            "channel-view" => self.view_channel(channel),
            "subscribe" => self.subscribe(channel),
            "unsubscribe" => self.unsubscribe(channel),
            "toggle-subscription" => self.toggle_subscription(channel),
            "edit-channel" | "rename-channel" => {
                self.open_channel_form(channel, FieldName::Of(ChannelField::Name))
            }
            "describe-channel" => {
                self.open_channel_form(channel, FieldName::Of(ChannelField::About))
            }
            "channel-privacy" => {
                self.open_channel_form(channel, FieldName::Of(ChannelField::Privacy))
            }
            "channel-folder" => {
                self.open_channel_form(channel, FieldName::Of(ChannelField::Folder))
            }
            "channel-permissions" => self.open_channel_permissions(channel),
            "archive-channel" => self.toggle_archived(channel),
            "add-people" => self.open_add_people(channel, ""),
            "mute-channel" => self.toggle_channel_muted(channel),
            "pin-channel" => self.toggle_channel_pinned(channel),
            "channel-options" => self.open_channel_options(channel),
            _ => {}
        }
    }
}

//! What was shown becomes read, in batches; and marking by hand.

use crate::api::conversation::Conversation;
use crate::api::event::{AddOrRemove, Event, FlagsEvent};
use crate::api::flags::MessageFlag;
use crate::api::ids::{ChannelId, MessageId};
use crate::api::settings::MarkReadPolicy;
use crate::model::{MessageList, View};

use super::effect::{Effect, Mark};
use super::inbox::InboxKey;
use super::layer::{Layer, Question};
use super::pages::Page;
use super::panes::Pane;
use super::personal::PersonalOrder;
use super::scrolling;
use super::side::SideKey;
use super::state::{App, Turn};
use super::store::OutboxOrder;
use super::topics::TopicKey;

/// Reads are told to the server so long after the first of a batch, in ms.
pub const BATCH_MS: i64 = 500;
/// So many messages at most in one request.
pub const BATCH: usize = 1000;

impl App {
    /// Whether scrolling marks as read here, by the person's own setting
    /// `web_mark_read_on_scroll_policy` (1 always, 2 in conversations, 3 never).
    #[must_use]
    pub fn scrolling_reads(&self) -> bool {
        if self.explore
            || !self.shown
            || !self.terminal_focused
            || !self.layers.is_empty()
            || self.is_finding()
        {
            return false;
        }
        let (Some(organization), Some(visit)) = (&self.organization, self.views.current()) else {
            return false;
        };
        if visit.held {
            return false;
        }
        match &organization
            .personal()
            .settings
            .web_mark_read_on_scroll_policy
        {
            MarkReadPolicy::Always => true,
            MarkReadPolicy::ConversationViews => visit.view.conversation().is_some(),
            MarkReadPolicy::Never | MarkReadPolicy::Unknown(_) => false,
        }
    }

    /// The conversation that marking concerns: the selected row's, or the selected
    /// message's.
    #[must_use]
    pub fn target_conversation(&self) -> Option<Conversation> {
        match self.focus {
            Pane::Channels => match self.side.selected.as_ref()? {
                SideKey::Dm(key) => Some(Conversation::Dm(key.clone())),
                SideKey::Topic(channel, topic) => {
                    Some(Conversation::topic(*channel, topic.clone()))
                }
                SideKey::Page(_) | SideKey::View(_) | SideKey::Shelf(_) | SideKey::Channel(_) => {
                    None
                }
            },
            Pane::Topics => {
                let TopicKey(topic) = self.topics.selected.as_ref()?;
                Some(Conversation::topic(self.topics_of?, topic.clone()))
            }
            Pane::Messages | Pane::People if self.views.page().is_some() => {
                self.page_conversation()
            }
            Pane::Messages | Pane::People => match self.open_conversation() {
                Some(conversation) => Some(conversation.clone()),
                None => Some(self.selected_message()?.conversation.clone()),
            },
        }
    }

    /// The channel that marking concerns.
    #[must_use]
    pub fn target_channel(&self) -> Option<ChannelId> {
        if let (Pane::Channels, Some(SideKey::Channel(channel))) = (self.focus, &self.side.selected)
        {
            return Some(*channel);
        }
        if self.focused_page().is_some() {
            return self.page_channel();
        }
        self.target_conversation()
            .and_then(|c| c.channel())
            .or_else(|| self.open_channel())
    }

    /// The channels of the selected heading of the inbox: a folder's, the pinned ones, the others.
    #[must_use]
    pub fn target_section(&self) -> Option<Vec<ChannelId>> {
        if self.focused_page() != Some(Page::Inbox) {
            return None;
        }
        let InboxKey::Section(kind) = self.inbox.picker.selected.as_ref()? else {
            return None;
        };
        let section = self.sections.iter().find(|section| section.kind == *kind)?;
        Some(section.channels.iter().map(|(id, _)| *id).collect())
    }

    /// Whether the conversation that marking concerns has unread messages.
    #[must_use]
    pub fn conversation_has_unread(&self) -> bool {
        match (&self.organization, self.target_conversation()) {
            (Some(organization), Some(conversation)) => {
                !organization.unreads().of(&conversation).is_empty()
            }
            _ => false,
        }
    }
}

impl Turn<'_> {
    /// Notes the messages that are in sight to their last line.
    pub(super) fn read_what_is_shown(&mut self) {
        // What another list lends may move when the first page comes.
        let lent = self.app.views.current_list();
        if !self.app.scrolling_reads() || lent.is_some_and(MessageList::is_provisional) {
            return;
        }
        let rows = i32::from(scrolling::message_rows(self.app));
        let slots = scrolling::slots(self.app, self.measure);
        let Some(scene) = scrolling::scene(self.app) else {
            return;
        };
        let seen: Vec<MessageId> = slots
            .iter()
            .filter(|slot| slot.end() <= rows)
            .map(|slot| scene.id(slot.index))
            .filter(|id| scene.organization.unreads().contains(*id))
            .collect();
        if seen.is_empty() {
            return;
        }
        self.app.reading.seen.extend(seen);
        let due = self.app.now.plus(BATCH_MS);
        self.app.reading.due.get_or_insert(due);
    }

    /// Tells the server what was read, and counts it as read here at once.
    pub(super) fn flush_reads(&mut self) {
        self.app.reading.due = None;
        let seen = std::mem::take(&mut self.app.reading.seen);
        let Some(organization) = self.app.organization.as_deref() else {
            return;
        };
        let unread: Vec<MessageId> = seen
            .into_iter()
            .filter(|id| organization.unreads().contains(*id))
            .collect();
        for batch in unread.chunks(BATCH) {
            self.effect(Effect::Mark(Mark::Read(batch.to_vec())));
            self.read_here(batch.to_vec());
        }
    }

    /// Applies to the model what the server is about to say of reads.
    pub(super) fn read_here(&mut self, messages: Vec<MessageId>) {
        self.apply(Event::Flags(FlagsEvent {
            op: AddOrRemove::Add,
            flag: MessageFlag::Read,
            messages,
            all: false,
            details: Vec::new(),
        }));
    }

    /// Marks the selected message and what follows in this view as unread.
    pub fn mark_unread_from_here(&mut self) {
        let Some(from) = self.app.selected_message().map(|m| m.id) else {
            return;
        };
        self.mark_unread(from);
        self.notice("Unread from here. Scrolling marks nothing as read until you leave this view.");
    }

    /// Marks everything in this view up to the selected message as read.
    pub fn mark_read_to_here(&mut self) {
        if let Some(to) = self.app.selected_message().map(|message| message.id) {
            self.mark_read_up_to(to);
        }
    }

    /// Marks the selected conversation as read.
    pub fn mark_conversation_read(&mut self) {
        if let Some(conversation) = self.app.target_conversation() {
            self.mark_read(Some(&View::Conversation(conversation)));
        }
    }

    /// Marks the selected channel as read.
    pub fn mark_channel_read(&mut self) {
        if let Some(channels) = self.app.target_section() {
            return self.mark_channels_read(&channels);
        }
        match self.app.target_channel() {
            Some(channel) => self.mark_read(Some(&View::Channel(channel))),
            None => self.notice("Select a channel, a topic or a message of one first."),
        }
    }

    /// Asks before doing something big.
    pub fn ask(&mut self, question: Question) {
        self.push(Layer::Question(question));
    }

    /// Does what was asked about, or not.
    pub fn answer(&mut self, yes: bool) {
        let Some(Layer::Question(question)) = self.app.layers.pop() else {
            return;
        };
        if !yes {
            return;
        }
        match question {
            Question::MarkAllRead => self.mark_read(None),
            Question::DiscardOutgoing(id) => {
                self.effect(Effect::Outbox(OutboxOrder::Discard(id)));
            }
            Question::DeleteReminder(id) => {
                self.order(PersonalOrder::Unremind(id));
            }
            Question::NotifyMany { .. } => self.send_to_many(),
            Question::RemoveAttachment { id, .. } => self.remove_attachment(id),
            Question::Delete(messages) => self.delete(messages),
            Question::LeavePrivate { channel, .. } => self.leave_channel(channel),
            Question::ArchiveChannel { channel, .. } => self.archive(channel),
            Question::DeleteTopic { channel, topic, .. } => self.delete_topic(channel, topic),
            Question::DeactivateGroup { group, .. } => self.deactivate_group(group),
            Question::AttachPasted { files, text } => self.attach_pasted(files, &text),
            Question::SendWithout(_) => self.send_without_files(),
            Question::OpenMisleading { address, .. } => self.open_outside(address),
        }
    }
}

//! What a person does with what they have put by: open, delete and bring back, reschedule.

use crate::api::conversation::Conversation;
use crate::api::personal::ScheduledMessage;
use crate::archive::{Draft, DraftKey, Heading};
use crate::model::View;

use super::effect::Effect;
use super::layer::{Layer, Question};
use super::outgoing::row_of;
use super::personal::PersonalOrder;
use super::prompt::Purpose;
use super::shelf::{self, Shelf, ShelfKey, ShelfKind, Taken};
use super::state::{App, Turn};
use super::store::OutboxOrder;
use super::views::Landing;

/// So many deletions can be taken back.
const TAKEN: usize = 50;

impl App {
    /// The popup of what was put by, if it is on top.
    #[must_use]
    pub fn shelf(&self) -> Option<&Shelf> {
        self.layers.last()?.shelf()
    }

    /// The selected entry.
    #[must_use]
    pub fn shelved(&self) -> Option<&ShelfKey> {
        self.shelf()?.picker.selected.as_ref()
    }

    /// Whether the selected entry is a message to be sent later.
    #[must_use]
    pub fn has_shelved_time(&self) -> bool {
        matches!(self.shelved(), Some(ShelfKey::Scheduled(_)))
    }

    fn scheduled(&self, id: crate::api::ids::ScheduledMessageId) -> Option<&ScheduledMessage> {
        self.organization.as_deref()?.personal().scheduled.get(&id)
    }
}

impl Turn<'_> {
    /// Opens the popup at one of its lists.
    pub fn open_shelf(&mut self, kind: ShelfKind) {
        self.push(Layer::Shelf(Box::new(Shelf::new(kind))));
        self.sync_shelf();
    }

    /// Calls `f` with the popup on top and the rows of its list.
    fn with_shelf(&mut self, f: impl FnOnce(&mut Shelf, &[shelf::ShelfRow], usize)) {
        let Some(kind) = self.app.shelf().map(|shelf| shelf.kind) else {
            return;
        };
        let rows = shelf::rows(self.app, kind);
        let height = Shelf::entries(self.app.size);
        if let Some(shelf) = self.app.layers.last_mut().and_then(Layer::shelf_mut) {
            f(shelf, &rows, height);
        }
    }

    /// Brings the selection in line with the rows as they are now.
    pub(super) fn sync_shelf(&mut self) {
        self.with_shelf(|shelf, rows, height| shelf.picker.sync(rows, height));
    }

    /// So many entries further; to the end where that is far.
    pub(super) fn step_shelf(&mut self, by: isize) {
        self.with_shelf(|shelf, rows, height| match by {
            isize::MAX => shelf.picker.end(rows, true, height),
            isize::MIN => shelf.picker.end(rows, false, height),
            by => shelf.picker.step(rows, by, height),
        });
    }

    /// The next list, or the one before.
    pub fn turn_shelf(&mut self, forward: bool) {
        if let Some(shelf) = self.app.layers.last_mut().and_then(Layer::shelf_mut) {
            *shelf = Shelf::new(shelf.kind.next(forward));
        }
        self.sync_shelf();
    }

    /// Opens the selected entry: a draft in the composer, a message where it is, a snippet
    /// into the composer.
    pub fn open_shelved(&mut self) {
        let Some(key) = self.app.shelved().cloned() else {
            return;
        };
        match key {
            ShelfKey::Draft(key) => {
                if let Some(draft) = self.app.desk.draft(&key).cloned() {
                    self.close();
                    self.write_draft(&draft);
                }
            }
            ShelfKey::Outgoing(id) => {
                if let Some(outgoing) = self.app.outbox.get(id).map(|echoed| &echoed.outgoing) {
                    let view = View::Conversation(outgoing.conversation.clone());
                    self.close();
                    self.open_at(view, Landing::Newest);
                    self.select_message(row_of(id));
                }
            }
            ShelfKey::Scheduled(id) => {
                let to = self.app.scheduled(id).map(|message| message.to.clone());
                if let Some(conversation) =
                    to.and_then(|to| shelf::conversation_of(&to, self.app.organization.as_deref()?))
                {
                    self.close();
                    self.open(View::Conversation(conversation));
                }
            }
            ShelfKey::Snippet(id) => {
                let personal = self.app.organization.as_deref().map(|o| o.personal());
                let snippet = personal.and_then(|personal| personal.snippets.get(&id));
                if let Some(text) = snippet.map(|snippet| snippet.content.to_string()) {
                    self.close();
                    self.insert_snippet(&text);
                }
            }
            ShelfKey::Reminder(id) => {
                let personal = self.app.organization.as_deref().map(|o| o.personal());
                let reminder = personal.and_then(|personal| personal.reminders.get(&id));
                if let Some(message) = reminder.map(|reminder| reminder.message) {
                    self.close();
                    self.show_message(message);
                }
            }
        }
    }

    /// Changes the selected entry: its words in the composer, a snippet's title.
    pub fn edit_shelved(&mut self) {
        let Some(key) = self.app.shelved().cloned() else {
            return;
        };
        match key {
            ShelfKey::Draft(_) => self.open_shelved(),
            ShelfKey::Outgoing(id) => {
                if let Some(outgoing) = self.app.outbox.get(id).map(|echoed| &echoed.outgoing) {
                    let conversation = outgoing.conversation.clone();
                    self.close();
                    self.withdraw(id, conversation);
                }
            }
            ShelfKey::Scheduled(id) => self.unschedule(id),
            ShelfKey::Snippet(id) => {
                let personal = self.app.organization.as_deref().map(|o| o.personal());
                let snippet = personal.and_then(|personal| personal.snippets.get(&id));
                if let Some(title) = snippet.map(|snippet| snippet.title.to_string()) {
                    self.prompt(Purpose::RenameSnippet(id), &title);
                }
            }
            ShelfKey::Reminder(_) => {
                self.notice("A reminder can't be changed; delete it and make another.");
            }
        }
    }

    /// A scheduled message is written again: it is a draft first, and then not sent any more.
    fn unschedule(&mut self, id: crate::api::ids::ScheduledMessageId) {
        let Some(message) = self.app.scheduled(id).cloned() else {
            return;
        };
        let conversation = self
            .app
            .organization
            .as_deref()
            .and_then(|organization| shelf::conversation_of(&message.to, organization));
        let Some(conversation) = conversation else {
            self.complain("This message has nobody to go to; it can only be deleted.");
            return;
        };
        if !self.order(PersonalOrder::Unschedule(id)) {
            return;
        }
        let draft = self.free_draft(conversation, message.content.to_string());
        self.put_draft(draft.clone());
        self.close();
        self.write_draft(&draft);
    }

    /// A text as the draft of its conversation, or of its own where that has one already.
    fn free_draft(&mut self, conversation: Conversation, text: String) -> Draft {
        let now_ms = self.app.now.0;
        let taken = DraftKey::Conversation(conversation.clone());
        if self
            .app
            .desk
            .draft(&taken)
            .is_none_or(|other| other.text == text)
        {
            return Draft::reply(conversation, text, now_ms);
        }
        let heading = match &conversation {
            Conversation::Topic { channel, topic } => Heading::Channel {
                channel: Some(*channel),
                topic: topic.as_str().to_owned(),
            },
            Conversation::Dm(key) => {
                let me = self.app.organization.as_deref().map(|o| o.me());
                Heading::Direct(me.map_or_else(|| key.all().to_vec(), |me| key.operand(me)))
            }
        };
        Draft {
            key: DraftKey::New(self.app.desk.new_number(self.app.now)),
            heading: Some(heading),
            ..Draft::reply(conversation, text, now_ms)
        }
    }

    /// Keeps a draft on disk, and shows it at once.
    pub(super) fn put_draft(&mut self, draft: Draft) {
        self.app.desk.put(draft.clone());
        self.app.stale.places = true;
        self.effect(Effect::SaveDraft(draft));
    }

    /// Deletes a draft on disk, and shows it no more.
    pub(super) fn drop_draft(&mut self, key: &DraftKey) {
        let now = self.app.now;
        self.app.desk.bury(key, now);
        self.forget_in_composer(key);
        self.app.stale.places = true;
        self.effect(Effect::DeleteDraft(key.clone()));
    }

    /// Asks when the selected message shall be sent instead.
    pub fn reschedule_shelved(&mut self) {
        if let Some(ShelfKey::Scheduled(id)) = self.app.shelved() {
            self.prompt(Purpose::RescheduleAt(*id), "");
        }
    }

    /// Deletes the selected entry. What can be made again is brought back by one key; for the
    /// rest it is asked first.
    pub fn delete_shelved(&mut self) {
        let Some(key) = self.app.shelved().cloned() else {
            return;
        };
        match key {
            ShelfKey::Draft(key) => {
                if let Some(draft) = self.app.desk.draft(&key).cloned() {
                    self.take(Taken::Draft(draft));
                    self.drop_draft(&key);
                    self.sync_shelf();
                }
            }
            ShelfKey::Outgoing(id) => self.ask(Question::DiscardOutgoing(id)),
            ShelfKey::Scheduled(id) => {
                let Some(message) = self.app.scheduled(id).cloned() else {
                    return;
                };
                let organization = self.app.organization.as_deref();
                let to = organization.and_then(|o| shelf::conversation_of(&message.to, o));
                if self.order(PersonalOrder::Unschedule(id))
                    && let Some(to) = to
                {
                    let text = message.content.to_string();
                    self.take(Taken::Scheduled(to, text, message.deliver_at));
                }
            }
            ShelfKey::Snippet(id) => {
                let personal = self.app.organization.as_deref().map(|o| o.personal());
                let snippet = personal
                    .and_then(|personal| personal.snippets.get(&id))
                    .cloned();
                if let Some(snippet) = snippet
                    && self.order(PersonalOrder::RemoveSnippet(id))
                {
                    let (title, content) = (snippet.title.into(), snippet.content.into());
                    self.take(Taken::Snippet(title, content));
                }
            }
            ShelfKey::Reminder(id) => self.ask(Question::DeleteReminder(id)),
        }
    }

    fn take(&mut self, taken: Taken) {
        if self.app.taken.len() == TAKEN {
            self.app.taken.remove(0);
        }
        self.app.taken.push(taken);
        let key = self.app.keymap.key_of("shelf-restore");
        self.notice(&format!("Deleted. {key} brings it back."));
    }

    /// Brings back what was deleted last.
    pub fn restore_shelved(&mut self) {
        let Some(taken) = self.app.taken.pop() else {
            self.notice("Nothing was deleted here that could be brought back.");
            return;
        };
        let kind = match &taken {
            Taken::Draft(_) => ShelfKind::Drafts,
            Taken::Scheduled(..) => ShelfKind::Scheduled,
            Taken::Snippet(..) => ShelfKind::Snippets,
        };
        match taken.clone() {
            Taken::Draft(mut draft) => {
                if self.app.desk.draft(&draft.key).is_some() {
                    // Another was begun in its place.
                    draft = match draft.key.clone() {
                        DraftKey::Conversation(conversation) => {
                            self.free_draft(conversation, draft.text)
                        }
                        DraftKey::New(_) => Draft {
                            key: DraftKey::New(self.app.desk.new_number(self.app.now)),
                            ..draft
                        },
                    };
                }
                // The server may have been told by now.
                draft.on_server = None;
                draft.updated_ms = self.app.now.0;
                self.put_draft(draft);
            }
            Taken::Scheduled(to, text, at) => {
                let Some(me) = self.app.organization.as_deref().map(|o| o.me()) else {
                    return;
                };
                let order = PersonalOrder::Schedule {
                    to,
                    me,
                    text,
                    at,
                    draft: None,
                };
                if !self.order(order) {
                    self.app.taken.push(taken);
                    return;
                }
            }
            Taken::Snippet(title, content) => {
                if !self.order(PersonalOrder::AddSnippet { title, content }) {
                    self.app.taken.push(taken);
                    return;
                }
            }
        }
        self.notice("It is back.");
        if let Some(shelf) = self.app.layers.last_mut().and_then(Layer::shelf_mut)
            && shelf.kind != kind
        {
            *shelf = Shelf::new(kind);
        }
        self.sync_shelf();
    }

    /// Sends the selected message of the outbox once more.
    pub fn resend_shelved(&mut self) {
        if let Some(ShelfKey::Outgoing(id)) = self.app.shelved() {
            let id = *id;
            self.effect(Effect::Outbox(OutboxOrder::Resend(id)));
        }
    }
}

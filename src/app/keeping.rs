//! What the account's store tells: messages on their way, drafts, trouble with the file; and
//! what a person decides about a message that did not go out.

use crate::api::conversation::Conversation;
use crate::archive::{Draft, DraftKey, Known, LocalId, Opened, Outgoing, OutgoingState};
use crate::model::{Changes, View};

use super::effect::Effect;
use super::layer::Question;
use super::outgoing::local_of;
use super::scrolling;
use super::state::{App, Turn};
use super::store::{OutboxOrder, StoreNews};
use super::views::Landing;

/// What can be decided about a message in the outbox.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Choices {
    /// It may be sent again.
    pub resend: bool,
    /// It may be made a draft again, or forgotten.
    pub withdraw: bool,
    /// The message that may be it.
    pub alike: Option<crate::api::ids::MessageId>,
}

/// What can be decided about a message.
#[must_use]
pub fn choices(outgoing: &Outgoing) -> Choices {
    let (resend, withdraw, alike) = match outgoing.state {
        OutgoingState::Waiting => (false, true, None),
        OutgoingState::Failed => (true, true, None),
        OutgoingState::Unsure { known, .. } => match known {
            Known::Nothing => (false, false, None),
            Known::Alike(id) => (true, true, Some(id)),
        },
        OutgoingState::Sending | OutgoingState::Sent(_) | OutgoingState::Done(_) => {
            (false, false, None)
        }
    };
    Choices {
        resend,
        withdraw,
        alike,
    }
}

impl App {
    /// What can be decided about the selected message, if it is not on the server yet.
    #[must_use]
    pub fn outgoing_choices(&self) -> Option<Choices> {
        self.selected_outgoing().map(choices)
    }
}

impl Turn<'_> {
    /// The store told something.
    pub(super) fn store_news(&mut self, news: StoreNews) {
        match news {
            StoreNews::Opened(Opened::Ready | Opened::InMemory { why: None }) => {}
            StoreNews::Opened(Opened::InMemory { why: Some(why) }) | StoreNews::Trouble(why) => {
                self.complain(&format!("{why}."));
            }
            StoreNews::Opened(Opened::MovedAside { to }) => self.complain(&format!(
                "Drafts and outbox were damaged, and are begun anew; the old file is kept: {}",
                to.display()
            )),
            StoreNews::Drafts(drafts) => {
                self.drafts_came(drafts);
                self.app.stale.places = true;
                self.write_withdrawn();
            }
            StoreNews::Outbox(rows) => self.outbox_came(rows),
            StoreNews::Kept { key, result } => self.kept(key, result),
            StoreNews::DraftFailed { key, why } => self.draft_failed(&key, &why),
        }
    }

    /// A message that was taken out of the outbox is a draft now, and is written on.
    fn write_withdrawn(&mut self) {
        let Some(conversation) = self.app.outbox.withdrawing.take() else {
            return;
        };
        let key = DraftKey::Conversation(conversation);
        if let Some(draft) = self.app.desk.draft(&key).cloned() {
            self.write_draft(&draft);
        }
    }

    /// Opens the composer with a draft.
    pub(super) fn write_draft(&mut self, draft: &Draft) {
        if self
            .app
            .composer
            .as_ref()
            .is_some_and(|c| c.draft == draft.key)
        {
            self.focus_composer();
        } else {
            self.open_draft(draft);
        }
    }

    fn outbox_came(&mut self, rows: Vec<Outgoing>) {
        let end = scrolling::scene(self.app).map(|scene| scene.last());
        let app = &mut *self.app;
        let me = app
            .organization
            .as_deref()
            .map(|organization| organization.me());
        app.outbox.replace(rows, me);
        self.settle_outbox();
        self.app.stale.places = true;
        let Some(end) = end else { return };
        self.keep_row();
        let spot = self.app.views.current().and_then(|visit| visit.spot);
        let now = scrolling::scene(self.app).and_then(|scene| scene.last());
        // Who stood at the end goes along with what they wrote.
        let stood_there =
            spot.map(|spot| spot.message) == end.map(|end| self.app.outbox.now_of(end));
        if now != end && now.and_then(local_of).is_some() && stood_there {
            self.follow(true);
        }
    }

    /// Events told which of one's own messages they brought.
    pub(super) fn heard_own(&mut self, changes: &Changes) {
        for (local, id) in &changes.local_ids {
            if let Ok(local) = local.parse() {
                self.app.outbox.arrive(LocalId(local), *id);
            }
        }
        self.settle_outbox();
    }

    /// What the organization has by now is not on its way any more.
    pub(super) fn settle_outbox(&mut self) {
        let app = &mut *self.app;
        if let Some(organization) = app.organization.as_deref() {
            app.outbox.settle(organization);
        }
    }

    /// Sends the selected message once more.
    pub fn send_again(&mut self) {
        if let Some(id) = self.app.selected_outgoing().map(|outgoing| outgoing.id) {
            self.effect(Effect::Outbox(OutboxOrder::Resend(id)));
        }
    }

    /// Opens the composer with the selected message, which is not sent then.
    pub fn edit_outgoing(&mut self) {
        let Some(outgoing) = self.app.selected_outgoing() else {
            return;
        };
        let (id, conversation) = (outgoing.id, outgoing.conversation.clone());
        self.withdraw(id, conversation);
    }

    pub(super) fn withdraw(&mut self, id: LocalId, conversation: Conversation) {
        self.app.outbox.withdrawing = Some(conversation);
        self.effect(Effect::Outbox(OutboxOrder::Withdraw(id)));
    }

    /// Forgets the selected message, after asking.
    pub fn discard_outgoing(&mut self) {
        if let Some(id) = self.app.selected_outgoing().map(|outgoing| outgoing.id) {
            self.ask(Question::DiscardOutgoing(id));
        }
    }

    /// Goes to the message that may be the selected one.
    pub fn look_at_alike(&mut self) {
        let Some(outgoing) = self.app.selected_outgoing() else {
            return;
        };
        if let Some(id) = choices(outgoing).alike {
            let view = View::Conversation(outgoing.conversation.clone());
            self.open_at(view, Landing::At(id));
        }
    }
}

impl Turn<'_> {
    /// Puts a snippet into the composer.
    pub(super) fn insert_snippet(&mut self, text: &str) {
        if self.app.composer.is_none() {
            self.reply();
        }
        self.focus_composer();
        self.put_in(text);
    }
}

//! Handing messages to the outbox, and taking back what it could not keep.

use super::buffer::Buffer;
use super::recipient::Recipient;
use super::{Composer, Handed, Part, checks};
use crate::api::conversation::Conversation;
use crate::api::error::ApiError;
use crate::app::ask::{AskId, Found, Query};
use crate::app::effect::Effect;
use crate::app::layer::Question;
use crate::app::naming;
use crate::app::scrolling;
use crate::app::state::{App, Turn};
use crate::app::store::{Send, SendKey};
use crate::archive::{ArchiveError, DraftKey, LocalId};
use crate::model::Membership;

impl App {
    /// How many code points are left, where that is worth telling; negative when too many are
    /// there.
    #[must_use]
    pub fn length_left(&self) -> Option<i64> {
        let composer = self.composer.as_deref()?;
        let most = self
            .organization
            .as_deref()?
            .realm()
            .limits
            .max_message_length;
        // A character has a byte at least.
        if composer.buffer.text().len() < most - most / 10 {
            return None;
        }
        let length = composer.buffer.text().trim().chars().count();
        let left = i64::try_from(most).ok()? - i64::try_from(length).ok()?;
        let near = i64::try_from(most / 10).ok()?;
        (left <= near).then_some(left)
    }
}

impl Turn<'_> {
    /// Hands the message over, if it may be sent. The composer stays open for the next one.
    pub fn send_message(&mut self) {
        let Some(composer) = self.app.composer.as_deref() else {
            return;
        };
        let is_edit = composer.editing.is_some();
        if self.awaits_files(!is_edit) {
            return;
        }
        if is_edit {
            self.save_edit();
            return;
        }
        let (Some(composer), Some(organization)) = (
            self.app.composer.as_deref(),
            self.app.organization.as_deref(),
        ) else {
            return;
        };
        if composer.buffer.is_blank() {
            self.notice("There is nothing to send yet.");
            return;
        }
        let to = match composer.to.conversation(organization) {
            Ok(to) => to,
            Err(sentence) => {
                self.complain(&sentence);
                return;
            }
        };
        if let Some(left) = self.app.length_left().filter(|left| *left < 0) {
            self.complain(&format!(
                "The message is {} characters too long; the server would cut it.",
                -left
            ));
            return;
        }
        if let Some(why) = organization.why_not_send(&to, self.app.now) {
            self.complain(&checks::sentence(organization, why));
            return;
        }
        if self.client_command() {
            return;
        }
        match self.app.crowd(&to) {
            Some(crowd) if !crowd.allowed => {
                self.complain("You may not mention everybody in a channel this large.");
            }
            Some(crowd) if crowd.is_large() => {
                self.ask(Question::NotifyMany {
                    people: crowd.people,
                });
            }
            Some(_) | None => self.hand_over(to),
        }
    }

    /// The person wants to notify many.
    pub(in crate::app) fn send_to_many(&mut self) {
        let app = &*self.app;
        let to = app.organization.as_deref().zip(app.composer.as_deref());
        if let Some(Ok(to)) = to.map(|(o, composer)| composer.to.conversation(o)) {
            self.hand_over(to);
        }
    }

    /// What the web app takes for a command to itself is none of a message's words. Whether it
    /// was one.
    fn client_command(&mut self) -> bool {
        let Some(composer) = self.app.composer.as_deref_mut() else {
            return false;
        };
        match composer.buffer.text().trim() {
            "/ping" => {
                let now = self.app.now;
                composer.buffer.cut(0..composer.buffer.text().len());
                let ask = self.inquire(Query::Ping);
                self.app.desk.pinged = Some((ask, now));
                self.notice("Knocking at the server…");
                self.text_changed();
                true
            }
            command @ ("/dark" | "/night" | "/light" | "/day") => {
                let light = matches!(command, "/light" | "/day");
                composer.buffer.cut(0..composer.buffer.text().len());
                self.effect(Effect::Light(light));
                let colours = if light { "Light" } else { "Dark" };
                self.notice(&format!(
                    "{colours} colours until the end; `theme` in config.toml keeps them."
                ));
                self.text_changed();
                true
            }
            command @ ("/fixed-width" | "/fluid-width") => {
                let sentence = format!(
                    "{command} is for the web app and was not sent; here `text` under `[panes]` \
                     in config.toml does that."
                );
                self.complain(&sentence);
                true
            }
            _ => false,
        }
    }

    /// An answer came that the composer waits for. Gives it back where it does not.
    pub(in crate::app) fn answer_composer(&mut self, id: AskId, found: Found) -> Option<Found> {
        match found {
            Found::Source(result) => match self.app.desk.awaited.take_if(|(ask, _)| *ask == id) {
                Some((_, what)) => self.source_came(what, result),
                None => return Some(Found::Source(result)),
            },
            Found::Edited(result) if self.saves(id) => self.edited(result),
            Found::Rendered(result) if self.previews(id) => self.rendered(result),
            Found::Pinged(result) => self.ponged(id, result),
            Found::Edited(_) | Found::Rendered(_) => {}
            other @ (Found::Message(_)
            | Found::Messages(_)
            | Found::EmojiNames(_)
            | Found::FirstSince(_)
            | Found::SharedChannels(_)
            | Found::History(_)
            | Found::ChannelEmail(_)
            | Found::Subscribers(_)
            | Found::AllSubscribers(_)
            | Found::Attachments(_)
            | Found::AttachmentRemoved(_)
            | Found::Receipts(_)) => {
                return Some(other);
            }
        }
        None
    }

    fn ponged(&mut self, id: AskId, result: Result<(), ApiError>) {
        let Some((_, since)) = self.app.desk.pinged.take_if(|(ask, _)| *ask == id) else {
            return;
        };
        match result {
            Ok(()) => {
                let took = self.app.now.0 - since.0;
                self.notice(&format!("The server answered in {took} ms."));
            }
            Err(error) => self.complain(&format!("The server did not answer. {error}")),
        }
    }

    /// Where one's message goes, if it will not be seen there: who reads further up, or
    /// elsewhere, stays.
    fn out_of_sight(&self, to: &Conversation) -> Option<String> {
        let app = &*self.app;
        let organization = app.organization.as_deref()?;
        let place = naming::conversation(organization, to);
        let view = app.open_view();
        let is_here =
            view.is_some_and(|view| view.contains_place(to, organization) == Membership::Yes);
        if !is_here {
            return Some(format!("On its way to {place}."));
        }
        let reading = app.views.current().and_then(|visit| visit.spot);
        let last = scrolling::scene(app).and_then(|scene| scene.last());
        let goes_along = reading.is_none_or(|spot| Some(spot.message) == last);
        (!goes_along).then(|| format!("On its way to {place}, below what is in sight."))
    }

    fn hand_over(&mut self, to: Conversation) {
        let unseen = self.out_of_sight(&to);
        let app = &mut *self.app;
        let Some(organization) = app.organization.as_deref() else {
            return;
        };
        let Some(composer) = app.composer.as_deref_mut() else {
            return;
        };
        app.desk.sends += 1;
        let key = SendKey(app.desk.sends);
        // White space around a message is cut by the server.
        let text = composer.buffer.text().trim_end().to_owned();
        let draft = composer.draft.clone();
        let abandoned = composer.abandoned.take();
        // The next message goes to the same conversation.
        composer.to = Recipient::of(organization, &to);
        composer.draft = DraftKey::Conversation(to.clone());
        composer.number = app.desk.new_number(app.now);
        composer.buffer = Buffer::default();
        composer.kept = super::Kept::default();
        composer.due = None;
        composer.typed_at = None;
        composer.preview = None;
        composer.part = Part::Text;
        if let Some(vi) = &mut app.vi {
            vi.begin();
        }
        app.desk.bury(&draft, app.now);
        app.desk.handed.insert(
            key,
            Handed {
                to: to.clone(),
                text: text.clone(),
                draft: draft.clone(),
            },
        );
        if let Some(abandoned) = abandoned {
            self.effect(Effect::DeleteDraft(abandoned));
        }
        self.effect(Effect::Send(Send {
            key,
            conversation: to,
            text,
            draft: Some(draft),
        }));
        self.text_changed();
        if let Some(sentence) = unseen {
            self.notice(&sentence);
        }
    }

    /// A message is safe, or is nowhere but here: then it is in the composer again.
    pub(in crate::app) fn kept(&mut self, key: SendKey, result: Result<LocalId, ArchiveError>) {
        let Some(handed) = self.app.desk.handed.remove(&key) else {
            return;
        };
        let Err(why) = result else { return };
        let sentence = format!("The message could not be kept, so it was not sent. {why}");
        self.give_back(&handed);
        self.complain(&sentence);
    }

    /// Puts a message that was handed over back into the composer.
    fn give_back(&mut self, handed: &Handed) {
        let Some(organization) = self.app.organization.as_deref() else {
            return;
        };
        let same = |composer: &Composer| {
            composer.to.conversation(organization).as_ref() == Ok(&handed.to)
                || composer.buffer.is_blank()
        };
        match self.app.composer.as_deref_mut() {
            Some(composer) if same(composer) => {
                let behind = if composer.buffer.is_blank() {
                    ""
                } else {
                    "\n\n"
                };
                let text = format!("{}{behind}", handed.text);
                composer.to = Recipient::of(organization, &handed.to);
                composer.draft = handed.draft.clone();
                composer.buffer.replace(0..0, &text);
                self.text_changed();
            }
            Some(_) | None => {
                let to = Recipient::of(organization, &handed.to);
                let buffer = Buffer::new(&handed.text);
                let composer = Composer::new(to, buffer, Part::Text, handed.draft.clone());
                self.begin(composer, None);
            }
        }
        self.focus_composer();
    }

    pub(in crate::app) fn draft_failed(&mut self, key: &DraftKey, why: &ArchiveError) {
        // Tried again with the next change.
        let here = self
            .app
            .composer
            .as_deref()
            .is_some_and(|c| c.draft == *key);
        if here {
            self.complain(&format!(
                "The draft could not be kept on this machine: it is only here. {why}"
            ));
        } else {
            self.complain(&format!("{why}."));
        }
    }
}

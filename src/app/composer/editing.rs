//! Changing what one said.

use sha2::{Digest, Sha256};

use super::buffer::Buffer;
use super::kills::Cut;
use super::recipient::Recipient;
use super::{Awaited, Composer, Kept, Part};
use crate::api::error::{ApiError, Code};
use crate::api::ids::MessageId;
use crate::api::routes::edit_content::DetachedUpload;
use crate::app::ask::{AskId, Query};
use crate::app::effect::Effect;
use crate::app::state::{App, Turn};
use crate::archive::DraftKey;
use crate::model::permissions::editing::WhyNotEdit;

/// A message that is being changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Editing {
    /// Which.
    pub message: MessageId,
    /// What it says, as far as is known here.
    pub source: String,
    /// The question that saves it, and what it saves.
    pub saving: Option<(AskId, String)>,
    /// Whether the message was changed elsewhere meanwhile.
    pub conflict: bool,
}

impl Editing {
    /// What the server compares to see whether the message still says what was seen.
    #[must_use]
    pub fn fingerprint(&self) -> String {
        let digest = Sha256::digest(self.source.as_bytes());
        digest.iter().map(|byte| format!("{byte:02x}")).collect()
    }
}

/// The reason in a sentence.
#[must_use]
pub fn sentence(why: WhyNotEdit) -> String {
    match why {
        WhyNotEdit::NotOwn => "Only its author may change what a message says.".to_owned(),
        WhyNotEdit::Switched => "This organization does not let messages be edited.".to_owned(),
        WhyNotEdit::Archived => "Its channel is archived: nothing changes there.".to_owned(),
        WhyNotEdit::Widget => "A poll, a list or choices can't be edited as text.".to_owned(),
        WhyNotEdit::TooLate(seconds) => {
            let time = match seconds {
                0..120 => format!("{seconds} seconds"),
                120..7200 => format!("{} minutes", seconds / 60),
                7200..172_800 => format!("{} hours", seconds / 3600),
                _ => format!("{} days", seconds / 86_400),
            };
            format!("It is too late: messages may be edited for {time}.")
        }
    }
}

impl App {
    /// Whether the selected message is one's own and may be edited.
    #[must_use]
    pub fn can_edit_selected(&self) -> bool {
        self.selected_message().is_some_and(|message| {
            self.organization
                .as_deref()
                .is_some_and(|o| o.why_not_edit(message, self.now).is_none())
        })
    }
}

impl Turn<'_> {
    /// Asks for the selected message's Markdown, to change it.
    pub fn edit_message(&mut self) {
        if let Some(message) = self.app.selected_message().map(|m| m.id) {
            self.edit(message);
        }
    }

    fn edit(&mut self, id: MessageId) {
        let app = &mut *self.app;
        let Some(organization) = app.organization.as_deref() else {
            return;
        };
        let Some(message) = organization.message(id) else {
            return;
        };
        if let Some(why) = organization.why_not_edit(message, app.now) {
            self.complain(&sentence(why));
            return;
        }
        let open = app.composer.as_deref().and_then(|c| c.editing.as_ref());
        if open.is_some_and(|editing| editing.message == id) {
            self.focus_composer();
        } else {
            self.await_source(Awaited::Edit(id), id);
        }
    }

    /// Changes one's newest message in the conversation that is written to.
    pub(super) fn edit_last_message(&mut self) {
        let app = &mut *self.app;
        let (Some(organization), Some(composer)) =
            (app.organization.as_deref(), app.composer.as_deref())
        else {
            return;
        };
        let place = composer.to.conversation(organization).ok();
        let list = app.views.current_list();
        let mut shown = list.into_iter().flat_map(|list| list.shown().iter().rev());
        let own = shown.find(|id| {
            organization.message(**id).is_some_and(|message| {
                message.sender_id == organization.me()
                    && place.as_ref().is_none_or(|p| *p == message.conversation)
            })
        });
        match own.copied() {
            Some(id) => self.edit(id),
            None => self.notice("There is no message of yours here that could be edited."),
        }
    }

    /// The Markdown of a message came that is to be changed. What was written on it and not
    /// saved is there again.
    pub(super) fn begin_edit(&mut self, message: MessageId, source: String) {
        let Some(organization) = self.app.organization.as_deref() else {
            return;
        };
        let Some(place) = organization
            .message(message)
            .map(|m| m.conversation.clone())
        else {
            self.complain("The message is gone.");
            return;
        };
        let to = Recipient::of(organization, &place);
        let key = self.app.desk.edits.get(&message).cloned();
        let kept = key
            .as_ref()
            .and_then(|key| self.app.desk.draft(key))
            .cloned();
        let buffer = match &kept {
            Some(draft) => Buffer::at(&draft.text, draft.cursor),
            None => Buffer::new(&source),
        };
        let key = match &kept {
            Some(draft) => draft.key.clone(),
            None => DraftKey::New(self.app.desk.new_number(self.app.now)),
        };
        self.app.desk.edits.insert(message, key.clone());
        let mut composer = Composer::new(to, buffer, Part::Text, key);
        composer.editing = Some(Editing {
            message,
            source,
            saving: None,
            conflict: false,
        });
        self.begin(composer, kept);
    }

    /// Saves what was changed.
    pub(super) fn save_edit(&mut self) {
        let Some(composer) = self.app.composer.as_deref() else {
            return;
        };
        let Some(editing) = &composer.editing else {
            return;
        };
        if editing.saving.is_some() {
            self.notice("It is being saved.");
            return;
        }
        if composer.buffer.is_blank() {
            self.complain("A message can't be made empty here: delete it instead.");
            return;
        }
        let text = composer.buffer.text().trim_end().to_owned();
        if text == editing.source.trim_end() {
            self.app.composer = None;
            self.notice("Nothing was changed.");
            return;
        }
        let query = Query::Edit {
            message: editing.message,
            content: text.clone(),
            before: editing.fingerprint(),
        };
        let ask = self.inquire(query);
        if let Some(editing) = self.editing_mut() {
            editing.saving = Some((ask, text));
        }
        self.notice("Saving…");
    }

    fn editing_mut(&mut self) -> Option<&mut Editing> {
        self.app.composer.as_deref_mut()?.editing.as_mut()
    }

    /// Whether an answer is about what is being saved.
    pub(super) fn saves(&self, ask: AskId) -> bool {
        let editing = self
            .app
            .composer
            .as_deref()
            .and_then(|c| c.editing.as_ref());
        editing.is_some_and(|editing| editing.saving.as_ref().is_some_and(|(id, _)| *id == ask))
    }

    /// The server saved it, or did not.
    pub(super) fn edited(&mut self, result: Result<Vec<DetachedUpload>, ApiError>) {
        let Some(editing) = self.editing_mut() else {
            return;
        };
        let message = editing.message;
        let Some((_, saved)) = editing.saving.take() else {
            return;
        };
        match result {
            Ok(detached) => {
                self.edit_is_saved(message, &saved);
                let names: Vec<&str> = detached.iter().map(|file| &*file.name).collect();
                match names.as_slice() {
                    [] => self.notice("Saved."),
                    [one] => self.notice(&format!(
                        "Saved. No message links {one} any more; you can delete it on the web."
                    )),
                    [first, rest @ ..] => self.notice(&format!(
                        "Saved. No message links {first} and {} more files any more.",
                        rest.len()
                    )),
                }
            }
            Err(error) if error.code() == Some(&Code::ExpectationMismatch) => {
                self.await_source(Awaited::Conflict(message), message);
            }
            Err(error) => {
                let open = match &error {
                    ApiError::Network(network) => !network.unsent,
                    ApiError::Server { .. } | ApiError::Malformed { .. } => true,
                    ApiError::Zulip(_)
                    | ApiError::RateLimited { .. }
                    | ApiError::Redirect { .. }
                    | ApiError::Setup(_) => false,
                };
                let what = if open {
                    "It is not known whether this was saved; your text is still here"
                } else {
                    "It was not saved; your text is still here"
                };
                let why = crate::app::refusal::sentence(&error);
                self.complain(&format!("{what}: {why}"));
            }
        }
    }

    /// The message says what was written: the composer closes, unless more was written since.
    fn edit_is_saved(&mut self, message: MessageId, saved: &str) {
        let Some(key) = self.app.desk.edits.get(&message).cloned() else {
            return;
        };
        let Some(composer) = self.app.composer.as_deref_mut() else {
            return;
        };
        if composer.buffer.text().trim_end() == saved {
            self.app.composer = None;
            self.app.desk.edits.remove(&message);
        } else {
            composer.kept = Kept::default();
            if let Some(editing) = &mut composer.editing {
                saved.clone_into(&mut editing.source);
                editing.conflict = false;
            }
        }
        self.app.desk.drafts.remove(&key);
        self.effect(Effect::DeleteDraft(key));
    }

    /// The message said something else than was seen: here is what. Nothing is lost: the other
    /// text can be put in, and saving again replaces it.
    pub(super) fn resolve_conflict(&mut self, message: MessageId, theirs: String) {
        let Some(composer) = self.app.composer.as_deref_mut() else {
            return;
        };
        let own = composer.buffer.text().trim_end().to_owned();
        let Some(editing) = composer.editing.as_mut().filter(|e| e.message == message) else {
            return;
        };
        editing.source.clone_from(&theirs);
        editing.conflict = true;
        if theirs.trim_end() == own {
            // The first answer was lost.
            self.edit_is_saved(message, &own);
            self.notice("Saved.");
            return;
        }
        self.app.desk.kills.push(theirs, Cut::Alone);
        self.complain("Not saved: the message was changed elsewhere.");
    }
}

//! The page of the files that one uploaded. The list is asked for when the page is opened, and
//! kept live while it is known.

use super::ask::{AskId, Query};
use super::effect::Effect;
use super::layer::Question;
use super::media::MediaOrder;
use super::pages::Page;
use super::panes::Pane;
use super::picker::{Picker, Row};
use super::state::{App, Turn};
use crate::api::error::ApiError;
use crate::api::event::{AttachmentEvent, Event};
use crate::api::ids::{AttachmentId, MessageId};
use crate::api::realm::Attachment;
use crate::api::routes::attachments::Attachments;
use crate::text::SafeText;

/// The page.
#[derive(Debug, Default)]
pub struct AttachmentsState {
    /// The selection.
    pub picker: Picker<AttachmentId>,
    /// The files, the newest first; `None` before they came.
    pub files: Option<Vec<Attachment>>,
    /// Why there are none, in a sentence.
    pub trouble: Option<String>,
    /// The question that is on its way.
    pub(super) asked: Option<AskId>,
    /// The file that is being removed.
    pub(super) removing: Option<(AskId, AttachmentId)>,
    /// The file and the message of it that was shown last: another key shows the next.
    shown: Option<(AttachmentId, MessageId)>,
}

impl Row<AttachmentId> for Attachment {
    fn key(&self) -> Option<&AttachmentId> {
        Some(&self.id)
    }
}

impl AttachmentsState {
    /// What an event changes of the list. Whether anything.
    pub(super) fn note(&mut self, event: &Event) -> bool {
        let (Event::Attachment(event), Some(files)) = (event, &mut self.files) else {
            return false;
        };
        match event {
            AttachmentEvent::Add(new) | AttachmentEvent::Update(new) => {
                match files.iter_mut().find(|file| file.id == new.id) {
                    Some(file) => *file = new.clone(),
                    None => files.push(new.clone()),
                }
                sort(files);
            }
            AttachmentEvent::Remove(id) => files.retain(|file| file.id != *id),
        }
        true
    }

    /// Events may have been missed: the list is asked for again.
    pub(super) fn forget(&mut self) {
        self.asked = None;
        self.trouble = None;
        self.files = None;
    }
}

fn sort(files: &mut [Attachment]) {
    files.sort_by_key(|file| std::cmp::Reverse((file.uploaded(), file.id)));
}

impl App {
    /// The selected file.
    #[must_use]
    pub fn selected_attachment(&self) -> Option<&Attachment> {
        let id = self.attachments.picker.selected?;
        self.attachments
            .files
            .as_ref()?
            .iter()
            .find(|file| file.id == id)
    }

    /// Whether the selected file is in a message.
    #[must_use]
    pub fn attachment_has_message(&self) -> bool {
        self.selected_attachment()
            .is_some_and(|file| !file.messages_with_it().is_empty())
    }

    pub(super) fn show_attachments(&mut self) {
        let height = usize::from(self.geometry().body(Pane::Messages).height);
        let files = self.attachments.files.as_deref().unwrap_or_default();
        self.attachments.picker.sync(files, height);
    }

    fn attachment_url(&self) -> Option<(url::Url, SafeText<'static>, bool)> {
        let file = self.selected_attachment()?;
        let url = self.own_url()?;
        let url = url.join(&format!("/user_uploads/{}", file.path_id)).ok()?;
        let name = SafeText::line(file.name.to_string());
        let ending = file
            .name
            .rsplit_once('.')
            .map(|(_, ending)| ending.to_lowercase());
        let picture = ending.is_some_and(|ending| {
            matches!(
                &*ending,
                "png" | "jpg" | "jpeg" | "gif" | "webp" | "bmp" | "tiff"
            )
        });
        Some((url, name, picture))
    }
}

impl Turn<'_> {
    /// The list, as long as the page is on the screen and it is not known.
    pub(super) fn ask_for_attachments(&mut self) {
        let state = &self.app.attachments;
        if self.app.views.page() != Some(Page::Files)
            || self.app.organization.is_none()
            || state.asked.is_some()
            || state.files.is_some()
            || state.trouble.is_some()
        {
            return;
        }
        let asked = self.inquire(Query::Attachments);
        self.app.attachments.asked = Some(asked);
    }

    /// The list came, or not.
    pub(super) fn attachments_came(&mut self, result: Result<Attachments, ApiError>) {
        let state = &mut self.app.attachments;
        state.asked = None;
        match result {
            Ok(found) => {
                let mut files = found.attachments;
                sort(&mut files);
                state.files = Some(files);
                state.trouble = None;
            }
            Err(error) => state.trouble = Some(format!("The files could not be listed: {error}.")),
        }
        self.app.stale.places = true;
    }

    /// Shows a message that the selected file is in: the newest, then the ones before.
    pub fn show_attachment_message(&mut self) {
        let Some(file) = self.app.selected_attachment() else {
            return;
        };
        let (id, mut messages) = (file.id, file.messages_with_it());
        messages.sort_unstable();
        let before = match self.app.attachments.shown {
            Some((of, message)) if of == id => messages.iter().rev().find(|m| **m < message),
            Some(_) | None => None,
        };
        match before.or(messages.last()).copied() {
            Some(message) => {
                self.app.attachments.shown = Some((id, message));
                self.show_message(message);
            }
            None => self.notice("This file is in no message."),
        }
    }

    /// Opens the selected file with the system's program for it.
    pub fn open_attachment(&mut self) {
        if let Some((url, name, picture)) = self.app.attachment_url() {
            self.notice(&format!("Opening {name}…"));
            self.effect(Effect::Media(MediaOrder::Open { url, name, picture }));
        }
    }

    /// Saves the selected file into the folder for downloads.
    pub fn save_attachment(&mut self) {
        if let Some((url, name, _)) = self.app.attachment_url() {
            self.save_file(url, name);
        }
    }

    /// Copies the address of the selected file.
    pub fn copy_attachment_link(&mut self) {
        if let Some((url, _, _)) = self.app.attachment_url() {
            self.copy(url.to_string(), "the link");
        }
    }

    /// Asks whether the selected file shall be deleted.
    pub fn ask_to_remove_attachment(&mut self) {
        let Some(file) = self.app.selected_attachment() else {
            return;
        };
        let question = Question::RemoveAttachment {
            id: file.id,
            name: SafeText::line(file.name.to_string()),
            messages: file.messages_with_it().len(),
        };
        self.ask(question);
    }

    /// Deletes a file.
    pub(super) fn remove_attachment(&mut self, id: AttachmentId) {
        let asked = self.inquire(Query::RemoveAttachment(id));
        self.app.attachments.removing = Some((asked, id));
    }

    /// A file is deleted, or not.
    pub(super) fn attachment_removed(&mut self, result: Result<(), ApiError>) {
        let Some((_, id)) = self.app.attachments.removing.take() else {
            return;
        };
        match result {
            Ok(()) => {
                if let Some(files) = &mut self.app.attachments.files {
                    files.retain(|file| file.id != id);
                }
                self.notice("The file is deleted.");
            }
            Err(error) => self.complain(&format!("The file was not deleted: {error}.")),
        }
        self.app.stale.places = true;
    }
}

//! What becomes of a file that goes up: its link in the text, or nothing in its place.

use super::{Attaching, FileNews, UploadId, Uploading, placeholder};
use crate::api::client::uploads::{UploadError, Uploaded};
use crate::app::composer::kills::Cut;
use crate::app::effect::Effect;
use crate::app::layer::Question;
use crate::app::refusal;
use crate::app::state::{App, Turn};
use crate::archive::{Draft, DraftKey};

use super::FileOrder;

/// Where a placeholder stands.
enum Stands {
    /// In what is being written.
    Composer,
    /// In a draft.
    Draft(DraftKey),
}

impl Attaching {
    fn take(&mut self, id: UploadId) -> Option<Uploading> {
        let at = self.uploads.iter().position(|up| up.id == id)?;
        Some(self.uploads.remove(at))
    }
}

impl App {
    fn place_of(&self, placeholder: &str) -> Option<Stands> {
        let composer = self.composer.as_deref();
        if composer.is_some_and(|composer| composer.buffer.text().contains(placeholder)) {
            return Some(Stands::Composer);
        }
        // What is being written counts, and not what was last kept of it.
        let open = composer.map(|composer| &composer.draft);
        let drafts = self.desk.drafts();
        let mut drafts = drafts.iter().filter(|draft| Some(&draft.key) != open);
        let draft = drafts.find(|draft| draft.text.contains(placeholder))?;
        Some(Stands::Draft(draft.key.clone()))
    }

    /// The files of the text being written that did not go up, and will not: the program that
    /// sent them ended before.
    #[must_use]
    pub fn interrupted_uploads(&self) -> Vec<&str> {
        let Some(composer) = self.composer.as_deref() else {
            return Vec::new();
        };
        let text = composer.buffer.text();
        placeholder::all(text)
            .filter(|(range, _)| self.attaching.of(&text[range.clone()]).is_none())
            .map(|(_, name)| name)
            .collect()
    }

    /// The first file of the text being written that is still on its way up.
    #[must_use]
    pub fn awaited_upload(&self) -> Option<&Uploading> {
        let text = self.composer.as_deref()?.buffer.text();
        placeholder::all(text).find_map(|(range, _)| self.attaching.of(&text[range]))
    }

    /// The upload that is cancelled first: that of the row of the cursor, else the last begun
    /// for this text, else the last begun.
    #[must_use]
    pub fn cancelled_first(&self) -> Option<&Uploading> {
        let composer = self.composer.as_deref()?;
        let (text, at) = (composer.buffer.text(), composer.buffer.cursor());
        let own = || {
            placeholder::all(text)
                .filter_map(|(range, _)| Some((range.clone(), self.attaching.of(&text[range])?)))
        };
        own()
            .find(|(range, _)| range.start <= at && at <= range.end)
            .map(|(_, up)| up)
            .or_else(|| own().map(|(_, up)| up).max_by_key(|up| up.id))
            .or_else(|| self.attaching.uploads.last())
    }
}

impl Turn<'_> {
    /// What the session tells about files.
    pub(in crate::app) fn file_news(&mut self, news: FileNews) {
        match news {
            FileNews::Listed { folder, result } => self.files_listed(&folder, result),
            FileNews::Looked { number, result } => self.files_looked(number, result),
            FileNews::Progress { id, sent } => {
                let mut uploads = self.app.attaching.uploads.iter_mut();
                if let Some(up) = uploads.find(|up| up.id == id) {
                    // Sent again after a break, it may be less than it was.
                    up.sent = sent;
                }
            }
            FileNews::Sent { id, result } => self.file_sent(id, result),
        }
    }

    fn file_sent(&mut self, id: UploadId, result: Result<Uploaded, UploadError>) {
        let Some(up) = self.app.attaching.take(id) else {
            return;
        };
        let name = placeholder::shown(&up.file.name);
        match result {
            Ok(uploaded) => self.file_is_there(&up, &name, &uploaded),
            Err(error) => {
                self.replace_placeholder(&up.placeholder, None);
                self.keep_path(&up.file);
                let why = refusal::of_file(&error);
                let again = self.app.keymap.key_of("attach");
                self.complain(&format!(
                    "{name} was not attached. {why} {again} has its path again."
                ));
            }
        }
    }

    fn file_is_there(&mut self, up: &Uploading, name: &str, uploaded: &Uploaded) {
        let level = self.app.organization.as_deref();
        let Some(level) = level.map(|organization| organization.realm().feature_level) else {
            return;
        };
        let called = uploaded.filename.as_deref().unwrap_or(&up.file.name);
        let link = placeholder::link(called, &uploaded.url, level);
        match self.replace_placeholder(&up.placeholder, Some(&link)) {
            Some(Stands::Composer) => self.notice(&format!("{name} is attached.")),
            Some(Stands::Draft(_)) => {
                self.notice(&format!("{name} is attached to the draft that it was for."));
            }
            None => {
                self.app.desk.kills.push(link, Cut::Alone);
                let key = self.app.keymap.key_of("yank");
                self.notice(&format!(
                    "{name} is there, but its place in the text is gone; {key} puts its link in."
                ));
            }
        }
    }

    /// Puts a link where a placeholder stands, or nothing. Gives where that was.
    fn replace_placeholder(&mut self, placeholder: &str, link: Option<&str>) -> Option<Stands> {
        let place = self.app.place_of(placeholder)?;
        match &place {
            Stands::Composer => {
                if let Some(composer) = self.app.composer.as_deref_mut() {
                    let buffer = &mut composer.buffer;
                    buffer.rewrite(placeholder, link);
                }
                self.text_changed();
                self.keep_draft_now();
            }
            Stands::Draft(key) => {
                if let Some(draft) = self.app.desk.draft(key).cloned() {
                    let draft = in_draft(draft, placeholder, link, self.app.now.0);
                    self.put_draft(draft);
                }
            }
        }
        Some(place)
    }

    /// Stops an upload: the one at the cursor, else the one begun last.
    pub fn cancel_upload(&mut self) {
        let Some(id) = self.app.cancelled_first().map(|up| up.id) else {
            return self.notice("No file is on its way.");
        };
        let Some(up) = self.app.attaching.take(id) else {
            return;
        };
        self.effect(Effect::Files(FileOrder::Cancel(id)));
        self.replace_placeholder(&up.placeholder, None);
        let name = placeholder::shown(&up.file.name);
        self.notice(&format!("{name} is not attached."));
    }

    /// Whether files of the text stand against sending it, which is said then. What was
    /// interrupted may be left out: that is asked where `may_ask`.
    pub(in crate::app) fn awaits_files(&mut self, may_ask: bool) -> bool {
        if let Some(up) = self.app.awaited_upload() {
            let name = placeholder::shown(&up.file.name);
            let key = self.app.keymap.key_of("cancel-upload");
            self.complain(&format!(
                "{name} is still on its way up. Send when it is there, or cancel it by {key}."
            ));
            return true;
        }
        let names: Vec<String> = self
            .app
            .interrupted_uploads()
            .into_iter()
            .map(str::to_owned)
            .collect();
        match names.as_slice() {
            [] => return false,
            _ if may_ask => self.ask(Question::SendWithout(names)),
            [first, ..] => self.complain(&format!(
                "{first} never went up: attach it again, or take its line out."
            )),
        }
        true
    }

    /// The message goes without the files that never went up.
    pub(in crate::app) fn send_without_files(&mut self) {
        if let Some(composer) = self.app.composer.as_deref_mut() {
            let text = composer.buffer.text();
            let parts: Vec<_> = placeholder::all(text).map(|(range, _)| range).collect();
            let left = placeholder::without(text, &parts);
            composer.buffer.replace(0..text.len(), &left);
            self.text_changed();
        }
        self.send_message();
    }
}

/// The draft with a link in place of a placeholder, the cursor where it was in its words.
fn in_draft(mut draft: Draft, placeholder: &str, link: Option<&str>, now_ms: i64) -> Draft {
    let Some(start) = draft.text.find(placeholder) else {
        return draft;
    };
    let part = start..start + placeholder.len();
    let part = match link {
        Some(_) => part,
        None => placeholder::around(&draft.text, part),
    };
    let link = link.unwrap_or_default();
    if draft.cursor >= part.end {
        draft.cursor = draft.cursor - part.len() + link.len();
    } else if draft.cursor > part.start {
        draft.cursor = part.start + link.len();
    }
    draft.text.replace_range(part, link);
    draft.updated_ms = now_ms;
    draft
}

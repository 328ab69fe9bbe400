//! From a path to a file on its way up.

use super::{Bytes, FileHere, FileOrder, LookingFor, UploadId, Uploading, paths, placeholder};
use crate::app::effect::Effect;
use crate::app::form::Subject;
use crate::app::layer::{Layer, Question};
use crate::app::state::{App, Turn};
use crate::text::size;

/// Mebibytes, in bytes.
const MIB: u64 = 1 << 20;

impl App {
    /// Why no file can go with a message here.
    #[must_use]
    pub fn why_no_files(&self) -> Option<String> {
        let Some(organization) = self.organization.as_deref() else {
            return Some("There is no connection yet.".to_owned());
        };
        let most = organization.realm().limits.max_file_upload_size_mib;
        (most == 0).then(|| "This organization takes no files.".to_owned())
    }

    /// Why these files can't go with a message, as far as that is known before they are sent.
    fn why_not_these(&self, files: &[FileHere]) -> Option<String> {
        if let Some(why) = self.why_no_files() {
            return Some(why);
        }
        let limits = &self.organization.as_deref()?.realm().limits;
        let most = limits.max_file_upload_size_mib;
        let large = files.iter().find(|file| file.length > most * MIB)?;
        Some(format!(
            "{} has {}; this organization takes files of {most} MiB at most.",
            placeholder::shown(&large.name),
            size(large.length)
        ))
    }
}

impl Turn<'_> {
    /// Asks what is there of these paths.
    pub(super) fn look_at_files(&mut self, ways: Vec<Vec<String>>, what: LookingFor) {
        let number = self.new_look(what);
        self.effect(Effect::Files(FileOrder::Look { number, ways }));
    }

    fn new_look(&mut self, what: LookingFor) -> u64 {
        let attaching = &mut self.app.attaching;
        attaching.looked += 1;
        attaching.looking = Some((attaching.looked, what));
        attaching.looked
    }

    /// Text was pasted into the composer: where it may be files that were dropped, they are
    /// looked for.
    pub(in crate::app) fn look_at_paste(&mut self, text: &str) {
        if self.app.why_no_files().is_some() {
            return;
        }
        let ways = paths::dropped(text);
        if !ways.is_empty() {
            self.look_at_files(ways, LookingFor::Pasted(text.to_owned()));
        }
    }

    /// Attaches the picture on the clipboard. Where it is not `wanted` by a command, nothing is
    /// said where there is none.
    pub fn attach_picture(&mut self, wanted: bool) {
        self.unprefix_text();
        if let Some(why) = self.app.why_no_files() {
            if wanted {
                self.complain(&why);
            }
            return;
        }
        match self.app.machine.picture.clone() {
            Some(command) => {
                let number = self.new_look(LookingFor::Picture(wanted));
                self.effect(Effect::Files(FileOrder::Clipboard { number, command }));
            }
            None if wanted => self.complain(
                "Nothing here reads pictures off the clipboard: wl-paste, xclip or pngpaste does, \
                 or `paste` under `[commands]` in config.toml.",
            ),
            None => {}
        }
    }

    /// The files that were looked for are there, or are not.
    pub(super) fn files_looked(&mut self, number: u64, result: Result<Vec<FileHere>, String>) {
        let looking = &mut self.app.attaching.looking;
        let Some((_, what)) = looking.take_if(|(asked, _)| *asked == number) else {
            return;
        };
        let result = result.and_then(|files| match self.app.why_not_these(&files) {
            None => Ok(files),
            Some(why) => Err(why),
        });
        match (what, result) {
            (LookingFor::Prompt, Ok(files)) => {
                let is_asked = |layer: &Layer| matches!(layer, Layer::Form(form) if form.subject == Subject::Attach);
                if self.app.layers.last().is_some_and(is_asked) {
                    self.close();
                    self.attach(files);
                }
            }
            (LookingFor::Prompt, Err(why)) => self.files_are_wrong(why),
            // Words that look like a path are no mistake.
            (LookingFor::Pasted(_), Err(_)) => {}
            (LookingFor::Pasted(text), Ok(files)) => {
                if self.app.writing().is_some() {
                    self.ask(Question::AttachPasted { files, text });
                }
            }
            (LookingFor::Picture(_), Ok(files)) => {
                if self.app.writing().is_some() {
                    self.attach(files);
                }
            }
            (LookingFor::Picture(true), Err(why)) => self.complain(&why),
            (LookingFor::Picture(false), Err(_)) => {}
        }
    }

    /// What was pasted was meant as files: they go in its place.
    pub(in crate::app) fn attach_pasted(&mut self, files: Vec<FileHere>, text: &str) {
        let text = crate::app::composer::buffer::clean(text);
        if let Some(composer) = self.app.composer.as_deref_mut() {
            let buffer = &mut composer.buffer;
            let before = &buffer.text()[..buffer.cursor()];
            let found = before.rfind(&text).or_else(|| buffer.text().find(&text));
            if let Some(start) = found {
                buffer.cut(start..start + text.len());
            }
        }
        self.attach(files);
    }

    /// Sends files up; placeholders stand in the text for them.
    pub(super) fn attach(&mut self, files: Vec<FileHere>) {
        let Some(composer) = self.app.composer.as_deref() else {
            return;
        };
        let text = composer.buffer.text().to_owned();
        let cursor = composer.buffer.cursor();
        let at = composer.buffer.selection().unwrap_or(cursor..cursor);
        let mut lines = Vec::new();
        for file in files {
            let attaching = &mut self.app.attaching;
            attaching.begun += 1;
            let id = UploadId(attaching.begun);
            let placeholder = placeholder::of(&file.name, |taken| {
                attaching.of(taken).is_some() || text.contains(taken)
            });
            lines.push(placeholder.clone());
            attaching.uploads.push(Uploading {
                id,
                placeholder,
                file: file.clone(),
                sent: 0,
            });
            self.effect(Effect::Files(FileOrder::Send { id, file }));
        }
        // Each on a line of its own, and one goes on below.
        let begins = text[..at.start].is_empty() || text[..at.start].ends_with('\n');
        let before = if begins { "" } else { "\n" };
        let behind = if text[at.end..].starts_with('\n') {
            ""
        } else {
            "\n"
        };
        self.put_in(&format!("{before}{}{behind}", lines.join("\n")));
        // A killed program knows of it.
        self.keep_draft_now();
    }

    /// The path of a file that did not go up is there again in the prompt.
    pub(super) fn keep_path(&mut self, file: &FileHere) {
        use crate::app::form::{Field, FieldName, Form};
        if let Bytes::Disk(path) = &file.bytes {
            let path = paths::quoted(&path.to_string_lossy());
            let field = Field::line(FieldName::File, &path, "");
            self.app.kept_form = Some(Form::new(Subject::Attach, vec![field]));
        }
    }
}

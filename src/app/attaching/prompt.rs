//! Asking for files by their paths: one line, several paths with spaces between as in a shell,
//! completed from what is in the folder that is being typed.

use std::ops::Range;

use super::paths::{self, path_of, quoted};
use super::{Entry, FileOrder, LookingFor};
use crate::app::effect::Effect;
use crate::app::form::{Field, FieldName, Form, Subject, Suggestion, Value};
use crate::app::layer::Layer;
use crate::app::line_edit::LineEdit;
use crate::app::state::{App, Turn};
use crate::text::size;

/// What a folder has, as it was told last.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Listing {
    /// The folder that was asked for; none before the first.
    folder: Option<String>,
    /// What is in it; none before the answer.
    entries: Option<Result<Vec<Entry>, String>>,
    /// The path that is to be completed once it is known what is in the folder.
    wanted: Option<String>,
}

/// The path that is being typed, and where it stands in its line.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Typed {
    path: String,
    range: Range<usize>,
}

impl Typed {
    fn of(line: &LineEdit) -> Self {
        let before = &line.text()[..line.at()];
        let last = paths::words(before).pop();
        match last.filter(|word| word.range.end == before.len()) {
            Some(word) => Self {
                path: path_of(&word.value),
                range: word.range,
            },
            None => Self {
                path: String::new(),
                range: before.len()..before.len(),
            },
        }
    }

    fn folder(&self) -> &str {
        match &*self.path {
            "~" => "~/",
            path => paths::split(path).0,
        }
    }

    fn name(&self) -> &str {
        match &*self.path {
            "~" => "",
            path => paths::split(path).1,
        }
    }

    /// The line with this name in place of what is typed of it.
    fn filled(&self, line: &LineEdit, name: &str) -> LineEdit {
        let path = quoted(&format!("{}{name}", self.folder()));
        let (before, behind) = (
            &line.text()[..self.range.start],
            &line.text()[self.range.end..],
        );
        let mut filled = LineEdit::new(&format!("{before}{path}"));
        let behind = LineEdit::new(behind);
        if !behind.text().is_empty() {
            let at = filled.text().len();
            filled.insert(behind.text());
            while filled.at() > at {
                filled.left();
            }
        }
        filled
    }
}

/// The entries that a typed name may mean: those that begin like it first. What is hidden is
/// named by its dot alone.
fn meant<'a>(entries: &'a [Entry], name: &str) -> Vec<&'a Entry> {
    let wanted = name.to_lowercase();
    let shown = |entry: &&Entry| name.starts_with('.') || !entry.name.starts_with('.');
    let (mut begin, mut inside) = (Vec::new(), Vec::new());
    for entry in entries.iter().filter(shown) {
        let found = entry.name.to_lowercase();
        if found.starts_with(&wanted) {
            begin.push(entry);
        } else if found.contains(&wanted) {
            inside.push(entry);
        }
    }
    begin.append(&mut inside);
    begin
}

fn filled_name(entry: &Entry) -> String {
    let slash = if entry.folder { "/" } else { "" };
    format!("{}{slash}", entry.name)
}

/// What all of these begin with.
fn common<'a>(names: &[&'a str]) -> &'a str {
    let Some((first, rest)) = names.split_first() else {
        return "";
    };
    let same = |name: &&str| {
        let pairs = first.char_indices().zip(name.chars());
        let mut end = 0;
        for ((at, one), other) in pairs {
            if one != other {
                break;
            }
            end = at + one.len_utf8();
        }
        end
    };
    let end = rest.iter().map(same).min().unwrap_or(first.len());
    &first[..end]
}

impl App {
    /// What the prompt's path may become.
    #[must_use]
    pub(in crate::app) fn suggested_files(&self, form: &Form) -> Vec<Suggestion> {
        let Some(Value::Line { line, .. }) = form.field().map(|field| &field.value) else {
            return Vec::new();
        };
        let typed = Typed::of(line);
        let listing = &self.attaching.listing;
        let entries = match (&listing.folder, &listing.entries) {
            (Some(folder), Some(Ok(entries))) if folder == typed.folder() => entries,
            (Some(folder), Some(Err(why))) if folder == typed.folder() => {
                return vec![Suggestion {
                    text: String::new(),
                    more: why.clone(),
                }];
            }
            (None | Some(_), None | Some(_)) => return Vec::new(),
        };
        let suggestion = |entry: &Entry| Suggestion {
            text: filled_name(entry),
            more: if entry.folder {
                String::new()
            } else {
                size(entry.length)
            },
        };
        meant(entries, typed.name())
            .into_iter()
            .map(suggestion)
            .collect()
    }

    /// Whether the prompt for files is open.
    #[must_use]
    pub(in crate::app) fn asks_for_files(&self) -> bool {
        self.asked_files().is_some()
    }

    fn asked_files(&self) -> Option<(&Form, &LineEdit)> {
        let form = self.form().filter(|form| form.subject == Subject::Attach)?;
        match &form.field()?.value {
            Value::Line { line, .. } => Some((form, line)),
            Value::Choice { .. } | Value::Fixed { .. } => None,
        }
    }
}

impl Turn<'_> {
    /// Asks which files are to go with the message.
    pub fn ask_for_files(&mut self) {
        self.unprefix_text();
        if let Some(why) = self.app.why_no_files() {
            return self.complain(&why);
        }
        self.app.attaching.listing = Listing::default();
        let example = "~/pictures/kiln.png; several with spaces between";
        let field = Field::line(FieldName::File, "", example);
        self.open_form(Form::new(Subject::Attach, vec![field]));
    }

    /// After everything: the folder that is being typed is looked into.
    pub(in crate::app) fn list_files(&mut self) {
        let Some((_, line)) = self.app.asked_files() else {
            return;
        };
        let folder = Typed::of(line).folder().to_owned();
        let listing = &mut self.app.attaching.listing;
        if listing.folder.as_ref() != Some(&folder) {
            listing.folder = Some(folder.clone());
            listing.entries = None;
            self.effect(Effect::Files(FileOrder::List { folder }));
        }
    }

    /// A folder was looked into.
    pub(super) fn files_listed(&mut self, folder: &str, result: Result<Vec<Entry>, String>) {
        let listing = &mut self.app.attaching.listing;
        if listing.folder.as_deref() == Some(folder) {
            listing.entries = Some(result);
            let wanted = listing.wanted.take();
            let typed = self.app.asked_files().map(|(_, line)| Typed::of(line).path);
            if wanted.is_some() && wanted == typed {
                self.complete_file();
            }
        }
    }

    /// Takes this name for the one that is being typed.
    pub(in crate::app) fn fill_file(&mut self, name: &str) {
        let Some((_, line)) = self.app.asked_files() else {
            return;
        };
        let filled = Typed::of(line).filled(line, name);
        if let Some(line) = self.typing_line() {
            *line = filled;
        }
        self.form_changed();
    }

    /// Tab: completes as far as there is only one way; else chooses among the ways. Whether files
    /// are asked for.
    pub(in crate::app) fn complete_file(&mut self) -> bool {
        let Some((form, line)) = self.app.asked_files() else {
            return false;
        };
        let typed = Typed::of(line);
        if self.app.attaching.listing.entries.is_none() {
            // Who types quickly is quicker than the disk.
            self.app.attaching.listing.wanted = Some(typed.path);
            return true;
        }
        let suggestions = self.app.suggested_files(form);
        let names: Vec<&str> = suggestions.iter().map(|s| &*s.text).collect();
        let begin = |name: &&str| name.starts_with(typed.name());
        let chosen = form.suggested.and_then(|at| names.get(at));
        let further = common(&names.iter().copied().filter(begin).collect::<Vec<_>>()).to_owned();
        match (chosen, names.as_slice()) {
            (Some(name), _) | (None, [name]) if !name.is_empty() => {
                let name = (*name).to_owned();
                self.fill_file(&name);
            }
            (None, _) if further.len() > typed.name().len() => self.fill_file(&further),
            (Some(_) | None, _) => self.step_form(true),
        }
        true
    }

    /// Enter: looks whether these are files, and takes them; a name that is not whole yet is
    /// completed.
    pub(in crate::app) fn submit_files(&mut self) {
        let Some((form, line)) = self.app.asked_files() else {
            return;
        };
        let typed = Typed::of(line);
        let suggestions = self.app.suggested_files(form);
        if let [only] = suggestions.as_slice()
            && !only.text.is_empty()
            && !typed.name().is_empty()
            && only.text != typed.name()
        {
            let name = only.text.clone();
            return self.fill_file(&name);
        }
        let words = paths::words(line.text());
        let paths: Vec<String> = words.iter().map(|word| path_of(&word.value)).collect();
        if paths.is_empty() {
            return self.files_are_wrong("Which file? Its path is missing.".to_owned());
        }
        self.look_at_files(vec![paths], LookingFor::Prompt);
    }

    /// Why the files can't be taken is said in the prompt.
    pub(super) fn files_are_wrong(&mut self, why: String) {
        if let Some(Layer::Form(form)) = self.app.layers.last_mut()
            && form.subject == Subject::Attach
        {
            form.wrong = Some(why);
        }
    }
}

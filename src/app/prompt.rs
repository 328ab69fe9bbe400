//! A prompt: one line of text that is asked for, and what it is for.

use crate::api::ids::{MessageId, ScheduledMessageId, SnippetId};
use crate::api::time::UnixSeconds;

use super::layer::Layer;
use super::line_edit::LineEdit;
use super::settings::own::OptionId;
use super::state::Turn;

/// One line of text that is asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Prompt {
    /// What it is for.
    pub purpose: Purpose,
    /// What is typed so far.
    pub line: LineEdit,
}

/// What a line of text is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// Another option of a poll.
    AddOption(MessageId),
    /// The question of a poll.
    EditQuestion(MessageId),
    /// Another task of a to-do list.
    AddTask(MessageId),
    /// The title of a to-do list.
    EditTitle(MessageId),
    /// When the message that is being written shall be sent.
    ScheduleAt,
    /// When a scheduled message shall be sent instead.
    RescheduleAt(ScheduledMessageId),
    /// When to be reminded of a message.
    RemindAt(MessageId),
    /// What the reminder shall say besides.
    RemindNote(MessageId, UnixSeconds),
    /// What a new snippet is called.
    SnippetTitle,
    /// What a snippet is called instead.
    RenameSnippet(SnippetId),
    /// The name of a search that is to be saved.
    NameSearch,
    /// A new alert word.
    AlertWord,
    /// What an option of lazuli's own shall be.
    Option(OptionId),
}

impl Purpose {
    /// What the prompt is called.
    #[must_use]
    pub fn title(self) -> &'static str {
        match self {
            Self::AddOption(_) => "Add an option",
            Self::EditQuestion(_) => "Edit the question",
            Self::AddTask(_) => "Add a task",
            Self::EditTitle(_) => "Rename the list",
            Self::ScheduleAt => "Send it when?",
            Self::RescheduleAt(_) => "Send it when instead?",
            Self::RemindAt(_) => "Be reminded when?",
            Self::RemindNote(..) => "What shall the reminder say? Enter leaves it out",
            Self::SnippetTitle => "Save it as a snippet called",
            Self::RenameSnippet(_) => "Call the snippet",
            Self::NameSearch => "Save this search as",
            Self::AlertWord => "Be told of messages with",
            Self::Option(id) => id.option().map_or("", |option| &option.title),
        }
    }

    /// What an empty line asks for.
    #[must_use]
    pub fn placeholder(self) -> &'static str {
        match self {
            Self::AddOption(_) => "an option to vote for",
            Self::EditQuestion(_) => "the question",
            Self::AddTask(_) => "task: more about it",
            Self::EditTitle(_) => "the title",
            Self::ScheduleAt | Self::RescheduleAt(_) | Self::RemindAt(_) => {
                "tomorrow 9am · in 2 hours · friday 14:00 · 2026-12-01 09:00"
            }
            Self::RemindNote(..) => "a note to yourself",
            Self::SnippetTitle | Self::RenameSnippet(_) => "its title",
            Self::NameSearch => "a name for it",
            Self::AlertWord => "a word or a phrase",
            Self::Option(id) => id.option().map_or("", |option| &option.takes),
        }
    }
}

impl Turn<'_> {
    /// Asks for a line of text. Words that were typed for the same and not sent are there
    /// again; else it starts with `text`.
    pub fn prompt(&mut self, purpose: Purpose, text: &str) {
        let kept = self
            .app
            .unsent
            .take_if(|(for_what, _)| for_what.is_for_the_same(purpose));
        let text = kept.map_or_else(|| text.to_owned(), |(_, text)| text);
        self.push(Layer::Prompt(Prompt {
            purpose,
            line: LineEdit::new(&text),
        }));
    }

    /// The line that is being typed, if one is.
    pub(super) fn typing_line(&mut self) -> Option<&mut LineEdit> {
        if self.app.layers.is_empty() {
            if let Some(login) = self.app.login.as_deref_mut() {
                return login.line_mut();
            }
            let finding = self.app.finding.as_deref_mut();
            return finding
                .filter(|finding| finding.typing)
                .map(|finding| &mut finding.line);
        }
        match self.app.layers.last_mut()? {
            Layer::Prompt(prompt) => Some(&mut prompt.line),
            Layer::Emoji(picker) => Some(&mut picker.line),
            Layer::Form(form) => form.line_mut(),
            Layer::Search(search) => Some(&mut search.line),
            Layer::Jump(jump) => Some(&mut jump.line),
            Layer::Help { .. }
            | Layer::Question(_)
            | Layer::Hints(_)
            | Layer::Copy
            | Layer::Sheet(_)
            | Layer::Channel(_)
            | Layer::Widget(_)
            | Layer::Shelf(_)
            | Layer::Accounts(_)
            | Layer::Tour(_)
            | Layer::Choices(_)
            | Layer::Viewer(_) => None,
        }
    }

    /// Edits the line that is being typed.
    pub fn edit_line(&mut self, edit: fn(&mut LineEdit)) {
        if let Some(line) = self.typing_line() {
            edit(line);
        }
        self.form_changed();
        self.login_edited();
        self.emoji_typed();
        self.settle_search();
        self.find_typed();
    }

    /// Types or pastes text where it belongs: into a prompt, else into a filter.
    pub(super) fn type_text(&mut self, text: &str) {
        if self.app.layers.is_empty() && self.type_into_login(text) {
            return;
        }
        if self.type_into_form(text) || self.type_into_composer(text, false) {
            return;
        }
        if let Some(line) = self.typing_line() {
            line.insert(text);
            self.emoji_typed();
            self.settle_search();
            self.find_typed();
        } else if self.app.layers.is_empty() || self.app.sheet_filter().is_some() {
            self.type_into_filter(text);
        } else {
            self.filter_help(|filter| filter.extend(text.chars().filter(|c| !c.is_control())));
        }
    }

    /// Does what the line was asked for. Stays open where that is not possible.
    pub fn submit_line(&mut self) {
        let Some(Layer::Prompt(prompt)) = self.app.layers.last() else {
            return;
        };
        let (purpose, text) = (prompt.purpose, prompt.line.text().trim().to_owned());
        let done = match purpose.kept() {
            _ if text.is_empty() && !purpose.may_be_empty() => true,
            Some(kept) => self.submit_kept_line(kept, &text),
            None => self.submit_widget_line(purpose, &text),
        };
        if done {
            self.close();
        }
    }

    /// Takes the prompt away. What was typed is kept for the next time.
    pub fn cancel_line(&mut self) {
        if let Some(Layer::Prompt(prompt)) = self.app.layers.pop() {
            let text = prompt.line.text();
            if !text.trim().is_empty() {
                self.app.unsent = Some((prompt.purpose, text.to_owned()));
            }
        }
    }
}

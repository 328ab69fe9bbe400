//! Filling a form in: moving between its fields, choosing, suggestions, sending it off.

use super::{Form, MOST_SUGGESTED, Subject, Suggestion};
use crate::app::layer::Layer;
use crate::app::line_edit::LineEdit;
use crate::app::state::{App, Turn};

impl App {
    /// The form on top, if one is.
    #[must_use]
    pub fn form(&self) -> Option<&Form> {
        self.layers.last()?.form()
    }

    /// What could be filled into the field that keys go to.
    #[must_use]
    pub fn suggestions(&self, form: &Form) -> Vec<Suggestion> {
        let Some(field) = form.field() else {
            return Vec::new();
        };
        let mut all = match &form.subject {
            Subject::Move(moving) => self.suggested_places(moving, form, field.name),
            Subject::Status => self.suggested_statuses(form, field.name),
            Subject::Report(_) => Vec::new(),
            Subject::Attach => self.suggested_files(form),
            Subject::NewChannel | Subject::ChannelPermissions(_) | Subject::AddPeople(_) => {
                self.suggested_for_channels(form, field.name)
            }
            Subject::ChannelSide(_) => Self::suggested_colors(form, field.name),
            Subject::Channel(_) => Vec::new(),
            Subject::Members(subject) => self.suggested_members(subject, form, field.name),
        };
        all.truncate(MOST_SUGGESTED);
        all
    }
}

impl Turn<'_> {
    /// Shows a form; as it was filled in before, where that was not taken.
    pub(in crate::app) fn open_form(&mut self, form: Form) {
        let kept = self.app.kept_form.take();
        let form = match kept {
            Some(kept) if kept.subject == form.subject => Form {
                at: form.at,
                suggested: None,
                ..kept
            },
            Some(_) | None => form,
        };
        self.push(Layer::Form(Box::new(form)));
    }

    fn form_mut(&mut self) -> Option<&mut Form> {
        self.app.layers.last_mut()?.form_mut()
    }

    /// Something was typed: what was wrong may be right now.
    pub(in crate::app) fn form_changed(&mut self) {
        if let Some(form) = self.form_mut() {
            form.wrong = None;
            form.suggested = None;
            form.touched = true;
        }
    }

    /// The next field or the one before; a path is completed.
    pub fn go_to_field(&mut self, down: bool) {
        if down && self.complete_file() {
            return;
        }
        if let Some(form) = self.form_mut() {
            form.go(down);
        }
    }

    /// The next suggestion, where there are any; else the next field.
    pub fn step_form(&mut self, down: bool) {
        let Some(form) = self.app.form() else { return };
        let count = self.app.suggestions(form).len();
        let Some(form) = self.form_mut() else { return };
        form.suggested = match (form.suggested, down) {
            (None, true) if count > 0 => Some(0),
            (Some(at), true) if at + 1 < count => Some(at + 1),
            (Some(at), true) => Some(at.min(count.saturating_sub(1))),
            (Some(at), false) if at > 0 => Some(at - 1),
            (Some(_), false) => None,
            (None, _) => {
                form.go(down);
                None
            }
        };
    }

    /// Left or right: another option, or the cursor in a line.
    pub fn turn_form(&mut self, right: bool) {
        let Some(form) = self.form_mut() else { return };
        match form.line_mut() {
            Some(line) if right => line.right(),
            Some(line) => line.left(),
            None => {
                form.choose(right);
                form.wrong = None;
                form.touched = true;
            }
        }
    }

    /// Takes the selected suggestion; without one, does what the form is for.
    pub fn submit_form(&mut self) {
        let Some(form) = self.app.form() else { return };
        if let Some(at) = form.suggested {
            let suggestion = self.app.suggestions(form).into_iter().nth(at);
            if form.subject == Subject::Attach {
                let name = suggestion.map(|suggestion| suggestion.text);
                return self.fill_file(&name.unwrap_or_default());
            }
            if let (Some(suggestion), Some(form)) = (suggestion, self.form_mut()) {
                if let Some(line) = form.line_mut() {
                    *line = LineEdit::new(&suggestion.text);
                }
                form.wrong = None;
                form.suggested = None;
                form.touched = true;
            }
            self.suggestion_taken();
            return;
        }
        let form = form.clone();
        let done = match &form.subject {
            Subject::Move(moving) => self.submit_move(moving, &form),
            Subject::Status => self.submit_status(&form),
            Subject::Report(message) => self.submit_report(*message, &form),
            Subject::NewChannel => self.submit_new_channel(&form),
            Subject::Channel(channel) | Subject::ChannelPermissions(channel) => {
                self.submit_channel(*channel, &form)
            }
            Subject::ChannelSide(channel) => self.submit_channel_side(*channel, &form),
            Subject::AddPeople(channel) => self.submit_add_people(*channel, &form),
            // The prompt stays until the files were looked at.
            Subject::Attach => return self.submit_files(),
            Subject::Members(subject) => self.submit_members_form(subject, &form),
        };
        match done {
            Ok(()) => {
                self.close();
                // Should the server refuse, it is there again.
                self.app.sent_form = Some(form);
            }
            Err(wrong) => {
                if let Some(form) = self.form_mut() {
                    form.wrong = Some(wrong);
                }
            }
        }
    }

    /// Takes the form away. What was filled in is there again the next time.
    pub fn cancel_form(&mut self) {
        if let Some(Layer::Form(form)) = self.app.layers.pop() {
            self.app.kept_form = form.touched.then_some(*form);
        }
    }

    /// A space in a choice is another option.
    pub(in crate::app) fn type_into_form(&mut self, text: &str) -> bool {
        let Some(form) = self.form_mut() else {
            return false;
        };
        match form.line_mut() {
            Some(line) => {
                line.insert(text);
                self.form_changed();
            }
            None if text == " " => self.turn_form(true),
            None => {}
        }
        true
    }
}

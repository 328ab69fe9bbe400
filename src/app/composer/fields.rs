//! What keys do to the fields above the text, and what its commands are called at the moment.

use super::recipient::Recipient;
use super::{Composer, Last, Part};
use crate::app::line_edit::LineEdit;
use crate::app::state::{App, Turn};

impl Composer {
    /// The field that has the keys, if one has.
    pub fn field_mut(&mut self) -> Option<&mut LineEdit> {
        match (self.part, &mut self.to) {
            (Part::Channel, Recipient::Channel(field)) => Some(&mut field.name),
            (Part::Topic, Recipient::Channel(field)) => Some(&mut field.topic),
            (Part::People, Recipient::People(field)) => Some(&mut field.line),
            (Part::Text | Part::Channel | Part::Topic | Part::People, _) => None,
        }
    }
}

impl Turn<'_> {
    /// Goes to the next part of the composer, or to the one before.
    pub fn next_part(&mut self, forward: bool) {
        if self.leave_field() {
            self.step_part(forward);
        }
    }

    fn step_part(&mut self, forward: bool) {
        if let Some(composer) = self.app.composer.as_deref_mut() {
            let parts = composer.parts();
            let at = parts.iter().position(|part| *part == composer.part);
            let step = if forward { 1 } else { parts.len() - 1 };
            composer.part = parts[(at.unwrap_or(0) + step) % parts.len()];
            composer.last = Last::Other;
        }
    }

    /// Enter in a field: on to the next part.
    pub fn submit_field(&mut self) {
        self.next_part(true);
    }

    /// Looks at what a field says. Whether it makes sense, or is empty; else a sentence is
    /// said.
    fn leave_field(&mut self) -> bool {
        let app = &mut *self.app;
        let (Some(organization), Some(composer)) =
            (app.organization.as_deref(), app.composer.as_deref_mut())
        else {
            return true;
        };
        let result = match (&mut composer.to, composer.part) {
            (Recipient::Channel(field), Part::Channel) => {
                field.look_up(organization);
                if field.id.is_none() && !field.name.text().trim().is_empty() {
                    let name = field.name.text().trim().to_owned();
                    Err(format!("There is no channel “{name}” that you can see."))
                } else {
                    Ok(())
                }
            }
            (Recipient::People(field), Part::People) => field.choose(organization),
            (Recipient::Channel(_) | Recipient::People(_), _) => Ok(()),
        };
        if let Err(sentence) = &result {
            let sentence = sentence.clone();
            self.complain(&sentence);
        }
        result.is_ok()
    }

    pub(super) fn type_into_field(&mut self, text: &str) {
        let app = &mut *self.app;
        let (Some(organization), Some(composer)) =
            (app.organization.as_deref(), app.composer.as_deref_mut())
        else {
            return;
        };
        if composer.part == Part::People && text == "," {
            self.leave_field();
            return;
        }
        if let Some(line) = composer.field_mut() {
            line.insert(text);
        }
        if let Recipient::Channel(field) = &mut composer.to {
            field.look_up(organization);
        }
    }

    /// Edits the field that has the keys.
    pub fn edit_field(&mut self, edit: fn(&mut LineEdit)) {
        let app = &mut *self.app;
        let (Some(organization), Some(composer)) =
            (app.organization.as_deref(), app.composer.as_deref_mut())
        else {
            return;
        };
        if let Some(line) = composer.field_mut() {
            edit(line);
        }
        if let Recipient::Channel(field) = &mut composer.to {
            field.look_up(organization);
        }
    }

    /// Deletes before the cursor of a field; in an empty one, the person chosen last.
    pub fn field_backspace(&mut self) {
        let composer = self.app.composer.as_deref_mut();
        if let Some(composer) = composer
            && composer.part == Part::People
            && let Recipient::People(field) = &mut composer.to
            && field.line.text().is_empty()
        {
            field.chosen.pop();
            return;
        }
        self.edit_field(LineEdit::backspace);
    }
}

impl App {
    /// What the footer calls a command about writing, where that depends on the moment.
    #[must_use]
    pub fn composer_name(&self, command: &str) -> Option<&'static str> {
        match command {
            "form-next" if self.asks_for_files() => Some("complete"),
            "form-submit" if self.asks_for_files() => Some("attach"),
            "compose-enter" if self.enter_sends() && self.editing() => Some("save"),
            "compose-other" if !self.enter_sends() && self.editing() => Some("save"),
            "compose-enter" if self.enter_sends() => Some("send"),
            "compose-enter" => Some("new line"),
            "compose-other" if self.enter_sends() => Some("new line"),
            "compose-other" => Some("send"),
            "compose-close" if self.previewing() => Some("text again"),
            "compose-close" if self.editing() => Some("leave"),
            "compose-preview" if self.previewing() => Some("text again"),
            "open-or-reply" if !self.can_narrow() => Some("reply"),
            _ => None,
        }
    }

    fn editing(&self) -> bool {
        let composer = self.composer.as_deref();
        composer.is_some_and(|composer| composer.editing.is_some())
    }

    /// Whether Enter sends, as the person has set it.
    #[must_use]
    pub fn enter_sends(&self) -> bool {
        self.organization
            .as_deref()
            .is_some_and(|organization| organization.personal().settings.enter_sends)
    }
}

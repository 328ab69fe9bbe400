//! The own status: a few words and an emoji that others see beside the name.

use crate::api::event::Event;
use crate::api::event::StatusEvent;
use crate::api::message::ReactionType;
use crate::api::personal::{StatusUpdate, UserStatus};
use crate::api::routes::personal::{LONGEST_STATUS, StatusChange};
use crate::api::routes::reactions::EmojiRef;

use super::act::Act;
use super::form::{Field, FieldName, Form, MOST_SUGGESTED, OFFLINE, Subject, Suggestion};
use super::line_edit::LineEdit;
use super::state::{App, Turn};

/// Statuses that many people have: the emoji's code, and the words.
const COMMON: [(&str, &str); 6] = [
    ("1f4c5", "In a meeting"),
    ("1f68c", "Commuting"),
    ("1f912", "Out sick"),
    ("1f334", "On vacation"),
    ("1f3e0", "Working from home"),
    ("1f3e2", "At the office"),
];

/// Statuses that many people have: the emoji, and the words.
pub(super) fn common() -> impl Iterator<Item = (String, &'static str)> {
    let glyph = |code: &str| crate::model::emoji::glyph(code).unwrap_or_default();
    COMMON
        .iter()
        .map(move |(code, words)| (glyph(code), *words))
}

/// The name of the emoji that goes with a status that many people have.
pub(super) fn emoji_of(app: &App, words: &str) -> Option<String> {
    let (code, _) = COMMON.iter().find(|(_, common)| *common == words)?;
    Some(app.standard(code)?.name)
}

impl App {
    /// The own status.
    #[must_use]
    pub fn own_status(&self) -> Option<&UserStatus> {
        let organization = self.organization.as_deref()?;
        organization.personal().statuses.get(&organization.me())
    }

    fn standard(&self, code: &str) -> Option<EmojiRef> {
        let reference = EmojiRef {
            name: String::new(),
            code: code.to_owned(),
            reaction_type: ReactionType::Unicode,
        };
        Some(self.emoji().find(&reference)?.reference.clone())
    }

    /// Common statuses while nothing is typed, and emoji that fit.
    pub(super) fn suggested_statuses(&self, form: &Form, field: FieldName) -> Vec<Suggestion> {
        let typed = form.text(field);
        match field {
            FieldName::Status if typed.is_empty() => COMMON
                .iter()
                .map(|(code, text)| Suggestion {
                    text: (*text).to_owned(),
                    more: crate::model::emoji::glyph(code).unwrap_or_default(),
                })
                .collect(),
            FieldName::Emoji if self.emoji().named(typed).is_none() => self
                .emoji()
                .search(typed, MOST_SUGGESTED)
                .into_iter()
                .map(|found| Suggestion {
                    text: found.name.to_owned(),
                    more: found.emoji.glyph.as_deref().unwrap_or_default().to_owned(),
                })
                .collect(),
            FieldName::Status
            | FieldName::Emoji
            | FieldName::Channel
            | FieldName::Topic
            | FieldName::Messages
            | FieldName::OldNotice
            | FieldName::NewNotice
            | FieldName::Kind
            | FieldName::Of(_)
            | FieldName::File
            | FieldName::Description
            | FieldName::Name
            | FieldName::Role
            | FieldName::Email
            | FieldName::TimeZone
            | FieldName::Group
            | FieldName::Who
            | FieldName::May(_)
            | FieldName::Profile(_) => Vec::new(),
        }
    }
}

impl Turn<'_> {
    /// Asks for a status. An empty one clears it.
    pub fn open_status(&mut self) {
        let (text, emoji) = match self.app.own_status() {
            Some(status) => {
                let emoji = status.emoji.as_ref().map(|emoji| emoji.name.to_string());
                (status.text.to_string(), emoji.unwrap_or_default())
            }
            None => (String::new(), String::new()),
        };
        let fields = vec![
            Field::line(FieldName::Status, &text, "nothing in words"),
            Field::line(FieldName::Emoji, &emoji, "none; its name, such as tada"),
        ];
        self.open_form(Form::new(Subject::Status, fields));
    }

    /// A common status was taken: its emoji goes with it, unless there is one.
    pub(super) fn suggestion_taken(&mut self) {
        let Some(form) = self.app.form() else { return };
        let name = form.field().map(|field| field.name);
        // After one name another may follow.
        if name.is_some_and(FieldName::takes_names) {
            return;
        }
        if form.subject != Subject::Status || name != Some(FieldName::Status) {
            self.go_to_field(true);
            return;
        }
        let text = form.text(FieldName::Status);
        let common = COMMON.iter().find(|(_, words)| *words == text);
        let emoji = common.and_then(|(code, _)| self.app.standard(code));
        if let Some(super::layer::Layer::Form(form)) = self.app.layers.last_mut()
            && let Some(emoji) = emoji
            && let Some(field) = form.fields.iter_mut().find(|f| f.name == FieldName::Emoji)
            && let super::form::Value::Line { line, .. } = &mut field.value
        {
            *line = LineEdit::new(&emoji.name);
        }
    }

    /// Sets the status. Gives what is wrong with it otherwise.
    pub(super) fn submit_status(&mut self, form: &Form) -> Result<(), String> {
        self.set_status(form.text(FieldName::Status), form.text(FieldName::Emoji))
    }

    /// Sets the status: words, and an emoji by its name. Gives what is wrong with it otherwise.
    pub(super) fn set_status(&mut self, text: &str, emoji: &str) -> Result<(), String> {
        let was = self.app.own_status().cloned().unwrap_or_default();
        let text = text.to_owned();
        let length = text.chars().count();
        if length > LONGEST_STATUS {
            let over = length - LONGEST_STATUS;
            return Err(format!(
                "A status has at most {LONGEST_STATUS} characters: {over} too many."
            ));
        }
        let name = emoji.trim_matches(':');
        let emoji = match (name, &was.emoji) {
            ("", _) => None,
            // What it was may have no name any more.
            (name, Some(old)) if *old.name == *name => Some(EmojiRef {
                name: old.name.to_string(),
                code: old.code.to_string(),
                reaction_type: old.reaction_type.clone(),
            }),
            (name, _) => {
                let known = self.app.emoji().named(name).or_else(|| {
                    let best = self.app.emoji().search(name, 1);
                    // Typed as the emoji itself.
                    let best = best.first().filter(|_| !name.is_ascii());
                    best.map(|found| found.emoji)
                });
                let known = known.ok_or_else(|| format!("There is no emoji called {name}."))?;
                let mut emoji = known.reference.clone();
                if known.names().any(|alias| alias == name) {
                    name.clone_into(&mut emoji.name);
                }
                Some(emoji)
            }
        };
        let old = was
            .emoji
            .as_ref()
            .map(|old| (&*old.code, &old.reaction_type));
        let new = emoji.as_ref().map(|new| (&*new.code, &new.reaction_type));
        let (is_new, cleared) = (old != new, text.is_empty() && new.is_none());
        let change = StatusChange {
            text: (*was.text != *text).then_some(text),
            emoji: is_new.then_some(emoji),
        };
        if change.is_empty() {
            return Ok(());
        }
        let act = Act::Status {
            change: change.clone(),
            was,
        };
        if !self.act(act) {
            return Err(OFFLINE.to_owned());
        }
        self.set_status_here(&change);
        self.notice(if cleared {
            "Your status is cleared."
        } else {
            "Your status is set."
        });
        Ok(())
    }

    /// Applies to the model what the server is about to say of the own status.
    pub(super) fn set_status_here(&mut self, change: &StatusChange) {
        let Some(organization) = self.app.organization.as_deref() else {
            return;
        };
        let emoji = change.emoji.as_ref().map(Option::as_ref);
        let part = |of: fn(&EmojiRef) -> &str| emoji.map(|emoji| emoji.map_or("", of).into());
        let update = StatusUpdate {
            status_text: change.text.as_deref().map(Into::into),
            emoji_name: part(|emoji| &emoji.name),
            emoji_code: part(|emoji| &emoji.code),
            reaction_type: emoji.flatten().map(|emoji| emoji.reaction_type.clone()),
        };
        let user_id = organization.me();
        self.apply(Event::Status(StatusEvent { user_id, update }));
        self.app.stale.all();
    }

    /// The server refused: the status is what it was.
    pub(super) fn restore_status(&mut self, change: &StatusChange, was: &UserStatus) {
        let emoji = was.emoji.as_ref().map(|old| EmojiRef {
            name: old.name.to_string(),
            code: old.code.to_string(),
            reaction_type: old.reaction_type.clone(),
        });
        self.set_status_here(&StatusChange {
            text: change.text.is_some().then(|| was.text.to_string()),
            emoji: change.emoji.is_some().then_some(emoji),
        });
    }
}

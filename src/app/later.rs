//! Times in words: when a message shall be sent, when to be reminded; and the titles of
//! snippets. What is asked for in a prompt is done here.

use jiff::Zoned;

use crate::api::conversation::Conversation;
use crate::api::ids::MessageId;
use crate::api::routes::reminders;
use crate::api::time::UnixSeconds;
use crate::archive::DraftKey;
use crate::text::when;

use super::personal::PersonalOrder;
use super::prompt::Purpose;
use super::state::{App, Turn};

/// What is to be scheduled, while its time is asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ToSchedule {
    /// Where it goes.
    pub to: Conversation,
    /// What it says.
    pub text: String,
    /// The draft that it is until then.
    pub draft: Option<DraftKey>,
}

impl App {
    fn feature_level(&self) -> Option<crate::api::ids::FeatureLevel> {
        Some(self.organization.as_deref()?.realm().feature_level)
    }

    /// Whether the server can remind of the selected message.
    #[must_use]
    pub fn can_remind(&self) -> bool {
        let Some(organization) = self.organization.as_deref() else {
            return false;
        };
        let level = organization.realm().feature_level;
        let knows = level >= reminders::CREATED || organization.personal().tells_reminders;
        knows && self.selected_message().is_some()
    }

    fn twenty_four(&self) -> bool {
        self.organization
            .as_deref()
            .is_some_and(|o| o.personal().settings.twenty_four_hour_time)
    }
}

/// How a time in words is understood, or why it is not.
///
/// # Errors
/// Why it is not, with the way out.
pub fn understood(words: &str, now: &Zoned, twenty_four: bool) -> Result<String, String> {
    match when::later(words, now) {
        Ok(at) => Ok(format!(
            "{} · {}",
            when::words(&at, now, twenty_four),
            when::distance(&at, now)
        )),
        Err(why) => Err(why.to_string()),
    }
}

impl Turn<'_> {
    fn now_here(&self) -> Option<Zoned> {
        let now = jiff::Timestamp::from_millisecond(self.app.now.0).ok()?;
        Some(now.to_zoned(self.measure.zone()))
    }

    /// The moment that words mean; where they mean none, that is said.
    fn moment_of(&mut self, text: &str) -> Option<(UnixSeconds, String)> {
        let now = self.now_here()?;
        match when::later(text, &now) {
            Ok(at) => {
                let words = when::words(&at, &now, self.app.twenty_four());
                Some((UnixSeconds(at.timestamp().as_second()), words))
            }
            Err(why) => {
                self.complain(&why.to_string());
                None
            }
        }
    }

    /// Asks when a message shall be sent.
    pub fn ask_when_to_send(&mut self, what: ToSchedule) {
        self.app.to_schedule = Some(what);
        self.prompt(Purpose::ScheduleAt, "");
    }

    /// Asks when to be reminded of the selected message.
    pub fn ask_when_to_remind(&mut self) {
        if let Some(message) = self.app.selected_message().map(|message| message.id) {
            self.prompt(Purpose::RemindAt(message), "");
        }
    }

    /// Asks what a text that is kept for reuse shall be called.
    pub fn ask_for_title(&mut self, content: String) {
        if content.trim().is_empty() {
            self.notice("There is nothing to save as a snippet yet.");
            return;
        }
        self.app.to_save = Some(content);
        self.prompt(Purpose::SnippetTitle, "");
    }

    /// Does what a line was asked for. Gives whether its prompt may go away.
    pub(super) fn submit_kept_line(&mut self, purpose: KeptPurpose, text: &str) -> bool {
        match purpose {
            KeptPurpose::ScheduleAt => self.schedule(text),
            KeptPurpose::RescheduleAt(id) => {
                let Some((at, words)) = self.moment_of(text) else {
                    return false;
                };
                let ordered = self.order(PersonalOrder::Reschedule { id, at });
                if ordered {
                    self.notice(&format!("It is sent {words}."));
                }
                ordered
            }
            KeptPurpose::RemindAt(message) => self.remind_at(message, text),
            KeptPurpose::RemindNote(message, at) => self.remind(message, at, Some(text)),
            KeptPurpose::SnippetTitle => self.save_snippet(text),
            KeptPurpose::NameSearch => {
                self.name_search(text);
                true
            }
            KeptPurpose::AlertWord => self.add_alert_word(text),
            KeptPurpose::Option(id) => self.option_typed(id, text),
            KeptPurpose::RenameSnippet(id) => self.order(PersonalOrder::EditSnippet {
                id,
                title: Some(text.to_owned()),
                content: None,
            }),
        }
    }

    fn schedule(&mut self, text: &str) -> bool {
        let Some((at, words)) = self.moment_of(text) else {
            return false;
        };
        let (Some(what), Some(me)) = (
            self.app.to_schedule.clone(),
            self.app.organization.as_deref().map(|o| o.me()),
        ) else {
            return true;
        };
        let order = PersonalOrder::Schedule {
            to: what.to,
            me,
            text: what.text,
            at,
            draft: what.draft,
        };
        if !self.order(order) {
            return false;
        }
        self.app.to_schedule = None;
        // Its words stay a draft until the server has them.
        self.keep_draft_now();
        self.app.composer = None;
        self.notice(&format!("It is sent {words}."));
        true
    }

    fn remind_at(&mut self, message: MessageId, text: &str) -> bool {
        let Some((at, _)) = self.moment_of(text) else {
            return false;
        };
        let notes = self
            .app
            .feature_level()
            .is_some_and(|level| level >= reminders::NOTED);
        if !notes {
            return self.remind(message, at, None);
        }
        // The next line comes in the place of this one.
        self.close();
        self.prompt(Purpose::RemindNote(message, at), "");
        false
    }

    fn remind(&mut self, message: MessageId, at: UnixSeconds, note: Option<&str>) -> bool {
        let note = note.filter(|note| !note.is_empty()).map(str::to_owned);
        let ordered = self.order(PersonalOrder::Remind { message, at, note });
        if ordered
            && let Some(now) = self.now_here()
            && let Ok(at) = jiff::Timestamp::from_second(at.0)
        {
            let at = at.to_zoned(now.time_zone().clone());
            let words = when::words(&at, &now, self.app.twenty_four());
            self.notice(&format!("You are reminded {words}."));
        }
        ordered
    }

    /// A snippet of the same title gets the text.
    fn save_snippet(&mut self, title: &str) -> bool {
        let Some(content) = self.app.to_save.clone() else {
            return true;
        };
        let personal = self.app.organization.as_deref().map(|o| o.personal());
        let same = personal
            .and_then(|p| p.snippets.values().find(|snippet| *snippet.title == *title))
            .map(|snippet| snippet.id);
        let order = match same {
            Some(id) => PersonalOrder::EditSnippet {
                id,
                title: None,
                content: Some(content),
            },
            None => PersonalOrder::AddSnippet {
                title: title.to_owned(),
                content,
            },
        };
        let ordered = self.order(order);
        if ordered {
            self.app.to_save = None;
        }
        ordered
    }
}

/// The purposes of prompts that are answered here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum KeptPurpose {
    ScheduleAt,
    RescheduleAt(crate::api::ids::ScheduledMessageId),
    RemindAt(MessageId),
    RemindNote(MessageId, UnixSeconds),
    SnippetTitle,
    RenameSnippet(crate::api::ids::SnippetId),
    NameSearch,
    AlertWord,
    Option(super::settings::own::OptionId),
}

impl Purpose {
    /// Whether what was typed for one serves the other: a note does at any hour.
    pub(super) fn is_for_the_same(self, other: Self) -> bool {
        match (self, other) {
            (Self::RemindNote(one, _), Self::RemindNote(another, _)) => one == another,
            _ => self == other,
        }
    }

    /// Which of them it is, if it is one.
    pub(super) fn kept(self) -> Option<KeptPurpose> {
        Some(match self {
            Self::ScheduleAt => KeptPurpose::ScheduleAt,
            Self::RescheduleAt(id) => KeptPurpose::RescheduleAt(id),
            Self::RemindAt(message) => KeptPurpose::RemindAt(message),
            Self::RemindNote(message, at) => KeptPurpose::RemindNote(message, at),
            Self::SnippetTitle => KeptPurpose::SnippetTitle,
            Self::RenameSnippet(id) => KeptPurpose::RenameSnippet(id),
            Self::NameSearch => KeptPurpose::NameSearch,
            Self::AlertWord => KeptPurpose::AlertWord,
            Self::Option(id) => KeptPurpose::Option(id),
            Self::AddOption(_) | Self::EditQuestion(_) | Self::AddTask(_) | Self::EditTitle(_) => {
                return None;
            }
        })
    }

    /// Whether it asks for a time in words.
    #[must_use]
    pub fn asks_for_time(self) -> bool {
        matches!(
            self,
            Self::ScheduleAt | Self::RescheduleAt(_) | Self::RemindAt(_)
        )
    }

    /// Whether an empty line is an answer too.
    #[must_use]
    pub fn may_be_empty(self) -> bool {
        matches!(self, Self::RemindNote(..) | Self::Option(_))
    }
}

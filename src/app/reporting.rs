//! Reporting a message to the moderators.

use crate::api::ids::MessageId;
use crate::api::routes::moves::LONGEST_REPORT;

use super::act::Act;
use super::form::{Field, FieldName, Form, OFFLINE, Subject};
use super::state::{App, Turn};

/// The kinds of reports before servers tell of them (feature level 435): the word, and what it
/// says.
const KINDS: [(&str, &str); 5] = [
    ("spam", "Spam"),
    ("harassment", "Harassment"),
    ("inappropriate", "Inappropriate content"),
    ("norms", "Violates community norms"),
    ("other", "Other reason"),
];
/// The first server that takes reports.
const SINCE: u32 = 382;
/// The kind that needs words.
const OTHER: &str = "other";

impl App {
    /// Why no message can be reported here, in a sentence.
    #[must_use]
    pub fn why_not_report(&self) -> Option<&'static str> {
        let organization = self.organization.as_deref()?;
        let realm = organization.realm();
        let channel = realm.settings.moderation_request_channel_id;
        if realm.feature_level.0 < SINCE {
            Some("This server takes no reports yet: write to a moderator instead.")
        } else if channel.is_none_or(|channel| channel < 0) {
            Some("This organization takes no reports: write to a moderator instead.")
        } else if self.selected_message().is_none() {
            Some("Select a message first.")
        } else {
            None
        }
    }

    fn report_kinds(&self) -> Vec<(String, String)> {
        let server = self.organization.as_deref().map(|o| &o.realm().server);
        let told = server.map_or(&[][..], |server| &server.report_message_types);
        if told.is_empty() {
            let known = KINDS.iter();
            return known
                .map(|(k, n)| ((*k).to_owned(), (*n).to_owned()))
                .collect();
        }
        let told = told.iter();
        told.map(|kind| (kind.key.to_string(), kind.name.to_string()))
            .collect()
    }
}

impl Turn<'_> {
    /// Asks what is wrong with the selected message.
    pub fn open_report(&mut self) {
        let Some(message) = self.app.selected_message().map(|message| message.id) else {
            return;
        };
        let kinds = self.app.report_kinds().into_iter().map(|(_, name)| name);
        let fields = vec![
            Field::choice(FieldName::Kind, kinds, 0),
            Field::line(
                FieldName::Description,
                "",
                "what the moderators should know",
            ),
        ];
        self.open_form(Form::new(Subject::Report(message), fields));
    }

    /// Sends the report. Gives what is wrong with it otherwise.
    pub(super) fn submit_report(&mut self, message: MessageId, form: &Form) -> Result<(), String> {
        let kinds = self.app.report_kinds();
        let (kind, name) = kinds
            .into_iter()
            .nth(form.chosen(FieldName::Kind))
            .ok_or_else(|| "Choose a reason.".to_owned())?;
        let description = form.text(FieldName::Description).to_owned();
        if description.is_empty() && kind == OTHER {
            return Err(format!("“{name}” needs words."));
        }
        if description.chars().count() > LONGEST_REPORT {
            return Err(format!("A report has at most {LONGEST_REPORT} characters."));
        }
        let act = Act::Report {
            message,
            kind: kind.into(),
            description,
        };
        if self.act(act) {
            Ok(())
        } else {
            Err(OFFLINE.to_owned())
        }
    }
}

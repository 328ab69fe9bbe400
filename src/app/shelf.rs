//! The popup of what a person has begun or put by: drafts and messages not sent, messages to be
//! sent later, snippets, reminders. One list at a time; Tab goes to the next.

use crate::api::conversation::{Conversation, DmKey};
use crate::api::ids::{MessageId, ReminderId, ScheduledMessageId, SnippetId};
use crate::api::personal::Destination;
use crate::archive::{Draft, DraftKey, Heading, LocalId, OutgoingState};
use crate::model::Organization;

use super::naming;
use super::picker::{Picker, Row};
use super::state::App;

/// One of the lists.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ShelfKind {
    /// Drafts, and messages that were not sent.
    Drafts,
    /// Messages to be sent later.
    Scheduled,
    /// Texts for reuse.
    Snippets,
    /// Reminders of messages.
    Reminders,
}

impl ShelfKind {
    /// All of them, in the order of the popup's head.
    pub const ALL: [Self; 4] = [
        Self::Drafts,
        Self::Scheduled,
        Self::Snippets,
        Self::Reminders,
    ];

    /// What it is called.
    #[must_use]
    pub fn title(self) -> &'static str {
        match self {
            Self::Drafts => "Drafts",
            Self::Scheduled => "Scheduled",
            Self::Snippets => "Snippets",
            Self::Reminders => "Reminders",
        }
    }

    /// What an empty one says: what would be here, and how it comes here; `key` tells the key
    /// of a command.
    #[must_use]
    pub fn when_empty(self, key: impl Fn(&str) -> String) -> (&'static str, String) {
        match self {
            Self::Drafts => (
                "No drafts.",
                format!(
                    "{} writes a message; what you begin and leave is kept here.",
                    key("new-channel-message")
                ),
            ),
            Self::Scheduled => (
                "Nothing is scheduled.",
                format!(
                    "While you write, {} {} sends it later, at a time in words.",
                    key("compose-prefix"),
                    key("send-later")
                ),
            ),
            Self::Snippets => (
                "No saved snippets.",
                format!(
                    "For texts that you write often: while you write, {} {} saves one.",
                    key("compose-prefix"),
                    key("save-snippet")
                ),
            ),
            Self::Reminders => (
                "No reminders.",
                format!("{} on a message reminds you of it.", key("remind-me")),
            ),
        }
    }

    /// The next, or the one before.
    #[must_use]
    pub fn next(self, forward: bool) -> Self {
        let at = Self::ALL.iter().position(|kind| *kind == self).unwrap_or(0);
        let step = if forward { 1 } else { Self::ALL.len() - 1 };
        Self::ALL[(at + step) % Self::ALL.len()]
    }
}

/// Names a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ShelfKey {
    /// A message in the outbox.
    Outgoing(LocalId),
    /// A draft.
    Draft(DraftKey),
    /// A message to be sent later.
    Scheduled(ScheduledMessageId),
    /// A snippet.
    Snippet(SnippetId),
    /// A reminder.
    Reminder(ReminderId),
}

/// A row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ShelfRow {
    /// What it is.
    pub key: ShelfKey,
    /// Where it shall go, or what it is called; as the server or the person wrote it.
    pub place: String,
    /// When it was changed or is due, in seconds of Unix time.
    pub at: Option<i64>,
    /// Whether that moment is still to come.
    pub due: bool,
    /// What it says, as typed.
    pub text: String,
    /// What is wrong with it.
    pub trouble: Option<String>,
}

impl Row<ShelfKey> for ShelfRow {
    fn key(&self) -> Option<&ShelfKey> {
        Some(&self.key)
    }
}

/// The popup.
#[derive(Debug, Clone)]
pub struct Shelf {
    /// Which list is shown.
    pub kind: ShelfKind,
    /// Its selection.
    pub picker: Picker<ShelfKey>,
}

impl PartialEq for Shelf {
    fn eq(&self, other: &Self) -> bool {
        self.kind == other.kind && self.picker.selected == other.picker.selected
    }
}

impl Shelf {
    /// A list from its top.
    #[must_use]
    pub fn new(kind: ShelfKind) -> Self {
        Self {
            kind,
            picker: Picker::default(),
        }
    }

    /// Columns and rows inside the frame, of which each entry takes two.
    #[must_use]
    pub fn room((columns, rows): (u16, u16)) -> (u16, u16) {
        (
            columns.saturating_sub(6).clamp(1, 96),
            rows.saturating_sub(6).max(2),
        )
    }

    /// How many entries are in sight.
    #[must_use]
    pub fn entries(size: (u16, u16)) -> usize {
        usize::from(Self::room(size).1 / 2).max(1)
    }
}

/// What was deleted, to be brought back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Taken {
    /// A draft.
    Draft(Draft),
    /// A message to be sent later.
    Scheduled(Conversation, String, crate::api::time::UnixSeconds),
    /// A snippet: its title and text.
    Snippet(String, String),
}

/// The drafts that a person has, the one changed last first.
pub fn drafts(app: &App) -> impl Iterator<Item = &Draft> {
    app.desk.drafts().into_iter()
}

/// How many entries a list has.
#[must_use]
pub fn count(app: &App, kind: ShelfKind) -> usize {
    let personal = app.organization.as_deref().map(Organization::personal);
    match kind {
        ShelfKind::Drafts => drafts(app).count() + app.outbox.counts().undecided,
        ShelfKind::Scheduled => personal.map_or(0, |personal| personal.scheduled.len()),
        ShelfKind::Snippets => personal.map_or(0, |personal| personal.snippets.len()),
        ShelfKind::Reminders => personal.map_or(0, |personal| personal.reminders.len()),
    }
}

/// The rows of a list as they are now.
#[must_use]
pub fn rows(app: &App, kind: ShelfKind) -> Vec<ShelfRow> {
    let Some(organization) = app.organization.as_deref() else {
        return Vec::new();
    };
    match kind {
        ShelfKind::Drafts => unsent(app, organization)
            .chain(drafts(app).map(|draft| draft_row(draft, organization)))
            .collect(),
        ShelfKind::Scheduled => scheduled(organization),
        ShelfKind::Snippets => snippets(organization),
        ShelfKind::Reminders => reminders(organization),
    }
}

/// Messages that a person has to decide about, or that wait.
fn unsent<'a>(app: &'a App, organization: &'a Organization) -> impl Iterator<Item = ShelfRow> + 'a {
    app.outbox.open().filter_map(move |echoed| {
        let outgoing = &echoed.outgoing;
        let trouble = match outgoing.state {
            OutgoingState::Failed => match &outgoing.trouble {
                Some(why) => format!("not sent: {why}"),
                None => "not sent".to_owned(),
            },
            OutgoingState::Unsure { .. } => "it may have arrived".to_owned(),
            OutgoingState::Waiting | OutgoingState::Sending => "waiting to be sent".to_owned(),
            OutgoingState::Sent(_) | OutgoingState::Done(_) => return None,
        };
        Some(ShelfRow {
            key: ShelfKey::Outgoing(outgoing.id),
            place: naming::conversation(organization, &outgoing.conversation),
            at: Some(outgoing.queued_ms.div_euclid(1000)),
            due: false,
            text: outgoing.text.clone(),
            trouble: Some(trouble),
        })
    })
}

fn draft_row(draft: &Draft, organization: &Organization) -> ShelfRow {
    ShelfRow {
        key: ShelfKey::Draft(draft.key.clone()),
        place: draft_place(draft, organization),
        at: Some(draft.updated_ms.div_euclid(1000)),
        due: false,
        text: draft.text.clone(),
        trouble: None,
    }
}

fn draft_place(draft: &Draft, organization: &Organization) -> String {
    if let DraftKey::Conversation(conversation) = &draft.key {
        return naming::conversation(organization, conversation);
    }
    match &draft.heading {
        Some(Heading::Channel { channel, topic }) => {
            let name = channel.map_or("no channel yet", |id| naming::channel(organization, id));
            format!("{name} › {topic}")
        }
        Some(Heading::Direct(people)) if !people.is_empty() => {
            naming::dm(organization, &DmKey::new(people.clone(), organization.me()))
        }
        Some(Heading::Direct(_)) | None => "no recipient yet".to_owned(),
    }
}

/// The conversation that a destination means, where it is one.
#[must_use]
pub fn conversation_of(to: &Destination, organization: &Organization) -> Option<Conversation> {
    match to {
        Destination::Topic(Some(channel), topic) => {
            Some(Conversation::topic(*channel, topic.clone()))
        }
        Destination::People(people) if !people.is_empty() => Some(Conversation::Dm(DmKey::new(
            people.clone(),
            organization.me(),
        ))),
        Destination::Nowhere | Destination::Topic(None, _) | Destination::People(_) => None,
    }
}

fn scheduled(organization: &Organization) -> Vec<ShelfRow> {
    let mut all: Vec<_> = organization.personal().scheduled.values().collect();
    // What failed is to be decided about; then what comes next.
    all.sort_by_key(|message| (!message.failed, message.deliver_at, message.id));
    all.into_iter()
        .map(|message| ShelfRow {
            key: ShelfKey::Scheduled(message.id),
            place: conversation_of(&message.to, organization).map_or_else(
                || "no recipient".to_owned(),
                |conversation| naming::conversation(organization, &conversation),
            ),
            at: Some(message.deliver_at.0),
            due: !message.failed,
            text: message.content.to_string(),
            // The server does not say more.
            trouble: message
                .failed
                .then(|| "could not be sent at its time: give it another, or edit it".to_owned()),
        })
        .collect()
}

fn snippets(organization: &Organization) -> Vec<ShelfRow> {
    let mut all: Vec<_> = organization.personal().snippets.values().collect();
    all.sort_by_key(|snippet| (snippet.title.to_lowercase(), snippet.id));
    all.into_iter()
        .map(|snippet| ShelfRow {
            key: ShelfKey::Snippet(snippet.id),
            place: snippet.title.to_string(),
            at: None,
            due: false,
            text: snippet.content.to_string(),
            trouble: None,
        })
        .collect()
}

fn reminders(organization: &Organization) -> Vec<ShelfRow> {
    let mut all: Vec<_> = organization.personal().reminders.values().collect();
    all.sort_by_key(|reminder| (reminder.deliver_at, reminder.id));
    all.into_iter()
        .map(|reminder| ShelfRow {
            key: ShelfKey::Reminder(reminder.id),
            place: reminder_place(organization, reminder.message),
            at: Some(reminder.deliver_at.0),
            due: !reminder.failed,
            text: reminded(&reminder.content),
            trouble: reminder
                .failed
                .then(|| "could not be given at its time".to_owned()),
        })
        .collect()
}

/// What matters of a reminder's Markdown: one's own note, and the words of the message. Around
/// them the server says, in the person's language, that they asked for it.
fn reminded(content: &str) -> String {
    let mut kept = Vec::new();
    let mut fence = None;
    for line in content.lines() {
        let ticks = line.len() - line.trim_start_matches('`').len();
        match fence {
            None if ticks >= 3 && line[ticks..].trim() == "quote" => fence = Some(ticks),
            None => kept.extend(line.strip_prefix("> ")),
            Some(open) if ticks >= open && line.len() == ticks => fence = None,
            Some(_) => kept.push(line),
        }
    }
    if kept.is_empty() {
        content.to_owned()
    } else {
        kept.join("\n")
    }
}

fn reminder_place(organization: &Organization, message: MessageId) -> String {
    match organization.message(message) {
        Some(message) => naming::conversation(organization, &message.conversation),
        None => "a message".to_owned(),
    }
}

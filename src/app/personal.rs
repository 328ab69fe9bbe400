//! What a person has the server keep for them alone: messages to be sent later, snippets,
//! reminders. Every change is ordered here, and shown when the server's event tells of it.

use crate::api::conversation::Conversation;
use crate::api::error::ApiError;
use crate::api::ids::{MessageId, ReminderId, ScheduledMessageId, SnippetId, UserId};
use crate::api::time::UnixSeconds;
use crate::archive::DraftKey;

use super::effect::Effect;
use super::prompt::Purpose;
use super::state::Turn;
use super::update::Link;

/// A change to what the server keeps for a person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PersonalOrder {
    /// Send a message later.
    Schedule {
        /// Where to.
        to: Conversation,
        /// Who oneself is: direct messages name the others.
        me: UserId,
        /// The text as typed.
        text: String,
        /// When.
        at: UnixSeconds,
        /// The draft that it was, which goes away once the server has it.
        draft: Option<DraftKey>,
    },
    /// Send it at another time.
    Reschedule {
        /// Which.
        id: ScheduledMessageId,
        /// When.
        at: UnixSeconds,
    },
    /// Do not send it.
    Unschedule(ScheduledMessageId),
    /// Keep a text for reuse.
    AddSnippet {
        /// Its name.
        title: String,
        /// The text.
        content: String,
    },
    /// Change one.
    EditSnippet {
        /// Which.
        id: SnippetId,
        /// Another name.
        title: Option<String>,
        /// Another text.
        content: Option<String>,
    },
    /// Take one away.
    RemoveSnippet(SnippetId),
    /// Remind of a message.
    Remind {
        /// Of which.
        message: MessageId,
        /// When.
        at: UnixSeconds,
        /// What else to say.
        note: Option<String>,
    },
    /// Do not.
    Unremind(ReminderId),
}

impl PersonalOrder {
    /// What is said when it did not happen, without the reason.
    #[must_use]
    pub fn undone(&self) -> &'static str {
        match self {
            Self::Schedule { draft: Some(_), .. } => {
                "The message is not scheduled, and kept as a draft"
            }
            Self::Schedule { .. } => "The message is not scheduled",
            Self::Reschedule { .. } => "The message keeps its time",
            Self::Unschedule(_) => "The message is still scheduled, or was sent",
            Self::AddSnippet { .. } => "The snippet is not saved",
            Self::EditSnippet { .. } => "The snippet is not changed",
            Self::RemoveSnippet(_) => "The snippet is not deleted",
            Self::Remind { .. } => "There will be no reminder",
            Self::Unremind(_) => "The reminder is not deleted",
        }
    }

    /// What is said when it did; nothing where the list shows it.
    #[must_use]
    pub fn done(&self) -> Option<&'static str> {
        match self {
            Self::AddSnippet { .. } => Some("The snippet is saved."),
            Self::EditSnippet { .. } => Some("The snippet is changed."),
            // Told with its time when ordered.
            Self::Schedule { .. } | Self::Reschedule { .. } | Self::Remind { .. } => None,
            Self::Unschedule(_) | Self::RemoveSnippet(_) | Self::Unremind(_) => None,
        }
    }

    /// Whether doing it twice is as good as once.
    #[must_use]
    pub fn may_be_repeated(&self) -> bool {
        match self {
            Self::Schedule { .. } | Self::AddSnippet { .. } | Self::Remind { .. } => false,
            Self::Reschedule { .. }
            | Self::Unschedule(_)
            | Self::EditSnippet { .. }
            | Self::RemoveSnippet(_)
            | Self::Unremind(_) => true,
        }
    }
}

impl Turn<'_> {
    /// Orders a change. Without a connection nothing is ordered, and that is said.
    pub(super) fn order(&mut self, order: PersonalOrder) -> bool {
        if self.app.link != Link::Live {
            self.complain(&format!("{}: there is no connection.", order.undone()));
            return false;
        }
        self.effect(Effect::Personal(order));
        true
    }

    /// The note of a reminder that there will not be, or may not, waits for the next one.
    fn keep_note(&mut self, order: &PersonalOrder) {
        if let PersonalOrder::Remind {
            message,
            at,
            note: Some(note),
        } = order
        {
            self.app.unsent = Some((Purpose::RemindNote(*message, *at), note.clone()));
        }
    }

    /// A change came to an end.
    pub(super) fn ordered(&mut self, order: &PersonalOrder, result: Result<(), ApiError>) {
        match result {
            Ok(()) => {
                if let Some(sentence) = order.done() {
                    self.notice(sentence);
                }
                if let PersonalOrder::Schedule {
                    draft: Some(key),
                    text,
                    ..
                } = order
                {
                    // Unless more was written meanwhile.
                    let kept = self.app.desk.draft(key);
                    if kept.is_some_and(|draft| draft.text.trim_end() == text) {
                        self.drop_draft(key);
                    }
                }
            }
            Err(error) if !order.may_be_repeated() && may_have_happened(&error) => {
                self.keep_note(order);
                self.complain(&format!(
                    "It is not known whether this was done; look before you repeat it: {error}"
                ));
            }
            Err(error) => {
                self.keep_note(order);
                let why = super::refusal::sentence(&error);
                self.complain(&format!("{}: {why}", order.undone()));
            }
        }
    }
}

/// Whether the answer may have been lost, and not the order.
fn may_have_happened(error: &ApiError) -> bool {
    match error {
        ApiError::Network(network) => !network.unsent,
        ApiError::Server { .. } | ApiError::Malformed { .. } => true,
        ApiError::Zulip(_)
        | ApiError::RateLimited { .. }
        | ApiError::Redirect { .. }
        | ApiError::Setup(_) => false,
    }
}

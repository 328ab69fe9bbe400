//! What becomes of a message: pure steps from one state to the next.
//!
//! A step gives the message's new form, or `None` where it changes nothing. The caller writes
//! it with [`Archive::update`](crate::archive::Archive::update), which fails when somebody else
//! was quicker.

use std::time::Duration;

use crate::api::error::{ApiError, Malformed};
use crate::api::ids::MessageId;
use crate::api::routes::send::Sent;
use crate::archive::{Attempt, Known, Outgoing, OutgoingState};

use crate::app::refusal;

/// How many requests are made by themselves for a message that keeps getting lost.
pub const TRIES: u32 = 5;

/// What a request for a message has shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answer {
    /// The server has it.
    Sent(MessageId),
    /// The server does not want it: why, in a sentence. It is not there.
    Refused(String),
    /// It is not there, and nothing speaks against another request later.
    NotYet {
        /// What was wrong, in a sentence.
        why: String,
        /// How long the server wants to be left alone.
        wait: Option<Duration>,
    },
    /// It may be there or not: what happened, in a sentence.
    Unknown(String),
}

/// Sorts the outcome of a request by what it says about the message.
#[must_use]
pub fn sort(outcome: &Result<Sent, ApiError>) -> Answer {
    let error = match outcome {
        Ok(sent) => return Answer::Sent(sent.id),
        Err(error) => error,
    };
    let not_yet = || Answer::NotYet {
        why: error.to_string(),
        wait: error.retry_after(),
    };
    let unknown = || Answer::Unknown(error.to_string());
    match error {
        ApiError::Network(network) if network.unsent => not_yet(),
        ApiError::Network(_) => unknown(),
        // Counted before anything is looked at.
        ApiError::RateLimited { .. } => not_yet(),
        ApiError::Server { .. } => unknown(),
        // The key may be renewed; the text stays until then.
        ApiError::Zulip(_) if error.loss().is_some() => not_yet(),
        ApiError::Zulip(zulip) => Answer::Refused(refusal::of_message(zulip)),
        ApiError::Malformed { status: 413, .. } => Answer::Refused(refusal::TOO_LARGE.to_owned()),
        ApiError::Malformed { what, .. } => match what {
            Malformed::Page(_)
            | Malformed::NotJson
            | Malformed::Broken
            | Malformed::Shape(_)
            | Malformed::TooLarge(_) => unknown(),
        },
        // A server that redirects has done nothing.
        ApiError::Redirect { .. } => not_yet(),
        ApiError::Setup(_) => Answer::Refused(error.to_string()),
    }
}

fn with(outgoing: &Outgoing, state: OutgoingState) -> Outgoing {
    Outgoing {
        state,
        ..outgoing.clone()
    }
}

/// The request of this attempt came to an end.
#[must_use]
pub fn answered(
    outgoing: &Outgoing,
    attempt: &Attempt,
    answer: &Answer,
    now_ms: i64,
) -> Option<Outgoing> {
    match outgoing.state {
        OutgoingState::Sending | OutgoingState::Unsure { .. } => {}
        // Its event came first, and what came later says nothing any more.
        OutgoingState::Waiting
        | OutgoingState::Sent(_)
        | OutgoingState::Failed
        | OutgoingState::Done(_) => return None,
    }
    match answer {
        Answer::Sent(_) => {}
        // About another attempt than the one that is open they say nothing.
        Answer::Refused(_) | Answer::NotYet { .. } | Answer::Unknown(_) => {
            if outgoing.attempt.as_ref() != Some(attempt) {
                return None;
            }
        }
    }
    Some(match answer {
        Answer::Sent(id) => Outgoing {
            trouble: None,
            ..with(outgoing, OutgoingState::Sent(*id))
        },
        Answer::Refused(why) => Outgoing {
            trouble: Some(why.clone()),
            attempt: None,
            ..with(outgoing, OutgoingState::Failed)
        },
        Answer::NotYet { why, .. } => Outgoing {
            trouble: Some(why.clone()),
            attempt: None,
            // No try that could have succeeded.
            attempts: outgoing.attempts.saturating_sub(1),
            ..with(outgoing, OutgoingState::Waiting)
        },
        Answer::Unknown(why) => Outgoing {
            trouble: Some(why.clone()),
            ..with(outgoing, unsure(now_ms))
        },
    })
}

fn unsure(since_ms: i64) -> OutgoingState {
    OutgoingState::Unsure {
        since_ms,
        known: Known::Nothing,
    }
}

/// The sending queue brought the message.
#[must_use]
pub fn echoed(outgoing: &Outgoing, id: MessageId) -> Option<Outgoing> {
    match outgoing.state {
        OutgoingState::Done(_) | OutgoingState::Failed | OutgoingState::Waiting => None,
        OutgoingState::Sending | OutgoingState::Sent(_) | OutgoingState::Unsure { .. } => {
            Some(Outgoing {
                trouble: None,
                ..with(outgoing, OutgoingState::Done(id))
            })
        }
    }
}

/// Its event will not come any more, and is not needed either.
#[must_use]
pub fn settled(outgoing: &Outgoing) -> Option<Outgoing> {
    match outgoing.state {
        OutgoingState::Sent(id) => Some(with(outgoing, OutgoingState::Done(id))),
        OutgoingState::Waiting
        | OutgoingState::Sending
        | OutgoingState::Unsure { .. }
        | OutgoingState::Failed
        | OutgoingState::Done(_) => None,
    }
}

/// Who was sending it is no more; or the clock was set back and its time means nothing.
#[must_use]
pub fn orphaned(outgoing: &Outgoing, now_ms: i64) -> Option<Outgoing> {
    match outgoing.state {
        OutgoingState::Sending => Some(Outgoing {
            // That it ended says nothing about the message.
            attempts: outgoing.attempts.saturating_sub(1),
            ..with(outgoing, unsure(now_ms))
        }),
        OutgoingState::Unsure { .. } => Some(with(outgoing, unsure(now_ms))),
        OutgoingState::Waiting
        | OutgoingState::Sent(_)
        | OutgoingState::Failed
        | OutgoingState::Done(_) => None,
    }
}

/// What looking for a message has shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// This is it.
    Arrived(MessageId),
    /// This may be it.
    Alike(MessageId),
    /// It is not there, and never will be.
    Absent,
}

/// It was looked for, when it was as in `seen`.
#[must_use]
pub fn looked(outgoing: &Outgoing, seen: &Outgoing, verdict: Verdict) -> Option<Outgoing> {
    let OutgoingState::Unsure { since_ms, known } = outgoing.state else {
        return None;
    };
    match verdict {
        Verdict::Arrived(_) => {}
        // It may have been sent again since, by another program.
        Verdict::Alike(_) | Verdict::Absent => {
            if outgoing.version != seen.version {
                return None;
            }
        }
    }
    Some(match (verdict, known) {
        (Verdict::Arrived(id), _) => Outgoing {
            trouble: None,
            ..with(outgoing, OutgoingState::Done(id))
        },
        // A person decides that.
        (_, Known::Alike(_)) => return None,
        (Verdict::Alike(id), Known::Nothing) => {
            let known = Known::Alike(id);
            with(outgoing, OutgoingState::Unsure { since_ms, known })
        }
        (Verdict::Absent, Known::Nothing) => {
            let state = if outgoing.attempts < TRIES {
                OutgoingState::Waiting
            } else {
                OutgoingState::Failed
            };
            Outgoing {
                attempt: None,
                ..with(outgoing, state)
            }
        }
    })
}

/// A person wants it sent once more.
#[must_use]
pub fn again(outgoing: &Outgoing) -> Option<Outgoing> {
    match outgoing.state {
        OutgoingState::Failed
        | OutgoingState::Unsure {
            known: Known::Alike(_),
            ..
        } => Some(Outgoing {
            attempts: 0,
            attempt: None,
            trouble: None,
            ..with(outgoing, OutgoingState::Waiting)
        }),
        OutgoingState::Waiting
        | OutgoingState::Sending
        | OutgoingState::Sent(_)
        | OutgoingState::Unsure { .. }
        | OutgoingState::Done(_) => None,
    }
}

//! Why the server does not do what it was asked for, in words.

use crate::api::error::{ApiError, Code, ZulipError};

/// The server's no, or what else went wrong, for the person who did it. What the server says is
/// in their language; codes that say more than that get words of their own.
#[must_use]
pub fn sentence(error: &ApiError) -> String {
    let ApiError::Zulip(no) = error else {
        return error.to_string();
    };
    match &no.code {
        Code::MoveMessagesTimeLimitExceeded => too_old(no),
        Code::StreamDoesNotExist => {
            "this channel does not exist any more, or you can't see it".to_owned()
        }
        Code::RateLimitHit => "the server asks to wait a little: try it again soon".to_owned(),
        Code::BadRequest
        | Code::RequestVariableMissing
        | Code::RequestVariableInvalid
        | Code::BadNarrow
        | Code::BadEventQueueId
        | Code::AuthenticationFailed
        | Code::PasswordAuthDisabled
        | Code::PasswordResetRequired
        | Code::NonexistentSubdomain
        | Code::InvalidApiKey
        | Code::Unauthorized
        | Code::UnauthenticatedUser
        | Code::UserDeactivated
        | Code::RealmDeactivated
        | Code::ReactionAlreadyExists
        | Code::ReactionDoesNotExist
        | Code::ExpectationMismatch
        | Code::RequestTimeout
        | Code::ServerNotReady
        | Code::Other(_) => {
            if no.msg.trim().is_empty() {
                "the server refused it without saying why".to_owned()
            } else {
                error.to_string()
            }
        }
    }
}

/// Some messages of the topic are too old to go along.
fn too_old(no: &ZulipError) -> String {
    let number = |name: &str| no.data.get(name).and_then(serde_json::Value::as_u64);
    match (
        number("total_messages_allowed_to_move"),
        number("total_messages_in_topic"),
    ) {
        (Some(0), _) | (None, _) | (_, None) => "the messages are too old to be moved".to_owned(),
        (Some(some), Some(all)) => format!(
            "only the newest {some} of the topic's {all} messages are new enough to be moved; \
             move “this message and all later ones” from there"
        ),
    }
}

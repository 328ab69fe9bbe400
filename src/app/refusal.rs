//! Why the server does not do what it was asked for, in words. All of the server's noes come
//! through here.

use crate::api::client::uploads::UploadError;
use crate::api::error::{ApiError, Code, ZulipError};

/// For a proxy that does not let a message through.
pub const TOO_LARGE: &str = "The message is too long for the server";

/// The server's no, or what else went wrong, for the person who did it, to follow a colon. What
/// the server says is in their language; codes that say more than that get words of their own.
#[must_use]
pub fn sentence(error: &ApiError) -> String {
    let ApiError::Zulip(no) = error else {
        return error.to_string();
    };
    match in_own_words(no) {
        Some(words) => words,
        None if no.msg.trim().is_empty() => "the server refused it without saying why".to_owned(),
        None => error.to_string(),
    }
}

/// The server's no to a message, as a sentence without its full stop.
#[must_use]
pub fn of_message(no: &ZulipError) -> String {
    match (in_own_words(no), no.msg.trim()) {
        (Some(words), _) => capital(&words),
        (None, "") => "The server refused the message without saying why".to_owned(),
        (None, said) => said.to_owned(),
    }
}

/// Why a file did not arrive, as a sentence.
#[must_use]
pub fn of_file(error: &UploadError) -> String {
    let words = match error {
        UploadError::Api(ApiError::Malformed { status: 413, .. }) => {
            "It is too large for the server".to_owned()
        }
        UploadError::Api(error) => sentence(error),
        UploadError::Refused(said) => said.trim().to_owned(),
    };
    let words = match &*words {
        "" => "The server refused it without saying why".to_owned(),
        words => capital(words),
    };
    if words.ends_with(['.', '!', '?']) {
        words
    } else {
        format!("{words}.")
    }
}

/// What a code says more clearly than the server does; to follow a colon.
fn in_own_words(no: &ZulipError) -> Option<String> {
    let words = match &no.code {
        Code::MoveMessagesTimeLimitExceeded => return Some(too_old(no)),
        Code::StreamDoesNotExist => "this channel does not exist any more, or you can't see it",
        Code::RateLimitHit => "the server asks to wait a little: try it again soon",
        Code::ExpectationMismatch => "it was changed elsewhere meanwhile",
        Code::Other(code) => match &**code {
            "STREAM_WILDCARD_MENTION_NOT_ALLOWED" => {
                "you may not mention everybody in a channel this large: take @all or @everyone out"
            }
            "TOPIC_WILDCARD_MENTION_NOT_ALLOWED" => {
                "you may not mention everybody in a topic this large: take @topic out"
            }
            "CANNOT_DEACTIVATE_GROUP_IN_USE" => return Some(in_use(no)),
            "REALM_UPLOAD_QUOTA" => {
                "the organization has no room left for files: old ones can be deleted on the web"
            }
            _ => return None,
        },
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
        | Code::RequestTimeout
        | Code::ServerNotReady => return None,
    };
    Some(words.to_owned())
}

fn capital(words: &str) -> String {
    let mut chars = words.chars();
    let first = chars.next().map(char::to_uppercase);
    first.into_iter().flatten().chain(chars).collect()
}

/// A group is a subgroup of another one, or settings name it.
fn in_use(no: &ZulipError) -> String {
    let objections = no.data.get("objections").and_then(|all| all.as_array());
    let mut by: Vec<&str> = objections
        .into_iter()
        .flatten()
        .filter_map(|objection| match objection["type"].as_str()? {
            "subgroup" => Some("it is a subgroup of another group"),
            "user_group" => Some("permissions on a group name it"),
            "channel" => Some("permissions on a channel name it"),
            "realm" => Some("the organization's settings name it"),
            _ => None,
        })
        .collect();
    by.dedup();
    match by.is_empty() {
        true => "the group is used elsewhere: take it out there first".to_owned(),
        false => format!("{}: take it out there first", by.join(", and ")),
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

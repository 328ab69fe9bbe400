//! Why the server does not take a message, in a sentence.

use crate::api::error::{Code, ZulipError};

/// For a proxy that does not let it through.
pub const TOO_LARGE: &str = "The message is too long for the server";

/// The server's no to a message, for the person who wrote it. What the server says is in their
/// language; codes that say more than that get a sentence of their own.
#[must_use]
pub fn sentence(error: &ZulipError) -> String {
    match &error.code {
        Code::StreamDoesNotExist => {
            "This channel does not exist any more, or you can't see it".to_owned()
        }
        Code::Other(code) => match &**code {
            "STREAM_WILDCARD_MENTION_NOT_ALLOWED" => {
                "You may not mention everybody in a channel this large: take @all or @everyone out"
                    .to_owned()
            }
            "TOPIC_WILDCARD_MENTION_NOT_ALLOWED" => {
                "You may not mention everybody in a topic this large: take @topic out".to_owned()
            }
            _ => said(&error.msg),
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
        | Code::RateLimitHit
        | Code::ReactionAlreadyExists
        | Code::ReactionDoesNotExist
        | Code::ExpectationMismatch
        | Code::MoveMessagesTimeLimitExceeded
        | Code::RequestTimeout
        | Code::ServerNotReady => said(&error.msg),
    }
}

fn said(msg: &str) -> String {
    let msg = msg.trim();
    if msg.is_empty() {
        "The server refused the message without saying why".to_owned()
    } else {
        msg.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use crate::api::params::Params;
    use crate::api::scripted::{Scripted, Step};
    use crate::session::outbox::fate::{Answer, sort};
    use serde_json::Value;

    /// Every refusal of a message that real servers were recorded with.
    #[tokio::test]
    async fn recorded_refusals_are_sentences_for_people() {
        let mut refusals = Vec::new();
        for folder in std::fs::read_dir("tests/recordings").unwrap() {
            let path = folder.unwrap().path().join("replies.json");
            let Ok(text) = std::fs::read_to_string(&path) else {
                continue;
            };
            let replies: Value = serde_json::from_str(&text).unwrap();
            let all: Vec<&Value> = match &replies {
                Value::Array(all) => all.iter().collect(),
                Value::Object(all) => all.values().collect(),
                other => panic!("{path:?}: {other}"),
            };
            for call in all {
                let reply = &call["reply"];
                if call["method"] != "POST" || call["path"] != "messages" {
                    continue;
                }
                if reply["result"] == "error" {
                    let server = Scripted::list([Step::text(400, &reply.to_string())]);
                    let client = server.client();
                    let sent = client.post::<Value>("messages", Params::new());
                    match sort(&Err(sent.await.unwrap_err())) {
                        Answer::Refused(why) => refusals.push(why),
                        other => panic!("{reply}: {other:?}"),
                    }
                }
            }
        }
        refusals.sort();
        refusals.dedup();
        insta::assert_debug_snapshot!(refusals);
    }
}

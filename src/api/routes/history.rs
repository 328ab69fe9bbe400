//! What a message was before, and who read it.
//!
//! <https://zulip.com/api/get-message-history>, <https://zulip.com/api/get-read-receipts>

use serde::Deserialize;

use crate::api::client::Client;
use crate::api::error::ApiError;
use crate::api::ids::{ChannelId, MessageId, TopicName, UserId};
use crate::api::params::Params;
use crate::api::time::UnixSeconds;

/// A message as it was from a moment on.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Version {
    /// When it became so.
    pub timestamp: UnixSeconds,
    /// Who made it so; `None` in old histories.
    #[serde(default)]
    pub user_id: Option<UserId>,
    /// Its topic then.
    #[serde(default)]
    pub topic: Option<TopicName>,
    /// The topic before, where this changed it.
    #[serde(default)]
    pub prev_topic: Option<TopicName>,
    /// The channel it went to, where this changed it.
    #[serde(default)]
    pub stream: Option<ChannelId>,
    /// The channel before, where this changed it.
    #[serde(default)]
    pub prev_stream: Option<ChannelId>,
    /// Its Markdown then; `None` where only moves may be seen.
    #[serde(default)]
    pub content: Option<String>,
    /// Its Markdown before, where this changed it.
    #[serde(default)]
    pub prev_content: Option<String>,
}

/// `GET /messages/{message_id}/history`: the versions of a message, oldest first.
/// <https://zulip.com/api/get-message-history>
///
/// # Errors
/// See [`ApiError`].
pub async fn get_message_history(
    client: &Client,
    message: MessageId,
) -> Result<Vec<Version>, ApiError> {
    #[derive(Deserialize)]
    struct Reply {
        message_history: Vec<Version>,
    }
    let params = Params::new().json("allow_empty_topic_name", &true);
    let path = format!("messages/{message}/history");
    let reply: Reply = client.get(&path, params).await?;
    Ok(reply.message_history)
}

/// `GET /messages/{message_id}/read_receipts`: who read a message (feature level 137).
/// <https://zulip.com/api/get-read-receipts>
///
/// # Errors
/// See [`ApiError`].
pub async fn get_read_receipts(
    client: &Client,
    message: MessageId,
) -> Result<Vec<UserId>, ApiError> {
    #[derive(Deserialize)]
    struct Reply {
        user_ids: Vec<UserId>,
    }
    let path = format!("messages/{message}/read_receipts");
    let reply: Reply = client.get(&path, Params::new()).await?;
    Ok(reply.user_ids)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::api::scripted::{Scripted, Step};
    use serde_json::Value;

    /// The replies that real servers gave to this path.
    fn recorded(folder: &str, tail: &str) -> Vec<Value> {
        let root = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/recordings/");
        let text = std::fs::read_to_string(format!("{root}{folder}/replies.json")).unwrap();
        let all: Value = serde_json::from_str(&text).unwrap();
        let entries: Vec<Value> = match all {
            Value::Array(list) => list,
            Value::Object(map) => map.into_iter().map(|(_, entry)| entry).collect(),
            _ => Vec::new(),
        };
        entries
            .into_iter()
            .filter(|e| e["path"].as_str().is_some_and(|path| path.ends_with(tail)))
            .map(|e| e["reply"].clone())
            .filter(|reply| reply["result"] == "success")
            .collect()
    }

    #[tokio::test]
    async fn recorded_histories_are_read() {
        for folder in ["server-9", "server-10", "server-11", "server-11-new"] {
            let replies = recorded(folder, "/history");
            assert!(!replies.is_empty(), "{folder}");
            for reply in replies {
                let count = reply["message_history"].as_array().unwrap().len();
                let server = Scripted::list([Step::ok(reply)]);
                let versions = get_message_history(&server.client(), MessageId(88)).await;
                let versions = versions.unwrap();
                assert_eq!(versions.len(), count);
                assert!(versions[0].content.is_some() && versions[0].user_id.is_some());
                assert!(versions.iter().skip(1).all(|v| v.prev_content.is_some()
                    || v.prev_topic.is_some()
                    || v.prev_stream.is_some()));
                assert_eq!(server.log()[0].what, "GET messages/88/history");
            }
        }
    }

    #[tokio::test]
    async fn recorded_receipts_are_read() {
        for folder in ["server-9", "server-10", "server-11"] {
            for reply in recorded(folder, "/read_receipts") {
                let server = Scripted::list([Step::ok(reply)]);
                let readers = get_read_receipts(&server.client(), MessageId(90)).await;
                assert_eq!(readers.unwrap(), []);
            }
        }
        let server = Scripted::list([Step::ok(serde_json::json!({"user_ids": [7, 6]}))]);
        let readers = get_read_receipts(&server.client(), MessageId(90)).await;
        assert_eq!(readers.unwrap(), [UserId(7), UserId(6)]);
    }
}

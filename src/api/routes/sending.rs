//! Sending messages.

use serde::Deserialize;

use crate::api::client::Client;
use crate::api::conversation::Conversation;
use crate::api::error::ApiError;
use crate::api::ids::MessageId;
use crate::api::params::Params;

/// `POST /messages`: sends Markdown to a conversation. Gives the new message's id.
/// <https://zulip.com/api/send-message>
///
/// # Errors
/// See [`ApiError`].
pub async fn send_message(
    client: &Client,
    to: &Conversation,
    content: &str,
) -> Result<MessageId, ApiError> {
    #[derive(Deserialize)]
    struct Reply {
        id: MessageId,
    }
    let params = match to {
        Conversation::Topic { channel, topic } => Params::new()
            .raw("type", "stream")
            .json("to", channel)
            .raw("topic", topic.as_str()),
        Conversation::Dm(key) => Params::new().raw("type", "private").json("to", key.all()),
    };
    let reply: Reply = client
        .post("messages", params.raw("content", content))
        .await?;
    Ok(reply.id)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::api::conversation::DmKey;
    use crate::api::ids::{ChannelId, TopicName, UserId};
    use crate::api::scripted::{Scripted, Step};
    use serde_json::json;

    #[tokio::test]
    async fn both_kinds_of_conversations_are_addressed() {
        let server = Scripted::new(|_| Step::ok(json!({"id": 42})));
        let topic = Conversation::topic(ChannelId(4), TopicName::new("kiln"));
        let dm = Conversation::Dm(DmKey::of_all([UserId(9), UserId(6)]));
        for to in [&topic, &dm] {
            let id = send_message(&server.client(), to, "answer a").await;
            assert_eq!(id.unwrap(), MessageId(42));
        }
        let log = server.log();
        let told = |n: usize| ["type", "to", "topic", "content"].map(|name| log[n].param(name));
        assert_eq!(told(0), ["stream", "4", "kiln", "answer a"]);
        assert_eq!(log[1].param("to"), "[6,9]");
        assert_eq!(log[1].param("type"), "private");
    }
}

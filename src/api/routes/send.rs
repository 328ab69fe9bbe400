//! Sending a message. <https://zulip.com/api/send-message>

use std::time::Duration;

use reqwest::Method;
use serde::Deserialize;

use crate::api::client::{Client, Limits};
use crate::api::conversation::Conversation;
use crate::api::error::ApiError;
use crate::api::ids::{MessageId, QueueId, UserId};
use crate::api::params::Params;
use crate::api::personal::VisibilityPolicy;

/// How long to wait for the answer. A person waits, and what comes later is found by looking.
const LIMITS: Limits = Limits {
    head: Duration::from_secs(30),
    stall: Duration::from_secs(20),
    whole: Duration::from_secs(60),
    bytes: 1 << 20,
};

/// A message to be sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SendMessage {
    /// Where to.
    pub conversation: Conversation,
    /// Who oneself is: direct messages name the others.
    pub me: UserId,
    /// The text as typed.
    pub content: String,
    /// The queue whose event shall name the message, and what to call it there.
    pub local: Option<(QueueId, String)>,
}

/// The server's reply to a message it has taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sent {
    /// The message.
    pub id: MessageId,
    /// The policy that the topic got by the way, such as followed.
    pub automatic_new_visibility_policy: Option<VisibilityPolicy>,
}

impl SendMessage {
    fn params(&self) -> Params {
        let params = Params::new();
        let params = match &self.conversation {
            Conversation::Topic { channel, topic } => params
                .raw("type", "channel")
                .json("to", channel)
                .raw("topic", topic.as_str()),
            Conversation::Dm(key) => params
                .raw("type", "direct")
                .json("to", &key.operand(self.me)),
        };
        let params = params
            .raw("content", self.content.as_str())
            .json("read_by_sender", &true);
        match &self.local {
            Some((queue, local)) => params
                .raw("queue_id", queue.0.as_str())
                .raw("local_id", local.as_str()),
            None => params,
        }
    }
}

/// `POST /messages`. Not to be repeated after an error that leaves open whether it arrived: the
/// server would have the message twice.
///
/// # Errors
/// See [`ApiError`].
pub async fn send_message(client: &Client, message: &SendMessage) -> Result<Sent, ApiError> {
    #[derive(Deserialize)]
    struct Reply {
        id: MessageId,
        #[serde(default)]
        automatic_new_visibility_policy: Option<VisibilityPolicy>,
    }
    let params = message.params();
    let reply: Reply = client
        .call(Method::POST, "messages", params, LIMITS)
        .await?;
    Ok(Sent {
        id: reply.id,
        automatic_new_visibility_policy: reply.automatic_new_visibility_policy,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::api::conversation::DmKey;
    use crate::api::ids::{ChannelId, TopicName};
    use crate::api::scripted::{Scripted, Step};
    use serde_json::json;

    #[tokio::test]
    async fn a_message_goes_to_a_topic_or_to_people() {
        let server = Scripted::list([
            Step::ok(json!({"id": 7, "automatic_new_visibility_policy": 3})),
            Step::ok(json!({"id": 8})),
        ]);
        let client = server.client();
        let mut message = SendMessage {
            conversation: Conversation::topic(ChannelId(3), TopicName::new("kiln")),
            me: UserId(6),
            content: " a\nb ".to_owned(),
            local: Some((QueueId("q:1".to_owned()), "17".to_owned())),
        };
        let sent = send_message(&client, &message).await.unwrap();
        assert_eq!(sent.id, MessageId(7));
        let policy = sent.automatic_new_visibility_policy;
        assert_eq!(policy.map(|policy| policy.number()), Some(3));
        message.conversation = Conversation::Dm(DmKey::of_all([UserId(6), UserId(9)]));
        message.local = None;
        let sent = send_message(&client, &message).await.unwrap();
        assert_eq!(sent.automatic_new_visibility_policy, None);
        let log = server.log();
        let params = |at: usize| serde_json::to_value(&log[at].params).unwrap();
        assert_eq!(
            params(0),
            json!({"type": "channel", "to": "3", "topic": "kiln", "content": " a\nb ",
                "read_by_sender": "true", "queue_id": "q:1", "local_id": "17"})
        );
        assert_eq!(
            params(1),
            json!({"type": "direct", "to": "[9]", "content": " a\nb ", "read_by_sender": "true"})
        );
    }
}

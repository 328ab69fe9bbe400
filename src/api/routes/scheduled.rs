//! Messages to be sent later. <https://zulip.com/api/create-scheduled-message>,
//! <https://zulip.com/api/update-scheduled-message>, <https://zulip.com/api/delete-scheduled-message>

use serde::Deserialize;
use serde::de::IgnoredAny;

use crate::api::client::Client;
use crate::api::conversation::Conversation;
use crate::api::error::ApiError;
use crate::api::ids::{ScheduledMessageId, UserId};
use crate::api::params::Params;
use crate::api::time::UnixSeconds;

/// `POST /scheduled_messages`. Not to be repeated after an error that leaves open whether it
/// arrived.
///
/// # Errors
/// See [`ApiError`].
pub async fn schedule_message(
    client: &Client,
    to: &Conversation,
    me: UserId,
    content: &str,
    at: UnixSeconds,
) -> Result<ScheduledMessageId, ApiError> {
    #[derive(Deserialize)]
    struct Reply {
        scheduled_message_id: ScheduledMessageId,
    }
    let params = match to {
        Conversation::Topic { channel, topic } => Params::new()
            .raw("type", "channel")
            .json("to", channel)
            .raw("topic", topic.as_str()),
        Conversation::Dm(key) => Params::new()
            .raw("type", "direct")
            .json("to", &key.operand(me)),
    };
    let params = params
        .raw("content", content)
        .json("scheduled_delivery_timestamp", &at.0)
        .json("read_by_sender", &true);
    let reply: Reply = client.post("scheduled_messages", params).await?;
    Ok(reply.scheduled_message_id)
}

/// `PATCH /scheduled_messages/{id}`: another text, another time. One that failed needs a time.
///
/// # Errors
/// See [`ApiError`].
pub async fn edit_scheduled_message(
    client: &Client,
    id: ScheduledMessageId,
    content: Option<&str>,
    at: Option<UnixSeconds>,
) -> Result<(), ApiError> {
    let mut params = Params::new();
    if let Some(content) = content {
        params = params.raw("content", content);
    }
    let params = params.some("scheduled_delivery_timestamp", at.map(|at| at.0).as_ref());
    let path = format!("scheduled_messages/{id}");
    let _: IgnoredAny = client.patch(&path, params).await?;
    Ok(())
}

/// `DELETE /scheduled_messages/{id}`.
///
/// # Errors
/// See [`ApiError`].
pub async fn delete_scheduled_message(
    client: &Client,
    id: ScheduledMessageId,
) -> Result<(), ApiError> {
    let path = format!("scheduled_messages/{id}");
    let _: IgnoredAny = client.delete(&path, Params::new()).await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::api::ids::ChannelId;
    use crate::api::scripted::{Scripted, Step};
    use serde_json::json;

    #[tokio::test]
    async fn later_messages_are_made_changed_and_taken_back() {
        let server = Scripted::list([
            Step::ok(json!({"scheduled_message_id": 3})),
            Step::ok(json!({})),
            Step::ok(json!({})),
        ]);
        let client = server.client();
        let to = Conversation::topic(ChannelId(4), "".into());
        let at = UnixSeconds(1_795_413_970);
        let id = schedule_message(&client, &to, UserId(6), "later, nameless", at)
            .await
            .unwrap();
        assert_eq!(id, ScheduledMessageId(3));
        edit_scheduled_message(&client, id, None, Some(at))
            .await
            .unwrap();
        delete_scheduled_message(&client, id).await.unwrap();
        let log = server.log();
        let asked: Vec<_> = log
            .iter()
            .map(|asked| (asked.what.as_str(), json!(asked.params)))
            .collect();
        assert_eq!(
            asked,
            [
                (
                    "POST scheduled_messages",
                    json!({"type": "channel", "to": "4", "topic": "",
                "content": "later, nameless", "scheduled_delivery_timestamp": "1795413970",
                "read_by_sender": "true"})
                ),
                (
                    "PATCH scheduled_messages/3",
                    json!({"scheduled_delivery_timestamp": "1795413970"})
                ),
                ("DELETE scheduled_messages/3", json!({})),
            ]
        );
    }
}

//! Moving and deleting messages, and reporting them.
//!
//! <https://zulip.com/api/update-message>, <https://zulip.com/api/delete-message>,
//! <https://zulip.com/api/report-message>

use serde::de::IgnoredAny;

use crate::api::client::Client;
use crate::api::error::ApiError;
use crate::api::event::PropagateMode;
use crate::api::ids::{ChannelId, MessageId, TopicName};
use crate::api::params::Params;

/// What to ask [`move_message`] for. What is `None` stays as it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MoveMessage {
    /// The topic it shall be in.
    pub topic: Option<TopicName>,
    /// The channel it shall be in.
    pub channel: Option<ChannelId>,
    /// Which messages of its topic go along.
    pub mode: PropagateMode,
    /// Whether Notification Bot tells the old topic.
    pub notify_old: bool,
    /// Whether Notification Bot tells the new topic.
    pub notify_new: bool,
}

/// `PATCH /messages/{message_id}`, to move messages. <https://zulip.com/api/update-message>
///
/// # Errors
/// See [`ApiError`]; `MOVE_MESSAGES_TIME_LIMIT_EXCEEDED` when some are too old to go along.
pub async fn move_message(
    client: &Client,
    message: MessageId,
    change: &MoveMessage,
) -> Result<(), ApiError> {
    let mut params = Params::new();
    if let Some(topic) = &change.topic {
        params = params.raw("topic", topic.as_str());
    }
    if let Some(channel) = change.channel {
        params = params.json("stream_id", &channel);
    }
    let params = params
        .raw("propagate_mode", change.mode.word())
        .json("send_notification_to_old_thread", &change.notify_old)
        .json("send_notification_to_new_thread", &change.notify_new);
    let _: IgnoredAny = client.patch(&format!("messages/{message}"), params).await?;
    Ok(())
}

/// `DELETE /messages/{message_id}`. <https://zulip.com/api/delete-message>
///
/// # Errors
/// See [`ApiError`].
pub async fn delete_message(client: &Client, message: MessageId) -> Result<(), ApiError> {
    let path = format!("messages/{message}");
    let _: IgnoredAny = client.delete(&path, Params::new()).await?;
    Ok(())
}

/// The most code points of a report's description.
pub const LONGEST_REPORT: usize = 1000;

/// `POST /messages/{message_id}/report` (feature level 382). `description` has at most
/// [`LONGEST_REPORT`] code points; for the kind `other` there must be one.
/// <https://zulip.com/api/report-message>
///
/// # Errors
/// See [`ApiError`].
pub async fn report_message(
    client: &Client,
    message: MessageId,
    kind: &str,
    description: &str,
) -> Result<(), ApiError> {
    let mut params = Params::new().raw("report_type", kind);
    if !description.is_empty() {
        params = params.raw("description", description);
    }
    let path = format!("messages/{message}/report");
    let _: IgnoredAny = client.post(&path, params).await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::api::scripted::{Scripted, Step};
    use serde_json::json;

    #[tokio::test]
    async fn only_what_changes_is_named() {
        let answers = (0..3).map(|_| Step::ok(json!({})));
        let server = Scripted::list(answers);
        let client = server.client();
        let mut change = MoveMessage {
            topic: Some(TopicName::new("")),
            channel: None,
            mode: PropagateMode::All,
            notify_old: false,
            notify_new: true,
        };
        move_message(&client, MessageId(5), &change).await.unwrap();
        (change.topic, change.channel) = (None, Some(ChannelId(3)));
        move_message(&client, MessageId(5), &change).await.unwrap();
        report_message(&client, MessageId(5), "spam", "")
            .await
            .unwrap();
        let log = server.log();
        assert_eq!(log[0].what, "PATCH messages/5");
        assert_eq!(
            (log[0].param("topic"), log[0].param("propagate_mode")),
            ("", "change_all")
        );
        assert!(!log[0].params.contains_key("stream_id"));
        assert_eq!(log[1].param("stream_id"), "3");
        assert!(!log[1].params.contains_key("topic"));
        assert_eq!(log[1].param("send_notification_to_new_thread"), "true");
        assert!(!log[2].params.contains_key("description"));
    }
}

//! <https://zulip.com/api/set-typing-status>

use serde::de::IgnoredAny;

use crate::api::client::Client;
use crate::api::error::ApiError;
use crate::api::ids::{ChannelId, FeatureLevel, MessageId, TopicName, UserId};
use crate::api::params::Params;

/// Where somebody is typing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TypingTo {
    /// To these people.
    Direct(Vec<UserId>),
    /// In a topic.
    Channel(ChannelId, TopicName),
}

/// Whether typing began or ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum TypingOp {
    /// It began, or still goes on.
    Start,
    /// It ended.
    Stop,
}

/// `POST /typing`.
///
/// # Errors
/// See [`ApiError`].
pub async fn set_typing_status(
    client: &Client,
    op: TypingOp,
    to: &TypingTo,
) -> Result<(), ApiError> {
    let op = match op {
        TypingOp::Start => "start",
        TypingOp::Stop => "stop",
    };
    let params = Params::new().raw("op", op);
    let params = match to {
        TypingTo::Direct(people) => params.raw("type", "direct").json("to", people),
        TypingTo::Channel(channel, topic) => {
            let new = client.feature_level() >= FeatureLevel(248);
            params
                .raw("type", if new { "channel" } else { "stream" })
                .json("stream_id", channel)
                .raw("topic", topic.as_str())
        }
    };
    let _: IgnoredAny = client.post("typing", params).await?;
    Ok(())
}

/// `POST /messages/{message_id}/typing`: whether one is changing a message. (Before feature
/// level 361 there was no such notice for clients like this one.)
/// <https://zulip.com/api/set-typing-status-for-message-edit>
///
/// # Errors
/// See [`ApiError`].
pub async fn set_message_edit_typing_status(
    client: &Client,
    op: TypingOp,
    message: MessageId,
) -> Result<(), ApiError> {
    if client.feature_level() < FeatureLevel(361) {
        return Ok(());
    }
    let op = match op {
        TypingOp::Start => "start",
        TypingOp::Stop => "stop",
    };
    let params = Params::new().raw("op", op);
    let path = format!("messages/{message}/typing");
    let _: IgnoredAny = client.post(&path, params).await?;
    Ok(())
}

//! <https://zulip.com/api/set-typing-status>

use serde::de::IgnoredAny;

use crate::api::client::Client;
use crate::api::error::ApiError;
use crate::api::ids::{ChannelId, FeatureLevel, TopicName, UserId};
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

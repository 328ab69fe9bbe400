//! Channels and their topics.

use serde::Deserialize;
use serde_json::value::RawValue;

use crate::api::client::Client;
use crate::api::error::ApiError;
use crate::api::ids::{ChannelId, UserId};
use crate::api::message::TopicEntry;
use crate::api::params::Params;

/// The reply to [`get_stream_topics`].
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct TopicsReply {
    /// The topics, the one with the newest message first.
    pub topics: Vec<TopicEntry>,
}

/// `GET /users/me/{stream_id}/topics`. <https://zulip.com/api/get-stream-topics>
///
/// # Errors
/// See [`ApiError`].
pub async fn get_stream_topics(
    client: &Client,
    channel: ChannelId,
) -> Result<TopicsReply, ApiError> {
    let params = Params::new().json("allow_empty_topic_name", &true);
    client
        .get(&format!("users/me/{channel}/topics"), params)
        .await
}

/// `GET /users/me/{stream_id}/topics`, as it came. <https://zulip.com/api/get-stream-topics>
///
/// # Errors
/// See [`ApiError`].
pub async fn get_raw_stream_topics(
    client: &Client,
    channel: ChannelId,
) -> Result<Vec<Box<RawValue>>, ApiError> {
    #[derive(Deserialize)]
    struct Reply {
        topics: Vec<Box<RawValue>>,
    }
    let params = Params::new().json("allow_empty_topic_name", &true);
    let path = format!("users/me/{channel}/topics");
    let reply: Reply = client.get(&path, params).await?;
    Ok(reply.topics)
}

/// `GET /users/me/subscriptions`, as it came. <https://zulip.com/api/get-subscriptions>
///
/// # Errors
/// See [`ApiError`].
pub async fn get_raw_subscriptions(client: &Client) -> Result<Vec<Box<RawValue>>, ApiError> {
    #[derive(Deserialize)]
    struct Reply {
        subscriptions: Vec<Box<RawValue>>,
    }
    let reply: Reply = client.get("users/me/subscriptions", Params::new()).await?;
    Ok(reply.subscriptions)
}

/// `GET /streams`: all channels that one may know of, as they came; archived ones if wanted
/// (feature level 315). <https://zulip.com/api/get-streams>
///
/// # Errors
/// See [`ApiError`].
pub async fn get_raw_streams(
    client: &Client,
    archived: bool,
) -> Result<Vec<Box<RawValue>>, ApiError> {
    #[derive(Deserialize)]
    struct Reply {
        streams: Vec<Box<RawValue>>,
    }
    let params = Params::new();
    let params = if archived {
        params.json("exclude_archived", &false)
    } else {
        params
    };
    let reply: Reply = client.get("streams", params).await?;
    Ok(reply.streams)
}

/// `GET /get_stream_id`: the channel with this name, in any case.
/// <https://zulip.com/api/get-stream-id>
///
/// # Errors
/// See [`ApiError`].
pub async fn get_stream_id(client: &Client, name: &str) -> Result<ChannelId, ApiError> {
    #[derive(Deserialize)]
    struct Reply {
        stream_id: ChannelId,
    }
    let params = Params::new().raw("stream", name);
    let reply: Reply = client.get("get_stream_id", params).await?;
    Ok(reply.stream_id)
}

/// `GET /streams/{stream_id}`: the channel's name. <https://zulip.com/api/get-stream-by-id>
///
/// # Errors
/// See [`ApiError`].
pub async fn get_stream_name(client: &Client, channel: ChannelId) -> Result<String, ApiError> {
    #[derive(Deserialize)]
    struct Channel {
        name: String,
    }
    #[derive(Deserialize)]
    struct Reply {
        stream: Channel,
    }
    let path = format!("streams/{channel}");
    let reply: Reply = client.get(&path, Params::new()).await?;
    Ok(reply.stream.name)
}

/// `GET /streams/{stream_id}/members`. <https://zulip.com/api/get-subscribers>
///
/// # Errors
/// See [`ApiError`].
pub async fn get_subscribers(client: &Client, channel: ChannelId) -> Result<Vec<UserId>, ApiError> {
    #[derive(Deserialize)]
    struct Reply {
        subscribers: Vec<UserId>,
    }
    let path = format!("streams/{channel}/members");
    let reply: Reply = client.get(&path, Params::new()).await?;
    Ok(reply.subscribers)
}

//! Users and what they have set about others.

use serde::Deserialize;
use serde::de::IgnoredAny;
use serde_json::value::RawValue;

use crate::api::client::Client;
use crate::api::error::ApiError;
use crate::api::ids::{ChannelId, UserId};
use crate::api::params::Params;
use crate::api::user::User;

/// Who oneself is.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct OwnUser {
    /// One's id.
    pub user_id: UserId,
    /// One's address in the API.
    pub email: Box<str>,
    /// One's name.
    pub full_name: Box<str>,
}

/// `GET /users/me`. <https://zulip.com/api/get-own-user>
///
/// # Errors
/// See [`ApiError`].
pub async fn get_own_user(client: &Client) -> Result<OwnUser, ApiError> {
    client.get("users/me", Params::new()).await
}

/// `GET /users/{user_id}`. <https://zulip.com/api/get-user>
///
/// # Errors
/// See [`ApiError`].
pub async fn get_user(client: &Client, user: UserId) -> Result<User, ApiError> {
    #[derive(Deserialize)]
    struct Reply {
        user: User,
    }
    let path = format!("users/{user}");
    let reply: Reply = client.get(&path, Params::new()).await?;
    Ok(reply.user)
}

/// `GET /users`: everybody, bots and those who left too. <https://zulip.com/api/get-users>
///
/// # Errors
/// See [`ApiError`].
pub async fn get_users(client: &Client) -> Result<Vec<User>, ApiError> {
    #[derive(Deserialize)]
    struct Reply {
        members: Vec<User>,
    }
    let reply: Reply = client.get("users", Params::new()).await?;
    Ok(reply.members)
}

/// `GET /users`, as it came. <https://zulip.com/api/get-users>
///
/// # Errors
/// See [`ApiError`].
pub async fn get_raw_users(client: &Client) -> Result<Vec<Box<RawValue>>, ApiError> {
    #[derive(Deserialize)]
    struct Reply {
        members: Vec<Box<RawValue>>,
    }
    let params = Params::new().json("client_gravatar", &false);
    let reply: Reply = client.get("users", params).await?;
    Ok(reply.members)
}

/// `POST /users/me/muted_users/{user_id}`: hides what somebody writes. The server refuses it for
/// somebody who is muted. <https://zulip.com/api/mute-user>
///
/// # Errors
/// See [`ApiError`].
pub async fn mute_user(client: &Client, user: UserId) -> Result<(), ApiError> {
    let path = format!("users/me/muted_users/{user}");
    let _: IgnoredAny = client.post(&path, Params::new()).await?;
    Ok(())
}

/// `DELETE /users/me/muted_users/{user_id}`. <https://zulip.com/api/unmute-user>
///
/// # Errors
/// See [`ApiError`].
pub async fn unmute_user(client: &Client, user: UserId) -> Result<(), ApiError> {
    let path = format!("users/me/muted_users/{user}");
    let _: IgnoredAny = client.delete(&path, Params::new()).await?;
    Ok(())
}

/// `GET /users/{user_id}/channels` (feature level 440): the channels that somebody is in, as far
/// as one may know. <https://zulip.com/api/get-user-channels>
///
/// # Errors
/// See [`ApiError`].
pub async fn get_user_channels(client: &Client, user: UserId) -> Result<Vec<ChannelId>, ApiError> {
    #[derive(Deserialize)]
    struct Reply {
        subscribed_channel_ids: Vec<ChannelId>,
    }
    let path = format!("users/{user}/channels");
    let reply: Reply = client.get(&path, Params::new()).await?;
    Ok(reply.subscribed_channel_ids)
}

/// `GET /users/{user_id}/subscriptions/{stream_id}`: whether somebody is in a channel.
/// <https://zulip.com/api/get-subscription-status>
///
/// # Errors
/// See [`ApiError`].
pub async fn is_subscribed(
    client: &Client,
    user: UserId,
    channel: ChannelId,
) -> Result<bool, ApiError> {
    #[derive(Deserialize)]
    struct Reply {
        is_subscribed: bool,
    }
    let path = format!("users/{user}/subscriptions/{channel}");
    let reply: Reply = client.get(&path, Params::new()).await?;
    Ok(reply.is_subscribed)
}

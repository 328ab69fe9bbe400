//! <https://zulip.com/api/get-server-settings>

use serde::Deserialize;

use crate::api::client::Client;
use crate::api::error::ApiError;
use crate::api::ids::FeatureLevel;
use crate::api::params::Params;
use crate::api::time::UnixSeconds;

/// What a server says to anybody.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct ServerSettingsReply {
    /// Such as `11.0`.
    pub zulip_version: Box<str>,
    /// What it is able to do.
    #[serde(default)]
    pub zulip_feature_level: FeatureLevel,
    /// The organization's URL (`realm_uri` before feature level 257, and beside it since).
    /// Absent where the host has no organization of its own.
    pub realm_url: Option<Box<str>>,
    /// The organization's name.
    pub realm_name: Option<Box<str>>,
}

/// `GET /server_settings`.
///
/// # Errors
/// See [`ApiError`].
pub async fn get_server_settings(client: &Client) -> Result<ServerSettingsReply, ApiError> {
    client.get("server_settings", Params::new()).await
}

/// `GET /server_settings`, with the time that the server's clock showed, where it says.
///
/// # Errors
/// See [`ApiError`].
pub async fn get_server_settings_and_time(
    client: &Client,
) -> Result<(ServerSettingsReply, Option<UnixSeconds>), ApiError> {
    client.get_dated("server_settings", Params::new()).await
}

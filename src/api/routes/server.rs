//! <https://zulip.com/api/get-server-settings>

use std::collections::BTreeMap;

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
    /// The same before feature level 257.
    pub realm_uri: Option<Box<str>>,
    /// The organization's name.
    pub realm_name: Option<Box<str>>,
    /// What it says of itself, as HTML.
    pub realm_description: Option<Box<str>>,
    /// Whether people sign in with an e-mail address and a password.
    #[serde(default)]
    pub email_auth_enabled: bool,
    /// Whether the names of people who sign in are e-mail addresses, always.
    #[serde(default = "yes")]
    pub require_email_format_usernames: bool,
    /// Which ways of signing in there are, by name: `password`, `ldap`, `dev`, `github`, …
    #[serde(default)]
    pub authentication_methods: BTreeMap<Box<str>, bool>,
    /// Those that happen on a web page, in the order to offer them in.
    #[serde(default)]
    pub external_authentication_methods: Vec<ExternalMethod>,
}

fn yes() -> bool {
    true
}

/// A way of signing in that happens on a web page.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct ExternalMethod {
    /// Such as `github` or `saml:idp`.
    pub name: Box<str>,
    /// What people call it.
    pub display_name: Box<str>,
    /// The path at which it begins.
    pub login_url: Box<str>,
}

impl ServerSettingsReply {
    /// The organization's URL, by whichever name the server has for it.
    #[must_use]
    pub fn realm(&self) -> Option<&str> {
        self.realm_url.as_deref().or(self.realm_uri.as_deref())
    }
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

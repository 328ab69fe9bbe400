//! Getting an API key. The client must be anonymous: see
//! [`Client::anonymous`](crate::api::Client::anonymous).

use serde::Deserialize;

use crate::api::client::Client;
use crate::api::error::ApiError;
use crate::api::params::Params;
use crate::config::zuliprc::ApiKey;

/// A key, and whose it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FetchedKey {
    /// The address in the API that goes with it.
    pub email: String,
    /// The key.
    pub key: ApiKey,
}

#[derive(Deserialize)]
struct Reply {
    api_key: String,
    email: String,
}

impl From<Reply> for FetchedKey {
    fn from(reply: Reply) -> Self {
        Self {
            email: reply.email,
            key: ApiKey::new(reply.api_key),
        }
    }
}

/// `POST /fetch_api_key`, for a name and a password.
/// <https://zulip.com/api/fetch-api-key>
///
/// # Errors
/// See [`ApiError`]; the codes are `AUTHENTICATION_FAILED`, `USER_DEACTIVATED`,
/// `REALM_DEACTIVATED`, `PASSWORD_AUTH_DISABLED`, `PASSWORD_RESET_REQUIRED`.
pub async fn fetch_api_key(
    client: &Client,
    username: &str,
    password: &str,
) -> Result<FetchedKey, ApiError> {
    let params = Params::new()
        .raw("username", username)
        .raw("password", password);
    let reply: Reply = client.post("fetch_api_key", params).await?;
    Ok(reply.into())
}

/// `POST /dev_fetch_api_key`: anybody's key, on development servers.
/// <https://zulip.com/api/dev-fetch-api-key>
///
/// # Errors
/// See [`ApiError`].
pub async fn dev_fetch_api_key(client: &Client, username: &str) -> Result<FetchedKey, ApiError> {
    let params = Params::new().raw("username", username);
    let reply: Reply = client.post("dev_fetch_api_key", params).await?;
    Ok(reply.into())
}

/// `GET /dev_list_users`: the addresses that [`dev_fetch_api_key`] takes, administrators
/// first.
///
/// # Errors
/// See [`ApiError`].
pub async fn dev_list_users(client: &Client) -> Result<Vec<String>, ApiError> {
    #[derive(Deserialize)]
    struct Person {
        email: String,
    }
    #[derive(Deserialize)]
    struct People {
        #[serde(default)]
        direct_admins: Vec<Person>,
        #[serde(default)]
        direct_users: Vec<Person>,
    }
    let people: People = client.get("dev_list_users", Params::new()).await?;
    let all = people.direct_admins.into_iter().chain(people.direct_users);
    Ok(all.map(|person| person.email).collect())
}

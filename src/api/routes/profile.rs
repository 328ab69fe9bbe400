//! One's own profile: name, time zone, what one filled in, whether others see that one is there.
//!
//! <https://zulip.com/api/update-settings>

use serde::de::IgnoredAny;
use serde_json::{Value, json};

use crate::api::client::Client;
use crate::api::error::ApiError;
use crate::api::ids::{ProfileFieldId, UserId};
use crate::api::params::Params;

/// What of the own account's basics changes.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct BasicsChange {
    /// Another name.
    pub full_name: Option<String>,
    /// Another time zone: an IANA name, or nothing.
    pub timezone: Option<String>,
}

impl BasicsChange {
    /// Whether nothing changes.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.full_name.is_none() && self.timezone.is_none()
    }
}

/// `PATCH /settings`, the name and the time zone.
///
/// # Errors
/// See [`ApiError`].
pub async fn update_basics(client: &Client, change: &BasicsChange) -> Result<(), ApiError> {
    let mut params = Params::new();
    for (name, value) in [
        ("full_name", &change.full_name),
        ("timezone", &change.timezone),
    ] {
        if let Some(value) = value {
            params = params.raw(name, value.as_str());
        }
    }
    let _: IgnoredAny = client.patch("settings", params).await?;
    Ok(())
}

/// `PATCH /settings`: whether others see that one is there.
///
/// # Errors
/// See [`ApiError`].
pub async fn update_presence_enabled(client: &Client, enabled: bool) -> Result<(), ApiError> {
    let params = Params::new().json("presence_enabled", &enabled);
    let _: IgnoredAny = client.patch("settings", params).await?;
    Ok(())
}

/// What is filled into a field of the profile.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ProfileValue {
    /// Nothing any more.
    Nothing,
    /// Words; a key of a choice; a date as `2026-05-01`.
    Text(String),
    /// People.
    Users(Vec<UserId>),
}

/// Fills fields of the own profile in, and empties others: `PATCH /users/me/profile_data`, then
/// `DELETE /users/me/profile_data`, as far as each is needed.
///
/// # Errors
/// See [`ApiError`].
pub async fn update_profile_data(
    client: &Client,
    fields: &[(ProfileFieldId, ProfileValue)],
) -> Result<(), ApiError> {
    let (mut filled, mut emptied) = (Vec::<Value>::new(), Vec::new());
    for (field, value) in fields {
        match value {
            ProfileValue::Nothing => emptied.push(*field),
            ProfileValue::Text(text) => filled.push(json!({"id": field, "value": text})),
            ProfileValue::Users(users) => filled.push(json!({"id": field, "value": users})),
        }
    }
    if !filled.is_empty() {
        let params = Params::new().json("data", &filled);
        let _: IgnoredAny = client.patch("users/me/profile_data", params).await?;
    }
    if !emptied.is_empty() {
        let params = Params::new().json("data", &emptied);
        let _: IgnoredAny = client.delete("users/me/profile_data", params).await?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::api::scripted::{Scripted, Step};

    #[tokio::test]
    async fn fields_are_filled_and_emptied_by_two_requests() {
        let server = Scripted::list((0..4).map(|_| Step::ok(json!({}))));
        let client = server.client();
        let change = BasicsChange {
            full_name: Some("Ada".to_owned()),
            timezone: None,
        };
        update_basics(&client, &change).await.unwrap();
        update_presence_enabled(&client, false).await.unwrap();
        let fields = [
            (
                ProfileFieldId(1),
                ProfileValue::Text("glaze \"chemist\"".into()),
            ),
            (ProfileFieldId(2), ProfileValue::Nothing),
            (ProfileFieldId(3), ProfileValue::Users(vec![UserId(8)])),
        ];
        update_profile_data(&client, &fields).await.unwrap();
        let log = server.log();
        assert_eq!(log[0].param("full_name"), "Ada");
        assert_eq!(log[0].params.len(), 1);
        assert_eq!(log[1].param("presence_enabled"), "false");
        assert_eq!(log[2].what, "PATCH users/me/profile_data");
        assert_eq!(
            log[2].param("data"),
            r#"[{"id":1,"value":"glaze \"chemist\""},{"id":3,"value":[8]}]"#
        );
        assert_eq!(log[3].what, "DELETE users/me/profile_data");
        assert_eq!(log[3].param("data"), "[2]");
    }
}

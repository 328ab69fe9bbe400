//! One's own settings and alert words.
//!
//! <https://zulip.com/api/update-settings>, <https://zulip.com/api/add-alert-words>,
//! <https://zulip.com/api/remove-alert-words>

use serde::de::IgnoredAny;
use serde_json::Value;

use crate::api::client::Client;
use crate::api::error::ApiError;
use crate::api::params::Params;

/// The most code points of an alert word.
pub const LONGEST_ALERT_WORD: usize = 100;

/// `PATCH /settings`: one setting, by its name on the wire.
/// <https://zulip.com/api/update-settings>
///
/// # Errors
/// See [`ApiError`].
pub async fn update_setting(
    client: &Client,
    name: &'static str,
    value: &Value,
) -> Result<(), ApiError> {
    let params = match value {
        Value::String(word) => Params::new().raw(name, word.as_str()),
        other => Params::new().json(name, other),
    };
    let _: IgnoredAny = client.patch("settings", params).await?;
    Ok(())
}

/// `POST /users/me/alert_words`: words of at most [`LONGEST_ALERT_WORD`] code points.
/// <https://zulip.com/api/add-alert-words>
///
/// # Errors
/// See [`ApiError`].
pub async fn add_alert_words(client: &Client, words: &[&str]) -> Result<(), ApiError> {
    let params = Params::new().json("alert_words", words);
    let _: IgnoredAny = client.post("users/me/alert_words", params).await?;
    Ok(())
}

/// `DELETE /users/me/alert_words`. <https://zulip.com/api/remove-alert-words>
///
/// # Errors
/// See [`ApiError`].
pub async fn remove_alert_words(client: &Client, words: &[&str]) -> Result<(), ApiError> {
    let params = Params::new().json("alert_words", words);
    let _: IgnoredAny = client.delete("users/me/alert_words", params).await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::api::scripted::{Scripted, Step};
    use serde_json::json;

    #[tokio::test]
    async fn words_go_as_they_are_and_all_else_as_json() {
        let server = Scripted::list((0..4).map(|_| Step::ok(json!({}))));
        let client = server.client();
        let (home, yes) = (json!("recent"), json!(true));
        update_setting(&client, "web_home_view", &home)
            .await
            .unwrap();
        update_setting(&client, "enable_sounds", &yes)
            .await
            .unwrap();
        add_alert_words(&client, &["kiln \"3\""]).await.unwrap();
        remove_alert_words(&client, &["glaze"]).await.unwrap();
        let log = server.log();
        assert_eq!(log[0].what, "PATCH settings");
        assert_eq!(log[0].param("web_home_view"), "recent");
        assert_eq!(log[1].param("enable_sounds"), "true");
        assert_eq!(log[2].what, "POST users/me/alert_words");
        assert_eq!(log[2].param("alert_words"), r#"["kiln \"3\""]"#);
        assert_eq!(log[3].what, "DELETE users/me/alert_words");
    }
}

//! Reminders about messages (feature level 381; known to all clients and deletable, 399; with
//! a note, 415). <https://zulip.com/api/create-message-reminder>,
//! <https://zulip.com/api/delete-reminder>

use serde::Deserialize;
use serde::de::IgnoredAny;

use crate::api::client::Client;
use crate::api::error::ApiError;
use crate::api::ids::{FeatureLevel, MessageId, ReminderId};
use crate::api::params::Params;
use crate::api::time::UnixSeconds;

/// From here on there are reminders.
pub const CREATED: FeatureLevel = FeatureLevel(381);
/// From here on a reminder is told to all clients, and can be deleted.
pub const LISTED: FeatureLevel = FeatureLevel(399);
/// From here on a reminder may have a note.
pub const NOTED: FeatureLevel = FeatureLevel(415);

/// `POST /reminders`. Not to be repeated after an error that leaves open whether it arrived.
///
/// # Errors
/// See [`ApiError`].
pub async fn create_reminder(
    client: &Client,
    message: MessageId,
    at: UnixSeconds,
    note: Option<&str>,
) -> Result<ReminderId, ApiError> {
    #[derive(Deserialize)]
    struct Reply {
        reminder_id: ReminderId,
    }
    let mut params = Params::new()
        .json("message_id", &message)
        .json("scheduled_delivery_timestamp", &at.0);
    if let Some(note) = note {
        params = params.raw("note", note);
    }
    let reply: Reply = client.post("reminders", params).await?;
    Ok(reply.reminder_id)
}

/// `DELETE /reminders/{reminder_id}`.
///
/// # Errors
/// See [`ApiError`].
pub async fn delete_reminder(client: &Client, id: ReminderId) -> Result<(), ApiError> {
    let _: IgnoredAny = client
        .delete(&format!("reminders/{id}"), Params::new())
        .await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::api::scripted::{Scripted, Step};
    use serde_json::json;

    #[tokio::test]
    async fn reminders_are_made_and_taken_back() {
        let server = Scripted::list([Step::ok(json!({"reminder_id": 3})), Step::ok(json!({}))]);
        let client = server.client();
        let at = UnixSeconds(1_795_413_970);
        let id = create_reminder(&client, MessageId(121), at, Some("fire!"))
            .await
            .unwrap();
        assert_eq!(id, ReminderId(3));
        delete_reminder(&client, id).await.unwrap();
        let log = server.log();
        let asked: Vec<_> = log
            .iter()
            .map(|asked| (asked.what.as_str(), json!(asked.params)))
            .collect();
        assert_eq!(
            asked,
            [
                (
                    "POST reminders",
                    json!({"message_id": "121", "note": "fire!",
                "scheduled_delivery_timestamp": "1795413970"})
                ),
                ("DELETE reminders/3", json!({})),
            ]
        );
    }
}

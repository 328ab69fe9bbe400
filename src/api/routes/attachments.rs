//! One's own uploads.
//!
//! <https://zulip.com/api/get-attachments>, <https://zulip.com/api/remove-attachment>

use serde::Deserialize;

use crate::api::client::Client;
use crate::api::error::ApiError;
use crate::api::ids::AttachmentId;
use crate::api::params::Params;
use crate::api::realm::Attachment;

/// The reply of [`get_attachments`].
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Attachments {
    /// All that one uploaded, in no order.
    pub attachments: Vec<Attachment>,
    /// Bytes that all uploads of the organization take.
    #[serde(default)]
    pub upload_space_used: u64,
}

/// `GET /attachments`: everything that one uploaded.
///
/// # Errors
/// See [`ApiError`].
pub async fn get_attachments(client: &Client) -> Result<Attachments, ApiError> {
    client.get("attachments", Params::new()).await
}

/// `DELETE /attachments/{attachment_id}`: the file is gone for everybody.
///
/// # Errors
/// See [`ApiError`].
pub async fn remove_attachment(client: &Client, id: AttachmentId) -> Result<(), ApiError> {
    #[derive(Deserialize)]
    struct Nothing {}
    let path = format!("attachments/{id}");
    let _: Nothing = client.delete(&path, Params::new()).await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::api::ids::MessageId;
    use crate::api::scripted::{Scripted, Step};
    use crate::api::time::UnixSeconds;
    use serde_json::json;

    #[tokio::test]
    async fn uploads_are_listed_and_removed() {
        let new = json!({"id": 7, "name": "log.pdf", "path_id": "2/ab/log.pdf", "size": 12,
            "create_time": 1_795_000_000, "messages": [], "message_ids": [4, 5]});
        let old = json!({"id": 8, "name": "kiln.png", "path_id": "2/ab/kiln.png", "size": 3,
            "create_time": 1_795_000_000_000_i64,
            "messages": [{"id": 6, "date_sent": 1_795_000_001_000_i64}]});
        let reply = json!({"attachments": [new, old], "upload_space_used": 15});
        let server = Scripted::list([Step::ok(reply), Step::ok(json!({}))]);
        let client = server.client();
        let found = get_attachments(&client).await.unwrap();
        assert_eq!(found.upload_space_used, 15);
        let [new, old] = &found.attachments[..] else {
            panic!("{found:?}");
        };
        assert_eq!(new.messages_with_it(), [MessageId(4), MessageId(5)]);
        assert_eq!(old.messages_with_it(), [MessageId(6)]);
        assert_eq!(new.uploaded(), old.uploaded());
        assert_eq!(new.uploaded(), UnixSeconds(1_795_000_000));
        remove_attachment(&client, AttachmentId(7)).await.unwrap();
        assert_eq!(server.log()[1].what, "DELETE attachments/7");
    }
}

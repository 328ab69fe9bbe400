//! Changing what a message says.
//!
//! <https://zulip.com/api/update-message>

use serde::Deserialize;

use crate::api::client::Client;
use crate::api::error::ApiError;
use crate::api::ids::MessageId;
use crate::api::params::Params;

/// A file that no message links any more, and that its owner may delete.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct DetachedUpload {
    /// Its id, for deleting it.
    pub id: u64,
    /// Its name.
    pub name: String,
    /// Its size in bytes.
    #[serde(default)]
    pub size: u64,
}

/// `PATCH /messages/{message_id}`: the message says `content` from now on. `before` is the
/// SHA-256 of its Markdown as it was seen, in hexadecimal (feature level 379): where it says
/// something else by now, the server refuses with `EXPECTATION_MISMATCH`.
/// <https://zulip.com/api/update-message>
///
/// # Errors
/// See [`ApiError`].
pub async fn edit_message_content(
    client: &Client,
    message: MessageId,
    content: &str,
    before: &str,
) -> Result<Vec<DetachedUpload>, ApiError> {
    #[derive(Deserialize)]
    struct Reply {
        #[serde(default)]
        detached_uploads: Vec<DetachedUpload>,
    }
    let params = Params::new()
        .raw("content", content)
        .raw("prev_content_sha256", before);
    let reply: Reply = client.patch(&format!("messages/{message}"), params).await?;
    Ok(reply.detached_uploads)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::api::scripted::{Scripted, Step};
    use serde_json::json;

    #[tokio::test]
    async fn content_is_changed_if_it_is_what_was_seen() {
        let file = json!({"id": 3, "name": "kiln.png", "path_id": "2/ab/kiln.png", "size": 9});
        let server = Scripted::list([Step::ok(json!({"detached_uploads": [file]}))]);
        let detached = edit_message_content(&server.client(), MessageId(7), "new", "abc").await;
        assert_eq!(detached.unwrap()[0].name, "kiln.png");
        let asked = &server.log()[0];
        assert_eq!(asked.what, "PATCH messages/7");
        assert_eq!(asked.param("content"), "new");
        assert_eq!(asked.param("prev_content_sha256"), "abc");
    }
}

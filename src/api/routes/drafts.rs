//! Drafts that the server keeps, for those who synchronize them.
//!
//! <https://zulip.com/api/create-drafts>, <https://zulip.com/api/edit-draft>,
//! <https://zulip.com/api/delete-draft>

use serde::Deserialize;
use serde::de::IgnoredAny;
use serde_json::{Value, json};

use crate::api::client::Client;
use crate::api::error::ApiError;
use crate::api::ids::DraftId;
use crate::api::params::Params;
use crate::api::personal::Destination;

/// A draft as the server takes it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewDraft {
    /// Where it shall go.
    pub to: Destination,
    /// What it says, as Markdown; not blank.
    pub content: String,
    /// When it was last changed, in seconds of Unix time.
    pub timestamp: i64,
}

impl NewDraft {
    fn json(&self) -> Value {
        let (kind, to, topic) = match &self.to {
            // A channel message must name its channel.
            Destination::Nowhere | Destination::Topic(None, _) => ("", json!([]), ""),
            Destination::Topic(Some(channel), topic) => {
                ("stream", json!([channel]), topic.as_str())
            }
            Destination::People(people) => ("private", json!(people), ""),
        };
        json!({"type": kind, "to": to, "topic": topic, "content": self.content,
               "timestamp": self.timestamp})
    }
}

/// `POST /drafts`, of one.
///
/// # Errors
/// See [`ApiError`].
pub async fn create_draft(client: &Client, draft: &NewDraft) -> Result<Option<DraftId>, ApiError> {
    #[derive(Deserialize)]
    struct Reply {
        ids: Vec<DraftId>,
    }
    let params = Params::new().json("drafts", &[draft.json()]);
    let reply: Reply = client.post("drafts", params).await?;
    Ok(reply.ids.first().copied())
}

/// `PATCH /drafts/{draft_id}`.
///
/// # Errors
/// See [`ApiError`].
pub async fn edit_draft(client: &Client, id: DraftId, draft: &NewDraft) -> Result<(), ApiError> {
    let params = Params::new().json("draft", &draft.json());
    let _: IgnoredAny = client.patch(&format!("drafts/{id}"), params).await?;
    Ok(())
}

/// `DELETE /drafts/{draft_id}`.
///
/// # Errors
/// See [`ApiError`].
pub async fn delete_draft(client: &Client, id: DraftId) -> Result<(), ApiError> {
    let _: IgnoredAny = client
        .delete(&format!("drafts/{id}"), Params::new())
        .await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::api::ids::{ChannelId, UserId};
    use crate::api::scripted::{Scripted, Step};

    #[tokio::test]
    async fn drafts_are_told_as_the_server_wants_them() {
        let server = Scripted::list([
            Step::ok(json!({"ids": [3]})),
            Step::ok(json!({})),
            Step::ok(json!({})),
        ]);
        let client = server.client();
        let mut draft = NewDraft {
            to: Destination::Topic(Some(ChannelId(4)), "".into()),
            content: "half a nameless thought".to_owned(),
            timestamp: 1_795_327_570,
        };
        let id = create_draft(&client, &draft).await.unwrap();
        assert_eq!(id, Some(DraftId(3)));
        draft.to = Destination::People(vec![UserId(9), UserId(8)]);
        edit_draft(&client, DraftId(3), &draft).await.unwrap();
        delete_draft(&client, DraftId(3)).await.unwrap();
        let log = server.log();
        let asked: Vec<&str> = log.iter().map(|asked| asked.what.as_str()).collect();
        assert_eq!(asked, ["POST drafts", "PATCH drafts/3", "DELETE drafts/3"]);
        let sent =
            |at: usize, name: &str| -> Value { serde_json::from_str(log[at].param(name)).unwrap() };
        // As recorded on a server.
        assert_eq!(
            sent(0, "drafts"),
            json!([{"content": "half a nameless thought", "timestamp": 1_795_327_570, "to": [4],
                    "topic": "", "type": "stream"}])
        );
        assert_eq!(sent(1, "draft")["to"], json!([9, 8]));
        assert_eq!(sent(1, "draft")["type"], "private");
    }
}

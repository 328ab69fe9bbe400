//! Texts kept for reuse (feature level 297; changing them, 368).
//! <https://zulip.com/api/create-saved-snippet>, <https://zulip.com/api/edit-saved-snippet>,
//! <https://zulip.com/api/delete-saved-snippet>

use serde::Deserialize;
use serde::de::IgnoredAny;

use crate::api::client::Client;
use crate::api::error::ApiError;
use crate::api::ids::SnippetId;
use crate::api::params::Params;

/// `POST /saved_snippets`. Not to be repeated after an error that leaves open whether it
/// arrived.
///
/// # Errors
/// See [`ApiError`].
pub async fn create_snippet(
    client: &Client,
    title: &str,
    content: &str,
) -> Result<SnippetId, ApiError> {
    #[derive(Deserialize)]
    struct Reply {
        saved_snippet_id: SnippetId,
    }
    let params = Params::new().raw("title", title).raw("content", content);
    let reply: Reply = client.post("saved_snippets", params).await?;
    Ok(reply.saved_snippet_id)
}

/// `PATCH /saved_snippets/{id}`: another title, another text.
///
/// # Errors
/// See [`ApiError`].
pub async fn edit_snippet(
    client: &Client,
    id: SnippetId,
    title: Option<&str>,
    content: Option<&str>,
) -> Result<(), ApiError> {
    let mut params = Params::new();
    for (name, value) in [("title", title), ("content", content)] {
        if let Some(value) = value {
            params = params.raw(name, value);
        }
    }
    let _: IgnoredAny = client
        .patch(&format!("saved_snippets/{id}"), params)
        .await?;
    Ok(())
}

/// `DELETE /saved_snippets/{id}`.
///
/// # Errors
/// See [`ApiError`].
pub async fn delete_snippet(client: &Client, id: SnippetId) -> Result<(), ApiError> {
    let path = format!("saved_snippets/{id}");
    let _: IgnoredAny = client.delete(&path, Params::new()).await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::api::scripted::{Scripted, Step};
    use serde_json::json;

    #[tokio::test]
    async fn snippets_are_made_changed_and_taken_away() {
        let server = Scripted::list([
            Step::ok(json!({"saved_snippet_id": 3})),
            Step::ok(json!({})),
            Step::ok(json!({})),
        ]);
        let client = server.client();
        let id = create_snippet(&client, "Greeting", "Dear all,")
            .await
            .unwrap();
        assert_eq!(id, SnippetId(3));
        edit_snippet(&client, id, None, Some("Hello,"))
            .await
            .unwrap();
        delete_snippet(&client, id).await.unwrap();
        let log = server.log();
        let asked: Vec<_> = log
            .iter()
            .map(|asked| (asked.what.as_str(), json!(asked.params)))
            .collect();
        assert_eq!(
            asked,
            [
                (
                    "POST saved_snippets",
                    json!({"title": "Greeting", "content": "Dear all,"})
                ),
                ("PATCH saved_snippets/3", json!({"content": "Hello,"})),
                ("DELETE saved_snippets/3", json!({})),
            ]
        );
    }
}

//! What the server makes of Markdown, and its answer to a knock.

use serde::Deserialize;
use serde::de::IgnoredAny;

use crate::api::client::Client;
use crate::api::error::ApiError;
use crate::api::params::Params;

/// `POST /messages/render`: the HTML that a message of this content would have.
/// <https://zulip.com/api/render-message>
///
/// # Errors
/// See [`ApiError`].
pub async fn render_message(client: &Client, content: &str) -> Result<String, ApiError> {
    #[derive(Deserialize)]
    struct Reply {
        rendered: String,
    }
    let params = Params::new().raw("content", content);
    let reply: Reply = client.post("messages/render", params).await?;
    Ok(reply.rendered)
}

/// `POST /zcommand` with `/ping`, which does nothing. (Not in the API's documentation.)
///
/// # Errors
/// See [`ApiError`].
pub async fn ping(client: &Client) -> Result<(), ApiError> {
    let params = Params::new().raw("command", "/ping");
    let _: IgnoredAny = client.post("zcommand", params).await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::api::scripted::{Scripted, Step};
    use serde_json::json;

    #[tokio::test]
    async fn markdown_becomes_html_and_a_knock_is_answered() {
        let server = Scripted::list([
            Step::ok(json!({"rendered": "<p>a</p>"})),
            Step::ok(json!({})),
        ]);
        let client = server.client();
        assert_eq!(render_message(&client, "a").await.unwrap(), "<p>a</p>");
        ping(&client).await.unwrap();
        let log = server.log();
        assert_eq!(
            (&*log[0].what, log[0].param("content")),
            ("POST messages/render", "a")
        );
        assert_eq!(
            (&*log[1].what, log[1].param("command")),
            ("POST zcommand", "/ping")
        );
    }
}

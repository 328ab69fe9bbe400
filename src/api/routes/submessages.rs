//! Steps in widgets.

use serde::de::IgnoredAny;

use crate::api::client::Client;
use crate::api::error::ApiError;
use crate::api::ids::MessageId;
use crate::api::params::Params;
use crate::api::widget::Step;

/// `POST /submessage`: takes a step in the widget that a message is. The reply says nothing;
/// the step comes back to everybody as an event.
/// <https://zulip.readthedocs.io/en/latest/subsystems/widgets.html>
///
/// # Errors
/// See [`ApiError`].
pub async fn add_submessage(
    client: &Client,
    message: MessageId,
    step: &Step,
) -> Result<(), ApiError> {
    let params = Params::new()
        .json("message_id", &message)
        .raw("msg_type", "widget")
        .raw("content", step.content());
    let _: IgnoredAny = client.post("submessage", params).await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::api::scripted::{Scripted, Step as Answer};
    use serde_json::json;

    #[tokio::test]
    async fn a_step_is_posted_as_the_server_wants_it() {
        let server = Scripted::list([Answer::ok(json!({}))]);
        let step = Step::Strike {
            key: "0,canned".into(),
        };
        add_submessage(&server.client(), MessageId(121), &step)
            .await
            .unwrap();
        let asked = &server.log()[0];
        assert_eq!(asked.what, "POST submessage");
        insta::assert_debug_snapshot!(asked.params, @r#"
        {
            "content": "{\"type\":\"strike\",\"key\":\"0,canned\"}",
            "message_id": "121",
            "msg_type": "widget",
        }
        "#);
    }
}

//! What one person sets for themselves: topics' policies, the own status.
//!
//! <https://zulip.com/api/update-user-topic>, <https://zulip.com/api/update-status>

use serde::de::IgnoredAny;

use super::reactions::EmojiRef;
use crate::api::client::Client;
use crate::api::error::ApiError;
use crate::api::ids::{ChannelId, TopicName};
use crate::api::params::Params;
use crate::api::personal::VisibilityPolicy;

/// The most code points of a status.
pub const LONGEST_STATUS: usize = 60;

/// `POST /user_topics`. <https://zulip.com/api/update-user-topic>
///
/// # Errors
/// See [`ApiError`].
pub async fn update_user_topic(
    client: &Client,
    channel: ChannelId,
    topic: &TopicName,
    policy: VisibilityPolicy,
) -> Result<(), ApiError> {
    let params = Params::new()
        .json("stream_id", &channel)
        .raw("topic", topic.as_str())
        .json("visibility_policy", &policy.number());
    let _: IgnoredAny = client.post("user_topics", params).await?;
    Ok(())
}

/// What of a status changes.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct StatusChange {
    /// New words, at most [`LONGEST_STATUS`] code points; empty for none.
    pub text: Option<String>,
    /// A new emoji, or none.
    pub emoji: Option<Option<EmojiRef>>,
}

impl StatusChange {
    /// Whether nothing changes.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.text.is_none() && self.emoji.is_none()
    }
}

/// `POST /users/me/status`. <https://zulip.com/api/update-status>
///
/// # Errors
/// See [`ApiError`].
pub async fn update_status(client: &Client, change: &StatusChange) -> Result<(), ApiError> {
    let mut params = Params::new();
    if let Some(text) = &change.text {
        params = params.raw("status_text", text.as_str());
    }
    match &change.emoji {
        Some(Some(emoji)) => {
            params = params
                .raw("emoji_name", emoji.name.as_str())
                .raw("emoji_code", emoji.code.as_str())
                .raw("reaction_type", emoji.reaction_type.word());
        }
        // Code and type go with the name.
        Some(None) => params = params.raw("emoji_name", ""),
        None => {}
    }
    let _: IgnoredAny = client.post("users/me/status", params).await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::api::message::ReactionType;
    use crate::api::scripted::{Scripted, Step};
    use serde_json::json;

    #[tokio::test]
    async fn only_the_parts_that_change_are_sent() {
        let server = Scripted::list((0..4).map(|_| Step::ok(json!({}))));
        let client = server.client();
        let octopus = EmojiRef {
            name: "octopus".to_owned(),
            code: "1f419".to_owned(),
            reaction_type: ReactionType::Unicode,
        };
        for change in [
            StatusChange {
                text: Some("at the kiln".to_owned()),
                emoji: None,
            },
            StatusChange {
                text: None,
                emoji: Some(Some(octopus)),
            },
            StatusChange {
                text: Some(String::new()),
                emoji: Some(None),
            },
        ] {
            update_status(&client, &change).await.unwrap();
        }
        let topic = TopicName::new("glaze tests");
        update_user_topic(&client, ChannelId(4), &topic, VisibilityPolicy::Followed)
            .await
            .unwrap();
        let log = server.log();
        assert_eq!(log[0].params.len(), 1);
        assert_eq!(log[1].param("emoji_code"), "1f419");
        assert!(!log[1].params.contains_key("status_text"));
        assert_eq!(
            (log[2].param("status_text"), log[2].param("emoji_name")),
            ("", "")
        );
        assert_eq!(log[3].param("visibility_policy"), "3");
        assert_eq!(log[3].param("topic"), "glaze tests");
    }
}

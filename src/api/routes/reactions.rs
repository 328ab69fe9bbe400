//! <https://zulip.com/api/add-reaction>, <https://zulip.com/api/remove-reaction>

use serde::de::IgnoredAny;

use crate::api::client::Client;
use crate::api::error::ApiError;
use crate::api::ids::MessageId;
use crate::api::message::ReactionType;
use crate::api::params::Params;

/// An emoji as reactions name it.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct EmojiRef {
    /// Its name.
    pub name: String,
    /// Its code.
    pub code: String,
    /// Where it comes from.
    pub reaction_type: ReactionType,
}

impl EmojiRef {
    fn params(&self) -> Params {
        Params::new()
            .raw("emoji_name", self.name.as_str())
            .raw("emoji_code", self.code.as_str())
            .raw("reaction_type", self.reaction_type.word())
    }
}

/// `POST /messages/{message_id}/reactions`. <https://zulip.com/api/add-reaction>
///
/// # Errors
/// See [`ApiError`].
pub async fn add_reaction(
    client: &Client,
    message: MessageId,
    emoji: &EmojiRef,
) -> Result<(), ApiError> {
    let path = format!("messages/{message}/reactions");
    let _: IgnoredAny = client.post(&path, emoji.params()).await?;
    Ok(())
}

/// `POST /messages/{message_id}/reactions` for the emoji that the server knows by this name.
/// <https://zulip.com/api/add-reaction>
///
/// # Errors
/// See [`ApiError`].
pub async fn add_reaction_by_name(
    client: &Client,
    message: MessageId,
    name: &str,
) -> Result<(), ApiError> {
    let path = format!("messages/{message}/reactions");
    let params = Params::new().raw("emoji_name", name);
    let _: IgnoredAny = client.post(&path, params).await?;
    Ok(())
}

/// `DELETE /messages/{message_id}/reactions`. <https://zulip.com/api/remove-reaction>
///
/// # Errors
/// See [`ApiError`].
pub async fn remove_reaction(
    client: &Client,
    message: MessageId,
    emoji: &EmojiRef,
) -> Result<(), ApiError> {
    let path = format!("messages/{message}/reactions");
    let _: IgnoredAny = client.delete(&path, emoji.params()).await?;
    Ok(())
}

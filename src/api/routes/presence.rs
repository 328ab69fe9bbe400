//! <https://zulip.com/api/update-presence>

use crate::api::client::Client;
use crate::api::error::ApiError;
use crate::api::params::Params;

pub use crate::api::presence::PresencePoll as PresenceReply;

/// What one says about oneself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum OwnPresence {
    /// Keys are being pressed.
    Active,
    /// Connected, and nobody is at the keyboard.
    Idle,
}

/// `POST /users/me/presence`: says so, and learns about everybody else what changed since
/// `last_update_id` (-1 at first).
///
/// # Errors
/// See [`ApiError`].
pub async fn update_presence(
    client: &Client,
    own: OwnPresence,
    new_user_input: bool,
    last_update_id: i64,
) -> Result<PresenceReply, ApiError> {
    let status = match own {
        OwnPresence::Active => "active",
        OwnPresence::Idle => "idle",
    };
    let params = Params::new()
        .raw("status", status)
        .json("new_user_input", &new_user_input)
        .json("ping_only", &false)
        .json("last_update_id", &last_update_id)
        .json("slim_presence", &true);
    client.post("users/me/presence", params).await
}

//! Telling others that one types. What gets lost is told again soon, or expires.

use std::sync::Arc;

use super::Shared;
use crate::api::conversation::Conversation;
use crate::api::routes::typing::{
    TypingOp, TypingTo, set_message_edit_typing_status, set_typing_status,
};
use crate::app::composer::typing::TypingAt;

/// Tells it, in a task of its own.
pub(super) fn tell(shared: &Arc<Shared>, at: TypingAt, on: bool) {
    let shared = Arc::clone(shared);
    let op = if on { TypingOp::Start } else { TypingOp::Stop };
    tokio::spawn(async move {
        let client = &shared.client;
        let told = async {
            match &at {
                TypingAt::Message(id) => set_message_edit_typing_status(client, op, *id).await,
                TypingAt::Conversation(Conversation::Topic { channel, topic }, _) => {
                    let to = TypingTo::Channel(*channel, topic.clone());
                    set_typing_status(client, op, &to).await
                }
                TypingAt::Conversation(Conversation::Dm(key), me) => {
                    let to = TypingTo::Direct(key.operand(*me));
                    set_typing_status(client, op, &to).await
                }
            }
        };
        tokio::select! {
            result = told => if let Err(error) = result {
                tracing::debug!(%error, "a typing notice was not told");
                shared.heed(&error);
            },
            () = shared.ending.cancelled() => {}
        }
    });
}

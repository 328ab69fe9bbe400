//! <https://zulip.com/api/get-events>

use std::time::Duration;

use reqwest::Method;
use serde::Deserialize;

use crate::api::client::{Client, Limits};
use crate::api::error::{ApiError, Malformed};
use crate::api::event::RawEvent;
use crate::api::ids::{EventId, QueueId};
use crate::api::params::Params;

/// The largest batch of events that is taken, in bytes.
const MAX_BATCH: usize = 512 << 20;

#[derive(Deserialize)]
struct Reply {
    events: Vec<RawEvent>,
    // Sometimes missing.
    queue_id: Option<QueueId>,
}

/// `GET /events`: what happened after `last_event_id`, which it acknowledges.
///
/// The answer begins within `patience`, or it is a time-out.
///
/// # Errors
/// See [`ApiError`].
pub async fn get_events(
    client: &Client,
    queue_id: &QueueId,
    last_event_id: EventId,
    dont_block: bool,
    patience: Duration,
) -> Result<Vec<RawEvent>, ApiError> {
    let mut params = Params::new()
        .raw("queue_id", queue_id.0.as_str())
        .json("last_event_id", &last_event_id);
    if dont_block {
        params = params.json("dont_block", &true);
    }
    let limits = Limits {
        head: patience,
        whole: patience + Duration::from_secs(300),
        bytes: MAX_BATCH,
        ..Limits::ORDINARY
    };
    let bytes = client
        .call_raw(Method::GET, "events", params, limits)
        .await?;
    let reply: Reply = client.decode(&bytes)?;
    if reply.queue_id.is_some_and(|id| id != *queue_id) {
        return Err(ApiError::Malformed {
            host: client.host().to_owned(),
            status: 200,
            what: Malformed::Shape("events of another queue".to_owned()),
        });
    }
    Ok(reply.events)
}

/// `DELETE /events`: the queue is not needed any more.
///
/// <https://zulip.com/api/delete-queue>
///
/// # Errors
/// See [`ApiError`].
pub async fn delete_queue(client: &Client, queue_id: &QueueId) -> Result<(), ApiError> {
    let params = Params::new().raw("queue_id", queue_id.0.as_str());
    let _: serde::de::IgnoredAny = client.delete("events", params).await?;
    Ok(())
}

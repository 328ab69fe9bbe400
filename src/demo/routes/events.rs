//! Registering and polling.
//!
//! <https://zulip.com/api/register-queue>, <https://zulip.com/api/get-events>

use std::sync::atomic::Ordering;
use std::time::Duration;

use serde_json::{Map, Value, json};

use super::{Reply, done};
use crate::demo::error::{Answer, Refusal};
use crate::demo::hash::{Rng, mix2};
use crate::demo::narrow::EventNarrow;
use crate::demo::queues::{Capabilities, ClientOptions};
use crate::demo::register;
use crate::demo::request::Call;
use crate::demo::world::World;

/// `POST /register`
pub(crate) fn register(world: &World, call: &Call) -> Answer<Reply> {
    let params = &call.params;
    let capabilities: Map<String, Value> = params.json("client_capabilities")?.unwrap_or_default();
    if !capabilities.is_empty() && !capabilities.contains_key("notification_settings_null") {
        return Err(Refusal::bad(
            "client_capabilities[\"notification_settings_null\"] field is missing",
        ));
    }
    let event_types: Option<Vec<String>> = params.json("event_types")?;
    let fetch: Option<Vec<String>> = params
        .json("fetch_event_types")?
        .or_else(|| event_types.clone());
    let narrow: Vec<Value> = params.json("narrow")?.unwrap_or_default();
    // `"partial"` came later; it is taken as yes.
    let include_subscribers = match params.value("include_subscribers").unwrap_or(None) {
        Some(Value::Bool(yes)) => yes,
        Some(_) => true,
        None => params.raw("include_subscribers") == Some("partial"),
    };
    let options = ClientOptions {
        apply_markdown: params.flag("apply_markdown", false)?,
        client_gravatar: params.flag("client_gravatar", true)?,
        slim_presence: params.flag("slim_presence", false)?,
        all_public_streams: params.flag("all_public_streams", false)?,
        include_subscribers,
        event_types,
        narrow: EventNarrow::parse(&narrow)?,
        capabilities: Capabilities::parse(&capabilities),
    };
    let history_days = params.number::<u64>("presence_history_limit_days")?;
    // The newer name is known here only when later levels' additions are on.
    let newer = if world.plain {
        None
    } else {
        params.raw("idle_queue_timeout")
    };
    let asked = match newer {
        Some("\"mobile\"") => Some(600),
        Some(text) => Some(
            text.parse()
                .map_err(|_| Refusal::bad("idle_queue_timeout is not an integer"))?,
        ),
        None => params
            .number::<u64>("queue_lifespan_secs")?
            .filter(|seconds| *seconds > 0),
    };
    // A client must not take a queue of an earlier run for its own.
    let number = world.queues_made.fetch_add(1, Ordering::Relaxed);
    let id = Rng::new(mix2(mix2(world.seed, world.generation), number)).uuid();
    let lifespan = world.queues().open(
        id.clone(),
        call.me(),
        options.clone(),
        asked.map(Duration::from_secs),
    );
    let request = register::Request {
        user: call.me(),
        options: &options,
        fetch: fetch.as_deref(),
        history_days: history_days.unwrap_or(14),
        queue_id: &id,
        lifespan: newer.map(|_| lifespan.as_secs()),
        ignored: call.params.ignored(),
    };
    Ok(Reply::Written(register::reply(world, &request)))
}

/// `DELETE /events`
pub(crate) fn delete(world: &World, call: &Call) -> Answer<Reply> {
    let id = call.params.need_text("queue_id")?;
    world.queues().delete(&id, call.me())?;
    done()
}

/// What a poll asks: queue, last event, whether to wait.
pub(crate) fn poll_of(call: &Call) -> Answer<(String, i64, bool)> {
    let id = call.params.need_text("queue_id")?;
    let last = call
        .params
        .number::<i64>("last_event_id")?
        .ok_or_else(|| Refusal::missing("last_event_id"))?;
    let dont_block = call.params.flag("dont_block", false)?;
    Ok((id, last, dont_block))
}

/// The reply that hands out events; `queue_id` only when the poll had to wait.
pub(crate) fn batch_json(
    batch: Vec<Map<String, Value>>,
    waited: Option<&str>,
) -> Map<String, Value> {
    let mut map = Map::from_iter([("events".to_owned(), Value::from_iter(batch))]);
    if let Some(id) = waited {
        map.insert("queue_id".into(), json!(id));
    }
    map
}

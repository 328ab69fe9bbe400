//! The reply to `POST /register`: what is true now, section by section.
//!
//! Written as bytes from the start: in a large organization most of it is the same
//! for everybody and tens of megabytes.

mod people;
mod personal;
mod realm;
mod streams;
mod unread;

use serde_json::{Value, json};

use super::json::Fields;
use super::queues::ClientOptions;
use super::world::World;
use super::world::realm::assets;
use crate::api::ids::UserId;

/// What a client asked for.
pub(crate) struct Request<'a> {
    pub(crate) user: UserId,
    pub(crate) options: &'a ClientOptions,
    /// The sections wanted; all, if not given.
    pub(crate) fetch: Option<&'a [String]>,
    pub(crate) history_days: u64,
    pub(crate) queue_id: &'a str,
    /// The queue's life in seconds, for clients that asked by the newer name.
    pub(crate) lifespan: Option<u64>,
    pub(crate) ignored: Vec<&'a str>,
}

impl Request<'_> {
    fn wants(&self, section: &str) -> bool {
        self.fetch
            .is_none_or(|fetch| fetch.iter().any(|wanted| wanted == section))
    }
}

/// The whole reply.
pub(crate) fn reply(world: &World, request: &Request<'_>) -> Vec<u8> {
    let mut out = String::with_capacity(64 * 1024);
    let mut fields = Fields::open(&mut out);
    fields.text("result", "success").text("msg", "");
    if !request.ignored.is_empty() {
        fields.value("ignored_parameters_unsupported", &json!(request.ignored));
    }
    fields
        .text("queue_id", request.queue_id)
        .number("last_event_id", -1);
    for (name, value) in &assets().always {
        if name == "event_queue_longpoll_timeout_seconds" {
            fields.number(name, world.poll_patience);
        } else if name == "zulip_feature_level" {
            fields.number(name, world.feature_level);
        } else {
            fields.value(name, value);
        }
    }
    if let Some(lifespan) = request.lifespan {
        fields.number("idle_queue_timeout_secs", lifespan);
    }
    realm::write(world, request, &mut fields);
    people::write(world, request, &mut fields);
    streams::write(world, request, &mut fields);
    unread::write(world, request, &mut fields);
    personal::write(world, request, &mut fields);
    fields.close();
    out.into_bytes()
}

/// A section that is sent as it stands.
fn fixed(fields: &mut Fields<'_>, section: &str) {
    if let Some(Value::Object(map)) = assets().fixed.get(section) {
        for (name, value) in map {
            fields.value(name, value);
        }
    }
}

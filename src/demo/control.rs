//! The hand behind the scenes: `POST /demo/control` with a JSON object.
//!
//! | `op` | further keys | does |
//! | --- | --- | --- |
//! | `faults` | `faults: [..]` | replaces the faults that are on; `[]` for none |
//! | `expire` | `user?` | forgets all event queues, or one person's |
//! | `cut` | | resets every connection |
//! | `down`, `up` | | refuses connections until `up` |
//! | `restart` | `lose_queues?` | cuts, sends `restart`, or really loses the queues |
//! | `step` | `count?` | lets simulated people do so many things |
//! | `rate` | `per_minute` | how much they do by themselves |
//! | `event` | `user?`, `event` | puts any event into the queues |
//! | `advance` | `seconds` | moves the organization's clock on |
//! | `rerender` | `message_id`, `html` | a rendering-only update |
//! | `state` | | what there is, and how often which fault struck |
//!
//! `user` is a handle, an email address or an id.

use serde_json::{Value, json};

use super::error::{Answer, Refusal};
use super::faults::Fault;
use super::server::Shared;
use super::world::{World, tale};
use crate::api::ids::{MessageId, UserId};

pub(crate) fn control(shared: &Shared, request: &Value) -> Answer<Value> {
    let op = request["op"]
        .as_str()
        .ok_or_else(|| Refusal::missing("op"))?;
    match op {
        "faults" => {
            let faults = request["faults"]
                .as_array()
                .ok_or_else(|| Refusal::missing("faults"))?
                .iter()
                .map(|fault| {
                    fault
                        .as_str()
                        .unwrap_or("")
                        .parse::<Fault>()
                        .map_err(Refusal::bad)
                })
                .collect::<Answer<Vec<_>>>()?;
            shared.faults().active = faults;
        }
        "expire" => {
            let world = shared.world();
            let user = user_of(&world, &request["user"])?;
            let expired = world.queues().expire(user);
            return Ok(json!({"result": "success", "expired": expired}));
        }
        "cut" => shared.switchboard.cut_all(),
        "down" => shared.switchboard.go_down(),
        "up" => shared.switchboard.up(),
        "restart" => restart(shared, request["lose_queues"].as_bool().unwrap_or(false)),
        "step" => {
            for _ in 0..request["count"].as_u64().unwrap_or(1) {
                shared.step();
            }
        }
        "rate" => {
            let rate = request["per_minute"]
                .as_f64()
                .ok_or_else(|| Refusal::missing("per_minute"))?;
            shared.rate.send_replace(rate);
        }
        "event" => {
            let world = shared.world();
            let user = user_of(&world, &request["user"])?;
            let event = &request["event"];
            if !event["type"].is_string() {
                return Err(Refusal::missing("event"));
            }
            world.publish(|queue| {
                user.is_none_or(|user| queue.user == user)
                    .then(|| event.clone())
            });
        }
        "advance" => {
            let seconds = request["seconds"]
                .as_f64()
                .ok_or_else(|| Refusal::missing("seconds"))?;
            let mut world = shared.world_mut();
            world.clock.advance(seconds);
            world.send_due();
        }
        "rerender" => {
            let id = MessageId(
                request["message_id"]
                    .as_u64()
                    .ok_or_else(|| Refusal::missing("message_id"))?,
            );
            let html = request["html"]
                .as_str()
                .ok_or_else(|| Refusal::missing("html"))?;
            shared.world_mut().rerender(id, html)?;
        }
        "state" => {
            let world = shared.world();
            let faults: Vec<String> = shared
                .faults()
                .active
                .iter()
                .map(Fault::to_string)
                .collect();
            let struck: serde_json::Map<String, Value> = shared
                .faults()
                .counts()
                .map(|(name, times)| (name.to_owned(), times.into()))
                .collect();
            let queues = world.queues().len();
            return Ok(json!({
                "result": "success", "queues": queues, "faults": faults, "struck": struck, "people": world.people.len(),
                "channels": world.channels.len(), "max_message_id": world.store.last_id(),
                "time": world.now(), "rate": *shared.rate.borrow(),
            }));
        }
        other => return Err(Refusal::bad(format!("unknown op: {other}"))),
    }
    Ok(json!({"result": "success"}))
}

/// `None` for everybody.
fn user_of(world: &World, named: &Value) -> Answer<Option<UserId>> {
    match named {
        Value::Null => Ok(None),
        Value::Number(id) => Ok(id.as_u64().map(UserId)),
        Value::String(name) => tale::person(name)
            .or_else(|| world.people.by_email(name).map(|person| person.id))
            .map(Some)
            .ok_or_else(|| Refusal::bad(format!("nobody is called {name}"))),
        _ => Err(Refusal::bad(
            "user must be a handle, an email address or an id",
        )),
    }
}

/// The server restarts: connections end, and queues hear of it, or are lost.
pub(crate) fn restart(shared: &Shared, lose_queues: bool) {
    {
        let mut world = shared.world_mut();
        world.generation += 1;
        if lose_queues {
            world.queues().expire(None);
        } else {
            let always = &super::world::realm::assets().always;
            let event = json!({
                "type": "restart", "immediate": false, "server_generation": world.generation,
                "zulip_version": always.get("zulip_version"),
                "zulip_merge_base": always.get("zulip_merge_base"),
                "zulip_feature_level": world.feature_level,
            });
            world.publish_all(&event);
        }
    }
    shared.switchboard.cut_all();
}

//! Joining and leaving channels.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use super::channels::new_channel;
use super::{Reply, done, fields};
use crate::api::ids::{ChannelId, UserId};
use crate::demo::actions::channels::NewChannel;
use crate::demo::error::{Answer, Refusal};
use crate::demo::request::Call;
use crate::demo::world::World;

/// `GET /users/me/subscriptions`
pub(crate) fn list(world: &World, call: &Call) -> Answer<Reply> {
    let subscribers = call.params.flag("include_subscribers", false)?;
    let list: Vec<Value> = world
        .channels
        .iter()
        .filter(|channel| channel.has_subscriber(call.me()) && !channel.archived)
        .map(|channel| Value::Object(world.subscription_json(call.me(), channel, subscribers)))
        .collect();
    fields(json!({"subscriptions": list}))
}

fn principals(world: &World, call: &Call) -> Answer<Vec<UserId>> {
    let Some(sent) = call.params.json::<Vec<Value>>("principals")? else {
        return Ok(vec![call.me()]);
    };
    sent.iter()
        .map(|principal| {
            let person = match principal {
                Value::String(email) => world.people.by_email(email),
                other => other.as_u64().and_then(|id| world.people.get(UserId(id))),
            };
            person
                .map(|person| person.id)
                .ok_or_else(|| Refusal::bad("Invalid user ID"))
        })
        .collect()
}

/// `POST /users/me/subscriptions`
pub(crate) fn subscribe(world: &mut World, call: &Call) -> Answer<Reply> {
    let (me, params) = (call.me(), &call.params);
    let wanted: Vec<Map<String, Value>> = params.need("subscriptions")?;
    let users = principals(world, call)?;
    let fatal = params.flag("authorization_errors_fatal", true)?;
    let announce = params.flag("announce", false)?;
    let _ = params.flag("send_new_subscription_messages", true)?;
    let text = |map: &Map<String, Value>, key: &str| {
        map.get(key)
            .and_then(Value::as_str)
            .unwrap_or("")
            .to_owned()
    };
    let mut channels = Vec::new();
    let mut refused = Vec::new();
    let mut made = Vec::new();
    // Read before anything is made, so that a wrong one changes nothing.
    let template = new_channel(params, "", "")?;
    for subscription in &wanted {
        let name = text(subscription, "name");
        let known = world.channels.by_name(&name);
        match known {
            Some(channel) if channel.archived => {
                return Err(Refusal::bad(format!("Unable to access channel ({name}).")));
            }
            // Read and joined by those in it, and those whom its settings let in.
            Some(channel) if !world.may_join(me, channel) => {
                if fatal {
                    return Err(Refusal::bad(format!("Unable to access channel ({name}).")));
                }
                refused.push(name);
            }
            Some(channel) => channels.push(channel.id),
            None => {
                let new = NewChannel {
                    name,
                    description: text(subscription, "description"),
                    ..template.clone()
                };
                let id = world.make_channel(me, new)?;
                made.push(id);
                channels.push(id);
            }
        }
    }
    if users.iter().any(|user| *user != me) {
        let all = channels.iter().filter(|id| !made.contains(id));
        let mut known = all.filter_map(|id| world.channels.get(*id));
        if !known.all(|channel| world.may_add_people(me, channel)) {
            return Err(Refusal::bad("Insufficient permission"));
        }
    }
    let added = world.subscribe(&channels, &users);
    for id in made {
        tell_made(world, me, id, announce);
    }
    let name_of = |id: &ChannelId| {
        world
            .channels
            .get(*id)
            .map_or_else(String::new, |channel| channel.name.clone())
    };
    let mut subscribed: BTreeMap<String, Vec<String>> = BTreeMap::new();
    let mut already: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for user in &users {
        for id in &channels {
            let new = added.get(user).is_some_and(|ids| ids.contains(id));
            let list = if new { &mut subscribed } else { &mut already };
            list.entry(user.to_string()).or_default().push(name_of(id));
        }
    }
    let mut reply = json!({"subscribed": subscribed, "already_subscribed": already});
    if !fatal {
        reply["unauthorized"] = json!(refused);
    }
    fields(reply)
}

/// Notification Bot's word on a new channel.
pub(super) fn tell_made(world: &mut World, creator: UserId, id: ChannelId, announce: bool) {
    let Some(channel) = world.channels.get(id) else {
        return;
    };
    let person = world.people.get(creator).map_or("", |person| &person.name);
    let kind = match (channel.invite_only, channel.web_public) {
        (true, _) => "Private",
        (false, true) => "Web-public",
        (false, false) => "Public",
    };
    let about = if channel.description.is_empty() {
        "*No description.*"
    } else {
        &channel.description
    };
    let text = format!(
        "**{kind}** channel created by @_**{person}|{creator}**. **Description:**\n```` quote\n{about}\n````"
    );
    let (name, private) = (channel.name.clone(), channel.invite_only);
    let announcement = format!("@_**{person}|{creator}** created a new channel #**{name}**.");
    world.notify(id, "channel events", &text, &[creator], false);
    if announce && !private {
        world.notify(ChannelId(1), "new channels", &announcement, &[], false);
    }
}

/// `DELETE /users/me/subscriptions`
pub(crate) fn unsubscribe(world: &mut World, call: &Call) -> Answer<Reply> {
    let names: Vec<String> = call.params.need("subscriptions")?;
    let users = principals(world, call)?;
    let mut channels = Vec::new();
    for name in &names {
        let channel = world
            .channels
            .by_name(name)
            .ok_or_else(|| Refusal::bad(format!("Channel(s) ({name}) do not exist")))?;
        if users != [call.me()] && !world.may_remove_people(call.me(), channel) {
            return Err(Refusal::bad("Insufficient permission"));
        }
        channels.push(channel.id);
    }
    let left = world.unsubscribe(&channels, &users);
    let named = |wanted: bool| -> Vec<&String> {
        names
            .iter()
            .zip(&channels)
            .filter(|(_, id)| left.contains(id) == wanted)
            .map(|(name, _)| name)
            .collect()
    };
    fields(json!({"removed": named(true), "not_removed": named(false)}))
}

/// `PATCH /users/me/subscriptions`: both at once.
pub(crate) fn update(world: &mut World, call: &Call) -> Answer<Reply> {
    let remove: Vec<String> = call.params.json("delete")?.unwrap_or_default();
    let add: Vec<Map<String, Value>> = call.params.json("add")?.unwrap_or_default();
    let ids = |world: &World, names: &[String]| -> Vec<ChannelId> {
        names
            .iter()
            .filter_map(|name| world.channels.by_name(name).map(|channel| channel.id))
            .collect()
    };
    let gone = ids(world, &remove);
    world.unsubscribe(&gone, &[call.me()]);
    let names: Vec<String> = add
        .iter()
        .filter_map(|entry| entry.get("name").and_then(Value::as_str).map(str::to_owned))
        .collect();
    let joined = ids(world, &names);
    world.subscribe(&joined, &[call.me()]);
    fields(json!({
        "subscribed": {call.me().to_string(): names}, "already_subscribed": {},
        "removed": remove, "not_removed": [],
    }))
}

/// `POST /users/me/subscriptions/properties`
pub(crate) fn properties(world: &mut World, call: &Call) -> Answer<Reply> {
    let data: Vec<Map<String, Value>> = call.params.need("subscription_data")?;
    for entry in data {
        let id = ChannelId(entry.get("stream_id").and_then(Value::as_u64).unwrap_or(0));
        let property = entry.get("property").and_then(Value::as_str).unwrap_or("");
        let value = entry.get("value").cloned().unwrap_or(Value::Null);
        world.set_subscription(call.me(), id, property, &value)?;
    }
    done()
}

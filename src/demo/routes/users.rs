//! People, presence, and what one sets for oneself.

use serde_json::{Map, Value, json};

use super::{Reply, done, fields};
use crate::api::ids::{ChannelId, UserId};
use crate::demo::error::{Answer, Refusal};
use crate::demo::request::Call;
use crate::demo::world::World;
use crate::demo::world::people::Person;
use crate::demo::world::realm::assets;

fn person_of<'a>(world: &'a World, call: &Call, index: usize) -> Answer<&'a Person> {
    let part = call.path.get(index).map_or("", String::as_str);
    match part.parse() {
        Ok(id) => world.people.get(UserId(id)),
        Err(_) if part == "me" => world.people.get(call.me()),
        Err(_) => world.people.by_email(part),
    }
    .ok_or_else(|| Refusal::bad("No such user"))
}

fn full(person: &Person, call: &Call) -> Answer<Map<String, Value>> {
    let gravatar = call.params.flag("client_gravatar", true)?;
    let profile = call.params.flag("include_custom_profile_fields", false)?;
    let mut map = person.to_json(gravatar, profile);
    map.insert("is_active".into(), json!(person.active));
    Ok(map)
}

/// `GET /users`
pub(crate) fn list(world: &World, call: &Call) -> Answer<Reply> {
    let wanted: Option<Vec<u64>> = call.params.json("user_ids")?;
    let members = world
        .people
        .iter()
        .chain(world.people.system_bots())
        .filter(|person| wanted.as_ref().is_none_or(|ids| ids.contains(&person.id.0)))
        .map(|person| full(person, call))
        .collect::<Answer<Vec<_>>>()?;
    fields(json!({"members": members}))
}

/// `GET /users/me`
pub(crate) fn me(world: &World, call: &Call) -> Answer<Reply> {
    let person = world
        .people
        .get(call.me())
        .ok_or_else(|| Refusal::bad("No such user"))?;
    let mut map = person.to_json(false, true);
    map.insert("is_active".into(), json!(true));
    map.insert("max_message_id".into(), json!(world.newest_for(person.id)));
    Ok(Reply::Json(map))
}

/// `GET /users/{id or email}`
pub(crate) fn one(world: &World, call: &Call) -> Answer<Reply> {
    let person = person_of(world, call, 1)?;
    fields(json!({"user": full(person, call)?}))
}

fn admin_only(world: &World, call: &Call) -> Answer<UserId> {
    if !world.is_admin(call.me()) {
        return Err(Refusal::bad("Insufficient permission"));
    }
    let id = UserId(call.path_id(1)?);
    world
        .people
        .get(id)
        .map(|person| person.id)
        .ok_or_else(|| Refusal::bad("No such user"))
}

/// `PATCH /users/{id}`
pub(crate) fn change(world: &mut World, call: &Call) -> Answer<Reply> {
    let user = admin_only(world, call)?;
    if let Some(name) = call.params.loose_text("full_name") {
        world.rename_person(user, &name)?;
    }
    if let Some(role) = call.params.number("role")? {
        world.change_role(user, role)?;
    }
    if let Some(data) = call.params.json::<Vec<Value>>("profile_data")? {
        set_profile(world, call, user, &data)?;
    }
    done()
}

/// `DELETE /users/{id}`
pub(crate) fn deactivate(world: &mut World, call: &Call) -> Answer<Reply> {
    let user = admin_only(world, call)?;
    world.set_active(user, false)?;
    done()
}

/// `POST /users/{id}/reactivate`
pub(crate) fn reactivate(world: &mut World, call: &Call) -> Answer<Reply> {
    let user = admin_only(world, call)?;
    world.set_active(user, true)?;
    done()
}

/// `GET /users/{id}/status`
pub(crate) fn one_status(world: &World, call: &Call) -> Answer<Reply> {
    let person = person_of(world, call, 1)?;
    let status = world
        .status_of(person.id)
        .map(|status| status.to_json())
        .unwrap_or_default();
    fields(json!({"status": status}))
}

/// `GET /users/{id}/channels`
pub(crate) fn channels(world: &World, call: &Call) -> Answer<Reply> {
    let person = person_of(world, call, 1)?;
    let ids: Vec<ChannelId> = world
        .channels
        .iter()
        .filter(|channel| {
            channel.has_subscriber(person.id) && world.can_see_channel(call.me(), channel)
        })
        .map(|channel| channel.id)
        .collect();
    fields(json!({"subscribed_channel_ids": ids}))
}

/// `GET /users/{id}/subscriptions/{channel}`
pub(crate) fn is_subscribed(world: &World, call: &Call) -> Answer<Reply> {
    let person = person_of(world, call, 1)?;
    let channel = world.visible_channel(call.me(), ChannelId(call.path_id(3)?))?;
    fields(json!({"is_subscribed": channel.has_subscriber(person.id)}))
}

/// Presence as clients without `slim_presence` know it.
pub(crate) fn legacy_presence(person: &Person) -> Value {
    let (status, time) = if person.active_at >= person.idle_at {
        ("active", person.active_at)
    } else {
        ("idle", person.idle_at)
    };
    let entry = |client: &str| json!({"client": client, "status": status, "timestamp": time, "pushable": false});
    json!({"website": entry("website"), "aggregated": entry("website")})
}

/// `GET /users/{id or email}/presence`
pub(crate) fn one_presence(world: &World, call: &Call) -> Answer<Reply> {
    let person = person_of(world, call, 1)?;
    if person.bot.is_some() {
        return Err(Refusal::bad("Presence is not supported for bot users."));
    }
    if person.idle_at.max(person.active_at) == 0 {
        return Err(Refusal::bad(format!(
            "No presence data for {}",
            person.email
        )));
    }
    let mut presence = legacy_presence(person);
    for client in ["website", "aggregated"] {
        if let Some(entry) = presence.get_mut(client).and_then(Value::as_object_mut) {
            entry.remove("client");
            entry.remove("pushable");
        }
    }
    fields(json!({"presence": presence}))
}

/// `GET /realm/presence`
pub(crate) fn all_presence(world: &World, _call: &Call) -> Answer<Reply> {
    let since = world.now().saturating_sub(14 * 86_400);
    let presences: Map<String, Value> = world
        .people
        .iter()
        .filter(|person| {
            person.active && person.bot.is_none() && person.idle_at.max(person.active_at) > since
        })
        .map(|person| (person.email.to_string(), legacy_presence(person)))
        .collect();
    fields(json!({"presences": presences, "server_timestamp": world.clock.precise()}))
}

/// `POST /users/me/presence`
pub(crate) fn post_presence(world: &mut World, call: &Call) -> Answer<Reply> {
    let params = &call.params;
    let active = match params.need_text("status")?.as_str() {
        "active" => true,
        "idle" => false,
        other => return Err(Refusal::bad(format!("Invalid status: {other}"))),
    };
    let _ = params.flag("new_user_input", false)?;
    let ping_only = params.flag("ping_only", false)?;
    let last: Option<i64> = params.number("last_update_id")?;
    let slim = params.flag("slim_presence", false)? || last.is_some();
    let days = params.number::<u64>("history_limit_days")?.unwrap_or(14);
    if world.account(call.me()).setting("presence_enabled") {
        world.be_present(call.me(), active);
    }
    if ping_only {
        return done();
    }
    let since = world.now().saturating_sub(days * 86_400);
    let mut reply = json!({"server_timestamp": world.clock.precise()});
    if let Some(last) = last {
        // Changes are not numbered one by one: with the newest number nobody
        // changed, with any older one everybody may have.
        let unchanged = u64::try_from(last).is_ok_and(|last| last >= world.presence_update);
        reply["presences"] = if unchanged {
            json!({})
        } else {
            Value::Object(world.presences(since))
        };
        reply["presence_last_update_id"] = json!(world.presence_update);
    } else if slim {
        reply["presences"] = Value::Object(world.presences(since));
    } else {
        reply["presences"] = world
            .people
            .iter()
            .filter(|person| person.idle_at.max(person.active_at) > since)
            .map(|person| (person.email.to_string(), legacy_presence(person)))
            .collect();
    }
    fields(reply)
}

/// `POST /users/me/status`
pub(crate) fn status(world: &mut World, call: &Call) -> Answer<Reply> {
    let params = &call.params;
    let text = params
        .text("status_text")
        .map(|text| text.trim().to_owned());
    let emoji = match params.text("emoji_name") {
        None => None,
        Some(name) if name.is_empty() => {
            Some([String::new(), String::new(), "unicode_emoji".to_owned()])
        }
        Some(name) => {
            let known = world.find_emoji(&name);
            let (code, kind) =
                known.ok_or_else(|| Refusal::bad(format!("Emoji '{name}' does not exist")))?;
            Some([
                name,
                params.text("emoji_code").unwrap_or(code),
                params.text("reaction_type").unwrap_or(kind),
            ])
        }
    };
    let _ = (
        params.raw("emoji_code"),
        params.raw("reaction_type"),
        params.raw("away"),
    );
    if text.is_none() && emoji.is_none() {
        return Err(Refusal::bad("Client did not pass any new values."));
    }
    world.change_status(call.me(), text, emoji)?;
    done()
}

/// `GET /users/me/alert_words`
pub(crate) fn alert_words(world: &World, call: &Call) -> Answer<Reply> {
    fields(json!({"alert_words": world.account(call.me()).alert_words}))
}

/// `POST /users/me/alert_words`
pub(crate) fn add_alert_words(world: &mut World, call: &Call) -> Answer<Reply> {
    let words: Vec<String> = call.params.need("alert_words")?;
    if words.iter().any(|word| word.chars().count() > 100) {
        return Err(Refusal::bad(
            "alert_words[0] is too long (limit: 100 characters)",
        ));
    }
    let words = world.change_alert_words(call.me(), &words, true);
    fields(json!({"alert_words": words}))
}

/// `DELETE /users/me/alert_words`
pub(crate) fn remove_alert_words(world: &mut World, call: &Call) -> Answer<Reply> {
    let words: Vec<String> = call.params.need("alert_words")?;
    let words = world.change_alert_words(call.me(), &words, false);
    fields(json!({"alert_words": words}))
}

/// `POST /users/me/muted_users/{id}`
pub(crate) fn mute(world: &mut World, call: &Call) -> Answer<Reply> {
    world.mute_user(call.me(), UserId(call.path_id(3)?))?;
    done()
}

/// `DELETE /users/me/muted_users/{id}`
pub(crate) fn unmute(world: &mut World, call: &Call) -> Answer<Reply> {
    world.unmute_user(call.me(), UserId(call.path_id(3)?))?;
    done()
}

/// `POST /user_topics`
pub(crate) fn user_topic(world: &mut World, call: &Call) -> Answer<Reply> {
    let channel = ChannelId(call.params.need("stream_id")?);
    let topic = world.clean_topic(&call.params.need_text("topic")?)?;
    let policy: u8 = call
        .params
        .number("visibility_policy")?
        .ok_or_else(|| Refusal::missing("visibility_policy"))?;
    if policy > 3 {
        return Err(Refusal::bad("Invalid visibility_policy"));
    }
    world.readable_channel(call.me(), channel)?;
    if world.account(call.me()).policy(channel, &topic) != policy {
        world.set_topic_policy(call.me(), channel, &topic, policy);
    }
    done()
}

/// `PATCH /users/me/subscriptions/muted_topics`, the older way.
pub(crate) fn muted_topics(world: &mut World, call: &Call) -> Answer<Reply> {
    let channel = match call.params.number::<u64>("stream_id")? {
        Some(id) => ChannelId(id),
        None => {
            let name = call.params.need_text("stream")?;
            world
                .channels
                .by_name(&name)
                .map(|channel| channel.id)
                .ok_or_else(Refusal::no_channel)?
        }
    };
    world.readable_channel(call.me(), channel)?;
    let topic = call.params.need_text("topic")?;
    let mute = call.params.need_text("op")? == "add";
    world.set_topic_policy(call.me(), channel, &topic, u8::from(mute));
    done()
}

fn set_profile(world: &mut World, call: &Call, user: UserId, data: &[Value]) -> Answer<()> {
    for entry in data {
        let field = entry["id"].as_u64().unwrap_or(0);
        let value = match &entry["value"] {
            Value::String(text) if text.is_empty() => None,
            Value::Null => None,
            Value::String(text) => Some(text.clone()),
            other => Some(other.to_string()),
        };
        world.set_profile(user, field, value, user == call.me())?;
    }
    Ok(())
}

/// `PATCH /users/me/profile_data`
pub(crate) fn profile_data(world: &mut World, call: &Call) -> Answer<Reply> {
    let data: Vec<Value> = call.params.need("data")?;
    set_profile(world, call, call.me(), &data)?;
    done()
}

/// `DELETE /users/me/profile_data`
pub(crate) fn clear_profile_data(world: &mut World, call: &Call) -> Answer<Reply> {
    for field in call.params.need::<Vec<u64>>("data")? {
        world.set_profile(call.me(), field, None, true)?;
    }
    done()
}

/// `POST /users/me/api_key/regenerate`
pub(crate) fn new_key(world: &mut World, call: &Call) -> Answer<Reply> {
    *world.rotated_keys.entry(call.me()).or_default() += 1;
    fields(json!({"api_key": world.api_key(call.me())}))
}

/// `PATCH /settings`
pub(crate) fn settings(world: &mut World, call: &Call) -> Answer<Reply> {
    // Where names may not be changed, the server says nothing and changes nothing.
    let fixed = world.realm.is_on("name_changes_disabled") && !world.is_admin(call.me());
    let same = |world: &World, name: &str| {
        let me = world.people.get(call.me());
        me.is_some_and(|me| *me.name == *name.trim())
    };
    if let Some(name) = call.params.loose_text("full_name")
        && !fixed
        && !same(world, &name)
    {
        world.rename_person(call.me(), &name)?;
    }
    if let Some(zone) = call.params.loose_text("timezone")
        && !zone.is_empty()
        && jiff::tz::TimeZone::get(&zone).is_err()
    {
        return Err(Refusal::bad("timezone is not a recognized time zone"));
    }
    for name in assets().user_settings.keys() {
        let Some(raw) = call.params.raw(name) else {
            continue;
        };
        let value = match &assets().user_settings[name] {
            Value::String(_) => Value::String(call.params.loose_text(name).unwrap_or_default()),
            _ => serde_json::from_str(raw)
                .map_err(|_| Refusal::bad(format!("{name} is not valid")))?,
        };
        world.change_setting(call.me(), name, value)?;
    }
    done()
}

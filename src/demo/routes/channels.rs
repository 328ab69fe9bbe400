//! Channels, subscriptions and topics.

use serde_json::{Value, json};

use super::messages::topics_of;
use super::subscriptions::tell_made;
use super::{Reply, done, fields};
use crate::api::ids::{ChannelId, FolderId, MessageId, UserId};
use crate::demo::actions::channels::NewChannel;
use crate::demo::error::{Answer, Refusal};
use crate::demo::request::{Call, Params};
use crate::demo::world::World;
use crate::demo::world::channels::{CAN_DELETE_ANY, CAN_DELETE_OWN, PERMISSIONS};
use crate::demo::world::groups::GroupSetting;

fn path_channel(call: &Call, index: usize) -> Answer<ChannelId> {
    Ok(ChannelId(call.path_id(index)?))
}

/// `GET /users/me/{id}/topics`
pub(crate) fn topics(world: &World, call: &Call) -> Answer<Reply> {
    let id = path_channel(call, 2)?;
    let channel = world.readable_channel(call.me(), id)?;
    if channel.archived {
        return Err(Refusal::no_channel());
    }
    let empty_topic = call.params.flag("allow_empty_topic_name", false)?;
    fields(json!({"topics": topics_of(world, call.me(), id, empty_topic)}))
}

fn permissions_of(params: &Params) -> Answer<[Option<GroupSetting>; 11]> {
    let mut permissions = [const { None }; 11];
    for (slot, name) in permissions.iter_mut().zip(PERMISSIONS) {
        if let Some(value) = params.value(name)? {
            *slot = Some(
                GroupSetting::parse(&value)
                    .ok_or_else(|| Refusal::bad(format!("{name} is not valid")))?,
            );
        }
    }
    Ok(permissions)
}

/// The policy for topics that is asked for, if one is.
fn topics_policy_of(params: &Params) -> Answer<Option<String>> {
    let Some(policy) = params.loose_text("topics_policy") else {
        return Ok(None);
    };
    let known = [
        "inherit",
        "allow_empty_topic",
        "disable_empty_topic",
        "empty_topic_only",
    ];
    match known.contains(&&*policy) {
        true => Ok(Some(policy)),
        false => Err(Refusal::bad("Invalid topics_policy")),
    }
}

pub(super) fn new_channel(params: &Params, name: &str, description: &str) -> Answer<NewChannel> {
    Ok(NewChannel {
        name: name.to_owned(),
        description: description.to_owned(),
        invite_only: params.flag("invite_only", false)?,
        web_public: params.flag("is_web_public", false)?,
        history_public: params.json("history_public_to_subscribers")?,
        folder: params.number::<u64>("folder_id")?.map(FolderId),
        permissions: permissions_of(params)?,
        topics_policy: topics_policy_of(params)?,
    })
}

/// `GET /streams`
pub(crate) fn list(world: &World, call: &Call) -> Answer<Reply> {
    let archived = !call.params.flag("exclude_archived", true)?;
    for name in [
        "include_public",
        "include_subscribed",
        "include_all",
        "include_default",
        "include_all_active",
        "include_web_public",
        "include_owner_subscribed",
    ] {
        let _ = call.params.flag(name, false)?;
    }
    let list: Vec<Value> = world
        .channels
        .iter()
        .filter(|channel| {
            world.can_see_channel(call.me(), channel) && (archived || !channel.archived)
        })
        .map(|channel| Value::Object(world.channel_json(channel)))
        .collect();
    fields(json!({"streams": list}))
}

/// `GET /get_stream_id`
pub(crate) fn id_of(world: &World, call: &Call) -> Answer<Reply> {
    let name = call.params.need_text("stream")?;
    let channel = world
        .channels
        .by_name(&name)
        .filter(|channel| world.can_see_channel(call.me(), channel))
        .ok_or_else(|| Refusal::bad(format!("Invalid channel name '{name}'")))?;
    fields(json!({"stream_id": channel.id}))
}

/// `GET /streams/{id}`
pub(crate) fn one(world: &World, call: &Call) -> Answer<Reply> {
    let channel = world.visible_channel(call.me(), path_channel(call, 1)?)?;
    fields(json!({"stream": world.channel_json(channel)}))
}

/// `POST /channels/create`
pub(crate) fn create(world: &mut World, call: &Call) -> Answer<Reply> {
    let name = call.params.need_text("name")?;
    if world.channels.by_name(&name).is_some() {
        return Err(Refusal::code(
            "CHANNEL_ALREADY_EXISTS",
            format!("Channel '{name}' already exists"),
        ));
    }
    let users: Vec<u64> = call.params.need("subscribers")?;
    let about = call.params.text("description").unwrap_or_default();
    let announce = call.params.flag("announce", false)?;
    let id = world.make_channel(call.me(), new_channel(&call.params, &name, &about)?)?;
    let users: Vec<UserId> = users
        .into_iter()
        .map(UserId)
        .filter(|id| world.people.get(*id).is_some())
        .collect();
    world.subscribe(&[id], &users);
    tell_made(world, call.me(), id, announce);
    fields(json!({"id": id}))
}

/// `PATCH /streams/{id}`
pub(crate) fn change(world: &mut World, call: &Call) -> Answer<Reply> {
    let id = path_channel(call, 1)?;
    let (me, params) = (call.me(), &call.params);
    let channel = world.visible_channel(me, id)?;
    if !world.may_administer(me, channel) {
        return Err(Refusal::bad(
            "You do not have permission to administer this channel.",
        ));
    }
    let old = (
        channel.invite_only,
        channel.web_public,
        channel.history_public,
    );
    if let Some(archived) = params.json::<bool>("is_archived")? {
        world.set_archived(id, archived);
    }
    if let Some(name) = params.loose_text("new_name") {
        world.rename_channel(me, id, name.trim())?;
    }
    if let Some(about) = params.loose_text("description") {
        world.describe_channel(me, id, &about);
    }
    let private = params.json("is_private")?.unwrap_or(old.0);
    let web = params.json("is_web_public")?.unwrap_or(old.1);
    let history = params.json("history_public_to_subscribers")?;
    // What becomes web-public can't stay private.
    let private = private && (old.1 || !web);
    let history = if web {
        true
    } else {
        history.unwrap_or(if private == old.0 { old.2 } else { !private })
    };
    if (private, web, history) != old {
        // Who only sees that there is such a channel does not decide who reads it.
        let channel = world.visible_channel(me, id)?;
        if !world.may_join(me, channel) {
            return Err(Refusal::no_channel());
        }
        world.set_privacy(me, id, private, web, history);
    }
    if let Some(days) = params.value("message_retention_days")? {
        if !world.is_owner(me) {
            return Err(Refusal::bad("Must be an organization owner"));
        }
        let days = match (days.as_i64(), days.as_str()) {
            (Some(days), _) if days > 0 => Some(days),
            (None, Some("unlimited")) => Some(-1),
            (None, Some("realm_default")) => None,
            _ => return Err(Refusal::bad("Bad value for 'message_retention_days'")),
        };
        if let Some(channel) = world.channels.get_mut(id) {
            channel.retention_days = days;
        }
        world.tell_channel(id, "message_retention_days", json!(days), Value::Null);
    }
    if let Some(folder) = params.value("folder_id")? {
        let folder = folder.as_u64().map(FolderId);
        if let Some(folder) = folder {
            world.known_folder(folder)?;
        }
        if let Some(channel) = world.channels.get_mut(id) {
            channel.folder = folder;
        }
        world.tell_channel(id, "folder_id", json!(folder), Value::Null);
    }
    if let Some(policy) = topics_policy_of(params)? {
        let named = || {
            let places = world.store.channel_topics(id).iter();
            let mut places = places.map(|place| world.store.place(*place));
            places.any(|place| !place.ids.is_empty() && !place.topic().is_empty())
        };
        if !world.realm_allows(me, "can_set_topics_policy_group") {
            return Err(Refusal::bad("Insufficient permission"));
        }
        if policy == "empty_topic_only" && named() {
            return Err(Refusal::bad(
                "To enable this configuration, all messages in this channel must be in the general chat topic. Consider renaming or deleting other topics.",
            ));
        }
        if let Some(channel) = world.channels.get_mut(id) {
            channel.topics_policy.clone_from(&policy);
        }
        world.tell_channel(id, "topics_policy", json!(policy), Value::Null);
    }
    if let Some(default) = params.json::<bool>("is_default_stream")? {
        if !world.is_admin(me) {
            return Err(Refusal::bad("Must be an organization administrator"));
        }
        if default && private {
            return Err(Refusal::bad("A default channel cannot be private."));
        }
        world.channels.default.retain(|other| *other != id);
        if default {
            world.channels.default.push(id);
            world.channels.default.sort_unstable();
        }
        let event = json!({"type": "default_streams", "default_streams": world.channels.default});
        world.publish_all(&event);
    }
    for (index, name) in PERMISSIONS.iter().enumerate() {
        let Some(value) = params.value(name)? else {
            continue;
        };
        let deletes = [CAN_DELETE_ANY, CAN_DELETE_OWN].contains(&index);
        if deletes && !world.realm_allows(me, "can_set_delete_message_policy_group") {
            return Err(Refusal::bad("Insufficient permission"));
        }
        let new = value.get("new").unwrap_or(&value);
        let setting =
            GroupSetting::parse(new).ok_or_else(|| Refusal::bad(format!("{name} is not valid")))?;
        let now = world
            .channels
            .get(id)
            .map(|channel| channel.permissions[index].clone());
        let expected = value.get("old").and_then(GroupSetting::parse);
        if expected.is_some() && expected != now {
            return Err(Refusal::code(
                "EXPECTATION_MISMATCH",
                format!("'{name}' value does not match the expected value."),
            ));
        }
        if now.as_ref() != Some(&setting) {
            world.set_permission(id, index, setting);
        }
    }
    done()
}

/// `DELETE /streams/{id}`
pub(crate) fn archive(world: &mut World, call: &Call) -> Answer<Reply> {
    let channel = world.visible_channel(call.me(), path_channel(call, 1)?)?;
    if !world.may_administer(call.me(), channel) {
        return Err(Refusal::bad(
            "You do not have permission to administer this channel.",
        ));
    }
    let id = channel.id;
    world.set_archived(id, true);
    done()
}

/// `GET /streams/{id}/members`
pub(crate) fn members(world: &World, call: &Call) -> Answer<Reply> {
    let channel = world.visible_channel(call.me(), path_channel(call, 1)?)?;
    fields(json!({"subscribers": channel.subscribers}))
}

/// `GET /streams/{id}/email_address`
pub(crate) fn email_address(world: &World, call: &Call) -> Answer<Reply> {
    let channel = world.visible_channel(call.me(), path_channel(call, 1)?)?;
    let token =
        crate::demo::hash::token(world.seed, &format!("mail {}", channel.id), 32).to_lowercase();
    let name: String = channel
        .name
        .chars()
        .map(|c| if c.is_ascii_alphanumeric() { c } else { '-' })
        .collect();
    fields(json!({"email": format!("{name}.{token}.show-sender@mail.lapis.example")}))
}

/// So many messages of a topic are deleted for one request, the newest: nobody waits for long.
const DELETED_AT_ONCE: usize = 100;

/// `POST /streams/{id}/delete_topic`
pub(crate) fn delete_topic(world: &mut World, call: &Call) -> Answer<Reply> {
    let id = path_channel(call, 1)?;
    world.readable_channel(call.me(), id)?;
    if !world.grants(
        call.me(),
        "can_delete_any_message_group",
        id,
        CAN_DELETE_ANY,
    ) {
        return Err(Refusal::bad("Insufficient permission"));
    }
    let topic = world.clean_topic(&call.params.need_text("topic_name")?)?;
    let all: Vec<MessageId> = world
        .store
        .topic(id, &topic)
        .map(|place| {
            world
                .store
                .place(place)
                .ids
                .iter()
                .rev()
                .map(|id| MessageId(u64::from(*id)))
                .collect()
        })
        .unwrap_or_default();
    let some = &all[..all.len().min(DELETED_AT_ONCE)];
    world.remove(some);
    fields(json!({"complete": some.len() == all.len()}))
}

/// `GET /channel_folders`
pub(crate) fn folders(world: &World, call: &Call) -> Answer<Reply> {
    let _ = call.params.flag("include_archived", false)?;
    let folders: Vec<Value> = world
        .channels
        .folders
        .iter()
        .enumerate()
        .map(|(order, folder)| folder.to_json(order))
        .collect();
    fields(json!({"channel_folders": folders}))
}

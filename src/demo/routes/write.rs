//! Writing, flags, reactions and typing.

use serde_json::{Value, json};

use super::{Reply, done, fields};
use crate::api::ids::{ChannelId, MessageId, UserId};
use crate::demo::actions::edit::{Change, Propagate};
use crate::demo::actions::flags::Settable;
use crate::demo::actions::reactions::EmojiNamed;
use crate::demo::actions::send::{Outgoing, To, sent_json};
use crate::demo::error::{Answer, Refusal};
use crate::demo::fetch::{self, Anchor, Range};
use crate::demo::narrow::Narrow;
use crate::demo::request::Call;
use crate::demo::widgets;
use crate::demo::world::World;

/// The ids or addresses of people, in the forms that clients send.
fn people_of(world: &World, call: &Call, name: &str) -> Answer<Vec<UserId>> {
    let raw = call.params.need_text(name)?;
    let value: Value = serde_json::from_str(&raw).unwrap_or(Value::String(raw));
    let items = match value {
        Value::Array(items) => items,
        other => vec![other],
    };
    items
        .iter()
        .map(|item| match item {
            Value::Number(number) => Ok(UserId(number.as_u64().unwrap_or(0))),
            Value::String(email) => world
                .people
                .by_email(email)
                .map(|person| person.id)
                .ok_or_else(|| Refusal::bad(format!("Invalid email '{email}'"))),
            _ => Err(Refusal::bad("Invalid data type for recipients")),
        })
        .collect()
}

fn channel_of(world: &World, call: &Call) -> Answer<ChannelId> {
    let raw = call.params.need_text("to")?;
    let value: Value = serde_json::from_str(&raw).unwrap_or(Value::String(raw));
    let value = match value {
        Value::Array(items) => items.into_iter().next().unwrap_or(Value::Null),
        other => other,
    };
    match value {
        Value::Number(id) => Ok(ChannelId(id.as_u64().unwrap_or(0))),
        Value::String(name) => world
            .channels
            .by_name(&name)
            .map(|channel| channel.id)
            .ok_or_else(|| {
                Refusal::code(
                    "STREAM_DOES_NOT_EXIST",
                    format!("Channel '{name}' does not exist"),
                )
                .with("stream", name)
            }),
        _ => Err(Refusal::bad("Invalid data type for channel")),
    }
}

/// The conversation that a message or scheduled message is for.
pub(crate) fn to_of(world: &World, call: &Call) -> Answer<To> {
    match call.params.need_text("type")?.as_str() {
        "stream" | "channel" => Ok(To::Topic {
            channel: channel_of(world, call)?,
            topic: call
                .params
                .text("topic")
                .or_else(|| call.params.text("subject"))
                .unwrap_or_default(),
        }),
        "private" | "direct" => {
            let _ = call.params.raw("topic");
            Ok(To::Direct(people_of(world, call, "to")?))
        }
        _ => Err(Refusal::bad("Invalid type")),
    }
}

/// `POST /messages`
pub(crate) fn send(world: &mut World, call: &Call) -> Answer<Reply> {
    let params = &call.params;
    let to = to_of(world, call)?;
    let local = params.text("queue_id").zip(params.text("local_id"));
    let knows_itself = ["zulip", "website", "lazuli"]
        .iter()
        .any(|known| call.client.to_lowercase().starts_with(known));
    let message = Outgoing {
        sender: call.me(),
        to,
        content: params.need_text("content")?,
        client: call.client.clone(),
        read_by_sender: params.flag("read_by_sender", knows_itself)?,
        local,
        widget: params
            .text("widget_content")
            .map(|widget| widgets::from_bot(&widget))
            .transpose()?,
    };
    fields(sent_json(world.send(message)?))
}

/// `PATCH /messages/{id}`
pub(crate) fn edit(world: &mut World, call: &Call) -> Answer<Reply> {
    let params = &call.params;
    let change = Change {
        content: params.text("content"),
        topic: params.text("topic").or_else(|| params.text("subject")),
        channel: params.number::<u64>("stream_id")?.map(ChannelId),
        propagate: Propagate::parse(params.raw("propagate_mode").unwrap_or("change_one"))?,
        tell_old: params.flag("send_notification_to_old_thread", false)?,
        tell_new: params.flag("send_notification_to_new_thread", true)?,
        prev_sha256: params.text("prev_content_sha256"),
    };
    world.change(call.me(), MessageId(call.path_id(1)?), change)?;
    fields(json!({"detached_uploads": []}))
}

/// `DELETE /messages/{id}`
pub(crate) fn delete(world: &mut World, call: &Call) -> Answer<Reply> {
    world.delete(call.me(), MessageId(call.path_id(1)?))?;
    done()
}

/// `POST /messages/{id}/report`: Notification Bot tells the moderators' channel.
pub(crate) fn report(world: &mut World, call: &Call) -> Answer<Reply> {
    const LONGEST: usize = 1000;
    let id = MessageId(call.path_id(1)?);
    let channel = world.moderation_channel();
    let Some(channel) = channel else {
        return Err(Refusal::bad(
            "Moderation request channel must be specified to enable message reporting.",
        ));
    };
    if !world.can_read(call.me(), id) {
        return Err(Refusal::no_message());
    }
    let kind = call.params.need_text("report_type")?;
    let description = call.params.text("description").unwrap_or_default();
    let kinds = ["spam", "harassment", "inappropriate", "norms", "other"];
    if !kinds.contains(&&*kind) {
        return Err(Refusal::bad("Invalid report_type"));
    }
    if description.chars().count() > LONGEST {
        return Err(Refusal::bad(format!(
            "description is too long (limit: {LONGEST} characters)"
        )));
    }
    if kind == "other" && description.trim().is_empty() {
        return Err(Refusal::bad("An explanation is required."));
    }
    let Some(row) = world.store.row(id) else {
        return Err(Refusal::no_message());
    };
    let sender = row.sender();
    let name = |user| world.people.get(user).map_or("", |person| &*person.name);
    let topic = format!("{}'s moderation requests", name(sender));
    let said = format!(
        "@_**{}|{}** reported message {id} of @_**{}|{sender}** ({kind}).\n````quote\n{description}\n````",
        name(call.me()),
        call.me(),
        name(sender),
    );
    world.notify(channel, &topic, &said, &[], false);
    done()
}

fn emoji_of(call: &Call) -> EmojiNamed {
    EmojiNamed {
        name: call.params.text("emoji_name"),
        code: call.params.text("emoji_code"),
        kind: call.params.text("reaction_type"),
    }
}

/// `POST /messages/{id}/reactions`
pub(crate) fn react(world: &mut World, call: &Call) -> Answer<Reply> {
    world.react(call.me(), MessageId(call.path_id(1)?), emoji_of(call))?;
    done()
}

/// `DELETE /messages/{id}/reactions`
pub(crate) fn unreact(world: &mut World, call: &Call) -> Answer<Reply> {
    world.unreact(call.me(), MessageId(call.path_id(1)?), emoji_of(call))?;
    done()
}

fn flag_of(call: &Call) -> Answer<(Settable, bool)> {
    let on = match call.params.need_text("op")?.as_str() {
        "add" => true,
        "remove" => false,
        _ => return Err(Refusal::bad("Invalid message flag operation: 'op'")),
    };
    Ok((Settable::parse(&call.params.need_text("flag")?)?, on))
}

/// `POST /messages/flags`
pub(crate) fn flags(world: &mut World, call: &Call) -> Answer<Reply> {
    let user = call.me();
    let ids: Vec<MessageId> = call
        .params
        .need::<Vec<u64>>("messages")?
        .into_iter()
        .map(MessageId)
        .collect();
    let (flag, on) = flag_of(call)?;
    if ids.iter().any(|id| !world.can_read(user, *id)) {
        return Err(Refusal::no_message());
    }
    let (left_out, _) = world.set_flags(user, &ids, flag, on);
    fields(json!({"messages": ids, "ignored_because_not_subscribed_channels": left_out}))
}

/// `POST /messages/flags/narrow`
pub(crate) fn flags_narrow(world: &mut World, call: &Call) -> Answer<Reply> {
    let (user, params) = (call.me(), &call.params);
    let narrow = Narrow::parse(world, user, params.value("narrow")?.as_ref())?;
    let (flag, on) = flag_of(call)?;
    let range = Range {
        anchor: Anchor::parse(params.loose_text("anchor").as_deref(), false, None)?,
        include_anchor: params.flag("include_anchor", true)?,
        before: params
            .number("num_before")?
            .ok_or_else(|| Refusal::missing("num_before"))?,
        after: params
            .number("num_after")?
            .ok_or_else(|| Refusal::missing("num_after"))?,
    };
    if range.before + range.after > 5_000 {
        return Err(Refusal::bad("Too many messages requested (maximum 5000)."));
    }
    let page = fetch::page(world, user, &narrow, range);
    let ids: Vec<MessageId> = page.ids.iter().map(|id| MessageId(*id)).collect();
    let (left_out, changed) = if ids.is_empty() {
        (Vec::new(), 0)
    } else {
        world.set_flags(user, &ids, flag, on)
    };
    fields(json!({
        "processed_count": ids.len(), "updated_count": changed,
        "first_processed_id": ids.first(), "last_processed_id": ids.last(),
        "found_oldest": page.found_oldest, "found_newest": page.found_newest,
        "ignored_because_not_subscribed_channels": left_out,
    }))
}

/// `POST /mark_all_as_read`
pub(crate) fn mark_all_as_read(world: &mut World, call: &Call) -> Answer<Reply> {
    world.mark_all_read(call.me());
    fields(json!({"complete": true}))
}

/// `POST /mark_stream_as_read`
pub(crate) fn mark_stream_as_read(world: &mut World, call: &Call) -> Answer<Reply> {
    let channel = ChannelId(call.params.need("stream_id")?);
    world.readable_channel(call.me(), channel)?;
    world.mark_read(call.me(), |world, id| world.channel_of(id) == Some(channel));
    done()
}

/// `POST /mark_topic_as_read`
pub(crate) fn mark_topic_as_read(world: &mut World, call: &Call) -> Answer<Reply> {
    let channel = ChannelId(call.params.need("stream_id")?);
    let topic = call.params.need_text("topic_name")?.to_lowercase();
    world.readable_channel(call.me(), channel)?;
    world.mark_read(call.me(), |world, id| {
        world.channel_of(id) == Some(channel)
            && world
                .topic_of(id)
                .is_some_and(|name| name.to_lowercase() == topic)
    });
    done()
}

/// `POST /submessage`
pub(crate) fn submessage(world: &mut World, call: &Call) -> Answer<Reply> {
    let id = MessageId(call.params.need("message_id")?);
    let _ = call.params.need_text("msg_type")?;
    world.submessage(call.me(), id, &call.params.need_text("content")?)?;
    done()
}

fn op_of(call: &Call) -> Answer<String> {
    let op = call.params.need_text("op")?;
    if op == "start" || op == "stop" {
        Ok(op)
    } else {
        Err(Refusal::bad("Invalid op"))
    }
}

/// `POST /typing`
pub(crate) fn typing(world: &World, call: &Call) -> Answer<Reply> {
    let op = op_of(call)?;
    match call.params.text("type").as_deref().unwrap_or("direct") {
        "stream" | "channel" => {
            let channel = ChannelId(call.params.need("stream_id")?);
            let topic = world.clean_topic(&call.params.need_text("topic")?)?;
            world.type_in_topic(call.me(), channel, &topic, &op)?;
        }
        "private" | "direct" => {
            let to = people_of(world, call, "to")?;
            world.type_direct(call.me(), &to, &op)?;
        }
        _ => return Err(Refusal::bad("Invalid type")),
    }
    done()
}

/// `POST /messages/{id}/typing`
pub(crate) fn type_edit(world: &World, call: &Call) -> Answer<Reply> {
    let id = match call.params.number::<u64>("message_id")? {
        Some(id) => id,
        None => call.path_id(1)?,
    };
    world.type_edit(call.me(), MessageId(id), &op_of(call)?)?;
    done()
}

/// `POST /zcommand`
pub(crate) fn zcommand(_world: &World, call: &Call) -> Answer<Reply> {
    let command = call.params.need_text("command")?;
    if command == "/ping" {
        done()
    } else {
        Err(Refusal::bad(format!(
            "No such command: {}",
            command.trim_start_matches('/')
        )))
    }
}

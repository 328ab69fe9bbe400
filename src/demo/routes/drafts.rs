//! Unsent words: drafts, scheduled messages, snippets, reminders.

use serde_json::{Map, Value, json};

use super::write::to_of;
use super::{Reply, done, fields};
use crate::api::ids::{MessageId, UserId};
use crate::demo::actions::send::To;
use crate::demo::error::{Answer, Refusal};
use crate::demo::request::Call;
use crate::demo::world::World;

fn one(key: &str, value: Value) -> Map<String, Value> {
    Map::from_iter([(key.to_owned(), value)])
}

/// A draft as it is kept, from what a client sends.
fn draft_of(world: &World, sent: &Map<String, Value>, id: u64) -> Answer<Map<String, Value>> {
    let text = |key: &str| sent.get(key).and_then(Value::as_str);
    let kind = text("type").ok_or_else(|| Refusal::bad("drafts[0][\"type\"] field is missing"))?;
    let to: Vec<u64> = sent
        .get("to")
        .and_then(Value::as_array)
        .map(|ids| ids.iter().filter_map(Value::as_u64).collect())
        .unwrap_or_default();
    let content = text("content").unwrap_or("").trim_end();
    if content.is_empty() {
        return Err(Refusal::bad("Message must not be empty"));
    }
    if !matches!(kind, "" | "stream" | "private") {
        return Err(Refusal::bad("drafts[0][\"type\"] is not valid"));
    }
    if kind == "stream" && to.len() != 1 {
        return Err(Refusal::bad(
            "Must specify exactly 1 channel ID for channel messages",
        ));
    }
    let topic = if kind == "stream" {
        text("topic").unwrap_or("")
    } else {
        ""
    };
    let time = sent
        .get("timestamp")
        .and_then(Value::as_f64)
        .map_or_else(|| world.now(), |time| time as u64);
    let Value::Object(map) = json!({
        "id": id, "type": kind, "to": if kind.is_empty() { Vec::new() } else { to }, "topic": topic,
        "content": content, "timestamp": time,
    }) else {
        return Ok(Map::new());
    };
    Ok(map)
}

fn synced(world: &World, user: UserId) -> Answer<()> {
    if world.account(user).setting("enable_drafts_synchronization") {
        return Ok(());
    }
    Err(Refusal::bad("User has disabled synchronizing drafts."))
}

/// `GET /drafts`
pub(crate) fn drafts(world: &World, call: &Call) -> Answer<Reply> {
    synced(world, call.me())?;
    let drafts = &world.account(call.me()).drafts;
    fields(json!({"count": drafts.len(), "drafts": drafts}))
}

/// `POST /drafts`
pub(crate) fn add_drafts(world: &mut World, call: &Call) -> Answer<Reply> {
    synced(world, call.me())?;
    let sent: Vec<Map<String, Value>> = call.params.need("drafts")?;
    let mut drafts = Vec::new();
    for draft in &sent {
        let id = world.number();
        drafts.push(draft_of(world, draft, id)?);
    }
    let ids: Vec<Value> = drafts.iter().map(|draft| draft["id"].clone()).collect();
    world
        .account_mut(call.me())
        .drafts
        .extend(drafts.iter().cloned());
    world.tell_list(call.me(), "drafts", "add", one("drafts", json!(drafts)));
    fields(json!({"ids": ids}))
}

/// `PATCH /drafts/{id}`
pub(crate) fn change_draft(world: &mut World, call: &Call) -> Answer<Reply> {
    synced(world, call.me())?;
    let id = call.path_id(1)?;
    let sent: Map<String, Value> = call.params.need("draft")?;
    let draft = draft_of(world, &sent, id)?;
    let missing = || Refusal {
        status: 404,
        ..Refusal::bad("Draft does not exist")
    };
    let kept = world
        .account_mut(call.me())
        .drafts
        .iter_mut()
        .find(|draft| draft["id"] == id);
    *kept.ok_or_else(missing)? = draft.clone();
    world.tell_list(call.me(), "drafts", "update", one("draft", json!(draft)));
    done()
}

/// `DELETE /drafts/{id}`
pub(crate) fn remove_draft(world: &mut World, call: &Call) -> Answer<Reply> {
    let id = call.path_id(1)?;
    let drafts = &mut world.account_mut(call.me()).drafts;
    let before = drafts.len();
    drafts.retain(|draft| draft["id"] != id);
    if drafts.len() == before {
        return Err(Refusal {
            status: 404,
            ..Refusal::bad("Draft does not exist")
        });
    }
    world.tell_list(call.me(), "drafts", "remove", one("draft_id", json!(id)));
    done()
}

/// `GET /scheduled_messages`
pub(crate) fn scheduled(world: &World, call: &Call) -> Answer<Reply> {
    fields(json!({"scheduled_messages": world.account(call.me()).scheduled}))
}

fn scheduled_json(world: &World, id: u64, to: &To, content: &str, time: u64) -> Map<String, Value> {
    let mut map = one("scheduled_message_id", json!(id));
    let mut put = |key: &str, value: Value| map.insert(key.to_owned(), value);
    match to {
        To::Topic { channel, topic } => {
            put("type", json!("stream"));
            put("to", json!(channel));
            put("topic", json!(topic));
        }
        To::Direct(people) => {
            put("type", json!("private"));
            put("to", json!(people));
        }
    }
    put("content", json!(content));
    put("rendered_content", json!(world.render(content, None).html));
    put("scheduled_delivery_timestamp", json!(time));
    put("failed", json!(false));
    map
}

fn time_of(world: &World, call: &Call) -> Answer<Option<u64>> {
    let time: Option<u64> = call.params.number("scheduled_delivery_timestamp")?;
    if time.is_some_and(|time| time <= world.now()) {
        return Err(Refusal::bad(
            "Scheduled delivery time must be in the future.",
        ));
    }
    Ok(time)
}

/// `POST /scheduled_messages`
pub(crate) fn schedule(world: &mut World, call: &Call) -> Answer<Reply> {
    let to = to_of(world, call)?;
    let content = crate::demo::actions::send::clean_content(&call.params.need_text("content")?)?;
    let time =
        time_of(world, call)?.ok_or_else(|| Refusal::missing("scheduled_delivery_timestamp"))?;
    let _ = call.params.flag("read_by_sender", true)?;
    let id = world.number();
    let message = scheduled_json(world, id, &to, &content, time);
    world.account_mut(call.me()).scheduled.push(message.clone());
    world.tell_list(
        call.me(),
        "scheduled_messages",
        "add",
        one("scheduled_messages", json!([message])),
    );
    fields(json!({"scheduled_message_id": id}))
}

/// `PATCH /scheduled_messages/{id}`
pub(crate) fn reschedule(world: &mut World, call: &Call) -> Answer<Reply> {
    let id = call.path_id(1)?;
    let missing = || Refusal {
        status: 404,
        ..Refusal::bad("Scheduled message does not exist")
    };
    let mut message = world
        .account(call.me())
        .scheduled
        .iter()
        .find(|message| message["scheduled_message_id"] == id)
        .cloned()
        .ok_or_else(missing)?;
    if call.params.raw("type").is_some() {
        let to = to_of(world, call)?;
        let content = message["content"].as_str().unwrap_or("").to_owned();
        let time = message["scheduled_delivery_timestamp"]
            .as_u64()
            .unwrap_or(0);
        message = scheduled_json(world, id, &to, &content, time);
    } else if let Some(topic) = call.params.text("topic") {
        message.insert("topic".into(), json!(topic));
    }
    if let Some(content) = call.params.text("content") {
        message.insert(
            "rendered_content".into(),
            json!(world.render(&content, None).html),
        );
        message.insert("content".into(), json!(content));
    }
    if let Some(time) = time_of(world, call)? {
        message.insert("scheduled_delivery_timestamp".into(), json!(time));
        message.insert("failed".into(), json!(false));
    }
    let kept = &mut world.account_mut(call.me()).scheduled;
    if let Some(kept) = kept
        .iter_mut()
        .find(|message| message["scheduled_message_id"] == id)
    {
        kept.clone_from(&message);
    }
    world.tell_list(
        call.me(),
        "scheduled_messages",
        "update",
        one("scheduled_message", json!(message)),
    );
    done()
}

/// `DELETE /scheduled_messages/{id}`
pub(crate) fn unschedule(world: &mut World, call: &Call) -> Answer<Reply> {
    let id = call.path_id(1)?;
    if !world.drop_scheduled(call.me(), id) {
        return Err(Refusal {
            status: 404,
            ..Refusal::bad("Scheduled message does not exist")
        });
    }
    done()
}

/// `GET /saved_snippets`
pub(crate) fn snippets(world: &World, call: &Call) -> Answer<Reply> {
    fields(json!({"saved_snippets": world.account(call.me()).snippets}))
}

fn checked(call: &Call, name: &str, most: usize) -> Answer<Option<String>> {
    let Some(text) = call.params.text(name) else {
        return Ok(None);
    };
    let text = text.trim().to_owned();
    if text.is_empty() {
        return Err(Refusal::bad(format!("{name} cannot be empty.")));
    }
    if text.chars().count() > most {
        return Err(Refusal::bad(format!(
            "{name} is too long (limit: {most} characters)"
        )));
    }
    Ok(Some(text))
}

/// `POST /saved_snippets`
pub(crate) fn add_snippet(world: &mut World, call: &Call) -> Answer<Reply> {
    let title = checked(call, "title", 60)?.ok_or_else(|| Refusal::missing("title"))?;
    let content = checked(call, "content", 10_000)?.ok_or_else(|| Refusal::missing("content"))?;
    let id = world.number();
    let snippet =
        json!({"id": id, "title": title, "content": content, "date_created": world.now()});
    if let Value::Object(map) = &snippet {
        world.account_mut(call.me()).snippets.push(map.clone());
    }
    world.tell_list(
        call.me(),
        "saved_snippets",
        "add",
        one("saved_snippet", snippet),
    );
    fields(json!({"saved_snippet_id": id}))
}

/// `PATCH /saved_snippets/{id}`
pub(crate) fn change_snippet(world: &mut World, call: &Call) -> Answer<Reply> {
    let id = call.path_id(1)?;
    let (title, content) = (
        checked(call, "title", 60)?,
        checked(call, "content", 10_000)?,
    );
    let snippets = &mut world.account_mut(call.me()).snippets;
    let snippet = snippets
        .iter_mut()
        .find(|snippet| snippet["id"] == id)
        .ok_or_else(|| Refusal {
            status: 404,
            ..Refusal::bad("Saved snippet does not exist.")
        })?;
    for (key, value) in [("title", title), ("content", content)] {
        if let Some(value) = value {
            snippet.insert(key.to_owned(), json!(value));
        }
    }
    let snippet = json!(snippet);
    world.tell_list(
        call.me(),
        "saved_snippets",
        "update",
        one("saved_snippet", snippet),
    );
    done()
}

/// `DELETE /saved_snippets/{id}`
pub(crate) fn remove_snippet(world: &mut World, call: &Call) -> Answer<Reply> {
    let id = call.path_id(1)?;
    let snippets = &mut world.account_mut(call.me()).snippets;
    let before = snippets.len();
    snippets.retain(|snippet| snippet["id"] != id);
    if snippets.len() == before {
        return Err(Refusal {
            status: 404,
            ..Refusal::bad("Saved snippet does not exist.")
        });
    }
    world.tell_list(
        call.me(),
        "saved_snippets",
        "remove",
        one("saved_snippet_id", json!(id)),
    );
    done()
}

/// `GET /reminders`
pub(crate) fn reminders(world: &World, call: &Call) -> Answer<Reply> {
    fields(json!({"reminders": world.account(call.me()).reminders}))
}

/// `POST /reminders`
pub(crate) fn remind(world: &mut World, call: &Call) -> Answer<Reply> {
    let message = MessageId(call.params.need("message_id")?);
    if !world.can_read(call.me(), message) {
        return Err(Refusal::no_message());
    }
    let time =
        time_of(world, call)?.ok_or_else(|| Refusal::missing("scheduled_delivery_timestamp"))?;
    let note = call.params.text("note").unwrap_or_default();
    let id = world.number();
    let content = reminder_text(world, message, &note);
    let reminder = json!({
        "reminder_id": id, "type": "private", "to": [call.me()], "content": content,
        "rendered_content": world.render(&content, None).html, "scheduled_delivery_timestamp": time,
        "failed": false, "reminder_target_message_id": message,
    });
    if let Value::Object(map) = &reminder {
        world.account_mut(call.me()).reminders.push(map.clone());
    }
    world.tell_list(
        call.me(),
        "reminders",
        "add",
        one("reminders", json!([reminder])),
    );
    fields(json!({"reminder_id": id}))
}

fn reminder_text(world: &World, message: MessageId, note: &str) -> String {
    let row = world.store.row(message);
    let sender = row.map_or(UserId(0), |row| row.sender());
    let name = world.people.get(sender).map_or("", |person| &person.name);
    let what = if note.is_empty() {
        String::new()
    } else {
        format!("\n> {note}\n")
    };
    let words = world.content(message).unwrap_or_default();
    format!(
        "You requested a reminder for a message from @_**{name}|{sender}**.{what}\n\n```quote\n{words}\n```"
    )
}

/// `DELETE /reminders/{id}`
pub(crate) fn forget_reminder(world: &mut World, call: &Call) -> Answer<Reply> {
    let id = call.path_id(1)?;
    let reminders = &mut world.account_mut(call.me()).reminders;
    let before = reminders.len();
    reminders.retain(|reminder| reminder["reminder_id"] != id);
    if reminders.len() == before {
        return Err(Refusal {
            status: 404,
            ..Refusal::bad("Reminder does not exist")
        });
    }
    world.tell_list(
        call.me(),
        "reminders",
        "remove",
        one("reminder_id", json!(id)),
    );
    done()
}

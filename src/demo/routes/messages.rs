//! Reading messages.

use serde_json::{Map, Value, json};

use super::{Reply, fields};
use crate::api::ids::{MessageId, UserId};
use crate::demo::error::{Answer, Refusal};
use crate::demo::fetch::{self, Anchor, Range};
use crate::demo::hash::mix2;
use crate::demo::messages::Form;
use crate::demo::narrow::Narrow;
use crate::demo::request::Call;
use crate::demo::search;
use crate::demo::world::World;
use crate::demo::world::store::PlaceKind;

/// From this feature level on messages can be asked for by date.
const KNOWS_DATES: u64 = 445;

/// At most this many messages in one request.
const MOST: u64 = 5_000;

fn form_of(call: &Call) -> Answer<Form> {
    Ok(Form {
        apply_markdown: call.params.flag("apply_markdown", true)?,
        client_gravatar: call.params.flag("client_gravatar", true)?,
        empty_topic: call.params.flag("allow_empty_topic_name", false)?,
    })
}

/// `GET /messages`
pub(crate) fn list(world: &World, call: &Call) -> Answer<Reply> {
    let (user, params) = (call.me(), &call.params);
    let form = form_of(call)?;
    let narrow = Narrow::parse(world, user, params.value("narrow")?.as_ref())?;
    if let Some(ids) = params.json::<Vec<u64>>("message_ids")? {
        let narrowed: Vec<u64> = ids
            .into_iter()
            .filter(|id| world.can_read(user, MessageId(*id)))
            .filter(|id| {
                narrow.0.is_empty()
                    || narrow.matches(world, world.account(user), user, true, MessageId(*id))
            })
            .collect();
        let mut ids = narrowed;
        ids.sort_unstable();
        let messages = objects(world, user, &ids, form, &narrow);
        return fields(json!({
            "messages": messages, "history_limited": false, "found_anchor": false,
            "found_oldest": false, "found_newest": false,
        }));
    }
    let anchor = Anchor::parse(
        params.loose_text("anchor").as_deref(),
        params.flag("use_first_unread_anchor", false)?,
        // What it does not know it does not look at.
        params.loose_text("anchor_date").as_deref(),
    )?;
    if matches!(anchor, Anchor::Date(_)) && world.feature_level < KNOWS_DATES {
        return Err(Refusal::bad("Invalid anchor"));
    }
    let count = |name: &str| -> Answer<u64> {
        let count: i64 = params.number(name)?.ok_or_else(|| Refusal::missing(name))?;
        u64::try_from(count).map_err(|_| Refusal::bad(format!("{name} is too small")))
    };
    let range = Range {
        anchor,
        include_anchor: params.flag("include_anchor", true)?,
        before: count("num_before")?,
        after: count("num_after")?,
    };
    if range.before + range.after > MOST {
        return Err(Refusal::bad(format!(
            "Too many messages requested (maximum {MOST})."
        )));
    }
    let page = fetch::page(world, user, &narrow, range);
    let messages = objects(world, user, &page.ids, form, &narrow);
    fields(json!({
        "anchor": page.anchor, "found_anchor": page.found_anchor, "found_oldest": page.found_oldest,
        "found_newest": page.found_newest, "history_limited": false, "messages": messages,
    }))
}

/// The objects of a page, with flags, and what matched where something was searched.
fn objects(world: &World, user: UserId, ids: &[u64], form: Form, narrow: &Narrow) -> Vec<Value> {
    let words = narrow.words();
    ids.iter()
        .filter_map(|id| {
            let id = MessageId(*id);
            let mut message = world.message(id, form)?;
            message.insert("flags".into(), json!(world.flags(user, id)));
            if narrow.has_search() {
                message.append(&mut matched(world, id, &words, form.empty_topic));
            }
            Some(Value::Object(message))
        })
        .collect()
}

fn matched(world: &World, id: MessageId, words: &[&str], empty_topic: bool) -> Map<String, Value> {
    let html = world.rendered(id).map_or_else(String::new, |rendered| {
        search::highlight_html(&rendered.html, words)
    });
    let topic = world.topic_of(id).unwrap_or("");
    let topic = search::highlight_topic(world.shown_topic(topic, empty_topic), words);
    Map::from_iter([
        ("match_content".to_owned(), json!(html)),
        ("match_subject".to_owned(), json!(topic)),
    ])
}

/// `GET /messages/matches_narrow`
pub(crate) fn matches_narrow(world: &World, call: &Call) -> Answer<Reply> {
    let user = call.me();
    let ids: Vec<u64> = call.params.need("msg_ids")?;
    let narrow = Narrow::parse(world, user, call.params.value("narrow")?.as_ref())?;
    let words = narrow.words();
    let messages: Map<String, Value> = ids
        .into_iter()
        .map(MessageId)
        .filter(|id| narrow.matches(world, world.account(user), user, false, *id))
        .map(|id| {
            (
                id.to_string(),
                Value::Object(matched(world, id, &words, true)),
            )
        })
        .collect();
    fields(json!({"messages": messages}))
}

/// `POST /messages/render`
pub(crate) fn render(world: &World, call: &Call) -> Answer<Reply> {
    let content = call.params.need_text("content")?;
    fields(json!({"rendered": world.render(&content, call.user).html}))
}

fn readable(world: &World, call: &Call) -> Answer<MessageId> {
    let id = MessageId(call.path_id(1)?);
    if world.can_read(call.me(), id) {
        Ok(id)
    } else {
        Err(Refusal::no_message())
    }
}

/// `GET /messages/{id}`
pub(crate) fn one(world: &World, call: &Call) -> Answer<Reply> {
    let id = readable(world, call)?;
    let form = form_of(call)?;
    let mut message = world.message(id, form).ok_or_else(Refusal::no_message)?;
    message.insert("flags".into(), json!(world.flags(call.me(), id)));
    let raw = world.content(id).ok_or_else(Refusal::no_message)?;
    fields(json!({"message": message, "raw_content": raw}))
}

/// `GET /messages/{id}/history`
pub(crate) fn history(world: &World, call: &Call) -> Answer<Reply> {
    let id = readable(world, call)?;
    let policy = world
        .realm
        .setting("message_edit_history_visibility_policy")
        .and_then(Value::as_str);
    if policy == Some("none") {
        return Err(Refusal::bad(
            "Message edit history is disabled in this organization",
        ));
    }
    let row = world.store.row(id).ok_or_else(Refusal::no_message)?;
    let detail = world.detail(id).ok_or_else(Refusal::no_message)?;
    let empty_topic = call.params.flag("allow_empty_topic_name", false)?;
    // Walked back from now to what it was at first.
    let mut topic = world.topic_of(id).unwrap_or("").to_owned();
    let mut content = detail.content.clone();
    let mut html = world
        .rendered(id)
        .map(|rendered| rendered.html.clone())
        .unwrap_or_default();
    let mut entries = Vec::new();
    for edit in detail.edits.iter().rev() {
        let mut entry = json!({
            "user_id": edit.user, "timestamp": edit.time,
            "topic": world.shown_topic(&topic, empty_topic),
            "content": content, "rendered_content": html,
        });
        if let Some((old, _)) = &edit.topic {
            entry["prev_topic"] = json!(world.shown_topic(old, empty_topic));
            topic.clone_from(old);
        }
        if let Some((old, new)) = &edit.channel {
            entry["prev_stream"] = json!(old);
            entry["stream"] = json!(new);
        }
        if let Some(old) = &edit.prev_content {
            let old_html = edit.prev_rendered.clone().unwrap_or_default();
            entry["prev_content"] = json!(old);
            entry["prev_rendered_content"] = json!(old_html);
            entry["content_html_diff"] = json!(crate::demo::diff::html(&old_html, &html));
            content.clone_from(old);
            html = old_html;
        }
        if policy != Some("moves") || edit.topic.is_some() || edit.channel.is_some() {
            entries.push(entry);
        }
    }
    entries.push(json!({
        "user_id": row.sender(), "timestamp": row.time(),
        "topic": world.shown_topic(&topic, empty_topic),
        "content": content, "rendered_content": html,
    }));
    entries.reverse();
    fields(json!({"message_history": entries}))
}

/// `GET /messages/{id}/read_receipts`
pub(crate) fn read_receipts(world: &World, call: &Call) -> Answer<Reply> {
    let id = readable(world, call)?;
    if !world.realm.is_on("enable_read_receipts") {
        return Err(Refusal::bad(
            "Read receipts are disabled in this organization.",
        ));
    }
    let row = world.store.row(id).ok_or_else(Refusal::no_message)?;
    let mine = world.account(call.me());
    let age = world.now().saturating_sub(row.time());
    let users: Vec<UserId> = world
        .recipients(&world.store.place(row.place()).kind)
        .into_iter()
        .filter(|user| *user != row.sender() && !mine.has_muted(*user))
        .filter(|user| match world.accounts.get(user) {
            Some(account) => {
                account.setting("send_read_receipts")
                    && !account.unread.contains(&(id.0 as u32))
                    && world.received(account, *user, id)
                    && !account.has_muted(call.me())
            }
            // The others get to everything within a day, one after the other.
            None => mix2(user.0, id.0) % 86_400 < age,
        })
        .collect();
    fields(json!({"user_ids": users}))
}

/// The newest message of each topic, newest first: what `topics` answers.
pub(crate) fn topics_of(
    world: &World,
    user: UserId,
    channel: crate::api::ids::ChannelId,
    empty_topic: bool,
) -> Vec<Value> {
    let account = world.account(user);
    let whole = world
        .channels
        .get(channel)
        .is_some_and(|channel| channel.history_public);
    let mut topics: Vec<(u32, &str)> = world
        .store
        .channel_topics(channel)
        .iter()
        .map(|place| world.store.place(*place))
        .filter_map(|place| {
            let newest = if whole {
                place.ids.last().copied()
            } else {
                place
                    .ids
                    .iter()
                    .rev()
                    .copied()
                    .find(|id| world.received(account, user, MessageId(u64::from(*id))))
            };
            match &place.kind {
                PlaceKind::Topic { name, .. } => Some((
                    newest?,
                    world
                        .topic_of(MessageId(u64::from(newest?)))
                        .unwrap_or(name),
                )),
                PlaceKind::Direct(_) => None,
            }
        })
        .collect();
    topics.sort_unstable_by_key(|topic| std::cmp::Reverse(topic.0));
    topics
        .into_iter()
        .map(|(id, name)| json!({"name": world.shown_topic(name, empty_topic), "max_id": id}))
        .collect()
}

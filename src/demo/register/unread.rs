//! Unread messages by conversation, starred ones, recent direct conversations.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::Request;
use crate::api::ids::{ChannelId, MessageId, UserId};
use crate::demo::json::Fields;
use crate::demo::world::World;
use crate::demo::world::account::flag;
use crate::demo::world::store::PlaceKind;

/// Direct conversations are collected from one's newest so many direct messages.
const RECENT_DIRECT: usize = 1_000;

pub(super) fn write(world: &World, request: &Request<'_>, fields: &mut Fields<'_>) {
    let user = request.user;
    if request.wants("message") {
        fields.number("max_message_id", world.newest_for(user));
    }
    if request.wants("message") && request.wants("update_message_flags") {
        let empty_topic = request.options.capabilities.empty_topic_name;
        fields.value("unread_msgs", &unread(world, user, empty_topic));
    }
    if request.wants("starred_messages") {
        let starred = world
            .account(user)
            .flags
            .iter()
            .filter(|(_, flags)| *flags & flag::STARRED != 0)
            .map(|(id, _)| id);
        fields.list("starred_messages", starred);
    }
    if request.wants("recent_private_conversations") {
        fields.value("recent_private_conversations", &recent(world, user));
    }
}

#[derive(Default)]
struct Unread {
    one: BTreeMap<UserId, Vec<u32>>,
    groups: BTreeMap<String, Vec<u32>>,
    topics: BTreeMap<(ChannelId, String), (String, Vec<u32>)>,
    mentions: Vec<u32>,
    count: usize,
}

fn unread(world: &World, user: UserId, empty_topic: bool) -> Value {
    let account = world.account(user);
    let mut found = Unread::default();
    let left_out = account.unread.len().saturating_sub(world.unread_cap);
    for id in account.unread.iter().skip(left_out) {
        let message = MessageId(u64::from(*id));
        let Some(place) = world.store.place_of(message) else {
            continue;
        };
        let mut muted = false;
        match &place.kind {
            PlaceKind::Topic { channel, name } => {
                // Those of channels that one has left are not listed.
                if !account.is_subscribed(*channel) {
                    continue;
                }
                muted = account.is_topic_muted(*channel, name);
                let shown = world.shown_topic(world.topic_of(message).unwrap_or(name), empty_topic);
                let entry = found
                    .topics
                    .entry((*channel, name.to_lowercase()))
                    .or_insert_with(|| (shown.to_owned(), Vec::new()));
                entry.1.push(*id);
            }
            PlaceKind::Direct(people) => match people[..] {
                [_] => found.one.entry(user).or_default().push(*id),
                [a, b] => {
                    let other = if u64::from(a) == user.0 { b } else { a };
                    found
                        .one
                        .entry(UserId(u64::from(other)))
                        .or_default()
                        .push(*id);
                }
                _ => {
                    let key: Vec<String> = people.iter().map(u32::to_string).collect();
                    found.groups.entry(key.join(",")).or_default().push(*id);
                }
            },
        }
        let flags = account.flag(message);
        let mentioned = flags & flag::MENTIONED != 0 || (flags & flag::ANY_MENTION != 0 && !muted);
        if mentioned {
            found.mentions.push(*id);
        }
        found.count += usize::from(!muted);
    }
    let pms: Vec<Value> = found
        .one
        .iter()
        .map(|(other, ids)| json!({"other_user_id": other, "sender_id": other, "unread_message_ids": ids}))
        .collect();
    let huddles: Vec<Value> = found
        .groups
        .iter()
        .map(|(people, ids)| json!({"user_ids_string": people, "unread_message_ids": ids}))
        .collect();
    let streams: Vec<Value> = found
        .topics
        .iter()
        .map(|((channel, _), (topic, ids))| json!({"stream_id": channel, "topic": topic, "unread_message_ids": ids}))
        .collect();
    json!({
        "count": found.count, "pms": pms, "huddles": huddles, "streams": streams,
        "mentions": found.mentions, "old_unreads_missing": left_out > 0,
    })
}

fn recent(world: &World, user: UserId) -> Value {
    let mut places: Vec<(u32, Vec<UserId>)> = world
        .store
        .places()
        .filter(|place| place.is_between(user))
        .filter_map(|place| {
            let newest = *place.ids.last()?;
            Some((
                newest,
                place.people().filter(|other| *other != user).collect(),
            ))
        })
        .collect();
    places.sort_unstable_by_key(|place| std::cmp::Reverse(place.0));
    places.truncate(RECENT_DIRECT);
    places
        .into_iter()
        .map(|(newest, people)| json!({"max_message_id": newest, "user_ids": people}))
        .collect()
}

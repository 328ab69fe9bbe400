//! Every kind of event that was recorded is sent, with the recorded shape.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::demo_http::{Person, Queue, person, still};
use crate::demo_shape::{FOLDERS, Shape, recorded, unexplained};

/// Where events differ, and why.
const ALLOWED: [(&str, &str); 8] = [
    (
        "update_message_flags remove read: .message_details.*.user_ids",
        "no direct message was recorded becoming unread at this level",
    ),
    (
        "update_message_flags remove read: .message_details.*.",
        "the same: direct messages have none of the channel's fields",
    ),
    (
        "stream create: .streams.folder_id",
        "feature level 389: the demo organization has folders",
    ),
    ("subscription add: .subscriptions.folder_id", "the same"),
    (
        "stream create: .streams.stream_weekly_traffic",
        "recorded channels were too new to have any",
    ),
    (
        "subscription add: .subscriptions.stream_weekly_traffic",
        "the same",
    ),
    (
        "message: .message.avatar_url",
        "nobody recorded had uploaded a picture",
    ),
    (
        "message: .message.topic_links.",
        "no topic recorded had a link in it",
    ),
];

/// Kinds that are recorded and not made here, and why.
const NOT_MADE: [(&str, &str); 2] = [
    (
        "realm_export_consent",
        "exports are an administrator's affair on the web",
    ),
    (
        "subscription update desktop_notifications",
        "made under its sibling push_notifications",
    ),
];

/// Events of one kind have one shape.
fn kind_of(event: &Value) -> String {
    let text = |name: &str| event[name].as_str().unwrap_or("").to_owned();
    let mut kind = vec![text("type"), text("op")];
    match text("type").as_str() {
        "stream" | "subscription" => kind.push(text("property")),
        "update_message_flags" => kind.push(text("flag")),
        "user_settings" | "realm" | "message" => {}
        "update_message" => {
            // Edits and moves carry different fields.
            for (field, word) in [
                ("orig_content", "content"),
                ("new_stream_id", "channel"),
                ("subject", "topic"),
                ("stream_id", "in a channel"),
            ] {
                if event.get(field).is_some() {
                    kind.push(word.to_owned());
                }
            }
        }
        "typing" => kind.push(text("message_type")),
        "realm_user" => {
            let fields: Vec<_> = event["person"]
                .as_object()
                .expect("a person")
                .keys()
                .cloned()
                .collect();
            kind.extend(fields);
        }
        "user_group" if event["op"] == "update" => {
            let group = event["data"]
                .as_object()
                .expect("data")
                .keys()
                .any(|key| key.ends_with("_group"));
            kind.push(if group { "permission" } else { "data" }.to_owned());
            if !group {
                kind.extend(event["data"].as_object().expect("data").keys().cloned());
            }
        }
        "user_status" => {
            kind.extend(
                event
                    .as_object()
                    .expect("an event")
                    .keys()
                    .filter(|key| key.contains("status_text") || key.contains("emoji"))
                    .cloned(),
            );
        }
        _ => {}
    }
    kind.retain(|word| !word.is_empty());
    kind.join(" ")
}

fn shape_of_events() -> BTreeMap<String, Shape> {
    let mut shapes: BTreeMap<String, Shape> = BTreeMap::new();
    for folder in FOLDERS {
        for line in recorded(&format!("{folder}/events.jsonl")).lines() {
            let event: Value = serde_json::from_str(line).expect("JSON");
            shapes.entry(kind_of(&event)).or_default().learn(&event);
        }
    }
    shapes
}

const WORKSHOP: u64 = 2;
const DESIGN: u64 = 3;

async fn talk(ada: &Person, ben: &Person, chika: &Person) {
    let first = ben
        .say(WORKSHOP, "shapes", "hello @**Ada Quill**, #T12 and celadon")
        .await;
    let second = chika.say(WORKSHOP, "shapes", "and @**all** of you").await;
    chika
        .say(WORKSHOP, "about #T12", "a topic with a link")
        .await;
    ada.say(WORKSHOP, "shapes", "my own words").await;
    ben.say(
        WORKSHOP,
        "shapes",
        "@**topic** for those who talk, @*kiln crew*",
    )
    .await;
    let direct = ben.tell(&[6], "just us").await;
    ben.tell(&[6, 8], "the three of us").await;
    ada.tell(&[6], "a note").await;
    for emoji in ["tada", "glaze", "zulip"] {
        ben.post(
            &format!("messages/{second}/reactions"),
            json!({"emoji_name": emoji}),
        )
        .await;
    }
    ben.delete(
        &format!("messages/{second}/reactions"),
        json!({"emoji_name": "tada"}),
    )
    .await;
    ben.patch(
        &format!("messages/{first}"),
        json!({"content": "hello again"}),
    )
    .await;
    ben.patch(
        &format!("messages/{direct}"),
        json!({"content": "just the two of us"}),
    )
    .await;
    ben.patch(
        &format!("messages/{first}"),
        json!({"content": "hello elsewhere", "topic": "shapes, moved"}),
    )
    .await;
    ada.patch(
        &format!("messages/{second}"),
        json!({"topic": "other shapes", "propagate_mode": "change_later"}),
    )
    .await;
    ada.patch(
        &format!("messages/{second}"),
        json!({"topic": "✔ other shapes", "propagate_mode": "change_all"}),
    )
    .await;
    ada.patch(
        &format!("messages/{second}"),
        json!({"topic": "drawn shapes", "stream_id": DESIGN, "propagate_mode": "change_all"}),
    )
    .await;
    ada.delete(&format!("messages/{first}"), json!({})).await;
    let poll = ben
        .say(WORKSHOP, "lunch", "/poll Where?\nhere\nthere")
        .await;
    ada.post(
        "submessage",
        json!({"message_id": poll, "msg_type": "widget", "content": "{\"type\":\"vote\",\"key\":\"canned,1\",\"vote\":1}"}),
    )
    .await;
    for op in ["start", "stop"] {
        ben.post("typing", json!({"type": "direct", "to": [6], "op": op}))
            .await;
        ben.post(
            "typing",
            json!({"type": "channel", "stream_id": WORKSHOP, "topic": "", "op": op}),
        )
        .await;
        ben.post(&format!("messages/{direct}/typing"), json!({"op": op}))
            .await;
        ben.post(&format!("messages/{poll}/typing"), json!({"op": op}))
            .await;
    }
    for (flag, op) in [
        ("starred", "add"),
        ("starred", "remove"),
        ("read", "add"),
        ("read", "remove"),
    ] {
        ada.post(
            "messages/flags",
            json!({"messages": [second, direct], "flag": flag, "op": op}),
        )
        .await;
    }
}

async fn settle(ada: &Person, ben: &Person) {
    ben.post(
        "users/me/status",
        json!({"status_text": "at the kiln", "emoji_name": "fire"}),
    )
    .await;
    ben.post("users/me/status", json!({"status_text": ""}))
        .await;
    ada.post(
        "user_topics",
        json!({"stream_id": WORKSHOP, "topic": "shapes", "visibility_policy": 1}),
    )
    .await;
    ada.post(
        "user_topics",
        json!({"stream_id": WORKSHOP, "topic": "shapes", "visibility_policy": 0}),
    )
    .await;
    ada.post("users/me/muted_users/19", json!({})).await;
    ada.delete("users/me/muted_users/19", json!({})).await;
    ada.post("users/me/alert_words", json!({"alert_words": ["frit"]}))
        .await;
    for (property, value) in [
        ("color", json!("#123456")),
        ("pin_to_top", json!(true)),
        ("is_muted", json!(true)),
        ("push_notifications", json!(true)),
        ("desktop_notifications", json!(true)),
    ] {
        let data = json!([{"stream_id": WORKSHOP, "property": property, "value": value}]);
        ada.post(
            "users/me/subscriptions/properties",
            json!({"subscription_data": data}),
        )
        .await;
    }
    ada.patch(
        "settings",
        json!({"twenty_four_hour_time": false, "enter_sends": false}),
    )
    .await;
    ada.patch(
        "users/me/profile_data",
        json!({"data": [{"id": 1, "value": "Founder"}]}),
    )
    .await;
    let draft = ada.post("drafts", json!({"drafts": [{"type": "stream", "to": [WORKSHOP], "topic": "kiln", "content": "half"}]})).await;
    let draft = format!("drafts/{}", draft["ids"][0]);
    ada.patch(
        &draft,
        json!({"draft": {"type": "private", "to": [7], "topic": "", "content": "half, private"}}),
    )
    .await;
    ada.delete(&draft, json!({})).await;
    let time = 4_000_000_000_u64;
    let scheduled = ada
        .post("scheduled_messages", json!({"type": "channel", "to": WORKSHOP, "topic": "kiln", "content": "later", "scheduled_delivery_timestamp": time}))
        .await;
    ada.post("scheduled_messages", json!({"type": "direct", "to": [7], "content": "later", "scheduled_delivery_timestamp": time})).await;
    let scheduled = format!("scheduled_messages/{}", scheduled["scheduled_message_id"]);
    ada.patch(&scheduled, json!({"content": "later, edited"}))
        .await;
    ada.delete(&scheduled, json!({})).await;
    let snippet = ada
        .post("saved_snippets", json!({"title": "t", "content": "c"}))
        .await;
    let snippet = format!("saved_snippets/{}", snippet["saved_snippet_id"]);
    ada.patch(&snippet, json!({"title": "t2"})).await;
    ada.delete(&snippet, json!({})).await;
}

async fn rule(ada: &Person, chika: &Person) {
    ada.post(
        "users/me/subscriptions",
        json!({"subscriptions": [{"name": "short-lived", "description": "soon gone"}]}),
    )
    .await;
    let id = ada
        .get("get_stream_id", json!({"stream": "short-lived"}))
        .await["stream_id"]
        .as_u64()
        .expect("an id");
    let path = format!("streams/{id}");
    chika
        .post(
            "users/me/subscriptions",
            json!({"subscriptions": [{"name": "short-lived"}]}),
        )
        .await;
    chika
        .delete(
            "users/me/subscriptions",
            json!({"subscriptions": ["short-lived"]}),
        )
        .await;
    ada.patch(&path, json!({"description": "**soon** gone"}))
        .await;
    ada.patch(&path, json!({"new_name": "shorter-lived"})).await;
    ada.patch(&path, json!({"is_default_stream": true})).await;
    ada.patch(&path, json!({"is_default_stream": false})).await;
    ada.patch(
        &path,
        json!({"is_private": true, "history_public_to_subscribers": false}),
    )
    .await;
    ada.patch(&path, json!({"message_retention_days": 30}))
        .await;
    let setting = json!({"new": {"direct_members": [8], "direct_subgroups": [11]}});
    for name in [
        "can_add_subscribers_group",
        "can_administer_channel_group",
        "can_send_message_group",
        "can_remove_subscribers_group",
        "can_subscribe_group",
    ] {
        ada.patch(&path, json!({name: setting})).await;
    }
    ada.patch(&path, json!({"can_send_message_group": {"new": 15}}))
        .await;
    ada.delete(&path, json!({})).await;
    chika
        .post(
            "users/me/subscriptions",
            json!({"subscriptions": [{"name": "chika's corner"}]}),
        )
        .await;
    ada.post(
        "users/me/subscriptions",
        json!({"subscriptions": [{"name": "chika's corner"}]}),
    )
    .await;
    ada.delete(
        "users/me/subscriptions",
        json!({"subscriptions": ["chika's corner"]}),
    )
    .await;

    ada.patch("users/8", json!({"full_name": "千佳 B."})).await;
    ada.patch("users/8", json!({"role": 300})).await;
    ada.patch("users/8", json!({"role": 400})).await;
    ada.delete("users/20", json!({})).await;
    ada.post("users/20/reactivate", json!({})).await;

    let group = ada
        .post(
            "user_groups/create",
            json!({"name": "crew", "description": "those who fire", "members": [6, 7]}),
        )
        .await;
    let group = format!("user_groups/{}", group["group_id"]);
    ada.patch(&group, json!({"description": "firing party"}))
        .await;
    ada.patch(&group, json!({"can_mention_group": {"new": 14}}))
        .await;
    ada.patch(&group, json!({"can_join_group": setting})).await;
    ada.post(&format!("{group}/members"), json!({"add": [8]}))
        .await;
    ada.post(&format!("{group}/members"), json!({"delete": [8]}))
        .await;
    ada.post(&format!("{group}/subgroups"), json!({"add": [20]}))
        .await;
    ada.post(&format!("{group}/subgroups"), json!({"delete": [20]}))
        .await;
    ada.post(&format!("{group}/deactivate"), json!({})).await;

    ada.patch("realm", json!({"name": "Lapis Works & Kiln"}))
        .await;
    ada.patch("realm", json!({"mandatory_topics": true})).await;
    ada.patch("realm", json!({"can_resolve_topics_group": {"new": 14}}))
        .await;
    ada.patch("realm", json!({"can_add_subscribers_group": setting}))
        .await;
    ada.patch("realm", json!({"mandatory_topics": false})).await;
    ada.patch(
        "realm",
        json!({"message_edit_history_visibility_policy": "moves"}),
    )
    .await;
    ada.post(
        "realm/filters",
        json!({"pattern": "L(?P<id>[0-9]+)", "url_template": "https://tracker.example/{id}"}),
    )
    .await;
    ada.delete("realm/emoji/glaze", json!({})).await;
    ada.post(
        "realm/profile_fields",
        json!({"name": "Cone", "field_type": 1, "hint": "e.g. 6"}),
    )
    .await;
}

#[tokio::test]
async fn every_recorded_event_is_made_with_its_shape() {
    let server = still().await;
    let (ada, ben, chika) = (
        person(&server, "ada"),
        person(&server, "ben"),
        person(&server, "chika"),
    );
    let mut queue = Queue::open(&ada).await;
    // Typing needs people who are there; a poll of one's own is not needed.
    talk(&ada, &ben, &chika).await;
    settle(&ada, &ben).await;
    rule(&ada, &chika).await;
    server
        .control(&json!({"op": "advance", "seconds": 600}))
        .expect("a clock");
    ben.post(
        "users/me/presence",
        json!({"status": "active", "last_update_id": -1}),
    )
    .await;

    let shapes = shape_of_events();
    let mut made: BTreeMap<String, Vec<Value>> = BTreeMap::new();
    for event in queue.drain().await {
        made.entry(kind_of(&event)).or_default().push(event);
    }
    let mut failures: Vec<String> = shapes
        .keys()
        .filter(|kind| {
            !made.contains_key(*kind) && !NOT_MADE.iter().any(|(known, _)| kind == known)
        })
        .map(|kind| format!("{kind}: never sent"))
        .collect();
    for (kind, events) in &made {
        let Some(shape) = shapes.get(kind) else {
            continue;
        };
        for event in events {
            let found = shape
                .differences(event)
                .into_iter()
                .map(|difference| format!("{kind}: {difference}"))
                .collect();
            failures.extend(unexplained(found, &ALLOWED));
        }
    }
    failures.sort();
    failures.dedup();
    assert!(failures.is_empty(), "{failures:#?}");
}

#[tokio::test]
async fn archiving_looks_different_to_old_clients() {
    let server = still().await;
    let ada = person(&server, "ada");
    let mut new = Queue::open(&ada).await;
    let mut old = Queue::open_with(&ada, json!({"apply_markdown": true})).await;
    ada.delete("streams/3", json!({})).await;
    assert_eq!(new.drain_of("stream").await[0]["property"], "is_archived");
    let gone = &old.drain_of("stream").await[0];
    assert_eq!(
        (&gone["op"], &gone["stream_ids"]),
        (&json!("delete"), &json!([3]))
    );
    let shapes = shape_of_old_events();
    let found = shapes["stream delete"].differences(gone);
    assert!(found.is_empty(), "{found:#?}");
}

fn shape_of_old_events() -> BTreeMap<String, Shape> {
    let mut shapes: BTreeMap<String, Shape> = BTreeMap::new();
    for line in recorded("server-11-new/events-oldcaps.jsonl").lines() {
        let event: Value = serde_json::from_str(line).expect("JSON");
        shapes.entry(kind_of(&event)).or_default().learn(&event);
    }
    shapes
}

//! The simulated people: lively, reproducible, and fair to whoever talks to them.

use std::collections::BTreeMap;

use lazuli::demo::Options;
use serde_json::{Value, json};

use crate::demo_http::{Queue, person, start};

fn frozen(seed: u64) -> Options {
    Options {
        seed,
        now: Some(1_795_400_000),
        ..Options::scripted(false)
    }
}

/// What a day's steps bring to the demo person, without ids of time.
async fn story(seed: u64, steps: u64) -> Vec<Value> {
    let server = start(frozen(seed)).await;
    let mut queue = Queue::open(&person(&server, "ada")).await;
    let mut story = Vec::new();
    for _ in 0..steps / 10 {
        server
            .control(&json!({"op": "step", "count": 10}))
            .expect("steps");
        story.extend(queue.drain().await);
    }
    for event in &mut story {
        for name in ["edit_timestamp", "server_timestamp", "last_updated"] {
            if let Some(time) = event.get_mut(name) {
                *time = json!(0);
            }
        }
        if let Some(message) = event.get_mut("message") {
            message["timestamp"] = json!(0);
            // The bot's picture has the server's address in it.
            message["avatar_url"] = json!(null);
        }
        if event["type"] == "presence" {
            event["presence"] = json!({});
        }
    }
    story
}

#[tokio::test]
async fn people_do_all_kinds_of_things() {
    let mut kinds: BTreeMap<String, usize> = BTreeMap::new();
    for event in story(1, 600).await {
        *kinds
            .entry(event["type"].as_str().expect("a type").to_owned())
            .or_default() += 1;
        if event["type"] == "update_message" && event.get("subject").is_some() {
            *kinds.entry("moved".to_owned()).or_default() += 1;
        }
    }
    for kind in [
        "message",
        "typing",
        "reaction",
        "update_message",
        "moved",
        "presence",
        "user_status",
        "submessage",
        "delete_message",
    ] {
        assert!(kinds.contains_key(kind), "no {kind}: {kinds:?}");
    }
    // Lively, not mad: about every third thing is a message.
    assert!((100..400).contains(&kinds["message"]), "{kinds:?}");
}

#[tokio::test]
async fn the_same_seed_tells_the_same_story() {
    let (one, again, other) = (
        story(7, 120).await,
        story(7, 120).await,
        story(8, 120).await,
    );
    assert!(one.len() > 40);
    let parting = one.iter().zip(&again).position(|(a, b)| a != b);
    let parted = parting.map(|at| (&one[at], &again[at]));
    assert!(parted.is_none() && one.len() == again.len(), "{parted:?}");
    assert!(one != other);
}

#[tokio::test]
async fn whoever_talks_is_answered() {
    let server = start(frozen(3)).await;
    let ada = person(&server, "ada");
    let mut queue = Queue::open(&ada).await;
    server.control(&json!({"op": "step"})).expect("a step");
    let asked = ada.tell(&[7], "Is it warm?").await;
    server
        .control(&json!({"op": "step", "count": 30}))
        .expect("steps");
    let answers: Vec<_> = queue
        .drain_of("message")
        .await
        .into_iter()
        .map(|event| event["message"].clone())
        .filter(|message| {
            message["id"].as_u64() > Some(asked)
                && message["type"] == "private"
                && message["sender_id"] == 7
        })
        .collect();
    assert_eq!(answers.len(), 1, "{answers:?}");
}

#[tokio::test]
async fn they_act_by_themselves_at_the_rate_asked_for() {
    let server = start(Options {
        rate: 6_000.0,
        ..Options::scripted(true)
    })
    .await;
    let mut queue = Queue::open(&person(&server, "ada")).await;
    let mut seen = Vec::new();
    while seen.len() < 30 {
        seen.extend(queue.next().await);
    }
    server
        .control(&json!({"op": "rate", "per_minute": 0}))
        .expect("a rate");
}

//! Misbehaviour on purpose, switched on and off.

use std::io::ErrorKind;

use lazuli::demo::{Fault, Options, Running};
use serde_json::{Value, json};

use crate::demo_http::{Person, Queue, person, start, still};

fn faults(server: &Running, faults: &[&str]) {
    server
        .control(&json!({"op": "faults", "faults": faults}))
        .expect("faults");
}

/// Asks so many times; tells how each went: a status, or how the connection ended.
async fn outcomes(who: &Person, times: usize) -> Vec<String> {
    let mut outcomes = Vec::new();
    for _ in 0..times {
        outcomes.push(match who.try_call("GET", "users/me", json!({})).await {
            Ok(reply) => match serde_json::from_slice::<Value>(&reply.body) {
                Ok(json) if json["result"] == "success" => "fine".to_owned(),
                Ok(_) => reply.status.to_string(),
                Err(_) => format!("{} unreadable", reply.status),
            },
            Err(error) => format!("{:?}", error.kind()),
        });
    }
    outcomes
}

#[tokio::test]
async fn each_fault_does_what_it_says() {
    let server = still().await;
    let ada = person(&server, "ada");
    let is_gone = |outcome: &String| {
        outcome.contains("Reset") || outcome.contains("Eof") || outcome.contains("Broken")
    };

    faults(&server, &["drop:1"]);
    assert!(outcomes(&ada, 8).await.iter().all(is_gone));
    faults(&server, &["truncate:1"]);
    assert!(outcomes(&ada, 8).await.iter().all(is_gone));
    faults(&server, &["garble:1"]);
    assert!(
        outcomes(&ada, 8)
            .await
            .iter()
            .all(|outcome| outcome == "200 unreadable")
    );
    faults(&server, &["5xx:1"]);
    let broken = outcomes(&ada, 12).await;
    assert!(broken.iter().all(|outcome| outcome.starts_with('5')));
    assert!(
        broken.iter().any(|outcome| outcome.ends_with("unreadable")),
        "a proxy's page: {broken:?}"
    );
    faults(&server, &["429:1"]);
    let limited = ada.call("GET", "users/me", json!({})).await;
    assert_eq!(
        (limited.status, &limited.json()["code"]),
        (429, &json!("RATE_LIMIT_HIT"))
    );
    let told = limited
        .header("retry-after")
        .expect("a header")
        .parse::<f64>()
        .expect("seconds");
    assert_eq!(limited.json()["retry-after"].as_f64(), Some(told));
    faults(&server, &[]);
    assert_eq!(outcomes(&ada, 3).await, ["fine"; 3]);
    // Only where they are asked for.
    faults(&server, &["5xx:1@events"]);
    assert_eq!(outcomes(&ada, 3).await, ["fine"; 3]);
    let poll = json!({"queue_id": "x", "last_event_id": -1});
    assert!(ada.call("GET", "events", poll).await.status >= 500);
}

#[tokio::test]
async fn the_same_seed_strikes_at_the_same_requests() {
    let run = |seed| async move {
        let faults: Vec<Fault> = vec![
            "drop:0.3".parse().expect("a fault"),
            "5xx:0.2".parse().expect("a fault"),
        ];
        let server = start(Options {
            seed,
            faults,
            ..Options::scripted(false)
        })
        .await;
        outcomes(&person(&server, "ada"), 40)
            .await
            .into_iter()
            .map(|outcome| {
                if outcome.starts_with(|c: char| c.is_ascii_digit()) || outcome == "fine" {
                    outcome
                } else {
                    "gone".to_owned()
                }
            })
            .collect::<Vec<_>>()
    };
    let (one, again) = (run(4).await, run(4).await);
    assert_eq!(one, again);
    assert!(
        one.iter().any(|outcome| outcome == "fine") && one.iter().any(|outcome| outcome == "gone")
    );
}

#[tokio::test]
async fn what_was_dropped_may_have_happened_all_the_same() {
    let server = still().await;
    let (ada, ben) = (person(&server, "ada"), person(&server, "ben"));
    let mut queue = Queue::open(&ada).await;
    faults(&server, &["drop:1@messages"]);
    for number in 0..20 {
        let send =
            json!({"type": "channel", "to": 2, "topic": "lost", "content": format!("{number}")});
        ben.try_call("POST", "messages", send)
            .await
            .expect_err("a reset");
    }
    let arrived = queue.drain_of("message").await.len();
    assert!((1..20).contains(&arrived), "{arrived}");
}

#[tokio::test]
async fn acknowledged_events_come_again_with_repeat() {
    let server = still().await;
    let (ada, ben) = (person(&server, "ada"), person(&server, "ben"));
    let mut queue = Queue::open(&ada).await;
    ben.say(2, "kiln", "once").await;
    assert_eq!(queue.drain().await[0]["id"], 0);
    faults(&server, &["repeat:1@events"]);
    ben.say(2, "kiln", "twice").await;
    let ids = |events: Vec<Value>| {
        events
            .iter()
            .map(|event| event["id"].as_i64().expect("an id"))
            .collect::<Vec<_>>()
    };
    assert_eq!(ids(queue.drain().await), [0, 1]);
    faults(&server, &[]);
    assert_eq!(ids(queue.drain().await), [0_i64; 0]);
}

#[tokio::test]
async fn the_network_goes_and_comes() {
    let server = still().await;
    let ada = person(&server, "ada");
    let queue = Queue::open(&ada).await;
    let waiting = tokio::spawn({
        let (ada, poll) = (
            ada.clone(),
            json!({"queue_id": queue.id, "last_event_id": -1}),
        );
        async move { ada.try_call("GET", "events", poll).await }
    });
    tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    server.control(&json!({"op": "down"})).expect("down");
    let error = waiting.await.expect("a task").expect_err("the poll is cut");
    assert!(
        matches!(
            error.kind(),
            ErrorKind::ConnectionReset | ErrorKind::UnexpectedEof
        ),
        "{error:?}"
    );
    assert!(ada.try_call("GET", "users/me", json!({})).await.is_err());
    server.control(&json!({"op": "up"})).expect("up");
    let mut queue = queue;
    // The queue outlived it.
    person(&server, "ben").say(2, "kiln", "back").await;
    assert_eq!(queue.drain_of("message").await.len(), 1);
}

#[tokio::test]
async fn a_restart_is_told_or_loses_the_queues() {
    let server = still().await;
    let ada = person(&server, "ada");
    let mut queue = Queue::open(&ada).await;
    let before = queue.snapshot["server_generation"].as_u64();
    server
        .control(&json!({"op": "restart"}))
        .expect("a restart");
    server
        .control(&json!({"op": "restart"}))
        .expect("a restart");
    // Two that wait become one, with the newest generation.
    let events = queue.drain().await;
    assert_eq!(events.len(), 1);
    assert_eq!(
        (&events[0]["type"], &events[0]["zulip_feature_level"]),
        (&json!("restart"), &json!(379))
    );
    assert_eq!(
        events[0]["server_generation"].as_u64(),
        before.map(|generation| generation + 2)
    );
    server
        .control(&json!({"op": "restart", "lose_queues": true}))
        .expect("a restart");
    let poll = json!({"queue_id": queue.id, "last_event_id": queue.last, "dont_block": true});
    assert_eq!(
        ada.refused(400, "GET", "events", poll).await["code"],
        "BAD_EVENT_QUEUE_ID"
    );
}

#[tokio::test]
async fn the_control_endpoint_answers_over_http() {
    let server = still().await;
    let ada = person(&server, "ada");
    let mut queue = Queue::open(&ada).await;
    let ask = |body: Value| {
        let body = body.to_string();
        let request = format!(
            "POST /demo/control HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: {}\r\n\r\n{body}",
            body.len()
        );
        let address = server.address();
        async move {
            crate::demo_http::raw(address, request.as_bytes())
                .await
                .expect("an answer")
                .json()
        }
    };
    let state = ask(json!({"op": "state"})).await;
    assert_eq!(
        (&state["queues"], &state["faults"]),
        (&json!(1), &json!([]))
    );
    ask(json!({"op": "event", "user": "ada", "event": {"type": "from_the_future", "op": "?"}}))
        .await;
    ask(json!({"op": "event", "user": "ben", "event": {"type": "not_for_ada"}})).await;
    let events = queue.drain().await;
    assert_eq!(events.len(), 1);
    assert_eq!(events[0]["type"], "from_the_future");
    assert_eq!(
        ask(json!({"op": "dance"})).await["msg"],
        "unknown op: dance"
    );
    assert_eq!(
        ask(json!({"op": "faults", "faults": ["flood"]})).await["result"],
        "error"
    );
}

#[tokio::test]
async fn time_can_be_moved_on() {
    let server = still().await;
    let ada = person(&server, "ada");
    let now = server.control(&json!({"op": "state"})).expect("a state")["time"]
        .as_u64()
        .expect("a time");
    let when = json!({"type": "channel", "to": 2, "topic": "later", "content": "it is time", "scheduled_delivery_timestamp": now + 3_600});
    ada.post("scheduled_messages", when).await;
    let target = ada.say(2, "later", "remember this").await;
    ada.post(
        "reminders",
        json!({"message_id": target, "scheduled_delivery_timestamp": now + 3_600, "note": "do"}),
    )
    .await;
    let mut queue = Queue::open(&ada).await;
    server
        .control(&json!({"op": "advance", "seconds": 4_000}))
        .expect("a clock");
    let kinds: Vec<_> = queue
        .drain()
        .await
        .iter()
        .map(|event| {
            format!(
                "{} {}",
                event["type"].as_str().expect("a type"),
                event["op"].as_str().unwrap_or("")
            )
        })
        .collect();
    // The message comes first, then the news that it is scheduled no more.
    assert_eq!(
        kinds,
        [
            "message ",
            "scheduled_messages remove",
            "message ",
            "reminders remove"
        ]
    );
}

//! The largest organization starts and answers in good time.

use std::time::{Duration, Instant};

use lazuli::demo::Options;
use serde_json::json;

use crate::demo_http::{Queue, person, start};

/// What an optimized build takes, times what an unoptimized one may.
const PATIENCE: u32 = if cfg!(debug_assertions) { 8 } else { 1 };

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn fifty_thousand_people_and_a_million_messages() {
    let started = Instant::now();
    let server = start(Options {
        people: 50_000,
        channels: 5_000,
        messages: 1_000_000,
        ..Options::scripted(false)
    })
    .await;
    let founding = started.elapsed();
    assert!(founding < Duration::from_secs(2) * PATIENCE, "{founding:?}");

    let ada = person(&server, "ada");
    let mut queue = Queue::open_with(
        &ada,
        json!({"slim_presence": true, "apply_markdown": true, "client_capabilities": crate::demo_http::capabilities()}),
    )
    .await;
    let timed = Instant::now();
    let snapshot = Queue::open_with(&ada, json!({"slim_presence": true}))
        .await
        .snapshot;
    let register = timed.elapsed();
    assert!(
        register < Duration::from_millis(1_500) * PATIENCE,
        "{register:?}"
    );
    let count = |list: &str| snapshot[list].as_array().expect("a list").len();
    assert_eq!(
        count("realm_users") + count("realm_non_active_users"),
        50_000
    );
    assert!(count("subscriptions") > 500 && count("never_subscribed") > 3_000);
    assert!(snapshot["unread_msgs"]["count"].as_u64() > Some(100));
    assert!(count("recent_private_conversations") > 500);

    // Views, old and new, are there at once.
    for (narrow, anchor) in [
        (json!([]), json!("newest")),
        (json!([]), json!(500_000)),
        (
            json!([{"operator": "channel", "operand": "workshop"}]),
            json!("oldest"),
        ),
        (
            json!([{"operator": "is", "operand": "dm"}]),
            json!("newest"),
        ),
        (
            json!([{"operator": "search", "operand": "celadon"}]),
            json!("newest"),
        ),
    ] {
        let timed = Instant::now();
        let params =
            json!({"anchor": anchor, "num_before": 100, "num_after": 100, "narrow": narrow});
        let page = ada.get("messages", params).await;
        assert!(
            page["messages"].as_array().expect("a list").len() >= 100,
            "{narrow}"
        );
        assert!(
            timed.elapsed() < Duration::from_millis(500) * PATIENCE,
            "{narrow}: {:?}",
            timed.elapsed()
        );
    }
    let timed = Instant::now();
    let topics = ada.get("users/me/2/topics", json!({})).await;
    assert!(topics["topics"].as_array().expect("a list").len() > 20);
    person(&server, "ben")
        .say(2, "kiln", "through the crowd")
        .await;
    assert_eq!(queue.drain_of("message").await.len(), 1);
    assert!(
        timed.elapsed() < Duration::from_millis(500) * PATIENCE,
        "{:?}",
        timed.elapsed()
    );
}

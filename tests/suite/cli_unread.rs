//! `lazuli unread`, the whole binary: after any trouble it says what a fresh start says.

use std::time::Duration;

use lazuli::api::params::Params;
use lazuli::demo::Options;
use serde_json::{Value, json};

use crate::scripts::{Demo, PATIENCE};
use crate::support::{Network, Proxy};

/// What a fresh start says.
async fn fresh(demo: &Demo) -> Value {
    demo.lazuli(&["unread", "--json"]).next().await.unwrap()
}

/// Waits until the follower and a fresh start say the same.
async fn agree(demo: &Demo, follower: &mut crate::scripts::Lines, latest: &mut Value) {
    let agreed = tokio::time::timeout(PATIENCE, async {
        loop {
            let want = fresh(demo).await;
            if *latest == want {
                return;
            }
            let line = tokio::time::timeout(Duration::from_secs(2), follower.next()).await;
            if let Ok(line) = line {
                *latest = line.expect("a line");
            }
        }
    });
    if agreed.await.is_err() {
        panic!("it says {latest}\na fresh start says {}", fresh(demo).await);
    }
}

/// Things happen while `faults` are on; afterwards both say the same.
async fn through(faults: &[&str]) {
    let demo = Demo::start().await;
    let mut follower = demo.lazuli(&["unread", "--json", "--follow"]);
    let mut latest = follower.next().await.unwrap();
    assert_eq!(latest, fresh(&demo).await);

    demo.faults(faults);
    let (ada, ben) = (demo.client("ada"), demo.client("ben"));
    for n in 0..30 {
        demo.say(&ben, n).await;
        demo.control(json!({"op": "step", "count": 2}));
        if n % 5 == 2 {
            let newest = demo.running.control(&json!({"op": "state"})).unwrap();
            let newest = newest["max_message_id"].as_u64().unwrap();
            let messages: Vec<u64> = (newest.saturating_sub(40)..newest - 20).collect();
            let op = if n % 2 == 0 { "add" } else { "remove" };
            let params = Params::new()
                .json("messages", &messages)
                .raw("op", op)
                .raw("flag", "read");
            let marked = ada.post::<Value>("messages/flags", params);
            let _ = tokio::time::timeout(Duration::from_millis(500), marked).await;
        }
        if n % 7 == 3 {
            let params = Params::new()
                .json("stream_id", &2)
                .raw("topic", "kiln")
                .json("visibility_policy", &(n % 4));
            let set = ada.post::<Value>("user_topics", params);
            let _ = tokio::time::timeout(Duration::from_millis(500), set).await;
        }
        tokio::time::sleep(Duration::from_millis(30)).await;
    }
    demo.faults(&[]);
    agree(&demo, &mut follower, &mut latest).await;
    assert!(latest["total"].as_u64().unwrap() > 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn it_says_what_a_fresh_start_says_after_any_fault() {
    tokio::join!(
        through(&[]),
        through(&[
            "drop:0.2@events",
            "truncate:0.2@events",
            "garble:0.1@events"
        ]),
        through(&["expire-queues:0.4", "restart:0.6", "5xx:0.5@register"]),
        through(&["repeat:0.4@events", "reorder:0.3", "429:0.1@events"]),
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn it_is_right_after_the_network_was_gone_and_the_process_stopped() {
    let demo = Demo::start().await;
    let ben = demo.client("ben");
    let mut follower = demo.lazuli(&["unread", "--json", "--follow"]);
    let mut latest = follower.next().await.unwrap();

    demo.control(json!({"op": "down"}));
    tokio::time::sleep(Duration::from_millis(700)).await;
    demo.control(json!({"op": "step", "count": 10}));
    demo.control(json!({"op": "up"}));
    agree(&demo, &mut follower, &mut latest).await;

    follower.signal("-STOP");
    demo.say(&ben, 0).await;
    demo.control(json!({"op": "expire"}));
    demo.say(&ben, 1).await;
    follower.signal("-CONT");
    agree(&demo, &mut follower, &mut latest).await;
}

/// The network does this while things happen.
async fn across(network: Network, lost: bool) {
    let demo = Demo::with(Options {
        heartbeat_secs: 1.0,
        ..Options::scripted(false)
    });
    let demo = demo.await;
    let ben = demo.client("ben");
    let proxy = Proxy::to(demo.running.address());
    let site = proxy.site();
    let mut follower = demo.lazuli(&["unread", "--json", "--follow", "--site", &site]);
    let mut latest = follower.next().await.unwrap();
    proxy.set(network);
    for n in 0..10 {
        demo.say(&ben, n).await;
        demo.control(json!({"op": "step", "count": 3}));
    }
    if lost {
        demo.control(json!({"op": "expire"}));
    }
    proxy.set(Network::Up);
    agree(&demo, &mut follower, &mut latest).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn it_is_right_after_connections_were_dead_or_refused() {
    tokio::join!(
        across(Network::Silent, false),
        across(Network::Silent, true),
        across(Network::Refused, false),
        across(Network::Refused, true),
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn it_is_right_after_a_stop_that_outlasts_the_queue() {
    let demo = Demo::with(Options {
        queue_lifespan_secs: Some(1.0),
        ..Options::scripted(false)
    });
    let demo = demo.await;
    let ben = demo.client("ben");
    let mut follower = demo.lazuli(&["unread", "--json", "--follow"]);
    let mut latest = follower.next().await.unwrap();
    follower.signal("-STOP");
    // This answers the poll, and nobody comes back for the next.
    demo.say(&ben, 0).await;
    while demo.running.control(&json!({"op": "state"})).unwrap()["queues"] != 0 {
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    demo.say(&ben, 1).await;
    follower.signal("-CONT");
    agree(&demo, &mut follower, &mut latest).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn once_is_once_and_leaves_nothing_behind() {
    let demo = Demo::start().await;
    let mut once = demo.lazuli(&["unread"]);
    let line = once.line().await.unwrap();
    assert!(line.contains(" unread"), "{line}");
    assert!(once.line().await.is_none());
    assert!(once.exit().await.success());
    let state = demo.running.control(&json!({"op": "state"})).unwrap();
    assert_eq!(state["queues"], 0, "{state}");
}

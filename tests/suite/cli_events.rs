//! `lazuli events`, the whole binary, against the demo organization in every kind of trouble:
//! every message once, in order.

use std::time::Duration;

use serde_json::{Value, json};

use crate::scripts::Demo;

fn message_id(event: &Value) -> u64 {
    event["message"]["id"].as_u64().unwrap()
}

/// While messages are sent, things go wrong as `faults` say: every message is printed once,
/// in order. Gives the printed events.
async fn through(faults: &[&str], args: &[&str], narrow: &str) -> Vec<Value> {
    let demo = Demo::start().await;
    let before = demo.newest(narrow).await;
    let mut args = args.to_vec();
    args.splice(0..0, ["events", "--event-types", "message"]);
    let mut events = demo.lazuli(&args);
    let ben = demo.client("ben");

    // It is listening once the first message gets through.
    let mut printed = Vec::new();
    demo.say(&ben, 1).await;
    while printed.is_empty() {
        tokio::select! {
            event = events.message() => printed.extend(event),
            () = tokio::time::sleep(Duration::from_millis(100)) => demo.say(&ben, 1).await,
        }
    }
    let first = message_id(&printed[0]);

    demo.faults(faults);
    for n in 0..60 {
        demo.say(&ben, n).await;
        tokio::time::sleep(Duration::from_millis(40)).await;
    }
    demo.faults(&[]);
    let want: Vec<u64> = demo.after(narrow, before).await;
    let want: Vec<u64> = want.into_iter().filter(|id| *id >= first).collect();
    assert!(want.len() > 10, "{}", want.len());
    while printed.len() < want.len() {
        printed.push(events.message().await.expect("another event"));
    }
    // One more, after which nothing may be left over.
    demo.say(&ben, 1).await;
    printed.push(events.message().await.expect("the last event"));
    let got: Vec<u64> = printed.iter().map(message_id).collect();
    let last = demo.newest(narrow).await;
    let want: Vec<u64> = want.into_iter().chain([last]).collect();
    assert_eq!(got, want, "{faults:?}");

    events.signal("-TERM");
    assert!(events.exit().await.success());
    printed
}

fn caught_up(events: &[Value]) -> usize {
    let marked = |event: &&Value| event["lazuli_caught_up"] == json!(true);
    events.iter().filter(marked).count()
}

/// All at once, since they mostly wait.
#[tokio::test(flavor = "multi_thread")]
async fn every_message_is_printed_once_and_in_order_through_each_fault() {
    let mut running = tokio::task::JoinSet::new();
    for fault in [
        "drop:0.4@events",
        "truncate:0.4@events",
        "garble:0.4@events",
        "429:0.2@events",
        "5xx:0.4@events",
        "repeat:0.5@events",
        "reorder:0.4@events",
        "restart:0.7",
    ] {
        running.spawn(async move { through(&[fault], &[], "").await });
    }
    running.join_all().await;
}

/// Registering does not always work at once, so that messages come while there is no queue.
const LOST: [&str; 2] = ["expire-queues:0.5", "5xx:0.7@register"];

#[tokio::test(flavor = "multi_thread")]
async fn what_came_while_there_was_no_queue_is_caught_up_and_marked() {
    let narrowed = ["--narrow", "channel:workshop"];
    let (plain, narrowed, everywhere) = tokio::join!(
        through(&LOST, &[], ""),
        through(&LOST, &narrowed, "channel:workshop"),
        through(&LOST, &["--all-public-channels"], ""),
    );
    for printed in [&plain, &narrowed, &everywhere] {
        assert!(caught_up(printed) > 0);
    }
    let marked = |event: &&Value| event["lazuli_caught_up"] == json!(true);
    let event = plain.iter().find(marked).unwrap();
    assert_eq!(event["type"], "message");
    assert!(event.get("id").is_none() && event["flags"].is_array());
    assert!(event["message"].get("flags").is_none());
}

#[tokio::test(flavor = "multi_thread")]
async fn every_message_is_printed_once_and_in_order_through_everything_at_once() {
    let faults = [
        "drop:0.1",
        "truncate:0.1",
        "garble:0.1",
        "5xx:0.1",
        "repeat:0.1@events",
        "reorder:0.1@events",
        "expire-queues:0.7",
        "restart:1.1",
    ];
    let printed = through(&faults, &[], "").await;
    assert!(caught_up(&printed) > 0);
}

//! `lazuli events`, the whole binary, against the demo organization in every kind of trouble:
//! every message once, in order.

use std::time::Duration;

use lazuli::demo::Options;
use serde_json::{Value, json};

use crate::scripts::{Demo, Lines, PATIENCE};
use crate::support::{Network, Proxy};

fn message_id(event: &Value) -> u64 {
    event["message"]["id"].as_u64().unwrap()
}

/// Waits until the program listens; what it has printed then.
async fn listening(demo: &Demo, events: &mut Lines) -> Vec<Value> {
    let ben = demo.client("ben");
    let mut printed = Vec::new();
    demo.say(&ben, 1).await;
    while printed.is_empty() {
        tokio::select! {
            event = events.message() => printed.extend(event),
            () = tokio::time::sleep(Duration::from_millis(100)) => demo.say(&ben, 1).await,
        }
    }
    printed
}

/// Every message after `before`, from the first printed one on, is printed once and in order,
/// and then one more, and nothing else.
async fn all_printed(
    demo: &Demo,
    (narrow, before): (&str, u64),
    events: &mut Lines,
    printed: &mut Vec<Value>,
) {
    let first = message_id(&printed[0]);
    let want: Vec<u64> = demo.after(narrow, before).await;
    let want: Vec<u64> = want.into_iter().filter(|id| *id >= first).collect();
    assert!(want.len() > 10, "{}", want.len());
    while printed.len() < want.len() {
        printed.push(events.message().await.expect("another event"));
    }
    // One more, after which nothing may be left over.
    demo.say(&demo.client("ben"), 1).await;
    printed.push(events.message().await.expect("the last event"));
    let got: Vec<u64> = printed.iter().map(message_id).collect();
    let last = demo.newest(narrow).await;
    let want: Vec<u64> = want.into_iter().chain([last]).collect();
    assert_eq!(got, want);
}

fn has_struck(demo: &Demo, fault: &str) -> bool {
    let kind = fault.split([':', '@']).next().unwrap();
    let state = demo.running.control(&json!({"op": "state"})).unwrap();
    state["struck"][kind].as_u64() > Some(0)
}

/// While messages are sent, things go wrong as `faults` say: every message is printed once,
/// in order. Gives the printed events.
async fn through(faults: &[&str], args: &[&str], narrow: &str) -> Vec<Value> {
    // A stalled poll is given up after 1.8 times the heartbeat.
    let demo = Demo::with(Options {
        heartbeat_secs: 2.0,
        ..Options::scripted(false)
    });
    let demo = demo.await;
    let before = demo.newest(narrow).await;
    let mut args = args.to_vec();
    args.splice(0..0, ["events", "--event-types", "message"]);
    let mut events = demo.lazuli(&args);
    let mut printed = listening(&demo, &mut events).await;

    demo.faults(faults);
    let ben = demo.client("ben");
    for n in 0..60 {
        demo.say(&ben, n).await;
        tokio::time::sleep(Duration::from_millis(40)).await;
    }
    // None of them was spared.
    let end = tokio::time::Instant::now() + PATIENCE;
    while let Some(fault) = faults.iter().find(|fault| !has_struck(&demo, fault)) {
        assert!(tokio::time::Instant::now() < end, "{fault} never struck");
        demo.say(&ben, 1).await;
        tokio::time::sleep(Duration::from_millis(40)).await;
    }
    demo.faults(&[]);
    all_printed(&demo, (narrow, before), &mut events, &mut printed).await;

    events.signal("-TERM");
    assert!(events.exit().await.success());
    printed
}

/// The same while the network or the process is gone: `gone` brings that about, and ends it.
async fn across(options: Options, gone: impl AsyncFnOnce(&Demo, &Proxy, &Lines)) -> Vec<Value> {
    let demo = Demo::with(options).await;
    let before = demo.newest("").await;
    let proxy = Proxy::to(demo.running.address());
    let site = proxy.site();
    let mut events = demo.lazuli(&["events", "--event-types", "message", "--site", &site]);
    let mut printed = listening(&demo, &mut events).await;
    gone(&demo, &proxy, &events).await;
    all_printed(&demo, ("", before), &mut events, &mut printed).await;
    printed
}

async fn say_much(demo: &Demo) {
    let ben = demo.client("ben");
    for n in 0..20 {
        demo.say(&ben, n).await;
    }
}

fn lively(queue_lifespan_secs: Option<f64>) -> Options {
    Options {
        heartbeat_secs: 1.0,
        queue_lifespan_secs,
        ..Options::scripted(false)
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_message_is_printed_once_and_in_order_across_outages() {
    let (silent, refused, lost, stopped) = tokio::join!(
        across(lively(None), async |demo, proxy, _| {
            proxy.set(Network::Silent);
            say_much(demo).await;
            proxy.set(Network::Up);
        }),
        across(lively(None), async |demo, proxy, _| {
            proxy.set(Network::Refused);
            say_much(demo).await;
            proxy.set(Network::Up);
        }),
        across(lively(None), async |demo, proxy, _| {
            proxy.set(Network::Refused);
            say_much(demo).await;
            demo.control(json!({"op": "restart", "lose_queues": true}));
            say_much(demo).await;
            proxy.set(Network::Up);
        }),
        across(lively(Some(1.0)), async |demo, _, events| {
            events.signal("-STOP");
            say_much(demo).await;
            while demo.running.control(&json!({"op": "state"})).unwrap()["queues"] != 0 {
                tokio::time::sleep(Duration::from_millis(50)).await;
            }
            say_much(demo).await;
            events.signal("-CONT");
        }),
    );
    assert_eq!(caught_up(&silent), 0, "the queue outlived it");
    assert_eq!(caught_up(&refused), 0, "the queue outlived it");
    assert!(caught_up(&lost) >= 20);
    assert!(caught_up(&stopped) >= 20);
}

fn caught_up(events: &[Value]) -> usize {
    let marked = |event: &&Value| event["lazuli_caught_up"] == json!(true);
    events.iter().filter(marked).count()
}

/// All at once, since they mostly wait.
#[tokio::test(flavor = "multi_thread")]
async fn every_message_is_printed_once_and_in_order_through_each_fault() {
    let mut running = tokio::task::JoinSet::new();
    let mut which = std::collections::HashMap::new();
    for fault in [
        "drop:0.4@events",
        "stall:0.1@events",
        "truncate:0.4@events",
        "garble:0.4@events",
        "429:0.2@events",
        "5xx:0.4@events",
        "repeat:0.5@events",
        "reorder:0.4@events",
        "restart:0.7",
    ] {
        let task = running.spawn(async move { through(&[fault], &[], "").await });
        which.insert(task.id(), fault);
    }
    while let Some(ended) = running.join_next().await {
        if let Err(panic) = ended {
            panic!("{}: {panic}", which[&panic.id()]);
        }
    }
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
        "repeat:0.3@events",
        "reorder:0.1@events",
        // A queue must live long enough for the others to strike it.
        "expire-queues:1.4",
        "restart:2.3",
    ];
    let printed = through(&faults, &[], "").await;
    assert!(caught_up(&printed) > 0);
}

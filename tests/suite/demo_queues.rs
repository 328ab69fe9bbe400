//! The long poll: acknowledgement, expiry, heartbeats, one poll for each queue.

use std::time::Duration;

use lazuli::demo::Options;
use serde_json::{Value, json};

use crate::demo_http::{Queue, person, start, still};

const WORKSHOP: u64 = 2;

fn ids(events: &[Value]) -> Vec<i64> {
    events
        .iter()
        .map(|event| event["id"].as_i64().expect("an id"))
        .collect()
}

#[tokio::test]
async fn events_come_again_until_they_are_acknowledged() {
    let server = still().await;
    let (ada, ben) = (person(&server, "ada"), person(&server, "ben"));
    let mut queue = Queue::open(&ada).await;
    assert_eq!(queue.last, -1);
    for number in 0..3 {
        ben.say(WORKSHOP, "kiln", &format!("{number}")).await;
    }
    let first = queue.drain().await;
    assert_eq!(ids(&first), [0, 1, 2]);
    let poll = |last: i64| json!({"queue_id": queue.id, "last_event_id": last, "dont_block": true});
    assert_eq!(
        ada.get("events", poll(0)).await["events"]
            .as_array()
            .map(Vec::len),
        Some(2)
    );
    assert_eq!(
        ada.get("events", poll(0)).await["events"]
            .as_array()
            .map(Vec::len),
        Some(2)
    );
    assert_eq!(ada.get("events", poll(2)).await["events"], json!([]));
    // Going back before what was acknowledged is refused, and so is what never was.
    let pruned = ada.refused(400, "GET", "events", poll(1)).await;
    assert_eq!(
        (pruned["code"].as_str(), pruned["msg"].as_str()),
        (
            Some("BAD_REQUEST"),
            Some("An event newer than 1 has already been pruned!")
        )
    );
    let never = ada.refused(400, "GET", "events", poll(77)).await;
    assert_eq!(never["msg"], "Event 77 was not in this queue");
}

#[tokio::test]
async fn a_poll_waits_for_an_event_and_only_one_waits() {
    let server = still().await;
    let (ada, ben) = (person(&server, "ada"), person(&server, "ben"));
    let queue = Queue::open(&ada).await;
    let poll = json!({"queue_id": queue.id, "last_event_id": -1});
    let wait = |poll: Value| {
        let ada = ada.clone();
        tokio::spawn(async move { ada.get("events", poll).await })
    };
    let first = wait(poll.clone());
    // The first is answered with nothing as soon as there is a second.
    let second = loop {
        let second = wait(poll.clone());
        if tokio::time::timeout(Duration::from_millis(200), async {
            while !first.is_finished() {
                tokio::task::yield_now().await
            }
        })
        .await
        .is_ok()
        {
            break second;
        }
        second.abort();
    };
    let finished = first.await.expect("a poll");
    assert_eq!(
        (&finished["events"], &finished["queue_id"]),
        (&json!([]), &json!(queue.id))
    );
    assert!(!second.is_finished());
    ben.say(WORKSHOP, "kiln", "now").await;
    let answer = second.await.expect("a poll");
    assert_eq!(answer["events"][0]["type"], "message");
    assert_eq!(answer["queue_id"], queue.id);
    // What is there already is answered at once, without the queue's name.
    assert!(ada.get("events", poll).await.get("queue_id").is_none());
}

#[tokio::test]
async fn silence_is_ended_by_a_heartbeat() {
    let server = start(Options {
        heartbeat_secs: 0.05,
        ..Options::scripted(false)
    })
    .await;
    let ada = person(&server, "ada");
    let mut queue = Queue::open_with(&ada, json!({"event_types": ["message"]})).await;
    let events = queue.next().await;
    assert_eq!(events[0]["type"], "heartbeat");
    assert_eq!(events.len(), 1);
}

#[tokio::test]
async fn queues_end_and_say_so() {
    let server = start(Options {
        queue_lifespan_secs: Some(0.3),
        ..Options::scripted(false)
    })
    .await;
    let ada = person(&server, "ada");
    let code = |queue: &Queue| {
        let (ada, poll) = (
            ada.clone(),
            json!({"queue_id": queue.id, "last_event_id": queue.last, "dont_block": true}),
        );
        async move { ada.refused(400, "GET", "events", poll).await }
    };
    // By age…
    let mut queue = Queue::open(&ada).await;
    assert_eq!(queue.drain().await, [] as [Value; 0]);
    tokio::time::sleep(Duration::from_millis(400)).await;
    let gone = code(&queue).await;
    assert_eq!(
        (&gone["code"], &gone["queue_id"]),
        (&json!("BAD_EVENT_QUEUE_ID"), &json!(queue.id))
    );
    // …not while a poll waits…
    let mut queue = Queue::open(&ada).await;
    let waiting = tokio::spawn(async move {
        queue.next().await;
        queue
    });
    tokio::time::sleep(Duration::from_millis(500)).await;
    person(&server, "ben")
        .say(WORKSHOP, "kiln", "still there?")
        .await;
    let queue = waiting.await.expect("the poll");
    assert!(queue.last >= 0);
    // …by hand, while a poll waits as well…
    let poll = tokio::spawn({
        let (ada, poll) = (
            ada.clone(),
            json!({"queue_id": queue.id, "last_event_id": queue.last}),
        );
        async move { ada.call("GET", "events", poll).await }
    });
    while server
        .control(&json!({"op": "expire", "user": "ada"}))
        .expect("expiry")["expired"]
        == 0
    {}
    assert_eq!(
        poll.await.expect("an answer").json()["code"],
        "BAD_EVENT_QUEUE_ID"
    );
    // …and when its owner deletes it. Nobody else can.
    let queue = Queue::open(&ada).await;
    person(&server, "ben")
        .refused(400, "DELETE", "events", json!({"queue_id": queue.id}))
        .await;
    ada.delete("events", json!({"queue_id": queue.id})).await;
    assert_eq!(code(&queue).await["code"], "BAD_EVENT_QUEUE_ID");
}

#[tokio::test]
async fn clients_get_what_they_asked_for() {
    let server = still().await;
    let (ada, ben) = (person(&server, "ada"), person(&server, "ben"));
    let mut picky = Queue::open_with(
        &ada,
        json!({"event_types": ["reaction"], "fetch_event_types": []}),
    )
    .await;
    let mut source = Queue::open_with(&ada, json!({"event_types": ["message"]})).await;
    let mut narrowed = Queue::open_with(
        &ada,
        json!({"event_types": ["message"], "narrow": [["channel", "workshop"], ["is", "mentioned"]], "apply_markdown": true}),
    )
    .await;
    let mut public = Queue::open_with(
        &ada,
        json!({"event_types": ["message"], "all_public_streams": true}),
    )
    .await;
    let chika = person(&server, "chika");
    let mention = ben.say(WORKSHOP, "", "**hi** @**Ada Quill**").await;
    let elsewhere = chika.say(20, "far", "you never joined").await;
    ben.post(
        &format!("messages/{mention}/reactions"),
        json!({"emoji_name": "tada"}),
    )
    .await;
    assert_eq!(
        picky
            .drain()
            .await
            .iter()
            .map(|event| event["type"].clone())
            .collect::<Vec<_>>(),
        [json!("reaction")]
    );
    let plain = source.drain().await;
    assert_eq!(plain.len(), 1);
    assert_eq!(plain[0]["message"]["content"], "**hi** @**Ada Quill**");
    // A client that does not know the empty topic gets its display name.
    assert_eq!(plain[0]["message"]["subject"], "general chat");
    assert_eq!(narrowed.drain().await.len(), 1);
    let all = public.drain().await;
    assert_eq!(
        all.iter()
            .map(|event| event["message"]["id"].as_u64())
            .collect::<Vec<_>>(),
        [Some(mention), Some(elsewhere)]
    );
    assert_eq!(all[1]["flags"], json!([]));
}

#[tokio::test]
async fn the_sender_recognizes_its_own_message() {
    let server = still().await;
    let ada = person(&server, "ada");
    let (mut sending, mut other) = (Queue::open(&ada).await, Queue::open(&ada).await);
    let send = json!({
        "type": "direct", "to": [7], "content": "hello", "queue_id": sending.id, "local_id": "17.5",
        "read_by_sender": false,
    });
    ada.post("messages", send).await;
    let event = sending.drain_of("message").await.remove(0);
    assert_eq!(event["local_message_id"], "17.5");
    // Without `read_by_sender` one's own words are unread.
    assert_eq!(event["flags"], json!([]));
    assert!(
        other.drain_of("message").await[0]
            .get("local_message_id")
            .is_none()
    );
}

#[tokio::test]
async fn waiting_flag_events_become_one() {
    let server = still().await;
    let (ada, ben) = (person(&server, "ada"), person(&server, "ben"));
    let mut queue = Queue::open(&ada).await;
    let (a, b) = (
        ben.say(WORKSHOP, "kiln", "a").await,
        ben.say(WORKSHOP, "kiln", "b").await,
    );
    let flag = |id: u64, op: &str| {
        let (ada, params) = (
            ada.clone(),
            json!({"messages": [id], "flag": "read", "op": op}),
        );
        async move { ada.post("messages/flags", params).await }
    };
    flag(a, "add").await;
    flag(b, "add").await;
    let events = queue.drain().await;
    assert_eq!(ids(&events), [0, 1, 3]);
    assert_eq!(events[2]["messages"], json!([a, b]));
    // Once handed out they merge no more, and becoming unread never does.
    flag(a, "remove").await;
    flag(b, "remove").await;
    let events = queue.drain().await;
    assert_eq!(
        events
            .iter()
            .map(|event| event["messages"].clone())
            .collect::<Vec<_>>(),
        [json!([a]), json!([b])]
    );
    assert_eq!(events[0]["message_details"][a.to_string()]["topic"], "kiln");
}

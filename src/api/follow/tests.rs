//! Following a simulated organization, where a message is sent each 100 ms, through every
//! kind of trouble: every message exactly once, in order.

use std::collections::HashMap;
use std::time::Duration;

use fastrand::Rng;
use futures_util::StreamExt;
use serde_json::{Value, json};

use super::*;
use crate::api::error::NetworkKind;
use crate::api::narrow::Narrow;
use crate::api::routes::register::EventNarrow;
use crate::api::scripted::{Asked, Scripted, Step};

const PERIOD: Duration = Duration::from_millis(100);

/// Message `n` is sent at `n` periods. Every third is one's own (a subscribed channel's), and
/// every sixth is a direct message; the rest are in public channels not subscribed to.
struct World {
    rng: Rng,
    /// One request in so many goes wrong; 0 for none.
    trouble: u32,
    /// Whether the queues bring all public channels.
    everywhere: bool,
    queues: HashMap<String, Queue>,
    opened: u32,
    last_reply: Option<String>,
}

struct Queue {
    /// The messages up to here are not in it.
    start: u64,
    acknowledged: i64,
}

impl World {
    fn new(seed: u64, trouble: u32, everywhere: bool) -> Self {
        Self {
            rng: Rng::with_seed(seed),
            trouble,
            everywhere,
            queues: HashMap::new(),
            opened: 0,
            last_reply: None,
        }
    }

    fn newest(asked: &Asked) -> u64 {
        (asked.at.as_millis() / PERIOD.as_millis()) as u64
    }

    fn is_own(id: u64) -> bool {
        id.is_multiple_of(3)
    }

    fn is_public(id: u64) -> bool {
        !id.is_multiple_of(6)
    }

    fn is_brought(&self, id: u64) -> bool {
        Self::is_own(id) || (self.everywhere && Self::is_public(id))
    }

    fn answer(&mut self, asked: &Asked) -> Step {
        let good = match asked.what.as_str() {
            "POST register" => self.register(asked),
            "GET events" => self.events(asked),
            "GET messages" => self.messages(asked),
            "DELETE events" => Step::ok(json!({})),
            other => panic!("{other}"),
        };
        if self.trouble == 0 || self.rng.u32(0..self.trouble) > 0 {
            return good;
        }
        match self.rng.u8(0..9) {
            0 => Step::fail(NetworkKind::Closed).after(Duration::from_millis(30)),
            1 => Step::hang(),
            2 => Step::hang_inside(),
            3 => Step::text(200, r#"{"result":"success","events":[{"id":4,"ty"#),
            4 => Step::text(502, "<html>"),
            5 => Step::no(429, "RATE_LIMIT_HIT").retry_after("1.5"),
            6 => Step::text(200, "<title>Sign in</title>"),
            7 => match (&self.last_reply, asked.what.as_str()) {
                (Some(reply), "GET events") => Step::text(200, reply),
                _ => good,
            },
            _ => {
                self.queues.clear();
                Step::fail(NetworkKind::Refused).after(Duration::from_secs(self.rng.u64(0..20)))
            }
        }
    }

    fn register(&mut self, asked: &Asked) -> Step {
        self.opened += 1;
        let id = format!("q{}", self.opened);
        let start = Self::newest(asked);
        let acknowledged = -1;
        self.queues.insert(
            id.clone(),
            Queue {
                start,
                acknowledged,
            },
        );
        let own = (0..=start).rev().find(|id| Self::is_own(*id)).unwrap();
        Step::ok(json!({
            "queue_id": id,
            "last_event_id": -1,
            "zulip_version": "11.0",
            "zulip_feature_level": 421,
            "event_queue_longpoll_timeout_seconds": 90,
            "max_message_id": if own == 0 { -1 } else { own as i64 },
        }))
    }

    fn events(&mut self, asked: &Asked) -> Step {
        let id = asked.param("queue_id");
        let Some(queue) = self.queues.get_mut(id) else {
            return Step::no(400, "BAD_EVENT_QUEUE_ID");
        };
        let last: i64 = asked.param("last_event_id").parse().unwrap();
        if last < queue.acknowledged {
            return Step::no(400, "BAD_REQUEST");
        }
        queue.acknowledged = last;
        let start = queue.start;
        let brought = |id: &u64| self.is_brought(*id);
        let event = |id: u64| json!({"id": 2 * (id - start), "type": "message", "flags": [], "message": message(id)});
        let newest = Self::newest(asked);
        let after = start + u64::try_from(last / 2).unwrap_or(0);
        let waiting: Vec<Value> = (after + 1..=newest)
            .filter(brought)
            .map(event)
            .filter(|event| event["id"].as_i64().unwrap() > last)
            .collect();
        let (events, delay) = if waiting.is_empty() && asked.param("dont_block").is_empty() {
            let next = (newest + 1..).find(brought).unwrap();
            let until = PERIOD * u32::try_from(next).unwrap();
            (vec![event(next)], until - asked.at)
        } else {
            (waiting, Duration::ZERO)
        };
        let reply = json!({"result": "success", "msg": "", "events": events});
        self.last_reply = Some(reply.to_string());
        Step::ok(reply).after(delay + Duration::from_millis(1))
    }

    fn messages(&mut self, asked: &Asked) -> Step {
        let public = asked.param("narrow").contains("channels");
        let belongs = |id: &u64| {
            if public {
                Self::is_public(*id)
            } else {
                Self::is_own(*id)
            }
        };
        let newest = Self::newest(asked);
        let (ids, found_newest): (Vec<u64>, bool) = match asked.param("anchor").parse::<u64>() {
            Err(_) => ((0..=newest).rev().filter(belongs).take(1).collect(), true),
            Ok(after) => {
                // Smaller pages than were asked for are allowed.
                let all: Vec<u64> = (after + 1..=newest).filter(belongs).collect();
                let most = [3, 20, 500][self.rng.usize(0..3)];
                let page: Vec<u64> = all.iter().copied().take(most).collect();
                let found_newest = page.len() == all.len();
                (page, found_newest)
            }
        };
        let messages: Vec<Value> = ids
            .into_iter()
            .map(|id| {
                let mut message = message(id);
                message["flags"] = json!(["read"]);
                message
            })
            .collect();
        Step::ok(json!({"found_newest": found_newest, "messages": messages}))
            .after(Duration::from_millis(self.rng.u64(1..300)))
    }
}

fn message(id: u64) -> Value {
    json!({"id": id, "content": "<p>x</p>"})
}

fn id_of(event: &StreamEvent) -> u64 {
    event.value()["message"]["id"].as_u64().unwrap()
}

/// Follows until `count` messages came; gives their ids and how many were caught up.
async fn follow(seed: u64, trouble: u32, everywhere: bool, count: usize) -> (Vec<u64>, usize) {
    let mut world = World::new(seed, trouble, everywhere);
    let server = Scripted::new(move |asked| world.answer(asked));
    let mut options = FollowOptions {
        seed,
        first_contact: FirstContact::Patient,
        ..FollowOptions::default()
    };
    options.register.all_public_streams = everywhere.then_some(true);
    let events: Vec<StreamEvent> = server
        .client()
        .events(options)
        .map(Result::unwrap)
        .filter(|event| std::future::ready(&*event.kind == "message"))
        .take(count)
        .collect()
        .await;
    let caught_up = events.iter().filter(|event| event.caught_up).count();
    (events.iter().map(id_of).collect(), caught_up)
}

fn expected(first: u64, everywhere: bool, count: usize) -> Vec<u64> {
    let world = World::new(0, 0, everywhere);
    (first..)
        .filter(|id| world.is_brought(*id))
        .take(count)
        .collect()
}

#[tokio::test(start_paused = true)]
async fn in_peace_every_message_comes_by_the_queue() {
    for everywhere in [false, true] {
        let (ids, caught_up) = follow(1, 0, everywhere, 300).await;
        assert_eq!(ids, expected(ids[0], everywhere, 300));
        assert_eq!(caught_up, 0);
    }
}

#[tokio::test(start_paused = true)]
async fn in_trouble_every_message_comes_once_in_order() {
    let mut all_caught_up = 0;
    for seed in 0..20 {
        for (trouble, everywhere) in [(20, false), (4, false), (20, true), (4, true)] {
            let (ids, caught_up) = follow(seed, trouble, everywhere, 400).await;
            let want = expected(ids[0], everywhere, 400);
            assert_eq!(ids, want, "seed {seed}, trouble {trouble}, {everywhere}");
            all_caught_up += caught_up;
        }
    }
    assert!(all_caught_up > 300, "{all_caught_up}");
}

#[tokio::test(start_paused = true)]
async fn a_message_that_was_caught_up_is_marked_and_shaped_like_an_event() {
    let mut registrations = 0;
    let server = Scripted::new(move |asked| match asked.what.as_str() {
        "POST register" => {
            registrations += 1;
            Step::ok(json!({
                "queue_id": format!("q{registrations}"), "last_event_id": -1,
                "zulip_feature_level": 421, "max_message_id": 10 * registrations,
            }))
        }
        "GET messages" => {
            let message = json!({"id": 12, "flags": ["read", "mentioned"], "match_content": "x"});
            Step::ok(json!({"found_newest": true, "messages": [message]}))
        }
        _ if asked.param("queue_id") == "q1" => Step::no(400, "BAD_EVENT_QUEUE_ID"),
        _ => Step::hang(),
    });
    let mut events = server.client().events(FollowOptions::default());
    let event = events.next().await.unwrap().unwrap();
    assert!(event.caught_up);
    assert_eq!(
        event.value(),
        json!({
            "type": "message", "message": {"id": 12}, "flags": ["read", "mentioned"],
            "lazuli_caught_up": true,
        })
    );
    let log = server.log();
    let fetch = log
        .iter()
        .find(|asked| asked.what == "GET messages")
        .unwrap();
    assert_eq!(
        (fetch.param("anchor"), fetch.param("num_after")),
        ("10", "500")
    );
    assert_eq!(fetch.param("include_anchor"), "false");
}

#[tokio::test(start_paused = true)]
async fn the_narrow_holds_for_what_is_fetched_and_history_does_not_count() {
    let mut registrations = 0;
    let server = Scripted::new(move |asked| match asked.what.as_str() {
        "POST register" => {
            registrations += 1;
            Step::ok(
                json!({"queue_id": format!("q{registrations}"), "last_event_id": -1,
                "zulip_feature_level": 421, "max_message_id": 10 * registrations}),
            )
        }
        "GET messages" => {
            let read = json!({"id": 12, "flags": ["read", "historical"]});
            let other = json!({"id": 13, "flags": []});
            let later = json!({"id": 23, "flags": []});
            Step::ok(json!({"found_newest": true, "messages": [read, other, later]}))
        }
        _ if asked.param("queue_id") == "q1" => Step::no(400, "BAD_EVENT_QUEUE_ID"),
        _ => Step::ok(json!({"events": [
            {"id": 4, "type": "message", "message": {"id": 23}},
            {"id": 5, "type": "message", "message": {"id": 24}},
        ]})),
    });
    let mut options = FollowOptions::default();
    let narrow: Narrow = "channel:workshop".parse().unwrap();
    options.register.narrow = EventNarrow::new(narrow).unwrap();
    let events: Vec<_> = server.client().events(options).take(3).collect().await;
    let ids: Vec<u64> = events
        .iter()
        .map(|event| id_of(event.as_ref().unwrap()))
        .collect();
    assert_eq!(ids, [13, 23, 24]);
    let log = server.log();
    let fetch = log
        .iter()
        .find(|asked| asked.what == "GET messages")
        .unwrap();
    let narrow: Value = serde_json::from_str(fetch.param("narrow")).unwrap();
    assert_eq!(
        narrow,
        json!([{"operator": "channel", "operand": "workshop"}])
    );
}

#[tokio::test(start_paused = true)]
async fn what_can_never_be_fetched_is_a_gap_and_not_the_end() {
    let mut registrations = 0;
    let server = Scripted::new(move |asked| match asked.what.as_str() {
        "POST register" => {
            registrations += 1;
            Step::ok(
                json!({"queue_id": format!("q{registrations}"), "last_event_id": -1,
                "zulip_feature_level": 421, "max_message_id": 10 * registrations}),
            )
        }
        "GET messages" => Step::no(400, "BAD_NARROW"),
        _ if asked.param("queue_id") == "q1" => Step::no(400, "BAD_EVENT_QUEUE_ID"),
        _ => Step::ok(json!({"events": [{"id": 5, "type": "message", "message": {"id": 24}}]})),
    });
    let (mut follower, _) = Follower::new(server.client(), FollowOptions::default());
    let mut told = Vec::new();
    while told.last().is_none_or(|last| last != "Events") {
        let item = follower.next().await.unwrap();
        let text = format!("{item:?}");
        told.push(text.split(['(', ' ']).next().unwrap().to_owned());
    }
    assert_eq!(
        told,
        [
            "Connecting",
            "Registered",
            "Lost",
            "Connecting",
            "Registered",
            "Gap",
            "Events"
        ]
    );
}

#[tokio::test(start_paused = true)]
async fn a_lost_account_ends_the_stream_with_the_reason() {
    let server = Scripted::list([Step::no(401, "INVALID_API_KEY")]);
    let mut events = server.client().events(FollowOptions::default());
    assert!(matches!(events.next().await, Some(Err(End::Lost { .. }))));
    assert!(events.next().await.is_none());
}

#[tokio::test(start_paused = true)]
async fn without_messages_nothing_is_fetched() {
    let mut options = FollowOptions::default();
    options.register.event_types = Some(vec!["typing".to_owned()]);
    let mut gone = 0;
    let server = Scripted::new(move |asked| match asked.what.as_str() {
        "POST register" => crate::api::scripted::registration("q", -1),
        "GET events" => {
            gone += 1;
            if gone % 2 == 1 {
                Step::no(400, "BAD_EVENT_QUEUE_ID")
            } else {
                crate::api::scripted::events(&[(0, "typing")])
            }
        }
        other => panic!("{other}"),
    });
    let events: Vec<_> = server.client().events(options).take(3).collect().await;
    assert!(
        events
            .iter()
            .all(|event| &*event.as_ref().unwrap().kind == "typing")
    );
}

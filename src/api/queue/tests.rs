//! Every row of the error policy, in virtual time.

use std::sync::Arc;
use std::time::Duration;

use serde_json::json;
use tokio::time::Instant;

use super::*;
use crate::api::error::{CertificateFlaw, Code, NetworkKind};
use crate::api::scripted::{Asked, Scripted, Step, events, registration};

fn options() -> QueueOptions {
    QueueOptions {
        register: RegisterOptions::default(),
        after_restart: AfterRestart::Register(Duration::from_secs(300)),
        first_contact: FirstContact::Strict,
        seed: 7,
    }
}

struct Rig {
    server: Arc<Scripted>,
    queue: EventQueue<RawSnapshot>,
    handle: QueueHandle,
}

impl Rig {
    fn new(steps: impl IntoIterator<Item = Step>) -> Self {
        Self::with(Scripted::list(steps), options())
    }

    fn with(server: Arc<Scripted>, options: QueueOptions) -> Self {
        let (queue, handle) = EventQueue::new(server.client(), options);
        Self {
            server,
            queue,
            handle,
        }
    }

    /// One that is registered as `q` and was asked for this many items.
    async fn live(steps: impl IntoIterator<Item = Step>) -> Self {
        let first = [registration("q", -1)];
        let mut rig = Self::new(first.into_iter().chain(steps));
        assert!(matches!(rig.next().await, Item::Connecting));
        assert!(matches!(rig.next().await, Item::Registered { .. }));
        rig
    }

    async fn next(&mut self) -> Item<RawSnapshot> {
        self.queue.next().await.expect("an item")
    }

    async fn batch(&mut self) -> Vec<i64> {
        match self.next().await {
            Item::Batch(events) => events.iter().map(|event| event.id.0).collect(),
            other => panic!("{other:?}"),
        }
    }

    async fn waiting(&mut self) -> (Duration, Waiting) {
        match self.next().await {
            Item::Waiting(waiting) => (waiting.until - Instant::now(), waiting),
            other => panic!("{other:?}"),
        }
    }

    async fn expired(&mut self) -> Expiry {
        match self.next().await {
            Item::Expired(expiry) => expiry,
            other => panic!("{other:?}"),
        }
    }

    async fn registered(&mut self) {
        assert!(matches!(self.next().await, Item::Connecting));
        let item = self.next().await;
        assert!(matches!(item, Item::Registered { .. }), "{item:?}");
    }

    async fn ended(&mut self) -> End {
        let end = match self.next().await {
            Item::Ended(end) => end,
            other => panic!("{other:?}"),
        };
        assert!(self.queue.next().await.is_none(), "nothing after the end");
        end
    }

    fn polls(&self) -> Vec<Asked> {
        let log = self.server.log().into_iter();
        log.filter(|asked| asked.what == "GET events").collect()
    }

    fn acknowledged(&self) -> Vec<String> {
        let polls = self.polls();
        let ids = polls.iter().map(|asked| asked.param("last_event_id"));
        ids.map(str::to_owned).collect()
    }
}

const HEARTBEAT: &str = "heartbeat";

#[tokio::test(start_paused = true)]
async fn a_batch_is_acknowledged_only_after_it_was_taken() {
    let mut rig = Rig::live([
        events(&[(0, "message"), (4, "typing")]),
        events(&[(5, "x")]),
    ])
    .await;
    assert!(rig.polls().is_empty(), "no poll before it is asked for");
    assert_eq!(rig.batch().await, [0, 4]);
    assert_eq!(rig.acknowledged(), ["-1"]);
    assert_eq!(rig.batch().await, [5]);
    assert_eq!(rig.acknowledged(), ["-1", "4"]);
    assert_eq!(rig.polls()[0].param("queue_id"), "q");
}

#[tokio::test(start_paused = true)]
async fn a_poll_that_is_dropped_loses_nothing() {
    let slow = events(&[(1, "message")]).after(Duration::from_secs(30));
    let mut rig = Rig::live([slow.clone(), slow]).await;
    let impatient = tokio::time::timeout(Duration::from_secs(5), rig.queue.next()).await;
    assert!(impatient.is_err());
    assert_eq!(rig.batch().await, [1]);
    assert_eq!(rig.acknowledged(), ["-1", "-1"]);
}

#[tokio::test(start_paused = true)]
async fn a_broken_connection_is_retried_without_blocking() {
    let trouble = (0..40).map(|_| Step::fail(NetworkKind::Closed));
    let mut rig = Rig::live(trouble.chain([events(&[]), events(&[(1, HEARTBEAT)])])).await;
    let mut longest = Duration::ZERO;
    for failures in 1..=40 {
        let (wait, waiting) = rig.waiting().await;
        assert_eq!(waiting.failures, failures);
        let bound = Duration::from_millis(100) * 2_u32.pow(failures.min(8) - 1);
        assert!(
            wait <= bound.min(Duration::from_secs(10)),
            "{failures}: {wait:?}"
        );
        longest = longest.max(wait);
    }
    assert!(
        longest > Duration::from_secs(5),
        "the waits grow: {longest:?}"
    );
    assert!(
        rig.batch().await.is_empty(),
        "an empty answer says: live again"
    );
    assert_eq!(rig.batch().await, [1]);
    let polls = rig.polls();
    assert_eq!(polls[0].param("dont_block"), "");
    assert!(
        polls[1..=40]
            .iter()
            .all(|poll| poll.param("dont_block") == "true")
    );
    assert_eq!(
        polls[41].param("dont_block"),
        "",
        "blocking again after a success"
    );
}

#[tokio::test(start_paused = true)]
async fn the_waits_start_over_after_a_success() {
    let fail = || Step::fail(NetworkKind::Closed);
    let steps = (0..10).map(|_| fail()).chain([events(&[]), fail()]);
    let mut rig = Rig::live(steps).await;
    for _ in 0..10 {
        rig.waiting().await;
    }
    rig.batch().await;
    let (wait, waiting) = rig.waiting().await;
    assert_eq!(waiting.failures, 1);
    assert!(wait <= Duration::from_millis(100));
}

#[tokio::test(start_paused = true)]
async fn a_hung_server_is_given_up_after_its_own_time_out() {
    let mut rig = Rig::live([Step::hang(), Step::hang(), Step::hang_inside()]).await;
    let before = Instant::now();
    let (_, waiting) = rig.waiting().await;
    assert!(
        matches!(waiting.error, ApiError::Network(error) if error.kind == NetworkKind::Timeout)
    );
    assert_eq!(before.elapsed().as_secs(), 90);
    assert_eq!(rig.server.resets(), 1, "the connection may be dead");
    let before = Instant::now();
    rig.waiting().await;
    assert!(
        before.elapsed() < Duration::from_secs(21),
        "a poll that need not wait"
    );
    let before = Instant::now();
    rig.waiting().await;
    assert!(
        before.elapsed() < Duration::from_secs(21),
        "a body that stops"
    );
}

#[tokio::test(start_paused = true)]
async fn retry_after_is_obeyed_and_not_shortened() {
    let limited = Step::no(429, "RATE_LIMIT_HIT").retry_after("57.95");
    let down = Step::text(503, "<html>").retry_after("20");
    let mut rig = Rig::live([limited, down, events(&[])]).await;
    let (wait, _) = rig.waiting().await;
    assert!(wait >= Duration::from_secs_f64(57.95), "{wait:?}");
    rig.handle.nudge();
    let before = Instant::now();
    let (wait, waiting) = rig.waiting().await;
    assert!(before.elapsed() >= Duration::from_secs_f64(57.95));
    assert!(wait >= Duration::from_secs(20));
    assert!(matches!(
        waiting.error,
        ApiError::Server { status: 503, .. }
    ));
    assert!(rig.batch().await.is_empty());
}

#[tokio::test(start_paused = true)]
async fn a_nudge_ends_a_wait() {
    let trouble = (0..20).map(|_| Step::fail(NetworkKind::Unreachable));
    let mut rig = Rig::live(trouble.chain([events(&[])])).await;
    for _ in 0..20 {
        rig.waiting().await;
        rig.handle.nudge();
    }
    let before = Instant::now();
    rig.batch().await;
    assert!(before.elapsed() < Duration::from_millis(5));
    let polls = rig.polls();
    assert!(
        polls[20].at < Duration::from_millis(100),
        "{:?}",
        polls[20].at
    );
}

#[tokio::test(start_paused = true)]
async fn after_a_sleep_the_poll_is_renewed_on_a_new_connection() {
    let mut rig = Rig::live([Step::hang(), events(&[(3, "message")])]).await;
    let handle = rig.handle.clone();
    tokio::spawn(async move {
        tokio::time::sleep(Duration::from_secs(5)).await;
        handle.resumed();
    });
    let before = Instant::now();
    assert_eq!(rig.batch().await, [3]);
    assert_eq!(before.elapsed().as_secs(), 5);
    assert_eq!(rig.server.resets(), 1);
    assert_eq!(rig.polls()[1].param("dont_block"), "true");
}

#[tokio::test(start_paused = true)]
async fn a_registration_survives_a_sleep() {
    let mut rig = Rig::new([Step::hang(), registration("q", 3)]);
    assert!(matches!(rig.next().await, Item::Connecting));
    let handle = rig.handle.clone();
    tokio::spawn(async move {
        tokio::time::sleep(Duration::from_secs(5)).await;
        handle.nudge();
        tokio::time::sleep(Duration::from_secs(5)).await;
        handle.resumed();
    });
    let before = Instant::now();
    assert!(matches!(rig.next().await, Item::Registered { .. }));
    assert_eq!(
        before.elapsed().as_secs(),
        10,
        "a nudge does not start it over"
    );
}

#[tokio::test(start_paused = true)]
async fn a_lost_queue_is_replaced_at_once() {
    let gone = Step::no(400, "BAD_EVENT_QUEUE_ID");
    let steps = [
        events(&[(0, "a")]),
        gone,
        registration("r", 5),
        events(&[(6, "b")]),
    ];
    let mut rig = Rig::live(steps).await;
    assert_eq!(rig.batch().await, [0]);
    assert!(matches!(rig.expired().await, Expiry::Gone));
    let before = Instant::now();
    rig.registered().await;
    assert!(before.elapsed() < Duration::from_millis(10));
    assert_eq!(rig.batch().await, [6]);
    let last = rig.polls().pop().unwrap();
    assert_eq!(
        (last.param("queue_id"), last.param("last_event_id")),
        ("r", "5")
    );
}

#[tokio::test(start_paused = true)]
async fn queues_that_never_work_are_not_asked_for_without_end() {
    let server = Scripted::new(|asked| match asked.what.as_str() {
        "POST register" => registration("q", -1),
        _ => Step::no(400, "BAD_EVENT_QUEUE_ID"),
    });
    let mut rig = Rig::with(server, options());
    let before = Instant::now();
    for _ in 0..40 {
        rig.registered().await;
        assert!(matches!(rig.expired().await, Expiry::Gone));
    }
    assert!(
        before.elapsed() > Duration::from_secs(60),
        "{:?}",
        before.elapsed()
    );
}

#[tokio::test(start_paused = true)]
async fn a_pruned_event_id_leads_to_a_new_queue() {
    let pruned = Step::no(400, "BAD_REQUEST");
    let steps = [events(&[]).after(Duration::from_secs(70)), pruned];
    let mut rig = Rig::live(steps.into_iter().chain([registration("r", 0)])).await;
    assert!(rig.batch().await.is_empty());
    let before = Instant::now();
    let Expiry::Refused(error) = rig.expired().await else {
        panic!()
    };
    assert_eq!(error.code(), Some(&Code::BadRequest));
    rig.registered().await;
    assert!(
        before.elapsed() < Duration::from_millis(10),
        "the first time at once"
    );
    let log = rig.server.log();
    let tidied = log.iter().find(|asked| asked.what == "DELETE events");
    assert_eq!(tidied.unwrap().param("queue_id"), "q");
}

#[tokio::test(start_paused = true)]
async fn refusals_again_and_again_wait_up_to_a_minute() {
    let server = Scripted::new(|asked| match asked.what.as_str() {
        "POST register" => registration("q", -1),
        "GET events" => Step::no(400, "BAD_REQUEST"),
        _ => Step::ok(json!({})),
    });
    let mut rig = Rig::with(Arc::clone(&server), options());
    for _ in 0..30 {
        rig.registered().await;
        rig.expired().await;
    }
    let registrations: Vec<Duration> = server
        .log()
        .iter()
        .filter(|asked| asked.what == "POST register")
        .map(|asked| asked.at)
        .collect();
    let longest = registrations.windows(2).map(|pair| pair[1] - pair[0]).max();
    let longest = longest.unwrap();
    assert!(longest > Duration::from_secs(30) && longest <= Duration::from_secs(61));
}

#[tokio::test(start_paused = true)]
async fn garbled_answers_are_retried_and_then_the_queue_is_replaced() {
    let garbled = || Step::text(200, r#"{"result":"success","events":[{"id":"#);
    let good = [garbled(), garbled(), events(&[(0, "a")])];
    let bad = [garbled(), garbled(), garbled()];
    let mut rig = Rig::live(good.into_iter().chain(bad).chain([registration("r", 0)])).await;
    rig.waiting().await;
    rig.waiting().await;
    assert_eq!(rig.batch().await, [0], "the same queue");
    rig.waiting().await;
    rig.waiting().await;
    assert!(matches!(rig.expired().await, Expiry::Malformed(_)));
    rig.registered().await;
}

#[tokio::test(start_paused = true)]
async fn a_login_portal_does_not_cost_the_queue() {
    let portal = || Step::text(200, "<html><title>Wi-Fi</title></html>");
    let steps = (0..50).map(|_| portal()).chain([events(&[(0, "a")])]);
    let mut rig = Rig::live(steps).await;
    for _ in 0..50 {
        rig.waiting().await;
    }
    assert_eq!(rig.batch().await, [0]);
}

#[tokio::test(start_paused = true)]
async fn ids_that_go_back_lead_to_a_new_queue() {
    let steps = [
        events(&[(0, "a"), (1, "b")]),
        events(&[(0, "a"), (1, "b"), (2, "c")]),
        events(&[(1, "other"), (3, "d")]),
        registration("r", 9),
    ];
    let mut rig = Rig::live(steps).await;
    assert_eq!(rig.batch().await, [0, 1]);
    assert_eq!(rig.batch().await, [2], "repetitions are dropped");
    assert_eq!(rig.batch().await, [3], "what is new is given out first");
    assert!(matches!(rig.expired().await, Expiry::WentBack(EventId(1))));
    rig.registered().await;
}

#[tokio::test(start_paused = true)]
async fn events_of_another_queue_are_not_taken() {
    let foreign = Step::ok(json!({"queue_id": "z", "events": [{"id": 1, "type": "message"}]}));
    let mut rig = Rig::live([foreign, events(&[(0, "a")])]).await;
    rig.waiting().await;
    assert_eq!(rig.batch().await, [0]);
}

#[tokio::test(start_paused = true)]
async fn the_consumer_may_ask_for_a_new_queue() {
    let steps = [events(&[(0, "a")]), registration("r", 0)];
    let mut rig = Rig::live(steps).await;
    rig.batch().await;
    rig.handle.register_anew("an event made no sense");
    let Expiry::Asked(why) = rig.expired().await else {
        panic!()
    };
    assert_eq!(why, "an event made no sense");
    rig.registered().await;
}

#[tokio::test(start_paused = true)]
async fn a_restart_that_changes_the_level_leads_to_a_new_queue() {
    let restart = |id: i64, level: u32| {
        let event = json!({"id": id, "type": "restart", "zulip_feature_level": level});
        Step::ok(json!({"events": [event]}))
    };
    let server = Scripted::new({
        let mut polls = 0;
        move |asked| match asked.what.as_str() {
            "POST register" => registration("q", -1),
            "GET events" => {
                polls += 1;
                match polls {
                    1 => restart(0, 421),
                    2 => restart(1, 512),
                    n => events(&[(n, HEARTBEAT)]).after(Duration::from_secs(45)),
                }
            }
            _ => Step::ok(json!({})),
        }
    });
    let mut rig = Rig::with(server, options());
    rig.registered().await;
    assert_eq!(rig.batch().await, [0]);
    assert_eq!(rig.batch().await, [1]);
    let before = Instant::now();
    let expiry = loop {
        match rig.next().await {
            Item::Batch(_) => {}
            Item::Expired(expiry) => break expiry,
            other => panic!("{other:?}"),
        }
    };
    assert!(matches!(
        expiry,
        Expiry::Restarted {
            feature_level: FeatureLevel(512)
        }
    ));
    assert!(before.elapsed() <= Duration::from_secs(300));
    assert!(
        before.elapsed() > Duration::from_secs(45),
        "spread (by this seed)"
    );
    rig.registered().await;
}

#[tokio::test(start_paused = true)]
async fn a_restart_may_be_passed_on_only() {
    let event = json!({"id": 0, "type": "restart", "zulip_feature_level": 512});
    let steps = [registration("q", -1), Step::ok(json!({"events": [event]}))];
    let beats = (1..20).map(|id| events(&[(id, HEARTBEAT)]).after(Duration::from_secs(45)));
    let server = Scripted::list(steps.into_iter().chain(beats));
    let keep = QueueOptions {
        after_restart: AfterRestart::Keep,
        ..options()
    };
    let mut rig = Rig::with(server, keep);
    rig.registered().await;
    for id in 0..20 {
        assert_eq!(rig.batch().await, [id]);
    }
}

#[tokio::test(start_paused = true)]
async fn a_lost_account_is_the_end() {
    for code in [
        "INVALID_API_KEY",
        "UNAUTHORIZED",
        "USER_DEACTIVATED",
        "REALM_DEACTIVATED",
    ] {
        let mut rig = Rig::live([Step::no(401, code)]).await;
        let End::Lost { error, .. } = rig.ended().await else {
            panic!()
        };
        assert_eq!(error.code().unwrap().as_str(), code);
        let mut rig = Rig::new([Step::no(401, code)]);
        rig.next().await;
        assert!(matches!(rig.ended().await, End::Lost { .. }));
    }
}

#[tokio::test(start_paused = true)]
async fn an_old_server_is_refused_with_the_reason() {
    let old = Step::ok(json!({
        "queue_id": "q", "last_event_id": -1, "zulip_version": "8.5", "zulip_feature_level": 237,
    }));
    let mut rig = Rig::new([old]);
    rig.next().await;
    let sentence = rig.ended().await.to_string();
    assert!(
        sentence
            .starts_with("This server runs Zulip 8.5 (feature level 237), and lazuli needs 9.0")
    );
}

#[tokio::test(start_paused = true)]
async fn first_contact_ends_at_once_when_it_can_never_work() {
    let hopeless = [
        Step::fail(NetworkKind::Resolve),
        Step::fail(NetworkKind::Certificate(CertificateFlaw::Expired)),
        Step::fail(NetworkKind::NotHttp),
        Step::no(404, "NONEXISTENT_SUBDOMAIN"),
        Step::no(400, "BAD_NARROW"),
    ];
    for step in hopeless {
        let mut rig = Rig::new([step]);
        rig.next().await;
        assert!(matches!(rig.ended().await, End::Refused(_)));
    }
}

#[tokio::test(start_paused = true)]
async fn first_contact_gives_what_may_pass_a_chance() {
    let page = || Step::text(200, "<html>");
    let mut rig = Rig::new([page(), page(), page()]);
    rig.next().await;
    rig.waiting().await;
    rig.waiting().await;
    assert!(matches!(
        rig.ended().await,
        End::Refused(ApiError::Malformed { .. })
    ));

    let passing = [
        Step::hang(),
        Step::fail(NetworkKind::Closed),
        Step::text(502, ""),
        Step::no(429, "RATE_LIMIT_HIT"),
        Step::fail(NetworkKind::Refused),
        page(),
    ];
    let mut rig = Rig::new(passing.into_iter().chain([registration("q", 0)]));
    rig.next().await;
    for _ in 0..2 {
        rig.waiting().await;
    }
    let mut ended = None;
    for _ in 0..4 {
        match rig.next().await {
            Item::Waiting(_) => {}
            other => ended = Some(format!("{other:?}")),
        }
    }
    assert_eq!(ended, None);
    assert!(matches!(rig.next().await, Item::Registered { .. }));
}

#[tokio::test(start_paused = true)]
async fn a_patient_first_contact_waits_for_anything_that_may_pass() {
    let steps = (0..30).map(|_| Step::fail(NetworkKind::Resolve));
    let patient = QueueOptions {
        first_contact: FirstContact::Patient,
        ..options()
    };
    let mut rig = Rig::with(Scripted::list(steps.chain([registration("q", 0)])), patient);
    rig.next().await;
    for _ in 0..30 {
        rig.waiting().await;
    }
    assert!(matches!(rig.next().await, Item::Registered { .. }));
}

#[tokio::test(start_paused = true)]
async fn later_registrations_wait_for_anything() {
    let gone = Step::no(400, "BAD_EVENT_QUEUE_ID");
    let trouble = [
        Step::fail(NetworkKind::Resolve),
        Step::no(400, "BAD_REQUEST"),
        Step::text(200, "<html>"),
        Step::text(200, r#"{"result":"success"}"#),
        registration("r", 0),
    ];
    let mut rig = Rig::live([gone].into_iter().chain(trouble)).await;
    rig.expired().await;
    assert!(matches!(rig.next().await, Item::Connecting));
    for _ in 0..4 {
        rig.waiting().await;
    }
    assert!(matches!(rig.next().await, Item::Registered { .. }));
}

#[tokio::test(start_paused = true)]
async fn a_server_that_does_not_hold_polls_is_not_asked_without_end() {
    let server = Scripted::new(|asked| match asked.what.as_str() {
        "POST register" => registration("q", -1),
        _ => events(&[]),
    });
    let mut rig = Rig::with(Arc::clone(&server), options());
    rig.registered().await;
    let before = Instant::now();
    for _ in 0..50 {
        assert!(rig.batch().await.is_empty());
    }
    assert!(before.elapsed() > Duration::from_secs(300));
}

#[tokio::test(start_paused = true)]
async fn closing_deletes_the_queue_and_does_not_take_long() {
    let rig = Rig::live([]).await;
    rig.queue.close().await;
    let last = rig.server.log().pop().unwrap();
    assert_eq!(
        (last.what.as_str(), last.param("queue_id")),
        ("DELETE events", "q")
    );

    let mut first = Some(registration("q", -1));
    let server = Scripted::new(move |_| first.take().unwrap_or_else(Step::hang));
    let mut rig = Rig::with(server, options());
    rig.registered().await;
    let before = Instant::now();
    rig.queue.close().await;
    assert!(before.elapsed() <= Duration::from_secs(3));
}

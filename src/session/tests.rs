//! A whole session against a script, in virtual time.

use std::sync::{Arc, Mutex};

use serde_json::{Value, json};
use tokio::time::{Instant, sleep};

use super::*;
use crate::api::error::NetworkKind;
use crate::api::ids::{ChannelId, MessageId, TopicName};
use crate::api::narrow::Narrow;
use crate::api::scripted::{Asked as Request, Scripted, Step};
use crate::app::update::{Link, ListId};
use crate::model;

/// No test waits longer than this, in its own time.
const PATIENCE: Duration = Duration::from_secs(3600);

/// A recorded register reply, as if it came now.
fn registration(queue: &str) -> Step {
    let text = std::fs::read_to_string("tests/recordings/server-11/register-before.json");
    let mut reply: Value = serde_json::from_str(&text.unwrap()).unwrap();
    reply["queue_id"] = queue.into();
    reply["last_event_id"] = (-1).into();
    Step::ok(reply)
}

fn presence() -> Step {
    Step::ok(json!({"presences": {}, "presence_last_update_id": 7, "server_timestamp": 5.5}))
}

/// Answers what every session asks for, and the rest by rule.
pub(super) fn server(
    mut rule: impl FnMut(&Request) -> Option<Step> + Send + 'static,
) -> Arc<Scripted> {
    Scripted::new(move |asked| {
        rule(asked).unwrap_or_else(|| match asked.what.as_str() {
            "POST register" => registration("q"),
            "GET events" => Step::hang(),
            "POST users/me/presence" => presence(),
            _ => Step::ok(json!({})),
        })
    })
}

pub(super) struct Rig {
    pub(super) server: Arc<Scripted>,
    pub(super) session: Session,
    updates: UnboundedReceiver<SessionUpdate>,
}

impl Rig {
    pub(super) fn new(server: Arc<Scripted>) -> Self {
        Self::with(server, true)
    }

    fn with(server: Arc<Scripted>, marks_read: bool) -> Self {
        let (session, updates) = start(SessionOptions {
            heard: std::collections::BTreeSet::new(),
            client: server.client(),
            archive: crate::archive::Archive::in_memory(),
            marks_read,
            wall: || 1_000_000,
            folders: super::media::Folders::default(),
        });
        Self {
            server,
            session,
            updates,
        }
    }

    pub(super) async fn next(&mut self) -> SessionUpdate {
        loop {
            let update = tokio::time::timeout(PATIENCE, self.updates.recv()).await;
            match update.expect("an update in time").expect("an update") {
                SessionUpdate::Presence(_) | SessionUpdate::Store(_) => {}
                update => return update,
            }
        }
    }

    async fn link(&mut self) -> Link {
        match self.next().await {
            SessionUpdate::Link(link) => link,
            other => panic!("{other:?}"),
        }
    }

    pub(super) async fn live(&mut self) {
        loop {
            if let SessionUpdate::Link(Link::Live) = self.next().await {
                return;
            }
        }
    }

    async fn marked(&mut self) -> (Mark, Result<u64, ApiError>) {
        loop {
            if let SessionUpdate::Marked { mark, result } = self.next().await {
                return (mark, result);
            }
        }
    }

    pub(super) fn asked(&self, what: &str) -> Vec<Request> {
        let log = self.server.log().into_iter();
        log.filter(|asked| asked.what == what).collect()
    }
}

fn ids(ids: impl IntoIterator<Item = u64>) -> Vec<MessageId> {
    ids.into_iter().map(MessageId).collect()
}

fn changed(asked: &Request) -> Step {
    let messages: Value = serde_json::from_str(asked.param("messages")).unwrap();
    Step::ok(json!({ "messages": messages }))
}

#[tokio::test(start_paused = true)]
async fn the_start_tells_the_link_and_the_organization() {
    let mut rig = Rig::new(server(|_| None));
    assert_eq!(rig.link().await, Link::Connecting);
    assert!(matches!(rig.next().await, SessionUpdate::Registered(_)));
    assert_eq!(rig.link().await, Link::Live);
    let register = rig.asked("POST register").remove(0);
    let types: Vec<String> = serde_json::from_str(register.param("event_types")).unwrap();
    assert!(types.iter().any(|kind| kind == "update_message_flags"));
    assert_eq!(
        register.param("fetch_event_types"),
        register.param("event_types")
    );
    assert_eq!(register.param("idle_queue_timeout"), "3600");
}

#[tokio::test(start_paused = true)]
async fn events_are_told_typed_and_heartbeats_are_not() {
    let mut polls = 0;
    let mut rig = Rig::new(server(move |asked| {
        (asked.what == "GET events").then(|| {
            polls += 1;
            match polls {
                1 => Step::ok(json!({"events": [{"id": 0, "type": "heartbeat"}]})),
                2 => Step::ok(json!({"events": [
                    {"id": 1, "type": "heartbeat"}, {"id": 2, "type": "brand_new"},
                ]})),
                _ => Step::hang(),
            }
        })
    }));
    rig.live().await;
    match rig.next().await {
        SessionUpdate::Events(events) => {
            assert!(matches!(
                &events[..],
                [crate::api::event::Event::Unknown(_)]
            ));
        }
        other => panic!("{other:?}"),
    }
}

#[tokio::test(start_paused = true)]
async fn an_outage_is_told_in_all_its_states() {
    let mut polls = 0;
    let mut rig = Rig::new(server(move |asked| {
        (asked.what == "GET events").then(|| {
            polls += 1;
            match polls {
                1..=4 => Step::fail(NetworkKind::Unreachable),
                5 => Step::ok(json!({"events": []})),
                _ => Step::hang(),
            }
        })
    }));
    rig.live().await;
    let since_ms = 1_000_000;
    match rig.link().await {
        Link::Waiting {
            since_ms: since,
            why,
            ..
        } => {
            assert_eq!(since, since_ms);
            assert!(
                why.starts_with("There is no way to chat.example.com"),
                "{why}"
            );
        }
        other => panic!("{other:?}"),
    }
    assert_eq!(rig.link().await, Link::Reconnecting { since_ms });
    assert!(matches!(rig.link().await, Link::Waiting { .. }));
    rig.live().await;
}

#[tokio::test(start_paused = true)]
async fn a_lost_queue_gives_a_new_organization() {
    let mut polls = 0;
    let mut rig = Rig::new(server(move |asked| {
        (asked.what == "GET events").then(|| {
            polls += 1;
            if polls == 1 {
                Step::no(400, "BAD_EVENT_QUEUE_ID")
            } else {
                Step::hang()
            }
        })
    }));
    rig.live().await;
    let since_ms = 1_000_000;
    assert_eq!(rig.link().await, Link::Reconnecting { since_ms });
    assert!(matches!(rig.next().await, SessionUpdate::Registered(_)));
    assert_eq!(rig.link().await, Link::Live);
}

#[tokio::test(start_paused = true)]
async fn an_event_that_cannot_be_read_or_applied_leads_to_a_new_registration() {
    let mut polls = 0;
    let mut rig = Rig::new(server(move |asked| {
        (asked.what == "GET events").then(|| {
            polls += 1;
            match polls {
                1 => Step::ok(json!({"events": [
                    {"id": 0, "type": "invites_changed"},
                    {"id": 1, "type": "message", "message": "nonsense"},
                    {"id": 2, "type": "invites_changed"},
                ]})),
                _ => Step::hang(),
            }
        })
    }));
    rig.live().await;
    match rig.next().await {
        SessionUpdate::Events(events) => assert_eq!(events.len(), 1, "up to the flaw"),
        other => panic!("{other:?}"),
    }
    assert!(matches!(rig.link().await, Link::Reconnecting { .. }));
    rig.live().await;
    let why = "an event changes channel 9, which is not known".to_owned();
    assert!(rig.session.execute(Effect::Register { why }).is_none());
    assert!(matches!(rig.link().await, Link::Reconnecting { .. }));
    rig.live().await;
    assert_eq!(rig.asked("POST register").len(), 3);
}

#[tokio::test(start_paused = true)]
async fn a_key_that_stopped_working_is_said_at_once_on_any_request() {
    let mut rig = Rig::new(server(|asked| match asked.what.as_str() {
        "GET users/me/4/topics" => Some(Step::no(401, "INVALID_API_KEY")),
        "GET events" if asked.param("dont_block") == "true" => {
            Some(Step::no(401, "INVALID_API_KEY"))
        }
        _ => None,
    }));
    rig.live().await;
    let before = Instant::now();
    let asked = crate::app::update::Asked {
        registration: 1,
        at: model::Seq::default(),
    };
    let channel = ChannelId(4);
    rig.session.execute(Effect::FetchTopics { channel, asked });
    loop {
        match rig.next().await {
            SessionUpdate::Topics { result, .. } => assert!(result.is_err()),
            SessionUpdate::Link(Link::Ended { why }) => {
                assert!(why.contains("no longer accepts this API key"), "{why}");
                break;
            }
            other => panic!("{other:?}"),
        }
    }
    assert!(before.elapsed() < Duration::from_secs(1));
}

#[tokio::test(start_paused = true)]
async fn reads_are_batched_in_order_and_survive_an_outage() {
    let down = Arc::new(Mutex::new(true));
    let seen = Arc::clone(&down);
    let mut rig = Rig::new(server(move |asked| {
        (asked.what == "POST messages/flags").then(|| {
            if *seen.lock().unwrap() {
                Step::fail(NetworkKind::Refused)
            } else {
                changed(asked)
            }
        })
    }));
    rig.live().await;
    rig.session.execute(Effect::Mark(Mark::Read(ids(1..=3))));
    sleep(Duration::from_secs(60)).await;
    rig.session.execute(Effect::Mark(Mark::Read(ids(2..=5))));
    rig.session.execute(Effect::Mark(Mark::Read(ids(6..=1500))));
    sleep(Duration::from_secs(600)).await;
    *down.lock().unwrap() = false;
    let before = Instant::now();
    for want in [ids(1..=3), ids(2..=5), ids(6..=1500)] {
        let (mark, result) = rig.marked().await;
        assert_eq!(mark, Mark::Read(want));
        assert!(result.is_ok());
    }
    assert!(before.elapsed() <= Duration::from_secs(11));
    let asked = rig.asked("POST messages/flags");
    let good: Vec<&str> = asked
        .iter()
        .rev()
        .take(4)
        .map(|a| a.param("messages"))
        .collect();
    let length = |text: &str| serde_json::from_str::<Vec<u64>>(text).unwrap().len();
    assert_eq!(good[3], "[1,2,3]");
    assert_eq!(good[2], "[2,3,4,5]");
    assert_eq!((length(good[1]), length(good[0])), (1000, 495));
}

#[tokio::test(start_paused = true)]
async fn small_reads_that_wait_go_together() {
    let mut rig = Rig::new(server(|asked| {
        let slow = Duration::from_secs(1);
        (asked.what == "POST messages/flags").then(|| changed(asked).after(slow))
    }));
    rig.live().await;
    for n in 0..10 {
        rig.session.execute(Effect::Mark(Mark::Read(ids([n]))));
        sleep(Duration::from_millis(50)).await;
    }
    for _ in 0..10 {
        assert!(rig.marked().await.1.is_ok());
    }
    assert_eq!(rig.asked("POST messages/flags").len(), 2);
}

#[tokio::test(start_paused = true)]
async fn what_was_read_is_made_unread_in_parts_and_counted_together() {
    let mut rig = Rig::new(server(|asked| {
        (asked.what == "POST messages/flags").then(|| changed(asked))
    }));
    rig.live().await;
    rig.session
        .execute(Effect::Mark(Mark::Unread(ids(1..=6000))));
    let (mark, result) = rig.marked().await;
    assert_eq!((mark, result.unwrap()), (Mark::Unread(ids(1..=6000)), 6000));
    let asked = rig.asked("POST messages/flags");
    assert!(asked.len() > 1);
    for asked in asked {
        assert_eq!((asked.param("op"), asked.param("flag")), ("remove", "read"));
    }
}

#[tokio::test(start_paused = true)]
async fn a_narrow_is_marked_part_by_part_and_resumed_where_it_broke() {
    let mut parts = 0;
    let mut rig = Rig::new(server(move |asked| {
        (asked.what == "POST messages/flags/narrow").then(|| {
            parts += 1;
            if parts == 2 {
                return Step::fail(NetworkKind::Closed);
            }
            Step::ok(json!({
                "processed_count": 1000, "updated_count": 10, "first_processed_id": 1,
                "last_processed_id": 1000 * parts, "found_oldest": true, "found_newest": parts >= 4,
            }))
        })
    }));
    rig.live().await;
    let narrow = Narrow::topic(ChannelId(4), TopicName::new("kiln"));
    rig.session
        .execute(Effect::Mark(Mark::NarrowRead(narrow.clone())));
    let (mark, result) = rig.marked().await;
    assert_eq!(
        (mark, result.unwrap()),
        (Mark::NarrowRead(narrow.clone()), 30)
    );
    let asked = rig.asked("POST messages/flags/narrow");
    let anchors: Vec<&str> = asked.iter().map(|asked| asked.param("anchor")).collect();
    assert_eq!(anchors, ["oldest", "1000", "1000", "3000"]);
    assert!(asked[0].param("narrow").contains(r#""operand":"unread""#));

    let from = MessageId(77);
    rig.session
        .execute(Effect::Mark(Mark::NarrowUnread { narrow, from }));
    rig.marked().await.1.unwrap();
    let last = rig.asked("POST messages/flags/narrow").pop().unwrap();
    assert_eq!((last.param("op"), last.param("flag")), ("remove", "read"));
}

#[tokio::test(start_paused = true)]
async fn a_refused_mark_does_not_hold_up_the_next() {
    let mut rig = Rig::new(server(|asked| match asked.what.as_str() {
        "POST messages/flags/narrow" => Some(Step::no(400, "BAD_NARROW")),
        "POST messages/flags" => Some(changed(asked)),
        _ => None,
    }));
    rig.live().await;
    rig.session
        .execute(Effect::Mark(Mark::NarrowRead(Narrow::all())));
    rig.session.execute(Effect::Mark(Mark::Read(ids([1]))));
    assert!(rig.marked().await.1.is_err());
    assert_eq!(rig.marked().await.1.unwrap(), 1);
}

#[tokio::test(start_paused = true)]
async fn exploring_marks_nothing() {
    let mut rig = Rig::with(server(|_| None), false);
    rig.live().await;
    rig.session.execute(Effect::Mark(Mark::Read(ids([1]))));
    rig.session
        .execute(Effect::Mark(Mark::NarrowRead(Narrow::all())));
    assert_eq!(rig.marked().await.1.unwrap(), 0);
    assert_eq!(rig.marked().await.1.unwrap(), 0);
    let marks = rig.server.log().into_iter();
    assert_eq!(
        marks.filter(|asked| asked.what.contains("flags")).count(),
        0
    );
}

#[tokio::test(start_paused = true)]
async fn presence_is_told_truthfully() {
    let mut rig = Rig::new(server(|_| None));
    rig.live().await;
    sleep(Duration::from_secs(130)).await;
    let told = |rig: &Rig| -> Vec<String> {
        let asked = rig.asked("POST users/me/presence").into_iter();
        asked
            .map(|asked| asked.param("status").to_owned())
            .collect()
    };
    assert_eq!(
        told(&rig),
        ["idle", "idle", "idle"],
        "nobody has touched a key"
    );
    rig.session.execute(Effect::Active(true));
    sleep(Duration::from_secs(6)).await;
    rig.session.execute(Effect::Active(false));
    sleep(Duration::from_secs(6)).await;
    assert_eq!(told(&rig)[3..], ["active", "idle"]);
    let asked = rig.asked("POST users/me/presence");
    assert_eq!(asked[1].param("last_update_id"), "7", "only what is new");
    assert_eq!(asked[3].param("new_user_input"), "true");
    assert!(matches!(
        rig.updates.recv().await,
        Some(SessionUpdate::Presence(_))
    ));
}

#[tokio::test(start_paused = true)]
async fn a_page_is_fetched_and_a_dead_connection_is_tried_once_more() {
    let mut tries = 0;
    let mut rig = Rig::new(server(move |asked| {
        (asked.what == "GET messages").then(|| {
            tries += 1;
            match tries {
                1 => Step::fail(NetworkKind::Closed),
                2 => Step::ok(json!({"found_newest": true, "messages": []})),
                _ => Step::text(502, ""),
            }
        })
    }));
    let organization = loop {
        match rig.next().await {
            SessionUpdate::Registered(organization) => break organization,
            _ => continue,
        }
    };
    rig.live().await;
    let list = ListId(3);
    let mut messages = model::MessageList::new(model::View::Combined);
    let request = messages.start(model::Anchor::FirstUnread, &organization);
    rig.session.execute(Effect::Fetch {
        list,
        request: request.clone(),
    });
    match rig.next().await {
        SessionUpdate::Page { list, tag, result } => {
            assert_eq!((list, tag), (ListId(3), request.tag));
            assert!(result.unwrap().found_newest);
        }
        other => panic!("{other:?}"),
    }
    rig.session.execute(Effect::Fetch { list, request });
    match rig.next().await {
        SessionUpdate::Page { result, .. } => assert!(result.is_err()),
        other => panic!("{other:?}"),
    }
}

#[tokio::test(start_paused = true)]
async fn closing_sends_what_is_left_and_deletes_the_queue() {
    let mut rig = Rig::new(server(|asked| {
        (asked.what == "POST messages/flags").then(|| changed(asked))
    }));
    rig.live().await;
    rig.session.execute(Effect::Mark(Mark::Read(ids([1]))));
    rig.session.close().await;
    let log: Vec<String> = rig
        .server
        .log()
        .into_iter()
        .map(|asked| asked.what)
        .collect();
    assert!(log.contains(&"POST messages/flags".to_owned()), "{log:?}");
    assert!(log.contains(&"DELETE events".to_owned()), "{log:?}");
}

#[tokio::test(start_paused = true)]
async fn closing_does_not_wait_for_a_dead_network() {
    let mut rig = Rig::new(server(|asked| match asked.what.as_str() {
        "POST messages/flags" | "DELETE events" => Some(Step::hang()),
        _ => None,
    }));
    rig.live().await;
    rig.session.execute(Effect::Mark(Mark::Read(ids([1]))));
    let before = Instant::now();
    rig.session.close().await;
    assert!(before.elapsed() <= Duration::from_secs(3));
}

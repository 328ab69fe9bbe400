//! The outbox's task against a script, in virtual time.

use std::sync::{Arc, Mutex, OnceLock};

use serde_json::{Value, json};
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};
use tokio::task::JoinHandle;
use tokio::time::Instant;

use super::*;
use crate::api::conversation::{Conversation, DmKey};
use crate::api::error::NetworkKind;
use crate::api::ids::{ChannelId, QueueId, TopicName, UserId};
use crate::api::scripted::{Asked, Scripted, Step};
use crate::app::store::SendKey;
use crate::archive::{Known, Outgoing, OutgoingState};

/// The clock of these tests: virtual time.
fn wall() -> i64 {
    static START: OnceLock<Instant> = OnceLock::new();
    let start = *START.get_or_init(Instant::now);
    let since = Instant::now().saturating_duration_since(start);
    1_000_000 + i64::try_from(since.as_millis()).unwrap()
}

/// A server that keeps messages; `trouble` may do something else with a request, before or
/// after it took effect.
#[derive(Default)]
struct Server {
    messages: Mutex<Vec<(u64, String, String)>>,
}

/// What happens to a `POST messages`.
enum Trouble {
    /// It is done, and not answered so.
    After(Step),
    /// It is not done.
    Before(Step),
}

impl Server {
    fn scripted(
        self: &Arc<Self>,
        mut trouble: impl FnMut(&str) -> Option<Trouble> + std::marker::Send + 'static,
    ) -> Arc<Scripted> {
        let server = Arc::clone(self);
        Scripted::new(move |asked| match asked.what.as_str() {
            "POST messages" => match trouble(asked.param("content")) {
                Some(Trouble::Before(step)) => step,
                Some(Trouble::After(step)) => {
                    server.take(asked);
                    step
                }
                None => Step::ok(json!({"id": server.take(asked)})),
            },
            "GET messages" => server.page(asked),
            other => panic!("{other}"),
        })
    }

    fn take(&self, asked: &Asked) -> u64 {
        let mut messages = self.messages.lock().unwrap();
        let id = 101 + messages.len() as u64;
        let place = format!("{}/{}", asked.param("to"), asked.param("topic"));
        messages.push((id, place, asked.param("content").to_owned()));
        id
    }

    fn page(&self, asked: &Asked) -> Step {
        let anchor: u64 = asked.param("anchor").parse().unwrap();
        let messages = self.messages.lock().unwrap();
        let found: Vec<Value> = messages
            .iter()
            .filter(|(id, place, _)| *id > anchor && !place.starts_with('['))
            .map(|(id, place, content)| {
                let (channel, topic) = place.split_once('/').unwrap();
                json!({"id": id, "sender_id": 6, "sender_full_name": "Ada", "client": "lazuli",
                    "type": "stream", "stream_id": channel.parse::<u64>().unwrap(),
                    "subject": topic, "timestamp": 5, "content": content, "flags": [],
                    "is_me_message": false, "reactions": [], "submessages": [],
                    "topic_links": [], "display_recipient": "c"})
            })
            .collect();
        Step::ok(json!({"messages": found, "found_newest": true}))
    }

    fn texts(&self) -> Vec<String> {
        let messages = self.messages.lock().unwrap();
        messages.iter().map(|(_, _, text)| text.clone()).collect()
    }
}

struct Rig {
    orders: UnboundedSender<Order>,
    ear: Ear,
    news: UnboundedReceiver<StoreNews>,
    task: JoinHandle<()>,
    keys: u64,
}

const ME: UserId = UserId(6);

impl Rig {
    fn start(server: &Arc<Scripted>, archive: Archive) -> Self {
        let (orders, ordered) = unbounded_channel();
        let (ear, standing) = Ear::new(orders.downgrade());
        let (told, news) = unbounded_channel();
        let terms = Terms {
            client: server.client(),
            archive,
            wall,
            settle: Duration::from_secs(90),
        };
        let listener = move |news| drop(told.send(news));
        Self {
            orders,
            ear,
            news,
            task: tokio::spawn(run(terms, ordered, standing, listener)),
            keys: 0,
        }
    }

    fn online(&self) {
        self.ear
            .registered(ME, Some(QueueId("q:1".to_owned())), Some(MessageId(100)));
    }

    fn say(&mut self, conversation: Conversation, text: &str) {
        self.keys += 1;
        let send = Send {
            key: SendKey(self.keys),
            conversation,
            text: text.to_owned(),
            draft: None,
        };
        self.orders.send(Order::Send(send)).unwrap();
    }

    async fn until(&mut self, wanted: impl Fn(&[Outgoing]) -> bool) -> Vec<Outgoing> {
        let wait = async {
            loop {
                if let StoreNews::Outbox(rows) = self.news.recv().await.expect("news")
                    && !rows.is_empty()
                    && wanted(&rows)
                {
                    return rows;
                }
            }
        };
        tokio::time::timeout(Duration::from_secs(7200), wait)
            .await
            .expect("in time")
    }

    async fn all_sent(&mut self, count: usize) -> Vec<Outgoing> {
        let sent = |rows: &[Outgoing]| {
            rows.len() == count && rows.iter().all(|row| row.message().is_some())
        };
        self.until(sent).await
    }
}

fn topic(name: &str) -> Conversation {
    Conversation::topic(ChannelId(3), TopicName::new(name))
}

fn posts(server: &Scripted) -> Vec<Asked> {
    let log = server.log().into_iter();
    log.filter(|asked| asked.what == "POST messages").collect()
}

#[tokio::test(start_paused = true)]
async fn thirty_messages_written_offline_arrive_once_and_in_order() {
    let server = Arc::new(Server::default());
    let scripted = server.scripted(|_| None);
    let mut rig = Rig::start(&scripted, Archive::in_memory());
    for n in 0..30 {
        rig.say(topic(&format!("t{}", n % 5)), &format!("{n}"));
    }
    tokio::time::sleep(Duration::from_secs(600)).await;
    assert!(scripted.log().is_empty(), "offline");
    rig.online();
    rig.all_sent(30).await;
    let texts = server.texts();
    assert_eq!(texts.len(), 30);
    for place in 0..5 {
        let own = texts.iter().map(|text| text.parse::<u32>().unwrap());
        let own: Vec<u32> = own.filter(|n| n % 5 == place).collect();
        assert_eq!(own, (0..6).map(|n| n * 5 + place).collect::<Vec<_>>());
    }
}

#[tokio::test(start_paused = true)]
async fn an_answer_that_is_lost_is_found_by_looking_and_not_sent_again() {
    for broken in [
        Step::fail(NetworkKind::Closed),
        Step::text(502, ""),
        Step::text(200, "{\"result\": \"succ"),
        Step::text(200, "<html><title>Log in</title></html>"),
        Step::hang(),
        Step::hang_inside(),
    ] {
        let server = Arc::new(Server::default());
        let mut first = Some(broken);
        let scripted = server.scripted(move |_| first.take().map(Trouble::After));
        let mut rig = Rig::start(&scripted, Archive::in_memory());
        rig.online();
        rig.say(topic("kiln"), "hi\n");
        rig.say(topic("kiln"), "ho");
        rig.all_sent(2).await;
        assert_eq!(server.texts(), ["hi\n", "ho"]);
        assert_eq!(posts(&scripted).len(), 2);
    }
}

#[tokio::test(start_paused = true)]
async fn what_never_arrived_is_sent_again_only_when_that_is_certain() {
    let server = Arc::new(Server::default());
    let mut first = Some(Step::fail(NetworkKind::Closed));
    let scripted = server.scripted(move |_| first.take().map(Trouble::Before));
    let mut rig = Rig::start(&scripted, Archive::in_memory());
    rig.online();
    rig.say(topic("kiln"), "hi");
    let unsure = |rows: &[Outgoing]| matches!(rows[0].state, OutgoingState::Unsure { .. });
    rig.until(unsure).await;
    rig.all_sent(1).await;
    let posts = posts(&scripted);
    assert_eq!((server.texts().len(), posts.len()), (1, 2));
    let apart = posts[1].at - posts[0].at;
    assert!((90..93).contains(&apart.as_secs()), "{apart:?}");
}

#[tokio::test(start_paused = true)]
async fn what_provably_did_not_leave_is_sent_again_soon() {
    let server = Arc::new(Server::default());
    let mut tries = 0;
    let scripted = server.scripted(move |_| {
        tries += 1;
        (tries <= 8).then(|| Trouble::Before(Step::fail(NetworkKind::Refused)))
    });
    let mut rig = Rig::start(&scripted, Archive::in_memory());
    rig.online();
    rig.say(topic("kiln"), "hi");
    let rows = rig.all_sent(1).await;
    assert_eq!(
        rows[0].attempts, 1,
        "tries that could not succeed do not count"
    );
    assert_eq!(posts(&scripted).len(), 9);
    assert_eq!(scripted.log().len(), 9, "nothing to look for");
}

#[tokio::test(start_paused = true)]
async fn one_conversation_does_not_hold_up_the_others() {
    let server = Arc::new(Server::default());
    let scripted = server.scripted(|text| match text {
        "stuck" => Some(Trouble::Before(Step::hang())),
        "bad" => Some(Trouble::Before(Step::no(400, "BAD_REQUEST"))),
        _ => None,
    });
    let mut rig = Rig::start(&scripted, Archive::in_memory());
    rig.online();
    for (place, text) in [
        ("a", "stuck"),
        ("b", "bad"),
        ("a", "later"),
        ("b", "fine"),
        ("c", "well"),
    ] {
        rig.say(topic(place), text);
    }
    let rows = rig
        .until(|rows| rows.len() == 5 && rows[3].message().is_some() && rows[4].message().is_some())
        .await;
    assert_eq!(rows[0].state, OutgoingState::Sending);
    assert_eq!(rows[1].state, OutgoingState::Failed);
    assert_eq!(rows[1].trouble.as_deref(), Some("nein"));
    assert_eq!(rows[2].state, OutgoingState::Waiting);
    rig.orders
        .send(Order::Decide(OutboxOrder::Withdraw(rows[1].id)))
        .unwrap();
    let draft = loop {
        if let StoreNews::Drafts(drafts) = rig.news.recv().await.unwrap()
            && let [draft] = &*drafts
        {
            break draft.clone();
        }
    };
    assert_eq!(
        (draft.text, draft.key),
        ("bad".to_owned(), DraftKey::Conversation(topic("b")))
    );
}

#[tokio::test(start_paused = true)]
async fn the_server_is_left_alone_for_as_long_as_it_asks() {
    let server = Arc::new(Server::default());
    let mut first = Some(Step::no(429, "RATE_LIMIT_HIT").retry_after("57.95"));
    let scripted = server.scripted(move |_| first.take().map(Trouble::Before));
    let mut rig = Rig::start(&scripted, Archive::in_memory());
    rig.online();
    rig.say(topic("a"), "1");
    rig.until(|rows| rows[0].trouble.is_some()).await;
    rig.say(topic("b"), "2");
    rig.all_sent(2).await;
    let posts = posts(&scripted);
    assert_eq!(posts.len(), 3);
    let apart = posts[1].at - posts[0].at;
    assert!((57..60).contains(&apart.as_secs()), "{apart:?}");
}

#[tokio::test(start_paused = true)]
async fn the_event_settles_what_the_answer_left_open() {
    let server = Arc::new(Server::default());
    let scripted = server.scripted(|_| Some(Trouble::After(Step::hang())));
    let mut rig = Rig::start(&scripted, Archive::in_memory());
    rig.online();
    rig.say(topic("kiln"), "hi");
    rig.until(|rows| rows[0].state == OutgoingState::Sending)
        .await;
    let post = posts(&scripted).remove(0);
    assert_eq!(
        (post.param("queue_id"), post.param("local_id")),
        ("q:1", "1")
    );
    let event = json!({"id": 1, "type": "message", "flags": [], "local_message_id": "1",
        "message": {"id": 101, "sender_id": 6, "sender_full_name": "Ada", "client": "lazuli",
        "type": "stream", "stream_id": 3, "subject": "kiln", "timestamp": 5, "content": "<p>hi",
        "is_me_message": false, "reactions": [], "submessages": [], "topic_links": []}});
    let raw = serde_json::from_value(event).unwrap();
    rig.ear
        .hear(Heard::of(&[crate::api::event::Event::parse(&raw).unwrap()]));
    rig.until(|rows| rows[0].state == OutgoingState::Done(MessageId(101)))
        .await;
    // The time-out that comes later says nothing any more.
    tokio::time::sleep(Duration::from_secs(120)).await;
    rig.say(topic("kiln"), "ho");
    let rows = rig.until(|rows| rows.len() == 2).await;
    assert_eq!(rows[0].state, OutgoingState::Done(MessageId(101)));
}

#[tokio::test(start_paused = true)]
async fn a_session_that_died_while_sending_is_gone_on_with() {
    let server = Arc::new(Server::default());
    let mut posts_seen = 0;
    let scripted = server.scripted(move |_| {
        posts_seen += 1;
        match posts_seen {
            1 => Some(Trouble::After(Step::hang())),
            2 => Some(Trouble::Before(Step::hang())),
            _ => None,
        }
    });
    let archive = Archive::in_memory();
    let mut rig = Rig::start(&scripted, archive.clone());
    rig.online();
    rig.say(topic("a"), "arrived");
    rig.say(topic("b"), "lost");
    rig.say(topic("b"), "behind it");
    let sending = |rows: &[Outgoing]| {
        let states = rows.iter().map(|row| row.state == OutgoingState::Sending);
        states.collect::<Vec<_>>() == [true, true, false]
    };
    rig.until(sending).await;
    rig.task.abort();
    let mut rig = Rig::start(&scripted, archive);
    rig.online();
    rig.all_sent(3).await;
    assert_eq!(server.texts(), ["arrived", "lost", "behind it"]);
    assert_eq!(posts(&scripted).len(), 4);
}

#[tokio::test(start_paused = true)]
async fn a_person_decides_what_looking_can_not() {
    let server = Arc::new(Server::default());
    let mut first = Some(Step::fail(NetworkKind::Closed));
    let inner = server.scripted(move |_| first.take().map(Trouble::Before));
    let mut rig = Rig::start(&inner, Archive::in_memory());
    rig.online();
    rig.say(topic("kiln"), "hi");
    rig.until(|rows| matches!(rows[0].state, OutgoingState::Unsure { .. }))
        .await;
    // Somebody wrote the same in the same place from the web, so to say.
    server
        .messages
        .lock()
        .unwrap()
        .push((101, "3/kiln".to_owned(), "other".to_owned()));
    rig.all_sent(1).await;

    let waiting = |known| {
        let mut row = Outgoing::new_for_test(LocalId(1), topic("kiln"));
        row.state = OutgoingState::Unsure { since_ms: 5, known };
        row
    };
    let open = waiting(Known::Nothing);
    let alike = fate::looked(&open, &open, fate::Verdict::Alike(MessageId(7))).unwrap();
    assert!(!alike.holds_up());
    assert_eq!(fate::looked(&alike, &alike, fate::Verdict::Absent), None);
    assert_eq!(fate::again(&alike).unwrap().state, OutgoingState::Waiting);
    assert_eq!(fate::again(&waiting(Known::Nothing)), None);
}

#[tokio::test]
async fn two_programs_on_one_outbox_send_each_message_once() {
    let server = Arc::new(Server::default());
    let scripted = server.scripted(|_| None);
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("a.sqlite3");
    let mut one = Rig::start(&scripted, Archive::open(file.clone()));
    let two = Rig::start(&scripted, Archive::open(file));
    for n in 0..20 {
        one.say(topic(&format!("t{}", n % 3)), &format!("{n}"));
    }
    one.online();
    two.online();
    one.all_sent(20).await;
    assert_eq!(posts(&scripted).len(), 20);
}

#[tokio::test(start_paused = true)]
async fn ending_waits_for_the_answer_and_keeps_what_was_typed() {
    let server = Arc::new(Server::default());
    let scripted = server.scripted(|_| None);
    let archive = Archive::in_memory();
    let mut rig = Rig::start(&scripted, archive.clone());
    rig.online();
    let people = DmKey::of_all([ME, UserId(9)]);
    rig.say(Conversation::Dm(people), "hi");
    rig.until(|rows| rows[0].state == OutgoingState::Sending)
        .await;
    let draft = Draft::reply(topic("kiln"), "half a", 5);
    rig.orders.send(Order::SaveDraft(draft.clone())).unwrap();
    drop(rig.orders);
    rig.task.await.unwrap();
    assert_eq!(archive.drafts().await.unwrap(), [draft]);
    assert!(archive.outbox().await.unwrap()[0].message().is_some());
}

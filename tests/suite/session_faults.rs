//! A whole session, without a screen, against the demo organization in trouble: afterwards the
//! model and an open list of messages are what a fresh start gives.

use std::fmt::Debug;
use std::time::Duration;

use lazuli::api::Client;
use lazuli::api::channel::Channel;
use lazuli::api::ids::MessageId;
use lazuli::api::narrow::Narrow;
use lazuli::api::queue::Snapshot as _;
use lazuli::api::routes::messages::{Anchor, GetMessages, get_messages};
use lazuli::api::routes::register::register;
use lazuli::app::effect::{Effect, Mark};
use lazuli::app::update::{Link, ListId, SessionUpdate};
use lazuli::model::{
    self, ChannelState, ListRequest, MessageList, Organization, View, check_invariants,
};
use lazuli::session::{self, Session, SessionOptions, Typed, register_options, wall_clock};
use serde_json::{Value, json};
use tokio::sync::mpsc::UnboundedReceiver;

use crate::scripts::{Demo, PATIENCE};

const LIST: ListId = ListId(1);

/// The least of a program: a model, one list, and what the reducer would do with updates.
struct Reader {
    session: Session,
    updates: UnboundedReceiver<SessionUpdate>,
    organization: Option<Box<Organization>>,
    list: MessageList,
    link: Option<Link>,
    registrations: usize,
    marked: usize,
}

impl Reader {
    fn start(client: Client) -> Self {
        let (session, updates) = session::start(SessionOptions {
            heard: std::collections::BTreeSet::new(),
            client,
            archive: lazuli::archive::Archive::in_memory(),
            marks_read: true,
            wall: || wall_clock().0,
            folders: session::media::Folders::default(),
        });
        Self {
            session,
            updates,
            organization: None,
            list: MessageList::new(View::Combined),
            link: None,
            registrations: 0,
            marked: 0,
        }
    }

    /// Takes in what comes until `done`, or nothing came for a while.
    async fn read_until(&mut self, mut done: impl FnMut(&Self) -> bool) {
        let end = tokio::time::Instant::now() + PATIENCE;
        while !done(self) {
            let update = tokio::time::timeout_at(end, self.updates.recv()).await;
            let update = update.expect("it goes on in time").expect("it goes on");
            self.update(update);
        }
    }

    /// Takes in what comes for this long.
    async fn read_for(&mut self, time: Duration) {
        let end = tokio::time::Instant::now() + time;
        while let Ok(Some(update)) = tokio::time::timeout_at(end, self.updates.recv()).await {
            self.update(update);
        }
    }

    fn update(&mut self, update: SessionUpdate) {
        match update {
            SessionUpdate::Habits(_) => {}
            SessionUpdate::Link(link) => self.link = Some(link),
            SessionUpdate::Registered(mut organization) => {
                self.registrations += 1;
                if let Some(old) = self.organization.take() {
                    organization.adopt_stale(*old);
                    self.list.rebuilt(None, &organization);
                } else {
                    let request = self.list.start(model::Anchor::Newest, &organization);
                    let list = LIST;
                    self.session.execute(Effect::Fetch { list, request });
                }
                self.organization = Some(organization);
            }
            SessionUpdate::Events(events) => {
                for event in events {
                    let Some(organization) = self.organization.as_deref_mut() else {
                        return;
                    };
                    match organization.apply(event, wall_clock()) {
                        Ok(changes) => {
                            self.list.apply(organization, &changes);
                        }
                        Err(why) => {
                            let why = why.to_string();
                            self.session.execute(Effect::Register { why });
                            return;
                        }
                    }
                }
            }
            SessionUpdate::Page { tag, result, .. } => match (result, &mut self.organization) {
                (Ok(page), Some(organization)) => {
                    self.list.accept(organization, tag, page);
                }
                _ => self.list.failed(tag),
            },
            SessionUpdate::Marked { result, .. } => {
                result.expect("marks get through in the end");
                self.marked += 1;
            }
            SessionUpdate::Acted { .. }
            | SessionUpdate::Personal { .. }
            | SessionUpdate::ActWent { .. }
            | SessionUpdate::Matched { .. }
            | SessionUpdate::Answer(_)
            | SessionUpdate::Topics { .. }
            | SessionUpdate::Media(_)
            | SessionUpdate::Store(_)
            | SessionUpdate::Searches(_)
            | SessionUpdate::Files(_)
            | SessionUpdate::Heard(_)
            | SessionUpdate::Presence(_) => {}
        }
        self.upkeep();
    }

    fn upkeep(&mut self) {
        let Some(organization) = self.organization.as_deref() else {
            return;
        };
        while let Some(ListRequest::Fetch(request)) = self.list.upkeep(organization) {
            let list = LIST;
            self.session.execute(Effect::Fetch { list, request });
        }
        if let Err(wrong) = check_invariants(organization, [&self.list]) {
            panic!("{wrong}");
        }
    }

    fn mark(&self, ids: impl IntoIterator<Item = u64>) {
        let ids = ids.into_iter().map(MessageId).collect();
        self.session.execute(Effect::Mark(Mark::Read(ids)));
    }
}

async fn fresh(client: &Client) -> Organization {
    let json = register(client, &register_options(), PATIENCE)
        .await
        .unwrap();
    let (head, Typed(snapshot)) = Typed::parse(json).unwrap();
    let id = head.queue_id.unwrap();
    lazuli::api::routes::events::delete_queue(client, &id)
        .await
        .unwrap();
    Organization::new(snapshot, wall_clock()).unwrap()
}

fn channels(organization: &Organization) -> Vec<ChannelState> {
    let plain = |state: &ChannelState| {
        let mut state = state.clone();
        // No event tells of these.
        state.channel = Channel {
            is_recently_active: None,
            weekly_traffic: None,
            first_message_id: None,
            ..state.channel
        };
        state
    };
    organization.channels().iter().map(plain).collect()
}

fn unread(organization: &Organization) -> Vec<String> {
    let unreads = organization.unreads();
    let topics = unreads.channels().flat_map(|channel| {
        let topics = unreads.topics(channel);
        topics.map(move |(topic, ids)| format!("{channel} {} {ids:?}", topic.folded()))
    });
    let dms = unreads.dms().map(|dm| format!("{dm:?}"));
    let mut unread: Vec<String> = topics.chain(dms).collect();
    unread.sort();
    unread
}

fn policies(organization: &Organization) -> Vec<String> {
    let rows = organization.policies().iter();
    let mut rows: Vec<String> = rows
        .map(|row| format!("{} {} {:?}", row.channel, row.topic.folded(), row.policy))
        .collect();
    rows.sort();
    rows
}

fn same<T: Debug + PartialEq>(what: &str, ours: &T, theirs: &T) -> Result<(), String> {
    if ours == theirs {
        return Ok(());
    }
    let (ours, theirs) = (format!("{ours:#?}"), format!("{theirs:#?}"));
    let differing = ours.lines().zip(theirs.lines()).filter(|(a, b)| a != b);
    let lines: Vec<_> = differing.take(10).collect();
    Err(format!("{what} differ: {lines:#?}"))
}

/// Whether a model that lived is like one that was just made; says where it is not.
fn compare(ours: &Organization, theirs: &Organization) -> Result<(), String> {
    same("unread", &unread(ours), &unread(theirs))?;
    same("totals", &ours.unread_total(), &theirs.unread_total())?;
    same(
        "mentions",
        &ours.unread_mentions(),
        &theirs.unread_mentions(),
    )?;
    same("channels", &channels(ours), &channels(theirs))?;
    same("policies", &policies(ours), &policies(theirs))?;
    same("users", ours.users(), theirs.users())?;
    same("groups", ours.groups(), theirs.groups())?;
    same("personal", ours.personal(), theirs.personal())
}

/// Reads on until model and list are those of a fresh start.
async fn settle(demo: &Demo, reader: &mut Reader) {
    let client = demo.client("ada");
    let mut last = String::new();
    for _ in 0..60 {
        reader.read_for(Duration::from_millis(200)).await;
        let theirs = fresh(&client).await;
        let request = GetMessages::new(Narrow::all(), Anchor::Newest, 60, 0);
        let page = get_messages(&client, &request).await.unwrap();
        let Some(ours) = reader.organization.as_deref() else {
            continue;
        };
        let shown = reader.list.shown();
        let want: Vec<MessageId> = page
            .messages
            .iter()
            .filter(|message| ours.is_visible(&message.conversation))
            .map(|message| message.id)
            .collect();
        last = match compare(ours, &theirs) {
            Err(difference) => difference,
            Ok(()) if !shown.ends_with(&want) => {
                let start = shown.len().saturating_sub(want.len());
                format!("shown {:?}, there is {want:?}", &shown[start..])
            }
            Ok(()) if reader.link != Some(Link::Live) => format!("{:?}", reader.link),
            Ok(()) => return,
        };
    }
    panic!("{last}");
}

/// People live on, messages are marked, while things go wrong.
async fn through(faults: &[&str]) -> Reader {
    let demo = Demo::start().await;
    let mut reader = Reader::start(demo.client("ada"));
    reader.read_until(|reader| reader.list.is_loaded()).await;
    let ben = demo.client("ben");
    demo.faults(faults);
    for n in 0..40 {
        demo.say(&ben, n).await;
        demo.control(json!({"op": "step", "count": 3}));
        if n % 8 == 0 {
            let state = demo.running.control(&json!({"op": "state"})).unwrap();
            let newest = state["max_message_id"].as_u64().unwrap();
            reader.mark(newest - 10..newest);
        }
        reader.read_for(Duration::from_millis(40)).await;
    }
    demo.faults(&[]);
    reader.read_until(|reader| reader.marked == 5).await;
    settle(&demo, &mut reader).await;
    reader
}

#[tokio::test(flavor = "multi_thread")]
async fn model_and_list_are_those_of_a_fresh_start_after_any_fault() {
    let (peace, _, _, lost) = tokio::join!(
        through(&[]),
        through(&["drop:0.2", "truncate:0.2", "garble:0.1@events"]),
        through(&["repeat:0.3@events", "reorder:0.2", "5xx:0.2", "429:0.05"]),
        through(&["expire-queues:0.5", "restart:0.8", "5xx:0.3@register"]),
    );
    assert_eq!(peace.registrations, 1, "nothing went wrong");
    assert!(lost.registrations > 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_happened_while_the_network_was_gone_is_there_afterwards() {
    let demo = Demo::start().await;
    let mut reader = Reader::start(demo.client("ada"));
    reader.read_until(|reader| reader.list.is_loaded()).await;
    demo.control(json!({"op": "down"}));
    reader
        .read_until(|reader| matches!(reader.link, Some(Link::Waiting { .. })))
        .await;
    reader.mark(2400..2450);
    demo.control(json!({"op": "step", "count": 40}));
    reader.read_for(Duration::from_millis(500)).await;
    assert_eq!(reader.marked, 0);
    demo.control(json!({"op": "up"}));
    // The person looks: nobody waits for the next try.
    reader.session.wake();
    reader.read_until(|reader| reader.marked == 1).await;
    settle(&demo, &mut reader).await;

    // The queue is gone as well.
    demo.control(json!({"op": "down"}));
    demo.control(json!({"op": "expire"}));
    demo.control(json!({"op": "step", "count": 40}));
    demo.control(json!({"op": "up"}));
    settle(&demo, &mut reader).await;
    assert!(reader.registrations >= 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn closing_leaves_no_queue_behind_and_sends_the_last_marks() {
    let demo = Demo::start().await;
    let mut reader = Reader::start(demo.client("ada"));
    reader.read_until(|reader| reader.list.is_loaded()).await;
    let newest = reader.list.shown().last().unwrap().0;
    reader.mark([newest]);
    reader.session.close().await;
    let state: Value = demo.running.control(&json!({"op": "state"})).unwrap();
    assert_eq!(state["queues"], 0);
    let unread = fresh(&demo.client("ada")).await;
    assert!(!unread.unreads().contains(MessageId(newest)));
}

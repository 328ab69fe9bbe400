//! Random walks: whatever several people do, the events they cause turn an earlier
//! snapshot into what a fresh one says. It checks both sides, the server's events
//! and the client's model, which share no code.

use std::fmt::Debug;

use lazuli::api::channel::{Channel, Subscribers};
use lazuli::api::event::{Event, RawEvent};
use lazuli::api::ids::{MessageId, TopicName};
use lazuli::api::snapshot::Snapshot;
use lazuli::api::time::UnixMillis;
use lazuli::demo::Options;
use lazuli::model::{ChannelState, Conversation, Organization, check_invariants};
use serde_json::{Value, json};

use crate::demo_http::{Person, Queue, person, start};

const NOW: UnixMillis = UnixMillis(1_795_400_000_000);

/// Chance of the walk's own.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        ((self.0 >> 33) as usize) % sides
    }

    fn pick<'a, T>(&mut self, items: &'a [T]) -> &'a T {
        &items[self.roll(items.len())]
    }
}

fn build(snapshot: &Value) -> Organization {
    let snapshot = Snapshot::parse(snapshot.to_string().as_bytes()).expect("a snapshot");
    let count = snapshot.unread_msgs.as_ref().expect("unread").count;
    let organization = Organization::new(snapshot, NOW).expect("an organization");
    assert_eq!(
        organization.unread_total() as u64,
        count,
        "the snapshot's own count"
    );
    organization
}

fn apply(organization: &mut Organization, events: &[Value]) {
    for event in events {
        let raw: RawEvent = serde_json::from_value(event.clone()).expect("an event");
        let changes = organization
            .apply(Event::parse(&raw).expect("a typed event"), NOW)
            .unwrap_or_else(|error| panic!("{error:?} at {event}"));
        assert_eq!(changes.unknown, 0, "{event}");
        if let Err(wrong) = check_invariants(organization, []) {
            panic!("after {event}: {wrong}");
        }
    }
}

fn unread(organization: &Organization) -> Vec<(Conversation, Vec<MessageId>)> {
    let unreads = organization.unreads();
    let topics = unreads.channels().flat_map(|channel| {
        unreads.topics(channel).map(move |(topic, ids)| {
            (
                Conversation::topic(channel, TopicName::new(topic.as_str())),
                ids.to_vec(),
            )
        })
    });
    let dms = unreads
        .dms()
        .map(|(key, ids)| (Conversation::Dm(key.clone()), ids.to_vec()));
    let mut all: Vec<_> = topics.chain(dms).collect();
    all.sort();
    all
}

/// Channels without what a server computes when asked and no event tells of, and
/// without the subscribers that `other` does not claim to know.
fn channels(organization: &Organization, other: &Organization) -> Vec<ChannelState> {
    let plain = |state: &ChannelState| {
        let mut state = state.clone();
        let known = |state: &ChannelState| state.subscribers != Subscribers::Unknown;
        if !other.channels().get(state.channel.id).is_some_and(known) {
            state.subscribers = Subscribers::Unknown;
        }
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

fn policies(organization: &Organization) -> Vec<String> {
    let mut rows: Vec<String> = organization
        .policies()
        .iter()
        .map(|row| format!("{} {:?} {:?}", row.channel, row.topic.folded(), row.policy))
        .collect();
    rows.sort();
    rows
}

fn same<T: Debug + PartialEq>(what: &str, ours: &T, theirs: &T, story: &[String]) {
    if ours == theirs {
        return;
    }
    let (ours, theirs) = (format!("{ours:#?}"), format!("{theirs:#?}"));
    let differing: Vec<_> = ours
        .lines()
        .zip(theirs.lines())
        .filter(|(a, b)| a != b)
        .take(12)
        .collect();
    let last = &story[story.len().saturating_sub(25)..];
    panic!("{what}: {differing:#?}\nafter {last:#?}");
}

fn compare(organization: &Organization, fresh: &Organization, story: &[String]) {
    same("unread", &unread(organization), &unread(fresh), story);
    same(
        "unread in all",
        &organization.unread_total(),
        &fresh.unread_total(),
        story,
    );
    same(
        "mentions",
        &organization.unread_mentions(),
        &fresh.unread_mentions(),
        story,
    );
    same(
        "channels",
        &channels(organization, fresh),
        &channels(fresh, organization),
        story,
    );
    same("policies", &policies(organization), &policies(fresh), story);
    same("users", organization.users(), fresh.users(), story);
    same("groups", organization.groups(), fresh.groups(), story);
    same("personal", organization.personal(), fresh.personal(), story);
    same(
        "direct conversations",
        organization.dms(),
        fresh.dms(),
        story,
    );
    let (mut realm, fresh) = (organization.realm().clone(), fresh.realm().clone());
    realm.queue_id.clone_from(&fresh.queue_id);
    realm.last_event_id = fresh.last_event_id;
    realm.server.timestamp = fresh.server.timestamp;
    same("realm", &realm, &fresh, story);
}

/// Channels that the walk goes through: subscribed, muted, private, not joined.
const PLACES: [u64; 6] = [2, 3, 6, 7, 11, 20];
const TOPICS: [&str; 7] = [
    "kiln",
    "Kiln",
    "glaze tests",
    "",
    "cats",
    "✔ done",
    "a new one",
];
const WORDS: [&str; 7] = [
    "plain words",
    "for @**Ada Quill**",
    "@**all** listen",
    "@**topic** goes on",
    "@*engineers* and @*kiln crew*",
    "some celadon",
    "@_**Ada Quill** quietly",
];

/// One thing that one of them does; refusals are part of life.
async fn act(dice: &mut Dice, people: &[Person], said: &mut Vec<u64>) -> String {
    let who = dice.roll(people.len());
    let (person, ada) = (&people[who], &people[0]);
    let message = if said.is_empty() { 1 } else { *dice.pick(said) };
    let topic = *dice.pick(&TOPICS);
    let place = *dice.pick(&PLACES);
    let words = *dice.pick(&WORDS);
    let flip = dice.roll(2) == 0;
    let op = if flip { "add" } else { "remove" };
    let some: Vec<u64> = (0..4)
        .map(|_| if said.is_empty() { 1 } else { *dice.pick(said) })
        .collect();
    let (method, path, params) = match dice.roll(30) {
        0..=7 => (
            "POST",
            "messages".to_owned(),
            json!({"type": "channel", "to": place, "topic": topic, "content": words, "read_by_sender": flip}),
        ),
        8 | 9 => {
            let to = dice
                .pick(&[vec![6], vec![7], vec![6, 8], vec![7, 8], vec![6, 7, 8]])
                .clone();
            (
                "POST",
                "messages".to_owned(),
                json!({"type": "direct", "to": to, "content": words}),
            )
        }
        10 => (
            "PATCH",
            format!("messages/{message}"),
            json!({"content": words}),
        ),
        11 | 12 => {
            let mode = *dice.pick(&["change_one", "change_later", "change_all"]);
            let mut params = json!({"topic": topic, "propagate_mode": mode, "send_notification_to_old_thread": flip});
            if dice.roll(3) == 0 {
                params["stream_id"] = json!(place);
            }
            ("PATCH", format!("messages/{message}"), params)
        }
        13 => ("DELETE", format!("messages/{message}"), json!({})),
        14 | 15 => (
            "POST",
            "messages/flags".to_owned(),
            json!({"messages": some, "flag": "read", "op": op}),
        ),
        16 => (
            "POST",
            "messages/flags".to_owned(),
            json!({"messages": some, "flag": "starred", "op": op}),
        ),
        17 => (
            "POST",
            format!("messages/{message}/reactions"),
            json!({"emoji_name": "tada"}),
        ),
        18 => {
            let policy = dice.roll(4);
            (
                "POST",
                "user_topics".to_owned(),
                json!({"stream_id": place, "topic": topic, "visibility_policy": policy}),
            )
        }
        19 => {
            let verb = if flip { "POST" } else { "DELETE" };
            let other = 7 + dice.roll(3);
            return told(
                ada,
                verb,
                format!("users/me/muted_users/{other}"),
                json!({}),
                said,
                "ada",
            )
            .await;
        }
        20 => {
            let name = *dice.pick(&["workshop", "random", "data", "leads", "library", "design"]);
            if flip {
                (
                    "DELETE",
                    "users/me/subscriptions".to_owned(),
                    json!({"subscriptions": [name]}),
                )
            } else {
                (
                    "POST",
                    "users/me/subscriptions".to_owned(),
                    json!({"subscriptions": [{"name": name}]}),
                )
            }
        }
        21 => {
            let property = *dice.pick(&["is_muted", "pin_to_top", "push_notifications"]);
            let data = json!([{"stream_id": place, "property": property, "value": flip}]);
            (
                "POST",
                "users/me/subscriptions/properties".to_owned(),
                json!({"subscription_data": data}),
            )
        }
        22 => {
            let path = format!("streams/{}", dice.pick(&[3, 11, 18]));
            return if flip {
                told(ada, "DELETE", path, json!({}), said, "ada").await
            } else {
                told(
                    ada,
                    "PATCH",
                    path,
                    json!({"is_archived": false}),
                    said,
                    "ada",
                )
                .await
            };
        }
        23 => {
            let change = dice
                .pick(&[
                    json!({"new_name": "renamed"}),
                    json!({"description": "**other**"}),
                    json!({"is_private": true}),
                    json!({"is_private": false}),
                    json!({"can_send_message_group": {"new": {"direct_members": [6, 7], "direct_subgroups": [12]}}}),
                ])
                .clone();
            return told(ada, "PATCH", "streams/20".to_owned(), change, said, "ada").await;
        }
        24 => {
            let change = dice
                .pick(&[
                    json!({"full_name": "Ben O."}),
                    json!({"full_name": "Ben Oduya"}),
                    json!({"role": 300}),
                    json!({"role": 400}),
                ])
                .clone();
            return told(ada, "PATCH", "users/7".to_owned(), change, said, "ada").await;
        }
        25 => {
            let member = 6 + dice.roll(6);
            let change = if flip {
                json!({"add": [member]})
            } else {
                json!({"delete": [member]})
            };
            return told(
                ada,
                "POST",
                "user_groups/20/members".to_owned(),
                change,
                said,
                "ada",
            )
            .await;
        }
        26 => (
            "POST",
            "users/me/status".to_owned(),
            json!({"status_text": if flip { "busy" } else { "" }, "emoji_name": if flip { "fire" } else { "" }}),
        ),
        27 => (
            "POST",
            "drafts".to_owned(),
            json!({"drafts": [{"type": "stream", "to": [place], "topic": topic, "content": words}]}),
        ),
        28 => (
            "PATCH",
            "settings".to_owned(),
            json!({"twenty_four_hour_time": flip, "web_home_view": if flip { "inbox" } else { "all" }}),
        ),
        _ => {
            let path = dice
                .pick(&["mark_topic_as_read", "mark_stream_as_read"])
                .to_string();
            (
                "POST",
                path,
                json!({"stream_id": place, "topic_name": topic}),
            )
        }
    };
    told(
        person,
        method,
        path,
        params,
        said,
        ["ada", "ben", "chika", "dmitri"][who],
    )
    .await
}

async fn told(
    person: &Person,
    method: &str,
    path: String,
    params: Value,
    said: &mut Vec<u64>,
    who: &str,
) -> String {
    let reply = person.call(method, &path, params.clone()).await.json();
    if path == "messages" && method == "POST" {
        said.extend(reply["id"].as_u64());
    }
    format!(
        "{who} {method} {path} {params} -> {}",
        reply["msg"]
            .as_str()
            .filter(|msg| !msg.is_empty())
            .unwrap_or("done")
    )
}

async fn walk(seed: u64, steps: usize) {
    let server = start(Options {
        seed,
        ..Options::scripted(false)
    })
    .await;
    let people: Vec<Person> = ["ada", "ben", "chika", "dmitri"]
        .iter()
        .map(|who| person(&server, who))
        .collect();
    let mut dice = Dice(seed.wrapping_mul(77));
    let mut queues = Vec::new();
    for who in &people[..2] {
        let queue = Queue::open(who).await;
        let organization = build(&queue.snapshot);
        queues.push((queue, organization));
    }
    let (mut said, mut story) = (Vec::new(), Vec::new());
    for step in 1..=steps {
        if dice.roll(6) == 0 {
            server.control(&json!({"op": "step"})).expect("a step");
            story.push("somebody did something".to_owned());
        } else {
            story.push(act(&mut dice, &people, &mut said).await);
        }
        if step % 15 == 0 {
            for (queue, organization) in &mut queues {
                apply(organization, &queue.drain().await);
                let fresh = Queue::open(&queue.person).await;
                compare(organization, &build(&fresh.snapshot), &story);
            }
        }
    }
}

#[tokio::test]
async fn events_tell_all_that_a_fresh_snapshot_says() {
    for seed in 1..=4 {
        walk(seed, 240).await;
    }
}

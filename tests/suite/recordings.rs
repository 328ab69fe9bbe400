//! Every recording: the model of the first register reply with all events applied is the model
//! of the second register reply.
//!
//! What cannot be equal, and why:
//! * The queue's id and last event, and the server's clock: they belong to each reply.
//! * Presence: the observer's organization reports it by polling; a snapshot lists what it saw.
//! * `is_recently_active`, `stream_weekly_traffic` and `first_message_id` of channels: the server
//!   computes them when asked, and no event tells of the change.
//! * Mentions of which a snapshot did not say whether they are wildcards: the model knows more
//!   than the reply, so the ids are compared and not the kinds. Message 250 of `server-11-new`
//!   was in a muted topic at first: the first reply did not list its mention, and no event did.
//! * When a topic got its policy (`last_updated`), where a move carried the policy along.
//! * Policies in archived channels: the reply leaves them out, and has them again when the channel
//!   is taken out of the archive.
//! * Recent topics and the journal: no register reply has them.

use std::fmt::Debug;
use std::fs;
use std::path::Path;

use lazuli::api::channel::Channel;
use lazuli::api::event::{Event, RawEvent};
use lazuli::api::ids::{MessageId, TopicName};
use lazuli::api::snapshot::Snapshot;
use lazuli::api::time::UnixMillis;
use lazuli::model::{ChannelState, Conversation, Organization, check_invariants};

const NOW: UnixMillis = UnixMillis(1_795_400_000_000);

fn build(file: &Path) -> (Organization, u64) {
    let snapshot = Snapshot::parse(&fs::read(file).unwrap()).unwrap();
    let count = snapshot.unread_msgs.as_ref().unwrap().count;
    (Organization::new(snapshot, NOW).unwrap(), count)
}

fn replay(org: &mut Organization, events: &Path) {
    for line in fs::read_to_string(events).unwrap().lines() {
        let raw: RawEvent = serde_json::from_str(line).unwrap();
        let changes = org.apply(Event::parse(&raw).unwrap(), NOW).unwrap();
        assert_eq!(changes.unknown, 0, "{line}");
        if let Err(wrong) = check_invariants(org, []) {
            panic!("after {line}: {wrong}");
        }
    }
}

/// Unread ids by conversation, in an order that can be compared.
fn unread(org: &Organization) -> Vec<(Conversation, Vec<MessageId>)> {
    let unreads = org.unreads();
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

fn channels(org: &Organization) -> Vec<ChannelState> {
    let plain = |state: &ChannelState| {
        let mut state = state.clone();
        state.channel = Channel {
            is_recently_active: None,
            weekly_traffic: None,
            first_message_id: None,
            ..state.channel
        };
        state
    };
    org.channels().iter().map(plain).collect()
}

fn policies(org: &Organization) -> Vec<String> {
    let mut rows: Vec<String> = org
        .policies()
        .iter()
        .filter(|row| {
            org.channels()
                .get(row.channel)
                .is_none_or(|state| !state.channel.is_archived)
        })
        .map(|row| format!("{} {:?} {:?}", row.channel, row.topic.folded(), row.policy))
        .collect();
    rows.sort();
    rows
}

/// Like `assert_eq!`, but a failure names the lines that differ alone.
fn assert_same<T: Debug + PartialEq>(ours: &T, theirs: &T) {
    if ours == theirs {
        return;
    }
    let (ours, theirs) = (format!("{ours:#?}"), format!("{theirs:#?}"));
    let differing = ours
        .lines()
        .zip(theirs.lines())
        .filter(|(our, their)| our != their);
    panic!(
        "not the same: {:#?}",
        differing.take(20).collect::<Vec<_>>()
    );
}

fn compare(folder: &str, suffix: &str) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/recordings")
        .join(folder);
    let (mut org, before) = build(&folder.join(format!("register-before{suffix}.json")));
    assert_eq!(org.unread_total() as u64, before);
    replay(&mut org, &folder.join(format!("events{suffix}.jsonl")));
    let after = folder.join(format!("register-after{suffix}.json"));
    if !after.exists() {
        return;
    }
    let (fresh, count) = build(&after);

    assert_same(&unread(&org), &unread(&fresh));
    assert_eq!(org.unread_total() as u64, count);
    let doubtful = |ids: Vec<MessageId>| -> Vec<MessageId> {
        ids.into_iter()
            .filter(|id| !folder.ends_with("server-11-new") || *id != MessageId(250))
            .collect()
    };
    assert_eq!(
        doubtful(org.unread_mentions()),
        doubtful(fresh.unread_mentions())
    );
    assert_eq!(org.unreads().old_missing(), fresh.unreads().old_missing());

    let (ours, theirs) = (channels(&org), channels(&fresh));
    assert_same(&ours, &theirs);
    assert_eq!(org.channels().folders(), fresh.channels().folders());
    assert_same(&policies(&org), &policies(&fresh));
    assert_same(org.users(), fresh.users());
    assert_same(org.groups(), fresh.groups());
    assert_same(org.personal(), fresh.personal());
    assert_same(org.dms(), fresh.dms());

    let (mut realm, fresh) = (org.realm().clone(), fresh.realm().clone());
    realm.queue_id = fresh.queue_id.clone();
    realm.last_event_id = fresh.last_event_id;
    realm.server.timestamp = fresh.server.timestamp;
    assert_same(&realm, &fresh);
}

#[test]
fn server_9() {
    compare("server-9", "");
}

#[test]
fn server_10() {
    compare("server-10", "");
}

#[test]
fn server_10_second() {
    compare("server-10-second", "");
}

#[test]
fn server_11() {
    compare("server-11", "");
}

#[test]
fn server_11_new() {
    compare("server-11-new", "");
}

#[test]
fn server_11_new_as_an_older_client() {
    compare("server-11-new", "-oldcaps");
}

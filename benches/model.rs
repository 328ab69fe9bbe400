//! How long the model takes: a large register reply, a batch of events; and its memory.
//!
//! `cargo bench --bench model`. Limits: a reply of 50 MB is parsed and the model built within
//! 0.25 s; 20,000 people and 1,000 channels fit a program of 60 MB.

use divan::AllocProfiler;
use lazuli::api::event::Event;
use lazuli::api::message::MessagesPage;
use lazuli::api::snapshot::Snapshot;
use lazuli::model::{Anchor, Changes, MessageList, View};

mod made;

use made::{NOW, batch, build, register_reply};

#[global_allocator]
static ALLOCATIONS: AllocProfiler = AllocProfiler::system();

fn main() {
    let (people, channels) = (20_000, 1_000);
    let before = resident();
    let reply = register_reply(people, channels).into_bytes();
    let org = build(&reply);
    drop(reply);
    println!(
        "{people} people and {channels} channels: {:.1} MB resident for the model",
        (resident().saturating_sub(before)) as f64 / 1e6
    );
    assert_eq!(org.users().all().len(), people);
    drop(org);
    divan::main();
}

/// Bytes of this process that are in memory.
fn resident() -> usize {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    let kilobytes = line.and_then(|line| line.split_whitespace().next()?.parse::<usize>().ok());
    kilobytes.unwrap_or(0) * 1024
}

/// 50 MB: about 140,000 people.
fn large_reply() -> Vec<u8> {
    let reply = register_reply(138_000, 1_000).into_bytes();
    assert!(
        (49_000_000..54_000_000).contains(&reply.len()),
        "{}",
        reply.len()
    );
    reply
}

#[divan::bench(sample_count = 10)]
fn register_50_mb_parsed(bencher: divan::Bencher) {
    let reply = large_reply();
    bencher.bench_local(|| Snapshot::parse(&reply).unwrap());
}

#[divan::bench(sample_count = 10)]
fn register_50_mb_parsed_and_built(bencher: divan::Bencher) {
    let reply = large_reply();
    bencher.bench_local(|| build(&reply));
}

#[divan::bench(sample_count = 10)]
fn batch_of_10_000_events_applied(bencher: divan::Bencher) {
    let reply = register_reply(20_000, 1_000).into_bytes();
    let events = batch(10_000);
    bencher
        .with_inputs(|| {
            let mut org = build(&reply);
            let mut list = MessageList::new(View::Combined);
            let request = list.start(Anchor::Newest, &org);
            let page: MessagesPage =
                serde_json::from_str(r#"{"found_oldest":true,"found_newest":true,"messages":[]}"#)
                    .unwrap();
            list.accept(&mut org, request.tag, page);
            (org, list)
        })
        .bench_local_values(|(mut org, mut list)| {
            let mut changes = Changes::default();
            for raw in &events {
                changes.merge(org.apply(Event::parse(raw).unwrap(), NOW).unwrap());
            }
            let change = list.apply(&org, &changes);
            assert_eq!(change.added.len(), 5_000);
            (org, list)
        });
}

#[divan::bench(sample_count = 10)]
fn left_side_of_1_000_channels(bencher: divan::Bencher) {
    let org = build(register_reply(20_000, 1_000).as_bytes());
    bencher.bench_local(|| {
        let sections = org.sections();
        let ids = sections.iter().flat_map(|section| &section.channels);
        ids.map(|(id, _)| org.channel_count(*id).unmuted)
            .sum::<usize>()
            + org.unread_total()
    });
}

//! Several clients and one server: no text is lost, and all agree in the end.

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;

use super::merge::{Look, SETTLED_MS, Step, destination, plan, told};
use crate::api::conversation::{Conversation, DmKey};
use crate::api::ids::{ChannelId, DraftId, UserId};
use crate::api::personal;
use crate::api::time::UnixSeconds;
use crate::archive::{Draft, DraftKey, OnServer};

const ME: UserId = UserId(6);

#[derive(Debug, Default)]
struct Server {
    drafts: BTreeMap<DraftId, personal::Draft>,
    last: u64,
}

/// What one client has on its disk.
type Disk = Vec<Draft>;

fn place(number: u8) -> Conversation {
    match number {
        0 => Conversation::topic(ChannelId(1), "kiln".into()),
        1 => Conversation::topic(ChannelId(1), "".into()),
        _ => Conversation::Dm(DmKey::new([UserId(9)], ME)),
    }
}

fn there(id: DraftId, draft: &Draft) -> personal::Draft {
    let new = told(draft, ME);
    personal::Draft {
        id,
        to: new.to,
        content: new.content.into(),
        timestamp: UnixSeconds(new.timestamp),
    }
}

/// One look of a client. `answered` says which of its requests get their answer.
fn sync(disk: &mut Disk, server: &mut Server, now_ms: i64, mut answered: impl FnMut() -> bool) {
    let look = Look {
        me: ME,
        longest: 100,
        now_ms,
    };
    for step in plan(disk, &server.drafts, &look).steps {
        let link = |disk: &mut Disk, key: &DraftKey, other: &personal::Draft| {
            if let Some(own) = disk.iter_mut().find(|own| own.key == *key) {
                own.on_server = Some(OnServer {
                    id: other.id,
                    text: other.content.to_string(),
                    at_ms: other.timestamp.0 * 1000,
                });
            }
        };
        match step {
            Step::Settle { seen, now } => {
                let at = disk.iter().position(|own| *own == *seen);
                let at = at.expect("nobody changed it meanwhile");
                match now {
                    Some(now) => disk[at] = *now,
                    None => {
                        disk.remove(at);
                    }
                }
            }
            Step::Adopt(draft) => {
                assert!(
                    disk.iter().all(|own| own.key != draft.key),
                    "a key of its own"
                );
                disk.push(*draft);
            }
            Step::Post(draft) => {
                server.last += 1;
                let new = there(DraftId(server.last), &draft);
                server.drafts.insert(new.id, new.clone());
                if answered() {
                    link(disk, &draft.key, &new);
                }
            }
            Step::Patch(id, draft) => {
                let new = there(id, &draft);
                server.drafts.insert(id, new.clone());
                if answered() {
                    link(disk, &draft.key, &new);
                }
            }
            Step::Delete(id, draft) => {
                server.drafts.remove(&id);
                if answered() {
                    disk.retain(|own| own.key != draft.key);
                }
            }
        }
    }
}

fn texts(disk: &Disk) -> BTreeSet<String> {
    let live = disk.iter().filter(|draft| !draft.deleted);
    live.map(|draft| draft.text.clone()).collect()
}

#[derive(Debug, Clone)]
enum Deed {
    Write { client: usize, place: u8 },
    Delete { client: usize, which: usize },
    Sync { client: usize, answers: u8 },
    DeleteThere { which: usize },
}

fn deeds() -> impl Strategy<Value = Vec<Deed>> {
    let client = || 0usize..3;
    let deed = prop_oneof![
        4 => (client(), 0u8..3).prop_map(|(client, place)| Deed::Write { client, place }),
        1 => (client(), any::<usize>()).prop_map(|(client, which)| Deed::Delete { client, which }),
        4 => (client(), any::<u8>()).prop_map(|(client, answers)| Deed::Sync { client, answers }),
        1 => any::<usize>().prop_map(|which| Deed::DeleteThere { which }),
    ];
    prop::collection::vec(deed, 1..40)
}

proptest! {
    #[test]
    fn no_text_is_lost_and_all_agree_in_the_end(deeds in deeds()) {
        let mut disks: [Disk; 3] = Default::default();
        let mut server = Server::default();
        // What a person wrote, and did not change or delete where they saw it.
        let mut wanted: BTreeSet<String> = BTreeSet::new();
        let mut now_ms = 1_000_000;
        for (number, deed) in deeds.into_iter().enumerate() {
            now_ms += 2 * SETTLED_MS;
            match deed {
                Deed::Write { client, place: to } => {
                    let text = format!("words {number}");
                    let key = DraftKey::Conversation(place(to));
                    let disk = &mut disks[client];
                    let draft = Draft::reply(place(to), text.clone(), now_ms);
                    match disk.iter_mut().find(|own| own.key == key) {
                        Some(own) => {
                            wanted.remove(&own.text);
                            // What the server has of it is kept, as on the disk.
                            let on_server = own.on_server.take();
                            *own = Draft { on_server, ..draft };
                        }
                        None => disk.push(draft),
                    }
                    wanted.insert(text);
                }
                Deed::Delete { client, which } => {
                    let disk = &mut disks[client];
                    if disk.is_empty() { continue; }
                    let at = which % disk.len();
                    wanted.remove(&disk[at].text);
                    if disk[at].on_server.is_none() {
                        disk.remove(at);
                    } else {
                        let own = &mut disk[at];
                        own.deleted = true;
                        own.text.clear();
                        own.cursor = 0;
                        own.updated_ms = now_ms;
                    }
                }
                Deed::Sync { client, answers } => {
                    let mut asked = 0;
                    sync(&mut disks[client], &mut server, now_ms, || {
                        asked += 1;
                        answers & (1 << (asked % 8)) != 0
                    });
                }
                Deed::DeleteThere { which } => {
                    // By another client, or the same person on the web.
                    let Some(id) = server.drafts.keys().nth(which % server.drafts.len().max(1)) else {
                        continue;
                    };
                    let gone = server.drafts.remove(&id.clone()).unwrap();
                    wanted.remove(&*gone.content);
                }
            }
        }
        for round in 0..6 {
            now_ms += 2 * SETTLED_MS;
            for disk in &mut disks {
                sync(disk, &mut server, now_ms + round, || true);
            }
        }
        let on_server: BTreeSet<String> =
            server.drafts.values().map(|draft| draft.content.to_string()).collect();
        for disk in &disks {
            prop_assert_eq!(&texts(disk), &on_server, "all agree");
            let keys: BTreeSet<&DraftKey> = disk.iter().map(|draft| &draft.key).collect();
            prop_assert_eq!(keys.len(), disk.len());
            for draft in disk {
                prop_assert!(!draft.deleted, "no tombstone is left");
                let id = draft.on_server.as_ref().unwrap().id;
                prop_assert_eq!(&destination(draft, ME), &server.drafts[&id].to);
            }
            let look = Look { me: ME, longest: 100, now_ms };
            prop_assert!(plan(disk, &server.drafts, &look).steps.is_empty(), "it comes to rest");
        }
        prop_assert!(wanted.is_subset(&on_server), "lost: {:?}", wanted.difference(&on_server));
    }
}

fn draft(text: &str, base: Option<(u64, &str)>) -> Draft {
    Draft {
        on_server: base.map(|(id, text)| OnServer {
            id: DraftId(id),
            text: text.to_owned(),
            at_ms: 0,
        }),
        ..Draft::reply(place(0), text, 0)
    }
}

fn look() -> Look {
    Look {
        me: ME,
        longest: 100,
        now_ms: 1_000_000,
    }
}

#[test]
fn what_is_too_long_or_blank_stays_here() {
    let long = draft(&"x".repeat(101), None);
    let blank = draft(" \n", None);
    for draft in [long, blank] {
        assert_eq!(plan(&[draft], &BTreeMap::new(), &look()).steps, []);
    }
    // Cut by the server, it would come back shorter.
    let grown = draft(&"x".repeat(101), Some((1, "x")));
    let base = draft("x", None);
    let server = BTreeMap::from([(DraftId(1), there(DraftId(1), &base))]);
    assert_eq!(plan(&[grown], &server, &look()).steps, []);
}

#[test]
fn typing_is_not_told_word_by_word() {
    let mut fresh = draft("hal", None);
    fresh.updated_ms = look().now_ms - 1000;
    let plan = plan(&[fresh.clone()], &BTreeMap::new(), &look());
    assert_eq!(plan.steps, []);
    assert_eq!(plan.wake_ms, Some(fresh.updated_ms + SETTLED_MS));
}

#[test]
fn a_server_that_was_emptied_takes_nothing_away() {
    let here = [
        draft("one", Some((1, "one"))),
        Draft {
            key: DraftKey::New(4),
            ..draft("two", Some((2, "two")))
        },
    ];
    let steps = plan(&here, &BTreeMap::new(), &look()).steps;
    assert_eq!(steps.len(), 2);
    for step in steps {
        assert!(matches!(step, Step::Settle { now: Some(now), .. } if now.on_server.is_none()));
    }
    // One that is gone was deleted, or sent, elsewhere.
    let steps = plan(&here[..1], &BTreeMap::new(), &look()).steps;
    assert!(matches!(steps[..], [Step::Settle { now: None, .. }]));
}

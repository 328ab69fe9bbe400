//! Marking by hand as read and unread, and the way back.

use lazuli::api::conversation::Conversation;
use lazuli::api::event::{Event, RawEvent};
use lazuli::api::ids::MessageId;
use lazuli::app::effect::{Effect, Mark};
use lazuli::app::update::{SessionUpdate, Update};
use serde_json::json;

use crate::navigation::{WORKSHOP, footer};
use crate::reading::cut_off;
use crate::support::stage::Stage;

/// What the server was told to change, without what scrolling read.
fn orders(stage: &mut Stage) -> Vec<Mark> {
    let marks = stage.left.drain(..).filter_map(|effect| match effect {
        Effect::Mark(mark) => Some(mark),
        _ => None,
    });
    marks.collect()
}

/// The server did it, and tells.
fn told(stage: &mut Stage, mark: Mark, op: &str, ids: &[MessageId]) {
    let details: serde_json::Map<_, _> = ids
        .iter()
        .filter_map(|id| {
            let message = stage.messages.get(id)?;
            let detail = match &message.conversation {
                Conversation::Topic { channel, topic } => {
                    json!({"type": "stream", "stream_id": channel, "topic": topic})
                }
                Conversation::Dm(key) => {
                    let me = stage.app.organization.as_deref().unwrap().me();
                    json!({"type": "private", "user_ids": key.others(me).collect::<Vec<_>>()})
                }
            };
            Some((id.to_string(), detail))
        })
        .collect();
    let event = json!({"type": "update_message_flags", "id": 9500, "op": op, "operation": op,
        "flag": "read", "messages": ids, "all": false, "message_details": details});
    let raw: RawEvent = serde_json::from_value(event).unwrap();
    let event = Event::parse(&raw).unwrap();
    stage.update(Update::Session(SessionUpdate::Events(vec![event])));
    stage.update(Update::Session(SessionUpdate::Marked {
        mark,
        result: Ok(ids.len() as u64),
    }));
}

fn unread(stage: &Stage) -> Vec<MessageId> {
    let all = stage.messages.keys().copied();
    let unreads = stage.app.organization.as_deref().unwrap().unreads();
    all.filter(|id| unreads.contains(*id)).collect()
}

#[test]
fn marking_as_read_can_be_taken_back() {
    let mut stage = Stage::recorded("server-11-new", 110, 40);
    stage.wait(600);
    stage.keys("q w o r k Esc");
    orders(&mut stage);
    for keys in ["Y", "Ctrl+Y y"] {
        let organization = stage.app.organization.as_deref().unwrap();
        let unreads = organization.unreads();
        let mut before: Vec<MessageId> = match keys {
            "Y" => unreads
                .topics(WORKSHOP)
                .flat_map(|(_, ids)| ids)
                .copied()
                .collect(),
            _ => {
                let topics = unreads.channels().flat_map(|id| unreads.topics(id));
                let dms = unreads.dms().flat_map(|(_, ids)| ids);
                topics
                    .flat_map(|(_, ids)| ids)
                    .chain(dms)
                    .copied()
                    .collect()
            }
        };
        before.sort_unstable();
        assert!(!before.is_empty());
        stage.keys(keys);
        let marks = orders(&mut stage);
        let [mark @ Mark::NarrowRead(_)] = marks.as_slice() else {
            panic!("{marks:?}");
        };
        told(&mut stage, mark.clone(), "add", &before);
        let words = footer(&mut stage);
        assert!(words.contains("marked as read · Z undoes"), "{words}");
        stage.keys("Z");
        assert_eq!(orders(&mut stage), [Mark::Unread(before.clone())]);
        told(&mut stage, Mark::Unread(before.clone()), "remove", &before);
        let words = footer(&mut stage);
        assert!(
            words.contains(&format!("Taken back: {} messages unread", before.len())),
            "{words}"
        );
        stage.wait(600);
        assert_eq!(orders(&mut stage), [], "scrolling does not read them again");
        stage.keys("Z");
        assert!(footer(&mut stage).contains("Nothing was marked by hand"));
    }
}

#[test]
fn marking_as_unread_can_be_taken_back() {
    let mut stage = Stage::recorded("server-10-second", 110, 40);
    stage.keys("G k k k");
    stage.wait(600);
    orders(&mut stage);
    let before = unread(&stage);
    let from = stage.app.selected_message().unwrap().id;
    stage.keys("U");
    let marks = orders(&mut stage);
    let [mark @ Mark::NarrowUnread { .. }] = marks.as_slice() else {
        panic!("{marks:?}");
    };
    let shown = stage.app.views.current_list().unwrap().shown();
    let ids: Vec<MessageId> = shown.iter().copied().filter(|id| *id >= from).collect();
    assert_eq!(ids.len(), 4);
    told(&mut stage, mark.clone(), "remove", &ids);
    assert!(footer(&mut stage).contains("4 messages marked as unread · Z undoes"));
    // One that comes in meanwhile was not marked by hand.
    let new = stage.arrive("kiln", "meanwhile");
    stage.keys("Z");
    let read: Vec<MessageId> = ids.into_iter().filter(|id| !before.contains(id)).collect();
    assert_eq!(orders(&mut stage), [Mark::Read(read)]);
    assert!(footer(&mut stage).contains("Taken back"));
    let mut after = unread(&stage);
    after.retain(|id| *id != new);
    assert_eq!(after, before);
    stage.keys("G");
    stage.wait(600);
    assert_eq!(stage.marked(), [new], "scrolling reads again");
}

#[test]
fn a_mark_that_failed_is_nothing_to_take_back() {
    let mut stage = Stage::recorded("server-11-new", 110, 40);
    stage.keys("q w o r k Esc Y");
    let mark = orders(&mut stage).pop().unwrap();
    stage.update(Update::Session(SessionUpdate::Marked {
        mark,
        result: Err(cut_off()),
    }));
    stage.keys("Z");
    assert_eq!(orders(&mut stage), []);
}

use proptest::prelude::*;
use serde_json::json;

use super::*;
use crate::api::event::Event;
use crate::api::ids::{ChannelId, MessageId};
use crate::api::message::TopicEntry;
use crate::model::testing::{NOW, arrival, event, message, move_messages, organization_with};

/// Something that happens to names.
#[derive(Debug, Clone)]
enum Step {
    Add(u64, String),
    Rename(u64, String),
    Remove(u64),
    Mute(Vec<u64>),
    /// A message comes to a topic.
    Message(u64, String),
    /// The server lists the topics of a channel.
    List(u64, Vec<String>),
    Move(u64, String, String),
    /// A channel is muted, or is so no more.
    MuteChannel(u64, bool),
    /// A piece is taken in.
    Work(usize),
    /// The box is opened again.
    Renew,
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let name = "[a-cÉ]{1,3}( [ab])?";
    let topic = "(✔ )?[a-cK]{0,2}";
    let user = prop_oneof![6_u64..12, 20_u64..30];
    let channel = 1_u64..4;
    let step = prop_oneof![
        (user.clone(), name).prop_map(|(id, name)| Step::Add(id, name)),
        (user.clone(), name).prop_map(|(id, name)| Step::Rename(id, name)),
        user.clone().prop_map(Step::Remove),
        prop::collection::vec(user, 0..3).prop_map(Step::Mute),
        (channel.clone(), topic).prop_map(|(channel, topic)| Step::Message(channel, topic)),
        (channel.clone(), prop::collection::vec(topic, 0..5))
            .prop_map(|(channel, topics)| Step::List(channel, topics)),
        (channel.clone(), topic, topic)
            .prop_map(|(channel, from, to)| Step::Move(channel, from, to)),
        (channel, any::<bool>()).prop_map(|(channel, muted)| Step::MuteChannel(channel, muted)),
        (1_usize..4).prop_map(Step::Work),
        Just(Step::Renew),
    ];
    prop::collection::vec(step, 0..40)
}

fn person(id: u64, name: &str) -> serde_json::Value {
    json!({"user_id": id, "full_name": name, "email": format!("u{id}@x"),
           "delivery_email": format!("{name}@x"), "is_bot": id % 4 == 3})
}

/// Does a step, and gives whether names may have changed.
fn happens(step: &Step, organization: &mut Organization, newest: &mut u64) -> bool {
    let mut apply = |event: Event| {
        organization.apply(event, NOW).expect("it fits");
        true
    };
    match step {
        Step::Add(id, name) => apply(event(
            json!({"type": "realm_user", "op": "add", "person": person(*id, name)}),
        )),
        Step::Rename(id, name) => apply(event(
            json!({"type": "realm_user", "op": "update", "person": {"user_id": id, "full_name": name}}),
        )),
        Step::Remove(id) => apply(event(
            json!({"type": "realm_user", "op": "remove", "person": {"user_id": id}}),
        )),
        Step::Mute(ids) => {
            let ids = ids.iter().map(|id| json!({"id": id, "timestamp": 1}));
            let ids: Vec<_> = ids.collect();
            apply(event(json!({"type": "muted_users", "muted_users": ids})))
        }
        Step::MuteChannel(id, muted) => apply(event(
            json!({"type": "subscription", "op": "update", "stream_id": id,
                   "property": "is_muted", "value": muted}),
        )),
        Step::Message(channel, topic) => {
            *newest += 1;
            apply(arrival(message(*newest, *channel, topic, 7)));
            false
        }
        Step::Move(channel, from, to) => {
            *newest += 1;
            apply(arrival(message(*newest, *channel, from, 7)));
            let moved = move_messages(&[*newest], (*channel, from), (*channel, to));
            apply(Event::UpdateMessage(Box::new(moved)));
            false
        }
        Step::List(channel, topics) => {
            let entries = topics.iter().map(|name| {
                *newest += 1;
                TopicEntry {
                    name: name.as_str().into(),
                    max_id: MessageId(*newest),
                }
            });
            let (entries, at) = (entries.collect(), organization.now());
            organization.adopt_topics(ChannelId(*channel), entries, at);
            false
        }
        Step::Work(_) | Step::Renew => false,
    }
}

const ALL: Wanted = Wanted {
    people: true,
    addresses: true,
    topics: true,
};

/// All that can be asked of it, topics of a channel in no order.
fn told(directory: &Directory) -> String {
    let (people, channels, topics) = (&directory.people, &directory.channels, &directory.topics);
    let mut lines = Vec::new();
    for (row, id) in people.ids().iter().enumerate() {
        let names = (people.names().get(row), people.addresses().get(row));
        lines.push(format!(
            "{id} {names:?} {:?} {}",
            people.sort(row),
            people.is_shared(row)
        ));
    }
    for (row, id) in channels.ids().iter().enumerate() {
        let (name, newest) = (channels.names().get(row), channels.newest(row));
        lines.push(format!("{id} {name} {newest} {:?}", channels.standing(row)));
    }
    let mut found: Vec<String> = (0..topics.all().len())
        .map(|row| {
            let (channel, topic) = &topics.all()[row];
            assert_eq!(topics.row(*channel, topic), Some(row));
            let names = (topics.names().get(row), topics.bare(row));
            let (newest, standing) = (topics.newest(row), topics.standing(row));
            format!(
                "{channel} {} {names:?} {newest} {standing:?}",
                topic.as_str()
            )
        })
        .collect();
    found.sort();
    lines.extend(found);
    lines.join("\n")
}

proptest! {
    /// Whatever happens while names are taken in and afterwards: in the end they are those of
    /// the model.
    #[test]
    fn what_is_taken_in_piece_by_piece_is_what_is_there(steps in steps()) {
        let mut organization = organization_with(|_| {});
        let mut directory = Directory::default();
        let (mut newest, mut names) = (10_000, 0);
        directory.sync(&organization, 1, names, ALL);
        for step in &steps {
            names += u64::from(happens(step, &mut organization, &mut newest));
            match step {
                Step::Work(most) => {
                    directory.sync(&organization, 1, names, ALL);
                    directory.work(&organization, *most);
                }
                Step::Renew => directory.renew(),
                Step::Add(..) | Step::Rename(..) | Step::Remove(_) | Step::Mute(_)
                | Step::Message(..) | Step::List(..) | Step::Move(..) | Step::MuteChannel(..) => {}
            }
        }
        directory.renew();
        directory.sync(&organization, 1, names, ALL);
        let mut pieces = 0;
        while !directory.is_whole() {
            directory.work(&organization, 2);
            pieces += 1;
            prop_assert!(pieces < 1000, "it comes to an end");
        }
        prop_assert_eq!(told(&directory), told(&Directory::whole(&organization)));
    }
}

#[test]
fn nothing_is_taken_in_that_is_not_wanted() {
    let organization = organization_with(|_| {});
    let mut directory = Directory::default();
    assert!(directory.is_whole());
    let people = Wanted {
        people: true,
        ..Wanted::default()
    };
    directory.sync(&organization, 1, 1, people);
    directory.work(&organization, PIECE);
    assert!(directory.is_whole());
    assert_eq!(
        directory.people.names().len(),
        organization.users().all().len()
    );
    assert!(directory.people.addresses().is_empty() && directory.topics.names().is_empty());
    // Another registration may be of other people.
    directory.sync(&organization, 2, 2, Wanted::default());
    assert!(directory.people.names().is_empty());
}

#[test]
fn a_resolved_topic_has_a_bare_name_too() {
    let mut organization = organization_with(|_| {});
    for (id, topic) in ["✔ Kiln", "", "glaze"].into_iter().enumerate() {
        let message = message(5000 + id as u64, 1, topic, 7);
        organization.apply(arrival(message), NOW).unwrap();
    }
    let directory = Directory::whole(&organization);
    let topics = &directory.topics;
    let named = |topic: &str| {
        let row = topics.row(ChannelId(1), &topic.into()).unwrap();
        (topics.names().get(row), topics.bare(row))
    };
    assert_eq!(named("✔ kiln"), ("✔ kiln", "kiln"));
    assert_eq!(named("").1, "");
    assert_eq!(named("glaze"), ("glaze", "glaze"));
}

use std::collections::BTreeMap;

use proptest::prelude::*;
use serde_json::{Value, json};

use super::*;
use crate::api::ids::UserId;
use crate::api::personal::VisibilityPolicy;
use crate::model::testing::{NOW, arrival, dm, message, organization_with, place};

/// One unread message: where, and whether it mentions oneself.
#[derive(Debug, Clone)]
struct Sent {
    place: Place,
    mentions: bool,
}

#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Place {
    Topic(u64, u64),
    Dm(Vec<u64>),
}

#[derive(Debug, Clone)]
struct World {
    /// Of each channel: pinned, muted, subscribed, folder.
    channels: Vec<(bool, bool, bool, Option<u64>)>,
    /// Policy of a channel's topic, 0 to 3.
    policies: BTreeMap<(u64, u64), u64>,
    muted: Vec<u64>,
    sent: Vec<Sent>,
    folders_shown: bool,
}

const CHANNELS: u64 = 5;
const TOPICS: u64 = 3;

fn name_of(channel: u64) -> String {
    // Not in the order of the numbers.
    format!("{} channel", ["e", "B", "d", "a", "C"][channel as usize])
}

fn topic_of(topic: u64) -> String {
    format!("topic {topic}")
}

fn worlds() -> impl Strategy<Value = World> {
    let place = prop_oneof![
        (0..CHANNELS, 0..TOPICS).prop_map(|(channel, topic)| Place::Topic(channel, topic)),
        Just(Place::Dm(vec![7])),
        Just(Place::Dm(vec![8])),
        Just(Place::Dm(vec![7, 9])),
    ];
    let sent =
        (place, prop::bool::weighted(0.2)).prop_map(|(place, mentions)| Sent { place, mentions });
    let channel = (
        prop::bool::weighted(0.3),
        prop::bool::weighted(0.3),
        prop::bool::weighted(0.9),
        prop::option::of(0u64..2),
    );
    (
        prop::collection::vec(channel, CHANNELS as usize),
        prop::collection::btree_map((0..CHANNELS, 0..TOPICS), 0u64..4, 0..8),
        prop::sample::subsequence(vec![7u64, 8, 9], 0..3),
        prop::collection::vec(sent, 0..40),
        any::<bool>(),
    )
        .prop_map(|(channels, policies, muted, sent, folders_shown)| World {
            channels,
            policies,
            muted,
            sent,
            folders_shown,
        })
}

impl World {
    fn organization(&self) -> Organization {
        organization_with(|json| {
            let row = |index: usize| {
                let (pinned, muted, _, folder) = self.channels[index];
                json!({"stream_id": 100 + index, "name": name_of(index as u64), "color": "#112233",
                       "is_muted": muted, "pin_to_top": pinned, "folder_id": folder})
            };
            let of = |subscribed: bool| -> Vec<Value> {
                let indexes =
                    (0..self.channels.len()).filter(|index| self.channels[*index].2 == subscribed);
                indexes.map(row).collect()
            };
            json["subscriptions"] = of(true).into();
            json["never_subscribed"] = of(false).into();
            json["channel_folders"] = json!([
                {"id": 0, "name": "Zinc", "order": 1}, {"id": 1, "name": "Ash", "order": 0},
            ]);
            json["user_settings"] = json!({
                "web_left_sidebar_show_channel_folders": self.folders_shown,
                "demote_inactive_streams": 3,
            });
            let policies = self.policies.iter().map(|((channel, topic), policy)| {
                json!({"stream_id": 100 + channel, "topic_name": topic_of(*topic),
                       "last_updated": 1, "visibility_policy": policy})
            });
            json["user_topics"] = policies.collect();
            let muted = self.muted.iter();
            json["muted_users"] = muted.map(|id| json!({"id": id, "timestamp": 1})).collect();
            let mut by_place: BTreeMap<&Place, Vec<usize>> = BTreeMap::new();
            for (id, sent) in self.sent.iter().enumerate() {
                by_place.entry(&sent.place).or_default().push(id + 1);
            }
            let (mut streams, mut pms, mut huddles) = (Vec::new(), Vec::new(), Vec::new());
            for (place, ids) in by_place {
                match place {
                    // The server lists nothing unread of channels that one is not in.
                    Place::Topic(channel, _) if !self.channels[*channel as usize].2 => {}
                    Place::Topic(channel, topic) => streams.push(json!({
                        "stream_id": 100 + channel, "topic": topic_of(*topic),
                        "unread_message_ids": ids,
                    })),
                    Place::Dm(people) if people.len() == 1 => pms.push(json!({
                        "other_user_id": people[0], "sender_id": people[0],
                        "unread_message_ids": ids,
                    })),
                    Place::Dm(people) => huddles.push(json!({
                        "user_ids_string": format!("6,{},{}", people[0], people[1]),
                        "unread_message_ids": ids,
                    })),
                }
            }
            let ids = 1..=self.sent.len();
            let mentions = ids.filter(|id| self.sent[id - 1].mentions);
            json["unread_msgs"] = json!({
                "count": 0, "streams": streams, "pms": pms, "huddles": huddles,
                "mentions": mentions.collect::<Vec<_>>(), "old_unreads_missing": false,
            });
        })
    }

    /// The same inbox, by the rules as they are told and from nothing but the list of what was
    /// sent: (section, channel, topic or people, unread, whether it mentions, newest).
    /// A folder's place among the sections: below the others where all in it is muted.
    fn title(&self, folder: u64) -> &'static str {
        let channels = self.channels.iter();
        let awake = channels.filter(|(pinned, muted, subscribed, of)| {
            !pinned && !muted && *subscribed && *of == Some(folder)
        });
        match (folder, awake.count()) {
            (1, 0) => "5 Ash",
            (1, _) => "2 Ash",
            (_, 0) => "6 Zinc",
            (_, _) => "3 Zinc",
        }
    }

    fn naive(&self) -> Vec<(String, String, String, usize, bool, u64)> {
        let mut rows = Vec::new();
        let mut places: Vec<&Place> = self.sent.iter().map(|sent| &sent.place).collect();
        places.sort();
        places.dedup();
        for place in places {
            let ids: Vec<usize> = (1..=self.sent.len())
                .filter(|id| self.sent[id - 1].place == *place)
                .collect();
            let mentions = ids.iter().any(|id| self.sent[id - 1].mentions);
            let newest = *ids.last().unwrap() as u64;
            let row = match place {
                Place::Topic(channel, topic) => {
                    let (pinned, muted, subscribed, folder) = self.channels[*channel as usize];
                    let policy = self.policies.get(&(*channel, *topic)).copied();
                    let shown = match policy.unwrap_or(0) {
                        1 => false,
                        2 | 3 => true,
                        _ => !muted,
                    };
                    if !subscribed || !shown {
                        continue;
                    }
                    let section = match (pinned, folder) {
                        (true, _) => "1 pinned",
                        (false, Some(folder)) if self.folders_shown => self.title(folder),
                        (false, _) => "4 others",
                    };
                    let rank = if muted { "muted" } else { "active" };
                    (
                        section.to_owned(),
                        format!("{rank} {}", name_of(*channel).to_lowercase()),
                        topic_of(*topic),
                        ids.len(),
                        mentions,
                        newest,
                    )
                }
                Place::Dm(people) => {
                    if people.iter().all(|id| self.muted.contains(id)) {
                        continue;
                    }
                    let people = format!("{people:?}");
                    let none = String::new();
                    (
                        "0 dms".to_owned(),
                        none,
                        people,
                        ids.len(),
                        mentions,
                        newest,
                    )
                }
            };
            rows.push(row);
        }
        rows.sort_by(|a, b| {
            let by_place = (&a.0, &a.1).cmp(&(&b.0, &b.1));
            by_place.then(b.5.cmp(&a.5))
        });
        rows
    }
}

/// An inbox in the shape of [`World::naive`].
fn told(org: &Organization, world: &World) -> Vec<(String, String, String, usize, bool, u64)> {
    let inbox = org.inbox();
    let mut rows = Vec::new();
    for dm in &inbox.dms {
        let others: Vec<u64> = dm.key.others(UserId(6)).map(|id| id.0).collect();
        let (people, none) = (format!("{others:?}"), String::new());
        rows.push((
            "0 dms".to_owned(),
            none,
            people,
            dm.unread,
            dm.mentioned,
            dm.newest.0,
        ));
    }
    for section in &inbox.sections {
        let title = match section.kind {
            SectionKind::Pinned => "1 pinned",
            SectionKind::Folder(id) => world.title(id.0),
            SectionKind::Other => "4 others",
        };
        for channel in &section.channels {
            let state = org.channels().get(channel.channel).unwrap();
            let rank = if state.is_muted() { "muted" } else { "active" };
            for topic in &channel.topics {
                rows.push((
                    title.to_owned(),
                    format!("{rank} {}", state.channel.name.to_lowercase()),
                    topic.key.as_str().to_owned(),
                    topic.unread,
                    topic.mentioned,
                    topic.newest.0,
                ));
            }
        }
    }
    rows
}

proptest! {
    #[test]
    fn the_inbox_is_what_a_plain_count_says(world in worlds()) {
        let org = world.organization();
        prop_assert_eq!(told(&org, &world), world.naive());
        let inbox = org.inbox();
        prop_assert_eq!(org.inbox_unread(), inbox.unread());
        prop_assert_eq!(inbox.unread(), world.naive().iter().map(|row| row.3).sum::<usize>());
    }

    #[test]
    fn n_and_p_go_through_it_from_top_to_bottom(world in worlds()) {
        let org = world.organization();
        let (dms, topics): (Vec<_>, Vec<_>) = org
            .inbox()
            .conversations()
            .partition(|place| matches!(place, Conversation::Dm(_)));
        let mut walked = Vec::new();
        let mut at: Option<Conversation> = None;
        while walked.len() < topics.len() {
            at = org.next_unread_topic(at.as_ref(), false);
            let Some(place) = &at else { break };
            walked.push(place.clone());
        }
        prop_assert_eq!(&walked, &topics);
        // Shift+N goes through those of them that are followed.
        let is_followed = |place: &&Conversation| match place {
            Conversation::Topic { channel, topic } => {
                org.policies().get(*channel, topic) == VisibilityPolicy::Followed
            }
            Conversation::Dm(_) => false,
        };
        let followed: Vec<Conversation> = topics.iter().filter(is_followed).cloned().collect();
        let mut walked = Vec::new();
        let mut at: Option<Conversation> = None;
        while walked.len() < followed.len() {
            at = org.next_unread_topic(at.as_ref(), true);
            let Some(place) = &at else { break };
            walked.push(place.clone());
        }
        prop_assert_eq!(walked, followed);
        let mut walked = Vec::new();
        let mut at: Option<DmKey> = None;
        while walked.len() < dms.len() {
            at = org.next_unread_dm(at.as_ref());
            let Some(key) = &at else { break };
            walked.push(Conversation::Dm(key.clone()));
        }
        prop_assert_eq!(walked, dms);
    }
}

#[test]
fn it_is_live() {
    let mut org = organization_with(|_| {});
    assert_eq!(org.inbox(), Inbox::default());
    org.apply(arrival(message(1, 1, "kiln", 7)), NOW).unwrap();
    org.apply(arrival(dm(2, &[7], 7)), NOW).unwrap();
    let places: Vec<_> = org.inbox().conversations().collect();
    assert_eq!(
        places,
        [
            Conversation::Dm(crate::model::testing::dm_key(&[7])),
            place(1, "kiln")
        ]
    );
    org.apply(crate::model::testing::flags_event("add", "read", &[1]), NOW)
        .unwrap();
    assert_eq!(org.inbox().unread(), 1);
}

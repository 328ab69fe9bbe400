//! The order of the left side, the inbox and the keys through what is unread, against a second
//! computation: plain lists, every question answered by looking at everything.

use lazuli::api::ids::{ChannelId, FolderId, UserId};
use lazuli::api::snapshot::Snapshot;
use lazuli::api::time::UnixMillis;
use lazuli::model::{Conversation, Organization, SectionKind, TopicOrder};
use proptest::prelude::*;
use serde_json::{Value, json};

const ADA: u64 = 6;
const NOW: UnixMillis = UnixMillis(1_795_327_600_000);
/// Names that differ in more than their case, and sort otherwise than their bytes.
const NAMES: [&str; 12] = [
    "alpha", "Beta", "gamma", "delta", "Épice", "zeta", "10", "9", "kiln", "Kilns", "設計", "b",
];

#[derive(Debug, Clone)]
struct Channel {
    id: u64,
    name: String,
    pinned: bool,
    muted: bool,
    active: bool,
    archived: bool,
    subscribed: bool,
    folder: Option<u64>,
}

#[derive(Debug, Clone)]
struct Folder {
    id: u64,
    order: u64,
    archived: bool,
}

/// Unread messages of a topic, and its policy: 0 none, 1 muted, 2 unmuted, 3 followed.
#[derive(Debug, Clone)]
struct Topic {
    channel: u64,
    name: String,
    unread: Vec<u64>,
    policy: u64,
}

#[derive(Debug, Clone)]
struct Dm {
    people: Vec<u64>,
    unread: Vec<u64>,
    /// Its newest message, where the server told it.
    newest: Option<u64>,
}

#[derive(Debug, Clone)]
struct World {
    channels: Vec<Channel>,
    folders: Vec<Folder>,
    topics: Vec<Topic>,
    dms: Vec<Dm>,
    muted_people: Vec<u64>,
    /// 1 automatic, 2 always, 3 never.
    demotes: u64,
    shows_folders: bool,
    /// Whether topics stand by their names.
    by_name: bool,
}

impl World {
    fn organization(&self) -> Organization {
        let channel = |channel: &Channel| {
            json!({"stream_id": channel.id, "name": channel.name, "color": "#112233",
                "is_muted": channel.muted, "pin_to_top": channel.pinned,
                "is_archived": channel.archived, "is_recently_active": channel.active,
                "folder_id": channel.folder})
        };
        let of = |subscribed| -> Vec<Value> {
            let channels = self.channels.iter();
            channels
                .filter(|channel| channel.subscribed == subscribed)
                .map(channel)
                .collect()
        };
        let unread = |dm: &&Dm| !dm.unread.is_empty();
        let pm = |dm: &Dm| {
            json!({"other_user_id": dm.people.first().unwrap_or(&ADA),
                "unread_message_ids": dm.unread})
        };
        let huddle = |dm: &Dm| {
            let mut all = dm.people.clone();
            all.push(ADA);
            all.sort_unstable();
            let all: Vec<String> = all.iter().map(u64::to_string).collect();
            json!({"user_ids_string": all.join(","), "unread_message_ids": dm.unread})
        };
        let (small, large): (Vec<&Dm>, Vec<&Dm>) =
            self.dms.iter().partition(|dm| dm.people.len() < 2);
        let json = json!({
            "queue_id": "q", "last_event_id": -1, "zulip_version": "11.0", "zulip_merge_base": "",
            "zulip_feature_level": 450, "user_id": ADA, "realm_users": [],
            "subscriptions": of(true), "never_subscribed": of(false), "unsubscribed": [],
            "channel_folders": self.folders.iter().map(|folder| json!({"id": folder.id,
                "name": format!("folder {}", folder.id), "order": folder.order,
                "is_archived": folder.archived})).collect::<Vec<_>>(),
            "user_settings": {"demote_inactive_streams": self.demotes,
                "web_left_sidebar_show_channel_folders": self.shows_folders},
            "user_topics": self.topics.iter().filter(|topic| topic.policy > 0)
                .map(|topic| json!({"stream_id": topic.channel, "topic_name": topic.name,
                    "last_updated": 1, "visibility_policy": topic.policy})).collect::<Vec<_>>(),
            "muted_users": self.muted_people.iter()
                .map(|id| json!({"id": id, "timestamp": 1})).collect::<Vec<_>>(),
            "recent_private_conversations": self.dms.iter().filter_map(|dm| Some(json!({
                "user_ids": dm.people, "max_message_id": dm.newest?}))).collect::<Vec<_>>(),
            "unread_msgs": {
                "count": 0, "mentions": [], "old_unreads_missing": false,
                "streams": self.topics.iter().filter(|topic| !topic.unread.is_empty())
                    .map(|topic| json!({"stream_id": topic.channel, "topic": topic.name,
                        "unread_message_ids": topic.unread})).collect::<Vec<_>>(),
                "pms": small.iter().copied().filter(unread).map(pm).collect::<Vec<_>>(),
                "huddles": large.iter().copied().filter(unread).map(huddle).collect::<Vec<_>>(),
            },
        });
        let snapshot = Snapshot::parse(json.to_string().as_bytes()).unwrap();
        let mut organization = Organization::new(snapshot, NOW).unwrap();
        if self.by_name {
            organization.order_topics(TopicOrder::Name);
        }
        organization
    }

    fn is_listed(channel: &Channel) -> bool {
        channel.subscribed && !channel.archived
    }

    fn is_inactive(&self, channel: &Channel) -> bool {
        let listed = self.channels.iter().filter(|c| Self::is_listed(c)).count();
        let demotes = self.demotes == 2 || (self.demotes == 1 && listed >= 30);
        demotes && !channel.active && !channel.pinned
    }

    /// The folder in which a channel is shown.
    fn folder_of(&self, channel: &Channel) -> Option<u64> {
        let folder = channel
            .folder
            .filter(|_| !channel.pinned && self.shows_folders)?;
        let known = |f: &&Folder| f.id == folder && !f.archived;
        self.folders.iter().find(known).map(|f| f.id)
    }

    /// The left side: sections with their channels, none of them empty.
    fn side(&self) -> Vec<(SectionKind, Vec<u64>)> {
        let by_name = |ids: &mut Vec<&Channel>| {
            ids.sort_by_key(|channel| (channel.name.to_lowercase(), channel.id));
        };
        let ordered = |wanted: &dyn Fn(&Channel) -> bool| -> (Vec<u64>, bool) {
            let all: Vec<&Channel> = self
                .channels
                .iter()
                .filter(|channel| Self::is_listed(channel) && wanted(channel))
                .collect();
            let is = |channel: &Channel, inactive: bool, muted: Option<bool>| {
                self.is_inactive(channel) == inactive
                    && muted.is_none_or(|muted| channel.muted == muted)
            };
            let mut ids = Vec::new();
            let mut any_awake = false;
            for (inactive, muted) in [(false, Some(false)), (false, Some(true)), (true, None)] {
                let mut some: Vec<&Channel> = all
                    .iter()
                    .copied()
                    .filter(|channel| is(channel, inactive, muted))
                    .collect();
                by_name(&mut some);
                any_awake |= muted == Some(false) && !some.is_empty();
                ids.extend(some.iter().map(|channel| channel.id));
            }
            (ids, any_awake)
        };
        let mut side = vec![(SectionKind::Pinned, ordered(&|c| c.pinned).0)];
        let mut folders: Vec<&Folder> = self.folders.iter().collect();
        folders.sort_by_key(|folder| (folder.order, folder.id));
        let mut asleep = Vec::new();
        for folder in folders {
            let (ids, any_awake) = ordered(&|c| self.folder_of(c) == Some(folder.id));
            let section = (SectionKind::Folder(FolderId(folder.id)), ids);
            if any_awake { &mut side } else { &mut asleep }.push(section);
        }
        let rest = ordered(&|c| !c.pinned && self.folder_of(c).is_none());
        side.push((SectionKind::Other, rest.0));
        side.extend(asleep);
        side.retain(|(_, ids)| !ids.is_empty());
        side
    }

    /// Whether what is unread in a topic counts.
    fn counts(&self, topic: &Topic) -> bool {
        let muted = |c: &&Channel| c.id == topic.channel && c.muted;
        match topic.policy {
            1 => false,
            2 | 3 => true,
            _ => !self.channels.iter().any(|c| muted(&c)),
        }
    }

    fn is_dm_muted(&self, dm: &Dm) -> bool {
        let muted = |id: &u64| self.muted_people.contains(id);
        !dm.people.is_empty() && dm.people.iter().all(muted)
    }

    /// Conversations of direct messages with something unread that counts, the newest first.
    fn unread_dms(&self) -> Vec<Vec<u64>> {
        let newest = |dm: &Dm| dm.newest.max(dm.unread.iter().copied().max());
        let mut dms: Vec<&Dm> = self
            .dms
            .iter()
            .filter(|dm| !dm.unread.is_empty() && !self.is_dm_muted(dm))
            .collect();
        dms.sort_by_key(|dm| std::cmp::Reverse(newest(dm)));
        dms.into_iter().map(|dm| dm.people.clone()).collect()
    }

    /// Topics with something unread that counts, down the left side, the newest first in each
    /// channel, or by name.
    fn unread_topics(&self, followed: bool) -> Vec<(u64, String)> {
        let mut all = Vec::new();
        for id in self.side().into_iter().flat_map(|(_, ids)| ids) {
            let mut topics: Vec<&Topic> = self
                .topics
                .iter()
                .filter(|topic| topic.channel == id && !topic.unread.is_empty())
                .filter(|topic| self.counts(topic) && (!followed || topic.policy == 3))
                .collect();
            if self.by_name {
                topics.sort_by_key(|topic| topic.name.replace("✔ ", "").to_lowercase());
            } else {
                topics.sort_by_key(|topic| std::cmp::Reverse(topic.unread.iter().max()));
            }
            all.extend(topics.into_iter().map(|topic| (id, topic.name.clone())));
        }
        all
    }
}

fn worlds() -> impl Strategy<Value = World> {
    let channels = prop::collection::vec(
        (
            any::<bool>(),
            any::<bool>(),
            any::<bool>(),
            prop::bool::weighted(0.1),
            prop::bool::weighted(0.8),
            prop::option::of(20u64..24),
            0usize..NAMES.len(),
        ),
        1..40,
    );
    let folders = prop::collection::vec((any::<bool>(), 0u64..5), 0..4);
    let topics = prop::collection::vec((0usize..40, 0usize..6, 0u64..4, 0usize..4), 0..40);
    let dms = prop::collection::vec((0usize..4, 0usize..3, any::<bool>()), 0..6);
    let rest = (
        1u64..4,
        any::<bool>(),
        prop::collection::vec(7u64..10, 0..3),
        any::<bool>(),
    );
    (channels, folders, topics, dms, rest).prop_map(|(channels, folders, topics, dms, rest)| {
        let channels: Vec<Channel> = (1..)
            .zip(channels)
            .map(
                |(id, (pinned, muted, active, archived, subscribed, folder, name))| Channel {
                    id,
                    name: format!("{} {}", NAMES[name], id % 7),
                    pinned: pinned && id % 3 == 0,
                    muted: muted && id % 2 == 0,
                    active,
                    archived,
                    subscribed,
                    folder,
                },
            )
            .collect();
        let folders = (20..)
            .zip(folders)
            .map(|(id, (archived, order))| Folder {
                id,
                order,
                archived: archived && id == 22,
            })
            .collect();
        let mut next = 100;
        let mut take = |count: usize| -> Vec<u64> {
            next += count as u64;
            (next - count as u64..next).collect()
        };
        let mut world = World {
            channels,
            folders,
            topics: Vec::new(),
            dms: Vec::new(),
            muted_people: rest.2,
            demotes: rest.0,
            shows_folders: rest.1,
            by_name: rest.3,
        };
        for (channel, name, policy, count) in topics {
            let channel = world.channels[channel % world.channels.len()].clone();
            let name = [
                "topic 4",
                "Topic 1",
                "✔ topic 3",
                "9",
                "✔ Zoo",
                "\u{e9}clair",
            ][name]
                .to_owned();
            let known = |t: &&Topic| t.channel == channel.id && t.name == name;
            // What one is not subscribed to has nothing unread.
            if channel.subscribed && !world.topics.iter().any(|t| known(&t)) {
                world.topics.push(Topic {
                    channel: channel.id,
                    name,
                    unread: take(count),
                    policy,
                });
            }
        }
        for (people, count, told) in dms {
            let people = [vec![7], vec![8], vec![7, 8], vec![8, 9]][people].clone();
            if world.dms.iter().all(|dm| dm.people != people) {
                let unread = take(count);
                let newest = told.then(|| take(1)[0]);
                let dm = Dm {
                    people,
                    unread,
                    newest,
                };
                world.dms.push(dm);
            }
        }
        world
    })
}

fn shape(place: &Conversation) -> (Option<u64>, String, Vec<u64>) {
    match place {
        Conversation::Topic { channel, topic } => {
            (Some(channel.0), topic.as_str().to_owned(), Vec::new())
        }
        Conversation::Dm(key) => {
            let people = key.others(UserId(ADA)).map(|id| id.0).collect();
            (None, String::new(), people)
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: ProptestConfig::default().cases.max(500),
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    #[test]
    fn the_left_side_is_in_the_order_of_the_web_with_nothing_unread_or_much(world in worlds()) {
        for quiet in [false, true] {
            let mut world = world.clone();
            if quiet {
                world.topics.clear();
                world.dms.clear();
            }
            let organization = world.organization();
            let side: Vec<(SectionKind, Vec<u64>)> = organization
                .sections()
                .into_iter()
                .map(|s| (s.kind, s.channels.iter().map(|(ChannelId(id), _)| *id).collect()))
                .collect();
            prop_assert_eq!(side, world.side());
        }
    }

    #[test]
    fn the_inbox_and_the_keys_go_the_same_way(world in worlds()) {
        let organization = world.organization();
        let dms: Vec<_> = world.unread_dms().into_iter()
            .map(|people| (None, String::new(), people)).collect();
        let topics: Vec<_> = world.unread_topics(false).into_iter()
            .map(|(channel, topic)| (Some(channel), topic, Vec::new())).collect();
        let whole: Vec<_> = dms.iter().chain(&topics).cloned().collect();
        let inbox: Vec<_> = organization.inbox().conversations().map(|c| shape(&c)).collect();
        prop_assert_eq!(&inbox, &whole);
        let first = organization.first_of_inbox(&organization.sections(), 5);
        let first: Vec<_> = first.iter().map(shape).collect();
        prop_assert_eq!(&first[..], &whole[..whole.len().min(5)]);
        // n, from nowhere, goes down the topics and then round.
        let mut here = None;
        for wanted in topics.iter().chain(topics.first().filter(|_| topics.len() > 1)) {
            let next = organization.next_unread_topic(here.as_ref(), false);
            prop_assert_eq!(next.as_ref().map(shape), Some(wanted.clone()));
            here = next;
        }
        if topics.is_empty() {
            prop_assert_eq!(organization.next_unread_topic(None, false), None);
        }
        // Shift+N the same, through those that are followed.
        let mut here = None;
        for (channel, topic) in world.unread_topics(true) {
            let next = organization.next_unread_topic(here.as_ref(), true);
            prop_assert_eq!(next.as_ref().map(shape), Some((Some(channel), topic, Vec::new())));
            here = next;
        }
        // p goes down the direct messages and then round.
        let mut here = None;
        for wanted in dms.iter().chain(dms.first().filter(|_| dms.len() > 1)) {
            let next = organization.next_unread_dm(here.as_ref());
            let found = next.clone().map(|key| shape(&Conversation::Dm(key)));
            prop_assert_eq!(found.as_ref(), Some(wanted));
            here = next;
        }
        if dms.is_empty() {
            prop_assert_eq!(organization.next_unread_dm(None), None);
        }
    }
}

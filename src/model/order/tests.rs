use super::*;
use crate::api::event::Event;
use crate::model::testing::{NOW, arrival, dm, dm_key, event, message, organization_with, place};
use serde_json::json;

/// Channels: kiln (pinned, 10), workshop (1), firehose (muted, 2), attic (archived, 11),
/// a folder "Glazes" (5) with celadon (12) and quiet (13, inactive).
fn organization() -> Organization {
    organization_with(|json| {
        let subscriptions = json["subscriptions"].as_array_mut().unwrap();
        let mut channel = |id: u64, name: &str, more: serde_json::Value| {
            let mut value =
                json!({"stream_id": id, "name": name, "color": "#112233", "is_muted": false});
            for (key, field) in more.as_object().unwrap() {
                value[key] = field.clone();
            }
            subscriptions.push(value);
        };
        channel(10, "kiln", json!({"pin_to_top": true}));
        channel(11, "attic", json!({"is_archived": true}));
        channel(12, "Celadon", json!({"folder_id": 5}));
        channel(
            13,
            "abandoned",
            json!({"folder_id": 5, "is_recently_active": false}),
        );
        json["channel_folders"] = json!([{"id": 5, "name": "Glazes", "order": 0}]);
        json["user_settings"] = json!({"demote_inactive_streams": 2});
    })
}

fn policy(channel: u64, topic: &str, policy: u64) -> Event {
    event(
        json!({"type": "user_topic", "stream_id": channel, "topic_name": topic,
                 "last_updated": 1, "visibility_policy": policy}),
    )
}

#[test]
fn channels_stand_in_sections() {
    let mut org = organization();
    let shape = |org: &Organization| -> Vec<(SectionKind, Vec<u64>)> {
        let sections = org.sections().into_iter();
        sections
            .map(|s| (s.kind, s.channels.iter().map(|(id, _)| id.0).collect()))
            .collect()
    };
    let folder = SectionKind::Folder(FolderId(5));
    let expected = [
        (SectionKind::Pinned, vec![10]),
        (folder, vec![12, 13]),
        (SectionKind::Other, vec![1, 2]),
    ];
    assert_eq!(shape(&org), expected);
    assert_eq!(org.sections()[1].channels[1].1, Standing::Inactive);
    assert_eq!(org.sections()[2].channels[1].1, Standing::Muted);
    let setting = json!({"type": "user_settings", "op": "update",
                         "property": "web_left_sidebar_show_channel_folders", "value": false});
    org.apply(event(setting), NOW).unwrap();
    let expected = [
        (SectionKind::Pinned, vec![10]),
        (SectionKind::Other, vec![12, 1, 2, 13]),
    ];
    assert_eq!(shape(&org), expected);
}

#[test]
fn a_folder_whose_channels_are_all_muted_or_inactive_stands_below_the_others() {
    let mut org = organization();
    let mute = json!({"type": "subscription", "op": "update", "stream_id": 12,
                      "property": "is_muted", "value": true});
    org.apply(event(mute), NOW).unwrap();
    let kinds: Vec<SectionKind> = org.sections().iter().map(|section| section.kind).collect();
    let folder = SectionKind::Folder(FolderId(5));
    assert_eq!(kinds, [SectionKind::Pinned, SectionKind::Other, folder]);
}

#[test]
fn inactive_channels_go_down_by_themselves_where_there_are_many() {
    let quiet = |count: u64| {
        organization_with(|json| {
            for id in 100..100 + count {
                json["subscriptions"].as_array_mut().unwrap().push(json!(
                    {"stream_id": id, "name": format!("c{id}"), "color": "#112233", "is_muted": false,
                     "is_recently_active": id != 100}));
            }
        })
    };
    let last = |org: Organization| org.sections().last().unwrap().channels.last().unwrap().0;
    assert_eq!(last(quiet(10)), ChannelId(2));
    assert_eq!(last(quiet(40)), ChannelId(100));
}

#[test]
fn next_topics_follow_the_left_side() {
    let mut org = organization();
    for (id, channel, topic) in [
        (1, 1, "glaze"),
        (2, 1, "lunch"),
        (3, 1, "kiln"),
        (4, 2, "noise"),
        (5, 2, "news"),
        (6, 10, "firing"),
        (7, 12, "cracks"),
        (8, 11, "dust"),
    ] {
        org.apply(arrival(message(id, channel, topic, 7)), NOW)
            .unwrap();
    }
    org.apply(policy(1, "lunch", 1), NOW).unwrap();
    org.apply(policy(2, "news", 3), NOW).unwrap();
    let topics: Vec<String> = org
        .topics(ChannelId(1))
        .iter()
        .map(|t| t.name.as_str().to_owned())
        .collect();
    assert_eq!(topics, ["kiln", "lunch", "glaze"]);
    let mut visited = Vec::new();
    let mut current = None;
    for _ in 0..6 {
        current = org.next_unread_topic(current.as_ref(), false);
        visited.push(current.clone().unwrap());
    }
    let expected = [
        (10, "firing"),
        (12, "cracks"),
        (1, "kiln"),
        (1, "glaze"),
        (2, "news"),
        (10, "firing"),
    ];
    assert_eq!(
        visited,
        expected.map(|(channel, topic)| place(channel, topic))
    );
    assert_eq!(
        org.next_unread_topic(Some(&place(1, "kiln")), true),
        Some(place(2, "news"))
    );
    assert_eq!(org.next_unread_topic(Some(&place(2, "news")), true), None);
    // From a topic without unread messages in the middle, and from the last one back in the channel.
    assert_eq!(
        org.next_unread_topic(Some(&place(1, "lunch")), false),
        Some(place(1, "glaze"))
    );
    let read = json!({"type": "update_message_flags", "op": "add", "flag": "read",
                      "messages": [4, 5, 6, 7], "all": false});
    org.apply(event(read), NOW).unwrap();
    assert_eq!(
        org.next_unread_topic(Some(&place(1, "glaze")), false),
        Some(place(1, "kiln"))
    );
}

#[test]
fn topics_stand_by_their_names_where_that_is_wanted() {
    let mut org = organization();
    for (id, topic) in [
        (50, "Zoo"),
        (51, "\u{2714} apple"),
        (52, "Mango"),
        (53, "banana"),
    ] {
        org.apply(arrival(message(id, 1, topic, 7)), NOW).unwrap();
    }
    let names = |org: &Organization| -> Vec<String> {
        let rows = org.topics(ChannelId(1)).into_iter();
        rows.filter(|row| row.max_id >= MessageId(50))
            .map(|row| row.name.as_str().to_owned())
            .collect()
    };
    assert_eq!(names(&org), ["banana", "Mango", "\u{2714} apple", "Zoo"]);
    org.order_topics(TopicOrder::Name);
    assert_eq!(names(&org), ["\u{2714} apple", "banana", "Mango", "Zoo"]);
}

#[test]
fn next_dms_go_on_from_the_current_one() {
    let mut org = organization();
    for (id, others) in [(1, vec![7]), (2, vec![8]), (3, vec![9]), (4, vec![7, 8])] {
        org.apply(arrival(dm(id, &others, others[0])), NOW).unwrap();
    }
    let next = |current: Option<&[u64]>| org.next_unread_dm(current.map(dm_key).as_ref());
    assert_eq!(next(None), Some(dm_key(&[7, 8])));
    assert_eq!(next(Some(&[7, 8])), Some(dm_key(&[9])));
    assert_eq!(next(Some(&[7])), Some(dm_key(&[7, 8])));
    assert_eq!(next(Some(&[])), Some(dm_key(&[7, 8])));
}

#[test]
fn the_first_unread_message_depends_on_what_is_shown() {
    let mut org = organization();
    for message in [
        message(4, 2, "noise", 7),
        message(5, 1, "kiln", 7),
        message(6, 1, "glaze", 7),
        dm(7, &[7], 7),
    ] {
        org.apply(arrival(message), NOW).unwrap();
    }
    let first = |org: &Organization, view: &View| org.first_unread(view);
    let at = |id| FirstUnread::At(MessageId(id));
    assert_eq!(first(&org, &View::Combined), at(5));
    assert_eq!(first(&org, &View::Channel(ChannelId(2))), at(4));
    assert_eq!(first(&org, &View::AllDms), at(7));
    assert_eq!(first(&org, &View::Conversation(place(1, "Glaze"))), at(6));
    assert_eq!(first(&org, &View::Mentions), FirstUnread::Nowhere);
    assert_eq!(first(&org, &View::Starred), FirstUnread::Nowhere);
    assert_eq!(
        first(&org, &View::Search("is:unread".parse().unwrap())),
        FirstUnread::AskServer
    );
    org.apply(policy(1, "kiln", 1), NOW).unwrap();
    assert_eq!(first(&org, &View::Combined), at(6));
    assert_eq!(first(&org, &View::Channel(ChannelId(1))), at(6));
}

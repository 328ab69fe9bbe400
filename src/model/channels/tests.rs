use super::*;
use crate::model::testing::organization;
use serde_json::json;

fn subscription(value: serde_json::Value) -> SubscriptionEvent {
    let mut value = value;
    value["id"] = json!(1);
    value["type"] = json!("subscription");
    let raw = serde_json::from_str(&value.to_string()).unwrap();
    match crate::api::event::Event::parse(&raw).unwrap() {
        crate::api::event::Event::Subscription(event) => event,
        other => panic!("{other:?}"),
    }
}

#[test]
fn subscribing_and_leaving_keep_what_is_personal() {
    let mut channels = organization().channels;
    let me = UserId(6);
    assert_eq!(
        channels.get(ChannelId(3)).unwrap().relation,
        Relation::NeverSubscribed
    );
    let add = subscription(json!({"op": "add", "subscriptions": [
        {"stream_id": 3, "name": "Elsewhere", "color": "#112233", "is_muted": false,
         "pin_to_top": true, "subscriber_count": 4}]}));
    channels.apply_subscription(&add, me).unwrap();
    assert!(channels.is_subscribed(ChannelId(3)));
    let remove = SubscriptionEvent::Remove(vec![ChannelId(3), ChannelId(99)]);
    channels.apply_subscription(&remove, me).unwrap();
    let state = channels.get(ChannelId(3)).unwrap();
    assert_eq!(state.relation, Relation::Unsubscribed);
    assert!(state.personal.pin_to_top);
    assert_eq!(state.channel.subscriber_count, Some(3));
    assert_eq!(channels.by_name("ELSEWHERE").unwrap().id(), ChannelId(3));
}

#[test]
fn peers_are_counted_and_listed() {
    let mut channels = organization().channels;
    let state = channels.map.get_mut(&ChannelId(1)).unwrap();
    state.subscribers = Subscribers::All(vec![UserId(6), UserId(8)]);
    state.channel.subscriber_count = Some(2);
    let peers = SubscriptionEvent::PeerAdd(
        vec![ChannelId(1), ChannelId(99)],
        vec![UserId(7), UserId(8)],
    );
    channels.apply_subscription(&peers, UserId(6)).unwrap();
    let state = channels.get(ChannelId(1)).unwrap();
    assert_eq!(
        state.subscribers,
        Subscribers::All(vec![UserId(6), UserId(7), UserId(8)])
    );
    assert_eq!(state.channel.subscriber_count, Some(3));
    assert_eq!(channels.is_subscriber(ChannelId(1), UserId(9)), Some(false));
    assert_eq!(channels.is_subscriber(ChannelId(2), UserId(9)), None);
    let peers = SubscriptionEvent::PeerRemove(vec![ChannelId(1)], vec![UserId(8)]);
    channels.apply_subscription(&peers, UserId(6)).unwrap();
    assert_eq!(
        channels.get(ChannelId(1)).unwrap().channel.subscriber_count,
        Some(2)
    );
}

#[test]
fn changes_to_channels_never_heard_of_do_not_fit() {
    let mut channels = organization().channels;
    let update =
        |id| ChannelEvent::Update(ChannelId(id), Box::new(ChannelChange::Name("New".into())));
    channels.apply_channel(update(1)).unwrap();
    assert_eq!(channels.by_name("new").unwrap().id(), ChannelId(1));
    let error = channels.apply_channel(update(99)).unwrap_err();
    assert_eq!(error, CannotApply::UnknownChannel(ChannelId(99)));
}

#[test]
fn folders_follow_their_order() {
    let folder = |id: u64, order: Option<i64>| ChannelFolder {
        id: FolderId(id),
        name: "x".into(),
        description: "".into(),
        rendered_description: "".into(),
        order,
        creator_id: None,
        date_created: None,
        is_archived: false,
    };
    let mut channels = Channels::default();
    for (id, order) in [(1, Some(2)), (2, Some(0)), (3, None)] {
        channels
            .apply_folder(FolderEvent::Add(folder(id, order)))
            .unwrap();
    }
    let ids = |channels: &Channels| {
        channels
            .folders()
            .iter()
            .map(|folder| folder.id.0)
            .collect::<Vec<_>>()
    };
    assert_eq!(ids(&channels), [2, 1, 3]);
    let order = vec![FolderId(3), FolderId(1), FolderId(2)];
    channels.apply_folder(FolderEvent::Reorder(order)).unwrap();
    assert_eq!(ids(&channels), [3, 1, 2]);
}

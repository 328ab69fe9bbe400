use super::*;
use proptest::prelude::*;

fn topic(channel: u64, name: &str) -> Conversation {
    Conversation::topic(ChannelId(channel), name.into())
}

fn ids(list: &[u64]) -> Vec<MessageId> {
    list.iter().copied().map(MessageId).collect()
}

#[test]
fn topics_split_by_case_are_merged() {
    let snapshot: UnreadMessages = serde_json::from_str(
        r#"{"count":3,"pms":[{"other_user_id":6,"unread_message_ids":[4]}],"huddles":[],
            "streams":[{"stream_id":1,"topic":"Kiln","unread_message_ids":[5,9]},
                       {"stream_id":1,"topic":"kiln","unread_message_ids":[7]}],
            "mentions":[9,800],"old_unreads_missing":false}"#,
    )
    .unwrap();
    let unreads = Unreads::new(snapshot, UserId(6));
    assert_eq!(unreads.of(&topic(1, "KILN")), ids(&[5, 7, 9]));
    assert_eq!(unreads.of_dm(&DmKey::new([], UserId(6))), ids(&[4]));
    assert_eq!(
        unreads.mentions().collect::<Vec<_>>(),
        [(MessageId(9), MentionKind::Unsaid)]
    );
    unreads.check().unwrap();
}

#[test]
fn moving_keeps_mentions() {
    let mut unreads = Unreads::default();
    unreads.insert(MessageId(3), topic(1, "a"));
    unreads.insert(MessageId(2), topic(1, "a"));
    unreads.set_mention(MessageId(3), Some(MentionKind::Wildcard));
    assert!(unreads.relocate(&ids(&[2, 3, 99]), &topic(2, "b")));
    assert_eq!(unreads.of(&topic(2, "b")), ids(&[2, 3]));
    assert_eq!(unreads.mention(MessageId(3)), Some(MentionKind::Wildcard));
    assert!(unreads.drop_channel(ChannelId(2)) && unreads.is_empty());
    unreads.check().unwrap();
}

proptest! {
    #[test]
    fn any_order_of_changes_keeps_the_books(steps in prop::collection::vec((0u8..5, 0u64..30, 0u64..3, 0u8..3), 0..80)) {
        let mut unreads = Unreads::default();
        let mut naive: std::collections::BTreeMap<u64, (u64, u8)> = std::collections::BTreeMap::new();
        let place = |channel: u64, name: u8| topic(channel, ["a", "A", "b"][usize::from(name)]);
        for (kind, id, channel, name) in steps {
            let message = MessageId(id);
            match kind {
                0 | 1 => {
                    unreads.insert(message, place(channel, name));
                    naive.insert(id, (channel, u8::from(name == 2)));
                }
                2 => {
                    prop_assert_eq!(unreads.remove(message), naive.remove(&id).is_some());
                }
                3 => {
                    let gone: Vec<u64> = naive.keys().copied().filter(|key| key % 3 == id % 3).collect();
                    prop_assert_eq!(unreads.remove_all(&ids(&gone)), gone.len());
                    naive.retain(|key, _| key % 3 != id % 3);
                }
                _ => {
                    unreads.drop_channel(ChannelId(channel));
                    naive.retain(|_, place| place.0 != channel);
                }
            }
            prop_assert!(unreads.check().is_ok());
            prop_assert_eq!(unreads.len(), naive.len());
            for (id, (channel, is_b)) in &naive {
                let expected = place(*channel, if *is_b == 1 { 2 } else { 0 });
                prop_assert_eq!(unreads.place(MessageId(*id)), Some(&expected));
            }
        }
    }
}

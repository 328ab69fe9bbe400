//! Small things for unit tests: an organization, messages, events.

use serde_json::{Value, json};

use super::Organization;
use crate::api::conversation::{Conversation, DmKey};
use crate::api::event::{ContentEdit, Event, MessageMove, PropagateMode, UpdateMessage};
use crate::api::flags::{Flags, MessageFlag};
use crate::api::ids::{ChannelId, MessageId, TopicName, UserId};
use crate::api::message::Message;
use crate::api::snapshot::Snapshot;
use crate::api::time::{UnixMillis, UnixSeconds};
use crate::api::user::User;

/// The time in all tests that do not care.
pub(crate) const NOW: UnixMillis = UnixMillis(1_700_000_000_000);

/// Ada (6) sees `workshop` (1) and the muted `firehose` (2), and is not in `Elsewhere` (3);
/// Ben (7), Chika (8) and Dmitri (9) are there too.
pub(crate) fn snapshot_json() -> Value {
    let person = |id: u64, name: &str, role: u64| {
        json!({"user_id": id, "full_name": name, "email": format!("{}@x", name.to_lowercase()),
               "role": role, "is_bot": false, "date_joined": "2020-01-01T00:00+00:00"})
    };
    json!({
        "queue_id": "q", "last_event_id": -1, "zulip_version": "11.0", "zulip_merge_base": "",
        "zulip_feature_level": 421, "user_id": 6, "email": "ada@x", "full_name": "Ada",
        "realm_name": "Lapis", "realm_url": "http://x",
        "realm_users": [person(6, "Ada", 400), person(7, "Ben", 200), person(8, "Chika", 400),
                        person(9, "Dmitri", 600)],
        "realm_user_groups": [
            {"id": 9, "name": "role:nobody", "members": [], "is_system_group": true},
            {"id": 11, "name": "role:administrators", "members": [7], "is_system_group": true},
            {"id": 14, "name": "role:members", "members": [6, 8], "direct_subgroup_ids": [11],
             "is_system_group": true},
            {"id": 15, "name": "role:everyone", "members": [9], "direct_subgroup_ids": [14],
             "is_system_group": true},
        ],
        "subscriptions": [
            {"stream_id": 1, "name": "workshop", "color": "#112233", "is_muted": false},
            {"stream_id": 2, "name": "firehose", "color": "#112233", "is_muted": true},
        ],
        "never_subscribed": [{"stream_id": 3, "name": "Elsewhere"}],
        "unread_msgs": {"count": 0, "pms": [], "streams": [], "huddles": [], "mentions": [],
                        "old_unreads_missing": false},
        "starred_messages": [], "user_settings": {}, "user_topics": [], "muted_users": [],
        "recent_private_conversations": [],
    })
}

/// The organization of [`snapshot_json`], changed before it is read.
pub(crate) fn organization_with(change: impl FnOnce(&mut Value)) -> Organization {
    let mut json = snapshot_json();
    change(&mut json);
    let snapshot = Snapshot::parse(json.to_string().as_bytes()).unwrap();
    Organization::new(snapshot, NOW).unwrap()
}

/// The organization of [`snapshot_json`].
pub(crate) fn organization() -> Organization {
    organization_with(|_| {})
}

/// A user.
pub(crate) fn user(id: u64, name: &str) -> User {
    serde_json::from_value(json!({"user_id": id, "full_name": name, "email": "x@x"})).unwrap()
}

fn at(id: u64, conversation: Conversation, sender: u64) -> Message {
    Message {
        id: MessageId(id),
        conversation,
        sender_id: UserId(sender),
        sender_full_name: format!("User {sender}").into(),
        timestamp: UnixSeconds(1_700_000_000 + i64::try_from(id).unwrap()),
        content: format!("<p>{id}</p>").into(),
        is_me_message: false,
        flags: Flags::default(),
        reactions: Vec::new(),
        submessages: Vec::new(),
        last_edit: None,
        last_moved: None,
        topic_links: Box::default(),
        client: "test".into(),
    }
}

/// An unread message of a topic.
pub(crate) fn message(id: u64, channel: u64, topic: &str, sender: u64) -> Message {
    at(id, place(channel, topic), sender)
}

/// An unread direct message to Ada and these others.
pub(crate) fn dm(id: u64, others: &[u64], sender: u64) -> Message {
    at(id, Conversation::Dm(dm_key(others)), sender)
}

/// The conversation of Ada and these others.
pub(crate) fn dm_key(others: &[u64]) -> DmKey {
    DmKey::new(others.iter().copied().map(UserId), UserId(6))
}

/// A topic.
pub(crate) fn place(channel: u64, topic: &str) -> Conversation {
    Conversation::topic(ChannelId(channel), TopicName::new(topic))
}

/// The same message with these flags.
pub(crate) fn flagged(mut message: Message, flags: &[MessageFlag]) -> Message {
    message.flags = Flags::of(flags.iter().cloned());
    message
}

/// Ids.
pub(crate) fn ids(list: &[u64]) -> Vec<MessageId> {
    list.iter().copied().map(MessageId).collect()
}

/// An edit of a message's content at second 50.
pub(crate) fn edit(id: u64, content: &str) -> UpdateMessage {
    UpdateMessage {
        user_id: Some(UserId(7)),
        rendering_only: false,
        message_id: MessageId(id),
        message_ids: vec![MessageId(id)],
        flags: Flags::default(),
        edit_timestamp: Some(UnixSeconds(50)),
        content: Some(ContentEdit {
            rendered: content.into(),
            is_me_message: None,
        }),
        moved: None,
    }
}

/// A move of messages from topic to topic at second 50.
pub(crate) fn move_messages(list: &[u64], from: (u64, &str), to: (u64, &str)) -> UpdateMessage {
    UpdateMessage {
        message_id: MessageId(list[0]),
        message_ids: ids(list),
        content: None,
        moved: Some(MessageMove {
            from_channel: ChannelId(from.0),
            from_topic: from.1.into(),
            to_channel: ChannelId(to.0),
            to_topic: to.1.into(),
            propagate_mode: PropagateMode::All,
            topic_links: None,
        }),
        ..edit(list[0], "")
    }
}

/// An event as the server writes it.
pub(crate) fn event(mut json: Value) -> Event {
    json["id"] = json!(0);
    let raw = serde_json::from_str(&json.to_string()).unwrap();
    Event::parse(&raw).unwrap()
}

/// The event that brings a message.
pub(crate) fn arrival(message: Message) -> Event {
    Event::Message(Box::new(crate::api::event::MessageEvent {
        message,
        local_message_id: None,
    }))
}

/// Flags set on messages, or taken away.
pub(crate) fn flags_event(op: &str, flag: &str, list: &[u64]) -> Event {
    event(
        json!({"type": "update_message_flags", "op": op, "flag": flag, "messages": list, "all": false}),
    )
}

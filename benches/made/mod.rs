//! Data as a large organization's server makes it, for the measurements.

#![allow(dead_code)] // Each bench uses another part of it.

pub mod program;

use std::fmt::Write;

use lazuli::api::event::RawEvent;
use lazuli::api::message::MessagesPage;
use lazuli::api::snapshot::Snapshot;
use lazuli::api::time::UnixMillis;
use lazuli::model::Organization;

/// The moment at which all of it happens.
pub const NOW: UnixMillis = UnixMillis(1_700_000_000_000);

/// A register reply as a large organization's server makes it. One in five was there lately.
pub fn register_reply(people: usize, channels: usize) -> String {
    let mut text = String::with_capacity(people * 420 + channels * 900);
    text.push_str(
        r#"{"result":"success","msg":"","queue_id":"b","last_event_id":-1,"zulip_version":"11.0","zulip_merge_base":"11.0","zulip_feature_level":421,"user_id":10,"email":"user10@lapis.example","full_name":"Person 10","realm_name":"Large","realm_url":"http://localhost","realm_users":["#,
    );
    let comma = |at: usize| if at == 0 { "" } else { "," };
    for at in 0..people {
        let (comma, id) = (comma(at), 10 + at);
        write!(
            text,
            r#"{comma}{{"user_id":{id},"email":"user{id}@lapis.example","delivery_email":null,"full_name":"Person {id} Öst","date_joined":"2024-05-12T08:30:00+00:00","is_active":true,"is_owner":false,"is_admin":false,"is_guest":false,"is_bot":false,"bot_type":null,"bot_owner_id":null,"role":400,"timezone":"Europe/Berlin","avatar_url":null,"avatar_version":1,"profile_data":{{}}}}"#
        )
        .unwrap();
    }
    text.push_str(r#"],"realm_non_active_users":[],"cross_realm_bots":[],"subscriptions":["#);
    for at in 0..channels {
        let comma = comma(at);
        write!(
            text,
            r##"{comma}{{"stream_id":{at},"name":"channel {at}","description":"About {at}","rendered_description":"<p>About {at}</p>","date_created":1700000000,"creator_id":10,"invite_only":false,"is_web_public":false,"is_archived":false,"history_public_to_subscribers":true,"message_retention_days":null,"first_message_id":1,"is_recently_active":true,"stream_weekly_traffic":12,"subscriber_count":100,"folder_id":null,"topics_policy":"inherit","stream_post_policy":1,"can_send_message_group":15,"can_add_subscribers_group":9,"can_remove_subscribers_group":11,"can_administer_channel_group":9,"can_subscribe_group":9,"color":"#76ce90","is_muted":false,"pin_to_top":false,"desktop_notifications":null,"audible_notifications":null,"push_notifications":null,"email_notifications":null,"wildcard_mentions_notify":null,"in_home_view":true}}"##
        )
        .unwrap();
    }
    text.push_str(r#"],"unsubscribed":[],"never_subscribed":[],"presences":{"#);
    for at in 0..people / 5 {
        let (comma, id) = (comma(at), 10 + at * 5);
        write!(
            text,
            r#"{comma}"{id}":{{"active_timestamp":1700000000,"idle_timestamp":1700000100}}"#
        )
        .unwrap();
    }
    text.push_str(r#"},"presence_last_update_id":1,"unread_msgs":{"count":0,"pms":[],"huddles":[],"mentions":[],"old_unreads_missing":false,"streams":["#);
    for at in 0..channels {
        let (comma, id) = (comma(at), at * 10);
        write!(
            text,
            r#"{comma}{{"stream_id":{at},"topic":"kiln","unread_message_ids":[{},{},{}]}}"#,
            id + 1,
            id + 2,
            id + 3
        )
        .unwrap();
    }
    text.push_str(r#"]},"realm_user_groups":[{"id":14,"name":"role:members","description":"Members","is_system_group":true,"direct_subgroup_ids":[],"members":["#);
    for at in 0..people {
        write!(text, "{}{}", comma(at), 10 + at).unwrap();
    }
    text.push_str("]}]}");
    text
}

/// The model of a register reply.
pub fn build(reply: &[u8]) -> Organization {
    Organization::new(Snapshot::parse(reply).unwrap(), NOW).unwrap()
}

/// Messages mostly, with reactions, flags, moves, typing and presence between them.
pub fn batch(count: usize) -> Vec<RawEvent> {
    let event = |at: usize| {
        let id = 100_000 + at;
        let text = match at % 10 {
            0..=4 => format!(
                r#"{{"id":{at},"type":"message","flags":[],"message":{{"id":{id},"sender_id":{},"sender_full_name":"Person","sender_email":"x@y","sender_realm_str":"z","client":"website","timestamp":1700000000,"content":"<p>fire the kiln number {at}, and <strong>mind</strong> the glaze</p>","content_type":"text/html","is_me_message":false,"reactions":[],"submessages":[],"topic_links":[],"recipient_id":9,"avatar_url":null,"type":"stream","stream_id":{},"subject":"topic {}","display_recipient":"channel"}}}}"#,
                10 + at % 500,
                at % 1000,
                at % 7
            ),
            5 | 6 => format!(
                r#"{{"id":{at},"type":"reaction","op":"add","message_id":{},"user_id":12,"emoji_name":"tada","emoji_code":"1f389","reaction_type":"unicode_emoji"}}"#,
                id - 5
            ),
            7 => format!(
                r#"{{"id":{at},"type":"update_message_flags","op":"add","flag":"read","messages":[{},{}],"all":false}}"#,
                id - 3,
                id - 4
            ),
            8 => format!(
                r#"{{"id":{at},"type":"update_message","user_id":12,"rendering_only":false,"message_id":{0},"message_ids":[{0}],"flags":[],"edit_timestamp":1700000001,"stream_id":{1},"orig_subject":"topic {2}","subject":"elsewhere","propagate_mode":"change_one","topic_links":[]}}"#,
                id - 4,
                (at - 4) % 1000,
                (at - 4) % 7
            ),
            _ => format!(
                r#"{{"id":{at},"type":"typing","op":"start","message_type":"stream","sender":{{"user_id":12,"email":"x"}},"stream_id":{},"topic":"topic 1"}}"#,
                at % 1000
            ),
        };
        serde_json::from_str(&text).unwrap()
    };
    (0..count).map(event).collect()
}

/// A page of `count` messages in topics of channel 0, up to and with the newest.
pub fn page(count: usize) -> MessagesPage {
    let mut text = String::from(
        r#"{"found_oldest":true,"found_newest":true,"found_anchor":false,"messages":["#,
    );
    for at in 0..count {
        let comma = if at == 0 { "" } else { "," };
        write!(
            text,
            r#"{comma}{{"id":{},"flags":["read"],"sender_id":{},"sender_full_name":"Person","sender_email":"x@y","sender_realm_str":"z","client":"website","timestamp":{},"content":"<p>fire the kiln number {at}, and <strong>mind</strong> the glaze of <span class=\"user-mention\" data-user-id=\"12\">@Person 12</span></p>","content_type":"text/html","is_me_message":false,"reactions":[],"submessages":[],"topic_links":[],"recipient_id":9,"avatar_url":null,"type":"stream","stream_id":0,"subject":"topic {}","display_recipient":"channel 0"}}"#,
            1000 + at,
            10 + at / 3 % 50,
            1_690_000_000 + at * 60,
            at / 5 % 7,
        )
        .unwrap();
    }
    text.push_str("]}");
    serde_json::from_str(&text).unwrap()
}

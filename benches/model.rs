//! How long the model takes: a large register reply, a large batch of events; and its memory.
//!
//! `cargo bench --bench model`

use std::fmt::Write;

use lazuli::api::snapshot::Snapshot;

fn main() {
    divan::main();
}

/// A register reply as a large organization's server makes it.
fn register_reply(people: usize, channels: usize) -> String {
    let mut text = String::with_capacity(people * 400);
    text.push_str(
        r#"{"result":"success","msg":"","queue_id":"b","last_event_id":-1,"zulip_version":"11.0","zulip_merge_base":"11.0","zulip_feature_level":421,"user_id":10,"email":"user10@lapis.example","full_name":"Person 10","realm_name":"Large","realm_url":"http://localhost","realm_users":["#,
    );
    for at in 0..people {
        let comma = if at == 0 { "" } else { "," };
        let id = 10 + at;
        write!(
            text,
            r#"{comma}{{"user_id":{id},"email":"user{id}@lapis.example","delivery_email":"person.{id}@lapis.example","full_name":"Person {id} Öst","date_joined":"2024-05-12T08:30:00+00:00","is_active":true,"is_owner":false,"is_admin":false,"is_guest":false,"is_bot":false,"bot_type":null,"bot_owner_id":null,"role":400,"timezone":"Europe/Berlin","avatar_url":null,"avatar_version":1,"profile_data":{{}}}}"#
        )
        .unwrap();
    }
    text.push_str(r#"],"realm_non_active_users":[],"cross_realm_bots":[],"subscriptions":["#);
    for at in 0..channels {
        let comma = if at == 0 { "" } else { "," };
        write!(
            text,
            r##"{comma}{{"stream_id":{at},"name":"channel {at}","description":"About {at}","rendered_description":"<p>About {at}</p>","date_created":1700000000,"creator_id":10,"invite_only":false,"is_web_public":false,"is_archived":false,"history_public_to_subscribers":true,"message_retention_days":null,"first_message_id":1,"is_recently_active":true,"stream_weekly_traffic":12,"subscriber_count":100,"folder_id":null,"topics_policy":"inherit","stream_post_policy":1,"can_send_message_group":15,"can_add_subscribers_group":9,"can_remove_subscribers_group":11,"can_administer_channel_group":9,"can_subscribe_group":9,"color":"#76ce90","is_muted":false,"pin_to_top":false,"desktop_notifications":null,"audible_notifications":null,"push_notifications":null,"email_notifications":null,"wildcard_mentions_notify":null,"in_home_view":true}}"##
        )
        .unwrap();
    }
    text.push_str(r#"],"unsubscribed":[],"never_subscribed":[],"presences":{"#);
    for at in 0..people {
        let comma = if at == 0 { "" } else { "," };
        let id = 10 + at;
        write!(
            text,
            r#"{comma}"{id}":{{"active_timestamp":1700000000,"idle_timestamp":1700000100}}"#
        )
        .unwrap();
    }
    text.push_str(r#"},"presence_last_update_id":1,"realm_user_groups":[{"id":14,"name":"role:members","description":"Members","is_system_group":true,"direct_subgroup_ids":[],"members":["#);
    for at in 0..people {
        let comma = if at == 0 { "" } else { "," };
        write!(text, "{comma}{}", 10 + at).unwrap();
    }
    text.push_str("]}]}");
    text
}

#[divan::bench(sample_count = 10)]
fn parse_register_50_mb(bencher: divan::Bencher) {
    let reply = register_reply(108_000, 1_000);
    eprintln!("{} MB", reply.len() / 1_000_000);
    bencher.bench_local(|| Snapshot::parse(reply.as_bytes()).unwrap());
}

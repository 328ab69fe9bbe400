use super::*;

const CORE: &str = r#""queue_id":"q","last_event_id":-1,"zulip_version":"11.0","zulip_merge_base":"",
    "zulip_feature_level":379"#;

fn parse(rest: &str) -> Result<Snapshot, MalformedSnapshot> {
    Snapshot::parse(format!("{{{CORE}{rest}}}").as_bytes())
}

#[test]
fn a_reply_without_any_section_is_read() {
    let snapshot = parse("").unwrap();
    assert_eq!(snapshot.zulip_feature_level, FeatureLevel(379));
    assert!(snapshot.realm_users.is_none() && snapshot.unread_msgs.is_none());
}

#[test]
fn what_is_promised_must_be_there_and_the_error_names_it() {
    let error = Snapshot::parse(b"{}").unwrap_err().to_string();
    assert!(error.contains("zulip_version"), "{error}");
    let error = parse(r#","streams":[{"name":"x"}]"#)
        .unwrap_err()
        .to_string();
    assert!(
        error.contains("streams") && error.contains("stream_id"),
        "{error}"
    );
    assert!(Snapshot::parse(b"<html>").is_err());
}

#[test]
fn settings_go_to_their_places_and_unknown_fields_are_kept() {
    let snapshot = parse(
        r#","realm_name":"Lapis","realm_uri":"http://old","realm_novelty":1,
        "server_typing_started_expiry_period_milliseconds":5,"max_topic_length":61,
        "max_message_id":-1,"shiny":{"a":1},"is_admin":true,"server_timestamp":9.75"#,
    )
    .unwrap();
    assert_eq!(
        (&*snapshot.realm.name, &*snapshot.realm.url),
        ("Lapis", "http://old")
    );
    assert_eq!(snapshot.realm.other["novelty"], Value::from(1));
    assert_eq!(snapshot.server.typing_started_expiry_period_milliseconds, 5);
    assert_eq!(snapshot.limits.max_topic_length, 61);
    assert_eq!(snapshot.max_message_id, None);
    assert_eq!(
        snapshot.other.keys().map(|key| &**key).collect::<Vec<_>>(),
        ["shiny"]
    );
}

#[test]
fn the_new_name_of_the_url_wins() {
    for text in [
        r#","realm_uri":"http://old","realm_url":"http://new""#,
        r#","realm_url":"http://new","realm_uri":"http://old""#,
    ] {
        assert_eq!(&*parse(text).unwrap().realm.url, "http://new");
    }
}

#[test]
fn the_list_that_a_user_is_in_says_something() {
    let user = |id| format!(r#"[{{"user_id":{id},"full_name":"x","email":"x","is_bot":false}}]"#);
    let text = format!(
        r#","realm_users":{},"realm_non_active_users":{},"cross_realm_bots":{}"#,
        user(1),
        user(2),
        user(3)
    );
    let snapshot = parse(&text).unwrap();
    assert!(snapshot.realm_users.unwrap()[0].is_active);
    assert!(!snapshot.realm_non_active_users.unwrap()[0].is_active);
    let bot = &snapshot.cross_realm_bots.unwrap()[0];
    assert!(bot.is_cross_realm && bot.is_bot && bot.is_active);
}

#[test]
fn unread_messages_of_groups_are_keyed_by_everybody() {
    let text = r#","unread_msgs":{"count":1,"pms":[],"streams":[],"huddles":[
        {"user_ids_string":"6,10,11","unread_message_ids":[217]}],"mentions":[],
        "old_unreads_missing":true}"#;
    let unread = parse(text).unwrap().unread_msgs.unwrap();
    assert_eq!(
        unread.huddles[0].people.all(),
        [UserId(6), UserId(10), UserId(11)]
    );
    assert!(unread.old_unreads_missing);
}

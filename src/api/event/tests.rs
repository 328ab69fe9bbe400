//! Every type and op is read; unknown ones are kept; broken ones are errors.

use super::*;

fn raw(text: &str) -> RawEvent {
    serde_json::from_str(text).unwrap()
}

fn parse(text: &str) -> Event {
    Event::parse(&raw(text)).unwrap()
}

#[test]
fn the_envelope_is_read_without_the_rest() {
    let event = raw(r#"{"zebra":[1,{"id":7}],"type":"striped","id":41}"#);
    assert_eq!((event.id, &*event.kind), (EventId(41), "striped"));
    assert!(serde_json::from_str::<RawEvent>(r#"{"type":"striped"}"#).is_err());
}

#[test]
fn unknown_types_and_ops_are_kept() {
    let text = r#"{"id":1,"type":"striped","op":"dazzle","n":1}"#;
    let Event::Unknown(event) = parse(text) else {
        panic!("known")
    };
    assert_eq!(
        (&*event.kind, event.op.as_deref(), &*event.raw),
        ("striped", Some("dazzle"), text)
    );
    for kind in [
        "update_message_flags\",\"flag\":\"read\",\"messages\":[],\"x\":\"",
        "subscription",
        "stream",
        "channel_folder",
        "realm_user",
        "realm_bot",
        "user_group",
        "realm",
        "realm_emoji",
        "realm_domains",
        "drafts",
        "saved_snippets",
        "scheduled_messages",
        "reminders",
        "attachment",
        "navigation_view",
    ] {
        let text = format!(r#"{{"id":1,"type":"{kind}","op":"dazzle"}}"#);
        assert!(matches!(parse(&text), Event::Unknown(_)), "{kind}");
    }
}

#[test]
fn a_known_event_without_its_promised_fields_is_malformed() {
    for text in [
        r#"{"id":1,"type":"message"}"#,
        r#"{"id":1,"type":"update_message","message_id":3}"#,
        r#"{"id":1,"type":"update_message","message_id":3,"flags":[],"orig_subject":"a"}"#,
        r#"{"id":1,"type":"delete_message"}"#,
        r#"{"id":1,"type":"update_message_flags","op":"add","flag":"read"}"#,
        r#"{"id":1,"type":"update_message_flags","flag":"read","messages":[1]}"#,
        r#"{"id":1,"type":"reaction","op":"add","message_id":1,"emoji_name":"a"}"#,
        r#"{"id":1,"type":"stream","op":"delete"}"#,
        r#"{"id":1,"type":"subscription","op":"update","stream_id":1}"#,
        r#"{"id":1,"type":"user_group","op":"add"}"#,
        r#"{"id":1,"type":"typing","op":"start","sender":{"user_id":1}}"#,
        r#"{"id":1,"type":"restart"}"#,
    ] {
        let error = Event::parse(&raw(text)).unwrap_err();
        assert_eq!((error.id, &*error.raw), (EventId(1), text));
    }
}

#[test]
fn a_move_to_the_place_where_the_message_is_counts_for_nothing() {
    let Event::UpdateMessage(event) = parse(
        r#"{"id":1,"type":"update_message","user_id":6,"rendering_only":false,"message_id":168,
            "message_ids":[178,170,168],"flags":[],"edit_timestamp":5,"stream_id":5,
            "new_stream_id":5,"orig_subject":"x","propagate_mode":"change_later"}"#,
    ) else {
        panic!("something else")
    };
    assert_eq!(event.moved, None);
    assert!(event.message_ids.is_sorted() && event.message_ids.len() == 3);
}

#[test]
fn a_rename_by_case_alone_is_a_move() {
    let Event::UpdateMessage(event) = parse(
        r#"{"id":1,"type":"update_message","user_id":6,"rendering_only":false,"message_id":1,
            "message_ids":[1],"flags":[],"edit_timestamp":5,"stream_id":5,"orig_subject":"x",
            "subject":"X","propagate_mode":"change_all"}"#,
    ) else {
        panic!("something else")
    };
    let moved = event.moved.unwrap();
    assert_eq!(
        (moved.from_topic.as_str(), moved.to_topic.as_str()),
        ("x", "X")
    );
}

#[test]
fn presence_of_one_client_is_not_all_there_is() {
    let presence = |json: &str| match parse(json) {
        Event::Presence(event) => event,
        other => panic!("{other:?}"),
    };
    let old = presence(
        r#"{"id":1,"type":"presence","user_id":3,"server_timestamp":9.5,"presence":{"website":{"client":"website","status":"active","timestamp":9,"pushable":false}}}"#,
    );
    let new = presence(
        r#"{"id":1,"type":"presence","server_timestamp":9,"presences":{"3":{"active_timestamp":9}}}"#,
    );
    assert_eq!(old.users, new.users);
    assert_eq!((old.complete, new.complete), (false, true));
}

#[test]
fn old_and_new_forms_give_the_same_event() {
    let pairs = [
        (
            r#"{"id":1,"type":"stream","op":"delete","streams":[{"stream_id":46,"name":"a"}]}"#,
            r#"{"id":1,"type":"stream","op":"delete","stream_ids":[46],"streams":[{"stream_id":46}]}"#,
        ),
        (
            r#"{"id":1,"type":"delete_message","message_id":7,"message_type":"private"}"#,
            r#"{"id":1,"type":"delete_message","message_ids":[7],"message_type":"direct"}"#,
        ),
        (
            r#"{"id":1,"type":"update_message_flags","operation":"add","flag":"read","messages":[1],"all":false}"#,
            r#"{"id":1,"type":"update_message_flags","op":"add","flag":"read","messages":[1],"all":false}"#,
        ),
        (
            r#"{"id":1,"type":"reaction","op":"add","message_id":1,"emoji_name":"a","emoji_code":"1","reaction_type":"unicode_emoji","user":{"user_id":3}}"#,
            r#"{"id":1,"type":"reaction","op":"add","message_id":1,"emoji_name":"a","emoji_code":"1","reaction_type":"unicode_emoji","user_id":3}"#,
        ),
        (
            r#"{"id":1,"type":"hotspots","hotspots":[]}"#,
            r#"{"id":1,"type":"onboarding_steps","onboarding_steps":[]}"#,
        ),
        (
            r#"{"id":1,"type":"typing","op":"start","message_type":"private","sender":{"user_id":3},"recipients":[{"user_id":4},{"user_id":3}]}"#,
            r#"{"id":1,"type":"typing","op":"start","message_type":"direct","sender":{"user_id":3},"recipients":[{"user_id":4},{"user_id":3}]}"#,
        ),
    ];
    for (old, new) in pairs {
        let (old, new) = (parse(old), parse(new));
        assert!(!matches!(old, Event::Unknown(_)));
        assert_eq!(old, new);
    }
}

#[test]
fn types_that_no_recording_holds_are_read() {
    let known = [
        r#"{"id":1,"type":"heartbeat"}"#,
        r#"{"id":1,"type":"web_reload_client","immediate":true}"#,
        r#"{"id":1,"type":"restart","zulip_version":"12.0","zulip_merge_base":"12.0","zulip_feature_level":500,"server_generation":9,"immediate":false}"#,
        r#"{"id":1,"type":"channel_folder","op":"add","channel_folder":{"id":3,"name":"Kilns","description":"","rendered_description":"","creator_id":6,"date_created":1,"is_archived":false,"order":3}}"#,
        r#"{"id":1,"type":"channel_folder","op":"update","channel_folder_id":3,"data":{"name":"Ovens"}}"#,
        r#"{"id":1,"type":"channel_folder","op":"reorder","order":[3,1]}"#,
        r#"{"id":1,"type":"reminders","op":"add","reminders":[{"reminder_id":1,"type":"private","to":[6],"content":"x","rendered_content":"<p>x</p>","scheduled_delivery_timestamp":5,"failed":false,"reminder_target_message_id":9}]}"#,
        r#"{"id":1,"type":"reminders","op":"remove","reminder_id":1}"#,
        r#"{"id":1,"type":"navigation_view","op":"add","navigation_view":{"fragment":"narrow/is/starred","is_pinned":true,"name":null}}"#,
        r#"{"id":1,"type":"navigation_view","op":"update","fragment":"inbox","data":{"is_pinned":false}}"#,
        r#"{"id":1,"type":"navigation_view","op":"remove","fragment":"inbox"}"#,
        r#"{"id":1,"type":"realm_emoji","op":"add","emoji":{"id":"2","name":"glaze","source_url":"/x.png","still_url":null,"deactivated":false,"author_id":1}}"#,
        r#"{"id":1,"type":"realm_emoji","op":"update_one","emoji_id":"2","data":{"deactivated":true}}"#,
        r#"{"id":1,"type":"realm_domains","op":"add","realm_domain":{"domain":"x.example","allow_subdomains":false}}"#,
        r#"{"id":1,"type":"realm_domains","op":"remove","domain":"x.example"}"#,
        r#"{"id":1,"type":"realm_playgrounds","realm_playgrounds":[{"id":1,"name":"P","pygments_language":"Python","url_template":"https://x/{code}"}]}"#,
        r#"{"id":1,"type":"realm_bot","op":"add","bot":{"user_id":9,"services":[]}}"#,
        r#"{"id":1,"type":"realm_bot","op":"delete","bot":{"user_id":9}}"#,
        r#"{"id":1,"type":"realm","op":"deactivated","realm_id":2}"#,
        r#"{"id":1,"type":"realm_user","op":"remove","person":{"user_id":9,"full_name":"x"}}"#,
        r#"{"id":1,"type":"realm_user_settings_defaults","op":"update","property":"enter_sends","value":true}"#,
        r#"{"id":1,"type":"update_display_settings","setting":true,"setting_name":"x","user":"a"}"#,
        r#"{"id":1,"type":"attachment","op":"add","attachment":{"id":1,"name":"a","path_id":"2/x","size":3,"create_time":5,"messages":[]},"upload_space_used":3}"#,
        r#"{"id":1,"type":"attachment","op":"remove","attachment":{"id":1},"upload_space_used":0}"#,
        r#"{"id":1,"type":"invites_changed"}"#,
        r#"{"id":1,"type":"has_zoom_token","value":true}"#,
        r#"{"id":1,"type":"has_webex_token","value":false}"#,
        r#"{"id":1,"type":"device","op":"add","device_id":1}"#,
        r#"{"id":1,"type":"realm_filters","realm_filters":[]}"#,
        r#"{"id":1,"type":"default_stream_groups","default_stream_groups":[]}"#,
        r#"{"id":1,"type":"realm_export","exports":[]}"#,
        r#"{"id":1,"type":"user_group","op":"remove","group_id":3}"#,
    ];
    for text in known {
        assert!(!matches!(parse(text), Event::Unknown(_)), "{text}");
    }
}

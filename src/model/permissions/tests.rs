use super::*;
use crate::model::testing::{NOW, dm_key, message, organization_with};
use serde_json::{Value, json};

const WORKSHOP: ChannelId = ChannelId(1);

/// The organization with these settings, oneself in this role.
fn with(settings: Value, role: u64) -> Organization {
    organization_with(|json| {
        for (key, value) in settings.as_object().unwrap() {
            json[key] = value.clone();
        }
        json["realm_users"][0]["role"] = json!(role);
    })
}

fn channel_with(settings: Value) -> Organization {
    organization_with(|json| {
        for (key, value) in settings.as_object().unwrap() {
            json["subscriptions"][0][key] = value.clone();
        }
    })
}

#[test]
fn posting_follows_the_newest_setting() {
    let can = |org: &Organization| org.can_post(WORKSHOP, NOW);
    assert!(can(&channel_with(json!({}))));
    assert!(!can(&channel_with(json!({"stream_post_policy": 2}))));
    assert!(!can(&channel_with(json!({"stream_post_policy": 4}))));
    assert!(can(&channel_with(
        json!({"stream_post_policy": 2, "can_send_message_group": 14})
    )));
    assert!(!can(&channel_with(json!({"can_send_message_group": 11}))));
    assert!(!can(&channel_with(json!({"is_archived": true}))));
    let listed = json!({"direct_members": [6], "direct_subgroups": []});
    let org = channel_with(json!({"can_send_message_group": listed, "can_create_topic_group": 9}));
    assert!(can(&org) && !org.can_create_topic(WORKSHOP, NOW));
    assert!(!org.can_post(ChannelId(99), NOW));
}

#[test]
fn full_members_have_waited_long_enough() {
    let org = |threshold: u64| {
        let mut org = channel_with(json!({"stream_post_policy": 3}));
        org.realm.settings.waiting_period_threshold = i64::try_from(threshold).unwrap();
        org.can_post(WORKSHOP, NOW)
    };
    // Ada joined in January 2020; now it is November 2023.
    assert!(org(1000) && !org(2000));
}

#[test]
fn the_channels_policy_on_topics_comes_first() {
    let rule = |policy: &str, realm: Value| {
        let mut org = channel_with(json!({"topics_policy": policy}));
        org.realm.settings.set("topics_policy", realm);
        org.topic_rule(WORKSHOP)
    };
    assert_eq!(
        rule("inherit", json!("disable_empty_topic")),
        TopicRule::NeedsName
    );
    assert_eq!(
        rule("allow_empty_topic", json!("disable_empty_topic")),
        TopicRule::Any
    );
    assert_eq!(rule("empty_topic_only", Value::Null), TopicRule::OnlyEmpty);
    assert_eq!(rule("inherit", Value::Null), TopicRule::Any);
    assert_eq!(
        with(json!({"realm_mandatory_topics": true}), 400).topic_rule(WORKSHOP),
        TopicRule::NeedsName
    );
}

#[test]
fn editing_ends_with_time_and_is_for_ones_own() {
    let mine = message(1, 1, "kiln", 6);
    let at = |seconds: i64| mine.timestamp.millis().plus(seconds * 1000);
    let org = with(json!({"realm_message_content_edit_limit_seconds": 60}), 400);
    assert!(org.can_edit(&mine, at(59)) && !org.can_edit(&mine, at(60)));
    assert!(!org.can_edit(&message(1, 1, "kiln", 7), at(0)));
    assert!(!with(json!({"realm_allow_message_editing": false}), 400).can_edit(&mine, at(0)));
    assert!(with(json!({}), 400).can_edit(&mine, at(1_000_000)));
}

#[test]
fn deleting_is_for_administrators_and_perhaps_for_ones_own() {
    let (mine, theirs) = (message(1, 1, "kiln", 6), message(1, 1, "kiln", 7));
    let both = |org: &Organization| (org.can_delete(&mine, NOW), org.can_delete(&theirs, NOW));
    assert_eq!(both(&with(json!({}), 200)), (true, true));
    assert_eq!(
        both(&with(json!({"realm_delete_own_message_policy": 2}), 400)),
        (false, false)
    );
    assert_eq!(
        both(&with(json!({"realm_delete_own_message_policy": 5}), 400)),
        (true, false)
    );
    let groups =
        json!({"realm_can_delete_any_message_group": 14, "realm_can_delete_own_message_group": 9});
    assert_eq!(both(&with(groups, 400)), (true, true));
    let groups = json!({"can_delete_own_message_group": 14});
    let mut org = channel_with(groups);
    org.realm.settings.can_delete_own_message_group =
        Some(GroupSetting::Group(crate::api::ids::GroupId(9)));
    assert_eq!(both(&org), (true, false));
}

#[test]
fn moving_and_resolving_have_older_and_newer_settings() {
    let kiln = message(1, 1, "kiln", 7);
    let all = |org: &Organization| {
        [
            org.can_move_within(&kiln, NOW),
            org.can_move_out(&kiln, NOW),
            org.can_resolve(WORKSHOP, NOW),
        ]
    };
    assert_eq!(all(&with(json!({}), 400)), [true, false, true]);
    let old =
        json!({"realm_edit_topic_policy": 4, "realm_move_messages_between_streams_policy": 1});
    assert_eq!(all(&with(old.clone(), 400)), [false, true, false]);
    assert_eq!(all(&with(old, 300)), [true, true, true]);
    let new = json!({"realm_edit_topic_policy": 6, "realm_can_move_messages_between_topics_group": 9,
                     "realm_can_resolve_topics_group": 15});
    assert_eq!(all(&with(new, 400)), [false, false, true]);
    let late = json!({"realm_move_messages_within_stream_limit_seconds": 1});
    let long_after = kiln.timestamp.millis().plus(10_000);
    assert!(!with(late.clone(), 400).can_move_within(&kiln, long_after));
    assert!(with(late, 300).can_move_within(&kiln, long_after));
}

#[test]
fn mentioning_everybody_is_free_in_small_channels() {
    let org = |settings: Value, count: u64| {
        let mut org = with(settings, 400);
        let peers = crate::api::event::SubscriptionEvent::PeerAdd(vec![WORKSHOP], vec![UserId(7)]);
        org.channels.apply_subscription(&peers, org.me()).unwrap();
        org.channels.set_subscriber_count(WORKSHOP, count);
        org.can_mention_everybody(WORKSHOP, NOW)
    };
    assert!(org(json!({"realm_wildcard_mention_policy": 5}), 15));
    assert!(!org(json!({"realm_wildcard_mention_policy": 5}), 16));
    assert!(org(json!({"realm_wildcard_mention_policy": 2}), 16));
    let newer =
        json!({"realm_wildcard_mention_policy": 6, "realm_can_mention_many_users_group": 14});
    assert!(org(newer, 16));
}

#[test]
fn somebody_in_the_conversation_must_be_allowed() {
    let org = with(json!({"realm_direct_message_permission_group": 11}), 400);
    assert!(org.can_write_to(&dm_key(&[7])) && !org.can_write_to(&dm_key(&[8])));
    assert!(org.can_write_to(&dm_key(&[7, 8])));
    let gone = organization_with(|json| json["realm_users"][2]["is_active"] = json!(false));
    assert!(!gone.can_write_to(&dm_key(&[8])) && gone.can_write_to(&dm_key(&[9])));
}

#[test]
fn why_a_message_cannot_be_sent_is_known_beforehand() {
    use super::sending::WhyNotSend;
    use crate::api::conversation::Conversation;
    use crate::api::ids::TopicName;
    let to = |topic: &str| Conversation::topic(WORKSHOP, TopicName::new(topic));
    let why = |org: &Organization, topic: &str| org.why_not_send(&to(topic), NOW);
    let org = channel_with(json!({}));
    assert_eq!(why(&org, "kiln"), None);
    assert_eq!(
        why(&org, &"é".repeat(61)),
        Some(WhyNotSend::TopicTooLong(60))
    );
    let unknown = Conversation::topic(ChannelId(99), TopicName::new("x"));
    assert_eq!(
        org.why_not_send(&unknown, NOW),
        Some(WhyNotSend::UnknownChannel(ChannelId(99)))
    );
    let archived = channel_with(json!({"is_archived": true}));
    assert_eq!(why(&archived, "kiln"), Some(WhyNotSend::Archived(WORKSHOP)));
    let closed = channel_with(json!({"can_send_message_group": 11}));
    assert_eq!(why(&closed, "kiln"), Some(WhyNotSend::MayNotPost(WORKSHOP)));
    let named = channel_with(json!({"topics_policy": "disable_empty_topic"}));
    assert_eq!(why(&named, ""), Some(WhyNotSend::NeedsTopic(WORKSHOP)));
    assert_eq!(why(&named, "kiln"), None);
    let nameless = channel_with(json!({"topics_policy": "empty_topic_only"}));
    assert_eq!(
        why(&nameless, "kiln"),
        Some(WhyNotSend::OnlyNameless(WORKSHOP))
    );
    assert_eq!(why(&nameless, ""), None);
}

#[test]
fn why_a_direct_message_cannot_be_sent_is_known_beforehand() {
    use super::sending::WhyNotSend;
    use crate::api::conversation::Conversation;
    let to_ben = Conversation::Dm(dm_key(&[7]));
    assert_eq!(with(json!({}), 400).why_not_send(&to_ben, NOW), None);
    let nobody = json!({"direct_members": [], "direct_subgroups": []});
    let closed = with(
        json!({"realm_direct_message_permission_group": nobody}),
        400,
    );
    assert_eq!(
        closed.why_not_send(&to_ben, NOW),
        Some(WhyNotSend::NoDirectMessages)
    );
    let answering = with(json!({"realm_direct_message_initiator_group": nobody}), 400);
    let stranger = Conversation::Dm(dm_key(&[7, 8]));
    let why = [&to_ben, &stranger].map(|place| answering.why_not_send(place, NOW));
    assert!(
        why.contains(&Some(WhyNotSend::MayNotBeginConversation)),
        "{why:?}"
    );
}

#[test]
fn why_a_message_cannot_be_edited_is_told() {
    use super::editing::WhyNotEdit;
    let (mine, other) = (message(1, 1, "kiln", 6), message(2, 1, "kiln", 7));
    let at = |seconds: i64| mine.timestamp.millis().plus(seconds * 1000);
    let org = with(json!({"realm_message_content_edit_limit_seconds": 60}), 400);
    assert_eq!(org.why_not_edit(&mine, at(30)), None);
    assert_eq!(
        org.why_not_edit(&mine, at(90)),
        Some(WhyNotEdit::TooLate(60))
    );
    assert_eq!(org.why_not_edit(&other, at(0)), Some(WhyNotEdit::NotOwn));
    let off = with(json!({"realm_allow_message_editing": false}), 400);
    assert_eq!(off.why_not_edit(&mine, at(0)), Some(WhyNotEdit::Switched));
    let archived = channel_with(json!({"is_archived": true}));
    assert_eq!(
        archived.why_not_edit(&mine, at(0)),
        Some(WhyNotEdit::Archived)
    );
}

#[test]
fn what_is_not_allowed_says_why() {
    let (mine, theirs) = (message(1, 1, "kiln", 6), message(1, 1, "kiln", 7));
    let later = |seconds: i64| mine.timestamp.millis().plus(seconds * 1000);
    let limited = with(
        json!({"realm_message_content_delete_limit_seconds": 600,
               "realm_move_messages_within_stream_limit_seconds": 604_800}),
        400,
    );
    assert_eq!(limited.why_not_delete(&mine, later(599)), None);
    let late = limited.why_not_delete(&mine, later(600)).unwrap();
    assert_eq!(
        late.sentence(),
        "It is too late: messages can be deleted within 10 minutes."
    );
    assert_eq!(
        limited.why_not_delete(&theirs, later(0)),
        Some(CannotDelete::NotYours)
    );
    let late = limited
        .why_not_move_within(&theirs, later(604_800))
        .unwrap();
    assert_eq!(
        late.sentence("between topics"),
        "It is too late: messages can be moved between topics within 7 days."
    );
    assert_eq!(
        limited.why_not_move_out(&theirs, later(0)),
        Some(CannotMove::NotAllowed)
    );
    let archived = channel_with(json!({"is_archived": true}));
    assert_eq!(
        archived.why_not_delete(&mine, NOW),
        Some(CannotDelete::Archived)
    );
    assert_eq!(
        archived.why_not_move_within(&mine, NOW),
        Some(CannotMove::Archived)
    );
    let resolve = |org: &Organization, topic: &str| {
        org.why_not_resolve(WORKSHOP, &crate::api::ids::TopicName::new(topic), NOW)
    };
    assert_eq!(resolve(&archived, "kiln"), Some(CannotResolve::Archived));
    assert_eq!(resolve(&limited, ""), Some(CannotResolve::Nameless));
    assert_eq!(resolve(&limited, "kiln"), None);
    let direct = crate::model::testing::dm(9, &[7], 7);
    assert_eq!(
        limited.why_not_move_within(&direct, NOW),
        Some(CannotMove::Direct)
    );
    assert_eq!(
        limited.why_not_move_out(&direct, NOW),
        Some(CannotMove::Direct)
    );
}

#[test]
fn ones_bots_messages_are_ones_own_to_delete() {
    let org = organization_with(|json| {
        json["realm_users"][0]["role"] = json!(400);
        let people = json["realm_users"].as_array_mut().unwrap();
        let seven = people.iter_mut().find(|person| person["user_id"] == 7);
        let seven = seven.unwrap();
        seven["is_bot"] = json!(true);
        seven["bot_owner_id"] = json!(6);
    });
    let by_bot = message(1, 1, "kiln", 7);
    assert!(org.can_delete(&by_bot, NOW));
    assert!(!org.can_move_out(&by_bot, NOW));
}

//! The reply to register has the shape of the recorded ones.

use serde_json::{Value, json};

use crate::demo_http::{Queue, person, still};
use crate::demo_shape::{FOLDERS, Shape, recorded, unexplained};

/// Where the demo server differs, and why.
const ALLOWED: [(&str, &str); 16] = [
    (
        ".channel_folders",
        "feature level 389: the demo organization has folders to show",
    ),
    (".subscriptions.folder_id", "the same"),
    (".unsubscribed.folder_id", "the same"),
    (".never_subscribed.folder_id", "the same"),
    (".streams.folder_id", "the same"),
    (".reminders", "feature level 399: reminders can be tried"),
    (".realm_bots", "no bots were recorded"),
    (
        ".realm_users.bot_type",
        "no bots were recorded among the people",
    ),
    (".realm_users.bot_owner_id", "the same"),
    (".realm_users.profile_data: missing", "bots have none"),
    (
        ".realm_users.avatar_url: string",
        "nobody recorded had uploaded a picture",
    ),
    (".realm_non_active_users", "nobody recorded was deactivated"),
    (
        ".streams.stream_weekly_traffic",
        "recorded channels were too new to have any",
    ),
    (".subscriptions.stream_weekly_traffic", "the same"),
    (".never_subscribed.stream_weekly_traffic", "the same"),
    (".unsubscribed.stream_weekly_traffic", "the same"),
];

fn shape_of_registers() -> Shape {
    let mut shape = Shape::default();
    for folder in FOLDERS {
        for file in ["register-before.json", "register-after.json"] {
            let text = recorded(&format!("{folder}/{file}"));
            shape.learn(&serde_json::from_str(&text).expect("JSON"));
        }
    }
    shape
}

#[tokio::test]
async fn every_section_has_the_recorded_shape() {
    let server = still().await;
    let shape = shape_of_registers();
    for who in ["ada", "ben", "quentin"] {
        let snapshot = Queue::open(&person(&server, who)).await.snapshot;
        let found = unexplained(shape.differences(&snapshot), &ALLOWED);
        assert!(found.is_empty(), "{who}: {found:#?}");
    }
}

#[tokio::test]
async fn the_plain_organization_has_nothing_newer() {
    let server = crate::demo_http::start(lazuli::demo::Options {
        plain: true,
        ..lazuli::demo::Options::scripted(false)
    })
    .await;
    let snapshot = Queue::open(&person(&server, "ada")).await.snapshot;
    assert_eq!(snapshot["zulip_feature_level"], 379);
    let found = unexplained(shape_of_registers().differences(&snapshot), &ALLOWED[6..]);
    assert!(found.is_empty(), "{found:#?}");
    let channel = &snapshot["subscriptions"][0];
    assert!(channel.get("can_send_message_group").is_some());
    for newer in ["topics_policy", "can_resolve_topics_group"] {
        assert!(channel.get(newer).is_none(), "{newer}");
    }
    assert!(snapshot.get("realm_topics_policy").is_none());
}

#[tokio::test]
async fn sections_come_as_asked() {
    let server = still().await;
    let ada = person(&server, "ada");
    let fetched = |types: Value| {
        let ada = ada.clone();
        async move {
            let params = json!({
                "fetch_event_types": types, "client_capabilities": crate::demo_http::capabilities(),
            });
            let Value::Object(map) = ada.post("register", params).await else {
                panic!("no object");
            };
            map
        }
    };
    let bare = fetched(json!([])).await;
    let mut names: Vec<_> = bare.keys().map(String::as_str).collect();
    names.sort_unstable();
    assert_eq!(
        names,
        [
            "event_queue_longpoll_timeout_seconds",
            "last_event_id",
            "msg",
            "queue_id",
            "result",
            "zulip_feature_level",
            "zulip_merge_base",
            "zulip_version",
        ]
    );
    assert!(
        !fetched(json!(["message"]))
            .await
            .contains_key("unread_msgs")
    );
    let both = fetched(json!(["message", "update_message_flags", "subscription"])).await;
    assert!(both.contains_key("unread_msgs") && both.contains_key("never_subscribed"));
    assert!(!both.contains_key("streams") && !both.contains_key("realm_users"));
    // The older form of topic policies is left out for those who ask for the newer one.
    assert!(
        !fetched(json!(["user_topic", "muted_topics"]))
            .await
            .contains_key("muted_topics")
    );
}

#[tokio::test]
async fn capabilities_and_options_change_what_is_said() {
    let server = still().await;
    let ada = person(&server, "ada");
    let old = ada
        .post("register", json!({"client_gravatar": false}))
        .await;
    let new = Queue::open(&ada).await.snapshot;
    let archived = |snapshot: &Value| {
        snapshot["subscriptions"]
            .as_array()
            .expect("a list")
            .iter()
            .filter(|channel| channel["is_archived"] == true)
            .count()
    };
    assert_eq!((archived(&old), archived(&new)), (0, 1));
    assert_eq!(old["realm_linkifiers"], json!([]));
    assert_eq!(new["realm_linkifiers"].as_array().map(Vec::len), Some(2));
    let groups = |snapshot: &Value| snapshot["realm_user_groups"].as_array().map(Vec::len);
    assert!(groups(&old) < groups(&new));
    assert!(old["presences"]["ada@lapis.example"]["website"].is_object());
    assert!(new["presences"]["6"]["active_timestamp"].is_u64());
    assert!(old["subscriptions"][0].get("subscribers").is_none());
    assert!(new["subscriptions"][0]["subscribers"].is_array());
    assert!(
        old["realm_users"][1]["avatar_url"]
            .as_str()
            .expect("a URL")
            .contains("gravatar")
    );
    assert_eq!(new["realm_users"][1]["avatar_url"], Value::Null);
    // Owners know of every channel; what others may not see is in none of their lists.
    let names = |snapshot: &Value| -> Vec<Value> {
        [
            "subscriptions",
            "unsubscribed",
            "never_subscribed",
            "streams",
        ]
        .iter()
        .flat_map(|list| snapshot[list].as_array().expect("a list"))
        .map(|channel| channel["name"].clone())
        .collect()
    };
    assert!(names(&new).contains(&json!("surprise")));
    let dmitri = names(&Queue::open(&person(&server, "dmitri")).await.snapshot);
    assert!(!dmitri.contains(&json!("surprise")) && dmitri.contains(&json!("leads")));
}

#[tokio::test]
async fn a_guest_sees_only_their_channels() {
    let server = still().await;
    let snapshot = Queue::open(&person(&server, "quentin")).await.snapshot;
    let names: Vec<_> = snapshot["streams"]
        .as_array()
        .expect("a list")
        .iter()
        .map(|channel| channel["name"].as_str().expect("a name"))
        .collect();
    assert!(
        names.contains(&"gallery") && !names.contains(&"firmware"),
        "{names:?}"
    );
    assert_eq!(snapshot["is_guest"], true);
}

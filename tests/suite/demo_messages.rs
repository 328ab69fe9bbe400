//! Fetching messages: shape, anchors, narrows, search.

use serde_json::{Value, json};

use crate::demo_http::{Person, person, still};
use crate::demo_shape::{FOLDERS, Shape, unexplained};

const WORKSHOP: u64 = 2;

/// Where messages differ, and why.
const ALLOWED: [(&str, &str); 2] = [
    (
        ".messages.avatar_url",
        "nobody recorded had uploaded a picture",
    ),
    (
        ".messages.topic_links.",
        "no topic recorded had a link in it",
    ),
];

async fn fetch(who: &Person, narrow: Value, more: Value) -> Value {
    let mut params = json!({
        "anchor": "newest", "num_before": 100, "num_after": 0, "narrow": narrow,
        "apply_markdown": true, "client_gravatar": true, "allow_empty_topic_name": true,
    });
    for (key, value) in more.as_object().expect("an object") {
        params[key] = value.clone();
    }
    who.get("messages", params).await
}

fn ids(reply: &Value) -> Vec<u64> {
    let messages = reply["messages"].as_array().expect("a list");
    messages
        .iter()
        .map(|message| message["id"].as_u64().expect("an id"))
        .collect()
}

#[tokio::test]
async fn fetched_messages_have_the_recorded_shape() {
    let mut shape = Shape::default();
    let folder = format!("{}/tests/recordings", env!("CARGO_MANIFEST_DIR"));
    for name in FOLDERS {
        for entry in std::fs::read_dir(format!("{folder}/{name}")).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path
                .file_name()
                .is_some_and(|name| name.to_string_lossy().starts_with("messages-"))
            {
                let file: Value =
                    serde_json::from_slice(&std::fs::read(&path).expect("a file")).expect("JSON");
                shape.learn(&file["response"]);
            }
        }
    }
    let server = still().await;
    let ada = person(&server, "ada");
    for narrow in [
        json!([]),
        json!([{"operator": "channel", "operand": WORKSHOP}]),
        json!([{"operator": "is", "operand": "dm"}]),
        json!([{"operator": "channel", "operand": "sandbox"}, {"operator": "topic", "operand": "everything"}]),
        json!([{"operator": "search", "operand": "kiln"}]),
        json!([{"operator": "is", "operand": "mentioned"}]),
    ] {
        let reply = fetch(&ada, narrow.clone(), json!({"num_before": 500})).await;
        assert!(!ids(&reply).is_empty(), "{narrow}");
        let found = unexplained(shape.differences(&reply), &ALLOWED);
        assert!(found.is_empty(), "{narrow}: {found:#?}");
    }
}

#[tokio::test]
async fn anchors_find_what_they_name() {
    let server = still().await;
    let (ada, ben) = (person(&server, "ada"), person(&server, "ben"));
    let mut sent = Vec::new();
    for number in 0..10 {
        sent.push(
            ben.say(WORKSHOP, "anchors", &format!("line {number}"))
                .await,
        );
    }
    let topic = json!([{"operator": "channel", "operand": WORKSHOP}, {"operator": "topic", "operand": "Anchors"}]);
    let look = |more: Value| fetch(&ada, topic.clone(), more);
    let flags = |reply: &Value| {
        (
            reply["found_anchor"] == true,
            reply["found_oldest"] == true,
            reply["found_newest"] == true,
        )
    };

    let newest = look(json!({"num_before": 3})).await;
    assert_eq!(
        (ids(&newest), flags(&newest)),
        (sent[7..].to_vec(), (false, false, true))
    );
    assert_eq!(newest["anchor"], 10_000_000_000_000_000_u64);

    let oldest = look(json!({"anchor": "oldest", "num_before": 0, "num_after": 3})).await;
    assert_eq!(
        (ids(&oldest), flags(&oldest), &oldest["anchor"]),
        (sent[..3].to_vec(), (false, true, false), &json!(0))
    );

    let middle =
        look(json!({"anchor": sent[4].to_string(), "num_before": 2, "num_after": 2})).await;
    assert_eq!(
        (ids(&middle), flags(&middle)),
        (sent[2..7].to_vec(), (true, false, false))
    );

    let without =
        look(json!({"anchor": sent[4], "num_before": 2, "num_after": 2, "include_anchor": false}))
            .await;
    assert_eq!(ids(&without), [sent[2], sent[3], sent[5], sent[6]]);

    let all = look(json!({"anchor": sent[4], "num_before": 50, "num_after": 50})).await;
    assert_eq!((ids(&all), flags(&all)), (sent.clone(), (true, true, true)));

    let alone = look(json!({"anchor": sent[4], "num_before": 0, "num_after": 0})).await;
    assert_eq!(ids(&alone), [sent[4]]);

    ada.post(
        "messages/flags",
        json!({"messages": sent[..6], "flag": "read", "op": "add"}),
    )
    .await;
    let unread = look(json!({"anchor": "first_unread", "num_before": 1, "num_after": 1})).await;
    assert_eq!(
        (ids(&unread), &unread["anchor"]),
        (sent[5..8].to_vec(), &json!(sent[6]))
    );
    ada.post(
        "messages/flags",
        json!({"messages": sent, "flag": "read", "op": "add"}),
    )
    .await;
    let none = look(json!({"anchor": "first_unread", "num_before": 1, "num_after": 1})).await;
    assert_eq!(
        (ids(&none), &none["anchor"]),
        (sent[9..].to_vec(), &json!(10_000_000_000_000_000_u64))
    );

    let picked = ada
        .get(
            "messages",
            json!({"message_ids": [sent[8], sent[1], 999_999]}),
        )
        .await;
    assert_eq!(ids(&picked), [sent[1], sent[8]]);
    ada.refused(
        400,
        "GET",
        "messages",
        json!({"anchor": "newest", "num_before": 5_001, "num_after": 0}),
    )
    .await;
}

#[tokio::test]
async fn paging_reaches_every_message_once() {
    let server = still().await;
    let ada = person(&server, "ada");
    let mut seen = Vec::new();
    let mut anchor = json!("newest");
    loop {
        let page = fetch(
            &ada,
            json!([]),
            json!({"anchor": anchor, "num_before": 300, "include_anchor": false}),
        )
        .await;
        let page_ids = ids(&page);
        assert!(page_ids.is_sorted());
        anchor = json!(page_ids.first());
        seen.splice(0..0, page_ids);
        if page["found_oldest"] == true {
            break;
        }
    }
    assert!(seen.len() > 500 && seen.windows(2).all(|pair| pair[0] < pair[1]));
    let everything = fetch(&ada, json!([]), json!({"num_before": 5000})).await;
    assert_eq!(ids(&everything), seen);
}

#[tokio::test]
async fn narrows_pick_the_right_messages() {
    let server = still().await;
    let (ada, ben, chika) = (
        person(&server, "ada"),
        person(&server, "ben"),
        person(&server, "chika"),
    );
    let plain = ben.say(WORKSHOP, "narrows", "plain words about slip").await;
    let link = ben
        .say(WORKSHOP, "narrows", "see https://lapis.example/slip")
        .await;
    let mention = ben.say(WORKSHOP, "narrows", "@**Ada Quill** look").await;
    let alert = ben.say(WORKSHOP, "narrows", "more celadon, please").await;
    let both = ben.tell(&[6], "only we two").await;
    let three = ben.tell(&[6, 8], "we three").await;
    let resolved = ben.say(WORKSHOP, "✔ narrows", "done").await;
    let public = chika.say(20, "elsewhere", "you never joined").await;
    ada.post(
        "messages/flags",
        json!({"messages": [plain], "flag": "starred", "op": "add"}),
    )
    .await;
    ada.post(
        &format!("messages/{link}/reactions"),
        json!({"emoji_name": "eyes"}),
    )
    .await;
    ada.post(
        "user_topics",
        json!({"stream_id": WORKSHOP, "topic": "narrows", "visibility_policy": 3}),
    )
    .await;
    let from = plain;
    let look = |narrow: Value| {
        let ada = ada.clone();
        async move {
            let mut found = ids(&fetch(&ada, narrow, json!({})).await);
            found.retain(|id| *id >= from);
            found
        }
    };
    let one = |operator: &str, operand: Value| json!([{"operator": operator, "operand": operand}]);
    assert_eq!(look(one("is", json!("starred"))).await, [plain]);
    assert_eq!(look(one("is", json!("mentioned"))).await, [mention]);
    assert_eq!(look(one("is", json!("alerted"))).await, [alert]);
    assert_eq!(look(one("is", json!("resolved"))).await, [resolved]);
    assert_eq!(look(one("is", json!("dm"))).await, [both, three]);
    assert_eq!(
        look(one("is", json!("followed"))).await,
        [plain, link, mention, alert]
    );
    assert_eq!(look(one("dm", json!([7]))).await, [both]);
    assert_eq!(look(one("dm", json!([7, 8]))).await, [three]);
    assert_eq!(
        look(one("pm-with", json!("ben@lapis.example"))).await,
        [both]
    );
    assert_eq!(look(one("dm-including", json!(8))).await, [three]);
    assert_eq!(
        look(one("sender", json!("chika@lapis.example"))).await,
        [0_u64; 0]
    );
    assert_eq!(look(one("has", json!("link"))).await, [link]);
    assert_eq!(look(one("has", json!("reaction"))).await, [link]);
    assert_eq!(look(one("search", json!("slip"))).await, [plain, link]);
    assert_eq!(look(one("id", json!(alert))).await, [alert]);
    assert_eq!(look(one("channel", json!("data"))).await, [public]);
    let wide = look(one("channels", json!("public"))).await;
    assert!(wide.contains(&public) && wide.contains(&plain) && !wide.contains(&both));
    assert_eq!(
        look(json!([
            ["stream", "workshop"],
            ["topic", "narrows"],
            ["search", "\"about slip\""]
        ]))
        .await,
        [plain]
    );
    let negated = json!([
        {"operator": "channel", "operand": "workshop"}, {"operator": "topic", "operand": "narrows"},
        {"operator": "has", "operand": "link", "negated": true},
    ]);
    assert_eq!(look(negated).await, [plain, mention, alert]);
    // `with` finds the conversation wherever it went.
    let moved = json!([
        {"operator": "channel", "operand": "general"}, {"operator": "topic", "operand": "gone"},
        {"operator": "with", "operand": resolved},
    ]);
    assert_eq!(look(moved).await, [resolved]);
    let clash = json!([{"operator": "channel", "operand": 2}, {"operator": "dm", "operand": [7]}]);
    let refused = ada
        .refused(
            400,
            "GET",
            "messages",
            json!({"anchor": "newest", "num_before": 1, "num_after": 0, "narrow": clash}),
        )
        .await;
    assert_eq!(refused["code"], "BAD_NARROW");
    // A private channel that one is not in holds nothing for one, even for an owner.
    let hidden = fetch(&ada, one("channel", json!("surprise")), json!({})).await;
    assert_eq!(ids(&hidden), [0_u64; 0]);
    let unknown = json!({"anchor": "newest", "num_before": 1, "num_after": 0, "narrow": one("channel", json!("nowhere"))});
    assert_eq!(
        ada.refused(400, "GET", "messages", unknown).await["code"],
        "BAD_NARROW"
    );
}

#[tokio::test]
async fn home_leaves_out_what_is_muted() {
    let server = still().await;
    let (ada, ben) = (person(&server, "ada"), person(&server, "ben"));
    let muted = ben.say(11, "cats", "another cat").await;
    let shown = ben.say(11, "cycling", "another hill").await;
    let look = |term: Value| {
        let ada = ada.clone();
        async move { ids(&fetch(&ada, json!([term]), json!({"num_before": 2_000})).await) }
    };
    let home = look(json!({"operator": "in", "operand": "home"})).await;
    assert!(home.contains(&shown) && !home.contains(&muted));
    let hidden = look(json!({"operator": "is", "operand": "muted"})).await;
    assert!(!hidden.contains(&shown) && hidden.contains(&muted));
    let negated = look(json!({"operator": "is", "operand": "muted", "negated": true})).await;
    assert_eq!(negated, home);
}

#[tokio::test]
async fn hits_are_highlighted() {
    let server = still().await;
    let (ada, ben) = (person(&server, "ada"), person(&server, "ben"));
    let id = ben
        .say(WORKSHOP, "kiln & <fire>", "**Firing** at fire-red dawn")
        .await;
    let narrow = json!([{"operator": "search", "operand": "fire"}]);
    let reply = fetch(&ada, narrow.clone(), json!({"num_before": 1})).await;
    let message = &reply["messages"][0];
    assert_eq!(message["id"], id);
    assert_eq!(
        message["match_content"],
        "<p><strong><span class=\"highlight\">Firing</span></strong> at <span class=\"highlight\">fire</span>-red dawn</p>"
    );
    assert_eq!(
        message["match_subject"],
        "kiln &amp; &lt;<span class=\"highlight\">fire</span>&gt;"
    );
    let matches = ada
        .get(
            "messages/matches_narrow",
            json!({"msg_ids": [id], "narrow": narrow}),
        )
        .await;
    assert_eq!(
        matches["messages"][id.to_string()]["match_subject"],
        message["match_subject"]
    );
}

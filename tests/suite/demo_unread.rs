//! Who has what unread, after what several people do.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::demo_http::{Person, Queue, person, still};

const WORKSHOP: u64 = 2;
const FIREHOSE: u64 = 6;

/// What a fresh registration says is unread.
async fn unread(who: &Person) -> Value {
    let params = json!({
        "fetch_event_types": ["message", "update_message_flags"],
        "client_capabilities": crate::demo_http::capabilities(),
    });
    who.post("register", params).await["unread_msgs"].clone()
}

fn all_ids(unread: &Value) -> Vec<u64> {
    let mut ids: Vec<u64> = ["streams", "pms", "huddles"]
        .iter()
        .flat_map(|list| unread[list].as_array().expect("a list"))
        .flat_map(|entry| entry["unread_message_ids"].as_array().expect("ids"))
        .map(|id| id.as_u64().expect("an id"))
        .collect();
    ids.sort_unstable();
    ids
}

async fn is_unread(who: &Person, id: u64) -> bool {
    all_ids(&unread(who).await).contains(&id)
}

#[tokio::test]
async fn messages_are_unread_for_those_who_got_them() {
    let server = still().await;
    let (ada, ben, chika, farah) = (
        person(&server, "ada"),
        person(&server, "ben"),
        person(&server, "chika"),
        person(&server, "farah"),
    );
    for who in [&ben, &chika, &farah] {
        assert_eq!(
            unread(who).await["count"],
            0,
            "first signed in with everything read"
        );
    }
    let id = ben.say(WORKSHOP, "kiln", "hello").await;
    assert!(is_unread(&ada, id).await && is_unread(&chika, id).await);
    assert!(!is_unread(&ben, id).await && !is_unread(&farah, id).await);
    ada.post(
        "messages/flags",
        json!({"messages": [id], "flag": "read", "op": "add"}),
    )
    .await;
    assert!(!is_unread(&ada, id).await && is_unread(&chika, id).await);
    let receipts = ben
        .get(&format!("messages/{id}/read_receipts"), json!({}))
        .await;
    let readers = receipts["user_ids"].as_array().expect("ids");
    assert!(
        readers.contains(&json!(6)) && !readers.contains(&json!(8)) && !readers.contains(&json!(7))
    );
}

#[tokio::test]
async fn counts_leave_out_what_is_muted() {
    let server = still().await;
    let (ada, dmitri) = (person(&server, "ada"), person(&server, "dmitri"));
    let before = unread(&ada).await["count"].as_u64().expect("a count");
    let muted = dmitri.say(FIREHOSE, "noise", "@**all** a").await;
    let direct = dmitri.say(FIREHOSE, "noise", "@**Ada Quill** b").await;
    let now = unread(&ada).await;
    // The mention made the topic followed, as her settings want it: it counts.
    assert_eq!(now["count"], before + 2);
    ada.post(
        "user_topics",
        json!({"stream_id": FIREHOSE, "topic": "noise", "visibility_policy": 0}),
    )
    .await;
    let now = unread(&ada).await;
    assert_eq!(now["count"], before);
    assert!(all_ids(&now).contains(&muted));
    let mentions = now["mentions"].as_array().expect("ids");
    assert!(mentions.contains(&json!(direct)) && !mentions.contains(&json!(muted)));
    ada.post(
        "user_topics",
        json!({"stream_id": FIREHOSE, "topic": "noise", "visibility_policy": 2}),
    )
    .await;
    let now = unread(&ada).await;
    assert_eq!(now["count"], before + 2);
    assert!(
        now["mentions"]
            .as_array()
            .expect("ids")
            .contains(&json!(muted))
    );
}

#[tokio::test]
async fn muted_people_are_read_at_once() {
    let server = still().await;
    let (ada, ben) = (person(&server, "ada"), person(&server, "ben"));
    let before = ben.say(WORKSHOP, "kiln", "before").await;
    let mut queue = Queue::open(&ada).await;
    ada.post("users/me/muted_users/7", json!({})).await;
    let events = queue.drain().await;
    // First what he said becomes read, then he is muted.
    assert_eq!(
        (&events[0]["flag"], &events[1]["type"]),
        (&json!("read"), &json!("muted_users"))
    );
    assert!(
        events[0]["messages"]
            .as_array()
            .expect("ids")
            .contains(&json!(before))
    );
    let after = ben.tell(&[6], "@**Ada Quill** after").await;
    assert_eq!(
        queue.drain_of("message").await[0]["flags"],
        json!(["read", "mentioned"])
    );
    assert!(!is_unread(&ada, before).await && !is_unread(&ada, after).await);
}

#[tokio::test]
async fn leaving_a_channel_reads_it_and_nothing_there_becomes_unread() {
    let server = still().await;
    let (ada, ben) = (person(&server, "ada"), person(&server, "ben"));
    let id = ben.say(WORKSHOP, "kiln", "hello").await;
    ada.delete(
        "users/me/subscriptions",
        json!({"subscriptions": ["workshop"]}),
    )
    .await;
    assert!(!is_unread(&ada, id).await);
    let reply = ada
        .post(
            "messages/flags",
            json!({"messages": [id], "flag": "read", "op": "remove"}),
        )
        .await;
    assert_eq!(
        reply["ignored_because_not_subscribed_channels"],
        json!([WORKSHOP])
    );
    let missed = ben.say(WORKSHOP, "kiln", "missed").await;
    ada.post(
        "users/me/subscriptions",
        json!({"subscriptions": [{"name": "workshop"}]}),
    )
    .await;
    let heard = ben.say(WORKSHOP, "kiln", "heard").await;
    assert!(!is_unread(&ada, missed).await && is_unread(&ada, heard).await);
    // What was missed is history: read, and out of the combined feed.
    let fetch = |narrow: Value| {
        let (ada, params) = (
            ada.clone(),
            json!({"anchor": "newest", "num_before": 5, "num_after": 0, "narrow": narrow}),
        );
        async move {
            ada.get("messages", params).await["messages"]
                .as_array()
                .expect("a list")
                .clone()
        }
    };
    let there: BTreeMap<u64, Value> = fetch(json!([["channel", "workshop"]]))
        .await
        .into_iter()
        .map(|message| {
            (
                message["id"].as_u64().expect("an id"),
                message["flags"].clone(),
            )
        })
        .collect();
    assert_eq!(
        (&there[&missed], &there[&heard]),
        (&json!(["read", "historical"]), &json!([]))
    );
    assert!(
        !fetch(json!([]))
            .await
            .iter()
            .any(|message| message["id"] == missed)
    );
}

#[tokio::test]
async fn edits_and_moves_take_read_state_along() {
    let server = still().await;
    let (ada, ben) = (person(&server, "ada"), person(&server, "ben"));
    let mut queue = Queue::open(&ada).await;
    let id = ben.say(WORKSHOP, "moving", "plain").await;
    let path = format!("messages/{id}");
    ben.patch(&path, json!({"content": "for @**Ada Quill**"}))
        .await;
    queue.drain_of("message").await;
    assert_eq!(
        unread(&ada).await["mentions"]
            .as_array()
            .expect("ids")
            .last(),
        Some(&json!(id))
    );
    ben.patch(&path, json!({"content": "for nobody"})).await;
    let event = queue.drain_of("update_message").await.remove(0);
    assert_eq!(event["flags"], json!([]));
    assert!(
        !unread(&ada).await["mentions"]
            .as_array()
            .expect("ids")
            .contains(&json!(id))
    );
    ada.patch(
        &path,
        json!({"topic": "moved", "stream_id": 3, "propagate_mode": "change_all"}),
    )
    .await;
    let place = |unread: &Value| {
        let streams = unread["streams"].as_array().expect("a list");
        let entry = streams.iter().find(|entry| {
            entry["unread_message_ids"]
                .as_array()
                .expect("ids")
                .contains(&json!(id))
        });
        entry.map(|entry| (entry["stream_id"].as_u64(), entry["topic"].clone()))
    };
    assert_eq!(place(&unread(&ada).await), Some((Some(3), json!("moved"))));
    // Into a channel that she is not in: read.
    let chika = person(&server, "chika");
    ada.patch(&path, json!({"topic": "moved", "stream_id": 20}))
        .await;
    assert_eq!(place(&unread(&ada).await), None);
    ada.delete(&path, json!({})).await;
    chika.refused(400, "GET", &path, json!({})).await;
}

#[tokio::test]
async fn whole_narrows_are_marked_in_batches() {
    let server = still().await;
    let (ada, ben) = (person(&server, "ada"), person(&server, "ben"));
    let mut ids = Vec::new();
    for number in 0..25 {
        ids.push(ben.say(WORKSHOP, "batches", &format!("{number}")).await);
    }
    let narrow = json!([
        ["channel", "workshop"],
        ["topic", "batches"],
        ["is", "unread"]
    ]);
    let mut anchor = json!("oldest");
    let mut updated = 0;
    for _ in 0..4 {
        let reply = ada
            .post(
                "messages/flags/narrow",
                json!({"anchor": anchor, "include_anchor": false, "num_before": 0, "num_after": 10, "narrow": narrow, "op": "add", "flag": "read"}),
            )
            .await;
        updated += reply["updated_count"].as_u64().expect("a count");
        if reply["found_newest"] == true {
            break;
        }
        anchor = reply["last_processed_id"].clone();
    }
    assert_eq!(updated, 25);
    assert!(!is_unread(&ada, ids[24]).await);
    ada.post("mark_all_as_read", json!({})).await;
    assert_eq!(unread(&ada).await["count"], 0);
}

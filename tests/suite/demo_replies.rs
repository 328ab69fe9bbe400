//! Other endpoints answer with the recorded shape, code and sentence.

use serde_json::{Value, json};

use crate::demo_http::{Person, person, still};
use crate::demo_shape::{FOLDERS, Shape, recorded, unexplained};

/// Where replies differ, and why.
const ALLOWED: [(&str, &str); 5] = [
    (".user.avatar_url", "pictures differ by person"),
    (".profile_data.*", "nobody recorded had a profile"),
    (".messages.*.match_subject", "of the same type"),
    (
        ".message.topic_links.",
        "no topic recorded had a link in it",
    ),
    (
        ".message.edit_history.prev_stream",
        "the recorded one was not moved between channels",
    ),
];

/// The recorded replies with this label.
fn recorded_replies(label: &str) -> Vec<Value> {
    let mut found = Vec::new();
    for folder in FOLDERS {
        let file: Value =
            serde_json::from_str(&recorded(&format!("{folder}/replies.json"))).expect("JSON");
        match file {
            Value::Object(map) => found.extend(map.get(label).map(|entry| entry["reply"].clone())),
            Value::Array(list) => {
                found.extend(
                    list.iter()
                        .filter(|entry| entry["label"] == label)
                        .map(|entry| entry["reply"].clone()),
                );
            }
            _ => {}
        }
    }
    assert!(!found.is_empty(), "nothing was recorded as {label}");
    found
}

/// Holds a reply against the recorded ones of a label: shape, and code where refused.
pub fn hold(label: &str, reply: &Value, failures: &mut Vec<String>) {
    let mut shape = Shape::default();
    let recorded = recorded_replies(label);
    for reply in &recorded {
        shape.learn(reply);
    }
    let found = unexplained(shape.differences(reply), &ALLOWED);
    failures.extend(
        found
            .into_iter()
            .map(|difference| format!("{label}: {difference}")),
    );
    if reply["result"] == "error" && !recorded.iter().any(|known| known["code"] == reply["code"]) {
        failures.push(format!(
            "{label}: code {} instead of {}",
            reply["code"], recorded[0]["code"]
        ));
    }
}

const WORKSHOP: u64 = 2;

async fn reading(ada: &Person, ben: &Person, failures: &mut Vec<String>) {
    let id = ben.say(WORKSHOP, "kiln", "first firing tonight").await;
    let path = format!("messages/{id}");
    ben.patch(&path, json!({"content": "first firing **tomorrow** night"}))
        .await;
    ben.patch(
        &path,
        json!({"content": "first firing **tomorrow** morning, @**all**"}),
    )
    .await;
    ada.patch(&path, json!({"topic": "kiln, old"})).await;
    for emoji in ["tada", "glaze", "zulip"] {
        ada.post(&format!("{path}/reactions"), json!({"emoji_name": emoji}))
            .await;
    }
    hold(
        "edit history",
        &ada.get(&format!("{path}/history"), json!({})).await,
        failures,
    );
    hold(
        "raw message",
        &ada.get(&path, json!({"apply_markdown": false})).await,
        failures,
    );
    hold(
        "read receipts",
        &ada.get(&format!("{path}/read_receipts"), json!({})).await,
        failures,
    );
    hold("own user", &ada.get("users/me", json!({})).await, failures);
    hold(
        "topics of a channel",
        &ada.get("users/me/2/topics", json!({})).await,
        failures,
    );
    hold(
        "render",
        &ada.post("messages/render", json!({"content": "*just* looking"}))
            .await,
        failures,
    );
    hold(
        "server settings",
        &ada.anonymous().get("server_settings", json!({})).await,
        failures,
    );
    let narrow = json!([{"operator": "has", "operand": "reaction"}]);
    let matches = ada
        .get(
            "messages/matches_narrow",
            json!({"msg_ids": [id, id + 1], "narrow": narrow}),
        )
        .await;
    hold("matches narrow", &matches, failures);
    hold(
        "reaction twice",
        &ada.refused(
            400,
            "POST",
            &format!("{path}/reactions"),
            json!({"emoji_name": "tada"}),
        )
        .await,
        failures,
    );
    hold(
        "bad emoji",
        &ada.refused(
            400,
            "POST",
            &format!("{path}/reactions"),
            json!({"emoji_name": "no_such_emoji_x"}),
        )
        .await,
        failures,
    );
    hold(
        "no permission to edit",
        &ada.refused(400, "PATCH", &path, json!({"content": "not mine"}))
            .await,
        failures,
    );
}

async fn refusals(ada: &Person, failures: &mut Vec<String>) {
    let poll = json!({"queue_id": "no-such-queue", "last_event_id": -1});
    hold(
        "bad queue",
        &ada.refused(400, "GET", "events", poll).await,
        failures,
    );
    hold(
        "bad message id",
        &ada.refused(400, "PATCH", "messages/999999999", json!({"content": "x"}))
            .await,
        failures,
    );
    let narrow = json!([{"operator": "nonsense", "operand": "x"}]);
    let params = json!({"anchor": "newest", "num_before": 1, "num_after": 0, "narrow": narrow});
    hold(
        "bad narrow",
        &ada.refused(400, "GET", "messages", params).await,
        failures,
    );
    hold(
        "missing argument",
        &ada.refused(400, "GET", "messages", json!({"num_before": 1}))
            .await,
        failures,
    );
    let send = |kind: &str, to: Value, content: &str| json!({"type": kind, "to": to, "topic": "t", "content": content});
    hold(
        "empty message",
        &ada.refused(
            400,
            "POST",
            "messages",
            send("stream", json!(WORKSHOP), "  "),
        )
        .await,
        failures,
    );
    hold(
        "no such channel",
        &ada.refused(
            400,
            "POST",
            "messages",
            send("stream", json!("nowhere-at-all"), "x"),
        )
        .await,
        failures,
    );
    hold(
        "no such person",
        &ada.refused(
            400,
            "POST",
            "messages",
            send("direct", json!([99_999_999]), "x"),
        )
        .await,
        failures,
    );
    let long = "x".repeat(10_050);
    let id = ada
        .post("messages", send("stream", json!(WORKSHOP), &long))
        .await["id"]
        .as_u64()
        .expect("an id");
    let kept = ada.get(&format!("messages/{id}"), json!({})).await["raw_content"]
        .as_str()
        .expect("words")
        .to_owned();
    assert_eq!(kept.chars().count(), 10_000);
    assert!(kept.ends_with("\n[message truncated]"));
}

async fn newer(ada: &Person, ben: &Person, failures: &mut Vec<String>) {
    let say =
        |topic: &str| json!({"type": "stream", "to": WORKSHOP, "topic": topic, "content": "x"});
    hold("say in ''", &ben.post("messages", say("")).await, failures);
    hold(
        "say in 'soon nameless'",
        &ben.post("messages", say("soon nameless")).await,
        failures,
    );
    let id = ben.say(WORKSHOP, "done?", "words").await;
    let path = format!("messages/{id}");
    hold(
        "resolve",
        &ada.patch(
            &path,
            json!({"topic": "✔ done?", "propagate_mode": "change_all"}),
        )
        .await,
        failures,
    );
    hold(
        "edit with stale hash",
        &ben.refused(
            400,
            "PATCH",
            &path,
            json!({"content": "y", "prev_content_sha256": "00"}),
        )
        .await,
        failures,
    );
    let nameless = ben.say(WORKSHOP, "", "nameless").await;
    hold(
        "resolve empty topic",
        &ada.refused(
            400,
            "PATCH",
            &format!("messages/{nameless}"),
            json!({"topic": "✔ ", "propagate_mode": "change_all"}),
        )
        .await,
        failures,
    );
    hold(
        "flags",
        &ada.post(
            "messages/flags",
            json!({"messages": [id], "flag": "read", "op": "add"}),
        )
        .await,
        failures,
    );
    hold(
        "snippet",
        &ada.post("saved_snippets", json!({"title": "a", "content": "b"}))
            .await,
        failures,
    );
    let group = ada
        .post(
            "user_groups/create",
            json!({"name": "firers", "description": "", "members": [6]}),
        )
        .await;
    hold("group", &group, failures);
    let new = json!({"subscriptions": [{"name": "kiln log"}], "principals": [6, 7, 8], "can_send_message_group": {"direct_members": [6, 7], "direct_subgroups": []}});
    hold(
        "new channel with permissions",
        &ada.post("users/me/subscriptions", new).await,
        failures,
    );
    let log = ada
        .get("get_stream_id", json!({"stream": "kiln log"}))
        .await;
    hold("id", &log, failures);
    let log = log["stream_id"].as_u64().expect("an id");
    let not_allowed = json!({"type": "channel", "to": log, "topic": "t", "content": "may I?"});
    hold(
        "old stream_post_policy",
        &ada.patch(&format!("streams/{log}"), json!({"stream_post_policy": 2}))
            .await,
        failures,
    );
    hold(
        "realm can_resolve_topics_group",
        &ada.patch("realm", json!({"can_resolve_topics_group": {"new": 14}}))
            .await,
        failures,
    );
    hold(
        "realm mandatory topics",
        &ada.patch("realm", json!({"mandatory_topics": true})).await,
        failures,
    );
    hold(
        "empty topic refused",
        &ben.refused(400, "POST", "messages", say("")).await,
        failures,
    );
    hold(
        "realm mandatory topics",
        &ada.patch("realm", json!({"mandatory_topics": false})).await,
        failures,
    );
    ada.delete(&format!("streams/{log}"), json!({})).await;
    hold(
        "post to archived",
        &ben.refused(400, "POST", "messages", not_allowed).await,
        failures,
    );
    hold(
        "topics of archived",
        &ada.refused(400, "GET", &format!("users/me/{log}/topics"), json!({}))
            .await,
        failures,
    );
    let property = json!([{"stream_id": log, "property": "pin_to_top", "value": true}]);
    hold(
        "property of archived",
        &ada.refused(
            400,
            "POST",
            "users/me/subscriptions/properties",
            json!({"subscription_data": property}),
        )
        .await,
        failures,
    );
}

#[tokio::test]
async fn replies_have_the_recorded_shape() {
    let server = still().await;
    let (ada, ben) = (person(&server, "ada"), person(&server, "ben"));
    let mut failures = Vec::new();
    reading(&ada, &ben, &mut failures).await;
    refusals(&ada, &mut failures).await;
    newer(&ada, &ben, &mut failures).await;
    assert!(failures.is_empty(), "{failures:#?}");
}

/// The sentences that the recorded server gave to what is wrong, word for word.
#[tokio::test]
async fn refusals_say_what_the_recorded_server_said() {
    let server = still().await;
    let (ada, ben, chika) = (
        person(&server, "ada"),
        person(&server, "ben"),
        person(&server, "chika"),
    );
    let msg = |reply: Value| reply["msg"].as_str().expect("a sentence").to_owned();
    let say = |to: Value, content: &str| json!({"type": "stream", "to": to, "topic": "t", "content": content});
    assert_eq!(
        msg(ada
            .refused(400, "POST", "messages", say(json!("nowhere"), "x"))
            .await),
        "Channel 'nowhere' does not exist"
    );
    assert_eq!(
        msg(ben
            .refused(400, "POST", "messages", say(json!(14), "x"))
            .await),
        "You do not have permission to post in this channel."
    );
    assert_eq!(
        msg(ada
            .refused(400, "POST", "messages", say(json!(18), "x"))
            .await),
        "Not authorized to send to channel 'winter fair'"
    );
    assert_eq!(
        msg(ben
            .refused(
                400,
                "POST",
                "messages",
                say(json!(WORKSHOP), "aloud @*role:members*")
            )
            .await),
        "You are not allowed to mention user group 'role:members'."
    );
    assert_eq!(
        msg(ada
            .refused(400, "POST", "users/me/muted_users/6", json!({}))
            .await),
        "Cannot mute self"
    );
    let mine = chika.say(WORKSHOP, "t", "/poll Who?\nme").await;
    assert_eq!(
        msg(chika
            .refused(
                400,
                "PATCH",
                &format!("messages/{mine}"),
                json!({"content": "x"})
            )
            .await),
        "Widgets cannot be edited."
    );
    assert_eq!(
        msg(chika
            .refused(
                400,
                "PATCH",
                &format!("messages/{mine}"),
                json!({"topic": "t"})
            )
            .await),
        "Nothing to change"
    );
    assert_eq!(
        msg(ada
            .anonymous()
            .refused(401, "GET", "users/me", json!({}))
            .await),
        "Missing authorization header for basic auth"
    );
    assert_eq!(
        msg(ada.refused(404, "GET", "no/such/thing", json!({})).await),
        "API endpoint not found"
    );
    assert_eq!(
        ada.refused(405, "DELETE", "register", json!({})).await["allowed_methods"],
        json!(["POST"])
    );
    let ignored = ada.get("users/me", json!({"frobnicate": true})).await;
    assert_eq!(
        ignored["ignored_parameters_unsupported"],
        json!(["frobnicate"])
    );
}

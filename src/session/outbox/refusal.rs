//! What recorded servers said no to, as it is told.

use crate::api::params::Params;
use crate::api::scripted::{Scripted, Step};
use crate::session::outbox::fate::{Answer, sort};
use serde_json::Value;

/// Every refusal of a message that real servers were recorded with.
#[tokio::test]
async fn recorded_refusals_are_sentences_for_people() {
    let mut refusals = Vec::new();
    for folder in std::fs::read_dir("tests/recordings").unwrap() {
        let path = folder.unwrap().path().join("replies.json");
        let Ok(text) = std::fs::read_to_string(&path) else {
            continue;
        };
        let replies: Value = serde_json::from_str(&text).unwrap();
        let all: Vec<&Value> = match &replies {
            Value::Array(all) => all.iter().collect(),
            Value::Object(all) => all.values().collect(),
            other => panic!("{path:?}: {other}"),
        };
        for call in all {
            let reply = &call["reply"];
            if call["method"] != "POST" || call["path"] != "messages" {
                continue;
            }
            if reply["result"] == "error" {
                let server = Scripted::list([Step::text(400, &reply.to_string())]);
                let client = server.client();
                let sent = client.post::<Value>("messages", Params::new());
                match sort(&Err(sent.await.unwrap_err())) {
                    Answer::Refused(why) => refusals.push(why),
                    other => panic!("{reply}: {other:?}"),
                }
            }
        }
    }
    refusals.sort();
    refusals.dedup();
    insta::assert_debug_snapshot!(refusals);
}

//! What is kept in the real program: messages that wait for the network, drafts, scheduled
//! messages, snippets, reminders. What came of it is checked through the API.

use serde_json::{Value, json};

use lazuli::demo::Options;

use crate::support::{Network, Organization, Program, Proxy, Running, Screen, until};

/// Somebody's program in a topic of `workshop`, over a network that can fail.
fn enter(organization: &Organization, size: (u16, u16)) -> (Proxy, Running) {
    organization.say("ben", "workshop", "next firing", "What do we fire next?");
    let network = organization.proxy();
    let zuliprc = network.zuliprc(&organization.zuliprc("ada"));
    let ada = Program::lazuli(["--explore", "--view", "combined"])
        .file("config/lazuli/zuliprc", &zuliprc)
        .size(size.0, size.1)
        .start();
    ada.wait_for("live");
    ada.keys("G");
    ada.wait_for("What do we fire next?");
    ada.keys("S");
    ada.wait("the topic", |screen| {
        screen.line(0).contains("workshop › next firing") && screen.has("What do we fire next?")
    });
    (network, ada)
}

fn lines(screen: &Screen) -> Vec<String> {
    let (_, rows) = screen.size();
    (0..rows).map(|row| screen.line(row)).collect()
}

/// What was written in the topic, as typed, oldest first.
fn written(organization: &Organization) -> Vec<String> {
    let narrow = r#"[{"operator":"channel","operand":"workshop"},{"operator":"topic","operand":"next firing"}]"#;
    let form = [
        ("anchor", "newest"),
        ("num_before", "50"),
        ("num_after", "0"),
        ("apply_markdown", "false"),
        ("narrow", narrow),
    ];
    let reply = organization.ask("ben", "GET", "messages", &form);
    let messages = reply["messages"].as_array().unwrap();
    messages
        .iter()
        .map(|message| message["content"].as_str().unwrap().to_owned())
        .collect()
}

fn list(organization: &Organization, what: &str) -> Vec<Value> {
    let reply = organization.ask("ada", "GET", what, &[]);
    reply[what].as_array().unwrap().clone()
}

#[test]
fn thirty_messages_of_five_conversations_written_offline_arrive_once_in_order() {
    let organization = Organization::quiet();
    let (network, ada) = enter(&organization, (120, 32));
    network.set(Network::Refused);
    ada.wait("offline", |screen| !screen.has("live"));
    let topics = ["ash", "bone", "celadon", "dolomite"];
    let mut wanted: Vec<(String, Vec<String>)> = Vec::new();
    for place in topics.iter().copied().chain(["Ben Oduya"]) {
        if place == "Ben Oduya" {
            ada.keys("x");
            ada.wait_for("The message");
            // Once chooses, for there may be more than one; twice goes on.
            ada.send(b"Ben Oduya\r\r");
            ada.wait_for("to @ Ben Oduya");
        } else {
            ada.keys("c");
            ada.wait_for("The message");
            ada.keys("shift-tab ctrl-u");
            ada.send(format!("workshop\t{place}\t").as_bytes());
            ada.wait_for(&format!("to # workshop › {place}"));
        }
        let texts: Vec<String> = (1..=6)
            .map(|n| format!("{}-{n}", place.replace(' ', "-")))
            .collect();
        for text in &texts {
            ada.keys(&format!("text:{text}"));
            ada.wait("it is typed", |screen| screen.has(text));
            ada.keys("enter");
            ada.wait_for("Write a message");
        }
        ada.keys("esc");
        wanted.push((place.to_owned(), texts));
    }
    ada.wait_for("30 messages waiting to be sent");
    network.set(Network::Up);
    ada.keys("ctrl-r");
    ada.wait("nothing waits any more", |screen| {
        screen.has("live") && !screen.has("waiting")
    });
    let all = until("all there", || {
        let form = [
            ("anchor", "newest"),
            ("num_before", "60"),
            ("num_after", "0"),
            ("apply_markdown", "false"),
        ];
        let reply = organization.ask("ben", "GET", "messages", &form);
        let messages = reply["messages"].as_array().unwrap().clone();
        let from_ada = |message: &Value| {
            message["content"]
                .as_str()
                .unwrap()
                .ends_with(|c: char| c.is_ascii_digit())
        };
        let own: Vec<Value> = messages.into_iter().filter(from_ada).collect();
        (own.len() >= 30).then_some(own)
    });
    for (place, texts) in &wanted {
        let here = all.iter().filter(|message| match message["type"].as_str() {
            Some("private") => place == "Ben Oduya",
            _ => message["subject"] == **place,
        });
        let here: Vec<&str> = here
            .map(|message| message["content"].as_str().unwrap())
            .collect();
        assert_eq!(here, *texts, "in {place}");
    }
    assert_eq!(all.len(), 30);
}

#[test]
fn what_is_written_offline_waits_is_seen_and_arrives_once_in_order() {
    let organization = Organization::quiet();
    let (network, ada) = enter(&organization, (120, 32));
    network.set(Network::Refused);
    ada.wait("offline", |screen| !screen.has("live"));
    ada.keys("r");
    ada.wait_for("Write a message");
    for word in ["first", "second", "third"] {
        ada.keys(&format!("text:the-{word}-word enter"));
        ada.wait("it is shown", |screen| {
            screen.has(&format!("the-{word}-word")) && screen.has("Write a message")
        });
    }
    ada.wait_for("3 messages waiting to be sent");
    ada.wait("all wait", |screen| {
        lines(screen)
            .iter()
            .filter(|line| line.contains("◷ waiting"))
            .count()
            == 3
    });
    assert_eq!(written(&organization).len(), 1, "nothing arrived yet");
    network.set(Network::Up);
    ada.keys("esc ctrl-r");
    ada.wait("nothing waits any more", |screen| {
        screen.has("live") && !screen.has("waiting")
    });
    let all = until("all there", || {
        let all = written(&organization);
        (all.len() >= 4).then_some(all)
    });
    assert_eq!(
        all[1..],
        ["the-first-word", "the-second-word", "the-third-word"]
    );
    let screen = ada.screen();
    for word in ["first", "second", "third"] {
        let word = format!("the-{word}-word");
        let seen = lines(&screen)
            .iter()
            .filter(|line| line.contains(&word))
            .count();
        assert_eq!(seen, 1, "{word} is on the screen once");
    }
}

#[test]
fn drafts_are_listed_deleted_and_brought_back_and_the_server_has_them() {
    let organization = Organization::quiet();
    let (_network, ada) = enter(&organization, (80, 24));
    ada.keys("r text:half-a-thought esc");
    ada.wait_for("Kept as a draft");
    ada.keys("d");
    // One is on the server already.
    ada.wait_for("Drafts 2");
    ada.wait_for("half-a-thought");
    // The server gets it, and another client's comes here.
    let drafts = until("synchronized", || {
        let drafts = list(&organization, "drafts");
        drafts
            .into_iter()
            .find(|draft| draft["content"] == "half-a-thought")
    });
    assert_eq!(drafts["topic"], "next firing");
    let ben = organization.account("ben").user_id;
    let other = json!([{"type": "private", "to": [ben], "topic": "", "timestamp": 1_763_726_000,
                        "content": "from the telephone"}]);
    organization.ask("ada", "POST", "drafts", &[("drafts", &other.to_string())]);
    ada.wait_for("from the telephone");
    ada.wait_for("Drafts 3");
    // Deleted here, gone there; brought back here, there again.
    ada.keys("X");
    ada.wait_without("half-a-thought");
    until("deleted", || {
        (list(&organization, "drafts").len() == 2).then_some(())
    });
    ada.keys("u");
    ada.wait_for("half-a-thought");
    until("back", || {
        (list(&organization, "drafts").len() == 3).then_some(())
    });
    // What came back was changed last.
    ada.keys("home enter");
    ada.wait("it is written on", |screen| {
        screen.has("to # workshop › next firing") && screen.has("half-a-thought")
    });
    ada.keys("text:-finished enter");
    until("sent", || {
        written(&organization)
            .contains(&"half-a-thought-finished".to_owned())
            .then_some(())
    });
    until("no draft any more", || {
        (list(&organization, "drafts").len() == 2).then_some(())
    });
}

#[test]
fn a_message_is_scheduled_moved_and_sent_at_its_time() {
    let organization = Organization::start(Options::scripted(false));
    let (_network, ada) = enter(&organization, (120, 32));
    ada.keys("r text:see-you-later ctrl-x l");
    ada.wait_for("Send it when?");
    ada.send(b"someday\r");
    ada.wait("it is not understood, and nothing is lost", |screen| {
        screen.has("someday") && screen.has("Send it when?")
    });
    ada.keys("ctrl-u");
    ada.send(b"in 2 hours");
    ada.wait_for("in 2 hours ──");
    ada.keys("enter");
    ada.wait_for("It is sent");
    let scheduled = until("scheduled", || {
        list(&organization, "scheduled_messages").pop()
    });
    assert_eq!(scheduled["content"], "see-you-later");
    ada.keys("alt-g");
    ada.wait_for("Scheduled 1");
    ada.wait_for("see-you-later");
    ada.keys("t");
    ada.send(b"in 3 hours\r");
    let before = scheduled["scheduled_delivery_timestamp"].as_u64().unwrap();
    until("later", || {
        let now = list(&organization, "scheduled_messages").pop()?;
        (now["scheduled_delivery_timestamp"].as_u64()? > before + 3000).then_some(())
    });
    organization.control(&json!({"op": "advance", "seconds": 4 * 3600}));
    ada.wait_for("Nothing is scheduled.");
    until("sent", || {
        written(&organization)
            .contains(&"see-you-later".to_owned())
            .then_some(())
    });
    ada.keys("esc");
    ada.wait_for("see-you-later");
}

#[test]
fn one_is_reminded_of_a_message_and_texts_are_kept_for_reuse() {
    let organization = Organization::start(Options::scripted(false));
    let (_network, ada) = enter(&organization, (120, 32));
    ada.wait_for("What do we fire next?");
    ada.keys("alt-r");
    ada.wait_for("Be reminded when?");
    ada.send(b"in 2 hours\r");
    ada.wait_for("You are reminded");
    let reminder = until("made", || list(&organization, "reminders").pop());
    assert!(reminder["reminder_target_message_id"].is_u64());
    ada.keys("alt-h");
    ada.wait_for("Reminders 1");
    ada.wait_for("workshop › next firing");
    ada.keys("X");
    ada.wait_for("Delete this reminder?");
    ada.keys("y");
    ada.wait_for("No reminders.");
    until("gone", || {
        list(&organization, "reminders").is_empty().then_some(())
    });
    ada.keys("esc r");
    ada.wait_for("Write a message");
    ada.keys("text:Dear-all ctrl-x s");
    ada.wait_for("Save it as a snippet called");
    ada.send(b"Greeting\r");
    ada.wait_for("The snippet is saved.");
    ada.keys("enter");
    until("sent", || {
        written(&organization)
            .contains(&"Dear-all".to_owned())
            .then_some(())
    });
    ada.keys("alt-j");
    ada.wait_for("Greeting");
    ada.keys("enter");
    ada.wait("it is in the composer", |screen| {
        lines(screen)
            .iter()
            .rev()
            .take(5)
            .any(|line| line.contains("Dear-all"))
    });
    ada.keys("enter");
    until("twice", || {
        let all = written(&organization);
        (all.iter().filter(|text| *text == "Dear-all").count() == 2).then_some(())
    });
}

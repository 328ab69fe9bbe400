//! Everything that real servers sent is read, and nothing of it is unknown.

use std::fs;
use std::path::{Path, PathBuf};

use lazuli::api::event::{Event, RawEvent};
use lazuli::api::message::MessagesPage;
use lazuli::api::snapshot::Snapshot;

/// Every recorded file whose name fits.
pub fn recorded(fits: impl Fn(&str) -> bool) -> Vec<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/recordings");
    let mut files: Vec<PathBuf> = fs::read_dir(root)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.is_dir())
        .flat_map(|folder| {
            fs::read_dir(folder)
                .unwrap()
                .map(|entry| entry.unwrap().path())
        })
        .filter(|path| fits(path.file_name().unwrap().to_str().unwrap()))
        .collect();
    files.sort();
    files
}

#[test]
fn register_replies_are_read() {
    let files = recorded(|name| name.starts_with("register-"));
    assert!(files.len() >= 11);
    for file in files {
        let snapshot = Snapshot::parse(&fs::read(&file).unwrap()).unwrap();
        assert_eq!(&*snapshot.realm.bot_domain, "zulipdev.com");
        let unread = snapshot.unread_msgs.unwrap();
        assert!(!unread.streams.is_empty(), "{}", file.display());
        assert!(snapshot.realm_users.unwrap().len() >= 5);
        assert!(snapshot.user_settings.unwrap().other.len() > 10);
    }
}

#[test]
fn events_are_read_and_none_is_unknown() {
    let files = recorded(|name| name.ends_with(".jsonl"));
    assert!(files.len() >= 6);
    for file in files {
        let text = fs::read_to_string(&file).unwrap();
        for line in text.lines() {
            let raw: RawEvent = serde_json::from_str(line).unwrap();
            let event = Event::parse(&raw).unwrap();
            assert!(!matches!(event, Event::Unknown(_)), "{line}");
        }
    }
}

#[test]
fn pages_of_messages_are_read() {
    let files = recorded(|name| name.starts_with("messages-"));
    assert!(files.len() >= 40);
    let mut count = 0;
    for file in files {
        let json: serde_json::Value = serde_json::from_slice(&fs::read(&file).unwrap()).unwrap();
        let reply = &json["response"];
        if reply["result"] == "error" {
            continue;
        }
        let page: MessagesPage = serde_json::from_str(&reply.to_string()).unwrap();
        assert!(
            page.messages.is_sorted_by_key(|message| message.id),
            "{}",
            file.display()
        );
        count += page.messages.len();
    }
    assert!(count > 700, "only {count} messages");
}

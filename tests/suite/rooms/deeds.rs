//! What others, or another client of one's own, do in the demo organization.

use serde_json::{Value, json};

use crate::support::Organization;
use crate::support::organization::NOW;

/// The id of a channel.
pub fn channel(organization: &Organization, name: &str) -> u64 {
    let form = [("exclude_archived", "false")];
    let reply = organization.ask("ada", "GET", "streams", &form);
    let streams = reply["streams"].as_array().expect("channels");
    let found = streams.iter().find(|stream| stream["name"] == name);
    found.expect(name)["stream_id"].as_u64().expect("an id")
}

/// The id of a user group.
pub fn group(organization: &Organization, name: &str) -> u64 {
    let reply = organization.ask("ada", "GET", "user_groups", &[]);
    let groups = reply["user_groups"].as_array().expect("groups");
    let found = groups.iter().find(|group| group["name"] == name);
    found.expect(name)["id"].as_u64().expect("an id")
}

/// The newest message that Ada finds by a query.
pub fn newest(organization: &Organization, narrow: &Value) -> u64 {
    let narrow = narrow.to_string();
    let form = [
        ("narrow", &*narrow),
        ("anchor", "newest"),
        ("num_before", "1"),
        ("num_after", "0"),
    ];
    let reply = organization.ask("ada", "GET", "messages", &form);
    reply["messages"][0]["id"].as_u64().expect("a message")
}

/// The newest message of a topic.
pub fn newest_of(organization: &Organization, channel: &str, topic: &str) -> u64 {
    let narrow = json!([
        {"operator": "channel", "operand": channel},
        {"operator": "topic", "operand": topic},
    ]);
    newest(organization, &narrow)
}

/// Somebody reacts to a message.
pub fn react(organization: &Organization, person: &str, message: u64, emoji: &str) {
    let path = format!("messages/{message}/reactions");
    organization.ask(person, "POST", &path, &[("emoji_name", emoji)]);
}

/// Somebody changes what a message of theirs says.
pub fn edit(organization: &Organization, person: &str, message: u64, content: &str) {
    let path = format!("messages/{message}");
    organization.ask(person, "PATCH", &path, &[("content", content)]);
}

/// Somebody does something in a poll or list.
pub fn submessage(organization: &Organization, person: &str, message: u64, content: &Value) {
    let (message, content) = (message.to_string(), content.to_string());
    let form = [
        ("message_id", &*message),
        ("msg_type", "widget"),
        ("content", &*content),
    ];
    organization.ask(person, "POST", "submessage", &form);
}

/// Ada's other client keeps a draft.
pub fn draft(organization: &Organization, topic: &str, content: &str, minutes_ago: u64) {
    let workshop = channel(organization, "workshop");
    let drafts = json!([{"type": "stream", "to": [workshop], "topic": topic, "content": content,
        "timestamp": NOW - minutes_ago * 60}]);
    organization.ask("ada", "POST", "drafts", &[("drafts", &drafts.to_string())]);
}

/// Ada's other client lets a message be sent later.
pub fn schedule(organization: &Organization, topic: &str, content: &str, hours: u64) {
    let workshop = channel(organization, "workshop").to_string();
    let at = (NOW + hours * 3600).to_string();
    let form = [
        ("type", "stream"),
        ("to", &*workshop),
        ("topic", topic),
        ("content", content),
        ("scheduled_delivery_timestamp", &*at),
    ];
    organization.ask("ada", "POST", "scheduled_messages", &form);
}

/// Ada's other client wants to be reminded of a message.
pub fn remind(organization: &Organization, message: u64, hours: u64) {
    let (message, at) = (message.to_string(), (NOW + hours * 3600).to_string());
    let form = [
        ("message_id", &*message),
        ("scheduled_delivery_timestamp", &*at),
    ];
    organization.ask("ada", "POST", "reminders", &form);
}

/// Ada's other client saves a snippet.
pub fn snippet(organization: &Organization, title: &str, content: &str) {
    let form = [("title", title), ("content", content)];
    organization.ask("ada", "POST", "saved_snippets", &form);
}

/// Ada's other client stars messages.
pub fn star(organization: &Organization, message: u64) {
    let messages = json!([message]).to_string();
    let form = [("messages", &*messages), ("op", "add"), ("flag", "starred")];
    organization.ask("ada", "POST", "messages/flags", &form);
}

/// Ada's other client follows (3), mutes (1) or unmutes (2) a topic, or none of these (0).
pub fn policy(organization: &Organization, channel_name: &str, topic: &str, policy: u8) {
    let id = channel(organization, channel_name).to_string();
    let policy = policy.to_string();
    let form = [
        ("stream_id", &*id),
        ("topic", topic),
        ("visibility_policy", &*policy),
    ];
    organization.ask("ada", "POST", "user_topics", &form);
}

/// Ada's other client mutes somebody.
pub fn mute(organization: &Organization, person: &str) {
    let path = format!(
        "users/me/muted_users/{}",
        organization.account(person).user_id
    );
    organization.ask("ada", "POST", &path, &[]);
}

/// Somebody sets their status.
pub fn status(organization: &Organization, person: &str, words: &str) {
    let form = [("status_text", words)];
    organization.ask(person, "POST", "users/me/status", &form);
}

/// Gloria, an administrator, makes a channel with Ada and herself.
pub fn new_channel(organization: &Organization, name: &str, about: &str) {
    let people = ["ada", "gloria"].map(|person| organization.account(person).user_id.0);
    let people = json!(people).to_string();
    let form = [
        ("name", name),
        ("description", about),
        ("subscribers", &*people),
    ];
    organization.ask("gloria", "POST", "channels/create", &form);
}

/// Gloria changes a channel.
pub fn change_channel(organization: &Organization, name: &str, field: &str, value: &str) {
    let path = format!("streams/{}", channel(organization, name));
    organization.ask("gloria", "PATCH", &path, &[(field, value)]);
}

/// Gloria makes a group.
pub fn new_group(organization: &Organization, name: &str, about: &str) {
    let people = ["ada", "ben"].map(|person| organization.account(person).user_id.0);
    let people = json!(people).to_string();
    let form = [
        ("name", name),
        ("description", about),
        ("members", &*people),
    ];
    organization.ask("gloria", "POST", "user_groups/create", &form);
}

/// Ada's other client gives a group another description.
pub fn describe_group(organization: &Organization, name: &str, about: &str) {
    let path = format!("user_groups/{}", group(organization, name));
    organization.ask("ada", "PATCH", &path, &[("description", about)]);
}

/// Somebody begins to write to Ada.
pub fn types(organization: &Organization, person: &str) {
    let to = json!([organization.account("ada").user_id]).to_string();
    let form = [("op", "start"), ("type", "direct"), ("to", &*to)];
    organization.ask(person, "POST", "typing", &form);
}

/// Ada's other client uploads a file, and sends it to Ben.
pub fn upload(organization: &Organization, name: &str, text: &str) {
    let url = organization.upload("ada", name, text.as_bytes());
    organization.tell("ada", &["ben"], &format!("[{name}]({url})"));
}

//! The message object on the wire.

use serde_json::{Map, Value, json};

use super::messages::Form;
use super::world::store::{Detail, PlaceKind};
use super::world::{NOTIFICATION_BOT, WELCOME_BOT, World};
use crate::api::ids::{MessageId, UserId};

impl World {
    /// The message object, without the flags that stand beside it or in it.
    pub(crate) fn message(&self, id: MessageId, form: Form) -> Option<Map<String, Value>> {
        let row = self.store.row(id)?;
        let detail = self.detail(id)?;
        let place = self.store.place(row.place());
        let sender = self.people.get(row.sender());
        let mut map = Map::new();
        let mut put = |key: &str, value: Value| map.insert(key.to_owned(), value);
        put("id", json!(id));
        put("timestamp", json!(row.time()));
        put("sender_id", json!(row.sender()));
        put(
            "sender_full_name",
            json!(sender.map_or("Unknown user", |sender| &sender.name)),
        );
        put(
            "sender_email",
            json!(sender.map_or("", |sender| &sender.email)),
        );
        put("sender_realm_str", json!(realm_of(row.sender())));
        put(
            "avatar_url",
            self.avatar_in_message(row.sender(), form.client_gravatar),
        );
        put(
            "client",
            json!(detail.client_name.as_deref().unwrap_or(detail.client)),
        );
        put("is_me_message", json!(detail.is_me()));
        put("recipient_id", json!(self.recipient_id(id)));
        if form.apply_markdown {
            let html = self.rendered(id).map(|rendered| rendered.html.clone());
            put("content", json!(html));
            put("content_type", json!("text/html"));
        } else {
            put("content", json!(detail.content));
            put("content_type", json!("text/x-markdown"));
        }
        match &place.kind {
            PlaceKind::Topic { channel, name } => {
                let topic = detail.subject.as_deref().unwrap_or(name);
                let channel_name = self
                    .channels
                    .get(*channel)
                    .map_or("", |channel| &channel.name);
                put("type", json!("stream"));
                put("stream_id", json!(channel));
                put("display_recipient", json!(channel_name));
                put("subject", json!(self.shown_topic(topic, form.empty_topic)));
                put("topic_links", self.topic_links(topic));
            }
            PlaceKind::Direct(_) => {
                put("type", json!("private"));
                put("display_recipient", self.people_in(place));
                put("subject", json!(""));
                put("topic_links", json!([]));
            }
        }
        let reactions: Vec<Value> = detail
            .reactions
            .iter()
            .map(|reaction| {
                json!({
                    "emoji_name": reaction.name, "emoji_code": reaction.code,
                    "reaction_type": reaction.kind, "user_id": reaction.user,
                })
            })
            .collect();
        put("reactions", json!(reactions));
        let submessages: Vec<Value> = detail
            .submessages
            .iter()
            .map(|sub| {
                json!({
                    "id": sub.id, "message_id": id, "sender_id": sub.sender,
                    "msg_type": "widget", "content": sub.content,
                })
            })
            .collect();
        put("submessages", json!(submessages));
        if let Some(history) = self.edit_history(&detail) {
            put("edit_history", history);
        }
        if let Some(time) = detail.last_edit {
            put("last_edit_timestamp", json!(time));
        }
        if let Some(time) = detail.last_moved {
            put("last_moved_timestamp", json!(time));
        }
        Some(map)
    }

    fn avatar_in_message(&self, sender: UserId, client_gravatar: bool) -> Value {
        match sender {
            NOTIFICATION_BOT => json!(format!(
                "{}/static/images/static_avatars/notification-bot.png",
                self.site
            )),
            WELCOME_BOT => json!(format!(
                "{}/static/images/static_avatars/welcome-bot.png",
                self.site
            )),
            _ => self
                .people
                .get(sender)
                .map_or(Value::Null, |sender| sender.avatar_url(client_gravatar)),
        }
    }

    fn people_in(&self, place: &super::world::store::Place) -> Value {
        place
            .people()
            .filter_map(|user| self.people.get(user))
            .map(|person| {
                json!({
                    "id": person.id, "email": person.email, "full_name": person.name,
                    "is_mirror_dummy": false,
                })
            })
            .collect()
    }

    /// Links that linkifiers and addresses make of a topic.
    pub(crate) fn topic_links(&self, topic: &str) -> Value {
        let mut links = Vec::new();
        for word in topic.split_whitespace() {
            let word = word.trim_end_matches(['.', ',', ':', ';', '!', '?', ')']);
            if word.starts_with("https://") || word.starts_with("http://") {
                links.push(json!({"text": word, "url": word}));
            }
            for linkifier in &self.realm.linkifiers {
                let Some((prefix, group)) = linkifier.prefix() else {
                    continue;
                };
                let digits = word.strip_prefix(prefix).filter(|digits| {
                    !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit())
                });
                if let Some(digits) = digits {
                    let url = linkifier
                        .url_template
                        .replace(&format!("{{{group}}}"), digits);
                    links.push(json!({"text": word, "url": url}));
                }
            }
        }
        json!(links)
    }

    /// What was changed, newest first, as far as the organization shows it.
    fn edit_history(&self, detail: &Detail) -> Option<Value> {
        if detail.edits.is_empty() {
            return None;
        }
        let policy = self
            .realm
            .setting("message_edit_history_visibility_policy")
            .and_then(Value::as_str)
            .unwrap_or("all");
        let history: Vec<Value> = detail
            .edits
            .iter()
            .rev()
            .filter_map(|edit| {
                let mut entry = Map::new();
                let mut put = |key: &str, value: Value| entry.insert(key.to_owned(), value);
                if policy == "all"
                    && let Some(content) = &edit.prev_content
                {
                    put("prev_content", json!(content));
                    put("prev_rendered_content", json!(edit.prev_rendered));
                }
                if let Some((old, new)) = &edit.topic {
                    put("prev_topic", json!(old));
                    put("topic", json!(new));
                }
                if let Some((old, new)) = &edit.channel {
                    put("prev_stream", json!(old));
                    put("stream", json!(new));
                }
                if entry.is_empty() {
                    return None;
                }
                entry.insert("timestamp".into(), json!(edit.time));
                entry.insert("user_id".into(), json!(edit.user));
                Some(Value::Object(entry))
            })
            .collect();
        (policy != "none" && !history.is_empty()).then(|| json!(history))
    }
}

fn realm_of(sender: UserId) -> &'static str {
    if sender < super::world::YOU {
        "zulipinternal"
    } else {
        "lapis"
    }
}

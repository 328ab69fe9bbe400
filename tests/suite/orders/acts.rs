//! What happens on the server: people send, edit, move, delete, read, star, react and mute.

use serde_json::{Value, json};

use super::server::{ADA, Mention, Place, Server, Stored};

impl Server {
    fn now(&mut self) -> u64 {
        self.clock += 1;
        self.clock
    }

    pub fn send(&mut self, place: Place, sender: u64, words: &str, mention: Mention) {
        let id = self.next_id;
        self.next_id += 1 + u64::from(words.len().is_multiple_of(2));
        let got = self.is_live(&place);
        let muted = self.muted_users.contains(&sender);
        let message = Stored {
            place,
            sender,
            content: format!("<p>{words}</p>"),
            read: sender == ADA || muted || !got,
            starred: false,
            mention: if got { mention } else { Mention::No },
            got,
            reactions: Vec::new(),
            edited: None,
            moved: None,
        };
        let flags = self.flags(&message);
        self.messages.insert(id, message);
        if got {
            let mut json = self.message(id);
            json.as_object_mut().unwrap().remove("flags");
            self.tell(json!({"type": "message", "message": json, "flags": flags}));
        }
    }

    /// The messages that things can happen to: those that events come for.
    fn live_ids(&self) -> Vec<u64> {
        let live = self
            .messages
            .iter()
            .filter(|(_, message)| self.is_live(&message.place));
        live.map(|(id, _)| *id).collect()
    }

    pub fn pick(&self, dice: usize) -> Option<u64> {
        let ids = self.live_ids();
        (!ids.is_empty()).then(|| ids[dice % ids.len()])
    }

    pub fn edit(&mut self, id: u64, words: &str, mention: Mention, rendering_only: bool) {
        let now = self.now();
        let Some(message) = self.messages.get_mut(&id) else {
            return;
        };
        message.content = format!("<p>{words}</p>");
        if !rendering_only {
            message.edited = Some(now);
            if message.got {
                message.mention = mention;
            }
        }
        let message = message.clone();
        self.tell(json!({
            "type": "update_message", "user_id": if rendering_only { Value::Null } else { json!(7) },
            "rendering_only": rendering_only, "message_id": id, "message_ids": [id],
            "flags": self.flags(&message), "edit_timestamp": now, "rendered_content": message.content,
            "content": words, "orig_content": "x", "is_me_message": false,
        }));
    }

    pub fn shift(&mut self, id: u64, to: (u64, &str), mode: &str) {
        let now = self.now();
        let Place::Topic(channel, topic) = self.messages[&id].place.clone() else {
            return;
        };
        if (channel, topic.as_str()) == to {
            return;
        }
        let in_topic = |other: &Stored| matches!(&other.place, Place::Topic(at, name) if *at == channel && name.to_lowercase() == topic.to_lowercase());
        let is_meant = |other: u64, message: &Stored| match mode {
            "change_one" => other == id,
            "change_later" => other >= id && in_topic(message),
            _ => in_topic(message),
        };
        let ids: Vec<u64> = self
            .messages
            .iter()
            .filter(|(other, message)| is_meant(**other, message))
            .map(|(id, _)| *id)
            .collect();
        let is_resolve =
            channel == to.0 && (format!("✔ {topic}") == to.1 || topic == format!("✔ {}", to.1));
        let leaves = !self.subscribed.contains(&to.0);
        let mut read = Vec::new();
        for id in &ids {
            let message = self.messages.get_mut(id).unwrap();
            message.place = Place::Topic(to.0, to.1.to_owned());
            if !is_resolve {
                message.moved = Some(now);
            }
            if leaves && !message.read {
                message.read = true;
                read.push(*id);
            }
        }
        let flags = self.flags(&self.messages[&id]);
        let mut event = json!({
            "type": "update_message", "user_id": 7, "rendering_only": false, "message_id": id,
            "message_ids": ids, "flags": flags, "edit_timestamp": now, "stream_id": channel,
            "orig_subject": topic, "propagate_mode": mode, "topic_links": [],
        });
        if to.0 != channel {
            event["new_stream_id"] = json!(to.0);
        }
        if to.1 != topic {
            event["subject"] = json!(to.1);
        }
        self.tell(event);
        self.tell_read(read);
    }

    fn tell_read(&mut self, ids: Vec<u64>) {
        if !ids.is_empty() {
            self.tell(
                json!({"type": "update_message_flags", "op": "add", "flag": "read",
                             "messages": ids, "all": false}),
            );
        }
    }

    pub fn delete(&mut self, id: u64) {
        let Some(message) = self.messages.remove(&id) else {
            return;
        };
        let mut event = json!({"type": "delete_message", "message_ids": [id]});
        match message.place {
            Place::Topic(channel, topic) => {
                event["message_type"] = json!("stream");
                event["stream_id"] = json!(channel);
                event["topic"] = json!(topic);
            }
            Place::Dm(_) => event["message_type"] = json!("private"),
        }
        self.tell(event);
    }

    pub fn read(&mut self, ids: &[u64]) {
        let ids: Vec<u64> = ids
            .iter()
            .copied()
            .filter(|id| self.messages.contains_key(id))
            .collect();
        for id in &ids {
            self.messages.get_mut(id).unwrap().read = true;
        }
        self.tell_read(ids);
    }

    pub fn read_all(&mut self) {
        for message in self.messages.values_mut() {
            message.read = true;
        }
        self.tell(
            json!({"type": "update_message_flags", "op": "add", "flag": "read", "messages": [],
                         "all": true}),
        );
    }

    pub fn unread(&mut self, id: u64) {
        let Some(message) = self
            .messages
            .get_mut(&id)
            .filter(|message| message.got && message.read)
        else {
            return;
        };
        message.read = false;
        let message = message.clone();
        let mut detail = match &message.place {
            Place::Topic(channel, topic) => {
                json!({"type": "stream", "stream_id": channel, "topic": topic})
            }
            Place::Dm(people) => json!({"type": "private",
                "user_ids": people.iter().filter(|id| **id != ADA).collect::<Vec<_>>()}),
        };
        if message.mention != Mention::No {
            detail["mentioned"] = json!(true);
        }
        let mut event = json!({"type": "update_message_flags", "op": "remove", "flag": "read",
                               "messages": [id], "all": false, "message_details": {}});
        event["message_details"][id.to_string()] = detail;
        self.tell(event);
    }

    pub fn star(&mut self, id: u64) {
        let Some(message) = self.messages.get_mut(&id).filter(|message| message.got) else {
            return;
        };
        message.starred = !message.starred;
        let op = if message.starred { "add" } else { "remove" };
        self.tell(
            json!({"type": "update_message_flags", "op": op, "flag": "starred", "messages": [id],
                         "all": false}),
        );
    }

    pub fn react(&mut self, id: u64, user: u64) {
        let Some(message) = self.messages.get_mut(&id) else {
            return;
        };
        let op = if message.reactions.contains(&user) {
            message.reactions.retain(|other| *other != user);
            "remove"
        } else {
            message.reactions.push(user);
            "add"
        };
        self.tell(json!({"type": "reaction", "op": op, "message_id": id, "user_id": user,
                         "emoji_name": "tada", "emoji_code": "1f389", "reaction_type": "unicode_emoji"}));
    }

    pub fn set_policy(&mut self, channel: u64, topic: &str, policy: u64) {
        let key = (channel, topic.to_lowercase());
        if policy == 0 {
            self.policies.remove(&key);
        } else {
            self.policies.insert(key, (topic.to_owned(), policy));
        }
        self.tell(
            json!({"type": "user_topic", "stream_id": channel, "topic_name": topic,
                         "last_updated": 1, "visibility_policy": policy}),
        );
    }

    pub fn mute_channel(&mut self, channel: u64) {
        if !self.subscribed.contains(&channel) {
            return;
        }
        let muted = self.muted_channels.insert(channel) || !self.muted_channels.remove(&channel);
        self.tell(
            json!({"type": "subscription", "op": "update", "stream_id": channel,
                         "property": "is_muted", "value": muted}),
        );
    }

    pub fn mute_user(&mut self, user: u64) {
        if !self.muted_users.remove(&user) {
            self.muted_users.insert(user);
        }
        let muted = self.muted();
        self.tell(json!({"type": "muted_users", "muted_users": muted}));
        if self.muted_users.contains(&user) {
            let is_theirs = |message: &&Stored| message.sender == user && !message.read;
            let ids: Vec<u64> = self
                .messages
                .iter()
                .filter(|(_, m)| is_theirs(m))
                .map(|(id, _)| *id)
                .collect();
            self.read(&ids);
        }
    }

    pub fn subscribe(&mut self, channel: u64) {
        if self.subscribed.remove(&channel) {
            self.tell(json!({"type": "subscription", "op": "remove",
                             "subscriptions": [{"stream_id": channel, "name": "x"}]}));
            let is_there = |message: &&Stored| {
                !message.read && matches!(message.place, Place::Topic(at, _) if at == channel)
            };
            let ids: Vec<u64> = self
                .messages
                .iter()
                .filter(|(_, m)| is_there(m))
                .map(|(id, _)| *id)
                .collect();
            self.read(&ids);
        } else {
            self.subscribed.insert(channel);
            let muted = self.muted_channels.contains(&channel);
            self.tell(
                json!({"type": "subscription", "op": "add", "subscriptions": [
                {"stream_id": channel, "name": format!("channel {channel}"), "color": "#112233",
                 "is_muted": muted}]}),
            );
        }
    }
}

//! Reactions, and what is done in widgets.

use serde_json::{Value, json};

use crate::api::ids::{MessageId, UserId};
use crate::demo::error::{Answer, Refusal};
use crate::demo::widgets;
use crate::demo::world::World;
use crate::demo::world::store::{Reaction, Submessage};

/// An emoji as a client names it.
#[derive(Debug, Clone, Default)]
pub(crate) struct EmojiNamed {
    pub(crate) name: Option<String>,
    pub(crate) code: Option<String>,
    pub(crate) kind: Option<String>,
}

impl World {
    /// A message that somebody may change something on: seen, and not archived.
    pub(crate) fn touchable(&self, user: UserId, id: MessageId) -> Answer<()> {
        let archived = self
            .channel_of(id)
            .and_then(|channel| self.channels.get(channel))
            .is_some_and(|channel| channel.archived);
        if archived || !self.can_read(user, id) {
            return Err(Refusal::no_message());
        }
        Ok(())
    }

    pub(crate) fn react(&mut self, user: UserId, id: MessageId, emoji: EmojiNamed) -> Answer<()> {
        self.touchable(user, id)?;
        let name = emoji.name.ok_or_else(|| Refusal::missing("emoji_name"))?;
        let known = self.find_emoji(&name);
        let (code, kind) = match (emoji.code, emoji.kind) {
            (Some(code), Some(kind)) => {
                let used = self.detail(id).is_some_and(|detail| {
                    detail
                        .reactions
                        .iter()
                        .any(|there| there.code == code && there.kind == kind)
                });
                if !used && known.as_ref() != Some(&(code.clone(), kind.clone())) {
                    return Err(if known.is_none() {
                        Refusal::bad(format!("Emoji '{name}' does not exist"))
                    } else {
                        Refusal::bad("Invalid emoji name.")
                    });
                }
                (code, kind)
            }
            _ => known.ok_or_else(|| Refusal::bad(format!("Emoji '{name}' does not exist")))?,
        };
        let received = self.received(self.account(user), user, id);
        let detail = self.detail_mut(id).ok_or_else(Refusal::no_message)?;
        let there =
            |there: &Reaction| there.user == user && there.code == code && there.kind == kind;
        if detail.reactions.iter().any(there) {
            return Err(Refusal::code(
                "REACTION_ALREADY_EXISTS",
                "Reaction already exists.",
            ));
        }
        // The first name that an emoji has on a message stays.
        let name = detail
            .reactions
            .iter()
            .find(|there| there.code == code && there.kind == kind)
            .map_or(name, |there| there.name.clone());
        let reaction = Reaction {
            user,
            name,
            code,
            kind,
        };
        detail.reactions.push(reaction.clone());
        if !received && self.accounts.contains_key(&user) {
            self.account_mut(user).set_flag(
                id,
                crate::demo::world::account::flag::HISTORICAL,
                true,
            );
        }
        self.tell_of_reaction("add", id, &reaction);
        Ok(())
    }

    pub(crate) fn unreact(&mut self, user: UserId, id: MessageId, emoji: EmojiNamed) -> Answer<()> {
        self.touchable(user, id)?;
        let (code, kind) = match (emoji.code, emoji.kind, emoji.name) {
            (Some(code), kind, _) => (code, kind.unwrap_or_else(|| "unicode_emoji".to_owned())),
            (None, _, Some(name)) => self
                .find_emoji(&name)
                .ok_or_else(|| Refusal::bad(format!("Emoji '{name}' does not exist")))?,
            (None, _, None) => return Err(Refusal::missing("emoji_name")),
        };
        let detail = self.detail_mut(id).ok_or_else(Refusal::no_message)?;
        let at = detail
            .reactions
            .iter()
            .position(|there| there.user == user && there.code == code && there.kind == kind)
            .ok_or_else(|| Refusal::code("REACTION_DOES_NOT_EXIST", "Reaction doesn't exist."))?;
        let reaction = detail.reactions.remove(at);
        self.tell_of_reaction("remove", id, &reaction);
        Ok(())
    }

    fn tell_of_reaction(&self, op: &str, id: MessageId, reaction: &Reaction) {
        let person = self.people.get(reaction.user);
        let event = json!({
            "type": "reaction", "op": op, "message_id": id,
            "emoji_name": reaction.name, "emoji_code": reaction.code,
            "reaction_type": reaction.kind, "user_id": reaction.user,
            "user": {
                "user_id": reaction.user,
                "email": person.map_or("", |person| &person.email),
                "full_name": person.map_or("", |person| &person.name),
            },
        });
        self.tell_readers(id, &event);
    }

    /// Tells everybody who got a message, and the subscribers of its channel.
    pub(crate) fn tell_readers(&self, id: MessageId, event: &Value) {
        let Some(place) = self.store.place_of(id) else {
            return;
        };
        self.publish(|queue| {
            let reads = match place.channel() {
                None => place.is_between(queue.user),
                Some(channel) => {
                    self.received(self.account(queue.user), queue.user, id)
                        || self
                            .channels
                            .get(channel)
                            .is_some_and(|channel| channel.has_subscriber(queue.user))
                }
            };
            reads.then(|| event.clone())
        });
    }

    pub(crate) fn submessage(
        &mut self,
        sender: UserId,
        id: MessageId,
        content: &str,
    ) -> Answer<()> {
        self.touchable(sender, id)?;
        let by_sender = self.store.row(id).is_some_and(|row| row.sender() == sender);
        let first = self
            .detail(id)
            .and_then(|d| Some(d.submessages.first()?.content.clone()));
        if first.is_none() && !by_sender {
            return Err(Refusal::bad(
                "You cannot attach a submessage to this message.",
            ));
        }
        let step: Value = serde_json::from_str(content)
            .map_err(|_| Refusal::bad("Invalid json for submessage"))?;
        widgets::check(first.as_deref(), &step, by_sender)?;
        let number = self.number();
        let detail = self.detail_mut(id).ok_or_else(Refusal::no_message)?;
        detail.submessages.push(Submessage {
            id: number,
            sender,
            content: content.to_owned(),
        });
        let event = json!({
            "type": "submessage", "msg_type": "widget", "message_id": id, "submessage_id": number,
            "sender_id": sender, "content": content,
        });
        self.tell_readers(id, &event);
        Ok(())
    }
}

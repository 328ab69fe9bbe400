//! Read, starred and the other flags.

use serde_json::{Map, Value, json};

use crate::api::ids::{ChannelId, MessageId, UserId};
use crate::demo::error::{Answer, Refusal};
use crate::demo::world::World;
use crate::demo::world::account::flag;
use crate::demo::world::store::PlaceKind;

/// A flag that people set.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Settable {
    Read,
    Starred,
    Collapsed,
}

impl Settable {
    pub(crate) fn parse(name: &str) -> Answer<Self> {
        match name {
            "read" => Ok(Self::Read),
            "starred" => Ok(Self::Starred),
            "collapsed" => Ok(Self::Collapsed),
            "mentioned"
            | "stream_wildcard_mentioned"
            | "topic_wildcard_mentioned"
            | "has_alert_word"
            | "historical" => Err(Refusal::bad(format!("Flag not editable: '{name}'"))),
            _ => Err(Refusal::bad(format!("Invalid flag: '{name}'"))),
        }
    }

    const fn name(self) -> &'static str {
        match self {
            Self::Read => "read",
            Self::Starred => "starred",
            Self::Collapsed => "collapsed",
        }
    }

    const fn bit(self) -> u16 {
        match self {
            Self::Read => 0,
            Self::Starred => flag::STARRED,
            Self::Collapsed => flag::COLLAPSED,
        }
    }
}

impl World {
    /// Whether a flag stands on a message for somebody.
    fn has_flag(&self, user: UserId, id: MessageId, what: Settable) -> bool {
        let account = self.account(user);
        match what {
            Settable::Read => !account.unread.contains(&(id.0 as u32)),
            Settable::Starred | Settable::Collapsed => account.flag(id) & what.bit() != 0,
        }
    }

    /// Sets or clears a flag on messages that the person may read. Gives back the
    /// channels left out because they are not subscribed, and how many changed.
    pub(crate) fn set_flags(
        &mut self,
        user: UserId,
        ids: &[MessageId],
        what: Settable,
        on: bool,
    ) -> (Vec<ChannelId>, usize) {
        let mut left_out: Vec<ChannelId> = Vec::new();
        let mut told = Vec::new();
        let mut changed = 0;
        for id in ids {
            let account = self.account(user);
            let received = self.received(account, user, *id);
            if what == Settable::Read && !on {
                // Unread means subscribed: one can't have unread messages elsewhere.
                if let Some(channel) = self.channel_of(*id)
                    && !account.is_subscribed(channel)
                {
                    if !left_out.contains(&channel) {
                        left_out.push(channel);
                    }
                    continue;
                }
            }
            if what == Settable::Read && on && !received {
                told.push(*id);
                continue;
            }
            told.push(*id);
            changed += usize::from(self.has_flag(user, *id, what) != on);
            let account = self.account_mut(user);
            if !received {
                account.set_flag(*id, flag::HISTORICAL, true);
            }
            match what {
                Settable::Read if on => {
                    account.unread.remove(&(id.0 as u32));
                }
                Settable::Read => {
                    account.unread.insert(id.0 as u32);
                }
                Settable::Starred | Settable::Collapsed => account.set_flag(*id, what.bit(), on),
            }
        }
        self.tell_of_flags(user, &told, what, on);
        (left_out, changed)
    }

    fn tell_of_flags(&self, user: UserId, ids: &[MessageId], what: Settable, on: bool) {
        let op = if on { "add" } else { "remove" };
        let with_details = what == Settable::Read && !on;
        self.publish(|queue| {
            if queue.user != user {
                return None;
            }
            let mut event = json!({
                "type": "update_message_flags", "op": op, "operation": op,
                "flag": what.name(), "messages": ids, "all": false,
            });
            if with_details {
                let empty_topic = queue.options.capabilities.empty_topic_name;
                event["message_details"] = Value::Object(self.flag_details(user, ids, empty_topic));
            }
            Some(event)
        });
    }

    /// What a client needs to count messages unread that it does not hold.
    fn flag_details(
        &self,
        user: UserId,
        ids: &[MessageId],
        empty_topic: bool,
    ) -> Map<String, Value> {
        let account = self.account(user);
        let mut details = Map::new();
        for id in ids {
            let Some(place) = self.store.place_of(*id) else {
                continue;
            };
            let mut entry = match &place.kind {
                PlaceKind::Direct(_) => {
                    let others: Vec<UserId> =
                        place.people().filter(|other| *other != user).collect();
                    json!({"type": "private", "user_ids": others})
                }
                PlaceKind::Topic { channel, name } => json!({
                    "type": "stream",
                    "stream_id": channel,
                    "topic": self.shown_topic(self.topic_of(*id).unwrap_or(name), empty_topic),
                    "unmuted_stream_msg": !account.is_topic_muted(*channel, name),
                }),
            };
            if account.flag(*id) & flag::ANY_MENTION != 0 {
                entry["mentioned"] = json!(true);
            }
            details.insert(id.to_string(), entry);
        }
        details
    }

    /// Marks everything read, told by one event.
    pub(crate) fn mark_all_read(&mut self, user: UserId) {
        self.account_mut(user).unread.clear();
        self.publish_to(
            user,
            &json!({
                "type": "update_message_flags", "op": "add", "operation": "add",
                "flag": "read", "messages": [], "all": true,
            }),
        );
    }

    /// Marks these unread messages read, if there are any, with an event.
    pub(crate) fn mark_read(
        &mut self,
        user: UserId,
        which: impl Fn(&Self, MessageId) -> bool,
    ) -> usize {
        let ids: Vec<MessageId> = self
            .account(user)
            .unread
            .iter()
            .map(|id| MessageId(u64::from(*id)))
            .filter(|id| which(self, *id))
            .collect();
        if !ids.is_empty() {
            self.set_flags(user, &ids, Settable::Read, true);
        }
        ids.len()
    }
}

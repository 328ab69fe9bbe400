//! The few conditions that an event queue may have on its messages.

use serde_json::Value;

use super::super::error::{Answer, Refusal};
use super::super::messages::is_resolved;
use super::super::world::World;
use crate::api::ids::MessageId;

/// The few conditions that a queue may have on its messages: operator and operand.
#[derive(Debug, Clone, Default)]
pub(crate) struct EventNarrow(pub(crate) Vec<(String, String)>);

impl EventNarrow {
    /// Reads what a queue may be narrowed by.
    pub(crate) fn parse(sent: &[Value]) -> Answer<Self> {
        let mut terms = Vec::new();
        for term in sent {
            let pair = match term {
                Value::Array(pair) => (pair.first(), pair.get(1)),
                Value::Object(term) => (term.get("operator"), term.get("operand")),
                _ => (None, None),
            };
            let (Some(operator), Some(operand)) = (pair.0.and_then(Value::as_str), pair.1) else {
                return Err(Refusal::bad("narrow is not valid"));
            };
            if !matches!(operator, "channel" | "stream" | "topic" | "sender" | "is") {
                return Err(Refusal::bad(format!("Operator {operator} not supported.")));
            }
            let operand = operand
                .as_str()
                .map_or_else(|| operand.to_string(), str::to_owned);
            terms.push((operator.to_owned(), operand));
        }
        Ok(Self(terms))
    }

    /// Whether a message with these flags goes to the queue.
    pub(crate) fn accepts(&self, world: &World, id: MessageId, flags: &[&str]) -> bool {
        let Some(row) = world.store.row(id) else {
            return false;
        };
        let place = world.store.place(row.place());
        self.0
            .iter()
            .all(|(operator, operand)| match operator.as_str() {
                "channel" | "stream" => place
                    .channel()
                    .and_then(|id| world.channels.get(id))
                    .is_some_and(|channel| {
                        channel.name.eq_ignore_ascii_case(operand)
                            || channel.id.to_string() == *operand
                    }),
                "topic" => {
                    !place.is_direct() && place.topic().to_lowercase() == operand.to_lowercase()
                }
                "sender" => world.people.get(row.sender()).is_some_and(|sender| {
                    sender.email.eq_ignore_ascii_case(operand) || sender.id.to_string() == *operand
                }),
                _ => match operand.as_str() {
                    "dm" | "private" => place.is_direct(),
                    "starred" => flags.contains(&"starred"),
                    "unread" => !flags.contains(&"read"),
                    "mentioned" => flags.iter().any(|flag| flag.ends_with("mentioned")),
                    "alerted" => flags.contains(&"has_alert_word"),
                    "resolved" => is_resolved(place.topic()),
                    _ => false,
                },
            })
    }
}

//! Reading one condition.

use serde_json::Value;

use super::super::error::Answer;
use super::super::world::World;
use super::{Has, Is, TermKind, wrong};
use crate::api::ids::{ChannelId, UserId};

impl TermKind {
    pub(super) fn parse(
        world: &World,
        user: UserId,
        operator: &str,
        operand: &Value,
    ) -> Answer<Self> {
        let text = || {
            operand
                .as_str()
                .ok_or_else(|| wrong(&format!("invalid operand for {operator}")))
        };
        let number = || {
            operand
                .as_u64()
                .or_else(|| operand.as_str().and_then(|text| text.parse().ok()))
        };
        let person = || -> Answer<UserId> {
            match operand {
                Value::Number(_) => number()
                    .map(UserId)
                    .filter(|id| world.people.get(*id).is_some())
                    .ok_or_else(|| wrong("unknown user")),
                _ => world
                    .people
                    .by_email(text()?)
                    .map(|person| person.id)
                    .ok_or_else(|| wrong(&format!("unknown user {operand}"))),
            }
        };
        Ok(match operator {
            "channel" | "stream" => {
                let channel = match operand {
                    Value::Number(_) => world.channels.get(ChannelId(number().unwrap_or(0))),
                    _ => world.channels.by_name(text()?),
                };
                // One that may not be read is a view without messages.
                Self::Channel(channel.map(|channel| channel.id).ok_or_else(|| {
                    wrong(&format!(
                        "unknown channel {}",
                        operand
                            .as_str()
                            .map_or_else(|| operand.to_string(), str::to_owned)
                    ))
                })?)
            }
            "channels" | "streams" => match text()? {
                "public" => Self::Channels { web: false },
                "web-public" => Self::Channels { web: true },
                other => return Err(wrong(&format!("unknown channels operand {other}"))),
            },
            "topic" => {
                let topic = text()?;
                let empty = world.shown_topic("", false);
                let topic = if topic == empty || topic == "(no topic)" {
                    ""
                } else {
                    topic
                };
                Self::Topic(topic.to_lowercase())
            }
            "dm" | "pm-with" => {
                let mut people: Vec<u32> = match operand {
                    Value::Array(ids) => ids
                        .iter()
                        .map(|id| id.as_u64().map(|id| id as u32))
                        .collect::<Option<_>>()
                        .ok_or_else(|| wrong("invalid user ID"))?,
                    Value::Number(_) => vec![number().unwrap_or(0) as u32],
                    _ => text()?
                        .split(',')
                        .map(|email| {
                            world
                                .people
                                .by_email(email.trim())
                                .map(|person| person.id.0 as u32)
                        })
                        .collect::<Option<_>>()
                        .ok_or_else(|| wrong(&format!("unknown user in {operand}")))?,
                };
                if people
                    .iter()
                    .any(|id| world.people.get(UserId(u64::from(*id))).is_none())
                {
                    return Err(wrong(&format!("unknown user in {operand}")));
                }
                people.push(user.0 as u32);
                people.sort_unstable();
                people.dedup();
                Self::Direct(people)
            }
            "dm-including" | "group-pm-with" => Self::DirectIncluding(person()?),
            "sender" => Self::Sender(if operand == "me" { user } else { person()? }),
            "is" => Self::Is(match text()? {
                "dm" | "private" => Is::Direct,
                "starred" => Is::Starred,
                "unread" => Is::Unread,
                "mentioned" => Is::Mentioned,
                "alerted" => Is::Alerted,
                "resolved" => Is::Resolved,
                "followed" => Is::Followed,
                "muted" => Is::Muted,
                other => return Err(wrong(&format!("unknown 'is' operand {other}"))),
            }),
            "has" => Self::Has(match text()? {
                "link" | "links" => Has::Link,
                "image" | "images" => Has::Image,
                "attachment" | "attachments" => Has::Attachment,
                "reaction" | "reactions" => Has::Reaction,
                other => return Err(wrong(&format!("unknown 'has' operand {other}"))),
            }),
            "in" => match text()? {
                "home" => Self::InHome,
                "all" => Self::All,
                other => return Err(wrong(&format!("unknown 'in' operand {other}"))),
            },
            "id" => Self::Id(number().ok_or_else(|| wrong("Invalid message ID"))?),
            "with" => Self::With(number().ok_or_else(|| wrong("Invalid 'with' operator"))?),
            "near" => Self::Near,
            "search" => Self::Search(crate::demo::search::words(text()?)),
            other => return Err(wrong(&format!("unknown operator {other}"))),
        })
    }
}

//! What is typed into the box, and what it asks for.

use crate::api::ids::MessageId;

/// What is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Query<'a> {
    /// Anything of a name like this; everything useful where it is empty.
    Anything(&'a str),
    /// A channel: `#work`.
    Channel(&'a str),
    /// A person or a group: `@ben`.
    Person(&'a str),
    /// A topic of a channel: `work>kil`.
    Topic {
        /// The channel, as far as it is typed.
        channel: &'a str,
        /// The topic.
        topic: &'a str,
    },
    /// A command: `:theme dark`.
    Command(&'a str),
    /// A message, by its number.
    Message(MessageId),
    /// A link, or a search as it is typed on the web.
    Link(&'a str),
}

/// The shortest number that can be meant as a message's: shorter ones begin names.
const SHORTEST_ID: usize = 2;

impl<'a> Query<'a> {
    /// What a line asks for.
    #[must_use]
    pub fn of(line: &'a str) -> Self {
        let typed = line.trim_start();
        if let Some(rest) = typed.strip_prefix(':') {
            return Self::Command(rest);
        }
        if typed.starts_with("http://") || typed.starts_with("https://") {
            return Self::Link(typed.trim_end());
        }
        if let Some((channel, topic)) = typed.split_once('>') {
            let channel = channel.trim().trim_start_matches('#');
            return Self::Topic {
                channel,
                topic: topic.trim_start(),
            };
        }
        if let Some(channel) = typed.strip_prefix('#') {
            return Self::Channel(channel);
        }
        if let Some(person) = typed.strip_prefix('@') {
            return Self::Person(person);
        }
        let number = typed.trim_end();
        if number.len() >= SHORTEST_ID
            && number.bytes().all(|b| b.is_ascii_digit())
            && let Ok(id) = number.parse()
        {
            return Self::Message(MessageId(id));
        }
        Self::Anything(typed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn signs_tell_what_is_meant() {
        use Query::{Anything, Channel, Command, Link, Message, Person, Topic};
        for (line, query) in [
            ("", Anything("")),
            ("gl te", Anything("gl te")),
            ("#work", Channel("work")),
            ("@ben", Person("ben")),
            (
                "#work > kil",
                Topic {
                    channel: "work",
                    topic: "kil",
                },
            ),
            (
                "work>",
                Topic {
                    channel: "work",
                    topic: "",
                },
            ),
            (":theme dark", Command("theme dark")),
            ("12345", Message(MessageId(12345))),
            ("7", Anything("7")),
            (
                "https://z.example/#narrow/id/7 ",
                Link("https://z.example/#narrow/id/7"),
            ),
        ] {
            assert_eq!(Query::of(line), query, "{line}");
        }
    }
}

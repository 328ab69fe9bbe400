//! Mentions in what is typed. <https://zulip.com/help/format-your-message-using-markdown>

use crate::api::ids::UserId;
use crate::api::user::User;
use crate::model::Organization;

/// A mention that notifies.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mention<'a> {
    /// Everybody in the channel, or all who take part in the topic.
    Everybody {
        /// Whether only those of the topic are meant.
        topic: bool,
    },
    /// Somebody: the name, and the id where it is written.
    Person(&'a str, Option<UserId>),
    /// A group.
    Group(&'a str),
}

/// The mentions in a text that notify, silent ones and those in code left out.
pub fn of(text: &str) -> impl Iterator<Item = Mention<'_>> {
    let mut fenced = false;
    text.lines()
        .filter(move |line| {
            let fence = line.trim_start().starts_with("```");
            fenced ^= fence;
            !fenced && !fence
        })
        .flat_map(|line| {
            // Between an odd and an even backtick is code.
            line.split('`').step_by(2).flat_map(of_line)
        })
}

fn of_line(line: &str) -> impl Iterator<Item = Mention<'_>> {
    let people = between(line, "@**", "**").map(|name| match name {
        "all" | "everyone" | "channel" | "stream" => Mention::Everybody { topic: false },
        "topic" => Mention::Everybody { topic: true },
        name => match name.rsplit_once('|') {
            Some((plain, id)) if id.parse::<u64>().is_ok() => {
                Mention::Person(plain, id.parse().ok().map(UserId))
            }
            Some(_) | None => Mention::Person(name, None),
        },
    });
    let groups = between(line, "@*", "*").filter(|name| !name.is_empty());
    people.chain(groups.map(Mention::Group))
}

fn between<'a>(line: &'a str, open: &'a str, close: &'a str) -> impl Iterator<Item = &'a str> {
    line.split(open)
        .skip(1)
        .filter_map(move |rest| rest.split_once(close))
        .map(|(name, _)| name)
}

/// How somebody is mentioned: by name, with the id where others have it too.
#[must_use]
pub fn mention(organization: &Organization, user: &User, silent: bool) -> String {
    let users = organization.users().all();
    let alike = users
        .iter()
        .filter(|u| u.full_name == user.full_name)
        .count();
    let mark = if silent { "@_" } else { "@" };
    if alike > 1 || silent {
        format!("{mark}**{}|{}**", user.full_name, user.user_id)
    } else {
        format!("{mark}**{}**", user.full_name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mentions_that_notify_are_found() {
        let text = "@**Ada Quill** and @**Ben|7**, not @_**Chika** nor `@**all**`\n\
            ```\n@**everyone**\n```\n@*kiln crew* @**topic** @**all**";
        let found: Vec<Mention<'_>> = of(text).collect();
        assert_eq!(
            found,
            [
                Mention::Person("Ada Quill", None),
                Mention::Person("Ben", Some(UserId(7))),
                Mention::Everybody { topic: true },
                Mention::Everybody { topic: false },
                Mention::Group("kiln crew"),
            ]
        );
        assert_eq!(of("@** and").count(), 0);
        assert_eq!(of("").count(), 0);
    }
}

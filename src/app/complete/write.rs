//! What is written for a choice: Zulip's Markdown.
//!
//! <https://zulip.com/help/format-your-message-using-markdown>

use std::ops::Range;

use super::trigger::{Kind, Query};
use super::{Pick, Scene, Slash, fence};
use crate::api::ids::{ChannelId, TopicName, UserId};
use crate::content::permalink;

use super::standing::Place;

/// What is written in place of what was typed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Written {
    /// What is replaced, in bytes of the text.
    pub range: Range<usize>,
    /// The new text.
    pub text: String,
    /// What of the new text is selected then, in bytes of it; the cursor stands at its end.
    pub select: Range<usize>,
}

/// Signs that end the syntax of links to channels and topics, and how an ordinary link has them.
pub(super) const ESCAPED: [(&str, &str); 7] = [
    ("&", "&amp;"),
    ("`", "&#96;"),
    (">", "&gt;"),
    ("*", "&#42;"),
    ("[", "&#91;"),
    ("]", "&#93;"),
    ("$$", "&#36;&#36;"),
];

/// What is written for a choice.
pub(super) fn written(scene: &Scene<'_>, text: &str, query: &Query, pick: &Pick) -> Written {
    let range = query.range.clone();
    let words = match pick {
        Pick::Person(id) if query.kind == Kind::ToPerson => {
            format!("{}, ", name(scene, *id))
        }
        Pick::Channel(id) if query.kind == Kind::ToChannel => channel_name(scene, *id).to_owned(),
        Pick::Topic { topic, .. } if query.kind == Kind::ToTopic => topic.as_str().to_owned(),
        Pick::Person(id) => mention(scene, *id, is_silent(query)),
        Pick::Group(id) => {
            let group = scene.organization.groups().get(*id);
            let group = group.map_or("", |group| &*group.name);
            format!("@{}*{group}*", if is_silent(query) { "_" } else { "" })
        }
        Pick::Wildcard(wildcard) => format!("@**{}**", wildcard.word()),
        Pick::Channel(id) => channel_link(scene, *id),
        Pick::Topic { channel, topic } => topic_link(scene, *channel, topic),
        Pick::Message { channel, topic, id } => {
            let name = channel_name(scene, *channel);
            if is_plain(name) && is_plain(topic.as_str()) {
                format!("#**{name}>{}@{id}**", topic.as_str())
            } else {
                let place = permalink::topic_fragment(*channel, name, topic);
                let shown = shown_topic(scene, topic);
                format!("[#{} > {shown} @ 💬]({place}/near/{id})", escaped(name))
            }
        }
        Pick::Emoji(name) => {
            let before = text[..range.start].chars().next_back();
            let space = if before.is_none_or(char::is_whitespace) {
                ""
            } else {
                " "
            };
            format!("{space}:{name}:")
        }
        Pick::Time(at) => format!("<time:{}>", at.strftime("%Y-%m-%dT%H:%M:%S%:z")),
        Pick::Slash(slash) => return command(range, *slash),
        Pick::Language(language) => return code(text, query, language),
        Pick::Snippet(id) => {
            let snippet = scene.organization.personal().snippets.get(id);
            let content = snippet.map_or("", |snippet| &*snippet.content).to_owned();
            let end = content.len();
            return Written {
                range,
                text: content,
                select: end..end,
            };
        }
    };
    if matches!(query.kind, Kind::ToPerson | Kind::ToChannel | Kind::ToTopic) {
        let end = words.len();
        return Written {
            range,
            text: words,
            select: end..end,
        };
    }
    // One space behind it: the one that is there already, if there is.
    let end = range.end + usize::from(text[range.end..].starts_with(' '));
    let words = words + " ";
    let at = words.len();
    Written {
        range: range.start..end,
        text: words,
        select: at..at,
    }
}

fn is_silent(query: &Query) -> bool {
    query.kind == Kind::Mention { silent: true }
}

fn name<'a>(scene: &Scene<'a>, id: UserId) -> &'a str {
    scene.organization.users().name(id).unwrap_or("")
}

fn channel_name<'a>(scene: &Scene<'a>, id: ChannelId) -> &'a str {
    crate::app::naming::channel(scene.organization, id)
}

/// A mention of somebody; with the id where others have that name, or a wildcard has.
fn mention(scene: &Scene<'_>, id: UserId, silent: bool) -> String {
    let name = name(scene, id);
    let is_wildcard = ["all", "everyone", "stream", "channel", "topic"].contains(&name);
    // Who is not in a conversation of direct messages would not be told; the web app says so
    // by a silent mention.
    let is_outside = match &scene.standing.place {
        Place::People(people) => !people.contains(&id) && id != scene.organization.me(),
        Place::Nowhere | Place::Channel { .. } => false,
    };
    let sign = if silent || is_outside { "@_" } else { "@" };
    let users = scene.organization.users().all().iter();
    let is_shared = users
        .filter(|user| *user.full_name == *name)
        .nth(1)
        .is_some();
    if is_wildcard || is_shared {
        format!("{sign}**{name}|{id}**")
    } else {
        format!("{sign}**{name}**")
    }
}

/// Whether a name may stand in the syntax for links to channels and topics.
fn is_plain(name: &str) -> bool {
    !ESCAPED.iter().any(|(sign, _)| name.contains(sign)) && !name.ends_with('\\')
}

fn escaped(name: &str) -> String {
    let mut name = name.to_owned();
    for (sign, escape) in ESCAPED {
        name = name.replace(sign, escape);
    }
    name
}

fn shown_topic(scene: &Scene<'_>, topic: &TopicName) -> String {
    escaped(crate::app::naming::topic(scene.organization, topic))
}

/// A link to a channel.
fn channel_link(scene: &Scene<'_>, id: ChannelId) -> String {
    let name = channel_name(scene, id);
    if is_plain(name) {
        format!("#**{name}**")
    } else {
        let place = permalink::channel_fragment(id, name);
        format!("[#{}]({place})", escaped(name))
    }
}

/// A link to a topic.
fn topic_link(scene: &Scene<'_>, channel: ChannelId, topic: &TopicName) -> String {
    let name = channel_name(scene, channel);
    if is_plain(name) && is_plain(topic.as_str()) {
        format!("#**{name}>{}**", topic.as_str())
    } else {
        let place = permalink::topic_fragment(channel, name, topic);
        format!(
            "[#{} > {}]({place})",
            escaped(name),
            shown_topic(scene, topic)
        )
    }
}

/// A command, with a word in place of what it wants, selected to be typed over.
fn command(range: Range<usize>, slash: Slash) -> Written {
    let (command, wants) = match slash {
        Slash::Me => ("/me ", ""),
        Slash::Poll => ("/poll ", "Question"),
        Slash::Todo => ("/todo ", "Task list"),
        Slash::Dark => ("/dark", ""),
        Slash::Light => ("/light", ""),
        Slash::Ping => ("/ping", ""),
    };
    let text = format!("{command}{wants}");
    Written {
        range,
        select: command.len()..text.len(),
        text,
    }
}

/// A code block's language; the block is closed where nothing closes it yet.
fn code(text: &str, query: &Query, language: &str) -> Written {
    let fence = match &query.kind {
        Kind::Language { fence } => fence.as_str(),
        Kind::Mention { .. }
        | Kind::Channel
        | Kind::Topic { .. }
        | Kind::Message { .. }
        | Kind::Emoji
        | Kind::Slash
        | Kind::Time
        | Kind::Snippet
        | Kind::ToChannel
        | Kind::ToTopic
        | Kind::ToPerson => "```",
    };
    let range = query.range.clone();
    let is_closed = {
        // As if the fence were there: what opens before the next that closes is another block.
        let behind = &text[range.end..];
        let opened = format!("{fence}x{behind}");
        !fence::is_open(&opened, opened.len())
    };
    let spoiler = language == "spoiler";
    let first = if spoiler {
        format!("{fence}{language} ")
    } else {
        format!("{fence}{language}\n")
    };
    let at = first.len();
    let rest = match (is_closed, spoiler) {
        (true, _) => String::new(),
        (false, true) => format!("\n\n{fence}"),
        (false, false) => format!("\n{fence}"),
    };
    Written {
        range,
        text: first + &rest,
        select: at..at,
    }
}

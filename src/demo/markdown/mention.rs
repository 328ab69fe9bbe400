//! Mentions of people, groups and everybody; links to channels, topics, messages.

use super::Context;
use super::inline::{Taken, begins_after};
use crate::api::ids::UserId;
use crate::demo::json::{channel_slug, escape, escape_attribute, escaped, hash_component};
use crate::demo::world::channels::Channel;

/// `@**Name**`, `@**Name|id**`, `@*group*`, and silent with `@_`.
pub(super) fn person_or_group(
    context: &mut Context<'_>,
    before: &str,
    rest: &str,
) -> Option<Taken> {
    if !begins_after(before, "'\"({[/<") {
        return None;
    }
    let (silent, marked) = match rest.strip_prefix("@_") {
        Some(marked) => (true, marked),
        None => (false, rest.strip_prefix('@')?),
    };
    let skipped = rest.len() - marked.len();
    if let Some(inside) = marked.strip_prefix("**") {
        let end = inside.find("**")?;
        let html = person(context, &inside[..end], silent)?;
        return Some(Taken {
            length: skipped + end + 4,
            html,
        });
    }
    let inside = marked.strip_prefix('*')?;
    let end = inside.find('*')?;
    let (id, name) = context.world.group_by_name(&inside[..end])?;
    let name = escaped(name);
    if !silent {
        context.found.mentioned_groups.push(id);
    }
    let (class, at) = if silent { (" silent", "") } else { ("", "@") };
    Some(Taken {
        length: skipped + end + 2,
        html: format!(
            "<span class=\"user-group-mention{class}\" data-user-group-id=\"{id}\">{at}{name}</span>"
        ),
    })
}

fn person(context: &mut Context<'_>, name: &str, silent: bool) -> Option<String> {
    let (class, at) = if silent { (" silent", "") } else { ("", "@") };
    match name {
        "all" | "everyone" | "channel" | "stream" => {
            context.found.channel_wildcard |= !silent;
            return Some(format!(
                "<span class=\"user-mention channel-wildcard-mention{class}\" data-user-id=\"*\">{at}{name}</span>"
            ));
        }
        "topic" => {
            context.found.topic_wildcard |= !silent;
            return Some(format!(
                "<span class=\"topic-mention{class}\">{at}topic</span>"
            ));
        }
        _ => {}
    }
    let people = &context.world.people;
    let person = match name.rsplit_once('|') {
        Some((name, id)) => people
            .get(UserId(id.parse().ok()?))
            .filter(|person| name.is_empty() || *person.name == *name)?,
        None => match people.by_name(name)[..] {
            [one] => one,
            // Shared names need the id; of several, the oldest account is meant.
            [first, ..] => first,
            [] => return None,
        },
    };
    if !silent {
        context.found.mentioned_users.push(person.id);
    }
    Some(format!(
        "<span class=\"user-mention{class}\" data-user-id=\"{}\">{at}{}</span>",
        person.id,
        escaped(&person.name)
    ))
}

/// `#**channel**`, `#**channel>topic**`, `#**channel>topic@id**`.
pub(super) fn channel(context: &mut Context<'_>, before: &str, rest: &str) -> Option<Taken> {
    if !begins_after(before, "'\"(,:<{[/") {
        return None;
    }
    let inside = rest.strip_prefix("#**")?;
    let end = inside.find("**")?;
    let target = &inside[..end];
    let length = end + 5;
    let (name, topic) = match target.split_once('>') {
        Some((name, topic)) => (name, Some(topic)),
        None => (target, None),
    };
    let channel = context.world.channels.by_name(name)?;
    let html = match topic {
        None => {
            let name = escaped(&channel.name);
            format!(
                "<a class=\"stream\" data-stream-id=\"{}\" href=\"/#narrow/channel/{}\">#{name}</a>",
                channel.id,
                channel_slug(channel.id.0, &channel.name)
            )
        }
        Some(topic) => match topic.rsplit_once('@') {
            Some((topic, id)) if !id.is_empty() && id.bytes().all(|b| b.is_ascii_digit()) => {
                message_link(channel, topic, id)
            }
            _ => topic_link(context, channel, topic),
        },
    };
    Some(Taken { length, html })
}

fn topic_link(context: &Context<'_>, channel: &Channel, topic: &str) -> String {
    let slug = channel_slug(channel.id.0, &channel.name);
    let store = &context.world.store;
    let newest = store
        .topic(channel.id, topic)
        .and_then(|place| store.place(place).ids.last());
    let with = newest.map_or_else(String::new, |id| format!("/with/{id}"));
    format!(
        "<a class=\"stream-topic\" data-stream-id=\"{}\" href=\"/#narrow/channel/{slug}/topic/{}{with}\">#{} &gt; {}</a>",
        channel.id,
        hash_component(topic),
        escaped(&channel.name),
        shown(topic)
    )
}

/// Links to messages name the topic as it was typed, whether the message is there or not.
fn message_link(channel: &Channel, topic: &str, id: &str) -> String {
    format!(
        "<a class=\"message-link\" href=\"/#narrow/channel/{}/topic/{}/near/{id}\">#{} &gt; {} @ 💬</a>",
        channel_slug(channel.id.0, &channel.name),
        hash_component(topic),
        escaped(&channel.name),
        shown(topic)
    )
}

fn shown(topic: &str) -> String {
    if topic.is_empty() {
        return "<em>general chat</em>".to_owned();
    }
    escaped(topic)
}

/// What goes into an `href`.
pub(super) fn attribute(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    escape_attribute(text, &mut out);
    out
}

/// A link with its text.
pub(super) fn anchor(href: &str, title: Option<&str>, html: &str) -> String {
    let mut out = format!("<a href=\"{}\"", attribute(href));
    if let Some(title) = title {
        out.push_str(" title=\"");
        escape_attribute(title, &mut out);
        out.push('"');
    }
    out.push('>');
    out.push_str(html);
    out.push_str("</a>");
    out
}

/// The escaped text of a bare link.
pub(super) fn text(text: &str) -> String {
    let mut out = String::new();
    escape(text, &mut out);
    out
}

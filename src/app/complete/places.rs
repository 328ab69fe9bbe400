//! Channels, their topics, and messages in them.

use std::cmp::Reverse;

use super::names::{Best, FEW, rank};
use super::needle::Needle;
use super::{Candidate, MOST, Pick, Scene};
use crate::api::conversation::Conversation;
use crate::api::ids::{ChannelId, TopicName};
use crate::app::channels::about::in_a_line;
use crate::app::naming;
use crate::content::{self, LayoutContext};
use crate::model::{ChannelState, Organization};
use crate::text::truncate;

/// How many cells of a message are shown.
const BRIEF: usize = 60;

/// How many of a topic's messages are looked through: each is laid out for it.
const HELD: usize = 80;

/// Channels: those one is subscribed to first, of them the pinned and the lively ones. Only
/// those that one may write to where a recipient is wanted.
pub(super) fn channels(scene: &Scene<'_>, typed: &str, to_write: bool) -> Vec<Candidate> {
    let organization = scene.organization;
    let needle = Needle::new(typed);
    let now = crate::api::time::UnixMillis(scene.now.timestamp().as_millisecond());
    let channels = &scene.directory.channels;
    let names = channels.names();
    let at = |row: usize| {
        let state = organization.channels().get(channels.ids()[row])?;
        let wanted =
            !state.channel.is_archived && (!to_write || organization.can_post(state.id(), now));
        wanted.then_some(state)
    };
    let mut best = Best::new(MOST);
    names.find(&needle, |row, quality| {
        if let Some(state) = at(row) {
            let rank = (
                quality,
                !state.is_subscribed(),
                !state.personal.pin_to_top,
                state.is_muted(),
                state.channel.is_recently_active == Some(false),
                Reverse(state.channel.weekly_traffic.unwrap_or(0)),
                state.sort_key(),
            );
            best.offer(rank, state);
        }
    });
    let mut found: Vec<&ChannelState> = best.into_items().collect();
    if found.len() < FEW {
        let others = names.fuzzy(&needle, usize::MAX).into_iter();
        let others = others.filter(|row| needle.quality(names.get(*row)).is_none());
        let others: Vec<_> = others.filter_map(at).take(FEW - found.len()).collect();
        found.extend(others);
    }
    found.into_iter().map(channel).collect()
}

fn channel(state: &ChannelState) -> Candidate {
    let mut details: Vec<String> = Vec::new();
    if !state.is_subscribed() {
        details.push("not subscribed".to_owned());
    }
    if state.is_muted() {
        details.push("muted".to_owned());
    }
    if !state.channel.description.is_empty() {
        details.push(in_a_line(&state.channel));
    }
    let sign = if state.channel.is_web_public {
        "⊙"
    } else if state.channel.invite_only {
        "🔒"
    } else {
        "#"
    };
    Candidate {
        pick: Pick::Channel(state.id()),
        sign: sign.to_owned(),
        label: state.channel.name.to_string(),
        detail: details.join(" · "),
    }
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The channel that a name means, or the one written to.
pub(super) fn named(scene: &Scene<'_>, name: Option<&str>) -> Option<ChannelId> {
    match name {
        Some(name) => {
            let name = unescaped(name.trim());
            scene
                .organization
                .channels()
                .by_name(&name)
                .map(ChannelState::id)
        }
        None => scene.standing.place.channel(),
    }
}

/// A name as it stands in the text of an ordinary link.
fn unescaped(name: &str) -> String {
    let mut name = name.to_owned();
    for (sign, escaped) in super::write::ESCAPED {
        name = name.replace(escaped, sign);
    }
    name
}

/// Topics that `#channel>` may go on to: the channel itself while nothing is typed, and what
/// was typed as a topic yet to come.
pub(super) fn topics(scene: &Scene<'_>, name: Option<&str>, typed: &str) -> Vec<Candidate> {
    let Some(channel) = named(scene, name) else {
        return Vec::new();
    };
    let mut found = known_topics(scene, channel, typed);
    if typed.is_empty()
        && let Some(state) = scene.organization.channels().get(channel)
    {
        let mut itself = self::channel(state);
        itself.detail = "the channel itself".to_owned();
        found.insert(0, itself);
    }
    let typed = typed.trim();
    let topic = TopicName::new(typed);
    let is_known = scene
        .organization
        .recent_topics()
        .newest(channel, &topic)
        .is_some();
    if !typed.is_empty() && !is_known {
        found.push(Candidate {
            pick: Pick::Topic { channel, topic },
            sign: "›".to_owned(),
            label: typed.to_owned(),
            detail: "new topic".to_owned(),
        });
    }
    found
}

/// Topics of the channel that is written to.
pub(super) fn own_topics(scene: &Scene<'_>, typed: &str) -> Vec<Candidate> {
    let channel = scene.standing.place.channel();
    let mut found = channel.map_or_else(Vec::new, |channel| known_topics(scene, channel, typed));
    // What is typed in full is no question any more.
    if let [
        Candidate {
            pick: Pick::Topic { topic, .. },
            ..
        },
    ] = found.as_slice()
        && topic.as_str() == typed
    {
        found.clear();
    }
    found
}

fn known_topics(scene: &Scene<'_>, channel: ChannelId, typed: &str) -> Vec<Candidate> {
    let organization = scene.organization;
    let needle = Needle::new(typed);
    let shown = |topic: &TopicName| naming::topic(organization, topic).to_owned();
    let recent = organization.recent_topics().of(channel);
    let all = recent.into_iter().map(|topic| (topic.name, ()));
    rank(&needle, MOST, all, |topic| {
        if topic.is_resolved() {
            topic.unresolved().to_owned()
        } else {
            shown(topic)
        }
    })
    .into_iter()
    .map(|(topic, _)| Candidate {
        sign: "›".to_owned(),
        label: shown(&topic),
        detail: topic_detail(organization, channel, &topic),
        pick: Pick::Topic { channel, topic },
    })
    .collect()
}

fn topic_detail(organization: &Organization, channel: ChannelId, topic: &TopicName) -> String {
    let place = Conversation::topic(channel, topic.clone());
    match organization.unreads().of(&place).len() {
        0 => String::new(),
        n => format!("{n} unread"),
    }
}

/// Messages of a topic that are held, the newest first.
pub(super) fn messages(
    scene: &Scene<'_>,
    name: Option<&str>,
    topic: &str,
    typed: &str,
) -> Vec<Candidate> {
    let organization = scene.organization;
    let Some(channel) = named(scene, name) else {
        return Vec::new();
    };
    let place = Conversation::topic(channel, TopicName::new(topic.trim()));
    let needle = Needle::new(typed);
    let mut held: Vec<_> = organization
        .messages()
        .iter()
        .filter(|message| message.conversation == place)
        .filter(|message| !organization.users().is_muted(message.sender_id))
        .collect();
    held.sort_unstable_by_key(|message| Reverse(message.id));
    let context = LayoutContext::of_width(80);
    let said = |html: &str| {
        let text = content::plain_text(&content::parse(html), &context);
        truncate(&one_line(text.as_str()), BRIEF).to_string()
    };
    let all = held
        .into_iter()
        .take(HELD)
        .map(|message| ((message, said(&message.content)), ()));
    rank(&needle, MOST, all, |(message, said)| {
        let sender = organization.users().name(message.sender_id).unwrap_or("");
        format!("{sender} {said} {}", message.id)
    })
    .into_iter()
    .map(|((message, said), _)| {
        let sender = organization
            .users()
            .name(message.sender_id)
            .unwrap_or(&message.sender_full_name);
        let topic = match &message.conversation {
            Conversation::Topic { topic, .. } => topic.clone(),
            Conversation::Dm(_) => TopicName::new(topic),
        };
        Candidate {
            pick: Pick::Message {
                channel,
                topic,
                id: message.id,
            },
            sign: String::new(),
            label: sender.to_owned(),
            detail: said,
        }
    })
    .collect()
}

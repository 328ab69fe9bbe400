//! A narrow in words, for titles.

use crate::api::ids::{ChannelId, TopicName};
use crate::api::narrow::{
    ChannelOperand, ChannelsOperand, HasOperand, InOperand, IsOperand, Narrow, NarrowTerm,
    Operator, PersonOperand,
};
use crate::model::Organization;

/// What a view of this narrow is called: `Search: “cone six” in workshop, from Ben Oduya`.
#[must_use]
pub fn in_words(narrow: &Narrow, organization: &Organization) -> String {
    if let Some(name) = by_name(narrow, organization) {
        return name;
    }
    let parts: Vec<String> = narrow
        .0
        .iter()
        .filter(|term| matches!(term.operator, Operator::Search(_)))
        .chain(
            narrow
                .0
                .iter()
                .filter(|term| !matches!(term.operator, Operator::Search(_))),
        )
        .map(|term| {
            let words = term_in_words(&term.operator, organization);
            if term.negated {
                format!("not {words}")
            } else {
                words
            }
        })
        .collect();
    if parts.is_empty() {
        return "Search".to_owned();
    }
    format!("Search: {}", parts.join(", "))
}

/// Narrows that have names of their own.
fn by_name(narrow: &Narrow, organization: &Organization) -> Option<String> {
    if narrow.0.iter().any(|term| term.negated) {
        return None;
    }
    let me = PersonOperand::Id(organization.me());
    let operators: Vec<&Operator> = narrow
        .0
        .iter()
        .map(|NarrowTerm { operator, .. }| operator)
        .collect();
    match operators.as_slice() {
        [Operator::Is(IsOperand::Followed)] => Some("Followed topics".to_owned()),
        [Operator::Is(IsOperand::Unread)] => Some("Unread messages".to_owned()),
        [Operator::Has(HasOperand::Reaction), Operator::Sender(who)]
        | [Operator::Sender(who), Operator::Has(HasOperand::Reaction)]
            if *who == me =>
        {
            Some("Reactions to your messages".to_owned())
        }
        [Operator::Sender(who)] if *who == me => Some("Messages by you".to_owned()),
        [Operator::Sender(who)] => Some(format!("Messages by {}", person(who, organization))),
        _ => None,
    }
}

fn person(who: &PersonOperand, organization: &Organization) -> String {
    match who {
        PersonOperand::Id(id) if *id == organization.me() => "you".to_owned(),
        PersonOperand::Id(id) => match organization.users().name(*id) {
            Some(name) => name.to_owned(),
            None => format!("user {id}"),
        },
        PersonOperand::Email(email) => email.to_string(),
    }
}

fn channel(id: ChannelId, organization: &Organization) -> String {
    match organization.channels().get(id) {
        Some(state) => format!("#{}", state.channel.name),
        None => format!("channel {id}"),
    }
}

fn topic(topic: &TopicName, organization: &Organization) -> String {
    if topic.as_str().is_empty() {
        organization
            .realm()
            .settings
            .empty_topic_display_name
            .to_string()
    } else {
        topic.as_str().to_owned()
    }
}

fn term_in_words(operator: &Operator, organization: &Organization) -> String {
    match operator {
        Operator::Channel(ChannelOperand::Id(id)) => format!("in {}", channel(*id, organization)),
        Operator::Channel(ChannelOperand::Name(name)) => format!("in #{name}"),
        Operator::Channels(ChannelsOperand::Public) => "in all public channels".to_owned(),
        Operator::Channels(ChannelsOperand::WebPublic) => "in all web-public channels".to_owned(),
        Operator::Channels(ChannelsOperand::Unknown(kind)) => format!("in {kind} channels"),
        Operator::Topic(name) => format!("in topic “{}”", topic(name, organization)),
        Operator::Dm(people) => {
            let people: Vec<String> = people.iter().map(|who| person(who, organization)).collect();
            format!("in direct messages with {}", people.join(", "))
        }
        Operator::DmIncluding(who) => {
            format!(
                "in direct messages that include {}",
                person(who, organization)
            )
        }
        Operator::Sender(who) => format!("from {}", person(who, organization)),
        Operator::Mentions(who) => format!("mentioning {}", person(who, organization)),
        Operator::Is(state) => match state {
            IsOperand::Dm => "direct messages".to_owned(),
            IsOperand::Starred => "starred".to_owned(),
            IsOperand::Unread => "unread".to_owned(),
            IsOperand::Mentioned => "mentioning you".to_owned(),
            IsOperand::Alerted => "with your alert words".to_owned(),
            IsOperand::Resolved => "in resolved topics".to_owned(),
            IsOperand::Followed => "in topics you follow".to_owned(),
            IsOperand::Muted => "in muted places".to_owned(),
            IsOperand::Unknown(word) => format!("{word} messages"),
        },
        Operator::Has(thing) => match thing {
            HasOperand::Link => "with a link".to_owned(),
            HasOperand::Image => "with a picture".to_owned(),
            HasOperand::Attachment => "with a file".to_owned(),
            HasOperand::Reaction => "with a reaction".to_owned(),
            HasOperand::Unknown(word) => format!("with {word}"),
        },
        Operator::In(InOperand::Home) => "in places that are not muted".to_owned(),
        Operator::In(InOperand::All) => "everywhere".to_owned(),
        Operator::In(InOperand::Unknown(word)) => format!("in {word}"),
        Operator::Id(id) => format!("message {id}"),
        Operator::With(id) => format!("in the conversation of message {id}"),
        Operator::Near(id) => format!("near message {id}"),
        Operator::Date(day) => format!("from {day} on"),
        Operator::Search(words) if words.starts_with('"') => words.to_string(),
        Operator::Search(words) => format!("“{words}”"),
    }
}

//! What is told of a row of the box: raw words, made safe where they are drawn.

use crate::api::conversation::Conversation;
use crate::api::ids::{ChannelId, UserId};
use crate::app::command;
use crate::app::destination::{Destination, NAMED};
use crate::app::naming;
use crate::app::palette;
use crate::app::shelf;
use crate::app::state::App;
use crate::model::{Organization, PresenceState, View};

use super::Target;

/// The sign before a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Sign {
    /// None.
    Nothing,
    /// A channel's.
    Channel(ChannelId),
    /// Whether somebody is there.
    Presence(PresenceState),
    /// Several people.
    People,
    /// A command.
    Command,
    /// An emoji.
    Glyph(Box<str>),
}

/// What is told of a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Described {
    /// The sign before it.
    pub sign: Sign,
    /// What it is called.
    pub label: String,
    /// What else there is to say.
    pub detail: String,
    /// The key that does the same.
    pub key: String,
    /// Unread messages.
    pub unread: usize,
    /// Whether one of them mentions the person.
    pub mentioned: bool,
    /// Whether few want it, or it makes no sense now.
    pub dim: bool,
}

impl Described {
    fn of(sign: Sign, label: impl Into<String>) -> Self {
        Self {
            sign,
            label: label.into(),
            detail: String::new(),
            key: String::new(),
            unread: 0,
            mentioned: false,
            dim: false,
        }
    }
}

/// What is told of a row as things are now.
#[must_use]
pub fn describe(app: &App, target: &Target) -> Described {
    let Some(organization) = app.organization.as_deref() else {
        return Described::of(Sign::Nothing, "");
    };
    match target {
        Target::To(to) => destination(app, organization, to),
        Target::Person(user) => person(app, organization, *user),
        Target::Group(id) => {
            let group = organization.groups().get(*id);
            let members = organization.groups().members(*id).len();
            let name = group.map_or("", |group| &*group.name);
            Described {
                detail: format!("group · {}", people(members as u64)),
                ..Described::of(Sign::People, format!("@{name}"))
            }
        }
        Target::Command(name) => of_command(app, name),
        Target::With { text, more, .. } => Described {
            detail: more.clone(),
            ..Described::of(Sign::Nothing, text.as_str())
        },
        Target::React(emoji) => {
            let known = app.emoji().find(emoji);
            let glyph = known.and_then(|known| known.glyph.clone());
            let message = app.selected_message().map(|message| message.id);
            let there = message.is_some_and(|message| app.reacted_with(message, emoji));
            let what = if there {
                "take your reaction back"
            } else {
                "react with it"
            };
            Described {
                detail: what.to_owned(),
                ..Described::of(
                    glyph.map_or(Sign::Nothing, Sign::Glyph),
                    format!(":{}:", emoji.name),
                )
            }
        }
        Target::Message(id) => Described {
            detail: "message, by its number".to_owned(),
            ..Described::of(Sign::Nothing, format!("Message {id}"))
        },
        Target::Search { name, narrow } => Described {
            detail: crate::model::query::in_words(narrow, organization),
            ..Described::of(Sign::Nothing, name.as_str())
        },
        Target::Link(link) => Described {
            detail: "link".to_owned(),
            ..Described::of(Sign::Nothing, link.as_str())
        },
    }
}

fn destination(app: &App, organization: &Organization, to: &Destination) -> Described {
    let named = NAMED.iter().find(|named| named.to == *to);
    let key = named.map_or(String::new(), |named| first_key(app, named.command));
    match to {
        Destination::Page(page) => Described {
            detail: "view".to_owned(),
            key,
            unread: match page {
                crate::app::pages::Page::Inbox => organization.inbox_unread(),
                crate::app::pages::Page::Recent
                | crate::app::pages::Page::Files
                | crate::app::pages::Page::Channels
                | crate::app::pages::Page::Settings
                | crate::app::pages::Page::People
                | crate::app::pages::Page::Groups => 0,
            },
            ..Described::of(Sign::Nothing, page.name())
        },
        Destination::Query(text) => Described {
            detail: "view".to_owned(),
            key,
            ..Described::of(Sign::Nothing, named.map_or(*text, |named| named.name))
        },
        Destination::Shelf(kind) => {
            let count = shelf::count(app, *kind);
            let count = match count {
                0 => "empty".to_owned(),
                n => n.to_string(),
            };
            let name = named.map_or(kind.title(), |named| named.name);
            Described {
                detail: format!("{count} · list"),
                key,
                ..Described::of(Sign::Nothing, name)
            }
        }
        Destination::View(View::Channel(id)) => channel(organization, *id),
        Destination::View(View::Conversation(Conversation::Topic { channel, topic })) => {
            let count = organization.topic_count(*channel, topic);
            let muted = !organization.is_topic_visible(*channel, topic);
            let followed = organization.policies().get(*channel, topic)
                == crate::api::personal::VisibilityPolicy::Followed;
            let mut details = Vec::new();
            if muted {
                details.push("muted");
            } else if followed {
                details.push("followed");
            }
            let state = organization.channels().get(*channel);
            let gone = state.is_none_or(|state| state.channel.is_archived);
            if gone {
                details.push("archived");
            }
            Described {
                detail: details.join(" · "),
                unread: count.all(),
                mentioned: count.mentions > 0,
                dim: muted || gone,
                ..Described::of(
                    Sign::Channel(*channel),
                    format!(
                        "{} › {}",
                        naming::channel(organization, *channel),
                        naming::topic(organization, topic)
                    ),
                )
            }
        }
        Destination::View(View::Conversation(Conversation::Dm(key))) => {
            let count = organization.dm_count(key);
            Described {
                detail: "group conversation".to_owned(),
                unread: count.all(),
                mentioned: count.mentions > 0,
                dim: !organization.is_dm_visible(key),
                ..Described::of(Sign::People, naming::dm(organization, key))
            }
        }
        Destination::View(
            view @ (View::Combined
            | View::Mentions
            | View::Starred
            | View::AllDms
            | View::Search(_)),
        ) => Described {
            detail: "view".to_owned(),
            key,
            unread: match view {
                View::Combined => organization.unread_total(),
                View::Mentions => organization.mention_count(),
                View::AllDms => organization.dms_count().unmuted,
                View::Starred | View::Search(_) | View::Channel(_) | View::Conversation(_) => 0,
            },
            mentioned: *view == View::Mentions && organization.mention_count() > 0,
            ..Described::of(Sign::Nothing, naming::view(organization, view))
        },
    }
}

fn channel(organization: &Organization, id: ChannelId) -> Described {
    let name = naming::channel(organization, id);
    let Some(state) = organization.channels().get(id) else {
        return Described::of(Sign::Channel(id), name);
    };
    let mut details = Vec::new();
    if state.channel.is_archived {
        details.push("archived".to_owned());
    } else if !state.is_subscribed() {
        details.push("not subscribed".to_owned());
    } else if state.is_muted() {
        details.push("muted".to_owned());
    }
    if let Some(count) = state.subscriber_count() {
        details.push(people(count));
    }
    let count = organization.channel_count(id);
    Described {
        detail: details.join(" · "),
        unread: if state.is_muted() {
            count.all()
        } else {
            count.unmuted
        },
        mentioned: count.mentions > 0,
        dim: state.channel.is_archived || !state.is_subscribed() || state.is_muted(),
        ..Described::of(Sign::Channel(id), name)
    }
}

fn person(app: &App, organization: &Organization, id: UserId) -> Described {
    let users = organization.users();
    let name = users.name(id).unwrap_or("Unknown user");
    let me = organization.me();
    let state = if id == me && app.active {
        PresenceState::Active
    } else {
        organization.presence().state(id, app.now)
    };
    let user = users.get(id);
    let mut details = Vec::new();
    if id == me {
        details.push("you: notes to yourself".to_owned());
    }
    if let Some(user) = user {
        if !user.is_active {
            details.push("deactivated".to_owned());
        } else if user.is_bot {
            details.push("bot".to_owned());
        } else if user.role.is_guest() {
            details.push("guest".to_owned());
        }
        if users.is_muted(id) {
            details.push("muted".to_owned());
        }
        if let Some(address) = user.delivery_email.as_deref() {
            details.push(address.to_owned());
        }
    }
    let key = crate::api::conversation::DmKey::new([id], me);
    let count = organization.dm_count(&key);
    let gone = user.is_some_and(|user| !user.is_active);
    Described {
        detail: details.join(" · "),
        unread: count.all(),
        mentioned: false,
        dim: gone || users.is_muted(id),
        ..Described::of(Sign::Presence(state), name)
    }
}

fn of_command(app: &App, name: &str) -> Described {
    let Some(command) = command::all().find(|command| command.name == name) else {
        return Described::of(Sign::Command, name);
    };
    let why_not = app.why_not_from_palette(command);
    let key = first_key(app, name);
    let takes = palette::taking(name).map_or("", |taking| taking.argument.words());
    let label = match takes {
        "" => name.to_owned(),
        takes => format!("{name} {takes}"),
    };
    let says = match &why_not {
        Some(why) => why.as_str(),
        None => command.sentence,
    };
    Described {
        detail: says.to_owned(),
        key,
        dim: why_not.is_some(),
        ..Described::of(Sign::Command, label)
    }
}

fn first_key(app: &App, command: &str) -> String {
    let keys = app.keymap.keys_of(command);
    keys.first().map(ToString::to_string).unwrap_or_default()
}

fn people(count: u64) -> String {
    match count {
        1 => "1 person".to_owned(),
        n => format!("{n} people"),
    }
}

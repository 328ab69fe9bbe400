//! What things are called on the screen, made safe.

use crate::api::conversation::{Conversation, DmKey};
use crate::api::ids::{ChannelId, TopicName, UserId};
use crate::api::message::{Message, ReactionType};
use crate::app::naming;
use crate::model::{Organization, View};
use crate::text::SafeText;

use super::reactions;

/// What people whom one muted are called.
const MUTED: &str = "Muted user";

/// A person's current name.
#[must_use]
pub fn person(organization: &Organization, user: UserId) -> SafeText<'_> {
    SafeText::line(organization.users().name(user).unwrap_or("Unknown user"))
}

/// The people of a conversation but oneself; oneself for notes to self.
#[must_use]
pub fn dm(organization: &Organization, key: &DmKey) -> SafeText<'static> {
    SafeText::line(naming::dm(organization, key))
}

/// A channel's name.
#[must_use]
pub fn channel(organization: &Organization, id: ChannelId) -> SafeText<'_> {
    SafeText::line(naming::channel(organization, id))
}

/// The mark before a channel's name: `#`, a lock where it is private, a globe's
/// outline where the whole web may read.
#[must_use]
pub fn channel_mark(organization: &Organization, id: ChannelId) -> char {
    match organization.channels().get(id) {
        Some(record) if record.channel.is_archived => '▫',
        Some(record) if record.channel.invite_only => '◆',
        Some(record) if record.channel.is_web_public => '⊙',
        Some(_) | None => '#',
    }
}

/// A topic's name; the organization's word for the empty one.
#[must_use]
pub fn topic<'a>(organization: &'a Organization, topic: &'a TopicName) -> SafeText<'a> {
    SafeText::line(naming::topic(organization, topic))
}

/// Where a message is: `workshop › glaze tests`, or the people.
#[must_use]
pub fn conversation(organization: &Organization, place: &Conversation) -> SafeText<'static> {
    SafeText::line(naming::conversation(organization, place))
}

/// What a view is called.
#[must_use]
pub fn view(organization: &Organization, view: &View) -> SafeText<'static> {
    SafeText::line(naming::view(organization, view))
}

/// The sender's current name, or the one the message came with where the sender is
/// not known.
#[must_use]
pub fn sender<'a>(organization: &'a Organization, message: &'a Message) -> SafeText<'a> {
    SafeText::line(
        organization
            .users()
            .name(message.sender_id)
            .unwrap_or(&message.sender_full_name),
    )
}

/// The sender's name as it is shown: not that of somebody muted, unless the message
/// was unfolded; words for a sender without a name.
#[must_use]
pub fn sender_shown<'a>(
    organization: &'a Organization,
    message: &'a Message,
    unfolded: bool,
) -> SafeText<'a> {
    if organization.users().is_muted(message.sender_id) && !unfolded {
        return SafeText::line(MUTED);
    }
    let name = sender(organization, message);
    if name.as_str().trim().is_empty() {
        SafeText::line("Unknown user")
    } else {
        name
    }
}

/// A person's current name; not that of somebody muted.
#[must_use]
pub fn person_shown(organization: &Organization, user: UserId) -> SafeText<'_> {
    if organization.users().is_muted(user) {
        SafeText::line(MUTED)
    } else {
        person(organization, user)
    }
}

/// What stands after a sender's name: bot, guest, deactivated, and the status.
#[must_use]
pub fn sender_marks<'a>(organization: &'a Organization, message: &Message) -> Vec<SafeText<'a>> {
    let mut marks = Vec::new();
    if let Some(user) = organization.users().get(message.sender_id) {
        if user.is_bot {
            marks.push(SafeText::line("bot"));
        } else if user.role.is_guest() {
            marks.push(SafeText::line("guest"));
        }
        if user.is_deleted {
            marks.push(SafeText::line("(deleted)"));
        } else if !user.is_active {
            marks.push(SafeText::line("(deactivated)"));
        }
    }
    let status = status(organization, message.sender_id);
    if !status.as_str().is_empty() {
        marks.push(status);
    }
    marks
}

/// Somebody's status: its emoji and its words; empty where there is none.
#[must_use]
pub fn status(organization: &Organization, user: UserId) -> SafeText<'static> {
    let Some(status) = organization.personal().statuses.get(&user) else {
        return SafeText::EMPTY;
    };
    let mut text = String::new();
    if let Some(emoji) = &status.emoji {
        let glyph = match emoji.reaction_type {
            ReactionType::Unicode => reactions::unicode(&emoji.code),
            _ => None,
        };
        text.push_str(&glyph.unwrap_or_else(|| format!(":{}:", emoji.name)));
        text.push(' ');
    }
    text.push_str(&status.text);
    SafeText::line(text.trim().to_owned())
}

/// Who types in a view: `Émilie is typing…`.
#[must_use]
pub fn typing<'a>(organization: &'a Organization, view: &View) -> SafeText<'a> {
    let mut people: Vec<UserId> = match view {
        View::Conversation(place) => organization.typing().typists(place).collect(),
        View::Channel(id) => organization
            .typing()
            .conversations()
            .filter(|place| place.channel() == Some(*id))
            .flat_map(|place| organization.typing().typists(place))
            .collect(),
        View::AllDms => organization
            .typing()
            .conversations()
            .filter(|place| place.channel().is_none())
            .flat_map(|place| organization.typing().typists(place))
            .collect(),
        View::Combined | View::Mentions | View::Starred | View::Search(_) => Vec::new(),
    };
    people.sort_unstable();
    people.dedup();
    let name = |user: UserId| person(organization, user);
    match people.as_slice() {
        [] => SafeText::EMPTY,
        [one] => SafeText::line(format!("{} is typing…", name(*one).as_str())),
        [one, two] => SafeText::line(format!(
            "{} and {} are typing…",
            name(*one).as_str(),
            name(*two).as_str()
        )),
        many => SafeText::line(format!("{} people are typing…", many.len())),
    }
}

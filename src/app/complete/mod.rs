//! Completion as one types: what is being completed, what may stand there, and what is written
//! when one of it is chosen.
//!
//! Pure. [`trigger`] reads off the text what is being completed; each kind has a file that
//! ranks what there is for it, as the web app does: what is like the typed text at its
//! beginning before what has it inside or nearly; of those alike, who takes part in the
//! conversation first, then who wrote lately, then who would see it. The names are those of the
//! [`Directory`]; [`Standing`] is made anew when one writes to another conversation.

mod emoji;
mod fence;
mod language;
mod names;
mod needle;
mod people;
mod places;
mod standing;
pub mod trigger;
mod words;
mod write;

#[cfg(test)]
mod tests;

use jiff::Zoned;

use crate::api::ids::{ChannelId, GroupId, MessageId, SnippetId, TopicName, UserId};
use crate::app::directory::Directory;
use crate::model::Organization;
use crate::model::emoji::EmojiCatalogue;

pub(super) use names::Best;
pub use names::{Names, Said};
pub use needle::{Needle, Quality};
pub use standing::{Place, Standing};
pub use trigger::{Kind, Query};
pub use write::Written;

/// How many candidates are ranked at most.
const MOST: usize = 40;

/// A mention of many.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wildcard {
    /// `@all`
    All,
    /// `@everyone`
    Everyone,
    /// `@channel`
    Channel,
    /// `@topic`
    Topic,
}

impl Wildcard {
    /// Its word.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::All => "all",
            Self::Everyone => "everyone",
            Self::Channel => "channel",
            Self::Topic => "topic",
        }
    }
}

/// A message that is a command at its beginning.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Slash {
    /// `/me`
    Me,
    /// `/poll`
    Poll,
    /// `/todo`
    Todo,
    /// `/dark`
    Dark,
    /// `/light`
    Light,
    /// `/ping`
    Ping,
}

/// What may stand where something is being completed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Pick {
    /// Somebody.
    Person(UserId),
    /// A group.
    Group(GroupId),
    /// Many.
    Wildcard(Wildcard),
    /// A channel.
    Channel(ChannelId),
    /// A topic.
    Topic {
        /// Its channel.
        channel: ChannelId,
        /// Its name.
        topic: TopicName,
    },
    /// A message of a topic.
    Message {
        /// The channel.
        channel: ChannelId,
        /// The topic.
        topic: TopicName,
        /// The message.
        id: MessageId,
    },
    /// An emoji, by its name.
    Emoji(String),
    /// A command.
    Slash(Slash),
    /// A language of code.
    Language(String),
    /// A moment.
    Time(Zoned),
    /// A saved snippet.
    Snippet(SnippetId),
}

/// Something to choose. Its texts are the server's and people's: they are made safe where they
/// are drawn.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Candidate {
    /// What it is.
    pub pick: Pick,
    /// A sign before it: an emoji, `#`.
    pub sign: String,
    /// What it is called.
    pub label: String,
    /// What is known of it besides.
    pub detail: String,
}

/// What may be completed here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Offer {
    /// What was asked.
    pub query: Query,
    /// What there is to choose, the best first.
    pub candidates: Vec<Candidate>,
    /// A sentence in its place, where something typed means nothing.
    pub hint: Option<String>,
}

/// What completion looks at.
#[derive(Debug, Clone, Copy)]
pub struct Scene<'a> {
    /// The organization.
    pub organization: &'a Organization,
    /// Its names.
    pub directory: &'a Directory,
    /// The emoji that can be used in it.
    pub emoji: &'a EmojiCatalogue,
    /// Who has what to do with the conversation written to.
    pub standing: &'a Standing,
    /// People who are recipients already.
    pub taken: &'a [UserId],
    /// The present, in the person's zone.
    pub now: &'a Zoned,
    /// 14:02 instead of 2:02 PM.
    pub twenty_four: bool,
}

impl Scene<'_> {
    /// What may be chosen for a query. Nothing where there is nothing.
    #[must_use]
    pub fn offer(&self, query: Query) -> Option<Offer> {
        let mut hint = None;
        let candidates = match &query.kind {
            Kind::Mention { silent } => people::mentions(self, &query.needle, *silent),
            Kind::ToPerson => people::recipients(self, &query.needle),
            Kind::Channel => places::channels(self, &query.needle, false),
            Kind::ToChannel => places::channels(self, &query.needle, true),
            Kind::Topic { channel } => places::topics(self, channel.as_deref(), &query.needle),
            Kind::ToTopic => places::own_topics(self, &query.needle),
            Kind::Message { channel, topic } => {
                places::messages(self, channel.as_deref(), topic, &query.needle)
            }
            Kind::Emoji => emoji::candidates(self, &query.needle),
            Kind::Slash => words::commands(&query.needle),
            Kind::Language { .. } => language::candidates(self, &query.needle),
            Kind::Time => {
                let (candidates, why) = words::times(self, &query.needle);
                hint = why;
                candidates
            }
            Kind::Snippet => words::snippets(self, &query.needle),
        };
        (!candidates.is_empty() || hint.is_some()).then_some(Offer {
            query,
            candidates,
            hint,
        })
    }

    /// What is written for a choice. `text` is the whole text that the query was read off.
    #[must_use]
    pub fn write(&self, text: &str, query: &Query, pick: &Pick) -> Written {
        write::written(self, text, query, pick)
    }
}

/// What is being completed in a field that holds one name.
#[must_use]
pub fn whole_field(kind: Kind, text: &str) -> Query {
    Query {
        kind,
        range: 0..text.len(),
        needle: text.to_owned(),
    }
}

/// The channel whose topics a query is about.
#[must_use]
pub fn channel_of(scene: &Scene<'_>, query: &Query) -> Option<ChannelId> {
    match &query.kind {
        Kind::Topic { channel } | Kind::Message { channel, .. } => {
            places::named(scene, channel.as_deref())
        }
        Kind::ToTopic => scene.standing.place.channel(),
        Kind::Mention { .. }
        | Kind::Channel
        | Kind::Emoji
        | Kind::Slash
        | Kind::Language { .. }
        | Kind::Time
        | Kind::Snippet
        | Kind::ToChannel
        | Kind::ToPerson => None,
    }
}

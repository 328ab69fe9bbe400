//! The composer: where a message is written, below the messages.
//!
//! [`Composer`] is what is being written and for whom; [`Desk`] is what outlives it: drafts,
//! what was cut, messages that are not safe yet. [`buffer`] has the text, [`wrap`] its rows,
//! [`recipient`] the fields above it. Commands are methods of [`Turn`](crate::app::state::Turn),
//! one file for each concern: opening, keys, saving, sending.
//!
//! **For completion.** [`App::writing`] gives the text ([`Buffer::text`], [`Buffer::cursor`] in
//! bytes); [`Buffer::replace`] puts a completion in as one step of the history;
//! [`App::composer_cell`] is the cell of the cursor. Everything that changes the text ends in
//! `Turn::text_changed`.

pub mod buffer;
#[cfg(test)]
mod buffer_tests;
mod checks;
pub mod editing;
mod fields;
pub mod format;
mod history;
pub mod keys;
pub mod kills;
pub(in crate::app) mod mentions;
mod modal;
pub mod motion;
mod opening;
mod outside;
pub mod place;
pub mod preview;
mod quoting;
pub mod recipient;
mod saving;
mod sending;
pub mod typing;
pub mod vi;
pub mod wrap;

use std::collections::BTreeMap;

use crate::api::conversation::Conversation;
use crate::api::ids::{ChannelId, MessageId};
use crate::api::time::UnixMillis;
use crate::archive::{Draft, DraftKey, Heading};

use super::ask::AskId;
use super::state::App;
use super::store::SendKey;
use super::views::Spot;

pub use checks::{Crowd, Note};

use buffer::Buffer;
use editing::Editing;
use kills::Kills;
use preview::Preview;
use recipient::Recipient;
use typing::Told;
use wrap::Wrapped;

/// The part of the composer that keys go to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// The channel's name.
    Channel,
    /// The topic.
    Topic,
    /// The people.
    People,
    /// The text.
    Text,
}

/// What was kept of it last.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
struct Kept {
    text: String,
    heading: Option<Heading>,
}

/// What the last key did, as far as the next one goes on with it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
enum Last {
    /// Nothing that goes on.
    #[default]
    Other,
    /// It cut: what is cut next joins it.
    Cut,
    /// It put a piece back that begins here: another can be put in its place.
    Yanked(usize),
}

/// A message that is being written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Composer {
    /// Whom it is for.
    pub to: Recipient,
    /// The text.
    pub buffer: Buffer,
    /// The part that keys go to, also while panes have the keys.
    pub part: Part,
    /// Whether keys go to it, and not to the panes.
    pub focused: bool,
    /// Whether `Ctrl+X` was pressed, and the next key says what for.
    pub prefixed: bool,
    /// The message that is being changed, where it is no new one.
    pub editing: Option<Editing>,
    /// What it will look like, where that is shown in place of the text.
    preview: Option<Preview>,
    /// When a key last changed the text.
    typed_at: Option<UnixMillis>,
    /// What stands below the text, as of the last update.
    note: Option<Note>,
    /// The draft that it is.
    pub(super) draft: DraftKey,
    /// The number it gets when it is addressed anew.
    number: u64,
    /// The draft that it was before, and is no more.
    abandoned: Option<DraftKey>,
    kept: Kept,
    /// When it is kept the next time.
    due: Option<UnixMillis>,
    last: Last,
    /// Its rows, as of the last update.
    rows: Wrapped,
    /// The first row of the text in sight.
    pub(super) top: usize,
}

/// A message on its way to the disk.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Handed {
    to: Conversation,
    text: String,
    draft: DraftKey,
}

/// What a message's Markdown is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Awaited {
    /// To quote it.
    Quote(MessageId),
    /// To send it to somebody else.
    Forward(MessageId),
    /// To change it.
    Edit(MessageId),
    /// It said something else than was seen when a change was saved.
    Conflict(MessageId),
}

/// What outlives the composer.
#[derive(Debug, Default)]
pub struct Desk {
    /// What was cut.
    pub kills: Kills,
    /// All drafts, as far as they are known.
    drafts: BTreeMap<DraftKey, Draft>,
    /// What the store has not confirmed yet.
    handed: BTreeMap<SendKey, Handed>,
    /// How many messages were handed over.
    sends: u64,
    /// The number of the last new draft.
    last_new: u64,
    /// The Markdown that is asked for.
    awaited: Option<(AskId, Awaited)>,
    /// Under which drafts changes of messages are kept.
    edits: BTreeMap<MessageId, DraftKey>,
    /// The knock that waits for its answer, and when it was.
    pinged: Option<(AskId, UnixMillis)>,
    /// What others were told about one's typing.
    told: Option<Told>,
    /// Rows of the screen that the composer took in the last frame.
    rows: u16,
    /// Where the reader was before the composer pushed the messages up, and where after.
    pushed: Option<(Spot, Spot)>,
}

impl Composer {
    fn new(to: Recipient, buffer: Buffer, part: Part, draft: DraftKey) -> Self {
        Self {
            to,
            buffer,
            part,
            focused: true,
            prefixed: false,
            editing: None,
            preview: None,
            typed_at: None,
            note: None,
            draft,
            number: 0,
            abandoned: None,
            kept: Kept::default(),
            due: None,
            last: Last::default(),
            rows: Wrapped::default(),
            top: 0,
        }
    }

    /// The rows of its text, as of the last update.
    #[must_use]
    pub fn rows(&self) -> &Wrapped {
        &self.rows
    }

    /// The first row of the text in sight.
    #[must_use]
    pub fn top(&self) -> usize {
        self.top
    }

    /// The fields above the text, in order.
    #[must_use]
    pub fn parts(&self) -> &'static [Part] {
        if self.editing.is_some() {
            return &[Part::Text];
        }
        match self.to {
            Recipient::Channel(_) => &[Part::Channel, Part::Topic, Part::Text],
            Recipient::People(_) => &[Part::People, Part::Text],
        }
    }
}

impl Desk {
    /// A draft, if there is one.
    #[must_use]
    pub fn draft(&self, key: &DraftKey) -> Option<&Draft> {
        let draft = self.drafts.get(key)?;
        (!draft.deleted && !draft.text.trim().is_empty()).then_some(draft)
    }

    /// All drafts, the one changed last first.
    #[must_use]
    pub fn drafts(&self) -> Vec<&Draft> {
        let mut drafts: Vec<&Draft> = self
            .drafts
            .values()
            .filter(|draft| !draft.deleted && !draft.text.trim().is_empty())
            .collect();
        drafts.sort_by(|a, b| b.updated_ms.cmp(&a.updated_ms).then(a.key.cmp(&b.key)));
        drafts
    }

    /// Takes a draft over that goes to the store.
    pub(super) fn put(&mut self, draft: Draft) {
        self.drafts.insert(draft.key.clone(), draft);
    }

    /// A draft is no more. What it said is remembered: the store may still tell of it.
    pub(super) fn bury(&mut self, key: &DraftKey, now: UnixMillis) {
        if let Some(draft) = self.drafts.get_mut(key) {
            draft.deleted = true;
            draft.updated_ms = now.0;
        }
    }
}

impl App {
    /// What is being written, where keys go to its text.
    #[must_use]
    pub fn writing(&self) -> Option<&Composer> {
        let composer = self.composer.as_deref()?;
        (self.layers.is_empty() && composer.focused && composer.part == Part::Text)
            .then_some(composer)
    }

    /// The composer, where keys go to it.
    #[must_use]
    pub fn composing(&self) -> Option<&Composer> {
        let composer = self.composer.as_deref()?;
        (self.layers.is_empty() && composer.focused).then_some(composer)
    }

    /// The channel that is being written to, if one is.
    #[must_use]
    pub fn written_channel(&self) -> Option<ChannelId> {
        self.composer.as_deref()?.to.channel()
    }
}

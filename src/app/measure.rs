//! What scrolling has to know of how messages are drawn, told by argument.

use std::sync::Arc;

use crate::api::ids::MessageId;
use crate::api::message::{Match, Message};
use crate::api::time::UnixMillis;
use crate::content::Rendered;
use crate::model::{IdMap, Organization, View};

use super::channels::sheet::ChannelSheet;
use super::echo::Echo;
use super::keymap::Keymap;
use super::media::{NoPicture, Picture, PictureRequest};
use super::opened::OpenedMessages;
use super::outgoing::Tail;
use super::sheet::Sheet;
use super::state::App;
use super::viewport::Height;
use super::views::UnreadLine;

/// Everything that decides how a list of messages looks.
#[derive(Clone)]
pub struct Scene<'a> {
    /// The organization the messages are in.
    pub organization: &'a Organization,
    /// The view that is open.
    pub view: &'a View,
    /// What the search behind the view found.
    pub hits: &'a IdMap<MessageId, Match>,
    /// The server's messages that are shown, ascending.
    pub shown: &'a [MessageId],
    /// One's own below them that the server does not have yet.
    pub tail: Vec<Tail<'a>>,
    /// The line at the first unread.
    pub unread: Option<UnreadLine>,
    /// Cells for text.
    pub columns: u16,
    /// What is on its way to the server.
    pub echo: &'a Echo,
    /// Changes whenever names that messages show may have changed.
    pub names: u64,
    /// The moment that relative dates refer to.
    pub now: UnixMillis,
    /// What is opened and folded in messages.
    pub opened: &'a OpenedMessages,
    /// Rows of the pane: what is much taller is folded.
    pub rows: u16,
    /// The keys that commands have.
    pub keymap: &'a Keymap,
}

impl<'a> Scene<'a> {
    /// How many messages are shown in all.
    #[must_use]
    pub fn len(&self) -> usize {
        self.shown.len() + self.tail.len()
    }

    /// Whether none is.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The message at an index.
    #[must_use]
    pub fn message(&self, index: usize) -> Option<&'a Message> {
        match self.shown.get(index) {
            Some(id) => self.organization.messages().get(*id),
            None => self.outgoing(index).map(|tail| tail.message),
        }
    }

    /// The message at an index, where the server does not have it yet.
    #[must_use]
    pub fn outgoing(&self, index: usize) -> Option<&Tail<'a>> {
        self.tail.get(index.checked_sub(self.shown.len())?)
    }

    /// The id of the message at an index, which is below [`Self::len`].
    #[must_use]
    pub fn id(&self, index: usize) -> MessageId {
        match self.shown.get(index) {
            Some(id) => *id,
            None => self.tail[index - self.shown.len()].message.id,
        }
    }

    /// The last of all.
    #[must_use]
    pub fn last(&self) -> Option<MessageId> {
        self.len().checked_sub(1).map(|index| self.id(index))
    }

    /// The index of a message.
    #[must_use]
    pub fn position(&self, message: MessageId) -> Option<usize> {
        self.shown.binary_search(&message).ok().or_else(|| {
            let below = self
                .tail
                .iter()
                .position(|tail| tail.message.id == message)?;
            Some(self.shown.len() + below)
        })
    }

    /// The index of a message, or of the first after it; of the last where none is after.
    #[must_use]
    pub fn index_of(&self, message: MessageId) -> usize {
        self.position(message).unwrap_or_else(|| {
            let after = self.shown.partition_point(|id| *id < message);
            let below = self.tail.iter().filter(|tail| tail.message.id < message);
            (after + below.count()).min(self.len().saturating_sub(1))
        })
    }
}

/// Something in a message's body that a click means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Press {
    /// What a widget has at this place: an option, a task, an answer.
    Item(usize),
    /// The reactions of this group.
    Reaction(usize),
}

/// Knows how many rows messages take, and what stands on them.
pub trait Measure {
    /// The height of the message at an index of the scene.
    fn height(&mut self, scene: &Scene<'_>, index: usize) -> Height;

    /// Which of the rows above its body names the conversation of the message at an index of the
    /// scene, if one does.
    fn heading(&mut self, scene: &Scene<'_>, index: usize) -> Option<u16>;

    /// What stands in the body of the message at an index of the scene.
    fn content(&mut self, scene: &Scene<'_>, index: usize) -> Arc<Rendered>;

    /// What a click means on a line and column of the body of the message at an index.
    fn press(&mut self, scene: &Scene<'_>, index: usize, line: usize, column: u16)
    -> Option<Press>;

    /// Whether the message at an index of the scene is shown folded, and whether
    /// it would be if nobody had unfolded it.
    fn fold(&mut self, scene: &Scene<'_>, index: usize) -> Fold;

    /// The text of a message as it would be read aloud, for copying.
    fn plain(&mut self, scene: &Scene<'_>, index: usize) -> String;

    /// Rows and columns of what a sheet shows.
    fn sheet(&mut self, app: &App, sheet: &Sheet) -> (usize, usize);

    /// Rows of a message that is not sent yet, of this HTML, in so many columns.
    fn preview(&mut self, organization: &Organization, html: &str, columns: u16) -> usize;

    /// Rows of everything about a channel.
    fn channel(&mut self, app: &App, sheet: &ChannelSheet) -> usize;

    /// The zone in which the person reads times.
    fn zone(&self) -> jiff::tz::TimeZone;

    /// A moment, in seconds of Unix time, with the zones it is told in.
    fn moment(&self, seconds: i64) -> String;

    /// A picture came, or there is none: what is drawn with it may grow.
    fn picture(&mut self, request: PictureRequest, result: Result<Picture, NoPicture>);
}

/// Whether a message is folded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fold {
    /// There is no reason to fold it.
    Plain,
    /// It is folded.
    Folded,
    /// It would be, had it not been unfolded.
    Unfolded,
}

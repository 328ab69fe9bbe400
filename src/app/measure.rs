//! What scrolling has to know of how messages are drawn, told by argument.

use std::sync::Arc;

use crate::api::ids::MessageId;
use crate::api::message::Match;
use crate::api::time::UnixMillis;
use crate::content::Rendered;
use crate::model::{IdMap, Organization, View};

use super::act::Echo;
use super::keymap::Keymap;
use super::media::{NoPicture, Picture, PictureRequest};
use super::opened::OpenedMessages;
use super::sheet::Sheet;
use super::state::App;
use super::viewport::Height;
use super::views::UnreadLine;

/// Everything that decides how a list of messages looks.
#[derive(Clone, Copy)]
pub struct Scene<'a> {
    /// The organization the messages are in.
    pub organization: &'a Organization,
    /// The view that is open.
    pub view: &'a View,
    /// What the search behind the view found.
    pub hits: &'a IdMap<MessageId, Match>,
    /// The messages shown, ascending.
    pub shown: &'a [MessageId],
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
    /// The height of the message at an index of `scene.shown`.
    fn height(&mut self, scene: &Scene<'_>, index: usize) -> Height;

    /// What stands in the body of the message at an index of `scene.shown`.
    fn content(&mut self, scene: &Scene<'_>, index: usize) -> Arc<Rendered>;

    /// What a click means on a line and column of the body of the message at an index.
    fn press(&mut self, scene: &Scene<'_>, index: usize, line: usize, column: u16)
    -> Option<Press>;

    /// Whether the message at an index of `scene.shown` is shown folded, and whether
    /// it would be if nobody had unfolded it.
    fn fold(&mut self, scene: &Scene<'_>, index: usize) -> Fold;

    /// The text of a message as it would be read aloud, for copying.
    fn plain(&mut self, scene: &Scene<'_>, index: usize) -> String;

    /// Rows and columns of what a sheet shows.
    fn sheet(&mut self, app: &App, sheet: &Sheet) -> (usize, usize);

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

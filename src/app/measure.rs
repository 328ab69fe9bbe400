//! What scrolling has to know of how messages are drawn, told by argument.

use crate::api::ids::MessageId;
use crate::api::time::UnixMillis;
use crate::model::{Organization, View};

use super::media::{NoPicture, Picture, PictureRequest};
use super::viewport::Height;
use super::views::UnreadLine;

/// Everything that decides how a list of messages looks.
#[derive(Clone, Copy)]
pub struct Scene<'a> {
    /// The organization the messages are in.
    pub organization: &'a Organization,
    /// The view that is open.
    pub view: &'a View,
    /// The messages shown, ascending.
    pub shown: &'a [MessageId],
    /// The line at the first unread.
    pub unread: Option<UnreadLine>,
    /// Cells for text.
    pub columns: u16,
    /// Changes whenever names that messages show may have changed.
    pub names: u64,
    /// The moment that relative dates refer to.
    pub now: UnixMillis,
}

/// Knows how many rows messages take.
pub trait Measure {
    /// The height of the message at an index of `scene.shown`.
    fn height(&mut self, scene: &Scene<'_>, index: usize) -> Height;

    /// A picture came, or there is none: what is drawn with it may grow.
    fn picture(&mut self, request: PictureRequest, result: Result<Picture, NoPicture>);
}

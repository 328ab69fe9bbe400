//! What laying out makes: lines, what their pieces lead to, what stands where.

use std::ops::Range;

use jiff::Timestamp;

use super::address::Address;
use super::document::{CodeId, LinkKind, Media, SpoilerId, TableId, Text};
use super::line::{Line, TargetId};
use crate::api::ids::{GroupId, UserId};

/// A message laid out for a width.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Rendered {
    /// The lines, each within the width.
    pub lines: Vec<Line>,
    /// What pieces of the lines lead to, in order of appearance. A piece that is
    /// wrapped has the same target on each of its lines.
    pub targets: Vec<Target>,
    /// What stands on which lines, in order of appearance, outer before inner.
    pub regions: Vec<Region>,
}

impl Rendered {
    /// What a piece of a line leads to.
    #[must_use]
    pub fn target(&self, id: TargetId) -> Option<&Target> {
        self.targets.get(id.index())
    }

    /// The region of this kind that `line` is in, the innermost if there are several.
    #[must_use]
    pub fn region_at(&self, line: usize) -> Option<&Region> {
        self.regions
            .iter()
            .rev()
            .find(|region| region.lines.contains(&line))
    }

    /// Lets go of all lines but the first so many, and of the regions on them.
    pub fn cut(&mut self, lines: usize) {
        self.lines.truncate(lines);
        self.regions.retain_mut(|region| {
            region.lines.end = region.lines.end.min(lines);
            region.lines.start < region.lines.end
        });
    }

    /// All targets with their ids: what link hints number.
    pub fn hints(&self) -> impl Iterator<Item = (TargetId, &Target)> {
        self.targets
            .iter()
            .enumerate()
            .filter_map(|(index, target)| Some((TargetId::at(index)?, target)))
    }
}

/// What a piece of a line leads to.
#[derive(Debug, Clone, PartialEq)]
pub enum Target {
    /// A link: see [`parse_internal`](super::link::parse_internal) for whether
    /// it stays within Zulip.
    Link(LinkTarget),
    /// A spoiler, to be opened or closed.
    Spoiler(SpoilerId),
    /// A person's profile.
    User(UserId),
    /// A group.
    Group(GroupId),
    /// A picture, film or sound.
    Media(Box<Media>),
    /// A time, to be shown with its zone.
    Time(Timestamp),
}

/// Where a link leads.
#[derive(Debug, Clone, PartialEq)]
pub struct LinkTarget {
    /// The address.
    pub address: Address,
    /// What the author called it besides its text.
    pub title: Option<Text>,
    /// What the server marked it as.
    pub kind: LinkKind,
    /// The host that its text names though it leads elsewhere: to be told, and
    /// asked about, before it is opened.
    pub misleads: Option<Text>,
}

/// Lines that belong together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Region {
    /// What stands there.
    pub kind: RegionKind,
    /// The lines, as indices into [`Rendered::lines`].
    pub lines: Range<usize>,
}

/// What stands on some lines.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum RegionKind {
    /// A code block, to be copied whole or piped.
    Code(CodeId),
    /// A table, to be shown on the whole screen.
    Table(TableId),
    /// A spoiler, header and content.
    Spoiler(SpoilerId),
    /// A picture, film or sound, by the index of its target.
    Media(TargetId),
    /// The rows kept for a picture, by the index of its target: blank, to be drawn
    /// over.
    Picture(TargetId),
}

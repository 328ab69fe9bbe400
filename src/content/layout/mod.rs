//! Document tree to lines for a width.

use std::borrow::Cow;
use std::ops::Range;

mod alert;
mod bidi;
mod blocks;
mod code;
mod emoji;
mod flow;
mod inline;
mod link;
mod list;
mod media;
mod mention;
mod plain;
mod preview;
mod quote;
mod spoiler;
mod table;
mod time;
mod wrap;

pub use self::bidi::{parts_in_order, pieces_in_order, prose_in_order, words_in_order};
pub use self::flow::wrap;
pub use self::plain::plain_text;
pub use self::wrap::wrap_line;

use self::bidi::Order;
use self::flow::Flow;
use crate::config::theme::Role;
use crate::content::context::{Bidi, LayoutContext};
use crate::content::document::{Cut, Document};
use crate::content::line::{Line, Paint, Piece, TargetId};
use crate::content::rendered::{Region, RegionKind, Rendered, Target};
use crate::text::{close_isolates, split_at_width, width};

/// The least room that is left to words before bars and bullets are left out.
const MIN_ROOM: usize = 8;

/// Lines of one message before the rest is left out: five times what the longest
/// message that servers take has at one cell.
const MAX_LINES: usize = 50_000;

/// Lays out a document. Every line is at most `context.width` cells wide.
#[must_use]
pub fn layout(document: &Document, context: &LayoutContext<'_>) -> Rendered {
    let mut layouter = Layouter::new(context);
    layouter.blocks(&document.blocks);
    if layouter.lines.len() >= MAX_LINES {
        layouter.lines.truncate(MAX_LINES);
        layouter.ends = true;
        layouter.words(&Flow::of(blocks::sentence(Cut::TooLong), Role::Warning));
    }
    for region in &mut layouter.regions {
        region.lines.end = region.lines.end.min(layouter.lines.len());
        region.lines.start = region.lines.start.min(region.lines.end);
    }
    Rendered {
        lines: layouter.lines,
        targets: layouter.targets,
        regions: layouter.regions,
    }
}

/// What stands before the lines of a block: a bar, a bullet, air.
struct Before {
    /// On the first line, until it was written.
    first: Option<(String, Paint)>,
    /// On every other line.
    rest: (String, Paint),
}

struct Layouter<'c> {
    context: &'c LayoutContext<'c>,
    width: usize,
    lines: Vec<Line>,
    targets: Vec<Target>,
    regions: Vec<Region>,
    before: Vec<Before>,
    /// Cells left beside what stands before.
    room: usize,
    list_depth: usize,
    /// Whether what is said last may go beyond the bound.
    ends: bool,
    /// Whether the sender's name is still to be put before the first words.
    me: bool,
    /// Pictures among the words of a block, which get their rows below it.
    pictures: Vec<(TargetId, (u16, u16))>,
}

impl<'c> Layouter<'c> {
    fn new(context: &'c LayoutContext<'c>) -> Self {
        let width = usize::from(context.width.max(1));
        Self {
            context,
            width,
            lines: Vec::new(),
            targets: Vec::new(),
            regions: Vec::new(),
            before: Vec::new(),
            room: width,
            list_depth: 0,
            ends: false,
            me: context.me_sender.is_some(),
            pictures: Vec::new(),
        }
    }
}

impl Layouter<'_> {
    fn add_target(&mut self, target: Target) -> Option<TargetId> {
        let id = TargetId::at(self.targets.len())?;
        self.targets.push(target);
        Some(id)
    }

    /// Lays out `inside` with something before each of its lines. Both must be
    /// equally wide. Where there is no room for it, it is left out; `first` then
    /// gets a line of its own if it says something (`spoken`).
    fn beside(
        &mut self,
        first: Option<(&str, Paint)>,
        rest: (&str, Paint),
        spoken: bool,
        inside: impl FnOnce(&mut Self),
    ) {
        let cells = width(rest.0);
        if self.room < cells + MIN_ROOM {
            if let Some((text, paint)) = first.filter(|_| spoken) {
                self.words(&Flow::of(text.trim(), paint));
            }
            inside(self);
            return;
        }
        self.before.push(Before {
            first: first.map(|(text, paint)| (text.to_owned(), paint)),
            rest: (rest.0.to_owned(), rest.1),
        });
        self.room -= cells;
        let start = self.lines.len();
        inside(self);
        if self.lines.len() == start && first.is_some() {
            self.line([]);
        }
        self.room += cells;
        self.before.pop();
    }

    fn is_full(&self) -> bool {
        self.lines.len() >= MAX_LINES && !self.ends
    }

    /// Adds a line: what stands before it, then `pieces`.
    fn line<'p>(&mut self, pieces: impl IntoIterator<Item = Piece<'p>>) {
        if self.is_full() {
            return;
        }
        let mut line = Line::from_pieces(self.before.iter_mut().map(|before| {
            let (text, paint) = match &before.first {
                Some((text, paint)) => (text.as_str(), *paint),
                None => (before.rest.0.as_str(), before.rest.1),
            };
            Piece {
                text,
                paint,
                target: None,
            }
        }));
        line.extend(pieces);
        for before in &mut self.before {
            before.first = None;
        }
        if usize::from(line.width()) > self.width {
            self.push_split(&line);
        } else {
            self.push(line);
        }
    }

    /// Adds a finished line. Isolates that a break left open are taken out of it:
    /// they would turn around what stands beside it.
    fn push(&mut self, line: Line) {
        let balanced = matches!(close_isolates(line.text().into()), Cow::Borrowed(_));
        if balanced {
            self.lines.push(line);
            return;
        }
        let is_isolate = |c: char| ('\u{2066}'..='\u{2069}').contains(&c);
        let mut without = Line::new();
        for piece in line.pieces() {
            without.push_piece(
                &piece.text.replace(is_isolate, ""),
                piece.paint,
                piece.target,
            );
        }
        // What stood on either side of one may be one glyph now, and a wider one.
        if usize::from(without.width()) > self.width {
            self.push_split(&without);
        } else {
            self.lines.push(without);
        }
    }

    /// A line that came out too wide all the same: glyphs that joined across
    /// pieces. It is broken anywhere.
    fn push_split(&mut self, line: &Line) {
        let mut flow = Flow::new();
        for piece in line.pieces() {
            flow.push(piece.text, piece.paint, piece.target);
        }
        let flow = flow.fitted(self.width).unwrap_or(flow);
        let mut at = 0;
        while at < flow.text.len() && !self.is_full() {
            let (fits, _) = split_at_width(&flow.text[at..], self.width);
            let len = fits.len().max(1);
            self.lines
                .push(Line::from_pieces(flow.pieces(at..at + len)));
            at += len;
        }
    }

    /// An empty line, with the bars that go on beside it.
    fn blank(&mut self) {
        if self.is_full() {
            return;
        }
        let text: String = self
            .before
            .iter()
            .map(|before| before.rest.0.as_str())
            .collect();
        let mut left = text.trim_end().len();
        let pieces = self.before.iter().map_while(|before| {
            let len = before.rest.0.len().min(left);
            left -= len;
            (len > 0).then(|| Piece {
                text: &before.rest.0[..len],
                paint: before.rest.1,
                target: None,
            })
        });
        self.lines.push(Line::from_pieces(pieces));
    }

    /// Adds words, wrapped.
    fn words(&mut self, flow: &Flow) {
        let fitted = flow.fitted(self.room);
        let flow = fitted.as_ref().unwrap_or(flow);
        let order = self.order(&flow.text);
        for line in flow.wrap(self.room) {
            let Some(order) = &order else {
                self.line(flow.pieces(line));
                continue;
            };
            let right = order.is_right(&line);
            let drawn = order.line(flow, line);
            let free = if right {
                self.room.saturating_sub(width(&drawn.text))
            } else {
                0
            };
            let air = " ".repeat(free);
            self.line(
                air_piece(&air)
                    .into_iter()
                    .chain(drawn.pieces(0..drawn.text.len())),
            );
        }
    }

    /// How text is drawn that this program has to put in order.
    fn order<'t>(&self, text: &'t str) -> Option<Order<'t>> {
        match self.context.bidi {
            Bidi::Terminal => None,
            Bidi::Reorder => Order::of(text, None),
        }
    }

    /// A line of `flow` that stands among others, as in a cell.
    fn drawn(&self, flow: &Flow, order: Option<&Order<'_>>, line: Range<usize>) -> Flow {
        match order {
            Some(order) => order.line(flow, line),
            None => {
                let mut drawn = Flow::new();
                for piece in flow.pieces(line) {
                    drawn.push(piece.text, piece.paint, piece.target);
                }
                drawn
            }
        }
    }

    /// The lines of `flow` for a width, each as it is drawn.
    fn lines_of(&self, flow: &Flow, cells: usize) -> Vec<Flow> {
        let order = self.order(&flow.text);
        let lines = flow.wrap(cells).into_iter();
        lines
            .map(|line| self.drawn(flow, order.as_ref(), line))
            .collect()
    }

    /// Notes what stands on the lines that `inside` adds.
    fn region(&mut self, kind: RegionKind, inside: impl FnOnce(&mut Self)) {
        let index = self.regions.len();
        let start = self.lines.len();
        self.regions.push(Region {
            kind,
            lines: start..start,
        });
        inside(self);
        self.regions[index].lines.end = self.lines.len();
    }
}

/// Nothing but air.
fn air_piece(air: &str) -> Option<Piece<'_>> {
    (!air.is_empty()).then_some(Piece {
        text: air,
        paint: Paint::TEXT,
        target: None,
    })
}

//! Document tree to lines for a width.

use std::borrow::Cow;

mod alert;
mod blocks;
mod code;
mod emoji;
mod flow;
mod inline;
mod link;
mod list;
mod media;
mod mention;
mod preview;
mod quote;
mod spoiler;
mod table;
mod time;

use self::flow::Flow;
use crate::content::context::LayoutContext;
use crate::content::document::Document;
use crate::content::line::{Line, Paint, Piece, TargetId};
use crate::content::rendered::{Region, RegionKind, Rendered, Target};
use crate::text::{close_isolates, split_at_width, width};

/// The least room that is left to words before bars and bullets are left out.
const MIN_ROOM: usize = 8;

/// Lays out a document. Every line is at most `context.width` cells wide.
#[must_use]
pub fn layout(document: &Document, context: &LayoutContext<'_>) -> Rendered {
    let mut layouter = Layouter {
        context,
        width: usize::from(context.width.max(1)),
        lines: Vec::new(),
        targets: Vec::new(),
        regions: Vec::new(),
        before: Vec::new(),
        room: usize::from(context.width.max(1)),
        list_depth: 0,
        me: context.me_sender.is_some(),
        pictures: Vec::new(),
    };
    layouter.blocks(&document.blocks);
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
    /// Whether the sender's name is still to be put before the first words.
    me: bool,
    /// Pictures among the words of a block, which get their rows below it.
    pictures: Vec<(TargetId, (u16, u16))>,
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

    /// Adds a line: what stands before it, then `pieces`.
    fn line<'p>(&mut self, pieces: impl IntoIterator<Item = Piece<'p>>) {
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
        self.lines.push(without);
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
        while at < flow.text.len() {
            let (fits, _) = split_at_width(&flow.text[at..], self.width);
            let len = fits.len().max(1);
            self.lines
                .push(Line::from_pieces(flow.pieces(at..at + len)));
            at += len;
        }
    }

    /// An empty line, with the bars that go on beside it.
    fn blank(&mut self) {
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
        for line in flow.wrap(self.room) {
            self.line(flow.pieces(line));
        }
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

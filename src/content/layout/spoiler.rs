//! Spoilers: a header, and the rest only when they are open.

use super::Layouter;
use super::flow::Flow;
use crate::config::theme::Role;
use crate::content::document::{Block, Spoiler};
use crate::content::line::Paint;
use crate::content::rendered::{RegionKind, Target};

impl Layouter<'_> {
    pub(super) fn spoiler(&mut self, spoiler: &Spoiler) {
        let open = self.context.open_spoilers.contains(&spoiler.id);
        self.region(RegionKind::Spoiler(spoiler.id), |inside| {
            inside.spoiler_header(spoiler, open);
            if open {
                let bar = ("│ ", Role::SpoilerBar.into());
                inside.beside(Some(bar), bar, false, |inside| {
                    inside.blocks(&spoiler.content)
                });
            }
        });
    }

    fn spoiler_header(&mut self, spoiler: &Spoiler, open: bool) {
        let target = self.add_target(Target::Spoiler(spoiler.id));
        let paint = Paint::new(Role::SpoilerHeader);
        let sign = if open { "▾ " } else { "▸ " };
        // A header that is one paragraph stands on the line of the sign.
        let (title, more) = match spoiler.header.split_first() {
            Some((Block::Paragraph { content }, more)) => (self.flow(content, paint), more),
            _ => (Flow::of("Spoiler", paint), &*spoiler.header),
        };
        let mut header = Flow::new();
        for piece in title.pieces(0..title.text.len()) {
            header.push(piece.text, piece.paint, piece.target.or(target));
        }
        if !open {
            header.push("  (hidden)", Role::SpoilerBar.into(), target);
        }
        let before = (sign, paint);
        self.beside(Some(before), ("  ", paint), true, |inside| {
            inside.words(&header);
            inside.blocks(more);
        });
    }
}

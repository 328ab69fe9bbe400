//! Blocks one below the other, and the air between them.

use super::Layouter;
use super::flow::Flow;
use crate::config::theme::Role;
use crate::content::document::{Block, Cut, Inline, Text};
use crate::content::line::{Emphasis, Paint, Piece};
use crate::content::math;

/// Cells that a rule takes at most.
const MAX_RULE: usize = 40;

impl Layouter<'_> {
    pub(super) fn blocks(&mut self, blocks: &[Block]) {
        let mut previous: Option<&Block> = None;
        for block in blocks {
            if !self.shows(block) {
                continue;
            }
            if previous.is_some_and(|previous| needs_air(previous, block)) {
                self.blank();
            }
            self.block(block);
            self.pictures_below();
            previous = Some(block);
        }
    }

    fn shows(&self, block: &Block) -> bool {
        self.context.previews || !matches!(block, Block::Preview(_))
    }

    fn block(&mut self, block: &Block) {
        match block {
            Block::Paragraph { content } => self.paragraph(content, Paint::TEXT),
            Block::Heading { level, content } => self.heading(*level, content),
            Block::Rule => self.rule(),
            Block::Quote { blocks } => self.quote(blocks),
            Block::List(list) => self.list(list),
            Block::Code(code) => self.code(code),
            Block::Math { tex } => self.math(tex),
            Block::Table(table) => self.table(table),
            Block::Spoiler(spoiler) => self.spoiler(spoiler),
            Block::Media(media) => self.media(media),
            Block::Preview(preview) => self.preview(preview),
            Block::Tweet(tweet) => self.tweet(tweet),
            Block::Unknown {
                element, blocks, ..
            } => {
                let label = format!("‹{element}›");
                self.words(&Flow::of(&label, Role::Broken));
                self.blocks(blocks);
            }
            Block::Cut(cut) => self.words(&Flow::of(sentence(*cut), Role::Warning)),
        }
    }

    pub(super) fn paragraph(&mut self, content: &[Inline], paint: Paint) {
        let flow = self.flow(content, paint);
        if !flow.is_empty() {
            self.words(&flow);
        }
    }

    /// Bold, and underlined with a rule where it is large: the level is told
    /// without colour.
    fn heading(&mut self, level: u8, content: &[Inline]) {
        let paint = match level {
            1 | 2 => Paint::new(Role::Heading),
            _ => Paint::TEXT.with(Emphasis::STRONG),
        };
        let flow = self.flow(content, paint);
        let widest = flow.width().min(self.room);
        self.words(&flow);
        if level == 1 {
            self.line([Piece {
                text: &"━".repeat(widest),
                paint: Role::Rule.into(),
                target: None,
            }]);
        }
    }

    fn rule(&mut self) {
        let rule = "─".repeat(self.room.min(MAX_RULE));
        self.line([Piece {
            text: &rule,
            paint: Role::Rule.into(),
            target: None,
        }]);
    }

    /// A formula in two dimensions; on one line where that is too wide; its TeX
    /// where it cannot be set.
    fn math(&mut self, tex: &Text) {
        let paint = Paint::new(Role::Math);
        let indent = if self.room > 40 { "  " } else { "" };
        if let Some(rows) = math::in_rows(tex.as_str(), self.room - indent.len()) {
            self.beside(None, (indent, paint), false, |inside| {
                for row in &rows {
                    inside.line([Piece {
                        text: row.as_str().trim_end(),
                        paint,
                        target: None,
                    }]);
                }
            });
            return;
        }
        let line = math::on_one_line(tex.as_str());
        self.words(&Flow::of(line.as_ref().unwrap_or(tex).as_str(), paint));
    }
}

pub(super) const fn sentence(cut: Cut) -> &'static str {
    match cut {
        Cut::TooLong => "The rest of this message is too long to be shown.",
        Cut::TooDeep => "Something here is nested too deeply to be shown as it is.",
    }
}

/// Whether an empty line parts two blocks. Lists and quotes stand by the words
/// they belong to; what is several lines high by nature gets air.
pub(super) fn needs_air(above: &Block, below: &Block) -> bool {
    !matches!(
        (above, below),
        (
            Block::Media(_) | Block::Preview(_),
            Block::Media(_) | Block::Preview(_)
        ) | (Block::Paragraph { .. } | Block::List(_), Block::Media(_))
            | (
                Block::Paragraph { .. },
                Block::List(_) | Block::Quote { .. }
            )
            | (Block::Quote { .. }, Block::Paragraph { .. })
            | (
                Block::Heading { .. },
                Block::Paragraph { .. } | Block::List(_)
            )
            | (_, Block::Cut(_))
    )
}

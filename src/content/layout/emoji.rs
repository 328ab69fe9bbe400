//! Emoji: glyphs in exactly the cells that were counted, or names.

use super::Layouter;
use super::flow::Flow;
use super::inline::Around;
use crate::config::theme::Role;
use crate::content::context::EmojiStyle;
use crate::content::document::Text;

impl Layouter<'_> {
    pub(super) fn emoji(&mut self, glyph: &Text, name: &Text, around: Around, flow: &mut Flow) {
        let shown = match self.context.emoji {
            EmojiStyle::Glyph => true,
            EmojiStyle::Simple => !is_sequence(glyph.as_str()),
            EmojiStyle::Name => false,
        };
        if shown || name.is_empty() {
            flow.push(glyph.as_str(), around.paint, around.target);
        } else {
            self.emoji_name(name.as_str(), around, flow);
        }
    }

    /// A name between colons. Words that are underlined or struck stay so.
    pub(super) fn emoji_name(&mut self, name: &str, around: Around, flow: &mut Flow) {
        let paint = around.role(Role::EmojiName).paint;
        for part in [":", name, ":"] {
            flow.push(part, paint, around.target);
        }
    }
}

/// Whether terminals disagree about its width: more than one character, or one
/// that is text or emoji depending on what follows.
pub(super) fn is_sequence(glyph: &str) -> bool {
    let mut chars = glyph.chars();
    let first = chars.next().unwrap_or_default();
    chars.any(|c| {
        matches!(
            c,
            '\u{200d}' | '\u{fe0f}' | '\u{20e3}' | '\u{1f3fb}'..='\u{1f3ff}'
        )
    }) || ('\u{1f1e6}'..='\u{1f1ff}').contains(&first)
        || glyph.contains('\u{e007f}')
}

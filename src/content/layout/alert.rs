//! Words with alert words and search words in them.

use super::Layouter;
use super::emoji::is_sequence;
use super::flow::Flow;
use super::inline::Around;
use crate::content::context::EmojiStyle;
use crate::content::line::Emphasis;

impl Layouter<'_> {
    /// Adds words as they stand in the message.
    pub(super) fn text(&mut self, text: &str, around: Around, flow: &mut Flow) {
        let context = self.context;
        let searching = !context.search_words.is_empty();
        let alerting = around.alert && !context.alert_words.is_empty();
        if !searching && !alerting {
            self.glyphs(text, around, flow);
            return;
        }
        let mut at = 0;
        let mut plain = 0;
        while at < text.len() {
            let alert = || found(text, at, context.alert_words).filter(|_| alerting);
            let (len, emphasis) = match (found(text, at, context.search_words), alert()) {
                (Some(len), _) => (len, Emphasis::HIT),
                (None, Some(len)) => (len, Emphasis::ALERT),
                (None, None) => {
                    at += text[at..].chars().next().map_or(1, char::len_utf8);
                    continue;
                }
            };
            self.glyphs(&text[plain..at], around, flow);
            self.glyphs(&text[at..at + len], around.with(emphasis), flow);
            at += len;
            plain = at;
        }
        self.glyphs(&text[plain..], around, flow);
    }

    /// Adds words; emoji typed as characters follow the style of emoji.
    fn glyphs(&mut self, text: &str, around: Around, flow: &mut Flow) {
        if self.context.emoji == EmojiStyle::Glyph || text.is_ascii() {
            flow.push(text, around.paint, around.target);
            return;
        }
        for glyph in crate::text::glyphs(text) {
            let named = match self.context.emoji {
                EmojiStyle::Glyph => false,
                EmojiStyle::Simple => is_sequence(glyph.text),
                EmojiStyle::Name => glyph.width == 2 || is_sequence(glyph.text),
            };
            match emojis::get(glyph.text).filter(|_| named) {
                Some(emoji) => {
                    let name = emoji.shortcode().unwrap_or(emoji.name());
                    let name = name.replace(": ", " ").replace(' ', "_");
                    self.emoji_name(&name, around, flow);
                }
                None => flow.push(glyph.text, around.paint, around.target),
            }
        }
    }
}

/// The length of the longest of `words` that stands at `at`, alone: neither
/// before nor after it is a letter or digit. Case does not matter.
fn found(text: &str, at: usize, words: &[String]) -> Option<usize> {
    let joined = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
    let before = text[..at].chars().next_back();
    words
        .iter()
        .filter(|word| !(joined(before) && joined(word.chars().next())))
        .filter_map(|word| prefix_len(&text[at..], word))
        .filter(|&len| {
            let last = text[at..at + len].chars().next_back();
            !(joined(last) && joined(text[at + len..].chars().next()))
        })
        .max()
}

/// How many bytes of `text` are `word`, letter case aside.
fn prefix_len(text: &str, word: &str) -> Option<usize> {
    let mut wanted = word.chars().flat_map(char::to_lowercase);
    let mut next = wanted.next()?;
    for (at, c) in text.char_indices() {
        for c in c.to_lowercase() {
            if c != next {
                return None;
            }
            match wanted.next() {
                Some(after) => next = after,
                None => return Some(at + text[at..].chars().next().map_or(0, char::len_utf8)),
            }
        }
    }
    None
}

#[cfg(test)]
mod tests {
    #[test]
    fn words_are_found_alone_and_in_any_case() {
        let words = vec!["cobalt".to_owned(), "kiln room".to_owned(), "É".to_owned()];
        let found = |text, at| super::found(text, at, &words);
        assert_eq!(found("Cobalt!", 0), Some(6));
        assert_eq!(found("the cobalt", 4), Some(6));
        assert_eq!(found("cobalts", 0), None);
        assert_eq!(found("xcobalt", 1), None);
        assert_eq!(found("KILN ROOM.", 0), Some(9));
        assert_eq!(found("é", 0), Some(2));
        assert_eq!(found("cobal", 0), None);
    }
}

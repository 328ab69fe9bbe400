//! How many cells text takes, and cutting it there.
//!
//! The unit is the extended grapheme cluster ([UAX #29]), as wide as
//! `unicode-width` says: two cells for emoji sequences (joined, flags, skin
//! tones, keycaps, variation selector 16), wide and full-width characters
//! ([UAX #11]). A cluster that would be wider than two cells, which only chains
//! of spacing letters are, is taken character by character.
//!
//! [UAX #11]: https://www.unicode.org/reports/tr11/
//! [UAX #29]: https://www.unicode.org/reports/tr29/

use std::borrow::Cow;

use unicode_segmentation::UnicodeSegmentation;
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

use super::close_isolates;

/// What ends a text that was cut.
const ELLIPSIS: char = '…';

/// The smallest piece of text that is drawn as one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Glyph<'a> {
    /// A grapheme cluster, or one character with its marks of a wide one.
    pub text: &'a str,
    /// Cells: 0, 1 or 2.
    pub width: usize,
}

/// The glyphs of a text: see [`glyphs`].
#[derive(Debug, Clone)]
pub struct Glyphs<'a> {
    rest: &'a str,
    /// How much of `rest` belongs to a cluster that is taken apart.
    apart: usize,
}

/// The pieces of `text` that are drawn one by one, first to last, none left out.
#[must_use]
pub fn glyphs(text: &str) -> Glyphs<'_> {
    Glyphs {
        rest: text,
        apart: 0,
    }
}

impl<'a> Glyphs<'a> {
    /// What has not been given yet.
    #[must_use]
    pub fn rest(&self) -> &'a str {
        self.rest
    }

    fn take(&mut self, len: usize, width: usize) -> Glyph<'a> {
        let (text, rest) = self.rest.split_at(len);
        self.rest = rest;
        Glyph { text, width }
    }

    /// One character of a cluster that is taken apart, and what takes no cell after it.
    fn take_apart(&mut self) -> Glyph<'a> {
        let mut chars = self.rest[..self.apart].char_indices();
        let wide = chars.next().map_or(0, |(_, c)| char_width(c));
        let len = chars
            .find(|&(_, c)| char_width(c) > 0)
            .map_or(self.apart, |(at, _)| at);
        self.apart -= len;
        self.take(len, wide.min(2))
    }
}

impl<'a> Iterator for Glyphs<'a> {
    type Item = Glyph<'a>;

    fn next(&mut self) -> Option<Glyph<'a>> {
        if self.apart > 0 {
            return Some(self.take_apart());
        }
        let mut chars = self.rest.chars();
        let first = chars.next()?;
        // Between two characters of these kinds there is always a boundary.
        if let Some(wide) = simple_width(first)
            && chars.next().is_none_or(|next| simple_width(next).is_some())
        {
            return Some(self.take(first.len_utf8(), wide));
        }
        let len = self.rest.graphemes(true).next().map_or(0, str::len);
        let wide = self.rest[..len].width();
        if wide > 2 {
            self.apart = len;
            return Some(self.take_apart());
        }
        Some(self.take(len, wide))
    }
}

fn char_width(c: char) -> usize {
    UnicodeWidthChar::width(c).unwrap_or(0)
}

/// The width of characters that never join others of their kind: letters of the
/// common alphabets and ideographs. `None` for all that needs a closer look.
fn simple_width(c: char) -> Option<usize> {
    match u32::from(c) {
        0x20..=0x7e | 0xa0..=0xac | 0xae..=0x2ff | 0x370..=0x377 | 0x3a3..=0x482 => Some(1),
        0x3041..=0x3096 | 0x30a1..=0x30fa | 0x4e00..=0x9fff | 0xac00..=0xd7a3 => Some(2),
        _ => None,
    }
}

/// The width of one line of `text` in cells: the sum over its [`glyphs`].
///
/// The only measure in the program: what is drawn takes exactly this much.
#[must_use]
pub fn width(text: &str) -> usize {
    if text.is_ascii() {
        return text.bytes().filter(|b| (0x20..0x7f).contains(b)).count();
    }
    glyphs(text).map(|glyph| glyph.width).sum()
}

/// Splits `text` after as many glyphs as fit into `cells`.
///
/// The first part is empty if not even one glyph fits. Marks that take no cell
/// stay with what they follow.
#[must_use]
pub fn split_at_width(text: &str, cells: usize) -> (&str, &str) {
    let mut used = 0;
    let mut at = 0;
    for glyph in glyphs(text) {
        if used + glyph.width > cells {
            // A sequence that was cut in two may be wider by itself than it was as a part.
            let mut kept = &text[..at];
            while width(kept) > cells {
                let last = glyphs(kept).last().map_or(0, |glyph| glyph.text.len());
                kept = &kept[..kept.len() - last];
            }
            return text.split_at(kept.len());
        }
        used += glyph.width;
        at += glyph.text.len();
    }
    (text, "")
}

/// At most `cells` cells of `text`; where something was cut, the last is `…`.
#[must_use]
pub fn truncate(text: &str, cells: usize) -> Cow<'_, str> {
    // Every glyph has at least one byte: short text needs no measuring.
    if text.len() <= cells || width(text) <= cells {
        return Cow::Borrowed(text);
    }
    if cells == 0 {
        return Cow::Borrowed("");
    }
    let (kept, _) = split_at_width(text, cells - 1);
    let mut cut = String::with_capacity(kept.len() + ELLIPSIS.len_utf8());
    cut.push_str(kept.trim_end());
    let mut cut = close_isolates(cut.into()).into_owned();
    cut.push(ELLIPSIS);
    Cow::Owned(cut)
}

/// Exactly `cells` cells: `text` truncated, or filled with spaces at the end.
#[must_use]
pub fn pad_end(text: &str, cells: usize) -> Cow<'_, str> {
    let text = truncate(text, cells);
    let missing = cells - width(&text).min(cells);
    if missing == 0 {
        return text;
    }
    let mut padded = text.into_owned();
    padded.extend(std::iter::repeat_n(' ', missing));
    Cow::Owned(padded)
}

/// Exactly `cells` cells: `text` truncated, or filled with spaces before it.
#[must_use]
pub fn pad_start(text: &str, cells: usize) -> Cow<'_, str> {
    let text = truncate(text, cells);
    let missing = cells - width(&text).min(cells);
    if missing == 0 {
        return text;
    }
    Cow::Owned(format!("{:missing$}{text}", ""))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn simple_characters_are_as_wide_as_the_tables_say() {
        for c in (0..0x11_0000).filter_map(char::from_u32) {
            if let Some(wide) = simple_width(c) {
                assert_eq!(wide, char_width(c), "{:04x}", u32::from(c));
            }
        }
    }

    #[test]
    fn widths_of_what_people_type() {
        for (text, wide) in [
            ("", 0),
            ("plain", 5),
            ("日本語", 6),
            ("한국어", 6),
            ("e\u{301}", 1),
            ("😀", 2),
            ("👩‍💻", 2),
            ("👨‍👩‍👧‍👦", 2),
            ("🧑🏽‍🚀", 2),
            ("🇫🇷", 2),
            ("🏴󠁧󠁢󠁥󠁮󠁧󠁿", 2),
            ("❤️", 2),
            ("❤", 1),
            ("1️⃣", 2),
            ("שלום", 4),
            ("لا", 2),
            ("ｶﾞ", 2),
            ("नमस्ते", 4),
        ] {
            assert_eq!(width(text), wide, "{text}");
        }
    }

    #[test]
    fn truncation_fits_and_says_so() {
        assert_eq!(truncate("workshop", 8), "workshop");
        assert_eq!(truncate("workshop", 7), "worksh…");
        assert_eq!(truncate("two words", 5), "two…");
        assert_eq!(truncate("設計室", 5), "設計…");
        assert_eq!(truncate("設計室", 4), "設…");
        assert_eq!(truncate("設計", 1), "…");
        assert_eq!(truncate("設計", 0), "");
        assert_eq!(width(&truncate("👩‍💻👩‍💻", 3)), 3);
    }

    #[test]
    fn padding_fills_to_the_cell() {
        assert_eq!(pad_end("色", 4), "色  ");
        assert_eq!(pad_start("14", 4), "  14");
        assert_eq!(pad_end("設計室", 5), "設計…");
        assert_eq!(pad_end("設計室", 4), "設… ");
    }

    #[test]
    fn splitting_never_cuts_a_glyph() {
        assert_eq!(split_at_width("a👩‍💻b", 2), ("a", "👩‍💻b"));
        assert_eq!(split_at_width("a👩‍💻b", 3), ("a👩‍💻", "b"));
        assert_eq!(
            split_at_width("e\u{301}e\u{301}", 1),
            ("e\u{301}", "e\u{301}")
        );
    }
}

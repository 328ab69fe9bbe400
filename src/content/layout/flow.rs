//! Words that flow: text with its kinds, broken into lines.
//!
//! One function breaks lines for everything: [`wrap`], by the opportunities of
//! [UAX #14] and widths in cells.
//!
//! [UAX #14]: https://www.unicode.org/reports/tr14/

use std::ops::Range;

use unicode_linebreak::{BreakOpportunity, linebreaks};

use crate::content::line::{Paint, Piece, TargetId};
use crate::text::{glyphs, split_at_width, width};

/// What stands for a glyph that is wider than the whole line.
const TOO_WIDE: char = '▯';

/// Text of one paragraph (with `\n` where it breaks), and what its parts are.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Flow {
    pub(super) text: String,
    spans: Vec<Span>,
}

#[derive(Debug, Clone, Copy, PartialEq)]
struct Span {
    end: u32,
    paint: Paint,
    target: Option<TargetId>,
}

impl Flow {
    pub(super) fn new() -> Self {
        Self::default()
    }

    pub(super) fn of(text: &str, paint: impl Into<Paint>) -> Self {
        let mut flow = Self::new();
        flow.push(text, paint.into(), None);
        flow
    }

    /// Adds safe text.
    pub(super) fn push(&mut self, text: &str, paint: Paint, target: Option<TargetId>) {
        if text.is_empty() {
            return;
        }
        self.text.push_str(text);
        let end = self.text.len() as u32;
        match self.spans.last_mut() {
            Some(span) if span.paint == paint && span.target == target => span.end = end,
            Some(_) | None => self.spans.push(Span { end, paint, target }),
        }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.text.is_empty()
    }

    /// The pieces of a part of the text.
    pub(super) fn pieces(&self, range: Range<usize>) -> impl Iterator<Item = Piece<'_>> {
        let first = self
            .spans
            .partition_point(|span| span.end as usize <= range.start);
        let mut at = range.start;
        self.spans[first..].iter().map_while(move |span| {
            if at >= range.end {
                return None;
            }
            let end = (span.end as usize).min(range.end);
            let text = &self.text[at..end];
            at = end;
            Some(Piece {
                text,
                paint: span.paint,
                target: span.target,
            })
        })
    }

    /// Adds the text of another, with its kinds.
    pub(super) fn append(&mut self, other: &Self) {
        for piece in other.pieces(0..other.text.len()) {
            self.push(piece.text, piece.paint, piece.target);
        }
    }

    /// What follows the byte `at`, without white space before it.
    pub(super) fn after(&self, at: usize) -> Self {
        let rest = self.text[at..].trim_start_matches([' ', '\n']);
        let mut flow = Self::new();
        for piece in self.pieces(self.text.len() - rest.len()..self.text.len()) {
            flow.push(piece.text, piece.paint, piece.target);
        }
        flow
    }

    /// The lines of the text for a width.
    pub(super) fn wrap(&self, cells: usize) -> Vec<Range<usize>> {
        wrap(&self.text, cells)
    }

    /// The same with a sign in place of every glyph that no line can hold.
    pub(super) fn fitted(&self, cells: usize) -> Option<Self> {
        if cells >= 2 || self.text.is_ascii() {
            return None;
        }
        let mut fitted = Self::new();
        for piece in self.pieces(0..self.text.len()) {
            let mut text = String::with_capacity(piece.text.len());
            for glyph in glyphs(piece.text) {
                if glyph.width > cells {
                    text.push(TOO_WIDE);
                } else {
                    text.push_str(glyph.text);
                }
            }
            fitted.push(&text, piece.paint, piece.target);
        }
        Some(fitted)
    }

    /// The width of the widest line if nothing is wrapped.
    pub(super) fn width(&self) -> usize {
        self.text.split('\n').map(width).max().unwrap_or(0)
    }

    /// The width of the widest part that no break can part.
    pub(super) fn widest_word(&self) -> usize {
        let mut start = 0;
        linebreaks(&self.text)
            .filter(|(end, _)| !splits_address(&self.text, *end))
            .map(|(end, _)| {
                let word = self.text[start..end].trim_end();
                start = end;
                width(word)
            })
            .max()
            .unwrap_or(0)
    }
}

/// Breaks `text` into lines of at most `cells` cells (of one, if it is zero).
///
/// Gives the bytes of each line, without the white space it was broken at. A
/// part without opportunities that is wider than a line is broken between any
/// two glyphs. Text without words gives one empty line.
#[must_use]
pub fn wrap(text: &str, cells: usize) -> Vec<Range<usize>> {
    let cells = cells.max(1);
    let mut lines = Lines {
        text,
        cells,
        done: Vec::new(),
        start: 0,
        used: 0,
    };
    // Most text is short.
    if text.len() <= cells && !text.contains('\n') {
        lines.end_line(text.len(), text.len());
        return lines.done;
    }
    let mut at = 0;
    for (end, opportunity) in linebreaks(text) {
        if opportunity == BreakOpportunity::Allowed && splits_address(text, end) {
            continue;
        }
        lines.add(at..end);
        if opportunity == BreakOpportunity::Mandatory && end < text.len() {
            lines.end_line(end, end);
        }
        at = end;
    }
    if lines.start < text.len() || lines.done.is_empty() {
        lines.end_line(text.len(), text.len());
    }
    lines.done
}

/// Whether a break at `at` would leave an address's scheme alone on its line.
fn splits_address(text: &str, at: usize) -> bool {
    let before = &text.as_bytes()[..at];
    before.ends_with(b"://") || before.ends_with(b":/")
}

struct Lines<'a> {
    text: &'a str,
    cells: usize,
    done: Vec<Range<usize>>,
    start: usize,
    used: usize,
}

impl Lines<'_> {
    /// Ends the line at `end`; the next starts at `next`.
    fn end_line(&mut self, end: usize, next: usize) {
        let kept = self.text[self.start..end].trim_end_matches([' ', '\n', '\t']);
        self.done.push(self.start..self.start + kept.len());
        self.start = next;
        self.used = 0;
    }

    /// Adds a part that is not to be broken, with white space after it.
    fn add(&mut self, part: Range<usize>) {
        let whole = &self.text[part.clone()];
        let word = whole.trim_end_matches([' ', '\n']);
        let wide = width(word);
        if self.used + wide > self.cells && self.start < part.start {
            self.end_line(part.start, part.start);
        }
        self.used += wide;
        if self.used > self.cells {
            self.break_anywhere(part.start + word.len());
        }
        let air = whole[word.len()..].bytes().filter(|b| *b == b' ').count();
        self.used += air;
    }

    /// Breaks the line between glyphs until what is left up to `end` fits.
    fn break_anywhere(&mut self, end: usize) {
        loop {
            let (fits, rest) = split_at_width(&self.text[self.start..end], self.cells);
            if rest.is_empty() {
                self.used = width(fits);
                return;
            }
            // A glyph that no line can hold gets one of its own.
            let len = match fits.len() {
                0 => glyphs(rest)
                    .next()
                    .map_or(rest.len(), |glyph| glyph.text.len()),
                len => len,
            };
            let next = self.start + len;
            self.end_line(next, next);
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::config::theme::Role;
    use crate::text::SafeText;

    fn wrapped(text: &str, cells: usize) -> Vec<&str> {
        wrap(text, cells)
            .into_iter()
            .map(|line| &text[line])
            .collect()
    }

    #[test]
    fn breaks_between_words() {
        assert_eq!(
            wrapped("the second shelf came out matte", 12),
            ["the second", "shelf came", "out matte"]
        );
        assert_eq!(wrapped("two\nlines", 12), ["two", "lines"]);
        assert_eq!(wrapped("a\n\nb\n", 12), ["a", "", "b"]);
        assert_eq!(wrapped("", 12), [""]);
        assert_eq!(wrapped("exactly ten", 11), ["exactly ten"]);
        assert_eq!(wrapped("exactly ten.", 11), ["exactly", "ten."]);
    }

    #[test]
    fn breaks_long_words_between_glyphs() {
        assert_eq!(
            wrapped("see xxxxxxxxxx now", 4),
            ["see", "xxxx", "xxxx", "xx", "now"]
        );
        assert_eq!(
            wrapped("日本語のテキスト", 5),
            ["日本", "語の", "テキ", "スト"]
        );
        assert_eq!(wrapped("👩‍💻👩‍💻👩‍💻", 5), ["👩‍💻👩‍💻", "👩‍💻"]);
    }

    #[test]
    fn addresses_keep_their_scheme() {
        assert_eq!(
            wrapped("at https://x.example/ab now", 18),
            ["at", "https://x.example/", "ab now"]
        );
        assert_eq!(
            wrapped("at https://x.example/ab now", 9),
            ["at", "https://x", ".example/", "ab now"]
        );
    }

    #[test]
    fn kinds_survive_the_breaks() {
        let mut flow = Flow::of("plain ", Role::Text);
        flow.push("a long link", Role::Link.into(), None);
        let lines: Vec<Vec<_>> = flow
            .wrap(9)
            .into_iter()
            .map(|line| flow.pieces(line).map(|p| (p.text, p.paint.role)).collect())
            .collect();
        assert_eq!(
            lines,
            [
                vec![("plain ", Role::Text), ("a", Role::Link)],
                vec![("long link", Role::Link)],
            ]
        );
    }

    proptest! {
        #[test]
        fn lines_fit_and_lose_no_word(raw in any::<String>(), words in prop::collection::vec("[a-z日色👩‍💻é ]{0,12}", 0..12), cells in 2_usize..40) {
            let raw = format!("{raw} {}", words.join(" "));
            let text = SafeText::block(raw);
            let text = text.as_str();
            let lines = wrap(text, cells);
            let mut at = 0;
            for line in &lines {
                prop_assert!(line.start >= at);
                prop_assert!(text[at..line.start].chars().all(char::is_whitespace));
                prop_assert!(width(&text[line.clone()]) <= cells, "{:?}", &text[line.clone()]);
                at = line.end;
            }
            prop_assert!(text[at..].chars().all(char::is_whitespace));
        }
    }
}

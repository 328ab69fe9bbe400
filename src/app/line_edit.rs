//! One line of text that is being typed: pure, and by graphemes, so that a cursor never stands
//! inside of what people see as one character.
//!
//! The crates for this count characters, or bring a whole text area.

use std::ops::Range;

use unicode_segmentation::{GraphemeCursor, UnicodeSegmentation};

use super::composer::motion;
use crate::text::{SafeText, glyphs, width};

/// The longest text, in bytes: more than any message may have.
const LONGEST: usize = 40_000;

/// A line of text with a cursor between two graphemes.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct LineEdit {
    text: String,
    /// The cursor, in bytes.
    at: usize,
}

impl LineEdit {
    /// This text, with the cursor at its end.
    #[must_use]
    pub fn new(text: &str) -> Self {
        let mut line = Self::default();
        line.insert(text);
        line
    }

    /// The text.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The cursor, in bytes from the start.
    #[must_use]
    pub fn at(&self) -> usize {
        self.at
    }

    /// Types or pastes something at the cursor. Line ends and tabs become spaces; what must
    /// not reach a terminal is left out.
    pub fn insert(&mut self, text: &str) {
        let room = LONGEST.saturating_sub(self.text.len());
        let text = SafeText::line(text);
        let text = match text
            .as_str()
            .char_indices()
            .find(|(i, c)| i + c.len_utf8() > room)
        {
            Some((end, _)) => &text.as_str()[..end],
            None => text.as_str(),
        };
        self.text.insert_str(self.at, text);
        // What is typed may join what stands behind it.
        self.at = self.boundary_from(self.at + text.len());
    }

    /// The first boundary between graphemes from a byte on.
    fn boundary_from(&self, at: usize) -> usize {
        let mut cursor = GraphemeCursor::new(at, self.text.len(), true);
        match cursor.is_boundary(&self.text, 0) {
            Ok(false) => cursor
                .next_boundary(&self.text, 0)
                .ok()
                .flatten()
                .unwrap_or(self.text.len()),
            Ok(true) | Err(_) => at,
        }
    }

    fn before(&self) -> usize {
        let mut graphemes = self.text[..self.at].grapheme_indices(true);
        graphemes.next_back().map_or(0, |(at, _)| at)
    }

    fn behind(&self) -> usize {
        let mut graphemes = self.text[self.at..].graphemes(true);
        graphemes.next().map_or(self.at, |g| self.at + g.len())
    }

    fn word_before(&self) -> usize {
        motion::word_before(&self.text, self.at)
    }

    fn word_behind(&self) -> usize {
        motion::word_behind(&self.text, self.at)
    }

    /// One grapheme to the left.
    pub fn left(&mut self) {
        self.at = self.before();
    }

    /// One grapheme to the right.
    pub fn right(&mut self) {
        self.at = self.behind();
    }

    /// To the start of the word before.
    pub fn word_left(&mut self) {
        self.at = self.word_before();
    }

    /// To the end of the next word.
    pub fn word_right(&mut self) {
        self.at = self.word_behind();
    }

    /// To the start.
    pub fn home(&mut self) {
        self.at = 0;
    }

    /// To the end.
    pub fn end(&mut self) {
        self.at = self.text.len();
    }

    /// To a byte of the text, or the first place behind it where a cursor may stand.
    pub fn go_to(&mut self, at: usize) {
        self.at = self.boundary_from(at.min(self.text.len()));
    }

    fn delete(&mut self, range: Range<usize>) {
        self.at = range.start;
        self.text.replace_range(range, "");
        // What stood on both sides may have joined.
        self.at = self.boundary_from(self.at);
    }

    /// Deletes the grapheme before the cursor.
    pub fn backspace(&mut self) {
        self.delete(self.before()..self.at);
    }

    /// Deletes the grapheme behind the cursor.
    pub fn delete_right(&mut self) {
        self.delete(self.at..self.behind());
    }

    /// Deletes the word before the cursor.
    pub fn delete_word(&mut self) {
        self.delete(self.word_before()..self.at);
    }

    /// Deletes everything before the cursor.
    pub fn delete_to_start(&mut self) {
        self.delete(0..self.at);
    }

    /// Deletes everything behind the cursor.
    pub fn delete_to_end(&mut self) {
        self.delete(self.at..self.text.len());
    }

    /// The part to show in so many cells, and the cursor's column in it. The cursor is always
    /// in sight, with a cell to stand on.
    #[must_use]
    pub fn window(&self, cells: usize) -> (&str, usize) {
        let mut left = width(&self.text[..self.at]);
        let mut start = 0;
        for glyph in glyphs(&self.text[..self.at]) {
            if left < cells.max(1) {
                break;
            }
            left -= glyph.width;
            start += glyph.text.len();
        }
        let (shown, _) = crate::text::split_at_width(&self.text[start..], cells);
        (shown, left)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn told(line: &LineEdit) -> String {
        let (left, right) = line.text.split_at(line.at);
        format!("{left}|{right}")
    }

    #[test]
    fn the_cursor_goes_by_what_people_see() {
        let mut line = LineEdit::new("e\u{301}👩‍💻色x");
        let mut seen = vec![told(&line)];
        for _ in 0..5 {
            line.left();
            seen.push(told(&line));
        }
        assert_eq!(
            seen,
            [
                "e\u{301}👩‍💻色x|",
                "e\u{301}👩‍💻色|x",
                "e\u{301}👩‍💻|色x",
                "e\u{301}|👩‍💻色x",
                "|e\u{301}👩‍💻色x",
                "|e\u{301}👩‍💻色x",
            ]
        );
        line.right();
        assert_eq!(told(&line), "e\u{301}|👩‍💻色x");
        line.delete_right();
        assert_eq!(told(&line), "e\u{301}|色x");
        line.backspace();
        assert_eq!(told(&line), "|色x");
        line.backspace();
        line.end();
        line.right();
        line.delete_right();
        assert_eq!(told(&line), "色x|");
    }

    #[test]
    fn words_are_gone_through_and_deleted() {
        let mut line = LineEdit::new("fire the kiln, Émilie’s one ");
        let mut stops = Vec::new();
        while line.at > 0 {
            line.word_left();
            stops.push(line.text[line.at..].to_owned());
        }
        assert_eq!(
            stops,
            [
                "one ",
                "Émilie’s one ",
                "kiln, Émilie’s one ",
                "the kiln, Émilie’s one ",
                "fire the kiln, Émilie’s one "
            ]
        );
        line.word_right();
        line.word_right();
        assert_eq!(told(&line), "fire the| kiln, Émilie’s one ");
        line.delete_word();
        assert_eq!(told(&line), "fire | kiln, Émilie’s one ");
        line.delete_to_end();
        assert_eq!(told(&line), "fire |");
        line.home();
        line.delete_word();
        line.insert("a ");
        line.delete_to_start();
        assert_eq!(told(&line), "|fire ");
    }

    #[test]
    fn what_is_pasted_is_one_safe_line() {
        let mut line = LineEdit::new("ab");
        line.left();
        line.insert("1\r\n2\t3\u{1b}[31m4\u{202e}5");
        assert_eq!(told(&line), "a1 2 345|b");
        line.insert(&"x".repeat(100_000));
        assert_eq!(line.text().len(), LONGEST);
        line.insert("é");
        assert_eq!(line.text().len(), LONGEST);
    }

    #[test]
    fn a_mark_that_is_typed_joins_its_letter() {
        let mut line = LineEdit::new("e\u{301}x");
        line.home();
        line.insert("\u{1f468}\u{200d}");
        line.insert("\u{1f469}");
        assert!(line.text.is_char_boundary(line.at));
        line.backspace();
        assert_eq!(line.text(), "e\u{301}x");
    }

    #[test]
    fn words_end_between_graphemes() {
        // This sign joins what follows it.
        let mut line = LineEdit::new("a\u{1193f}: a");
        line.home();
        line.word_right();
        assert_eq!(told(&line), "a\u{1193f}:| a");
    }

    #[test]
    fn the_cursor_is_always_in_sight() {
        let mut line = LineEdit::new("0123456789");
        assert_eq!(line.window(20), ("0123456789", 10));
        assert_eq!(line.window(10), ("123456789", 9));
        assert_eq!(line.window(4), ("789", 3));
        line.home();
        assert_eq!(line.window(4), ("0123", 0));
        let wide = LineEdit::new("日本語");
        assert_eq!(wide.window(4), ("語", 2));
        assert_eq!(wide.window(1), ("", 0));
        assert_eq!(wide.window(0).1, 0);
    }

    proptest! {
        #[test]
        fn any_typing_keeps_the_cursor_between_graphemes(
            moves in prop::collection::vec((0..14_u8, any::<String>()), 0..60), cells in 0..30_usize,
        ) {
            let mut line = LineEdit::default();
            for (kind, text) in moves {
                match kind {
                    0 => line.left(),
                    1 => line.right(),
                    2 => line.word_left(),
                    3 => line.word_right(),
                    4 => line.home(),
                    5 => line.end(),
                    6 => line.backspace(),
                    7 => line.delete_right(),
                    8 => line.delete_word(),
                    9 => line.delete_to_start(),
                    10 => line.delete_to_end(),
                    11 => line.insert("e\u{301}👩‍💻"),
                    12 => line.insert("\u{301}"),
                    _ => line.insert(&text),
                }
                let ends = line.text.grapheme_indices(true).map(|(at, _)| at);
                let mut ends = ends.chain([line.text.len()]);
                prop_assert!(ends.any(|at| at == line.at), "{:?}", told(&line));
                let (shown, column) = line.window(cells);
                prop_assert!(width(shown) <= cells);
                prop_assert!(cells == 0 || column < cells, "{column} of {cells}");
            }
        }
    }
}

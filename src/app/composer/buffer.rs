//! The text that is being written: a cursor between graphemes, a selection, steps to take back.
//!
//! Pure: no width and no screen are known here (for these see [`wrap`](super::wrap)). All
//! changes go through [`Buffer::replace`] and its kin, each one step of the history.

use std::ops::Range;

use super::history::{Change, History, Kind, shifted};
use super::motion;
use crate::app::attaching::placeholder;
use crate::text::SafeText;

/// The longest text, in bytes: far more than any message may have, so that a long paste is kept
/// and can be shortened.
pub const LONGEST: usize = 200_000;

/// Text with a cursor.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Buffer {
    text: String,
    cursor: usize,
    anchor: Option<usize>,
    history: History,
    /// The column, in cells, that going up and down keeps to.
    pub(super) goal: Option<usize>,
}

impl Buffer {
    /// This text, with the cursor at its end and nothing to take back.
    #[must_use]
    pub fn new(text: &str) -> Self {
        let text = clean(text);
        Self {
            cursor: text.len(),
            text,
            ..Self::default()
        }
    }

    /// This text, with the cursor at the boundary at or behind a byte.
    #[must_use]
    pub fn at(text: &str, cursor: usize) -> Self {
        let mut buffer = Self::new(text);
        buffer.cursor = motion::boundary_from(&buffer.text, cursor);
        buffer
    }

    /// The text.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The cursor, in bytes from the start; always between two graphemes.
    #[must_use]
    pub fn cursor(&self) -> usize {
        self.cursor
    }

    /// Whether nothing is written but white space.
    #[must_use]
    pub fn is_blank(&self) -> bool {
        self.text.trim().is_empty()
    }

    /// The bytes that are selected, if any are.
    #[must_use]
    pub fn selection(&self) -> Option<Range<usize>> {
        let anchor = self.anchor.filter(|anchor| *anchor != self.cursor)?;
        Some(anchor.min(self.cursor)..anchor.max(self.cursor))
    }

    /// The text that is selected; empty if none is.
    #[must_use]
    pub fn selected(&self) -> &str {
        self.selection().map_or("", |range| &self.text[range])
    }

    /// Puts the cursor at the boundary at or behind a byte; with `select`, what lies between it
    /// and where the selection began is selected.
    pub fn go(&mut self, to: usize, select: bool) {
        self.goal = None;
        self.go_keeping_goal(to, select);
    }

    pub(super) fn go_keeping_goal(&mut self, to: usize, select: bool) {
        self.history.seal();
        if select {
            self.anchor = self.anchor.or(Some(self.cursor));
        } else {
            self.anchor = None;
        }
        self.cursor = motion::boundary_from(&self.text, to);
    }

    /// Selects these bytes, the cursor at their end.
    pub fn select(&mut self, range: Range<usize>) {
        self.go(range.start, false);
        self.go(range.end, true);
    }

    /// Selects nothing.
    pub fn unselect(&mut self) {
        self.anchor = None;
    }

    /// Puts text in place of a part of the text (in bytes, widened to whole graphemes), as one
    /// step of the history. The cursor stands behind it.
    pub fn replace(&mut self, range: Range<usize>, text: &str) {
        self.change(range, &clean(text), Kind::Whole);
    }

    /// The same, with a part of what is put there selected: `inner`, in bytes of `text`, which
    /// must not have line ends but `\n`.
    pub fn replace_selecting(&mut self, range: Range<usize>, text: &str, inner: Range<usize>) {
        let start = motion::boundary_to(&self.text, range.start);
        self.change(range, &clean(text), Kind::Whole);
        let whole = self.text.len();
        let place = |at: usize| motion::boundary_from(&self.text, (start + at).min(whole));
        let (anchor, cursor) = (place(inner.start), place(inner.end));
        self.anchor = (anchor != cursor).then_some(anchor);
        self.cursor = cursor;
        self.history.after((self.cursor, self.anchor));
    }

    /// Puts text in place of another, wherever that stands, as if it had always stood there: the
    /// cursor stays in its words, and no step of the history brings the other back. Nothing in
    /// its place takes its line along. Whether it was there.
    pub fn rewrite(&mut self, old: &str, new: Option<&str>) -> bool {
        let Some(start) = self.text.find(old) else {
            return false;
        };
        let part = start..start + old.len();
        let part = match new {
            Some(_) => part,
            None => placeholder::around(&self.text, part),
        };
        let old = self.text[part.clone()].to_owned();
        let new = clean(new.unwrap_or_default());
        self.text.replace_range(part, &new);
        self.history.rewrite(start, &old, &new);
        let shift = |at| motion::boundary_from(&self.text, shifted(at, start, &old, &new));
        (self.cursor, self.anchor) = (shift(self.cursor), self.anchor.map(shift));
        self.goal = None;
        true
    }

    /// Types text in place of what is selected. Whether all of it found room.
    pub fn insert(&mut self, text: &str) -> bool {
        let text = clean(text);
        match self.selection() {
            Some(selected) => self.change(selected, &text, Kind::Whole),
            None => self.change(self.cursor..self.cursor, &text, Kind::Typing),
        }
    }

    /// Puts text in place of what is selected as one step, such as a paste. Whether all of it
    /// found room.
    pub fn paste(&mut self, text: &str) -> bool {
        let range = self.selection().unwrap_or(self.cursor..self.cursor);
        self.change(range, &clean(text), Kind::Whole)
    }

    /// Deletes what is selected, else a grapheme before the cursor.
    pub fn backspace(&mut self) {
        match self.selection() {
            Some(selected) => self.change(selected, "", Kind::Whole),
            None => {
                let before = motion::before(&self.text, self.cursor);
                self.change(before..self.cursor, "", Kind::Back)
            }
        };
    }

    /// Deletes what is selected, else the grapheme behind the cursor.
    pub fn delete(&mut self) {
        match self.selection() {
            Some(selected) => self.change(selected, "", Kind::Whole),
            None => {
                let behind = motion::behind(&self.text, self.cursor);
                self.change(self.cursor..behind, "", Kind::Forward)
            }
        };
    }

    /// Deletes a part of the text. Gives it.
    pub fn cut(&mut self, range: Range<usize>) -> String {
        let range = self.whole(range);
        let cut = self.text[range.clone()].to_owned();
        self.change(range, "", Kind::Whole);
        cut
    }

    /// Takes the last step back. Whether there was one.
    pub fn undo(&mut self) -> bool {
        let place = self.history.undo(&mut self.text);
        self.stand(place)
    }

    /// Does the last step that was taken back again. Whether there was one.
    pub fn redo(&mut self) -> bool {
        let place = self.history.redo(&mut self.text);
        self.stand(place)
    }

    /// Whether there is a step to take back.
    #[must_use]
    pub fn can_undo(&self) -> bool {
        self.history.can_undo()
    }

    /// Whether there is a step to do again.
    #[must_use]
    pub fn can_redo(&self) -> bool {
        self.history.can_redo()
    }

    fn stand(&mut self, place: Option<(usize, Option<usize>)>) -> bool {
        self.goal = None;
        if let Some((cursor, anchor)) = place {
            // What stood there then may have been rewritten since.
            let fit = |at| motion::boundary_from(&self.text, at);
            (self.cursor, self.anchor) = (fit(cursor), anchor.map(fit));
        }
        place.is_some()
    }

    fn whole(&self, range: Range<usize>) -> Range<usize> {
        let start = motion::boundary_to(&self.text, range.start);
        let end = motion::boundary_from(&self.text, range.end.max(range.start));
        start..end
    }

    /// The one door for changes. Whether all of `text` found room.
    fn change(&mut self, range: Range<usize>, text: &str, kind: Kind) -> bool {
        let range = self.whole(range);
        let room = LONGEST.saturating_sub(self.text.len() - range.len());
        let fits = &text[..motion::boundary_to(text, room.min(text.len()))];
        self.goal = None;
        if range.is_empty() && fits.is_empty() {
            self.anchor = None;
            return fits.len() == text.len();
        }
        let before = (self.cursor, self.anchor);
        let removed = self.text[range.clone()].to_owned();
        self.text.replace_range(range.clone(), fits);
        // What is put there, or stood on both sides, may have joined.
        self.cursor = motion::boundary_from(&self.text, range.start + fits.len());
        self.anchor = None;
        let change = Change {
            at: range.start,
            removed,
            inserted: fits.to_owned(),
            before,
            after: (self.cursor, None),
        };
        self.history.push(change, kind);
        fits.len() == text.len()
    }
}

/// The text as it can be written: line ends become `\n`; control characters but tabs, which mean
/// nothing in a message, are left out, and what they would tell a terminal with them.
#[must_use]
pub fn clean(text: &str) -> String {
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    let kept = |c: char| c == '\n' || c == '\t';
    if !text.contains(|c: char| c.is_control() && !kept(c)) {
        return text;
    }
    let mut clean = String::with_capacity(text.len());
    for part in text.split_inclusive(kept) {
        let words = part.trim_end_matches(kept);
        if words.contains(char::is_control) {
            clean.push_str(SafeText::line(words).as_str());
        } else {
            clean.push_str(words);
        }
        clean.push_str(&part[words.len()..]);
    }
    clean
}

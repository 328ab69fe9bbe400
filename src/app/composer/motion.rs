//! Places in a text: between graphemes, words, lines. Pure functions on the text.

use std::ops::Range;

use unicode_segmentation::{GraphemeCursor, UnicodeSegmentation};

/// The first boundary between graphemes from a byte on.
#[must_use]
pub fn boundary_from(text: &str, at: usize) -> usize {
    let mut at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at += 1;
    }
    let mut cursor = GraphemeCursor::new(at, text.len(), true);
    match cursor.is_boundary(text, 0) {
        Ok(false) => cursor
            .next_boundary(text, 0)
            .ok()
            .flatten()
            .unwrap_or(text.len()),
        Ok(true) | Err(_) => at,
    }
}

/// The last boundary between graphemes up to a byte.
#[must_use]
pub fn boundary_to(text: &str, at: usize) -> usize {
    let mut at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    let mut cursor = GraphemeCursor::new(at, text.len(), true);
    match cursor.is_boundary(text, 0) {
        Ok(false) => cursor.prev_boundary(text, 0).ok().flatten().unwrap_or(0),
        Ok(true) | Err(_) => at,
    }
}

/// The boundary before one.
#[must_use]
pub fn before(text: &str, at: usize) -> usize {
    let mut cursor = GraphemeCursor::new(at, text.len(), true);
    cursor.prev_boundary(text, 0).ok().flatten().unwrap_or(0)
}

/// The boundary behind one.
#[must_use]
pub fn behind(text: &str, at: usize) -> usize {
    let mut cursor = GraphemeCursor::new(at, text.len(), true);
    cursor
        .next_boundary(text, 0)
        .ok()
        .flatten()
        .unwrap_or(text.len())
}

fn is_word(segment: &str) -> bool {
    segment.chars().any(char::is_alphanumeric)
}

/// The start of the word before a place.
#[must_use]
pub fn word_before(text: &str, at: usize) -> usize {
    let start = text[..at]
        .split_word_bound_indices()
        .rev()
        .find(|(_, word)| is_word(word))
        .map_or(0, |(start, _)| start);
    boundary_to(text, start)
}

/// The end of the word behind a place.
#[must_use]
pub fn word_behind(text: &str, at: usize) -> usize {
    let end = text[at..]
        .split_word_bound_indices()
        .find(|(_, word)| is_word(word))
        .map_or(text.len(), |(start, word)| at + start + word.len());
    boundary_from(text, end)
}

/// The start of what stands between white space before a place: what Ctrl+W deletes in a shell.
#[must_use]
pub fn chunk_before(text: &str, at: usize) -> usize {
    let trimmed = text[..at].trim_end();
    let start = trimmed
        .rfind(char::is_whitespace)
        .map_or(0, |space| boundary_from(text, space + 1));
    boundary_to(text, start.min(at))
}

/// The start of the line that a place is in.
#[must_use]
pub fn line_start(text: &str, at: usize) -> usize {
    text[..at].rfind('\n').map_or(0, |end| end + 1)
}

/// The end of the line that a place is in, before its line feed.
#[must_use]
pub fn line_end(text: &str, at: usize) -> usize {
    text[at..].find('\n').map_or(text.len(), |end| at + end)
}

/// The lines that a part of the text touches, whole and without the last line feed. A part that
/// ends at a line's start does not touch that line.
#[must_use]
pub fn whole_lines(text: &str, part: Range<usize>) -> Range<usize> {
    let start = line_start(text, part.start);
    let ends_at_start = part.end > part.start && text[..part.end].ends_with('\n');
    let last = if ends_at_start {
        part.end - 1
    } else {
        part.end
    };
    start..line_end(text, last).max(start)
}

/// The word that a place is in or touches, if there is one.
#[must_use]
pub fn word_at(text: &str, at: usize) -> Option<Range<usize>> {
    text.split_word_bound_indices()
        .map(|(start, word)| (start..start + word.len(), word))
        .take_while(|(range, _)| range.start <= at)
        .filter(|(range, word)| range.end >= at && is_word(word))
        .map(|(range, _)| boundary_to(text, range.start)..boundary_from(text, range.end))
        .last()
}

//! The text as it stands on the screen: rows of a width, and which byte is in which cell.
//!
//! Lines are broken by the rule of messages ([`content::wrap`]). Every grapheme takes a cell at
//! least, also one that a terminal must not get: a stand-in is shown for it, so that the cursor
//! can stand on it.

use std::borrow::Cow;
use std::ops::Range;

use unicode_segmentation::UnicodeSegmentation;

use super::motion;
use crate::content;
use crate::text::{SafeText, width};

/// What stands for what a terminal must not get.
const STAND_IN: &str = "·";
/// What stands for a tab.
const TAB: &str = "    ";

/// One row of the screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Row {
    /// The first byte.
    pub start: usize,
    /// The byte behind the last one, white space it was broken at included, a line feed not.
    pub end: usize,
    /// Whether the line ends here, and goes not on in the next row.
    pub last: bool,
}

/// All rows of a text for a width.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wrapped {
    rows: Vec<Row>,
    cells: usize,
}

impl Default for Wrapped {
    fn default() -> Self {
        Self::of("", 1)
    }
}

/// How a grapheme is shown.
#[must_use]
pub fn shown(grapheme: &str) -> Cow<'_, str> {
    match grapheme {
        "\t" => Cow::Borrowed(TAB),
        plain if plain.len() == 1 && plain != "\n" => Cow::Borrowed(plain),
        other => {
            let safe = SafeText::line(other);
            // A space with a mark would be broken between the two.
            if safe.width() == 0 || safe.as_str().starts_with(' ') {
                Cow::Borrowed(STAND_IN)
            } else {
                Cow::Owned(safe.into_string())
            }
        }
    }
}

impl Wrapped {
    /// The rows of `text` in so many cells. One more cell is needed for the cursor behind a
    /// full row.
    #[must_use]
    pub fn of(text: &str, cells: usize) -> Self {
        let mut rows = Vec::new();
        let mut start = 0;
        for line in text.split('\n') {
            wrap_line(line, start, cells, &mut rows);
            start += line.len() + 1;
        }
        Self { rows, cells }
    }

    /// The rows, at least one.
    #[must_use]
    pub fn rows(&self) -> &[Row] {
        &self.rows
    }

    /// How many rows there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Whether there are none, which is never so.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// The row that a cursor at a byte stands in. Where a line goes on in the next row, that
    /// one.
    #[must_use]
    pub fn row_of(&self, at: usize) -> usize {
        self.rows
            .partition_point(|row| row.start <= at)
            .saturating_sub(1)
    }

    /// The column, in cells, of a byte in its row.
    #[must_use]
    pub fn column(&self, text: &str, at: usize) -> usize {
        let Some(row) = self.rows.get(self.row_of(at)) else {
            return 0;
        };
        let part = &text[row.start..at.clamp(row.start, row.end)];
        let column: usize = part.graphemes(true).map(|g| width(&shown(g))).sum();
        // White space may go beyond the end of its row.
        column.min(self.cells)
    }

    /// The byte under a column of a row, or the last place of the row.
    #[must_use]
    pub fn byte_at(&self, text: &str, row: usize, column: usize) -> usize {
        let Some(row) = self.rows.get(row.min(self.rows.len() - 1)) else {
            return 0;
        };
        let mut used = 0;
        for (at, grapheme) in text[row.start..row.end].grapheme_indices(true) {
            let wide = width(&shown(grapheme));
            if used + wide > column {
                return row.start + at;
            }
            used += wide;
        }
        if row.last {
            row.end
        } else {
            // Behind it is the next row's first place.
            motion::before(text, row.end).max(row.start)
        }
    }
}

/// Adds the rows of a line that begins at `base`.
fn wrap_line(line: &str, base: usize, cells: usize, rows: &mut Vec<Row>) {
    let plain = line.bytes().all(|b| (0x20..0x7f).contains(&b));
    let mut starts: Vec<usize> = if plain {
        content::wrap(line, cells)
            .into_iter()
            .map(|row| row.start)
            .collect()
    } else {
        mapped_starts(line, cells)
    };
    // A row that holds nothing but white space which belongs to the row before.
    starts.dedup();
    let ends = starts.iter().copied().skip(1).chain([line.len()]);
    let parts: Vec<Range<usize>> = starts
        .iter()
        .copied()
        .zip(ends)
        .map(|(s, e)| s..e)
        .collect();
    let count = parts.len();
    for (number, part) in parts.into_iter().enumerate() {
        rows.push(Row {
            start: base + if number == 0 { 0 } else { part.start },
            end: base + part.end,
            last: number + 1 == count,
        });
    }
}

/// Where rows begin, by what is shown for the line.
fn mapped_starts(line: &str, cells: usize) -> Vec<usize> {
    let mut display = String::with_capacity(line.len());
    // For each grapheme where it begins in what is shown, and in the line.
    let mut places = Vec::new();
    for (at, grapheme) in line.grapheme_indices(true) {
        places.push((display.len(), at));
        display.push_str(&shown(grapheme));
    }
    let raw = |shown_at: usize| {
        let next = places.partition_point(|(shown, _)| *shown < shown_at);
        places.get(next).map_or(line.len(), |(_, at)| *at)
    };
    let mut starts: Vec<usize> = content::wrap(&display, cells)
        .into_iter()
        .map(|row| raw(row.start))
        .collect();
    // At the line's end there is no row to begin.
    starts.retain(|start| *start == 0 || *start < line.len());
    if starts.is_empty() {
        starts.push(0);
    }
    never_wider(line, cells, &starts)
}

/// The same starts, and one more where a row is wider than it was taken for: a sequence that is
/// taken apart at a break counts its cells anew. White space at the end of a row may hang over.
fn never_wider(line: &str, cells: usize, starts: &[usize]) -> Vec<usize> {
    let ends = starts.iter().copied().skip(1).chain([line.len()]);
    let mut all = Vec::with_capacity(starts.len());
    for (start, end) in starts.iter().copied().zip(ends) {
        all.push(start);
        let (mut begin, mut used) = (start, 0);
        for (at, grapheme) in line[start..end].grapheme_indices(true) {
            let shown = shown(grapheme);
            let wide = width(&shown);
            if used + wide > cells && start + at > begin && !shown.trim().is_empty() {
                begin = start + at;
                all.push(begin);
                used = 0;
            }
            used += wide;
        }
    }
    all
}

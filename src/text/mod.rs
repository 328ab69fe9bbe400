//! Text made safe and measured: the only door from a server's string to the terminal.
//!
//! Whatever draws, titles, notifies, writes a log or an OSC sequence takes
//! [`SafeText`], and only this room can make one. The raw string stays where it
//! was, because the API wants it back as it came.
//!
//! What a [`SafeText`] promises:
//! - no C0, C1 or DEL; escape sequences are gone whole, with their parameters
//!   ([ECMA-48]); tabs and, in a single line, line ends became spaces;
//! - no bidirectional embeddings or overrides; every isolate that is opened on a
//!   line is closed on that line, holds something, and is in at most three others
//!   ([UAX #9]);
//! - at most eight combining marks and four invisible characters after a base,
//!   none before the first; no tags outside flags, no noncharacters, no fillers;
//! - a display width that [`width`] knows, the same that is drawn.
//!
//! [ECMA-48]: https://ecma-international.org/publications-and-standards/standards/ecma-48/
//! [UAX #9]: https://www.unicode.org/reports/tr9/

pub mod fold;
mod sanitize;
mod size;
pub mod when;
mod width;

use std::borrow::Cow;
use std::fmt;

use serde::{Serialize, Serializer};

pub use size::size;
pub use width::{Glyph, Glyphs, glyphs, pad_end, pad_start, split_at_width, truncate, width};

pub(crate) use sanitize::close_isolates;

/// Text that may reach a terminal: see the promises of the [module](self).
///
/// Borrows when the raw text had nothing to remove. `SafeText<'static>` owns.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct SafeText<'a>(Cow<'a, str>);

impl<'a> SafeText<'a> {
    /// No text.
    pub const EMPTY: SafeText<'static> = SafeText(Cow::Borrowed(""));

    /// Makes `raw` safe as one line: line ends and tabs become single spaces.
    #[must_use]
    pub fn line(raw: impl Into<Cow<'a, str>>) -> Self {
        Self(sanitize::clean(raw.into(), sanitize::Lines::One))
    }

    /// Makes `raw` safe as several lines: every kind of line end becomes `\n`,
    /// and tabs become spaces up to the next multiple of four cells.
    #[must_use]
    pub fn block(raw: impl Into<Cow<'a, str>>) -> Self {
        Self(sanitize::clean(raw.into(), sanitize::Lines::Many))
    }

    /// The safe text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether there is nothing in it. Text of spaces is not empty.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Its width in cells; of several lines, that of the widest.
    #[must_use]
    pub fn width(&self) -> usize {
        self.0.split('\n').map(width).max().unwrap_or(0)
    }

    /// The same text, borrowed.
    #[must_use]
    pub fn borrowed(&self) -> SafeText<'_> {
        SafeText(Cow::Borrowed(&self.0))
    }

    /// The same text, owned.
    #[must_use]
    pub fn into_owned(self) -> SafeText<'static> {
        SafeText(Cow::Owned(self.0.into_owned()))
    }

    /// The text as a plain string.
    #[must_use]
    pub fn into_string(self) -> String {
        self.0.into_owned()
    }

    /// At most `cells` cells of it; where something was cut, the last is `…`.
    #[must_use]
    pub fn truncate(&self, cells: usize) -> SafeText<'_> {
        SafeText(truncate(&self.0, cells))
    }

    /// Exactly `cells` cells: truncated, or filled with spaces at the end.
    #[must_use]
    pub fn pad_end(&self, cells: usize) -> SafeText<'_> {
        SafeText(pad_end(&self.0, cells))
    }

    /// Exactly `cells` cells: truncated, or filled with spaces before it.
    #[must_use]
    pub fn pad_start(&self, cells: usize) -> SafeText<'_> {
        SafeText(pad_start(&self.0, cells))
    }

    /// What is drawn cell by cell.
    #[must_use]
    pub fn glyphs(&self) -> Glyphs<'_> {
        glyphs(&self.0)
    }

    /// Several texts as one, with `between` in between.
    #[must_use]
    pub fn join<'b>(
        parts: impl IntoIterator<Item = SafeText<'b>>,
        between: &str,
    ) -> SafeText<'static> {
        let between = SafeText::block(between);
        let mut joined = String::new();
        for (index, part) in parts.into_iter().enumerate() {
            if index > 0 {
                joined.push_str(between.as_str());
            }
            joined.push_str(part.as_str());
        }
        SafeText(Cow::Owned(joined))
    }
}

/// Makes safe as one line, as [`SafeText::line`] does.
impl<'a> From<&'a str> for SafeText<'a> {
    fn from(raw: &'a str) -> Self {
        Self::line(raw)
    }
}

impl AsRef<str> for SafeText<'_> {
    fn as_ref(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for SafeText<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

impl fmt::Debug for SafeText<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&*self.0, f)
    }
}

impl PartialEq<str> for SafeText<'_> {
    fn eq(&self, other: &str) -> bool {
        self.0 == other
    }
}

impl PartialEq<&str> for SafeText<'_> {
    fn eq(&self, other: &&str) -> bool {
        self.0 == *other
    }
}

impl Serialize for SafeText<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}

#[cfg(test)]
mod tests;

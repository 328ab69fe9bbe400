//! A line as it will be drawn: safe text, and what each piece of it is.
//!
//! Compact, and free of any terminal type: a theme gives the styles only when
//! the line is drawn, so a change of theme lays nothing out anew.

use std::num::NonZeroU16;
use std::ops::{BitOr, BitOrAssign, Range};

use ratatui::buffer::{Buffer, CellDiffOption, CellWidth};
use ratatui::layout::Rect;
use ratatui::style::{Modifier, Style};

use crate::config::theme::{Role, Theme};
use crate::text::{SafeText, glyphs, width};

/// What is added to a role: bold words stay links, a search hit stays code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct Emphasis(u8);

impl Emphasis {
    /// Nothing.
    pub const NONE: Self = Self(0);
    /// Bold.
    pub const STRONG: Self = Self(1);
    /// Italic.
    pub const ITALIC: Self = Self(2);
    /// Struck through.
    pub const STRIKE: Self = Self(4);
    /// Underlined.
    pub const UNDERLINE: Self = Self(8);
    /// Found by a search: [`Role::SearchHit`] over the role.
    pub const HIT: Self = Self(16);
    /// An alert word: [`Role::AlertWord`] over the role.
    pub const ALERT: Self = Self(32);

    /// Whether all of `other` is in it.
    #[must_use]
    pub const fn contains(self, other: Self) -> bool {
        self.0 & other.0 == other.0
    }
}

impl BitOr for Emphasis {
    type Output = Self;

    fn bitor(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }
}

impl BitOrAssign for Emphasis {
    fn bitor_assign(&mut self, other: Self) {
        self.0 |= other.0;
    }
}

/// What a piece of a line is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Paint {
    /// Its role in the theme.
    pub role: Role,
    /// What is added to it.
    pub emphasis: Emphasis,
}

impl Paint {
    /// Ordinary text.
    pub const TEXT: Self = Self::new(Role::Text);

    /// A role without emphasis.
    #[must_use]
    pub const fn new(role: Role) -> Self {
        Self {
            role,
            emphasis: Emphasis::NONE,
        }
    }

    /// The same role with more emphasis.
    #[must_use]
    pub fn with(self, emphasis: Emphasis) -> Self {
        Self {
            emphasis: self.emphasis | emphasis,
            ..self
        }
    }

    /// How `theme` shows it.
    #[must_use]
    pub fn style(self, theme: &Theme) -> Style {
        let mut style = theme.style(self.role);
        for (emphasis, modifier) in [
            (Emphasis::STRONG, Modifier::BOLD),
            (Emphasis::ITALIC, Modifier::ITALIC),
            (Emphasis::STRIKE, Modifier::CROSSED_OUT),
            (Emphasis::UNDERLINE, Modifier::UNDERLINED),
        ] {
            if self.emphasis.contains(emphasis) {
                style = style.add_modifier(modifier);
            }
        }
        for (emphasis, role) in [
            (Emphasis::ALERT, Role::AlertWord),
            (Emphasis::HIT, Role::SearchHit),
        ] {
            if self.emphasis.contains(emphasis) {
                style = style.patch(theme.style(role));
            }
        }
        style
    }
}

impl From<Role> for Paint {
    fn from(role: Role) -> Self {
        Self::new(role)
    }
}

/// Which target of a [`Rendered`](super::Rendered) a piece of a line belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TargetId(NonZeroU16);

impl TargetId {
    /// The target at `index`; `None` beyond the 65,535th, which no one will point at.
    pub(crate) fn at(index: usize) -> Option<Self> {
        let number = u16::try_from(index + 1).ok()?;
        NonZeroU16::new(number).map(Self)
    }

    /// Its place among the targets.
    #[must_use]
    pub const fn index(self) -> usize {
        self.0.get() as usize - 1
    }
}

/// A piece of a line that is of one kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Run {
    len: u32,
    paint: Paint,
    target: Option<TargetId>,
}

/// A line of safe text with its pieces.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Line {
    text: String,
    runs: Vec<Run>,
    width: u16,
}

/// A piece of a [`Line`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Piece<'a> {
    /// Its text.
    pub text: &'a str,
    /// What it is.
    pub paint: Paint,
    /// What it leads to.
    pub target: Option<TargetId>,
}

impl Line {
    /// An empty line.
    #[must_use]
    pub const fn new() -> Self {
        Self {
            text: String::new(),
            runs: Vec::new(),
            width: 0,
        }
    }

    /// A line of one piece.
    #[must_use]
    pub fn of(text: &SafeText<'_>, paint: impl Into<Paint>) -> Self {
        let mut line = Self::new();
        line.push(text, paint);
        line
    }

    /// Adds a piece.
    pub fn push(&mut self, text: &SafeText<'_>, paint: impl Into<Paint>) {
        self.push_piece(text.as_str(), paint.into(), None);
    }

    /// Adds `text`, which must come from safe text or be this program's own.
    pub(crate) fn push_piece(&mut self, text: &str, paint: Paint, target: Option<TargetId>) {
        if text.is_empty() {
            return;
        }
        self.text.push_str(text);
        let len = text.len() as u32;
        match self.runs.last_mut() {
            Some(run) if run.paint == paint && run.target == target => run.len += len,
            Some(_) | None => self.runs.push(Run { len, paint, target }),
        }
        // Pieces may join to one glyph, so the sum of their widths would not do.
        self.width = saturate(if self.text.is_ascii() {
            self.text.len()
        } else {
            width(&self.text)
        });
    }

    /// Adds many pieces and measures once.
    pub(crate) fn from_pieces<'a>(pieces: impl IntoIterator<Item = Piece<'a>>) -> Self {
        let mut line = Self::new();
        line.extend(pieces);
        line
    }

    /// Adds pieces and measures once.
    pub(crate) fn extend<'a>(&mut self, pieces: impl IntoIterator<Item = Piece<'a>>) {
        for piece in pieces {
            if piece.text.is_empty() {
                continue;
            }
            self.text.push_str(piece.text);
            let len = piece.text.len() as u32;
            match self.runs.last_mut() {
                Some(run) if run.paint == piece.paint && run.target == piece.target => {
                    run.len += len;
                }
                Some(_) | None => self.runs.push(Run {
                    len,
                    paint: piece.paint,
                    target: piece.target,
                }),
            }
        }
        self.width = saturate(width(&self.text));
    }

    /// The text of the whole line.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Its width in cells.
    #[must_use]
    pub const fn width(&self) -> u16 {
        self.width
    }

    /// Whether there is nothing on it.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.text.is_empty()
    }

    /// Its pieces, first to last.
    pub fn pieces(&self) -> impl Iterator<Item = Piece<'_>> {
        let mut at = 0;
        self.runs.iter().map(move |run| {
            let start = at;
            at += run.len as usize;
            Piece {
                text: &self.text[start..at],
                paint: run.paint,
                target: run.target,
            }
        })
    }

    /// What is left of it from a column on. A wide glyph that is cut in two becomes
    /// a space.
    #[must_use]
    pub fn from_column(&self, column: u16) -> Self {
        if column == 0 {
            return self.clone();
        }
        let column = usize::from(column);
        let mut at = 0;
        let mut rest = Vec::new();
        for piece in self.pieces() {
            // The bytes of the piece that are left of the column, and how far they reach.
            let mut cut = 0;
            for glyph in glyphs(piece.text) {
                if at >= column {
                    break;
                }
                at += glyph.width;
                cut += glyph.text.len();
                if at > column {
                    rest.push(Piece { text: " ", ..piece });
                }
            }
            rest.push(Piece {
                text: &piece.text[cut..],
                ..piece
            });
        }
        Self::from_pieces(rest)
    }

    /// The target at a column, in cells from the line's start: what a click means.
    #[must_use]
    pub fn target_at(&self, column: u16) -> Option<TargetId> {
        let mut right = 0;
        self.pieces()
            .find(|piece| {
                right += width(piece.text);
                usize::from(column) < right
            })
            .and_then(|piece| piece.target)
    }

    /// The columns that a target takes on this line, in cells.
    #[must_use]
    pub fn columns_of(&self, target: TargetId) -> Option<Range<u16>> {
        let mut at = 0;
        let mut columns: Option<Range<u16>> = None;
        for piece in self.pieces() {
            let end = at + width(piece.text);
            if piece.target == Some(target) {
                let start = columns.map_or(saturate(at), |columns| columns.start);
                columns = Some(start..saturate(end));
            }
            at = end;
        }
        columns
    }
}

fn saturate(cells: usize) -> u16 {
    u16::try_from(cells).unwrap_or(u16::MAX)
}

/// Draws `line` into the first row of `area`, cut at its right edge.
///
/// Cells that the line does not reach keep what they hold. Styles patch those of
/// the cells, so that a background drawn before stays.
pub fn draw_line(line: &Line, theme: &Theme, area: Rect, buffer: &mut Buffer) {
    let area = area.intersection(buffer.area);
    if area.is_empty() {
        return;
    }
    let mut pieces = line.pieces();
    let mut end = 0;
    let mut at = 0;
    let mut style = Style::new();
    let mut x = area.left();
    let mut before: Option<u16> = None;
    for glyph in glyphs(&line.text) {
        while at >= end {
            let Some(piece) = pieces.next() else { return };
            end += piece.text.len();
            style = piece.paint.style(theme);
        }
        at += glyph.text.len();
        let wide = glyph.width as u16;
        if wide == 0 {
            // What takes no cell belongs to the glyph before it.
            if let Some(cell) = before.and_then(|x| buffer.cell_mut((x, area.y))) {
                let symbol = format!("{}{}", cell.symbol(), glyph.text);
                cell.set_symbol(&symbol);
            }
            continue;
        }
        if x + wide > area.right() {
            return;
        }
        if let Some(cell) = buffer.cell_mut((x, area.y)) {
            cell.set_symbol(glyph.text).set_style(style);
            let forced = NonZeroU16::new(wide).filter(|_| glyph.text.cell_width() != wide);
            cell.set_diff_option(forced.map_or(CellDiffOption::None, CellDiffOption::ForcedWidth));
        }
        for hidden in x + 1..x + wide {
            if let Some(cell) = buffer.cell_mut((hidden, area.y)) {
                cell.reset();
                cell.set_style(style);
            }
        }
        before = Some(x);
        x += wide;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::terminal::{Background, ColorDepth};

    fn theme() -> Theme {
        Theme::suited(ColorDepth::TrueColor, Background::Dark)
    }

    #[test]
    fn pieces_of_one_kind_are_one() {
        let mut line = Line::of(&"a".into(), Role::Text);
        line.push(&"b".into(), Role::Text);
        line.push(&"c".into(), Role::Link);
        let pieces: Vec<_> = line.pieces().map(|p| p.text).collect();
        assert_eq!(pieces, ["ab", "c"]);
        assert_eq!(line.width(), 3);
    }

    #[test]
    fn glyphs_take_the_cells_that_were_counted() {
        let line = Line::of(&"色👩‍💻e\u{301}ｶﾞ|".into(), Role::Text);
        let mut buffer = Buffer::empty(Rect::new(0, 0, 12, 1));
        draw_line(&line, &theme(), buffer.area, &mut buffer);
        let symbols: Vec<_> = buffer
            .content()
            .iter()
            .map(|c| c.symbol().to_owned())
            .collect();
        assert_eq!(
            symbols,
            [
                "色",
                " ",
                "👩‍💻",
                " ",
                "e\u{301}",
                "ｶﾞ",
                " ",
                "|",
                " ",
                " ",
                " ",
                " "
            ]
        );
        assert_eq!(line.width(), 8);
    }

    #[test]
    fn what_does_not_fit_is_cut_at_the_edge() {
        let line = Line::of(&"ab色c".into(), Role::Text);
        let mut buffer = Buffer::empty(Rect::new(0, 0, 4, 2));
        draw_line(&line, &theme(), Rect::new(1, 1, 3, 1), &mut buffer);
        let row: String = (0..4).map(|x| buffer[(x, 1)].symbol()).collect();
        assert_eq!(row, " ab ");
        draw_line(&line, &theme(), Rect::new(3, 0, 40, 40), &mut buffer);
        assert_eq!(buffer[(3, 0)].symbol(), "a");
    }

    #[test]
    fn targets_are_found_by_column() {
        let target = TargetId::at(0);
        let mut line = Line::new();
        line.push_piece("色 ", Paint::TEXT, None);
        line.push_piece("link", Role::Link.into(), target);
        assert_eq!(line.target_at(2), None);
        assert_eq!(line.target_at(3), target);
        assert_eq!(line.target_at(6), target);
        assert_eq!(line.target_at(7), None);
        assert_eq!(line.columns_of(target.unwrap()), Some(3..7));
    }
}

//! Putting safe text into a frame.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

use crate::config::theme::{Role, Theme};
use crate::content::{Bidi, Line, Paint, draw_line, parts_in_order, words_in_order};
use crate::text::SafeText;

/// A frame's buffer with the theme it is painted in.
pub struct Canvas<'a> {
    /// The cells.
    pub buf: &'a mut Buffer,
    /// The styles.
    pub theme: &'a Theme,
    /// Who puts text that runs to the left in order.
    pub bidi: Bidi,
}

impl Canvas<'_> {
    /// The style of a role.
    #[must_use]
    pub fn style(&self, role: Role) -> Style {
        self.theme.style(role)
    }

    /// Writes text from a cell on, cut with `…` after so many cells. Gives how many
    /// it took.
    pub fn text(
        &mut self,
        at: (u16, u16),
        limit: u16,
        text: &SafeText<'_>,
        paint: impl Into<Paint>,
    ) -> u16 {
        let text = text.truncate(usize::from(limit));
        let line = Line::of(&self.in_order(&text), paint);
        self.line(at, limit, &line);
        line.width()
    }

    /// A name or a few words as they are to be drawn.
    fn in_order<'t>(&self, words: &'t SafeText<'_>) -> SafeText<'t> {
        match self.bidi {
            Bidi::Terminal => words.borrowed(),
            Bidi::Reorder => words_in_order(words),
        }
    }

    /// Writes our own words.
    pub fn word(&mut self, at: (u16, u16), limit: u16, word: &str, paint: impl Into<Paint>) -> u16 {
        self.text(at, limit, &SafeText::line(word), paint)
    }

    /// Writes text so that it ends before a cell. Gives how many cells it took.
    pub fn right(
        &mut self,
        (end, y): (u16, u16),
        limit: u16,
        text: &SafeText<'_>,
        paint: impl Into<Paint>,
    ) -> u16 {
        let text = text.truncate(usize::from(limit.min(end)));
        let line = Line::of(&self.in_order(&text), paint);
        let width = line.width().min(end);
        self.line((end - width, y), width, &line);
        width
    }

    /// Draws a line of several parts, names among them, cut after so many cells.
    pub fn parts(&mut self, at: (u16, u16), limit: u16, line: &Line) {
        match self.bidi {
            Bidi::Terminal => self.line(at, limit, line),
            Bidi::Reorder => self.line(at, limit, &parts_in_order(line.clone())),
        }
    }

    /// Draws a line as it is, cut after so many cells: one that is in order already.
    pub fn line(&mut self, (x, y): (u16, u16), limit: u16, line: &Line) {
        draw_line(line, self.theme, Rect::new(x, y, limit, 1), self.buf);
    }

    /// Gives every cell of an area a style.
    pub fn wash(&mut self, area: Rect, role: Role) {
        let style = self.style(role);
        self.buf.set_style(area, style);
    }

    /// Empties an area.
    pub fn clear(&mut self, area: Rect) {
        let style = self.style(Role::Text);
        let area = area.intersection(self.buf.area);
        // A wide character before it would reach into it.
        if let Some(x) = area.x.checked_sub(1) {
            for y in area.y..area.bottom() {
                if let Some(cell) = self.buf.cell_mut((x, y))
                    && crate::text::width(cell.symbol()) > 1
                {
                    cell.set_symbol(" ");
                }
            }
        }
        for position in area.positions() {
            let cell = &mut self.buf[position];
            cell.reset();
            cell.set_style(style);
        }
    }

    /// A thin horizontal rule from `x` to before `end`.
    pub fn rule(&mut self, x: u16, end: u16, y: u16) {
        for x in x..end {
            self.cell(x, y, '─', Role::Rule);
        }
    }

    /// One cell of a rule, where rules meet or a bar stands.
    pub fn cell(&mut self, x: u16, y: u16, symbol: char, role: Role) {
        let style = self.style(role);
        if let Some(cell) = self.buf.cell_mut((x, y)) {
            cell.set_char(symbol).set_style(style);
        }
    }
}

//! Where the composer stands on the screen.

use ratatui::layout::Rect;

use super::wrap::Wrapped;
use super::{Composer, Part};
use crate::app::panes::{Geometry, MARGIN, Pane};
use crate::app::state::{App, Turn};
use crate::text::SafeText;

/// The rectangles of the composer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Places {
    /// The rule with the recipient.
    pub rule: Rect,
    /// The text.
    pub text: Rect,
    /// The line below the text, if there is one.
    pub note: Rect,
}

/// The most rows of text for a messages pane of so many rows: a third, and always one.
fn most_rows(pane: u16) -> u16 {
    (pane / 3).max(1)
}

/// The fewest: air to begin with, where there is much.
fn least_rows(pane: u16) -> u16 {
    match pane {
        0..14 => 1,
        14..30 => 2,
        _ => 3,
    }
}

impl App {
    /// Rows that the composer takes from the messages: a rule, the text, perhaps a note.
    #[must_use]
    pub fn composer_rows(&self) -> u16 {
        let Some(composer) = self.composer.as_deref() else {
            return 0;
        };
        let pane = self.pane_without_composer().height;
        let text = composer.text_rows(pane);
        let note = u16::from(self.composer_note().is_some());
        // At least two rows of messages stay.
        (1 + text + note).min(pane.saturating_sub(2))
    }

    /// The messages' part of the screen as it is without a composer, below the title.
    #[must_use]
    pub fn pane_without_composer(&self) -> Rect {
        Geometry::of(self.size.0, self.size.1, &self.layout, self.focus).body(Pane::Messages)
    }

    /// Where the parts of the composer are, if it is open.
    #[must_use]
    pub fn composer_places(&self) -> Option<Places> {
        self.composer.as_ref()?;
        let area = self.geometry().composer;
        let row = |y: u16, height: u16| Rect {
            y: area.y + y,
            height,
            ..area
        };
        let note = u16::from(self.composer_note().is_some() && area.height > 2);
        let text = area.height.saturating_sub(1 + note);
        let inside = row(1.min(area.height), text);
        let left = MARGIN.min(inside.width / 4);
        Some(Places {
            rule: row(0, 1.min(area.height)),
            text: Rect {
                x: inside.x + left,
                width: self.text_cells() + 1,
                ..inside
            },
            note: row(1 + text, note),
        })
    }

    /// Cells for a row of the text, that of the cursor at its end aside.
    #[must_use]
    pub fn text_cells(&self) -> u16 {
        self.geometry().measure().saturating_sub(1).max(1)
    }

    /// The cell, column and row of the screen, that the cursor of the text stands on.
    #[must_use]
    pub fn composer_cell(&self) -> Option<(u16, u16)> {
        let composer = self.composer.as_deref()?;
        let text = self.composer_places()?.text;
        let at = composer.buffer.cursor();
        let row = composer.rows.row_of(at).checked_sub(composer.top)?;
        let row = u16::try_from(row).ok().filter(|row| *row < text.height)?;
        let column = composer.rows.column(composer.buffer.text(), at);
        let column = u16::try_from(column).unwrap_or(u16::MAX);
        Some((
            text.x + column.min(text.width.saturating_sub(1)),
            text.y + row,
        ))
    }
}

impl App {
    /// What stands below the text: why it can't be sent, or what one should know before.
    #[must_use]
    pub fn composer_note(&self) -> Option<SafeText<'static>> {
        None
    }
}

impl Composer {
    /// Rows of the text in sight in a pane of so many rows.
    fn text_rows(&self, pane: u16) -> u16 {
        let rows = u16::try_from(self.rows.len()).unwrap_or(u16::MAX);
        rows.clamp(least_rows(pane), most_rows(pane).max(least_rows(pane)))
    }

    /// The cursor's row is in sight, and no row is empty that need not be.
    fn scroll(&mut self, height: usize) {
        let at = self.rows.row_of(self.buffer.cursor());
        let last_top = self.rows.len().saturating_sub(height);
        self.top = self.top.min(last_top).min(at);
        if at >= self.top + height {
            self.top = at + 1 - height;
        }
    }
}

impl Turn<'_> {
    /// Breaks the text into rows anew.
    pub(super) fn lay_out_text(&mut self) {
        let cells = usize::from(self.app.text_cells());
        if let Some(composer) = self.app.composer.as_deref_mut() {
            composer.rows = Wrapped::of(composer.buffer.text(), cells);
        }
    }

    /// The composer has the height that it needs, and the messages the rest: what is read stays
    /// where it is, unless it would be out of sight.
    pub(in crate::app) fn settle_composer(&mut self) {
        self.lay_out_text();
        let rows = self.app.composer_rows();
        if let Some(places) = self.app.composer_places()
            && let Some(composer) = self.app.composer.as_deref_mut()
        {
            composer.scroll(usize::from(places.text.height));
        }
        let before = std::mem::replace(&mut self.app.desk.rows, rows);
        if rows > before {
            self.make_way();
        } else if rows == 0 && before > 0 {
            self.come_back();
        }
    }

    /// The selected message goes up as far as it would be hidden.
    fn make_way(&mut self) {
        let spot = |app: &App| app.views.current().and_then(|visit| visit.spot);
        let Some(before) = spot(self.app) else { return };
        self.keep_selected_above();
        let Some(after) = spot(self.app) else { return };
        if after != before {
            let first = match self.app.desk.pushed {
                Some((first, pushed)) if pushed == before => first,
                Some(_) | None => before,
            };
            self.app.desk.pushed = Some((first, after));
        }
    }

    /// The composer is gone: who has not moved meanwhile is where they were.
    fn come_back(&mut self) {
        if let Some((first, pushed)) = self.app.desk.pushed.take()
            && let Some(visit) = self.app.views.current_mut()
            && visit.spot == Some(pushed)
        {
            visit.spot = Some(first);
        }
    }

    /// Puts the cursor of the text on the cell that was clicked. Whether the composer is there.
    pub(in crate::app) fn click_composer(&mut self, column: u16, row: u16) -> bool {
        if !self.app.geometry().composer.contains((column, row).into()) {
            if let Some(composer) = self.app.composer.as_deref_mut() {
                composer.focused = false;
            }
            return false;
        }
        let Some(places) = self.app.composer_places() else {
            return false;
        };
        self.focus_composer();
        let Some(composer) = self.app.composer.as_deref_mut() else {
            return false;
        };
        if row > places.rule.y {
            composer.part = Part::Text;
            let row = composer.top + usize::from(row.saturating_sub(places.text.y));
            let column = usize::from(column.saturating_sub(places.text.x));
            let at = composer.rows.byte_at(composer.buffer.text(), row, column);
            composer.buffer.go(at, false);
        } else {
            composer.part = composer.parts()[0];
        }
        true
    }
}

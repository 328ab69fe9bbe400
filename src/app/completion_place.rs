//! Where the popup of completion stands, and what the mouse does there.

use ratatui::layout::Rect;

use super::composer::Part;
use super::state::{App, Turn};

impl App {
    /// Where it is: over the messages, above the composer, at the column where what is
    /// completed begins. A rule, and its rows.
    #[must_use]
    pub fn completion_area(&self) -> Option<Rect> {
        let popup = self.completion()?;
        let composer = self.composer.as_deref()?;
        let places = self.composer_places()?;
        let pane = self.geometry().messages;
        let room = places.rule.y.saturating_sub(pane.y);
        let rows = u16::try_from(popup.rows() + 1).unwrap_or(u16::MAX);
        let height = rows.min(room);
        let width = u16::try_from(popup.cells()).unwrap_or(u16::MAX);
        let width = width.min(places.rule.width);
        let column = match composer.part {
            Part::Channel | Part::Topic | Part::People => places.rule.x + 2,
            Part::Text => {
                let start = popup.offer.query.range.start;
                let rows = composer.rows();
                let same_row = rows.row_of(start) == rows.row_of(composer.buffer.cursor());
                let column = rows.column(composer.buffer.text(), start);
                let column = if same_row { column } else { 0 };
                // The labels stand below one another with the word.
                places.text.x.saturating_sub(2) + u16::try_from(column).unwrap_or(0)
            }
        };
        let last = places.rule.right().saturating_sub(width);
        (height > 1).then(|| Rect {
            x: column.min(last).max(places.rule.x),
            y: places.rule.y - height,
            width,
            height,
        })
    }
}

impl Turn<'_> {
    /// Chooses the row that was clicked. Whether the popup is there.
    pub(super) fn click_completion(&mut self, column: u16, row: u16) -> bool {
        let Some(area) = self.app.completion_area() else {
            return false;
        };
        if !area.contains((column, row).into()) {
            return false;
        }
        let row = usize::from(row - area.y);
        if let Some(popup) = &mut self.app.completing.popup
            && let Some(row) = row.checked_sub(1)
            && popup.top + row < popup.offer.candidates.len()
        {
            popup.selected = Some(popup.top + row);
            self.accept_completion();
        }
        true
    }

    /// Turns the wheel over the popup. Whether it is there.
    pub(super) fn scroll_completion(&mut self, column: u16, row: u16, by: isize) -> bool {
        let area = self.app.completion_area();
        let is_over = area.is_some_and(|area| area.contains((column, row).into()));
        if is_over {
            self.step_completion(by.signum());
        }
        is_over
    }
}

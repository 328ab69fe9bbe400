//! The mouse: the wheel scrolls the pane under it, a click selects and opens.

use crossterm::event::{MouseButton, MouseEvent, MouseEventKind};

use super::measure::{Fold, Press};
use super::panes::{MARGIN, Pane};
use super::picker::{Picker, Row};
use super::scrolling;
use super::state::Turn;

/// Lines that one notch of the wheel moves.
const NOTCH: i32 = 3;

impl Turn<'_> {
    pub(super) fn mouse(&mut self, event: MouseEvent) {
        match event.kind {
            MouseEventKind::ScrollDown => self.wheel(event.column, event.row, NOTCH),
            MouseEventKind::ScrollUp => self.wheel(event.column, event.row, -NOTCH),
            MouseEventKind::Down(MouseButton::Left) => self.click(event.column, event.row),
            _ => {}
        }
    }

    fn wheel(&mut self, column: u16, row: u16, lines: i32) {
        let by = isize::try_from(lines).unwrap_or(0);
        if self.scroll_layer(by) || self.scroll_completion(column, row, by) {
            return;
        }
        let geometry = self.app.geometry();
        if geometry.composer.contains((column, row).into()) && self.move_preview(by) {
            return;
        }
        let Some(pane) = geometry.under(column, row) else {
            return;
        };
        let height = usize::from(geometry.body(pane).height);
        let app = &mut *self.app;
        match pane {
            Pane::Channels => app.side.scroll(&app.side_rows, by, height),
            Pane::Topics => app.topics.scroll(&app.topic_rows, by, height),
            Pane::People => app.people.scroll(&app.people_rows, by, height),
            Pane::Messages => {
                if !self.scroll_page(by) {
                    self.scroll_messages(lines);
                }
            }
        }
    }

    fn click(&mut self, column: u16, row: u16) {
        self.app.notice = None;
        if self.typing_line().is_some() {
            return;
        }
        if !self.app.layers.is_empty() {
            self.close();
            return;
        }
        if self.click_completion(column, row)
            || self.click_composer(column, row)
            || self.click_accounts(column, row)
        {
            return;
        }
        let geometry = self.app.geometry();
        let Some(pane) = geometry.under(column, row) else {
            return;
        };
        let body = geometry.body(pane);
        let Some(line) = row.checked_sub(body.y) else {
            self.focus(pane);
            return;
        };
        let line = usize::from(line);
        self.focus(pane);
        let app = &mut *self.app;
        let hit = match pane {
            Pane::Channels => hit(&mut app.side, &app.side_rows, line),
            Pane::Topics => hit(&mut app.topics, &app.topic_rows, line),
            Pane::People => hit(&mut app.people, &app.people_rows, line),
            Pane::Messages => {
                if self.click_page(line) {
                    return;
                }
                let column = column.checked_sub(body.x + MARGIN);
                self.click_message(i32::try_from(line).unwrap_or(0), column);
                return;
            }
        };
        if hit {
            self.open_selected();
        }
    }

    /// Selects the message at a line of the pane, and does what stands at a column of its
    /// text: opens, votes, reacts, unfolds.
    fn click_message(&mut self, line: i32, column: Option<u16>) {
        let hit = self
            .bodies()
            .into_iter()
            .find(|body| body.slot.top() <= line && line < body.slot.end());
        let Some(body) = hit else { return };
        if let Some(visit) = self.app.views.current_mut() {
            visit.spot = Some(super::views::Spot {
                message: body.message,
                row: body.slot.row,
            });
        }
        let Some((inside, column)) = usize::try_from(line - body.slot.row).ok().zip(column) else {
            return;
        };
        let press = scrolling::scene(self.app)
            .and_then(|scene| self.measure.press(&scene, body.slot.index, inside, column));
        match press {
            Some(Press::Item(item)) => return self.choose(body.message, item),
            Some(Press::Reaction(group)) => return self.toggle_reaction(body.message, group),
            None => {}
        }
        match body.rendered.lines.get(inside) {
            Some(words) => {
                let target = words.target_at(column);
                if let Some(target) = target.and_then(|id| body.rendered.target(id)) {
                    self.activate(body.message, target);
                }
            }
            // The note below a folded message.
            None if inside == body.rendered.lines.len()
                && self.fold_of(body.message) == Some(Fold::Folded) =>
            {
                self.fold_message(body.message);
            }
            None => {}
        }
    }
}

fn hit<K: Clone + PartialEq, R: Row<K>>(picker: &mut Picker<K>, rows: &[R], line: usize) -> bool {
    match rows.get(picker.top + line).and_then(Row::key) {
        Some(key) => {
            picker.selected = Some(key.clone());
            true
        }
        None => false,
    }
}

//! Letters over what can be opened.

use ratatui::layout::Rect;

use crate::app::hints::{Hints, lines_in_sight};
use crate::app::panes::MARGIN;
use crate::app::scrolling;
use crate::app::state::App;
use crate::config::theme::Role;
use crate::content::Line;
use crate::text::SafeText;

use super::Ui;
use super::canvas::Canvas;

/// Draws the letters that still fit what was typed.
pub fn draw(app: &App, ui: &mut Ui, area: Rect, hints: &Hints, canvas: &mut Canvas<'_>) {
    let slots = scrolling::slots(app, &mut ui.layouts);
    let rows = scrolling::message_rows(app).min(area.height);
    let Some(scene) = scrolling::scene(app) else {
        return;
    };
    for slot in &slots {
        let body = ui.layouts.body(&scene, slot.index);
        let own = hints
            .all
            .iter()
            .filter(|hint| hint.message == scene.id(slot.index));
        for hint in own {
            let Some(rest) = hint.label.strip_prefix(hints.typed.as_str()) else {
                continue;
            };
            let lines = lines_in_sight(slot, rows);
            let Some((line, column)) = hint.at.find(&body.rendered, lines) else {
                continue;
            };
            let row = slot.row + i32::try_from(line).unwrap_or(0);
            let Ok(row) = u16::try_from(row) else {
                continue;
            };
            let mut label = Line::new();
            label.push(&SafeText::line(hints.typed.as_str()), Role::Dim);
            label.push(&SafeText::line(rest), Role::Hint);
            let x = area.x + MARGIN + column;
            let room = area.right().saturating_sub(x);
            canvas.line((x, area.y + row), room.min(label.width()), &label);
        }
    }
}

//! Letters over what can be opened.

use ratatui::buffer::{CellDiffOption, CellWidth};
use ratatui::layout::Rect;

use crate::app::hints::{At, Hints, lines_in_sight};
use crate::app::measure::Measure;
use crate::app::panes::{Geometry, MARGIN, Pane};
use crate::app::scrolling;
use crate::app::state::App;
use crate::app::viewport::Slot;
use crate::config::theme::Role;
use crate::content::{Bidi, Line, Paint, TargetId, parts_in_order};
use crate::text::SafeText;

use super::canvas::Canvas;
use super::messages::HEADING;
use super::{Ui, topic_line};

/// Draws the letters that still fit what was typed, before what they choose: words stay
/// readable from their first letter on.
pub fn draw(app: &App, ui: &mut Ui, geometry: &Geometry, hints: &Hints, canvas: &mut Canvas<'_>) {
    let area = geometry.body(Pane::Messages);
    let slots = scrolling::slots(app, &mut ui.layouts);
    let rows = scrolling::message_rows(app).min(area.height);
    let Some(scene) = scrolling::scene(app) else {
        return;
    };
    for hint in &hints.all {
        let Some(rest) = hint.label.strip_prefix(hints.typed.as_str()) else {
            continue;
        };
        let mut label = Line::new();
        label.push(&SafeText::line(hints.typed.as_str()), Role::Dim);
        label.push(&SafeText::line(rest), Role::Hint);
        if let At::Title(link) = hint.at {
            let pane = geometry.pane(Pane::Messages);
            let line = topic_line::title(app, Paint::TEXT, pane.width.saturating_sub(2));
            let column = line.map_or(0, |line| column_of(&line, link, canvas.bidi));
            put(&label, (pane.x + 1 + column, pane.y), pane, canvas);
            continue;
        }
        let shown = |slot: &&Slot| scene.id(slot.index) == hint.message;
        let Some(slot) = slots.iter().find(shown) else {
            continue;
        };
        let place = match hint.at {
            At::Heading(link) => {
                let message = scene.organization.messages().get(hint.message);
                let row = ui.layouts.heading(&scene, slot.index);
                message.zip(row).map(|(message, row)| {
                    let cells = scene.columns.saturating_sub(HEADING);
                    let line = topic_line::heading(&scene, message, cells);
                    let column = HEADING + column_of(&line, link, canvas.bidi);
                    (slot.top() + i32::from(row), column)
                })
            }
            At::Target(_) | At::Region(_) | At::Title(_) => {
                let body = ui.layouts.body(&scene, slot.index);
                let place = hint.at.find(&body.rendered, lines_in_sight(slot, rows));
                place.map(|(line, column)| (slot.row + line as i32, column))
            }
        };
        let Some((row, column)) = place else { continue };
        if let Some(row) = u16::try_from(row).ok().filter(|row| *row < rows) {
            put(
                &label,
                (area.x + MARGIN + column, area.y + row),
                area,
                canvas,
            );
        }
    }
}

/// Where a link begins on a line of parts, in cells; behind the line if it was cut off.
fn column_of(line: &Line, link: TargetId, bidi: Bidi) -> u16 {
    let drawn = match bidi {
        Bidi::Terminal => line.columns_of(link),
        Bidi::Reorder => parts_in_order(line.clone()).columns_of(link),
    };
    drawn.map_or(line.width() + 1, |columns| columns.start)
}

/// Draws a label so that it ends before a cell, or as near to that as the pane allows.
fn put(label: &Line, (x, y): (u16, u16), pane: Rect, canvas: &mut Canvas<'_>) {
    let start = x.saturating_sub(label.width()).max(pane.x);
    let end = start + label.width();
    if end > pane.right() {
        return;
    }
    // A wide glyph of which half is covered is gone whole.
    for at in pane.x..start {
        if let Some(cell) = canvas.buf.cell_mut((at, y))
            && at + cell.cell_width() > start
        {
            cell.set_symbol(" ");
            cell.set_diff_option(CellDiffOption::None);
        }
    }
    if let Some(last) = canvas.buf.cell_mut((end - 1, y))
        && last.cell_width() > 1
        && let Some(half) = canvas.buf.cell_mut((end, y))
    {
        half.set_symbol(" ");
    }
    canvas.line((start, y), label.width(), label);
}

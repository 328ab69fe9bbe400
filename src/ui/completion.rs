//! The popup of completion, above the composer: over the messages, and nothing moves for it.

use ratatui::layout::Rect;

use crate::app::complete::Candidate;
use crate::app::state::App;
use crate::config::theme::Role;
use crate::content::{Emphasis, Paint};
use crate::text::SafeText;

use super::canvas::Canvas;

/// Draws the popup, if one is open.
pub fn draw(app: &App, canvas: &mut Canvas<'_>) {
    let (Some(popup), Some(area)) = (app.completion(), app.completion_area()) else {
        return;
    };
    canvas.clear(area);
    frame(area, canvas);
    let count = popup.offer.candidates.len();
    let rows = usize::from(area.height - 1);
    if count > rows {
        let place = popup.selected.map_or(0, |at| at + 1);
        let words = SafeText::line(format!(" {place}/{count} "));
        canvas.right((area.right() - 2, area.y), area.width, &words, Role::Dim);
    }
    if let Some(hint) = popup.offer.hint.as_deref() {
        let at = (area.x + 2, area.y + 1);
        let hint = SafeText::line(hint);
        canvas.text(at, area.width.saturating_sub(4), &hint, Role::Warning);
        return;
    }
    let columns = popup.columns();
    for ((place, candidate), y) in popup.in_sight().zip(area.y + 1..area.bottom()) {
        let row = Rect::new(area.x + 1, y, area.width.saturating_sub(2), 1);
        let is_chosen = popup.selected == Some(place);
        self::row(candidate, columns, is_chosen, row, canvas);
    }
}

/// Thin rules around it; the composer's own is the one below.
fn frame(area: Rect, canvas: &mut Canvas<'_>) {
    let right = area.right() - 1;
    canvas.rule(area.x, area.right(), area.y);
    canvas.cell(area.x, area.y, '╭', Role::Rule);
    canvas.cell(right, area.y, '╮', Role::Rule);
    for y in area.y + 1..area.bottom() {
        canvas.cell(area.x, y, '│', Role::Rule);
        canvas.cell(right, y, '│', Role::Rule);
    }
}

fn row(
    candidate: &Candidate,
    [sign, label, _]: [usize; 3],
    is_chosen: bool,
    area: Rect,
    canvas: &mut Canvas<'_>,
) {
    if is_chosen {
        canvas.wash(area, Role::Selection);
        canvas.cell(area.x, area.y, '▌', Role::Accent);
    }
    let cells = |width: usize| u16::try_from(width).unwrap_or(u16::MAX);
    let end = area.right().saturating_sub(1);
    let mut x = area.x + 1;
    let left = |x: u16| end.saturating_sub(x);
    if sign > 0 {
        let text = SafeText::line(candidate.sign.as_str());
        canvas.text((x, area.y), left(x), &text, Role::Text);
        x += cells(sign) + 1;
    }
    // What is known besides stands in a column, where there is room for both.
    let room = left(x);
    let label_room = if candidate.detail.is_empty() {
        room
    } else {
        cells(label).min(room * 2 / 3)
    };
    let text = SafeText::line(candidate.label.as_str());
    let paint = if is_chosen {
        Paint::TEXT.with(Emphasis::STRONG)
    } else {
        Paint::TEXT
    };
    let taken = canvas.text((x, area.y), label_room, &text, paint);
    if candidate.detail.is_empty() {
        return;
    }
    x += label_room.max(taken) + 2;
    let text = SafeText::line(candidate.detail.as_str());
    canvas.text((x, area.y), left(x), &text, Role::Dim);
}

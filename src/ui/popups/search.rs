//! The search box.

use std::ops::Range;

use ratatui::layout::Rect;

use crate::app::search::{Does, SearchBox, SearchRow};
use crate::app::state::App;
use crate::config::theme::Role;
use crate::content::{self, Emphasis, Line, Paint};
use crate::text::{SafeText, width};
use crate::ui::canvas::Canvas;

/// Cells of the popup.
const WIDTH: u16 = 96;
/// Rows below the line at most.
const ROWS: u16 = 14;

/// Draws the box. Gives where its cursor stands.
pub fn draw(app: &App, search: &SearchBox, screen: Rect, canvas: &mut Canvas<'_>) -> (u16, u16) {
    let height = ROWS.min(screen.height.saturating_sub(6)).max(1);
    let title = match app.open_search() {
        Some(_) => "Change the search",
        None => "Search",
    };
    let inside = super::frame(screen, WIDTH, height + 2, title, canvas);
    let (shown, column) = search.line.window(usize::from(inside.width));
    let start = search.line.at() - before_cursor(shown, column);
    if search.line.text().is_empty() {
        let placeholder = "words, channel: topic: sender: is: has: …   - before one means not";
        canvas.word(
            (inside.x, inside.y),
            inside.width,
            placeholder,
            Role::Placeholder,
        );
    } else {
        let problem = search.problem.as_ref().map(|problem| problem.range.clone());
        let line = typed(shown, start, problem);
        canvas.line((inside.x, inside.y), inside.width, &line);
    }
    canvas.rule(inside.x, inside.right(), inside.y + 1);
    let cursor = (inside.x + u16::try_from(column).unwrap_or(0), inside.y);
    let mut y = inside.y + 2;
    if let Some(problem) = &search.problem {
        let cells = usize::from(inside.width.max(1));
        for line in content::wrap(&problem.sentence, cells) {
            if y < inside.bottom() {
                let words = problem.sentence[line].trim_end();
                canvas.word((inside.x, y), inside.width, words, Role::Error);
                y += 1;
            }
        }
    }
    let room = usize::from(inside.bottom().saturating_sub(y));
    if search.rows.is_empty() {
        if search.fits && room > 0 {
            let enter = app.keymap.key_of("search-run");
            let words = format!("{enter} searches for this");
            canvas.word((inside.x, y), inside.width, &words, Role::Dim);
        }
        return cursor;
    }
    let top = search.at.map_or(0, |at| (at + 1).saturating_sub(room));
    let widest = search.rows.iter().map(|row| width(&row.label)).max();
    let column = u16::try_from(widest.unwrap_or(0)).unwrap_or(u16::MAX);
    let column = column.clamp(8, inside.width / 2);
    let in_sight = search.rows.iter().enumerate().skip(top);
    for ((index, row), y) in in_sight.zip(y..inside.bottom()) {
        let line = Rect::new(inside.x, y, inside.width, 1);
        draw_row(row, search.at == Some(index), column, line, canvas);
    }
    let below = search.rows.len().saturating_sub(top + room);
    if below > 0 {
        let hint = SafeText::line(format!(" {below} more below "));
        canvas.right(
            (inside.right(), inside.bottom()),
            inside.width,
            &hint,
            Role::Dim,
        );
    }
    cursor
}

/// How many bytes of the part that is shown stand before the cursor.
fn before_cursor(shown: &str, column: usize) -> usize {
    crate::text::split_at_width(shown, column).0.len()
}

/// The line as it is typed, with what is wrong in it marked.
fn typed(shown: &str, start: usize, problem: Option<Range<usize>>) -> Line {
    let mut line = Line::new();
    let range = problem.unwrap_or_default();
    let from = range.start.saturating_sub(start).min(shown.len());
    let to = range.end.saturating_sub(start).min(shown.len());
    let fits = shown.is_char_boundary(from) && shown.is_char_boundary(to) && from <= to;
    let (from, to) = if fits { (from, to) } else { (0, 0) };
    let wrong = Paint::new(Role::Error).with(Emphasis::UNDERLINE);
    for (text, paint) in [
        (&shown[..from], Role::Input.into()),
        (&shown[from..to], wrong),
        (&shown[to..], Role::Input.into()),
    ] {
        line.push(&SafeText::line(text), paint);
    }
    line
}

fn draw_row(row: &SearchRow, here: bool, column: u16, area: Rect, canvas: &mut Canvas<'_>) {
    if here {
        canvas.wash(area, Role::Selection);
        canvas.cell(area.x, area.y, '▌', Role::Accent);
    }
    let sign = match row.does {
        Does::Run(_) => '↺',
        Does::Write { .. } => ' ',
    };
    canvas.cell(area.x + 2, area.y, sign, Role::Dim);
    let x = area.x + 4;
    let room = area.right().saturating_sub(x);
    let label = SafeText::line(&*row.label);
    let role = if here { Role::Unread } else { Role::Text };
    let cells = if row.detail.is_empty() { room } else { column };
    canvas.text((x, area.y), cells, &label, role);
    let x = x + column + 2;
    if x < area.right() {
        let detail = SafeText::line(&*row.detail);
        canvas.text((x, area.y), area.right() - x, &detail, Role::Dim);
    }
}

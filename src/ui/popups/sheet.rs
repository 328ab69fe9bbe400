//! A popup that is read: lines that scroll both ways.

use ratatui::layout::Rect;

use crate::app::sheet::Sheet;
use crate::app::state::App;
use crate::config::theme::Role;
use crate::text::SafeText;
use crate::ui::Ui;
use crate::ui::canvas::Canvas;
use crate::ui::footer::short;
use crate::ui::sheets;

/// Draws a sheet.
pub fn draw(app: &App, ui: &mut Ui, screen: Rect, sheet: &Sheet, canvas: &mut Canvas<'_>) {
    let (columns, rows) = sheet.room((screen.width, screen.height));
    let laid = ui.layouts.sheet_lines(app, sheet, columns);
    let lines = &laid.lines;
    let height = u16::try_from(lines.len()).unwrap_or(u16::MAX).min(rows);
    let title = sheets::title(sheet);
    let inside = super::frame(screen, columns, height, title.as_str(), canvas);
    let top = sheet.top.min(lines.len());
    let left = u16::try_from(sheet.left).unwrap_or(u16::MAX);
    for (line, y) in lines.iter().skip(top).zip(inside.y..inside.bottom()) {
        canvas.line((inside.x, y), inside.width, &line.from_column(left));
    }
    let below = lines.len().saturating_sub(top + usize::from(inside.height));
    let beside = laid.widest.saturating_sub(left) > inside.width;
    let key = |name| short(&app.keymap.key_of(name));
    let mut hint = match (below, top) {
        (0, 0) => String::new(),
        (0, _) => format!(" {} {}", key("down"), key("up")),
        (below, _) => format!(" {below} more below · {} {}", key("down"), key("up")),
    };
    if beside || left > 0 {
        let sides = format!("{} {}", key("sheet-left"), key("sheet-right"));
        hint.push_str(if hint.is_empty() { " " } else { " · " });
        hint.push_str(&sides);
    }
    if !hint.is_empty() {
        hint.push_str(&format!(" · {} ", key("close")));
        let end = (inside.right(), inside.bottom());
        canvas.right(end, inside.width, &SafeText::line(hint), Role::Dim);
    }
}

//! The page of the files that one uploaded.

use ratatui::layout::Rect;

use crate::api::realm::Attachment;
use crate::app::panes::Pane;
use crate::app::state::App;
use crate::config::theme::Role;
use crate::text::{SafeText, size};

use super::canvas::Canvas;
use super::pages::{TIME, WIDEST};
use super::{Ui, list};

/// Cells for a size: `999.9 MiB`.
const SIZE: u16 = 11;
/// Cells for where it is: `in 12 messages`.
const WHERE: u16 = 16;
/// What stands beside the title.
#[must_use]
pub fn about(app: &App) -> String {
    let Some(files) = app.attachments.files.as_deref() else {
        return String::new();
    };
    let bytes: u64 = files.iter().map(|file| file.size).sum();
    match files.len() {
        0 => String::new(),
        1 => format!("one file, {}", size(bytes)),
        count => format!("{count} files, {}", size(bytes)),
    }
}

/// Draws the rows.
pub fn draw(app: &App, ui: &Ui, area: Rect, canvas: &mut Canvas<'_>) {
    let area = Rect {
        width: area.width.min(WIDEST),
        ..area
    };
    let state = &app.attachments;
    let files = state.files.as_deref().unwrap_or_default();
    if files.is_empty() {
        let (x, y) = (area.x + 3, area.y + area.height / 3);
        let limit = area.width.saturating_sub(4);
        let key = |name: &str| app.keymap.key_of(name);
        let back = format!("{} goes back", key("back"));
        let (sentence, hint) = match (&state.files, &state.trouble) {
            (_, Some(why)) => (why.clone(), back),
            (None, None) => ("Loading files…".to_owned(), String::new()),
            (Some(_), None) => (
                "You have uploaded no files.".to_owned(),
                format!("{} attaches them to what you write, {back}", key("attach")),
            ),
        };
        canvas.word((x, y), limit, &sentence, Role::Notice);
        if y + 1 < area.bottom() {
            canvas.word((x, y + 1), limit, &hint, Role::Dim);
        }
        return;
    }
    let focused = app.focus == Pane::Messages;
    let rows = files.iter().skip(state.picker.top);
    for (y, file) in (area.y..area.bottom()).zip(rows) {
        let line = Rect {
            y,
            height: 1,
            ..area
        };
        draw_row(app, ui, file, line, canvas);
        let selected = state.picker.selected == Some(file.id);
        list::mark(canvas, area, y, selected && focused, false);
    }
}

fn draw_row(app: &App, ui: &Ui, file: &Attachment, area: Rect, canvas: &mut Canvas<'_>) {
    let y = area.y;
    let mut end = area.right().saturating_sub(1);
    let now = app.now.0.div_euclid(1000);
    let time = ui.layouts.times().ago(file.uploaded().0, now);
    canvas.right((end, y), TIME, &SafeText::line(time), Role::Dim);
    end = end.saturating_sub(TIME);
    canvas.right((end, y), SIZE, &SafeText::line(size(file.size)), Role::Dim);
    end = end.saturating_sub(SIZE);
    if area.width >= 76 {
        let words = match file.messages_with_it().len() {
            0 => "in no message".to_owned(),
            1 => "in a message".to_owned(),
            count => format!("in {count} messages"),
        };
        canvas.right((end, y), WHERE, &SafeText::line(words), Role::Dim);
        end = end.saturating_sub(WHERE);
    }
    let x = area.x + 3;
    let name = SafeText::line(&*file.name);
    canvas.text((x, y), end.saturating_sub(x + 1), &name, Role::Text);
}

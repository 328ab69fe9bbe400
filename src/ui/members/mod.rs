//! The pages of people and of groups.

pub mod groups;
pub mod people;

use crate::app::picker::Filter;
use crate::app::state::App;
use crate::config::theme::Role;
use crate::content::{Line, Paint};
use crate::text::SafeText;

use super::canvas::Canvas;

/// What stands beside the title of either page: how many are shown, of how many of these.
fn counted((shown, all): (usize, usize), (one, many): (&str, &str)) -> String {
    match (shown, all) {
        (_, 0) => String::new(),
        (1, 1) => format!("1 {one}"),
        (shown, all) if shown == all => format!("{all} {many}"),
        (shown, all) => format!("{shown} of {all} {many}"),
    }
}

/// Which rows are shown, each kind with its key: the first row of either page.
fn kinds(
    app: &App,
    kinds: &[(&str, &str, bool)],
    (x, y): (u16, u16),
    limit: u16,
    canvas: &mut Canvas<'_>,
) {
    let mut line = Line::new();
    for (command, words, on) in kinds {
        let key = SafeText::line(app.keymap.key_of(command));
        line.push(&key, Paint::new(Role::Key));
        let sign = if *on { " ✓" } else { " " };
        let role = if *on { Role::Accent } else { Role::Dim };
        let words = SafeText::line(format!("{sign}{words}   "));
        line.push(&words, Paint::new(role));
    }
    canvas.line((x, y), limit, &line);
}

/// The filter, where one is typed or was. Whether there is one.
fn filter(
    app: &App,
    filter: Option<&Filter>,
    (x, y): (u16, u16),
    limit: u16,
    canvas: &mut Canvas<'_>,
) -> bool {
    let Some(filter) = filter else {
        return false;
    };
    let key = app.keymap.key_of("filter");
    let taken = canvas.word((x, y), limit, &format!("{key} "), Role::Key);
    let text = SafeText::line(filter.text.clone());
    let room = limit.saturating_sub(taken);
    let typed = canvas.text((x + taken, y), room, &text, Role::Input);
    let after = (x + taken + typed, y);
    if filter.typing {
        canvas.cell(after.0, after.1, '▏', Role::Accent);
    }
    if filter.text.is_empty() {
        let room = room.saturating_sub(2);
        canvas.word(
            (after.0 + 2, y),
            room,
            "type letters of a name",
            Role::Placeholder,
        );
    }
    true
}

/// What an empty page says: a sentence, and what to press.
fn empty(area: ratatui::layout::Rect, sentence: &str, hint: &str, canvas: &mut Canvas<'_>) {
    let (x, y) = (area.x + 3, area.y + area.height / 3);
    let limit = area.width.saturating_sub(4);
    canvas.word((x, y), limit, sentence, Role::Notice);
    if y + 1 < area.bottom() {
        canvas.word((x, y + 1), limit, hint, Role::Dim);
    }
}

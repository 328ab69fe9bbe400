//! What stands where messages will be, before the first registration.

use ratatui::layout::Rect;

use crate::app::state::App;
use crate::app::update::Link;
use crate::config::theme::Role;
use crate::text::SafeText;

use super::canvas::Canvas;

/// Draws it.
pub fn draw(app: &App, area: Rect, canvas: &mut Canvas<'_>) {
    if area.height < 3 || area.width < 8 {
        return;
    }
    let y = area.y + area.height / 3;
    let (x, limit) = (area.x + 4, area.width - 6);
    canvas.text((x, y), limit, &app.account.site, Role::Title);
    canvas.text((x, y + 1), limit, &app.account.email, Role::Dim);
    let (sentence, role) = match &app.link {
        Link::Connecting | Link::Live => ("Connecting…".to_owned(), Role::Notice),
        Link::Reconnecting { .. } => ("Trying to connect…".to_owned(), Role::Notice),
        Link::Waiting { why, .. } => (why.clone(), Role::Warning),
        Link::Ended { why } => (why.clone(), Role::Error),
    };
    let mut rest = SafeText::line(sentence).into_string();
    for y in y + 3..area.bottom() {
        if rest.is_empty() {
            break;
        }
        let cut = break_at(&rest, usize::from(limit));
        let tail = rest.split_off(cut);
        canvas.word((x, y), limit, rest.trim_end(), role);
        rest = tail.trim_start().to_owned();
    }
}

/// Where a sentence is broken to fit, in bytes: after the last word that does.
fn break_at(text: &str, cells: usize) -> usize {
    let (fits, rest) = crate::text::split_at_width(text, cells);
    if rest.is_empty() {
        return text.len();
    }
    match fits.rfind(' ') {
        Some(space) if space > 0 => space + 1,
        _ => fits
            .len()
            .max(text.chars().next().map_or(0, char::len_utf8)),
    }
}

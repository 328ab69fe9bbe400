//! What the rows of all lists have in common.

use ratatui::layout::Rect;

use crate::config::theme::Role;
use crate::content;
use crate::model::PresenceState;
use crate::text::SafeText;

use super::canvas::Canvas;

/// The bar and background of the selected row; a small mark where the open view
/// is.
pub fn mark(canvas: &mut Canvas<'_>, area: Rect, y: u16, selected: bool, open: bool) {
    if selected {
        canvas.wash(
            Rect {
                y,
                height: 1,
                ..area
            },
            Role::Selection,
        );
        canvas.cell(area.x, y, '▌', Role::Accent);
    } else if open {
        canvas.cell(area.x, y, '▏', Role::Accent);
    }
}

/// A count at the right edge, quiet, with `@` before it where it holds a mention.
/// Gives the cell before which other text has to end.
pub fn count(
    canvas: &mut Canvas<'_>,
    (end, y): (u16, u16),
    unread: usize,
    mentioned: bool,
    dim: bool,
) -> u16 {
    if unread == 0 {
        return end;
    }
    let role = if dim { Role::Dim } else { Role::UnreadCount };
    let number = SafeText::line(number(unread));
    let mut left = end - canvas.right((end, y), 6, &number, role);
    if mentioned && left >= 2 {
        left -= 2;
        canvas.cell(left, y, '@', Role::MentionMark);
    }
    left.saturating_sub(1)
}

/// A count in at most five cells.
#[must_use]
pub fn number(n: usize) -> String {
    match n {
        0..10_000 => n.to_string(),
        10_000..1_000_000 => format!("{}k", n / 1000),
        _ => format!("{}M", n / 1_000_000),
    }
}

/// The sign of a presence.
#[must_use]
pub fn presence(presence: PresenceState) -> (char, Role) {
    match presence {
        PresenceState::Active => ('●', Role::Active),
        PresenceState::Idle => ('◐', Role::Idle),
        PresenceState::Offline => ('○', Role::Dim),
    }
}

/// What an empty list says, in as many lines as it needs.
pub fn empty(canvas: &mut Canvas<'_>, area: Rect, sentence: &str) {
    let room = area.width.saturating_sub(1);
    let lines = content::wrap(sentence, usize::from(room.max(1)));
    for (line, y) in lines.into_iter().zip(area.y + 1..area.bottom()) {
        canvas.word((area.x + 1, y), room, &sentence[line], Role::Dim);
    }
}

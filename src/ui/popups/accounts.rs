//! The list of accounts.

use ratatui::layout::Rect;

use crate::app::accounts::{AccountIndex, Standing};
use crate::app::state::App;
use crate::config::theme::Role;
use crate::text::{self, SafeText};
use crate::ui::canvas::Canvas;
use crate::ui::list;

/// The widest the list is, in cells.
const WIDEST: u16 = 100;
/// Cells for the number that `Alt` goes with.
const NUMBER: u16 = 3;

/// Draws the list: two rows for each account.
pub fn draw(app: &App, selected: AccountIndex, screen: Rect, canvas: &mut Canvas<'_>) {
    let roster = &app.roster;
    let wide = WIDEST.min(screen.width.saturating_sub(4).max(1));
    let rows = u16::try_from(roster.all.len() * 2).unwrap_or(u16::MAX);
    let inside = super::frame(screen, wide, rows, "Accounts", canvas);
    let in_sight = usize::from(inside.height / 2).max(1);
    let top = (selected.0 + 1).saturating_sub(in_sight);
    for (row, (index, standing)) in roster.numbered().skip(top).take(in_sight).enumerate() {
        let y = inside.y + u16::try_from(row * 2).unwrap_or(0);
        let is_selected = index == selected;
        if is_selected {
            let both = Rect {
                y,
                height: 2.min(inside.bottom().saturating_sub(y)),
                ..inside
            };
            canvas.wash(both, Role::Selection);
        }
        let area = Rect {
            y,
            height: 1,
            ..inside
        };
        list::mark(canvas, area, y, is_selected, index == roster.here);
        let x = inside.x + 2;
        let end = inside.right();
        canvas.word((x, y), NUMBER, &(index.0 + 1).to_string(), Role::Key);
        let x = x + NUMBER;
        let words = SafeText::line(unread(standing));
        let taken = canvas.right((end, y), 30, &words, Role::UnreadCount);
        let room = end.saturating_sub(x).saturating_sub(taken + 1);
        canvas.text((x, y), room, &roster.label(index), Role::Unread);
        if y + 1 < inside.bottom() {
            let room = end.saturating_sub(x);
            let email = standing.email.as_str();
            let taken = canvas.text((x, y + 1), room, &standing.email, Role::Dim);
            let role = match standing.reach.trouble() {
                Some(_) => Role::Warning,
                None => Role::Dim,
            };
            let from = x + taken + 2;
            let left = end.saturating_sub(from);
            if text::width(email) < usize::from(room) {
                canvas.text((from, y + 1), left, &standing.reach.words(), role);
            }
        }
    }
}

fn unread(standing: &Standing) -> String {
    match (standing.unread, standing.mentions) {
        (0, _) => "nothing unread".to_owned(),
        (unread, 0) => format!("{unread} unread"),
        (unread, 1) => format!("{unread} unread, 1 mention"),
        (unread, mentions) => format!("{unread} unread, {mentions} mentions"),
    }
}

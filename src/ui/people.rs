//! The pane of people.

use ratatui::layout::Rect;

use crate::api::conversation::DmKey;
use crate::app::panes::Pane;
use crate::app::people::PersonRow;
use crate::app::state::App;
use crate::config::theme::Role;
use crate::model::{Organization, PresenceState};
use crate::text::SafeText;

use super::canvas::Canvas;
use super::{list, names};

/// Draws the pane's rows.
pub fn draw(app: &App, area: Rect, canvas: &mut Canvas<'_>) {
    let Some(organization) = app.organization.as_deref() else {
        return;
    };
    if app.people_rows.is_empty() {
        let key = app.keymap.key_of("clear-filter");
        list::empty(canvas, area, &format!("Nobody matches. {key} shows all."));
        return;
    }
    let me = organization.me();
    for (i, row) in app
        .people_rows
        .iter()
        .skip(app.people.top)
        .take(usize::from(area.height))
        .enumerate()
    {
        let y = area.y + u16::try_from(i).unwrap_or(0);
        let (sign, role) = list::presence(row.presence);
        canvas.cell(area.x + 1, y, sign, role);
        let end = list::count(
            canvas,
            (area.right().saturating_sub(1), y),
            organization
                .unreads()
                .of_dm(&DmKey::new([row.user], me))
                .len(),
            false,
            false,
        );
        let waits = end < area.right().saturating_sub(1);
        let role = match (row.presence, waits) {
            (_, true) => Role::Unread,
            (PresenceState::Active | PresenceState::Idle, false) => Role::Text,
            (PresenceState::Offline, false) => Role::Dim,
        };
        let x = area.x + 3;
        let room = end.saturating_sub(x);
        let who = names::person(organization, row.user);
        let width = u16::try_from(who.width()).unwrap_or(u16::MAX);
        let mark = mark(
            organization,
            row,
            room.saturating_sub(width.saturating_add(1)),
        );
        let marked = u16::try_from(mark.width()).map_or(0, |w| if w > 0 { w + 1 } else { 0 });
        let taken = canvas.text((x, y), room.saturating_sub(marked), &who, role);
        if marked > 0 {
            canvas.text((x + taken + 1, y), marked, &mark, Role::Dim);
        }
        let selected = app.people.selected == Some(row.user);
        list::mark(
            canvas,
            area,
            y,
            selected && app.focus == Pane::People,
            false,
        );
    }
}

/// What tells somebody from others of the same name, and oneself from everybody: the
/// address where it fits into so many cells and may be seen, else the id.
fn mark(organization: &Organization, row: &PersonRow, room: u16) -> SafeText<'static> {
    if row.user == organization.me() {
        return SafeText::line("(you)");
    }
    if !row.namesake {
        return SafeText::EMPTY;
    }
    let user = organization.users().get(row.user);
    let address = user.and_then(|user| user.delivery_email.as_deref());
    let address = address.map(|address| SafeText::line(address.to_owned()));
    match address {
        Some(address) if address.width() <= usize::from(room) => address,
        _ => SafeText::line(format!("id {}", row.user)),
    }
}

//! The pane of people.

use ratatui::layout::Rect;

use crate::api::conversation::DmKey;
use crate::app::panes::Pane;
use crate::app::state::App;
use crate::config::theme::Role;
use crate::model::PresenceState;

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
        canvas.text(
            (area.x + 3, y),
            end.saturating_sub(area.x + 3),
            &names::person(organization, row.user),
            role,
        );
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

//! The pane of views, conversations and channels.

use ratatui::layout::Rect;

use crate::app::panes::Pane;
use crate::app::side::{SideItem, SideKey, SideRow};
use crate::app::state::App;
use crate::config::theme::{Rgb, Role};
use crate::content::Paint;
use crate::model::PresenceState;
use crate::model::{Organization, View};
use crate::text::SafeText;

use super::canvas::Canvas;
use super::{list, names};

/// Draws the pane's rows.
pub fn draw(app: &App, area: Rect, canvas: &mut Canvas<'_>) {
    let Some(organization) = app.organization.as_deref() else {
        return;
    };
    let focused = app.focus == Pane::Channels;
    if app.side_rows.is_empty() {
        let sentence = match app.side.filter {
            Some(_) => {
                let key = app.keymap.key_of("clear-filter");
                &*format!("Nothing matches. {key} shows all.")
            }
            None => "No channels yet.",
        };
        list::empty(canvas, area, sentence);
        return;
    }
    let open = app.views.current().map(|v| &v.view);
    let page = app.views.page();
    for (i, row) in app
        .side_rows
        .iter()
        .skip(app.side.top)
        .take(usize::from(area.height))
        .enumerate()
    {
        let y = area.y + u16::try_from(i).unwrap_or(0);
        match row {
            SideRow::Blank => {}
            SideRow::Heading(title) => {
                canvas.text(
                    (area.x + 1, y),
                    area.width.saturating_sub(1),
                    &SafeText::line(&**title),
                    Role::Dim,
                );
            }
            SideRow::Item(item) => {
                let selected = app.side.selected.as_ref() == Some(&item.key);
                let here = match &item.key {
                    SideKey::Page(of_row) => page == Some(*of_row),
                    key => is_open(key, open),
                };
                draw_item(
                    app,
                    organization,
                    item,
                    Rect {
                        y,
                        height: 1,
                        ..area
                    },
                    canvas,
                );
                list::mark(canvas, area, y, selected && focused, here);
            }
        }
    }
}

fn is_open(key: &SideKey, open: Option<&View>) -> bool {
    use crate::api::conversation::Conversation;
    match (key, open) {
        (SideKey::View(view), Some(open)) => view == open,
        (SideKey::Channel(id), Some(View::Channel(open))) => id == open,
        (SideKey::Channel(id), Some(View::Conversation(Conversation::Topic { channel, .. }))) => {
            id == channel
        }
        (SideKey::Dm(key), Some(View::Conversation(Conversation::Dm(open)))) => key == open,
        (
            SideKey::Topic(id, name),
            Some(View::Conversation(Conversation::Topic { channel, topic })),
        ) => id == channel && name == topic,
        (
            SideKey::Page(_)
            | SideKey::View(_)
            | SideKey::Shelf(_)
            | SideKey::Channel(_)
            | SideKey::Dm(_)
            | SideKey::Topic(..),
            Some(_) | None,
        ) => false,
    }
}

fn draw_item(
    app: &App,
    organization: &Organization,
    item: &SideItem,
    area: Rect,
    canvas: &mut Canvas<'_>,
) {
    let (x, y) = (area.x + 1, area.y);
    let mut end = area.right().saturating_sub(1);
    end = list::count(canvas, (end, y), item.unread, item.mentioned, item.dim);
    let role = match (item.dim, item.unread > 0) {
        (true, _) => Role::Dim,
        (false, true) => Role::Unread,
        (false, false) => Role::Text,
    };
    let paint: Paint = role.into();
    let name = |canvas: &mut Canvas<'_>, x: u16, text: &SafeText<'_>, paint: Paint| {
        canvas.text((x, y), end.saturating_sub(x), text, paint);
    };
    match &item.key {
        SideKey::Page(page) => name(canvas, x, &SafeText::line(page.name()), paint),
        SideKey::View(view) => name(canvas, x, &names::view(organization, view), paint),
        SideKey::Shelf(kind) => name(canvas, x, &SafeText::line(kind.title()), paint),
        SideKey::Dm(key) => {
            let me = organization.me();
            let mut others = key.others(me);
            let (mark, role) = match (others.next(), others.next()) {
                (Some(one), None) => list::presence(organization.presence().state(one, app.now)),
                (None, _) => list::presence(PresenceState::Active),
                (Some(_), Some(_)) => ('∴', Role::Dim),
            };
            canvas.cell(x, y, mark, role);
            name(canvas, x + 2, &names::dm(organization, key), paint);
        }
        SideKey::Channel(id) => {
            canvas.cell(
                x,
                y,
                names::channel_mark(organization, *id),
                Role::ChannelMark,
            );
            let color = organization
                .channels()
                .get(*id)
                .and_then(|state| Rgb::parse(&state.personal.color));
            if let Some(color) = color
                && let Some(cell) = canvas.buf.cell_mut((x, y))
            {
                cell.set_style(canvas.theme.channel_mark(color));
            }
            let text = names::channel(organization, *id);
            name(canvas, x + 2, &text, paint);
        }
        SideKey::Topic(_, topic) => {
            let paint = if topic.is_resolved() && item.unread == 0 {
                Paint::new(Role::Dim)
            } else {
                paint
            };
            name(canvas, x + 4, &names::topic(organization, topic), paint);
        }
    }
}

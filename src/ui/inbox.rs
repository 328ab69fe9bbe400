//! The inbox page.

use ratatui::layout::Rect;

use crate::api::conversation::Conversation;
use crate::app::inbox::{InboxItem, InboxKey, InboxRow};
use crate::app::panes::Pane;
use crate::app::state::App;
use crate::config::theme::{Rgb, Role};
use crate::content::Paint;
use crate::model::{Organization, SectionKind};
use crate::text::SafeText;

use super::canvas::Canvas;
use super::pages::{COUNT, TIME, WIDEST};
use super::{Ui, list, names};

/// Draws the rows.
pub fn draw(
    app: &App,
    organization: &Organization,
    ui: &mut Ui,
    area: Rect,
    canvas: &mut Canvas<'_>,
) {
    if app.inbox.rows.is_empty() {
        return empty(app, organization, area, canvas);
    }
    let area = Rect {
        width: area.width.min(WIDEST),
        ..area
    };
    let focused = app.focus == Pane::Messages;
    let rows = app.inbox.rows.iter().skip(app.inbox.picker.top);
    for (y, row) in (area.y..area.bottom()).zip(rows) {
        let InboxRow::Item(item) = row else { continue };
        let line = Rect {
            y,
            height: 1,
            ..area
        };
        draw_item(app, organization, ui, item, line, canvas);
        let selected = app.inbox.picker.selected.as_ref() == Some(&item.key);
        list::mark(canvas, area, y, selected && focused, false);
    }
}

fn empty(app: &App, organization: &Organization, area: Rect, canvas: &mut Canvas<'_>) {
    let y = area.y + area.height / 3;
    let (x, limit) = (area.x + 3, area.width.saturating_sub(4));
    let missing = organization.unreads().old_missing();
    let sentence = if missing {
        "Nothing recent is unread. There are older unread messages that the server did not list."
    } else {
        "Everything is read."
    };
    canvas.word((x, y), limit, sentence, Role::Notice);
    if y + 1 < area.bottom() {
        let key = |name: &str| app.keymap.key_of(name);
        let hint = format!(
            "{} opens the combined feed, {} the channels, {} goes back",
            key("combined-feed"),
            key("toggle-side"),
            key("back")
        );
        canvas.word((x, y + 1), limit, &hint, Role::Dim);
    }
}

fn draw_item(
    app: &App,
    organization: &Organization,
    ui: &mut Ui,
    item: &InboxItem,
    area: Rect,
    canvas: &mut Canvas<'_>,
) {
    let y = area.y;
    let message = item.newest.and_then(|id| {
        let held = organization.messages().get(id);
        held.or_else(|| app.inbox.preview(id))
    });
    let mut end = area.right().saturating_sub(1);
    if area.width >= 50 {
        if let Some(message) = message {
            let now = app.now.0.div_euclid(1000);
            let time = ui.layouts.times().ago(message.timestamp.0, now);
            canvas.right((end, y), TIME, &SafeText::line(time), Role::Dim);
        }
        end = end.saturating_sub(TIME);
    }
    // Counts of any width leave the columns where they are.
    let columns_end = end.saturating_sub(COUNT);
    end = list::count(canvas, (end, y), item.unread, item.mentioned, false);
    let heading = |canvas: &mut Canvas<'_>, x: u16, words: &SafeText<'_>, role: Role| {
        let taken = canvas.text((x, y), end.saturating_sub(x), words, role);
        if item.folded && x + taken + 2 < end {
            canvas.cell(x + taken + 1, y, '…', Role::Dim);
        }
    };
    let x = area.x + 1;
    match &item.key {
        InboxKey::Dms => heading(canvas, x, &SafeText::line("Direct messages"), Role::Title),
        InboxKey::Section(kind) => {
            let name = section(organization, *kind);
            heading(canvas, x, &SafeText::line(name), Role::Dim);
        }
        InboxKey::Channel(id) => {
            let mark = names::channel_mark(organization, *id);
            canvas.cell(x, y, mark, Role::ChannelMark);
            let state = organization.channels().get(*id);
            let color = state.and_then(|state| Rgb::parse(&state.personal.color));
            if let (Some(color), Some(cell)) = (color, canvas.buf.cell_mut((x, y))) {
                cell.set_style(canvas.theme.channel_mark(color));
            }
            let name = names::channel(organization, *id);
            heading(canvas, x + 2, &name, Role::Title);
        }
        InboxKey::Conversation(place) => {
            let (name, left, named) = match place {
                Conversation::Dm(key) => {
                    let one = !key.is_group();
                    let person = key.others(organization.me()).next().filter(|_| one);
                    let (mark, role) = match person {
                        Some(id) => list::presence(organization.presence().state(id, app.now)),
                        None => ('∴', Role::Dim),
                    };
                    canvas.cell(x + 2, y, mark, role);
                    (names::dm(organization, key), x + 4, !one)
                }
                Conversation::Topic { topic, .. } => {
                    let name = names::topic(organization, topic);
                    (SafeText::line(name.as_str().to_owned()), x + 4, true)
                }
            };
            // The name has a third of the row, or all of it where there is no room for more.
            let room = columns_end.saturating_sub(left + 1);
            let column = if room >= 40 {
                room / 3
            } else {
                end.saturating_sub(left + 1)
            };
            let paint = Paint::new(Role::Unread);
            canvas.text((left, y), column, &name, paint);
            if let Some(message) = message
                && column < room
            {
                let preview = ui.previews.line(organization, message, named);
                let at = left + column + 2;
                canvas.text((at, y), columns_end.saturating_sub(at), &preview, Role::Dim);
            }
        }
    }
}

fn section(organization: &Organization, kind: SectionKind) -> String {
    match kind {
        SectionKind::Pinned => "Pinned".to_owned(),
        SectionKind::Other => "Channels".to_owned(),
        SectionKind::Folder(id) => {
            let folders = organization.channels().folders().iter();
            let folder = folders.into_iter().find(|folder| folder.id == id);
            folder.map_or_else(|| "Folder".to_owned(), |folder| folder.name.to_string())
        }
    }
}

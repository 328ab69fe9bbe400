//! One picture or file over the whole screen.

use ratatui::layout::Rect;

use crate::app::media::{Item, Viewer};
use crate::config::theme::Role;
use crate::text::SafeText;
use crate::ui::canvas::Canvas;
use crate::ui::gallery::{Gallery, Seen};

/// Draws it above the footer.
pub fn draw(screen: Rect, viewer: &Viewer, gallery: &mut Gallery, canvas: &mut Canvas<'_>) {
    let area = Rect {
        height: screen.height.saturating_sub(1),
        ..screen
    };
    canvas.clear(area);
    gallery.cover();
    let Some(item) = viewer.item() else { return };
    if area.height < 3 || area.width < 10 {
        return;
    }
    title(area, viewer, item, canvas);
    canvas.rule(area.x, area.right(), area.y + 1);
    let room = Rect::new(area.x, area.y + 2, area.width, area.height - 2);
    let seen = item
        .media
        .as_ref()
        .and_then(|media| gallery.original(media, (room.width, room.height)));
    match seen {
        Some(Seen::Ready(graphic)) => {
            let (columns, rows) = graphic.cells();
            let x = room.x + room.width.saturating_sub(columns) / 2;
            let y = room.y + room.height.saturating_sub(rows) / 2;
            let easel = gallery.easel.clone();
            for row in 0..rows.min(room.height) {
                easel.hang(&graphic, row, (x, y + row), columns, canvas.buf);
            }
        }
        Some(Seen::Coming) => middle("loading…", Role::Dim, room, canvas),
        Some(Seen::None(why)) => {
            middle(
                &format!("It can't be shown: {why}."),
                Role::Text,
                room,
                canvas,
            );
        }
        None => middle(elsewhere(item), Role::Text, room, canvas),
    }
}

/// What can be done with what is not shown here.
fn elsewhere(item: &Item) -> &'static str {
    if item.is_picture() {
        "This picture is not shown here. o opens it."
    } else {
        "o opens it, s saves it."
    }
}

fn title(area: Rect, viewer: &Viewer, item: &Item, canvas: &mut Canvas<'_>) {
    let mut facts = Vec::new();
    if let Some((width, height)) = item.media.as_ref().and_then(|m| m.dimensions) {
        facts.push(format!("{width}×{height}"));
    }
    facts.push(item.kind().to_owned());
    if viewer.items.len() > 1 {
        facts.push(format!("{} of {}", viewer.at + 1, viewer.items.len()));
    }
    let facts = SafeText::line(facts.join(" · "));
    let end = area.right().saturating_sub(1);
    let taken = canvas.right((end, area.y), area.width / 2, &facts, Role::Dim);
    let room = end.saturating_sub(area.x + taken + 3);
    canvas.text((area.x + 1, area.y), room, &item.name, Role::Title);
}

fn middle(words: &str, role: Role, room: Rect, canvas: &mut Canvas<'_>) {
    let words = SafeText::line(words.to_owned());
    let taken = u16::try_from(words.width()).unwrap_or(room.width);
    let x = room.x + room.width.saturating_sub(taken) / 2;
    let y = room.y + room.height / 2;
    canvas.text((x, y), room.right().saturating_sub(x), &words, role);
}

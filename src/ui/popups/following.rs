//! What may follow the keys that were typed.

use ratatui::layout::Rect;

use crate::app::sequence::shown;
use crate::app::state::App;
use crate::config::theme::Role;
use crate::text;
use crate::ui::canvas::Canvas;

/// The widest the sentences are, in cells.
const WIDEST: usize = 64;

/// Draws what may follow, above the footer's right end, once it is time to.
pub fn draw(app: &App, screen: Rect, canvas: &mut Canvas<'_>) {
    let Some(started) = app.waits_for_keys() else {
        return;
    };
    let rows = app.keymap.what_follows(&started.keys, started.place);
    let widest = |words: &mut dyn Iterator<Item = &str>| words.map(text::width).max().unwrap_or(0);
    let keys = widest(&mut rows.iter().map(|(keys, _)| &**keys));
    let sentences = widest(&mut rows.iter().map(|(_, command)| command.sentence)).min(WIDEST);
    let cells = |n: usize| u16::try_from(n).unwrap_or(u16::MAX);
    let (keys, wide) = (cells(keys), cells(keys + 2 + sentences));
    let (high, wide) = (cells(rows.len()) + 2, wide.saturating_add(4));
    let room = Rect {
        height: screen.height.saturating_sub(2),
        ..screen
    };
    let (width, height) = (wide.min(room.width), high.min(room.height));
    let area = Rect::new(room.right() - width, room.bottom() - height, width, height);
    let title = format!("{} …", shown(&started.keys));
    let inside = super::frame_at(area, &title, canvas);
    for ((rest, command), y) in rows.iter().zip(inside.y..inside.bottom()) {
        let does = match (command.available)(app) {
            true => Role::Text,
            false => Role::Dim,
        };
        canvas.word((inside.x, y), inside.width, rest, Role::Key);
        let x = (inside.x + keys + 2).min(inside.right());
        let room = inside.right() - x;
        canvas.word((x, y), room, command.sentence, does);
    }
}

//! A screen of the tour.

use ratatui::layout::Rect;

use crate::app::state::App;
use crate::app::tour::{STOPS, Tour, keys_of};
use crate::config::theme::Role;
use crate::content;
use crate::ui::canvas::Canvas;

/// Cells of the text, where there is room.
const WIDTH: u16 = 72;
/// Cells for keys, left of what they do.
const KEYS: u16 = 16;

/// Draws it, in the middle of the screen.
pub fn draw(app: &App, screen: Rect, tour: Tour, canvas: &mut Canvas<'_>) {
    let Some(stop) = STOPS.get(tour.at) else {
        return;
    };
    let wide = WIDTH.min(screen.width.saturating_sub(4));
    let words = content::wrap(stop.words, usize::from(wide.max(1)));
    let rest = usize::from(wide.saturating_sub(KEYS).max(1));
    let rows: Vec<(String, Vec<&str>)> = stop
        .keys
        .iter()
        .map(|(commands, does)| {
            let lines = content::wrap(does, rest);
            let lines = lines.into_iter().map(|line| &does[line]).collect();
            (keys_of(&app.keymap, commands), lines)
        })
        .collect();
    let height = words.len() + 1 + rows.iter().map(|(_, lines)| lines.len()).sum::<usize>() + 2;
    let height = u16::try_from(height).unwrap_or(u16::MAX);
    let title = format!("{} · {} of {}", stop.title, tour.at + 1, STOPS.len());
    let inside = super::frame(screen, wide, height, &title, canvas);
    let mut y = inside.y;
    for line in words {
        if y < inside.bottom() {
            canvas.word((inside.x, y), inside.width, &stop.words[line], Role::Text);
        }
        y += 1;
    }
    y += 1;
    for (keys, lines) in rows {
        if y < inside.bottom() {
            canvas.word((inside.x, y), KEYS - 1, &keys, Role::Key);
        }
        for line in lines {
            if y < inside.bottom() {
                let room = inside.width.saturating_sub(KEYS);
                canvas.word((inside.x + KEYS, y), room, line, Role::Text);
            }
            y += 1;
        }
    }
    let next = app.keymap.key_of("tour-next");
    let back = app.keymap.key_of("tour-back");
    let leave = app.keymap.key_of("tour-leave");
    let further = if tour.at + 1 < STOPS.len() {
        "goes on"
    } else {
        "ends the tour"
    };
    let hint = format!("{next} {further} · {back} goes back · {leave} leaves");
    if inside.height > 2 {
        let at = (inside.x, inside.bottom() - 1);
        canvas.word(at, inside.width, &hint, Role::Dim);
    }
}

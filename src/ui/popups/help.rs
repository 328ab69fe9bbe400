//! The help screen: every key, place by place.

use ratatui::layout::Rect;

use crate::app::help::{self, HelpRow};
use crate::app::keymap::Keymap;
use crate::config::theme::Role;
use crate::ui::canvas::Canvas;

/// Draws the help screen, scrolled down by so many rows.
pub fn draw(keymap: &Keymap, screen: Rect, top: usize, canvas: &mut Canvas<'_>) {
    let rows = help::rows(keymap, screen.width);
    let (keys_width, room) = help::columns(screen.width);
    let height = u16::try_from(rows.len()).unwrap_or(u16::MAX);
    let height = height.min(screen.height.saturating_sub(4));
    let inside = super::frame(screen, help::WIDTH, height, "Keys", canvas);
    let below = rows.len().saturating_sub(top + usize::from(inside.height));
    for (row, y) in rows.iter().skip(top).zip(inside.y..inside.bottom()) {
        let x = inside.x + keys_width + 2;
        match row {
            HelpRow::Blank => {}
            HelpRow::Title(title) => {
                canvas.word((inside.x, y), inside.width, title, Role::Title);
            }
            HelpRow::Keys(keys, sentence) => {
                canvas.word((inside.x + 1, y), keys_width, keys, Role::Key);
                canvas.word((x, y), room, sentence, Role::Text);
            }
            HelpRow::More(sentence) => {
                canvas.word((x, y), room, sentence, Role::Text);
            }
        }
    }
    if below > 0 || top > 0 {
        let keys = super::scroll_keys(keymap);
        let hint = if below > 0 {
            format!(" {below} more below · {keys} ")
        } else {
            format!(" {keys} ")
        };
        canvas.right(
            (inside.right(), inside.bottom()),
            inside.width,
            &crate::text::SafeText::line(hint),
            Role::Dim,
        );
    }
}

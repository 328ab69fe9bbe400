//! The choice of what to copy.

use ratatui::layout::Rect;

use crate::app::command::{Place, all};
use crate::app::keymap::Keymap;
use crate::config::theme::Role;
use crate::text;
use crate::ui::canvas::Canvas;

/// Draws the choice, made from the command table.
pub fn draw(keymap: &Keymap, screen: Rect, canvas: &mut Canvas<'_>) {
    let choices: Vec<_> = all()
        .filter(|command| command.places == [Place::Copy])
        .collect();
    let height = u16::try_from(choices.len()).unwrap_or(u16::MAX);
    let inside = super::frame(screen, 50, height, "Copy", canvas);
    let keys = choices.iter().map(|command| keymap.key_of(command.name));
    let keys: Vec<String> = keys.collect();
    let wide = keys.iter().map(|key| text::width(key)).max().unwrap_or(0);
    let wide = u16::try_from(wide).unwrap_or(u16::MAX).max(3);
    for ((command, key), y) in choices.iter().zip(&keys).zip(inside.y..inside.bottom()) {
        canvas.word((inside.x, y), inside.width, key, Role::Key);
        let x = inside.x.saturating_add(wide + 2).min(inside.right());
        let room = inside.right().saturating_sub(x);
        canvas.word((x, y), room, command.sentence, Role::Text);
    }
}

//! The choice of what to copy.

use ratatui::layout::Rect;

use crate::app::command::{Place, all};
use crate::config::theme::Role;
use crate::ui::canvas::Canvas;

/// Draws the choice, made from the command table.
pub fn draw(screen: Rect, canvas: &mut Canvas<'_>) {
    let choices: Vec<_> = all()
        .filter(|command| command.places == [Place::Copy])
        .collect();
    let height = u16::try_from(choices.len()).unwrap_or(u16::MAX);
    let inside = super::frame(screen, 50, height, "Copy", canvas);
    for (command, y) in choices.iter().zip(inside.y..inside.bottom()) {
        let key = command.keys.first().copied().unwrap_or_default();
        canvas.word((inside.x, y), inside.width, key, Role::Key);
        let x = inside.x + 5;
        let room = inside.right().saturating_sub(x);
        canvas.word((x, y), room, command.sentence, Role::Text);
    }
}

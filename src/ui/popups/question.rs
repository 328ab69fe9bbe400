//! A question with yes and no.

use ratatui::layout::Rect;

use crate::app::layer::Question;
use crate::config::theme::Role;
use crate::text::width;
use crate::ui::canvas::Canvas;

/// Draws the question.
pub fn draw(screen: Rect, question: Question, canvas: &mut Canvas<'_>) {
    let sentence = question.sentence();
    let wide = u16::try_from(width(sentence)).unwrap_or(60).max(24);
    let inside = super::frame(screen, wide, 3, "", canvas);
    canvas.word((inside.x, inside.y), inside.width, sentence, Role::Text);
    if inside.height > 2 {
        let mut x = inside.x;
        let y = inside.y + 2;
        for (key, answer) in [("y", " yes   "), ("n", " no")] {
            let room = inside.right().saturating_sub(x);
            x += canvas.word((x, y), room, key, Role::Key);
            let room = inside.right().saturating_sub(x);
            x += canvas.word((x, y), room, answer, Role::Dim);
        }
    }
}

//! A question with yes and no.

use ratatui::layout::Rect;

use crate::app::keymap::Keymap;
use crate::app::layer::Question;
use crate::config::theme::Role;
use crate::content::{Line, wrap_line};
use crate::ui::canvas::Canvas;

/// The widest a question is written, in cells.
const WIDEST: u16 = 76;

/// Draws the question.
pub fn draw(keymap: &Keymap, screen: Rect, question: &Question, canvas: &mut Canvas<'_>) {
    let sentence = Line::of(&question.sentence(), Role::Text);
    let wide = sentence
        .width()
        .clamp(24, WIDEST)
        .min(screen.width.saturating_sub(4).max(1));
    let lines = wrap_line(&sentence, wide, 0);
    let height = u16::try_from(lines.len()).unwrap_or(u16::MAX);
    let inside = super::frame(screen, wide, height.saturating_add(2), "", canvas);
    for (line, y) in lines.iter().zip(inside.y..inside.bottom()) {
        canvas.parts((inside.x, y), inside.width, line);
    }
    if inside.height > 2 {
        let mut x = inside.x;
        let y = inside.bottom() - 1;
        for (command, answer) in [("answer-yes", " yes   "), ("answer-no", " no")] {
            let key = keymap.key_of(command);
            let room = inside.right().saturating_sub(x);
            x += canvas.word((x, y), room, &key, Role::Key);
            let room = inside.right().saturating_sub(x);
            x += canvas.word((x, y), room, answer, Role::Dim);
        }
    }
}

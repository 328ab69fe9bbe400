//! One line of text that is asked for, at the bottom of the screen, where one types.

use ratatui::layout::Rect;

use crate::app::prompt::Prompt;
use crate::config::theme::Role;
use crate::content::Line;
use crate::text::SafeText;
use crate::ui::canvas::Canvas;

/// Draws the prompt above the footer. Gives where its cursor stands.
pub fn draw(screen: Rect, prompt: &Prompt, canvas: &mut Canvas<'_>) -> (u16, u16) {
    // The rule above the footer is the one below the line.
    let below = 2.min(screen.height.saturating_sub(1));
    let rows = 2.min(screen.height - below);
    let area = Rect::new(screen.x, screen.bottom() - below - rows, screen.width, rows);
    canvas.clear(area);
    if rows == 2 {
        canvas.rule(area.x, area.right(), area.y);
        let title = format!(" {} ", prompt.purpose.title());
        let room = area.width.saturating_sub(4);
        canvas.word((area.x + 2, area.y), room, &title, Role::Accent);
    }
    let y = area.y + rows.saturating_sub(1);
    let (x, room) = (area.x + 1, area.width.saturating_sub(2));
    let (shown, column) = prompt.line.window(usize::from(room));
    if prompt.line.text().is_empty() {
        let text = prompt.purpose.placeholder();
        canvas.word((x, y), room, text, Role::Placeholder);
    } else {
        // In the order in which it is typed: that is where the cursor stands.
        let shown = Line::of(&SafeText::line(shown), Role::Input);
        canvas.line((x, y), room, &shown);
    }
    (x + u16::try_from(column).unwrap_or(0), y)
}

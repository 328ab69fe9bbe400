//! One line of text that is asked for, at the bottom of the screen, where one types.

use ratatui::layout::Rect;

use crate::app::later;
use crate::app::prompt::Prompt;
use crate::app::state::App;
use crate::config::theme::Role;
use crate::content::Line;
use crate::text::SafeText;
use crate::ui::Ui;
use crate::ui::canvas::Canvas;

/// Draws the prompt above the footer. Gives where its cursor stands.
pub fn draw(
    app: &App,
    ui: &Ui,
    screen: Rect,
    prompt: &Prompt,
    canvas: &mut Canvas<'_>,
) -> (u16, u16) {
    // The rule above the footer is the one below the line.
    let below = 2.min(screen.height.saturating_sub(1));
    let rows = 2.min(screen.height - below);
    let area = Rect::new(screen.x, screen.bottom() - below - rows, screen.width, rows);
    canvas.clear(area);
    if rows == 2 {
        canvas.rule(area.x, area.right(), area.y);
        let title = format!(" {} ", prompt.purpose.title());
        let room = area.width.saturating_sub(4);
        let taken = canvas.word((area.x + 2, area.y), room, &title, Role::Accent);
        if prompt.purpose.asks_for_time() && !prompt.line.text().trim().is_empty() {
            understood(app, ui, prompt, (area.x + 2 + taken + 1, area), canvas);
        }
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

/// Beside the title, how the time that is being typed is understood.
fn understood(
    app: &App,
    ui: &Ui,
    prompt: &Prompt,
    (x, area): (u16, Rect),
    canvas: &mut Canvas<'_>,
) {
    let times = ui.layouts.times();
    let now = jiff::Timestamp::from_millisecond(app.now.0).unwrap_or_default();
    let now = now.to_zoned(times.zone().clone());
    let (words, role) = match later::understood(prompt.line.text(), &now, times.twenty_four) {
        Ok(words) => (words, Role::Notice),
        // Half a word is no mistake yet; Enter says what is wrong.
        Err(_) => ("…".to_owned(), Role::Dim),
    };
    let words = SafeText::line(format!(" {words} "));
    canvas.text(
        (x, area.y),
        area.right().saturating_sub(x + 2),
        &words,
        role,
    );
}

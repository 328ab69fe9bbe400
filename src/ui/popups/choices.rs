//! The list of what a setting can be.

use ratatui::layout::Rect;

use crate::app::settings::choosing::Choices;
use crate::app::state::App;
use crate::config::theme::Role;
use crate::content;
use crate::text::{SafeText, width};
use crate::ui::canvas::Canvas;
use crate::ui::list;

/// The widest the list is, in cells.
const WIDEST: u16 = 84;
/// Rows for what the selected one means, below the list.
const BELOW: u16 = 3;

/// Draws the list: what it is now has a mark, and what the selected one means stands below.
pub fn draw(app: &App, choosing: &Choices, screen: Rect, canvas: &mut Canvas<'_>) {
    let choices = app.setting_choices(&choosing.key);
    let wide = WIDEST.min(screen.width.saturating_sub(4).max(1));
    let column = choices.iter().map(|choice| width(&choice.words)).max();
    let column = u16::try_from(column.unwrap_or(0)).unwrap_or(u16::MAX);
    let column = column.min(wide / 2) + 2;
    // Below the list is told whole what has no room in it.
    let room = usize::from(wide.saturating_sub(column + 4));
    let cut = choices.iter().any(|choice| width(&choice.meaning) > room);
    let below = if cut { BELOW + 1 } else { 0 };
    let rows = u16::try_from(choices.len()).unwrap_or(u16::MAX).max(1);
    let most = screen.height.saturating_sub(6 + below).max(1);
    let height = rows.min(most) + below;
    let title = app.setting_name(&choosing.key);
    let inside = super::frame(screen, wide, height, title, canvas);
    let below = below.min(inside.height.saturating_sub(1));
    let listed = Rect {
        height: inside.height - below,
        ..inside
    };
    let room = usize::from(listed.height);
    let top = (choosing.at + 1).saturating_sub(room);
    let visible = choices.iter().enumerate().skip(top).take(room);
    for ((at, choice), y) in visible.zip(listed.y..) {
        let area = Rect {
            y,
            height: 1,
            ..listed
        };
        list::mark(canvas, area, y, at == choosing.at, false);
        let x = area.x + 2;
        if choice.now {
            canvas.cell(x, y, '✓', Role::Active);
        }
        let role = if choice.now { Role::Unread } else { Role::Text };
        let words = SafeText::line(choice.words.as_str());
        canvas.text((x + 2, y), column, &words, role);
        let x = x + 2 + column;
        let left = area.right().saturating_sub(x);
        let meaning = SafeText::line(choice.meaning.as_str());
        canvas.text((x, y), left, &meaning, Role::Dim);
    }
    if below == 0 {
        return;
    }
    canvas.rule(inside.x, inside.right(), listed.bottom());
    let meaning = choices.get(choosing.at).map_or("", |c| c.meaning.as_str());
    let lines = content::wrap(meaning, usize::from(inside.width.max(1)));
    for (line, y) in lines.into_iter().zip(listed.bottom() + 1..inside.bottom()) {
        canvas.word((inside.x, y), inside.width, &meaning[line], Role::Text);
    }
}

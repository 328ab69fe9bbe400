//! What lies over the panes, one file for each.

pub mod accounts;
pub mod channel;
pub mod choices;
pub mod copy;
pub mod emoji;
pub mod following;
pub mod form;
pub mod help;
pub mod jump;
pub mod prompt;
pub mod question;
pub mod search;
pub mod sheet;
pub mod shelf;
pub mod tour;
pub mod viewer;
pub mod widget;

use ratatui::layout::Rect;

use crate::config::theme::Role;

use super::canvas::Canvas;

/// Clears room for a popup in the middle of the screen, with a title and a frame of
/// thin rules. Gives the room inside.
pub fn frame(screen: Rect, width: u16, height: u16, title: &str, canvas: &mut Canvas<'_>) -> Rect {
    let width = (width + 4).min(screen.width);
    let height = (height + 2).min(screen.height);
    let area = Rect::new(
        screen.x + (screen.width - width) / 2,
        screen.y + (screen.height - height) / 3,
        width,
        height,
    );
    frame_at(area, title, canvas)
}

/// Clears an area for a popup, with a title and a frame of thin rules. Gives the room inside.
fn frame_at(area: Rect, title: &str, canvas: &mut Canvas<'_>) -> Rect {
    let Rect { width, height, .. } = area;
    canvas.clear(area);
    if height < 3 || width < 5 {
        return area;
    }
    let (right, bottom) = (area.right() - 1, area.bottom() - 1);
    canvas.rule(area.x, area.right(), area.y);
    canvas.rule(area.x, area.right(), bottom);
    for y in area.y + 1..bottom {
        canvas.cell(area.x, y, '│', Role::Rule);
        canvas.cell(right, y, '│', Role::Rule);
    }
    for (x, y, corner) in [
        (area.x, area.y, '╭'),
        (right, area.y, '╮'),
        (area.x, bottom, '╰'),
        (right, bottom, '╯'),
    ] {
        canvas.cell(x, y, corner, Role::Rule);
    }
    let taken = canvas.word(
        (area.x + 3, area.y),
        width.saturating_sub(6),
        title,
        Role::Accent,
    );
    if taken > 0 {
        canvas.cell(area.x + 2, area.y, ' ', Role::Text);
        canvas.cell(area.x + 3 + taken, area.y, ' ', Role::Text);
    }
    Rect::new(area.x + 2, area.y + 1, width - 4, height - 2)
}

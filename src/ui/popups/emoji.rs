//! The popup in which an emoji is chosen.

use ratatui::layout::Rect;

use crate::app::emoji_picker::{EmojiPicker, EmojiRow};
use crate::app::state::App;
use crate::config::theme::Role;
use crate::content::EmojiStyle;
use crate::text::SafeText;
use crate::ui::canvas::Canvas;

/// Cells of the popup.
const WIDTH: u16 = 56;
/// Rows of emoji at most.
const ROWS: u16 = 14;

/// Draws the popup. Gives where its cursor stands.
pub fn draw(
    app: &App,
    picker: &EmojiPicker,
    style: EmojiStyle,
    screen: Rect,
    canvas: &mut Canvas<'_>,
) -> (u16, u16) {
    let height = ROWS.min(screen.height.saturating_sub(6)).max(1);
    let inside = super::frame(screen, WIDTH, height + 2, "React", canvas);
    let rows = app.emoji_rows(picker);
    let (shown, column) = picker.line.window(usize::from(inside.width));
    if picker.line.text().is_empty() {
        let placeholder = "type a name, such as tada";
        canvas.word(
            (inside.x, inside.y),
            inside.width,
            placeholder,
            Role::Placeholder,
        );
    } else {
        let text = SafeText::line(shown);
        canvas.text((inside.x, inside.y), inside.width, &text, Role::Input);
    }
    canvas.rule(inside.x, inside.right(), inside.y + 1);
    let cursor = (inside.x + u16::try_from(column).unwrap_or(0), inside.y);
    let room = usize::from(inside.height.saturating_sub(2));
    if rows.is_empty() {
        let sentence = "No emoji is called so.";
        canvas.word(
            (inside.x, inside.y + 2),
            inside.width,
            sentence,
            Role::Notice,
        );
        return cursor;
    }
    let at = picker.at.min(rows.len() - 1);
    let top = (at + 1).saturating_sub(room);
    let in_sight = rows.iter().enumerate().skip(top);
    for ((index, row), y) in in_sight.zip(inside.y + 2..inside.bottom()) {
        draw_row(row, index == at, style, inside, y, canvas);
    }
    let below = rows.len().saturating_sub(top + room);
    if below > 0 {
        let hint = SafeText::line(format!(" {below} more below "));
        let end = (inside.right(), inside.bottom());
        canvas.right(end, inside.width, &hint, Role::Dim);
    }
    cursor
}

fn draw_row(
    row: &EmojiRow,
    here: bool,
    style: EmojiStyle,
    inside: Rect,
    y: u16,
    canvas: &mut Canvas<'_>,
) {
    if here {
        canvas.cell(inside.x, y, '▌', Role::Accent);
    }
    let shown = row.glyph.as_deref().filter(|glyph| match style {
        EmojiStyle::Glyph => true,
        EmojiStyle::Simple => glyph.chars().count() == 1,
        EmojiStyle::Name => false,
    });
    if let Some(glyph) = shown {
        canvas.text((inside.x + 2, y), 2, &SafeText::line(glyph), Role::Text);
    }
    let x = inside.x + 5;
    let mut end = inside.right();
    if row.count > 0 {
        let (text, role) = if row.own {
            (format!("[{}] yours", row.count), Role::OwnReaction)
        } else {
            (row.count.to_string(), Role::Reaction)
        };
        let taken = canvas.right((end, y), end - x, &SafeText::line(text), role);
        end = end.saturating_sub(taken + 1);
    }
    let role = if here { Role::Unread } else { Role::Text };
    let name = SafeText::line(&*row.emoji.name);
    let taken = canvas.text((x, y), end.saturating_sub(x), &name, role);
    let x = x + taken + 2;
    if x < end {
        let aliases = SafeText::line(&*row.aliases);
        let aliases = aliases.truncate(usize::from(end - x));
        canvas.text((x, y), end - x, &aliases, Role::Dim);
    }
}

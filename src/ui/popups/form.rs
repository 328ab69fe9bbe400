//! A form: its fields, suggestions under the one that is filled in, and what is wrong.

use ratatui::layout::Rect;

use crate::app::form::{Field, Form, MOST_SUGGESTED, Suggestion, Value};
use crate::app::state::App;
use crate::config::theme::Role;
use crate::content::{Line, wrap_line};
use crate::text::SafeText;
use crate::ui::canvas::Canvas;

/// Cells of the popup.
const WIDTH: u16 = 72;
/// Rows for suggestions and what is wrong, where all fields have room above.
const LEAST_BELOW: u16 = 3;
/// Rows for these where not all fields have room anyway.
const SPARED_BELOW: u16 = 6;
/// Cells of a label and the air behind it.
const LABEL: u16 = 22;

/// Draws the form. Gives where its cursor stands.
pub fn draw(app: &App, form: &Form, screen: Rect, canvas: &mut Canvas<'_>) -> Option<(u16, u16)> {
    let suggestions = app.suggestions(form);
    let wide = WIDTH.min(screen.width.saturating_sub(4).max(1));
    let wrong = form.wrong.as_deref().map(|why| {
        let why = SafeText::line(why);
        wrap_line(&Line::of(&why, Role::Error), wide, 0)
    });
    let wrong = wrong.unwrap_or_default();
    // Room for all suggestions, so that nothing jumps while one types.
    let fields = u16::try_from(form.fields.len()).unwrap_or(u16::MAX);
    let below = u16::try_from(MOST_SUGGESTED.max(wrong.len())).unwrap_or(0);
    let height = (fields + 1 + below).min(screen.height.saturating_sub(4));
    let title = form.subject.title();
    let inside = super::frame(screen, wide, height, &title, canvas);
    let mut cursor = None;
    // Where not all fields have room, those around the one that is filled in are seen.
    let room = |below| usize::from(inside.height.saturating_sub(1 + below)).max(1);
    let all = form.fields.len();
    let (room, skipped) = match all > room(LEAST_BELOW) {
        true => {
            let room = room(SPARED_BELOW);
            (room, (form.at + 1).saturating_sub(room))
        }
        false => (room(LEAST_BELOW), 0),
    };
    let shown = all.min(skipped + room) - skipped;
    for (index, (field, y)) in form
        .fields
        .iter()
        .enumerate()
        .skip(skipped)
        .take(shown)
        .zip(inside.y..inside.bottom())
        .map(|((index, field), y)| (index, (field, y)))
    {
        let here = index == form.at;
        let label = form.label(field.name);
        let at = draw_field((label, field), here, inside, y, canvas);
        cursor = cursor.or(at);
    }
    let shown = u16::try_from(shown).unwrap_or(fields);
    let from = (inside.y + shown + 1).min(inside.bottom());
    let (above, below) = (skipped, all - skipped - usize::from(shown));
    let more = match (above, below) {
        (0, 0) => String::new(),
        (0, below) => format!("{below} more below"),
        (above, 0) => format!("{above} more above"),
        (above, below) => format!("{above} more above, {below} below"),
    };
    if from > inside.y {
        let more = SafeText::line(more);
        canvas.right((inside.right(), from - 1), inside.width, &more, Role::Dim);
    }
    if wrong.is_empty() {
        list(form, &suggestions, inside, from, canvas);
    } else {
        for (line, y) in wrong.iter().zip(from..inside.bottom()) {
            canvas.line((inside.x, y), inside.width, line);
        }
    }
    cursor
}

fn draw_field(
    (label, field): (&str, &Field),
    here: bool,
    inside: Rect,
    y: u16,
    canvas: &mut Canvas<'_>,
) -> Option<(u16, u16)> {
    let role = if here { Role::Accent } else { Role::Dim };
    if here {
        canvas.cell(inside.x, y, '▌', Role::Accent);
    }
    canvas.word((inside.x + 1, y), LABEL - 2, label, role);
    let x = inside.x + LABEL;
    let room = inside.right().saturating_sub(x);
    match &field.value {
        Value::Line { line, placeholder } => {
            let (shown, column) = line.window(usize::from(room));
            if line.text().is_empty() {
                let placeholder = SafeText::line(&**placeholder);
                canvas.text((x, y), room, &placeholder, Role::Placeholder);
            } else {
                // Where nobody types, it begins at its beginning.
                let shown = if here { shown } else { line.text() };
                canvas.text((x, y), room, &SafeText::line(shown), Role::Input);
            }
            here.then(|| (x + u16::try_from(column).unwrap_or(0), y))
        }
        Value::Choice { options, at } => {
            let text = options.get(*at).map_or("", String::as_str);
            let text = if here {
                format!("‹ {text} ›")
            } else {
                text.to_owned()
            };
            canvas.text((x, y), room, &SafeText::line(text), Role::Text);
            None
        }
        Value::Fixed { text, why } => {
            let taken = canvas.text((x, y), room, &SafeText::line(&**text), Role::Dim);
            let left = room.saturating_sub(taken + 2);
            let why = SafeText::line(&**why);
            let why = why.truncate(usize::from(left));
            canvas.text((x + taken + 2, y), left, &why, Role::Notice);
            None
        }
    }
}

fn list(form: &Form, suggestions: &[Suggestion], inside: Rect, from: u16, canvas: &mut Canvas<'_>) {
    let x = inside.x + LABEL;
    // The selected one is in sight, however few rows there are.
    let rows = usize::from(inside.bottom().saturating_sub(from)).max(1);
    let top = form.suggested.map_or(0, |at| (at + 1).saturating_sub(rows));
    let visible = suggestions.iter().enumerate().skip(top);
    for ((index, suggestion), y) in visible.zip(from..inside.bottom()) {
        let here = form.suggested == Some(index);
        if here {
            canvas.cell(x - 2, y, '▌', Role::Accent);
        }
        let role = if here { Role::Unread } else { Role::Text };
        let room = inside.right().saturating_sub(x);
        let text = SafeText::line(&*suggestion.text);
        let taken = canvas.text((x, y), room, &text, role);
        let left = room.saturating_sub(taken + 2);
        if left > 3 {
            let more = SafeText::line(&*suggestion.more);
            canvas.text((x + taken + 2, y), left, &more, Role::Dim);
        }
    }
}

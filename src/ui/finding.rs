//! Finding words in what is loaded: the line in the place of the title, and the hits.

use crate::app::finding::FindNeedle;
use crate::app::panes::{Geometry, Pane};
use crate::app::state::App;
use crate::config::theme::Role;
use crate::content::{Emphasis, Line, Paint};
use crate::text::SafeText;

use super::canvas::Canvas;

/// The words before what is typed.
const LABEL: &str = "find: ";

/// Draws the line, if words are being found. Gives where its cursor stands, while one types.
pub fn draw(app: &App, geometry: &Geometry, canvas: &mut Canvas<'_>) -> Option<(u16, u16)> {
    let finding = app.finding.as_deref()?;
    let area = geometry.pane(Pane::Messages);
    if geometry.title_rows == 0 || area.width < 12 {
        return None;
    }
    let (x, y, limit) = (area.x + 1, area.y, area.width - 2);
    canvas.clear(ratatui::layout::Rect::new(area.x, y, area.width, 1));
    let selected = app.views.current().and_then(|visit| visit.spot);
    let number = selected.and_then(|spot| finding.number(spot.message));
    let server = app.keymap.key_of("find-on-server");
    let server = if finding.typing {
        format!(" · {server} looks on the server")
    } else {
        String::new()
    };
    let (words, role) = match (finding.needle(), finding.count(), number) {
        (None, _, _) => (format!("in the messages loaded here{server}"), Role::Dim),
        (Some(_), 0, _) => (
            format!("not in the messages loaded here{server}"),
            Role::Warning,
        ),
        (Some(_), count, Some(number)) => {
            (format!("{number} of {count} loaded{server}"), Role::Dim)
        }
        (Some(_), count, None) => (format!("in {count} loaded{server}"), Role::Dim),
    };
    let label = canvas.word((x, y), limit, LABEL, Role::Dim);
    let room = limit - label;
    // At least a third of the row is for what is typed.
    let words = SafeText::line(words);
    let taken = canvas.right((x + limit, y), room * 2 / 3, &words, role);
    let room = room.saturating_sub(taken + 2);
    let (shown, column) = finding.line.window(usize::from(room));
    let line = Line::of(&SafeText::line(shown), Role::Input);
    canvas.line((x + label, y), room, &line);
    let column = u16::try_from(column).unwrap_or(0);
    finding.typing.then_some((x + label + column, y))
}

/// The line with what is found in it marked.
#[must_use]
pub fn marked(line: &Line, needle: &FindNeedle) -> Option<Line> {
    let places = needle.places(line.text());
    if places.is_empty() {
        return None;
    }
    let mut marked = Line::new();
    let mut start = 0;
    for piece in line.pieces() {
        let end = start + piece.text.len();
        let mut at = start;
        while at < end {
            let place = places.iter().find(|place| place.end > at);
            let (next, hit) = match place {
                Some(place) if place.start <= at => (place.end.min(end), true),
                Some(place) => (place.start.min(end), false),
                None => (end, false),
            };
            let emphasis = if hit {
                piece.paint.emphasis | Emphasis::HIT
            } else {
                piece.paint.emphasis
            };
            let paint = Paint {
                emphasis,
                ..piece.paint
            };
            marked.push_piece(&piece.text[at - start..next - start], paint, piece.target);
            at = next;
        }
        start = end;
    }
    Some(marked)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hits_are_marked_across_pieces() {
        let mut line = Line::new();
        line.push_piece("the ki", Paint::TEXT, None);
        line.push_piece("ln, Kiln", Role::Link.into(), None);
        let marked = marked(&line, &FindNeedle::new("kiln").unwrap()).unwrap();
        assert_eq!(marked.text(), line.text());
        let hits: Vec<(&str, bool)> = marked
            .pieces()
            .map(|piece| (piece.text, piece.paint.emphasis.contains(Emphasis::HIT)))
            .collect();
        assert_eq!(
            hits,
            [
                ("the ", false),
                ("ki", true),
                ("ln", true),
                (", ", false),
                ("Kiln", true)
            ]
        );
        assert!(super::marked(&line, &FindNeedle::new("glaze").unwrap()).is_none());
    }
}

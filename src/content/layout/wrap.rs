//! Lines that were made elsewhere, wrapped.

use super::flow::Flow;
use crate::content::line::Line;

/// Breaks a line into lines of at most so many cells, between words where it can;
/// all but the first begin with `indent` cells of air.
#[must_use]
pub fn wrap_line(line: &Line, cells: u16, indent: u16) -> Vec<Line> {
    if line.width() <= cells {
        return vec![line.clone()];
    }
    let mut flow = Flow::new();
    for piece in line.pieces() {
        flow.push(piece.text, piece.paint, piece.target);
    }
    let indent = if indent * 2 > cells { 0 } else { indent };
    let air = " ".repeat(usize::from(indent));
    // Every line is as narrow as the indented ones: the first looks the same for it.
    flow.wrap(usize::from(cells.saturating_sub(indent)))
        .into_iter()
        .enumerate()
        .map(|(number, part)| {
            let mut wrapped = Line::new();
            if number > 0 {
                wrapped.push_piece(&air, crate::content::Paint::TEXT, None);
            }
            wrapped.extend(flow.pieces(part));
            wrapped
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::theme::Role;
    use crate::text::SafeText;

    #[test]
    fn long_lines_go_on_below_with_air_before_them() {
        let mut line = Line::of(&SafeText::line("Topic "), Role::Dim);
        line.push(&SafeText::line("a long one that wraps"), Role::Text);
        let wrapped = wrap_line(&line, 14, 2);
        let text: Vec<_> = wrapped.iter().map(Line::text).collect();
        assert_eq!(text, ["Topic a long", "  one that", "  wraps"]);
        assert!(wrapped.iter().all(|line| line.width() <= 14));
        assert_eq!(wrap_line(&line, 60, 2), [line]);
    }
}

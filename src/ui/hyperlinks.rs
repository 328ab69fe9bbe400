//! Links told to the terminal (OSC 8), so that it opens them itself.
//!
//! <https://gist.github.com/egmontkob/eb114294efbcd5adb1944c9f3cb5feda>

use std::num::NonZeroU16;

use ratatui::buffer::CellDiffOption;
use url::Url;

use crate::api::ids::MessageId;
use crate::content::{Address, Line, Rendered, Target};
use crate::text::glyphs;

use super::canvas::Canvas;

/// Longer addresses are not told: terminals have limits.
const LONGEST: usize = 2000;

/// Makes links of the cells that a line was drawn into from `(x, y)` on, where its
/// pieces are links. All pieces of one link have the same number, so that the
/// terminal shows them as one.
pub fn mark(
    line: &Line,
    rendered: &Rendered,
    message: MessageId,
    realm: Option<&Url>,
    (mut x, y): (u16, u16),
    canvas: &mut Canvas<'_>,
) {
    for piece in line.pieces() {
        let target = piece.target.and_then(|id| Some((id, rendered.target(id)?)));
        let address = match target {
            Some((id, Target::Link(link))) => opened(&link.address, realm).map(|a| (id, a)),
            Some((id, Target::Media(media))) => opened(&media.address, realm).map(|a| (id, a)),
            Some((
                _,
                Target::Spoiler(_) | Target::User(_) | Target::Group(_) | Target::Time(_),
            ))
            | None => None,
        };
        for glyph in glyphs(piece.text) {
            let wide = glyph.width as u16;
            if let (Some((id, address)), Some(wide)) = (&address, NonZeroU16::new(wide))
                && let Some(cell) = canvas.buf.cell_mut((x, y))
            {
                let symbol = format!(
                    "\x1b]8;id={message}.{};{address}\x1b\\{}\x1b]8;;\x1b\\",
                    id.index(),
                    cell.symbol()
                );
                cell.set_symbol(&symbol);
                cell.set_diff_option(CellDiffOption::ForcedWidth(wide));
            }
            x = x.saturating_add(wide);
        }
    }
}

/// The whole address, percent-encoded, where it is one that is opened.
fn opened(address: &Address, realm: Option<&Url>) -> Option<String> {
    let url = address.openable(realm)?;
    let encoded = Address::new(url.as_str()).encoded();
    (encoded.len() <= LONGEST).then_some(encoded)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::theme::{Background, ColorDepth, Theme};
    use crate::content::{Bidi, LayoutContext, draw_line, layout, parse};
    use ratatui::buffer::Buffer;
    use ratatui::layout::Rect;

    #[test]
    fn cells_of_links_carry_their_address_and_nothing_else_does() {
        let realm = Url::parse("https://chat.example").unwrap();
        let html = "<p>see <a href=\"/a\u{1b}]b?é\">x色</a> <a href=\"javascript:1\">no</a></p>";
        let context = LayoutContext {
            realm: Some(&realm),
            ..LayoutContext::of_width(20)
        };
        let rendered = layout(&parse(html), &context);
        let area = Rect::new(0, 0, 20, 1);
        let theme = Theme::suited(ColorDepth::None, Background::Dark);
        let mut buffer = Buffer::empty(area);
        let line = &rendered.lines[0];
        draw_line(line, &theme, area, &mut buffer);
        let mut canvas = Canvas {
            buf: &mut buffer,
            theme: &theme,
            bidi: Bidi::Terminal,
        };
        mark(
            line,
            &rendered,
            MessageId(9),
            Some(&realm),
            (0, 0),
            &mut canvas,
        );
        let link = |text: &str| {
            format!("\x1b]8;id=9.0;https://chat.example/a%1B]b?%C3%A9\x1b\\{text}\x1b]8;;\x1b\\")
        };
        let symbols: Vec<_> = (0..10)
            .map(|x| buffer[(x, 0)].symbol().to_owned())
            .collect();
        let (x, wide) = (link("x"), link("色"));
        assert_eq!(symbols, ["s", "e", "e", " ", &x, &wide, " ", " ", "n", "o"]);
    }
}

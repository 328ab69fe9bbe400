//! Text that runs to the left, in the order in which it is drawn: [UAX #9], for
//! terminals that draw characters as they come.
//!
//! What runs where is decided for a whole paragraph; the order, for each line of
//! it after wrapping. So what was counted is what is drawn, and each piece keeps
//! its kind and target wherever it comes to stand. Letters are not joined: that
//! is for the font of the terminal.
//!
//! [UAX #9]: https://www.unicode.org/reports/tr9/

use std::ops::Range;

use unicode_bidi::{BidiClass, BidiInfo, Level, bidi_class};
use unicode_bidi_mirroring::get_mirrored;

use super::flow::Flow;
use crate::content::line::{Line, Paint, Piece};
use crate::text::{SafeText, glyphs};

/// What runs to the left in a text.
pub(super) struct Order<'t> {
    info: BidiInfo<'t>,
}

impl<'t> Order<'t> {
    /// Of paragraphs parted by `\n`. `None` if all runs to the right.
    pub(super) fn of(text: &'t str, base: Option<Level>) -> Option<Self> {
        runs_left(text).then(|| Self {
            info: BidiInfo::new(text, base),
        })
    }

    /// Whether the paragraph that a line belongs to runs to the left.
    pub(super) fn is_right(&self, line: &Range<usize>) -> bool {
        let paragraphs = &self.info.paragraphs;
        let index = paragraphs.partition_point(|paragraph| paragraph.range.end <= line.start);
        paragraphs
            .get(index)
            .is_some_and(|paragraph| paragraph.level.is_rtl())
    }

    /// A line of `flow`, in the order in which it is drawn.
    pub(super) fn line(&self, flow: &Flow, line: Range<usize>) -> Flow {
        self.pieces(flow.pieces(line.clone()), line.start)
    }

    /// Pieces that stand in the text from `start` on, in the order in which they
    /// are drawn.
    pub(super) fn pieces<'p>(
        &self,
        pieces: impl IntoIterator<Item = Piece<'p>>,
        start: usize,
    ) -> Flow {
        let mut at = start;
        let mut drawn = Vec::new();
        let mut levels = Vec::new();
        for piece in pieces {
            for glyph in glyphs(piece.text) {
                let level = self.info.levels.get(at).copied().unwrap_or(Level::ltr());
                at += glyph.text.len();
                levels.push(level);
                drawn.push((
                    glyph.text,
                    Piece {
                        text: glyph.text,
                        ..piece
                    },
                ));
            }
        }
        let mut flow = Flow::new();
        for index in BidiInfo::reorder_visual(&levels) {
            let (text, piece) = drawn[index];
            let mut chars = text.chars().filter(|c| !is_direction(*c));
            let mirrored = match (chars.next(), chars.next()) {
                (Some(c), None) if levels[index].is_rtl() => get_mirrored(c),
                _ => None,
            };
            match mirrored {
                Some(c) => flow.push(c.encode_utf8(&mut [0; 4]), piece.paint, piece.target),
                None if text.contains(is_direction) => {
                    flow.push(&text.replace(is_direction, ""), piece.paint, piece.target);
                }
                None => flow.push(text, piece.paint, piece.target),
            }
        }
        flow
    }
}

/// A line that was made elsewhere, in the order in which it is drawn: for programs that draw
/// characters as they come. Its first letter says which way it runs.
#[must_use]
pub fn prose_in_order(line: Line) -> Line {
    line_in_order(line, None)
}

/// The same for a line of several parts, as labels and what they name: whatever stands in them,
/// the parts follow each other to the right.
#[must_use]
pub fn parts_in_order(line: Line) -> Line {
    line_in_order(line, Some(Level::ltr()))
}

/// The same for a line whose pieces stand in columns: each is put in order by itself and stays
/// where it is, with the air around its words.
#[must_use]
pub fn pieces_in_order(line: Line) -> Line {
    if !runs_left(line.text()) {
        return line;
    }
    let mut drawn = Line::new();
    for piece in line.pieces() {
        let words = piece.text.trim_matches(' ');
        let start = piece.text.len() - piece.text.trim_start_matches(' ').len();
        let (before, rest) = piece.text.split_at(start);
        let after = &rest[words.len()..];
        let ordered = match Order::of(words, None) {
            Some(order) => {
                order
                    .pieces(
                        [Piece {
                            text: words,
                            ..piece
                        }],
                        0,
                    )
                    .text
            }
            None => words.to_owned(),
        };
        for text in [before, &ordered, after] {
            drawn.push_piece(text, piece.paint, piece.target);
        }
    }
    drawn
}

fn line_in_order(line: Line, base: Option<Level>) -> Line {
    let Some(order) = Order::of(line.text(), base) else {
        return line;
    };
    let flow = order.pieces(line.pieces(), 0);
    Line::from_pieces(flow.pieces(0..flow.text.len()))
}

/// A name or a few words, in the order in which they are drawn.
#[must_use]
pub fn words_in_order<'a>(words: &'a SafeText<'_>) -> SafeText<'a> {
    let Some(order) = Order::of(words.as_str(), None) else {
        return words.borrowed();
    };
    let piece = Piece {
        text: words.as_str(),
        paint: Paint::TEXT,
        target: None,
    };
    SafeText::line(order.pieces([piece], 0).text)
}

/// Whether anything in it runs to the left, or says what does.
fn runs_left(text: &str) -> bool {
    !text.is_ascii()
        && text.chars().filter(|c| *c >= '\u{590}').any(|c| {
            matches!(
                bidi_class(c),
                BidiClass::R
                    | BidiClass::AL
                    | BidiClass::AN
                    | BidiClass::LRI
                    | BidiClass::RLI
                    | BidiClass::FSI
            )
        })
}

/// What says which way text runs, and is not needed once it is in order.
pub(super) const fn is_direction(c: char) -> bool {
    matches!(
        c,
        '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{2066}'..='\u{2069}'
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::theme::Role;

    fn drawn(text: &str) -> String {
        match Order::of(text, None) {
            Some(order) => order.line(&Flow::of(text, Role::Text), 0..text.len()).text,
            None => text.to_owned(),
        }
    }

    #[test]
    fn lines_are_put_in_order() {
        for (spoken, shown) in [
            ("abc", "abc"),
            ("שלום", "םולש"),
            ("abc שלום 12 def", "abc 12 םולש def"),
            ("שלום abc", "abc םולש"),
            ("(שלום)", "(םולש)"),
            ("שָׁלוֹם", "םוֹלשָׁ"),
            ("مرحبا 123 x", "x 123 ابحرم"),
            ("שלום 👩‍💻🇫🇷!", "!🇫🇷👩‍💻 םולש"),
            ("a\u{2067}b ג\u{2069}c", "aג bc"),
        ] {
            assert_eq!(drawn(spoken), shown, "{spoken}");
        }
    }

    #[test]
    fn a_line_knows_its_paragraph() {
        let text = "שלום 12\n34 of שלום";
        let order = Order::of(text, None).unwrap();
        assert!(order.is_right(&(0..9)));
        assert!(!order.is_right(&(12..14)));
        // Told by the paragraph, though the line alone has no letter.
        let text = "שלום 12 34";
        let order = Order::of(text, None).unwrap();
        assert!(order.is_right(&(9..14)));
    }

    #[test]
    fn lines_made_elsewhere_are_put_in_order() {
        let names = SafeText::line("Ada, דוד לוי");
        assert_eq!(words_in_order(&names), "Ada, יול דוד");
        assert_eq!(words_in_order(&SafeText::line("plain")), "plain");
        let mut line = Line::of(&"From  ".into(), Role::Dim);
        line.push(&"דוד לוי".into(), Role::Sender);
        let drawn = parts_in_order(line.clone());
        assert_eq!(drawn.text(), "From  יול דוד");
        assert_eq!(drawn.width(), line.width());
        let roles: Vec<_> = drawn.pieces().map(|piece| piece.paint.role).collect();
        assert_eq!(roles, [Role::Dim, Role::Sender]);
        let prose = Line::of(&"שלום, world".into(), Role::Text);
        assert_eq!(prose_in_order(prose.clone()).text(), "world ,םולש");
        assert_eq!(parts_in_order(prose).text(), "םולש, world");
        let mut option = Line::of(&"1 [ ] ".into(), Role::Key);
        option.push(&"מתי? ".into(), Role::Text);
        option.push(&"▇ 3".into(), Role::Reaction);
        assert_eq!(pieces_in_order(option).text(), "1 [ ] ?יתמ ▇ 3");
    }

    #[test]
    fn pieces_keep_their_kind_and_are_whole() {
        let mut flow = Flow::of("אב ", Role::Text);
        flow.push("קישור ארוך", Role::Link.into(), None);
        flow.push(" סוף", Role::Text.into(), None);
        let order = Order::of(&flow.text, None).unwrap();
        let line = order.line(&flow, 0..flow.text.len());
        let pieces: Vec<_> = line
            .pieces(0..line.text.len())
            .map(|piece| (piece.text, piece.paint.role))
            .collect();
        assert_eq!(
            pieces,
            [
                ("ףוס ", Role::Text),
                ("ךורא רושיק", Role::Link),
                (" בא", Role::Text)
            ]
        );
    }
}

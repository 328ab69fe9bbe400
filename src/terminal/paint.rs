//! Cells turned into the bytes that draw them.

use std::io::Write;
use std::ops::Range;

use ratatui::buffer::{Cell, CellWidth};
use ratatui::layout::Position;
use ratatui::style::{Color, Modifier};

use super::color::ColorDepth;
use super::disputed::is_disputed;
use super::graphics::is_placeholder;

/// Draws cells into a byte buffer, with as few bytes as their order allows.
/// Begins and ends with plain attributes.
pub(super) struct Painter<'a> {
    out: &'a mut Vec<u8>,
    depth: ColorDepth,
    style: Look,
    /// Where the next character would stand, if that is known.
    at: Option<Position>,
    /// The row and columns under the right part of a disputed glyph.
    covered: Option<(u16, Range<u16>)>,
    /// The parameters and address of the link that is open.
    link: Option<String>,
}

/// What SGR can change.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Look {
    fg: Color,
    bg: Color,
    underline: Color,
    modifier: Modifier,
}

impl Look {
    const PLAIN: Self = Self {
        fg: Color::Reset,
        bg: Color::Reset,
        underline: Color::Reset,
        modifier: Modifier::empty(),
    };
}

impl<'a> Painter<'a> {
    pub(super) fn new(out: &'a mut Vec<u8>, depth: ColorDepth) -> Self {
        Self {
            out,
            depth,
            style: Look::PLAIN,
            at: None,
            covered: None,
            link: None,
        }
    }

    /// Draws one cell at a column and row.
    pub(super) fn cell(&mut self, x: u16, y: u16, cell: &Cell) {
        if let Some((row, columns)) = &self.covered
            && *row == y
            && columns.contains(&x)
        {
            // ratatui blanks what stands right of some glyphs; where they are two
            // cells wide, that would take half of them away.
            return;
        }
        self.covered = None;
        if self.at != Some(Position { x, y }) {
            move_to(self.out, Position { x, y });
        }
        self.style(cell);
        let (target, symbol) = match link(cell.symbol()) {
            Some((target, text)) => (Some(target), text),
            None => (None, cell.symbol()),
        };
        self.link(target);
        if is_disputed(symbol) {
            // Where it is drawn in one cell, the other must not show what was
            // there before.
            let width = symbol.cell_width();
            self.out.extend(std::iter::repeat_n(b' ', width.into()));
            move_to(self.out, Position { x, y });
            self.covered = Some((y, x + 1..x.saturating_add(width)));
        }
        symbol_bytes(self.out, symbol);
        // Terminals disagree about the width of what is not ASCII: say where to
        // go on after it.
        self.at = match symbol.as_bytes() {
            [b' '..=b'~'] => Some(Position {
                x: x.saturating_add(1),
                y,
            }),
            _ => narrow(symbol).then_some(Position {
                x: x.saturating_add(1),
                y,
            }),
        };
    }

    /// Opens a link, which goes on over cells until another one or none comes.
    fn link(&mut self, target: Option<&str>) {
        if self.link.as_deref() == target {
            return;
        }
        self.out.extend_from_slice(b"\x1b]8;");
        self.out.extend_from_slice(target.unwrap_or(";").as_bytes());
        self.out.extend_from_slice(b"\x1b\\");
        self.link = target.map(str::to_owned);
    }

    pub(super) fn finish(mut self) {
        self.link(None);
        if self.style != Look::PLAIN {
            self.out.extend_from_slice(b"\x1b[0m");
        }
    }

    fn style(&mut self, cell: &Cell) {
        let mut look = Look {
            fg: self.depth.lower(cell.fg),
            bg: self.depth.lower(cell.bg),
            // Colon forms and 58 confuse terminals of few colours.
            underline: match self.depth {
                ColorDepth::TrueColor | ColorDepth::Indexed256 => {
                    self.depth.lower(cell.underline_color)
                }
                ColorDepth::Ansi16 | ColorDepth::None => Color::Reset,
            },
            modifier: cell.modifier,
        };
        if is_placeholder(cell.symbol()) {
            // The number of a picture.
            look.fg = cell.fg;
        }
        if look == self.style {
            return;
        }
        let mut codes = Codes {
            out: self.out,
            first: true,
        };
        let gone = self.style.modifier - look.modifier;
        let mut new = look.modifier - self.style.modifier;
        let intensity = Modifier::BOLD | Modifier::DIM;
        let blink = Modifier::SLOW_BLINK | Modifier::RAPID_BLINK;
        if gone.intersects(intensity) {
            codes.put(22);
            new |= look.modifier & intensity;
        }
        if gone.intersects(blink) {
            codes.put(25);
            new |= look.modifier & blink;
        }
        for (modifier, on, off) in MODIFIERS {
            if gone.contains(modifier)
                && let Some(off) = off
            {
                codes.put(off);
            }
            if new.contains(modifier) {
                codes.put(on);
            }
        }
        if look.fg != self.style.fg {
            codes.color(look.fg, 30, 90);
        }
        if look.bg != self.style.bg {
            codes.color(look.bg, 40, 100);
        }
        if look.underline != self.style.underline {
            codes.underline(look.underline);
        }
        codes.end();
        self.style = look;
    }
}

/// SGR numbers (ECMA-48 8.3.117): on, and off where off is one's own.
const MODIFIERS: [(Modifier, u8, Option<u8>); 9] = [
    (Modifier::BOLD, 1, None),
    (Modifier::DIM, 2, None),
    (Modifier::ITALIC, 3, Some(23)),
    (Modifier::UNDERLINED, 4, Some(24)),
    (Modifier::SLOW_BLINK, 5, None),
    (Modifier::RAPID_BLINK, 6, None),
    (Modifier::REVERSED, 7, Some(27)),
    (Modifier::HIDDEN, 8, Some(28)),
    (Modifier::CROSSED_OUT, 9, Some(29)),
];

/// The parameters of one SGR sequence.
struct Codes<'a> {
    out: &'a mut Vec<u8>,
    first: bool,
}

impl Codes<'_> {
    fn put(&mut self, code: u8) {
        self.separate();
        number(self.out, code.into());
    }

    fn separate(&mut self) {
        if self.first {
            self.out.extend_from_slice(b"\x1b[");
            self.first = false;
        } else {
            self.out.push(b';');
        }
    }

    fn color(&mut self, color: Color, base: u8, bright: u8) {
        match color {
            Color::Reset => self.put(base + 9),
            Color::Black => self.put(base),
            Color::Red => self.put(base + 1),
            Color::Green => self.put(base + 2),
            Color::Yellow => self.put(base + 3),
            Color::Blue => self.put(base + 4),
            Color::Magenta => self.put(base + 5),
            Color::Cyan => self.put(base + 6),
            Color::Gray => self.put(base + 7),
            Color::DarkGray => self.put(bright),
            Color::LightRed => self.put(bright + 1),
            Color::LightGreen => self.put(bright + 2),
            Color::LightYellow => self.put(bright + 3),
            Color::LightBlue => self.put(bright + 4),
            Color::LightMagenta => self.put(bright + 5),
            Color::LightCyan => self.put(bright + 6),
            Color::White => self.put(bright + 7),
            Color::Indexed(index) => {
                self.put(base + 8);
                self.put(5);
                self.put(index);
            }
            Color::Rgb(r, g, b) => {
                self.put(base + 8);
                self.put(2);
                for part in [r, g, b] {
                    self.put(part);
                }
            }
        }
    }

    fn underline(&mut self, color: Color) {
        match color {
            Color::Reset => self.put(59),
            // No names here: the palette's first sixteen places.
            Color::Black => self.underline(Color::Indexed(0)),
            Color::Red => self.underline(Color::Indexed(1)),
            Color::Green => self.underline(Color::Indexed(2)),
            Color::Yellow => self.underline(Color::Indexed(3)),
            Color::Blue => self.underline(Color::Indexed(4)),
            Color::Magenta => self.underline(Color::Indexed(5)),
            Color::Cyan => self.underline(Color::Indexed(6)),
            Color::Gray => self.underline(Color::Indexed(7)),
            Color::DarkGray => self.underline(Color::Indexed(8)),
            Color::LightRed => self.underline(Color::Indexed(9)),
            Color::LightGreen => self.underline(Color::Indexed(10)),
            Color::LightYellow => self.underline(Color::Indexed(11)),
            Color::LightBlue => self.underline(Color::Indexed(12)),
            Color::LightMagenta => self.underline(Color::Indexed(13)),
            Color::LightCyan => self.underline(Color::Indexed(14)),
            Color::White => self.underline(Color::Indexed(15)),
            Color::Indexed(index) => {
                self.separate();
                let _ = write!(self.out, "58:5:{index}");
            }
            Color::Rgb(r, g, b) => {
                self.separate();
                let _ = write!(self.out, "58:2::{r}:{g}:{b}");
            }
        }
    }

    fn end(self) {
        if !self.first {
            self.out.push(b'm');
        }
    }
}

/// Moves the cursor; columns and rows from 0.
pub(super) fn move_to(out: &mut Vec<u8>, to: Position) {
    out.extend_from_slice(b"\x1b[");
    number(out, u32::from(to.y) + 1);
    out.push(b';');
    number(out, u32::from(to.x) + 1);
    out.push(b'H');
}

fn number(out: &mut Vec<u8>, value: u32) {
    let mut digits = [0; 10];
    let mut at = digits.len();
    let mut rest = value;
    loop {
        at -= 1;
        digits[at] = b'0' + (rest % 10) as u8;
        rest /= 10;
        if rest == 0 {
            break;
        }
    }
    out.extend_from_slice(&digits[at..]);
}

/// Letters of the European scripts, lines and boxes: one cell in every
/// terminal. All others are followed by an explicit move.
fn narrow(symbol: &str) -> bool {
    let mut chars = symbol.chars();
    match (chars.next(), chars.next()) {
        (Some(c), None) => matches!(c,
            '\u{a1}'..='\u{ac}' | '\u{ae}'..='\u{2ff}' | '\u{370}'..='\u{482}'
            | '\u{48a}'..='\u{52f}' | '\u{2500}'..='\u{259f}'),
        _ => false,
    }
}

/// Writes a symbol, whatever it holds: nothing but text reaches the terminal. What draws sees to this already;
/// this is the last door.
fn symbol_bytes(out: &mut Vec<u8>, symbol: &str) {
    if !symbol.chars().any(forbidden) {
        if symbol.is_empty() {
            out.push(b' ');
        }
        out.extend_from_slice(symbol.as_bytes());
        return;
    }
    let mut utf8 = [0; 4];
    for c in symbol.chars().filter(|c| !forbidden(*c)) {
        out.extend_from_slice(c.encode_utf8(&mut utf8).as_bytes());
    }
    if symbol.chars().all(forbidden) {
        out.push(b' ');
    }
}

/// Control characters, and those that turn the direction of all that follows.
/// Isolates, which safe text closes on their line, are not among them.
fn forbidden(c: char) -> bool {
    c.is_control() || matches!(c, '\u{202a}'..='\u{202e}')
}

/// Parameters with address, and text, of `ESC ] 8 ; parameters ; address ESC \ text
/// ESC ] 8 ; ; ESC \`, when the symbol is that and nothing else.
fn link(symbol: &str) -> Option<(&str, &str)> {
    let rest = symbol.strip_prefix("\x1b]8;")?;
    let (target, rest) = rest.split_once("\x1b\\")?;
    let text = rest.strip_suffix("\x1b]8;;\x1b\\")?;
    let clean = |part: &str| !part.chars().any(forbidden);
    let whole = target.contains(';') && clean(target) && clean(text);
    whole.then_some((target, text))
}

#[cfg(test)]
#[path = "paint_tests.rs"]
mod tests;

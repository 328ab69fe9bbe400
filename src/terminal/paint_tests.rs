use proptest::prelude::*;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

use super::*;
use crate::terminal::settle_widths;

fn painted(depth: ColorDepth, cells: &[(u16, u16, Cell)]) -> String {
    let mut out = Vec::new();
    let mut painter = Painter::new(&mut out, depth);
    for (x, y, cell) in cells {
        painter.cell(*x, *y, cell);
    }
    painter.finish();
    String::from_utf8(out).expect("text").replace('\x1b', "^")
}

fn cell(symbol: &'static str, style: Style) -> Cell {
    let mut cell = Cell::new(symbol);
    cell.set_style(style);
    cell
}

#[test]
fn neighbours_of_one_style_need_no_sequence() {
    let style = Style::new().bold().red();
    let cells = [
        (3, 1, cell("a", style)),
        (4, 1, cell("é", style)),
        (5, 1, cell("│", Style::new().red())),
        (6, 1, cell("b", Style::new())),
    ];
    assert_eq!(
        painted(ColorDepth::Ansi16, &cells),
        "^[2;4H^[1;31maé^[22m│^[39mb"
    );
}

#[test]
fn after_a_glyph_of_disputed_width_the_place_is_said_again() {
    let cells = [
        (0, 0, cell("👍🏽", Style::new())),
        (2, 0, cell("x", Style::new())),
    ];
    assert_eq!(
        painted(ColorDepth::Ansi16, &cells),
        "^[1;1H  ^[1;1H👍🏽^[1;3Hx"
    );
}

#[test]
fn bold_survives_the_end_of_dim() {
    let cells = [
        (0, 0, cell("a", Style::new().bold().dim())),
        (1, 0, cell("b", Style::new().bold())),
    ];
    assert_eq!(
        painted(ColorDepth::Ansi16, &cells),
        "^[1;1H^[1;2ma^[22;1mb^[0m"
    );
}

#[test]
fn each_depth_gets_the_colours_it_knows() {
    let style = Style::new()
        .fg(Color::Rgb(255, 0, 0))
        .bg(Color::Indexed(235))
        .underline_color(Color::Red)
        .underlined();
    let cells = [(0, 0, cell("a", style))];
    let at = |depth| painted(depth, &cells);
    assert_eq!(
        at(ColorDepth::TrueColor),
        "^[1;1H^[4;38;2;255;0;0;48;5;235;58:5:1ma^[0m"
    );
    assert_eq!(
        at(ColorDepth::Indexed256),
        "^[1;1H^[4;38;5;196;48;5;235;58:5:1ma^[0m"
    );
    assert_eq!(at(ColorDepth::Ansi16), "^[1;1H^[4;31;40ma^[0m");
    assert_eq!(at(ColorDepth::None), "^[1;1H^[4ma^[0m");
}

#[test]
fn nothing_but_text_and_clean_links_gets_out() {
    let shown = |symbol: &str| {
        let mut out = Vec::new();
        symbol_bytes(&mut out, symbol);
        String::from_utf8(out).expect("text")
    };
    assert_eq!(shown("\x1b[2J"), "[2J");
    assert_eq!(shown("\u{202e}a"), "a");
    assert_eq!(shown("\u{9b}31m"), "31m");
    assert_eq!(shown("\x07"), " ");
    assert_eq!(shown(""), " ");
    let broken = "\x1b]8;;https://example.org/\x07\x1b\\x\x1b]8;;\x1b\\";
    assert!(!shown(broken).contains('\x1b'));
    let nested = "\x1b]8;;u\x1b\\x\x1b[2J\x1b]8;;\x1b\\";
    assert!(!shown(nested).contains('\x1b'));
}

#[test]
fn a_link_is_told_once_for_all_its_cells() {
    let mut out = Vec::new();
    let mut painter = Painter::new(&mut out, ColorDepth::None);
    let link = |address: &str, text: &str| format!("\x1b]8;{address}\x1b\\{text}\x1b]8;;\x1b\\");
    let cells = [
        link("id=1;https://a.example/", "a"),
        link("id=1;https://a.example/", "b"),
        link("id=2;https://b.example/", "c"),
        "d".to_owned(),
        // No parameters: no link.
        link("https://c.example/", "e"),
        link("id=3;u", "f\x07"),
        link("id=4;https://d.example/", "g"),
    ];
    for (x, symbol) in (0..).zip(&cells) {
        let mut cell = Cell::default();
        cell.set_symbol(symbol);
        painter.cell(x, 0, &cell);
    }
    painter.finish();
    let shown = String::from_utf8(out).expect("text");
    let start = "\x1b[1;1H\x1b]8;id=1;https://a.example/\x1b\\ab\x1b]8;id=2;https://b.example/\x1b\\c\x1b]8;;\x1b\\d";
    assert!(shown.starts_with(start), "{shown:?}");
    assert!(shown.ends_with("\x1b]8;id=4;https://d.example/\x1b\\g\x1b]8;;\x1b\\"));
    assert!(!shown.contains("\x1b]8;id=3"), "{shown:?}");
}

const WIDTH: u16 = 20;
/// Right of this the terminal under the test would wrap.
const LAST: u16 = 12;
const HEIGHT: u16 = 3;

fn any_color() -> impl Strategy<Value = Color> {
    prop_oneof![
        Just(Color::Reset),
        Just(Color::Red),
        Just(Color::DarkGray),
        Just(Color::White),
        any::<u8>().prop_map(Color::Indexed),
        any::<(u8, u8, u8)>().prop_map(|(r, g, b)| Color::Rgb(r, g, b)),
    ]
}

/// The modifiers that the terminal under the test knows; it cannot be bold and
/// dim at once.
fn any_style() -> impl Strategy<Value = Style> {
    let known = Modifier::BOLD
        | Modifier::DIM
        | Modifier::ITALIC
        | Modifier::UNDERLINED
        | Modifier::REVERSED;
    (any_color(), any_color(), any::<u16>()).prop_map(move |(fg, bg, bits)| {
        let modifier = Modifier::from_bits_truncate(bits) & known;
        Style::new().fg(fg).bg(bg).add_modifier(modifier)
    })
}

/// Some texts somewhere on a small screen.
fn any_frame() -> impl Strategy<Value = Buffer> {
    let symbols = [
        "a",
        "Zz",
        "é",
        "漢字",
        "│",
        "👍",
        "👨‍👩‍👧",
        "e\u{301}",
        " ",
        "Ж",
    ];
    let text = (
        0..LAST,
        0..HEIGHT,
        proptest::sample::select(symbols.to_vec()),
        any_style(),
    );
    proptest::collection::vec(text, 0..12).prop_map(|texts| {
        let mut buffer = Buffer::empty(Rect::new(0, 0, WIDTH, HEIGHT));
        for (x, y, text, style) in texts {
            buffer.set_stringn(x, y, text, usize::from(WIDTH - x), style);
        }
        settle_widths(&mut buffer);
        buffer
    })
}

fn seen(color: Color) -> vt100::Color {
    match color {
        Color::Reset => vt100::Color::Default,
        Color::Red => vt100::Color::Idx(1),
        Color::DarkGray => vt100::Color::Idx(8),
        Color::White => vt100::Color::Idx(15),
        Color::Indexed(index) => vt100::Color::Idx(index),
        Color::Rgb(r, g, b) => vt100::Color::Rgb(r, g, b),
        other => panic!("not made here: {other}"),
    }
}

proptest! {
    #[test]
    fn a_terminal_shows_each_frame_as_it_was_drawn(
        frames in proptest::collection::vec(any_frame(), 1..5),
    ) {
        let size = |n: u16| n.try_into().expect("not 0");
        let mut terminal = vt100::Parser::new(size(HEIGHT), size(WIDTH), 0);
        let mut before = Buffer::empty(Rect::new(0, 0, WIDTH, HEIGHT));
        for frame in frames {
            let mut out = Vec::new();
            let mut painter = Painter::new(&mut out, ColorDepth::TrueColor);
            for (x, y, cell) in before.diff(&frame) {
                painter.cell(x, y, cell);
            }
            painter.finish();
            terminal.process(&out);
            for y in 0..HEIGHT {
                let mut x = 0;
                while x < WIDTH {
                    let drawn = &frame[(x, y)];
                    let there = terminal.screen().cell(y, x).expect("a cell");
                    let width = drawn.cell_width().max(1);
                    // Disputed glyphs may look as they like, within their cells.
                    if !is_disputed(drawn.symbol()) {
                        let text = if there.has_contents() { there.contents() } else { " " };
                        prop_assert_eq!(text, drawn.symbol(), "at {},{}", x, y);
                        prop_assert_eq!(there.bgcolor(), seen(drawn.bg), "at {},{}", x, y);
                        let has = |modifier| drawn.modifier.contains(modifier);
                        if text != " " {
                            prop_assert_eq!(there.fgcolor(), seen(drawn.fg), "at {},{}", x, y);
                            prop_assert_eq!(there.italic(), has(Modifier::ITALIC));
                            if !(has(Modifier::BOLD) && has(Modifier::DIM)) {
                                prop_assert_eq!(there.bold(), has(Modifier::BOLD));
                                prop_assert_eq!(there.dim(), has(Modifier::DIM));
                            }
                        }
                        prop_assert_eq!(there.underline(), has(Modifier::UNDERLINED));
                        prop_assert_eq!(there.inverse(), has(Modifier::REVERSED));
                    }
                    x += width;
                }
            }
            before = frame;
        }
    }
}

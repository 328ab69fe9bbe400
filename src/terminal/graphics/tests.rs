use std::sync::Arc;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use image::{Rgba, RgbaImage};
use proptest::prelude::*;
use ratatui::layout::Rect;

use super::*;
use crate::terminal::ColorDepth;

const CELL: CellPixels = CellPixels {
    width: 7,
    height: 13,
};

fn mode(protocol: Protocol) -> Mode {
    Mode {
        protocol,
        cell: CELL,
        tmux: false,
        registers: 256,
    }
}

/// Few colours, all of them whole percents, a hole in one corner.
fn picture(width: u32, height: u32) -> RgbaImage {
    RgbaImage::from_fn(width, height, |x, y| {
        let hole = x < 3 && y < 3;
        let part = |n: u32| [0, 51, 102, 204, 255][(n % 5) as usize];
        Rgba([
            part(x / 4),
            part(y / 5),
            part(x / 9 + y / 7),
            if hole { 0 } else { 255 },
        ])
    })
}

fn rows_of(graphic: &Graphic) -> &[Vec<u8>] {
    match &graphic.kind {
        Kind::Rows(rows) => rows,
        Kind::Kitty(_) | Kind::Blocks(_) => panic!("{graphic:?}"),
    }
}

/// Reads one sixel picture: its pixels, and how many lines it says it has.
fn read_sixel(bytes: &[u8]) -> (RgbaImage, u32) {
    let text = std::str::from_utf8(bytes).unwrap();
    let body = text.strip_prefix("\x1bP0;1;0q\"1;1;").unwrap();
    let body = body.strip_suffix("\x1b\\").unwrap();
    assert!(body.bytes().all(|b| (0x20..0x7f).contains(&b)));
    let mut chars = body.chars().peekable();
    let number = |chars: &mut std::iter::Peekable<std::str::Chars<'_>>| {
        let mut value = 0;
        while let Some(digit) = chars.peek().and_then(|c| c.to_digit(10)) {
            value = value * 10 + digit;
            chars.next();
        }
        value
    };
    let width = number(&mut chars);
    assert_eq!(chars.next(), Some(';'));
    let height = number(&mut chars);
    let mut image = RgbaImage::new(width, height);
    let mut palette = std::collections::BTreeMap::new();
    let (mut x, mut y, mut color) = (0, 0, 0);
    while let Some(c) = chars.next() {
        match c {
            '#' => {
                color = number(&mut chars);
                if chars.next_if_eq(&';').is_some() {
                    let parts: Vec<u32> = (0..4)
                        .map(|n| {
                            if n > 0 {
                                assert_eq!(chars.next(), Some(';'));
                            }
                            number(&mut chars)
                        })
                        .collect();
                    assert_eq!(parts[0], 2);
                    let byte = |percent: u32| u8::try_from(percent * 255 / 100).unwrap();
                    palette.insert(color, [byte(parts[1]), byte(parts[2]), byte(parts[3])]);
                }
            }
            '$' => x = 0,
            '-' => (x, y) = (0, y + 6),
            c => {
                let (count, c) = match c {
                    '!' => (number(&mut chars), chars.next().unwrap()),
                    c => (1, c),
                };
                let bits = u32::from(c) - 63;
                for _ in 0..count {
                    for line in (0..6).filter(|line| bits >> line & 1 == 1) {
                        let [r, g, b] = palette[&color];
                        image.put_pixel(x, y + line, Rgba([r, g, b, 255]));
                    }
                    x += 1;
                }
            }
        }
    }
    (image, height)
}

/// The picture that an area of cells holds, as the terminal would show it.
fn expected(image: &RgbaImage, (width, height): (u32, u32)) -> RgbaImage {
    RgbaImage::from_fn(width, height, |x, y| {
        let pixel = image.get_pixel_checked(x, y).copied();
        pixel.filter(|p| p.0[3] > 0).unwrap_or(Rgba([0; 4]))
    })
}

#[test]
fn sixels_read_back_are_the_picture() {
    let image = picture(33, 40);
    let cells = mode(Protocol::Sixel).fit((33, 40), (20, 20));
    assert_eq!(cells, (5, 4));
    let wide = mode(Protocol::Sixel).fit((4000, 3000), (200, 200));
    assert!(wide.0 * CELL.width <= 1000 && wide.0 > 100, "{wide:?}");
    let graphic = Graphic::new(mode(Protocol::Sixel), &image, cells);
    let whole = expected(&image, (35, 52));
    let rows = rows_of(&graphic);
    assert_eq!(rows.len(), 4);
    for (row, bytes) in (0..).zip(rows) {
        let (read, height) = read_sixel(bytes);
        assert_eq!(height, 13, "one row of cells");
        let part = imageops::crop_imm(&whole, 0, row * 13, 35, 13).to_image();
        assert!(read == part, "row {row}");
    }
}

#[test]
fn sixels_of_many_colours_come_close_within_the_palette() {
    let image = RgbaImage::from_fn(64, 26, |x, y| {
        Rgba([x as u8 * 4, y as u8 * 9, (x + y) as u8 * 2, 255])
    });
    for registers in [16, 256] {
        let rows = sixel::rows(&image, 2, registers);
        let mut colors = std::collections::BTreeSet::new();
        let mut error = 0.0;
        for (row, bytes) in (0..).zip(&rows) {
            let (read, _) = read_sixel(bytes);
            for (x, y, Rgba(pixel)) in read.enumerate_pixels() {
                colors.insert(*pixel);
                let Rgba(own) = image.get_pixel(x, row * 13 + y);
                for part in 0..3 {
                    error += f64::from(pixel[part].abs_diff(own[part]));
                }
            }
        }
        assert!(colors.len() <= registers.into(), "{}", colors.len());
        let mean = error / (64.0 * 26.0 * 3.0);
        assert!(mean < if registers == 16 { 40.0 } else { 12.0 }, "{mean}");
    }
}

#[test]
fn iterm2s_rows_read_back_are_the_picture() {
    let image = picture(30, 39);
    let graphic = Graphic::new(mode(Protocol::Iterm2), &image, (5, 3));
    let whole = expected(&image, (35, 39));
    for (row, bytes) in (0..).zip(rows_of(&graphic)) {
        let text = std::str::from_utf8(bytes).unwrap();
        let body = text.strip_prefix("\x1b]1337;File=inline=1;size=").unwrap();
        let (head, data) = body.strip_suffix('\x07').unwrap().split_once(':').unwrap();
        let data = STANDARD.decode(data).unwrap();
        assert_eq!(
            head,
            format!(
                "{};width=5;height=1;preserveAspectRatio=0;doNotMoveCursor=1",
                data.len()
            )
        );
        let read = image::load_from_memory(&data).unwrap().into_rgba8();
        let part = imageops::crop_imm(&whole, 0, row * 13, 35, 13).to_image();
        assert!(expected(&read, (35, 13)) == part, "row {row}");
    }
}

/// The commands of kitty's protocol: keys, and the data joined.
fn read_kitty(bytes: &[u8]) -> (Vec<String>, Vec<u8>) {
    let text = std::str::from_utf8(bytes).unwrap();
    let (mut keys, mut data) = (Vec::new(), String::new());
    for command in text.split_terminator("\x1b\\") {
        let body = command.strip_prefix("\x1b_G").unwrap();
        let (head, chunk) = body.split_once(';').unwrap();
        assert!(chunk.len() <= 4096);
        keys.push(head.to_owned());
        data.push_str(chunk);
    }
    (keys, STANDARD.decode(data).unwrap())
}

fn kitty_bytes(graphic: &Graphic) -> &[u8] {
    match &graphic.kind {
        Kind::Kitty(bytes) => bytes,
        Kind::Rows(_) | Kind::Blocks(_) => panic!("{graphic:?}"),
    }
}

#[test]
fn what_kitty_gets_is_the_picture_in_pieces() {
    // Noise does not get small.
    let mut seed = 1_u32;
    let image = RgbaImage::from_fn(70, 65, |_, _| {
        seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        let [a, b, c, _] = seed.to_be_bytes();
        Rgba([a, b, c, 255])
    });
    let graphic = Graphic::new(mode(Protocol::Kitty), &image, (10, 5));
    let (keys, data) = read_kitty(kitty_bytes(&graphic));
    let id = graphic.id;
    assert_eq!(
        keys[0],
        format!("a=T,U=1,q=2,f=100,t=d,i={id},c=10,r=5,m=1")
    );
    assert!(keys.len() > 2 && keys.last().unwrap() == "q=2,m=0");
    let read = image::load_from_memory(&data).unwrap().into_rgba8();
    assert!(read == image);
    // The same through tmux: every escape doubled.
    let tmux = Mode {
        tmux: true,
        ..mode(Protocol::Kitty)
    };
    let graphic = Graphic::new(tmux, &image, (10, 5));
    let text = String::from_utf8(kitty_bytes(&graphic).to_vec()).unwrap();
    let unwrapped: String = text
        .split_terminator("\x1b\\\x1bPtmux;")
        .map(|part| part.replace("\x1bPtmux;", "").replace("\x1b\x1b", "\x1b"))
        .collect();
    let unwrapped = unwrapped.strip_suffix("\x1b\\").unwrap();
    let (_, data) = read_kitty(unwrapped.as_bytes());
    assert!(image::load_from_memory(&data).unwrap().into_rgba8() == image);
}

#[test]
fn placeholders_are_the_protocols() {
    assert_eq!(kitty::placeholder(0, 0), "\u{10eeee}\u{305}\u{305}");
    assert_eq!(kitty::placeholder(1, 2), "\u{10eeee}\u{30d}\u{30e}");
    assert_eq!(kitty::placeholder(296, 29), "\u{10eeee}\u{1d244}\u{36f}");
    let width = unicode_width::UnicodeWidthStr::width(kitty::placeholder(200, 17).as_str());
    assert_eq!(width, 1);
}

#[test]
fn half_blocks_have_the_pixels_colours() {
    let image = picture(8, 8);
    let graphic = Arc::new(Graphic::new(mode(Protocol::Blocks), &image, (8, 4)));
    let mut buffer = Buffer::empty(Rect::new(0, 0, 10, 5));
    let easel = Easel::default();
    for row in 0..4 {
        easel.hang(&graphic, row, (1, row + 1), 20, &mut buffer);
    }
    let color = |x, y| {
        let Rgba([r, g, b, _]) = *image.get_pixel(x, y);
        Color::Rgb(r, g, b)
    };
    assert_eq!(buffer[(1, 1)].symbol(), " ", "a hole");
    assert_eq!(
        (buffer[(1, 2)].symbol(), buffer[(1, 2)].fg),
        ("▄", color(0, 3))
    );
    let cell = &buffer[(6, 3)];
    assert_eq!(
        (cell.symbol(), cell.fg, cell.bg),
        ("▀", color(5, 4), color(5, 5))
    );
}

/// Two frames on a wall: what the second one sends for pictures.
struct Walls {
    wall: Wall,
    before: Buffer,
}

impl Walls {
    fn frame(&mut self, draw: impl FnOnce(&Easel, &mut Buffer)) -> String {
        let mut buffer = Buffer::empty(self.before.area);
        let easel = self.wall.easel.clone();
        easel.clear();
        draw(&easel, &mut buffer);
        easel.settle(&mut buffer);
        let mut out = Vec::new();
        self.wall.before(&mut out);
        for (x, y, _) in self.before.diff(&buffer) {
            self.wall.drawn(x, y);
        }
        self.wall.after(&mut out);
        self.before = buffer;
        String::from_utf8(out).unwrap()
    }
}

fn walls() -> Walls {
    Walls {
        wall: Wall::default(),
        before: Buffer::empty(Rect::new(0, 0, 20, 10)),
    }
}

fn hang(graphic: &Arc<Graphic>, y: u16) -> impl FnOnce(&Easel, &mut Buffer) {
    move |easel, buffer| {
        for row in 0..graphic.rows {
            easel.hang(graphic, row, (2, y + row), 20, buffer);
        }
    }
}

/// The rows of the screen that pixels are sent to.
fn sent(out: &str) -> Vec<u16> {
    out.split("\x1b[")
        .filter_map(|part| part.strip_suffix(";3H")?.parse().ok())
        .collect()
}

#[test]
fn a_row_of_pixels_is_sent_once_and_again_when_it_moved() {
    let graphic = Arc::new(Graphic::new(
        mode(Protocol::Sixel),
        &picture(40, 39),
        (6, 3),
    ));
    let mut walls = walls();
    assert_eq!(sent(&walls.frame(hang(&graphic, 1))), [2, 3, 4]);
    assert_eq!(walls.frame(hang(&graphic, 1)), "", "nothing changed");
    assert_eq!(sent(&walls.frame(hang(&graphic, 2))), [3, 4, 5]);
    walls.wall.forget();
    assert_eq!(sent(&walls.frame(hang(&graphic, 2))), [3, 4, 5]);
    assert_eq!(walls.frame(|_, _| {}), "");
    // The cells that it left are drawn by the frame itself.
    assert!(walls.before.content.iter().all(|c| c.symbol() == " "));
}

#[test]
fn what_lies_over_a_row_takes_it_away_and_it_comes_back() {
    let graphic = Arc::new(Graphic::new(
        mode(Protocol::Sixel),
        &picture(40, 39),
        (6, 3),
    ));
    let mut walls = walls();
    walls.frame(hang(&graphic, 1));
    let picture_only = walls.before.clone();
    let out = walls.frame(|easel, buffer| {
        hang(&graphic, 1)(easel, buffer);
        buffer[(4, 2)].reset();
        buffer[(4, 2)].set_symbol("x");
    });
    assert_eq!(out, "", "the other rows stay");
    // All of the row is drawn: pixels left and right of it would be ghosts.
    let drawn: Vec<_> = picture_only
        .diff(&walls.before)
        .iter()
        .map(|(x, y, _)| (*x, *y))
        .collect();
    assert_eq!(drawn, [(2, 2), (3, 2), (4, 2), (5, 2), (6, 2), (7, 2)]);
    assert_eq!(sent(&walls.frame(hang(&graphic, 1))), [3], "it comes back");
}

#[test]
fn a_picture_over_another_takes_its_place_and_gives_it_back() {
    let below = Arc::new(Graphic::new(
        mode(Protocol::Sixel),
        &picture(40, 39),
        (6, 3),
    ));
    let above = Arc::new(Graphic::new(
        mode(Protocol::Sixel),
        &picture(90, 26),
        (13, 2),
    ));
    let mut walls = walls();
    walls.frame(hang(&below, 1));
    let out = walls.frame(|easel, buffer| {
        hang(&below, 1)(easel, buffer);
        // All is cleared below what is over the whole screen.
        buffer.reset();
        for row in 0..2 {
            easel.hang(&above, row, (1, 1 + row), 20, buffer);
        }
    });
    assert_eq!(out.matches("\x1bP").count(), 2, "the one above alone");
    assert_eq!(
        sent(&walls.frame(hang(&below, 1))),
        [2, 3, 4],
        "all of it again"
    );
}

#[test]
fn kittys_pictures_are_handed_over_once_and_taken_away_when_let_go() {
    let graphic = Arc::new(Graphic::new(
        mode(Protocol::Kitty),
        &picture(40, 39),
        (6, 3),
    ));
    let mut walls = walls();
    assert_eq!(walls.frame(hang(&graphic, 1)).matches("a=T").count(), 1);
    assert_eq!(walls.frame(hang(&graphic, 3)), "", "cells are all it takes");
    assert_eq!(walls.before[(2, 3)].symbol(), kitty::placeholder(0, 0));
    walls.frame(|_, _| {});
    let id = graphic.id;
    drop(graphic);
    assert_eq!(
        walls.frame(|_, _| {}),
        format!("\x1b_Ga=d,d=I,q=2,i={id}\x1b\\")
    );
}

#[test]
fn the_environment_and_the_answers_choose() {
    let of = |env: &[(&str, &str)], answers: Option<Answers>| {
        let get = |name: &str| {
            let found = env.iter().find(|(known, _)| *known == name);
            found.map(|(_, value)| (*value).to_owned())
        };
        Guess::from_env(get)
            .mode(Choice::Auto, answers, Some(CELL), ColorDepth::TrueColor)
            .map(|mode| mode.protocol)
    };
    let answers = |kitty, sixel| {
        Some(Answers {
            kitty,
            sixel,
            ..Answers::default()
        })
    };
    let kitty = &[("TERM", "xterm-kitty")];
    assert_eq!(of(kitty, None), Some(Protocol::Kitty));
    assert_eq!(of(kitty, answers(true, false)), Some(Protocol::Kitty));
    let xterm = &[("TERM", "xterm-256color")];
    assert_eq!(of(xterm, None), Some(Protocol::Blocks));
    assert_eq!(of(xterm, answers(false, true)), Some(Protocol::Sixel));
    assert_eq!(of(xterm, answers(false, false)), Some(Protocol::Blocks));
    // A shell's variable left over from another terminal.
    let left = &[("TERM", "xterm-256color"), ("KITTY_WINDOW_ID", "1")];
    assert_eq!(of(left, None), Some(Protocol::Kitty));
    assert_eq!(of(left, answers(false, false)), Some(Protocol::Blocks));
    // Knows kitty's protocol, not its placeholders.
    let wezterm = &[("TERM", "xterm-256color"), ("TERM_PROGRAM", "WezTerm")];
    assert_eq!(of(wezterm, answers(true, true)), Some(Protocol::Iterm2));
    assert_eq!(of(xterm, answers(true, true)), Some(Protocol::Sixel));
    let tmux = &[("TERM", "tmux-256color"), ("TMUX", "/tmp/x,1,0")];
    assert_eq!(of(tmux, answers(true, true)), Some(Protocol::Kitty));
    assert_eq!(of(tmux, answers(false, true)), Some(Protocol::Sixel));
    assert_eq!(of(tmux, None), Some(Protocol::Blocks));
    let plain = |choice, depth| Guess::default().mode(choice, None, None, depth);
    assert_eq!(plain(Choice::Off, ColorDepth::TrueColor), None);
    assert_eq!(plain(Choice::Auto, ColorDepth::Ansi16), None);
    assert_eq!(plain(Choice::Blocks, ColorDepth::None), None);
    let forced = plain(Choice::Sixel, ColorDepth::TrueColor).unwrap();
    assert_eq!(
        (forced.protocol, forced.cell),
        (Protocol::Sixel, CellPixels::USUAL)
    );
}

proptest! {
    #[test]
    fn a_picture_fits_its_room_and_keeps_its_shape(
        width in 1_u32..9000, height in 1_u32..9000,
        columns in 1_u16..250, rows in 1_u16..80, blocks: bool,
    ) {
        let mode = mode(if blocks { Protocol::Blocks } else { Protocol::Iterm2 });
        let cells = mode.fit((width, height), (columns, rows));
        prop_assert!((1..=columns).contains(&cells.0) && (1..=rows).contains(&cells.1));
        let (across, down) = mode.pixels();
        let pixels = (f64::from(cells.0 * across), f64::from(cells.1 * down));
        // Within one cell of its shape.
        let scale = (pixels.0 / f64::from(width)).min(pixels.1 / f64::from(height));
        let over = (
            pixels.0 - f64::from(width) * scale,
            pixels.1 - f64::from(height) * scale,
        );
        prop_assert!(over.0 <= f64::from(across) + 1.0 && over.1 <= f64::from(down) + 1.0);
    }
}

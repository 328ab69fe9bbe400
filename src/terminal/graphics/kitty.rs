//! Kitty's graphics by Unicode placeholders: the picture is handed over once, and
//! cells say which part of it they show. So scrolling and what lies over it need
//! nothing but cells.
//!
//! <https://sw.kovidgoyal.net/kitty/graphics-protocol/#unicode-placeholders>

use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{LazyLock, Mutex};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use image::RgbaImage;

/// The id that the terminal is asked with.
pub(in crate::terminal) const QUERY_ID: &[u8] = b"31";

/// Asks whether the protocol is known: `OK` comes for a picture of one pixel, which
/// is not kept.
pub(in crate::terminal) const QUERY: &[u8] = b"\x1b_Gi=31,s=1,v=1,a=q,t=d,f=24;AAAA\x1b\\";

/// The character that stands for a part of a picture.
const PLACEHOLDER: char = '\u{10eeee}';

/// A command has at most this much data.
const CHUNK: usize = 4096;

/// What the terminal keeps of ours, and whether tmux is between.
static KEPT: Mutex<(Vec<u32>, bool)> = Mutex::new((Vec::new(), false));

/// An id for a picture: 24 bits, as many as a colour has. They begin at random, as
/// several programs may show pictures in one window.
pub(super) fn next_id() -> u32 {
    static NEXT: LazyLock<AtomicU32> = LazyLock::new(|| AtomicU32::new(fastrand::u32(..)));
    loop {
        let id = NEXT.fetch_add(1, Ordering::Relaxed) & 0x00ff_ffff;
        // Black may be taken for no colour.
        if id > 0xffff {
            return id;
        }
    }
}

/// What hands a picture over, to be shown in so many columns and rows.
pub(super) fn transmit(
    id: u32,
    image: &RgbaImage,
    (columns, rows): (u16, u16),
    tmux: bool,
) -> Vec<u8> {
    let data = STANDARD.encode(super::png(image));
    let mut out = Vec::with_capacity(data.len() + data.len() / CHUNK * 16 + 64);
    let mut chunks = data.as_bytes().chunks(CHUNK).peekable();
    let mut head = format!("a=T,U=1,q=2,f=100,t=d,i={id},c={columns},r={rows},");
    while let Some(chunk) = chunks.next() {
        let more = u8::from(chunks.peek().is_some());
        let mut command = format!("\x1b_G{head}m={more};").into_bytes();
        command.extend_from_slice(chunk);
        command.extend_from_slice(b"\x1b\\");
        wrap(&command, tmux, &mut out);
        head = "q=2,".to_owned();
    }
    out
}

/// What takes a picture away again.
pub(super) fn delete(id: u32, tmux: bool) -> Vec<u8> {
    let mut out = Vec::new();
    wrap(
        format!("\x1b_Ga=d,d=I,q=2,i={id}\x1b\\").as_bytes(),
        tmux,
        &mut out,
    );
    out
}

/// Takes note of what the terminal keeps now.
pub(super) fn keeps(ids: impl Iterator<Item = u32>, tmux: bool) {
    if let Ok(mut kept) = KEPT.lock() {
        *kept = (ids.collect(), tmux);
    }
}

/// Adds what takes all pictures away, when the terminal is left. Never waits.
pub(in crate::terminal) fn farewell(out: &mut Vec<u8>) {
    if let Ok(mut kept) = KEPT.try_lock() {
        let (ids, tmux) = std::mem::take(&mut *kept);
        for id in ids {
            out.extend(delete(id, tmux));
        }
    }
}

fn wrap(command: &[u8], tmux: bool, out: &mut Vec<u8>) {
    if tmux {
        out.extend(through_tmux(command));
    } else {
        out.extend_from_slice(command);
    }
}

/// A sequence that tmux hands on to its own terminal, where it is allowed to
/// (`allow-passthrough`).
pub(in crate::terminal) fn through_tmux(sequence: &[u8]) -> Vec<u8> {
    let mut out = b"\x1bPtmux;".to_vec();
    for byte in sequence {
        if *byte == 0x1b {
            out.push(0x1b);
        }
        out.push(*byte);
    }
    out.extend_from_slice(b"\x1b\\");
    out
}

/// The text of a cell that shows a part of a picture.
pub(super) fn placeholder(row: u16, column: u16) -> String {
    let mark = |number: u16| MARKS.get(usize::from(number)).copied().unwrap_or('\u{305}');
    String::from_iter([PLACEHOLDER, mark(row), mark(column)])
}

/// Whether a cell shows a part of a picture: its colour is a number, not a colour.
pub(in crate::terminal) fn is_placeholder(symbol: &str) -> bool {
    symbol.starts_with(PLACEHOLDER)
}

/// The marks that stand for the numbers from 0.
static MARKS: LazyLock<Vec<char>> = LazyLock::new(|| {
    let ranges = RANGES.iter().flat_map(|(first, last)| *first..=*last);
    ranges.filter_map(char::from_u32).collect()
});

/// Marks above of combining class 230, in the order of the protocol's table.
#[rustfmt::skip]
const RANGES: &[(u32, u32)] = &[
    (0x0305, 0x0305), (0x030d, 0x030d), (0x030e, 0x030e), (0x0310, 0x0310),
    (0x0312, 0x0312), (0x033d, 0x033f), (0x0346, 0x0346), (0x034a, 0x034c),
    (0x0350, 0x0352), (0x0357, 0x0357), (0x035b, 0x035b), (0x0363, 0x036f),
    (0x0483, 0x0487), (0x0592, 0x0595), (0x0597, 0x0599), (0x059c, 0x05a1),
    (0x05a8, 0x05a8), (0x05a9, 0x05a9), (0x05ab, 0x05ab), (0x05ac, 0x05ac),
    (0x05af, 0x05af), (0x05c4, 0x05c4), (0x0610, 0x0617), (0x0657, 0x065b),
    (0x065d, 0x065d), (0x065e, 0x065e), (0x06d6, 0x06dc), (0x06df, 0x06e2),
    (0x06e4, 0x06e4), (0x06e7, 0x06e7), (0x06e8, 0x06e8), (0x06eb, 0x06eb),
    (0x06ec, 0x06ec), (0x0730, 0x0730), (0x0732, 0x0732), (0x0733, 0x0733),
    (0x0735, 0x0735), (0x0736, 0x0736), (0x073a, 0x073a), (0x073d, 0x073d),
    (0x073f, 0x0741), (0x0743, 0x0743), (0x0745, 0x0745), (0x0747, 0x0747),
    (0x0749, 0x0749), (0x074a, 0x074a), (0x07eb, 0x07f1), (0x07f3, 0x07f3),
    (0x0816, 0x0819), (0x081b, 0x0823), (0x0825, 0x0827), (0x0829, 0x082d),
    (0x0951, 0x0951), (0x0953, 0x0953), (0x0954, 0x0954), (0x0f82, 0x0f82),
    (0x0f83, 0x0f83), (0x0f86, 0x0f86), (0x0f87, 0x0f87), (0x135d, 0x135f),
    (0x17dd, 0x17dd), (0x193a, 0x193a), (0x1a17, 0x1a17), (0x1a75, 0x1a7c),
    (0x1b6b, 0x1b6b), (0x1b6d, 0x1b73), (0x1cd0, 0x1cd2), (0x1cda, 0x1cda),
    (0x1cdb, 0x1cdb), (0x1ce0, 0x1ce0), (0x1dc0, 0x1dc0), (0x1dc1, 0x1dc1),
    (0x1dc3, 0x1dc9), (0x1dcb, 0x1dcb), (0x1dcc, 0x1dcc), (0x1dd1, 0x1de6),
    (0x1dfe, 0x1dfe), (0x20d0, 0x20d0), (0x20d1, 0x20d1), (0x20d4, 0x20d7),
    (0x20db, 0x20db), (0x20dc, 0x20dc), (0x20e1, 0x20e1), (0x20e7, 0x20e7),
    (0x20e9, 0x20e9), (0x20f0, 0x20f0), (0x2cef, 0x2cf1), (0x2de0, 0x2dff),
    (0xa66f, 0xa66f), (0xa67c, 0xa67c), (0xa67d, 0xa67d), (0xa6f0, 0xa6f0),
    (0xa6f1, 0xa6f1), (0xa8e0, 0xa8f1), (0xaab0, 0xaab0), (0xaab2, 0xaab2),
    (0xaab3, 0xaab3), (0xaab7, 0xaab7), (0xaab8, 0xaab8), (0xaabe, 0xaabe),
    (0xaabf, 0xaabf), (0xaac1, 0xaac1), (0xfe20, 0xfe26), (0x10a0f, 0x10a0f),
    (0x10a38, 0x10a38), (0x1d185, 0x1d189), (0x1d1aa, 0x1d1ad), (0x1d242, 0x1d244),
];

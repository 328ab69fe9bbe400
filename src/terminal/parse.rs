//! What a terminal sends, cut into keys, mouse events, pastes and answers.
//!
//! A terminal mixes the person's keys with its answers to questions asked long
//! before. This reader knows the shape of both, so an answer is recognised
//! whenever it comes, and a key typed in between is never lost. It is pure:
//! bytes go in, [`Parsed`] values come out, and the only thing time decides is
//! whether a lone escape byte was the Escape key ([`Parser::patience`]).

use std::time::Duration;

use crossterm::event::{Event, KeyCode, KeyModifiers};

use super::color::Rgb;
use super::graphics::{CellPixels, QUERY_ID};
use super::keys::{self, key};

/// One thing the terminal sent.
#[derive(Debug, Clone, PartialEq)]
pub enum Parsed {
    /// A key, mouse event, paste or change of focus.
    Event(Event),
    /// The background's colour, the answer to OSC 11.
    Background(Rgb),
    /// Light or dark was switched (DEC private mode 2031).
    SchemeChanged,
    /// The terminal speaks kitty's keyboard protocol (answer to `CSI ? u`).
    KittyKeyboard,
    /// Primary device attributes: every terminal answers this question, so with
    /// it all earlier questions are answered or never will be.
    Attributes {
        /// Whether sixels are among them.
        sixel: bool,
    },
    /// The terminal knows kitty's graphics: our question was answered with `OK`.
    KittyGraphics,
    /// The size of a cell (answer to `CSI 16 t`).
    CellPixels(CellPixels),
    /// How many colours a sixel picture may have (answer to `CSI ? 1 ; 1 ; 0 S`).
    ColorRegisters(u16),
}

/// How long the rest of a sequence is waited for before a lone escape byte is
/// the Escape key. Terminals send a sequence in one piece; networks cut it.
const ESCAPE: Duration = Duration::from_millis(30);

/// The same for an answer that has plainly begun: nobody types one by hand.
const ANSWER: Duration = Duration::from_millis(1000);

/// Sequences longer than this are not keys and not answers: dropped.
const LONGEST_CSI: usize = 256;
const LONGEST_STRING: usize = 4096;

/// A paste is handed over in pieces of at most this many bytes.
const LONGEST_PASTE: usize = 8 * 1024 * 1024;

const PASTE_END: &[u8] = b"\x1b[201~";

/// Cuts what a terminal sends into [`Parsed`] values.
#[derive(Debug, Default)]
pub struct Parser {
    pending: Vec<u8>,
    pasting: bool,
    /// How much of `pending` is known to hold no end of the paste.
    searched: usize,
}

/// What stands at the front of the bytes.
enum Front {
    /// Not all of it is here yet.
    Partial,
    /// So many bytes that mean nothing.
    Nothing(usize),
    /// So many bytes and what they mean.
    Something(usize, Parsed),
    /// So many bytes after which a paste begins.
    PasteBegins(usize),
}

impl Parser {
    /// Takes bytes as they came and hands on what is complete.
    pub fn feed(&mut self, bytes: &[u8], out: &mut Vec<Parsed>) {
        self.pending.extend_from_slice(bytes);
        let mut start = 0;
        while start < self.pending.len() {
            if self.pasting {
                match self.paste(start, out) {
                    Some(next) => start = next,
                    None => break,
                }
                continue;
            }
            match front(&self.pending[start..]) {
                Front::Partial => break,
                Front::Nothing(n) => start += n,
                Front::Something(n, parsed) => {
                    start += n;
                    out.push(parsed);
                }
                Front::PasteBegins(n) => {
                    start += n;
                    self.pasting = true;
                    self.searched = start;
                }
            }
        }
        self.pending.drain(..start);
        self.searched = self.searched.saturating_sub(start);
    }

    /// How long to wait for more bytes before calling [`Parser::give_up`];
    /// `None` when nothing is pending, or when only the end will do (a paste).
    pub fn patience(&self) -> Option<Duration> {
        match self.pending.as_slice() {
            _ if self.pasting => None,
            [] => None,
            // OSC with a number, DCS, APC, CSI ?: the terminal is answering.
            [0x1b, b']' | b'P' | b'_', _, ..] | [0x1b, b'[', b'?', ..] => Some(ANSWER),
            _ => Some(ESCAPE),
        }
    }

    /// Nothing more came: what is pending is keys as it stands, or is dropped.
    pub fn give_up(&mut self, out: &mut Vec<Parsed>) {
        if self.pasting {
            return;
        }
        let alt = |c: char| {
            let mut event = keys::character(c);
            event.modifiers |= KeyModifiers::ALT;
            Parsed::Event(Event::Key(event))
        };
        match self.pending.as_slice() {
            [0x1b] | [0x1b, 0x1b] => {
                out.extend(self.pending.iter().map(|_| key(KeyCode::Esc)));
            }
            [0x1b, c @ (b'[' | b']' | b'O' | b'P' | b'_')] => out.push(alt(char::from(*c))),
            _ => {}
        }
        self.pending.clear();
    }

    /// Inside a paste, from `start`: where it goes on, or `None` when more is
    /// to come.
    fn paste(&mut self, start: usize, out: &mut Vec<Parsed>) -> Option<usize> {
        let from = self.searched.max(start);
        let found = self.pending[from..]
            .windows(PASTE_END.len())
            .position(|window| window == PASTE_END);
        let (end, next) = match found {
            Some(at) => (from + at, from + at + PASTE_END.len()),
            None if self.pending.len() - start > LONGEST_PASTE => {
                // Cut between characters, and not inside what may be the end.
                let mut end = self.pending.len() - PASTE_END.len();
                while end > start && self.pending[end] & 0xc0 == 0x80 {
                    end -= 1;
                }
                (end, end)
            }
            None => {
                self.searched = (self.pending.len() + 1)
                    .saturating_sub(PASTE_END.len())
                    .max(start);
                return None;
            }
        };
        let text = pasted_text(&self.pending[start..end]);
        if !text.is_empty() {
            out.push(Parsed::Event(Event::Paste(text)));
        }
        self.pasting = found.is_none();
        self.searched = next;
        Some(next)
    }
}

/// Terminals send a pasted line end as carriage return; other control
/// characters are no text.
fn pasted_text(bytes: &[u8]) -> String {
    let text = String::from_utf8_lossy(bytes).replace("\r\n", "\n");
    text.chars()
        .map(|c| if c == '\r' { '\n' } else { c })
        .filter(|c| !c.is_control() || matches!(c, '\n' | '\t'))
        .collect()
}

fn front(bytes: &[u8]) -> Front {
    match bytes {
        [] => Front::Partial,
        [0x1b] => Front::Partial,
        [0x1b, b'[', ..] => csi(bytes),
        [0x1b, b'O', ..] => ss3(bytes),
        // Alt with one of these, or the beginning of an answer: the next byte
        // tells, and when none comes it was the key.
        [0x1b, b']' | b'P' | b'_'] => Front::Partial,
        [0x1b, b']', b'0'..=b'9', ..] => string(bytes),
        [
            0x1b,
            b'P',
            b'0'..=b'9' | b'>' | b'!' | b'$' | b'+' | b'|',
            ..,
        ] => string(bytes),
        [0x1b, b'_', b'G', ..] => string(bytes),
        // rxvt sends Alt with an arrow as an escape before its sequence.
        [0x1b, 0x1b, b'[' | b'O', ..] => with_alt(front(&bytes[1..])),
        [0x1b, 0x1b] => Front::Partial,
        [0x1b, 0x1b, ..] => Front::Something(1, key(KeyCode::Esc)),
        [0x1b, _, ..] => with_alt(single(&bytes[1..])),
        _ => single(bytes),
    }
}

fn with_alt(front: Front) -> Front {
    match front {
        Front::Something(n, Parsed::Event(Event::Key(mut event))) => {
            event.modifiers |= KeyModifiers::ALT;
            Front::Something(n + 1, Parsed::Event(Event::Key(event)))
        }
        Front::Something(n, other) => Front::Something(n + 1, other),
        Front::Nothing(n) => Front::Nothing(n + 1),
        Front::PasteBegins(n) => Front::PasteBegins(n + 1),
        Front::Partial => Front::Partial,
    }
}

/// A control character or a character.
fn single(bytes: &[u8]) -> Front {
    let first = bytes[0];
    if first < 0x20 || first == 0x7f {
        return Front::Something(1, Parsed::Event(Event::Key(keys::control(first))));
    }
    let length = match first {
        0x20..=0x7e => 1,
        0xc2..=0xdf => 2,
        0xe0..=0xef => 3,
        0xf0..=0xf4 => 4,
        _ => return Front::Nothing(1),
    };
    let here = &bytes[..length.min(bytes.len())];
    match std::str::from_utf8(here) {
        Ok(text) => match text.chars().next() {
            Some(c) => Front::Something(length, Parsed::Event(Event::Key(keys::character(c)))),
            None => Front::Nothing(1),
        },
        Err(error) if error.error_len().is_none() => Front::Partial,
        Err(_) => Front::Nothing(1),
    }
}

/// `ESC [ parameters intermediates final` (ECMA-48 5.4).
fn csi(bytes: &[u8]) -> Front {
    // The Linux console's F1 to F5.
    if let [_, _, b'[', rest @ ..] = bytes {
        return match rest {
            [] => Front::Partial,
            [c @ b'A'..=b'E', ..] => Front::Something(4, key(KeyCode::F(1 + c - b'A'))),
            _ => Front::Nothing(3),
        };
    }
    for (at, byte) in bytes.iter().enumerate().skip(2) {
        match byte {
            // rxvt ends a shifted key with `$`, elsewhere an intermediate.
            b'$' if keys::rxvt_shifted(&bytes[2..at]) => {
                return meaning(at + 1, keys::csi(&bytes[2..at], b'$'));
            }
            0x20..=0x3f if at < LONGEST_CSI => {}
            // The old mouse report: three bytes follow.
            b'M' if at == 2 => {
                return match bytes.get(3..6) {
                    Some(report) => meaning(6, keys::x10_mouse(report)),
                    None => Front::Partial,
                };
            }
            0x40..=0x7e => {
                if *byte == b'~' && &bytes[2..at] == b"200" {
                    return Front::PasteBegins(at + 1);
                }
                return meaning(at + 1, keys::csi(&bytes[2..at], *byte));
            }
            // Not part of any sequence: what came so far means nothing.
            _ => return Front::Nothing(at),
        }
    }
    Front::Partial
}

/// `ESC O final`: arrows and function keys in application mode.
fn ss3(bytes: &[u8]) -> Front {
    let digits = bytes[2..].iter().take_while(|b| b.is_ascii_digit()).count();
    if digits > 3 {
        return Front::Nothing(2 + digits);
    }
    match bytes.get(2 + digits) {
        None => Front::Partial,
        Some(last @ 0x40..=0x7e) => meaning(3 + digits, keys::ss3(&bytes[2..2 + digits], *last)),
        Some(_) => Front::Nothing(2 + digits),
    }
}

fn meaning(length: usize, parsed: Option<Parsed>) -> Front {
    match parsed {
        Some(parsed) => Front::Something(length, parsed),
        None => Front::Nothing(length),
    }
}

/// OSC, DCS and APC strings: up to `ESC \`, or BEL for OSC.
fn string(bytes: &[u8]) -> Front {
    for (at, byte) in bytes.iter().enumerate().skip(2) {
        match byte {
            0x07 if bytes[1] == b']' => return meaning(at + 1, osc(&bytes[2..at])),
            0x1b => {
                return match bytes.get(at + 1) {
                    None => Front::Partial,
                    Some(b'\\') if bytes[1] == b']' => meaning(at + 2, osc(&bytes[2..at])),
                    Some(b'\\') if bytes[1] == b'_' => meaning(at + 2, apc(&bytes[2..at])),
                    Some(b'\\') => Front::Nothing(at + 2),
                    // Cut off by another sequence.
                    Some(_) => Front::Nothing(at),
                };
            }
            // CAN and SUB end any string.
            0x18 | 0x1a => return Front::Nothing(at + 1),
            _ if at >= LONGEST_STRING => return Front::Nothing(at),
            _ => {}
        }
    }
    Front::Partial
}

fn osc(body: &[u8]) -> Option<Parsed> {
    let color = std::str::from_utf8(body).ok()?.strip_prefix("11;")?;
    Rgb::parse(color).map(Parsed::Background)
}

/// `Gi=31;OK`: the answer to our question about kitty's graphics.
fn apc(body: &[u8]) -> Option<Parsed> {
    let rest = body.strip_prefix(b"Gi=")?.strip_prefix(QUERY_ID)?;
    let split = rest.iter().position(|byte| *byte == b';')?;
    let ours = split == 0 || rest[0] == b',';
    (ours && &rest[split..] == b";OK").then_some(Parsed::KittyGraphics)
}

#[cfg(test)]
#[path = "parse_tests.rs"]
mod tests;

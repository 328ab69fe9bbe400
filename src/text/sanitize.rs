//! The one pass that makes text safe.

use std::borrow::Cow;

use unicode_width::UnicodeWidthChar;

use super::width::width;

/// Combining marks kept after one base.
const MAX_MARKS: usize = 8;
/// Invisible characters kept in a row.
const MAX_INVISIBLE: usize = 4;
/// Zero-width joiners kept in one chain: the longest emoji need three.
const MAX_JOINERS: usize = 8;
/// Isolates within each other.
const MAX_ISOLATES: usize = 4;
/// Cells from one tab stop to the next.
const TAB_STOP: usize = 4;

/// How line ends are treated.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Lines {
    /// They become spaces.
    One,
    /// They become `\n`.
    Many,
}

/// What a character is to this pass.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Class {
    Plain,
    Tab,
    LineEnd,
    Escape,
    /// The eight-bit form of an escape sequence's two-character introducer.
    C1Introducer,
    Drop,
    /// Takes no cell: at most [`MAX_MARKS`] of them follow a base.
    Mark,
    /// Takes no cell and shows nothing: at most [`MAX_INVISIBLE`] in a row.
    Invisible,
    Joiner,
    /// Invisible, and meaningful at a line's start: left-to-right mark and its like.
    Direction,
    Isolate,
    EndIsolate,
    FlagTag,
}

fn classify(c: char) -> Class {
    match u32::from(c) {
        0x20..=0x7e => Class::Plain,
        0x09 => Class::Tab,
        0x0a..=0x0d | 0x85 | 0x2028 | 0x2029 => Class::LineEnd,
        0x1b => Class::Escape,
        0x90 | 0x98 | 0x9b | 0x9d..=0x9f => Class::C1Introducer,
        // Soft hyphens, fillers, embeddings and overrides, deprecated and
        // interlinear format characters, noncharacters: terminals disagree
        // about their width, or they exist to deceive.
        0x00..=0x1f
        | 0x7f..=0x9f
        | 0xad
        | 0x115f
        | 0x1160
        | 0x17d8
        | 0x202a..=0x202e
        | 0x2065
        | 0x206a..=0x206f
        | 0x3164
        | 0xfdd0..=0xfdef
        | 0xfeff
        | 0xffa0
        | 0xfff0..=0xfffb
        | 0x1bca0..=0x1bca3
        | 0x1d173..=0x1d17a
        // Stands for a part of a picture in kitty's protocol.
        | 0x10eeee => Class::Drop,
        c if c & 0xfffe == 0xfffe => Class::Drop,
        0xa0..=0x2ff => Class::Plain,
        0x61c | 0x200e | 0x200f => Class::Direction,
        0x200d => Class::Joiner,
        0x34f
        | 0x17b4
        | 0x17b5
        | 0x180b..=0x180f
        | 0x200b
        | 0x200c
        | 0x2060..=0x2064
        | 0xfe00..=0xfe0f
        | 0xe0100..=0xe01ef => Class::Invisible,
        0x2066..=0x2068 => Class::Isolate,
        0x2069 => Class::EndIsolate,
        0xe0020..=0xe007f => Class::FlagTag,
        0xe0000..=0xe0fff => Class::Drop,
        _ if UnicodeWidthChar::width(c) == Some(0) => Class::Mark,
        _ => Class::Plain,
    }
}

/// What follows the last base, for the bounds.
struct Run {
    started: bool,
    marks: usize,
    invisible: usize,
    joiners: usize,
    /// Tags may follow a black flag and other tags only.
    flag: bool,
    after_joiner: bool,
}

impl Run {
    const START: Self = Self {
        started: false,
        marks: 0,
        invisible: 0,
        joiners: 0,
        flag: false,
        after_joiner: false,
    };

    /// Whether a character of this class stays.
    fn keeps(&mut self, c: char, class: Class) -> bool {
        match class {
            Class::Plain => {
                *self = Self {
                    started: true,
                    flag: c == '\u{1f3f4}',
                    joiners: if self.after_joiner { self.joiners } else { 0 },
                    ..Self::START
                };
                true
            }
            Class::Mark => {
                self.marks += 1;
                self.after_joiner = false;
                self.started && self.marks <= MAX_MARKS
            }
            Class::Invisible | Class::Direction => {
                self.invisible += 1;
                self.after_joiner = false;
                (self.started || class == Class::Direction) && self.invisible <= MAX_INVISIBLE
            }
            Class::Joiner => {
                self.invisible += 1;
                self.joiners += 1;
                let keeps =
                    self.started && self.invisible <= MAX_INVISIBLE && self.joiners <= MAX_JOINERS;
                self.after_joiner = keeps;
                keeps
            }
            Class::FlagTag => {
                self.marks += 1;
                self.flag && self.marks <= MAX_MARKS
            }
            Class::Isolate | Class::EndIsolate => true,
            Class::Tab | Class::LineEnd | Class::Escape | Class::C1Introducer | Class::Drop => {
                false
            }
        }
    }
}

/// Makes `raw` safe. Borrows what needs nothing.
pub(super) fn clean(raw: Cow<'_, str>, lines: Lines) -> Cow<'_, str> {
    let plain = |b: u8| (0x20..0x7f).contains(&b) || (b == b'\n' && lines == Lines::Many);
    if raw.bytes().all(plain) {
        return raw;
    }
    let mut cleaner = Cleaner {
        raw: &raw,
        lines,
        out: None,
        isolates: false,
    };
    cleaner.run();
    let isolates = cleaner.isolates;
    match (cleaner.out, isolates) {
        (Some(out), true) => Cow::Owned(close_isolates(out.into()).into_owned()),
        (Some(out), false) => Cow::Owned(out),
        (None, true) => match close_isolates(Cow::Borrowed(&raw)) {
            Cow::Borrowed(_) => raw,
            Cow::Owned(closed) => Cow::Owned(closed),
        },
        (None, false) => raw,
    }
}

struct Cleaner<'a> {
    raw: &'a str,
    lines: Lines,
    /// The safe text so far, once it differs from the raw one.
    out: Option<String>,
    isolates: bool,
}

impl Cleaner<'_> {
    fn run(&mut self) {
        let mut run = Run::START;
        let mut at = 0;
        while let Some(c) = self.raw[at..].chars().next() {
            let class = classify(c);
            let mut len = c.len_utf8();
            match class {
                Class::Escape => {
                    len = escape_len(&self.raw[at..]);
                    self.differs(at);
                }
                Class::C1Introducer => {
                    len += control_len(c1_kind(c), &self.raw[at + len..]);
                    self.differs(at);
                }
                Class::Tab | Class::LineEnd => {
                    if self.raw[at..].starts_with("\r\n") {
                        len = 2;
                    }
                    self.white_space(at, class, &self.raw[at..at + len]);
                    run = Run::START;
                }
                Class::Plain
                | Class::Mark
                | Class::Invisible
                | Class::Joiner
                | Class::Direction
                | Class::Isolate
                | Class::EndIsolate
                | Class::FlagTag
                | Class::Drop => {
                    self.isolates |= matches!(class, Class::Isolate | Class::EndIsolate);
                    if !run.keeps(c, class) {
                        self.differs(at);
                    } else if let Some(out) = &mut self.out {
                        out.push(c);
                    }
                }
            }
            at += len;
        }
    }

    /// From `at` on, the safe text is not the raw one.
    fn differs(&mut self, at: usize) -> &mut String {
        let raw = self.raw;
        self.out.get_or_insert_with(|| {
            let mut out = String::with_capacity(raw.len());
            out.push_str(&raw[..at]);
            out
        })
    }

    fn white_space(&mut self, at: usize, class: Class, raw: &str) {
        if self.lines == Lines::One {
            self.differs(at).push(' ');
        } else if class == Class::Tab {
            let out = self.differs(at);
            let column = width(out.rsplit('\n').next().unwrap_or_default());
            let spaces = TAB_STOP - column % TAB_STOP;
            out.extend(std::iter::repeat_n(' ', spaces));
        } else if raw == "\n" {
            if let Some(out) = &mut self.out {
                out.push('\n');
            }
        } else {
            self.differs(at).push('\n');
        }
    }
}

/// Ends the innermost isolate, or takes it away if nothing is in it; whether there
/// was one.
fn close(out: &mut String, open: usize) -> bool {
    if open == 0 {
        return false;
    }
    if out.ends_with(['\u{2066}', '\u{2067}', '\u{2068}']) {
        out.pop();
    } else {
        out.push('\u{2069}');
    }
    true
}

/// What an escape sequence's introducer begins.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// Parameters, intermediates and a final byte.
    Control,
    /// Text up to a string terminator.
    Text,
    /// Text up to a string terminator or BEL.
    Command,
}

fn c1_kind(c: char) -> Kind {
    match c {
        '\u{9b}' => Kind::Control,
        '\u{9d}' => Kind::Command,
        _ => Kind::Text,
    }
}

/// How many bytes the escape sequence at the start of `text` has.
fn escape_len(text: &str) -> usize {
    let bytes = text.as_bytes();
    match bytes.get(1) {
        Some(b'[') => 2 + control_len(Kind::Control, &text[2..]),
        Some(b']') => 2 + control_len(Kind::Command, &text[2..]),
        Some(b'P' | b'X' | b'^' | b'_') => 2 + control_len(Kind::Text, &text[2..]),
        Some(0x20..=0x2f) => {
            let mut len = 2;
            while matches!(bytes.get(len), Some(0x20..=0x2f)) {
                len += 1;
            }
            len + usize::from(matches!(bytes.get(len), Some(0x30..=0x7e)))
        }
        Some(0x30..=0x7e) => 2,
        _ => 1,
    }
}

/// How many bytes follow the introducer. A string that never ends has none: its
/// words are shown, as nothing will be left that could make them a command.
fn control_len(kind: Kind, rest: &str) -> usize {
    let bytes = rest.as_bytes();
    if kind == Kind::Control {
        let parameters = bytes
            .iter()
            .take_while(|b| (0x20..=0x3f).contains(*b))
            .count();
        let done = matches!(bytes.get(parameters), Some(0x40..=0x7e));
        return parameters + usize::from(done);
    }
    for (at, c) in rest.char_indices() {
        match c {
            '\u{7}' if kind == Kind::Command => return at + 1,
            '\u{9c}' => return at + 2,
            '\u{1b}' if bytes.get(at + 1) == Some(&b'\\') => return at + 2,
            // Line ends and other introducers cancel a string that was left open.
            '\n' | '\r' | '\u{1b}' => return 0,
            _ => {}
        }
    }
    0
}

/// Closes isolates that are open at the end of a line, drops ends of none. Those
/// with nothing in them go, and those within too many others, so that they cannot
/// be a flood.
pub(crate) fn close_isolates(text: Cow<'_, str>) -> Cow<'_, str> {
    // U+2066 to U+2069 are the bytes e2 81 a6 to e2 81 a9.
    let marked = |w: &[u8]| w[0] == 0xe2 && w[1] == 0x81 && (0xa6..=0xa9).contains(&w[2]);
    if text.is_ascii() || !text.as_bytes().windows(3).any(marked) {
        return text;
    }
    let mut out = String::with_capacity(text.len() + 3);
    let mut open = 0_usize;
    // Isolates left out whose ends are still to come.
    let mut beyond = 0_usize;
    for c in text.chars().chain(['\n']) {
        match c {
            '\u{2066}'..='\u{2068}' if open == MAX_ISOLATES => {
                beyond += 1;
                continue;
            }
            '\u{2066}'..='\u{2068}' => open += 1,
            '\u{2069}' if beyond > 0 => {
                beyond -= 1;
                continue;
            }
            '\u{2069}' => {
                open -= usize::from(close(&mut out, open));
                continue;
            }
            '\n' => {
                for open in (1..=open).rev() {
                    close(&mut out, open);
                }
                (open, beyond) = (0, 0);
            }
            _ => {}
        }
        out.push(c);
    }
    // The end of the last line, which was none.
    out.pop();
    if out == *text {
        return text;
    }
    Cow::Owned(out)
}

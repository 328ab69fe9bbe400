//! The terminal as something to draw on.

use std::io;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use ratatui::backend::{Backend, ClearType, WindowSize};
use ratatui::buffer::Cell;
use ratatui::layout::{Position, Size};
use rustix::stdio::{stdin, stdout};
use rustix::termios::tcgetwinsize;

use super::Options;
use super::color::ColorDepth;
use super::graphics::{self, CellPixels, Easel, Guess, Wall};
use super::input::Listener;
use super::paint::{Painter, move_to};
use super::state;
use crate::text::SafeText;

/// A ratatui backend. What is drawn gathers in memory; [`Backend::flush`], with
/// which ratatui ends each frame, sends it in one piece and inside one
/// synchronized update, cursor and title included. A frame equal to the one
/// before sends nothing. While the terminal is not ours, frames go nowhere.
#[derive(Debug)]
pub struct Screen {
    frame: Vec<u8>,
    depth: ColorDepth,
    synchronized: bool,
    /// The cursor as the terminal has it; `None` when that is not known.
    cursor: Cursor,
    /// The cursor as it was asked for.
    wanted: Cursor,
    title: String,
    /// Which taking of the terminal `cursor` and the sent title belong to.
    taken: u32,
    listener: Arc<Listener>,
    /// The pictures that the terminal shows.
    wall: Wall,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Cursor {
    at: Option<Position>,
    shown: bool,
}

/// Titles are cut to this many cells.
const LONGEST_TITLE: usize = 200;

const BEGIN: &[u8] = b"\x1b[?2026h";
const END: &[u8] = b"\x1b[?2026l";

impl Screen {
    pub(super) fn new(options: Options, listener: Arc<Listener>) -> Self {
        let hidden = Cursor {
            at: None,
            shown: false,
        };
        let mut frame = Vec::with_capacity(16 * 1024);
        frame.extend_from_slice(BEGIN);
        let mut wall = Wall::default();
        wall.set_tmux(options.pictures.is_some_and(Guess::tmux));
        Self {
            frame,
            depth: options.colors,
            synchronized: options.synchronized,
            cursor: hidden,
            wanted: hidden,
            title: String::new(),
            taken: state::taken(),
            listener,
            wall,
        }
    }

    /// Where the pictures of a frame are hung.
    pub(super) fn easel(&self) -> Easel {
        self.wall.easel.clone()
    }

    /// The number of colours cells are lowered to.
    pub fn depth(&self) -> ColorDepth {
        self.depth
    }

    pub(super) fn listener(&self) -> &Listener {
        &self.listener
    }

    /// Queues bytes that draw nothing.
    pub(super) fn aside(&mut self, bytes: &[u8]) {
        self.frame.extend_from_slice(bytes);
    }

    /// Queues a new window title; the same one again is not sent.
    pub(super) fn title(&mut self, title: &SafeText<'_>) {
        // Safe text of several lines holds line feeds.
        let title: String = title.truncate(LONGEST_TITLE).as_str().replace('\n', " ");
        if self.title != title && state::options().title {
            self.title = title;
            self.queue_title();
        }
    }

    /// Does what other options say, as far as that can be changed.
    pub(super) fn adopt(&mut self, options: Options) {
        self.depth = options.colors;
        self.synchronized = options.synchronized;
        let term = std::env::var("TERM").unwrap_or_default();
        let bytes = state::change(options.suited_to(&term));
        self.aside(&bytes);
    }

    fn queue_title(&mut self) {
        self.frame.extend_from_slice(b"\x1b]2;");
        self.frame.extend_from_slice(self.title.as_bytes());
        self.frame.extend_from_slice(b"\x1b\\");
    }

    /// Somebody else had the terminal: what it was left with is gone.
    fn notice_taking(&mut self) {
        let taken = state::taken();
        if self.taken != taken {
            self.taken = taken;
            self.cursor = Cursor {
                at: None,
                shown: false,
            };
            self.wall.forget();
            if !self.title.is_empty() {
                self.queue_title();
            }
        }
    }

    fn place_cursor(&mut self) {
        let Cursor { at, shown } = self.wanted;
        // A hidden cursor may stand anywhere.
        if shown
            && let Some(at) = at
            && self.cursor.at != Some(at)
        {
            move_to(&mut self.frame, at);
            self.cursor.at = Some(at);
        }
        if shown != self.cursor.shown {
            let sequence: &[u8] = if shown { b"\x1b[?25h" } else { b"\x1b[?25l" };
            self.frame.extend_from_slice(sequence);
            self.cursor.shown = shown;
        }
    }
}

impl Backend for Screen {
    type Error = io::Error;

    fn draw<'a, I>(&mut self, content: I) -> io::Result<()>
    where
        I: Iterator<Item = (u16, u16, &'a Cell)>,
    {
        let before = self.frame.len();
        self.wall.before(&mut self.frame);
        let mut painter = Painter::new(&mut self.frame, self.depth);
        for (x, y, cell) in content {
            painter.cell(x, y, cell);
            self.wall.drawn(x, y);
        }
        painter.finish();
        if self.frame.len() != before {
            self.cursor.at = None;
        }
        Ok(())
    }

    fn hide_cursor(&mut self) -> io::Result<()> {
        self.wanted.shown = false;
        Ok(())
    }

    fn show_cursor(&mut self) -> io::Result<()> {
        self.wanted.shown = true;
        Ok(())
    }

    /// Where the cursor was last put. The terminal is not asked: that would wait
    /// for its answer, and take it from the keys.
    fn get_cursor_position(&mut self) -> io::Result<Position> {
        Ok(self.wanted.at.unwrap_or_default())
    }

    fn set_cursor_position<P: Into<Position>>(&mut self, position: P) -> io::Result<()> {
        self.wanted.at = Some(position.into());
        Ok(())
    }

    fn clear(&mut self) -> io::Result<()> {
        self.clear_region(ClearType::All)
    }

    fn clear_region(&mut self, clear_type: ClearType) -> io::Result<()> {
        let sequence: &[u8] = match clear_type {
            ClearType::All => {
                self.wall.forget();
                b"\x1b[2J"
            }
            ClearType::AfterCursor => b"\x1b[J",
            ClearType::BeforeCursor => b"\x1b[1J",
            ClearType::CurrentLine => b"\x1b[2K",
            ClearType::UntilNewLine => b"\x1b[K",
        };
        if clear_type != ClearType::All
            && let Some(at) = self.wanted.at
        {
            move_to(&mut self.frame, at);
            self.cursor.at = Some(at);
        }
        self.frame.extend_from_slice(sequence);
        Ok(())
    }

    fn size(&self) -> io::Result<Size> {
        size().map(|(width, height)| Size { width, height })
    }

    fn window_size(&mut self) -> io::Result<WindowSize> {
        let (width, height) = size()?;
        let pixels = tcgetwinsize(stdout())
            .map(|size| Size {
                width: size.ws_xpixel,
                height: size.ws_ypixel,
            })
            .unwrap_or_default();
        Ok(WindowSize {
            columns_rows: Size { width, height },
            pixels,
        })
    }

    fn flush(&mut self) -> io::Result<()> {
        self.notice_taking();
        let before = self.frame.len();
        self.wall.after(&mut self.frame);
        if self.frame.len() != before {
            self.cursor.at = None;
        }
        self.place_cursor();
        let late = std::mem::take(&mut *lock());
        if self.frame.len() == BEGIN.len() && late.is_empty() {
            return Ok(());
        }
        let whole = if self.frame.len() == BEGIN.len() {
            late.as_slice()
        } else {
            if self.synchronized {
                self.frame.extend_from_slice(END);
            }
            self.frame.extend_from_slice(&late);
            let start = if self.synchronized { 0 } else { BEGIN.len() };
            &self.frame[start..]
        };
        let result = {
            let _writing = WRITING.lock().unwrap_or_else(PoisonError::into_inner);
            state::write_frame(whole)
        };
        self.frame.truncate(BEGIN.len());
        // One full-screen frame must not hold its memory for ever.
        self.frame.shrink_to(64 * 1024);
        result
    }
}

/// The terminal's size in columns and rows, never 0: from the terminal, else
/// from `COLUMNS` and `LINES`, else 80 by 24.
pub(super) fn size() -> io::Result<(u16, u16)> {
    let told = tcgetwinsize(stdout()).or_else(|_| tcgetwinsize(stdin()))?;
    let fallback = |told: u16, name: &str, last: u16| match told {
        0 => std::env::var(name)
            .ok()
            .and_then(|value| value.parse().ok())
            .filter(|value| *value > 0)
            .unwrap_or(last),
        told => told,
    };
    Ok((
        fallback(told.ws_col, "COLUMNS", 80),
        fallback(told.ws_row, "LINES", 24),
    ))
}

/// The size of a cell, where the system knows.
pub(super) fn cell_pixels() -> Option<CellPixels> {
    let told = tcgetwinsize(stdout()).ok()?;
    let width = told.ws_xpixel.checked_div(told.ws_col)?;
    let height = told.ws_ypixel.checked_div(told.ws_row)?;
    (width > 0 && height > 0).then_some(CellPixels { width, height })
}

/// Asks what pictures the terminal knows: kitty's, how large a cell is, how many
/// colours a sixel picture may have. Whether it knows sixels is among the attributes.
pub(super) fn picture_questions(guess: Guess) -> Vec<u8> {
    let mut bytes = Vec::new();
    if guess.tmux() {
        bytes.extend(graphics::through_tmux(graphics::KITTY_QUERY));
    } else if std::env::var("TERM_PROGRAM").as_deref() != Ok("Apple_Terminal") {
        // That one writes out what it does not know.
        bytes.extend_from_slice(graphics::KITTY_QUERY);
    }
    bytes.extend_from_slice(b"\x1b[16t\x1b[?1;1;0S");
    bytes
}

/// Held while a frame is written, so that nothing is sent into its middle.
static WRITING: Mutex<()> = Mutex::new(());

/// What the listening thread has to send; it never waits for a frame.
static LATE: Mutex<Vec<u8>> = Mutex::new(Vec::new());

fn lock() -> std::sync::MutexGuard<'static, Vec<u8>> {
    LATE.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Sends bytes from the listening thread: now, or with the next frame when one
/// is just being written.
fn send_soon(bytes: &[u8]) {
    lock().extend_from_slice(bytes);
    if let Ok(_writing) = WRITING.try_lock() {
        let late = std::mem::take(&mut *lock());
        // A terminal that does not take it is noticed by the next frame.
        let _ = state::write_within(&late, Duration::from_millis(50));
    }
}

/// The terminal speaks kitty's keyboard protocol: so do we from now on.
pub(super) fn speak_kitty() {
    if let Some(bytes) = state::keyboard_known() {
        send_soon(bytes);
    }
}

/// Asks for the background's colour (OSC 11), and for attributes as the sign
/// that all is answered.
pub(super) const BACKGROUND: &[u8] = b"\x1b]11;?\x1b\\\x1b[c";

/// Asks for the background again: it was switched.
pub(super) fn ask_background() {
    if state::inside() {
        state::set_asked(true);
        send_soon(BACKGROUND);
    }
}

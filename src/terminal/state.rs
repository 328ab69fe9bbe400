//! The one terminal of this process: what was changed about it, and undoing it.
//!
//! Everything that may have to restore the terminal (the guard, the panic hook,
//! a signal, an error half-way in) calls [`restore`]; it may be called any
//! number of times, from any thread, and never waits long, not even for a
//! terminal that takes no more output.

use std::fs::{File, OpenOptions};
use std::io::{self, Write};
use std::os::fd::AsFd;
use std::os::unix::fs::OpenOptionsExt;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::fs::OFlags;
use rustix::stdio::{stdin, stdout};
use rustix::termios::{
    OptionalActions, QueueSelector, Termios, tcflush, tcgetattr, tcsetattr, ttyname,
};

use super::Options;

/// Where this process stands with its terminal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Phase {
    /// Not entered yet, or left for good.
    Away,
    /// Ours: raw mode, alternate screen.
    Inside,
    /// Given back while the process is stopped.
    Suspended,
    /// Given back while another program (an editor) has it.
    Lent,
}

pub(super) struct State {
    phase: Phase,
    /// The terminal's modes as they were; `Some` while they are changed.
    saved: Option<Termios>,
    options: Options,
    /// Whether the kitty keyboard flags were pushed.
    keyboard: bool,
    /// Whether an answer to questions asked may still come.
    asked: bool,
}

static STATE: Mutex<State> = Mutex::new(State {
    phase: Phase::Away,
    saved: None,
    options: Options::PLAIN,
    keyboard: false,
    asked: false,
});

/// Whether frames may be written: [`Phase::Inside`], readable without waiting.
static INSIDE: AtomicBool = AtomicBool::new(false);

/// How often the terminal was taken.
static TAKEN: AtomicU32 = AtomicU32::new(0);

/// The longest that restoring waits for a terminal that takes no output.
const RESTORE_LIMIT: Duration = Duration::from_millis(200);

fn lock() -> MutexGuard<'static, State> {
    STATE.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Whether the terminal is ours now.
pub(super) fn inside() -> bool {
    INSIDE.load(Ordering::Acquire)
}

/// How often the terminal was taken: with each time, what it showed is gone.
pub(super) fn taken() -> u32 {
    TAKEN.load(Ordering::Acquire)
}

pub(super) fn phase() -> Phase {
    lock().phase
}

/// Takes the terminal. When a step fails, those before it are undone.
pub(super) fn enter(options: Options) -> io::Result<()> {
    let mut state = lock();
    state.options = options;
    take(&mut state)
}

/// Takes the terminal again after [`suspend`] or [`lend`], or after a stop that
/// could not be caught. `false` when there was nothing to take again.
pub(super) fn resume() -> io::Result<bool> {
    let mut state = lock();
    match state.phase {
        Phase::Away => Ok(false),
        Phase::Inside | Phase::Suspended | Phase::Lent => take(&mut state).map(|()| true),
    }
}

/// Gives the terminal back for the time the process is stopped. `false` when it
/// was not ours.
pub(super) fn suspend() -> bool {
    give_back(Phase::Suspended)
}

/// Gives the terminal to another program. `false` when it was not ours.
pub(super) fn lend() -> bool {
    give_back(Phase::Lent)
}

/// Leaves the terminal as it was found. Idempotent.
pub(super) fn restore() {
    give_back(Phase::Away);
    lock().phase = Phase::Away;
}

fn take(state: &mut State) -> io::Result<()> {
    INSIDE.store(false, Ordering::Release);
    let now = tcgetattr(stdin())?;
    let mut raw = now.clone();
    raw.make_raw();
    tcsetattr(stdin(), OptionalActions::Now, &raw)?;
    // After an uncaught stop the modes of before are still the ones to restore.
    state.saved.get_or_insert(now);
    let mut bytes = Vec::with_capacity(160);
    entering(state, &mut bytes);
    if let Err(error) = write_within(&bytes, Duration::from_secs(1)) {
        undo(state);
        return Err(error);
    }
    state.phase = Phase::Inside;
    TAKEN.fetch_add(1, Ordering::AcqRel);
    INSIDE.store(true, Ordering::Release);
    Ok(())
}

fn give_back(next: Phase) -> bool {
    let mut state = lock();
    if state.saved.is_none() {
        return false;
    }
    INSIDE.store(false, Ordering::Release);
    undo(&mut state);
    state.phase = next;
    true
}

fn undo(state: &mut State) {
    let mut bytes = Vec::with_capacity(160);
    leaving(state, &mut bytes);
    // An error here has no remedy: the terminal is gone or stuck.
    let _ = write_within(&bytes, RESTORE_LIMIT);
    if state.asked {
        // A late answer would be typed into the shell.
        let _ = tcflush(stdin(), QueueSelector::IFlush);
        state.asked = false;
    }
    if let Some(saved) = state.saved.take() {
        let _ = tcsetattr(stdin(), OptionalActions::Now, &saved);
    }
}

fn entering(state: &State, bytes: &mut Vec<u8>) {
    // Keep the title, alternate screen, hidden cursor, a blank screen, and no
    // wrapping: a glyph wider than expected must not run over into the next row.
    if state.options.title {
        bytes.extend_from_slice(KEEP_TITLE);
    }
    bytes.extend_from_slice(b"\x1b[?1049h\x1b[?25l\x1b[H\x1b[2J\x1b[?7l");
    if state.options.mouse {
        bytes.extend_from_slice(MOUSE);
    }
    // Focus, bracketed paste.
    bytes.extend_from_slice(b"\x1b[?1004h\x1b[?2004h");
    if state.keyboard {
        // Each screen has its own stack of flags; taken again, ours may be on it.
        bytes.extend_from_slice(b"\x1b[<u");
        bytes.extend_from_slice(KEYBOARD);
    }
    if state.options.probe {
        bytes.extend_from_slice(b"\x1b[?2031h");
    }
}

fn leaving(state: &State, bytes: &mut Vec<u8>) {
    // End whatever a half-written frame left open: a string, a synchronized
    // update, a link, colours.
    bytes.extend_from_slice(b"\x1b\\\x1b[?2026l\x1b]8;;\x1b\\\x1b[0m");
    super::graphics::farewell(bytes);
    if state.options.probe {
        bytes.extend_from_slice(b"\x1b[?2031l");
    }
    if state.keyboard {
        bytes.extend_from_slice(b"\x1b[<u");
    }
    bytes.extend_from_slice(b"\x1b[?2004l\x1b[?1004l");
    if state.options.mouse {
        bytes.extend_from_slice(NO_MOUSE);
    }
    // A terminal without an alternate screen is left blank, not full of ours.
    bytes.extend_from_slice(b"\x1b[H\x1b[2J\x1b[?7h\x1b[?1049l\x1b[?25h");
    if state.options.title {
        bytes.extend_from_slice(OLD_TITLE);
    }
}

/// Buttons, wheel and dragging; not every motion. Coordinates as numbers.
const MOUSE: &[u8] = b"\x1b[?1000h\x1b[?1002h\x1b[?1006h";
/// The shell's title is put by.
const KEEP_TITLE: &[u8] = b"\x1b[22;0t";
/// The shell's title is there again.
const OLD_TITLE: &[u8] = b"\x1b[23;0t";
/// No mouse.
const NO_MOUSE: &[u8] = b"\x1b[?1006l\x1b[?1002l\x1b[?1000l";

/// Kitty keyboard: tell Escape and modified keys apart, report what Shift made.
const KEYBOARD: &[u8] = b"\x1b[>5u";

/// Notes that the terminal speaks kitty's keyboard protocol; what to send it.
pub(super) fn keyboard_known() -> Option<&'static [u8]> {
    let mut state = lock();
    if state.phase != Phase::Inside || state.keyboard {
        return None;
    }
    state.keyboard = true;
    Some(KEYBOARD)
}

/// Notes that questions were asked, or that all of them were answered.
pub(super) fn set_asked(asked: bool) {
    lock().asked = asked;
}

pub(super) fn asked() -> bool {
    lock().asked
}

pub(super) fn options() -> Options {
    lock().options
}

/// Takes other options, as far as they can be changed while the terminal is ours: those for
/// questions stay. Gives what is to be sent.
pub(super) fn change(wanted: Options) -> Vec<u8> {
    let mut state = lock();
    let before = state.options;
    state.options = Options {
        probe: before.probe,
        ..wanted
    };
    let mut bytes = Vec::new();
    if state.phase != Phase::Inside {
        return bytes;
    }
    if before.mouse != wanted.mouse {
        bytes.extend_from_slice(if wanted.mouse { MOUSE } else { NO_MOUSE });
    }
    if before.title != wanted.title {
        bytes.extend_from_slice(if wanted.title { KEEP_TITLE } else { OLD_TITLE });
    }
    bytes
}

/// Writes a frame. Waits as long as the terminal takes; what is left when the
/// terminal is no longer ours is dropped.
pub(super) fn write_frame(mut bytes: &[u8]) -> io::Result<()> {
    while !bytes.is_empty() && inside() {
        match rustix::io::write(stdout(), bytes) {
            Ok(written) => bytes = &bytes[written..],
            Err(rustix::io::Errno::INTR) => {}
            // Somebody made the terminal non-blocking.
            Err(rustix::io::Errno::AGAIN) => {
                let mut fds = [PollFd::from_borrowed_fd(stdout(), PollFlags::OUT)];
                match poll(&mut fds, None) {
                    Ok(_) | Err(rustix::io::Errno::INTR) => {}
                    Err(error) => return Err(error.into()),
                }
            }
            // The frame began before the terminal was given back.
            Err(_) if !inside() => return Ok(()),
            Err(error) => return Err(error.into()),
        }
    }
    Ok(())
}

/// Writes without ever blocking for longer than `limit`.
pub(super) fn write_within(mut bytes: &[u8], limit: Duration) -> io::Result<()> {
    // A second, non-blocking way to the same terminal: whether a write to
    // standard output blocks is not ours to change, others share it.
    let own = reopen();
    let fd = match &own {
        Some(file) => file.as_fd(),
        None => stdout(),
    };
    let end = Instant::now() + limit;
    while !bytes.is_empty() {
        let left = end.saturating_duration_since(Instant::now());
        let timeout = Timespec::try_from(left).unwrap_or_default();
        let mut fds = [PollFd::new(&fd, PollFlags::OUT)];
        match poll(&mut fds, Some(&timeout)) {
            Ok(0) => return Err(io::ErrorKind::TimedOut.into()),
            Ok(_) => {}
            Err(rustix::io::Errno::INTR) => continue,
            Err(error) => return Err(error.into()),
        }
        let result = match &own {
            Some(file) => (&*file).write(bytes),
            None => rustix::io::write(stdout(), bytes).map_err(io::Error::from),
        };
        match result {
            Ok(written) => bytes = bytes.get(written..).unwrap_or_default(),
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => {}
            Err(error) => return Err(error),
        }
    }
    Ok(())
}

fn reopen() -> Option<File> {
    let name = ttyname(stdout(), Vec::new()).ok()?;
    OpenOptions::new()
        .write(true)
        .custom_flags((OFlags::NONBLOCK | OFlags::NOCTTY).bits() as i32)
        .open(name.to_str().ok()?)
        .ok()
}

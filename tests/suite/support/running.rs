//! A program that runs in a pseudo-terminal: what it is told, and what is seen of it.

use std::io::Write;
use std::num::NonZeroU16;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use portable_pty::{MasterPty, PtySize, SlavePty};
use rustix::process::{Pid, Signal, kill_process};
use tempfile::TempDir;

use super::keys;
use super::screen::{Screen, Told};
use super::usage::Usage;

/// The longest wait for something that should come at once. Long, because the
/// machine may be busy with much else; nobody waits for it but a failure.
const DEADLINE: Duration = Duration::from_secs(30);

/// How a program ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Exit {
    /// Its exit code; 1 after a signal.
    pub code: u32,
    /// The signal that ended it, in the system's words.
    pub signal: Option<String>,
}

/// What came from the program.
pub(super) struct Seen {
    parser: vt100::Parser<Told>,
    raw: Vec<u8>,
    /// Whether the bytes so far end inside a synchronized update.
    updating: bool,
    /// When the first bytes of each read came, and how many bytes there were
    /// then.
    times: Vec<(Duration, usize)>,
    /// When each synchronized update ended, and how many bytes had come by then.
    frames: Vec<(Instant, usize)>,
    latest: Instant,
    pub(super) closed: bool,
    pub(super) exit: Option<Exit>,
}

pub(super) struct Shared {
    seen: Mutex<Seen>,
    changed: Condvar,
    pub(super) stop: AtomicBool,
}

impl Shared {
    pub(super) fn new(columns: u16, rows: u16) -> Self {
        Self {
            seen: Mutex::new(Seen {
                parser: vt100::Parser::new_with_callbacks(
                    nonzero(rows),
                    nonzero(columns),
                    0,
                    Told::default(),
                ),
                raw: Vec::new(),
                updating: false,
                times: Vec::new(),
                frames: Vec::new(),
                latest: Instant::now(),
                closed: false,
                exit: None,
            }),
            changed: Condvar::new(),
            stop: AtomicBool::new(false),
        }
    }

    fn lock(&self) -> MutexGuard<'_, Seen> {
        self.seen.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn change(&self, change: impl FnOnce(&mut Seen)) {
        change(&mut self.lock());
        self.changed.notify_all();
    }

    /// Takes what was read; gives the part in which questions may stand.
    pub(super) fn take(&self, bytes: &[u8], started: Instant) -> Vec<u8> {
        const BEGIN: &[u8] = b"\x1b[?2026h";
        const END: &[u8] = b"\x1b[?2026l";
        let now = Instant::now();
        let mut tail = Vec::new();
        self.change(|seen| {
            seen.times.push((now - started, seen.raw.len()));
            // A marker may have been cut by the reading.
            let from = seen.raw.len().saturating_sub(END.len() - 1);
            seen.raw.extend_from_slice(bytes);
            seen.parser.process(bytes);
            seen.latest = now;
            let new = &seen.raw[from..];
            let ends = new.windows(END.len()).enumerate();
            let ends = ends.filter(|(_, window)| *window == END);
            seen.frames
                .extend(ends.map(|(at, _)| (now, from + at + END.len())));
            let (begin, end) = (last_of(new, BEGIN), last_of(new, END));
            seen.updating = match (begin, end) {
                (None, None) => seen.updating,
                (begin, end) => begin > end,
            };
            tail = bytes.to_vec();
        });
        tail
    }
}

fn nonzero(n: u16) -> NonZeroU16 {
    NonZeroU16::new(n).expect("a size above 0")
}

/// A program that was started.
pub struct Running {
    pub(super) shared: Arc<Shared>,
    pub(super) master: Option<Box<dyn MasterPty + Send>>,
    /// Kept open so that the terminal outlives the program for a look at it.
    pub(super) slave: Mutex<Option<Box<dyn SlavePty + Send>>>,
    pub(super) writer: Option<Arc<Mutex<Box<dyn Write + Send>>>>,
    pub(super) reader: Option<thread::JoinHandle<()>>,
    pub(super) pid: u32,
    pub(super) home: TempDir,
    pub(super) before: String,
    pub(super) started: Instant,
}

impl Running {
    /// Sends keys by name: see [`keys::bytes`].
    pub fn keys(&self, names: &str) -> &Self {
        self.send(&keys::bytes(names))
    }

    /// Sends bytes as they are.
    pub fn send(&self, bytes: &[u8]) -> &Self {
        // Nothing is quiet until this was answered.
        self.shared.lock().latest = Instant::now();
        if let Some(writer) = &self.writer {
            let mut writer = writer.lock().unwrap_or_else(PoisonError::into_inner);
            writer
                .write_all(bytes)
                .and_then(|()| writer.flush())
                .expect("keys are taken");
        }
        self
    }

    /// Waits until the screen is as wanted; fails with the screen as it is when
    /// that takes too long.
    #[track_caller]
    pub fn wait(&self, what: &str, wanted: impl Fn(&Screen) -> bool) -> Screen {
        match self.until(wanted) {
            Ok(screen) => screen,
            Err(screen) => self.fail(what, &screen),
        }
    }

    /// Waits until a text is on the screen.
    #[track_caller]
    pub fn wait_for(&self, text: &str) -> Screen {
        self.wait(&format!("{text:?} on the screen"), |screen| {
            screen.has(text)
        })
    }

    /// Waits until a text is no longer on the screen.
    #[track_caller]
    pub fn wait_without(&self, text: &str) -> Screen {
        self.wait(&format!("{text:?} gone"), |screen| !screen.has(text))
    }

    /// The screen as soon as it is as wanted, or as it is at the deadline.
    pub fn until(&self, wanted: impl Fn(&Screen) -> bool) -> Result<Screen, Screen> {
        self.until_within(DEADLINE, wanted)
    }

    /// The same with another deadline.
    pub fn until_within(
        &self,
        limit: Duration,
        wanted: impl Fn(&Screen) -> bool,
    ) -> Result<Screen, Screen> {
        let end = Instant::now() + limit;
        let mut seen = self.shared.lock();
        loop {
            if !seen.updating {
                let screen = Screen::new(&seen.parser);
                if wanted(&screen) {
                    return Ok(screen);
                }
            }
            let left = end.saturating_duration_since(Instant::now());
            if left.is_zero() || seen.closed {
                return Err(Screen::new(&seen.parser));
            }
            seen = self
                .shared
                .changed
                .wait_timeout(seen, left)
                .unwrap_or_else(PoisonError::into_inner)
                .0;
        }
    }

    /// Waits until the bytes sent so far are as wanted.
    #[track_caller]
    pub fn wait_raw(&self, what: &str, wanted: impl Fn(&[u8]) -> bool) {
        let end = Instant::now() + DEADLINE;
        let mut seen = self.shared.lock();
        while !wanted(&seen.raw) {
            let left = end.saturating_duration_since(Instant::now());
            if left.is_zero() || seen.closed {
                let screen = Screen::new(&seen.parser);
                drop(seen);
                self.fail(what, &screen);
            }
            seen = self
                .shared
                .changed
                .wait_timeout(seen, left)
                .unwrap_or_else(PoisonError::into_inner)
                .0;
        }
    }

    /// The screen after nothing came for a while. For making stored screens and
    /// for measuring; a test waits for what it wants to see.
    pub fn when_quiet(&self, quiet: Duration) -> Screen {
        let end = Instant::now() + DEADLINE;
        let mut seen = self.shared.lock();
        loop {
            let silent = seen.latest.elapsed();
            let over = Instant::now() >= end || seen.closed;
            if over || (silent >= quiet && !seen.raw.is_empty() && !seen.updating) {
                return Screen::new(&seen.parser);
            }
            seen = self
                .shared
                .changed
                .wait_timeout(
                    seen,
                    quiet.saturating_sub(silent).max(Duration::from_millis(5)),
                )
                .unwrap_or_else(PoisonError::into_inner)
                .0;
        }
    }

    /// The screen now.
    pub fn screen(&self) -> Screen {
        Screen::new(&self.shared.lock().parser)
    }

    /// All bytes sent so far.
    pub fn raw(&self) -> Vec<u8> {
        self.shared.lock().raw.clone()
    }

    /// When bytes came, since the start, and how many had come before.
    pub fn times(&self) -> Vec<(Duration, usize)> {
        self.shared.lock().times.clone()
    }

    /// How many bytes came so far.
    pub fn raw_len(&self) -> usize {
        self.shared.lock().raw.len()
    }

    /// How many frames came so far.
    pub fn frames(&self) -> usize {
        self.shared.lock().frames.len()
    }

    /// When the program was started.
    pub fn started(&self) -> Instant {
        self.started
    }

    /// Waits for the end of the first frame that ends after so many bytes.
    pub fn frame_after(&self, bytes: usize, limit: Duration) -> Option<Instant> {
        let end = Instant::now() + limit;
        let mut seen = self.shared.lock();
        loop {
            if let Some((at, _)) = seen.frames.iter().find(|(_, to)| *to > bytes) {
                return Some(*at);
            }
            let left = end.saturating_duration_since(Instant::now());
            if left.is_zero() || seen.closed {
                return None;
            }
            seen = self
                .shared
                .changed
                .wait_timeout(seen, left)
                .unwrap_or_else(PoisonError::into_inner)
                .0;
        }
    }

    /// The time since the start.
    pub fn age(&self) -> Duration {
        self.started.elapsed()
    }

    /// Makes the terminal larger or smaller.
    pub fn resize(&self, columns: u16, rows: u16) -> &Self {
        self.shared.change(|seen| {
            seen.parser.set_size(nonzero(rows), nonzero(columns));
            seen.latest = Instant::now();
        });
        if let Some(master) = &self.master {
            master
                .resize(pty_size(columns, rows))
                .expect("a terminal that can be resized");
        }
        self
    }

    /// Sends a signal to the program.
    pub fn signal(&self, signal: Signal) -> &Self {
        kill_process(self.process(), signal).expect("a running program");
        self
    }

    /// The program's process.
    pub fn process(&self) -> Pid {
        Pid::from_raw(self.pid as i32).expect("a process")
    }

    /// What the program uses now.
    pub fn usage(&self) -> Usage {
        Usage::of(self.pid).expect("a running program on Linux")
    }

    /// The program's home folder.
    pub fn home(&self) -> &Path {
        self.home.path()
    }

    /// The only file of a folder in the home folder whose name begins so.
    pub fn file_like(&self, folder: &str, beginning: &str) -> Option<PathBuf> {
        let found = std::fs::read_dir(self.home.path().join(folder)).ok()?;
        found.flatten().map(|entry| entry.path()).find(|path| {
            path.file_name()
                .is_some_and(|name| name.to_string_lossy().starts_with(beginning))
        })
    }

    /// Closes the terminal, as closing its window does. The next thing the
    /// program writes is lost.
    pub fn hang_up(&mut self) {
        self.shared.stop.store(true, Ordering::Release);
        // Wakes the reader: the program redraws for its new size.
        self.resize(81, 25);
        if let Some(reader) = self.reader.take() {
            reader.join().expect("the reader ends");
        }
        drop(
            self.slave
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
                .take(),
        );
        self.writer = None;
        self.master = None;
    }

    /// Waits for the end of the program, without reading the rest.
    #[track_caller]
    pub fn exit_only(&self) -> Exit {
        let end = Instant::now() + DEADLINE;
        let mut seen = self.shared.lock();
        loop {
            if let Some(exit) = &seen.exit {
                return exit.clone();
            }
            let left = end.saturating_duration_since(Instant::now());
            if left.is_zero() {
                let screen = Screen::new(&seen.parser);
                drop(seen);
                self.fail("the program's end", &screen);
            }
            seen = self
                .shared
                .changed
                .wait_timeout(seen, left)
                .unwrap_or_else(PoisonError::into_inner)
                .0;
        }
    }

    /// Waits for the end of the program and all it sent. Says how it ended, what
    /// the screen shows, and whether the terminal is as it was before.
    #[track_caller]
    pub fn exit(&self) -> (Exit, Screen, bool) {
        let exit = self.exit_only();
        let same_modes = self
            .master
            .as_ref()
            .is_some_and(|master| modes(master.as_ref()) == self.before);
        drop(
            self.slave
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
                .take(),
        );
        let end = Instant::now() + DEADLINE;
        let mut seen = self.shared.lock();
        while !seen.closed && Instant::now() < end {
            seen = self
                .shared
                .changed
                .wait_timeout(seen, Duration::from_secs(1))
                .unwrap_or_else(PoisonError::into_inner)
                .0;
        }
        let screen = Screen::new(&seen.parser);
        let restored = same_modes && screen.restored();
        (exit, screen, restored)
    }

    /// Whether the terminal's modes are those it had before the start.
    pub fn modes_as_before(&self) -> bool {
        self.master
            .as_ref()
            .is_some_and(|master| modes(master.as_ref()) == self.before)
    }

    #[track_caller]
    fn fail(&self, what: &str, screen: &Screen) -> ! {
        let seen = self.shared.lock();
        let from = seen.raw.len().saturating_sub(400);
        let tail = String::from_utf8_lossy(&seen.raw[from..])
            .escape_debug()
            .to_string();
        let exit = seen.exit.clone();
        drop(seen);
        let log = std::fs::read_to_string(self.home.path().join("state/lazuli/lazuli.log"))
            .unwrap_or_default();
        panic!(
            "waited in vain for {what}\nexit: {exit:?}\nscreen: {}\nlast bytes: {tail}\nlog: {log}",
            screen.dump()
        );
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        if self.shared.lock().exit.is_none() {
            let _ = kill_process(self.process(), Signal::KILL);
        }
    }
}

fn last_of(bytes: &[u8], part: &[u8]) -> Option<usize> {
    bytes.windows(part.len()).rposition(|window| window == part)
}

pub(super) fn pty_size(columns: u16, rows: u16) -> PtySize {
    PtySize {
        rows,
        cols: columns,
        pixel_width: 0,
        pixel_height: 0,
    }
}

/// The line discipline's modes, comparable.
pub(super) fn modes(master: &dyn MasterPty) -> String {
    format!("{:?}", master.get_termios())
}

//! Entering the terminal, leaving it as it was found, and all that comes from
//! it.
//!
//! [`enter`] gives three things: a [`Guard`] whose end restores the terminal, a
//! [`Screen`] to draw on, and the [`Inputs`]. Whatever ends the program (its
//! own will, an error, a panic in any thread, SIGTERM, SIGHUP, SIGINT), the
//! terminal is restored; with SIGTSTP it is given back and with SIGCONT taken
//! again.
//!
//! Nothing here waits for the terminal to answer. Questions ([`Host::ask`]) are
//! sent after the first frame, and their answers are recognised among the keys
//! whenever they come: no key is lost, and a terminal that never answers costs
//! nothing.

mod abilities;
mod color;
mod disputed;
pub mod editor;
pub mod graphics;
mod input;
mod interview;
mod keys;
mod notice;
mod paint;
mod panic;
mod parse;
mod screen;
mod signal;
mod state;

use std::io;
use std::sync::Arc;
use std::time::Duration;

use crossterm::Command;
use crossterm::clipboard::CopyToClipboard;
use ratatui::backend::{Backend, TestBackend};
use rustix::process::kill_current_process_group;
use rustix::stdio::{stdin, stdout};
use rustix::termios::isatty;

use input::Listener;

use graphics::{CellPixels, Easel, Guess};

pub use abilities::{knows_hyperlinks, lacks_clipboard};
pub use color::{Background, ColorChoice, ColorDepth, Rgb};
pub use disputed::settle_widths;
pub use input::{GRACE, Input, Inputs};
pub use interview::{Told, interview};
pub use notice::NoticeBy;
pub use panic::install_panic_hook;
pub use parse::{Parsed, Parser};
pub use screen::Screen;
pub use signal::Signal;

use crate::text::SafeText;

/// What is done with the terminal besides drawing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Options {
    /// Report clicks, drags and the wheel.
    pub mouse: bool,
    /// Wrap each frame in a synchronized update (DEC private mode 2026).
    pub synchronized: bool,
    /// Set the window's title.
    pub title: bool,
    /// Let [`Host::ask`] ask.
    pub probe: bool,
    /// How many colours to send.
    pub colors: ColorDepth,
    /// Whether pictures may be shown, and what the environment says about them.
    pub pictures: Option<Guess>,
}

impl Options {
    const PLAIN: Self = Self {
        mouse: false,
        synchronized: false,
        title: false,
        probe: false,
        colors: ColorDepth::None,
        pictures: None,
    };

    /// Without what a terminal of this kind (`TERM`) takes for text to show.
    fn suited_to(self, term: &str) -> Self {
        let simple = ["linux", "cons25", "vt", "eterm", "sun"]
            .iter()
            .any(|kind| term.starts_with(kind))
            || term.is_empty();
        Self {
            title: self.title && !simple,
            probe: self.probe && !simple,
            ..self
        }
    }
}

/// Why the terminal could not be entered.
#[derive(Debug, thiserror::Error)]
pub enum EnterError {
    /// Keys cannot come from standard input.
    #[error(
        "lazuli needs a terminal, and its standard input is not one; \
         for scripts there are `lazuli events`, `lazuli messages` and `lazuli unread`"
    )]
    Input,
    /// Nothing can be shown on standard output.
    #[error(
        "lazuli needs a terminal, and its standard output is not one; \
         for scripts there are `lazuli events`, `lazuli messages` and `lazuli unread`"
    )]
    Output,
    /// `TERM=dumb`.
    #[error(
        "this terminal says that it cannot place text (TERM=dumb); \
         start lazuli in a terminal emulator, or set TERM to what it is"
    )]
    Dumb,
    /// The system refused.
    #[error("the terminal could not be set up: {0}")]
    System(#[from] io::Error),
}

/// Takes the terminal: raw mode, alternate screen, mouse, focus, bracketed
/// paste. When a step fails, those before it are undone. At most once at a time.
pub fn enter(options: Options) -> Result<(Guard, Screen, Inputs), EnterError> {
    if !isatty(stdin()) {
        return Err(EnterError::Input);
    }
    if !isatty(stdout()) {
        return Err(EnterError::Output);
    }
    let term = std::env::var("TERM").unwrap_or_default();
    if term == "dumb" {
        return Err(EnterError::Dumb);
    }
    let options = options.suited_to(&term);
    // Signals are caught before there is anything to restore.
    let (listener, inputs) = Listener::start()?;
    let listener = Arc::new(listener);
    let guard = Guard(Arc::clone(&listener));
    state::enter(options)?;
    listener.read();
    let screen = Screen::new(options, listener);
    Ok((guard, screen, inputs))
}

/// Restores the terminal when it ends. Signals stay caught: after this they end
/// the process at once.
#[derive(Debug)]
pub struct Guard(Arc<Listener>);

impl Drop for Guard {
    fn drop(&mut self) {
        // An answer that is on its way would be typed into the shell.
        if state::inside() && state::asked() {
            self.0.settle(Duration::from_millis(100));
        }
        self.0.pause();
        state::restore();
    }
}

/// What the program asks of a terminal besides frames.
pub trait Host: Backend {
    /// Sets the window's title, with the next frame.
    fn set_title(&mut self, title: &SafeText<'_>);

    /// Rings the bell, with the next frame.
    fn ring(&mut self);

    /// Sends what [`NoticeBy`] made, at once: no frame need follow.
    fn notify(&mut self, bytes: &[u8]);

    /// Puts text on the system's clipboard (OSC 52), with the next frame.
    /// Whether the terminal allows it cannot be known.
    fn copy(&mut self, text: &str);

    /// Where the pictures of a frame are hung.
    fn easel(&self) -> Easel;

    /// The size of a cell, where the system knows.
    fn cell_pixels(&self) -> Option<CellPixels>;

    /// Asks the terminal about its background, keyboard and pictures, with the next frame;
    /// answers come as [`Input`]. To be called once, after the first frame.
    fn ask(&mut self);

    /// Stops the process as Ctrl+Z does elsewhere. Returns at once; frames drawn
    /// meanwhile go nowhere, and [`Input::Resumed`] comes when it goes on.
    fn suspend(&mut self);

    /// Does with the terminal from now on what other options say. Questions are asked at the
    /// start alone. What is on the screen is to be drawn anew.
    fn adopt(&mut self, options: Options);

    /// Lends the terminal to another program (an editor) while `run` runs. The
    /// screen is blank afterwards: draw everything.
    fn outside<R>(&mut self, run: impl FnOnce() -> R) -> io::Result<R>
    where
        Self: Sized;
}

impl Host for Screen {
    fn easel(&self) -> Easel {
        Screen::easel(self)
    }

    fn cell_pixels(&self) -> Option<CellPixels> {
        screen::cell_pixels()
    }

    fn set_title(&mut self, title: &SafeText<'_>) {
        self.title(title);
    }

    fn ring(&mut self) {
        self.aside(b"\x07");
    }

    fn notify(&mut self, bytes: &[u8]) {
        if bytes.is_empty() {
            return;
        }
        self.aside(bytes);
        // An error shows at the next frame.
        let _ = self.flush();
    }

    fn copy(&mut self, text: &str) {
        let mut sequence = String::new();
        // Writing to a String does not fail.
        let _ = CopyToClipboard::to_clipboard_from(text).write_ansi(&mut sequence);
        self.aside(sequence.as_bytes());
    }

    fn ask(&mut self) {
        if state::options().probe {
            state::set_asked(true);
            // Kitty's keyboard first: attributes, the last, say that all is answered.
            self.aside(b"\x1b[?u");
            if let Some(guess) = state::options().pictures {
                self.aside(&screen::picture_questions(guess));
            }
            self.aside(screen::BACKGROUND);
        }
    }

    fn suspend(&mut self) {
        // The whole job stops, as when the terminal itself makes the signal.
        let _ = kill_current_process_group(rustix::process::Signal::TSTP);
    }

    fn adopt(&mut self, options: Options) {
        Screen::adopt(self, options);
    }

    fn outside<R>(&mut self, run: impl FnOnce() -> R) -> io::Result<R> {
        if state::asked() {
            self.listener().settle(Duration::from_millis(100));
        }
        self.listener().pause();
        let lent = state::lend();
        let result = run();
        if lent {
            state::resume()?;
            self.listener().read();
        }
        Ok(result)
    }
}

/// In tests there is no terminal to ask anything of.
impl Host for TestBackend {
    fn easel(&self) -> Easel {
        Easel::default()
    }

    fn cell_pixels(&self) -> Option<CellPixels> {
        None
    }

    fn set_title(&mut self, _title: &SafeText<'_>) {}

    fn ring(&mut self) {}

    fn notify(&mut self, _bytes: &[u8]) {}

    fn copy(&mut self, _text: &str) {}

    fn ask(&mut self) {}

    fn suspend(&mut self) {}

    fn adopt(&mut self, _options: Options) {}

    fn outside<R>(&mut self, run: impl FnOnce() -> R) -> io::Result<R> {
        Ok(run())
    }
}

//! Asking a terminal what it knows, once, without taking it: for `lazuli doctor`.

use std::io;
use std::time::{Duration, Instant};

use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::stdio::stdin;
use rustix::termios::{OptionalActions, Termios, tcgetattr, tcsetattr};

use super::graphics::{Answers, Guess};
use super::{Parsed, Parser, Rgb, screen, state};

/// What a terminal answered.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Told {
    /// It answered at all: what it did not answer, it does not know.
    pub answered: bool,
    /// Its background.
    pub background: Option<Rgb>,
    /// It speaks kitty's keyboard protocol.
    pub keyboard: bool,
    /// What it knows of pictures.
    pub pictures: Answers,
}

/// The modes as they were, set again at the end.
struct Modes(Termios);

impl Drop for Modes {
    fn drop(&mut self) {
        // A terminal that is gone has no modes.
        let _ = tcsetattr(stdin(), OptionalActions::Flush, &self.0);
    }
}

/// Asks the terminal of this process, and waits for its answers at most `limit`. Keys that are
/// pressed meanwhile are lost.
///
/// # Errors
/// When standard input or output is no terminal.
pub fn interview(guess: Guess, limit: Duration) -> io::Result<Told> {
    let before = tcgetattr(stdin())?;
    let mut raw = before.clone();
    raw.make_raw();
    let modes = Modes(before);
    tcsetattr(stdin(), OptionalActions::Now, &raw)?;
    let mut questions = b"\x1b[?u".to_vec();
    questions.extend(screen::picture_questions(guess));
    questions.extend_from_slice(screen::BACKGROUND);
    state::write_within(&questions, limit)?;
    let told = listen(Instant::now() + limit);
    drop(modes);
    told
}

fn listen(until: Instant) -> io::Result<Told> {
    let mut told = Told::default();
    let (mut parser, mut parsed) = (Parser::default(), Vec::new());
    let mut buffer = [0; 1024];
    while !told.answered {
        let left = until.saturating_duration_since(Instant::now());
        let timeout = Timespec::try_from(left).map_err(io::Error::other)?;
        let mut fds = [PollFd::from_borrowed_fd(stdin(), PollFlags::IN)];
        match poll(&mut fds, Some(&timeout)) {
            Ok(0) => break,
            Ok(_) => {}
            Err(rustix::io::Errno::INTR) => continue,
            Err(error) => return Err(error.into()),
        }
        let read = rustix::io::read(stdin(), &mut buffer)?;
        if read == 0 {
            break;
        }
        parser.feed(&buffer[..read], &mut parsed);
        for answer in parsed.drain(..) {
            match answer {
                Parsed::Background(color) => told.background = Some(color),
                Parsed::KittyKeyboard => told.keyboard = true,
                Parsed::KittyGraphics => told.pictures.kitty = true,
                Parsed::CellPixels(cell) => told.pictures.cell = Some(cell),
                Parsed::ColorRegisters(registers) => told.pictures.registers = Some(registers),
                Parsed::Attributes { sixel } => {
                    told.pictures.sixel = sixel;
                    told.answered = true;
                }
                Parsed::Event(_) | Parsed::SchemeChanged => {}
            }
        }
    }
    Ok(told)
}

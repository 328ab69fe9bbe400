//! Asking on the terminal: lines, and secrets that are not shown.

use std::io::{self, BufRead, IsTerminal, Read, Write};
use std::os::fd::AsFd;
use std::process::ExitCode;

use rustix::termios::{LocalModes, OptionalActions, Termios, tcgetattr, tcsetattr};

use crate::cli::connect::{MISUSED, note};
use crate::text::SafeText;

/// Nobody types or pastes more bytes than this.
const MOST: u64 = 256 * 1024;

/// Whether somebody is there to be asked.
pub fn somebody() -> bool {
    io::stdin().is_terminal() && io::stderr().is_terminal()
}

/// Says a line to the person, on standard error: standard output is for results.
pub fn say(line: &str) {
    let line = format!("{}\n", SafeText::line(line));
    // Nobody may be there to read it.
    let _ = io::stderr().write_all(line.as_bytes());
}

/// Nobody is there to be asked, or they went away.
pub fn nobody(what: &str) -> ExitCode {
    note(format_args!("{what}; `lazuli login --help` has examples."));
    ExitCode::from(MISUSED)
}

/// Asks for a line. `None` when the input ended.
pub async fn line(question: &str) -> Option<String> {
    prompt(question);
    read_line().await
}

/// Asks for a line that is not shown while it is typed. `None` when the input ended.
pub async fn secret(question: &str) -> Option<String> {
    // Before the question: who answers at once is not to be seen either.
    let unseen = Unseen::begin();
    prompt(question);
    let line = read_line().await;
    drop(unseen);
    say("");
    line
}

fn prompt(question: &str) {
    let question = format!("{} ", SafeText::line(question));
    let mut out = io::stderr();
    let _ = out.write_all(question.as_bytes());
    let _ = out.flush();
}

/// The next line, without its end. Waited for on a thread of its own, so that the process can
/// be told to end meanwhile.
pub async fn read_line() -> Option<String> {
    let read = || {
        let mut line = String::new();
        let mut input = io::stdin().lock().take(MOST);
        match input.read_line(&mut line) {
            Ok(0) | Err(_) => None,
            Ok(_) => Some(line.trim_end_matches(['\r', '\n']).to_owned()),
        }
    };
    tokio::task::spawn_blocking(read).await.ok().flatten()
}

/// Everything there is on standard input.
pub fn all() -> io::Result<String> {
    let mut text = String::new();
    io::stdin().lock().take(MOST).read_to_string(&mut text)?;
    Ok(text)
}

/// A terminal that does not show what is typed, until it is dropped.
struct Unseen(Option<Termios>);

impl Unseen {
    fn begin() -> Self {
        let input = io::stdin();
        let Ok(before) = tcgetattr(input.as_fd()) else {
            return Self(None);
        };
        let mut modes = before.clone();
        modes.local_modes.remove(LocalModes::ECHO);
        match tcsetattr(input.as_fd(), OptionalActions::Flush, &modes) {
            Ok(()) => Self(Some(before)),
            Err(_) => Self(None),
        }
    }
}

impl Drop for Unseen {
    fn drop(&mut self) {
        if let Some(before) = &self.0 {
            // Where that fails there is no terminal any more.
            let _ = tcsetattr(io::stdin().as_fd(), OptionalActions::Now, before);
        }
    }
}

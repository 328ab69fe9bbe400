//! How far a transfer is, on standard error where that is a terminal.

use std::io::{IsTerminal, Write};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use crate::text::{SafeText, size};

/// How often it is shown.
const OFTEN: Duration = Duration::from_millis(100);

/// The line that tells it, gone at the end.
#[derive(Debug)]
pub struct Progress {
    name: Option<String>,
    shown: Mutex<Option<Instant>>,
}

impl Progress {
    /// For a file of this name; silent where nobody can see it.
    #[must_use]
    pub fn new(name: &str, quiet: bool) -> Self {
        let dumb = std::env::var("TERM").is_ok_and(|term| term == "dumb");
        let shown = !quiet && !dumb && std::io::stderr().is_terminal();
        Self {
            name: shown.then(|| SafeText::line(name).truncate(40).into_string()),
            shown: Mutex::new(None),
        }
    }

    /// So many bytes until now, of so many where that is known.
    pub fn show(&self, now: u64, all: Option<u64>) {
        let Some(name) = &self.name else { return };
        let mut shown = self.shown.lock().unwrap_or_else(PoisonError::into_inner);
        if shown.is_some_and(|shown| shown.elapsed() < OFTEN) {
            return;
        }
        *shown = Some(Instant::now());
        let so_far = size(now);
        let line = match all {
            Some(all) if all > 0 => {
                let percent = now.saturating_mul(100) / all;
                format!("{name}  {so_far} of {} ({percent} %)", size(all))
            }
            Some(_) | None => format!("{name}  {so_far}"),
        };
        // Nobody may be there to read it.
        let _ = write!(std::io::stderr(), "\r{line}\x1b[K");
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        let shown = self.shown.get_mut();
        if shown.unwrap_or_else(PoisonError::into_inner).is_some() {
            let _ = write!(std::io::stderr(), "\r\x1b[K");
        }
    }
}

//! Lines on standard output, for scripts.

use std::io::{self, ErrorKind, Write};
use std::os::fd::AsFd;
use std::process::ExitCode;

use tokio::io::Interest;
use tokio::io::unix::AsyncFd;

use super::connect::fail;

/// Writes whole lines and sees that they get out.
///
/// # Errors
/// The exit code to end with. A reader that has gone away (`| head`) is no failure.
pub fn lines<T: AsRef<str>>(lines: impl IntoIterator<Item = T>) -> Result<(), ExitCode> {
    let mut text = String::new();
    for line in lines {
        text.push_str(line.as_ref());
        text.push('\n');
    }
    let mut out = io::stdout().lock();
    let written = out.write_all(text.as_bytes()).and_then(|()| out.flush());
    written.map_err(|error| match error.kind() {
        ErrorKind::BrokenPipe => ExitCode::SUCCESS,
        _ => fail(&format_args!("Standard output can't be written: {error}")),
    })
}

/// Writes a text. Gives the exit code to end with.
#[must_use]
pub fn text(text: &str) -> ExitCode {
    let text = text.strip_suffix('\n').unwrap_or(text);
    lines([text]).err().unwrap_or(ExitCode::SUCCESS)
}

/// Completes when nobody reads standard output any more, where that can be known. Without
/// this, `lazuli events | head -n 1` would keep its event queue until the next event.
pub async fn closed() {
    let gone = async {
        let own = io::stdout().as_fd().try_clone_to_owned()?;
        // What replaces it is an unsafe function, for descriptors that somebody else may
        // close; this one is owned here.
        #[allow(deprecated)]
        let out = AsyncFd::with_interest(own, Interest::ERROR)?;
        loop {
            let mut guard = out.ready(Interest::ERROR).await?;
            if guard.ready().is_error() || guard.ready().is_write_closed() {
                return io::Result::Ok(());
            }
            guard.clear_ready();
        }
    };
    // A file or a terminal can't be watched, and does not go away like that.
    if gone.await.is_err() {
        std::future::pending().await
    }
}

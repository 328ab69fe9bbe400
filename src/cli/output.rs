//! Lines on standard output, for scripts.

use std::borrow::Cow;
use std::io::{self, ErrorKind, Write};
use std::os::fd::AsFd;
use std::process::ExitCode;

use tokio::io::Interest;
use tokio::io::unix::AsyncFd;

use super::connect::fail;

/// What the topic without a name is called for people: as Zulip calls it, and marked as no name.
pub const NO_TOPIC: &str = "(general chat)";

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
    bytes(text.as_bytes())
}

/// Writes all of it and sees that it gets out.
///
/// # Errors
/// As for [`lines`].
pub fn bytes(bytes: &[u8]) -> Result<(), ExitCode> {
    let mut out = io::stdout().lock();
    let written = out.write_all(bytes).and_then(|()| out.flush());
    written.map_err(|error| match error.kind() {
        ErrorKind::BrokenPipe => ExitCode::SUCCESS,
        _ => fail(&format_args!("Standard output can't be written: {error}")),
    })
}

/// JSON on one line that means the same, with nothing in it that a terminal obeys: servers
/// may send control characters and such as turn the direction, which JSON can also spell.
#[must_use]
pub fn json_line(json: &str) -> Cow<'_, str> {
    let harmful = |c: char| matches!(c, '\n' | '\r' | '\t' | '\u{7f}'..='\u{9f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    if !json.contains(harmful) {
        return Cow::Borrowed(json);
    }
    let mut line = String::with_capacity(json.len());
    for c in json.chars() {
        match c {
            // Outside of its strings JSON has no others, and inside of them not these.
            '\n' | '\r' | '\t' => line.push(' '),
            c if harmful(c) => line.push_str(&format!("\\u{:04x}", u32::from(c))),
            c => line.push(c),
        }
    }
    Cow::Owned(line)
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

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};

    #[test]
    fn json_stays_the_same_on_one_harmless_line() {
        let value = json!({"a\u{9b}2J": "x\u{1b}[31m\u{202e}\n\u{7f}é設"});
        let text = serde_json::to_string_pretty(&value).unwrap();
        let line = json_line(&text);
        assert!(
            !line.contains(|c: char| c.is_control() || c == '\u{202e}'),
            "{line}"
        );
        assert_eq!(serde_json::from_str::<Value>(&line).unwrap(), value);
        assert!(matches!(json_line("{\"a\":1}"), Cow::Borrowed(_)));
    }
}

//! What happens when the program itself is wrong: the terminal is restored, a
//! report is written, and one sentence says where.

use std::backtrace::Backtrace;
use std::fmt::Write as _;
use std::io::{self, Write as _};
use std::panic::PanicHookInfo;
use std::path::{Path, PathBuf};

use super::state;
use crate::config::paths;
use crate::log;

/// The exit status after a panic, Rust's own.
const STATUS: i32 = 101;

/// Replaces Rust's panic message by a report file in `folder` (made when
/// needed), and one sentence on standard error. To be called before the
/// terminal is entered.
///
/// While the terminal is entered, a panic in any thread ends the process: a
/// program that lost a part of itself shows wrong things. Else it takes its
/// usual course.
pub fn install_panic_hook(folder: PathBuf) {
    std::panic::set_hook(Box::new(move |info| {
        let entered = state::inside();
        state::restore();
        let report = report(info);
        let mut sentence = String::from("lazuli stopped because of a mistake in lazuli itself");
        match write_report(&folder, &report) {
            Ok(path) => {
                let _ = write!(sentence, "; a report is in {}", path.display());
            }
            Err(error) => {
                let _ = write!(sentence, " (no report written: {error})\n{report}");
            }
        }
        sentence.push('\n');
        let _ = io::stderr().write_all(sentence.as_bytes());
        if entered {
            std::process::exit(STATUS);
        }
    }));
}

fn write_report(folder: &Path, report: &str) -> io::Result<PathBuf> {
    paths::create_private(folder)?;
    let time = jiff::Timestamp::now().strftime("%Y%m%d-%H%M%S");
    let path = folder.join(format!("panic-{time}-{}.txt", std::process::id()));
    paths::private_file(&path)?.write_all(report.as_bytes())?;
    Ok(path)
}

fn report(info: &PanicHookInfo<'_>) -> String {
    let payload = info.payload();
    let message = payload
        .downcast_ref::<&str>()
        .map(|text| (*text).to_owned())
        .or_else(|| payload.downcast_ref::<String>().cloned())
        .unwrap_or_else(|| "(no message)".to_owned());
    let place = info
        .location()
        .map_or_else(|| "unknown".to_owned(), ToString::to_string);
    let thread = std::thread::current();
    let release = std::fs::read_to_string("/proc/sys/kernel/osrelease").unwrap_or_default();
    let mut report = String::new();
    let mut line = |name: &str, value: &str| {
        let _ = writeln!(report, "{name:<10} {value}");
    };
    line("lazuli", env!("CARGO_PKG_VERSION"));
    line("time", &jiff::Timestamp::now().to_string());
    line(
        "system",
        &format!(
            "{} {} {}",
            std::env::consts::OS,
            std::env::consts::ARCH,
            release.trim()
        ),
    );
    // The terminal's kind only: nothing of where or who.
    for name in [
        "TERM",
        "COLORTERM",
        "TERM_PROGRAM",
        "TERM_PROGRAM_VERSION",
        "LANG",
    ] {
        if let Ok(value) = std::env::var(name) {
            line(name, &value);
        }
    }
    for name in ["TMUX", "STY", "SSH_TTY", "NO_COLOR"] {
        if std::env::var_os(name).is_some() {
            line(name, "is set");
        }
    }
    if let Ok((columns, rows)) = super::screen::size() {
        line("size", &format!("{columns}x{rows}"));
    }
    line("thread", thread.name().unwrap_or("unnamed"));
    line("at", &place);
    line("message", &message);
    let _ = write!(report, "\n{}\n", Backtrace::force_capture());
    log::concealed(&report).into_owned()
}

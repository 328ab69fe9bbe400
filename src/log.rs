//! The log: a file in the state folder, never the screen.
//!
//! Nothing is opened before there is something to say. The file is private,
//! bounded in size, and holds neither control characters nor, wherever in a line
//! they turn up, the secrets that were [`conceal`]ed.

use std::borrow::Cow;
use std::fs::File;
use std::io::{self, Write};
use std::path::PathBuf;
use std::sync::{Arc, Mutex, OnceLock, PoisonError, RwLock};

use tracing::level_filters::LevelFilter;
use tracing_subscriber::filter::Targets;
use tracing_subscriber::fmt::MakeWriter;
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::SubscriberInitExt;
use tracing_subscriber::{Layer, Registry, reload};

use crate::config::paths;

/// A file that grew to this many bytes becomes the old one.
const LARGEST: u64 = 2 * 1024 * 1024;

/// What is logged: a level (`off`, `error`, `warn`, `info`, `debug`, `trace`), or
/// levels for parts of the program, as in `warn,lazuli::session=debug`. A level
/// without a part is this program's own; libraries never say more than warnings
/// unless they are named, since what they trace may hold what was sent.
#[derive(Debug, Clone, PartialEq)]
pub struct Filter {
    targets: Targets,
}

/// A filter that is none.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error(
    "unknown log level `{0}`; it is one of off, error, warn, info, debug, trace, \
     or such levels for parts of the program: warn,lazuli::session=debug"
)]
pub struct FilterError(String);

impl Filter {
    /// Reads a filter.
    pub fn parse(text: &str) -> Result<Self, FilterError> {
        let mut targets = Targets::new().with_default(LevelFilter::WARN);
        let mut own = None;
        for part in text
            .split(',')
            .map(str::trim)
            .filter(|part| !part.is_empty())
        {
            let wrong = || FilterError(part.to_owned());
            let (target, level) = part.split_once('=').unwrap_or(("", part));
            let level: LevelFilter = match level.trim() {
                level if level.starts_with(|c: char| c.is_ascii_digit()) => return Err(wrong()),
                level => level.parse().map_err(|_| wrong())?,
            };
            match target.trim() {
                "" if part.contains('=') => return Err(wrong()),
                "" => own = Some(level),
                target => targets = targets.with_target(target, level),
            }
        }
        let own = own.unwrap_or(LevelFilter::WARN);
        targets = targets
            .with_target("lazuli", own)
            .with_default(own.min(LevelFilter::WARN));
        Ok(Self { targets })
    }

    /// The filter that counts: `--debug` first, then the environment's
    /// (`LAZULI_LOG`), then the settings'.
    pub fn choose(debug: bool, env: Option<&str>, settings: &str) -> Result<Self, FilterError> {
        match env {
            _ if debug => Self::parse("debug"),
            Some(text) if !text.trim().is_empty() => Self::parse(text),
            _ => Self::parse(settings),
        }
    }
}

static FILTER: OnceLock<reload::Handle<Targets, Registry>> = OnceLock::new();

/// Logs by another filter from now on, where the log was begun.
pub fn change(filter: Filter) {
    if let Some(handle) = FILTER.get() {
        // Fails when the log is gone, at the end of the program.
        let _ = handle.reload(filter.targets);
    }
}

/// Begins logging into `path`. Once; later calls change nothing.
pub fn init(path: PathBuf, filter: Filter) {
    let (targets, handle) = reload::Layer::new(filter.targets);
    let layer = tracing_subscriber::fmt::layer()
        .with_ansi(false)
        .with_writer(LogFile::new(path))
        .with_filter(targets);
    // Fails when somebody else, a test most likely, logs already.
    if tracing_subscriber::registry()
        .with(layer)
        .try_init()
        .is_ok()
    {
        let _ = FILTER.set(handle);
    }
}

static SECRETS: RwLock<Vec<String>> = RwLock::new(Vec::new());

/// Has a secret replaced, from now on, in all that is logged or reported. The
/// last line of defence: types that hold a secret do not show it either. Texts
/// too short to be one are not taken.
pub fn conceal(secret: &str) {
    if secret.len() < 8 {
        return;
    }
    let mut secrets = SECRETS.write().unwrap_or_else(PoisonError::into_inner);
    if !secrets.iter().any(|known| known == secret) {
        secrets.push(secret.to_owned());
    }
}

/// The text with every concealed secret replaced.
pub fn concealed(text: &str) -> Cow<'_, str> {
    let secrets = SECRETS.read().unwrap_or_else(PoisonError::into_inner);
    let mut text = Cow::Borrowed(text);
    for secret in secrets.iter() {
        if text.contains(secret.as_str()) {
            text = Cow::Owned(text.replace(secret.as_str(), "[concealed]"));
        }
    }
    text
}

/// A line with nothing in it that a terminal obeys when it is shown there.
fn harmless(line: &str) -> Cow<'_, str> {
    let harmful = |c: char| {
        (c.is_control() && c != '\n')
            || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
    };
    if !line.contains(harmful) {
        return Cow::Borrowed(line);
    }
    let mut clean = String::with_capacity(line.len() + 16);
    for c in line.chars() {
        if harmful(c) {
            clean.extend(c.escape_unicode());
        } else {
            clean.push(c);
        }
    }
    Cow::Owned(clean)
}

/// The file, opened at its first line.
#[derive(Debug, Clone)]
struct LogFile(Arc<Mutex<Sink>>);

#[derive(Debug)]
struct Sink {
    path: PathBuf,
    largest: u64,
    file: Option<File>,
    size: u64,
}

impl LogFile {
    fn new(path: PathBuf) -> Self {
        Self(Arc::new(Mutex::new(Sink {
            path,
            largest: LARGEST,
            file: None,
            size: 0,
        })))
    }
}

impl Sink {
    fn write(&mut self, line: &str) -> io::Result<()> {
        if self.size > self.largest {
            self.file = None;
        }
        let file = match self.file.as_mut() {
            Some(file) => file,
            None => {
                let file = self.open()?;
                self.file.insert(file)
            }
        };
        file.write_all(line.as_bytes())?;
        self.size += line.len() as u64;
        Ok(())
    }

    fn open(&mut self) -> io::Result<File> {
        if let Some(folder) = self.path.parent() {
            paths::create_private(folder)?;
        }
        let grown = |path: &PathBuf| path.metadata().is_ok_and(|data| data.len() > self.largest);
        if grown(&self.path) {
            std::fs::rename(&self.path, self.path.with_extension("log.old"))?;
        }
        let file = paths::private_file(&self.path)?;
        self.size = file.metadata()?.len();
        Ok(file)
    }
}

impl<'a> MakeWriter<'a> for LogFile {
    type Writer = Self;

    fn make_writer(&'a self) -> Self {
        self.clone()
    }
}

impl Write for LogFile {
    /// Takes one whole line, as the formatter hands them over.
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let line = String::from_utf8_lossy(bytes);
        let line = concealed(&line);
        self.0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .write(&harmless(&line))?;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt;
    use std::path::Path;

    use super::*;

    /// Runs `work` with a log of its own and gives what it wrote.
    fn logged(filter: &str, path: &Path, work: impl FnOnce()) -> Option<String> {
        let layer = tracing_subscriber::fmt::layer()
            .with_ansi(false)
            .without_time()
            .with_writer(LogFile::new(path.to_owned()))
            .with_filter(Filter::parse(filter).expect("a filter").targets);
        let subscriber = tracing_subscriber::registry().with(layer);
        tracing::subscriber::with_default(subscriber, work);
        std::fs::read_to_string(path).ok()
    }

    #[test]
    fn the_file_is_made_with_the_first_line_and_private() {
        let temp = tempfile::tempdir().expect("a temporary folder");
        let path = temp.path().join("state/lazuli.log");
        assert_eq!(logged("warn", &path, || tracing::info!("quiet")), None);
        let text = logged("warn", &path, || {
            tracing::warn!(target: "lazuli::session", tries = 3, "no answer");
        });
        assert_eq!(
            text.as_deref(),
            Some(" WARN lazuli::session: no answer tries=3\n")
        );
        let mode = path.metadata().expect("there").permissions().mode() & 0o777;
        assert_eq!(mode, 0o600);
    }

    #[test]
    fn secrets_and_control_characters_stay_out() {
        let temp = tempfile::tempdir().expect("a temporary folder");
        let path = temp.path().join("lazuli.log");
        conceal("Zs3cr3tKeyOfIago");
        conceal("short");
        let text = logged("warn", &path, || {
            tracing::error!("sent api_key=Zs3cr3tKeyOfIago to \x1b[2J\u{202e}short\nnext");
        })
        .expect("a log");
        assert!(!text.contains("Zs3cr3tKeyOfIago"));
        assert!(text.contains("api_key=[concealed]"));
        assert!(text.contains("short"));
        assert!(!text.contains('\x1b') && !text.contains('\u{202e}'));
    }

    #[test]
    fn the_file_does_not_grow_for_ever() {
        let temp = tempfile::tempdir().expect("a temporary folder");
        let path = temp.path().join("lazuli.log");
        let file = LogFile::new(path.clone());
        if let Ok(mut sink) = file.0.lock() {
            sink.largest = 1000;
        }
        for n in 0..100 {
            let line = format!("line {n:03} {}\n", "x".repeat(50));
            file.make_writer()
                .write_all(line.as_bytes())
                .expect("written");
        }
        let size = |path: &Path| path.metadata().expect("there").len();
        assert!(size(&path) <= 1100);
        assert!(size(&path.with_extension("log.old")) <= 1100);
        let last = std::fs::read_to_string(&path).expect("a log");
        assert!(last.ends_with(&format!("line 099 {}\n", "x".repeat(50))));
        assert_eq!(std::fs::read_dir(temp.path()).expect("a folder").count(), 2);
    }

    #[test]
    fn a_filter_is_a_level_or_levels_by_part() {
        let enabled = |filter: &str, target: &str, level: tracing::Level| {
            Filter::parse(filter)
                .expect("a filter")
                .targets
                .would_enable(target, &level)
        };
        use tracing::Level;
        assert!(enabled("debug", "lazuli::session", Level::DEBUG));
        assert!(!enabled("debug", "hyper::client", Level::DEBUG));
        assert!(enabled("debug", "hyper::client", Level::WARN));
        assert!(enabled("warn,hyper=trace", "hyper::client", Level::TRACE));
        assert!(enabled(
            "warn,lazuli::session=debug",
            "lazuli::session",
            Level::DEBUG
        ));
        assert!(!enabled(
            "warn,lazuli::session=debug",
            "lazuli::model",
            Level::INFO
        ));
        assert!(!enabled("error", "hyper", Level::WARN));
        for wrong in ["loud", "=warn", "lazuli=loud", "3"] {
            assert!(Filter::parse(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn flag_then_environment_then_settings() {
        let choose = |debug, env, settings| Filter::choose(debug, env, settings).expect("a filter");
        let of = |text| Filter::parse(text).expect("a filter");
        assert_eq!(choose(true, Some("error"), "warn"), of("debug"));
        assert_eq!(choose(false, Some("error"), "warn"), of("error"));
        assert_eq!(choose(false, Some(""), "info"), of("info"));
        assert_eq!(choose(false, None, "info"), of("info"));
    }
}

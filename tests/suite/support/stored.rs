//! Screens compared with stored ones.
//!
//! A stored screen is waited for: a test goes on as soon as the screen is what
//! it should be, however the network and the scheduler felt about it. Only when
//! the deadline passes is the difference shown.

use std::path::PathBuf;
use std::time::Duration;

use super::{Running, Screen, filters};

/// How long the screen must stay as it is before a new stored screen is taken
/// from it.
const QUIET: Duration = Duration::from_millis(700);

impl Running {
    /// Waits until the screen's text is the stored one of this name.
    pub fn shows(&self, name: &str) {
        self.compare(name, |screen| filters::steady(&screen.dump()));
    }

    /// The same with colours and attributes.
    pub fn shows_styled(&self, name: &str) {
        self.compare(name, |screen| {
            format!(
                "{}\n{}",
                filters::steady(&screen.dump()),
                filters::steady(&screen.styles())
            )
        });
    }

    fn compare(&self, name: &str, dump: impl Fn(&Screen) -> String) {
        let wanted = stored(name);
        let update = std::env::var("INSTA_UPDATE").is_ok_and(|value| value != "no");
        let screen = match wanted {
            Some(wanted) if !update => self
                .until(|screen| tidy(&dump(screen)) == tidy(&wanted))
                .unwrap_or_else(|screen| screen),
            _ => self.when_quiet(QUIET),
        };
        let settings = {
            let mut settings = insta::Settings::clone_current();
            settings.set_snapshot_path(folder());
            settings.set_prepend_module_to_snapshot(false);
            settings.set_omit_expression(true);
            settings
        };
        settings.bind(|| insta::assert_snapshot!(name, dump(&screen)));
    }
}

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/suite/screens")
}

/// The stored text, without insta's head.
fn stored(name: &str) -> Option<String> {
    let text = std::fs::read_to_string(folder().join(format!("{name}.snap"))).ok()?;
    let (_, rest) = text.strip_prefix("---\n")?.split_once("\n---\n")?;
    Some(rest.to_owned())
}

fn tidy(text: &str) -> String {
    let lines: Vec<&str> = text.lines().map(str::trim_end).collect();
    lines.join("\n").trim_end().to_owned()
}

//! `lazuli doctor`: what works here, what does not, and what to do about it.

mod account;
mod desktop;
mod screen;

use std::io::IsTerminal;
use std::process::ExitCode;

use serde::Serialize;

use crate::terminal::{ColorChoice, ColorDepth};
use crate::text::SafeText;

use super::{connect, output, render};

/// Where advice begins, in cells.
const INDENT: usize = 20;

const EXAMPLES: &str = "\
Examples:
  lazuli doctor
  lazuli doctor --json | jq -r 'select(.status != \"ok\") | .advice'
  lazuli doctor --offline                    the terminal and this machine alone

Each finding is ok, warn (it works, and could be better), fail (it does not work) or skip (it could \
not be looked at), with what to do about it. Nothing is changed.

Exit code: 0 nothing fails; 1 something does.";

/// Check terminal, network and account, and say what to do about what does not work
#[derive(Debug, Clone, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    /// Print each finding as a JSON object
    #[arg(long)]
    json: bool,
    /// Do not connect
    #[arg(long)]
    offline: bool,
    #[command(flatten)]
    connect: connect::ConnectArgs,
}

/// How it is with something.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
enum Status {
    Ok,
    Warn,
    Fail,
    Skip,
}

impl Status {
    fn word(self) -> &'static str {
        match self {
            Self::Ok => "ok",
            Self::Warn => "warn",
            Self::Fail => "FAIL",
            Self::Skip => "skip",
        }
    }

    /// Its colour, as an SGR parameter of the sixteen that every terminal has.
    fn color(self) -> u8 {
        match self {
            Self::Ok => 32,
            Self::Warn => 33,
            Self::Fail => 31,
            Self::Skip => 2,
        }
    }
}

/// One thing that was looked at.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
struct Finding {
    check: &'static str,
    status: Status,
    found: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    advice: Option<String>,
}

impl Finding {
    fn new(check: &'static str, status: Status, found: impl Into<String>) -> Self {
        Self {
            check,
            status,
            found: found.into(),
            advice: None,
        }
    }

    fn ok(check: &'static str, found: impl Into<String>) -> Self {
        Self::new(check, Status::Ok, found)
    }

    fn warn(check: &'static str, found: impl Into<String>) -> Self {
        Self::new(check, Status::Warn, found)
    }

    fn fail(check: &'static str, found: impl Into<String>) -> Self {
        Self::new(check, Status::Fail, found)
    }

    fn skip(check: &'static str, found: impl Into<String>) -> Self {
        Self::new(check, Status::Skip, found)
    }

    fn advise(self, advice: impl Into<String>) -> Self {
        Self {
            advice: Some(advice.into()),
            ..self
        }
    }
}

/// The environment.
fn env(name: &str) -> Option<String> {
    std::env::var(name).ok().filter(|value| !value.is_empty())
}

/// Looks at everything.
#[must_use]
pub fn run(args: Args) -> ExitCode {
    connect::run_to_end(async {
        let mut reporter = Reporter::new(args.json);
        reporter.say(screen::examine(&reporter.settings))?;
        reporter.say(desktop::examine(&reporter.settings))?;
        if args.offline {
            reporter.say(vec![Finding::skip("account", "not looked at (--offline)")])?;
        } else {
            account::examine(&args.connect, &mut reporter).await?;
        }
        if reporter.failed {
            return Err(ExitCode::from(connect::FAILED));
        }
        Ok(())
    })
}

/// Says findings as they come: the network may take its time.
struct Reporter {
    settings: crate::config::settings::Settings,
    json: bool,
    colors: bool,
    failed: bool,
}

impl Reporter {
    fn new(json: bool) -> Self {
        let depth = ColorDepth::detect(ColorChoice::Auto, env);
        Self {
            settings: desktop::settings(),
            json,
            colors: depth != ColorDepth::None && std::io::stdout().is_terminal(),
            failed: false,
        }
    }

    fn say(&mut self, findings: Vec<Finding>) -> Result<(), ExitCode> {
        self.failed |= findings.iter().any(|one| one.status == Status::Fail);
        let lines = findings.iter().flat_map(|finding| {
            if self.json {
                // Our own types serialize.
                let json = serde_json::to_string(finding).unwrap_or_default();
                vec![output::json_line(&json).into_owned()]
            } else {
                self.lines(finding)
            }
        });
        output::lines(lines)
    }

    fn lines(&self, finding: &Finding) -> Vec<String> {
        let word = format!("{:4}", finding.status.word());
        let word = if self.colors {
            format!("\u{1b}[{}m{word}\u{1b}[0m", finding.status.color())
        } else {
            word
        };
        let found = SafeText::line(finding.found.as_str());
        let mut lines = vec![format!("{word}  {:12}  {found}", finding.check)];
        let width = usize::from(render::width()).saturating_sub(INDENT).max(20);
        for line in finding
            .advice
            .iter()
            .flat_map(|advice| wrapped(advice, width))
        {
            lines.push(format!("{:INDENT$}{line}", ""));
        }
        lines
    }
}

/// A sentence on as many lines as it needs, none wider than this, in cells.
fn wrapped(sentence: &str, width: usize) -> Vec<SafeText<'_>> {
    let mut lines: Vec<SafeText> = Vec::new();
    for word in sentence.split_whitespace() {
        match lines.last_mut() {
            Some(line) if line.width() + 1 + SafeText::line(word).width() <= width => {
                *line = SafeText::line(format!("{line} {word}"));
            }
            Some(_) | None => lines.push(SafeText::line(word)),
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn advice_is_wrapped_between_words() {
        let lines = wrapped("set it by 設計 the network", 10);
        let lines: Vec<&str> = lines.iter().map(SafeText::as_str).collect();
        assert_eq!(lines, ["set it by", "設計 the", "network"]);
    }
}

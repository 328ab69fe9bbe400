//! This machine: settings, folders, clipboard, opener, notifications.

use std::path::Path;

use rustix::fs::{Access, access};

use super::{Finding, env};
use crate::app::errand::Clipboard;
use crate::cli::chosen::Chosen;
use crate::cli::errands::machine;
use crate::config::file::Config;
use crate::config::paths::Paths;
use crate::config::settings::Settings;

/// The settings, or what counts without a good file.
pub(super) fn settings() -> Settings {
    let paths = Paths::from_env().ok();
    let config = paths.map(|paths| Config::load(&paths.settings_file()));
    config.map(|config| config.settings).unwrap_or_default()
}

/// Looks at the machine.
pub(super) fn examine(settings: &Settings) -> Vec<Finding> {
    let mut findings = Vec::new();
    match Paths::from_env() {
        Ok(paths) => {
            findings.push(config(&paths));
            findings.push(folders(&paths));
        }
        Err(error) => findings.push(
            Finding::fail("folders", error.to_string()).advise("Set HOME to your home folder"),
        ),
    }
    let machine = machine(&settings.commands, env);
    findings.push(clipboard(&machine.clipboard));
    findings.push(if machine.opener {
        Finding::ok("browser", "links are opened in it")
    } else {
        Finding::warn(
            "browser",
            "there is none here: links are put on the clipboard",
        )
        .advise("`open = [\"PROGRAM\"]` under [commands] in config.toml names one")
    });
    findings.push(notification());
    findings
}

fn config(paths: &Paths) -> Finding {
    const CHECK: &str = "settings";
    let path = paths.settings_file();
    let chosen = Chosen::load(paths);
    match chosen.problems.first() {
        Some(problem) => Finding::warn(CHECK, problem.to_string()).advise(
            "What is wrong counts as if it were not there; `lazuli config check` names all of it",
        ),
        None if path.exists() => Finding::ok(CHECK, path.display().to_string()),
        None => Finding::ok(CHECK, format!("the defaults: no {}", path.display())),
    }
}

fn folders(paths: &Paths) -> Finding {
    const CHECK: &str = "folders";
    for folder in [paths.data(), paths.state(), paths.cache()] {
        let existing = folder.ancestors().find(|folder| folder.exists());
        let writable = existing.is_some_and(|folder| access(folder, Access::WRITE_OK).is_ok());
        if !writable {
            let found = format!("{} can't be written", folder.display());
            return Finding::fail(CHECK, found).advise(
                "Drafts, the outbox and the log are kept there: make it writable, or set the XDG variables",
            );
        }
    }
    Finding::ok(CHECK, "drafts, outbox and log can be written")
}

fn clipboard(clipboard: &Clipboard) -> Finding {
    const CHECK: &str = "clipboard";
    match clipboard {
        Clipboard::Program(command) => {
            Finding::ok(CHECK, format!("through {}", command.join(" ")))
        }
        Clipboard::Terminal if crate::terminal::lacks_clipboard(env) => {
            Finding::fail(CHECK, "this terminal gives programs none").advise(
                "Install wl-copy or xclip, or name a program: `copy = [\"PROGRAM\"]` under [commands] in config.toml",
            )
        }
        Clipboard::Terminal if env("TMUX").is_some() => {
            Finding::ok(CHECK, "through tmux and the terminal (OSC 52)")
                .advise("If nothing arrives: set -g set-clipboard on")
        }
        Clipboard::Terminal if env("TERM").is_none_or(|term| term == "dumb") => {
            Finding::skip(CHECK, "there is no terminal to carry it")
        }
        Clipboard::Terminal => Finding::ok(CHECK, "through the terminal (OSC 52)").advise(
            "If nothing arrives, allow it in the terminal's settings, or name a program: `copy` under [commands] in config.toml",
        ),
    }
}

/// How a terminal shows notifications, by the name it gives itself.
fn terminal_notification() -> Option<&'static str> {
    let term = env("TERM").unwrap_or_default();
    let program = env("TERM_PROGRAM").unwrap_or_default();
    if term.starts_with("xterm-kitty") || env("KITTY_WINDOW_ID").is_some() {
        Some("OSC 99")
    } else if ["iTerm.app", "WezTerm", "ghostty"].contains(&&*program)
        || term.starts_with("xterm-ghostty")
    {
        Some("OSC 9")
    } else if ["foot", "rxvt-unicode", "contour"]
        .iter()
        .any(|known| term.starts_with(known))
    {
        Some("OSC 777")
    } else {
        None
    }
}

fn notification() -> Finding {
    const CHECK: &str = "notification";
    let runtime = env("XDG_RUNTIME_DIR");
    let bus = env("DBUS_SESSION_BUS_ADDRESS").is_some()
        || runtime.is_some_and(|folder| Path::new(&folder).join("bus").exists());
    let desktop = cfg!(target_os = "macos") || bus;
    match (desktop, terminal_notification()) {
        (true, Some(kind)) => Finding::ok(
            CHECK,
            format!("the desktop shows them, and the terminal ({kind})"),
        ),
        (true, None) => Finding::ok(CHECK, "the desktop shows them"),
        (false, Some(kind)) => Finding::ok(CHECK, format!("the terminal shows them ({kind})")),
        (false, None) => Finding::warn(CHECK, "neither desktop nor terminal is known to show any")
            .advise(
                "The bell is left; `lazuli messages --follow --exec PROGRAM` runs what you like",
            ),
    }
}

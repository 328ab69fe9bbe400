//! The terminal: what it is, and what it can show.

use std::time::Duration;

use rustix::stdio::{stdin, stdout};
use rustix::termios::isatty;

use super::{Finding, env};
use crate::config::settings::Settings;
use crate::terminal::graphics::{Choice, Guess, Protocol};
use crate::terminal::{ColorDepth, Told, interview, knows_hyperlinks};

/// The longest that a terminal is waited for. One far away needs some of it.
const PATIENCE: Duration = Duration::from_millis(1500);

/// Looks at the terminal.
pub(super) fn examine(settings: &Settings) -> Vec<Finding> {
    let term = env("TERM").unwrap_or_default();
    let (input, output) = (isatty(stdin()), isatty(stdout()));
    let mut findings = vec![kind(&term, input, output), locale()];
    if !input || !output || term == "dumb" {
        let why = if term == "dumb" {
            "this terminal can't place text"
        } else {
            "there is no terminal to ask"
        };
        for check in ["colours", "images", "keyboard", "links"] {
            findings.push(Finding::skip(check, why));
        }
        return findings;
    }
    let guess = Guess::from_env(env);
    let depth = ColorDepth::detect(settings.colors, env);
    // Who knows nothing of questions would show them.
    let asked = settings.terminal.probe && !["linux", "vt100", "vt220", ""].contains(&&*term);
    let told = if asked {
        interview(guess, PATIENCE).unwrap_or_default()
    } else {
        Told::default()
    };
    findings.push(colors(depth, told));
    findings.push(images(settings.pictures, guess, told, depth));
    findings.push(keyboard(told));
    findings.push(links());
    findings
}

fn kind(term: &str, input: bool, output: bool) -> Finding {
    const CHECK: &str = "terminal";
    if !input || !output {
        let which = if input { "output" } else { "input" };
        return Finding::warn(CHECK, format!("standard {which} is no terminal")).advise(
            "The screen needs one; the commands for scripts do not. Run `lazuli doctor` itself in a terminal",
        );
    }
    if term == "dumb" {
        return Finding::fail(CHECK, "it says that it can't place text (TERM=dumb)")
            .advise("Start lazuli in a terminal emulator, or set TERM to what it is");
    }
    if term.is_empty() {
        return Finding::warn(CHECK, "TERM is not set")
            .advise("Set TERM to what the terminal is, such as xterm-256color");
    }
    let size = crossterm::terminal::size().unwrap_or_default();
    let program = env("TERM_PROGRAM").map_or_else(String::new, |name| format!(" in {name}"));
    let found = format!("{term}{program}, {} by {}", size.0, size.1);
    if size.0 < 60 || size.1 < 15 {
        return Finding::warn(CHECK, found)
            .advise("It is small: from 80 by 24 on there is room for channels beside messages");
    }
    Finding::ok(CHECK, found)
}

fn locale() -> Finding {
    const CHECK: &str = "characters";
    let named = ["LC_ALL", "LC_CTYPE", "LANG"].into_iter().find_map(|name| {
        let value = env(name)?;
        Some((name, value))
    });
    let Some((name, value)) = named else {
        return Finding::warn(CHECK, "no locale is set")
            .advise("If letters come out wrong, set LANG to a UTF-8 locale, such as C.UTF-8");
    };
    let found = format!("{name}={value}");
    let folded = value.to_ascii_lowercase();
    if folded.contains("utf-8") || folded.contains("utf8") {
        Finding::ok(CHECK, found)
    } else {
        Finding::warn(CHECK, found)
            .advise("If letters come out wrong, set LANG to a UTF-8 locale, such as C.UTF-8")
    }
}

fn colors(depth: ColorDepth, told: Told) -> Finding {
    const CHECK: &str = "colours";
    let background = match told.background {
        Some(color) if color.is_light() => ", light background",
        Some(_) => ", dark background",
        None => ", background not known",
    };
    let found = |what: &str| format!("{what}{background}");
    match depth {
        ColorDepth::TrueColor => Finding::ok(CHECK, found("24-bit")),
        ColorDepth::Indexed256 => Finding::ok(CHECK, found("256"))
            .advise("If the terminal has more, set COLORTERM=truecolor"),
        ColorDepth::Ansi16 => Finding::warn(CHECK, found("16"))
            .advise("If the terminal has more, set TERM to what it is, or `colors` in config.toml"),
        ColorDepth::None if env("NO_COLOR").is_some() => {
            Finding::ok(CHECK, found("none, as NO_COLOR asks"))
        }
        ColorDepth::None => Finding::warn(CHECK, found("none"))
            .advise("If the terminal has some, set TERM to what it is, or `colors` in config.toml"),
    }
}

fn images(choice: Choice, guess: Guess, told: Told, depth: ColorDepth) -> Finding {
    const CHECK: &str = "images";
    let answers = told.answered.then_some(told.pictures);
    let Some(mode) = guess.mode(choice, answers, None, depth) else {
        return match choice {
            Choice::Off => Finding::ok(CHECK, "off, as config.toml says"),
            Choice::Auto | Choice::Kitty | Choice::Iterm2 | Choice::Sixel | Choice::Blocks => {
                Finding::warn(CHECK, "none: there are too few colours")
            }
        };
    };
    match mode.protocol {
        Protocol::Kitty => Finding::ok(CHECK, "kitty's protocol"),
        Protocol::Iterm2 => Finding::ok(CHECK, "iTerm2's protocol"),
        Protocol::Sixel => Finding::ok(CHECK, "sixels"),
        Protocol::Blocks if guess.tmux() => Finding::warn(CHECK, "half-blocks, in tmux").advise(
            "If the terminal around tmux knows kitty's protocol: set -g allow-passthrough on",
        ),
        Protocol::Blocks if choice == Choice::Blocks => {
            Finding::ok(CHECK, "half-blocks, as config.toml says")
        }
        Protocol::Blocks => Finding::warn(CHECK, "half-blocks").advise(
            "kitty, Ghostty, WezTerm, iTerm2 and foot show pictures as they are; `pictures` in config.toml can name a protocol",
        ),
    }
}

fn keyboard(told: Told) -> Finding {
    const CHECK: &str = "keyboard";
    if told.keyboard {
        return Finding::ok(CHECK, "kitty's protocol: every key is told apart");
    }
    let found = if told.answered {
        "plain: some keys can't be told apart, such as Ctrl+I and Tab"
    } else {
        "the terminal answers no questions"
    };
    Finding::warn(CHECK, found).advise(
        "Every key of lazuli's works nevertheless; kitty, Ghostty, foot, WezTerm, Alacritty and iTerm2 tell all of them apart",
    )
}

fn links() -> Finding {
    const CHECK: &str = "links";
    if knows_hyperlinks(env) {
        return Finding::ok(CHECK, "the terminal opens them (OSC 8)");
    }
    Finding::warn(CHECK, "not known whether the terminal opens them (OSC 8)").advise(
        "If it does, set `hyperlinks = \"on\"` under [terminal] in config.toml; `f` opens links in any case",
    )
}

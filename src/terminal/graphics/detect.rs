//! Which way of showing pictures a terminal has.

use super::{CellPixels, Mode, Protocol};
use crate::terminal::ColorDepth;

/// What a person wants.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, clap::ValueEnum)]
pub enum Choice {
    /// The best that the terminal has.
    #[default]
    Auto,
    /// Kitty's protocol.
    Kitty,
    /// iTerm2's protocol.
    Iterm2,
    /// Sixels.
    Sixel,
    /// Half-blocks.
    Blocks,
    /// No pictures: labelled lines.
    Off,
}

/// What the environment tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Guess {
    protocol: Option<Protocol>,
    tmux: bool,
}

/// What the terminal answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Answers {
    /// It knows kitty's protocol.
    pub kitty: bool,
    /// It knows sixels.
    pub sixel: bool,
    /// The size of its cells.
    pub cell: Option<CellPixels>,
    /// How many colours a sixel picture may have.
    pub registers: Option<u16>,
}

impl Guess {
    /// Reads the environment.
    pub fn from_env(env: impl Fn(&str) -> Option<String>) -> Self {
        let value = |name: &str| env(name).unwrap_or_default();
        let there = |name: &str| !value(name).is_empty();
        let (term, program) = (value("TERM"), value("TERM_PROGRAM"));
        if there("TMUX") || term.starts_with("tmux") {
            // What is left in the environment is of the terminal that tmux was
            // started in, which need not be the one it is in now.
            return Self {
                protocol: None,
                tmux: true,
            };
        }
        let kitty = term.contains("kitty") || term.contains("ghostty");
        let protocol = if kitty || program == "ghostty" {
            Some(Protocol::Kitty)
        } else if program == "WezTerm"
            || there("WEZTERM_PANE")
            || program == "iTerm.app"
            || value("LC_TERMINAL") == "iTerm2"
        {
            Some(Protocol::Iterm2)
        } else if ["foot", "mlterm", "yaft", "contour"]
            .iter()
            .any(|name| term.starts_with(name))
        {
            Some(Protocol::Sixel)
        } else if there("KITTY_WINDOW_ID") && term.starts_with("xterm") {
            Some(Protocol::Kitty)
        } else {
            None
        };
        Self {
            protocol,
            tmux: false,
        }
    }

    /// Whether tmux is between the program and the terminal.
    #[must_use]
    pub fn tmux(self) -> bool {
        self.tmux
    }

    /// How pictures are shown; `None` for not at all. `answers` are there once the
    /// terminal answered, `cell` is what the system says.
    #[must_use]
    pub fn mode(
        self,
        choice: Choice,
        answers: Option<Answers>,
        cell: Option<CellPixels>,
        depth: ColorDepth,
    ) -> Option<Mode> {
        let told = answers.unwrap_or_default();
        let cell = told.cell.or(cell);
        let protocol = match choice {
            Choice::Off => return None,
            Choice::Kitty => Protocol::Kitty,
            Choice::Iterm2 => Protocol::Iterm2,
            Choice::Sixel => Protocol::Sixel,
            Choice::Blocks => Protocol::Blocks,
            Choice::Auto => match answers {
                // Who has sixels too knows kitty's protocol without placeholders.
                Some(Answers { kitty, sixel, .. }) if kitty && (!sixel || self.tmux) => {
                    Protocol::Kitty
                }
                Some(_) if self.protocol == Some(Protocol::Iterm2) => Protocol::Iterm2,
                // A size is needed: sixels are not scaled.
                Some(Answers { sixel: true, .. }) if cell.is_some() => Protocol::Sixel,
                Some(_) => Protocol::Blocks,
                None => match self.protocol {
                    Some(Protocol::Sixel) if cell.is_none() => Protocol::Blocks,
                    Some(protocol) => protocol,
                    None => Protocol::Blocks,
                },
            },
        };
        if protocol == Protocol::Blocks {
            let colors = match depth {
                ColorDepth::TrueColor | ColorDepth::Indexed256 => true,
                ColorDepth::Ansi16 => choice == Choice::Blocks,
                ColorDepth::None => false,
            };
            if !colors {
                return None;
            }
        }
        Some(Mode {
            protocol,
            cell: cell.unwrap_or(CellPixels::USUAL),
            tmux: self.tmux,
            registers: told.registers.unwrap_or(256),
        })
    }
}

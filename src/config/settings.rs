//! `config.toml`: what a person set. All of it has a default, so the file may be
//! missing, empty or partial; what it says must be understood, so an unknown
//! name or value is refused with its line.

use std::io;
use std::path::{Path, PathBuf};

use serde::Deserialize;

use crate::terminal::ColorChoice;
use crate::terminal::graphics::Choice;

/// All settings.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Settings {
    /// The theme's name; `auto` is the built-in one for the background.
    pub theme: String,
    /// Whether the background is light or dark.
    pub background: BackgroundChoice,
    /// How many colours to use.
    pub colors: ColorChoice,
    /// Whether the mouse is used.
    pub mouse: bool,
    /// How emoji are shown.
    pub emoji: EmojiMode,
    /// Who puts text that runs to the left in order.
    pub bidi: BidiMode,
    /// How pictures are shown.
    pub pictures: Choice,
    /// Sizes of the panes.
    pub panes: Panes,
    /// Pictures and files.
    pub media: MediaSettings,
    /// What is done with the terminal.
    pub terminal: TerminalSettings,
    /// Programs for what lazuli does not do itself.
    pub commands: Commands,
    /// What is logged.
    pub log: LogSettings,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            theme: "auto".to_owned(),
            background: BackgroundChoice::Auto,
            colors: ColorChoice::Auto,
            mouse: true,
            emoji: EmojiMode::Glyphs,
            bidi: BidiMode::Terminal,
            pictures: Choice::Auto,
            panes: Panes::default(),
            media: MediaSettings::default(),
            terminal: TerminalSettings::default(),
            commands: Commands::default(),
            log: LogSettings::default(),
        }
    }
}

/// Light or dark, or to be found out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum BackgroundChoice {
    /// By the terminal's answer and the environment.
    Auto,
    /// Dark text on light ground.
    Light,
    /// Light text on dark ground.
    Dark,
}

/// How emoji are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum EmojiMode {
    /// As characters.
    Glyphs,
    /// As characters, but `:names:` for those that are sequences (families, flags,
    /// skin tones, keycaps), for terminals that draw these too wide or too narrow.
    Simple,
    /// As `:names:`, for terminals whose font or widths fail them.
    Names,
}

/// Who puts Hebrew, Arabic and their like in order on a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum BidiMode {
    /// The terminal does.
    Terminal,
    /// lazuli does, for terminals that draw characters as they come.
    Reorder,
}

/// Sizes of the panes, in cells; 0 hides one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Panes {
    /// Views, conversations and channels.
    pub channels: u16,
    /// Topics of a channel.
    pub topics: u16,
    /// People.
    pub people: u16,
    /// The widest line of a message's text.
    pub text: u16,
}

impl Default for Panes {
    fn default() -> Self {
        Self {
            channels: 26,
            topics: 32,
            people: 24,
            text: 100,
        }
    }
}

/// Pictures and files.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct MediaSettings {
    /// Whether pictures that are not the organization's own are fetched too. Their
    /// servers then learn who reads what.
    pub external: bool,
    /// The folder for downloads; empty for the desktop's.
    pub downloads: String,
}

/// What is done with the terminal: each can be switched off for one that takes
/// it badly.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct TerminalSettings {
    /// Frames as synchronized updates.
    pub synchronized: bool,
    /// Asking for background and keyboard.
    pub probe: bool,
    /// The window's title.
    pub title: bool,
    /// Whether links are told to the terminal, so that it opens them (OSC 8).
    pub hyperlinks: Hyperlinks,
}

/// Whether links are told to the terminal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Hyperlinks {
    /// Where the terminal is known to understand.
    Auto,
    /// Always.
    On,
    /// Never.
    Off,
}

/// Programs, each as the list of its name and arguments. They are run directly, by no
/// shell.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Commands {
    /// Opens an address, which is its last argument; the system's opener if empty.
    pub open: Vec<String>,
    /// Puts its standard input on the clipboard; the terminal does if empty.
    pub copy: Vec<String>,
    /// Gets a code block on its standard input; none if empty.
    pub pipe: Vec<String>,
}

impl Default for TerminalSettings {
    fn default() -> Self {
        Self {
            synchronized: true,
            probe: true,
            title: true,
            hyperlinks: Hyperlinks::Auto,
        }
    }
}

/// What is logged.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct LogSettings {
    /// A level, or levels for parts of the program: see [`crate::log::Filter`].
    pub level: String,
}

impl Default for LogSettings {
    fn default() -> Self {
        Self {
            level: "warn".to_owned(),
        }
    }
}

/// What is wrong with a settings file.
#[derive(Debug, thiserror::Error)]
pub enum SettingsError {
    /// It cannot be read.
    #[error("{} cannot be read: {error}", path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// Why.
        error: io::Error,
    },
    /// It is not what it should be.
    #[error("{}:{line}:{column}: {message}", path.display())]
    Wrong {
        /// The file.
        path: PathBuf,
        /// Line, from 1.
        line: usize,
        /// Column in characters, from 1.
        column: usize,
        /// What is wrong, and what would be right.
        message: String,
    },
}

impl Settings {
    /// Reads a file; a missing one gives the defaults.
    pub fn load(path: &Path) -> Result<Self, SettingsError> {
        match std::fs::read_to_string(path) {
            Ok(text) => Self::parse(&text, path),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Self::default()),
            Err(error) => Err(SettingsError::Unreadable {
                path: path.to_owned(),
                error,
            }),
        }
    }

    /// Reads the text of a file; `path` is for the error's words alone.
    pub fn parse(text: &str, path: &Path) -> Result<Self, SettingsError> {
        let wrong = |at: usize, message: String| {
            let before = text.get(..at).unwrap_or(text);
            let start = before.rfind('\n').map_or(0, |newline| newline + 1);
            SettingsError::Wrong {
                path: path.to_owned(),
                line: before.matches('\n').count() + 1,
                column: before[start..].chars().count() + 1,
                message,
            }
        };
        let settings: Self = toml::from_str(text).map_err(|error| {
            let at = error.span().map_or(0, |span| span.start);
            wrong(at, one_line(error.message()))
        })?;
        if let Err(error) = crate::log::Filter::parse(&settings.log.level) {
            let at = text.find(&settings.log.level).unwrap_or(0);
            return Err(wrong(at, error.to_string()));
        }
        Ok(settings)
    }
}

/// The parser's sentence on one line, with words for its quoting.
fn one_line(message: &str) -> String {
    message
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ")
        .replace("unknown field", "unknown setting")
        .replace("unknown variant", "unknown value")
        .replace("expected u16", "expected a whole number from 0 to 65535")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(text: &str) -> String {
        Settings::parse(text, Path::new("config.toml"))
            .expect_err("refused")
            .to_string()
    }

    #[test]
    fn no_file_and_an_empty_file_are_the_defaults() {
        let temp = tempfile::tempdir().expect("a temporary folder");
        let missing = Settings::load(&temp.path().join("config.toml")).expect("defaults");
        assert_eq!(missing, Settings::default());
        let empty = Settings::parse("", Path::new("config.toml")).expect("defaults");
        assert_eq!(empty, Settings::default());
    }

    #[test]
    fn what_is_said_is_taken_and_the_rest_stays() {
        let text = r#"
            theme = "solarized"
            background = "light"
            colors = "256"
            mouse = false
            emoji = "simple"
            bidi = "reorder"
            pictures = "blocks"
            [panes]
            topics = 0
            [media]
            downloads = "~/in"
            [terminal]
            synchronized = false
            hyperlinks = "off"
            [commands]
            pipe = ["less", "-R"]
            [log]
            level = "info,lazuli::session=trace"
        "#;
        let settings = Settings::parse(text, Path::new("config.toml")).expect("settings");
        assert_eq!(settings.theme, "solarized");
        assert_eq!(settings.background, BackgroundChoice::Light);
        assert_eq!(settings.colors, ColorChoice::Indexed256);
        assert!(!settings.mouse);
        assert_eq!(settings.emoji, EmojiMode::Simple);
        assert_eq!(settings.bidi, BidiMode::Reorder);
        assert_eq!(settings.panes.topics, 0);
        assert_eq!(settings.panes.channels, Panes::default().channels);
        assert_eq!(settings.pictures, Choice::Blocks);
        assert_eq!(settings.media.downloads, "~/in");
        assert!(!settings.media.external);
        assert!(!settings.terminal.synchronized);
        assert!(settings.terminal.probe);
        assert_eq!(settings.terminal.hyperlinks, Hyperlinks::Off);
        assert_eq!(settings.commands.pipe, ["less", "-R"]);
        assert!(settings.commands.open.is_empty());
    }

    #[test]
    fn what_is_wrong_is_named_with_its_line() {
        insta::assert_snapshot!(refused("mouse = true\nmuose = true\n"), @"config.toml:2:1: unknown setting `muose`, expected one of `theme`, `background`, `colors`, `mouse`, `emoji`, `bidi`, `pictures`, `panes`, `media`, `terminal`, `commands`, `log`");
        insta::assert_snapshot!(refused("[panes]\nchannels = 20\ntopic = 3\n"), @"config.toml:3:1: unknown setting `topic`, expected one of `channels`, `topics`, `people`, `text`");
        insta::assert_snapshot!(refused("colors = \"lots\"\n"), @"config.toml:1:10: unknown value `lots`, expected one of `auto`, `none`, `16`, `256`, `truecolor`");
        insta::assert_snapshot!(refused("[panes]\nchannels = -1\n"), @"config.toml:2:12: invalid value: integer `-1`, expected a whole number from 0 to 65535");
        insta::assert_snapshot!(refused("mouse = \"yes\"\n"), @r#"config.toml:1:9: invalid type: string "yes", expected a boolean"#);
        insta::assert_snapshot!(refused("theme = \"é\nmouse = 1"), @r#"config.toml:1:11: invalid basic string, expected `"`"#);
        insta::assert_snapshot!(refused("[log]\nlevel = \"loud\"\n"), @"config.toml:2:10: unknown log level `loud`; it is one of off, error, warn, info, debug, trace, or such levels for parts of the program: warn,lazuli::session=debug");
    }

    #[test]
    fn a_file_that_cannot_be_read_is_said_to_be_so() {
        let temp = tempfile::tempdir().expect("a temporary folder");
        let error = Settings::load(temp.path()).expect_err("a folder is no file");
        assert!(error.to_string().contains("cannot be read"), "{error}");
    }
}

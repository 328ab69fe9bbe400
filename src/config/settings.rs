//! The settings of `config.toml`. Each is declared here, once, with the words a person
//! reads of it: the reader, the commented default, `docs/config.md` and the schema are
//! made from these declarations.

use crate::model::TopicOrder;
use clap::ValueEnum;
use toml::de::{DeTable, DeValue};

use crate::log::Filter;
use crate::terminal::ColorChoice;
use crate::terminal::graphics::Choice;

use super::option::{Kind, Setting, choices, quoted, settings};
use super::quiet::QuietHours;

settings! {
    /// How lazuli looks and what it uses of the terminal.
    Settings "" {
        /// The theme: `auto`, a built-in one, or a file `themes/NAME.toml` beside this file.
        /// `lazuli themes` shows them.
        ///
        /// `auto` is one of the next two, by the terminal's background.
        theme: String = "auto".to_owned(),
        /// What `auto` is on a dark background.
        dark_theme: String = "dark".to_owned(),
        /// What `auto` is on a light background.
        light_theme: String = "light".to_owned(),
        /// Whether the terminal's background is light or dark.
        background: BackgroundChoice = BackgroundChoice::Auto,
        /// How many colours to use. `--color` counts before it.
        ///
        /// With sixteen colours every theme is `16-color`, with none `monochrome`.
        colors: ColorChoice = ColorChoice::Auto,
        /// The home view: what lazuli opens with, and what Esc and Alt+Home lead back to.
        /// `--view` opens with another one.
        home: HomeChoice = HomeChoice::Auto,
        /// In which order the topics of a channel stand, in every list of them and for the keys
        /// that go through what is unread.
        topic_order: TopicOrderChoice = TopicOrderChoice::Newest,
        /// The map of keys to start from. `[keys]` changes single commands' keys.
        keymap: MapName = MapName::Web,
        /// Whether the mouse is used. Without it the terminal's own selection works as
        /// everywhere.
        mouse: bool = true,
        /// How emoji are shown.
        emoji: EmojiMode = EmojiMode::Glyphs,
        /// Who puts Hebrew, Arabic and their like in order on a line.
        bidi: BidiMode = BidiMode::Terminal,
        /// How pictures are shown.
        pictures: Choice = Choice::Auto,
        /// Whether a quiet line tells of a shorter way where a long one was taken. Each is told
        /// three times at most.
        tips: bool = true,
    }
    tables {
        /// Sizes of the panes.
        panes: Panes,
        /// Writing.
        composer: ComposerSettings,
        /// Pictures and files.
        media: MediaSettings,
        /// What is done with the terminal.
        terminal: TerminalSettings,
        /// How one is told of messages that one does not see.
        notifications: Notifications,
        /// Programs for what lazuli does not do itself.
        commands: Commands,
        /// What is logged.
        log: LogSettings,
    }
}

settings! {
    /// Sizes of the panes, in cells.
    Panes "panes" {
        /// Views, conversations and channels; 0 hides them until `toggle-side`.
        channels: u16 = 26 => 0..=120,
        /// Topics of a channel, on screens of 140 columns and more; 0 keeps them folded under
        /// their channel.
        topics: u16 = 32 => 0..=120,
        /// People, once they are shown.
        people: u16 = 24 => 14..=120,
        /// The longest line of a message's text, however wide the screen.
        text: u16 = 100 => 40..=1000,
    }
}

settings! {
    /// Writing.
    ComposerSettings "composer" {
        /// The keys that move in the text of a message and change it.
        keys: ComposerKeys = ComposerKeys::Emacs,
    }
}

settings! {
    /// Pictures and files.
    MediaSettings "media" {
        /// Whether pictures that are not the organization's own are fetched too. Their servers
        /// then learn who reads what.
        external: bool = false,
        /// The folder for downloads; empty for the desktop's. `~` is the home folder.
        downloads: String = String::new(),
    }
}

settings! {
    /// What is done with the terminal: each can be switched off for one that takes it badly.
    TerminalSettings "terminal" {
        /// Whether frames are sent as synchronized updates, which never show half drawn.
        synchronized: bool = true,
        /// Whether the terminal is asked for its background and its keyboard.
        probe: bool = true,
        /// Whether the window's title says where one is and what is unread.
        title: bool = true,
        /// Whether links are told to the terminal, so that it opens them (OSC 8).
        hyperlinks: Hyperlinks = Hyperlinks::Auto,
    }
}

settings! {
    /// How one is told of messages that one does not see. Which messages these are is set in the
    /// organization: personal settings, notifications, "Desktop".
    Notifications "notifications" {
        /// How.
        by: NotifyBy = NotifyBy::Auto,
        /// Whether notifications show what messages say, and who wrote many at once.
        content: bool = true,
        /// Whether the bell rings too, for what has a sound by the settings in the organization.
        bell: bool = false,
        /// When there are none: hours like `22:00-07:00`, days like `Sat-Sun`, or both, apart by
        /// commas: `Mon-Fri 18:00-09:00, Sat-Sun`.
        quiet: QuietHours = QuietHours::default(),
        /// A program that shows them on the desktop: its last two arguments are a title and a
        /// text. The system's own if empty.
        command: Vec<String> = Vec::new(),
    }
}

settings! {
    /// Programs, each as the list of its name and arguments. They are run directly, by no
    /// shell.
    Commands "commands" {
        /// Opens an address, which is its last argument; the system's opener if empty.
        open: Vec<String> = Vec::new(),
        /// Puts its standard input on the clipboard; the terminal does if empty.
        copy: Vec<String> = Vec::new(),
        /// Writes the picture on the clipboard to its standard output, to be attached; wl-paste,
        /// xclip or pngpaste if empty, whichever is there.
        paste: Vec<String> = Vec::new(),
        /// Gets a code block on its standard input, by the command `pipe`; none if empty.
        pipe: Vec<String> = Vec::new(),
    }
}

settings! {
    /// What is logged, into the log file. Never keys or the text of messages.
    LogSettings "log" {
        /// A level: `off`, `error`, `warn`, `info`, `debug` or `trace`; or levels for parts of
        /// the program: `warn,lazuli::session=debug`. `LAZULI_LOG` counts before it.
        level: LogLevel = LogLevel("warn".to_owned()),
    }
}

impl Settings {
    /// Takes a value, as the file has it, for an option: `theme`, `panes.text`.
    ///
    /// # Errors
    /// A sentence with the way out, where it is no value for that.
    pub fn change(&mut self, option: &str, value: &str) -> Result<(), String> {
        let (table, name) = option.split_once('.').unwrap_or(("", option));
        let text = format!("value = {value}");
        let parsed = DeTable::parse(&text).map_err(|_| format!("`{value}` is no value"))?;
        let section = self.section(table);
        let value = parsed.get_ref().get("value").map(toml::Spanned::get_ref);
        let taken = section.zip(value).and_then(|(s, value)| s.set(name, value));
        taken.unwrap_or_else(|| Err(format!("`{option}` is no option")))
    }
}

/// Light or dark, or to be found out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum BackgroundChoice {
    /// By the terminal's answer and the environment.
    Auto,
    /// Dark text on light ground.
    Light,
    /// Light text on dark ground.
    Dark,
}

/// A home view.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum HomeChoice {
    /// The one that is set in Zulip's own settings: the inbox, unless it was changed there.
    Auto,
    /// What is unread, by conversation.
    Inbox,
    /// Recent conversations.
    Recent,
    /// The combined feed.
    Combined,
}

/// An order of topics.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum TopicOrderChoice {
    /// The one with the newest message first.
    Newest,
    /// By their names.
    Name,
}

impl From<TopicOrderChoice> for TopicOrder {
    fn from(choice: TopicOrderChoice) -> Self {
        match choice {
            TopicOrderChoice::Newest => Self::Newest,
            TopicOrderChoice::Name => Self::Name,
        }
    }
}

/// A map of keys.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, ValueEnum)]
pub enum MapName {
    /// The keys of Zulip's web app, where it has any.
    Web,
    /// Those that fingers used to vim expect, on top of the web app's.
    Vim,
    /// Those that fingers used to Emacs expect, on top of the web app's.
    Emacs,
}

impl MapName {
    /// Its name in `config.toml` and on the command line.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Web => "web",
            Self::Vim => "vim",
            Self::Emacs => "emacs",
        }
    }
}

/// Keys in the text of a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ComposerKeys {
    /// Those of Emacs and of shells.
    Emacs,
    /// Those of Vi: Esc for its commands (motions, operators, text objects, counts, `.`), once
    /// more to leave. While inserting, all other keys are as with `emacs`.
    Vi,
}

/// How emoji are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum EmojiMode {
    /// As characters.
    Glyphs,
    /// As characters, but `:names:` for those that are sequences (families, flags, skin tones,
    /// keycaps), for terminals that draw these too wide or too narrow.
    Simple,
    /// As `:names:`, for terminals whose font or widths fail them.
    Names,
}

/// Who puts Hebrew, Arabic and their like in order on a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum BidiMode {
    /// The terminal does.
    Terminal,
    /// lazuli does, for terminals that draw characters as they come.
    Reorder,
}

/// Whether links are told to the terminal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Hyperlinks {
    /// Where the terminal is known to understand.
    Auto,
    /// Always.
    On,
    /// Never.
    Off,
}

/// How one is told of messages.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum NotifyBy {
    /// By the best way there is: the terminal where notifications can be withdrawn, the desktop
    /// of this machine, the terminal, the bell.
    Auto,
    /// By the desktop of this machine.
    Desktop,
    /// By the terminal, as kitty and foot know it; read messages are withdrawn.
    Osc99,
    /// By the terminal, as WezTerm, Ghostty, Konsole and rxvt-unicode know it.
    Osc777,
    /// By the terminal, as iTerm2 knows it.
    Osc9,
    /// By the bell alone.
    Bell,
    /// Not at all.
    Off,
}

choices!(
    NotifyBy,
    BackgroundChoice,
    ColorChoice,
    HomeChoice,
    TopicOrderChoice,
    MapName,
    ComposerKeys,
    EmojiMode,
    BidiMode,
    Choice,
    Hyperlinks,
);

/// What is logged: a level, or levels for parts of the program, as [`Filter`] reads them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LogLevel(
    /// The levels as they were written.
    pub String,
);

impl Setting for LogLevel {
    fn kind() -> Kind {
        Kind::Text
    }

    fn read(value: &DeValue<'_>) -> Result<Self, String> {
        let text = String::read(value)?;
        match Filter::parse(&text) {
            Ok(_) => Ok(Self(text)),
            Err(error) => Err(error.to_string()),
        }
    }

    fn toml(&self) -> String {
        quoted(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_option_takes_its_own_value_and_says_what_is_none() {
        let mut settings = Settings::default();
        for table in Settings::tables() {
            for entry in table.entries {
                let option = match table.name {
                    "" => entry.name,
                    table => format!("{table}.{}", entry.name),
                };
                let value = settings.value(&option).unwrap();
                assert_eq!(value, entry.default, "{option}");
                settings.change(&option, &value).unwrap();
            }
        }
        assert_eq!(settings, Settings::default());
        settings.change("panes.text", "60").unwrap();
        assert_eq!(settings.value("panes.text").as_deref(), Some("60"));
        let error = settings.change("panes.text", "6").unwrap_err();
        assert!(error.contains("from 40 to 1000, not 6"), "{error}");
        assert!(settings.change("panes.text", "oh no").is_err());
        assert!(settings.change("pane.text", "60").is_err());
    }

    #[test]
    fn every_table_is_reached_by_its_name_and_every_option_has_words() {
        let mut settings = Settings::default();
        for table in Settings::tables() {
            assert!(settings.section(table.name).is_some(), "{}", table.name);
            assert!(table.words.ends_with('.'), "{}", table.name);
            for entry in table.entries {
                assert!(entry.words.ends_with('.'), "{}", entry.name);
                if let Kind::Choice(choices) = entry.kind {
                    for choice in choices {
                        assert!(choice.meaning.ends_with('.'), "{}", choice.word);
                    }
                }
            }
        }
        assert!(settings.section("pane").is_none());
    }
}

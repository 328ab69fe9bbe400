//! What a person's settings make of the screen and of the terminal: worn when the program
//! starts, and anew when a setting is changed while it runs.

use std::path::PathBuf;
use std::sync::Arc;

use crate::app::errand::Machine;
use crate::app::keymap::Keymap;
use crate::config::settings::Settings;
use crate::terminal::Options;
use crate::terminal::graphics::Choice;
use crate::ui::Ui;

use super::Notifier;

/// What settings make of the screen.
#[derive(Debug)]
pub struct Dress {
    /// How it looks.
    pub ui: Ui,
    /// What is done with the terminal.
    pub terminal: Options,
    /// How pictures are shown.
    pub pictures: Choice,
    /// How notifications are shown.
    pub notifier: Notifier,
    /// The keys that commands have.
    pub keymap: Arc<Keymap>,
    /// What there is on this machine.
    pub machine: Machine,
    /// Where saved files go.
    pub downloads: PathBuf,
    /// What is wrong with it, in a sentence.
    pub trouble: Option<String>,
}

/// Makes it. Reads the files of themes.
pub type Wardrobe<'a> = &'a dyn Fn(&Settings) -> Dress;

/// The options that another theme comes of.
const OF_THEME: [&str; 5] = ["theme", "dark-theme", "light-theme", "background", "colors"];

/// Whether an option decides about the theme. Others leave the one that was taken for now.
#[must_use]
pub fn decides_theme(option: &str) -> bool {
    OF_THEME.contains(&option)
}

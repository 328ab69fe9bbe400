//! What a person chose, read whole: the settings and the keys, with everything that is
//! wrong in their files.

use std::path::Path;

use crate::app::command;
use crate::app::keymap::{self, Keymap};
use crate::config::documents::Bindable;
use crate::config::file::Config;
use crate::config::paths::Paths;
use crate::config::problem::Problem;
use crate::config::settings::Settings;

/// What a person chose, as far as it was understood.
#[derive(Debug)]
pub struct Chosen {
    /// The settings.
    pub settings: Settings,
    /// The keys in force.
    pub keymap: Keymap,
    /// What is wrong with the files, in their order.
    pub problems: Vec<Problem>,
}

impl Chosen {
    /// Reads the files in the configuration folder.
    #[must_use]
    pub fn load(paths: &Paths) -> Self {
        let path = paths.settings_file();
        Self::of(Config::load(&path), &path)
    }

    /// Takes a settings file that was read.
    #[must_use]
    pub fn of(config: Config, path: &Path) -> Self {
        let (keymap, wrong) = Keymap::of(config.settings.keymap, &config.keys);
        let mut problems = config.problems;
        problems.extend(keymap::problems(path, wrong));
        problems.sort_by_key(|problem| problem.spot);
        Self {
            settings: config.settings,
            keymap,
            problems,
        }
    }

    /// One sentence for the footer about what is wrong, if anything is.
    #[must_use]
    pub fn notice(&self, paths: &Paths) -> Option<String> {
        let first = self.problems.first()?;
        let whole = first.to_string();
        let full = first.path.display().to_string();
        let mut sentence = whole.replacen(&full, &paths.shown(&first.path), 1);
        match self.problems.len() - 1 {
            0 => {}
            1 => sentence.push_str(" (and one thing more: `lazuli config check`)"),
            more => sentence.push_str(&format!(" (and {more} more: `lazuli config check`)")),
        }
        Some(sentence)
    }
}

/// Every command, as the documents of settings tell of it.
#[must_use]
pub fn bindable() -> Vec<Bindable> {
    command::all().map(command::Command::bindable).collect()
}

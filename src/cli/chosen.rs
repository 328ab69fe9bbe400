//! What a person chose, read whole: the settings and the keys, with everything that is
//! wrong in their files.

use std::collections::BTreeMap;
use std::path::Path;

use crate::api::narrow::{Narrow, NarrowError};
use crate::app::command;
use crate::app::hooks::{Hook, Hooks, On};
use crate::app::keymap::{self, Keymap};
use crate::config::documents::Bindable;
use crate::config::file::{Config, KeySetting};
use crate::config::paths::Paths;
use crate::config::problem::Problem;
use crate::config::settings::Settings;
use crate::config::theme::library::{AUTO, Library};
use crate::config::theme::{BuiltIn, Look};

/// The theme, or the two of which the background decides.
// Made once, at the start.
#[expect(clippy::large_enum_variant)]
#[derive(Debug)]
pub enum ChosenTheme {
    /// This one, on any background.
    One(Look),
    /// The one for the background.
    Auto {
        /// For a dark one.
        dark: Look,
        /// For a light one.
        light: Look,
    },
}

/// What a person chose, as far as it was understood.
#[derive(Debug)]
pub struct Chosen {
    /// The settings.
    pub settings: Settings,
    /// The keys in force.
    pub keymap: Keymap,
    /// The theme.
    pub theme: ChosenTheme,
    /// The programs that are run when something happens.
    pub hooks: Hooks,
    /// The keys that the file gives to commands.
    pub keys: Vec<KeySetting>,
    /// The options that the file sets, each with its line, from 1.
    pub lines: BTreeMap<String, usize>,
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
        let mut problems = config.problems.clone();
        problems.extend(keymap::problems(path, wrong));
        let library = Library::beside(path);
        let mut named = |option: &str, name: &str, or: BuiltIn| match library.find(name) {
            Some((look, wrong)) => {
                problems.extend(wrong);
                look
            }
            None => {
                let spot = config.spot(option);
                problems.push(Problem::new(path, spot, library.unknown(name)));
                or.look().clone()
            }
        };
        let settings = &config.settings;
        let dark = named("dark-theme", &settings.dark_theme, BuiltIn::Dark);
        let light = named("light-theme", &settings.light_theme, BuiltIn::Light);
        let auto = ChosenTheme::Auto { dark, light };
        let theme = match &*settings.theme {
            AUTO => auto,
            name if library.find(name).is_none() => {
                named("theme", name, BuiltIn::Dark);
                auto
            }
            name => ChosenTheme::One(named("theme", name, BuiltIn::Dark)),
        };
        let mut hooks = Vec::new();
        for setting in &config.hooks {
            let narrow = setting.narrow.as_ref().map(|(words, spot)| {
                let wrong = |error: NarrowError| {
                    Problem::new(path, Some(*spot), format!("`narrow`: {error}"))
                };
                words.parse::<Narrow>().map_err(wrong)
            });
            match narrow.transpose() {
                Ok(narrow) => hooks.push(Hook {
                    on: On::of(&setting.on),
                    narrow,
                    command: setting.command.clone().into(),
                    seconds: setting.seconds,
                }),
                Err(problem) => problems.push(problem),
            }
        }
        problems.sort_by(|a, b| (&a.path, a.spot).cmp(&(&b.path, b.spot)));
        Self {
            lines: config.lines(),
            settings: config.settings,
            keys: config.keys,
            keymap,
            theme,
            hooks: Hooks(hooks.into()),
            problems,
        }
    }

    /// Looks at every theme file beside the settings too, chosen or not.
    pub fn check_themes(&mut self, path: &Path) {
        let library = Library::beside(path);
        let found = library
            .own()
            .into_iter()
            .filter_map(|name| library.find(&name));
        for problem in found.flat_map(|(_, problems)| problems) {
            if !self.problems.contains(&problem) {
                self.problems.push(problem);
            }
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

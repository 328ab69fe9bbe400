//! All themes there are: the built-in ones, and a person's own files.

use std::io;
use std::path::{Path, PathBuf};

use crate::config::problem::{Problem, instead};

use super::{BuiltIn, Look};

/// The name that means the theme for the terminal's background.
pub const AUTO: &str = "auto";

/// The built-in themes and those of a folder.
#[derive(Debug, Clone)]
pub struct Library {
    folder: PathBuf,
}

impl Library {
    /// The themes in the folder `themes` beside a settings file.
    #[must_use]
    pub fn beside(settings: &Path) -> Self {
        let folder = settings.parent().unwrap_or(Path::new("."));
        Self {
            folder: folder.join("themes"),
        }
    }

    /// The names of a person's own files, in order.
    #[must_use]
    pub fn own(&self) -> Vec<String> {
        let entries = std::fs::read_dir(&self.folder).into_iter().flatten();
        let mut names: Vec<String> = entries
            .filter_map(|entry| {
                let path = entry.ok()?.path();
                let toml = path.extension().is_some_and(|end| end == "toml");
                let name = path.file_stem()?.to_str()?.to_owned();
                toml.then_some(name)
            })
            .collect();
        names.sort();
        names
    }

    /// The names of all, the built-in ones first.
    #[must_use]
    pub fn names(&self) -> Vec<String> {
        let built_in = BuiltIn::ALL.iter().map(|theme| theme.name().to_owned());
        let mut names: Vec<String> = built_in.collect();
        let own = self.own().into_iter();
        let new: Vec<String> = own.filter(|name| !names.contains(name)).collect();
        names.extend(new);
        names
    }

    /// The theme of this name, with what is wrong with its file; a person's own goes
    /// before a built-in one. `None`: there is none.
    #[must_use]
    pub fn find(&self, name: &str) -> Option<(Look, Vec<Problem>)> {
        let built_in = || Some((BuiltIn::from_name(name)?.look().clone(), Vec::new()));
        // A name is no path.
        if name.is_empty() || name.contains(['/', '\\']) || name.starts_with('.') {
            return None;
        }
        let path = self.folder.join(format!("{name}.toml"));
        match std::fs::read_to_string(&path) {
            Ok(text) => Some(Look::read(name, &text, &path)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => built_in(),
            Err(error) => {
                let sentence = format!("the file cannot be read: {error}");
                let problem = Problem::new(&path, None, sentence);
                let (look, _) = built_in().unwrap_or((BuiltIn::Dark.look().clone(), Vec::new()));
                Some((look, vec![problem]))
            }
        }
    }

    /// The sentence about a name that no theme has.
    #[must_use]
    pub fn unknown(&self, name: &str) -> String {
        let names = self.names();
        let names = names.iter().map(|name| &**name).chain([AUTO]);
        format!("there is no theme `{name}`; {}", instead(name, names))
    }
}

//! What somebody was shown already: the tour, tips. It is kept in the state folder, so that
//! nobody is taught the same thing for ever.

use std::collections::BTreeMap;
use std::io::Write;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::app::tips::Seen;
use crate::config::paths::{Paths, create_private};

/// What was shown. What a newer version has in the file is left out.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Shown {
    /// Whether the tour was shown or offered.
    pub toured: bool,
    /// How often each tip was told.
    pub tips: BTreeMap<String, u32>,
}

/// The file.
#[must_use]
pub fn file(paths: &Paths) -> PathBuf {
    paths.state().join("seen.json")
}

impl Shown {
    /// Reads the file; nothing was shown where there is none that is understood.
    #[must_use]
    pub fn load(file: &Path) -> Self {
        let text = std::fs::read(file).unwrap_or_default();
        serde_json::from_slice(&text).unwrap_or_default()
    }

    /// Notes something that was shown, in the file too. Where that cannot be written, it is
    /// shown once more the next time.
    pub fn note(&mut self, seen: Seen, file: &Path) {
        match seen {
            Seen::Tour => self.toured = true,
            Seen::Tip(name) => *self.tips.entry(name.to_owned()).or_default() += 1,
        }
        if let Err(error) = self.write(file) {
            tracing::info!(%error, "what was shown is not kept");
        }
    }

    fn write(&self, file: &Path) -> std::io::Result<()> {
        create_private(file.parent().unwrap_or(Path::new(".")))?;
        let part = file.with_extension(format!("part.{}", std::process::id()));
        let mut text = serde_json::to_vec(self)?;
        text.push(b'\n');
        std::fs::File::create(&part)?.write_all(&text)?;
        std::fs::rename(&part, file)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_shown_is_remembered_and_a_broken_file_is_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("state/seen.json");
        let mut shown = Shown::load(&file);
        assert_eq!(shown, Shown::default());
        shown.note(Seen::Tour, &file);
        shown.note(Seen::Tip("filter"), &file);
        shown.note(Seen::Tip("filter"), &file);
        assert_eq!(Shown::load(&file), shown);
        assert_eq!((shown.toured, shown.tips["filter"]), (true, 2));
        std::fs::write(&file, "{").unwrap();
        assert_eq!(Shown::load(&file), Shown::default());
    }
}

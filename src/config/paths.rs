//! Where files are: the XDG base directories, on every system alike.

use std::fs::{DirBuilder, File, OpenOptions};
use std::io;
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

use etcetera::BaseStrategy;
use etcetera::base_strategy::Xdg;

/// The folder in each base directory.
const NAME: &str = "lazuli";

/// The folders of this program. None of them need exist.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Paths {
    home: PathBuf,
    config: PathBuf,
    data: PathBuf,
    state: PathBuf,
    cache: PathBuf,
    runtime: PathBuf,
}

/// Nobody knows where the home folder is.
#[derive(Debug, thiserror::Error)]
#[error(
    "the home folder is not known; set HOME, or XDG_CONFIG_HOME and its kin, to absolute paths"
)]
pub struct NoHome;

impl Paths {
    /// The folders by the XDG variables, else under the home folder. macOS
    /// follows the same rule.
    pub fn from_env() -> Result<Self, NoHome> {
        let xdg = Xdg::new().map_err(|_| NoHome)?;
        let state = xdg
            .state_dir()
            .unwrap_or_else(|| xdg.home_dir().join(".local/state"));
        let state = state.join(NAME);
        let runtime = xdg.runtime_dir().map(|folder| folder.join(NAME));
        Ok(Self {
            home: xdg.home_dir().to_owned(),
            config: xdg.config_dir().join(NAME),
            data: xdg.data_dir().join(NAME),
            runtime: runtime.unwrap_or_else(|| state.join("run")),
            state,
            cache: xdg.cache_dir().join(NAME),
        })
    }

    /// The folders a program has whose home folder is `home` and whose XDG
    /// variables are not set.
    pub fn under(home: &Path) -> Self {
        Self {
            home: home.to_owned(),
            config: home.join(".config").join(NAME),
            data: home.join(".local/share").join(NAME),
            state: home.join(".local/state").join(NAME),
            cache: home.join(".cache").join(NAME),
            runtime: home.join(".local/state").join(NAME).join("run"),
        }
    }

    /// The home folder.
    pub fn home(&self) -> &Path {
        &self.home
    }

    /// What a person writes: `config.toml`, themes, zuliprc.
    pub fn config(&self) -> &Path {
        &self.config
    }

    /// What must not be lost: drafts, the archive.
    pub fn data(&self) -> &Path {
        &self.data
    }

    /// Logs and reports.
    pub fn state(&self) -> &Path {
        &self.state
    }

    /// What can be fetched again.
    pub fn cache(&self) -> &Path {
        &self.cache
    }

    /// Sockets, while the program runs: in the runtime folder, else beside the logs.
    pub fn runtime(&self) -> &Path {
        &self.runtime
    }

    /// The settings file.
    pub fn settings_file(&self) -> PathBuf {
        self.config.join("config.toml")
    }

    /// The zuliprc of lazuli's own.
    pub fn zuliprc(&self) -> PathBuf {
        self.config.join("zuliprc")
    }

    /// The log file.
    pub fn log_file(&self) -> PathBuf {
        self.state.join("lazuli.log")
    }

    /// A path as a person would write it: `~` for the home folder.
    pub fn shown(&self, path: &Path) -> String {
        match path.strip_prefix(&self.home) {
            Ok(rest) if !rest.as_os_str().is_empty() => format!("~/{}", rest.display()),
            _ => path.display().to_string(),
        }
    }
}

/// Makes a folder, and those above it, that only its owner can look into.
/// Folders that exist stay as they are.
pub fn create_private(folder: &Path) -> io::Result<()> {
    DirBuilder::new().recursive(true).mode(0o700).create(folder)
}

/// Opens a file for appending, made with mode 0600 when it does not exist.
pub fn private_file(path: &Path) -> io::Result<File> {
    OpenOptions::new()
        .create(true)
        .append(true)
        .mode(0o600)
        .open(path)
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt;

    use super::*;

    #[test]
    fn the_defaults_are_those_of_the_specification() {
        let paths = Paths::under(Path::new("/home/iago"));
        assert_eq!(
            paths.settings_file(),
            Path::new("/home/iago/.config/lazuli/config.toml")
        );
        assert_eq!(paths.data(), Path::new("/home/iago/.local/share/lazuli"));
        assert_eq!(
            paths.log_file(),
            Path::new("/home/iago/.local/state/lazuli/lazuli.log")
        );
        assert_eq!(paths.cache(), Path::new("/home/iago/.cache/lazuli"));
        assert_eq!(paths.shown(&paths.zuliprc()), "~/.config/lazuli/zuliprc");
        assert_eq!(paths.shown(Path::new("/etc/passwd")), "/etc/passwd");
        assert_eq!(paths.shown(Path::new("/home/iago")), "/home/iago");
    }

    #[test]
    fn what_is_made_is_private() {
        let temp = tempfile::tempdir().expect("a temporary folder");
        let folder = temp.path().join("a/b");
        create_private(&folder).expect("made");
        create_private(&folder).expect("made twice");
        let file = folder.join("file");
        private_file(&file).expect("opened");
        let mode = |path: &Path| path.metadata().expect("there").permissions().mode() & 0o777;
        assert_eq!(mode(&folder), 0o700);
        assert_eq!(mode(&temp.path().join("a")), 0o700);
        assert_eq!(mode(&file), 0o600);
    }
}

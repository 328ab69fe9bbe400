//! Where downloads go.

use std::path::{Path, PathBuf};

/// The folder for downloads: what the settings say, else what the desktop says
/// (`user-dirs.dirs`), else `Downloads` in the home folder.
///
/// <https://www.freedesktop.org/wiki/Software/xdg-user-dirs/>
#[must_use]
pub fn downloads(
    setting: &str,
    home: &Path,
    config: &Path,
    env: impl Fn(&str) -> Option<String>,
) -> PathBuf {
    if !setting.is_empty() {
        // Relative to home; an absolute path stays.
        return match setting.strip_prefix("~/") {
            Some(rest) => home.join(rest),
            None => home.join(setting),
        };
    }
    if let Some(folder) = env("XDG_DOWNLOAD_DIR").filter(|folder| folder.starts_with('/')) {
        return folder.into();
    }
    let file = std::fs::read_to_string(config.join("user-dirs.dirs")).unwrap_or_default();
    let line = file
        .lines()
        .filter_map(|line| line.trim().strip_prefix("XDG_DOWNLOAD_DIR="))
        .next_back();
    let told = line.map(|value| value.trim().trim_matches('"'));
    let folder = told.and_then(|value| match value.strip_prefix("$HOME") {
        // The home folder itself stands for none at all.
        Some(rest) if rest.trim_matches('/').is_empty() => None,
        Some(rest) => Some(home.join(rest.trim_start_matches('/'))),
        None if value.starts_with('/') => Some(value.into()),
        None => None,
    });
    folder.unwrap_or_else(|| home.join("Downloads"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_setting_comes_first_then_the_desktop() {
        let temp = tempfile::tempdir().unwrap();
        let home = Path::new("/home/ada");
        let none = |_: &str| None;
        let of = |setting: &str| downloads(setting, home, temp.path(), none);
        assert_eq!(of(""), home.join("Downloads"));
        assert_eq!(of("~/in"), home.join("in"));
        assert_eq!(of("/srv/in"), Path::new("/srv/in"));
        let file = temp.path().join("user-dirs.dirs");
        std::fs::write(&file, "# x\nXDG_DOWNLOAD_DIR=\"$HOME/Téléchargements\"\n").unwrap();
        assert_eq!(of(""), home.join("Téléchargements"));
        std::fs::write(&file, "XDG_DOWNLOAD_DIR=\"$HOME/\"\n").unwrap();
        assert_eq!(of(""), home.join("Downloads"));
        std::fs::write(&file, "XDG_DOWNLOAD_DIR=\"/srv/x\"\n").unwrap();
        assert_eq!(of(""), Path::new("/srv/x"));
        let env = |name: &str| (name == "XDG_DOWNLOAD_DIR").then(|| "/srv/y".to_owned());
        assert_eq!(downloads("", home, temp.path(), env), Path::new("/srv/y"));
    }
}

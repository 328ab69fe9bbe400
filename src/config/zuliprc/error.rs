//! Why there are no credentials.

use std::path::{Path, PathBuf};

use crate::config::key_command::KeyCommandError;

/// Why there are no credentials: each one sentence, with the way out.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// No file anywhere, and the environment does not say enough either.
    #[error(
        "No zuliprc found (looked for {}), and nobody is signed in: `lazuli login` signs in. Or download the zuliprc file in Zulip's web app (Personal settings > Account & privacy > API key) and save it as ~/zuliprc; or try `lazuli --demo`.",
        list(.looked)
    )]
    NotFound {
        /// Where it could have been.
        looked: Vec<PathBuf>,
    },
    /// A file that was named does not exist.
    #[error("The zuliprc file {} does not exist: check the path that {named_by} gives.", .path.display())]
    Missing {
        /// The file.
        path: PathBuf,
        /// What named it.
        named_by: &'static str,
    },
    /// The file exists and cannot be read.
    #[error("The zuliprc file {} can't be read: {why}.", .path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// What the system said.
        why: String,
    },
    /// Others than its owner can read the file.
    #[error(
        "The zuliprc file {} holds your API key, and others can read it. Close it with: chmod 600 {}",
        .path.display(),
        shell_quoted(.path)
    )]
    Open {
        /// The file.
        path: PathBuf,
    },
    /// The file is not an INI file with what is needed in it.
    #[error("The zuliprc file {} is not complete: {why}. Download it anew in Zulip's web app, or see zuliprc.example.", .path.display())]
    Wrong {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        why: String,
    },
    /// A value that cannot be, from wherever it came.
    #[error("{from} is {value:?}; {must}.")]
    Value {
        /// Where the value came from.
        from: String,
        /// The value.
        value: String,
        /// What it must be.
        must: &'static str,
    },
    /// Something needed is nowhere.
    #[error("There is no {what}: {way_out}.")]
    Incomplete {
        /// What is missing.
        what: &'static str,
        /// How to give it.
        way_out: &'static str,
    },
    /// The command that prints the key does not.
    #[error("The `{name}` in the zuliprc file {} does not work: {why}.", .path.display())]
    Command {
        /// The file.
        path: PathBuf,
        /// `key_cmd` or `passcmd`.
        name: &'static str,
        /// What is wrong.
        why: KeyCommandError,
    },
    /// A certificate file that does not exist.
    #[error("The {what} {} does not exist: check the path.", .path.display())]
    NoSuchCertificate {
        /// Which setting names it.
        what: &'static str,
        /// The file.
        path: PathBuf,
    },
}

fn list(paths: &[PathBuf]) -> String {
    paths
        .iter()
        .map(|path| path.display().to_string())
        .collect::<Vec<_>>()
        .join(", ")
}

fn shell_quoted(path: &Path) -> String {
    let text = path.display().to_string();
    let plain = |c: char| c.is_ascii_alphanumeric() || "/._-+~".contains(c);
    if text.chars().all(plain) {
        text
    } else {
        format!("'{}'", text.replace('\'', r"'\''"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_chmod_hint_can_be_pasted() {
        assert_eq!(
            shell_quoted(Path::new("/home/a/zuliprc")),
            "/home/a/zuliprc"
        );
        assert_eq!(shell_quoted(Path::new("/a b/it's")), r"'/a b/it'\''s'");
    }
}

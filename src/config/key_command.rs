//! A command that prints the API key: `key_cmd`, or `passcmd` as zulip-terminal calls it.
//!
//! Its words are split as a shell would, and no shell runs it. It may ask on the terminal for
//! what opens its safe; of what it prints, the first line is the key.

use std::io::Read;
use std::path::Path;
use std::process::{Command, Stdio};

use super::zuliprc::{ApiKey, Environment};

/// More bytes than this are no key.
const MOST: u64 = 64 * 1024;

/// Why a command gives no key. What it printed is never told.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum KeyCommandError {
    /// Quotes that do not end, or no words at all.
    #[error("it can't be split into words: {0}")]
    Words(String),
    /// The program does not run.
    #[error("`{program}` can't be run: {why}")]
    Start {
        /// The program.
        program: String,
        /// What the system said.
        why: String,
    },
    /// It failed.
    #[error("`{program}` ended with {how}; what it says about that is on its standard error")]
    Failed {
        /// The program.
        program: String,
        /// Its exit status.
        how: String,
    },
    /// It printed nothing that could be a key.
    #[error("`{0}` printed no API key: the first line it prints must be the key alone")]
    NoKey(String),
}

/// The words of a command, quotes and backslashes understood as a shell does; nothing else is.
///
/// # Errors
/// When a quote does not end, or there is no word.
pub fn words(command: &str) -> Result<Vec<String>, KeyCommandError> {
    let words = shell_words::split(command)
        .map_err(|_| KeyCommandError::Words("a quote is not closed".to_owned()))?;
    if words.first().is_none_or(String::is_empty) {
        return Err(KeyCommandError::Words("it is empty".to_owned()));
    }
    Ok(words)
}

/// Runs the command and gives the key. Waits for its end.
///
/// # Errors
/// See [`KeyCommandError`].
pub fn run(command: &str, env: Environment<'_>) -> Result<ApiKey, KeyCommandError> {
    let words = words(command)?;
    let Some((program, arguments)) = words.split_first() else {
        return Err(KeyCommandError::Words("it is empty".to_owned()));
    };
    let path = super::zuliprc::expanded(program, env);
    let name = Path::new(program).file_name().unwrap_or_default();
    let name = name.to_string_lossy().into_owned();
    let start = |error: std::io::Error| KeyCommandError::Start {
        program: name.clone(),
        why: super::zuliprc::system_words(&error),
    };
    let mut child = Command::new(path)
        .args(arguments)
        .stdout(Stdio::piped())
        .spawn()
        .map_err(start)?;
    let mut printed = Vec::new();
    if let Some(out) = child.stdout.take() {
        out.take(MOST).read_to_end(&mut printed).map_err(start)?;
    }
    let status = child.wait().map_err(start)?;
    if !status.success() {
        return Err(KeyCommandError::Failed {
            program: name,
            how: match status.code() {
                Some(code) => format!("exit code {code}"),
                None => "a signal".to_owned(),
            },
        });
    }
    let text = String::from_utf8(printed).unwrap_or_default();
    let key = text.lines().next().unwrap_or_default().trim();
    if key.is_empty() || key.contains(|c: char| c.is_whitespace() || c.is_control()) {
        return Err(KeyCommandError::NoKey(name));
    }
    Ok(ApiKey::new(key))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(command: &str) -> Result<String, String> {
        let env = |name: &str| (name == "HOME").then(|| "/nowhere".to_owned());
        run(command, &env)
            .map(|key| key.reveal().to_owned())
            .map_err(|error| error.to_string())
    }

    #[test]
    fn words_are_split_as_a_shell_does_and_no_more() {
        let split = |text: &str| words(text).map_err(|error| error.to_string());
        assert_eq!(
            split(r#"pass show "zulip/my key" 'a b' c\ d"#),
            Ok(["pass", "show", "zulip/my key", "a b", "c d"]
                .map(str::to_owned)
                .into())
        );
        assert_eq!(
            split("gpg -d ~/k.gpg | head $HOME `id`"),
            Ok(["gpg", "-d", "~/k.gpg", "|", "head", "$HOME", "`id`"]
                .map(str::to_owned)
                .into())
        );
        assert_eq!(
            split("pass 'x"),
            Err("it can't be split into words: a quote is not closed".to_owned())
        );
        assert_eq!(
            split("  "),
            Err("it can't be split into words: it is empty".to_owned())
        );
    }

    #[test]
    fn the_first_line_is_the_key() {
        assert_eq!(
            key("printf 'abc123\\nuser: ada\\n'"),
            Ok("abc123".to_owned())
        );
        assert_eq!(
            key("echo '$HOME;id'"),
            Ok("$HOME;id".to_owned()),
            "no shell reads it"
        );
        assert_eq!(
            key("printf 'two words'"),
            Err(
                "`printf` printed no API key: the first line it prints must be the key alone"
                    .to_owned()
            )
        );
        assert!(key("true").is_err());
        assert_eq!(
            key("false s3cret"),
            Err(
                "`false` ended with exit code 1; what it says about that is on its standard error"
                    .to_owned()
            )
        );
        assert_eq!(
            key("~/bin/no-such-program s3cret"),
            Err("`no-such-program` can't be run: no such file or directory".to_owned())
        );
    }
}

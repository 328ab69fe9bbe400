//! The person's own editor: which one it is, and a text through it. No shell is asked.

use std::fs;
use std::io::{self, Write};
use std::path::PathBuf;
use std::process::Command;

/// What is looked for where neither `VISUAL` nor `EDITOR` is set.
const USUAL: [&str; 3] = ["editor", "vi", "nano"];

/// The editor that `VISUAL` or `EDITOR` names, in words, or a usual one; nothing where there is
/// none. `found` says whether a program is in the path.
#[must_use]
pub fn command(env: impl Fn(&str) -> Option<String>, found: impl Fn(&str) -> bool) -> Vec<String> {
    for name in ["VISUAL", "EDITOR"] {
        let words = words(&env(name).unwrap_or_default());
        if !words.is_empty() {
            return words;
        }
    }
    let usual = USUAL.into_iter().find(|program| found(program));
    usual.map(str::to_owned).into_iter().collect()
}

/// The words of a command, as a shell would part them: quotes hold words together, a backslash
/// takes a character as it is. Nothing else is special.
#[must_use]
pub fn words(line: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut word: Option<String> = None;
    let mut quote = None;
    let mut chars = line.chars();
    while let Some(c) = chars.next() {
        match (quote, c) {
            (Some(open), c) if c == open => quote = None,
            (None, '\'' | '"') => {
                quote = Some(c);
                word.get_or_insert_default();
            }
            (None | Some('"'), '\\') => {
                word.get_or_insert_default().extend(chars.next());
            }
            (None, c) if c.is_whitespace() => words.extend(word.take()),
            (_, c) => word.get_or_insert_default().push(c),
        }
    }
    words.extend(word);
    words
}

/// Lets a person write a text with an editor, in a file that nobody else can read. Gives the
/// text as it is then; or, in a sentence, why there is none. To be called while the terminal is
/// lent.
///
/// # Errors
/// A sentence for the person. What they wrote is then still in the file that it names, if
/// anything was written.
pub fn write(command: &[String], text: &str) -> Result<String, String> {
    let (program, arguments) = command.split_first().ok_or("No editor is known.")?;
    let path = file(text).map_err(|error| format!("No file could be made for it: {error}."))?;
    let status = Command::new(program).args(arguments).arg(&path).status();
    let why = match status {
        Ok(status) if status.success() => {
            let written = fs::read_to_string(&path);
            return match written {
                Ok(written) => {
                    // Nothing of it is to stay behind.
                    let _ = fs::remove_file(&path);
                    Ok(written)
                }
                Err(error) => Err(format!(
                    "What {program} wrote cannot be read ({error}); it is in {}.",
                    path.display()
                )),
            };
        }
        Ok(status) => format!("{program} ended with {status}"),
        Err(error) => format!("{program} could not be started: {error}"),
    };
    let kept = fs::read_to_string(&path).is_ok_and(|written| written != text);
    if kept {
        return Err(format!("{why}. What it wrote is in {}.", path.display()));
    }
    let _ = fs::remove_file(&path);
    Err(format!("{why}."))
}

/// A new file with the text, for this user alone.
fn file(text: &str) -> io::Result<PathBuf> {
    let mut options = fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let name = format!("lazuli-{:016x}.md", fastrand::u64(..));
    let path = std::env::temp_dir().join(name);
    options.open(&path)?.write_all(text.as_bytes())?;
    Ok(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_command_is_parted_into_words_and_asks_no_shell() {
        assert_eq!(words("vim"), ["vim"]);
        assert_eq!(
            words(r#"code --wait '/a b/c' "d \"e" f\ g $(rm x); '' "#),
            [
                "code", "--wait", "/a b/c", "d \"e", "f g", "$(rm", "x);", ""
            ]
        );
        assert!(words("  ").is_empty());
    }

    #[test]
    fn visual_comes_before_editor_and_both_before_what_is_usual() {
        let env = |name: &str| match name {
            "VISUAL" => Some("hx -c".to_owned()),
            _ => Some("ed".to_owned()),
        };
        assert_eq!(command(env, |_| true), ["hx", "-c"]);
        let editor = |name: &str| (name == "EDITOR").then(|| "ed".to_owned());
        assert_eq!(command(editor, |_| true), ["ed"]);
        assert_eq!(command(|_| None, |name| name == "vi"), ["vi"]);
        assert!(command(|_| None, |_| false).is_empty());
    }

    #[test]
    fn the_text_goes_through_the_program() {
        let words = |line: &str| super::words(line);
        // `sed -i` is an editor, too.
        let written = write(&words("sed -i s/matte/glossy/"), "it is matte\n");
        assert_eq!(written.unwrap(), "it is glossy\n");
        assert!(
            write(&words("/nowhere/ed"), "x")
                .unwrap_err()
                .contains("could not be started")
        );
        assert!(
            write(&words("false"), "x")
                .unwrap_err()
                .contains("ended with")
        );
        assert!(write(&[], "x").is_err());
    }
}

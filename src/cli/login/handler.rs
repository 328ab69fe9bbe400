//! The handler of `zulip://` links on the desktop: a desktop entry that runs
//! `lazuli open-login`, and the line that makes it the one for such links.
//!
//! <https://specifications.freedesktop.org/desktop-entry/latest/>,
//! <https://specifications.freedesktop.org/mime-apps/latest/>

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode, Stdio};

use crate::cli::connect::fail;
use crate::cli::output;
use crate::config::paths::Paths;

/// The name of the desktop entry.
const ENTRY: &str = "lazuli-login.desktop";
/// What such links are as a type of file.
const TYPE: &str = "x-scheme-handler/zulip";
/// The part of `mimeapps.list` that says who opens what.
const SECTION: &str = "[Default Applications]";

/// The two files.
struct Files {
    entry: PathBuf,
    list: PathBuf,
}

impl Files {
    fn of(paths: &Paths) -> Self {
        let above = |folder: &Path| folder.parent().unwrap_or(folder).to_owned();
        Self {
            entry: above(paths.data()).join("applications").join(ENTRY),
            list: above(paths.config()).join("mimeapps.list"),
        }
    }
}

/// Installs it for this user.
pub fn install(paths: &Paths) -> Result<(), ExitCode> {
    if cfg!(target_os = "macos") {
        return Err(fail(
            &"A handler of links can be installed on Linux alone: paste the link instead.",
        ));
    }
    let program = std::env::current_exe().map_err(|error| fail(&error))?;
    let files = Files::of(paths);
    let other = write(&files, &program).map_err(|error| cant(&files, &error))?;
    refresh(&files);
    let mut lines = vec![format!(
        "Links that begin with zulip:// open in lazuli now ({}, {}); a waiting `lazuli login` \
         gets them.",
        paths.shown(&files.entry),
        paths.shown(&files.list)
    )];
    if let Some(other) = other {
        lines.push(format!(
            "Until now {other} opened them; `lazuli login --remove-handler` gives them back."
        ));
    }
    output::lines(lines)
}

/// Takes it away again.
pub fn remove(paths: &Paths) -> Result<(), ExitCode> {
    let files = Files::of(paths);
    let removed = (|| {
        match fs::remove_file(&files.entry) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
            _ => {}
        }
        let list = read(&files.list)?;
        if list.contains(ENTRY) {
            replace(&files.list, &without(&list))?;
        }
        Ok(())
    })();
    removed.map_err(|error: io::Error| cant(&files, &error))?;
    refresh(&files);
    output::lines(["Links that begin with zulip:// open in lazuli no longer."])
}

fn cant(files: &Files, error: &io::Error) -> ExitCode {
    fail(&format_args!(
        "{} or {} can't be changed ({error}): check whose folders they are, or paste the link \
         instead",
        files.entry.display(),
        files.list.display()
    ))
}

/// Writes both files. Gives who opened such links before.
fn write(files: &Files, program: &Path) -> io::Result<Option<String>> {
    for file in [&files.entry, &files.list] {
        if let Some(folder) = file.parent() {
            fs::create_dir_all(folder)?;
        }
    }
    replace(&files.entry, &entry(program))?;
    let list = read(&files.list)?;
    let (list, other) = with(&list);
    replace(&files.list, &list)?;
    Ok(other)
}

fn read(path: &Path) -> io::Result<String> {
    match fs::read_to_string(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(String::new()),
        text => text,
    }
}

/// Writes a file whole or not at all, with the rights it had. A link is followed.
fn replace(path: &Path, text: &str) -> io::Result<()> {
    let path = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    let aside = path.with_extension(format!("{}.new", std::process::id()));
    fs::write(&aside, text)?;
    if let Ok(before) = path.metadata() {
        fs::set_permissions(&aside, before.permissions())?;
    }
    fs::rename(&aside, &path)
}

fn entry(program: &Path) -> String {
    format!(
        "[Desktop Entry]\nType=Application\nName=lazuli (signing in)\n\
         Comment=Takes the link at the end of a sign-in to a waiting lazuli\n\
         Exec={} open-login %u\nTerminal=false\nNoDisplay=true\nMimeType={TYPE};\n",
        quoted(program)
    )
}

/// A path as an `Exec` line has it: in quotes, what means something there escaped, once for the
/// quotes and once for the file.
fn quoted(program: &Path) -> String {
    let mut out = String::from("\"");
    for c in program.display().to_string().chars() {
        match c {
            '"' | '`' | '$' => out.push_str(&format!("\\\\{c}")),
            '\\' => out.push_str("\\\\\\\\"),
            '%' => out.push_str("%%"),
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

/// The list with our entry as the first for such links, and who was it before.
fn with(list: &str) -> (String, Option<String>) {
    let mut lines: Vec<String> = list.lines().map(str::to_owned).collect();
    let begin = match lines.iter().position(|line| line.trim() == SECTION) {
        Some(at) => at + 1,
        None => {
            if lines.last().is_some_and(|line| !line.is_empty()) {
                lines.push(String::new());
            }
            lines.push(SECTION.to_owned());
            lines.len()
        }
    };
    let end = lines[begin..].iter().position(|line| line.starts_with('['));
    let end = end.map_or(lines.len(), |end| begin + end);
    let is_ours = |line: &String| line.split('=').next().is_some_and(|key| key.trim() == TYPE);
    let Some(at) = lines[begin..end].iter().position(is_ours) else {
        lines.insert(begin, format!("{TYPE}={ENTRY};"));
        return (joined(&lines), None);
    };
    let others = handlers(&lines[begin + at]);
    let all: Vec<&str> = std::iter::once(ENTRY)
        .chain(others.iter().map(String::as_str))
        .collect();
    let first = others.first().cloned();
    lines[begin + at] = format!("{TYPE}={};", all.join(";"));
    (joined(&lines), first)
}

/// The list without our entry.
fn without(list: &str) -> String {
    let mut lines = Vec::new();
    for line in list.lines() {
        if !line.contains(ENTRY) {
            lines.push(line.to_owned());
            continue;
        }
        let others = handlers(line);
        let key = line.split('=').next().unwrap_or(TYPE);
        if !others.is_empty() {
            lines.push(format!("{key}={};", others.join(";")));
        }
    }
    joined(&lines)
}

/// The entries of a line, ours left out.
fn handlers(line: &str) -> Vec<String> {
    let value = line.split_once('=').map_or("", |(_, value)| value);
    let all = value.split(';').map(str::trim);
    let others = all.filter(|name| !name.is_empty() && *name != ENTRY);
    others.map(str::to_owned).collect()
}

fn joined(lines: &[String]) -> String {
    let mut text = lines.join("\n");
    if !text.is_empty() {
        text.push('\n');
    }
    text
}

/// Desktops that keep a cache of the entries look anew. Where there is no such program nothing
/// is cached.
fn refresh(files: &Files) {
    if let Some(folder) = files.entry.parent() {
        let _ = Command::new("update-desktop-database")
            .arg(folder)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .status();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_keeps_all_else() {
        let ours = format!("{SECTION}\n{TYPE}={ENTRY};\n");
        assert_eq!(with(""), (ours.clone(), None));
        assert_eq!(with(&ours), (ours.clone(), None), "twice is once");
        let zulip = "# mine\n[Default Applications]\ntext/html=firefox.desktop\n\
            x-scheme-handler/zulip=zulip.desktop\n\n[Added Associations]\n\
            x-scheme-handler/zulip=zulip.desktop;\n";
        let (list, other) = with(zulip);
        assert_eq!(other.as_deref(), Some("zulip.desktop"));
        assert_eq!(
            list,
            zulip.replacen(
                "zulip=zulip.desktop\n",
                "zulip=lazuli-login.desktop;zulip.desktop;\n",
                1
            )
        );
        assert_eq!(
            without(&list),
            zulip.replacen("zulip=zulip.desktop\n", "zulip=zulip.desktop;\n", 1)
        );
        assert_eq!(without(&ours), format!("{SECTION}\n"));
        let apart = "[Added Associations]\na=b\n";
        assert_eq!(with(apart).0, format!("{apart}\n{ours}"));
    }

    #[test]
    fn the_entry_runs_the_program_whatever_its_path_is() {
        let text = entry(Path::new("/opt/a b/$x%\"/lazuli"));
        assert!(
            text.contains("\nExec=\"/opt/a b/\\\\$x%%\\\\\"/lazuli\" open-login %u\n"),
            "{text}"
        );
    }
}

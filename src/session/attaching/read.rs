//! What there is on this machine: folders, files, a picture on the clipboard.

use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Duration;

use tokio::io::AsyncReadExt;
use tokio::process::Command;

use super::on_disk::{OnDisk, in_words};
use crate::app::attaching::{Bytes, Entry, FileHere};

/// So many entries of a folder are told.
const MOST: usize = 10_000;
/// The largest picture that is taken off the clipboard, in bytes.
const LARGEST: u64 = 64 << 20;
/// How long the clipboard may take.
const PATIENCE: Duration = Duration::from_secs(10);

/// The place that a person's path means.
fn place(home: &Path, path: &str) -> PathBuf {
    match path.strip_prefix('~') {
        Some("") => home.to_owned(),
        Some(rest) if rest.starts_with('/') => home.join(rest.trim_start_matches('/')),
        Some(_) | None => PathBuf::from(path),
    }
}

/// What is in a folder, by name.
pub(super) fn list(home: &Path, folder: &str) -> Result<Vec<Entry>, String> {
    let place = match folder {
        "" => PathBuf::from("."),
        folder => place(home, folder),
    };
    let read = std::fs::read_dir(place).map_err(|error| in_words(&error))?;
    let mut entries: Vec<Entry> = read
        .take(MOST)
        .filter_map(|entry| {
            let entry = entry.ok()?;
            // What can't be typed can't be chosen.
            let name = entry.file_name().into_string().ok()?;
            if name.contains(char::is_control) {
                return None;
            }
            // Through links.
            let about = std::fs::metadata(entry.path()).ok()?;
            (about.is_file() || about.is_dir()).then(|| Entry {
                name,
                folder: about.is_dir(),
                length: if about.is_dir() { 0 } else { about.len() },
            })
        })
        .collect();
    entries.sort_by_cached_key(|entry| (entry.name.to_lowercase(), entry.name.clone()));
    Ok(entries)
}

/// The files of the first way that is all files.
pub(super) fn look(home: &Path, ways: &[Vec<String>]) -> Result<Vec<FileHere>, String> {
    let mut wrong = None;
    for paths in ways {
        let files: Result<Vec<FileHere>, String> = paths
            .iter()
            .map(|path| OnDisk::open(&place(home, path)).map(FileHere::from))
            .collect();
        match files {
            Ok(files) => return Ok(files),
            Err(why) => wrong = wrong.or(Some(why)),
        }
    }
    Err(wrong.unwrap_or_else(|| "There is no file.".to_owned()))
}

impl From<OnDisk> for FileHere {
    fn from(file: OnDisk) -> Self {
        // The program's folder may change; the file does not.
        let path = std::path::absolute(&file.path).unwrap_or(file.path);
        Self {
            name: file.name,
            length: file.length,
            bytes: Bytes::Disk(path),
        }
    }
}

/// The picture that a program writes of the clipboard.
pub(super) async fn picture(command: &[String]) -> Result<FileHere, String> {
    let none = || "There is no picture on the clipboard.".to_owned();
    let (program, arguments) = command.split_first().ok_or_else(none)?;
    let failed = |error: std::io::Error| {
        format!(
            "The clipboard could not be read: {program} {}.",
            in_words(&error)
        )
    };
    let mut child = Command::new(program)
        .args(arguments)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .kill_on_drop(true)
        .process_group(0)
        .spawn()
        .map_err(failed)?;
    let stdout = child.stdout.take().ok_or_else(none)?;
    let mut bytes = Vec::new();
    let reading = async {
        stdout.take(LARGEST).read_to_end(&mut bytes).await?;
        child.wait().await
    };
    let ended = tokio::time::timeout(PATIENCE, reading).await;
    let status = ended.map_err(|_| "The clipboard did not answer.".to_owned())?;
    let ending = image::guess_format(&bytes)
        .ok()
        .and_then(|format| format.extensions_str().first());
    match (status.map_err(failed)?.success(), ending) {
        (true, Some(ending)) => Ok(FileHere {
            name: format!("image.{ending}"),
            length: bytes.len() as u64,
            bytes: Bytes::Memory(bytes.into()),
        }),
        (true | false, _) => Err(none()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folders_and_files_are_found_from_the_home_folder_on() {
        let home = tempfile::tempdir().unwrap();
        let at = |name: &str| home.path().join(name);
        std::fs::create_dir(at("b")).unwrap();
        std::fs::write(at("a 1.txt"), "12345").unwrap();
        std::fs::write(at(".c"), "").unwrap();
        let names: Vec<(String, bool, u64)> = list(home.path(), "~/")
            .unwrap()
            .into_iter()
            .map(|entry| (entry.name, entry.folder, entry.length))
            .collect();
        let wanted = [(".c", false, 0), ("a 1.txt", false, 5), ("b", true, 0)];
        assert_eq!(names, wanted.map(|(n, f, l)| (n.to_owned(), f, l)));
        assert_eq!(
            list(home.path(), "~/nowhere/"),
            Err("there is none".to_owned())
        );
        let ways = |ways: &[&[&str]]| {
            let own = |way: &&[&str]| way.iter().map(|path| (*path).to_owned()).collect();
            look(home.path(), &ways.iter().map(own).collect::<Vec<_>>())
        };
        let found = ways(&[&["~/a", "1.txt"], &["~/a 1.txt"]]).unwrap();
        assert_eq!((&*found[0].name, found[0].length), ("a 1.txt", 5));
        let why = ways(&[&["~/b"]]).unwrap_err();
        assert!(why.ends_with("b can't be read: it is no file."), "{why}");
        let why = ways(&[&["~/a 1.txt", "~/z"]]).unwrap_err();
        assert!(why.ends_with("z can't be read: there is none."), "{why}");
    }

    #[tokio::test]
    async fn a_picture_is_what_looks_like_one() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("x");
        std::fs::write(&file, b"\x89PNG\r\n\x1a\n...").unwrap();
        let cat = ["cat".to_owned(), file.to_str().unwrap().to_owned()];
        let found = picture(&cat).await.unwrap();
        assert_eq!((&*found.name, found.length), ("image.png", 11));
        std::fs::write(&file, "words").unwrap();
        let none = Err("There is no picture on the clipboard.".to_owned());
        assert_eq!(picture(&cat).await, none);
        assert_eq!(picture(&["false".to_owned()]).await, none);
        let missing = picture(&["/no/such/program".to_owned()]).await;
        assert!(missing.unwrap_err().contains("/no/such/program"));
    }
}

//! Files onto the disk: named safely, overwriting nothing, whole or not at all.

use std::ffi::OsString;
use std::io;
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};
use std::time::Duration;

use serde::Deserialize;
use tokio::fs::{File, OpenOptions, remove_file, rename};
use tokio::io::AsyncWriteExt;
use url::Url;

use crate::api::Client;
use crate::api::client::Limits;
use crate::api::client::files::{FileStream, Reach};
use crate::api::params::Params;

/// A file that is saved may be as large as servers let them be, and slow.
pub const FILE: Limits = Limits {
    head: Duration::from_secs(30),
    stall: Duration::from_secs(60),
    whole: Duration::from_secs(24 * 3600),
    // All that can be counted, where that is less.
    bytes: if usize::BITS > 32 {
        4 << 30
    } else {
        usize::MAX
    },
};

/// A name has at most this many bytes, so that a number and an ending fit too.
const LONGEST: usize = 180;

/// Names that mean devices on Windows, which may look into the folder too.
const DEVICES: [&str; 6] = ["con", "prn", "aux", "nul", "com", "lpt"];

/// A file name without anything that could lead elsewhere or look like something else:
/// no folders, no control characters, none that Windows does not take, no dot at the
/// beginning, not too long. Its ending stays.
#[must_use]
pub fn safe_name(name: &str) -> String {
    // Safe text has no control characters and none that turn the direction.
    let name = crate::text::SafeText::line(name);
    let clean: String = name
        .as_str()
        .chars()
        .map(|c| match c {
            '/' | '\\' | ':' | '*' | '?' | '"' | '<' | '>' | '|' => '_',
            c if c.is_whitespace() => ' ',
            c if ('\u{2066}'..='\u{2069}').contains(&c) => '_',
            c => c,
        })
        .collect();
    let clean = clean
        .trim_start_matches(['.', ' ', '-'])
        .trim_end_matches(['.', ' ']);
    let (stem, ending) = split(clean);
    let room = LONGEST.saturating_sub(ending.len());
    let mut end = stem.len().min(room);
    while !stem.is_char_boundary(end) {
        end -= 1;
    }
    let stem = stem[..end].trim_end();
    let first = stem.split('.').next().unwrap_or_default().to_lowercase();
    let bare = first.trim_end_matches(|c: char| c.is_ascii_digit());
    let device = DEVICES.contains(&bare) && first.len() <= bare.len() + 1;
    match (stem.is_empty(), device) {
        (true, _) => format!("file{ending}"),
        (false, true) => format!("_{stem}{ending}"),
        (false, false) => format!("{stem}{ending}"),
    }
}

/// A name before its ending, and the ending with its dot.
fn split(name: &str) -> (&str, &str) {
    match name.rfind('.') {
        Some(at) if at > 0 && name.len() - at <= 16 => name.split_at(at),
        Some(_) | None => (name, ""),
    }
}

/// Opens a file that did not exist: `name.ext`, or `name (1).ext` and so on.
async fn create(folder: &Path, name: &str, suffix: &str) -> io::Result<(File, PathBuf)> {
    let (stem, ending) = split(name);
    let mut tries = 0;
    loop {
        let name = match tries {
            0 => format!("{name}{suffix}"),
            n => format!("{stem} ({n}){ending}{suffix}"),
        };
        let path = folder.join(name);
        let mut options = OpenOptions::new();
        options.write(true).create_new(true).mode(0o600);
        match options.open(&path).await {
            Ok(file) => return Ok((file, path)),
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists && tries < 9999 => {
                tries += 1;
            }
            Err(error) => return Err(error),
        }
    }
}

/// Saves a file into a folder. Gives its path. `progress` gets bytes until now and in
/// all.
pub(super) async fn save(
    client: &Client,
    url: &Url,
    folder: &Path,
    name: &str,
    progress: impl FnMut(u64, Option<u64>),
) -> Result<PathBuf, String> {
    let stream = client
        .open_file(url, Reach::Anywhere, FILE)
        .await
        .map_err(|error| error.to_string())?;
    keep(stream, folder, name, progress).await
}

/// Saves what comes into a folder, under a safe name that nothing has yet. Gives its path.
/// `progress` gets bytes until now and in all.
///
/// # Errors
/// Why it did not all come, or could not be written; nothing is left of it then.
pub async fn keep(
    stream: FileStream,
    folder: &Path,
    name: &str,
    mut progress: impl FnMut(u64, Option<u64>),
) -> Result<PathBuf, String> {
    let disk = |error: io::Error| format!("{} ({})", error.kind(), folder.display());
    tokio::fs::create_dir_all(folder).await.map_err(disk)?;
    let name = safe_name(name);
    // Under another name until it is whole.
    let (file, part) = create(folder, &name, ".part").await.map_err(disk)?;
    let part = Part(Some(part));
    write(stream, file, &mut progress)
        .await
        .map_err(|why| match why {
            Ok(error) => disk(error),
            Err(why) => why,
        })?;
    // The name is taken first, by an empty file: what is replaced is ours.
    let (_, path) = create(folder, &name, "").await.map_err(disk)?;
    if let Err(error) = part.rename(&path).await {
        let _ = remove_file(&path).await;
        return Err(disk(error));
    }
    Ok(path)
}

/// A file that is not whole, removed when it does not become so.
struct Part(Option<PathBuf>);

impl Part {
    async fn rename(mut self, to: &Path) -> io::Result<()> {
        let Some(path) = &self.0 else { return Ok(()) };
        rename(path, to).await?;
        self.0 = None;
        Ok(())
    }
}

impl Drop for Part {
    fn drop(&mut self) {
        if let Some(path) = &self.0 {
            // Nothing can be done about what stays.
            let _ = std::fs::remove_file(path);
        }
    }
}

async fn write(
    mut stream: FileStream,
    mut file: File,
    progress: &mut impl FnMut(u64, Option<u64>),
) -> Result<(), Result<io::Error, String>> {
    let mut got = 0;
    progress(got, stream.length);
    while let Some(piece) = stream.next().await.map_err(|e| Err(e.to_string()))? {
        file.write_all(&piece).await.map_err(Ok)?;
        got += piece.len() as u64;
        progress(got, stream.length);
    }
    file.flush().await.map_err(Ok)
}

/// Fetches a picture for another program to show, into a folder that nobody else can
/// look into. Its ending says what it is, whatever it was called.
pub(super) async fn fetch_picture(
    client: &Client,
    url: &Url,
    folder: &Path,
    name: &str,
) -> Result<OsString, String> {
    let stream = client
        .open_file(url, Reach::Anywhere, super::LARGE)
        .await
        .map_err(|error| error.to_string())?;
    let bytes = stream.all().await.map_err(|error| error.to_string())?;
    let ending = image::guess_format(&bytes)
        .ok()
        .and_then(|format| format.extensions_str().first().copied())
        .ok_or("it is of a kind that is not known here")?;
    let safe = safe_name(name);
    let (stem, _) = split(&safe);
    let disk = |error: io::Error| format!("{} ({})", error.kind(), folder.display());
    std::fs::DirBuilder::new()
        .recursive(true)
        .mode(0o700)
        .create(folder)
        .map_err(disk)?;
    let path = folder.join(format!("{stem}.{ending}"));
    // What was opened before is ours to replace, but not to write through.
    let _ = remove_file(&path).await;
    let mut file = std::fs::OpenOptions::new();
    file.write(true).create_new(true).mode(0o600);
    let mut file = File::from_std(file.open(&path).map_err(disk)?);
    file.write_all(&bytes).await.map_err(disk)?;
    file.flush().await.map_err(disk)?;
    Ok(path.into_os_string())
}

/// An address that works for a minute without credentials, for uploads; others as
/// they are. <https://zulip.com/api/get-file-temporary-url>
pub(super) async fn temporary_address(client: &Client, url: &Url) -> Result<Url, String> {
    #[derive(Deserialize)]
    struct Reply {
        url: String,
    }
    let site = client.site();
    let path = url.path();
    let folder = site.path().trim_end_matches('/');
    let Some(upload) = path
        .strip_prefix(folder)
        .and_then(|path| path.strip_prefix("/user_uploads/"))
    else {
        return Ok(url.clone());
    };
    let upload = crate::content::address::percent_decode(upload);
    if upload.split('/').any(|part| part == "..") {
        return Err("its address is none of an upload".to_owned());
    }
    let reply: Reply = client
        .get(&format!("user_uploads/{upload}"), Params::new())
        .await
        .map_err(|error| error.to_string())?;
    let address = site.join(&reply.url).map_err(|error| error.to_string())?;
    match address.scheme() {
        "http" | "https" => Ok(address),
        _ => Err("its address leads nowhere".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn names_lead_nowhere_and_keep_their_ending() {
        for (name, safe) in [
            ("kiln at night.png", "kiln at night.png"),
            ("../../etc/passwd", "_.._etc_passwd"),
            ("/absolute.txt", "_absolute.txt"),
            ("..", "file"),
            ("", "file"),
            (".bashrc", "bashrc"),
            ("-rf.txt", "rf.txt"),
            ("a\u{1b}[2Jb\u{7}.txt", "ab.txt"),
            ("exe\u{202e}gnp.exe", "exegnp.exe"),
            ("line\nbreak.txt", "line break.txt"),
            ("CON.txt", "_CON.txt"),
            ("lpt1", "_lpt1"),
            ("console.log", "console.log"),
            ("a:b*c?.md", "a_b_c_.md"),
            ("dots...", "dots"),
            ("色.png", "色.png"),
        ] {
            assert_eq!(safe_name(name), safe, "{name:?}");
        }
        let long = safe_name(&format!("{}.tar", "é".repeat(400)));
        assert!(long.len() <= LONGEST && long.ends_with("é.tar"), "{long}");
    }

    proptest! {
        #[test]
        fn every_name_is_one_part_of_a_path(name in any::<String>()) {
            let safe = safe_name(&name);
            let path = Path::new(&safe);
            prop_assert_eq!(path.components().count(), 1);
            prop_assert_eq!(path.file_name(), Some(path.as_os_str()));
            prop_assert!(safe.len() <= LONGEST + 8 && !safe.starts_with('.'));
            prop_assert!(!safe.chars().any(char::is_control));
        }
    }

    #[tokio::test]
    async fn nothing_is_overwritten() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("a.tar"), "old").unwrap();
        let mut names = Vec::new();
        for _ in 0..2 {
            let (_, path) = create(folder.path(), "a.tar", "").await.unwrap();
            names.push(path.file_name().unwrap().to_owned());
        }
        assert_eq!(names, ["a (1).tar", "a (2).tar"]);
        assert_eq!(std::fs::read(folder.path().join("a.tar")).unwrap(), b"old");
    }
}

//! What a server calls the standard emoji: fetched once, and kept for the next time. The server
//! is asked each time whether it is still so, which costs nothing when it is.

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::Shared;
use crate::api::client::Limits;
use crate::api::client::files::Reach;
use crate::api::client::files::{FileError, Version};
use crate::config::paths::create_private;
use crate::model::emoji::EmojiNames;

/// The list is about 60 kB.
const LIMITS: Limits = Limits {
    head: Duration::from_secs(20),
    stall: Duration::from_secs(15),
    whole: Duration::from_secs(60),
    bytes: 4 << 20,
};

/// The first line of the file; the list itself comes after it.
#[derive(Debug, Serialize, Deserialize)]
struct Head {
    /// Where it came from: it changes with each release.
    url: String,
    version: Version,
}

/// The names at an address: from the server, else as they were kept. Gives a sentence when there
/// are none.
pub(super) async fn names(shared: &Shared, address: &str) -> Result<EmojiNames, String> {
    let client = &shared.client;
    let url = client.site().join(address).map_err(|e| e.to_string())?;
    let host = client.site().host_str().unwrap_or_default();
    let file = file_of(&shared.cache, host);
    let kept = match &file {
        Some(file) => tokio::fs::read(file)
            .await
            .ok()
            .and_then(|bytes| read(&bytes)),
        None => None,
    };
    let kept = kept.filter(|(head, _)| head.url == url.as_str());
    let have = kept.as_ref().map(|(head, _)| head.version.clone());
    let fetched = shared.awake(|| fetch(shared, &url, have.clone())).await;
    match (fetched, kept) {
        (Ok(Some((version, bytes))), _) => {
            let names = EmojiNames::parse(&bytes).map_err(|e| e.to_string())?;
            if let Some(file) = file {
                let url = url.to_string();
                // Without it the list is fetched again the next time.
                if let Err(error) = keep(&file, &Head { url, version }, &bytes) {
                    tracing::info!(%error, "the names of emoji can't be kept");
                }
            }
            Ok(names)
        }
        (_, Some((_, names))) => Ok(names),
        (Ok(None), None) => Err("the server has nothing new where nothing was known".to_owned()),
        (Err(error), None) => Err(error.to_string()),
    }
}

async fn fetch(
    shared: &Shared,
    url: &url::Url,
    have: Option<Version>,
) -> Result<Option<(Version, Vec<u8>)>, FileError> {
    let have = have.unwrap_or_default();
    let Some(file) = shared
        .client
        .open_file_unless(url, Reach::Anywhere, LIMITS, &have)
        .await?
    else {
        return Ok(None);
    };
    let version = file.version.clone();
    Ok(Some((version, file.all().await?)))
}

/// One file for each host: a demo organization has another port each time.
fn file_of(cache: &Path, host: &str) -> Option<PathBuf> {
    if cache.as_os_str().is_empty() {
        return None;
    }
    let plain = |c: char| {
        if c.is_ascii_alphanumeric() || ".-".contains(c) {
            c
        } else {
            '_'
        }
    };
    let host: String = host.chars().map(plain).collect();
    Some(cache.join("emoji").join(format!("{host}.json")))
}

/// What was kept, if it is whole.
fn read(bytes: &[u8]) -> Option<(Head, EmojiNames)> {
    let end = bytes.iter().position(|b| *b == b'\n')?;
    let head = serde_json::from_slice(&bytes[..end]).ok()?;
    Some((head, EmojiNames::parse(&bytes[end + 1..]).ok()?))
}

/// Writes it beside and puts it in place at once: another lazuli may be reading.
fn keep(file: &Path, head: &Head, bytes: &[u8]) -> std::io::Result<()> {
    let folder = file.parent().unwrap_or(file);
    create_private(folder)?;
    let part = folder.join(format!(".{}.part", std::process::id()));
    let write = || {
        let mut out = std::fs::File::create(&part)?;
        serde_json::to_writer(&mut out, head)?;
        out.write_all(b"\n")?;
        out.write_all(bytes)?;
        out.flush()?;
        std::fs::rename(&part, file)
    };
    write().inspect_err(|_| {
        // Nothing can be done about what stays.
        let _ = std::fs::remove_file(&part);
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_kept_is_read_again_and_what_is_not_whole_is_not() {
        let temp = tempfile::tempdir().unwrap();
        let file = file_of(temp.path(), "chat.example.com").unwrap();
        assert!(file.ends_with("emoji/chat.example.com.json"));
        let head = Head {
            url: "https://chat.example.com/emoji.json".to_owned(),
            version: Version {
                etag: Some("\"5\"".to_owned()),
                last_modified: None,
            },
        };
        let list = br#"{"code_to_names": {"1f44d": ["+1"]}}"#;
        keep(&file, &head, list).unwrap();
        let bytes = std::fs::read(&file).unwrap();
        let (kept, names) = read(&bytes).unwrap();
        assert_eq!((kept.url, kept.version), (head.url, head.version));
        assert_eq!(names.len(), 1);
        assert!(read(&bytes[..bytes.len() - 3]).is_none());
        let files = std::fs::read_dir(file.parent().unwrap()).unwrap();
        assert_eq!(files.count(), 1, "nothing is left beside it");
        assert!(file_of(Path::new(""), "x").is_none());
    }
}

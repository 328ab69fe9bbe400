//! Where an account's file is, and how it is made private and moved aside.

use std::fs::{self, Permissions};
use std::io;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};
use url::Url;

use crate::config::paths::{create_private, private_file};

/// The longest name that is left as it is, in bytes; most file systems allow 255, and suffixes
/// are put behind it.
const LONGEST: usize = 160;

/// The file of one account: `accounts/HOST-ADDRESS.sqlite3` in the data folder. The same origin
/// and address always give the same name, and different ones different names.
#[must_use]
pub fn account_file(data: &Path, site: &Url, email: &str) -> PathBuf {
    let mut name = String::new();
    if site.scheme() != "https" {
        name.push_str(site.scheme());
        name.push('+');
    }
    name.push_str(&plain(site.host_str().unwrap_or_default()));
    if let Some(port) = site.port() {
        name.push('+');
        name.push_str(&port.to_string());
    }
    let folder = site.path().trim_matches('/');
    if !folder.is_empty() {
        name.push('+');
        name.push_str(&plain(folder));
    }
    name.push('-');
    name.push_str(&plain(email));
    if name.len() > LONGEST {
        let digest = Sha256::digest(name.as_bytes());
        let digest: String = digest[..12].iter().map(|b| format!("{b:02x}")).collect();
        // Plain names are ASCII.
        name.truncate(LONGEST);
        name.push('~');
        name.push_str(&digest);
    }
    data.join("accounts").join(format!("{name}.sqlite3"))
}

/// Lower case; everything that may mean something to a file system as `%XX`.
fn plain(text: &str) -> String {
    let mut out = String::new();
    for byte in text.to_lowercase().bytes() {
        match byte {
            b'a'..=b'z' | b'0'..=b'9' | b'.' | b'@' | b'_' => out.push(char::from(byte)),
            other => out.push_str(&format!("%{other:02x}")),
        }
    }
    out
}

/// Makes the folder (0700) and the file (0600); SQLite gives its companions the file's mode.
pub(super) fn prepare(file: &Path) -> io::Result<()> {
    if let Some(folder) = file.parent() {
        create_private(folder)?;
    }
    let opened = private_file(file)?;
    if opened.metadata()?.permissions().mode() & 0o077 != 0 {
        opened.set_permissions(Permissions::from_mode(0o600))?;
    }
    Ok(())
}

/// A path with something behind its name.
pub(super) fn with_suffix(file: &Path, suffix: &str) -> PathBuf {
    let mut name = file.as_os_str().to_owned();
    name.push(suffix);
    PathBuf::from(name)
}

/// Gives the file and its companions another name. Gives it.
pub(super) fn move_aside(file: &Path, now_s: u64) -> io::Result<PathBuf> {
    let mut to = with_suffix(file, &format!(".damaged-{now_s}"));
    let mut number = 1;
    while to.exists() {
        number += 1;
        to = with_suffix(file, &format!(".damaged-{now_s}-{number}"));
    }
    fs::rename(file, &to)?;
    for suffix in ["-wal", "-shm"] {
        match fs::rename(with_suffix(file, suffix), with_suffix(&to, suffix)) {
            Ok(()) => {}
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            Err(error) => return Err(error),
        }
    }
    Ok(to)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn name(site: &str, email: &str) -> String {
        let file = account_file(Path::new("/d"), &Url::parse(site).unwrap(), email);
        assert_eq!(file.parent(), Some(Path::new("/d/accounts")));
        file.file_name().unwrap().to_str().unwrap().to_owned()
    }

    #[test]
    fn a_name_says_who_and_where_and_is_nobody_elses() {
        assert_eq!(
            name("https://chat.example.com", "Ada@example.com"),
            "chat.example.com-ada@example.com.sqlite3"
        );
        assert_eq!(
            name("http://localhost:9991/zulip/", "a/../b"),
            "http+localhost+9991+zulip-a%2f..%2fb.sqlite3"
        );
        let long = "x".repeat(300);
        let (a, b) = (format!("{long}a"), format!("{long}b"));
        assert_ne!(name("https://c.d", &a), name("https://c.d", &b));
        assert!(name("https://c.d", &a).len() < 220);
    }
}

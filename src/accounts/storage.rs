//! The list of accounts on disk: `accounts.json` in the data folder. No key is in it.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use url::Url;

use super::{KeyPlace, Known, Security};
use crate::api::ids::UserId;
use crate::config::paths::{Paths, create_private, private_file};

/// The accounts that are known, in the order in which one signed in.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Registry {
    accounts: Vec<Known>,
}

/// Why the list can't be read or written, with the way out.
#[derive(Debug, thiserror::Error)]
pub enum RegistryError {
    /// The system does not let us.
    #[error("The list of accounts, {}, can't be {what}: {why}.", .path.display())]
    System {
        /// The file.
        path: PathBuf,
        /// `read` or `written`.
        what: &'static str,
        /// What the system said.
        why: io::Error,
    },
    /// It is not what lazuli writes.
    #[error(
        "The list of accounts, {}, is damaged ({why}): mend it, or delete it and sign in again; \
         drafts are kept elsewhere.",
        .path.display()
    )]
    Damaged {
        /// The file.
        path: PathBuf,
        /// What is wrong.
        why: String,
    },
}

/// How an account is written.
#[derive(Serialize, Deserialize)]
struct Row {
    site: Url,
    email: String,
    user_id: UserId,
    #[serde(default)]
    full_name: String,
    #[serde(default)]
    organization: String,
    /// `keyring`, `file`, `zuliprc` or `command`.
    key: String,
    /// The path or command.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    key_at: Option<String>,
    #[serde(default, skip_serializing_if = "is_false")]
    default: bool,
    #[serde(default, skip_serializing_if = "is_false")]
    insecure: bool,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    cert_bundle: Option<PathBuf>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    client_cert: Option<PathBuf>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    client_cert_key: Option<PathBuf>,
}

fn is_false(value: &bool) -> bool {
    !value
}

#[derive(Serialize, Deserialize)]
struct Document {
    accounts: Vec<Row>,
}

impl From<&Known> for Row {
    fn from(known: &Known) -> Self {
        Self {
            site: known.site.clone(),
            email: known.email.clone(),
            user_id: known.user_id,
            full_name: known.full_name.clone(),
            organization: known.organization.clone(),
            key: known.key.name().to_owned(),
            key_at: known.key.detail(),
            default: known.default,
            insecure: known.security.insecure,
            cert_bundle: known.security.cert_bundle.clone(),
            client_cert: known.security.client_cert.clone(),
            client_cert_key: known.security.client_cert_key.clone(),
        }
    }
}

impl TryFrom<Row> for Known {
    type Error = String;

    fn try_from(row: Row) -> Result<Self, String> {
        let at = row.key_at.ok_or("`key_at` is missing");
        let key = match row.key.as_str() {
            "keyring" => KeyPlace::Keyring,
            "file" => KeyPlace::File(at?.into()),
            "zuliprc" => KeyPlace::Zuliprc(at?.into()),
            "command" => KeyPlace::Command(at?),
            other => return Err(format!("`key` is {other:?}")),
        };
        if !matches!(row.site.scheme(), "http" | "https") {
            return Err(format!("`site` is {}", row.site));
        }
        Ok(Self {
            site: row.site,
            email: row.email,
            user_id: row.user_id,
            full_name: row.full_name,
            organization: row.organization,
            key,
            security: Security {
                insecure: row.insecure,
                cert_bundle: row.cert_bundle,
                client_cert: row.client_cert,
                client_cert_key: row.client_cert_key,
            },
            default: row.default,
        })
    }
}

/// The file of the list.
fn file(paths: &Paths) -> PathBuf {
    paths.data().join("accounts.json")
}

impl Registry {
    /// Reads the list. One that does not exist is empty.
    ///
    /// # Errors
    /// When it can't be read.
    pub fn load(paths: &Paths) -> Result<Self, RegistryError> {
        let path = file(paths);
        let text = match fs::read(&path) {
            Ok(text) => text,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Self::default()),
            Err(why) => {
                return Err(RegistryError::System {
                    path,
                    what: "read",
                    why,
                });
            }
        };
        let damaged = |why: String| RegistryError::Damaged {
            path: path.clone(),
            why,
        };
        let document: Document =
            serde_json::from_slice(&text).map_err(|error| damaged(error.to_string()))?;
        let accounts: Result<Vec<Known>, String> =
            document.accounts.into_iter().map(Known::try_from).collect();
        Ok(Self {
            accounts: accounts.map_err(damaged)?,
        })
    }

    /// Reads, changes and writes the list while no other lazuli does.
    ///
    /// # Errors
    /// When it can't be read or written; then it is as it was.
    pub fn change<T>(
        paths: &Paths,
        change: impl FnOnce(&mut Self) -> T,
    ) -> Result<T, RegistryError> {
        let path = file(paths);
        let unwritten = |why| RegistryError::System {
            path: path.clone(),
            what: "written",
            why,
        };
        create_private(paths.data()).map_err(unwritten)?;
        let lock = private_file(&path.with_extension("lock")).map_err(unwritten)?;
        lock.lock().map_err(unwritten)?;
        let mut registry = Self::load(paths)?;
        let outcome = change(&mut registry);
        registry.write(&path).map_err(unwritten)?;
        Ok(outcome)
    }

    fn write(&self, path: &Path) -> io::Result<()> {
        let document = Document {
            accounts: self.accounts.iter().map(Row::from).collect(),
        };
        let mut text = serde_json::to_vec_pretty(&document)?;
        text.push(b'\n');
        write_private(path, &text)
    }

    /// All of them.
    #[must_use]
    pub fn all(&self) -> &[Known] {
        &self.accounts
    }

    /// The one that was chosen to be opened where none is named.
    #[must_use]
    pub fn default_account(&self) -> Option<&Known> {
        self.accounts.iter().find(|known| known.default)
    }

    /// Adds an account, or what is new about it. Gives what was known of it before.
    pub fn put(&mut self, mut known: Known) -> Option<Known> {
        let place = self.accounts.iter().position(|old| old.is_same(&known));
        match place {
            Some(at) => {
                known.default |= self.accounts[at].default;
                Some(std::mem::replace(&mut self.accounts[at], known))
            }
            None => {
                self.accounts.push(known);
                None
            }
        }
    }

    /// Forgets an account.
    pub fn remove(&mut self, known: &Known) {
        self.accounts.retain(|other| !other.is_same(known));
    }

    /// Opens this account where none is named, from now on; or none in particular.
    pub fn choose(&mut self, chosen: Option<&Known>) {
        for known in &mut self.accounts {
            known.default = chosen.is_some_and(|chosen| known.is_same(chosen));
        }
    }
}

/// Writes a file that only its owner can read, whole or not at all.
pub(super) fn write_private(path: &Path, text: &[u8]) -> io::Result<()> {
    let aside = path.with_extension(format!("{}.new", std::process::id()));
    let written = (|| {
        let mut file = OpenOptions::new()
            .write(true)
            .create_new(true)
            .mode(0o600)
            .open(&aside)?;
        file.write_all(text)?;
        file.sync_all()?;
        fs::rename(&aside, path)
    })();
    if written.is_err() {
        // What is half written helps nobody.
        let _ = fs::remove_file(&aside);
    } else if let Some(folder) = path.parent().and_then(|folder| File::open(folder).ok()) {
        // The name is on the disk too; where that can't be, it soon will be.
        let _ = folder.sync_all();
    }
    written
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt;

    use super::super::tests::known;
    use super::*;

    #[test]
    fn what_is_put_is_there_again() {
        let home = tempfile::tempdir().expect("a folder");
        let paths = Paths::under(home.path());
        assert_eq!(Registry::load(&paths).expect("none"), Registry::default());
        let mut ada = known("ada@lapis.example", "https://lapis.example", 5);
        ada.key = KeyPlace::Command("pass show 'zulip key'".to_owned());
        ada.security.cert_bundle = Some("/etc/ca.pem".into());
        let ben = known("ben@lapis.example", "http://localhost:9991", 7);
        Registry::change(&paths, |registry| {
            registry.put(ada.clone());
            registry.put(ben.clone());
            registry.choose(Some(&ben));
        })
        .expect("written");
        let mut read = Registry::load(&paths).expect("read");
        assert_eq!(read.all()[0], ada);
        assert_eq!(
            read.default_account().map(|k| &*k.email),
            Some("ben@lapis.example")
        );
        let mode = file(&paths).metadata().expect("there").permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
        // The same person by another address, and the default stays.
        let mut renamed = ben.clone();
        renamed.email = "benedict@lapis.example".to_owned();
        assert!(read.put(renamed).is_some());
        assert_eq!(read.all().len(), 2);
        assert!(read.all()[1].default);
        read.remove(&ben);
        assert_eq!(read.all(), [ada]);
    }

    #[test]
    fn a_damaged_list_says_where_it_is() {
        let home = tempfile::tempdir().expect("a folder");
        let paths = Paths::under(home.path());
        create_private(paths.data()).expect("made");
        for text in ["", "{", r#"{"accounts":[{"site":"x"}]}"#] {
            fs::write(file(&paths), text).expect("written");
            let error = Registry::load(&paths).expect_err("damaged").to_string();
            assert!(error.contains("accounts.json, is damaged ("), "{error}");
            assert!(Registry::change(&paths, |_| ()).is_err());
            assert_eq!(fs::read_to_string(file(&paths)).expect("there"), text);
        }
    }
}

//! Where keys are kept, fetched from, and removed.

use std::fs;
use std::io;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};

use url::Url;

use super::keyring::{self, KeyringError, Owner};
use super::storage::write_private;
use super::{KeyPlace, Known};
use crate::archive::account_file;
use crate::config::key_command::{self, KeyCommandError};
use crate::config::paths::{Paths, create_private};
use crate::config::zuliprc::{self, ApiKey, Credentials, Overrides, process_environment};
use crate::log;

/// Where a new key is to be kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, clap::ValueEnum)]
pub enum Keep {
    /// In the keyring where there is one, else in a file
    #[default]
    Auto,
    /// In the system's keyring, or nowhere
    Keyring,
    /// In a file that you alone can read
    File,
}

/// Why a key can't be had or kept, with the way out.
#[derive(Debug, thiserror::Error)]
pub enum KeyError {
    /// The keyring does not do it.
    #[error(
        "The key of {who} can't be had from the system's keyring ({why}): unlock or start it, or \
         sign in again with `lazuli login --keep file`."
    )]
    Keyring {
        /// Whose key.
        who: String,
        /// What is wrong.
        why: KeyringError,
    },
    /// The keyring was asked for by name.
    #[error("The key is not kept ({0}): `--keep file` keeps it in a file that you alone can read.")]
    NotKept(KeyringError),
    /// The file of the key is gone or damaged.
    #[error("The key of {who} can't be read from {} ({why}): `lazuli login` signs in again.", .path.display())]
    File {
        /// Whose key.
        who: String,
        /// The file.
        path: PathBuf,
        /// What is wrong.
        why: String,
    },
    /// Others than its owner can read the file.
    #[error("Others can read the API key in {0}. Close it with: chmod 600 {0}", .path.display())]
    Open {
        /// The file.
        path: PathBuf,
    },
    /// A file can't be written or removed.
    #[error("The key can't be {what} {} ({why}): check whose folder it is.", .path.display())]
    System {
        /// `written to` or `removed from`.
        what: &'static str,
        /// The file.
        path: PathBuf,
        /// What the system said.
        why: io::Error,
    },
    /// The zuliprc that holds it.
    #[error(transparent)]
    Zuliprc(#[from] zuliprc::Error),
    /// The command that prints it.
    #[error("The command for the key of {who} does not work: {why}.")]
    Command {
        /// Whose key.
        who: String,
        /// What is wrong.
        why: KeyCommandError,
    },
}

/// The file that holds an account's key alone.
fn key_file(paths: &Paths, site: &Url, email: &str) -> PathBuf {
    account_file(paths.data(), site, email).with_extension("key")
}

/// Keeps a key. Gives where, and what is wrong with a keyring that is there and did not take
/// it.
///
/// # Errors
/// When it is kept nowhere.
pub async fn keep(
    paths: &Paths,
    site: &Url,
    email: &str,
    key: &ApiKey,
    wanted: Keep,
) -> Result<(KeyPlace, Option<KeyringError>), KeyError> {
    log::conceal(key.reveal());
    let mut trouble = None;
    if wanted != Keep::File {
        match keyring::keep(Owner { site, email }, key).await {
            Ok(()) => {
                // One place is enough.
                let _ = fs::remove_file(key_file(paths, site, email));
                return Ok((KeyPlace::Keyring, None));
            }
            Err(why) if wanted == Keep::Keyring => return Err(KeyError::NotKept(why)),
            Err(KeyringError::None) => {}
            Err(why) => trouble = Some(why),
        }
    }
    let path = key_file(paths, site, email);
    let written = path
        .parent()
        .map_or(Ok(()), create_private)
        .and_then(|()| write_private(&path, format!("{}\n", key.reveal()).as_bytes()));
    match written {
        Ok(()) => Ok((KeyPlace::File(path), trouble)),
        Err(why) => Err(KeyError::System {
            what: "written to",
            path,
            why,
        }),
    }
}

/// Everything that connects as an account.
///
/// # Errors
/// When its key can't be had.
pub async fn credentials(known: &Known) -> Result<Credentials, KeyError> {
    let who = || known.shown();
    let key = match &known.key {
        KeyPlace::Keyring => {
            let owner = Owner {
                site: &known.site,
                email: &known.email,
            };
            let key = keyring::fetch(owner).await;
            key.map_err(|why| KeyError::Keyring { who: who(), why })?
        }
        KeyPlace::File(path) => read(path, known)?,
        KeyPlace::Zuliprc(path) => {
            let overrides = Overrides {
                config_file: Some(path.clone()),
                ..Overrides::default()
            };
            // The file alone counts: the environment may be another account's.
            let env = |name: &str| process_environment(name).filter(|_| name == "HOME");
            let credentials = zuliprc::load(&overrides, &env)?;
            log::conceal(credentials.key.reveal());
            return Ok(credentials);
        }
        KeyPlace::Command(command) => {
            let key = key_command::run(command, &process_environment);
            key.map_err(|why| KeyError::Command { who: who(), why })?
        }
    };
    log::conceal(key.reveal());
    Ok(known.security.credentials(&known.site, &known.email, key))
}

/// [`credentials`] for whoever can wait, inside of an asynchronous task too.
///
/// # Errors
/// As there.
pub fn credentials_now(known: &Known) -> Result<Credentials, KeyError> {
    now(credentials(known))
}

/// Waits for work on a thread of its own, so that it may be waited for anywhere.
pub(super) fn now<T: Send>(work: impl Future<Output = T> + Send) -> T {
    std::thread::scope(|scope| {
        let thread = scope.spawn(|| {
            let runtime = tokio::runtime::Builder::new_current_thread()
                .enable_all()
                .build();
            match runtime {
                Ok(runtime) => runtime.block_on(work),
                Err(error) => panic!("no runtime: {error}"),
            }
        });
        match thread.join() {
            Ok(done) => done,
            Err(panic) => std::panic::resume_unwind(panic),
        }
    })
}

fn read(path: &Path, known: &Known) -> Result<ApiKey, KeyError> {
    let wrong = |why: String| KeyError::File {
        who: known.shown(),
        path: path.to_owned(),
        why,
    };
    let metadata = fs::metadata(path).map_err(|error| wrong(error.to_string()))?;
    if metadata.mode() & 0o077 != 0 {
        return Err(KeyError::Open {
            path: path.to_owned(),
        });
    }
    let text = fs::read_to_string(path).map_err(|error| wrong(error.to_string()))?;
    let key = text.trim();
    if key.is_empty() || key.contains(char::is_whitespace) {
        return Err(wrong("it holds no key".to_owned()));
    }
    Ok(ApiKey::new(key))
}

/// Removes the key of an account, where it is lazuli's to remove: a zuliprc is the person's
/// own, and so is what a command reads.
///
/// # Errors
/// When it is still there.
pub async fn forget(known: &Known) -> Result<(), KeyError> {
    match &known.key {
        KeyPlace::Keyring => {
            let owner = Owner {
                site: &known.site,
                email: &known.email,
            };
            let forgotten = keyring::forget(owner).await;
            forgotten.map_err(|why| KeyError::Keyring {
                who: known.shown(),
                why,
            })
        }
        KeyPlace::File(path) => match fs::remove_file(path) {
            Err(why) if why.kind() != io::ErrorKind::NotFound => Err(KeyError::System {
                what: "removed from",
                path: path.clone(),
                why,
            }),
            _ => Ok(()),
        },
        KeyPlace::Zuliprc(_) | KeyPlace::Command(_) => Ok(()),
    }
}

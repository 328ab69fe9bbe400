//! The connection, and what keeps it going.

use std::io;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::time::Instant;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use rusqlite::{Connection, OptionalExtension};

use super::error::ArchiveError;
use super::outgoing::Owner;
use super::owner::{self, OwnerLock};
use super::{Opened, file, schema};

/// How long to wait for another program's transaction.
const PATIENCE: Duration = Duration::from_secs(2);
/// How much of the file is kept in memory, in KiB (as SQLite wants it, below 0).
const CACHE: i64 = -512;

/// Where the store is.
#[derive(Debug, Clone)]
pub(super) enum Place {
    File(PathBuf),
    Memory,
}

/// The open store. Only its thread has it.
#[derive(Debug)]
pub(super) struct Store {
    connection: Connection,
    opened: Opened,
    /// The file in use, and what identifies it to the system; `None` in memory.
    file: Option<(PathBuf, u64)>,
    owner: Owner,
    lock: Option<OwnerLock>,
    data_version: i64,
}

/// Flushed to the disk before a change counts, or left to the system.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Sync {
    Disk,
    System,
}

impl Store {
    /// `None` only when there is not even memory for it.
    pub fn open(place: Place) -> Option<Self> {
        let started = std::time::Instant::now();
        let owner = Owner(format!("{:016x}", fastrand::u64(..)));
        let path = match place {
            Place::Memory => return Self::memory(None, owner),
            Place::File(path) => path,
        };
        let store = match Self::on_disk(&path, owner.clone()) {
            Ok(store) => Some(store),
            Err(why) => {
                tracing::warn!(%why, "nothing is kept on disk");
                Self::memory(Some(why), owner)
            }
        };
        tracing::debug!(ms = started.elapsed().as_secs_f64() * 1e3, "archive opened");
        store
    }

    fn memory(why: Option<ArchiveError>, owner: Owner) -> Option<Self> {
        let connection = Connection::open_in_memory().and_then(|mut connection| {
            schema::migrate(&mut connection)
                .map(|()| connection)
                .map_err(|_| rusqlite::Error::InvalidQuery)
        });
        Some(Self {
            connection: connection.ok()?,
            opened: Opened::InMemory { why },
            file: None,
            owner,
            lock: None,
            data_version: 0,
        })
    }

    fn on_disk(path: &Path, owner: Owner) -> Result<Self, ArchiveError> {
        let (connection, opened) = match connect(path) {
            Ok(connection) => (connection, Opened::Ready),
            Err(ArchiveError::Broken) => {
                let to = move_aside(path)?;
                tracing::warn!(to = %to.display(), "a damaged archive was moved aside");
                (connect(path)?, Opened::MovedAside { to })
            }
            Err(error) => return Err(error),
        };
        let lock = OwnerLock::take(path, &owner);
        let mut store = Self {
            connection,
            opened,
            file: Some((path.to_owned(), inode(path).unwrap_or(0))),
            owner,
            lock,
            data_version: 0,
        };
        store.data_version = store.read_data_version()?;
        Ok(store)
    }

    /// The connection.
    pub fn connection(&mut self) -> &mut Connection {
        &mut self.connection
    }

    /// How carefully the next transactions are written.
    pub fn sync(&self, sync: Sync) -> Result<(), ArchiveError> {
        let level = match sync {
            Sync::Disk => "FULL",
            Sync::System => "NORMAL",
        };
        Ok(self.connection.pragma_update(None, "synchronous", level)?)
    }

    /// How opening went.
    pub fn opened(&self) -> &Opened {
        &self.opened
    }

    pub fn owner(&self) -> Owner {
        self.owner.clone()
    }

    pub fn lives(&self, owner: &Owner) -> bool {
        match &self.file {
            _ if *owner == self.owner => true,
            Some((path, _)) => owner::lives(path, owner),
            None => false,
        }
    }

    /// Does some work. When the file turns out to be damaged, it is moved aside, and the error
    /// says so: the work was not done.
    pub fn mend<T>(
        &mut self,
        work: impl FnOnce(&mut Self) -> Result<T, ArchiveError>,
    ) -> Result<T, ArchiveError> {
        let outcome = work(self);
        let Some((path, _)) = self.file.clone() else {
            return outcome;
        };
        match outcome {
            Err(ArchiveError::Broken) => {
                let moved_to = self.renew(&path)?;
                Err(ArchiveError::Damaged { moved_to })
            }
            Err(ArchiveError::ReadOnly { .. }) => Err(ArchiveError::ReadOnly { path }),
            Err(ArchiveError::Unreachable { why, .. }) => {
                Err(ArchiveError::Unreachable { path, why })
            }
            outcome => outcome,
        }
    }

    /// Moves the damaged file aside and begins a new one.
    fn renew(&mut self, path: &Path) -> Result<PathBuf, ArchiveError> {
        self.connection = Connection::open_in_memory()?;
        let to = move_aside(path)?;
        self.connection = connect(path)?;
        self.file = Some((path.to_owned(), inode(path).unwrap_or(0)));
        self.opened = Opened::MovedAside { to: to.clone() };
        Ok(to)
    }

    /// Whether another program has changed the file, or put another in its place.
    pub fn changed_elsewhere(&mut self) -> Result<bool, ArchiveError> {
        let Some((path, known)) = self.file.clone() else {
            return Ok(false);
        };
        if inode(&path).ok() != Some(known) {
            self.connection = connect(&path)?;
            self.file = Some((path.clone(), inode(&path).unwrap_or(0)));
            // Letting the old one go takes away the file of this name.
            self.lock = None;
            self.lock = OwnerLock::take(&path, &self.owner);
            self.data_version = self.read_data_version()?;
            return Ok(true);
        }
        let version = self.read_data_version()?;
        Ok(std::mem::replace(&mut self.data_version, version) != version)
    }

    fn read_data_version(&self) -> Result<i64, ArchiveError> {
        let row = |row: &rusqlite::Row<'_>| row.get(0);
        Ok(self.connection.query_row("PRAGMA data_version", [], row)?)
    }

    pub fn note(&self, key: &str, value: &str) -> Result<(), ArchiveError> {
        let sql = "INSERT INTO meta (key, value) VALUES (?1, ?2)
            ON CONFLICT (key) DO UPDATE SET value = ?2 WHERE value <> ?2";
        self.connection.execute(sql, [key, value])?;
        Ok(())
    }

    pub fn noted(&self, key: &str) -> Result<Option<String>, ArchiveError> {
        let sql = "SELECT value FROM meta WHERE key = ?1";
        let row = |row: &rusqlite::Row<'_>| row.get(0);
        Ok(self.connection.query_row(sql, [key], row).optional()?)
    }

    /// Whether this process's lock is held, without which others take it for dead.
    #[cfg(test)]
    pub fn is_locked(&self) -> bool {
        self.lock.is_some()
    }
}

fn inode(path: &Path) -> io::Result<u64> {
    Ok(path.metadata()?.ino())
}

/// Opens the file. Two that do so at once may be in each other's way where SQLite does not wait
/// by itself (another kind of journal): tried anew then, as long as others are waited for.
fn connect(path: &Path) -> Result<Connection, ArchiveError> {
    let begun = Instant::now();
    loop {
        match connect_once(path) {
            Err(ArchiveError::Busy) if begun.elapsed() < PATIENCE => {
                std::thread::sleep(Duration::from_millis(fastrand::u64(2..20)));
            }
            outcome => return outcome,
        }
    }
}

fn connect_once(path: &Path) -> Result<Connection, ArchiveError> {
    file::prepare(path).map_err(|error| unusable(path, &error))?;
    let mut connection = Connection::open(path)?;
    connection.busy_timeout(PATIENCE)?;
    let version = schema::version(&connection)?;
    if version > schema::NEWEST {
        return Err(ArchiveError::Newer {
            path: path.to_owned(),
            version,
            known: schema::NEWEST,
        });
    }
    connection.pragma_update(None, "cache_size", CACHE)?;
    // Where there can be no WAL (some network file systems) SQLite goes on without.
    let _: String = connection.query_row("PRAGMA journal_mode = WAL", [], |row| row.get(0))?;
    connection.pragma_update(None, "synchronous", "FULL")?;
    schema::migrate(&mut connection)?;
    // A look at every table finds the damage that matters before anybody relies on it.
    let look = "SELECT (SELECT count(*) FROM meta) + (SELECT count(*) FROM drafts)
        + (SELECT count(*) FROM outbox)";
    let _: i64 = connection.query_row(look, [], |row| row.get(0))?;
    Ok(connection)
}

fn unusable(path: &Path, error: &io::Error) -> ArchiveError {
    let path = path.to_owned();
    match error.kind() {
        io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem => {
            ArchiveError::ReadOnly { path }
        }
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => ArchiveError::Full,
        _ => ArchiveError::Unreachable {
            path,
            why: error.to_string(),
        },
    }
}

fn move_aside(path: &Path) -> Result<PathBuf, ArchiveError> {
    let now = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .unwrap_or_default();
    file::move_aside(path, now.as_secs()).map_err(|error| unusable(path, &error))
}

//! Who among several programs on one account still runs.
//!
//! Each holds a lock on a file of its own beside the account's, which the system lets go when
//! the process ends, however it ends.

use std::fs::{self, File, TryLockError};
use std::path::{Path, PathBuf};

use super::file::with_suffix;
use super::outgoing::Owner;
use crate::config::paths::private_file;

/// This process's lock; letting it go says that the process is gone.
#[derive(Debug)]
pub(super) struct OwnerLock {
    path: PathBuf,
    _held: File,
}

fn path_of(file: &Path, owner: &Owner) -> PathBuf {
    with_suffix(file, &format!(".{}.lock", owner.0))
}

impl OwnerLock {
    /// Takes the lock that says that `owner` lives. `None` where the file system can't lock.
    pub fn take(file: &Path, owner: &Owner) -> Option<Self> {
        let path = path_of(file, owner);
        // Somebody who looks for the dead may just have taken it for one of them.
        for _ in 0..5 {
            let held = private_file(&path).ok()?;
            let locked = held.try_lock().is_ok();
            if locked && path.exists() {
                return Some(Self { path, _held: held });
            }
        }
        None
    }
}

impl Drop for OwnerLock {
    fn drop(&mut self) {
        let _ = fs::remove_file(&self.path);
    }
}

/// Whether a process still runs. Tidies up after it when not. Where locks do not work it is
/// taken to be alive: a message that waits is better than one that is sent twice.
pub(super) fn lives(file: &Path, owner: &Owner) -> bool {
    let path = path_of(file, owner);
    if !path.exists() {
        return false;
    }
    let Ok(opened) = File::options().read(true).append(true).open(&path) else {
        return path.exists();
    };
    match opened.try_lock() {
        Ok(()) => {
            let _ = fs::remove_file(&path);
            false
        }
        Err(TryLockError::WouldBlock | TryLockError::Error(_)) => true,
    }
}

//! What can go wrong with the store: one sentence each.

use std::path::PathBuf;

use rusqlite::ErrorCode;

/// Why something was not kept or read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ArchiveError {
    /// No room.
    #[error("The disk is full: what you write is not kept there")]
    Full,
    /// The folder or file can't be written.
    #[error("{} can't be written: what you write is not kept on disk", .path.display())]
    ReadOnly {
        /// Which.
        path: PathBuf,
    },
    /// The folder or file can't be had at all.
    #[error("{} can't be opened ({why}): what you write is not kept on disk", .path.display())]
    Unreachable {
        /// Which.
        path: PathBuf,
        /// What the system says.
        why: String,
    },
    /// A newer lazuli made the file.
    #[error(
        "A newer lazuli made {} (version {version}), and this one knows only versions up to {known}: what you write is not kept on disk; update lazuli",
        .path.display()
    )]
    Newer {
        /// The file.
        path: PathBuf,
        /// Its version.
        version: i64,
        /// The newest version that is known here.
        known: i64,
    },
    /// Another program holds the file and does not let go.
    #[error("Another program is busy with this account's drafts and outbox; try again")]
    Busy,
    /// The file is damaged; it was moved aside and a new one begun.
    #[error("This account's drafts and outbox were damaged; the file is kept as {}", .moved_to.display())]
    Damaged {
        /// Where it is now.
        moved_to: PathBuf,
    },
    /// The file is damaged and stays where it is.
    #[error("This account's drafts and outbox are damaged")]
    Broken,
    /// The disk fails.
    #[error("The disk fails ({0}): what you write is not kept there")]
    Disk(String),
    /// There is no store any more.
    #[error("Drafts and outbox are closed")]
    Stopped,
    /// A mistake of this program.
    #[error("Drafts and outbox don't work ({0})")]
    Internal(String),
}

impl From<rusqlite::Error> for ArchiveError {
    fn from(error: rusqlite::Error) -> Self {
        let code = error.sqlite_error_code();
        let text = error.to_string();
        match code {
            Some(ErrorCode::DiskFull) => Self::Full,
            Some(ErrorCode::ReadOnly | ErrorCode::PermissionDenied) => Self::ReadOnly {
                path: PathBuf::from("The file of this account's drafts and outbox"),
            },
            Some(ErrorCode::CannotOpen) => Self::Unreachable {
                path: PathBuf::from("The file of this account's drafts and outbox"),
                why: text,
            },
            Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => Self::Busy,
            Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase) => Self::Broken,
            Some(ErrorCode::SystemIoFailure) => Self::Disk(text),
            // The rest is about SQL and types, which are this program's own; SQLite's codes are
            // not ours to list.
            _ => Self::Internal(text),
        }
    }
}

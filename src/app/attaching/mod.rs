//! Files that go with a message: asked for by their paths ([`prompt`]), pasted or dropped
//! ([`paths`]), a picture of the clipboard. Each goes up while one writes on; a placeholder
//! ([`placeholder`]) holds its place in the text, wherever that goes meanwhile.
//!
//! <https://zulip.com/api/upload-file>

mod begin;
mod end;
pub mod paths;
pub mod placeholder;
pub mod prompt;

use std::fmt;
use std::path::PathBuf;
use std::sync::Arc;

use crate::api::client::uploads::{UploadError, Uploaded};
use crate::text::size;

use super::state::App;

use prompt::Listing;

/// Names a file on its way up. Never used twice while the program runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct UploadId(pub u64);

/// Where a file's bytes are.
#[derive(Clone, PartialEq, Eq)]
pub enum Bytes {
    /// On the disk.
    Disk(PathBuf),
    /// Here.
    Memory(Arc<[u8]>),
}

impl fmt::Debug for Bytes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Disk(path) => path.fmt(f),
            Self::Memory(bytes) => write!(f, "{} bytes", bytes.len()),
        }
    }
}

/// A file of this machine that can be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileHere {
    /// What it is called, without its folder.
    pub name: String,
    /// Its length, in bytes.
    pub length: u64,
    /// Where it is.
    pub bytes: Bytes,
}

/// Something in a folder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// What it is called.
    pub name: String,
    /// Whether it is a folder.
    pub folder: bool,
    /// Its length, in bytes; of a folder none.
    pub length: u64,
}

/// What the screen wants done about files of this machine. Paths are as a person writes them:
/// `~` is the home folder, and what does not say where it begins is looked for where the program
/// was started.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FileOrder {
    /// What is in this folder?
    List {
        /// The folder, with its slash; empty for the one where the program was started.
        folder: String,
    },
    /// Are these files that can be read?
    Look {
        /// Names the question.
        number: u64,
        /// The ways to read what was written: the first that is all files counts.
        ways: Vec<Vec<String>>,
    },
    /// Is there a picture on the clipboard?
    Clipboard {
        /// Names the question.
        number: u64,
        /// The program that writes the picture, and its arguments.
        command: Vec<String>,
    },
    /// Send a file up.
    Send {
        /// Names it, to be given back.
        id: UploadId,
        /// The file.
        file: FileHere,
    },
    /// Send it no further.
    Cancel(UploadId),
}

/// What became of it.
#[derive(Debug)]
pub enum FileNews {
    /// What a folder has.
    Listed {
        /// The folder, as it was asked for.
        folder: String,
        /// What is in it, or why that is not known, in words.
        result: Result<Vec<Entry>, String>,
    },
    /// The files that were looked for.
    Looked {
        /// Which question this answers.
        number: u64,
        /// The files, or why there are none, in a sentence.
        result: Result<Vec<FileHere>, String>,
    },
    /// So much of a file went out.
    Progress {
        /// Which.
        id: UploadId,
        /// Bytes until now.
        sent: u64,
    },
    /// A file is there, or is not.
    Sent {
        /// Which.
        id: UploadId,
        /// Where it is now, or what went wrong.
        result: Result<Uploaded, UploadError>,
    },
}

/// A file on its way up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Uploading {
    /// Which.
    pub id: UploadId,
    /// What stands in the text for it.
    pub placeholder: String,
    /// The file.
    pub file: FileHere,
    /// Bytes that went out until now.
    pub sent: u64,
}

/// What a look at files is for.
#[derive(Debug, Clone, PartialEq, Eq)]
enum LookingFor {
    /// The prompt's line.
    Prompt,
    /// This text was pasted.
    Pasted(String),
    /// A picture of the clipboard; whether it was asked for by a command.
    Picture(bool),
}

/// Files on their way up, and what is being looked at.
#[derive(Debug, Default)]
pub struct Attaching {
    uploads: Vec<Uploading>,
    begun: u64,
    looked: u64,
    looking: Option<(u64, LookingFor)>,
    listing: Listing,
}

impl Attaching {
    /// The files on their way up, the first begun first.
    #[must_use]
    pub fn uploads(&self) -> &[Uploading] {
        &self.uploads
    }

    /// The upload that a placeholder stands for.
    fn of(&self, placeholder: &str) -> Option<&Uploading> {
        self.uploads.iter().find(|up| up.placeholder == placeholder)
    }
}

impl App {
    /// How far the uploads are, in words: the file at the cursor, else all of them.
    #[must_use]
    pub fn upload_words(&self) -> Option<String> {
        let uploads = self.attaching.uploads();
        let (sent, total) = uploads.iter().fold((0, 0), |(sent, total), up| {
            (sent + up.sent.min(up.file.length), total + up.file.length)
        });
        let percent = (sent * 100).checked_div(total).unwrap_or(0);
        let so_far = format!("{} of {}  {percent}%", size(sent), size(total));
        Some(match uploads {
            [] => return None,
            [one] => format!("↑ {}  {so_far}", placeholder::shown(&one.file.name)),
            several => format!("↑ {} files  {so_far}", several.len()),
        })
    }
}

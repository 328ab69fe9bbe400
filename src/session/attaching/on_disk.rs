//! Files as the transport reads them: piece by piece, from any place.

use std::io::{self, SeekFrom};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use futures_util::stream;
use tokio::fs::File;
use tokio::io::{AsyncReadExt, AsyncSeekExt};

use crate::api::client::uploads::FileSource;
use crate::api::transport::Pieces;

/// Bytes that are read at once.
const PART: usize = 64 << 10;

/// A file on this machine.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OnDisk {
    /// Where it is.
    pub path: PathBuf,
    /// What it is called.
    pub name: String,
    /// Its length, in bytes.
    pub length: u64,
}

impl OnDisk {
    /// Looks whether it can be read.
    ///
    /// # Errors
    /// Why not, in a sentence.
    pub fn open(path: &Path) -> Result<Self, String> {
        let said = |why: &str| format!("{} can't be read: {why}.", path.display());
        let about = std::fs::metadata(path).map_err(|error| said(&in_words(&error)))?;
        // A pipe would be waited for.
        if !about.is_file() {
            return Err(said("it is no file"));
        }
        std::fs::File::open(path).map_err(|error| said(&in_words(&error)))?;
        let name = path.file_name().unwrap_or_default();
        Ok(Self {
            path: path.to_owned(),
            name: name.to_string_lossy().into_owned(),
            length: about.len(),
        })
    }
}

/// What went wrong with a file.
pub(super) fn in_words(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::NotFound => "there is none".to_owned(),
        io::ErrorKind::PermissionDenied => "you may not".to_owned(),
        io::ErrorKind::NotADirectory => "a part of its path is no folder".to_owned(),
        _ => error.to_string(),
    }
}

impl FileSource for OnDisk {
    fn name(&self) -> &str {
        &self.name
    }

    fn length(&self) -> u64 {
        self.length
    }

    fn pieces(&self, from: u64, length: u64) -> Pieces {
        let path = self.path.clone();
        let begin = (None, length);
        Box::pin(stream::try_unfold(begin, move |(file, left)| {
            let path = path.clone();
            async move {
                if left == 0 {
                    return Ok(None);
                }
                let mut file = match file {
                    Some(file) => file,
                    None => {
                        let mut file = File::open(&path).await?;
                        file.seek(SeekFrom::Start(from)).await?;
                        file
                    }
                };
                let mut part = vec![0; PART.min(usize::try_from(left).unwrap_or(PART))];
                let read = file.read(&mut part).await?;
                if read == 0 {
                    return Err(io::ErrorKind::UnexpectedEof.into());
                }
                part.truncate(read);
                Ok(Some((part, (Some(file), left - read as u64))))
            }
        }))
    }
}

/// A file that is in memory.
#[derive(Debug, Clone)]
pub(super) struct InMemory {
    pub(super) name: String,
    pub(super) bytes: Arc<[u8]>,
}

impl FileSource for InMemory {
    fn name(&self) -> &str {
        &self.name
    }

    fn length(&self) -> u64 {
        self.bytes.len() as u64
    }

    fn pieces(&self, from: u64, length: u64) -> Pieces {
        let place = |at: u64| {
            usize::try_from(at)
                .unwrap_or(usize::MAX)
                .min(self.bytes.len())
        };
        let (from, end) = (place(from), place(from.saturating_add(length)));
        let parts: Vec<io::Result<Vec<u8>>> = self.bytes[from..end.max(from)]
            .chunks(PART)
            .map(|part| Ok(part.to_vec()))
            .collect();
        Box::pin(stream::iter(parts))
    }
}

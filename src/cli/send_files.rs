//! Files that go with a message: sent up first, then linked in its text.

use std::io::{self, SeekFrom};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;

use futures_util::stream;
use tokio::fs::File;
use tokio::io::{AsyncReadExt, AsyncSeekExt};

use crate::api::Client;
use crate::api::client::uploads::FileSource;
use crate::api::transport::Pieces;

use super::connect;
use super::progress::Progress;

/// Bytes that are read at once.
const PART: usize = 64 << 10;

/// A file on this machine.
struct OnDisk {
    path: PathBuf,
    name: String,
    length: u64,
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

/// Looks whether each can be sent, before anything is.
fn open(path: &Path) -> Result<OnDisk, String> {
    let said = |why: &dyn std::fmt::Display| format!("{} can't be sent: {why}", path.display());
    let file = std::fs::File::open(path).map_err(|error| said(&error))?;
    let about = file.metadata().map_err(|error| said(&error))?;
    if !about.is_file() {
        return Err(said(&"it is no file"));
    }
    let name = path.file_name().unwrap_or_default();
    Ok(OnDisk {
        path: path.to_owned(),
        name: name.to_string_lossy().into_owned(),
        length: about.len(),
    })
}

/// Sends files up. Gives the Markdown that links them, one on a line.
///
/// # Errors
/// The exit code, when one can't be read or is not taken; it has been said.
pub(super) async fn upload(client: &Client, paths: &[PathBuf]) -> Result<String, ExitCode> {
    let files: Result<Vec<OnDisk>, String> = paths.iter().map(|path| open(path)).collect();
    let files = files.map_err(|why| connect::fail(&why))?;
    let mut links = Vec::new();
    for file in files {
        let progress = Arc::new(Progress::new(&file.name, false));
        let (shown, length) = (Arc::clone(&progress), file.length);
        let sent = client
            .upload_file(&file, move |now| shown.show(now, Some(length)))
            .await;
        drop(progress);
        let sent = sent.map_err(|error| {
            connect::fail(&format_args!("{} can't be sent: {error}", file.name))
        })?;
        let name = sent.filename.unwrap_or(file.name);
        // Brackets would end the link's text.
        let name = name.replace(['[', ']'], "");
        links.push(format!("[{name}]({})", sent.url));
    }
    Ok(links.join("\n"))
}

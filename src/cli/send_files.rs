//! Files that go with a message: sent up first, then linked in its text.

use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;

use crate::api::Client;
use crate::session::attaching::on_disk::OnDisk;

use super::connect;
use super::progress::Progress;

/// Sends files up. Gives the Markdown that links them, one on a line.
///
/// # Errors
/// The exit code, when one can't be read or is not taken; it has been said.
pub(super) async fn upload(client: &Client, paths: &[PathBuf]) -> Result<String, ExitCode> {
    let files: Result<Vec<OnDisk>, String> = paths.iter().map(|path| OnDisk::open(path)).collect();
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

//! Pictures and files: fetched, decoded and made ready for the terminal away from the
//! screen, a few at a time.
//!
//! What is out of sight is not needed: a picture that is fetched and not wanted any
//! more is let go, and the most wanted comes first.

mod decode;
mod download;
mod folder;

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::Semaphore;
use tokio::sync::mpsc::UnboundedReceiver;
use tokio::task::{AbortHandle, JoinSet};
use url::Url;

use super::Shared;
use crate::api::client::Limits;
use crate::api::client::files::FileError;
use crate::app::media::{MediaNews, MediaOrder, NoPicture, Picture, PictureRequest};
use crate::app::update::SessionUpdate;
use crate::text::SafeText;

pub use download::{FILE, keep, safe_name};
pub use folder::downloads;

/// So many pictures are fetched at once.
const AT_ONCE: usize = 3;
/// So many are decoded at once: one of the largest takes much memory.
const DECODED_AT_ONCE: usize = 1;
/// A thumbnail, or what stands in for one.
const SMALL: Limits = Limits {
    head: Duration::from_secs(20),
    stall: Duration::from_secs(15),
    whole: Duration::from_secs(60),
    bytes: 4 << 20,
};
/// An original that is looked at.
const LARGE: Limits = Limits {
    whole: Duration::from_secs(180),
    bytes: 20 << 20,
    ..SMALL
};

/// Where files are put.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Folders {
    /// What a person saves.
    pub downloads: PathBuf,
    /// Pictures on their way to another program.
    pub opened: PathBuf,
    /// What can be fetched again. Nothing is kept where it is empty.
    pub cache: PathBuf,
    /// What is written as `~`.
    pub home: PathBuf,
}

/// The task.
pub(super) async fn run(
    shared: Arc<Shared>,
    mut orders: UnboundedReceiver<MediaOrder>,
    folders: Folders,
) {
    let mut wanted: Vec<PictureRequest> = Vec::new();
    let mut running: Vec<(PictureRequest, AbortHandle)> = Vec::new();
    let mut tasks = JoinSet::new();
    let decoders = Arc::new(Semaphore::new(DECODED_AT_ONCE));
    let mut folders = Arc::new(folders);
    loop {
        while running.len() < AT_ONCE && !wanted.is_empty() {
            let request = wanted.remove(0);
            let work = picture(Arc::clone(&shared), Arc::clone(&decoders), request.clone());
            running.push((request, tasks.spawn(work)));
        }
        tokio::select! {
            order = orders.recv() => match order {
                Some(MediaOrder::Show(pictures)) => {
                    running.retain(|(request, task)| {
                        let stays = pictures.contains(request);
                        if !stays {
                            task.abort();
                        }
                        stays
                    });
                    wanted = pictures;
                    wanted.retain(|w| !running.iter().any(|(request, _)| request == w));
                }
                Some(MediaOrder::Save { id, url, name }) => {
                    tokio::spawn(save(Arc::clone(&shared), Arc::clone(&folders), id, url, name));
                }
                Some(MediaOrder::Downloads(folder)) => {
                    Arc::make_mut(&mut folders).downloads = folder;
                }
                Some(MediaOrder::Open { url, name, picture }) => {
                    tokio::spawn(open(Arc::clone(&shared), Arc::clone(&folders), url, name, picture));
                }
                None => break,
            },
            Some(done) = tasks.join_next() => {
                // Those that were let go are no news.
                if let Ok((request, result)) = done {
                    running.retain(|(other, _)| *other != request);
                    shared.tell(SessionUpdate::Media(MediaNews::Picture(request, result)));
                }
            }
            () = shared.ending.cancelled() => break,
        }
    }
}

fn none(why: impl Into<String>, again: bool) -> NoPicture {
    NoPicture {
        why: SafeText::line(why.into()).into_owned(),
        again,
    }
}

async fn picture(
    shared: Arc<Shared>,
    decoders: Arc<Semaphore>,
    request: PictureRequest,
) -> (PictureRequest, Result<Picture, NoPicture>) {
    let result = picture_of(&shared, decoders, &request).await;
    if let Err(no) = &result {
        tracing::debug!(why = no.why.as_str(), "no picture");
    }
    (request, result)
}

async fn picture_of(
    shared: &Shared,
    decoders: Arc<Semaphore>,
    request: &PictureRequest,
) -> Result<Picture, NoPicture> {
    let limits = if request.full { LARGE } else { SMALL };
    let failed = |error: FileError| none(error.to_string(), error.is_transient());
    let file = shared
        .client
        .open_file(&request.url, request.reach, limits)
        .await
        .map_err(failed)?;
    if let Some(kind) = &file.content_type
        && !kind.trim_start().to_ascii_lowercase().starts_with("image/")
    {
        let kind = kind.split(';').next().unwrap_or_default().trim();
        return Err(none(format!("it is no picture ({kind})"), false));
    }
    let bytes = file.all().await.map_err(failed)?;
    // Held by the work itself, which goes on when nobody waits for it any more.
    let permit = decoders.acquire_owned().await;
    let (size, mode) = (request.size, request.mode);
    tokio::task::spawn_blocking(move || {
        let _permit = permit;
        decode::picture(&bytes, size, mode)
    })
    .await
    .unwrap_or(Err("it can't be read"))
    .map_err(|why| none(why, false))
}

async fn save(
    shared: Arc<Shared>,
    folders: Arc<Folders>,
    id: u64,
    url: Url,
    name: SafeText<'static>,
) {
    let mut told = None;
    let progress = |got, total| {
        let now = tokio::time::Instant::now();
        // As often as one can read it.
        if told.is_none_or(|last| now - last >= Duration::from_millis(200)) {
            told = Some(now);
            shared.tell(SessionUpdate::Media(MediaNews::Progress { id, got, total }));
        }
    };
    let folder = &folders.downloads;
    let result = tokio::select! {
        result = download::save(&shared.client, &url, folder, name.as_str(), progress) => result,
        () = shared.ending.cancelled() => return,
    };
    let result = match result {
        Ok(path) => Ok(folders.shown(&path)),
        Err(why) => Err(SafeText::line(why).into_owned()),
    };
    shared.tell(SessionUpdate::Media(MediaNews::Saved { id, result }));
}

/// Pictures are fetched, as the system's viewer has no credentials; other uploads are
/// opened by an address that works for a minute without them.
async fn open(
    shared: Arc<Shared>,
    folders: Arc<Folders>,
    url: Url,
    name: SafeText<'static>,
    picture: bool,
) {
    let result = open_what(&shared, &folders, url, &name, picture).await;
    let result = result.map_err(|why| SafeText::line(why).into_owned());
    shared.tell(SessionUpdate::Media(MediaNews::ToOpen(result)));
}

async fn open_what(
    shared: &Shared,
    folders: &Folders,
    url: Url,
    name: &SafeText<'static>,
    picture: bool,
) -> Result<String, String> {
    Ok(if !shared.client.is_own(&url) {
        url.into()
    } else if picture {
        let folder = &folders.opened;
        let file = download::fetch_picture(&shared.client, &url, folder, name.as_str()).await?;
        file.to_string_lossy().into_owned()
    } else {
        let address = download::temporary_address(&shared.client, &url).await?;
        address.into()
    })
}

impl Folders {
    fn shown(&self, path: &std::path::Path) -> String {
        match path.strip_prefix(&self.home) {
            Ok(rest) => format!("~/{}", rest.display()),
            Err(_) => path.display().to_string(),
        }
    }
}

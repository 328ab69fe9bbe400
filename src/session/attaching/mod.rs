//! Files of this machine that go with messages: looked for, read and sent up, away from the
//! screen.

pub mod on_disk;
mod read;

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{Duration, Instant};

use tokio::sync::Semaphore;
use tokio::sync::mpsc::UnboundedReceiver;
use tokio::task::{AbortHandle, JoinSet};

use super::Shared;
use crate::api::client::uploads::{FileSource, UploadError, Uploaded};
use crate::app::attaching::{Bytes, FileHere, FileNews, FileOrder, UploadId};
use crate::app::update::SessionUpdate;
use on_disk::{InMemory, OnDisk};

/// So many files go up at once; the others wait.
const AT_ONCE: usize = 3;
/// Progress is told as often as one can read it.
const TOLD_EVERY: Duration = Duration::from_millis(100);

/// The task. Ends with its orders or the session; what is under way ends with it.
pub(super) async fn run(
    shared: Arc<Shared>,
    mut orders: UnboundedReceiver<FileOrder>,
    home: PathBuf,
) {
    let mut running: BTreeMap<UploadId, AbortHandle> = BTreeMap::new();
    let mut tasks: JoinSet<UploadId> = JoinSet::new();
    let permits = Arc::new(Semaphore::new(AT_ONCE));
    let home: Arc<PathBuf> = home.into();
    loop {
        let order = tokio::select! {
            order = orders.recv() => order,
            Some(done) = tasks.join_next() => {
                // Those that were cancelled are gone already.
                if let Ok(id) = done {
                    running.remove(&id);
                }
                continue;
            }
            () = shared.ending.cancelled() => return,
        };
        match order {
            None => return,
            Some(FileOrder::Send { id, file }) => {
                let work = send(Arc::clone(&shared), Arc::clone(&permits), id, file);
                running.insert(id, tasks.spawn(work));
            }
            Some(FileOrder::Cancel(id)) => {
                if let Some(task) = running.remove(&id) {
                    task.abort();
                }
            }
            Some(FileOrder::List { folder }) => {
                let (shared, home) = (Arc::clone(&shared), Arc::clone(&home));
                tokio::task::spawn_blocking(move || {
                    let result = read::list(&home, &folder);
                    shared.tell(SessionUpdate::Files(FileNews::Listed { folder, result }));
                });
            }
            Some(FileOrder::Look { number, ways }) => {
                let (shared, home) = (Arc::clone(&shared), Arc::clone(&home));
                tokio::task::spawn_blocking(move || {
                    let result = read::look(&home, &ways);
                    shared.tell(SessionUpdate::Files(FileNews::Looked { number, result }));
                });
            }
            Some(FileOrder::Clipboard { number, command }) => {
                let shared = Arc::clone(&shared);
                tokio::spawn(async move {
                    let result = read::picture(&command).await.map(|picture| vec![picture]);
                    shared.tell(SessionUpdate::Files(FileNews::Looked { number, result }));
                });
            }
        }
    }
}

async fn send(
    shared: Arc<Shared>,
    permits: Arc<Semaphore>,
    id: UploadId,
    file: FileHere,
) -> UploadId {
    // Never closed while the session lives.
    let _permit = permits.acquire().await;
    let result = match file.bytes {
        Bytes::Disk(path) => {
            let file = OnDisk {
                path,
                name: file.name,
                length: file.length,
            };
            send_source(&shared, id, &file).await
        }
        Bytes::Memory(bytes) => {
            let file = InMemory {
                name: file.name,
                bytes,
            };
            send_source(&shared, id, &file).await
        }
    };
    if let Err(UploadError::Api(error)) = &result {
        shared.heed(error);
    }
    shared.tell(SessionUpdate::Files(FileNews::Sent { id, result }));
    id
}

async fn send_source(
    shared: &Arc<Shared>,
    id: UploadId,
    file: &dyn FileSource,
) -> Result<Uploaded, UploadError> {
    let (begun, told) = (Instant::now(), Arc::new(AtomicI64::new(i64::MIN)));
    let teller = Arc::clone(shared);
    let progress = move |sent| {
        let now = i64::try_from(begun.elapsed().as_millis()).unwrap_or(i64::MAX);
        let every = i64::try_from(TOLD_EVERY.as_millis()).unwrap_or(0);
        let last = told.load(Ordering::Relaxed);
        if now >= last.saturating_add(every) {
            told.store(now, Ordering::Relaxed);
            teller.tell(SessionUpdate::Files(FileNews::Progress { id, sent }));
        }
    };
    shared.client.upload_file(file, progress).await
}

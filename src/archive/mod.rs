//! What is kept on this machine: one SQLite file for each account, in the data folder.
//!
//! A thread of its own owns the connection, and those of all accounts where there are several
//! ([`Archives`]); an [`Archive`] hands it work and waits for the answer without blocking.
//! Opening is the thread's first work, so nobody waits for a disk.
//!
//! **What is guaranteed.** Every call that returns `Ok` is committed. A process that is killed
//! (SIGKILL, a crash) loses nothing that was committed, since the system has it. The outbox is
//! also flushed to the disk (`synchronous=FULL`) before a call returns, so that a power cut
//! can't make a message that was sent look unsent. Drafts are not flushed each time: a power
//! cut may cost the last moments of one, and never damages the file.
//!
//! **Trouble.** [`Archive::opened`] says how opening went. A damaged file is moved aside and
//! a new one begun. Where the file can't be used at all (a read-only folder, a full disk, a file
//! of a newer version) everything works in memory and is lost at the end: say so to the
//! person. Each failure is an [`ArchiveError`], one sentence.
//!
//! **Two programs on one account** share the file: SQLite serializes writers, each waits up to
//! two seconds for the other, and [`Archive::changed_elsewhere`] tells when to read again. Who sends
//! a message is settled by [`Archive::claim`]; whether who claimed it still lives, by a lock
//! file that the system releases when a process ends ([`Archive::lives`]).
//!
//! **Messages to come.** A message archive adds tables here in the next schema version: the
//! messages by id with their conversation, a table of contiguous ranges of ids that were fetched
//! for each narrow (fetched is not shown), and an external-content FTS5 table over the plain
//! text (the bundled SQLite has FTS5). They share this file, its thread and its migrations; large
//! writes are to be cut into short transactions, so that a draft never waits long. Damage there
//! must not cost drafts: what can be fetched again belongs into an attached file of its own if
//! it grows past some hundred megabytes.

mod drafts;
mod error;
mod file;
mod habits;
mod outgoing;
mod owner;
mod place;
mod rows;
mod schema;
mod searches;
mod store;
#[cfg(test)]
mod tests;

pub use drafts::{Draft, DraftKey, Heading, OnServer};
pub use error::ArchiveError;
pub use file::account_file;
pub use habits::{Habit, Used};
pub use outgoing::{Attempt, Known, LocalId, NewOutgoing, Outgoing, OutgoingState, Owner};
pub use searches::KeptSearch;

use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError, mpsc};

use store::{Place, Store};
use tokio::sync::oneshot;

use crate::api::ids::{MessageId, QueueId};

/// How opening went.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Opened {
    /// The file is there and in order.
    Ready,
    /// The file was damaged: it is kept under another name, and a new one was begun.
    MovedAside {
        /// Where the damaged file is now.
        to: PathBuf,
    },
    /// Nothing is kept on disk: what is saved is lost when the program ends.
    InMemory {
        /// Why; `None` where that was wanted.
        why: Option<ArchiveError>,
    },
}

type Job = Box<dyn FnOnce(&mut Store) + Send>;

/// What the thread of the archives is told: about which file, and what.
struct Order {
    file: u64,
    what: What,
}

enum What {
    Open(PathBuf),
    Do(Job),
    Close,
}

/// The thread that has the files of all accounts. Cheap to clone; it ends with the last
/// archive.
#[derive(Debug, Clone)]
pub struct Archives {
    orders: mpsc::Sender<Order>,
    opened: Arc<AtomicU64>,
}

impl Archives {
    /// Starts the thread.
    #[must_use]
    pub fn start() -> Self {
        let (orders, wanted) = mpsc::channel::<Order>();
        let work = move || {
            let mut stores: HashMap<u64, Store> = HashMap::new();
            for Order { file, what } in wanted {
                match what {
                    What::Open(path) => {
                        stores.extend(Store::open(Place::File(path)).map(|store| (file, store)));
                    }
                    // A store that could not be opened is not there: who asked learns it when
                    // the job is dropped.
                    What::Do(job) => {
                        if let Some(store) = stores.get_mut(&file) {
                            job(store);
                        }
                    }
                    What::Close => drop(stores.remove(&file)),
                }
            }
        };
        // Without a thread every call says that the store is not there.
        let thread = std::thread::Builder::new().name("archive".to_owned());
        if let Err(error) = thread.spawn(work) {
            tracing::warn!(%error, "no thread for the archive");
        }
        Self {
            orders,
            opened: Arc::default(),
        }
    }

    /// The store in this file (see [`account_file`]). Returns at once.
    #[must_use]
    pub fn open(&self, file: PathBuf) -> Archive {
        let handle = Handle {
            file: self.opened.fetch_add(1, Ordering::Relaxed),
            orders: self.orders.clone(),
        };
        // Without a thread every call says that the store is not there.
        let _ = handle.order(What::Open(file));
        Archive {
            place: Jobs::Thread(Arc::new(handle)),
        }
    }
}

/// One file of the thread's. Its end closes the file.
#[derive(Debug)]
struct Handle {
    file: u64,
    orders: mpsc::Sender<Order>,
}

impl Handle {
    fn order(&self, what: What) -> Result<(), ArchiveError> {
        let file = self.file;
        let sent = self.orders.send(Order { file, what });
        sent.map_err(|_| ArchiveError::Stopped)
    }
}

impl Drop for Handle {
    fn drop(&mut self) {
        // Without a thread nothing is open.
        let _ = self.order(What::Close);
    }
}

/// One account's store. Cheap to clone; the last clone's end closes it.
#[derive(Debug, Clone)]
pub struct Archive {
    place: Jobs,
}

#[derive(Debug, Clone)]
enum Jobs {
    /// To the thread that has the file.
    Thread(Arc<Handle>),
    /// Done on the spot: memory makes nobody wait.
    Here(Arc<Mutex<Option<Store>>>),
}

impl Archive {
    /// The store in this file (see [`account_file`]). Returns at once.
    #[must_use]
    pub fn open(file: PathBuf) -> Self {
        Archives::start().open(file)
    }

    /// A store that keeps nothing: for demo organizations and one-off work.
    #[must_use]
    pub fn in_memory() -> Self {
        let store = Store::open(Place::Memory);
        Self {
            place: Jobs::Here(Arc::new(Mutex::new(store))),
        }
    }

    async fn ask<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut Store) -> Result<T, ArchiveError> + Send + 'static,
    ) -> Result<T, ArchiveError> {
        let jobs = match &self.place {
            Jobs::Thread(jobs) => jobs,
            Jobs::Here(store) => {
                let mut store = store.lock().unwrap_or_else(PoisonError::into_inner);
                return store.as_mut().ok_or(ArchiveError::Stopped)?.mend(work);
            }
        };
        let (answer, answered) = oneshot::channel();
        let job: Job = Box::new(move |store| {
            // Who asked may have gone away.
            let _ = answer.send(store.mend(work));
        });
        jobs.order(What::Do(job))?;
        answered.await.map_err(|_| ArchiveError::Stopped)?
    }

    /// How opening went. Waits for it.
    ///
    /// # Errors
    /// [`ArchiveError::Stopped`] when there is no store at all.
    pub async fn opened(&self) -> Result<Opened, ArchiveError> {
        self.ask(|store| Ok(store.opened().clone())).await
    }

    /// Waits until everything asked for before is done.
    ///
    /// # Errors
    /// [`ArchiveError::Stopped`] when there is no store at all.
    pub async fn flush(&self) -> Result<(), ArchiveError> {
        self.ask(|_| Ok(())).await
    }

    /// Whether another program has changed the file since this was last asked.
    ///
    /// # Errors
    /// See [`ArchiveError`].
    pub async fn changed_elsewhere(&self) -> Result<bool, ArchiveError> {
        self.ask(Store::changed_elsewhere).await
    }

    /// Who this process is in [`Attempt::owner`].
    ///
    /// # Errors
    /// See [`ArchiveError`].
    pub async fn owner(&self) -> Result<Owner, ArchiveError> {
        self.ask(|store| Ok(store.owner())).await
    }

    /// Whether the process that is called so still runs.
    ///
    /// # Errors
    /// See [`ArchiveError`].
    pub async fn lives(&self, owner: Owner) -> Result<bool, ArchiveError> {
        self.ask(move |store| Ok(store.lives(&owner))).await
    }

    /// Keeps a draft, instead of what was kept under its key. An empty text takes it away.
    /// Saving twice is saving once.
    ///
    /// # Errors
    /// See [`ArchiveError`].
    pub async fn save_draft(&self, draft: Draft) -> Result<(), ArchiveError> {
        self.ask(move |store| drafts::save(store, &draft)).await
    }

    /// Takes a draft away. One that the server knows stays as a tombstone, until
    /// [`Self::forget_draft`], so that the server can be told.
    ///
    /// # Errors
    /// See [`ArchiveError`].
    pub async fn delete_draft(&self, key: DraftKey, now_ms: i64) -> Result<(), ArchiveError> {
        self.ask(move |store| drafts::delete(store, &key, now_ms))
            .await
    }

    /// Takes a draft away with everything that is known of it.
    ///
    /// # Errors
    /// See [`ArchiveError`].
    pub async fn forget_draft(&self, key: DraftKey) -> Result<(), ArchiveError> {
        self.ask(move |store| drafts::forget(store, &key)).await
    }

    /// Writes `now` in the place of the draft of this key, or takes it away with everything
    /// that is known of it, if it is still as it was `seen`. `false` when it is not, and
    /// nothing was done.
    ///
    /// # Errors
    /// See [`ArchiveError`].
    pub async fn settle_draft(
        &self,
        key: DraftKey,
        seen: Option<Draft>,
        now: Option<Draft>,
    ) -> Result<bool, ArchiveError> {
        self.ask(move |store| drafts::settle(store, &key, seen.as_ref(), now.as_ref()))
            .await
    }

    /// Notes what the server has of a draft. For one that was taken away meanwhile, a
    /// tombstone stays, so that the server can be told.
    ///
    /// # Errors
    /// See [`ArchiveError`].
    pub async fn link_draft(
        &self,
        key: DraftKey,
        on_server: OnServer,
        now_ms: i64,
    ) -> Result<(), ArchiveError> {
        self.ask(move |store| drafts::link(store, &key, &on_server, now_ms))
            .await
    }

    /// All drafts, the one changed last first; tombstones are in it.
    ///
    /// # Errors
    /// See [`ArchiveError`].
    pub async fn drafts(&self) -> Result<Vec<Draft>, ArchiveError> {
        self.ask(drafts::list).await
    }

    /// Puts a message into the outbox, and in the same instant takes away the draft that it was.
    ///
    /// # Errors
    /// See [`ArchiveError`]; then neither has happened.
    pub async fn enqueue(&self, new: NewOutgoing) -> Result<Outgoing, ArchiveError> {
        self.ask(move |store| rows::enqueue(store, new)).await
    }

    /// The outbox, in the order in which messages were put there; those lately done too.
    ///
    /// # Errors
    /// See [`ArchiveError`].
    pub async fn outbox(&self) -> Result<Vec<Outgoing>, ArchiveError> {
        self.ask(rows::list).await
    }

    /// Makes a waiting message this process's to send, on disk. `None` when it is no longer as
    /// `outgoing` says, or another one of its conversation must go first.
    ///
    /// # Errors
    /// See [`ArchiveError`]; then it must not be sent.
    pub async fn claim(
        &self,
        outgoing: Outgoing,
        queue: Option<QueueId>,
        after: MessageId,
        now_ms: i64,
    ) -> Result<Option<Outgoing>, ArchiveError> {
        self.ask(move |store| rows::claim(store, outgoing, queue, after, now_ms))
            .await
    }

    /// Writes a message's new state. `false` when somebody else has changed it meanwhile, and
    /// nothing was written: read again.
    ///
    /// # Errors
    /// See [`ArchiveError`].
    pub async fn update(&self, outgoing: Outgoing) -> Result<bool, ArchiveError> {
        self.ask(move |store| rows::update(store, &outgoing)).await
    }

    /// Takes a message out of the outbox, unless it is just being sent or `outgoing` is not
    /// the newest. Its text becomes `draft`, where one is given, in the same instant.
    ///
    /// # Errors
    /// See [`ArchiveError`].
    pub async fn withdraw(
        &self,
        outgoing: Outgoing,
        draft: Option<Draft>,
    ) -> Result<bool, ArchiveError> {
        self.ask(move |store| rows::withdraw(store, &outgoing, draft.as_ref()))
            .await
    }

    /// Remembers a small fact under a name.
    ///
    /// # Errors
    /// See [`ArchiveError`].
    pub async fn note(&self, key: String, value: String) -> Result<(), ArchiveError> {
        self.ask(move |store| store.note(&key, &value)).await
    }

    /// What was remembered under a name.
    ///
    /// # Errors
    /// See [`ArchiveError`].
    pub async fn noted(&self, key: String) -> Result<Option<String>, ArchiveError> {
        self.ask(move |store| store.noted(&key)).await
    }

    /// Remembers that something was used.
    ///
    /// # Errors
    /// See [`ArchiveError`].
    pub async fn note_habit(&self, what: Used, now_ms: i64) -> Result<(), ArchiveError> {
        self.ask(move |store| habits::note(store, &what, now_ms))
            .await
    }

    /// What was used, the latest first.
    ///
    /// # Errors
    /// See [`ArchiveError`].
    pub async fn habits(&self) -> Result<Vec<Habit>, ArchiveError> {
        self.ask(habits::list).await
    }

    /// Remembers that something was searched for.
    ///
    /// # Errors
    /// See [`ArchiveError`].
    pub async fn note_search(&self, query: String, now_ms: i64) -> Result<(), ArchiveError> {
        self.ask(move |store| searches::note(store, &query, now_ms))
            .await
    }

    /// Saves a search under a name; one that had this name has none any more.
    ///
    /// # Errors
    /// See [`ArchiveError`].
    pub async fn save_search(
        &self,
        query: String,
        name: String,
        now_ms: i64,
    ) -> Result<(), ArchiveError> {
        self.ask(move |store| searches::save(store, &query, &name, now_ms))
            .await
    }

    /// Forgets a search, saved or not.
    ///
    /// # Errors
    /// See [`ArchiveError`].
    pub async fn forget_search(&self, query: String) -> Result<(), ArchiveError> {
        self.ask(move |store| searches::forget(store, &query)).await
    }

    /// What was searched for, the latest first; saved searches are in it.
    ///
    /// # Errors
    /// See [`ArchiveError`].
    pub async fn searches(&self) -> Result<Vec<KeptSearch>, ArchiveError> {
        self.ask(searches::list).await
    }

    /// Forgets messages that were done before this moment, in ms of Unix time.
    ///
    /// # Errors
    /// See [`ArchiveError`].
    pub async fn purge(&self, before_ms: i64) -> Result<(), ArchiveError> {
        self.ask(move |store| rows::purge(store, before_ms)).await
    }
}

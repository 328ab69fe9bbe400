//! One account's life: the event queue, what the screen wants done, clocks.
//!
//! [`start`] gives a [`Session`] to order things from, and a channel that tells what happens.
//! Everything runs in tasks of its own; nothing here draws, and nothing waits for the screen.

mod acts;
mod affairs;
mod answers;
pub mod attaching;
mod built;
mod channels;
pub mod clock;
mod dates;
pub mod doorstep;
pub mod drafts;
mod emoji;
pub mod flag_order;
mod habits;
mod link;
pub mod login_link;
mod marks;
pub mod media;
pub mod outbox;
mod personal;
mod presence;
mod requests;
pub mod retry;
mod searches;
pub mod signing_in;
mod stream;
#[cfg(test)]
mod tests;
mod typing;

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};
use tokio::sync::{Semaphore, watch};
use tokio::task::JoinHandle;
use tokio::time::timeout;
use tokio_util::sync::CancellationToken;

use crate::api::Client;
use crate::api::error::ApiError;
use crate::api::queue::{AfterRestart, EventQueue, FirstContact, QueueHandle, QueueOptions};
use crate::app::act::{Act, Ticket};
use crate::app::attaching::FileOrder;
use crate::app::effect::{Effect, Mark};
use crate::app::media::MediaOrder;
use crate::app::personal::PersonalOrder;
use crate::app::update::SessionUpdate;
use crate::archive::Archive;
use presence::Presence;

pub use built::{Typed, register_options, wall_clock};

/// How long ending may take in all: marks that are still to be sent, the queue's farewell.
const FAREWELL: Duration = Duration::from_millis(2500);
/// How many requests go on at once.
const AT_ONCE: usize = 4;
/// Within what time clients come back after a server's upgrade.
const RESTART_SPREAD: Duration = Duration::from_secs(300);

/// Whose session, and how.
pub struct SessionOptions {
    /// The organization and account.
    pub client: Client,
    /// Drafts and the outbox.
    pub archive: Archive,
    /// Whether marks are sent; `false` for `--explore`.
    pub marks_read: bool,
    /// The wall clock, in ms of Unix time.
    pub wall: fn() -> i64,
    /// Where files are put.
    pub folders: media::Folders,
    /// The types of events that are told as they came too:
    /// [`Heard`](crate::app::update::SessionUpdate::Heard).
    pub heard: BTreeSet<Box<str>>,
}

/// A session that goes on in the background. Dropping it ends it without a farewell.
pub struct Session {
    shared: Arc<Shared>,
    marks: UnboundedSender<Mark>,
    media: UnboundedSender<MediaOrder>,
    files: UnboundedSender<FileOrder>,
    marking: JoinHandle<()>,
    acts: UnboundedSender<(Ticket, Act)>,
    acting: JoinHandle<()>,
    personal: UnboundedSender<PersonalOrder>,
    ordering: JoinHandle<()>,
    keeping: UnboundedSender<outbox::Order>,
    outbox: JoinHandle<()>,
    streaming: JoinHandle<()>,
    watching: JoinHandle<()>,
    presence: JoinHandle<()>,
    active: watch::Sender<bool>,
}

/// What all tasks of a session have in common.
struct Shared {
    client: Client,
    queue: QueueHandle,
    updates: UnboundedSender<SessionUpdate>,
    /// Rises each time the connection comes back.
    returns: watch::Sender<u64>,
    /// Rises after each sleep: what is under way then may never be answered.
    resumes: watch::Sender<u64>,
    permits: Semaphore,
    ear: outbox::Ear,
    /// To the task that synchronizes drafts.
    drafting: UnboundedSender<drafts::Told>,
    ending: CancellationToken,
    marks_read: bool,
    /// Where searches are remembered; one order at a time.
    searches: tokio::sync::Mutex<Archive>,
    /// What can be fetched again; empty for nowhere.
    cache: PathBuf,
    /// The types of events that hooks are about.
    heard: BTreeSet<Box<str>>,
}

impl Shared {
    /// Tells the screen. Nobody listens any more when the program ends, which is fine.
    fn tell(&self, update: SessionUpdate) {
        let _ = self.updates.send(update);
    }

    /// Makes a request that may be repeated: anew after a sleep, since its connection may be
    /// dead without knowing it.
    async fn awake<T, F>(&self, request: impl Fn() -> F) -> T
    where
        F: Future<Output = T>,
    {
        let mut resumes = self.resumes.subscribe();
        loop {
            tokio::select! {
                outcome = request() => return outcome,
                Ok(()) = resumes.changed() => {}
            }
        }
    }

    /// Looks into an error that any request may have: a lost account ends the session at
    /// once, and not only when the poll comes back.
    fn heed(&self, error: &ApiError) {
        if error.loss().is_some() {
            self.queue.resumed();
        }
    }
}

/// Starts a session. Needs a tokio runtime; returns at once.
#[must_use]
pub fn start(options: SessionOptions) -> (Session, UnboundedReceiver<SessionUpdate>) {
    let SessionOptions {
        client,
        archive,
        marks_read,
        wall,
        folders,
        heard,
    } = options;
    let queue_options = QueueOptions {
        register: register_options(),
        after_restart: AfterRestart::Register(restart_spread(&client)),
        first_contact: FirstContact::Strict,
        seed: fastrand::u64(..),
    };
    let (queue, handle) = EventQueue::new(client.clone(), queue_options);
    let (updates, told) = unbounded_channel();
    let (terms, terms_seen) = watch::channel(None);
    let (active, active_seen) = watch::channel(false);
    let (keeping, orders) = unbounded_channel();
    let (drafting, drafts_told) = unbounded_channel();
    let archive_of_drafts = archive.clone();
    let archive_of_searches = archive.clone();
    let (ear, standing) = outbox::Ear::new(keeping.downgrade());
    let terms_of_outbox = outbox::Terms {
        settle: outbox::settle_time(&client),
        client: client.clone(),
        archive,
        wall,
    };
    let shared = Arc::new(Shared {
        client,
        queue: handle.clone(),
        updates,
        returns: watch::channel(0).0,
        resumes: watch::channel(0).0,
        permits: Semaphore::new(AT_ONCE),
        ear,
        drafting,
        ending: CancellationToken::new(),
        marks_read,
        searches: tokio::sync::Mutex::new(archive_of_searches),
        cache: folders.cache.clone(),
        heard,
    });
    let (marks, marks_wanted) = unbounded_channel();
    let (acts, acts_wanted) = unbounded_channel();
    let (personal, personal_wanted) = unbounded_channel();
    let streaming = stream::run(Arc::clone(&shared), queue, terms, wall);
    let presence = Presence::new(Arc::clone(&shared), terms_seen, active_seen);
    let (media, media_wanted) = unbounded_channel();
    let (files, files_wanted) = unbounded_channel();
    let home = folders.home.clone();
    // Both end with the session's orders or its token.
    tokio::spawn(attaching::run(Arc::clone(&shared), files_wanted, home));
    tokio::spawn(media::run(Arc::clone(&shared), media_wanted, folders));
    let teller = Arc::clone(&shared);
    let news = move |news| teller.tell(SessionUpdate::Store(news));
    // Ends with the session's token.
    tokio::spawn(drafts::run(
        Arc::clone(&shared),
        archive_of_drafts,
        drafts_told,
        wall,
    ));
    let sending = outbox::run(terms_of_outbox, orders, standing, news);
    let session = Session {
        keeping,
        outbox: tokio::spawn(sending),
        streaming: tokio::spawn(streaming),
        marking: tokio::spawn(marks::run(Arc::clone(&shared), marks_wanted)),
        acting: tokio::spawn(acts::run(Arc::clone(&shared), acts_wanted)),
        personal,
        ordering: tokio::spawn(personal::run(Arc::clone(&shared), personal_wanted)),
        presence: tokio::spawn(presence.run()),
        watching: clock::watch({
            let shared = Arc::clone(&shared);
            move || {
                // First, so that nothing is asked again on a dead connection.
                shared.client.reset_connections();
                handle.resumed();
                shared.resumes.send_modify(|resumes| *resumes += 1);
            }
        }),
        shared,
        marks,
        acts,
        media,
        files,
        active,
    };
    (session, told)
}

/// Within what time to come back after an upgrade of the server: an organization on this
/// machine has no crowd of clients to spread.
#[must_use]
pub fn restart_spread(client: &Client) -> Duration {
    if is_local(client) {
        Duration::ZERO
    } else {
        RESTART_SPREAD
    }
}

/// Whether the organization is on this machine.
fn is_local(client: &Client) -> bool {
    match client.site().host() {
        Some(url::Host::Domain(name)) => name == "localhost",
        Some(url::Host::Ipv4(address)) => address.is_loopback(),
        Some(url::Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    }
}

impl Session {
    /// Carries out what is the session's to do, without making anybody wait; gives back
    /// what is not.
    pub fn execute(&self, effect: Effect) -> Option<Effect> {
        let shared = &self.shared;
        match effect {
            Effect::Fetch { list, request } => requests::fetch(shared, list, request),
            Effect::Match { list, request } => requests::matches(shared, list, request),
            Effect::FetchTopics { channel, asked } => requests::topics(shared, channel, asked),
            Effect::Ask(ask) => answers::ask(shared, ask),
            Effect::Mark(mark) => {
                // The receiver lives as long as the session.
                let _ = self.marks.send(mark);
            }
            Effect::Act { ticket, act } => {
                // The receiver lives as long as the session.
                let _ = self.acts.send((ticket, act));
            }
            Effect::Personal(order) => {
                // As above.
                let _ = self.personal.send(order);
            }
            Effect::Media(order) => {
                // As above.
                let _ = self.media.send(order);
            }
            Effect::Files(order) => {
                // As above.
                let _ = self.files.send(order);
            }
            Effect::Send(send) => self.keep(outbox::Order::Send(send)),
            Effect::Outbox(decided) => self.keep(outbox::Order::Decide(decided)),
            Effect::SaveDraft(draft) => self.keep(outbox::Order::SaveDraft(draft)),
            Effect::DeleteDraft(key) => self.keep(outbox::Order::DeleteDraft(key)),
            Effect::Searches(order) => searches::carry_out(shared, order),
            Effect::Habits(order) => habits::carry_out(shared, order),
            Effect::Typing { at, on } => typing::tell(shared, at, on),
            Effect::Register { why } => shared.queue.register_anew(why),
            Effect::RetryNow => shared.queue.nudge(),
            Effect::Active(active) => {
                self.active.send_replace(active);
                if active {
                    shared.queue.nudge();
                }
            }
            other @ (Effect::Discard(_)
            | Effect::Errand(_)
            | Effect::SignIn(_)
            | Effect::Copy(_)
            | Effect::Settings(_)
            | Effect::Seen(_)
            | Effect::Theme(_)
            | Effect::Light(_)
            | Effect::Show(_)
            | Effect::Notify(_)
            | Effect::Withdraw(_)
            | Effect::Hook(_)
            | Effect::Redraw
            | Effect::Suspend
            | Effect::Write { .. }
            | Effect::Quit) => return Some(other),
        }
        None
    }

    fn keep(&self, order: outbox::Order) {
        // The receivers live as long as the session.
        let _ = self.keeping.send(order);
        let _ = self.shared.drafting.send(drafts::Told::Changed);
    }

    /// Somebody is looking: a wait for the next try is cut short.
    pub fn wake(&self) {
        self.shared.queue.nudge();
    }

    /// Ends it: marks that are still to be sent are sent, what was typed is kept, messages under
    /// way get their answer, the queue is deleted. Takes at
    /// most two and a half seconds.
    pub async fn close(self) {
        let Self {
            shared,
            marks,
            media,
            files,
            marking,
            acts,
            acting,
            personal,
            ordering,
            keeping,
            outbox,
            streaming,
            watching,
            presence,
            active,
        } = self;
        watching.abort();
        presence.abort();
        drop((marks, media, files, acts, personal, keeping, active));
        shared.ending.cancel();
        let farewell = async { tokio::join!(marking, acting, ordering, outbox, streaming) };
        if timeout(FAREWELL, farewell).await.is_err() {
            tracing::info!("the session ended before everything was sent");
        }
    }
}

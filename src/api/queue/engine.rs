//! The state machine behind [`EventQueue::next`].

use std::marker::PhantomData;
use std::time::Duration;

use fastrand::Rng;
use tokio::runtime::Handle;
use tokio::time::{Instant, sleep_until, timeout};

use super::sift::Sieve;
use super::signals::QueueHandle;
use super::{Expiry, Item, QueueOptions, Snapshot};
use crate::api::backoff::Backoff;
use crate::api::client::Client;
use crate::api::error::ApiError;
use crate::api::event::RawEvent;
use crate::api::ids::{FeatureLevel, QueueId};
use crate::api::routes::events::{delete_queue, get_events};
use crate::api::routes::register::{QueueHead, register};

/// How long an answer that need not wait for anything may take.
const PROMPT: Duration = Duration::from_secs(20);
/// How long a registration may take before its answer begins; longer at each try.
const REGISTER_PATIENCE: [Duration; 3] = [
    Duration::from_secs(60),
    Duration::from_secs(120),
    Duration::from_secs(300),
];
/// How long saying good-bye may take.
const FAREWELL: Duration = Duration::from_secs(2);
/// Snapshots from this size on are parsed away from the async threads, in bytes.
const LARGE_SNAPSHOT: usize = 256 << 10;

/// An organization's events, for as long as anybody asks for the next one.
pub struct EventQueue<S> {
    pub(super) client: Client,
    pub(super) options: QueueOptions,
    handle: QueueHandle,
    pub(super) rng: Rng,
    pub(super) state: State,
    pub(super) queue: Option<Queue>,
    pub(super) troubles: Troubles,
    pub(super) registered_before: bool,
    snapshot: PhantomData<fn() -> S>,
}

/// What is done when the next item is asked for.
#[derive(Debug)]
pub(super) enum State {
    /// Say so, then register.
    Connect,
    Register,
    Poll,
    /// Wait; not even a wake-up is allowed to end this before `firm`.
    Pause {
        until: Instant,
        firm: Instant,
        then: Then,
    },
    /// Give the queue up, now that what it brought is taken.
    GiveUp(Expiry),
    Ended,
}

#[derive(Debug, Clone, Copy)]
pub(super) enum Then {
    Connect,
    Register,
    Poll,
}

impl From<Then> for State {
    fn from(then: Then) -> Self {
        match then {
            Then::Connect => Self::Connect,
            Then::Register => Self::Register,
            Then::Poll => Self::Poll,
        }
    }
}

/// A queue that the server keeps for us.
pub(super) struct Queue {
    pub id: QueueId,
    pub sieve: Sieve,
    pub feature_level: FeatureLevel,
    pub patience: Duration,
    pub since: Instant,
    /// Whether any poll of it succeeded.
    pub proven: bool,
    /// When to register anew because of a restart.
    pub leave: Option<(Instant, FeatureLevel)>,
}

/// What went wrong lately.
pub(super) struct Troubles {
    /// Tries in a row that failed.
    pub failures: u32,
    /// Registrations in a row that failed as if they could never succeed.
    pub hopeless: u32,
    /// Unreadable answers in a row.
    pub malformed: u32,
    /// Empty answers in a row that came too soon.
    pub hollow: u32,
    /// Whether the next poll must answer at once.
    pub dont_block: bool,
    pub connection: Backoff,
    pub surprises: Backoff,
}

impl<S: Snapshot> EventQueue<S> {
    /// A queue that does nothing before the first [`Self::next`], and the handle to reach it.
    #[must_use]
    pub fn new(client: Client, options: QueueOptions) -> (Self, QueueHandle) {
        let handle = QueueHandle::default();
        let mut rng = Rng::with_seed(options.seed);
        let troubles = Troubles {
            failures: 0,
            hopeless: 0,
            malformed: 0,
            hollow: 0,
            dont_block: false,
            connection: Backoff::for_connection(rng.fork()),
            surprises: Backoff::for_surprises(rng.fork()),
        };
        let queue = Self {
            client,
            options,
            handle: handle.clone(),
            rng,
            state: State::Connect,
            queue: None,
            troubles,
            registered_before: false,
            snapshot: PhantomData,
        };
        (queue, handle)
    }

    /// The next item; `None` after [`Item::Ended`].
    ///
    /// Safe to drop while it waits: nothing that was not yet given out is acknowledged.
    pub async fn next(&mut self) -> Option<Item<S>> {
        loop {
            let item = match &self.state {
                State::Connect => {
                    self.state = State::Register;
                    Some(Item::Connecting)
                }
                State::Register => self.register().await,
                State::Poll => self.poll().await,
                State::Pause { .. } => self.pause().await,
                State::GiveUp(expiry) => {
                    let expiry = expiry.clone();
                    Some(self.expire(expiry))
                }
                State::Ended => return None,
            };
            if item.is_some() {
                return item;
            }
        }
    }

    /// Tells the server that the queue is not needed any more. Takes at most two seconds.
    pub async fn close(mut self) {
        if let Some(queue) = self.queue.take() {
            let farewell = delete_queue(&self.client, &queue.id);
            if !matches!(timeout(FAREWELL, farewell).await, Ok(Ok(()))) {
                tracing::debug!("the queue could not be deleted");
            }
        }
    }

    /// Leaves the queue to the server, which drops it when nobody polls it for long enough.
    pub fn keep(mut self) {
        self.queue = None;
    }

    async fn pause(&mut self) -> Option<Item<S>> {
        let State::Pause { until, firm, then } = self.state else {
            return None;
        };
        let heard = tokio::select! {
            () = sleep_until(until) => None,
            heard = self.handle.heard() => Some(heard),
        };
        let Some(heard) = heard else {
            self.state = then.into();
            return None;
        };
        if heard.resumed {
            self.client.reset_connections();
        }
        if let (Some(why), true) = (heard.register, self.queue.is_some()) {
            return Some(self.expire(Expiry::Asked(why)));
        }
        let until = firm.max(Instant::now());
        self.state = State::Pause { until, firm, then };
        None
    }

    async fn register(&mut self) -> Option<Item<S>> {
        match self.try_to_register().await? {
            Ok((head, snapshot)) => Some(self.registered(head, snapshot)),
            Err(error) => Some(self.not_registered(error)),
        }
    }

    /// `None` when the machine slept in the middle of it.
    async fn try_to_register(&self) -> Option<Result<(QueueHead, S), ApiError>> {
        let tries = self.troubles.failures as usize;
        let patience = REGISTER_PATIENCE[tries.min(REGISTER_PATIENCE.len() - 1)];
        let attempt = async {
            let json = register(&self.client, &self.options.register, patience).await?;
            parse::<S>(&self.client, json).await
        };
        tokio::pin!(attempt);
        loop {
            tokio::select! {
                biased;
                heard = self.handle.heard() => {
                    if heard.resumed {
                        self.client.reset_connections();
                        return None;
                    }
                }
                outcome = &mut attempt => return Some(outcome),
            }
        }
    }

    async fn poll(&mut self) -> Option<Item<S>> {
        let Some(queue) = &self.queue else {
            self.state = State::Connect;
            return None;
        };
        let started = Instant::now();
        match self.try_to_poll(queue).await {
            Polled::Events(events) => Some(self.polled(events, started.elapsed())),
            Polled::Failed(error) => Some(self.not_polled(error)),
            Polled::Over(expiry) => Some(self.expire(expiry)),
            Polled::Resumed => {
                self.client.reset_connections();
                self.troubles.dont_block = true;
                None
            }
        }
    }

    async fn try_to_poll(&self, queue: &Queue) -> Polled {
        let dont_block = self.troubles.dont_block;
        let patience = if dont_block { PROMPT } else { queue.patience };
        let last = queue.sieve.last();
        let attempt = get_events(&self.client, &queue.id, last, dont_block, patience);
        let leaving = async {
            match queue.leave {
                Some((when, level)) => {
                    sleep_until(when).await;
                    level
                }
                None => std::future::pending().await,
            }
        };
        tokio::pin!(attempt, leaving);
        loop {
            tokio::select! {
                biased;
                feature_level = &mut leaving => {
                    return Polled::Over(Expiry::Restarted { feature_level });
                }
                heard = self.handle.heard() => {
                    if let Some(why) = heard.register {
                        return Polled::Over(Expiry::Asked(why));
                    }
                    if heard.resumed {
                        return Polled::Resumed;
                    }
                }
                outcome = &mut attempt => return match outcome {
                    Ok(events) => Polled::Events(events),
                    Err(error) => Polled::Failed(error),
                },
            }
        }
    }
}

/// How one poll ended.
enum Polled {
    Events(Vec<RawEvent>),
    Failed(ApiError),
    Over(Expiry),
    Resumed,
}

/// A queue that nobody wants any more is deleted, if there is still time for it.
impl<S> Drop for EventQueue<S> {
    fn drop(&mut self) {
        if let (Some(queue), Ok(runtime)) = (self.queue.take(), Handle::try_current()) {
            let client = self.client.clone();
            runtime.spawn(async move { timeout(FAREWELL, delete_queue(&client, &queue.id)).await });
        }
    }
}

async fn parse<S: Snapshot>(client: &Client, json: Vec<u8>) -> Result<(QueueHead, S), ApiError> {
    let parsed = if json.len() < LARGE_SNAPSHOT {
        S::parse(json)
    } else {
        match tokio::task::spawn_blocking(move || S::parse(json)).await {
            Ok(parsed) => parsed,
            Err(panic) => return Err(ApiError::Setup(panic.to_string())),
        }
    };
    parsed.map_err(|error| crate::api::reply::malformed(client.host(), 200, &error))
}

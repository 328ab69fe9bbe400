//! Events for ever, without a gap: an event queue, and catching up when one was lost.
//!
//! This is what `call_on_each_event` is in Zulip's Python library, and more: a `message` that
//! no queue brought is fetched, and given out in order and once, marked as caught up.

mod catch_up;
mod seen;
mod stream;
#[cfg(test)]
mod tests;

use fastrand::Rng;
use serde::Deserialize;
use serde_json::value::RawValue;
use tokio::time::{Instant, sleep_until};

use super::backoff::Backoff;
use super::client::Client;
use super::error::{ApiError, Malformed};
use super::event::RawEvent;
use super::queue::{
    AfterRestart, End, EventQueue, Expiry, FirstContact, Item, QueueHandle, QueueOptions,
    RawSnapshot, Waiting,
};
use super::routes::register::{QueueHead, RegisterOptions};
use catch_up::{Page, Sources};
use seen::Seen;

pub use stream::{EventStream, StreamEvent};

/// How often in a row an answer without the promised shape is asked for.
const SHAPE_PATIENCE: u32 = 3;

/// What to follow, and how.
#[derive(Debug, Clone)]
pub struct FollowOptions {
    /// Which events.
    pub register: RegisterOptions,
    /// How to meet an organization that can't be reached on the very first contact.
    pub first_contact: FirstContact,
    /// Where chance comes from.
    pub seed: u64,
}

impl Default for FollowOptions {
    /// Every event there is; a wrong address is an error at once.
    fn default() -> Self {
        Self {
            register: RegisterOptions {
                // No more of a snapshot than tells the newest message.
                fetch_event_types: Some(vec!["message".to_owned()]),
                ..RegisterOptions::default()
            },
            first_contact: FirstContact::Strict,
            seed: fastrand::u64(..),
        }
    }
}

/// What comes of following.
#[derive(Debug)]
pub enum Followed {
    /// A registration is under way.
    Connecting,
    /// There is a queue.
    Registered,
    /// Events of the queue, each once. May be empty, and may hold heartbeats: any at all say
    /// that the connection is live.
    Events(Vec<RawEvent>),
    /// `message` events that were missed, in order, each once, as JSON.
    CaughtUp(Vec<String>),
    /// Something failed; the next try comes in a moment.
    Waiting(Waiting),
    /// The queue is lost; another follows, and what was missed.
    Lost(Expiry),
    /// What was missed can't be fetched: there is a gap.
    Gap(ApiError),
    /// Nothing more will come.
    Ended(End),
}

/// Follows events. Asking for the next item says that the last was taken.
pub struct Follower {
    client: Client,
    queue: EventQueue<RawSnapshot>,
    handle: QueueHandle,
    /// `None` when no `message` events are wanted.
    messages: Option<Messages>,
    ended: bool,
}

/// What keeps messages from being missed or doubled.
struct Messages {
    sources: Sources,
    seen: Seen,
    started: bool,
    work: Option<Work>,
    pause: Option<Pause>,
    failures: u32,
    backoff: Backoff,
}

/// What must be fetched before the queue is listened to.
#[derive(Debug, Clone, Copy)]
enum Work {
    /// Where to begin.
    Baseline,
    /// What came after this message, up to that, where it is known.
    Missed { after: u64, known: Option<u64> },
}

#[derive(Debug, Clone, Copy)]
struct Pause {
    until: Instant,
    firm: Instant,
}

enum Fetched {
    Baseline(u64),
    Page(Page),
}

impl Follower {
    /// Follows as `options` say. Nothing happens before the first [`Self::next`].
    #[must_use]
    pub fn new(client: Client, options: FollowOptions) -> (Self, QueueHandle) {
        let FollowOptions {
            register,
            first_contact,
            seed,
        } = options;
        let wanted = match &register.event_types {
            None => true,
            Some(types) => types.iter().any(|kind| kind == "message"),
        };
        let messages = wanted.then(|| Messages {
            sources: Sources::new(&register),
            seen: Seen::default(),
            started: false,
            work: None,
            pause: None,
            failures: 0,
            backoff: Backoff::for_connection(Rng::with_seed(seed).fork()),
        });
        let options = QueueOptions {
            register,
            after_restart: AfterRestart::Keep,
            first_contact,
            seed,
        };
        let (queue, handle) = EventQueue::new(client.clone(), options);
        let follower = Self {
            client,
            queue,
            handle: handle.clone(),
            messages,
            ended: false,
        };
        (follower, handle)
    }

    /// The next item; `None` after [`Followed::Ended`]. Safe to drop while it waits.
    pub async fn next(&mut self) -> Option<Followed> {
        if self.ended {
            return None;
        }
        loop {
            if self.work().is_some() {
                match self.fetch().await {
                    Some(item) => return Some(item),
                    None => continue,
                }
            }
            return Some(match self.queue.next().await? {
                Item::Connecting => Followed::Connecting,
                Item::Registered { head, .. } => {
                    self.registered(&head);
                    Followed::Registered
                }
                Item::Batch(events) => Followed::Events(self.without_repetitions(events)),
                Item::Waiting(waiting) => Followed::Waiting(waiting),
                Item::Expired(expiry) => Followed::Lost(expiry),
                Item::Ended(end) => self.end(end),
            });
        }
    }

    /// Tells the server that the queue is not needed any more. Takes at most two seconds.
    pub async fn close(self) {
        self.queue.close().await;
    }

    fn work(&self) -> Option<Work> {
        self.messages.as_ref().and_then(|messages| messages.work)
    }

    fn end(&mut self, end: End) -> Followed {
        self.ended = true;
        Followed::Ended(end)
    }

    fn registered(&mut self, head: &QueueHead) {
        let Some(messages) = &mut self.messages else {
            return;
        };
        let known = head.max_message_id.map(|id| u64::try_from(id).unwrap_or(0));
        messages.seen.new_queue();
        messages.pause = None;
        messages.work = if messages.started {
            let after = messages.seen.resume_after();
            Some(Work::Missed { after, known })
        } else {
            match known {
                Some(known) if messages.sources.are_own() => {
                    messages.seen.start(known);
                    messages.started = true;
                    None
                }
                _ => Some(Work::Baseline),
            }
        };
    }

    fn without_repetitions(&mut self, mut events: Vec<RawEvent>) -> Vec<RawEvent> {
        if let Some(messages) = &mut self.messages {
            events.retain(|event| match message_id(event) {
                Some(id) => messages.seen.note(id),
                None => true,
            });
        }
        events
    }

    /// One step of what must be fetched. `None` when there is nothing to tell.
    async fn fetch(&mut self) -> Option<Followed> {
        self.pause().await;
        let (messages, work) = match &self.messages {
            Some(messages) => (messages, messages.work?),
            None => return None,
        };
        let attempt = async {
            match work {
                Work::Baseline => {
                    let newest = messages.sources.newest(&self.client).await?;
                    Ok(Fetched::Baseline(newest))
                }
                Work::Missed { after, known } => {
                    let page = messages.sources.page(&self.client, after, known).await?;
                    Ok(Fetched::Page(page))
                }
            }
        };
        let outcome: Result<Fetched, ApiError> = tokio::select! {
            outcome = attempt => outcome,
            () = self.handle.slept() => {
                self.client.reset_connections();
                return None;
            }
        };
        let messages = self.messages.as_mut()?;
        match outcome {
            Ok(fetched) => messages.fetched(fetched),
            Err(error) => {
                if let Some(loss) = error.loss() {
                    return Some(self.end(End::Lost { loss, error }));
                }
                Some(messages.failed(error))
            }
        }
    }

    async fn pause(&mut self) {
        let Some(messages) = &mut self.messages else {
            return;
        };
        while let Some(Pause { until, firm }) = messages.pause {
            if Instant::now() >= until {
                messages.pause = None;
                return;
            }
            tokio::select! {
                () = sleep_until(until) => {}
                () = self.handle.disturbed() => {
                    let until = firm;
                    messages.pause = Some(Pause { until, firm });
                }
            }
        }
    }
}

impl Messages {
    fn fetched(&mut self, fetched: Fetched) -> Option<Followed> {
        self.failures = 0;
        self.backoff.reset();
        match fetched {
            Fetched::Baseline(newest) => {
                self.seen.start(newest);
                self.started = true;
                self.work = None;
                None
            }
            Fetched::Page(page) => {
                self.work = match (self.work, page.next_after) {
                    (Some(Work::Missed { known, .. }), Some(after)) => {
                        Some(Work::Missed { after, known })
                    }
                    _ => None,
                };
                let new = page
                    .messages
                    .into_iter()
                    .filter(|(id, _)| self.seen.note_fetched(*id));
                let events: Vec<String> = new.map(|(_, raw)| catch_up::as_event(&raw)).collect();
                (!events.is_empty()).then_some(Followed::CaughtUp(events))
            }
        }
    }

    fn failed(&mut self, error: ApiError) -> Followed {
        self.failures = self.failures.saturating_add(1);
        let is_shape = matches!(
            &error,
            ApiError::Malformed {
                what: Malformed::Shape(_) | Malformed::TooLarge(_),
                ..
            }
        );
        let hopeless = !error.is_passing() && (!is_shape || self.failures >= SHAPE_PATIENCE);
        if hopeless {
            if let Some(Work::Missed { known, .. }) = self.work {
                self.seen.settle(known.unwrap_or_default());
            }
            self.started = true;
            self.work = None;
            return Followed::Gap(error);
        }
        let now = Instant::now();
        let firm = now + error.retry_after().unwrap_or_default();
        let until = firm.max(now + self.backoff.next_wait());
        self.pause = Some(Pause { until, firm });
        Followed::Waiting(Waiting {
            until,
            failures: self.failures,
            error,
        })
    }
}

/// The message that a `message` event brings.
fn message_id(event: &RawEvent) -> Option<u64> {
    #[derive(Deserialize)]
    struct Id {
        id: u64,
    }
    #[derive(Deserialize)]
    struct Brought {
        message: Id,
    }
    if &*event.kind != "message" {
        return None;
    }
    let brought = serde_json::from_str::<Brought>(RawValue::get(&event.raw)).ok()?;
    Some(brought.message.id)
}

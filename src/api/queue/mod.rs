//! The event queue: registers, polls, and stays right through every kind of trouble.
//!
//! An [`EventQueue`] is a state machine that is pulled: each [`EventQueue::next`] gives one
//! [`Item`]. Asking for the next item is what says that the last one was taken, so a batch is
//! acknowledged to the server only after its consumer has it.
//! <https://zulip.com/api/real-time-events>
//!
//! | outcome | what is done |
//! | --- | --- |
//! | no answer, broken connection, 5xx, 429, a proxy's page | wait (full jitter, 0.1 s to 10 s, `Retry-After`), then the same poll, not blocking |
//! | garbled JSON | the same; a new queue after three in a row |
//! | `BAD_EVENT_QUEUE_ID` | a new queue |
//! | another refusal (a pruned event id), ids that go back, the consumer's wish | a new queue; with growing waits, to 60 s, when it happens again and again |
//! | a restart that changes the feature level | a new queue, at a random moment of the next minutes |
//! | the API key, the account or the organization is no more | the end |

mod engine;
mod policy;
mod sift;
mod signals;
#[cfg(test)]
mod tests;

use std::time::Duration;

use tokio::time::Instant;

use super::error::{ApiError, Loss};
use super::event::RawEvent;
use super::ids::{EventId, FeatureLevel};
use super::routes::register::{QueueHead, RegisterOptions};

pub use engine::EventQueue;
pub use signals::QueueHandle;

/// The oldest API feature level that works: Zulip 9.0.
pub const FEATURE_LEVEL_FLOOR: FeatureLevel = FeatureLevel(277);

/// What a queue is for and how it behaves.
#[derive(Debug, Clone)]
pub struct QueueOptions {
    /// What to register for.
    pub register: RegisterOptions,
    /// What a `restart` event that changes the feature level leads to.
    pub after_restart: AfterRestart,
    /// How to meet an organization that can't be reached on the very first contact.
    pub first_contact: FirstContact,
    /// Where chance comes from.
    pub seed: u64,
}

/// What a `restart` event that changes the feature level leads to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AfterRestart {
    /// Nothing: events are only passed on.
    Keep,
    /// A new registration at a random moment within this time, so that not all clients of
    /// a large organization come at once.
    Register(Duration),
}

/// How to meet an organization that can't be reached on the very first contact.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FirstContact {
    /// A wrong address, certificate or answer is the end at once: somebody mistyped.
    Strict,
    /// Anything that may pass is waited for.
    Patient,
}

/// A register reply as a consumer wants it.
pub trait Snapshot: Sized + Send + 'static {
    /// Reads the reply's JSON. Called away from the async threads.
    ///
    /// # Errors
    /// When the JSON is not what the API promises.
    fn parse(json: Vec<u8>) -> Result<(QueueHead, Self), serde_json::Error>;
}

/// The register reply as it came, not looked into.
#[derive(Debug, Clone)]
pub struct RawSnapshot(pub Vec<u8>);

impl Snapshot for RawSnapshot {
    fn parse(json: Vec<u8>) -> Result<(QueueHead, Self), serde_json::Error> {
        Ok((serde_json::from_slice(&json)?, Self(json)))
    }
}

/// What comes out of an event queue.
#[derive(Debug)]
pub enum Item<S> {
    /// A registration is under way.
    Connecting,
    /// There is a queue; everything that was known before is replaced by this.
    Registered {
        /// What the reply says about the queue and the server.
        head: QueueHead,
        /// The snapshot.
        snapshot: S,
    },
    /// Events, none of them seen before, in the server's order. May be empty, and may hold
    /// heartbeats: any batch at all says that the connection is live.
    Batch(Vec<RawEvent>),
    /// Something failed; the next try comes in a moment.
    Waiting(Waiting),
    /// The queue is lost; a registration follows.
    Expired(Expiry),
    /// Nothing more will come.
    Ended(End),
}

/// A wait before the next try.
#[derive(Debug, Clone)]
pub struct Waiting {
    /// When the next try comes.
    pub until: Instant,
    /// How many tries in a row have failed.
    pub failures: u32,
    /// How the last one failed.
    pub error: ApiError,
}

/// Why a queue was given up.
#[derive(Debug, Clone)]
pub enum Expiry {
    /// The server no longer has it.
    Gone,
    /// The server refuses to go on with it.
    Refused(ApiError),
    /// What it sends can't be read.
    Malformed(ApiError),
    /// An event id went back.
    WentBack(EventId),
    /// The server runs another version now.
    Restarted {
        /// Its feature level.
        feature_level: FeatureLevel,
    },
    /// The consumer could not use what came.
    Asked(String),
}

/// Why nothing more will come.
#[derive(Debug, Clone, thiserror::Error)]
pub enum End {
    /// The API key, the account or the organization is no more.
    #[error("{error}")]
    Lost {
        /// Which of them.
        loss: Loss,
        /// What the server said.
        error: ApiError,
    },
    /// The server is older than anything that works.
    #[error(
        "This server runs Zulip {version} (feature level {level}), and lazuli needs 9.0 (level {FEATURE_LEVEL_FLOOR}) or newer: older servers lack the events that keep a screen right. Ask its administrator to upgrade"
    )]
    TooOld {
        /// Its version.
        version: String,
        /// Its feature level.
        level: FeatureLevel,
    },
    /// It never worked, and trying again will not help.
    #[error("{0}")]
    Refused(ApiError),
}

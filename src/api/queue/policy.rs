//! What each outcome leads to.

use std::time::Duration;

use tokio::time::{Instant, timeout};

use super::engine::{EventQueue, Queue, State, Then};
use super::sift::Sieve;
use super::{
    AfterRestart, End, Expiry, FEATURE_LEVEL_FLOOR, FirstContact, Item, Snapshot, Waiting,
};
use crate::api::error::{ApiError, Code, Malformed, NetworkKind};
use crate::api::event::RawEvent;
use crate::api::ids::FeatureLevel;
use crate::api::routes::events::delete_queue;
use crate::api::routes::register::QueueHead;

/// How long a poll may go unanswered where the server does not say.
const POLL_PATIENCE: Duration = Duration::from_secs(90);
/// Within what a server's own figure is believed.
const POLL_PATIENCE_RANGE: (Duration, Duration) =
    (Duration::from_secs(1), Duration::from_secs(600));
/// How many unreadable answers in a row are put down to the way here.
const MALFORMED_PATIENCE: u32 = 3;
/// How many refused connections in a row a server that is just starting is allowed.
const REFUSED_PATIENCE: u32 = 5;
/// A queue that has lived so long is a good one.
const GOOD_LIFE: Duration = Duration::from_secs(60);
/// A reply sooner than this that holds nothing is suspicious.
const SUSPICIOUSLY_SOON: Duration = Duration::from_secs(1);
/// How long a queue that is left behind is tried to be deleted.
const TIDY: Duration = Duration::from_secs(20);

impl<S: Snapshot> EventQueue<S> {
    pub(super) fn registered(&mut self, head: QueueHead, snapshot: S) -> Item<S> {
        if head.zulip_feature_level < FEATURE_LEVEL_FLOOR {
            return self.end(End::TooOld {
                version: head.zulip_version,
                level: head.zulip_feature_level,
            });
        }
        let Some(id) = head.queue_id.clone() else {
            return self.not_registered(ApiError::Malformed {
                host: self.client.host().to_owned(),
                status: 200,
                what: Malformed::Shape("no `queue_id`".to_owned()),
            });
        };
        let (least, most) = POLL_PATIENCE_RANGE;
        let patience = head
            .event_queue_longpoll_timeout_seconds
            .map_or(POLL_PATIENCE, Duration::from_secs)
            .clamp(least, most);
        self.queue = Some(Queue {
            id,
            sieve: Sieve::new(head.last_event_id),
            feature_level: head.zulip_feature_level,
            patience,
            since: Instant::now(),
            proven: false,
            leave: None,
        });
        self.client.set_feature_level(head.zulip_feature_level);
        self.registered_before = true;
        self.troubles.failures = 0;
        self.troubles.malformed = 0;
        self.state = State::Poll;
        Item::Registered { head, snapshot }
    }

    pub(super) fn not_registered(&mut self, error: ApiError) -> Item<S> {
        if let Some(loss) = error.loss() {
            return self.end(End::Lost { loss, error });
        }
        if error.is_final_at_first_contact() {
            self.troubles.hopeless += 1;
        } else {
            self.troubles.hopeless = 0;
        }
        if !self.registered_before && self.is_hopeless(&error) {
            return self.end(End::Refused(error));
        }
        self.wait(error, Then::Register)
    }

    /// Whether a registration that never succeeded had better not be tried again.
    fn is_hopeless(&self, error: &ApiError) -> bool {
        let again = match error {
            ApiError::Zulip(_) | ApiError::Setup(_) => return true,
            ApiError::Malformed { .. } => MALFORMED_PATIENCE,
            ApiError::Network(error) if error.kind == NetworkKind::Refused => REFUSED_PATIENCE,
            ApiError::Network(_)
            | ApiError::RateLimited { .. }
            | ApiError::Server { .. }
            | ApiError::Redirect { .. } => 1,
        };
        self.options.first_contact == FirstContact::Strict
            && error.is_final_at_first_contact()
            && self.troubles.hopeless >= again
    }

    pub(super) fn polled(&mut self, events: Vec<RawEvent>, took: Duration) -> Item<S> {
        let asked_to_block = !std::mem::take(&mut self.troubles.dont_block);
        self.troubles.failures = 0;
        self.troubles.malformed = 0;
        self.troubles.connection.reset();
        let Some(queue) = &mut self.queue else {
            return Item::Batch(Vec::new());
        };
        queue.proven = true;
        let sifted = queue.sieve.sift(events);
        if sifted.fresh.is_empty() && asked_to_block && took < SUSPICIOUSLY_SOON {
            // A server or proxy that does not hold polls must not be asked without end.
            self.troubles.hollow += 1;
            let wait = Duration::from_millis(100) * 2_u32.pow(self.troubles.hollow.min(7));
            let until = Instant::now() + wait.min(Duration::from_secs(10));
            let firm = until;
            let then = Then::Poll;
            self.state = State::Pause { until, firm, then };
        } else {
            self.troubles.hollow = 0;
        }
        if let Some(level) = sifted.fresh.iter().rev().find_map(restart_level) {
            self.restarted(level);
        }
        if let Some(id) = sifted.alien {
            self.state = State::GiveUp(Expiry::WentBack(id));
        }
        Item::Batch(sifted.fresh)
    }

    fn restarted(&mut self, level: FeatureLevel) {
        self.client.set_feature_level(level);
        let (AfterRestart::Register(within), Some(queue)) =
            (self.options.after_restart, &mut self.queue)
        else {
            return;
        };
        if level == queue.feature_level {
            queue.leave = None;
        } else {
            let when = Instant::now() + within.mul_f64(self.rng.f64());
            queue.leave = Some((when, level));
        }
    }

    pub(super) fn not_polled(&mut self, error: ApiError) -> Item<S> {
        if let Some(loss) = error.loss() {
            return self.end(End::Lost { loss, error });
        }
        match &error {
            ApiError::Zulip(refusal) if refusal.code == Code::BadEventQueueId => {
                self.expire(Expiry::Gone)
            }
            ApiError::Zulip(_) => self.expire(Expiry::Refused(error)),
            ApiError::Malformed { what, .. } => match what {
                Malformed::Broken | Malformed::Shape(_) | Malformed::TooLarge(_) => {
                    self.troubles.malformed += 1;
                    if self.troubles.malformed >= MALFORMED_PATIENCE {
                        self.troubles.malformed = 0;
                        self.expire(Expiry::Malformed(error))
                    } else {
                        self.wait(error, Then::Poll)
                    }
                }
                // A proxy or a login portal speaks; the queue may well be there.
                Malformed::Page(_) | Malformed::NotJson => self.wait(error, Then::Poll),
            },
            ApiError::Network(broken) => {
                if broken.kind == NetworkKind::Timeout {
                    // The connection may be dead without knowing it.
                    self.client.reset_connections();
                }
                self.wait(error, Then::Poll)
            }
            ApiError::RateLimited { .. }
            | ApiError::Server { .. }
            | ApiError::Redirect { .. }
            | ApiError::Setup(_) => self.wait(error, Then::Poll),
        }
    }

    fn wait(&mut self, error: ApiError, then: Then) -> Item<S> {
        let troubles = &mut self.troubles;
        troubles.failures = troubles.failures.saturating_add(1);
        troubles.dont_block = true;
        let now = Instant::now();
        let firm = now + error.retry_after().unwrap_or_default();
        let wait = if error.is_passing() {
            troubles.connection.next_wait()
        } else {
            troubles.surprises.next_wait()
        };
        let until = firm.max(now + wait);
        self.state = State::Pause { until, firm, then };
        Item::Waiting(Waiting {
            until,
            failures: self.troubles.failures,
            error,
        })
    }

    /// Gives up the queue; a registration follows, not at once if this happens again and
    /// again.
    pub(super) fn expire(&mut self, expiry: Expiry) -> Item<S> {
        tracing::info!(?expiry, "the event queue is given up");
        let Some(queue) = self.queue.take() else {
            self.state = State::Connect;
            return Item::Expired(expiry);
        };
        if queue.since.elapsed() >= GOOD_LIFE {
            self.troubles.surprises.reset();
        }
        let (wait, still_there) = match &expiry {
            Expiry::Gone if queue.proven => (Duration::ZERO, false),
            Expiry::Gone => (self.troubles.connection.next_wait(), false),
            Expiry::Restarted { .. } => (Duration::ZERO, true),
            Expiry::Refused(_) | Expiry::Malformed(_) | Expiry::WentBack(_) | Expiry::Asked(_) => {
                if queue.since.elapsed() >= GOOD_LIFE {
                    (Duration::ZERO, true)
                } else {
                    (self.troubles.surprises.next_wait(), true)
                }
            }
        };
        if still_there {
            let (client, id) = (self.client.clone(), queue.id);
            tokio::spawn(async move { timeout(TIDY, delete_queue(&client, &id)).await });
        }
        let until = Instant::now() + wait;
        self.state = State::Pause {
            until,
            firm: until,
            then: Then::Connect,
        };
        Item::Expired(expiry)
    }

    fn end(&mut self, end: End) -> Item<S> {
        tracing::info!(?end, "the event queue has ended");
        self.queue = None;
        self.state = State::Ended;
        Item::Ended(end)
    }
}

/// The feature level that a `restart` event tells.
fn restart_level(event: &RawEvent) -> Option<FeatureLevel> {
    #[derive(serde::Deserialize)]
    struct Restart {
        zulip_feature_level: FeatureLevel,
    }
    if &*event.kind != "restart" {
        return None;
    }
    let restart: Restart = serde_json::from_str(event.raw.get()).ok()?;
    Some(restart.zulip_feature_level)
}

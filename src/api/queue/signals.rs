//! How others reach a queue that is waiting.

use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::Notify;

/// Reaches the event queue from anywhere. Cheap to clone.
#[derive(Debug, Clone, Default)]
pub struct QueueHandle {
    shared: Arc<Shared>,
}

#[derive(Debug, Default)]
struct Shared {
    notify: Notify,
    pending: Mutex<Pending>,
}

/// What others want of the queue.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub(super) struct Pending {
    /// Do not wait any longer than must be.
    pub nudged: bool,
    /// Every connection may be dead.
    pub resumed: bool,
    /// The queue is of no use any more, and why.
    pub register: Option<String>,
}

impl Pending {
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

impl QueueHandle {
    /// The machine slept, or the process was stopped: renews the poll at once, on a new
    /// connection, and cancels any wait but one that the server asked for.
    pub fn resumed(&self) {
        self.tell(|pending| pending.resumed = true);
    }

    /// Somebody is looking: cancels any wait but one that the server asked for.
    pub fn nudge(&self) {
        self.tell(|pending| pending.nudged = true);
    }

    /// What came out of the queue could not be used: registers anew.
    pub fn register_anew(&self, why: impl Into<String>) {
        let why = why.into();
        self.tell(|pending| pending.register = Some(why));
    }

    fn tell(&self, change: impl FnOnce(&mut Pending)) {
        let pending = self.shared.pending.lock();
        change(&mut pending.unwrap_or_else(PoisonError::into_inner));
        self.shared.notify.notify_one();
    }

    /// Waits until there is something, and takes it.
    pub(super) async fn heard(&self) -> Pending {
        loop {
            let heard = self.take();
            if !heard.is_empty() {
                return heard;
            }
            self.shared.notify.notified().await;
        }
    }

    /// Waits until the machine slept; other wishes are dropped.
    pub(in crate::api) async fn slept(&self) {
        while !self.heard().await.resumed {}
    }

    /// Waits until anybody wants anything.
    pub(in crate::api) async fn disturbed(&self) {
        self.heard().await;
    }

    /// Takes what there is.
    pub(super) fn take(&self) -> Pending {
        let pending = self.shared.pending.lock();
        std::mem::take(&mut pending.unwrap_or_else(PoisonError::into_inner))
    }
}

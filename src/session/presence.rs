//! Telling whether somebody is at the keyboard, and learning who else is.
//!
//! An unattended terminal is never called active: the server would keep back notifications
//! from the person's phone.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::watch;
use tokio::time::{Instant, sleep_until};

use super::Shared;
use super::built::PresenceTerms;
use crate::api::routes::presence::{OwnPresence, update_presence};
use crate::app::update::SessionUpdate;

/// The least time between two reports, however often somebody comes and goes.
const LEAST: Duration = Duration::from_secs(5);

/// Reports presence for as long as the session lives.
pub(super) struct Presence {
    shared: Arc<Shared>,
    terms: watch::Receiver<Option<PresenceTerms>>,
    active: watch::Receiver<bool>,
    last_update_id: i64,
}

impl Presence {
    pub fn new(
        shared: Arc<Shared>,
        terms: watch::Receiver<Option<PresenceTerms>>,
        active: watch::Receiver<bool>,
    ) -> Self {
        Self {
            shared,
            terms,
            active,
            last_update_id: -1,
        }
    }

    pub async fn run(mut self) {
        loop {
            let terms = *self.terms.borrow_and_update();
            match terms {
                Some(terms) if terms.enabled => {
                    self.last_update_id = terms.last_update_id;
                    if !self.report(terms.interval).await {
                        return;
                    }
                }
                // Before the first registration, and where there is no presence.
                _ => {
                    if self.terms.changed().await.is_err() {
                        return;
                    }
                }
            }
        }
    }

    /// Reports until a registration brings other terms. Whether one did; otherwise there will
    /// be no more.
    async fn report(&mut self, interval: Duration) -> bool {
        loop {
            let active = *self.active.borrow_and_update();
            self.tell(active).await;
            let now = Instant::now();
            let soonest = now + LEAST;
            tokio::select! {
                () = sleep_until(now + interval) => {}
                changed = self.terms.changed() => {
                    self.terms.mark_changed();
                    return changed.is_ok();
                }
                Ok(()) = self.active.changed() => sleep_until(soonest).await,
            }
            // Other terms may have come meanwhile, or an end of all reports.
            match self.terms.has_changed() {
                Ok(true) => return true,
                Ok(false) => {}
                Err(_) => return false,
            }
        }
    }

    async fn tell(&mut self, active: bool) {
        let own = if active {
            OwnPresence::Active
        } else {
            OwnPresence::Idle
        };
        let client = &self.shared.client;
        match update_presence(client, own, active, self.last_update_id).await {
            Ok(reply) => {
                if let Some(id) = reply.presence_last_update_id {
                    self.last_update_id = id;
                }
                self.shared.tell(SessionUpdate::Presence(reply));
            }
            // The next report is not far.
            Err(error) => self.shared.heed(&error),
        }
    }
}

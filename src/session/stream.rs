//! The event queue, told to the screen.

use std::sync::Arc;

use serde_json::value::RawValue;
use tokio::sync::watch;
use tokio::time::{Instant, sleep_until};

use super::Shared;
use super::built::{Built, PresenceTerms};
use super::drafts::{self, Registered, Told};
use super::flag_order;
use super::link::LinkState;
use super::outbox::Heard;
use crate::api::event::{Event, RawEvent};
use crate::api::queue::{EventQueue, Item};
use crate::app::update::{Link, SessionUpdate};

/// Batches from this size on are read away from the async threads, in bytes.
const LARGE_BATCH: usize = 256 << 10;

/// Follows the queue until nothing more comes or the session ends.
pub(super) async fn run(
    shared: Arc<Shared>,
    mut queue: EventQueue<Built>,
    terms: watch::Sender<Option<PresenceTerms>>,
    wall: fn() -> i64,
) {
    let mut teller = Teller {
        shared: &shared,
        state: LinkState::default(),
        terms,
        wall,
        told: None,
    };
    let mut next_try = None;
    loop {
        let item = {
            let next = queue.next();
            tokio::pin!(next);
            loop {
                tokio::select! {
                    item = &mut next => break item,
                    () = at(next_try) => {
                        next_try = None;
                        let now_ms = wall();
                        let link = teller.state.reconnecting(now_ms);
                        teller.link(link);
                    }
                    () = shared.ending.cancelled() => break None,
                }
            }
        };
        let Some(item) = item else {
            break;
        };
        next_try = match &item {
            Item::Waiting(waiting) => Some(waiting.until),
            _ => None,
        };
        teller.item(item).await;
        if !teller.state.is_live() {
            continue;
        }
        next_try = None;
    }
    queue.close().await;
}

async fn at(moment: Option<Instant>) {
    match moment {
        Some(moment) => sleep_until(moment).await,
        None => std::future::pending().await,
    }
}

struct Teller<'a> {
    shared: &'a Shared,
    state: LinkState,
    terms: watch::Sender<Option<PresenceTerms>>,
    wall: fn() -> i64,
    told: Option<Link>,
}

impl Teller<'_> {
    async fn item(&mut self, item: Item<Built>) {
        let now_ms = (self.wall)();
        match item {
            Item::Connecting => {
                let link = self.state.connecting(now_ms);
                self.link(link);
            }
            Item::Registered { head, snapshot } => {
                let Built {
                    organization,
                    newest,
                    presence,
                } = snapshot;
                let me = organization.me();
                self.drafts([Told::Registered(Registered::of(&organization))]);
                self.shared.tell(SessionUpdate::Registered(organization));
                self.shared.ear.registered(me, head.queue_id, newest);
                self.terms.send_replace(Some(presence));
                let link = self.state.registered();
                self.link(link);
            }
            Item::Batch(events) => {
                if let Some(link) = self.state.answered() {
                    self.link(link);
                }
                self.events(events).await;
            }
            Item::Waiting(waiting) => {
                let wait = waiting.until.saturating_duration_since(Instant::now());
                let wait_ms = i64::try_from(wait.as_millis()).unwrap_or(i64::MAX);
                if let Some(link) = self.state.waiting(&waiting, wait_ms, now_ms) {
                    self.link(link);
                }
            }
            Item::Expired(expiry) => {
                tracing::info!(?expiry, "registering anew");
                let link = self.state.reconnecting(now_ms);
                self.link(link);
            }
            Item::Ended(end) => {
                // Nobody is told any more who is there.
                self.terms.send_replace(None);
                self.link(Link::Ended {
                    why: end.to_string(),
                });
            }
        }
    }

    fn link(&mut self, link: Link) {
        if self.told.as_ref() == Some(&link) {
            return;
        }
        if link == Link::Live {
            self.shared.returns.send_modify(|returns| *returns += 1);
        }
        self.shared.ear.online(link == Link::Live);
        self.told = Some(link.clone());
        self.shared.tell(SessionUpdate::Link(link));
    }

    /// Tells the task of drafts, which lives as long as the session.
    fn drafts(&self, told: impl IntoIterator<Item = Told>) {
        for told in told {
            let _ = self.shared.drafting.send(told);
        }
    }

    async fn events(&self, mut raw: Vec<RawEvent>) {
        raw.retain(|event| &*event.kind != "heartbeat");
        if raw.is_empty() {
            return;
        }
        let hooked: Vec<RawEvent> = raw
            .iter()
            .filter(|event| self.shared.heard.contains(&event.kind))
            .cloned()
            .collect();
        let size: usize = raw
            .iter()
            .map(|event| RawValue::get(&event.raw).len())
            .sum();
        let (events, flaw) = if size < LARGE_BATCH {
            read(&raw)
        } else {
            match tokio::task::spawn_blocking(move || read(&raw)).await {
                Ok(read) => read,
                Err(panic) => (Vec::new(), Some(panic.to_string())),
            }
        };
        if !events.is_empty() {
            let heard = Heard::of(&events);
            self.drafts(drafts::heard(&events));
            self.shared.tell(SessionUpdate::Events(events));
            if !hooked.is_empty() {
                self.shared.tell(SessionUpdate::Heard(hooked));
            }
            self.shared.ear.hear(heard);
        }
        if let Some(flaw) = flaw {
            // What can't be read can't be applied: only a new snapshot is right again.
            tracing::warn!(flaw, "events are not to be relied on");
            self.shared.queue.register_anew(flaw);
        }
    }
}

/// The typed events, up to the first that can't be read, and why they are not the whole truth.
fn read(raw: &[RawEvent]) -> (Vec<Event>, Option<String>) {
    let mut events = Vec::with_capacity(raw.len());
    for event in raw {
        match Event::parse(event) {
            Ok(event) => events.push(event),
            Err(flaw) => return (events, Some(flaw.to_string())),
        }
    }
    let flaw = flag_order::is_unsure(&events);
    let flaw = flaw.then(|| "flags of the same message were set and taken away".to_owned());
    (events, flaw)
}

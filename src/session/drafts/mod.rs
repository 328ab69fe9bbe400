//! Drafts kept the same here and on the server, for those who synchronize them.
//!
//! [`merge`] says what is to be done; the task here does it, one thing after the other, after
//! each registration, event and change here. Without a connection nothing is done, and the next
//! registration catches up. What was typed is on the disk before any of this, and nothing here
//! takes a text away that is not elsewhere.

#[cfg(test)]
mod laws;
pub mod merge;

use std::collections::{BTreeMap, VecDeque};
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::mpsc::UnboundedReceiver;
use tokio::time::{Instant, sleep_until};

use super::Shared;
use crate::api::error::ApiError;
use crate::api::event::{DraftEvent, Event};
use crate::api::ids::{DraftId, UserId};
use crate::api::personal;
use crate::api::routes::drafts::{create_draft, delete_draft, edit_draft};
use crate::api::time::UnixSeconds;
use crate::app::store::StoreNews;
use crate::app::update::SessionUpdate;
use crate::archive::{Archive, ArchiveError, Draft, OnServer};
use crate::model::Organization;

use merge::{Look, Step, plan, told};

/// The setting that a person turns it on and off with.
const SETTING: &str = "enable_drafts_synchronization";
/// How soon after a change here the drafts are looked at.
const SOON: Duration = Duration::from_millis(500);
/// How long after trouble they are looked at again.
const AGAIN: Duration = Duration::from_secs(30);

/// What the task is told.
#[derive(Debug)]
pub(super) enum Told {
    /// There was a registration.
    Registered(Box<Registered>),
    /// Events about drafts.
    Events(Vec<DraftEvent>),
    /// Synchronizing was turned on or off.
    Wanted(bool),
    /// Drafts here may have changed.
    Changed,
}

/// What a registration says of drafts.
#[derive(Debug)]
pub(super) struct Registered {
    me: UserId,
    wanted: bool,
    longest: usize,
    drafts: BTreeMap<DraftId, personal::Draft>,
}

impl Registered {
    /// What an organization says.
    pub(super) fn of(organization: &Organization) -> Box<Self> {
        let personal = organization.personal();
        Box::new(Self {
            me: organization.me(),
            wanted: personal.settings.enable_drafts_synchronization,
            longest: organization.realm().limits.max_message_length,
            drafts: personal.drafts.clone(),
        })
    }
}

/// What events say of drafts, in their order.
pub(super) fn heard(events: &[Event]) -> Vec<Told> {
    let mut told = Vec::new();
    for event in events {
        match event {
            Event::Drafts(draft) => told.push(Told::Events(vec![draft.clone()])),
            Event::UserSettings(change) if &*change.property == SETTING => {
                told.extend(change.value.as_bool().map(Told::Wanted));
            }
            _ => {}
        }
    }
    told
}

/// Keeps drafts the same until nobody tells anything any more.
pub(super) async fn run(
    shared: Arc<Shared>,
    archive: Archive,
    mut news: UnboundedReceiver<Told>,
    wall: fn() -> i64,
) {
    let mut sync = Sync {
        shared,
        archive,
        wall,
        there: None,
        awaited: BTreeMap::new(),
    };
    let mut at = None;
    loop {
        tokio::select! {
            told = news.recv() => {
                let Some(told) = told else { break };
                let soon = sync.told(told).await;
                let soon = Instant::now() + soon;
                at = Some(at.map_or(soon, |at: Instant| at.min(soon)));
            }
            () = moment(at) => at = sync.look().await,
            () = sync.shared.ending.cancelled() => break,
        }
    }
}

async fn moment(at: Option<Instant>) {
    match at {
        Some(at) => sleep_until(at).await,
        None => std::future::pending().await,
    }
}

/// What went wrong with a step.
enum Trouble {
    Api(ApiError),
    Archive(ArchiveError),
}

impl From<ApiError> for Trouble {
    fn from(error: ApiError) -> Self {
        Self::Api(error)
    }
}

impl From<ArchiveError> for Trouble {
    fn from(error: ArchiveError) -> Self {
        Self::Archive(error)
    }
}

struct Sync {
    shared: Arc<Shared>,
    archive: Archive,
    wall: fn() -> i64,
    /// What the server has, once it told.
    there: Option<Box<Registered>>,
    /// The words of one's own changes whose events have not come.
    awaited: BTreeMap<DraftId, VecDeque<String>>,
}

impl Sync {
    /// Takes over what was told. Gives how soon the drafts are to be looked at.
    async fn told(&mut self, told: Told) -> Duration {
        match told {
            Told::Registered(registered) => {
                self.awaited.clear();
                let wanted = registered.wanted;
                self.there = Some(registered);
                self.wanted(wanted).await;
                Duration::ZERO
            }
            Told::Events(events) => {
                for event in events {
                    self.event(event);
                }
                Duration::ZERO
            }
            Told::Wanted(wanted) => {
                self.wanted(wanted).await;
                Duration::ZERO
            }
            Told::Changed => SOON,
        }
    }

    fn event(&mut self, event: DraftEvent) {
        let Some(there) = self.there.as_deref_mut() else {
            return;
        };
        let changed = match event {
            DraftEvent::Add(drafts) => drafts,
            DraftEvent::Update(draft) => vec![draft],
            DraftEvent::Remove(id) => {
                self.awaited.remove(&id);
                there.drafts.remove(&id);
                return;
            }
        };
        for draft in changed {
            // One's own changes are known; events of older ones say nothing new.
            if let Some(awaited) = self.awaited.get_mut(&draft.id) {
                if let Some(at) = awaited.iter().position(|text| *text == *draft.content) {
                    awaited.drain(..=at);
                }
                if !awaited.is_empty() {
                    continue;
                }
                self.awaited.remove(&draft.id);
            }
            there.drafts.insert(draft.id, draft);
        }
    }

    /// Whether drafts are synchronized. Who turns it off empties the server: what is here is
    /// nothing that the server knows then.
    async fn wanted(&mut self, wanted: bool) {
        let Some(there) = self.there.as_deref_mut() else {
            return;
        };
        there.wanted = wanted;
        if wanted {
            return;
        }
        there.drafts.clear();
        let Ok(drafts) = self.archive.drafts().await else {
            return;
        };
        for draft in drafts {
            if draft.on_server.is_none() {
                continue;
            }
            let now = Draft {
                on_server: None,
                ..draft.clone()
            };
            let now = (!now.deleted).then_some(now);
            let key = draft.key.clone();
            if let Err(error) = self.archive.settle_draft(key, Some(draft), now).await {
                tracing::warn!(%error, "a draft still points to the server");
            }
        }
    }

    /// Does what is to be done. Gives when to look again.
    async fn look(&mut self) -> Option<Instant> {
        let there = self.there.as_deref().filter(|there| there.wanted)?;
        let now_ms = (self.wall)();
        let look = Look {
            me: there.me,
            longest: there.longest,
            now_ms,
        };
        let drafts = match self.archive.drafts().await {
            Ok(drafts) => drafts,
            Err(error) => {
                tracing::info!(%error, "drafts can't be read now");
                return Some(Instant::now() + AGAIN);
            }
        };
        let plan = plan(&drafts, &there.drafts, &look);
        let again = plan.wake_ms.map(|at| {
            let wait = u64::try_from(at - now_ms).unwrap_or(0);
            Instant::now() + Duration::from_millis(wait)
        });
        let mut changed = false;
        let mut trouble = false;
        for step in plan.steps {
            changed |= matches!(step, Step::Settle { .. } | Step::Adopt(_));
            if let Err(error) = self.step(step, &look).await {
                trouble = true;
                match error {
                    Trouble::Api(error) => {
                        self.shared.heed(&error);
                        tracing::info!(%error, "a draft could not be synchronized");
                        // The next registration or change tries again.
                        if !error.is_passing() {
                            continue;
                        }
                    }
                    Trouble::Archive(error) => {
                        tracing::warn!(%error, "a draft could not be synchronized");
                    }
                }
                break;
            }
        }
        if changed && let Ok(drafts) = self.archive.drafts().await {
            let news = StoreNews::Drafts(drafts);
            self.shared.tell(SessionUpdate::Store(news));
        }
        if trouble {
            let later = Instant::now() + AGAIN;
            return Some(again.map_or(later, |at| at.min(later)));
        }
        again
    }

    async fn step(&mut self, step: Step, look: &Look) -> Result<(), Trouble> {
        let client = &self.shared.client;
        match step {
            Step::Settle { seen, now } => {
                let key = seen.key.clone();
                let now = now.map(|now| *now);
                self.archive.settle_draft(key, Some(*seen), now).await?;
            }
            Step::Adopt(draft) => {
                let key = draft.key.clone();
                self.archive.settle_draft(key, None, Some(*draft)).await?;
            }
            Step::Post(draft) => {
                let new = told(&draft, look.me);
                if let Some(id) = create_draft(client, &new).await? {
                    self.done(id, &draft, new, look).await?;
                }
            }
            Step::Patch(id, draft) => {
                let new = told(&draft, look.me);
                match edit_draft(client, id, &new).await {
                    Ok(()) => self.done(id, &draft, new, look).await?,
                    Err(error) if is_gone(&error) => self.gone(id),
                    Err(error) => return Err(error.into()),
                }
            }
            Step::Delete(id, draft) => {
                match delete_draft(client, id).await {
                    Ok(()) => {}
                    Err(error) if is_gone(&error) => {}
                    Err(error) => return Err(error.into()),
                }
                self.gone(id);
                let key = draft.key.clone();
                self.archive.settle_draft(key, Some(*draft), None).await?;
            }
        }
        Ok(())
    }

    fn gone(&mut self, id: DraftId) {
        self.awaited.remove(&id);
        if let Some(there) = self.there.as_deref_mut() {
            there.drafts.remove(&id);
        }
    }

    /// The server took a draft.
    async fn done(
        &mut self,
        id: DraftId,
        draft: &Draft,
        new: crate::api::routes::drafts::NewDraft,
        look: &Look,
    ) -> Result<(), ArchiveError> {
        let awaited = self.awaited.entry(id).or_default();
        awaited.push_back(new.content.clone());
        let on_server = OnServer {
            id,
            text: new.content.clone(),
            at_ms: new.timestamp.saturating_mul(1000),
        };
        if let Some(there) = self.there.as_deref_mut() {
            let now = personal::Draft {
                id,
                to: new.to,
                content: new.content.into(),
                timestamp: UnixSeconds(new.timestamp),
            };
            there.drafts.insert(id, now);
        }
        let key = draft.key.clone();
        self.archive.link_draft(key, on_server, look.now_ms).await
    }
}

/// Whether the server says that there is no such draft.
fn is_gone(error: &ApiError) -> bool {
    match error {
        ApiError::Zulip(zulip) => zulip.status == 404,
        ApiError::Network(_)
        | ApiError::Server { .. }
        | ApiError::Malformed { .. }
        | ApiError::RateLimited { .. }
        | ApiError::Redirect { .. }
        | ApiError::Setup(_) => false,
    }
}

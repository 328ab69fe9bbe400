//! The task that drives the outbox.

use std::collections::{HashMap, HashSet};
use std::future::pending;
use std::pin::Pin;
use std::time::Duration;

use fastrand::Rng;
use futures_util::StreamExt;
use futures_util::stream::FuturesUnordered;
use tokio::sync::mpsc::UnboundedReceiver;
use tokio::sync::watch;
use tokio::time::{Instant, sleep_until};

use super::fate::{self, Answer, Verdict};
use super::look::{self, Wanted};
use super::plan::{Here, Step, plan};
use super::{Listener, Order, Standing, Terms};
use crate::api::backoff::Backoff;
use crate::api::error::ApiError;
use crate::api::ids::MessageId;
use crate::api::routes::send::{SendMessage, Sent, send_message};
use crate::app::store::StoreNews;
use crate::archive::{ArchiveError, Attempt, LocalId, Outgoing, OutgoingState, Owner};

/// How often the file is looked at for what other programs have done.
const OTHERS: Duration = Duration::from_secs(5);
/// The same while something here waits for another program.
const OTHERS_SOON: Duration = Duration::from_millis(500);
/// How long a message that is done is remembered, in ms.
const REMEMBERED_MS: i64 = 3_600_000;
/// How often a message is looked for until its request can't take effect any more.
const LOOKS: u128 = 8;
/// How long after trouble with the file it is tried again.
const AGAIN: Duration = Duration::from_secs(5);

/// Sends what is in the outbox, and keeps what it is told to, until nobody orders any more;
/// then waits for the requests under way.
pub async fn run(
    terms: Terms,
    mut orders: UnboundedReceiver<Order>,
    mut standing: watch::Receiver<Option<Standing>>,
    listener: impl Listener,
) {
    let Some(mut outbox) = Outbox::start(terms, listener).await else {
        // Everything is answered, so that nobody waits for ever.
        return;
    };
    outbox.work.push(Box::pin(pending()));
    loop {
        let current = standing.borrow_and_update().clone();
        let wake = outbox.step(current.as_ref()).await;
        tokio::select! {
            biased;
            order = orders.recv() => match order {
                Some(order) => outbox.order(order).await,
                None => break,
            },
            Some(done) = outbox.work.next() => outbox.done(done).await,
            changed = standing.changed() => match changed {
                Ok(()) => outbox.returned(),
                Err(_) => break,
            },
            () = sleep_until(wake) => outbox.glance().await,
        }
    }
    while !outbox.busy.is_empty() {
        if let Some(done) = outbox.work.next().await {
            outbox.done(done).await;
        }
    }
    let _ = outbox.terms.archive.flush().await;
}

/// What came of some work.
enum Done {
    Sent(LocalId, Attempt, Result<Sent, ApiError>),
    Looked {
        seen: Box<Outgoing>,
        began_ms: i64,
        result: Result<Option<Verdict>, ApiError>,
    },
}

type Work = Pin<Box<dyn Future<Output = Done> + std::marker::Send>>;

pub(super) struct Outbox<L> {
    pub terms: Terms,
    pub listener: L,
    owner: Owner,
    rows: Vec<Outgoing>,
    /// Whether the rows are to be read again.
    pub stale: bool,
    told: Option<Vec<Outgoing>>,
    work: FuturesUnordered<Work>,
    busy: HashSet<LocalId>,
    dead: HashSet<Owner>,
    pub not_before: HashMap<LocalId, i64>,
    pace: HashMap<LocalId, Backoff>,
    quiet_until_ms: i64,
    /// The newest message that the outbox itself knows of.
    pub newest: MessageId,
}

impl<L: Listener> Outbox<L> {
    async fn start(terms: Terms, mut listener: L) -> Option<Self> {
        let archive = &terms.archive;
        let opened = archive.opened().await;
        let start = async {
            listener.tell(StoreNews::Opened(opened?));
            archive.purge((terms.wall)() - REMEMBERED_MS).await?;
            listener.tell(StoreNews::Drafts(archive.drafts().await?));
            archive.owner().await
        };
        let owner = match start.await {
            Ok(owner) => owner,
            Err(why) => {
                listener.tell(StoreNews::Trouble(why));
                archive.owner().await.ok()?
            }
        };
        Some(Self {
            terms,
            listener,
            owner,
            rows: Vec::new(),
            stale: true,
            told: None,
            work: FuturesUnordered::new(),
            busy: HashSet::new(),
            dead: HashSet::new(),
            not_before: HashMap::new(),
            pace: HashMap::new(),
            quiet_until_ms: i64::MIN,
            newest: MessageId(0),
        })
    }

    pub fn now_ms(&self) -> i64 {
        (self.terms.wall)()
    }

    /// Begins what is to be done now. Gives when to look again.
    async fn step(&mut self, standing: Option<&Standing>) -> Instant {
        loop {
            if self.stale
                && let Err(why) = self.read().await
            {
                self.trouble(why).await;
                return Instant::now() + AGAIN;
            }
            let now_ms = self.now_ms();
            let online = standing.filter(|standing| standing.online);
            let here = Here {
                now_ms,
                online: online.map(|standing| standing.queue.as_ref()),
                owner: &self.owner,
                dead: &self.dead,
                busy: &self.busy,
                not_before: &self.not_before,
                quiet_until_ms: self.quiet_until_ms,
            };
            let plan = plan(&self.rows, &here);
            if plan.steps.is_empty() {
                let wait = |at_ms: i64| u64::try_from(at_ms - now_ms).unwrap_or(0).max(1);
                let own = plan.wake_ms.map(wait).map(Duration::from_millis);
                let others = if self.waits_for_others() {
                    OTHERS_SOON
                } else {
                    OTHERS
                };
                return Instant::now() + own.map_or(others, |own| own.min(others));
            }
            for step in plan.steps {
                if let Err(why) = self.take(step, online).await {
                    self.trouble(why).await;
                    return Instant::now() + AGAIN;
                }
            }
        }
    }

    fn waits_for_others(&self) -> bool {
        self.rows
            .iter()
            .any(|row| row.state == OutgoingState::Sending && !self.busy.contains(&row.id))
    }

    async fn take(&mut self, step: Step, online: Option<&Standing>) -> Result<(), ArchiveError> {
        let now_ms = self.now_ms();
        let (Step::Send(id) | Step::Look(id) | Step::Orphan(id) | Step::Settle(id)) = step;
        let Some(row) = self.rows.iter().find(|row| row.id == id).cloned() else {
            return Ok(());
        };
        match step {
            Step::Send(_) => match online {
                Some(online) => self.send(row, online, now_ms).await,
                None => Ok(()),
            },
            Step::Look(_) => {
                if let Some(online) = online {
                    self.look(&row, online, now_ms);
                }
                Ok(())
            }
            Step::Orphan(_) => self.write(fate::orphaned(&row, now_ms)).await,
            Step::Settle(_) => self.write(fate::settled(&row)).await,
        }
    }

    async fn send(
        &mut self,
        row: Outgoing,
        online: &Standing,
        now_ms: i64,
    ) -> Result<(), ArchiveError> {
        let (id, queue) = (row.id, online.queue.clone());
        let after = online.newest.max(self.newest);
        let archive = &self.terms.archive;
        self.stale = true;
        let Some(claimed) = archive.claim(row, queue.clone(), after, now_ms).await? else {
            return Ok(());
        };
        let Some(attempt) = claimed.attempt else {
            return Ok(());
        };
        let message = SendMessage {
            conversation: claimed.conversation,
            me: online.me,
            content: claimed.text,
            local: queue.map(|queue| (queue, id.to_string())),
        };
        let client = self.terms.client.clone();
        self.busy.insert(id);
        self.work.push(Box::pin(async move {
            Done::Sent(id, attempt, send_message(&client, &message).await)
        }));
        Ok(())
    }

    fn look(&mut self, row: &Outgoing, online: &Standing, began_ms: i64) {
        let id = row.id;
        let others = self.rows.iter().filter(|other| other.id != id);
        let wanted = Wanted {
            conversation: row.conversation.clone(),
            text: row.text.clone(),
            after: row
                .attempt
                .as_ref()
                .map_or(MessageId(0), |attempt| attempt.after),
            me: online.me,
            taken: others.filter_map(Outgoing::message).collect(),
        };
        let client = self.terms.client.clone();
        self.busy.insert(id);
        let seen = Box::new(row.clone());
        self.work.push(Box::pin(async move {
            Done::Looked {
                seen,
                began_ms,
                result: look::look(&client, &wanted).await,
            }
        }));
    }

    async fn done(&mut self, done: Done) {
        let now_ms = self.now_ms();
        let id = match &done {
            Done::Sent(id, ..) => *id,
            Done::Looked { seen, .. } => seen.id,
        };
        self.busy.remove(&id);
        let changed = match done {
            Done::Sent(_, attempt, outcome) => {
                let answer = fate::sort(&outcome);
                match &answer {
                    Answer::Sent(message) => {
                        self.newest = self.newest.max(*message);
                        self.pace.remove(&id);
                    }
                    Answer::NotYet {
                        wait: Some(wait), ..
                    } => {
                        let wait = i64::try_from(wait.as_millis()).unwrap_or(i64::MAX);
                        self.quiet_until_ms = now_ms.saturating_add(wait);
                    }
                    Answer::NotYet { wait: None, .. } => self.hold(id, now_ms),
                    Answer::Refused(_) | Answer::Unknown(_) => {}
                }
                tracing::info!(local = id.0, ?answer, "a message was sent or not");
                self.change(id, |row| fate::answered(row, &attempt, &answer, now_ms))
                    .await
            }
            Done::Looked {
                seen,
                began_ms,
                result,
            } => {
                tracing::info!(local = id.0, ?result, "a message was looked for");
                let answered = result.is_ok();
                let verdict = match result {
                    Ok(Some(verdict)) => Some(verdict),
                    Ok(None) => self.proves(&seen, began_ms).then_some(Verdict::Absent),
                    Err(error) => {
                        if let Some(wait) = error.retry_after() {
                            let wait = i64::try_from(wait.as_millis()).unwrap_or(i64::MAX);
                            self.quiet_until_ms = now_ms.saturating_add(wait);
                        }
                        None
                    }
                };
                match verdict {
                    Some(verdict) => {
                        self.not_before.remove(&id);
                        self.change(id, |row| fate::looked(row, &seen, verdict))
                            .await
                    }
                    None if answered => {
                        self.look_again(&seen, now_ms);
                        Ok(())
                    }
                    None => {
                        self.hold(id, now_ms);
                        Ok(())
                    }
                }
            }
        };
        if let Err(why) = changed {
            self.trouble(why).await;
        }
    }

    /// Whether a look that began then and found nothing proves that there is nothing.
    fn proves(&self, seen: &Outgoing, began_ms: i64) -> bool {
        self.settled_ms(seen).is_some_and(|at_ms| began_ms >= at_ms)
    }

    /// From when on a look can prove something.
    fn settled_ms(&self, row: &Outgoing) -> Option<i64> {
        let OutgoingState::Unsure { since_ms, .. } = row.state else {
            return None;
        };
        let settle = i64::try_from(self.terms.settle.as_millis()).unwrap_or(i64::MAX);
        Some(since_ms.saturating_add(settle))
    }

    /// Leaves a message alone for a while, longer each time.
    fn hold(&mut self, id: LocalId, now_ms: i64) {
        let pace = self.pace.entry(id);
        let pace = pace.or_insert_with(|| Backoff::for_connection(Rng::new()));
        let wait = pace.next_wait();
        let wait = i64::try_from(wait.as_millis()).unwrap_or(i64::MAX).max(100);
        self.not_before.insert(id, now_ms.saturating_add(wait));
    }

    /// Looks again in a while: at the latest when it can prove something.
    fn look_again(&mut self, seen: &Outgoing, now_ms: i64) {
        let id = seen.id;
        self.pace.remove(&id);
        let between = i64::try_from(self.terms.settle.as_millis() / LOOKS).unwrap_or(i64::MAX);
        let next_ms = now_ms.saturating_add(between);
        let at_ms = match self.settled_ms(seen) {
            Some(settled_ms) if settled_ms > now_ms => next_ms.min(settled_ms),
            Some(_) | None => next_ms,
        };
        self.not_before.insert(id, at_ms);
    }

    /// The connection came or went: waits that it was the reason for are over.
    fn returned(&mut self) {
        self.not_before.clear();
        self.pace.clear();
    }

    /// Looks at what other programs have done.
    async fn glance(&mut self) {
        self.stale |= self.terms.archive.changed_elsewhere().await.unwrap_or(true);
        if !self.waits_for_others() {
            return;
        }
        for row in &self.rows {
            let Some(attempt) = &row.attempt else {
                continue;
            };
            if row.state == OutgoingState::Sending && attempt.owner != self.owner {
                self.find_dead(attempt.owner.clone()).await;
                return;
            }
        }
    }

    async fn find_dead(&mut self, owner: Owner) {
        if !self.dead.contains(&owner) && self.terms.archive.lives(owner.clone()).await == Ok(false)
        {
            self.dead.insert(owner);
        }
    }

    async fn read(&mut self) -> Result<(), ArchiveError> {
        self.rows = self.terms.archive.outbox().await?;
        self.stale = false;
        let owners: HashSet<Owner> = self
            .rows
            .iter()
            .filter(|row| row.state == OutgoingState::Sending)
            .filter_map(|row| row.attempt.as_ref())
            .map(|attempt| attempt.owner.clone())
            .filter(|owner| *owner != self.owner)
            .collect();
        for owner in owners {
            self.find_dead(owner).await;
        }
        let known = self.rows.iter().filter_map(Outgoing::message).max();
        self.newest = self.newest.max(known.unwrap_or(MessageId(0)));
        if self.told.as_ref() != Some(&self.rows) {
            self.told = Some(self.rows.clone());
            self.listener.tell(StoreNews::Outbox(self.rows.clone()));
        }
        Ok(())
    }

    async fn write(&mut self, changed: Option<Outgoing>) -> Result<(), ArchiveError> {
        if let Some(changed) = changed {
            self.stale = true;
            self.terms.archive.update(changed).await?;
        }
        Ok(())
    }

    /// Changes a message as it stands now, again if somebody else was quicker.
    pub async fn change(
        &mut self,
        id: LocalId,
        change: impl Fn(&Outgoing) -> Option<Outgoing>,
    ) -> Result<(), ArchiveError> {
        self.stale = true;
        loop {
            let rows = self.terms.archive.outbox().await?;
            let Some(changed) = rows.iter().find(|row| row.id == id).and_then(&change) else {
                return Ok(());
            };
            if self.terms.archive.update(changed).await? {
                return Ok(());
            }
        }
    }

    pub async fn trouble(&mut self, why: ArchiveError) {
        tracing::warn!(%why, "the outbox");
        self.stale = true;
        if let ArchiveError::Damaged { .. } = &why
            && let Ok(opened) = self.terms.archive.opened().await
        {
            self.listener.tell(StoreNews::Opened(opened));
        }
        self.listener.tell(StoreNews::Trouble(why));
    }
}

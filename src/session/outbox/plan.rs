//! What is to be done about the outbox now: a pure look at its rows.

use std::collections::{HashMap, HashSet};

use crate::api::conversation::Conversation;
use crate::api::ids::QueueId;
use crate::archive::{Known, LocalId, Outgoing, OutgoingState, Owner};

/// How many messages are under way at once, of as many conversations.
const AT_ONCE: usize = 4;
/// How long a message's event is waited for after the server has taken it, in ms: none
/// comes from a channel that one is not subscribed to.
const ECHO_MS: i64 = 10_000;
/// A time that is further ahead than this was written before the clock was set back, in ms.
const AHEAD_MS: i64 = 2000;

/// What a process knows besides the rows.
#[derive(Debug)]
pub struct Here<'a> {
    /// Now, in ms of Unix time.
    pub now_ms: i64,
    /// The event queue, while the server can be reached; `None` inside without one.
    pub online: Option<Option<&'a QueueId>>,
    /// Who this process is.
    pub owner: &'a Owner,
    /// Other processes that are no more.
    pub dead: &'a HashSet<Owner>,
    /// What this process is doing something about.
    pub busy: &'a HashSet<LocalId>,
    /// Before when nothing is to be done about a message, in ms of Unix time.
    pub not_before: &'a HashMap<LocalId, i64>,
    /// Before when the server wants to be left alone, in ms of Unix time.
    pub quiet_until_ms: i64,
}

/// One thing to be done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// Claim it and send it.
    Send(LocalId),
    /// Look whether it is there.
    Look(LocalId),
    /// Nobody is sending it any more: see [`super::fate::orphaned`].
    Orphan(LocalId),
    /// Its event will not come: see [`super::fate::settled`].
    Settle(LocalId),
}

/// What is to be done.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Plan {
    /// At once, in this order.
    pub steps: Vec<Step>,
    /// When to make a plan again, in ms of Unix time, if nothing happens before.
    pub wake_ms: Option<i64>,
}

impl Plan {
    fn wake(&mut self, at_ms: i64) {
        self.wake_ms = Some(self.wake_ms.map_or(at_ms, |wake| wake.min(at_ms)));
    }
}

/// What is to be done about `rows`, which are in the order in which they were written.
#[must_use]
pub fn plan(rows: &[Outgoing], here: &Here<'_>) -> Plan {
    let mut plan = Plan::default();
    let mut held: HashSet<&Conversation> = HashSet::new();
    let mut under_way = here.busy.len();
    for row in rows {
        let first = !held.contains(&row.conversation);
        if row.holds_up() {
            held.insert(&row.conversation);
        }
        if here.busy.contains(&row.id) {
            continue;
        }
        let due_ms = here.not_before.get(&row.id).copied().unwrap_or(i64::MIN);
        match &row.state {
            OutgoingState::Waiting => {
                let due_ms = due_ms.max(here.quiet_until_ms);
                if !first || here.online.is_none() {
                    continue;
                }
                if due_ms > here.now_ms {
                    plan.wake(due_ms);
                } else if under_way < AT_ONCE {
                    under_way += 1;
                    plan.steps.push(Step::Send(row.id));
                }
            }
            OutgoingState::Sending => {
                let owner = row.attempt.as_ref().map(|attempt| &attempt.owner);
                // One's own that one is not busy with was never asked for.
                if owner.is_none_or(|owner| owner == here.owner || here.dead.contains(owner)) {
                    plan.steps.push(Step::Orphan(row.id));
                }
            }
            OutgoingState::Unsure { since_ms, known } => match known {
                Known::Alike(_) => {}
                Known::Nothing if *since_ms > here.now_ms + AHEAD_MS => {
                    plan.steps.push(Step::Orphan(row.id));
                }
                Known::Nothing => {
                    let due_ms = due_ms.max(here.quiet_until_ms);
                    if here.online.is_none() {
                    } else if due_ms > here.now_ms {
                        plan.wake(due_ms);
                    } else if under_way < AT_ONCE {
                        under_way += 1;
                        plan.steps.push(Step::Look(row.id));
                    }
                }
            },
            OutgoingState::Sent(_) => {
                let attempt = row.attempt.as_ref();
                let queue = attempt.and_then(|attempt| attempt.queue.as_ref());
                let at_ms = attempt.map_or(i64::MIN, |attempt| attempt.at_ms);
                let late_ms = at_ms.saturating_add(ECHO_MS);
                let awaited = queue.is_some()
                    && here.online.is_none_or(|own| own == queue)
                    && attempt.is_some_and(|attempt| attempt.owner == *here.owner);
                if !awaited || late_ms <= here.now_ms || at_ms > here.now_ms + AHEAD_MS {
                    plan.steps.push(Step::Settle(row.id));
                } else {
                    plan.wake(late_ms);
                }
            }
            OutgoingState::Failed | OutgoingState::Done(_) => {}
        }
    }
    plan
}

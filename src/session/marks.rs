//! Marking messages read and unread: in order, in batches, and never lost to an outage.

use std::collections::VecDeque;
use std::sync::Arc;

use fastrand::Rng;
use tokio::sync::mpsc::UnboundedReceiver;
use tokio::time::{Instant, sleep_until};

use super::Shared;
use crate::api::backoff::Backoff;
use crate::api::error::ApiError;
use crate::api::ids::MessageId;
use crate::api::narrow::{IsOperand, Narrow, Operator};
use crate::api::routes::messages::{
    Anchor, FlagOp, FlagsForNarrow, MOST_AT_ONCE, SettableFlag, update_message_flags,
    update_message_flags_for_narrow,
};
use crate::app::effect::Mark;
use crate::app::update::SessionUpdate;

/// How many messages of a narrow are marked with one request.
const PART: u32 = 1000;

/// Sends marks one after the other until nobody orders any more.
pub(super) async fn run(shared: Arc<Shared>, mut wanted: UnboundedReceiver<Mark>) {
    let mut waiting = VecDeque::new();
    loop {
        while let Ok(mark) = wanted.try_recv() {
            waiting.push_back(mark);
        }
        if waiting.is_empty() {
            match wanted.recv().await {
                Some(mark) => waiting.push_back(mark),
                None => return,
            }
            continue;
        }
        let (marks, result) = step(&shared, &mut waiting).await;
        if let Err(error) = &result {
            shared.heed(error);
        }
        for (mark, own) in marks {
            let result = result.clone().map(|changed| changed.min(own));
            shared.tell(SessionUpdate::Marked { mark, result });
        }
    }
}

/// Carries out the first mark, together with those behind it that fit into the same request.
/// Gives them, with how many messages each is about, and how many were changed in all.
async fn step(
    shared: &Shared,
    waiting: &mut VecDeque<Mark>,
) -> (Vec<(Mark, u64)>, Result<u64, ApiError>) {
    let Some(first) = waiting.pop_front() else {
        return (Vec::new(), Ok(0));
    };
    if !shared.marks_read {
        return (vec![(first, 0)], Ok(0));
    }
    match first {
        Mark::Read(ids) => {
            let mut all = ids.clone();
            let mut marks = vec![(ids.len() as u64, Mark::Read(ids))];
            while let Some(Mark::Read(more)) = waiting.front() {
                if all.len() + more.len() > MOST_AT_ONCE {
                    break;
                }
                all.extend_from_slice(more);
                let length = more.len() as u64;
                marks.extend(waiting.pop_front().map(|mark| (length, mark)));
            }
            all.sort_unstable();
            all.dedup();
            let result = set_read(shared, &all, FlagOp::Add).await;
            let marks = marks.into_iter().map(|(own, mark)| (mark, own)).collect();
            (marks, result)
        }
        Mark::Unread(ids) => {
            let result = set_read(shared, &ids, FlagOp::Remove).await;
            (vec![(Mark::Unread(ids), u64::MAX)], result)
        }
        Mark::NarrowRead(narrow) => {
            let unread = narrow.clone().and(Operator::Is(IsOperand::Unread));
            let from = (Anchor::Oldest, false);
            let result = narrow_flags(shared, unread, from, FlagOp::Add).await;
            (vec![(Mark::NarrowRead(narrow), u64::MAX)], result)
        }
        Mark::NarrowsRead(narrows) => {
            let result = narrows_read(shared, &narrows).await;
            (vec![(Mark::NarrowsRead(narrows), u64::MAX)], result)
        }
        Mark::NarrowReadTo { narrow, to } => {
            let result = read_up_to(shared, narrow.clone(), to).await;
            (vec![(Mark::NarrowReadTo { narrow, to }, u64::MAX)], result)
        }
        Mark::NarrowUnread { narrow, from } => {
            let start = (Anchor::Message(from), true);
            let result = narrow_flags(shared, narrow.clone(), start, FlagOp::Remove).await;
            (
                vec![(Mark::NarrowUnread { narrow, from }, u64::MAX)],
                result,
            )
        }
    }
}

/// Makes messages read, or unread.
async fn set_read(shared: &Shared, ids: &[MessageId], op: FlagOp) -> Result<u64, ApiError> {
    let mut changed = 0;
    for part in ids.chunks(MOST_AT_ONCE) {
        let ask = || update_message_flags(&shared.client, part, op, SettableFlag::Read);
        changed += persist(shared, ask).await?.messages.len() as u64;
    }
    Ok(changed)
}

/// Goes through a narrow part by part, from `start` (and whether that message itself is
/// meant) to its newest message.
async fn narrow_flags(
    shared: &Shared,
    narrow: Narrow,
    start: (Anchor, bool),
    op: FlagOp,
) -> Result<u64, ApiError> {
    let mut changed = 0;
    let mut request = FlagsForNarrow {
        anchor: start.0,
        include_anchor: start.1,
        num_before: 0,
        num_after: PART,
        narrow,
        op,
        flag: SettableFlag::Read,
    };
    loop {
        let ask = || update_message_flags_for_narrow(&shared.client, &request);
        let reply = persist(shared, ask).await?;
        changed += reply.updated_count;
        match reply.last_processed_id {
            // A part that leads nowhere must not be asked for again and again.
            Some(last) if !reply.found_newest && request.anchor != Anchor::Message(last) => {
                request.anchor = Anchor::Message(last);
                request.include_anchor = false;
            }
            _ => return Ok(changed),
        }
    }
}

/// Makes everything in several narrows read, one after the other.
async fn narrows_read(shared: &Shared, narrows: &[Narrow]) -> Result<u64, ApiError> {
    let mut changed = 0;
    for narrow in narrows {
        let unread = narrow.clone().and(Operator::Is(IsOperand::Unread));
        changed += narrow_flags(shared, unread, (Anchor::Oldest, false), FlagOp::Add).await?;
    }
    Ok(changed)
}

/// Makes what is unread in a narrow up to a message read, the newest of it first: what was done
/// is in the narrow of unread messages no more.
async fn read_up_to(shared: &Shared, narrow: Narrow, to: MessageId) -> Result<u64, ApiError> {
    let request = FlagsForNarrow {
        anchor: Anchor::Message(to),
        include_anchor: true,
        num_before: PART,
        num_after: 0,
        narrow: narrow.and(Operator::Is(IsOperand::Unread)),
        op: FlagOp::Add,
        flag: SettableFlag::Read,
    };
    let mut changed = 0;
    loop {
        let ask = || update_message_flags_for_narrow(&shared.client, &request);
        let reply = persist(shared, ask).await?;
        changed += reply.updated_count;
        // A part that changed nothing must not be asked for again and again.
        if reply.found_oldest || reply.updated_count == 0 {
            return Ok(changed);
        }
    }
}

/// Makes a request again and again until it succeeds or never will. A connection that comes
/// back ends a wait, unless the server asked for it.
async fn persist<T, F>(shared: &Shared, request: impl Fn() -> F) -> Result<T, ApiError>
where
    F: Future<Output = Result<T, ApiError>>,
{
    let mut backoff = Backoff::for_connection(Rng::new());
    let mut returns = shared.returns.subscribe();
    loop {
        let error = match shared.awake(&request).await {
            Ok(reply) => return Ok(reply),
            Err(error) if !error.is_passing() => return Err(error),
            Err(error) => error,
        };
        tracing::debug!(?error, "marks wait");
        let now = Instant::now();
        let firm = now + error.retry_after().unwrap_or_default();
        let until = firm.max(now + backoff.next_wait());
        tokio::select! {
            () = sleep_until(until) => {}
            Ok(()) = returns.changed() => sleep_until(firm).await,
        }
    }
}

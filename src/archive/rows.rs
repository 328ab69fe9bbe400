//! The outbox's rows.

use rusqlite::{Connection, Row, params};

use super::drafts::{self, Draft};
use super::error::ArchiveError;
use super::outgoing::{Attempt, Known, LocalId, NewOutgoing, Outgoing, OutgoingState, Owner};
use super::place;
use super::store::{Store, Sync};
use crate::api::ids::{MessageId, QueueId};

const COLUMNS: &str = "id, conversation, text, queued_ms, state, message, since_ms, attempts, \
    owner, queue, after, at_ms, trouble, version";

/// Does `work` in a transaction that is on the disk when this returns.
fn durably<T>(
    store: &mut Store,
    work: impl FnOnce(&Connection) -> Result<T, ArchiveError>,
) -> Result<T, ArchiveError> {
    store.sync(Sync::Disk)?;
    let done = (|| {
        let behavior = rusqlite::TransactionBehavior::Immediate;
        let transaction = store.connection().transaction_with_behavior(behavior)?;
        let done = work(&transaction)?;
        transaction.commit()?;
        Ok(done)
    })();
    store.sync(Sync::System)?;
    done
}

pub(super) fn enqueue(store: &mut Store, new: NewOutgoing) -> Result<Outgoing, ArchiveError> {
    durably(store, |connection| {
        connection.execute(
            "INSERT INTO outbox (identity, conversation, text, queued_ms, state)
             VALUES (?1, ?2, ?3, ?4, 'waiting')",
            params![
                place::identity(&new.conversation),
                place::write(&new.conversation),
                new.text,
                new.now_ms,
            ],
        )?;
        let id = LocalId(connection.last_insert_rowid());
        if let Some(draft) = &new.draft {
            drafts::delete_in(connection, draft, new.now_ms)?;
        }
        Ok(Outgoing {
            id,
            conversation: new.conversation.clone(),
            text: new.text.clone(),
            queued_ms: new.now_ms,
            state: OutgoingState::Waiting,
            attempts: 0,
            attempt: None,
            trouble: None,
            version: 0,
        })
    })
}

pub(super) fn list(store: &mut Store) -> Result<Vec<Outgoing>, ArchiveError> {
    let sql = format!("SELECT {COLUMNS} FROM outbox ORDER BY id");
    let mut statement = store.connection().prepare(&sql)?;
    let mut rows = statement.query([])?;
    let mut all = Vec::new();
    while let Some(row) = rows.next()? {
        all.push(read(row)?);
    }
    Ok(all)
}

pub(super) fn claim(
    store: &mut Store,
    mut outgoing: Outgoing,
    queue: Option<QueueId>,
    after: MessageId,
    now_ms: i64,
) -> Result<Option<Outgoing>, ArchiveError> {
    let owner = store.owner();
    let claimed = durably(store, |connection| {
        let changed = connection.execute(
            "UPDATE outbox SET state = 'sending', owner = ?3, queue = ?4, after = ?5, at_ms = ?6,
                 attempts = attempts + 1, version = version + 1
             WHERE id = ?1 AND version = ?2 AND state = 'waiting' AND NOT EXISTS (
                 SELECT 1 FROM outbox AS earlier
                 WHERE earlier.identity = outbox.identity AND earlier.id < outbox.id
                 AND earlier.state IN ('waiting', 'sending', 'unsure'))",
            params![
                outgoing.id.0,
                outgoing.version,
                owner.0,
                queue.as_ref().map(|queue| &queue.0),
                after.0.cast_signed(),
                now_ms,
            ],
        )?;
        Ok(changed == 1)
    })?;
    if !claimed {
        return Ok(None);
    }
    outgoing.state = OutgoingState::Sending;
    outgoing.attempts += 1;
    outgoing.version += 1;
    outgoing.attempt = Some(Attempt {
        owner,
        queue,
        after,
        at_ms: now_ms,
    });
    Ok(Some(outgoing))
}

/// State, message, since when.
fn state_columns(state: &OutgoingState) -> (&'static str, Option<MessageId>, Option<i64>) {
    match *state {
        OutgoingState::Waiting => ("waiting", None, None),
        OutgoingState::Sending => ("sending", None, None),
        OutgoingState::Sent(id) => ("sent", Some(id), None),
        OutgoingState::Unsure { since_ms, known } => match known {
            Known::Nothing => ("unsure", None, Some(since_ms)),
            Known::Alike(id) => ("alike", Some(id), Some(since_ms)),
        },
        OutgoingState::Failed => ("failed", None, None),
        OutgoingState::Done(id) => ("done", Some(id), None),
    }
}

pub(super) fn update(store: &mut Store, outgoing: &Outgoing) -> Result<bool, ArchiveError> {
    let (state, message, since_ms) = state_columns(&outgoing.state);
    let attempt = outgoing.attempt.as_ref();
    durably(store, |connection| {
        let changed = connection.execute(
            "UPDATE outbox SET state = ?3, message = ?4, since_ms = ?5, attempts = ?6, owner = ?7,
                 queue = ?8, after = ?9, at_ms = ?10, trouble = ?11, version = version + 1
             WHERE id = ?1 AND version = ?2",
            params![
                outgoing.id.0,
                outgoing.version,
                state,
                message.map(|id| id.0.cast_signed()),
                since_ms,
                outgoing.attempts,
                attempt.map(|attempt| &attempt.owner.0),
                attempt.and_then(|attempt| attempt.queue.as_ref().map(|queue| &queue.0)),
                attempt.map(|attempt| attempt.after.0.cast_signed()),
                attempt.map(|attempt| attempt.at_ms),
                outgoing.trouble,
            ],
        )?;
        Ok(changed == 1)
    })
}

pub(super) fn withdraw(
    store: &mut Store,
    outgoing: &Outgoing,
    draft: Option<&Draft>,
) -> Result<bool, ArchiveError> {
    durably(store, |connection| {
        let removed = connection.execute(
            "DELETE FROM outbox WHERE id = ?1 AND version = ?2 AND state <> 'sending'",
            params![outgoing.id.0, outgoing.version],
        )? == 1;
        if let (true, Some(draft)) = (removed, draft) {
            // What was begun meanwhile stays, below what comes back.
            let mut draft = draft.clone();
            if let Some(begun) = drafts::find(connection, &draft.key)?
                && !begun.deleted
                && begun.text != draft.text
            {
                draft.text = format!("{}\n\n{}", draft.text, begun.text);
            }
            drafts::write(connection, &draft)?;
        }
        Ok(removed)
    })
}

pub(super) fn purge(store: &mut Store, before_ms: i64) -> Result<(), ArchiveError> {
    let connection = store.connection();
    connection.execute(
        "DELETE FROM outbox WHERE state = 'done' AND coalesce(at_ms, queued_ms) < ?1",
        [before_ms],
    )?;
    Ok(())
}

fn read(row: &Row<'_>) -> Result<Outgoing, ArchiveError> {
    let id = |column: usize| -> Result<Option<MessageId>, rusqlite::Error> {
        let id: Option<i64> = row.get(column)?;
        Ok(id.map(|id| MessageId(id.cast_unsigned())))
    };
    let odd = |what: &str| ArchiveError::Internal(format!("an outbox row is {what}"));
    let state: String = row.get(4)?;
    let message = || id(5)?.ok_or_else(|| odd("without its message"));
    let since_ms = row.get::<_, Option<i64>>(6)?.unwrap_or_default();
    let state = match state.as_str() {
        "waiting" => OutgoingState::Waiting,
        "sending" => OutgoingState::Sending,
        "sent" => OutgoingState::Sent(message()?),
        "unsure" => OutgoingState::Unsure {
            since_ms,
            known: Known::Nothing,
        },
        "alike" => OutgoingState::Unsure {
            since_ms,
            known: Known::Alike(message()?),
        },
        "failed" => OutgoingState::Failed,
        "done" => OutgoingState::Done(message()?),
        other => return Err(odd(other)),
    };
    let owner: Option<String> = row.get(8)?;
    let queue: Option<String> = row.get(9)?;
    let attempt = match (owner, id(10)?) {
        (Some(owner), Some(after)) => Some(Attempt {
            owner: Owner(owner),
            queue: queue.map(QueueId),
            after,
            at_ms: row.get::<_, Option<i64>>(11)?.unwrap_or_default(),
        }),
        _ => None,
    };
    let conversation: String = row.get(1)?;
    Ok(Outgoing {
        id: LocalId(row.get(0)?),
        conversation: place::read(&conversation)?,
        text: row.get(2)?,
        queued_ms: row.get(3)?,
        state,
        attempts: row.get(7)?,
        attempt,
        trouble: row.get(12)?,
        version: row.get(13)?,
    })
}

//! Texts that were begun and not sent.

use rusqlite::{Connection, OptionalExtension, Row, params};

use super::error::ArchiveError;
use super::place;
use super::store::Store;
use crate::api::conversation::Conversation;
use crate::api::ids::{ChannelId, DraftId, UserId};

/// What a draft is for. There is at most one draft for each.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum DraftKey {
    /// A reply in this conversation.
    Conversation(Conversation),
    /// A new message that is still being addressed; any number that is not taken.
    New(u64),
}

/// Whom a new message is addressed to so far.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Heading {
    /// A channel, perhaps not chosen yet, and as much of a topic as was typed.
    Channel {
        /// The channel.
        channel: Option<ChannelId>,
        /// The topic.
        topic: String,
    },
    /// People.
    Direct(Vec<UserId>),
}

/// What the server has of a draft, where drafts are synchronized.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OnServer {
    /// Its id there.
    pub id: DraftId,
    /// What the server last said it holds, or was last told.
    pub text: String,
    /// The server's time of it, in ms of Unix time.
    pub at_ms: i64,
}

/// A text that was begun and not sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Draft {
    /// What it is for.
    pub key: DraftKey,
    /// Whom a new message is addressed to so far; `None` for replies.
    pub heading: Option<Heading>,
    /// The text as typed.
    pub text: String,
    /// Where the cursor is, in bytes of the text.
    pub cursor: usize,
    /// When it was last changed, in ms of Unix time.
    pub updated_ms: i64,
    /// What the server has of it.
    pub on_server: Option<OnServer>,
    /// A tombstone: the person deleted it, and the server is still to be told.
    pub deleted: bool,
}

impl Draft {
    /// A text for a conversation, the cursor at its end.
    #[must_use]
    pub fn reply(conversation: Conversation, text: impl Into<String>, now_ms: i64) -> Self {
        let text = text.into();
        Self {
            key: DraftKey::Conversation(conversation),
            heading: None,
            cursor: text.len(),
            text,
            updated_ms: now_ms,
            on_server: None,
            deleted: false,
        }
    }
}

pub(super) fn save(store: &mut Store, draft: &Draft) -> Result<(), ArchiveError> {
    if draft.text.is_empty() && !draft.deleted {
        return delete(store, &draft.key, draft.updated_ms);
    }
    write(store.connection(), draft)
}

/// Writes all of a draft; what the server has of it is kept where `draft` does not know.
pub(super) fn write(connection: &Connection, draft: &Draft) -> Result<(), ArchiveError> {
    let heading = draft.heading.as_ref().map(place::write_heading);
    let (server_id, server_text, server_ms) = match &draft.on_server {
        Some(on) => (Some(on.id.0), Some(&on.text), Some(on.at_ms)),
        None => (None, None, None),
    };
    connection.execute(
        "INSERT INTO drafts (identity, key, heading, text, cursor, updated_ms,
             server_id, server_text, server_ms, deleted)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)
         ON CONFLICT (identity) DO UPDATE SET
             key = ?2, heading = ?3, text = ?4, cursor = ?5, updated_ms = ?6,
             server_id = coalesce(?7, server_id), server_text = coalesce(?8, server_text),
             server_ms = coalesce(?9, server_ms), deleted = ?10",
        params![
            place::key_identity(&draft.key),
            place::write_key(&draft.key),
            heading,
            draft.text,
            i64::try_from(draft.cursor).unwrap_or(i64::MAX),
            draft.updated_ms,
            server_id.map(u64::cast_signed),
            server_text,
            server_ms,
            draft.deleted,
        ],
    )?;
    Ok(())
}

pub(super) fn delete(store: &mut Store, key: &DraftKey, now_ms: i64) -> Result<(), ArchiveError> {
    let transaction = store.connection().transaction()?;
    delete_in(&transaction, key, now_ms)?;
    transaction.commit()?;
    Ok(())
}

pub(super) fn delete_in(
    connection: &Connection,
    key: &DraftKey,
    now_ms: i64,
) -> Result<(), ArchiveError> {
    let identity = place::key_identity(key);
    connection.execute(
        "DELETE FROM drafts WHERE identity = ?1 AND server_id IS NULL",
        [&identity],
    )?;
    connection.execute(
        "UPDATE drafts SET deleted = 1, text = '', cursor = 0, updated_ms = ?2
         WHERE identity = ?1 AND NOT deleted",
        params![identity, now_ms],
    )?;
    Ok(())
}

pub(super) fn forget(store: &mut Store, key: &DraftKey) -> Result<(), ArchiveError> {
    let identity = place::key_identity(key);
    let connection = store.connection();
    connection.execute("DELETE FROM drafts WHERE identity = ?1", [identity])?;
    Ok(())
}

pub(super) fn list(store: &mut Store) -> Result<Vec<Draft>, ArchiveError> {
    let connection = store.connection();
    let mut statement = connection.prepare(
        "SELECT key, heading, text, cursor, updated_ms, server_id, server_text, server_ms, deleted
         FROM drafts ORDER BY updated_ms DESC, identity",
    )?;
    let mut rows = statement.query([])?;
    let mut drafts = Vec::new();
    while let Some(row) = rows.next()? {
        drafts.push(read(row)?);
    }
    Ok(drafts)
}

/// The draft under a key, as it stands.
pub(super) fn find(connection: &Connection, key: &DraftKey) -> Result<Option<Draft>, ArchiveError> {
    let mut statement = connection.prepare(
        "SELECT key, heading, text, cursor, updated_ms, server_id, server_text, server_ms, deleted
         FROM drafts WHERE identity = ?1",
    )?;
    let found = statement
        .query_row([place::key_identity(key)], |row| Ok(read(row)))
        .optional()?;
    found.transpose()
}

/// Writes `now` in the place of a draft, or takes it away, if it is still as it was seen. With
/// nothing seen, if there is none.
pub(super) fn settle(
    store: &mut Store,
    key: &DraftKey,
    seen: Option<&Draft>,
    now: Option<&Draft>,
) -> Result<bool, ArchiveError> {
    let behavior = rusqlite::TransactionBehavior::Immediate;
    let transaction = store.connection().transaction_with_behavior(behavior)?;
    if find(&transaction, key)?.as_ref() != seen {
        return Ok(false);
    }
    let identity = place::key_identity(key);
    transaction.execute("DELETE FROM drafts WHERE identity = ?1", [identity])?;
    if let Some(now) = now {
        write(&transaction, now)?;
    }
    transaction.commit()?;
    Ok(true)
}

/// Notes what the server has of a draft. One that was taken away meanwhile is a tombstone then.
pub(super) fn link(
    store: &mut Store,
    key: &DraftKey,
    on_server: &OnServer,
    now_ms: i64,
) -> Result<(), ArchiveError> {
    let behavior = rusqlite::TransactionBehavior::Immediate;
    let transaction = store.connection().transaction_with_behavior(behavior)?;
    let mut draft = match find(&transaction, key)? {
        Some(draft) => draft,
        None => Draft {
            key: key.clone(),
            heading: None,
            text: String::new(),
            cursor: 0,
            updated_ms: now_ms,
            on_server: None,
            deleted: true,
        },
    };
    draft.on_server = Some(on_server.clone());
    write(&transaction, &draft)?;
    transaction.commit()?;
    Ok(())
}

fn read(row: &Row<'_>) -> Result<Draft, ArchiveError> {
    let key: String = row.get(0)?;
    let heading: Option<String> = row.get(1)?;
    let text: String = row.get(2)?;
    let cursor: i64 = row.get(3)?;
    let server_id: Option<i64> = row.get(5)?;
    let on_server = match server_id {
        None => None,
        Some(id) => Some(OnServer {
            id: DraftId(id.cast_unsigned()),
            text: row.get::<_, Option<String>>(6)?.unwrap_or_default(),
            at_ms: row.get::<_, Option<i64>>(7)?.unwrap_or_default(),
        }),
    };
    let mut cursor = usize::try_from(cursor).unwrap_or(0).min(text.len());
    while !text.is_char_boundary(cursor) {
        cursor -= 1;
    }
    Ok(Draft {
        key: place::read_key(&key)?,
        heading: heading
            .map(|heading| place::read_heading(&heading))
            .transpose()?,
        cursor,
        text,
        updated_ms: row.get(4)?,
        on_server,
        deleted: row.get(8)?,
    })
}

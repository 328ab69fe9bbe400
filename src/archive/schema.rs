//! The tables, version by version.

use rusqlite::Connection;

use super::error::ArchiveError;

/// Each step leads from its place in the list to the next version. What was released once is
/// never changed: a change is a new step.
const STEPS: [&str; 3] = [
    "
CREATE TABLE meta (
    key TEXT PRIMARY KEY,
    value TEXT NOT NULL
) WITHOUT ROWID;

CREATE TABLE drafts (
    identity TEXT PRIMARY KEY,
    key TEXT NOT NULL,
    heading TEXT,
    text TEXT NOT NULL,
    cursor INTEGER NOT NULL,
    updated_ms INTEGER NOT NULL,
    server_id INTEGER,
    server_text TEXT,
    server_ms INTEGER,
    deleted INTEGER NOT NULL DEFAULT 0
) WITHOUT ROWID;

CREATE TABLE outbox (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    identity TEXT NOT NULL,
    conversation TEXT NOT NULL,
    text TEXT NOT NULL,
    queued_ms INTEGER NOT NULL,
    state TEXT NOT NULL,
    message INTEGER,
    since_ms INTEGER,
    attempts INTEGER NOT NULL DEFAULT 0,
    owner TEXT,
    queue TEXT,
    after INTEGER,
    at_ms INTEGER,
    trouble TEXT,
    version INTEGER NOT NULL DEFAULT 0
);
CREATE INDEX outbox_identity ON outbox (identity, id);
",
    "
CREATE TABLE searches (
    query TEXT PRIMARY KEY,
    used_ms INTEGER NOT NULL,
    name TEXT UNIQUE
) WITHOUT ROWID;
",
    "
CREATE TABLE habits (
    kind TEXT NOT NULL,
    name TEXT NOT NULL,
    count INTEGER NOT NULL,
    used_ms INTEGER NOT NULL,
    PRIMARY KEY (kind, name)
) WITHOUT ROWID;
",
];

/// The newest version.
pub(super) const NEWEST: i64 = STEPS.len() as i64;

/// The version of a file; 0 for one that is empty.
pub(super) fn version(connection: &Connection) -> Result<i64, ArchiveError> {
    Ok(connection.query_row("PRAGMA user_version", [], |row| row.get(0))?)
}

/// Brings a file to the newest version, in one step or not at all. Another program may be doing
/// the same.
pub(super) fn migrate(connection: &mut Connection) -> Result<(), ArchiveError> {
    if version(connection)? == NEWEST {
        return Ok(());
    }
    let behavior = rusqlite::TransactionBehavior::Immediate;
    let transaction = connection.transaction_with_behavior(behavior)?;
    let from = usize::try_from(version(&transaction)?).unwrap_or(STEPS.len());
    for step in STEPS.iter().skip(from) {
        transaction.execute_batch(step)?;
    }
    transaction.pragma_update(None, "user_version", NEWEST)?;
    transaction.commit()?;
    Ok(())
}

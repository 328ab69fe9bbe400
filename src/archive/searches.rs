//! What was searched for, and searches that have a name.

use rusqlite::params;

use super::error::ArchiveError;
use super::store::Store;

/// So many searches without a name are remembered.
pub const MOST: i64 = 100;

/// A search that is remembered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptSearch {
    /// What was searched for, with ids instead of names, so that it means the same after a
    /// renaming.
    pub query: String,
    /// The name under which it was saved, if it was.
    pub name: Option<String>,
    /// When it was last wanted, in ms of Unix time.
    pub used_ms: i64,
}

/// Notes that something was searched for.
pub(super) fn note(store: &mut Store, query: &str, now_ms: i64) -> Result<(), ArchiveError> {
    let transaction = store.connection().transaction()?;
    transaction.execute(
        "INSERT INTO searches (query, used_ms) VALUES (?1, ?2)
         ON CONFLICT (query) DO UPDATE SET used_ms = max(used_ms, ?2)",
        params![query, now_ms],
    )?;
    transaction.execute(
        "DELETE FROM searches WHERE name IS NULL AND query NOT IN
             (SELECT query FROM searches WHERE name IS NULL
              ORDER BY used_ms DESC, query LIMIT ?1)",
        [MOST],
    )?;
    transaction.commit()?;
    Ok(())
}

/// Saves a search under a name, in the place of another of this name.
pub(super) fn save(
    store: &mut Store,
    query: &str,
    name: &str,
    now_ms: i64,
) -> Result<(), ArchiveError> {
    let transaction = store.connection().transaction()?;
    transaction.execute(
        "UPDATE searches SET name = NULL WHERE name = ?1",
        params![name],
    )?;
    transaction.execute(
        "INSERT INTO searches (query, used_ms, name) VALUES (?1, ?2, ?3)
         ON CONFLICT (query) DO UPDATE SET name = ?3",
        params![query, now_ms, name],
    )?;
    transaction.commit()?;
    Ok(())
}

/// Forgets a search, its name too.
pub(super) fn forget(store: &mut Store, query: &str) -> Result<(), ArchiveError> {
    let connection = store.connection();
    connection.execute("DELETE FROM searches WHERE query = ?1", [query])?;
    Ok(())
}

/// All of them, the one wanted last first.
pub(super) fn list(store: &mut Store) -> Result<Vec<KeptSearch>, ArchiveError> {
    let connection = store.connection();
    let mut statement = connection
        .prepare("SELECT query, name, used_ms FROM searches ORDER BY used_ms DESC, query")?;
    let rows = statement.query_map([], |row| {
        Ok(KeptSearch {
            query: row.get(0)?,
            name: row.get(1)?,
            used_ms: row.get(2)?,
        })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

//! What is used, how often and how lately.

use rusqlite::params;

use super::error::ArchiveError;
use super::store::Store;

/// So many of each kind are remembered.
pub const MOST: i64 = 100;

/// Something that is used again and again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Used {
    /// A place was gone to: its narrow as text, with ids.
    View(String),
    /// A command was run by its name.
    Command(String),
}

impl Used {
    fn columns(&self) -> (&'static str, &str) {
        match self {
            Self::View(text) => ("view", text),
            Self::Command(name) => ("command", name),
        }
    }

    /// `None` for a kind of a later version.
    fn of(kind: &str, name: String) -> Option<Self> {
        match kind {
            "view" => Some(Self::View(name)),
            "command" => Some(Self::Command(name)),
            _ => None,
        }
    }
}

/// What is remembered of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Habit {
    /// What was used.
    pub what: Used,
    /// How often.
    pub count: u32,
    /// When last, in ms of Unix time.
    pub used_ms: i64,
}

/// Notes that something was used.
pub(super) fn note(store: &mut Store, what: &Used, now_ms: i64) -> Result<(), ArchiveError> {
    let (kind, name) = what.columns();
    let transaction = store.connection().transaction()?;
    transaction.execute(
        "INSERT INTO habits (kind, name, count, used_ms) VALUES (?1, ?2, 1, ?3)
         ON CONFLICT (kind, name) DO UPDATE SET
             count = count + 1, used_ms = max(used_ms, ?3)",
        params![kind, name, now_ms],
    )?;
    transaction.execute(
        "DELETE FROM habits WHERE kind = ?1 AND name NOT IN
             (SELECT name FROM habits WHERE kind = ?1 ORDER BY used_ms DESC, name LIMIT ?2)",
        params![kind, MOST],
    )?;
    transaction.commit()?;
    Ok(())
}

/// All of them, the one used last first.
pub(super) fn list(store: &mut Store) -> Result<Vec<Habit>, ArchiveError> {
    let connection = store.connection();
    let mut statement = connection
        .prepare("SELECT kind, name, count, used_ms FROM habits ORDER BY used_ms DESC, name")?;
    let mut rows = statement.query([])?;
    let mut habits = Vec::new();
    while let Some(row) = rows.next()? {
        let kind: String = row.get(0)?;
        if let Some(what) = Used::of(&kind, row.get(1)?) {
            habits.push(Habit {
                what,
                count: row.get(2)?,
                used_ms: row.get(3)?,
            });
        }
    }
    Ok(habits)
}

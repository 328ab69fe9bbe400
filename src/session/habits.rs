//! What is used again and again: kept in the account's store.

use std::sync::Arc;

use super::Shared;
use crate::app::jump::habits::HabitOrder;
use crate::app::update::SessionUpdate;

/// Does it. What can't be remembered is no trouble to anybody: the log has it.
pub(super) fn carry_out(shared: &Arc<Shared>, order: HabitOrder) {
    let shared = Arc::clone(shared);
    tokio::spawn(async move {
        let archive = shared.searches.lock().await.clone();
        let done = match order {
            HabitOrder::List => match archive.habits().await {
                Ok(habits) => {
                    shared.tell(SessionUpdate::Habits(habits));
                    Ok(())
                }
                Err(error) => Err(error),
            },
            HabitOrder::Note { what, at } => archive.note_habit(what, at.0).await,
        };
        if let Err(error) = done {
            tracing::warn!(%error, "habits can't be remembered");
        }
    });
}

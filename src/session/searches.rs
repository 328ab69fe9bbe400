//! What was searched for, and saved searches: kept in the account's store.

use std::sync::Arc;

use super::Shared;
use crate::app::search::SearchOrder;
use crate::app::update::SessionUpdate;
use crate::archive::{Archive, ArchiveError};

/// Does it, and tells what is remembered then.
pub(super) fn carry_out(shared: &Arc<Shared>, order: SearchOrder) {
    let shared = Arc::clone(shared);
    tokio::spawn(async move {
        // Held until it is told, so that what is told last is what is there.
        let archive = shared.searches.lock().await;
        let done = change(&archive, order).await;
        let result = match done {
            Ok(()) => archive.searches().await,
            Err(error) => Err(error),
        };
        if let Err(error) = &result {
            tracing::warn!(%error, "searches can't be remembered");
        }
        shared.tell(SessionUpdate::Searches(result));
    });
}

async fn change(archive: &Archive, order: SearchOrder) -> Result<(), ArchiveError> {
    match order {
        SearchOrder::List => Ok(()),
        SearchOrder::Note { query, at } => archive.note_search(query, at.0).await,
        SearchOrder::Save { query, name, at } => archive.save_search(query, name, at.0).await,
        SearchOrder::Forget(query) => archive.forget_search(query).await,
    }
}

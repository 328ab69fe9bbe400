//! What the server keeps for a person alone: one change after the other, in order.

use std::sync::Arc;

use tokio::sync::mpsc::UnboundedReceiver;

use super::Shared;
use super::requests::once_more;
use crate::api::error::ApiError;
use crate::api::routes::reminders::{create_reminder, delete_reminder};
use crate::api::routes::scheduled::{
    delete_scheduled_message, edit_scheduled_message, schedule_message,
};
use crate::api::routes::snippets::{create_snippet, delete_snippet, edit_snippet};
use crate::app::personal::PersonalOrder;
use crate::app::update::SessionUpdate;

/// Carries orders out until nobody gives any more.
pub(super) async fn run(shared: Arc<Shared>, mut orders: UnboundedReceiver<PersonalOrder>) {
    while let Some(order) = orders.recv().await {
        let result = if order.may_be_repeated() {
            once_more(&shared, || carry_out(&shared, &order)).await
        } else {
            carry_out(&shared, &order).await
        };
        if let Err(error) = &result {
            shared.heed(error);
        }
        shared.tell(SessionUpdate::Personal { order, result });
    }
}

async fn carry_out(shared: &Shared, order: &PersonalOrder) -> Result<(), ApiError> {
    let client = &shared.client;
    match order {
        PersonalOrder::Schedule {
            to, me, text, at, ..
        } => schedule_message(client, to, *me, text, *at).await.map(drop),
        PersonalOrder::Reschedule { id, at } => {
            edit_scheduled_message(client, *id, None, Some(*at)).await
        }
        PersonalOrder::Unschedule(id) => delete_scheduled_message(client, *id).await,
        PersonalOrder::AddSnippet { title, content } => {
            create_snippet(client, title, content).await.map(drop)
        }
        PersonalOrder::EditSnippet { id, title, content } => {
            edit_snippet(client, *id, title.as_deref(), content.as_deref()).await
        }
        PersonalOrder::RemoveSnippet(id) => delete_snippet(client, *id).await,
        PersonalOrder::Remind { message, at, note } => {
            create_reminder(client, *message, *at, note.as_deref())
                .await
                .map(drop)
        }
        PersonalOrder::Unremind(id) => delete_reminder(client, *id).await,
    }
}

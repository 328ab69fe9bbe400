//! What popups and links ask the server: one question, one answer.

use std::sync::Arc;

use super::Shared;
use super::requests::{once_more, spawn};
use crate::api::routes::attachments::{get_attachments, remove_attachment};
use crate::api::routes::channel_settings::get_email_address;
use crate::api::routes::channels::get_subscribers;
use crate::api::routes::edit_content::edit_message_content;
use crate::api::routes::history::{get_message_history, get_read_receipts};
use crate::api::routes::messages::{get_message, get_messages_by_id};
use crate::api::routes::render::{ping, render_message};
use crate::api::routes::subscriptions::get_subscribers_of_all;
use crate::app::ask::{Answer, Ask, Found, Query};
use crate::app::update::SessionUpdate;

/// Asks, and tells the answer.
pub(super) fn ask(shared: &Arc<Shared>, ask: Ask) {
    let own = Arc::clone(shared);
    spawn(shared, async move {
        let Ask { id, query } = ask;
        let found = find(&own, query).await;
        SessionUpdate::Answer(Answer { id, found })
    });
}

async fn find(shared: &Shared, query: Query) -> Found {
    let client = &shared.client;
    match query {
        Query::Message(id) => {
            let result = once_more(shared, || get_message(client, id, true)).await;
            Found::Message(result.map(Box::new))
        }
        Query::Messages(ids) => {
            Found::Messages(once_more(shared, || get_messages_by_id(client, &ids)).await)
        }
        Query::Source(id) => {
            let result = once_more(shared, || get_message(client, id, false)).await;
            Found::Source(result.map(|message| message.content.to_string()))
        }
        Query::History(id) => {
            Found::History(once_more(shared, || get_message_history(client, id)).await)
        }
        Query::FirstSince(wanted) => Found::FirstSince(super::dates::find(shared, &wanted).await),
        Query::EmojiNames(url) => Found::EmojiNames(super::emoji::names(shared, &url).await),
        Query::Receipts(id) => {
            Found::Receipts(once_more(shared, || get_read_receipts(client, id)).await)
        }
        Query::Render(text) => {
            Found::Rendered(once_more(shared, || render_message(client, &text)).await)
        }
        Query::Edit {
            message,
            content,
            before,
        } => {
            let result = edit_message_content(client, message, &content, &before).await;
            if let Err(error) = &result {
                shared.heed(error);
            }
            Found::Edited(result)
        }
        Query::Attachments => {
            Found::Attachments(once_more(shared, || get_attachments(client)).await)
        }
        Query::RemoveAttachment(id) => {
            Found::AttachmentRemoved(once_more(shared, || remove_attachment(client, id)).await)
        }
        Query::ChannelEmail(id) => {
            Found::ChannelEmail(once_more(shared, || get_email_address(client, id)).await)
        }
        Query::AllSubscribers => {
            Found::AllSubscribers(once_more(shared, || get_subscribers_of_all(client)).await)
        }
        Query::Subscribers(id) => {
            Found::Subscribers(once_more(shared, || get_subscribers(client, id)).await)
        }
        Query::SharedChannels { user, own, most } => {
            Found::SharedChannels(super::affairs::shared_channels(shared, user, &own, most).await)
        }
        Query::Ping => Found::Pinged(once_more(shared, || ping(client)).await),
    }
}

//! What the screen asks for: pages of messages, topics, matches.

use std::sync::Arc;
use std::time::Duration;

use super::Shared;
use crate::api::error::{ApiError, NetworkKind};
use crate::api::ids::{ChannelId, MessageId};
use crate::api::message::MessagesPage;
use crate::api::routes::channels::get_stream_topics;
use crate::api::routes::messages::{
    Anchor, GetMessages, MOST_AT_ONCE, check_messages_match_narrow, get_messages,
};
use crate::app::update::{Asked, ListId, SessionUpdate};
use crate::model::{self, FetchRequest, MatchRequest};

/// How long after a hiccup a request is made once more.
const AGAIN: Duration = Duration::from_millis(100);

/// Does it in a task of its own, when there are not too many already.
fn spawn(shared: &Arc<Shared>, work: impl Future<Output = SessionUpdate> + Send + 'static) {
    let shared = Arc::clone(shared);
    tokio::spawn(async move {
        let done = async {
            // Never closed while the session lives.
            let _permit = shared.permits.acquire().await;
            work.await
        };
        tokio::select! {
            update = done => shared.tell(update),
            () = shared.ending.cancelled() => {}
        }
    });
}

/// Makes a request, and once more when the connection broke: one that was kept open may have
/// been dead. Anything worse is for the one who asks.
pub(super) async fn once_more<T, F>(shared: &Shared, request: impl Fn() -> F) -> Result<T, ApiError>
where
    F: Future<Output = Result<T, ApiError>>,
{
    let outcome = request().await;
    let outcome = match &outcome {
        Err(ApiError::Network(error)) if error.kind == NetworkKind::Closed => {
            tokio::time::sleep(AGAIN).await;
            request().await
        }
        _ => outcome,
    };
    if let Err(error) = &outcome {
        shared.heed(error);
    }
    outcome
}

fn anchor(anchor: model::Anchor) -> Anchor {
    match anchor {
        model::Anchor::Newest => Anchor::Newest,
        model::Anchor::Oldest => Anchor::Oldest,
        model::Anchor::FirstUnread => Anchor::FirstUnread,
        model::Anchor::Message(id) => Anchor::Message(id),
    }
}

pub(super) fn fetch(shared: &Arc<Shared>, list: ListId, request: FetchRequest) {
    let own = Arc::clone(shared);
    spawn(shared, async move {
        let tag = request.tag;
        let wanted = GetMessages {
            include_anchor: request.include_anchor,
            ..GetMessages::new(
                request.narrow,
                anchor(request.anchor),
                request.num_before,
                request.num_after,
            )
        };
        let result: Result<MessagesPage, ApiError> =
            once_more(&own, || get_messages(&own.client, &wanted)).await;
        SessionUpdate::Page { list, tag, result }
    });
}

pub(super) fn matches(shared: &Arc<Shared>, list: ListId, request: MatchRequest) {
    let own = Arc::clone(shared);
    spawn(shared, async move {
        let tag = request.tag;
        let result = matching(&own, &request).await;
        SessionUpdate::Matched { list, tag, result }
    });
}

async fn matching(shared: &Shared, request: &MatchRequest) -> Result<Vec<MessageId>, ApiError> {
    let mut found = Vec::new();
    for part in request.ids.chunks(MOST_AT_ONCE) {
        let ask = || check_messages_match_narrow(&shared.client, part, &request.narrow);
        found.extend(once_more(shared, ask).await?);
    }
    found.sort_unstable();
    Ok(found)
}

pub(super) fn topics(shared: &Arc<Shared>, channel: ChannelId, asked: Asked) {
    let own = Arc::clone(shared);
    spawn(shared, async move {
        let ask = || get_stream_topics(&own.client, channel);
        let result = once_more(&own, ask).await;
        SessionUpdate::Topics {
            channel,
            asked,
            result,
        }
    });
}

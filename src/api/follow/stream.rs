//! Following as a [`Stream`].

use std::collections::VecDeque;
use std::pin::Pin;
use std::task::{Context, Poll};

use futures_util::stream::{self, Stream, StreamExt};
use serde_json::Value;

use super::{FollowOptions, Followed, Follower};
use crate::api::client::Client;
use crate::api::queue::End;

/// One event, as the server sent it, or a `message` that was missed and fetched.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StreamEvent {
    /// Its `type`.
    pub kind: Box<str>,
    /// Whether it was fetched because the queue that should have brought it was lost. Then it
    /// has no `id`, and `"lazuli_caught_up": true`.
    pub caught_up: bool,
    /// All of it, as JSON on one line.
    pub json: String,
}

impl StreamEvent {
    /// The event as a JSON value.
    #[must_use]
    pub fn value(&self) -> Value {
        // It was parsed when it came.
        serde_json::from_str(&self.json).unwrap_or_default()
    }
}

impl Followed {
    /// The events in it, in order; none for what is not about events.
    #[must_use]
    pub fn into_events(self) -> Vec<StreamEvent> {
        match self {
            Self::Events(events) => events
                .into_iter()
                .map(|event| StreamEvent {
                    kind: event.kind,
                    caught_up: false,
                    // JSON has line breaks between tokens only; a space does as well.
                    json: event.raw.get().replace(['\n', '\r'], " "),
                })
                .collect(),
            Self::CaughtUp(events) => events
                .into_iter()
                .map(|json| StreamEvent {
                    kind: "message".into(),
                    caught_up: true,
                    json,
                })
                .collect(),
            Self::Connecting
            | Self::Registered
            | Self::Waiting(_)
            | Self::Lost(_)
            | Self::Gap(_)
            | Self::Ended(_) => Vec::new(),
        }
    }
}

/// An organization's events, for ever. Ends only with an error: when the account is no more,
/// or never was.
pub struct EventStream {
    inner: Pin<Box<dyn Stream<Item = Result<StreamEvent, End>> + Send>>,
}

impl EventStream {
    fn new(follower: Follower) -> Self {
        let start = (follower, VecDeque::new());
        let inner = stream::unfold(start, |(mut follower, mut ready)| async move {
            loop {
                if let Some(event) = ready.pop_front() {
                    return Some((Ok(event), (follower, ready)));
                }
                match follower.next().await? {
                    Followed::Ended(end) => return Some((Err(end), (follower, ready))),
                    other => ready.extend(other.into_events()),
                }
            }
        });
        Self {
            inner: inner.boxed(),
        }
    }
}

impl Stream for EventStream {
    type Item = Result<StreamEvent, End>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.inner.poll_next_unpin(context)
    }
}

impl Client {
    /// Every event that happens, for ever, through lost connections and lost queues:
    /// what `call_on_each_event` is in Zulip's Python library. Heartbeats are among them.
    ///
    /// A batch is acknowledged to the server when all of it was taken. Messages missed while
    /// there was no queue are fetched and given out in order, once.
    /// <https://zulip.com/api/real-time-events>
    #[must_use]
    pub fn events(&self, options: FollowOptions) -> EventStream {
        EventStream::new(Follower::new(self.clone(), options).0)
    }
}

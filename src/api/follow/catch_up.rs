//! Fetching what no queue will bring any more.
//!
//! When a queue is lost, messages sent until the next one opened are missing. They are those
//! after the last one given out and, where the new registration tells its newest message, up
//! to that: what is newer comes by the new queue.

use std::borrow::Cow;
use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::value::RawValue;
use serde_json::{Map, Value};

use crate::api::client::Client;
use crate::api::error::{ApiError, Malformed};
use crate::api::ids::MessageId;
use crate::api::narrow::{ChannelsOperand, IsOperand, Narrow, Operator};
use crate::api::routes::messages::{Anchor, GetMessages, get_raw_messages};
use crate::api::routes::register::RegisterOptions;

/// How many messages are fetched at once.
const PAGE: u32 = 500;

/// Which messages a queue brings, as requests for the same.
#[derive(Debug, Clone)]
pub(super) struct Sources {
    /// In every public channel; asked first.
    public: Option<Narrow>,
    /// One's own history.
    own: Narrow,
    apply_markdown: bool,
    client_gravatar: bool,
    allow_empty_topic_name: bool,
}

impl Sources {
    pub fn new(register: &RegisterOptions) -> Self {
        let own = register.narrow.as_narrow().clone();
        let everywhere = register.all_public_streams == Some(true);
        let direct = own
            .0
            .iter()
            .any(|term| !term.negated && matches!(term.operator, Operator::Is(IsOperand::Dm)));
        let public = Operator::Channels(ChannelsOperand::Public);
        Self {
            public: (everywhere && !direct).then(|| own.clone().and(public)),
            own,
            apply_markdown: register.apply_markdown,
            client_gravatar: register.client_gravatar,
            allow_empty_topic_name: register.client_capabilities.empty_topic_name,
        }
    }

    /// Whether a registration's newest message bounds everything that was missed.
    pub fn are_own(&self) -> bool {
        self.public.is_none()
    }

    fn request(&self, narrow: &Narrow, anchor: Anchor, before: u32, after: u32) -> GetMessages {
        GetMessages {
            include_anchor: before > 0,
            apply_markdown: self.apply_markdown,
            client_gravatar: self.client_gravatar,
            allow_empty_topic_name: self.allow_empty_topic_name,
            ..GetMessages::new(narrow.clone(), anchor, before, after)
        }
    }

    /// The newest message there is now.
    pub async fn newest(&self, client: &Client) -> Result<u64, ApiError> {
        let mut newest = 0;
        for narrow in self.public.iter().chain([&self.own]) {
            let request = self.request(narrow, Anchor::Newest, 1, 0);
            for raw in get_raw_messages(client, &request).await?.messages {
                newest = newest.max(head(client, &raw)?.id);
            }
        }
        Ok(newest)
    }

    /// What comes after the message `after`, at most up to `known`: the newest of one's own
    /// messages when the new queue opened.
    pub async fn page(
        &self,
        client: &Client,
        after: u64,
        known: Option<u64>,
    ) -> Result<Page, ApiError> {
        let mut found = BTreeMap::new();
        let public = match &self.public {
            Some(narrow) => Some(self.part(client, narrow, after, true, &mut found).await?),
            None => None,
        };
        let own = self
            .part(client, &self.own, after, false, &mut found)
            .await?;
        // Newer messages than this come by the queue. Public ones were asked for first, and
        // after the queue had opened: all up to the newest of them are known now.
        let limit = match (&public, known) {
            (_, None) => u64::MAX,
            (None, Some(known)) => known,
            (Some(part), Some(known)) if part.is_last => known.max(part.last),
            (Some(_), Some(_)) => u64::MAX,
        };
        let parts = || public.iter().chain([&own]);
        let reached = parts().filter(|part| !part.is_last).map(|part| part.last);
        let horizon = reached.min().unwrap_or(u64::MAX);
        let is_last = horizon >= limit;
        let end = horizon.min(limit);
        found.retain(|id, _| *id <= end);
        Ok(Page {
            next_after: (!is_last).then_some(end),
            messages: found.into_iter().collect(),
        })
    }

    async fn part(
        &self,
        client: &Client,
        narrow: &Narrow,
        after: u64,
        public: bool,
        found: &mut BTreeMap<u64, Box<RawValue>>,
    ) -> Result<Part, ApiError> {
        let request = self.request(narrow, Anchor::Message(MessageId(after)), 0, PAGE);
        let page = get_raw_messages(client, &request).await?;
        let mut last = after;
        for raw in page.messages {
            let head = head(client, &raw)?;
            last = last.max(head.id);
            // What one can read now and did not get then, the queue would not have brought.
            let never_mine = !public && head.flags.iter().any(|flag| flag == "historical");
            if head.id > after && !never_mine {
                found.entry(head.id).or_insert(raw);
            }
        }
        Ok(Part {
            // A page without anything new must not be asked for again and again.
            is_last: page.found_newest || last == after,
            last,
        })
    }
}

/// What one request came to.
struct Part {
    is_last: bool,
    last: u64,
}

/// Messages that were missed, ids ascending.
#[derive(Debug)]
pub(super) struct Page {
    pub messages: Vec<(u64, Box<RawValue>)>,
    /// Where the next page begins, if there is one.
    pub next_after: Option<u64>,
}

#[derive(Deserialize)]
struct Head<'a> {
    id: u64,
    #[serde(borrow, default)]
    flags: Vec<Cow<'a, str>>,
}

fn head<'a>(client: &Client, raw: &'a RawValue) -> Result<Head<'a>, ApiError> {
    serde_json::from_str(raw.get()).map_err(|error| ApiError::Malformed {
        host: client.host().to_owned(),
        status: 200,
        what: Malformed::Shape(error.to_string()),
    })
}

/// The event that would have brought this message, marked as caught up.
pub(super) fn as_event(message: &RawValue) -> String {
    // It was read as an object with an id before.
    let mut message: Map<String, Value> = serde_json::from_str(message.get()).unwrap_or_default();
    let flags = message
        .remove("flags")
        .unwrap_or_else(|| Value::Array(Vec::new()));
    message.remove("match_content");
    message.remove("match_subject");
    let mut event = Map::new();
    event.insert("type".to_owned(), "message".into());
    event.insert("message".to_owned(), Value::Object(message));
    event.insert("flags".to_owned(), flags);
    event.insert("lazuli_caught_up".to_owned(), Value::Bool(true));
    Value::Object(event).to_string()
}

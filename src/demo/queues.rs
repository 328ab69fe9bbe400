//! Event queues, as Zulip's Tornado process keeps them.
//!
//! <https://zulip.com/api/get-events>

use std::collections::{BTreeMap, HashMap, VecDeque};
use std::time::Duration;

use serde_json::{Map, Value, json};
use tokio::sync::oneshot;
use tokio::time::Instant;

use super::error::{Answer, Refusal};
use super::narrow::EventNarrow;
use crate::api::ids::UserId;

/// The longest life a client may ask for.
const LONGEST_LIFE: Duration = Duration::from_secs(7 * 24 * 3600);

/// What a client said about itself when it registered.
#[derive(Debug, Clone, Default)]
pub(crate) struct ClientOptions {
    pub(crate) apply_markdown: bool,
    pub(crate) client_gravatar: bool,
    pub(crate) slim_presence: bool,
    pub(crate) all_public_streams: bool,
    pub(crate) include_subscribers: bool,
    /// `None` wants every type.
    pub(crate) event_types: Option<Vec<String>>,
    pub(crate) narrow: EventNarrow,
    pub(crate) capabilities: Capabilities,
}

/// The client capabilities that change what is sent.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Capabilities {
    pub(crate) bulk_message_deletion: bool,
    pub(crate) stream_typing_notifications: bool,
    pub(crate) linkifier_url_template: bool,
    pub(crate) include_deactivated_groups: bool,
    pub(crate) archived_channels: bool,
    pub(crate) empty_topic_name: bool,
    pub(crate) simplified_presence_events: bool,
}

impl Capabilities {
    pub(crate) fn parse(sent: &Map<String, Value>) -> Self {
        let has = |name: &str| sent.get(name).and_then(Value::as_bool).unwrap_or(false);
        Self {
            bulk_message_deletion: has("bulk_message_deletion"),
            stream_typing_notifications: has("stream_typing_notifications"),
            linkifier_url_template: has("linkifier_url_template"),
            include_deactivated_groups: has("include_deactivated_groups"),
            archived_channels: has("archived_channels"),
            empty_topic_name: has("empty_topic_name"),
            simplified_presence_events: has("simplified_presence_events"),
        }
    }
}

/// What a poll is answered with.
pub(crate) type Batch = Vec<Map<String, Value>>;

/// The outcome of asking a queue.
pub(crate) enum Polled {
    Now(Batch),
    /// The same, with events that were acknowledged before.
    Repeated(Batch),
    /// Nothing yet: await the receiver, then answer with what it brings.
    Later(oneshot::Receiver<Batch>),
}

#[derive(Debug)]
pub(crate) struct Queue {
    pub(crate) id: String,
    pub(crate) user: UserId,
    pub(crate) options: ClientOptions,
    events: VecDeque<Map<String, Value>>,
    /// Flag and restart events that still merge with what comes, by their full type.
    merging: BTreeMap<String, Map<String, Value>>,
    next_id: i64,
    newest_pruned: i64,
    /// The last few acknowledged events, for the fault that repeats them.
    pruned: VecDeque<Map<String, Value>>,
    waiter: Option<oneshot::Sender<Batch>>,
    lifespan: Duration,
    seen: Instant,
}

impl Queue {
    /// Whether a client with these options takes events of this type.
    fn accepts(&self, event: &Map<String, Value>) -> bool {
        let kind = event.get("type").and_then(Value::as_str).unwrap_or("");
        let Some(wanted) = &self.options.event_types else {
            return true;
        };
        let wants = |name: &str| wanted.iter().any(|wanted| wanted == name);
        match kind {
            "heartbeat" | "restart" | "web_reload_client" => true,
            // A client that knows the successor is spared the legacy twin.
            "muted_topics" => wants(kind) && !wants("user_topic"),
            _ => wants(kind),
        }
    }

    fn push(&mut self, mut event: Map<String, Value>) {
        event.insert("id".into(), json!(self.next_id));
        self.next_id += 1;
        if let Some(kind) = merging_kind(&event) {
            if let Some(waiting) = self.merging.get_mut(&kind) {
                waiting.insert("id".into(), event["id"].clone());
                if let (Some(Value::Array(all)), Some(Value::Array(more))) =
                    (waiting.get_mut("messages"), event.get("messages"))
                {
                    all.extend(more.iter().cloned());
                }
                if let Some(generation) = event.get("server_generation") {
                    waiting.insert("server_generation".into(), generation.clone());
                }
            } else {
                self.merging.insert(kind, event);
            }
        } else {
            self.events.push_back(event);
        }
        if self.is_connected() {
            self.finish_poll();
        }
    }

    fn is_connected(&self) -> bool {
        self.waiter
            .as_ref()
            .is_some_and(|waiter| !waiter.is_closed())
    }

    /// Everything that waits, in order; what merged until now merges no more.
    fn contents(&mut self) -> Batch {
        if !self.merging.is_empty() {
            for (_, event) in std::mem::take(&mut self.merging) {
                let id = event_id(&event);
                let at = self.events.partition_point(|other| event_id(other) < id);
                self.events.insert(at, event);
            }
        }
        self.events.iter().cloned().collect()
    }

    fn finish_poll(&mut self) {
        if let Some(waiter) = self.waiter.take() {
            self.seen = Instant::now();
            let contents = self.contents();
            // A client that went away will ask for the same events again.
            let _ = waiter.send(contents);
        }
    }

    fn prune(&mut self, through: i64) -> Answer<()> {
        if through < self.newest_pruned {
            return Err(Refusal::bad(format!(
                "An event newer than {through} has already been pruned!"
            )));
        }
        while self
            .events
            .front()
            .is_some_and(|event| event_id(event) <= through)
        {
            if let Some(event) = self.events.pop_front() {
                self.newest_pruned = event_id(&event);
                self.pruned.push_back(event);
                if self.pruned.len() > 8 {
                    self.pruned.pop_front();
                }
            }
        }
        if through != self.newest_pruned {
            return Err(Refusal::bad(format!(
                "Event {through} was not in this queue"
            )));
        }
        Ok(())
    }

    fn is_expired(&self, now: Instant) -> bool {
        !self.is_connected() && now.saturating_duration_since(self.seen) >= self.lifespan
    }
}

fn event_id(event: &Map<String, Value>) -> i64 {
    event.get("id").and_then(Value::as_i64).unwrap_or(-1)
}

/// The name under which an event merges with the next of its kind, if it does.
fn merging_kind(event: &Map<String, Value>) -> Option<String> {
    let text = |name: &str| event.get(name).and_then(Value::as_str);
    match text("type")? {
        "restart" => Some("restart".to_owned()),
        "update_message_flags" => {
            let (op, flag) = (text("op")?, text("flag")?);
            let everything = event.get("all").and_then(Value::as_bool).unwrap_or(false);
            (!everything && (op, flag) != ("remove", "read")).then(|| format!("flags/{op}/{flag}"))
        }
        _ => None,
    }
}

/// All event queues.
#[derive(Debug, Default)]
pub(crate) struct Queues {
    queues: HashMap<String, Queue>,
    /// The life of a queue, where the options set one.
    lifespan: Option<Duration>,
}

impl Queues {
    pub(crate) fn new(lifespan: Option<Duration>) -> Self {
        Self {
            lifespan,
            ..Self::default()
        }
    }

    /// Opens a queue; `asked` is the life the client wants.
    pub(crate) fn open(
        &mut self,
        id: String,
        user: UserId,
        options: ClientOptions,
        asked: Option<Duration>,
    ) -> Duration {
        let lifespan = match (self.lifespan, asked) {
            (Some(most), Some(asked)) => most.min(asked),
            (Some(most), None) => most,
            (None, Some(asked)) => asked.min(LONGEST_LIFE),
            (None, None) => Duration::from_secs(600),
        };
        let queue = Queue {
            id: id.clone(),
            user,
            options,
            events: VecDeque::new(),
            merging: BTreeMap::new(),
            next_id: 0,
            newest_pruned: -1,
            pruned: VecDeque::new(),
            waiter: None,
            lifespan,
            seen: Instant::now(),
        };
        self.queues.insert(id, queue);
        lifespan
    }

    fn find(&mut self, id: &str, user: UserId) -> Answer<&mut Queue> {
        let now = Instant::now();
        if self
            .queues
            .get(id)
            .is_some_and(|queue| queue.is_expired(now))
        {
            self.queues.remove(id);
        }
        let queue = self.queues.get_mut(id).ok_or_else(|| {
            Refusal::code("BAD_EVENT_QUEUE_ID", format!("Bad event queue ID: {id}"))
                .with("queue_id", id)
        })?;
        if queue.user == user {
            Ok(queue)
        } else {
            Err(Refusal::bad(
                "You are not authorized to get events from this queue",
            ))
        }
    }

    /// One poll: acknowledges, then answers at once or later. With `again`, what
    /// was acknowledged a moment ago is handed out once more.
    pub(crate) fn poll(
        &mut self,
        id: &str,
        user: UserId,
        last: i64,
        dont_block: bool,
        again: bool,
    ) -> Answer<Polled> {
        let queue = self.find(id, user)?;
        queue.prune(last)?;
        queue.finish_poll();
        queue.seen = Instant::now();
        if again && !queue.pruned.is_empty() {
            let mut batch: Batch = queue.pruned.iter().cloned().collect();
            batch.extend(queue.contents());
            return Ok(Polled::Repeated(batch));
        }
        if dont_block || !queue.events.is_empty() || !queue.merging.is_empty() {
            return Ok(Polled::Now(queue.contents()));
        }
        let (sender, receiver) = oneshot::channel();
        queue.waiter = Some(sender);
        Ok(Polled::Later(receiver))
    }

    /// A poll of this queue ended without an answer: its client went away.
    pub(crate) fn disconnected(&mut self, id: &str) {
        if let Some(queue) = self.queues.get_mut(id)
            && !queue.is_connected()
        {
            queue.waiter = None;
            queue.seen = Instant::now();
        }
    }

    pub(crate) fn heartbeat(&mut self, id: &str) {
        if let Some(queue) = self.queues.get_mut(id) {
            queue.push(Map::from_iter([("type".to_owned(), json!("heartbeat"))]));
        }
    }

    pub(crate) fn delete(&mut self, id: &str, user: UserId) -> Answer<()> {
        self.find(id, user)?.finish_poll();
        self.queues.remove(id);
        Ok(())
    }

    /// Forgets every queue, or those of one person. Open polls are answered with
    /// the error that the next one would get.
    pub(crate) fn expire(&mut self, user: Option<UserId>) -> usize {
        let before = self.queues.len();
        self.queues
            .retain(|_, queue| user.is_some_and(|user| queue.user != user));
        before - self.queues.len()
    }

    pub(crate) fn sweep(&mut self) {
        let now = Instant::now();
        self.queues.retain(|_, queue| !queue.is_expired(now));
    }

    pub(crate) fn len(&self) -> usize {
        self.queues.len()
    }

    /// Tells every queue for which `event` has something to say.
    pub(crate) fn publish(&mut self, event: impl Fn(&Queue) -> Option<Value>) {
        for queue in self.queues.values_mut() {
            if let Some(Value::Object(event)) = event(queue)
                && queue.accepts(&event)
            {
                queue.push(event);
            }
        }
    }
}

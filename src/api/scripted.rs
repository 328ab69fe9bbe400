//! A transport that answers from a script, in virtual time, and logs what it was asked.

use std::collections::BTreeMap;
use std::collections::VecDeque;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use reqwest::StatusCode;
use reqwest::header::{HeaderMap, HeaderValue, RETRY_AFTER};
use serde_json::{Value, json};
use tokio::time::Instant;

use super::client::Client;
use super::error::{ApiError, NetworkError, NetworkKind};
use super::transport::{Body, Boxed, Request, Response, Transport};
use crate::config::zuliprc::Credentials;

/// One request as the server sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asked {
    /// When, since the script began.
    pub at: Duration,
    /// Method and path, such as `GET events`.
    pub what: String,
    /// The parameters of query and form.
    pub params: BTreeMap<String, String>,
}

impl Asked {
    pub fn param(&self, name: &str) -> &str {
        self.params.get(name).map_or("", String::as_str)
    }
}

/// How a request is answered.
#[derive(Debug, Clone)]
pub struct Step {
    after: Duration,
    retry_after: Option<&'static str>,
    answer: Answer,
}

#[derive(Debug, Clone)]
enum Answer {
    Text(u16, String),
    Fail(NetworkKind),
    Hang,
    HangInside,
}

impl Step {
    fn new(answer: Answer) -> Self {
        Self {
            after: Duration::from_millis(1),
            retry_after: None,
            answer,
        }
    }

    /// A success with these members.
    pub fn ok(mut members: Value) -> Self {
        members["result"] = "success".into();
        members["msg"] = "".into();
        Self::new(Answer::Text(200, members.to_string()))
    }

    /// A refusal with this status and code.
    pub fn no(status: u16, code: &str) -> Self {
        let body = json!({"result": "error", "msg": "nein", "code": code});
        Self::new(Answer::Text(status, body.to_string()))
    }

    /// Any status and body.
    pub fn text(status: u16, body: &str) -> Self {
        Self::new(Answer::Text(status, body.to_owned()))
    }

    /// The network fails.
    pub fn fail(kind: NetworkKind) -> Self {
        Self::new(Answer::Fail(kind))
    }

    /// Never answers.
    pub fn hang() -> Self {
        Self::new(Answer::Hang)
    }

    /// Answers the head and never the rest.
    pub fn hang_inside() -> Self {
        Self::new(Answer::HangInside)
    }

    /// The same, later.
    pub fn after(self, after: Duration) -> Self {
        Self { after, ..self }
    }

    /// The same with this `Retry-After`.
    pub fn retry_after(self, value: &'static str) -> Self {
        Self {
            retry_after: Some(value),
            ..self
        }
    }
}

type Rule = Box<dyn FnMut(&Asked) -> Step + Send>;

/// The transport.
pub struct Scripted {
    started: Instant,
    rule: Mutex<Rule>,
    log: Mutex<Vec<Asked>>,
    resets: AtomicUsize,
}

impl Scripted {
    /// Answers by rule.
    pub fn new(rule: impl FnMut(&Asked) -> Step + Send + 'static) -> Arc<Self> {
        Arc::new(Self {
            started: Instant::now(),
            rule: Mutex::new(Box::new(rule)),
            log: Mutex::default(),
            resets: AtomicUsize::new(0),
        })
    }

    /// Answers one after the other, whatever is asked; hangs at the end. Deleting a queue is
    /// not in the list, since it goes on beside everything else: it succeeds.
    pub fn list(steps: impl IntoIterator<Item = Step>) -> Arc<Self> {
        let mut steps: VecDeque<Step> = steps.into_iter().collect();
        Self::new(move |asked| match asked.what.as_str() {
            "DELETE events" => Step::ok(json!({})),
            _ => steps.pop_front().unwrap_or_else(Step::hang),
        })
    }

    /// A client that talks to it.
    pub fn client(self: &Arc<Self>) -> Client {
        let credentials = Credentials::new("ada@example.com", "key", "chat.example.com").unwrap();
        let transport = Arc::clone(self) as Arc<dyn Transport>;
        Client::with_transport(&credentials, transport).unwrap()
    }

    /// Everything that was asked.
    pub fn log(&self) -> Vec<Asked> {
        self.log.lock().unwrap().clone()
    }

    /// How often all connections were forgotten.
    pub fn resets(&self) -> usize {
        self.resets.load(Ordering::SeqCst)
    }

    fn asked(&self, request: &Request) -> Asked {
        let query = request.url.query().unwrap_or_default();
        let form = request.body.as_deref().unwrap_or_default();
        let pairs = url::form_urlencoded::parse(query.as_bytes())
            .chain(url::form_urlencoded::parse(form.as_bytes()));
        let path = request.url.path().trim_start_matches("/api/v1/");
        Asked {
            at: self.started.elapsed(),
            what: format!("{} {path}", request.method),
            params: pairs
                .map(|(name, value)| (name.into_owned(), value.into_owned()))
                .collect(),
        }
    }
}

fn broken(kind: NetworkKind) -> NetworkError {
    NetworkError {
        host: "chat.example.com".to_owned(),
        kind,
        detail: String::new(),
        unsent: match kind {
            NetworkKind::Resolve
            | NetworkKind::Refused
            | NetworkKind::Unreachable
            | NetworkKind::Certificate(_)
            | NetworkKind::Tls => true,
            NetworkKind::Timeout
            | NetworkKind::Closed
            | NetworkKind::NotHttp
            | NetworkKind::Other => false,
        },
    }
}

impl Transport for Scripted {
    fn send(&self, request: Request) -> Boxed<'_, Result<Response, ApiError>> {
        let asked = self.asked(&request);
        let step = (self.rule.lock().unwrap())(&asked);
        self.log.lock().unwrap().push(asked);
        Box::pin(async move {
            tokio::time::sleep(step.after).await;
            let mut headers = HeaderMap::new();
            if let Some(wait) = step.retry_after {
                headers.insert(RETRY_AFTER, HeaderValue::from_static(wait));
            }
            let (status, body) = match step.answer {
                Answer::Fail(kind) => return Err(ApiError::Network(broken(kind))),
                Answer::Hang => return std::future::pending().await,
                Answer::HangInside => (200, None),
                Answer::Text(status, text) => (status, Some(text)),
            };
            Ok(Response {
                status: StatusCode::from_u16(status).unwrap(),
                headers,
                body: Box::new(ScriptedBody(body)),
            })
        })
    }

    fn reset(&self) {
        self.resets.fetch_add(1, Ordering::SeqCst);
    }
}

/// The text in one piece, then the end; without a text, nothing for ever.
struct ScriptedBody(Option<String>);

impl Body for ScriptedBody {
    fn read<'a>(&'a mut self, buffer: &'a mut Vec<u8>) -> Boxed<'a, Result<usize, NetworkError>> {
        Box::pin(async move {
            match &mut self.0 {
                None => std::future::pending().await,
                Some(text) => {
                    let text = std::mem::take(text);
                    buffer.extend_from_slice(text.as_bytes());
                    Ok(text.len())
                }
            }
        })
    }
}

/// A register reply for this queue.
pub fn registration(queue: &str, last_event_id: i64) -> Step {
    Step::ok(json!({
        "queue_id": queue,
        "last_event_id": last_event_id,
        "zulip_version": "11.0",
        "zulip_feature_level": 421,
        "event_queue_longpoll_timeout_seconds": 90,
        "max_message_id": 100,
    }))
}

/// An events reply: ids and types.
pub fn events(events: &[(i64, &str)]) -> Step {
    let events: Vec<Value> = events
        .iter()
        .map(|(id, kind)| json!({"id": id, "type": kind}))
        .collect();
    Step::ok(json!({ "events": events }))
}

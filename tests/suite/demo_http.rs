//! A bare HTTP client for the demo server: one connection for each request, nothing
//! hidden, so that a test sees exactly what was sent.

use std::io;
use std::net::SocketAddr;
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use lazuli::demo::{Options, Running, Server};
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// An organization where nothing happens that a test does not do.
pub async fn still() -> Running {
    start(Options::scripted(false)).await
}

pub async fn start(options: Options) -> Running {
    Server::start(options).await.expect("a free port")
}

/// What came back.
#[derive(Debug)]
pub struct Reply {
    pub status: u16,
    pub head: String,
    pub body: Vec<u8>,
}

impl Reply {
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).expect("a JSON body")
    }

    pub fn header(&self, name: &str) -> Option<&str> {
        self.head.lines().find_map(|line| {
            let (key, value) = line.split_once(':')?;
            key.eq_ignore_ascii_case(name).then(|| value.trim())
        })
    }
}

/// One person's way to the server.
#[derive(Debug, Clone)]
pub struct Person {
    address: SocketAddr,
    auth: String,
}

pub fn person(server: &Running, handle: &str) -> Person {
    let account = server.account(handle);
    assert_eq!(account.handle, handle);
    Person {
        address: server.address(),
        auth: STANDARD.encode(format!("{}:{}", account.email, account.api_key)),
    }
}

/// Sends a request and reads to the end of the connection.
pub async fn raw(address: SocketAddr, request: &[u8]) -> io::Result<Reply> {
    let mut stream = TcpStream::connect(address).await?;
    stream.write_all(request).await?;
    let mut bytes = Vec::new();
    stream.read_to_end(&mut bytes).await?;
    let split = bytes
        .windows(4)
        .position(|window| window == b"\r\n\r\n")
        .ok_or_else(|| io::Error::from(io::ErrorKind::UnexpectedEof))?;
    let head = String::from_utf8_lossy(&bytes[..split]).into_owned();
    let status = head
        .split(' ')
        .nth(1)
        .and_then(|code| code.parse().ok())
        .unwrap_or(0);
    let reply = Reply {
        status,
        head,
        body: bytes.split_off(split + 4),
    };
    let length = reply
        .header("content-length")
        .and_then(|length| length.parse::<usize>().ok());
    if length.is_some_and(|length| length != reply.body.len()) {
        return Err(io::ErrorKind::UnexpectedEof.into());
    }
    Ok(reply)
}

fn form(params: &Value) -> String {
    let mut form = url::form_urlencoded::Serializer::new(String::new());
    if let Value::Object(map) = params {
        for (key, value) in map {
            let text = value
                .as_str()
                .map_or_else(|| value.to_string(), str::to_owned);
            form.append_pair(key, &text);
        }
    }
    form.finish()
}

impl Person {
    /// The same server, without a key.
    pub fn anonymous(&self) -> Self {
        Self {
            auth: String::new(),
            ..self.clone()
        }
    }

    /// Strings go raw, everything else as JSON, as Zulip wants it.
    pub async fn try_call(&self, method: &str, path: &str, params: Value) -> io::Result<Reply> {
        let params = form(&params);
        let path = if path.starts_with('/') {
            path.to_owned()
        } else {
            format!("/api/v1/{path}")
        };
        let (path, body) = if method == "GET" {
            (format!("{path}?{params}"), String::new())
        } else {
            (path, params)
        };
        let auth = if self.auth.is_empty() {
            String::new()
        } else {
            format!("Authorization: Basic {}\r\n", self.auth)
        };
        let request = format!(
            "{method} {path} HTTP/1.1\r\nHost: {}\r\n{auth}User-Agent: suite/1.0\r\nConnection: close\r\n\
             Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {}\r\n\r\n{body}",
            self.address,
            body.len()
        );
        let patience = Duration::from_secs(30);
        tokio::time::timeout(patience, raw(self.address, request.as_bytes())).await?
    }

    pub async fn call(&self, method: &str, path: &str, params: Value) -> Reply {
        self.try_call(method, path, params)
            .await
            .expect("an answer")
    }

    /// The JSON of a successful call.
    pub async fn ok(&self, method: &str, path: &str, params: Value) -> Value {
        let reply = self.call(method, path, params).await;
        let json = reply.json();
        assert_eq!(
            (reply.status, &json["result"]),
            (200, &json!("success")),
            "{method} {path}: {json}"
        );
        json
    }

    /// The JSON of a refused call, its status checked.
    pub async fn refused(&self, status: u16, method: &str, path: &str, params: Value) -> Value {
        let reply = self.call(method, path, params).await;
        let json = reply.json();
        assert_eq!(
            (reply.status, &json["result"]),
            (status, &json!("error")),
            "{method} {path}: {json}"
        );
        json
    }

    pub async fn get(&self, path: &str, params: Value) -> Value {
        self.ok("GET", path, params).await
    }

    pub async fn post(&self, path: &str, params: Value) -> Value {
        self.ok("POST", path, params).await
    }

    pub async fn patch(&self, path: &str, params: Value) -> Value {
        self.ok("PATCH", path, params).await
    }

    pub async fn delete(&self, path: &str, params: Value) -> Value {
        self.ok("DELETE", path, params).await
    }

    /// Sends a message to a topic; gives back its id.
    pub async fn say(&self, channel: u64, topic: &str, content: &str) -> u64 {
        let sent = self
            .post("messages", json!({"type": "channel", "to": channel, "topic": topic, "content": content, "read_by_sender": true}))
            .await;
        sent["id"].as_u64().expect("an id")
    }

    /// Sends a direct message; gives back its id.
    pub async fn tell(&self, people: &[u64], content: &str) -> u64 {
        let sent = self
            .post(
                "messages",
                json!({"type": "direct", "to": people, "content": content}),
            )
            .await;
        sent["id"].as_u64().expect("an id")
    }
}

/// The capabilities of the clients that were recorded.
pub fn capabilities() -> Value {
    json!({
        "notification_settings_null": true, "bulk_message_deletion": true,
        "user_avatar_url_field_optional": true, "stream_typing_notifications": true,
        "user_settings_object": true, "linkifier_url_template": true, "user_list_incomplete": true,
        "include_deactivated_groups": true, "archived_channels": true, "empty_topic_name": true,
    })
}

/// A person's event queue.
#[derive(Debug)]
pub struct Queue {
    pub person: Person,
    pub id: String,
    pub last: i64,
    pub snapshot: Value,
}

impl Queue {
    pub async fn open(person: &Person) -> Self {
        let params = json!({
            "apply_markdown": true, "client_gravatar": true, "slim_presence": true,
            "include_subscribers": true, "client_capabilities": capabilities(),
        });
        Self::open_with(person, params).await
    }

    pub async fn open_with(person: &Person, params: Value) -> Self {
        let snapshot = person.post("register", params).await;
        Self {
            person: person.clone(),
            id: snapshot["queue_id"].as_str().expect("a queue").to_owned(),
            last: snapshot["last_event_id"].as_i64().expect("a number"),
            snapshot,
        }
    }

    /// What waits, acknowledged with the next poll; does not wait for more.
    pub async fn drain(&mut self) -> Vec<Value> {
        self.poll(true).await
    }

    /// The next events, waiting for one.
    pub async fn next(&mut self) -> Vec<Value> {
        self.poll(false).await
    }

    async fn poll(&mut self, dont_block: bool) -> Vec<Value> {
        let params =
            json!({"queue_id": self.id, "last_event_id": self.last, "dont_block": dont_block});
        let reply = self.person.get("events", params).await;
        let events = reply["events"].as_array().expect("a list").clone();
        if let Some(last) = events.last() {
            self.last = last["id"].as_i64().expect("an id");
        }
        events
    }

    /// What waits, of one type.
    pub async fn drain_of(&mut self, kind: &str) -> Vec<Value> {
        let mut events = self.drain().await;
        events.retain(|event| event["type"] == kind);
        events
    }
}

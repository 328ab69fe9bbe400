//! A demo organization in the test's own process, and people who act in it.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::{Duration, Instant};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use lazuli::demo::{Account, Options, Running as Server};
use serde_json::Value;

/// A server that this process runs.
pub struct Organization {
    runtime: tokio::runtime::Runtime,
    server: Server,
}

/// Noon of Friday, 21 November 2025, in seconds since 1970: in a year gone by, so
/// that dates are shown with their year whenever this runs.
pub const NOW: u64 = 1_763_726_400;

impl Organization {
    /// The small demo organization in which nobody acts by themselves, its clock
    /// at [`NOW`].
    pub fn quiet() -> Self {
        Self::start(Options {
            now: Some(NOW),
            ..Options::scripted(false)
        })
    }

    /// Any.
    pub fn start(options: Options) -> Self {
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(1)
            .enable_all()
            .build()
            .expect("a runtime");
        let server = runtime
            .block_on(lazuli::demo::Server::start(options))
            .expect("a server");
        Self { runtime, server }
    }

    /// What its tasks run on.
    pub fn runtime(&self) -> &tokio::runtime::Runtime {
        &self.runtime
    }

    /// Its address.
    pub fn site(&self) -> String {
        self.server.site()
    }

    /// A network that leads to it.
    pub fn proxy(&self) -> super::Proxy {
        super::Proxy::to(self.server.address())
    }

    /// Ends the server and starts another on the same port: whatever was not there at the
    /// start is lost, and so are the event queues.
    pub fn start_again(&mut self) {
        let port = self.server.address().port();
        let options = Options {
            port,
            now: Some(NOW),
            ..Options::scripted(false)
        };
        // The port is free once the old server's task is gone.
        let server = self.runtime.block_on(async {
            let nobody = Options::scripted(false);
            let other = lazuli::demo::Server::start(nobody).await.expect("a server");
            drop(std::mem::replace(&mut self.server, other));
            loop {
                match lazuli::demo::Server::start(options.clone()).await {
                    Ok(server) => return server,
                    Err(_) => tokio::task::yield_now().await,
                }
            }
        });
        self.server = server;
    }

    /// How often a kind of fault has struck.
    pub fn struck(&self, fault: &str) -> u64 {
        let state = self.control(&serde_json::json!({"op": "state"}));
        let kind = fault.split([':', '@']).next().unwrap_or_default();
        state["struck"][kind].as_u64().expect("a kind of fault")
    }

    /// The text of a zuliprc file.
    pub fn zuliprc(&self, person: &str) -> String {
        self.server.zuliprc(person)
    }

    /// Somebody's account.
    pub fn account(&self, person: &str) -> Account {
        self.server.account(person)
    }

    /// What the hand behind the scenes does: see the server's control module.
    #[track_caller]
    pub fn control(&self, request: &Value) -> Value {
        let _entered = self.runtime.enter();
        self.server.control(request).expect("done")
    }

    /// A request of somebody's, to `/api/v1/` and what is given; the answer must
    /// be a success.
    #[track_caller]
    pub fn ask(&self, person: &str, method: &str, path: &str, form: &[(&str, &str)]) -> Value {
        let account = self.server.account(person);
        let address = self.server.address().to_string();
        let form: Vec<String> = form
            .iter()
            .map(|(name, value)| format!("{name}={}", percent(value)))
            .collect();
        let credentials = STANDARD.encode(format!("{}:{}", account.email, account.api_key));
        let (path, body) = match method {
            "GET" => (format!("{path}?{}", form.join("&")), String::new()),
            _ => (path.to_owned(), form.join("&")),
        };
        let request = format!(
            "{method} /api/v1/{path} HTTP/1.1\r\nHost: {address}\r\n\
             Authorization: Basic {credentials}\r\nConnection: close\r\n\
             Content-Type: application/x-www-form-urlencoded\r\n\
             Content-Length: {}\r\n\r\n{body}",
            body.len()
        );
        let mut stream = TcpStream::connect(&address).expect("the server");
        stream
            .set_read_timeout(Some(Duration::from_secs(30)))
            .expect("a deadline");
        stream.write_all(request.as_bytes()).expect("asked");
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).expect("an answer");
        let answer = String::from_utf8_lossy(&answer);
        let (head, body) = answer.split_once("\r\n\r\n").expect("an HTTP answer");
        let body: Value = serde_json::from_str(body).expect("JSON");
        assert_eq!(body["result"], "success", "{path}: {head}\n{body}");
        body
    }

    /// Somebody uploads a file; its address.
    #[track_caller]
    pub fn upload(&self, person: &str, name: &str, bytes: &[u8]) -> String {
        let account = self.server.account(person);
        let address = self.server.address().to_string();
        let credentials = STANDARD.encode(format!("{}:{}", account.email, account.api_key));
        let mut body = format!(
            "--apart\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{name}\"\r\n\
             Content-Type: text/plain\r\n\r\n"
        )
        .into_bytes();
        body.extend_from_slice(bytes);
        body.extend_from_slice(b"\r\n--apart--\r\n");
        let head = format!(
            "POST /api/v1/user_uploads HTTP/1.1\r\nHost: {address}\r\n\
             Authorization: Basic {credentials}\r\nConnection: close\r\n\
             Content-Type: multipart/form-data; boundary=apart\r\n\
             Content-Length: {}\r\n\r\n",
            body.len()
        );
        let mut stream = TcpStream::connect(&address).expect("the server");
        stream.write_all(head.as_bytes()).expect("asked");
        stream.write_all(&body).expect("sent");
        let mut answer = String::new();
        stream.read_to_string(&mut answer).expect("an answer");
        let (_, body) = answer.split_once("\r\n\r\n").expect("an HTTP answer");
        let body: Value = serde_json::from_str(body).expect("JSON");
        body["url"].as_str().expect("an address").to_owned()
    }

    /// The bytes of an uploaded file, as somebody gets them by its address in a message.
    #[track_caller]
    pub fn fetch(&self, person: &str, path: &str) -> Vec<u8> {
        let account = self.server.account(person);
        let address = self.server.address().to_string();
        let credentials = STANDARD.encode(format!("{}:{}", account.email, account.api_key));
        let request = format!(
            "GET {path} HTTP/1.1\r\nHost: {address}\r\n\
             Authorization: Basic {credentials}\r\nConnection: close\r\n\r\n"
        );
        let mut stream = TcpStream::connect(&address).expect("the server");
        stream.write_all(request.as_bytes()).expect("asked");
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).expect("an answer");
        let head = answer.windows(4).position(|four| four == b"\r\n\r\n");
        let (head, body) = answer.split_at(head.expect("an HTTP answer") + 4);
        assert!(
            head.starts_with(b"HTTP/1.1 200"),
            "{}",
            String::from_utf8_lossy(head)
        );
        body.to_vec()
    }

    /// Somebody writes in a topic; the message's id.
    #[track_caller]
    pub fn say(&self, person: &str, channel: &str, topic: &str, text: &str) -> u64 {
        let form = [
            ("type", "stream"),
            ("to", channel),
            ("topic", topic),
            ("content", text),
        ];
        self.ask(person, "POST", "messages", &form)["id"]
            .as_u64()
            .expect("an id")
    }

    /// Somebody writes to others; the message's id.
    #[track_caller]
    pub fn tell(&self, person: &str, to: &[&str], text: &str) -> u64 {
        let ids: Vec<String> = to
            .iter()
            .map(|handle| self.account(handle).user_id.to_string())
            .collect();
        let to = format!("[{}]", ids.join(","));
        let form = [("type", "direct"), ("to", &*to), ("content", text)];
        self.ask(person, "POST", "messages", &form)["id"]
            .as_u64()
            .expect("an id")
    }
}

fn percent(text: &str) -> String {
    text.bytes()
        .map(|byte| match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' => {
                char::from(byte).to_string()
            }
            byte => format!("%{byte:02X}"),
        })
        .collect()
}

/// Asks again and again until it is so: what is shown at once is on its way to the server.
pub fn until<T>(what: &str, mut ask: impl FnMut() -> Option<T>) -> T {
    let deadline = Instant::now() + Duration::from_secs(60);
    loop {
        if let Some(found) = ask() {
            return found;
        }
        assert!(Instant::now() < deadline, "not {what}");
        std::thread::sleep(Duration::from_millis(50));
    }
}

//! `lazuli events` and its siblings, the whole binary, against the demo organization in every
//! kind of trouble.

use std::io::{BufRead, BufReader};
use std::os::unix::fs::PermissionsExt;
use std::path::PathBuf;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};

use lazuli::api::Client;
use lazuli::api::params::Params;
use lazuli::api::routes::messages::{Anchor, GetMessages, get_messages};
use lazuli::config::zuliprc::Credentials;
use lazuli::demo::{Options, Running, Server};
use serde_json::{Value, json};
use tokio::sync::mpsc::{UnboundedReceiver, unbounded_channel};

/// No test waits longer than this for anything.
const PATIENCE: Duration = Duration::from_secs(60);

/// An organization, and the zuliprc of Ada in it.
struct Demo {
    running: Running,
    folder: tempfile::TempDir,
}

impl Demo {
    async fn start() -> Self {
        Self::with(Options::scripted(false)).await
    }

    async fn with(options: Options) -> Self {
        let running = Server::start(options).await.unwrap();
        let folder = tempfile::tempdir().unwrap();
        let demo = Self { running, folder };
        demo.zuliprc("zuliprc", &demo.running.zuliprc("ada"));
        demo
    }

    fn zuliprc(&self, name: &str, text: &str) -> PathBuf {
        let path = self.folder.path().join(name);
        std::fs::write(&path, text).unwrap();
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o600)).unwrap();
        path
    }

    fn faults(&self, faults: &[&str]) {
        self.control(json!({"op": "faults", "faults": faults}));
    }

    fn control(&self, request: Value) {
        self.running.control(&request).unwrap();
    }

    fn client(&self, who: &str) -> Client {
        let account = self.running.account(who);
        let site = self.running.site();
        Client::new(&Credentials::new(&account.email, &account.api_key, &site).unwrap()).unwrap()
    }

    /// The newest message that Ada can read in this narrow.
    async fn newest(&self, narrow: &str) -> u64 {
        self.after(narrow, 0).await.pop().unwrap_or(0)
    }

    /// All newer messages that Ada has in this narrow.
    async fn after(&self, narrow: &str, after: u64) -> Vec<u64> {
        let narrow = narrow.parse().unwrap();
        let request = GetMessages::new(narrow, Anchor::Newest, 1000, 0);
        let page = get_messages(&self.client("ada"), &request).await.unwrap();
        let ids = page.messages.iter().map(|message| message.id.0);
        ids.filter(|id| *id > after).collect()
    }

    /// Ben says something in Ada's channels or to her. Whether it arrives is another matter.
    async fn say(&self, client: &Client, n: usize) {
        let params = Params::new().raw("content", format!("message {n}"));
        let params = match n % 3 {
            0 => params.raw("type", "direct").json("to", &[6]),
            1 => params
                .raw("type", "channel")
                .json("to", &2)
                .raw("topic", "kiln"),
            _ => params
                .raw("type", "channel")
                .json("to", &1)
                .raw("topic", "lunch"),
        };
        let sent = client.post::<Value>("messages", params);
        let _ = tokio::time::timeout(Duration::from_millis(500), sent).await;
    }

    fn lazuli(&self, args: &[&str]) -> Lines {
        let mut command = Command::new(env!("CARGO_BIN_EXE_lazuli"));
        command
            .args(args)
            .env_clear()
            .env("HOME", self.folder.path());
        Lines::of(&mut command)
    }
}

/// A running program and the lines it prints.
struct Lines {
    child: Child,
    lines: UnboundedReceiver<String>,
}

impl Lines {
    fn of(command: &mut Command) -> Self {
        let mut child = command
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::inherit())
            .spawn()
            .unwrap();
        let (sender, lines) = unbounded_channel();
        let stdout = BufReader::new(child.stdout.take().unwrap());
        std::thread::spawn(move || {
            for line in stdout.lines().map_while(Result::ok) {
                if sender.send(line).is_err() {
                    return;
                }
            }
        });
        Self { child, lines }
    }

    /// The next `message` event; `None` at the end. Servers may tell everybody that they
    /// were restarted.
    async fn message(&mut self) -> Option<Value> {
        loop {
            let event = self.next().await?;
            if event["type"] != "restart" {
                return Some(event);
            }
        }
    }

    /// The next line, as JSON; `None` at the end.
    async fn next(&mut self) -> Option<Value> {
        let line = tokio::time::timeout(PATIENCE, self.lines.recv()).await;
        let line = line.expect("a line in time")?;
        Some(serde_json::from_str(&line).unwrap_or_else(|_| panic!("{line}")))
    }

    fn signal(&self, name: &str) {
        let pid = self.child.id().to_string();
        let sent = Command::new("kill").args([name, &pid]).status().unwrap();
        assert!(sent.success());
    }

    async fn exit(mut self) -> ExitStatus {
        let end = Instant::now() + PATIENCE;
        loop {
            if let Some(status) = self.child.try_wait().unwrap() {
                return status;
            }
            assert!(Instant::now() < end, "it does not end");
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    }
}

impl Drop for Lines {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn message_id(event: &Value) -> u64 {
    event["message"]["id"].as_u64().unwrap()
}

/// While messages are sent, things go wrong as `faults` say: every message is printed once,
/// in order. Gives the printed events.
async fn through(faults: &[&str], args: &[&str], narrow: &str) -> Vec<Value> {
    let demo = Demo::start().await;
    let before = demo.newest(narrow).await;
    let mut args = args.to_vec();
    args.splice(0..0, ["events", "--event-types", "message"]);
    let mut events = demo.lazuli(&args);
    let ben = demo.client("ben");

    // It is listening once the first message gets through.
    let mut printed = Vec::new();
    demo.say(&ben, 1).await;
    while printed.is_empty() {
        tokio::select! {
            event = events.message() => printed.extend(event),
            () = tokio::time::sleep(Duration::from_millis(100)) => demo.say(&ben, 1).await,
        }
    }
    let first = message_id(&printed[0]);

    demo.faults(faults);
    for n in 0..60 {
        demo.say(&ben, n).await;
        tokio::time::sleep(Duration::from_millis(40)).await;
    }
    demo.faults(&[]);
    let want: Vec<u64> = demo.after(narrow, before).await;
    let want: Vec<u64> = want.into_iter().filter(|id| *id >= first).collect();
    assert!(want.len() > 10, "{}", want.len());
    while printed.len() < want.len() {
        printed.push(events.message().await.expect("another event"));
    }
    // One more, after which nothing may be left over.
    demo.say(&ben, 1).await;
    printed.push(events.message().await.expect("the last event"));
    let got: Vec<u64> = printed.iter().map(message_id).collect();
    let last = demo.newest(narrow).await;
    let want: Vec<u64> = want.into_iter().chain([last]).collect();
    assert_eq!(got, want, "{faults:?}");

    events.signal("-TERM");
    assert!(events.exit().await.success());
    printed
}

fn caught_up(events: &[Value]) -> usize {
    let marked = |event: &&Value| event["lazuli_caught_up"] == json!(true);
    events.iter().filter(marked).count()
}

#[tokio::test(flavor = "multi_thread")]
async fn every_message_once_in_order_through_broken_connections() {
    through(&["drop:0.4@events"], &[], "").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn every_message_once_in_order_through_cut_answers() {
    through(&["truncate:0.4@events"], &[], "").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn every_message_once_in_order_through_garbled_answers() {
    through(&["garble:0.4@events"], &[], "").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn every_message_once_in_order_through_rate_limits() {
    through(&["429:0.2@events"], &[], "").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn every_message_once_in_order_through_a_sick_server() {
    through(&["5xx:0.4@events"], &[], "").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn every_message_once_in_order_through_lost_queues() {
    // Registering does not always work at once, so that messages come in between.
    let printed = through(&["expire-queues:0.5", "5xx:0.7@register"], &[], "").await;
    assert!(caught_up(&printed) > 0);
    let marked = printed
        .iter()
        .find(|event| event["lazuli_caught_up"] == json!(true));
    let marked = marked.unwrap();
    assert_eq!(marked["type"], "message");
    assert!(marked.get("id").is_none() && marked["flags"].is_array());
    assert!(marked["message"].get("flags").is_none());
}

#[tokio::test(flavor = "multi_thread")]
async fn every_message_once_in_order_through_repetitions() {
    through(&["repeat:0.5@events"], &[], "").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn every_message_once_in_order_through_overtaking_answers() {
    through(&["reorder:0.4"], &[], "").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn every_message_once_in_order_through_restarts() {
    through(&["restart:0.7"], &[], "").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn every_message_once_in_order_through_everything_at_once() {
    let faults = [
        "drop:0.1",
        "truncate:0.1",
        "garble:0.1",
        "5xx:0.1",
        "repeat:0.1@events",
        "reorder:0.1",
        "expire-queues:0.7",
        "restart:1.1",
    ];
    let printed = through(&faults, &[], "").await;
    assert!(caught_up(&printed) > 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_narrow_holds_through_lost_queues() {
    let args = ["--narrow", "channel:workshop"];
    let faults = ["expire-queues:0.5", "5xx:0.7@register"];
    let printed = through(&faults, &args, "channel:workshop").await;
    assert!(caught_up(&printed) > 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn all_public_channels_are_followed_through_lost_queues() {
    let faults = ["expire-queues:0.5", "5xx:0.7@register"];
    let printed = through(&faults, &["--all-public-channels"], "").await;
    assert!(caught_up(&printed) > 0);
}

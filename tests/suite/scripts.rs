//! The real binary's subcommands for scripts, run against a demo organization.

use std::io::{BufRead, BufReader};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdout, Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};

use lazuli::api::Client;
use lazuli::api::params::Params;
use lazuli::api::routes::messages::{Anchor, GetMessages, get_messages};
use lazuli::config::zuliprc::Credentials;
use lazuli::demo::{Options, Running, Server};
use serde_json::{Value, json};
use tokio::sync::mpsc::{UnboundedReceiver, unbounded_channel};

/// No test waits longer than this for anything.
pub const PATIENCE: Duration = Duration::from_secs(120);

/// An organization, and the zuliprc of Ada in it.
pub struct Demo {
    /// The organization's server.
    pub running: Running,
    folder: tempfile::TempDir,
}

impl Demo {
    pub async fn start() -> Self {
        Self::with(Options::scripted(false)).await
    }

    pub async fn with(options: Options) -> Self {
        let running = Server::start(options).await.unwrap();
        let folder = tempfile::tempdir().unwrap();
        let demo = Self { running, folder };
        demo.zuliprc("zuliprc", &demo.running.zuliprc("ada"));
        demo
    }

    pub fn zuliprc(&self, name: &str, text: &str) -> PathBuf {
        let path = self.folder.path().join(name);
        std::fs::write(&path, text).unwrap();
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o600)).unwrap();
        path
    }

    /// The home folder of the programs.
    pub fn home(&self) -> &Path {
        self.folder.path()
    }

    pub fn faults(&self, faults: &[&str]) {
        self.control(json!({"op": "faults", "faults": faults}));
    }

    pub fn control(&self, request: Value) {
        self.running.control(&request).unwrap();
    }

    pub fn client(&self, who: &str) -> Client {
        let account = self.running.account(who);
        let site = self.running.site();
        Client::new(&Credentials::new(&account.email, &account.api_key, &site).unwrap()).unwrap()
    }

    /// The newest message that Ada can read in this narrow.
    pub async fn newest(&self, narrow: &str) -> u64 {
        self.after(narrow, 0).await.pop().unwrap_or(0)
    }

    /// All newer messages that Ada has in this narrow.
    pub async fn after(&self, narrow: &str, after: u64) -> Vec<u64> {
        let narrow = narrow.parse().unwrap();
        let request = GetMessages::new(narrow, Anchor::Newest, 5000, 0);
        let page = get_messages(&self.client("ada"), &request).await.unwrap();
        let ids = page.messages.iter().map(|message| message.id.0);
        ids.filter(|id| *id > after).collect()
    }

    /// Ben says something in Ada's channels or to her. Whether it arrives is another matter.
    pub async fn say(&self, client: &Client, n: usize) {
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

    pub fn lazuli(&self, args: &[&str]) -> Lines {
        Lines::of(&mut command(args, self.folder.path()))
    }

    /// The same, its output a pipe that the caller may close.
    pub fn with_pipe(&self, args: &[&str]) -> (Child, ChildStdout) {
        let mut command = command(args, self.folder.path());
        let mut child = command.stdout(Stdio::piped()).spawn().unwrap();
        let stdout = child.stdout.take().unwrap();
        (child, stdout)
    }
}

fn command(args: &[&str], home: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_lazuli"));
    command.args(args).env_clear().env("HOME", home);
    command
}

/// Runs to the end: the exit code, and what was written to standard output and error.
pub async fn run(args: &[&str], home: &Path) -> (i32, String, String) {
    let mut command = command(args, home);
    let run = tokio::task::spawn_blocking(move || command.output().unwrap());
    let output = tokio::time::timeout(PATIENCE, run).await.unwrap().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    let code = output.status.code().unwrap();
    (code, text(output.stdout), text(output.stderr))
}

/// Waits for the end of a process.
pub async fn exit(child: &mut Child) -> ExitStatus {
    let end = Instant::now() + PATIENCE;
    loop {
        if let Some(status) = child.try_wait().unwrap() {
            return status;
        }
        assert!(Instant::now() < end, "it does not end");
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}

/// A running program and the lines it prints.
pub struct Lines {
    child: Child,
    lines: UnboundedReceiver<String>,
}

impl Lines {
    pub fn of(command: &mut Command) -> Self {
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
    pub async fn message(&mut self) -> Option<Value> {
        loop {
            let event = self.next().await?;
            if event["type"] != "restart" {
                return Some(event);
            }
        }
    }

    /// The next line, as JSON; `None` at the end.
    pub async fn next(&mut self) -> Option<Value> {
        let line = self.line().await?;
        Some(serde_json::from_str(&line).unwrap_or_else(|_| panic!("{line}")))
    }

    /// The next line; `None` at the end.
    pub async fn line(&mut self) -> Option<String> {
        let line = tokio::time::timeout(PATIENCE, self.lines.recv()).await;
        line.expect("a line in time")
    }

    pub fn signal(&self, name: &str) {
        let pid = self.child.id().to_string();
        let sent = Command::new("kill").args([name, &pid]).status().unwrap();
        assert!(sent.success());
    }

    pub async fn exit(mut self) -> ExitStatus {
        exit(&mut self.child).await
    }
}

impl Drop for Lines {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

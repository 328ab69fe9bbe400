//! Running a program in a pseudo-terminal.

use std::io::{Read, Write};
use std::sync::atomic::Ordering;
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::Instant;

use portable_pty::{CommandBuilder, native_pty_system};
use tempfile::TempDir;

use super::organization::Organization;
use super::running::{Exit, Running, Shared, modes, pty_size};

/// What to run, and in what terminal.
pub struct Program {
    command: CommandBuilder,
    home: TempDir,
    columns: u16,
    rows: u16,
    answers: Answers,
}

/// What the terminal answers when it is asked.
#[derive(Debug, Clone, Default)]
struct Answers {
    silent: bool,
    background: Option<String>,
    kitty: bool,
}

impl Program {
    /// The binary under test; another one than Cargo's if `LAZULI_BINARY` names
    /// it.
    pub fn lazuli<'a>(arguments: impl IntoIterator<Item = &'a str>) -> Self {
        let other = std::env::var("LAZULI_BINARY").ok();
        let binary = other.as_deref().unwrap_or(env!("CARGO_BIN_EXE_lazuli"));
        Self::new(binary, arguments)
    }

    /// The binary under test, signed in as somebody of an organization; the screen opens with
    /// the combined feed, where messages are.
    pub fn signed_in<'a>(
        organization: &Organization,
        person: &str,
        arguments: impl IntoIterator<Item = &'a str>,
    ) -> Self {
        let mut arguments: Vec<&str> = arguments.into_iter().collect();
        let is_screen = arguments.first().is_none_or(|first| first.starts_with('-'));
        if is_screen && !arguments.contains(&"--view") {
            arguments.extend(["--view", "combined"]);
        }
        Self::at_home(organization, person, arguments)
    }

    /// The same with nothing but these arguments: the screen opens with the home view.
    pub fn at_home<'a>(
        organization: &Organization,
        person: &str,
        arguments: impl IntoIterator<Item = &'a str>,
    ) -> Self {
        Self::lazuli(arguments).file("config/lazuli/zuliprc", &organization.zuliprc(person))
    }

    /// Any program, in a terminal of 80 by 24 that is an xterm with truecolour.
    pub fn new<'a>(program: &str, arguments: impl IntoIterator<Item = &'a str>) -> Self {
        let home = tempfile::tempdir().expect("a temporary folder");
        let mut command = CommandBuilder::new(program);
        command.args(arguments);
        command.cwd(home.path());
        command.env_clear();
        let path = |name: &str| home.path().join(name);
        command.env("HOME", home.path());
        command.env("PATH", std::env::var_os("PATH").unwrap_or_default());
        command.env("XDG_CONFIG_HOME", path("config"));
        command.env("XDG_DATA_HOME", path("data"));
        command.env("XDG_STATE_HOME", path("state"));
        command.env("XDG_CACHE_HOME", path("cache"));
        command.env("TERM", "xterm-256color");
        command.env("COLORTERM", "truecolor");
        command.env("LANG", "C.UTF-8");
        command.env("TZ", "UTC");
        Self {
            command,
            home,
            columns: 80,
            rows: 24,
            answers: Answers::default(),
        }
        .file("state/lazuli/seen.json", &seen_all())
    }

    /// For somebody who has never started it: the tour awaits them, and tips.
    pub fn newcomer(self) -> Self {
        let file = self.home.path().join("state/lazuli/seen.json");
        std::fs::remove_file(file).expect("it was there");
        self
    }

    /// The terminal's columns and rows.
    pub fn size(mut self, columns: u16, rows: u16) -> Self {
        (self.columns, self.rows) = (columns, rows);
        self
    }

    /// An environment variable.
    pub fn env(mut self, name: &str, value: &str) -> Self {
        self.command.env(name, value);
        self
    }

    /// Not this environment variable.
    pub fn without(mut self, name: &str) -> Self {
        self.command.env_remove(name);
        self
    }

    /// A terminal that answers no question.
    pub fn silent(mut self) -> Self {
        self.answers.silent = true;
        self
    }

    /// A terminal that says its background is this (`rgb:ffff/ffff/ffff`).
    pub fn background(mut self, color: &str) -> Self {
        self.answers.background = Some(color.to_owned());
        self
    }

    /// A terminal that speaks kitty's keyboard protocol.
    pub fn kitty(mut self) -> Self {
        self.answers.kitty = true;
        self
    }

    /// A file in the home folder; `config/lazuli/config.toml` and the like.
    pub fn file(self, name: &str, text: &str) -> Self {
        use std::os::unix::fs::PermissionsExt;
        let path = self.home.path().join(name);
        if let Some(folder) = path.parent() {
            std::fs::create_dir_all(folder).expect("a folder");
        }
        std::fs::write(&path, text).expect("written");
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o600)).expect("private");
        self
    }

    /// Starts it.
    pub fn start(self) -> Running {
        let size = pty_size(self.columns, self.rows);
        let pair = native_pty_system()
            .openpty(size)
            .expect("a pseudo-terminal");
        let before = modes(pair.master.as_ref());
        let mut reader = pair.master.try_clone_reader().expect("a reader");
        let writer = Arc::new(Mutex::new(pair.master.take_writer().expect("a writer")));
        let shared = Arc::new(Shared::new(self.columns, self.rows));
        let started = Instant::now();
        let mut child = pair
            .slave
            .spawn_command(self.command)
            .expect("the program starts");
        let pid = child.process_id().expect("a process");
        let read = {
            let (shared, writer, answers) =
                (Arc::clone(&shared), Arc::clone(&writer), self.answers);
            thread::spawn(move || {
                let mut buffer = vec![0; 64 * 1024];
                loop {
                    match reader.read(&mut buffer) {
                        Ok(n) if n > 0 && !shared.stop.load(Ordering::Acquire) => {
                            let asked = shared.take(&buffer[..n], started);
                            answers.give(&asked, &writer);
                        }
                        _ => break,
                    }
                }
                shared.change(|seen| seen.closed = true);
            })
        };
        {
            let shared = Arc::clone(&shared);
            thread::spawn(move || {
                let status = child.wait().expect("the program ends");
                let exit = Exit {
                    code: status.exit_code(),
                    signal: status.signal().map(str::to_owned),
                };
                shared.change(|seen| seen.exit = Some(exit));
            });
        }
        Running {
            shared,
            master: Some(pair.master),
            slave: Mutex::new(Some(pair.slave)),
            writer: Some(writer),
            reader: Some(read),
            pid,
            home: self.home,
            before,
            started,
        }
    }
}

/// What somebody has in the state folder who was shown everything.
fn seen_all() -> String {
    let tips: serde_json::Map<_, _> = lazuli::app::tips::names()
        .map(|name| (name.to_owned(), lazuli::app::tips::MOST.into()))
        .collect();
    serde_json::json!({"toured": true, "tips": tips}).to_string()
}

impl Answers {
    fn give(&self, asked: &[u8], writer: &Mutex<Box<dyn Write + Send>>) {
        if self.silent || asked.is_empty() {
            return;
        }
        let mut answer = Vec::new();
        for question in [&b"\x1b]11;?"[..], b"\x1b[?u", b"\x1b[c"] {
            if !contains(asked, question) {
                continue;
            }
            match (question, &self.background) {
                (b"\x1b]11;?", Some(color)) => {
                    answer.extend_from_slice(format!("\x1b]11;{color}\x1b\\").as_bytes());
                }
                (b"\x1b[?u", _) if self.kitty => answer.extend_from_slice(b"\x1b[?0u"),
                (b"\x1b[c", _) => answer.extend_from_slice(b"\x1b[?62;22c"),
                _ => {}
            }
        }
        let mut writer = writer.lock().unwrap_or_else(PoisonError::into_inner);
        let _ = writer.write_all(&answer).and_then(|()| writer.flush());
    }
}

fn contains(bytes: &[u8], part: &[u8]) -> bool {
    bytes.windows(part.len()).any(|window| window == part)
}

//! A person's own programs that are run while the screen is: hooks, and what shows
//! notifications on the desktop. By no shell, a few at once, with a time limit; nobody waits
//! for them, and what fails is said.

use std::collections::HashMap;
use std::path::Path;
use std::process::Stdio;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::process::Command;
use tokio::sync::Semaphore;
use tokio::sync::mpsc::WeakUnboundedSender;
use tokio::time::timeout;

use crate::app::accounts::AccountIndex;
use crate::app::errand::Done;
use crate::app::hooks::HookRun;
use crate::app::notify::{NoticeId, Notification};
use crate::app::update::Update;
use crate::config::settings::{Notifications, NotifyBy};
use crate::run::{Bell, Notifier, Words};
use crate::terminal::NoticeBy;

/// So many run at once.
const AT_ONCE: usize = 4;
/// So many wait at most; what comes then is left out.
const MOST_WAITING: usize = 256;
/// How long what shows a notification may take.
const SHOWING: Duration = Duration::from_secs(10);
/// So many bytes of what a program writes are looked at.
const MOST_OUTPUT: u64 = 4096;

/// How notifications are shown on this machine.
#[must_use]
pub fn notifier(wishes: &Notifications, env: impl Fn(&str) -> Option<String>) -> Notifier {
    let bell = if wishes.bell {
        Bell::Sounds
    } else {
        Bell::Never
    };
    let terminal = |by| Some(Words::Terminal(by));
    let desktop = Desktop::command(&wishes.command, &env).is_some();
    let words = match wishes.by {
        NotifyBy::Off => None,
        NotifyBy::Osc99 => terminal(NoticeBy::Osc99),
        NotifyBy::Osc777 => terminal(NoticeBy::Osc777),
        NotifyBy::Osc9 => terminal(NoticeBy::Osc9),
        NotifyBy::Desktop => Some(Words::Desktop),
        NotifyBy::Bell => {
            return Notifier {
                words: None,
                bell: Bell::Always,
            };
        }
        NotifyBy::Auto => match NoticeBy::detect(&env) {
            Some(NoticeBy::Osc99) => terminal(NoticeBy::Osc99),
            _ if desktop => Some(Words::Desktop),
            Some(other) => terminal(other),
            None => {
                return Notifier {
                    words: None,
                    bell: Bell::Sounds,
                };
            }
        },
    };
    Notifier { words, bell }
}

/// Runs programs.
#[derive(Debug, Clone)]
pub struct Programs {
    permits: Arc<Semaphore>,
    waiting: Arc<AtomicUsize>,
    desktop: Option<Desktop>,
    updates: WeakUnboundedSender<(AccountIndex, Update)>,
}

impl Programs {
    /// None of them runs yet. Ends are told to `updates`, as long as somebody listens.
    #[must_use]
    pub fn new(
        wishes: &Notifications,
        env: impl Fn(&str) -> Option<String>,
        updates: WeakUnboundedSender<(AccountIndex, Update)>,
    ) -> Self {
        Self {
            permits: Arc::new(Semaphore::new(AT_ONCE)),
            waiting: Arc::default(),
            desktop: Desktop::command(&wishes.command, env),
            updates,
        }
    }

    /// Shows notifications as other wishes say.
    pub fn take(&mut self, wishes: &Notifications, env: impl Fn(&str) -> Option<String>) {
        self.desktop = Desktop::command(&wishes.command, env);
    }

    /// Runs a hook. Needs a tokio runtime.
    pub fn hook(&self, account: AccountIndex, run: HookRun) {
        self.start(account, "The hook", move |_| async move {
            let env = [("LAZULI_EVENT", &*run.kind)];
            let limit = Duration::from_secs(u64::from(run.seconds));
            let input = format!("{}\n", run.json);
            execute(&run.command, &env, input, limit).await.map(drop)
        });
    }

    /// Shows a notification on the desktop. Needs a tokio runtime.
    pub fn notify(&self, account: AccountIndex, notification: Notification) {
        self.start(account, "Notifications:", move |desktop| async move {
            let desktop = desktop.ok_or_else(|| NO_DESKTOP.to_owned())?;
            desktop
                .show((account, notification.id), &notification)
                .await
        });
    }

    /// Takes a notification off the desktop. Needs a tokio runtime.
    pub fn withdraw(&self, account: AccountIndex, id: NoticeId) {
        self.start(account, "Notifications:", move |desktop| async move {
            match desktop {
                Some(desktop) => desktop.close((account, id)).await,
                None => Ok(()),
            }
        });
    }

    fn start<F>(
        &self,
        account: AccountIndex,
        what: &'static str,
        work: impl FnOnce(Option<Desktop>) -> F,
    ) where
        F: Future<Output = Result<(), String>> + Send + 'static,
    {
        let own = self.clone();
        if own.waiting.fetch_add(1, Ordering::Relaxed) >= MOST_WAITING {
            own.waiting.fetch_sub(1, Ordering::Relaxed);
            own.failed(
                account,
                "Programs take longer than events come, and some were left out.".to_owned(),
            );
            return;
        }
        let work = work(self.desktop.clone());
        tokio::spawn(async move {
            let _permit = own.permits.acquire().await;
            let outcome = work.await;
            own.waiting.fetch_sub(1, Ordering::Relaxed);
            if let Err(why) = outcome {
                tracing::warn!(why, "a program failed");
                own.failed(account, format!("{what} {why}."));
            }
        });
    }

    fn failed(&self, account: AccountIndex, why: String) {
        if let Some(updates) = self.updates.upgrade() {
            // Nobody listens any more when the program ends.
            let _ = updates.send((account, Update::Errand(Done::Failed(why))));
        }
    }
}

/// What is said where a desktop is asked for and there is none.
const NO_DESKTOP: &str = "there is no notify-send here; set `command` or `by` under \
                          [notifications] in config.toml";

/// What shows notifications on the desktop of this machine.
#[derive(Debug, Clone)]
struct Desktop {
    show: Show,
    /// What the desktop calls the notifications that stand there.
    standing: Arc<Mutex<HashMap<(AccountIndex, NoticeId), String>>>,
}

#[derive(Debug, Clone)]
enum Show {
    /// The person's own program.
    Own(Vec<String>),
    /// `notify-send`, and whether there is `gdbus` to take back what it showed.
    Freedesktop { gdbus: bool },
    /// macOS's `osascript`.
    Osascript,
}

/// Two arguments shown as a notification, whatever they are: none of them is read as script.
const OSASCRIPT: &str = "on run argv\n\
                         display notification (item 2 of argv) with title (item 1 of argv)\n\
                         end run";

impl Desktop {
    fn command(own: &[String], env: impl Fn(&str) -> Option<String>) -> Option<Self> {
        let set = |name: &str| env(name).is_some_and(|value| !value.is_empty());
        let found = |program: &str| {
            std::env::split_paths(&env("PATH").unwrap_or_default())
                .any(|folder| Path::new(&folder).join(program).is_file())
        };
        let far = set("SSH_CONNECTION") || set("SSH_TTY");
        let bus = set("DBUS_SESSION_BUS_ADDRESS")
            || env("XDG_RUNTIME_DIR").is_some_and(|folder| Path::new(&folder).join("bus").exists());
        let show = if !own.is_empty() {
            Show::Own(own.to_vec())
        } else if cfg!(target_os = "macos") && !far && found("osascript") {
            Show::Osascript
        } else if !far && bus && found("notify-send") {
            Show::Freedesktop {
                gdbus: found("gdbus"),
            }
        } else {
            return None;
        };
        Some(Self {
            show,
            standing: Arc::default(),
        })
    }

    async fn show(
        &self,
        name: (AccountIndex, NoticeId),
        notification: &Notification,
    ) -> Result<(), String> {
        let (title, body) = (notification.title.as_str(), notification.body.as_str());
        let words = |words: &[&str]| words.iter().map(|w| (*w).to_owned()).collect::<Vec<_>>();
        let command = match &self.show {
            Show::Own(command) => [command.clone(), words(&[title, body])].concat(),
            Show::Osascript => words(&["osascript", "-e", OSASCRIPT, "--", title, body]),
            Show::Freedesktop { .. } => words(&[
                "notify-send",
                "--app-name=lazuli",
                "--print-id",
                "--",
                title,
                &unmarked(body),
            ]),
        };
        let printed = execute(&command, &[], String::new(), SHOWING).await?;
        let id = printed.trim();
        if matches!(self.show, Show::Freedesktop { .. }) && id.parse::<u32>().is_ok() {
            self.standing().insert(name, id.to_owned());
        }
        Ok(())
    }

    async fn close(&self, name: (AccountIndex, NoticeId)) -> Result<(), String> {
        let Some(id) = self.standing().remove(&name) else {
            return Ok(());
        };
        let Show::Freedesktop { gdbus: true } = self.show else {
            return Ok(());
        };
        let command = [
            "gdbus",
            "call",
            "--session",
            "--dest=org.freedesktop.Notifications",
            "--object-path=/org/freedesktop/Notifications",
            "--method=org.freedesktop.Notifications.CloseNotification",
            &id,
        ];
        // Who closed it by hand has done it already.
        let command: Vec<String> = command.iter().map(|word| (*word).to_owned()).collect();
        let _ = execute(&command, &[], String::new(), SHOWING).await;
        Ok(())
    }

    fn standing(&self) -> std::sync::MutexGuard<'_, HashMap<(AccountIndex, NoticeId), String>> {
        self.standing.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Words that a desktop shows as they are: it knows a little markup.
fn unmarked(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
}

/// Runs a program with `input` on its standard input. Gives what it wrote.
async fn execute(
    command: &[String],
    env: &[(&str, &str)],
    input: String,
    limit: Duration,
) -> Result<String, String> {
    let (program, arguments) = command.split_first().ok_or("no command is set")?;
    let mut command = Command::new(program);
    command
        .args(arguments)
        .envs(env.iter().copied())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .kill_on_drop(true);
    // Not in the terminal's foreground: it cannot take our keys.
    #[cfg(unix)]
    command.process_group(0);
    let mut child = command
        .spawn()
        .map_err(|error| format!("{program} can't be run: {error}"))?;
    let (stdin, out, errors) = (child.stdin.take(), child.stdout.take(), child.stderr.take());
    let give = async {
        if let Some(mut stdin) = stdin {
            // A program that does not read all of it may have its reasons.
            let _ = stdin.write_all(input.as_bytes()).await;
        }
    };
    let ended = async {
        let ((), written, complaint, status) =
            tokio::join!(give, read(out), read(errors), child.wait());
        (written, complaint, status)
    };
    let Ok((written, complaint, status)) = timeout(limit, ended).await else {
        let seconds = limit.as_secs();
        return Err(format!(
            "{program} took longer than {seconds} s and was ended"
        ));
    };
    let status = status.map_err(|error| format!("{program}: {error}"))?;
    if status.success() {
        return Ok(written);
    }
    Err(match complaint.lines().next() {
        Some(said) if !said.trim().is_empty() => format!("{program} failed: {}", said.trim()),
        _ => format!("{program} failed ({status})"),
    })
}

/// What is read of a program's output; the rest is let go, so that it can write it.
async fn read(from: Option<impl tokio::io::AsyncRead + Unpin>) -> String {
    let mut bytes = Vec::new();
    if let Some(mut from) = from {
        // What came before an error is worth having.
        let _ = (&mut from).take(MOST_OUTPUT).read_to_end(&mut bytes).await;
        let _ = tokio::io::copy(&mut from, &mut tokio::io::sink()).await;
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

#[cfg(test)]
#[path = "programs_tests.rs"]
mod tests;

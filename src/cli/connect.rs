//! What every subcommand that connects has in common: flags, credentials, notes.

use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::LazyLock;
use std::time::Duration;

use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

use crate::accounts::find::{self, Found, NotFound};
use crate::accounts::{Known, Registry};
use crate::api::follow::{Followed, Follower};
use crate::api::queue::{End, FEATURE_LEVEL_FLOOR, Waiting};
use crate::api::routes::server::{ServerSettingsReply, get_server_settings};
use crate::api::{ApiError, Client};
use crate::config::paths::Paths;
use crate::config::zuliprc::{self, Credentials, Overrides};
use crate::log;
use crate::session::retry::Retry;
use crate::text::SafeText;

/// Something did not work.
pub const FAILED: u8 = 1;
/// The command line asks for something that makes no sense.
pub const MISUSED: u8 = 2;

/// After how many failures in a row a person is told.
const PATIENCE: u32 = 5;
/// Since when a silent start is explained.
const SLOW_START: Duration = Duration::from_secs(3);

/// Whom to connect as, and where.
#[derive(Debug, Clone, Default, clap::Args)]
#[command(next_help_heading = "Connection")]
pub struct ConnectArgs {
    /// The account to use, of those that `lazuli accounts` lists: its address, its
    /// organization's, or a part of them; several for several on the screen at once
    #[arg(long, value_name = "WHO", conflicts_with = "config_file")]
    pub account: Vec<String>,
    /// The zuliprc file [default: $ZULIP_CONFIG, lazuli's configuration folder, ~/zuliprc,
    /// ~/.zuliprc]; several for several accounts on the screen at once, each with its -c
    #[arg(short = 'c', long, value_name = "FILE")]
    pub config_file: Vec<PathBuf>,
    /// The organization's URL, instead of the zuliprc's
    #[arg(long, value_name = "URL")]
    pub site: Option<String>,
    /// The address to log in with, instead of the zuliprc's
    #[arg(long, value_name = "EMAIL")]
    pub user: Option<String>,
    /// Do not check the server's certificate
    #[arg(long)]
    pub insecure: bool,
    /// Trust the certificates in this PEM file, and no others
    #[arg(long, value_name = "FILE")]
    pub cert_bundle: Option<PathBuf>,
    /// Show the certificate in this PEM file to the server
    #[arg(long, value_name = "FILE")]
    pub client_cert: Option<PathBuf>,
    /// The key of that certificate, if it is in a file of its own
    #[arg(long, value_name = "FILE")]
    pub client_cert_key: Option<PathBuf>,
    /// Log more, into the log file: what was asked and how it went, never keys or texts
    #[arg(long)]
    pub debug: bool,
}

/// Why there are no credentials.
#[derive(Debug, thiserror::Error)]
pub enum NoCredentials {
    /// None is found, or what is found can't be used.
    #[error(transparent)]
    NotFound(#[from] NotFound),
    /// More than one account for what works on one.
    #[error("this works on one account; give {0} once")]
    Several(&'static str),
    /// Something that is true of one account is said of several.
    #[error("--site and --user are about one account, and {0} names several")]
    Whose(&'static str),
}

impl ConnectArgs {
    /// What these flags say of the account in this file.
    fn overrides(&self, config_file: Option<PathBuf>) -> Overrides {
        Overrides {
            config_file,
            email: self.user.clone(),
            site: self.site.clone(),
            insecure: self.insecure,
            cert_bundle: self.cert_bundle.clone(),
            client_cert: self.client_cert.clone(),
            client_cert_key: self.client_cert_key.clone(),
        }
    }

    /// The credentials of the one account that these flags, the environment, what one signed in
    /// to and the zuliprc give together.
    ///
    /// # Errors
    /// See [`NoCredentials`].
    pub fn credentials(&self) -> Result<Credentials, NoCredentials> {
        begin_log(self.debug);
        let credentials = self.one()?.credentials_now().map_err(NotFound::Key)?;
        log::conceal(credentials.key.reveal());
        Ok(credentials)
    }

    /// The one account that counts. Its key may still have to be fetched.
    ///
    /// # Errors
    /// See [`NoCredentials`].
    pub fn one(&self) -> Result<Found, NoCredentials> {
        match (self.config_file.as_slice(), self.account.as_slice()) {
            ([], []) => Ok(self.find(None, None)?),
            ([file], _) => Ok(self.find(None, Some(file))?),
            ([], [account]) => Ok(self.find(Some(account), None)?),
            ([_, _, ..], _) => Err(NoCredentials::Several("-c")),
            ([], [_, _, ..]) => Err(NoCredentials::Several("--account")),
        }
    }

    /// All accounts that are to be on the screen, in their order, at least one: those that the
    /// flags name; else the one that counts, and behind it all that one signed in to. One that
    /// is named twice comes once. Their keys may still have to be fetched.
    ///
    /// # Errors
    /// See [`NoCredentials`].
    pub fn accounts(&self) -> Result<Vec<Found>, NoCredentials> {
        let about_one = self.site.is_some() || self.user.is_some();
        let found = match (self.config_file.as_slice(), self.account.as_slice()) {
            ([_, _, ..], _) if about_one => return Err(NoCredentials::Whose("-c")),
            ([], [_, _, ..]) if about_one => return Err(NoCredentials::Whose("--account")),
            ([], []) if !about_one => {
                let first = self.find(None, None)?;
                let env = &zuliprc::process_environment;
                let mut all = vec![first];
                if !zuliprc::is_given(&self.overrides(None), env)
                    && let Ok(paths) = Paths::from_env()
                {
                    let registry = Registry::load(&paths).map_err(NotFound::Registry)?;
                    let known = |known: &Known| {
                        Found::Known(Box::new(known.clone()), Box::new(self.overrides(None)))
                    };
                    all.extend(registry.all().iter().map(known));
                }
                all
            }
            ([], []) => vec![self.find(None, None)?],
            ([], names) => {
                let all = names.iter().map(|name| self.find(Some(name), None));
                all.collect::<Result<_, _>>()?
            }
            (files, _) => {
                let all = files.iter().map(|file| self.find(None, Some(file)));
                all.collect::<Result<_, _>>()?
            }
        };
        let mut accounts: Vec<Found> = Vec::new();
        for new in found {
            if !accounts.iter().any(|old| old.is_same(&new)) {
                accounts.push(new);
            }
        }
        Ok(accounts)
    }

    fn find(&self, account: Option<&str>, file: Option<&PathBuf>) -> Result<Found, NotFound> {
        let paths = Paths::from_env().ok();
        let overrides = self.overrides(file.cloned());
        let env = &zuliprc::process_environment;
        let found = find::find(account, &overrides, paths.as_ref(), env)?;
        if let Found::Ready(credentials) = &found {
            log::conceal(credentials.key.reveal());
        }
        Ok(found)
    }

    /// A client for them; what is wrong is said.
    ///
    /// # Errors
    /// The exit code, when there is none.
    pub fn client(&self) -> Result<Client, ExitCode> {
        let credentials = self.credentials().map_err(|error| match &error {
            NoCredentials::Several(_) | NoCredentials::Whose(_) => misuse(&error),
            NoCredentials::NotFound(_) => fail(&error),
        })?;
        if credentials.insecure && credentials.site.scheme() == "https" {
            note("the server's certificate is not checked (insecure)");
        }
        Client::new(&credentials).map_err(|error| fail(&error))
    }
}

/// Begins to log if that is asked for; the screen has begun already.
pub fn begin_log(debug: bool) {
    let asked = std::env::var("LAZULI_LOG").ok();
    if !debug && asked.is_none() {
        return;
    }
    match log::Filter::choose(debug, asked.as_deref(), "off") {
        Ok(filter) => {
            if let Ok(paths) = Paths::from_env() {
                log::init(paths.log_file(), filter);
            }
        }
        Err(error) => note(format_args!("$LAZULI_LOG: {error}")),
    }
}

/// Says on standard error what happened, in one line.
pub fn note(what: impl std::fmt::Display) {
    let line = format!("lazuli: {}\n", SafeText::line(what.to_string()));
    // Nobody may be there to read it.
    let _ = std::io::stderr().write_all(line.as_bytes());
}

/// Says why nothing more can be done.
pub fn fail(why: &dyn std::fmt::Display) -> ExitCode {
    let why = why.to_string();
    let end = if why.ends_with(['.', '!', '?']) {
        ""
    } else {
        "."
    };
    note(format_args!("{why}{end}"));
    ExitCode::from(FAILED)
}

/// Says why the command line makes no sense.
pub fn misuse(why: &dyn std::fmt::Display) -> ExitCode {
    fail(why);
    ExitCode::from(MISUSED)
}

/// [`run`] for work that has an end of its own: told to end before that, it has failed.
pub fn run_to_end(work: impl Future<Output = Result<(), ExitCode>>) -> ExitCode {
    run(async {
        tokio::select! {
            done = work => done.err().unwrap_or(ExitCode::SUCCESS),
            () = asked_to_end() => ExitCode::from(FAILED),
        }
    })
}

/// Asks the server until it answers or it makes no sense to go on; what is wrong is said.
///
/// # Errors
/// The exit code, when there is no answer.
pub async fn ask<T, F>(request: impl FnMut() -> F) -> Result<T, ExitCode>
where
    F: Future<Output = Result<T, ApiError>>,
{
    let answer = Retry::short().run(request).await;
    answer.map_err(|error| fail(&error))
}

/// Learns what the server is able to do.
///
/// # Errors
/// The exit code, when it does not answer or is too old; it has been said.
pub async fn greet(client: &Client) -> Result<ServerSettingsReply, ExitCode> {
    let server = ask(|| get_server_settings(client)).await?;
    let level = server.zulip_feature_level;
    if level < FEATURE_LEVEL_FLOOR {
        return Err(fail(&End::TooOld {
            version: server.zulip_version.to_string(),
            level,
        }));
    }
    client.set_feature_level(level);
    Ok(server)
}

/// Runs a subcommand's work on one thread, until it is done or the process is told to end.
/// `work` is dropped in the latter case, so what must be tidied up is tidied up when dropped.
pub fn run(work: impl Future<Output = ExitCode>) -> ExitCode {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build();
    match runtime {
        Ok(runtime) => {
            let code = runtime.block_on(async {
                // Before anything is printed: who reads it may ask to end at once.
                listen();
                work.await
            });
            // A name that is still being looked up must not hold the process.
            runtime.shutdown_timeout(Duration::from_millis(100));
            code
        }
        Err(error) => fail(&error),
    }
}

/// Whether the process was asked to end.
static ASKED_TO_END: LazyLock<CancellationToken> = LazyLock::new(CancellationToken::new);

/// Listens, from now on and for ever, to what asks a process to end: Ctrl+C, SIGTERM, SIGHUP.
/// Needs a tokio runtime.
pub fn listen() {
    use tokio::signal::unix::{SignalKind, signal};
    for kind in [
        SignalKind::interrupt(),
        SignalKind::terminate(),
        SignalKind::hangup(),
    ] {
        // Where the system does not let us hear of it, it ends us by itself.
        if let Ok(mut heard) = signal(kind) {
            tokio::spawn(async move {
                heard.recv().await;
                ASKED_TO_END.cancel();
            });
        }
    }
}

/// Completes when the process is asked to end, or has been since [`listen`].
pub async fn asked_to_end() {
    ASKED_TO_END.cancelled().await;
}

/// Tells a person on standard error what a follower goes through, sparingly: troubles that
/// last, and their end.
#[derive(Debug)]
pub struct Narrator {
    started: Instant,
    begun: bool,
    troubled: bool,
}

impl Narrator {
    /// A silent one.
    #[must_use]
    pub fn new() -> Self {
        Self {
            started: Instant::now(),
            begun: false,
            troubled: false,
        }
    }

    /// Says what is worth saying about this item.
    pub fn hear(&mut self, item: &Followed) {
        match item {
            Followed::Waiting(waiting) => self.waiting(waiting),
            Followed::Registered => self.begun = true,
            Followed::Events(_) => self.well(),
            Followed::Gap(error) => note(format_args!(
                "messages may be missing from here on, and can't be fetched: {error}"
            )),
            Followed::Connecting | Followed::CaughtUp(_) | Followed::Lost(_) => {}
            Followed::Ended(_) => {}
        }
    }

    /// A try failed.
    pub fn waiting(&mut self, waiting: &Waiting) {
        let slow_start = !self.begun && self.started.elapsed() > SLOW_START;
        if !self.troubled && (waiting.failures > PATIENCE || slow_start) {
            self.troubled = true;
            note(format_args!("{}; trying again", waiting.error));
        }
    }

    /// The server answered.
    pub fn well(&mut self) {
        if std::mem::take(&mut self.troubled) {
            note("connected again");
        }
    }
}

impl Default for Narrator {
    fn default() -> Self {
        Self::new()
    }
}

/// Follows until `take` has had enough, nothing more comes, or the process is asked to end;
/// then tidies up.
pub async fn follow(
    mut follower: Follower,
    mut take: impl AsyncFnMut(Followed) -> Option<ExitCode>,
) -> ExitCode {
    let mut narrator = Narrator::new();
    let end = asked_to_end();
    let closed = super::output::closed();
    tokio::pin!(end, closed);
    let code = loop {
        let item = tokio::select! {
            item = follower.next() => item,
            () = &mut end => break ExitCode::SUCCESS,
            () = &mut closed => break ExitCode::SUCCESS,
        };
        match item {
            None => break ExitCode::from(FAILED),
            Some(Followed::Ended(end)) => break ended(&end),
            Some(item) => {
                narrator.hear(&item);
                let taken = tokio::select! {
                    taken = take(item) => taken,
                    () = &mut end => Some(ExitCode::SUCCESS),
                };
                if let Some(code) = taken {
                    break code;
                }
            }
        }
    };
    follower.close().await;
    code
}

/// Says why nothing more will come.
pub fn ended(end: &End) -> ExitCode {
    fail(end)
}

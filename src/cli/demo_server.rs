//! `lazuli demo-server`: the demo organization by itself, for other programs.

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use crate::demo::{Options, Running, Server};

use super::connect;

/// Run the demo organization as a server of its own.
///
/// A made-up pottery on 127.0.0.1 that speaks Zulip's protocol. It prints who can
/// sign in and the zuliprc to use, and runs until it is told to stop (Ctrl+C).
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  lazuli demo-server --zuliprc /tmp/demorc      then: lazuli -c /tmp/demorc
  lazuli demo-server --people 50000 --channels 5000 --messages 1000000
  lazuli demo-server --fault drop:0.05 --fault 5xx:0.2@events")]
pub struct Args {
    #[command(flatten)]
    options: Options,

    /// Write the zuliprc there as well, readable by you alone
    #[arg(long, value_name = "PATH")]
    zuliprc: Option<PathBuf>,

    /// Whose zuliprc: a handle from the printed list
    #[arg(long = "as", default_value = "ada", value_name = "WHO")]
    who: String,
}

/// Runs the server until SIGINT, SIGTERM or SIGHUP. Exit code 0 when stopped, 1 when it
/// could not start.
#[must_use]
pub fn run(args: Args) -> ExitCode {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build();
    let runtime = match runtime {
        Ok(runtime) => runtime,
        Err(error) => return fail(&format!("can't start: {error}")),
    };
    runtime.block_on(async {
        // Before it says where it is: who reads that may stop it at once.
        connect::listen();
        let port = args.options.port;
        let running = match Server::start(args.options).await {
            Ok(running) => running,
            Err(error) => return fail(&format!("can't listen on 127.0.0.1 port {port}: {error}")),
        };
        if let Some(path) = &args.zuliprc
            && let Err(error) = write_private(path, &running.zuliprc(&args.who))
        {
            return fail(&format!("can't write {}: {error}", path.display()));
        }
        if let Err(error) = announce(&running, &args.who) {
            return fail(&format!("can't write to standard output: {error}"));
        }
        connect::asked_to_end().await;
        running.shutdown();
        ExitCode::SUCCESS
    })
}

fn fail(sentence: &str) -> ExitCode {
    let _ = writeln!(std::io::stderr(), "lazuli demo-server: {sentence}");
    ExitCode::FAILURE
}

/// Says where it is and who can sign in; the zuliprc comes last, to be copied.
fn announce(running: &Running, who: &str) -> std::io::Result<()> {
    let mut out = std::io::stdout().lock();
    writeln!(out, "# Lapis Works is at {}", running.site())?;
    writeln!(out, "# Everybody's password: {}", running.password())?;
    for account in running.accounts() {
        writeln!(
            out,
            "# {:<8} {:<24} {}  {}",
            account.handle, account.email, account.api_key, account.name
        )?;
    }
    write!(out, "{}", running.zuliprc(who))?;
    out.flush()
}

/// Writes a file that only its owner can read, from its first byte on.
fn write_private(path: &Path, text: &str) -> std::io::Result<()> {
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::{OpenOptionsExt as _, PermissionsExt as _};
        options.mode(0o600);
        let mut file = options.open(path)?;
        // It may have been there before, open to others.
        file.set_permissions(std::fs::Permissions::from_mode(0o600))?;
        file.write_all(text.as_bytes())
    }
    #[cfg(not(unix))]
    options.open(path)?.write_all(text.as_bytes())
}

//! `lazuli login`: signing in, with any way that the organization offers.

pub(super) mod ask;
mod browser;
mod handler;

use std::path::PathBuf;
use std::process::ExitCode;

use crate::accounts::keys::Keep;
use crate::accounts::{KeyPlace, Security};
use crate::config::key_command;
use crate::config::paths::Paths;
use crate::config::zuliprc::{self, ApiKey, Overrides, process_environment};
use crate::session::signing_in::{self, Keeping, SignedIn, Way};
use crate::signin::address::is_open;
use crate::signin::{Method, UserNames, address, shown};

use super::{connect, output};
use connect::{fail, misuse, note};

const EXAMPLES: &str = "\
Examples:
  lazuli login                               asks for everything
  lazuli login chat.example.com
  lazuli login chat.example.com --method github
  lazuli login --install-handler             the desktop gives the link of the browser to lazuli

For scripts, and for keys that are kept elsewhere; no secret is ever an argument:
  lazuli login chat.example.com --email ada@example.com --password-stdin < password.txt
  lazuli login chat.example.com --email bot@example.com --api-key-stdin < key.txt
  lazuli login chat.example.com --email ada@example.com --key-cmd 'pass show zulip'
  lazuli login --zuliprc ~/work.zuliprc      the key stays in that file";

/// Sign in to an organization
///
/// Shows which organization is at the address, and offers what it offers: a password, the
/// browser, an API key, a zuliprc file. The key is tried before it is kept: in the system's
/// keyring where there is one, else in a file that you alone can read.
#[derive(Debug, Clone, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    /// The organization's address, as a browser shows it; asked for if not given
    #[arg(value_name = "URL")]
    url: Option<String>,
    /// The way to sign in: password, dev, api-key, zuliprc, or what the organization names
    /// (github, google, saml, …); asked for if not given
    #[arg(long, value_name = "NAME")]
    method: Option<String>,
    /// Who signs in: an e-mail address, or a user name where the organization has those
    #[arg(long, visible_alias = "user", value_name = "EMAIL")]
    email: Option<String>,
    /// Read the password from standard input, to the end of its first line
    #[arg(long, conflicts_with_all = ["api_key_stdin", "key_cmd", "zuliprc"])]
    password_stdin: bool,
    /// Read the API key from standard input, to the end of its first line
    #[arg(long, conflicts_with_all = ["key_cmd", "zuliprc"])]
    api_key_stdin: bool,
    /// Have this command print the API key, now and whenever it is needed; no shell runs it
    #[arg(long, value_name = "COMMAND", conflicts_with = "zuliprc")]
    key_cmd: Option<String>,
    /// Sign in with this zuliprc file, in which the key stays; `-` reads one from standard
    /// input
    #[arg(long, value_name = "FILE", conflicts_with = "url")]
    zuliprc: Option<PathBuf>,
    /// Where the key is kept
    #[arg(long, value_enum, value_name = "WHERE", default_value_t = Keep::Auto)]
    keep: Keep,
    /// Open this account from now on where none is named
    #[arg(long)]
    default: bool,
    /// Print the address for the browser and open none
    #[arg(long)]
    no_browser: bool,
    /// Have the desktop give zulip:// links to lazuli, and end
    #[arg(long, exclusive = true)]
    install_handler: bool,
    /// Take that back, and end
    #[arg(long, exclusive = true)]
    remove_handler: bool,
    #[command(flatten)]
    security: SecurityArgs,
}

/// How the organization is reached; kept with the account.
#[derive(Debug, Clone, clap::Args)]
#[command(next_help_heading = "Connection")]
struct SecurityArgs {
    /// Do not check the server's certificate
    #[arg(long)]
    insecure: bool,
    /// Trust the certificates in this PEM file, and no others
    #[arg(long, value_name = "FILE")]
    cert_bundle: Option<PathBuf>,
    /// Show the certificate in this PEM file to the server
    #[arg(long, value_name = "FILE")]
    client_cert: Option<PathBuf>,
    /// The key of that certificate, if it is in a file of its own
    #[arg(long, value_name = "FILE", requires = "client_cert")]
    client_cert_key: Option<PathBuf>,
    /// Log more, into the log file: what was asked and how it went, never keys or passwords
    #[arg(long)]
    debug: bool,
}

impl SecurityArgs {
    /// The same, with paths that mean the same wherever lazuli is started.
    fn read(&self) -> Result<Security, ExitCode> {
        let whole = |path: &Option<PathBuf>| -> Result<Option<PathBuf>, ExitCode> {
            let Some(path) = path else { return Ok(None) };
            match path.canonicalize() {
                Ok(path) => Ok(Some(path)),
                Err(error) => Err(fail(&format_args!(
                    "The certificate file {} can't be read: {error}",
                    path.display()
                ))),
            }
        };
        Ok(Security {
            insecure: self.insecure,
            cert_bundle: whole(&self.cert_bundle)?,
            client_cert: whole(&self.client_cert)?,
            client_cert_key: whole(&self.client_cert_key)?,
        })
    }
}

/// Signs in.
#[must_use]
pub fn run(args: Args) -> ExitCode {
    let paths = match Paths::from_env() {
        Ok(paths) => paths,
        Err(error) => return fail(&error),
    };
    connect::begin_log(args.security.debug);
    connect::run_to_end(async {
        if args.install_handler {
            return handler::install(&paths);
        }
        if args.remove_handler {
            return handler::remove(&paths);
        }
        let (signed_in, keeping) = sign_in(&args, &paths).await?;
        finish(&args, &paths, &signed_in, keeping).await
    })
}

/// Everything up to a key that works.
async fn sign_in(args: &Args, paths: &Paths) -> Result<(SignedIn, Keeping), ExitCode> {
    if let Some(file) = &args.zuliprc {
        return by_zuliprc(args, file).await.map_err(|why| fail(&why));
    }
    let way = find(args).await?;
    describe(&way);
    let asks = ask::somebody();
    loop {
        let method = choose(args, &way).await?;
        match by(args, &way, &method, paths).await? {
            Ok(done) => return Ok(done),
            // What was given on the command line does not get better by trying it again.
            Err(why) if asks && !args.says_all(&method) => ask::say(&why),
            Err(why) => return Err(fail(&why)),
        }
    }
}

impl Args {
    /// Whether nothing is asked for this way.
    fn says_all(&self, method: &Method) -> bool {
        match method {
            Method::Password(_) => self.password_stdin,
            Method::ApiKey => self.api_key_stdin || self.key_cmd.is_some(),
            Method::Dev => self.email.is_some(),
            Method::External(_) | Method::Zuliprc => false,
        }
    }

    /// The way that the options speak of.
    fn implied(&self) -> Option<&str> {
        if self.password_stdin {
            Some("password")
        } else if self.api_key_stdin || self.key_cmd.is_some() {
            Some("api-key")
        } else {
            self.method.as_deref()
        }
    }
}

/// The organization at the address, asked for until there is one.
async fn find(args: &Args) -> Result<Way, ExitCode> {
    let security = args.security.read()?;
    let mut written = args.url.clone();
    loop {
        let asked = written.is_none();
        let text = match written.take() {
            Some(text) => text,
            None if !ask::somebody() => return Err(ask::nobody("Give the organization's address")),
            None => ask::line("The organization's address, such as chat.example.com:")
                .await
                .ok_or(ExitCode::from(connect::FAILED))?,
        };
        let why = match address(&text) {
            Ok(site) => match signing_in::look(&site, &security).await {
                Ok(way) => return Ok(way),
                Err(why) => why,
            },
            Err(why) => why.to_string(),
        };
        if !asked {
            return Err(fail(&why));
        }
        ask::say(&why);
    }
}

/// Says what was found.
fn describe(way: &Way) {
    let door = &way.door;
    warn(way);
    if !ask::somebody() {
        return;
    }
    ask::say(door.name.as_str());
    let version = door.version.as_str();
    ask::say(&format!("  {} · Zulip {version}", shown(&door.site)));
    if !door.description.is_empty() {
        ask::say(&format!("  {}", door.description.as_str()));
    }
}

/// Says what about the connection is not as it should be.
fn warn(way: &Way) {
    if is_open(&way.door.site) {
        note("what is sent there can be read on the way, a password too: it has no https");
    } else if way.security.insecure {
        note("the server's certificate is not checked (--insecure)");
    }
}

/// The way in: the one that was named, the only one, or one that is asked for.
async fn choose(args: &Args, way: &Way) -> Result<Method, ExitCode> {
    let methods = &way.door.methods;
    if let Some(wanted) = args.implied() {
        if let Some(method) = way.door.method(wanted) {
            return Ok(method.clone());
        }
        let names: Vec<&str> = methods.iter().map(Method::id).collect();
        let why = format!(
            "{} does not offer {wanted}; it offers {}.",
            shown(&way.door.site),
            names.join(", ")
        );
        return Err(fail(&why));
    }
    if !ask::somebody() {
        return Err(ask::nobody(
            "Say how to sign in: --password-stdin, --api-key-stdin, --key-cmd, --zuliprc or --method",
        ));
    }
    ask::say("");
    for (number, method) in methods.iter().enumerate() {
        ask::say(&format!("  {}  {}", number + 1, method.label().as_str()));
    }
    loop {
        let answer = ask::line("How do you sign in? [1]")
            .await
            .ok_or(ExitCode::from(connect::FAILED))?;
        let chosen = match answer.trim() {
            "" => methods.first(),
            text => match text.parse::<usize>() {
                Ok(number) => number.checked_sub(1).and_then(|at| methods.get(at)),
                Err(_) => way.door.method(text),
            },
        };
        if let Some(method) = chosen {
            return Ok(method.clone());
        }
        ask::say(&format!(
            "Answer with a number from 1 to {}.",
            methods.len()
        ));
    }
}

/// What trying a way gives: somebody who is in, or a sentence.
type Outcome = Result<(SignedIn, Keeping), String>;

/// Tries one way.
async fn by(args: &Args, way: &Way, method: &Method, paths: &Paths) -> Result<Outcome, ExitCode> {
    let anew = Keeping::Anew(args.keep);
    let outcome = match method {
        Method::Password(names) => {
            let name = who(args, names.label()).await?;
            let password = if args.password_stdin {
                ask::read_line().await
            } else if ask::somebody() {
                ask::secret("Password:").await
            } else {
                return Err(ask::nobody("Give the password with --password-stdin"));
            };
            let password = password.ok_or_else(|| fail(&"There is no password"))?;
            way.by_password(&name, &password).await
        }
        Method::Dev => {
            let email = match &args.email {
                Some(email) => email.clone(),
                None => {
                    match way.dev_accounts().await {
                        Ok(all) => all.iter().for_each(|one| ask::say(&format!("  {one}"))),
                        Err(why) => return Ok(Err(why)),
                    }
                    who(args, UserNames::Email.label()).await?
                }
            };
            way.by_dev(&email).await
        }
        Method::External(external) => browser::sign_in(args, way, external, paths).await?,
        Method::ApiKey => return by_key(args, way).await,
        Method::Zuliprc => {
            ask::say(
                "Paste the text of the zuliprc file, or write where it is; an empty line ends it.",
            );
            let mut text = String::new();
            while let Some(line) = ask::read_line()
                .await
                .filter(|line| !line.trim().is_empty())
            {
                text.push_str(&line);
                text.push('\n');
            }
            if !text.trim_start().starts_with(['[', '#', ';']) {
                return Ok(by_zuliprc(args, &PathBuf::from(text.trim())).await);
            }
            signing_in::by_zuliprc(&text).await
        }
    };
    Ok(outcome.map(|signed_in| (signed_in, anew)))
}

/// The name that signs in.
async fn who(args: &Args, label: &str) -> Result<String, ExitCode> {
    match &args.email {
        Some(email) => Ok(email.clone()),
        None if !ask::somebody() => Err(ask::nobody("Say who signs in with --email")),
        None => {
            let name = ask::line(&format!("{label}:")).await;
            name.ok_or(ExitCode::from(connect::FAILED))
        }
    }
}

async fn by_key(args: &Args, way: &Way) -> Result<Outcome, ExitCode> {
    let email = who(args, UserNames::Email.label()).await?;
    let (key, keeping) = match &args.key_cmd {
        Some(command) => match key_command::run(command, &process_environment) {
            Ok(key) => (key, Keeping::There(KeyPlace::Command(command.clone()))),
            Err(why) => return Ok(Err(format!("--key-cmd does not work: {why}."))),
        },
        None => {
            let key = if args.api_key_stdin {
                ask::read_line().await
            } else if ask::somebody() {
                ask::say("The key is under Personal settings > Account & privacy > API key.");
                ask::secret("API key:").await
            } else {
                return Err(ask::nobody("Give the API key with --api-key-stdin"));
            };
            let key = key.ok_or_else(|| fail(&"There is no API key"))?;
            (ApiKey::new(key.trim()), Keeping::Anew(args.keep))
        }
    };
    let signed_in = way.by_key(&email, key).await;
    Ok(signed_in.map(|signed_in| (signed_in, keeping)))
}

async fn by_zuliprc(args: &Args, file: &std::path::Path) -> Outcome {
    if file.as_os_str() == "-" {
        let text = ask::all().map_err(|error| format!("Standard input can't be read: {error}."))?;
        let signed_in = signing_in::by_zuliprc(&text).await?;
        return Ok((signed_in, Keeping::Anew(args.keep)));
    }
    let overrides = Overrides {
        config_file: Some(file.to_owned()),
        ..Overrides::default()
    };
    // The file alone: what the environment says is not in it the next time.
    let env = |name: &str| process_environment(name).filter(|_| name == "HOME");
    let credentials = zuliprc::load(&overrides, &env).map_err(|error| error.to_string())?;
    let signed_in = signing_in::by_credentials(&credentials).await?;
    describe(&signed_in.way);
    let file = credentials.file.unwrap_or_else(|| file.to_owned());
    let file = file.canonicalize().unwrap_or(file);
    Ok((signed_in, Keeping::There(KeyPlace::Zuliprc(file))))
}

/// Keeps the account and says what is so now.
async fn finish(
    args: &Args,
    paths: &Paths,
    signed_in: &SignedIn,
    keeping: Keeping,
) -> Result<(), ExitCode> {
    let usual = zuliprc::glance(&process_environment);
    let kept = signed_in.keep(paths, keeping, args.default, usual.as_ref());
    let kept = kept.await.map_err(|error| fail(&error))?;
    if let Some(why) = &kept.keyring {
        note(format_args!("the key is not in the keyring, {why}"));
    }
    let known = &kept.known;
    let opens = if known.default {
        "`lazuli` opens it.".to_owned()
    } else {
        format!(
            "`lazuli --account '{0}'` opens it, and `lazuli accounts default '{0}'` makes `lazuli` \
             do so.",
            known.shown()
        )
    };
    output::lines([crate::text::SafeText::line(format!(
        "Signed in to {} as {} ({}). The key is {}. {opens}",
        known.organization,
        known.full_name,
        known.shown(),
        known.key.words(),
    ))
    .as_str()])
}

/// `misuse` for what is asked of the browser where nobody looks at it.
fn unattended() -> ExitCode {
    misuse(
        &"Signing in with the browser needs somebody at the terminal: use --api-key-stdin or --key-cmd",
    )
}

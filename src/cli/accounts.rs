//! `lazuli accounts`: who is signed in where.

use std::process::ExitCode;

use serde_json::{Value, json};

use crate::accounts::find::{Found, find};
use crate::accounts::{KeyPlace, Known, Registry, pick};
use crate::config::paths::Paths;
use crate::config::zuliprc::{Glance, Overrides, glance, process_environment};
use crate::signin::shown;

use super::connect::fail;
use super::output;
use super::table::{Column, Table};

const EXAMPLES: &str = "\
Examples:
  lazuli accounts
  lazuli accounts --json | jq -r .email
  lazuli accounts default work.example.com   what `lazuli` opens where nothing else is said

For people: `*` before the one that `lazuli` opens, the address, the organization, who it is, where \
the key is. With --json each line is an object with email, site, user_id, full_name, realm_name, key \
(keyring, file, zuliprc or command), key_at (the path or command) and default; of a zuliprc that \
nobody signed in with, names and id are null.";

/// List the accounts that are signed in
#[derive(Debug, Clone, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    /// Print each account as a JSON object
    #[arg(long)]
    json: bool,
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Debug, Clone, clap::Subcommand)]
enum Command {
    /// Choose the account that `lazuli` opens where none is named
    Default {
        /// The account: its address, its organization's, or a part of them
        #[arg(value_name = "ACCOUNT")]
        account: String,
    },
}

/// Lists them, or chooses one.
#[must_use]
pub fn run(args: &Args) -> ExitCode {
    let done = match &args.command {
        Some(Command::Default { account }) => choose(account),
        None => list(args.json),
    };
    done.err().unwrap_or(ExitCode::SUCCESS)
}

fn registry() -> Result<(Paths, Registry), ExitCode> {
    let paths = Paths::from_env().map_err(|error| fail(&error))?;
    let registry = Registry::load(&paths).map_err(|error| fail(&error))?;
    Ok((paths, registry))
}

/// What `lazuli` opens without a word, whatever the environment names.
fn opened(paths: &Paths) -> Option<Found> {
    let env = |name: &str| process_environment(name).filter(|_| !name.starts_with("ZULIP_"));
    find(None, &Overrides::default(), Some(paths), &env).ok()
}

fn list(json: bool) -> Result<(), ExitCode> {
    let (paths, registry) = registry()?;
    let opened = opened(&paths);
    let is_opened = |email: &str, site: &url::Url| {
        let opened = opened.as_ref();
        opened.is_some_and(|found| found.email() == email && found.site() == site)
    };
    let same = |glance: &Glance| {
        let all = registry.all().iter();
        let mut same = all.filter(|known| known.email == glance.email && known.site == glance.site);
        same.next().is_some()
    };
    let usual = glance(&process_environment).filter(|glance| !same(glance));
    if registry.all().is_empty() && usual.is_none() {
        if json {
            return Ok(());
        }
        return output::lines(["Nobody is signed in: `lazuli login` signs in."]);
    }
    if json {
        let known = registry
            .all()
            .iter()
            .map(|known| object(known, is_opened(&known.email, &known.site)));
        let usual = usual.iter().map(|glance| {
            json!({
                "email": glance.email, "site": glance.site, "user_id": null, "full_name": null,
                "realm_name": null, "key": "zuliprc", "key_at": glance.path,
                "default": is_opened(&glance.email, &glance.site),
            })
        });
        let lines: Vec<String> = known.chain(usual).map(|value| value.to_string()).collect();
        return output::lines(lines.iter().map(|line| output::json_line(line)));
    }
    let columns = [
        Column::UpTo(1),
        Column::UpTo(40),
        Column::UpTo(40),
        Column::UpTo(30),
        Column::Rest,
    ];
    let mut table = Table::new(&columns);
    let mark = |opened| if opened { "*" } else { "" }.to_owned();
    for known in registry.all() {
        let name = known.key.name();
        let place = match &known.key {
            KeyPlace::Keyring => name.to_owned(),
            KeyPlace::File(path) | KeyPlace::Zuliprc(path) => {
                format!("{name}: {}", paths.shown(path))
            }
            KeyPlace::Command(command) => format!("{name}: {command}"),
        };
        table.row([
            mark(is_opened(&known.email, &known.site)),
            known.email.clone(),
            shown(&known.site),
            known.full_name.clone(),
            place,
        ]);
    }
    if let Some(glance) = usual {
        table.row([
            mark(is_opened(&glance.email, &glance.site)),
            glance.email,
            shown(&glance.site),
            String::new(),
            format!("zuliprc: {}", paths.shown(&glance.path)),
        ]);
    }
    output::lines(table.lines())
}

fn object(known: &Known, opened: bool) -> Value {
    json!({
        "email": known.email, "site": known.site, "user_id": known.user_id,
        "full_name": known.full_name, "realm_name": known.organization,
        "key": known.key.name(), "key_at": known.key.detail(), "default": opened,
    })
}

fn choose(account: &str) -> Result<(), ExitCode> {
    let (paths, registry) = registry()?;
    let chosen = match pick(registry.all(), account) {
        Ok(known) => Some(known.clone()),
        Err(unclear) => {
            // A zuliprc in its usual place is opened where none is chosen.
            let usual = glance(&process_environment).filter(|glance| {
                glance.email.eq_ignore_ascii_case(account) || shown(&glance.site).contains(account)
            });
            if usual.is_none() {
                return Err(fail(&unclear));
            }
            None
        }
    };
    let changed = Registry::change(&paths, |registry| registry.choose(chosen.as_ref()));
    changed.map_err(|error| fail(&error))?;
    let opened = opened(&paths);
    let name = opened.map_or_else(String::new, |found| {
        format!("{} at {}", found.email(), shown(found.site()))
    });
    output::lines([format!("`lazuli` opens {name} from now on.")])
}

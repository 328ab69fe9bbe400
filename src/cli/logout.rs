//! `lazuli logout`: forgetting an account and its key.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use crate::accounts::{KeyPlace, Known, Registry, keys, pick};
use crate::archive::account_file;
use crate::config::paths::Paths;
use crate::config::zuliprc::{self, process_environment};

use super::connect::{fail, misuse};
use super::login::ask;
use super::{connect, output};

const EXAMPLES: &str = "\
Examples:
  lazuli logout                        the account, if there is one alone
  lazuli logout work.example.com
  lazuli logout ada@example.com --purge

The server is not told: the key stays the same for your other programs. To make it worthless \
everywhere, generate a new one in Zulip's web app (Personal settings > Account & privacy).";

/// Forget an account and its key
///
/// Drafts and messages that were not sent stay on disk, unless you say otherwise.
#[derive(Debug, Clone, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    /// The account: its address, its organization's, or a part of them
    #[arg(value_name = "ACCOUNT")]
    account: Option<String>,
    /// Delete what is kept on disk too: drafts, messages that were not sent
    #[arg(long)]
    purge: bool,
    /// Keep all that, and do not ask
    #[arg(long, conflicts_with = "purge")]
    keep_drafts: bool,
    /// Forget the account even if its key can't be removed from where it is
    #[arg(long)]
    force: bool,
}

/// Forgets it.
#[must_use]
pub fn run(args: Args) -> ExitCode {
    let paths = match Paths::from_env() {
        Ok(paths) => paths,
        Err(error) => return fail(&error),
    };
    connect::run_to_end(async {
        let registry = Registry::load(&paths).map_err(|error| fail(&error))?;
        let known = chosen(&args, &registry)?.clone();
        if let Err(error) = keys::forget(&known).await
            && !args.force
        {
            return Err(fail(&format_args!(
                "{error} Or forget the account alone, with --force"
            )));
        }
        Registry::change(&paths, |registry| registry.remove(&known)).map_err(|e| fail(&e))?;
        let file = account_file(paths.data(), &known.site, &known.email);
        let purge = file.exists() && (args.purge || wants_purge(&args, &paths, &file).await);
        if purge {
            delete(&file).map_err(|error| {
                fail(&format_args!(
                    "{} can't be deleted: {error}",
                    file.display()
                ))
            })?;
        }
        output::lines([said(&known, &paths, &file, purge)])
    })
}

fn chosen<'a>(args: &Args, registry: &'a Registry) -> Result<&'a Known, ExitCode> {
    let all = registry.all();
    let usual = zuliprc::glance(&process_environment);
    let theirs = |wanted: &str| {
        usual.as_ref().filter(|glance| {
            glance.email.eq_ignore_ascii_case(wanted) || glance.site.as_str().contains(wanted)
        })
    };
    let in_file = |path: &Path| {
        fail(&format_args!(
            "That account's key is in {}, which lazuli did not write: delete the file to sign out",
            path.display()
        ))
    };
    match (&args.account, all) {
        (Some(wanted), _) => pick(all, wanted).map_err(|unclear| match theirs(wanted) {
            Some(glance) => in_file(&glance.path),
            None => fail(&unclear),
        }),
        (None, [one]) => Ok(one),
        (None, []) => Err(match usual {
            Some(glance) => in_file(&glance.path),
            None => fail(&"Nobody is signed in"),
        }),
        (None, several) => {
            let names: Vec<String> = several.iter().map(Known::shown).collect();
            Err(misuse(&format_args!(
                "Say which account: {}",
                names.join(", ")
            )))
        }
    }
}

async fn wants_purge(args: &Args, paths: &Paths, file: &Path) -> bool {
    if args.keep_drafts || !ask::somebody() {
        return false;
    }
    let question = format!(
        "Delete drafts and messages that were not sent as well ({})? [y/N]",
        paths.shown(file)
    );
    let answer = ask::line(&question).await.unwrap_or_default();
    matches!(answer.trim().to_lowercase().as_str(), "y" | "yes")
}

/// Deletes an account's file and those beside it that belong to it.
fn delete(file: &Path) -> io::Result<()> {
    let (Some(folder), Some(name)) = (file.parent(), file.file_name()) else {
        return Ok(());
    };
    let name = name.to_string_lossy().into_owned();
    let belongs = |path: &PathBuf| {
        let other = path.file_name().map(|other| other.to_string_lossy());
        other.is_some_and(|other| {
            let rest = other.strip_prefix(name.as_str());
            rest.is_some_and(|rest| rest.is_empty() || rest.starts_with(['-', '.']))
        })
    };
    let entries = fs::read_dir(folder)?.flatten().map(|entry| entry.path());
    for path in entries.filter(belongs) {
        match fs::remove_file(&path) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
            _ => {}
        }
    }
    Ok(())
}

fn said(known: &Known, paths: &Paths, file: &Path, purged: bool) -> String {
    let key = match &known.key {
        KeyPlace::Keyring => "its key is removed from the keyring".to_owned(),
        KeyPlace::File(_) => "its key is deleted".to_owned(),
        KeyPlace::Zuliprc(path) => {
            format!("its key is still in {}, which is yours", path.display())
        }
        KeyPlace::Command(command) => format!("its key is still what `{command}` prints"),
    };
    let store = match (purged, file.exists()) {
        (true, _) => "; drafts are deleted".to_owned(),
        (false, true) => format!("; drafts are kept in {}", paths.shown(file)),
        (false, false) => String::new(),
    };
    format!("{} is forgotten; {key}{store}.", known.shown())
}

//! `lazuli config`: the settings file written, checked and described.

use std::fs::OpenOptions;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Subcommand;

use crate::config::documents;
use crate::config::file::Config;
use crate::config::paths::{Paths, create_private};

use super::chosen::{Chosen, bindable};
use super::connect::fail;
use super::output;

/// Write, check and describe the settings file.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  \
        lazuli config init       write config.toml with every option as a comment\n  \
        lazuli config check      name what is wrong with it, line by line\n  \
        lazuli config schema > config.schema.json")]
pub struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Write a settings file with every option and its default as a comment
    ///
    /// A file that is there already is never touched.
    Init {
        /// Print it instead
        #[arg(long)]
        print: bool,
    },
    /// Name what is wrong with the settings, the keys and the themes, with line and cure
    ///
    /// Exit code 0 when all of it is understood, 1 when something is not.
    Check {
        /// Another file than lazuli's own
        file: Option<PathBuf>,
    },
    /// Print a JSON schema of the settings, for editors that check and complete TOML
    Schema,
    /// Print where the settings file is
    Path,
}

/// Runs it.
#[must_use]
pub fn run(args: Args) -> ExitCode {
    let paths = match Paths::from_env() {
        Ok(paths) => paths,
        Err(error) => return fail(&error),
    };
    match args.command {
        Command::Init { print: false } => init(&paths),
        Command::Init { print: true } => output::text(&documents::default_file(&bindable())),
        Command::Check { file } => check(file.as_deref(), &paths),
        Command::Schema => {
            let schema = documents::schema(&bindable());
            output::text(&format!("{schema:#}\n"))
        }
        Command::Path => {
            let path = paths.settings_file();
            output::text(&format!("{}\n", path.display()))
        }
    }
}

fn init(paths: &Paths) -> ExitCode {
    let path = paths.settings_file();
    let shown = paths.shown(&path);
    match write_new(&path, &documents::default_file(&bindable())) {
        Ok(()) => output::text(&format!(
            "{shown} has every option now, as a comment with its default.\n"
        )),
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => fail(&format_args!(
            "{shown} is there already and stays as it is; \
                 `lazuli config init --print` prints what would be written"
        )),
        Err(error) => fail(&format_args!("{shown} cannot be written: {error}")),
    }
}

/// Writes a file that is not there yet.
fn write_new(path: &Path, text: &str) -> io::Result<()> {
    if let Some(folder) = path.parent() {
        create_private(folder)?;
    }
    let mut options = OpenOptions::new();
    let mut file = options.write(true).create_new(true).open(path)?;
    file.write_all(text.as_bytes())
}

fn check(file: Option<&Path>, paths: &Paths) -> ExitCode {
    let own = paths.settings_file();
    let path = file.unwrap_or(&own);
    let there = path.exists();
    if file.is_some() && !there {
        return fail(&format_args!("{} is not there", path.display()));
    }
    let mut chosen = Chosen::of(Config::load(path), path);
    chosen.check_themes(path);
    if chosen.problems.is_empty() {
        let shown = paths.shown(path);
        let sentence = match there {
            true => format!("{shown} is understood, all of it.\n"),
            false => format!(
                "{shown} is not there: the defaults are in force. `lazuli config init` writes it.\n"
            ),
        };
        return output::text(&sentence);
    }
    let mut text = String::new();
    for problem in &chosen.problems {
        text.push_str(&format!("{problem}\n"));
    }
    match output::lines([text.trim_end()]) {
        Ok(()) => ExitCode::FAILURE,
        Err(code) => code,
    }
}

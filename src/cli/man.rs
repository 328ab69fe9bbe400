//! `lazuli man`: the manual pages, made from the same words as `--help`.

use std::fs::OpenOptions;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Command;
use clap_mangen::Man;

use super::{connect, output};

const EXAMPLES: &str = "\
Examples:
  lazuli man | man -l -
  lazuli man send | man -l -
  lazuli man --folder ~/.local/share/man/man1    lazuli.1, lazuli-send.1 and so on";

/// Print a manual page, or write all of them
#[derive(Debug, Clone, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    /// The page of this command [default: the page of lazuli]
    #[arg(value_name = "COMMAND", conflicts_with = "folder")]
    command: Option<String>,
    /// Write all pages into this folder; those that are there are replaced
    #[arg(long, value_name = "FOLDER")]
    folder: Option<PathBuf>,
}

/// Prints or writes.
#[must_use]
pub fn run(args: &Args) -> ExitCode {
    let pages = pages();
    if let Some(folder) = &args.folder {
        let written = pages
            .iter()
            .try_for_each(|page| write(&folder.join(format!("{}.1", name(page))), page));
        return match written {
            Ok(()) => ExitCode::SUCCESS,
            Err(error) => connect::fail(&format_args!(
                "The pages can't be written into {}: {error}",
                folder.display()
            )),
        };
    }
    let wanted = args.command.as_ref().map_or_else(
        || "lazuli".to_owned(),
        |command| format!("lazuli-{command}"),
    );
    let Some(page) = pages.into_iter().find(|page| name(page) == wanted) else {
        let why = "There is no such command: `lazuli --help` lists them";
        return connect::misuse(&why);
    };
    let printed = match text(page) {
        Ok(text) => output::bytes(&text),
        Err(error) => Err(connect::fail(&error)),
    };
    printed.err().unwrap_or(ExitCode::SUCCESS)
}

/// lazuli itself and each of its commands, named as their pages are.
fn pages() -> Vec<Command> {
    let mut lazuli = super::command().disable_help_subcommand(true);
    lazuli.build();
    let commands = lazuli.get_subcommands().filter(|one| !one.is_hide_set());
    let commands: Vec<Command> = commands.cloned().collect();
    std::iter::once(lazuli).chain(commands).collect()
}

/// What a page is called, without its section: `lazuli-send`.
fn name(page: &Command) -> &str {
    page.get_display_name().unwrap_or_else(|| page.get_name())
}

fn text(page: Command) -> io::Result<Vec<u8>> {
    let mut text = Vec::new();
    Man::new(page).render(&mut text)?;
    Ok(text)
}

fn write(path: &Path, page: &Command) -> io::Result<()> {
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder)?;
    }
    let mut options = OpenOptions::new();
    let mut file = options.write(true).create(true).truncate(true).open(path)?;
    file.write_all(&text(page.clone())?)
}

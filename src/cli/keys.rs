//! `lazuli keys`: which keys do what.

use std::process::ExitCode;

use crate::app::{help, web_keys};
use crate::config::paths::Paths;
use crate::config::settings::MapName;

use super::chosen::Chosen;
use super::connect::fail;
use super::output;

/// Show which keys do what, as tables in Markdown.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  \
        lazuli keys                the keys in force, yours included\n  \
        lazuli keys --map vim      those of a built-in map, as `keymap = \"vim\"` gives them\n  \
        lazuli keys --web          how they differ from the web app's\n  \
        lazuli keys | less")]
pub struct Args {
    /// A built-in map, without the keys that config.toml gives
    #[arg(long, value_enum, value_name = "MAP")]
    map: Option<MapName>,

    /// The keys of Zulip's web app, and what became of each
    #[arg(long, conflicts_with = "map")]
    web: bool,
}

/// Prints the tables. Exit code 0 when all of the settings was understood.
#[must_use]
pub fn run(args: &Args) -> ExitCode {
    if args.web {
        return output::text(&web_keys::document());
    }
    if let Some(map) = args.map {
        return output::text(&help::document(map));
    }
    let paths = match Paths::from_env() {
        Ok(paths) => paths,
        Err(error) => return fail(&error),
    };
    let chosen = Chosen::load(&paths);
    let about = format!(
        "The keys in force: the map `{}`, and what {} changes of it.",
        chosen.settings.keymap.name(),
        paths.shown(&paths.settings_file())
    );
    let printed = output::text(&help::markdown(&chosen.keymap, "Keys", &about));
    for problem in &chosen.problems {
        eprintln!("lazuli: {problem}");
    }
    match chosen.problems.is_empty() {
        true => printed,
        false => ExitCode::FAILURE,
    }
}

//! `lazuli open-login`: hands the link at the end of a sign-in to the lazuli that waits for it.

use std::process::ExitCode;

use crate::config::paths::Paths;
use crate::session::login_link::{Delivered, deliver};

use super::{connect, output};

const EXAMPLES: &str = "\
Examples:
  lazuli open-login 'zulip://login?realm=…'    while `lazuli login` waits in another terminal
  lazuli login --install-handler               lets the desktop do that by itself

The link is worth nothing to anybody but the lazuli that asked for it: the key in it is encrypted.";

/// Hand a zulip:// link to the lazuli that waits for it
#[derive(Debug, Clone, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    /// The link at which the sign-in in the browser ended
    #[arg(value_name = "LINK")]
    link: String,
}

/// Hands it over.
#[must_use]
pub fn run(args: &Args) -> ExitCode {
    let paths = match Paths::from_env() {
        Ok(paths) => paths,
        Err(error) => return connect::fail(&error),
    };
    connect::run_to_end(async {
        match deliver(&paths, &args.link).await {
            Delivered::Taken(words) => output::lines([words]),
            Delivered::Refused(why) => Err(connect::fail(&why)),
            Delivered::Nobody => Err(connect::fail(
                &"No lazuli waits for this link: begin with `lazuli login`, and open the link \
                  while it waits.",
            )),
        }
    })
}

//! `lazuli search`: what the web's search box finds.

use std::process::ExitCode;

use super::message_lines::Form;
use super::paging::PageArgs;
use super::{connect, messages, narrow_args};

const EXAMPLES: &str = "\
Examples:
  lazuli search cone six
  lazuli search 'channel:workshop topic:\"glaze tests\" -sender:me celadon'
  lazuli search --full is:starred
  lazuli search --json has:image --limit 1000 | jq -r '.content'
  lazuli search near:18123                   around that message
  lazuli search 'channel:workshop date:2025-11-20'

Prints the newest messages that match, the oldest of them first: id, time, place, sender and text. \
With --json each line is one message as the server sent it; `match_content` shows what was found.

Exit code: 0 found, or nothing matches; 1 failed; 2 the query makes no sense.";

/// Search messages, with the words of the web's search box
#[derive(Debug, Clone, clap::Args)]
#[command(after_help = EXAMPLES, after_long_help = format!("{}\n\n{EXAMPLES}", narrow_args::SYNTAX))]
pub struct Args {
    #[command(flatten)]
    page: PageArgs,
    /// Print each message as a JSON object
    #[arg(long)]
    json: bool,
    /// Print all lines of each message, as the message pane shows them
    #[arg(long, conflicts_with = "json")]
    full: bool,
    /// Content as it was typed, instead of as HTML
    #[arg(long)]
    no_apply_markdown: bool,
    /// What to look for
    #[arg(value_name = "QUERY", required = true)]
    query: Vec<String>,
    #[command(flatten)]
    connect: connect::ConnectArgs,
}

/// Searches.
#[must_use]
pub fn run(args: Args) -> ExitCode {
    connect::run_to_end(async {
        let narrow = narrow_args::read(&args.query).map_err(|error| connect::misuse(&error))?;
        let client = args.connect.client()?;
        let narrow = narrow_args::with_people(&client, narrow).await?;
        let form = match (args.json, args.full) {
            (true, _) => Form::Json,
            (false, true) => Form::Full,
            (false, false) => Form::Lines,
        };
        let html = form != Form::Lines && !args.no_apply_markdown;
        messages::print_page(&client, &narrow, &args.page, html, form).await
    })
}

//! `lazuli topics`: the topics of a channel.

use std::process::ExitCode;

use serde::Deserialize;

use crate::api::ids::MessageId;
use crate::api::routes::channels::get_raw_stream_topics;

use super::table::{Column, Table};
use super::{connect, listing, output, send_to};

const EXAMPLES: &str = "\
Examples:
  lazuli topics workshop
  lazuli topics workshop --json | jq -r .name
  lazuli topics 4 --limit 5                  the five with the newest messages

For people: the newest message's id, and the name; the one without a name is (general chat). The \
topic with the newest message comes first.";

/// List the topics of a channel, the one with the newest message first
#[derive(Debug, Clone, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    /// The channel, by name or id
    #[arg(value_name = "CHANNEL")]
    channel: String,
    /// At most so many
    #[arg(short = 'n', long, value_name = "N")]
    limit: Option<usize>,
    /// Print each topic as a JSON object
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    connect: connect::ConnectArgs,
}

/// What is shown of a topic.
#[derive(Debug, Deserialize)]
struct Topic {
    name: String,
    max_id: MessageId,
}

/// Prints them.
#[must_use]
pub fn run(args: Args) -> ExitCode {
    connect::run_to_end(async {
        let client = args.connect.client()?;
        let channel = send_to::channel(&client, &args.channel).await?;
        let topics = connect::ask(|| get_raw_stream_topics(&client, channel)).await?;
        let mut topics = listing::read::<Topic>(&topics)?;
        topics.truncate(args.limit.unwrap_or(usize::MAX));
        if args.json {
            return listing::print_json(&topics);
        }
        let mut table = Table::new(&[Column::Right, Column::Rest]);
        for (topic, _) in topics {
            let name = if topic.name.is_empty() {
                output::NO_TOPIC.to_owned()
            } else {
                topic.name
            };
            table.row([topic.max_id.to_string(), name]);
        }
        output::lines(table.lines())
    })
}

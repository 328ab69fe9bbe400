//! `lazuli channels`: the channels one is in, or all that one may know of.

use std::collections::HashMap;
use std::process::ExitCode;

use serde::Deserialize;
use serde_json::value::RawValue;

use crate::api::ids::ChannelId;
use crate::api::routes::channels::{get_raw_streams, get_raw_subscriptions};

use super::output;
use super::table::{Column, Table};
use super::{connect, listing};

const EXAMPLES: &str = "\
Examples:
  lazuli channels
  lazuli channels --all shop                 those with shop in their name
  lazuli channels --json | jq -r 'select(.is_muted) | .name'

For people: id, name, what is special, description. With --json each line is one channel as the \
server sent it: a subscription, or with --all a channel.";

/// List the channels that you are subscribed to, or all that you can see
#[derive(Debug, Clone, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    /// Those you are not subscribed to as well
    #[arg(short, long)]
    all: bool,
    /// With --all: archived ones as well
    #[arg(long, requires = "all")]
    archived: bool,
    /// Print each channel as a JSON object
    #[arg(long)]
    json: bool,
    /// Only those that have this in their name
    #[arg(value_name = "NAME")]
    name: Option<String>,
    #[command(flatten)]
    connect: connect::ConnectArgs,
}

/// Prints them.
#[must_use]
pub fn run(args: Args) -> ExitCode {
    connect::run_to_end(async {
        let client = args.connect.client()?;
        let own = connect::ask(|| get_raw_subscriptions(&client)).await?;
        let all = if args.all {
            connect::ask(|| get_raw_streams(&client, args.archived)).await?
        } else {
            Vec::new()
        };
        print(&args, &own, &all)
    })
}

/// What is shown of a channel.
#[derive(Debug, Deserialize)]
struct Channel {
    stream_id: ChannelId,
    name: String,
    #[serde(default)]
    description: String,
    #[serde(default)]
    invite_only: bool,
    #[serde(default)]
    is_web_public: bool,
    #[serde(default)]
    is_archived: bool,
    #[serde(default)]
    is_muted: bool,
    #[serde(default)]
    pin_to_top: bool,
}

impl Channel {
    fn notes(&self, subscribed: bool) -> String {
        let notes = [
            (self.invite_only, "private"),
            (self.is_web_public, "web-public"),
            (self.pin_to_top, "pinned"),
            (self.is_muted, "muted"),
            (self.is_archived, "archived"),
            (!subscribed, "not subscribed"),
        ];
        let notes = notes.into_iter().filter(|(is, _)| *is);
        notes.map(|(_, note)| note).collect::<Vec<_>>().join(", ")
    }
}

fn print(args: &Args, own: &[Box<RawValue>], all: &[Box<RawValue>]) -> Result<(), ExitCode> {
    let own = listing::read::<Channel>(own)?;
    // A subscription says more: whether it is muted or pinned.
    let notes: HashMap<ChannelId, String> = own
        .iter()
        .map(|(one, _)| (one.stream_id, one.notes(true)))
        .collect();
    let mut shown = if args.all { listing::read(all)? } else { own };
    shown.retain(|(one, _)| listing::holds(args.name.as_deref(), [&one.name]));
    if args.json {
        return listing::print_json(&shown);
    }
    shown.sort_by_cached_key(|(one, _)| one.name.to_lowercase());
    let columns = [
        Column::Right,
        Column::UpTo(32),
        Column::UpTo(32),
        Column::Rest,
    ];
    let mut table = Table::new(&columns);
    for (one, _) in shown {
        let notes = notes.get(&one.stream_id).cloned();
        let notes = notes.unwrap_or_else(|| one.notes(false));
        let name = format!("#{}", one.name);
        table.row([one.stream_id.to_string(), name, notes, one.description]);
    }
    output::lines(table.lines())
}

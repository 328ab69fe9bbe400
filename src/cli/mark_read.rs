//! `lazuli mark-read`: messages marked as read, or as unread.

use std::process::ExitCode;

use serde_json::json;

use crate::api::Client;
use crate::api::ids::{ChannelId, MessageId};
use crate::api::narrow::{IsOperand, Narrow, Operator};
use crate::api::routes::messages::{
    Anchor, FlagOp, FlagsForNarrow, MOST_AT_ONCE, SettableFlag, update_message_flags,
    update_message_flags_for_narrow,
};

use super::{connect, narrow_args, output};

const EXAMPLES: &str = "\
Examples:
  lazuli mark-read 18123 18124
  lazuli mark-read 'channel:builds topic:nightly'
  lazuli mark-read sender:'Kiln Bot'
  lazuli mark-read --all
  lazuli mark-read --unread near:18123       that one and all after it

Says how many messages were changed; with --json as {\"updated_count\": …}. Marking twice changes \
nothing.";

/// Mark messages as read: by id, by what they match, or all
#[derive(Debug, Clone, clap::Args)]
#[command(after_help = EXAMPLES, after_long_help = format!("{}\n\n{EXAMPLES}", narrow_args::SYNTAX))]
pub struct Args {
    /// Everything that is unread
    #[arg(short, long, conflicts_with = "messages")]
    all: bool,
    /// Mark them as unread instead
    #[arg(long)]
    unread: bool,
    /// Print a JSON object
    #[arg(long)]
    json: bool,
    /// Ids of messages, or terms that messages match
    #[arg(value_name = "ID|TERM", required_unless_present = "all")]
    messages: Vec<String>,
    #[command(flatten)]
    connect: connect::ConnectArgs,
}

/// What was changed.
#[derive(Debug, Default)]
struct Changed {
    count: u64,
    left_out: Vec<ChannelId>,
}

/// Marks.
#[must_use]
pub fn run(args: Args) -> ExitCode {
    connect::run_to_end(async {
        let ids: Option<Vec<MessageId>> = args.messages.iter().map(|word| id(word)).collect();
        let ids = ids.filter(|ids| !ids.is_empty());
        let narrow = narrow_args::read(&args.messages).map_err(|error| connect::misuse(&error))?;
        if args.all && args.unread {
            return Err(connect::misuse(
                &"Marking everything as unread is not offered: name what is meant, such as channel:workshop",
            ));
        }
        let op = if args.unread {
            FlagOp::Remove
        } else {
            FlagOp::Add
        };
        let client = args.connect.client()?;
        connect::greet(&client).await?;
        let changed = match ids {
            Some(ids) => by_id(&client, &ids, op).await?,
            None => {
                let narrow = narrow_args::with_people(&client, narrow).await?;
                by_narrow(&client, narrow, op).await?
            }
        };
        say(&args, &changed)
    })
}

fn id(word: &str) -> Option<MessageId> {
    word.parse().ok().map(MessageId)
}

async fn by_id(client: &Client, ids: &[MessageId], op: FlagOp) -> Result<Changed, ExitCode> {
    let mut changed = Changed::default();
    for part in ids.chunks(MOST_AT_ONCE) {
        let request = || update_message_flags(client, part, op, SettableFlag::Read);
        let reply = connect::ask(request).await?;
        changed.count += reply.messages.len() as u64;
        changed.left_out(reply.ignored_because_not_subscribed_channels);
    }
    Ok(changed)
}

async fn by_narrow(client: &Client, narrow: Narrow, op: FlagOp) -> Result<Changed, ExitCode> {
    let near = narrow.0.iter().find_map(|term| {
        if let Operator::Near(id) = term.operator {
            Some(Anchor::Message(id))
        } else {
            None
        }
    });
    let narrow = match op {
        // Servers look at far fewer messages so.
        FlagOp::Add => narrow.and(Operator::Is(IsOperand::Unread)),
        FlagOp::Remove => narrow,
    };
    let mut request = FlagsForNarrow {
        anchor: near.unwrap_or(Anchor::Oldest),
        include_anchor: true,
        num_before: 0,
        num_after: u32::try_from(MOST_AT_ONCE).unwrap_or(u32::MAX),
        narrow,
        op,
        flag: SettableFlag::Read,
    };
    let mut changed = Changed::default();
    loop {
        let reply = connect::ask(|| update_message_flags_for_narrow(client, &request)).await?;
        changed.count += reply.updated_count;
        changed.left_out(reply.ignored_because_not_subscribed_channels);
        match reply.last_processed_id {
            Some(last) if !reply.found_newest => {
                request.anchor = Anchor::Message(last);
                request.include_anchor = false;
            }
            Some(_) | None => return Ok(changed),
        }
    }
}

impl Changed {
    fn left_out(&mut self, channels: Vec<ChannelId>) {
        self.left_out.extend(channels);
        self.left_out.sort_unstable();
        self.left_out.dedup();
    }
}

fn say(args: &Args, changed: &Changed) -> Result<(), ExitCode> {
    let count = changed.count;
    if !changed.left_out.is_empty() {
        let ids: Vec<String> = changed.left_out.iter().map(ChannelId::to_string).collect();
        connect::note(format_args!(
            "Nothing can be unread in channels you are not subscribed to; left out: {}",
            ids.join(", ")
        ));
    }
    let line = if args.json {
        json!({"updated_count": count, "ignored_because_not_subscribed_channels": changed.left_out})
            .to_string()
    } else {
        let messages = if count == 1 { "message" } else { "messages" };
        let now = if args.unread { "unread" } else { "read" };
        format!("{count} {messages} marked as {now}")
    };
    output::lines([line])
}

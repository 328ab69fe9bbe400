//! `lazuli register`: the snapshot as JSON.

use std::process::ExitCode;

use crate::api::queue::{AfterRestart, EventQueue, FirstContact, Item, QueueOptions, RawSnapshot};

use super::{connect, output, queue_args};

const EXAMPLES: &str = "\
Examples:
  lazuli register | jq '.subscriptions[].name'
  lazuli register --fetch-event-types realm_user | jq '.realm_users | length'
  lazuli register --fetch-event-types message,update_message_flags | jq .unread_msgs.count";

/// Print the snapshot that a registration gives, as JSON
#[derive(Debug, Clone, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    #[command(flatten)]
    queue: queue_args::QueueArgs,
    /// Leave the event queue open, so that its `queue_id` can be polled; otherwise it is
    /// deleted, since while it is open the server may hold back mobile notifications
    #[arg(long)]
    keep_queue: bool,
    #[command(flatten)]
    connect: connect::ConnectArgs,
}

/// Registers once.
#[must_use]
pub fn run(args: Args) -> ExitCode {
    connect::run(async {
        tokio::select! {
            done = register(args) => match done {
                Ok(()) => ExitCode::SUCCESS,
                Err(code) => code,
            },
            () = connect::asked_to_end() => ExitCode::from(connect::FAILED),
        }
    })
}

/// How many tries a snapshot is worth while the trouble may pass.
const TRIES: u32 = 8;

async fn register(args: Args) -> Result<(), ExitCode> {
    let client = args.connect.client()?;
    let options = QueueOptions {
        register: args.queue.options(&client).await?,
        after_restart: AfterRestart::Keep,
        first_contact: FirstContact::Strict,
        seed: fastrand::u64(..),
    };
    let (mut queue, _) = EventQueue::<RawSnapshot>::new(client, options);
    let snapshot = loop {
        match queue.next().await {
            Some(Item::Registered { snapshot, .. }) => break snapshot,
            Some(Item::Ended(end)) => return Err(connect::ended(&end)),
            Some(Item::Waiting(waiting)) if waiting.failures >= TRIES => {
                return Err(connect::fail(&waiting.error));
            }
            Some(Item::Connecting | Item::Waiting(_) | Item::Batch(_) | Item::Expired(_)) => {}
            None => return Err(ExitCode::from(connect::FAILED)),
        }
    };
    let json = String::from_utf8_lossy(&snapshot.0);
    let written = output::lines([output::json_line(&json)]);
    if args.keep_queue {
        queue.keep();
    } else {
        queue.close().await;
    }
    written
}

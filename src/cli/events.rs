//! `lazuli events`: every event as a line of JSON, for ever.

use std::process::ExitCode;

use crate::api::follow::{FollowOptions, Follower, StreamEvent};

use super::hook::Hook;
use super::{connect, output, queue_args};
use crate::session::clock;

const EXAMPLES: &str = "\
Examples:
  lazuli events --event-types message,reaction
  lazuli events --event-types message --narrow channel:workshop | jq .message.content
  lazuli events --all-public-channels --count 100
  lazuli events --event-types reaction,message --exec ~/bin/light-the-lamp --colour blue

Each line is one event as the server sent it. When an event queue is lost (after hours \
offline, say), message events that were missed meanwhile are fetched and printed in order, \
once, with \"lazuli_caught_up\": true and without an `id`.

With --exec the program is run for each event, directly and by no shell, one after the other; it \
gets the event as JSON on its standard input and its type in $LAZULI_EVENT. Nothing is printed \
then but what it prints; one that fails is said, and the next event comes.";

/// Print every event as the server sends it, one JSON object a line, for ever
#[derive(Debug, Clone, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    #[command(flatten)]
    queue: queue_args::QueueArgs,
    /// Print heartbeats too, which say that the connection is well
    #[arg(long)]
    heartbeats: bool,
    /// End after so many events
    #[arg(long, value_name = "N")]
    count: Option<u64>,
    /// Run this program for each event; all that follow are its arguments
    #[arg(long, value_name = "PROGRAM", num_args = 1.., allow_hyphen_values = true)]
    exec: Option<Vec<String>>,
    #[command(flatten)]
    connect: connect::ConnectArgs,
}

/// Runs until the count is reached, standard output is closed or the account is lost.
#[must_use]
pub fn run(args: Args) -> ExitCode {
    connect::run(async {
        match start(args).await {
            Ok(code) | Err(code) => code,
        }
    })
}

async fn start(args: Args) -> Result<ExitCode, ExitCode> {
    let client = args.connect.client()?;
    let mut register = tokio::select! {
        options = args.queue.options(&client) => options?,
        () = connect::asked_to_end() => return Ok(ExitCode::SUCCESS),
    };
    if register.fetch_event_types.is_none() {
        // Nobody sees the snapshot here: no more of it than tells the newest message.
        register.fetch_event_types = Some(vec!["message".to_owned()]);
    }
    let (follower, handle) = Follower::new(
        client,
        FollowOptions {
            register,
            ..FollowOptions::default()
        },
    );
    let watch = clock::watch(move || handle.resumed());
    let mut hook = args.exec.as_deref().map(Hook::new);
    let mut left = args.count.unwrap_or(u64::MAX);
    if left == 0 {
        return Ok(ExitCode::SUCCESS);
    }
    let code = connect::follow(follower, async |item| {
        let events = item.into_events().into_iter();
        let wanted = events.filter(|event| args.heartbeats || &*event.kind != "heartbeat");
        let events: Vec<StreamEvent> = wanted
            .take(usize::try_from(left).unwrap_or(usize::MAX))
            .collect();
        left -= events.len() as u64;
        if let Some(hook) = &mut hook {
            for event in &events {
                if let Err(code) = hook.run(&event.kind, &event.json).await {
                    return Some(code);
                }
            }
        } else {
            let lines = events.iter().map(|event| output::json_line(&event.json));
            if let Err(code) = output::lines(lines) {
                return Some(code);
            }
        }
        (left == 0).then_some(ExitCode::SUCCESS)
    });
    let code = code.await;
    watch.abort();
    Ok(code)
}

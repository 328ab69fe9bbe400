//! `lazuli messages`: messages as lines, the newest ones or all that come.

use std::collections::HashSet;
use std::process::ExitCode;

use serde_json::Value;
use serde_json::value::RawValue;

use crate::api::Client;
use crate::api::error::ApiError;
use crate::api::follow::{FollowOptions, Followed, Follower, StreamEvent};
use crate::api::ids::MessageId;
use crate::api::narrow::Narrow;
use crate::api::routes::messages::{MOST_AT_ONCE, check_messages_match_narrow};
use crate::api::routes::register::{EventNarrow, RegisterOptions};
use crate::session::clock;
use crate::session::retry::Retry;

use super::hook::Hook;
use super::message_lines::Form;
use super::paging::{PageArgs, Pages};
use super::{connect, narrow_args, output, queue_args};

const EXAMPLES: &str = "\
Examples:
  lazuli messages --limit 20 --narrow channel:workshop
  lazuli messages --narrow dm:me --since yesterday --full
  lazuli messages --json --after 18123 --limit 1000      the next page
  lazuli messages --follow --json | jq -r '.sender_full_name + \": \" + .content'
  lazuli messages --follow --narrow 'channel:workshop topic:\"glaze tests\"'
  lazuli messages --follow --narrow is:mentioned --exec notify-send 'Somebody called'

For people: id, time, place, sender and text on one line, the oldest message first. With --json \
each line is one message as the server sent it, its `flags` inside. A message that came while \
there was no event queue is fetched and has \"lazuli_caught_up\": true.

With --exec the program is run for each message, directly and by no shell, one after the other; \
it gets the message as JSON on its standard input. Nothing is printed then but what it prints.";

/// Print messages, one a line: the newest ones, or with --follow all that come, for ever
#[derive(Debug, Clone, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    #[command(flatten)]
    page: PageArgs,
    /// Go on with every message that comes, for ever; of those before only what --limit, --after or
    /// --since ask for
    #[arg(short, long, conflicts_with_all = ["before", "anchor"])]
    follow: bool,
    /// Print each message as a JSON object
    #[arg(long)]
    json: bool,
    /// Print all lines of each message, as the message pane shows them
    #[arg(long, conflicts_with = "json")]
    full: bool,
    /// Only messages that match, such as channel:workshop or a word to search for; may be
    /// given several times, and then all must match. `lazuli search --help` lists the terms
    #[arg(long, value_name = "TERM")]
    narrow: Vec<String>,
    /// With --follow: messages of every public channel, and not only of those subscribed to
    #[arg(long)]
    all_public_channels: bool,
    /// Content as it was typed, instead of as HTML
    #[arg(long)]
    no_apply_markdown: bool,
    /// With --follow: end after so many messages
    #[arg(long, value_name = "N", requires = "follow")]
    count: Option<u64>,
    /// With --follow: run this program for each message; all that follows are its arguments
    #[arg(long, value_name = "PROGRAM", num_args = 1.., allow_hyphen_values = true, requires = "follow", conflicts_with = "full")]
    exec: Option<Vec<String>>,
    #[command(flatten)]
    connect: connect::ConnectArgs,
}

/// Runs until everything asked for is printed.
#[must_use]
pub fn run(args: Args) -> ExitCode {
    connect::run(async {
        match start(args).await {
            Ok(code) | Err(code) => code,
        }
    })
}

impl Args {
    fn form(&self) -> Form {
        if self.json || self.exec.is_some() {
            Form::Json
        } else if self.full {
            Form::Full
        } else {
            Form::Lines
        }
    }
}

async fn start(args: Args) -> Result<ExitCode, ExitCode> {
    let queue = queue_args::QueueArgs {
        narrow: args.narrow.clone(),
        all_public_channels: args.all_public_channels,
        no_apply_markdown: args.no_apply_markdown || args.form() == Form::Lines,
        event_types: Some(vec!["message".to_owned()]),
        fetch_event_types: Some(vec!["message".to_owned()]),
        ..queue_args::QueueArgs::default()
    };
    let narrow = queue.narrow().map_err(|error| connect::misuse(&error))?;
    let client = args.connect.client()?;
    let work = async {
        let narrow = narrow_args::with_people(&client, narrow).await?;
        if args.follow {
            follow(&client, &queue, narrow, &args).await
        } else {
            let form = args.form();
            let raw = queue.no_apply_markdown;
            print_page(&client, &narrow, &args.page, !raw, form).await?;
            Ok(ExitCode::SUCCESS)
        }
    };
    if args.follow {
        // It ends by itself when it is asked to, and tidies up.
        return work.await;
    }
    tokio::select! {
        done = work => done,
        () = connect::asked_to_end() => Err(ExitCode::from(connect::FAILED)),
    }
}

/// Prints the messages of a page.
///
/// # Errors
/// The exit code of what failed; it has been said.
pub(super) async fn print_page(
    client: &Client,
    narrow: &Narrow,
    page: &PageArgs,
    apply_markdown: bool,
    form: Form,
) -> Result<(), ExitCode> {
    connect::greet(client).await?;
    let pages = Pages {
        client,
        narrow,
        apply_markdown,
        count: page.count(false),
    };
    pages
        .fetch(page, |messages| match form {
            Form::Json => output::lines(messages.iter().map(|raw| output::json_line(raw.get()))),
            Form::Lines | Form::Full => form.print(&values(&messages)),
        })
        .await
}

fn values(messages: &[Box<RawValue>]) -> Vec<Value> {
    let values = messages.iter().map(|raw| serde_json::from_str(raw.get()));
    values.filter_map(Result::ok).collect()
}

async fn follow(
    client: &Client,
    queue: &queue_args::QueueArgs,
    narrow: Narrow,
    args: &Args,
) -> Result<ExitCode, ExitCode> {
    let named = tokio::select! {
        named = queue_args::with_names(client, narrow.clone()) => named?,
        () = connect::asked_to_end() => return Ok(ExitCode::SUCCESS),
    };
    // What event queues do not know, the server is asked about message by message.
    let (known, filter) = match EventNarrow::new(named) {
        Some(known) => (known, None),
        None => (EventNarrow::default(), Some(&narrow)),
    };
    let options = FollowOptions {
        register: RegisterOptions {
            narrow: known,
            ..queue.without_narrow()
        },
        ..FollowOptions::default()
    };
    let (follower, handle) = Follower::new(client.clone(), options);
    let watch = clock::watch(move || handle.resumed());
    let (form, count) = (args.form(), args.page.count(true));
    let mut hook = args.exec.as_deref().map(Hook::new);
    let mut left = args.count.unwrap_or(u64::MAX);
    let mut printed: Option<HashSet<MessageId>> = None;
    let code = connect::follow(follower, async |item| {
        // Only now that there is a queue: nothing falls between the two.
        if count > 0 && printed.is_none() && matches!(item, Followed::Registered) {
            match before_following(client, &narrow, queue, args, hook.as_mut()).await {
                Ok(ids) => printed = Some(ids),
                Err(code) => return Some(code),
            }
        }
        let mut messages: Vec<Value> = item.into_events().into_iter().filter_map(message).collect();
        if let Some(filter) = filter {
            match matching(client, messages, filter).await {
                Ok(found) => messages = found,
                Err(error) => return Some(connect::fail(&error)),
            }
        }
        if let Some(printed) = &printed {
            messages.retain(|message| !id(message).is_some_and(|id| printed.contains(&id)));
        }
        messages.truncate(usize::try_from(left).unwrap_or(usize::MAX));
        left -= messages.len() as u64;
        let given = match &mut hook {
            Some(hook) => hook.run_all("message", &messages).await,
            None => form.print(&messages),
        };
        if let Err(code) = given {
            return Some(code);
        }
        (left == 0).then_some(ExitCode::SUCCESS)
    });
    let code = code.await;
    watch.abort();
    Ok(code)
}

/// Prints what is wanted of before. Gives the ids.
async fn before_following(
    client: &Client,
    narrow: &Narrow,
    queue: &queue_args::QueueArgs,
    args: &Args,
    mut hook: Option<&mut Hook>,
) -> Result<HashSet<MessageId>, ExitCode> {
    let pages = Pages {
        client,
        narrow,
        apply_markdown: !queue.no_apply_markdown,
        count: args.page.count(true),
    };
    let (mut ids, mut all) = (HashSet::new(), Vec::new());
    pages
        .fetch(&args.page, |page| {
            let page = values(&page);
            ids.extend(page.iter().filter_map(id));
            if hook.is_some() {
                all.extend(page);
                return Ok(());
            }
            args.form().print(&page)
        })
        .await?;
    if let Some(hook) = &mut hook {
        hook.run_all("message", &all).await?;
    }
    Ok(ids)
}

fn id(message: &Value) -> Option<MessageId> {
    message["id"].as_u64().map(MessageId)
}

/// The message that an event brings, shaped as in `GET /messages`.
fn message(event: StreamEvent) -> Option<Value> {
    let mut event_value = event.value();
    let mut message = event_value.get_mut("message")?.take();
    message["flags"] = event_value
        .get_mut("flags")
        .map_or(Value::Null, Value::take);
    if event.caught_up {
        message["lazuli_caught_up"] = true.into();
    }
    (&*event.kind == "message").then_some(message)
}

/// Those messages that the server says match. Waits through outages.
async fn matching(
    client: &Client,
    messages: Vec<Value>,
    narrow: &Narrow,
) -> Result<Vec<Value>, ApiError> {
    let ids: Vec<MessageId> = messages.iter().filter_map(id).collect();
    let mut found = Vec::new();
    for part in ids.chunks(MOST_AT_ONCE) {
        let mut retry = Retry::patient();
        let ask = || check_messages_match_narrow(client, part, narrow);
        found.extend(retry.run(ask).await?);
    }
    let matches = |message: &Value| id(message).is_some_and(|id| found.contains(&id));
    Ok(messages.into_iter().filter(matches).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_message_has_its_flags_inside() {
        let event = StreamEvent {
            kind: "message".into(),
            caught_up: true,
            json: r#"{"type":"message","message":{"id":3},"flags":["read"]}"#.to_owned(),
        };
        let want = json!({"id": 3, "flags": ["read"], "lazuli_caught_up": true});
        assert_eq!(message(event), Some(want));
    }
}

//! `lazuli messages`: messages as lines, the newest ones or all that come.

use std::collections::HashSet;
use std::process::ExitCode;

use serde_json::Value;

use crate::api::Client;
use crate::api::error::ApiError;
use crate::api::follow::{FollowOptions, Followed, Follower, StreamEvent};
use crate::api::ids::MessageId;
use crate::api::narrow::Narrow;
use crate::api::routes::messages::{
    Anchor, GetMessages, MOST_AT_ONCE, check_messages_match_narrow, get_raw_messages,
};
use crate::api::routes::register::{EventNarrow, RegisterOptions};
use crate::api::routes::server::get_server_settings;
use crate::session::clock;
use crate::session::retry::Retry;
use crate::text::SafeText;

use super::{connect, output, queue_args};

const EXAMPLES: &str = "\
Examples:
  lazuli messages --last 20 --narrow channel:workshop
  lazuli messages --follow --json | jq -r '.sender_full_name + \": \" + .content'
  lazuli messages --follow --json --narrow is:mentioned
  lazuli messages --follow --narrow 'channel:workshop topic:\"glaze tests\"'

With --json each line is one message as the server sent it, its `flags` inside. A message \
that came while there was no event queue is fetched and has \"lazuli_caught_up\": true.";

/// How many messages are printed where nothing says how many.
const LAST: u32 = 10;

/// Print messages, one a line: the newest ones, or with --follow all that come, for ever
#[derive(Debug, Clone, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    /// Go on with every message that comes, for ever
    #[arg(short, long)]
    follow: bool,
    /// Print each message as a JSON object
    #[arg(long)]
    json: bool,
    /// First print so many of the newest messages [default: 10, with --follow 0]
    #[arg(short = 'n', long, value_name = "N", value_parser = clap::value_parser!(u32).range(0..=5000))]
    last: Option<u32>,
    /// Only messages that match, such as channel:workshop or a word to search for; may be
    /// given several times, and then all must match
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

async fn start(args: Args) -> Result<ExitCode, ExitCode> {
    let client = args.connect.client()?;
    let queue = queue_args::QueueArgs {
        narrow: args.narrow.clone(),
        all_public_channels: args.all_public_channels,
        no_apply_markdown: args.no_apply_markdown || !args.json,
        event_types: Some(vec!["message".to_owned()]),
        fetch_event_types: Some(vec!["message".to_owned()]),
        ..queue_args::QueueArgs::default()
    };
    let narrow = queue.narrow().map_err(|error| connect::misuse(&error))?;
    let last = args.last.unwrap_or(if args.follow { 0 } else { LAST });
    if args.follow {
        return follow(&client, &queue, narrow, last, &args).await;
    }
    let options = queue.without_narrow();
    tokio::select! {
        printed = print_last(&client, &narrow, &options, last, args.json) => printed?,
        () = connect::asked_to_end() => return Err(ExitCode::from(connect::FAILED)),
    };
    Ok(ExitCode::SUCCESS)
}

/// Prints the newest messages that match. Gives their ids.
async fn print_last(
    client: &Client,
    narrow: &Narrow,
    options: &RegisterOptions,
    last: u32,
    json: bool,
) -> Result<HashSet<MessageId>, ExitCode> {
    let fail = |error: ApiError| connect::fail(&error);
    let mut retry = Retry::short();
    let server = retry.run(|| get_server_settings(client)).await;
    client.set_feature_level(server.map_err(fail)?.zulip_feature_level);
    let request = GetMessages {
        apply_markdown: options.apply_markdown,
        ..GetMessages::new(narrow.clone(), Anchor::Newest, last, 0)
    };
    let page = retry.run(|| get_raw_messages(client, &request)).await;
    let messages = page.map_err(fail)?.messages.into_iter().map(|raw| {
        let text = raw.get().replace(['\n', '\r'], " ");
        let message: Value = serde_json::from_str(&text).unwrap_or_default();
        (id(&message), if json { text } else { plain(&message) })
    });
    let (ids, lines): (Vec<_>, Vec<_>) = messages.unzip();
    output::lines(lines)?;
    Ok(ids.into_iter().flatten().collect())
}

async fn follow(
    client: &Client,
    queue: &queue_args::QueueArgs,
    narrow: Narrow,
    last: u32,
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
    let mut left = args.count.unwrap_or(u64::MAX);
    let mut printed = None;
    let code = connect::follow(follower, async |item| {
        // Only now that there is a queue: nothing falls between the two.
        if last > 0 && printed.is_none() && matches!(item, Followed::Registered) {
            let options = queue.without_narrow();
            match print_last(client, &narrow, &options, last, args.json).await {
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
        let lines = messages.iter().map(|message| {
            if args.json {
                message.to_string()
            } else {
                plain(message)
            }
        });
        if let Err(code) = output::lines(lines) {
            return Some(code);
        }
        (left == 0).then_some(ExitCode::SUCCESS)
    });
    let code = code.await;
    watch.abort();
    Ok(code)
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

/// A message as a line for people.
fn plain(message: &Value) -> String {
    let text = |name: &str| message[name].as_str().unwrap_or_default().to_owned();
    let seconds = message["timestamp"].as_i64().unwrap_or_default();
    let time = jiff::Timestamp::from_second(seconds).unwrap_or_default();
    let time = time.to_zoned(jiff::tz::TimeZone::system());
    let place = match &message["display_recipient"] {
        Value::String(channel) => format!("#{channel} > {}", text("subject")),
        Value::Array(people) => {
            let names = people
                .iter()
                .filter_map(|person| person["full_name"].as_str());
            format!("DM {}", names.collect::<Vec<_>>().join(", "))
        }
        _ => String::new(),
    };
    let line = format!(
        "{} {place} {}: {}",
        time.strftime("%Y-%m-%d %H:%M"),
        text("sender_full_name"),
        text("content"),
    );
    SafeText::line(line).into_string()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_line_for_people_is_safe_and_one_line() {
        let line = plain(&json!({
            "timestamp": 0, "display_recipient": "work\u{1b}[31mshop", "subject": "kiln",
            "sender_full_name": "Ada", "content": "a\nb\u{202e}c",
        }));
        assert!(line.ends_with(" #workshop > kiln Ada: a bc"), "{line}");
    }

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

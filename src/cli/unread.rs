//! `lazuli unread`: what is unread, for status bars.

use std::process::ExitCode;

use serde::Serialize;

use crate::api::Client;
use crate::api::event::{Event, RawEvent};
use crate::api::ids::{ChannelId, MessageId, TopicName, UserId};
use crate::api::personal::VisibilityPolicy;
use crate::api::queue::{AfterRestart, EventQueue, FirstContact, Item, QueueHandle, QueueOptions};
use crate::api::routes::register::{IncludeSubscribers, RegisterOptions};
use crate::api::routes::users::get_own_user;
use crate::api::snapshot::Snapshot;
use crate::model::Organization;
use crate::session::retry::Retry;
use crate::session::{Typed, clock, flag_order, restart_spread, wall_clock};

use super::{connect, output};

const EXAMPLES: &str = "\
Examples:
  lazuli unread
  lazuli unread --json | jq .total
  lazuli unread --json --follow | jq --unbuffered -r '\"\\(.total) (\\(.mentions))\"'

`total` counts direct messages, and channel messages in places that are not muted; `mentions` \
counts the unread messages that mention you. The lists hold everything that is unread, muted \
places included. Nothing is marked as read.";

/// Everything that changes what is unread.
const EVENT_TYPES: [&str; 7] = [
    "message",
    "update_message",
    "delete_message",
    "update_message_flags",
    "subscription",
    "stream",
    "user_topic",
];
/// What says what is unread now; no more than that, so that it is quick in large organizations.
const FETCH_EVENT_TYPES: [&str; 4] = [
    "message",
    "update_message_flags",
    "subscription",
    "user_topic",
];
/// How many tries one answer is worth while the trouble may pass.
const TRIES: u32 = 8;

/// Print what is unread, for status bars
#[derive(Debug, Clone, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    /// Print a JSON object with all conversations and messages, on one line
    #[arg(long)]
    json: bool,
    /// Print a new line each time it changes, for ever
    #[arg(short, long)]
    follow: bool,
    #[command(flatten)]
    connect: connect::ConnectArgs,
}

/// Prints once, or with `--follow` for ever.
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
    let end = connect::asked_to_end();
    tokio::pin!(end);
    let me = tokio::select! {
        me = own_id(&client) => me?,
        () = &mut end => return Ok(ExitCode::SUCCESS),
    };
    let words = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect();
    let options = QueueOptions {
        register: RegisterOptions {
            event_types: Some(words(&EVENT_TYPES)),
            fetch_event_types: Some(words(&FETCH_EVENT_TYPES)),
            include_subscribers: IncludeSubscribers::No,
            ..RegisterOptions::default()
        },
        after_restart: AfterRestart::Register(restart_spread(&client)),
        first_contact: FirstContact::Strict,
        seed: fastrand::u64(..),
    };
    let (queue, handle) = EventQueue::new(client, options);
    let mut follower = Follower {
        me,
        json: args.json,
        once: !args.follow,
        handle: handle.clone(),
        organization: None,
        printed: None,
        narrator: connect::Narrator::new(),
    };
    let watch = clock::watch(move || handle.resumed());
    let code = follower.follow(queue, end).await;
    watch.abort();
    Ok(code)
}

async fn own_id(client: &Client) -> Result<UserId, ExitCode> {
    let me = Retry::short().run(|| get_own_user(client)).await;
    me.map(|me| me.user_id)
        .map_err(|error| connect::fail(&error))
}

/// Keeps what is unread up to date, and prints it.
struct Follower {
    me: UserId,
    json: bool,
    once: bool,
    handle: QueueHandle,
    organization: Option<Organization>,
    printed: Option<String>,
    narrator: connect::Narrator,
}

impl Follower {
    async fn follow(
        &mut self,
        mut queue: EventQueue<Typed>,
        mut end: impl Future<Output = ()> + Unpin,
    ) -> ExitCode {
        let closed = output::closed();
        tokio::pin!(closed);
        let code = loop {
            let item = tokio::select! {
                item = queue.next() => item,
                () = &mut end => break ExitCode::SUCCESS,
                () = &mut closed => break ExitCode::SUCCESS,
            };
            let Some(item) = item else {
                break ExitCode::from(connect::FAILED);
            };
            if let Some(code) = self.item(item) {
                break code;
            }
        };
        queue.close().await;
        code
    }

    /// Takes an item in. Gives the exit code when that was the last.
    fn item(&mut self, item: Item<Typed>) -> Option<ExitCode> {
        match item {
            Item::Registered { snapshot, .. } => {
                self.narrator.well();
                if let Err(code) = self.rebuild(snapshot.0) {
                    return Some(code);
                }
            }
            Item::Batch(events) => {
                self.narrator.well();
                self.apply(&events);
            }
            Item::Waiting(waiting) => {
                if self.once && waiting.failures >= TRIES {
                    return Some(connect::fail(&waiting.error));
                }
                self.narrator.waiting(&waiting);
                return None;
            }
            Item::Ended(end) => return Some(connect::ended(&end)),
            Item::Connecting | Item::Expired(_) => return None,
        }
        if let Err(code) = self.print() {
            return Some(code);
        }
        self.once.then_some(ExitCode::SUCCESS)
    }

    fn rebuild(&mut self, mut snapshot: Snapshot) -> Result<(), ExitCode> {
        snapshot.user_id = Some(self.me);
        let built = Organization::new(snapshot, wall_clock());
        self.organization = Some(built.map_err(|error| connect::fail(&error))?);
        Ok(())
    }

    /// Applies what happened; what does not fit is answered with a new registration.
    fn apply(&mut self, raw: &[RawEvent]) {
        let Some(organization) = &mut self.organization else {
            return;
        };
        if let Err(why) = apply(organization, raw) {
            self.organization = None;
            self.handle.register_anew(why);
        }
    }

    fn print(&mut self) -> Result<(), ExitCode> {
        let Some(organization) = &self.organization else {
            return Ok(());
        };
        let unread = Unread::of(organization);
        let line = if self.json {
            // Our own types serialize.
            serde_json::to_string(&unread).unwrap_or_default()
        } else {
            unread.to_string()
        };
        if self.printed.as_ref() != Some(&line) {
            output::lines([&line])?;
            self.printed = Some(line);
        }
        Ok(())
    }
}

fn apply(organization: &mut Organization, raw: &[RawEvent]) -> Result<(), String> {
    let events: Result<Vec<Event>, _> = raw.iter().map(Event::parse).collect();
    let events = events.map_err(|error| error.to_string())?;
    if flag_order::is_unsure(&events) {
        return Err("flags of the same message were set and taken away".to_owned());
    }
    for event in events {
        let applied = organization.apply(event, wall_clock());
        applied.map_err(|error| error.to_string())?;
    }
    Ok(())
}

/// What is unread, as it is printed.
#[derive(Debug, PartialEq, Eq, Serialize)]
struct Unread<'a> {
    total: usize,
    mentions: usize,
    dms: Vec<Dm<'a>>,
    channels: Vec<Channel<'a>>,
    old_unreads_missing: bool,
}

#[derive(Debug, PartialEq, Eq, Serialize)]
struct Dm<'a> {
    user_ids: Vec<UserId>,
    ids: &'a [MessageId],
}

#[derive(Debug, PartialEq, Eq, Serialize)]
struct Channel<'a> {
    channel_id: ChannelId,
    name: &'a str,
    muted: bool,
    topics: Vec<Topic<'a>>,
}

#[derive(Debug, PartialEq, Eq, Serialize)]
struct Topic<'a> {
    topic: &'a TopicName,
    policy: &'static str,
    ids: &'a [MessageId],
}

impl<'a> Unread<'a> {
    /// All of it: people and channels by id, topics by name.
    fn of(organization: &'a Organization) -> Self {
        let unreads = organization.unreads();
        let mut dms: Vec<Dm<'a>> = unreads
            .dms()
            .map(|(key, ids)| Dm {
                user_ids: key.operand(organization.me()),
                ids,
            })
            .collect();
        dms.sort_by(|a, b| a.user_ids.cmp(&b.user_ids));
        let mut channels: Vec<Channel<'a>> = unreads
            .channels()
            .map(|id| Channel::of(organization, id))
            .collect();
        channels.sort_by_key(|channel| channel.channel_id);
        Self {
            total: organization.unread_total(),
            mentions: organization.unread_mentions().len(),
            dms,
            channels,
            old_unreads_missing: unreads.old_missing(),
        }
    }
}

impl<'a> Channel<'a> {
    fn of(organization: &'a Organization, id: ChannelId) -> Self {
        let policy = |topic: &TopicName| match organization.policies().get(id, topic) {
            VisibilityPolicy::Inherit | VisibilityPolicy::Unknown(_) => "none",
            VisibilityPolicy::Muted => "muted",
            VisibilityPolicy::Unmuted => "unmuted",
            VisibilityPolicy::Followed => "followed",
        };
        let mut topics: Vec<Topic<'a>> = organization
            .unreads()
            .topics(id)
            .map(|(topic, ids)| Topic {
                topic,
                policy: policy(topic),
                ids,
            })
            .collect();
        topics.sort_by(|a, b| a.topic.cmp(b.topic));
        let state = organization.channels().get(id);
        Self {
            channel_id: id,
            name: state.map_or("", |state| &state.channel.name),
            muted: state.is_some_and(|state| state.is_muted()),
            topics,
        }
    }
}

impl std::fmt::Display for Unread<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} unread", self.total)?;
        match self.mentions {
            0 => Ok(()),
            1 => f.write_str(", 1 mention"),
            n => write!(f, ", {n} mentions"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn recorded(folder: &str) -> (Organization, serde_json::Value) {
        let path = format!("tests/recordings/{folder}/register-after.json");
        let json = std::fs::read(path).unwrap();
        let value = serde_json::from_slice(&json).unwrap();
        let snapshot = Snapshot::parse(&json).unwrap();
        (Organization::new(snapshot, wall_clock()).unwrap(), value)
    }

    #[test]
    fn it_says_what_the_server_says() {
        for folder in [
            "server-9",
            "server-10",
            "server-10-second",
            "server-11",
            "server-11-new",
        ] {
            let (organization, reply) = recorded(folder);
            let unread = Unread::of(&organization);
            let told = &reply["unread_msgs"];
            assert_eq!(unread.total as u64, told["count"], "{folder}");
            assert_eq!(
                unread.mentions,
                told["mentions"].as_array().unwrap().len(),
                "{folder}"
            );
            let listed = |list: &str| -> usize {
                let entries = told[list].as_array().unwrap().iter();
                entries
                    .map(|entry| entry["unread_message_ids"].as_array().unwrap().len())
                    .sum()
            };
            let dms: usize = unread.dms.iter().map(|dm| dm.ids.len()).sum();
            assert_eq!(dms, listed("pms") + listed("huddles"), "{folder}");
            let topics = unread.channels.iter().flat_map(|channel| &channel.topics);
            let ids: usize = topics.map(|topic| topic.ids.len()).sum();
            assert_eq!(ids, listed("streams"), "{folder}");
        }
    }

    #[test]
    fn the_line_has_the_promised_shape() {
        let (organization, _) = recorded("server-11");
        let line = serde_json::to_string(&Unread::of(&organization)).unwrap();
        let start = r#"{"total":93,"mentions":6,"dms":[{"user_ids":[5],"ids":[13]},{"user_ids":[6],"ids":[94]},"#;
        assert!(line.starts_with(start), "{line}");
        let channel = r#"{"channel_id":5,"name":"設計","muted":true,"topics":[{"topic":"glaze tests","policy":"followed","ids":[147]},{"topic":"kiln","policy":"none","ids":[181,220,230]},"#;
        assert!(line.contains(channel), "{line}");
        assert!(
            line.ends_with(r#"],"old_unreads_missing":false}"#),
            "{line}"
        );
    }

    #[test]
    fn the_short_line_counts_mentions_in_words() {
        let unread = |total, mentions| Unread {
            total,
            mentions,
            dms: Vec::new(),
            channels: Vec::new(),
            old_unreads_missing: false,
        };
        assert_eq!(unread(0, 0).to_string(), "0 unread");
        assert_eq!(unread(5, 1).to_string(), "5 unread, 1 mention");
        assert_eq!(unread(5, 2).to_string(), "5 unread, 2 mentions");
    }
}

//! `lazuli send`: a message from the command line, sent once.

use std::io::{IsTerminal, Read};
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Duration;

use serde_json::json;
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};
use tokio::time::{Instant, sleep_until, timeout};

use crate::api::Client;
use crate::api::error::ApiError;
use crate::api::ids::{MessageId, UserId};
use crate::api::narrow::Narrow;
use crate::api::routes::messages::{Anchor, GetMessages, get_messages};
use crate::api::routes::users::get_own_user;
use crate::app::store::{OutboxOrder, Send, SendKey, StoreNews};
use crate::archive::{
    Archive, ArchiveError, Known, LocalId, Opened, Outgoing, OutgoingState, account_file,
};
use crate::config::paths::Paths;
use crate::session::outbox::{self, Ear, Order};
use crate::session::retry::Retry;
use crate::session::wall_clock;

use super::paging::message_id;
use super::send_to::{self, Recipients};
use super::{connect, output, send_files, send_other};

const EXAMPLES: &str = "\
Examples:
  lazuli send --channel workshop --topic kiln 'The kiln is hot'
  lazuli send --to ben@example.com --to 'Chika Abe' 'Lunch?'
  make 2>&1 | tail -n 20 | lazuli send --channel builds --topic nightly
  lazuli send --queue --channel workshop --topic kiln 'When I am back online'
  lazuli send --queue                    send what is waiting
  lazuli send --channel workshop --topic kiln --file curve.png --file log.txt 'Both runs'
  lazuli send --to me@example.com --schedule 'tomorrow 9am' 'Open the dampers'
  lazuli send --edit 18123 'The kiln is cold'
  lazuli send --react 18123 tada

Prints the message's id. A request whose answer was lost is not repeated before it is certain \
that the message is not there; that can take one and a half minutes.

With --schedule the server sends it later, and the id is that of the scheduled message.

With --queue the message is on disk before anything is sent. What can't be sent now waits there, \
in order, until lazuli or `lazuli send --queue` runs with a connection.

Exit code: 0 sent, or kept by --queue; 1 not sent, or nobody knows; 2 the command line makes no sense.";

/// How long a message may wait for a connection, without `--queue`.
const PATIENCE: Duration = Duration::from_secs(20);
/// How long an open fate is followed.
const LONGEST: Duration = Duration::from_secs(300);
/// Servers cut what is longer, without a word, in characters; by default at least.
const LONGEST_TEXT: usize = 10_000;

/// Send a message, once, and print its id; change one, or react to one
#[derive(Debug, Clone, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    /// The channel, by name or id
    #[arg(long, value_name = "CHANNEL", conflicts_with = "to")]
    channel: Option<String>,
    /// The topic in that channel [default: the one without a name]
    #[arg(long, value_name = "TOPIC", requires = "channel")]
    topic: Option<String>,
    /// A person, by address, name or id; several times for a group
    #[arg(long, value_name = "PERSON")]
    to: Vec<String>,
    /// Keep it on disk first, and until it can be sent
    #[arg(long)]
    queue: bool,
    /// Send this file with it; may be given several times
    #[arg(long, value_name = "PATH", conflicts_with_all = ["queue", "react"])]
    file: Vec<PathBuf>,
    /// Send it later, such as 'tomorrow 9am', 'friday 14:00' or 'in 2 hours'
    #[arg(long, value_name = "TIME", conflicts_with_all = ["queue", "edit", "react"])]
    schedule: Option<String>,
    /// Change this message instead: it says TEXT from now on
    #[arg(long, value_name = "ID", value_parser = message_id, conflicts_with_all = ["channel", "to", "queue", "react"])]
    edit: Option<MessageId>,
    /// React to a message instead, with an emoji by name or character
    #[arg(long, num_args = 2, value_names = ["ID", "EMOJI"], conflicts_with_all = ["channel", "to", "queue", "text"])]
    react: Option<Vec<String>>,
    /// Print a JSON object: {"id": …}, or {"queued": …} for what is only kept
    #[arg(long)]
    json: bool,
    /// The text; `-` or nothing reads it from standard input
    #[arg(value_name = "TEXT")]
    text: Option<String>,
    #[command(flatten)]
    connect: connect::ConnectArgs,
}

/// Sends, or keeps.
#[must_use]
pub fn run(args: Args) -> ExitCode {
    connect::run(async {
        match start(args).await {
            Ok(code) | Err(code) => code,
        }
    })
}

fn misuse(why: &str) -> ExitCode {
    connect::misuse(&why)
}

/// The text, from the command line or standard input.
fn text(args: &Args) -> Result<String, ExitCode> {
    let text = match args.text.as_deref() {
        Some("-") => read()?,
        None if !args.file.is_empty() => return Ok(String::new()),
        None if std::io::stdin().is_terminal() => {
            return Err(misuse(
                "There is nothing to send: give the text, or - to read it from standard input",
            ));
        }
        None => read()?,
        Some(text) => text.to_owned(),
    };
    let length = text.trim_end().chars().count();
    if text.trim().is_empty() {
        Err(misuse("There is nothing to send: the text is empty"))
    } else if length > LONGEST_TEXT {
        Err(misuse(&format!(
            "The text has {length} characters, and servers cut messages at {LONGEST_TEXT}: attach it as a file, or send it in parts"
        )))
    } else {
        Ok(text)
    }
}

fn read() -> Result<String, ExitCode> {
    let mut text = String::new();
    std::io::stdin()
        .read_to_string(&mut text)
        .map_err(|error| connect::fail(&format_args!("Standard input can't be read: {error}")))?;
    Ok(text)
}

/// The text with the files that go with it.
async fn with_files(client: &Client, args: &Args, text: String) -> Result<String, ExitCode> {
    if args.file.is_empty() {
        return Ok(text);
    }
    // Large files go another way on servers that know it.
    connect::greet(client).await?;
    let links = send_files::upload(client, &args.file).await?;
    let text = text.trim_end();
    Ok(if text.is_empty() {
        links
    } else {
        format!("{text}\n{links}")
    })
}

/// A change or a reaction.
async fn change(args: &Args) -> Result<(), ExitCode> {
    if let Some([id, emoji]) = args.react.as_deref() {
        let id = message_id(id).map_err(|why| connect::misuse(&why))?;
        let client = args.connect.client()?;
        return send_other::react(&client, id, emoji, args.json).await;
    }
    let Some(id) = args.edit else { return Ok(()) };
    let text = text(args)?;
    let client = args.connect.client()?;
    let text = with_files(&client, args, text).await?;
    send_other::edit(&client, id, &text, args.json).await
}

async fn start(args: Args) -> Result<ExitCode, ExitCode> {
    if args.react.is_some() || args.edit.is_some() {
        return tokio::select! {
            done = change(&args) => done.map(|()| ExitCode::SUCCESS),
            () = connect::asked_to_end() => {
                Err(connect::fail(&"Ended before it was certain that it is done"))
            }
        };
    }
    let later = args
        .schedule
        .as_deref()
        .map(send_other::moment)
        .transpose()?;
    let recipients = match (&args.channel, &*args.to) {
        (Some(channel), _) => Some(Recipients::Topic {
            channel: channel.clone(),
            topic: args.topic.clone().unwrap_or_default(),
        }),
        (None, []) => None,
        (None, people) => Some(Recipients::People(people.to_vec())),
    };
    let message = match recipients {
        Some(recipients) => Some((recipients, text(&args)?)),
        None if args.queue && args.text.is_none() => None,
        None => return Err(misuse("Say where to: --channel and --topic, or --to")),
    };
    let credentials = args.connect.credentials();
    let credentials = credentials.map_err(|error| connect::fail(&error))?;
    let client = Client::new(&credentials).map_err(|error| connect::fail(&error))?;
    let archive = if args.queue {
        let paths = Paths::from_env().map_err(|error| connect::fail(&error))?;
        let file = account_file(paths.data(), &credentials.site, &credentials.email);
        on_disk(Archive::open(file)).await?
    } else {
        Archive::in_memory()
    };
    let work = async {
        let message = match message {
            Some((to, text)) => Some((to, with_files(&client, &args, text).await?)),
            None => None,
        };
        let Some(at) = later else {
            return send(&client, archive, message, &args).await;
        };
        let Some((to, text)) = message else {
            return Err(misuse("Say where to: --channel and --topic, or --to"));
        };
        let me = connect::ask(|| get_own_user(&client)).await?.user_id;
        let to = send_to::resolve(&client, &archive, Some(me), &to).await?;
        send_other::schedule(&client, &to, me, &text, &at, args.json).await?;
        Ok(ExitCode::SUCCESS)
    };
    tokio::select! {
        code = work => code,
        () = connect::asked_to_end() => {
            let rest = if args.queue { "what is on disk stays there" } else { "nobody knows whether the message was sent" };
            Err(connect::fail(&format_args!("Ended before everything was sent; {rest}")))
        }
    }
}

/// The store, unless it keeps nothing.
async fn on_disk(archive: Archive) -> Result<Archive, ExitCode> {
    match archive.opened().await {
        Ok(Opened::Ready) => Ok(archive),
        Ok(Opened::MovedAside { to }) => {
            connect::note(ArchiveError::Damaged { moved_to: to });
            Ok(archive)
        }
        Ok(Opened::InMemory { why }) => Err(connect::fail(&why.unwrap_or(ArchiveError::Stopped))),
        Err(why) => Err(connect::fail(&why)),
    }
}

/// Who oneself is, and the newest message before anything is sent.
async fn contact(client: &Client) -> Result<(UserId, MessageId), ApiError> {
    let newest = GetMessages::new(Narrow::all(), Anchor::Newest, 1, 0);
    let (me, page) = tokio::join!(get_own_user(client), get_messages(client, &newest));
    let newest = page?.messages.last().map(|message| message.id);
    Ok((me?.user_id, newest.unwrap_or(MessageId(0))))
}

async fn send(
    client: &Client,
    archive: Archive,
    message: Option<(Recipients, String)>,
    args: &Args,
) -> Result<ExitCode, ExitCode> {
    // Without a disk to keep it on, whoever can't be reached has the answer at once.
    let first = if args.queue {
        None
    } else {
        let reached = Retry::short().run(|| contact(client)).await;
        Some(reached.map_err(|error| connect::fail(&error))?)
    };
    let me = first.map(|(me, _)| me);
    let new = match message {
        None => None,
        Some((recipients, text)) => {
            let conversation = send_to::resolve(client, &archive, me, &recipients).await?;
            Some(Send {
                key: SendKey(1),
                conversation,
                text,
                draft: None,
            })
        }
    };
    let (orders, ordered) = unbounded_channel();
    let (ear, standing) = Ear::new(orders.downgrade());
    let (told, news) = unbounded_channel();
    let terms = outbox::Terms {
        client: client.clone(),
        archive,
        wall: || wall_clock().0,
        settle: outbox::settle_time(client),
    };
    let listener = move |news| drop(told.send(news));
    let task = tokio::spawn(outbox::run(terms, ordered, standing, listener));
    let mut watcher = Watcher {
        own: None,
        rows: Vec::new(),
        news,
        noted: false,
    };
    if let Some(new) = new {
        // The task lives as long as there are orders.
        let _ = orders.send(Order::Send(new));
        watcher.kept().await?;
    }
    let reached = match first {
        Some(reached) => Ok(reached),
        None => contact(client).await,
    };
    let code = match reached {
        Ok((me, newest)) => {
            ear.registered(me, None, Some(newest));
            watcher.follow(&orders, args).await
        }
        Err(error) => {
            connect::note(format_args!("{error}; kept until there is a connection"));
            watcher.waits(args)
        }
    };
    drop(orders);
    // Nothing is under way any more, or it is for the next one to look for.
    let _ = timeout(Duration::from_secs(1), task).await;
    code
}

/// Follows the outbox on somebody's behalf.
struct Watcher {
    own: Option<LocalId>,
    rows: Vec<Outgoing>,
    news: UnboundedReceiver<StoreNews>,
    noted: bool,
}

impl Watcher {
    /// Waits until the message is safe.
    async fn kept(&mut self) -> Result<(), ExitCode> {
        while let Some(news) = self.news.recv().await {
            match news {
                StoreNews::Kept { result, .. } => {
                    self.own = Some(result.map_err(|why| connect::fail(&why))?);
                    return Ok(());
                }
                StoreNews::Outbox(rows) => self.rows = rows,
                StoreNews::Opened(_)
                | StoreNews::Drafts(_)
                | StoreNews::DraftFailed { .. }
                | StoreNews::Trouble(_) => {}
            }
        }
        Err(connect::fail(&ArchiveError::Stopped))
    }

    /// Whether a message needs no more waiting for.
    fn is_over(row: &Outgoing) -> bool {
        match row.state {
            OutgoingState::Sent(_) | OutgoingState::Done(_) | OutgoingState::Failed => true,
            OutgoingState::Unsure { known, .. } => match known {
                Known::Nothing => false,
                Known::Alike(_) => true,
            },
            OutgoingState::Waiting | OutgoingState::Sending => false,
        }
    }

    /// Waits until everything is sent, or as much as makes sense.
    async fn follow(
        &mut self,
        orders: &UnboundedSender<Order>,
        args: &Args,
    ) -> Result<ExitCode, ExitCode> {
        let started = Instant::now();
        let mut give_up = started + if args.queue { LONGEST } else { PATIENCE };
        loop {
            let known = self
                .own
                .is_none_or(|own| self.rows.iter().any(|row| row.id == own));
            let seen = known && !self.rows.is_empty();
            if seen && self.rows.iter().all(Self::is_over) {
                return self.report(args);
            }
            tokio::select! {
                news = self.news.recv() => match news {
                    Some(StoreNews::Outbox(rows)) => {
                        self.rows = rows;
                        if self.own.is_none() && self.rows.is_empty() {
                            return Ok(ExitCode::SUCCESS);
                        }
                        self.explain();
                    }
                    Some(StoreNews::Trouble(why)) => return Err(connect::fail(&why)),
                    Some(
                        StoreNews::Opened(_)
                        | StoreNews::Drafts(_)
                        | StoreNews::Kept { .. }
                        | StoreNews::DraftFailed { .. },
                    ) => {}
                    None => return Err(ExitCode::from(connect::FAILED)),
                },
                () = sleep_until(give_up) => {
                    if args.queue || started.elapsed() >= LONGEST {
                        return self.report(args);
                    }
                    if let Some(code) = self.withdrawn(orders).await {
                        return Err(code);
                    }
                    // Under way, or being looked for.
                    give_up += Duration::from_secs(1);
                }
            }
        }
    }

    /// Takes the message back if it is certainly not there; then says so.
    async fn withdrawn(&mut self, orders: &UnboundedSender<Order>) -> Option<ExitCode> {
        let own = self.own()?;
        if own.state != OutgoingState::Waiting {
            return None;
        }
        let (id, trouble) = (own.id, own.trouble.clone());
        let _ = orders.send(Order::Decide(OutboxOrder::Discard(id)));
        while let Some(news) = self.news.recv().await {
            if let StoreNews::Outbox(rows) = news {
                self.rows = rows;
                break;
            }
        }
        if self.own().is_some() {
            return None;
        }
        let why = trouble.unwrap_or_else(|| "it was never its turn".to_owned());
        Some(connect::fail(&format_args!("Nothing was sent: {why}")))
    }

    fn own(&self) -> Option<&Outgoing> {
        let own = self.own?;
        self.rows.iter().find(|row| row.id == own)
    }

    /// Says once why it takes so long.
    fn explain(&mut self) {
        let unsure = self.rows.iter().find(|row| {
            matches!(
                row.state,
                OutgoingState::Unsure {
                    known: Known::Nothing,
                    ..
                }
            )
        });
        if let Some(row) = unsure
            && !self.noted
        {
            self.noted = true;
            let why = row
                .trouble
                .as_deref()
                .unwrap_or("lazuli was ended while it sent");
            connect::note(format_args!("{why}; looking whether the message is there"));
        }
    }

    /// Says how everything ended.
    fn report(&self, args: &Args) -> Result<ExitCode, ExitCode> {
        let others = self.rows.iter().filter(|row| Some(row.id) != self.own);
        for row in others {
            if let OutgoingState::Failed | OutgoingState::Unsure { .. } = row.state {
                connect::note(format_args!("an earlier message: {}", Self::what(row)));
            }
        }
        let Some(own) = self.own() else {
            let open = self.rows.iter().filter(|row| !Self::is_over(row)).count();
            if open > 0 {
                return Err(connect::fail(&format_args!("{open} messages still wait")));
            }
            return Ok(ExitCode::SUCCESS);
        };
        if let Some(id) = own.message() {
            let line = if args.json {
                json!({ "id": id }).to_string()
            } else {
                id.to_string()
            };
            output::lines([line])?;
            return Ok(ExitCode::SUCCESS);
        }
        match own.state {
            OutgoingState::Waiting | OutgoingState::Sending if args.queue => self.waits(args),
            OutgoingState::Waiting
            | OutgoingState::Sending
            | OutgoingState::Unsure { .. }
            | OutgoingState::Failed
            | OutgoingState::Sent(_)
            | OutgoingState::Done(_) => Err(connect::fail(&Self::what(own))),
        }
    }

    fn what(row: &Outgoing) -> String {
        let why = row.trouble.as_deref().unwrap_or("the connection broke off");
        match row.state {
            OutgoingState::Failed => why.to_owned(),
            OutgoingState::Unsure {
                known: Known::Alike(id),
                ..
            } => format!("{why}; message {id} may be it, or may not: nothing is sent again"),
            OutgoingState::Waiting
            | OutgoingState::Sending
            | OutgoingState::Unsure { .. }
            | OutgoingState::Sent(_)
            | OutgoingState::Done(_) => {
                format!("{why}; nobody knows yet whether the message is there")
            }
        }
    }

    /// Says that the message is on disk.
    fn waits(&self, args: &Args) -> Result<ExitCode, ExitCode> {
        if let (true, Some(own)) = (args.json, self.own) {
            output::lines([json!({ "queued": own.0 }).to_string()])?;
        }
        Ok(ExitCode::SUCCESS)
    }
}

//! Everything that can happen: keys, the server's events, replies, deadlines.

use crossterm::event::{KeyEvent, MouseEvent};

use super::media::MediaNews;
use crate::api::error::ApiError;
use crate::api::event::{Event, RawEvent};
use crate::api::ids::{ChannelId, MessageId};
use crate::api::message::MessagesPage;
use crate::api::presence::PresencePoll;
use crate::api::routes::channels::TopicsReply;
use crate::archive::{ArchiveError, Habit, KeptSearch};
use crate::model::{FetchTag, Organization, Seq};

use super::accounts::Roster;
use super::act::{Act, Ticket};
use super::ask::Answer;
use super::errand::Done;
use super::settings::own::{InForce, OptionId};

/// Names one list of messages of the screen, so that a reply finds its way back.
/// Never used twice while the program runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ListId(pub u64);

/// Names a question about the organization as it was after a registration and so
/// many events.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Asked {
    /// Which registration of this program's run.
    pub registration: u64,
    /// The place in its journal of events.
    pub at: Seq,
}

/// Something that happened.
#[derive(Debug)]
pub enum Update {
    /// A key was pressed.
    Key(KeyEvent),
    /// The mouse did something.
    Mouse(MouseEvent),
    /// A bracketed paste.
    Paste(String),
    /// The terminal got (`true`) or lost the focus.
    Focus(bool),
    /// The terminal has so many columns and rows now.
    Resize(u16, u16),
    /// The program continues after a suspension: everything is drawn anew.
    Resumed,
    /// A deadline that the state asked for is reached.
    Clock,
    /// The editor that had the terminal is closed: the text, or what went wrong.
    Written(Result<String, String>),
    /// What became of [`Effect::Theme`](super::effect::Effect::Theme): what is said about it, and
    /// whether it went wrong.
    Themed(Result<String, String>),
    /// These settings hold from now on, after [`Effect::Settings`](super::effect::Effect::Settings).
    Settings(Box<InForce>),
    /// What became of the settings file: the options that it sets now, each with its line; or
    /// why it was not written, to follow a colon.
    SettingKept {
        /// The option that was to be written.
        option: OptionId,
        /// What became of it.
        result: Result<std::collections::BTreeMap<String, usize>, String>,
    },
    /// The program is about to end: what is not safe yet is made so.
    Ending,
    /// The session has something to tell.
    Session(SessionUpdate),
    /// Somebody who signs in comes further.
    SignIn(super::login::News),
    /// An errand on this machine came to its end.
    Errand(Done),
    /// The accounts that are signed in, as they are now; told where there are several.
    Roster(Roster),
    /// This account comes on the screen (`true`), or another one does.
    OnScreen(bool),
    /// The person is there (`true`) or not, as another account was told by their keys.
    Present(bool),
}

/// What the session tells.
#[derive(Debug)]
pub enum SessionUpdate {
    /// The connection is in this state now.
    Link(Link),
    /// A registration succeeded: this is the organization from now on.
    Registered(Box<Organization>),
    /// Events of the queue, in the server's order.
    Events(Vec<Event>),
    /// Those among the events just told that hooks are about, as the server sent them.
    Heard(Vec<RawEvent>),
    /// The answer to [`Effect::Fetch`](super::effect::Effect::Fetch).
    Page {
        /// The list that asked.
        list: ListId,
        /// Which of its questions this answers.
        tag: FetchTag,
        /// The messages, or why there are none.
        result: Result<MessagesPage, ApiError>,
    },
    /// The answer to [`Effect::FetchTopics`](super::effect::Effect::FetchTopics).
    Topics {
        /// The channel asked about.
        channel: ChannelId,
        /// Which question this answers.
        asked: Asked,
        /// Its topics, newest first.
        result: Result<TopicsReply, ApiError>,
    },
    /// The answer to [`Effect::Match`](super::effect::Effect::Match): which of the
    /// messages belong to the list's view.
    Matched {
        /// The list that asked.
        list: ListId,
        /// Which of its questions this answers.
        tag: FetchTag,
        /// The messages that do.
        result: Result<Vec<MessageId>, ApiError>,
    },
    /// The answer to [`Effect::Ask`](super::effect::Effect::Ask).
    Answer(Answer),
    /// What became of orders about pictures and files.
    Media(MediaNews),
    /// What became of orders about files that go with a message.
    Files(super::attaching::FileNews),
    /// Drafts and the outbox.
    Store(super::store::StoreNews),
    /// The outcome of [`Effect::Personal`](super::effect::Effect::Personal).
    Personal {
        /// What was ordered.
        order: super::personal::PersonalOrder,
        /// Whether it is done, or why not.
        result: Result<(), ApiError>,
    },
    /// What is remembered of searches, after [`Effect::Searches`](super::effect::Effect::Searches).
    Searches(Result<Vec<KeptSearch>, ArchiveError>),
    /// What was used in earlier runs, after [`Effect::Habits`](super::effect::Effect::Habits).
    Habits(Vec<Habit>),
    /// Everybody's presence, polled.
    Presence(PresencePoll),
    /// The outcome of [`Effect::Act`](super::effect::Effect::Act).
    Acted {
        /// Which order.
        ticket: Ticket,
        /// What was ordered.
        act: Act,
        /// Whether it is done, or why not.
        result: Result<(), ApiError>,
    },
    /// So many steps of an act that has several are done.
    ActWent {
        /// Which order.
        ticket: Ticket,
        /// How many.
        done: usize,
    },
    /// Marking messages read or unread came to an end.
    Marked {
        /// What was asked for.
        mark: super::effect::Mark,
        /// How many messages were changed, or why none.
        result: Result<u64, ApiError>,
    },
}

/// A break shorter than this, in ms, is nothing to look at the clock for.
pub const LONG_BREAK_MS: i64 = 5000;

/// The state of the connection.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Link {
    /// The first registration is under way.
    Connecting,
    /// Events arrive as they happen.
    Live,
    /// The queue is lost or the connection broken, and being mended right now.
    Reconnecting {
        /// When the connection broke, in ms of Unix time.
        since_ms: i64,
    },
    /// Waiting before the next try.
    Waiting {
        /// When the connection broke, in ms of Unix time.
        since_ms: i64,
        /// When the next try comes, in ms of Unix time.
        next_ms: i64,
        /// What is wrong, in a sentence.
        why: String,
    },
    /// The account or key does not work any more, or the server is refused:
    /// nothing is tried again.
    Ended {
        /// Why, in a sentence with the way out.
        why: String,
    },
}

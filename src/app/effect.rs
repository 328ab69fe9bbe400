//! The only way out to the world. What an effect brings back is an
//! [`Update`](super::update::Update) again.

use crate::api::ids::{ChannelId, MessageId};
use crate::api::narrow::Narrow;
use crate::archive::{Draft, DraftKey};
use crate::model::Organization;
use crate::model::{FetchRequest, MatchRequest};

use super::accounts::AccountIndex;
use super::act::{Act, Ticket};
use super::ask::Ask;
use super::attaching::FileOrder;
use super::composer::typing::TypingAt;
use super::errand::Errand;
use super::hooks::HookRun;
use super::jump::habits::HabitOrder;
use super::media::MediaOrder;
use super::notify::{NoticeId, Notification};
use super::personal::PersonalOrder;
use super::search::SearchOrder;
use super::settings::own::SettingsOrder;
use super::store::{OutboxOrder, Send};
use super::tips::Seen;
use super::update::{Asked, ListId};

/// Something to be done outside.
#[derive(Debug)]
pub enum Effect {
    /// Fetch messages for a list.
    Fetch {
        /// The list that asks.
        list: ListId,
        /// What it asks for.
        request: FetchRequest,
    },
    /// Ask the server which messages belong to a view that only it can judge.
    Match {
        /// The list that asks.
        list: ListId,
        /// What it asks.
        request: MatchRequest,
    },
    /// Fetch the topics of a channel.
    FetchTopics {
        /// Which channel.
        channel: ChannelId,
        /// Names the question, to be given back with the reply.
        asked: Asked,
    },
    /// Ask the server something once.
    Ask(Ask),
    /// Do something on this machine: open an address, run a configured program.
    Errand(Errand),
    /// Do something for somebody who signs in.
    SignIn(super::login::Order),
    /// Put text on the terminal's clipboard.
    Copy(String),
    /// Change what is read. Kept and tried again after an outage.
    Mark(Mark),
    /// Do something that others see, after everything ordered before.
    Act {
        /// Names the order, to be given back with its outcome.
        ticket: Ticket,
        /// What to do.
        act: Act,
    },
    /// Change what the server keeps for the person alone.
    Personal(PersonalOrder),
    /// Keep a message in the outbox and send it: see [`StoreNews`](super::store::StoreNews).
    Send(Send),
    /// What a person decided about a message in the outbox.
    Outbox(OutboxOrder),
    /// Keep a draft; an empty text deletes it.
    SaveDraft(Draft),
    /// Delete a draft.
    DeleteDraft(DraftKey),
    /// Remember a search, save it under a name, or forget it.
    Searches(SearchOrder),
    /// Remember what is used, or tell what was.
    Habits(HabitOrder),
    /// Tell others that one types, or stopped. Nothing comes back.
    Typing {
        /// Where.
        at: TypingAt,
        /// Whether one types.
        on: bool,
    },
    /// Lend the terminal to an editor with a text.
    Write {
        /// The editor and its arguments.
        command: Vec<String>,
        /// The text.
        text: String,
    },
    /// The model could not apply an event: register anew.
    Register {
        /// Why, for the log.
        why: String,
    },
    /// Do something about pictures and files.
    Media(MediaOrder),
    /// Do something about files of this machine that go with a message.
    Files(FileOrder),
    /// Try the connection at once instead of waiting.
    RetryNow,
    /// Keys are being pressed or the terminal has the focus (`true`), or not:
    /// what presence is reported as.
    Active(bool),
    /// Drop a big value where it holds nobody up.
    Discard(Box<Organization>),
    /// These settings hold from now on, and one of them goes into the settings file.
    Settings(Box<SettingsOrder>),
    /// Take another theme, by its name.
    Theme(String),
    /// Put on colours for a light background, or for a dark one.
    Light(bool),
    /// Tell of messages that the person does not see.
    Notify(Notification),
    /// Take a notification back, where that can be done.
    Withdraw(NoticeId),
    /// Run a person's own program.
    Hook(HookRun),
    /// Show another account.
    Show(AccountIndex),
    /// Remember that this was shown.
    Seen(Seen),
    /// Draw the whole screen anew.
    Redraw,
    /// Give the terminal back to the shell until it continues us.
    Suspend,
    /// End the program.
    Quit,
}

/// A change of what is read.
#[derive(Debug, Clone, PartialEq)]
pub enum Mark {
    /// These messages are read.
    Read(Vec<MessageId>),
    /// These messages are unread.
    Unread(Vec<MessageId>),
    /// Everything unread in a narrow is read. The empty narrow is everything.
    NarrowRead(Narrow),
    /// Everything unread in any of these narrows is read.
    NarrowsRead(Vec<Narrow>),
    /// Everything unread in a narrow up to a message, that one included, is read.
    NarrowReadTo {
        /// The view that was open.
        narrow: Narrow,
        /// The last message to be read.
        to: MessageId,
    },
    /// Everything in a narrow from a message on is unread.
    NarrowUnread {
        /// The view that was open.
        narrow: Narrow,
        /// The first message to be unread.
        from: MessageId,
    },
}

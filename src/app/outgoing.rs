//! The outbox on the screen: every message on its way is drawn at once in its place, at the
//! end of each view that it belongs to, until the server's own is there.

use std::collections::BTreeMap;

use crate::api::flags::Flags;
use crate::api::ids::{MessageId, UserId};
use crate::api::message::Message;
use crate::api::time::{UnixMillis, UnixSeconds};
use crate::archive::{Known, LocalId, Outgoing, OutgoingState};
use crate::content::html_of;
use crate::model::{Membership, MessageList, Organization, View};

use super::keymap::Keymap;
use super::state::App;
use super::update::Link;

/// For so many ms nothing is said of a message under way.
pub const QUIET_MS: i64 = 500;
/// Rows of messages that the server does not have are numbered from here on: above every
/// message of a server, so that they stand below them.
const FIRST_ROW: u64 = 1 << 62;

/// The row that a message of the outbox has among messages.
#[must_use]
pub fn row_of(local: LocalId) -> MessageId {
    MessageId(FIRST_ROW | local.0.cast_unsigned())
}

/// The message of the outbox that a row is, if it is not the server's.
#[must_use]
pub fn local_of(row: MessageId) -> Option<LocalId> {
    (row.0 & FIRST_ROW != 0).then(|| LocalId((row.0 & !FIRST_ROW).cast_signed()))
}

/// One message of the outbox, in the form of a message.
#[derive(Debug, Clone, PartialEq)]
pub struct Echoed {
    /// As the outbox has it.
    pub outgoing: Outgoing,
    /// As it is drawn.
    pub message: Message,
}

/// A row below the messages of a view.
#[derive(Debug, Clone, PartialEq)]
pub struct Tail<'a> {
    /// What is drawn.
    pub message: &'a Message,
    /// How far it is, in words.
    pub words: Words,
}

/// How far a message is, in words.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Words {
    /// Nothing needs to be said.
    Nothing,
    /// A word or two, that stand at the end of its text.
    Tag(&'static str),
    /// A sentence below it.
    Note(String),
}

/// The whole outbox, as the store last told it.
#[derive(Debug, Default)]
pub struct Outbox {
    rows: Vec<Echoed>,
    /// Those whose message came, wherever it is by now.
    arrived: BTreeMap<LocalId, MessageId>,
    /// Whether the store told anything yet.
    told: bool,
    /// The one that is to be written again as soon as it is a draft.
    pub withdrawing: Option<crate::api::conversation::Conversation>,
}

impl Outbox {
    /// Takes over what the store told.
    pub fn replace(&mut self, rows: Vec<Outgoing>, me: Option<UserId>) {
        let mut old: Vec<Echoed> = std::mem::take(&mut self.rows);
        for outgoing in rows {
            // What was done before this program looked is where the server has it.
            if let (false, OutgoingState::Done(id)) = (self.told, &outgoing.state) {
                self.arrived.insert(outgoing.id, *id);
            }
            let known = old
                .iter()
                .position(|echoed| echoed.outgoing.id == outgoing.id);
            let message = match known.map(|at| old.swap_remove(at)) {
                Some(known)
                    if known.outgoing.text == outgoing.text
                        && known.outgoing.conversation == outgoing.conversation =>
                {
                    known.message
                }
                Some(_) | None => message_of(&outgoing, me.unwrap_or(UserId(0))),
            };
            self.rows.push(Echoed { outgoing, message });
        }
        self.told = true;
        let rows = &self.rows;
        self.arrived
            .retain(|id, _| rows.iter().any(|echoed| echoed.outgoing.id == *id));
    }

    /// Who oneself is.
    pub fn sign(&mut self, me: UserId) {
        for echoed in &mut self.rows {
            echoed.message.sender_id = me;
        }
    }

    /// The server's message for one of these came.
    pub fn arrive(&mut self, local: LocalId, message: MessageId) {
        if self.rows.iter().any(|echoed| echoed.outgoing.id == local) {
            self.arrived.insert(local, message);
        }
    }

    /// Whether all that there is has come.
    #[must_use]
    pub fn is_quiet(&self) -> bool {
        self.rows.len() == self.arrived.len()
    }

    /// Notes those whose message the organization has.
    pub fn settle(&mut self, organization: &Organization) {
        if self.is_quiet() {
            return;
        }
        for echoed in &self.rows {
            let id = echoed.outgoing.message();
            if let Some(id) = id.filter(|id| organization.messages().get(*id).is_some()) {
                self.arrived.insert(echoed.outgoing.id, id);
            }
        }
    }

    /// All that the server's own message does not stand for yet, in the order in which they
    /// were written.
    pub fn open(&self) -> impl Iterator<Item = &Echoed> {
        self.rows
            .iter()
            .filter(|echoed| !self.arrived.contains_key(&echoed.outgoing.id))
    }

    /// One of them.
    #[must_use]
    pub fn get(&self, local: LocalId) -> Option<&Echoed> {
        self.rows.iter().find(|echoed| echoed.outgoing.id == local)
    }

    /// What stands for a row now: itself, or the server's message that came in its place.
    #[must_use]
    pub fn now_of(&self, row: MessageId) -> MessageId {
        local_of(row)
            .and_then(|local| self.arrived.get(&local).copied())
            .unwrap_or(row)
    }

    /// The rows below the messages of a list.
    #[must_use]
    pub fn tail(
        &self,
        list: &MessageList,
        organization: &Organization,
        link: &Link,
        now: UnixMillis,
        keymap: &Keymap,
    ) -> Vec<Tail<'_>> {
        if self.is_quiet() || !list.is_loaded() || !list.reached_newest() {
            return Vec::new();
        }
        let view = list.view();
        self.open()
            .filter(|echoed| belongs(&echoed.message, view, organization))
            .map(|echoed| Tail {
                message: &echoed.message,
                words: words(&echoed.outgoing, link, now, keymap),
            })
            .collect()
    }

    /// How many wait to be sent, and how many a person has to decide about.
    #[must_use]
    pub fn counts(&self) -> Counts {
        let mut counts = Counts::default();
        for echoed in self.open() {
            match echoed.outgoing.state {
                OutgoingState::Waiting | OutgoingState::Sending => counts.waiting += 1,
                OutgoingState::Unsure { known, .. } => match known {
                    Known::Nothing => counts.waiting += 1,
                    Known::Alike(_) => counts.undecided += 1,
                },
                OutgoingState::Failed => counts.undecided += 1,
                OutgoingState::Sent(_) | OutgoingState::Done(_) => {}
            }
        }
        counts
    }

    /// When the words about one of them change by themselves.
    #[must_use]
    pub fn deadline(&self, now: UnixMillis) -> Option<UnixMillis> {
        self.open()
            .map(|echoed| UnixMillis(echoed.outgoing.queued_ms).plus(QUIET_MS))
            .filter(|at| *at > now)
            .min()
            // A clock that was set back is no reason to wait longer.
            .map(|at| at.min(now.plus(QUIET_MS)))
    }
}

/// How many messages wait to be sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Counts {
    /// So many go out by themselves.
    pub waiting: usize,
    /// So many wait for a person's decision.
    pub undecided: usize,
}

fn belongs(message: &Message, view: &View, organization: &Organization) -> bool {
    match view.contains(message, organization) {
        Membership::Yes => view.shows(message, organization),
        Membership::No | Membership::Unknown => false,
    }
}

fn message_of(outgoing: &Outgoing, me: UserId) -> Message {
    let is_me_message = outgoing.text.starts_with("/me ");
    Message {
        id: row_of(outgoing.id),
        conversation: outgoing.conversation.clone(),
        sender_id: me,
        sender_full_name: "".into(),
        timestamp: UnixSeconds(outgoing.queued_ms.div_euclid(1000)),
        content: html_of(&outgoing.text).into(),
        is_me_message,
        flags: Flags::default(),
        reactions: Vec::new(),
        submessages: Vec::new(),
        last_edit: None,
        last_moved: None,
        topic_links: Box::default(),
        client: "lazuli".into(),
    }
}

/// How far a message is, in words.
#[must_use]
pub fn words(outgoing: &Outgoing, link: &Link, now: UnixMillis, keymap: &Keymap) -> Words {
    let age = now.0 - outgoing.queued_ms;
    let fresh = (0..QUIET_MS).contains(&age);
    let trouble = outgoing.trouble.as_deref();
    match &outgoing.state {
        OutgoingState::Waiting => match (link, trouble) {
            (Link::Live, Some(why)) => Words::Note(format!(
                "◷ waiting: {} It is tried again by itself.",
                sentence(why)
            )),
            (Link::Live, None) if fresh => Words::Nothing,
            (Link::Ended { .. }, _) => {
                Words::Note("◷ waiting: it is kept until you are signed in again.".to_owned())
            }
            (
                Link::Live | Link::Connecting | Link::Reconnecting { .. } | Link::Waiting { .. },
                _,
            ) => Words::Tag("◷ waiting"),
        },
        OutgoingState::Sending if fresh => Words::Nothing,
        OutgoingState::Sending => Words::Tag("sending…"),
        OutgoingState::Unsure { known, .. } => match known {
            Known::Nothing => Words::Tag("checking whether it arrived"),
            Known::Alike(_) => Words::Note(format!(
                "? It may have arrived: there is a message like it. {} looks at that one, {} \
                 sends this once more, {} forgets it.",
                keymap.key_of("look-at-alike"),
                keymap.key_of("send-again"),
                keymap.key_of("discard-unsent"),
            )),
        },
        OutgoingState::Failed => Words::Note(format!(
            "✗ Not sent: {} {} edits it, {} sends it again, {} forgets it.",
            trouble.map_or_else(|| "nobody knows why.".to_owned(), sentence),
            keymap.key_of("edit-unsent"),
            keymap.key_of("send-again"),
            keymap.key_of("discard-unsent"),
        )),
        OutgoingState::Sent(_) | OutgoingState::Done(_) => Words::Nothing,
    }
}

/// What the server or the system says, as a sentence.
fn sentence(why: &str) -> String {
    let why = why.trim();
    if why.ends_with(['.', '!', '?']) {
        why.to_owned()
    } else {
        format!("{why}.")
    }
}

impl App {
    /// The message of the outbox that is selected in the open view.
    #[must_use]
    pub fn selected_outgoing(&self) -> Option<&Outgoing> {
        let spot = self.views.current()?.spot?;
        let local = local_of(spot.message)?;
        Some(&self.outbox.get(local)?.outgoing)
    }
}

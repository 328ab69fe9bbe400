//! The outbox: messages are sent with certainty, each once, in order.
//!
//! A message is on the disk before a request is made for it. The server has no key by which it
//! would know a request again, so one whose fate is unknown is never just repeated:
//!
//! ```text
//!            ┌──────────────── provably not there ◄──────────────┐
//!            ▼                                                   │
//! Waiting ─► Sending ──── answer lost, 5xx, killed ────► Unsure ─┤ looked for
//!   ▲         │    │                                       │     │
//!   │ not yet │    └─ refused ─► Failed                    │     └► Alike: a person decides
//!   └─────────┘    └─ taken ──► Sent ── event ──► Done ◄───┘ found, or its event came
//! ```
//!
//! * *Not yet*: no connection came about, or the server asks to wait. Not a byte arrived.
//! * *Looked for*: everything one has sent since before the request is read, as typed
//!   ([`look`]). Not there proves nothing while the request may still be under way: in the
//!   system's buffers (bounded by a TCP time-out), in a proxy, in the server. Only a look that
//!   begins a settling time ([`Terms::settle`]) after the request's end counts.
//! * Later messages of a conversation wait for those before them, except for failed ones and
//!   those that a person decides about. Conversations do not wait for each other.
//! * Who is killed leaves `Sending` behind. Whoever opens the file next sees that the owner is
//!   gone and goes on at `Unsure`. Several processes share one outbox: see
//!   [`crate::archive`].
//!
//! What is not proof against: the same person deleting the message, from another client, before
//! it was looked for.
//!
//! # For the composer
//!
//! **While typing**: [`Effect::SaveDraft`](crate::app::effect::Effect::SaveDraft) with the whole draft, at most a
//! second after a change, at once when the composer closes or the program quits. It is in order with everything else here.
//!
//! **Enter**: [`Effect::Send`](crate::app::effect::Effect::Send) with a fresh
//! [`SendKey`](crate::app::store::SendKey) and the draft's key. Show the local echo at once, and empty
//! the composer; keep the text until [`StoreNews::Kept`]: an error there means that it is
//! nowhere but on the screen, and goes back into the composer with the sentence. On success the
//! draft is gone and the number known under which the message is in every
//! [`StoreNews::Outbox`] from now on. `Kept` comes before the first `Outbox` that has it.
//!
//! **The echo** is drawn from [`StoreNews::Outbox`] alone, which is always the whole outbox: per
//! message its conversation, text and state. `Waiting`: clock, with `trouble` if there is any.
//! `Sending`: nothing in the first half second. `Unsure` with `Known::Nothing`: "checking whether
//! it arrived". `Known::Alike(id)`: offer to look at that message, to
//! send again or to discard ([`OutboxOrder`]). `Failed`: `trouble`, and the
//! same orders; `Withdraw` makes it a draft again, and [`StoreNews::Drafts`] follows. `Sent(id)` and `Done(id)`:
//! draw it until a message with this id is in the list, never both. `Done` ones stay in the list for an hour.
//! `trouble` is the server's or the system's text: make it safe.
//!
//! **At the start** come [`StoreNews::Opened`] (say its sentence if it is not `Ready`),
//! [`StoreNews::Drafts`] and [`StoreNews::Outbox`], before or after the registration. All three may come again.

mod ear;
pub mod fate;
#[cfg(test)]
mod laws;
pub mod look;
mod orders;
pub mod plan;
#[cfg(test)]
mod refusal;
mod task;
#[cfg(test)]
mod tests;

use std::time::Duration;

use crate::api::Client;
use crate::api::ids::MessageId;
use crate::app::store::{OutboxOrder, Send, StoreNews};
use crate::archive::{Archive, Draft, DraftKey, LocalId};

pub use ear::{Ear, Heard, Standing};
pub use task::run;

/// What the outbox works with.
#[derive(Debug, Clone)]
pub struct Terms {
    /// The organization and account.
    pub client: Client,
    /// Where it is kept.
    pub archive: Archive,
    /// The wall clock, in ms of Unix time.
    pub wall: fn() -> i64,
    /// How long after a request's end it may still take effect: see [`settle_time`].
    pub settle: Duration,
}

/// What the outbox is told.
#[derive(Debug)]
pub enum Order {
    /// Keep a message and send it.
    Send(Send),
    /// What a person decided.
    Decide(OutboxOrder),
    /// Keep a draft.
    SaveDraft(Draft),
    /// Delete a draft.
    DeleteDraft(DraftKey),
    /// The event queue brought the message of this number.
    Echo(LocalId, MessageId),
}

/// How long after a request's end it may still take effect: what the system still delivers
/// (30 s) and what a server takes to give up on a request (under a minute). An organization on this machine
/// has neither network nor proxy before it.
#[must_use]
pub fn settle_time(client: &Client) -> Duration {
    if super::is_local(client) {
        Duration::from_secs(2)
    } else {
        Duration::from_secs(90)
    }
}

/// Who is told.
pub trait Listener: std::marker::Send {
    /// Something happened.
    fn tell(&mut self, news: StoreNews);
}

impl<F: FnMut(StoreNews) + std::marker::Send> Listener for F {
    fn tell(&mut self, news: StoreNews) {
        self(news);
    }
}

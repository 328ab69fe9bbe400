//! Pages of messages around an anchor.
//!
//! <https://zulip.com/api/get-messages>

use super::error::{Answer, Refusal};
use super::narrow::{Is, Narrow};
use super::world::World;
use crate::api::ids::{MessageId, UserId};

/// What `newest` comes back as.
const BEYOND: u64 = 10_000_000_000_000_000;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Anchor {
    Id(u64),
    FirstUnread,
    /// The first message from this moment on, in seconds of Unix time.
    Date(i64),
}

impl Anchor {
    pub(crate) fn parse(
        text: Option<&str>,
        first_unread: bool,
        date: Option<&str>,
    ) -> Answer<Self> {
        match text {
            Some("date") => {
                let date = date.ok_or_else(|| Refusal::missing("anchor_date"))?;
                let at: Result<jiff::Timestamp, _> = date.parse();
                at.map(|at| Self::Date(at.as_second()))
                    .map_err(|_| Refusal::bad("anchor_date is not a valid date"))
            }
            _ if first_unread => Ok(Self::FirstUnread),
            None => Err(Refusal::missing("anchor")),
            Some("newest") => Ok(Self::Id(BEYOND)),
            Some("oldest") => Ok(Self::Id(0)),
            Some("first_unread") => Ok(Self::FirstUnread),
            Some(text) => match text.parse::<i64>() {
                Ok(id) => Ok(Self::Id((id.max(0) as u64).min(BEYOND))),
                Err(_) => Err(Refusal::bad("Invalid anchor")),
            },
        }
    }
}

/// What a client wants of a view.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Range {
    pub(crate) anchor: Anchor,
    pub(crate) include_anchor: bool,
    pub(crate) before: u64,
    pub(crate) after: u64,
}

/// What it gets: ids ascending.
#[derive(Debug, Default)]
pub(crate) struct Page {
    pub(crate) ids: Vec<u64>,
    pub(crate) anchor: u64,
    pub(crate) found_anchor: bool,
    pub(crate) found_oldest: bool,
    pub(crate) found_newest: bool,
}

/// Picks a page out of a view.
pub(crate) fn page(world: &World, user: UserId, narrow: &Narrow, range: Range) -> Page {
    let account = world.account(user);
    let history = narrow.shows_history(world, user);
    let matches = |id: &u64| narrow.matches(world, account, user, history, MessageId(*id));
    let candidates = narrow.candidates(world, account);
    let anchor = match range.anchor {
        Anchor::Id(id) => id,
        Anchor::FirstUnread => first_unread(world, user, narrow).unwrap_or(BEYOND),
        Anchor::Date(since) => {
            let young = |id: &u64| {
                let row = world.store.row(MessageId(*id));
                row.is_some_and(|row| row.time().cast_signed() >= since)
            };
            candidates
                .from(0)
                .filter(matches)
                .find(young)
                .unwrap_or(BEYOND)
        }
    };
    let at_left = anchor == 0;
    let at_right = anchor >= BEYOND;
    let before = if at_left { 0 } else { range.before as usize };
    let after = if at_right { 0 } else { range.after as usize };

    let mut ids: Vec<u64> = if before > 0 {
        candidates
            .before(anchor)
            .filter(matches)
            .take(before)
            .collect()
    } else {
        Vec::new()
    };
    let found_before = ids.len();
    ids.reverse();
    // With neither side asked for, the anchor alone is meant.
    let wants_anchor = range.include_anchor || (before == 0 && after == 0);
    let found_anchor = wants_anchor && !at_right && matches(&anchor);
    if found_anchor {
        ids.push(anchor);
    }
    let mut found_after = 0;
    if after > 0 {
        let start = ids.len();
        ids.extend(candidates.from(anchor + 1).filter(matches).take(after));
        found_after = ids.len() - start;
    }
    Page {
        ids,
        anchor,
        found_anchor,
        found_oldest: at_left || found_before < range.before as usize,
        found_newest: at_right || found_after < range.after as usize,
    }
}

/// The oldest unread message of a view that is not muted.
fn first_unread(world: &World, user: UserId, narrow: &Narrow) -> Option<u64> {
    let account = world.account(user);
    let in_channel = narrow.channel();
    let everything = narrow.is(Is::Muted);
    account.unread.iter().map(|id| u64::from(*id)).find(|id| {
        let message = MessageId(*id);
        let hidden = match in_channel {
            // Within its channel only a topic's own mute counts.
            Some(channel) => world.topic_of(message).is_some_and(|topic| {
                account.policy(channel, topic) == super::world::account::policy::MUTED
            }),
            None => world.is_muted_for(account, message),
        };
        (everything || !hidden) && narrow.matches(world, account, user, false, message)
    })
}

//! The first message of a day. Servers of feature level 445 and newer find it themselves; of
//! older ones a few pages are asked for, since ids rise with time: where the moment should be by
//! the times at both ends, and every other time in the middle, so that a history that grew
//! unevenly costs no more than halving does.

use super::Shared;
use super::requests::once_more;
use crate::api::error::ApiError;
use crate::api::ids::{FeatureLevel, MessageId};
use crate::api::message::MessagesPage;
use crate::api::routes::messages::{Anchor, GetMessages, get_messages};
use crate::api::time::UnixSeconds;
use crate::app::dates::FirstSince;

/// From this level on servers know days (`anchor=date`).
/// <https://zulip.com/api/get-messages#parameter-anchor>
const KNOWS_DATES: FeatureLevel = FeatureLevel(445);
/// So many messages on each side of a guess are looked at.
const AROUND: u32 = 10;

/// A message and when it was sent.
type Found = (MessageId, UnixSeconds);

/// The first message from the moment on, with its time; `None` where all are older.
pub(super) async fn find(shared: &Shared, wanted: &FirstSince) -> Result<Option<Found>, ApiError> {
    let knows = shared.client.feature_level() >= KNOWS_DATES;
    let mut search = Search::new(wanted.since);
    let mut step = match knows {
        true => Step::Ask(Anchor::Date(wanted.since), 0, 1),
        false => search.begin(),
    };
    loop {
        let (anchor, before, after) = match step {
            Step::Done(found) => return Ok(found),
            Step::Ask(anchor, before, after) => (anchor, before, after),
        };
        let request = GetMessages::new(wanted.narrow.clone(), anchor, before, after);
        let page = once_more(shared, || get_messages(&shared.client, &request)).await?;
        if knows {
            return Ok(first(&page, wanted.since));
        }
        step = search.next(&page);
    }
}

/// The first of a page from a moment on.
fn first(page: &MessagesPage, since: UnixSeconds) -> Option<Found> {
    let mut found = page.messages.iter().map(|m| (m.id, m.timestamp));
    found.find(|(_, at)| *at >= since)
}

/// What a search does next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Step {
    /// Ask for a page: where, how many older and newer messages.
    Ask(Anchor, u32, u32),
    /// It is at its end.
    Done(Option<Found>),
}

/// A search for the first message from a moment on, by pages around ids.
#[derive(Debug)]
struct Search {
    since: UnixSeconds,
    /// All up to it are too old.
    low: Option<Found>,
    /// It is not.
    high: Option<Found>,
    /// The id that was asked about last.
    guess: u64,
    /// Whether the next guess is the middle.
    halve: bool,
}

impl Search {
    fn new(since: UnixSeconds) -> Self {
        Self {
            since,
            low: None,
            high: None,
            guess: 0,
            halve: false,
        }
    }

    fn begin(&self) -> Step {
        Step::Ask(Anchor::Newest, 1, 0)
    }

    /// A page came.
    fn next(&mut self, page: &MessagesPage) -> Step {
        let found: Vec<Found> = page.messages.iter().map(|m| (m.id, m.timestamp)).collect();
        let Some(high) = self.high else {
            // The newest.
            self.high = found.last().copied().filter(|(_, at)| *at >= self.since);
            return match self.high {
                Some(_) => Step::Ask(Anchor::Oldest, 0, 1),
                None => Step::Done(None),
            };
        };
        let Some(low) = self.low else {
            // The oldest.
            return match found.first() {
                Some(oldest) if oldest.1 < self.since => {
                    self.low = Some(*oldest);
                    self.guess_on(*oldest, high)
                }
                Some(oldest) => Step::Done(Some(*oldest)),
                None => Step::Done(Some(high)),
            };
        };
        let old = found.iter().rfind(|(_, at)| *at < self.since);
        let young = found.iter().find(|(_, at)| *at >= self.since);
        if let (Some(old), Some(young)) = (old, young)
            && old.0 < young.0
        {
            // Both sides of the moment are in this page.
            return Step::Done(Some(*young));
        }
        let mut low_now = old.map_or(low, |old| (*old).max(low));
        let mut high_now = young.map_or(high, |young| (*young).min(high));
        if (low_now, high_now) == (low, high) {
            // Times and ids disagree, or messages went: what was asked about is behind us.
            match found.first() {
                Some((_, at)) if *at >= self.since => high_now.0 = MessageId(self.guess),
                Some(_) | None => low_now.0 = MessageId(self.guess),
            }
        }
        (self.low, self.high) = (Some(low_now), Some(high_now));
        self.guess_on(low_now, high_now)
    }

    fn guess_on(&mut self, low: Found, high: Found) -> Step {
        if low.0.0 + 1 >= high.0.0 {
            return Step::Done(Some(high));
        }
        self.guess = if self.halve {
            low.0.0 + (high.0.0 - low.0.0) / 2
        } else {
            between(low, high, self.since)
        };
        self.halve = !self.halve;
        Step::Ask(Anchor::Message(MessageId(self.guess)), AROUND, AROUND)
    }
}

/// The id where the moment should be, if messages came evenly.
fn between(low: Found, high: Found, since: UnixSeconds) -> u64 {
    let ids = u128::from(high.0.0 - low.0.0);
    let span = u128::from((high.1.0 - low.1.0).max(1).unsigned_abs());
    let part = u128::from((since.0 - low.1.0).max(0).unsigned_abs());
    let step = u64::try_from(ids * part.min(span) / span).unwrap_or(0);
    (low.0.0 + step).clamp(low.0.0 + 1, high.0.0 - 1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn page_of(all: &[(u64, i64)], anchor: Anchor, before: u32, after: u32) -> MessagesPage {
        let at = match anchor {
            Anchor::Newest => all.len(),
            Anchor::Oldest => 0,
            Anchor::Message(id) => all.partition_point(|(there, _)| *there < id.0),
            Anchor::FirstUnread | Anchor::Date(_) => unreachable!("not asked for"),
        };
        let hit = matches!(anchor, Anchor::Message(id) if all.get(at).is_some_and(|m| m.0 == id.0));
        let from = at.saturating_sub(before as usize);
        let to = (at + usize::from(hit) + after as usize).min(all.len());
        let messages = all[from..to].iter().map(|(id, at)| {
            serde_json::from_value(serde_json::json!({
                "id": id, "type": "stream", "stream_id": 1, "subject": "t", "sender_id": 7,
                "display_recipient": "c", "sender_full_name": "B", "sender_email": "b@x",
                "sender_realm_str": "x", "timestamp": at, "content": "", "content_type": "text/html",
                "client": "t", "is_me_message": false, "reactions": [], "submessages": [],
                "topic_links": [], "recipient_id": 1, "avatar_url": null, "flags": ["read"],
            }))
            .unwrap()
        });
        MessagesPage {
            anchor: None,
            found_anchor: hit,
            found_oldest: from == 0,
            found_newest: to == all.len(),
            history_limited: false,
            messages: messages.collect(),
            matches: Vec::new(),
        }
    }

    fn look(all: &[(u64, i64)], since: i64) -> (Option<u64>, usize) {
        let mut search = Search::new(UnixSeconds(since));
        let (mut step, mut asked) = (search.begin(), 0);
        loop {
            match step {
                Step::Done(found) => return (found.map(|(id, _)| id.0), asked),
                Step::Ask(anchor, before, after) => {
                    asked += 1;
                    assert!(asked < 60, "no end");
                    step = search.next(&page_of(all, anchor, before, after));
                }
            }
        }
    }

    proptest! {
        /// The same as looking at every message finds, in few requests.
        #[test]
        fn it_is_the_first_of_all(
            steps in prop::collection::vec((1..5_u64, prop_oneof![0..3_i64, 0..100_000_i64]), 0..300),
            since in 0..2_000_000_i64,
        ) {
            let mut last = (100, 1000);
            let mut all = Vec::new();
            for (id, time) in steps {
                last = (last.0 + id, last.1 + time);
                all.push(last);
            }
            let first = all.iter().find(|(_, at)| *at >= since).map(|(id, _)| *id);
            let (found, asked) = look(&all, since);
            prop_assert_eq!(found, first);
            prop_assert!(asked <= 24, "{}", asked);
        }
    }

    #[test]
    fn an_even_history_takes_a_handful_of_requests() {
        let all: Vec<(u64, i64)> = (0..200_000).map(|n| (n * 3 + 7, n as i64 * 60)).collect();
        let (found, asked) = look(&all, 6_000_001);
        assert_eq!(found, Some(100_001 * 3 + 7));
        assert!(asked <= 5, "{asked}");
    }
}

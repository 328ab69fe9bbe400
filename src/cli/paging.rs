//! Which of the messages that match: the newest, those before or after one, or around one.

use std::process::ExitCode;

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Timestamp, Zoned};
use serde::Deserialize;
use serde_json::value::RawValue;

use crate::api::Client;
use crate::api::ids::MessageId;
use crate::api::narrow::{Narrow, Operator};
use crate::api::routes::messages::{Anchor, GetMessages, MOST_AT_ONCE, RawPage, get_raw_messages};
use crate::text::when;

use super::connect;

/// The most that a request around a message may ask for.
const MOST_AROUND: u32 = 5000;

/// Which messages, and how many.
#[derive(Debug, Clone, Default, clap::Args)]
pub struct PageArgs {
    /// At most so many [default: 10]
    #[arg(short = 'n', long, visible_alias = "last", value_name = "N")]
    pub limit: Option<u32>,
    /// The newest that are older than this message
    #[arg(long, value_name = "ID", value_parser = message_id)]
    pub before: Option<MessageId>,
    /// The oldest that are newer than this message; with --before, those between the two
    #[arg(long, value_name = "ID", value_parser = message_id)]
    pub after: Option<MessageId>,
    /// Around this place: newest, oldest, first-unread or a message's id
    #[arg(long, value_name = "PLACE", value_parser = anchor, conflicts_with_all = ["before", "after", "since"])]
    pub anchor: Option<Anchor>,
    /// The oldest since this time, such as 2025-11-21, 'yesterday 9:00' or '2 hours ago'
    #[arg(long, value_name = "TIME", conflicts_with = "after")]
    pub since: Option<String>,
}

/// Reads a message's id.
///
/// # Errors
/// What it should be.
pub fn message_id(text: &str) -> Result<MessageId, String> {
    let id = text.parse().map(MessageId);
    id.map_err(|_| "a message's id is a number".to_owned())
}

fn anchor(text: &str) -> Result<Anchor, String> {
    match text {
        "newest" => Ok(Anchor::Newest),
        "oldest" => Ok(Anchor::Oldest),
        "first-unread" | "first_unread" => Ok(Anchor::FirstUnread),
        id => id
            .parse()
            .map(|id| Anchor::Message(MessageId(id)))
            .map_err(|_| "it is newest, oldest, first-unread or a message's id".to_owned()),
    }
}

/// A way through the messages.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Way {
    /// The last ones before this place.
    Back(Anchor),
    /// From this place on, perhaps up to a message that is not wanted any more.
    On {
        from: Anchor,
        before: Option<MessageId>,
    },
    Around(Anchor),
}

impl PageArgs {
    /// How many, where nothing was said.
    #[must_use]
    pub fn count(&self, follow: bool) -> u32 {
        let on = self.after.is_some() || self.since.is_some();
        self.limit.unwrap_or(match (follow, on) {
            (true, false) => 0,
            (true, true) => u32::MAX,
            (false, _) => 10,
        })
    }

    /// Whether it is about what is at the end, as following is.
    #[must_use]
    pub fn ends_with_the_newest(&self) -> bool {
        self.before.is_none() && self.anchor.is_none_or(|anchor| anchor == Anchor::Newest)
    }

    fn way(&self, narrow: &Narrow, since: Option<MessageId>) -> Way {
        let before = self.before;
        let after = self.after.map(|id| MessageId(id.0.saturating_add(1)));
        let after = after.map(Anchor::Message);
        let near = narrow.0.iter().find_map(|term| {
            if let Operator::Near(id) = term.operator {
                Some(Anchor::Message(id))
            } else {
                None
            }
        });
        match (since.map(Anchor::Message).or(after), before, self.anchor) {
            (Some(from), before, _) => Way::On { from, before },
            (None, Some(before), _) => Way::Back(Anchor::Message(before)),
            (None, None, Some(Anchor::Newest)) => Way::Back(Anchor::Newest),
            (None, None, Some(Anchor::Oldest)) => Way::On {
                from: Anchor::Oldest,
                before: None,
            },
            (None, None, Some(anchor)) => Way::Around(anchor),
            (None, None, None) => near.map_or(Way::Back(Anchor::Newest), Way::Around),
        }
    }
}

/// What is needed of a message to go on from it.
#[derive(Debug, Deserialize)]
struct Place {
    id: MessageId,
    timestamp: i64,
}

fn place(raw: &RawValue) -> Option<Place> {
    serde_json::from_str(raw.get()).ok()
}

/// Goes through messages, page by page.
pub struct Pages<'a> {
    /// Whom to ask.
    pub client: &'a Client,
    /// Which messages.
    pub narrow: &'a Narrow,
    /// As HTML, or as typed.
    pub apply_markdown: bool,
    /// How many at most.
    pub count: u32,
}

impl Pages<'_> {
    /// Gives `take` the messages that are wanted, in pages, the oldest first.
    ///
    /// # Errors
    /// The exit code of what failed first; it has been said.
    pub async fn fetch(
        &self,
        args: &PageArgs,
        mut take: impl FnMut(Vec<Box<RawValue>>) -> Result<(), ExitCode>,
    ) -> Result<(), ExitCode> {
        if self.count == 0 {
            return Ok(());
        }
        let since = match self.since(args)? {
            Some(since) => match self.first_since(since).await? {
                Some(first) => Some(first),
                None => return Ok(()),
            },
            None => None,
        };
        match args.way(self.narrow, since) {
            Way::Back(from) => take(self.back(from).await?),
            Way::On { from, before } => self.on(from, before, take).await,
            Way::Around(anchor) => take(self.around(anchor).await?),
        }
    }

    async fn page(&self, request: &GetMessages) -> Result<RawPage, ExitCode> {
        connect::ask(|| get_raw_messages(self.client, request)).await
    }

    fn request(&self, anchor: Anchor, before: u32, after: u32) -> GetMessages {
        GetMessages {
            apply_markdown: self.apply_markdown,
            ..GetMessages::new(self.narrow.clone(), anchor, before, after)
        }
    }

    fn part(&self, have: usize) -> u32 {
        let left = (self.count as usize).saturating_sub(have);
        u32::try_from(left.min(MOST_AT_ONCE)).unwrap_or(u32::MAX)
    }

    async fn back(&self, from: Anchor) -> Result<Vec<Box<RawValue>>, ExitCode> {
        // The newest page first, and turned around in the end.
        let mut pages: Vec<Vec<Box<RawValue>>> = Vec::new();
        let (mut anchor, mut have) = (from, 0);
        loop {
            let request = GetMessages {
                include_anchor: anchor == Anchor::Newest,
                ..self.request(anchor, self.part(have), 0)
            };
            let page = self.page(&request).await?;
            let oldest = page.messages.first().and_then(|raw| place(raw));
            have += page.messages.len();
            let more = !page.found_oldest && have < self.count as usize;
            pages.push(page.messages);
            match oldest {
                Some(oldest) if more => anchor = Anchor::Message(oldest.id),
                Some(_) | None => break,
            }
        }
        let mut all: Vec<Box<RawValue>> = pages.into_iter().rev().flatten().collect();
        // With its anchor a page may have one more.
        let extra = all.len().saturating_sub(self.count as usize);
        all.drain(..extra);
        Ok(all)
    }

    async fn on(
        &self,
        from: Anchor,
        before: Option<MessageId>,
        mut take: impl FnMut(Vec<Box<RawValue>>) -> Result<(), ExitCode>,
    ) -> Result<(), ExitCode> {
        let (mut anchor, mut have) = (from, 0);
        loop {
            let part = self.part(have);
            let mut page = self.page(&self.request(anchor, 0, part)).await?;
            page.messages.truncate(part as usize);
            let newest = page.messages.last().and_then(|raw| place(raw));
            let wanted = |raw: &RawValue| {
                before.is_none_or(|before| place(raw).is_some_and(|place| place.id < before))
            };
            let read = page.messages.len();
            page.messages.retain(|raw| wanted(raw));
            have += page.messages.len();
            let more = page.messages.len() == read && have < self.count as usize;
            let more = more && !page.found_newest;
            take(page.messages)?;
            match newest {
                Some(newest) if more => anchor = Anchor::Message(MessageId(newest.id.0 + 1)),
                Some(_) | None => return Ok(()),
            }
        }
    }

    async fn around(&self, anchor: Anchor) -> Result<Vec<Box<RawValue>>, ExitCode> {
        if self.count > MOST_AROUND {
            return Err(connect::misuse(&format_args!(
                "Around a message servers give at most {MOST_AROUND}: for more use --before and --after"
            )));
        }
        let others = self.count - 1;
        let request = self.request(anchor, others / 2, others - others / 2);
        let mut page = self.page(&request).await?.messages;
        // Where the anchor itself does not match there is one more on a side.
        page.truncate(self.count as usize);
        Ok(page)
    }

    /// The time that is meant, in seconds since 1970.
    fn since(&self, args: &PageArgs) -> Result<Option<i64>, ExitCode> {
        let date = self.narrow.0.iter().find_map(|term| {
            if let Operator::Date(date) = &term.operator {
                Some(&**date)
            } else {
                None
            }
        });
        let Some(words) = args.since.as_deref().or(date) else {
            return Ok(None);
        };
        let now = Zoned::now();
        let at = time(words, &now).map_err(|why| connect::misuse(&why))?;
        Ok(Some(at.as_second()))
    }

    /// The first message that matches and is not older than this.
    async fn first_since(&self, since: i64) -> Result<Option<MessageId>, ExitCode> {
        let newest = self.page(&self.request(Anchor::Newest, 1, 0)).await?;
        let newest = newest.messages.last().and_then(|raw| place(raw));
        let Some(newest) = newest.filter(|newest| newest.timestamp >= since) else {
            return Ok(None);
        };
        // Ids rise with time. What is below `low` is too old; the first that is not below `high`
        // is young enough, and `found`.
        let (mut low, mut high, mut found) = (0, newest.id.0, newest.id);
        while low < high {
            let middle = low + (high - low) / 2;
            let request = self.request(Anchor::Message(MessageId(middle)), 0, 1);
            let page = self.page(&request).await?;
            match page.messages.first().and_then(|raw| place(raw)) {
                Some(place) if place.timestamp < since => low = place.id.0 + 1,
                Some(place) => (high, found) = (middle, place.id),
                // Deleted meanwhile.
                None => high = middle,
            }
        }
        Ok(Some(found))
    }
}

/// A time in words; a day alone is its beginning.
fn time(words: &str, now: &Zoned) -> Result<Timestamp, String> {
    let day = match words.trim() {
        "today" => Some(now.date()),
        "yesterday" => now.date().yesterday().ok(),
        date => date.parse::<Date>().ok().filter(|_| !date.contains(':')),
    };
    let zone: &TimeZone = now.time_zone();
    match day {
        Some(day) => day
            .to_zoned(zone.clone())
            .map(|day| day.timestamp())
            .map_err(|error| error.to_string()),
        None => when::moment(words, now)
            .map(|at| at.timestamp())
            .map_err(|why| why.to_string()),
    }
}

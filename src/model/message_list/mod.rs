//! The messages of a view: which were fetched, which are shown, and what is still to be asked.
//!
//! A list knows a *range* of ids without a gap. Every message of the view in that range is in
//! [`MessageList::fetched`]; those that are not hidden by muting are in [`MessageList::shown`].
//! Outside of the range nothing is known, so a hole can't be shown as continuous. A live message
//! joins only when the newest end is reached.
//!
//! A list that is opened may begin with what a wider one knows ([`MessageList::start_with`]): it
//! is stale from the beginning, and its first page puts that right.
//!
//! Requests carry a tag; a reply to an older question is recognised by it and dropped. What
//! events said while a request was under way is taken from the organization's journal when its
//! reply comes.
//!
//! ```text
//!  start ──► Opening ──accept──► loaded ◄──accept── Older / Newer
//!               │                  │ rebuilt, or events named messages that are not held
//!             failed               ▼
//!               └─► upkeep     stale (goes on showing) ──upkeep──► Refetch ──accept──► loaded
//! ```

mod fetch;
mod known;
mod live;
#[cfg(test)]
mod tests;

use std::collections::BTreeSet;

pub use known::Known;

use super::hash::IdMap;
use super::journal::Seq;
use super::organization::Organization;
use super::view::View;
use crate::api::ids::MessageId;
use crate::api::message::Match;
use crate::api::narrow::Narrow;

/// Where a fetch starts. <https://zulip.com/api/get-messages#parameter-anchor>
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Anchor {
    /// At the newest message.
    Newest,
    /// At the oldest message.
    Oldest,
    /// At the first unread message that is not muted, else the newest.
    FirstUnread,
    /// At this message, or where it would be.
    Message(MessageId),
}

/// Towards which end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Direction {
    /// The past.
    Older,
    /// The present.
    Newer,
}

/// Names one request of one list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct FetchTag {
    generation: u32,
    number: u32,
}

/// Messages to ask the server for: `GET /messages`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FetchRequest {
    /// To be given back with the reply.
    pub tag: FetchTag,
    /// Which messages.
    pub narrow: Narrow,
    /// Where to start.
    pub anchor: Anchor,
    /// Whether the anchor's own message is wanted.
    pub include_anchor: bool,
    /// How many older ones.
    pub num_before: u32,
    /// How many newer ones.
    pub num_after: u32,
}

/// Messages of which the server shall say whether they belong in the view:
/// `GET /messages/matches_narrow`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MatchRequest {
    /// To be given back with the reply.
    pub tag: FetchTag,
    /// The view's narrow.
    pub narrow: Narrow,
    /// Which messages.
    pub ids: Vec<MessageId>,
}

/// Something that a list wants from the server.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ListRequest {
    /// Messages.
    Fetch(FetchRequest),
    /// An answer about messages.
    Match(MatchRequest),
}

/// What changed in what a list shows.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ListChange {
    /// Shown now and not before.
    pub added: Vec<MessageId>,
    /// No longer shown.
    pub removed: Vec<MessageId>,
    /// Shown before and after, with other content, flags, reactions or place.
    pub changed: Vec<MessageId>,
    /// The list was opened, or replaced after it had been stale.
    pub reset: bool,
    /// A page showed that unread or starred messages are others than was known.
    pub counts: bool,
    /// Messages of which a newer copy came in place of one that was doubted. Other lists that
    /// have them shall hear of it: [`MessageList::replaced`].
    pub replaced: Vec<MessageId>,
}

impl ListChange {
    /// Whether there is nothing to draw.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.added.is_empty()
            && self.removed.is_empty()
            && self.changed.is_empty()
            && !self.reset
            && !self.counts
    }
}

/// What a request under way is for.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Kind {
    /// The first page, or all anew.
    Opening,
    Older,
    Newer,
    Match(Vec<MessageId>),
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct UnderWay {
    tag: FetchTag,
    kind: Kind,
    /// Where the journal was when it was sent.
    asked: Seq,
}

/// The messages of a view.
#[derive(Debug, Clone, PartialEq)]
pub struct MessageList {
    view: View,
    generation: u32,
    counter: u32,
    /// Where the list was opened.
    opening: Anchor,
    /// Whether it was opened.
    started: bool,
    /// Whether there is a range at all.
    loaded: bool,
    /// Whether the range must be fetched anew.
    stale: bool,
    /// Whether the range is another list's, since the first page has not come.
    provisional: bool,
    /// The range without a gap, both ends included.
    low: MessageId,
    high: MessageId,
    reached_oldest: bool,
    reached_newest: bool,
    history_limited: bool,
    fetched: Vec<MessageId>,
    shown: Vec<MessageId>,
    under_way: Vec<UnderWay>,
    /// Messages of which only the server knows whether they belong here.
    ask: BTreeSet<MessageId>,
    /// What is being read: the list is fetched anew around it.
    focus: Option<MessageId>,
    /// The message whose conversation the list is about, wherever it lives now: nobody told
    /// whether it was moved.
    with: Option<MessageId>,
    /// Pages still to be fetched towards the newest message after the list was stale.
    catch_up: u8,
    /// The message that the opening anchor meant.
    anchor: Option<MessageId>,
    /// What the search behind the view found in its messages.
    hits: IdMap<MessageId, Match>,
}

/// Above every id.
const END: MessageId = MessageId(u64::MAX);

impl MessageList {
    /// An empty list; [`MessageList::start`] opens it.
    #[must_use]
    pub fn new(view: View) -> Self {
        Self {
            view,
            generation: 0,
            counter: 0,
            opening: Anchor::Newest,
            started: false,
            loaded: false,
            stale: false,
            provisional: false,
            low: MessageId(0),
            high: MessageId(0),
            reached_oldest: false,
            reached_newest: false,
            history_limited: false,
            fetched: Vec::new(),
            shown: Vec::new(),
            under_way: Vec::new(),
            ask: BTreeSet::new(),
            focus: None,
            with: None,
            catch_up: 0,
            anchor: None,
            hits: IdMap::default(),
        }
    }

    /// What the search behind the view found in a message, as long as that still says what
    /// it said then.
    #[must_use]
    pub fn hits(&self) -> &IdMap<MessageId, Match> {
        &self.hits
    }

    /// What the list is about.
    #[must_use]
    pub fn view(&self) -> &View {
        &self.view
    }

    /// The messages to be shown, ascending.
    #[must_use]
    pub fn shown(&self) -> &[MessageId] {
        &self.shown
    }

    /// All messages of the view in the range that is known, hidden ones included, ascending.
    #[must_use]
    pub fn fetched(&self) -> &[MessageId] {
        &self.fetched
    }

    /// The messages that the list needs to be held: those fetched, and those that the server is
    /// asked about. For [`Organization::retain_messages`].
    pub fn held(&self) -> impl Iterator<Item = MessageId> {
        let asked = self
            .under_way
            .iter()
            .flat_map(|request| match &request.kind {
                Kind::Match(ids) => ids.as_slice(),
                Kind::Opening | Kind::Older | Kind::Newer => &[],
            });
        self.fetched.iter().chain(&self.ask).chain(asked).copied()
    }

    /// Whether it was opened.
    #[must_use]
    pub fn is_started(&self) -> bool {
        self.started
    }

    /// Whether the first page has come.
    #[must_use]
    pub fn is_loaded(&self) -> bool {
        self.loaded
    }

    /// Whether what is shown may be out of date, and is going to be fetched anew.
    #[must_use]
    pub fn is_stale(&self) -> bool {
        self.stale
    }

    /// Whether there is nothing older in the view.
    #[must_use]
    pub fn reached_oldest(&self) -> bool {
        self.loaded && self.reached_oldest
    }

    /// Whether there is nothing newer in the view: live messages join.
    #[must_use]
    pub fn reached_newest(&self) -> bool {
        self.loaded && self.reached_newest
    }

    /// Whether older messages exist that the organization's plan hides.
    #[must_use]
    pub fn is_history_limited(&self) -> bool {
        self.history_limited
    }

    /// Whether a page in this direction is under way.
    #[must_use]
    pub fn is_fetching(&self, direction: Direction) -> bool {
        let wanted = match direction {
            Direction::Older => Kind::Older,
            Direction::Newer => Kind::Newer,
        };
        self.under_way
            .iter()
            .any(|request| request.kind == wanted || request.kind == Kind::Opening)
    }

    /// The message that the opening anchor meant, if it is a message: the first unread one for
    /// [`Anchor::FirstUnread`]. It need not be shown: see [`MessageList::nearest`].
    #[must_use]
    pub fn anchor(&self) -> Option<MessageId> {
        self.anchor
    }

    /// Remembers what is being read: around it the list is fetched anew when that is needed.
    pub fn set_focus(&mut self, id: Option<MessageId>) {
        self.focus = id;
    }

    /// Where a message is among those shown; `None` if it is not.
    #[must_use]
    pub fn position(&self, id: MessageId) -> Option<usize> {
        self.shown.binary_search(&id).ok()
    }

    /// The message shown that is nearest to an id: itself, else the next one, else the one
    /// before. For a reader whose message has gone.
    #[must_use]
    pub fn nearest(&self, id: MessageId) -> Option<MessageId> {
        let at = self.shown.partition_point(|other| *other < id);
        self.shown.get(at).or_else(|| self.shown.last()).copied()
    }

    /// The message shown before another.
    #[must_use]
    pub fn before(&self, id: MessageId) -> Option<MessageId> {
        let at = self.shown.partition_point(|other| *other < id);
        self.shown.get(at.checked_sub(1)?).copied()
    }

    /// The message shown after another.
    #[must_use]
    pub fn after(&self, id: MessageId) -> Option<MessageId> {
        let at = self.shown.partition_point(|other| *other <= id);
        self.shown.get(at).copied()
    }

    /// The first message shown that is not read.
    #[must_use]
    pub fn first_unread(&self, org: &Organization) -> Option<MessageId> {
        let is_unread = |id: &&MessageId| {
            org.message(**id)
                .is_some_and(|message| !message.flags.is_read())
        };
        self.shown.iter().find(is_unread).copied()
    }

    /// Lets go of what is far from a message, so that memory is bounded: about `keep` messages
    /// stay. Whether something went.
    pub fn trim(&mut self, around: MessageId, keep: usize) -> bool {
        if self.fetched.len() <= keep.saturating_mul(2) {
            return false;
        }
        let at = self.fetched.partition_point(|id| *id < around);
        let from = at.saturating_sub(keep / 2);
        let to = (at + keep / 2).min(self.fetched.len());
        if from > 0
            && let Some(first) = self.fetched.get(from)
        {
            self.low = *first;
            self.reached_oldest = false;
            self.fetched.drain(..from);
        }
        let to = to - from;
        if let Some(last) = self
            .fetched
            .get(..to)
            .and_then(<[MessageId]>::last)
            .copied()
            && to < self.fetched.len()
        {
            self.high = last;
            self.reached_newest = false;
            self.fetched.truncate(to);
        }
        let (low, high) = (self.low, self.high);
        self.shown.retain(|id| *id >= low && *id <= high);
        self.hits.retain(|id, _| *id >= low && *id <= high);
        self.catch_up = 0;
        // Pages under way continue from ends that are no longer the ends.
        self.drop_requests();
        true
    }

    /// Whether an id lies in the range that is known.
    fn in_range(&self, id: MessageId) -> bool {
        self.loaded && self.low <= id && id <= self.high
    }

    fn next_tag(&mut self) -> FetchTag {
        self.counter += 1;
        FetchTag {
            generation: self.generation,
            number: self.counter,
        }
    }

    /// Replies to what is under way will be dropped.
    fn drop_requests(&mut self) {
        self.generation += 1;
        for request in self.under_way.drain(..) {
            if let Kind::Match(ids) = request.kind {
                self.ask.extend(ids);
            }
        }
    }

    /// Everything that must hold, whatever happened; for tests.
    ///
    /// # Errors
    /// What does not hold, in words.
    pub fn check(&self, org: &Organization) -> Result<(), String> {
        let ascending = |ids: &[MessageId]| ids.is_sorted_by(|a, b| a < b);
        if !ascending(&self.fetched) || !ascending(&self.shown) {
            return Err("ids do not ascend".to_owned());
        }
        if !self.loaded && !self.fetched.is_empty() {
            return Err("messages before the first page".to_owned());
        }
        if self.reached_newest != (self.high == END) && self.loaded {
            return Err("the newest end is not where the range ends".to_owned());
        }
        for id in &self.fetched {
            let Some(message) = org.message(*id) else {
                return Err(format!("message {id} is listed and not held"));
            };
            if !self.in_range(*id) {
                return Err(format!("message {id} is outside of the range"));
            }
            let view = self.view.without_unread();
            let membership = view.as_ref().unwrap_or(&self.view).contains(message, org);
            if membership == super::Membership::No {
                return Err(format!("message {id} does not belong in {:?}", self.view));
            }
        }
        let visible = self
            .fetched
            .iter()
            .copied()
            .filter(|id| self.is_visible(*id, org));
        if !visible.eq(self.shown.iter().copied()) {
            return Err("what is shown is not what is visible".to_owned());
        }
        let mut kinds = self.under_way.iter().map(|request| match request.kind {
            Kind::Opening => 0,
            Kind::Older => 1,
            Kind::Newer => 2,
            Kind::Match(_) => 3,
        });
        let mut seen = [false; 4];
        if kinds.any(|kind| std::mem::replace(&mut seen[kind], true)) {
            return Err("the same question is under way twice".to_owned());
        }
        Ok(())
    }

    fn is_visible(&self, id: MessageId, org: &Organization) -> bool {
        org.message(id)
            .is_some_and(|message| self.view.shows(message, org))
    }
}

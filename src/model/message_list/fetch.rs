//! Asking the server, and taking in what it answers.

use super::{
    Anchor, Direction, END, FetchRequest, FetchTag, Kind, ListChange, ListRequest, MatchRequest,
    MessageList, UnderWay,
};
use crate::api::conversation::Conversation;
use crate::api::ids::MessageId;
use crate::api::message::{Match, MessagesPage};
use crate::api::narrow::Operator;
use crate::model::hash::IdMap;
use crate::model::membership::Membership;
use crate::model::organization::Organization;
use crate::model::view::View;

/// Messages fetched on each side when a list is opened.
const OPENING: u32 = 100;
/// Messages fetched at once while scrolling.
const PAGE: u32 = 200;
/// Messages fetched at once towards the newest after a list was stale.
const CATCH_UP: u32 = 1000;
/// How often that is done before the reader has to scroll.
const CATCH_UP_PAGES: u8 = 5;
/// Messages that the server is asked about at once.
const MATCHES: usize = 200;

/// What went to another place.
enum Along {
    /// The conversation, or its later part.
    Whole(Conversation),
    /// One message by itself.
    Alone,
}

impl MessageList {
    /// Opens the list, or opens it anew somewhere else. What it held is let go.
    pub fn start(&mut self, anchor: Anchor, org: &Organization) -> FetchRequest {
        let view = self.view.clone();
        let generation = self.generation + 1;
        *self = Self {
            generation,
            opening: anchor,
            started: true,
            ..Self::new(view)
        };
        self.opening_request(anchor, org)
    }

    /// The next page in a direction; `None` where there is none, or it is under way, or the list
    /// is to be fetched anew first.
    pub fn want(&mut self, direction: Direction, org: &Organization) -> Option<FetchRequest> {
        let (kind, anchor, reached) = match direction {
            Direction::Older => (Kind::Older, self.low, self.reached_oldest),
            Direction::Newer => (Kind::Newer, self.high, self.reached_newest),
        };
        if !self.loaded || self.stale || reached || self.is_fetching(direction) {
            return None;
        }
        let size = if self.catch_up > 0 && direction == Direction::Newer {
            CATCH_UP
        } else {
            PAGE
        };
        let (before, after) = match direction {
            Direction::Older => (size, 0),
            Direction::Newer => (0, size),
        };
        Some(self.request(kind, Anchor::Message(anchor), false, (before, after), org))
    }

    /// What the list itself needs: its first page again after a failure, everything anew when it
    /// is stale, pages towards the newest message, answers about messages. To be called until it
    /// says `None`, after everything that happened to the list; after a failure, when the caller
    /// thinks that another attempt makes sense.
    pub fn upkeep(&mut self, org: &Organization) -> Option<ListRequest> {
        let is_opening = self
            .under_way
            .iter()
            .any(|request| request.kind == Kind::Opening);
        if !self.started || is_opening {
            return None;
        }
        if !self.loaded {
            return Some(ListRequest::Fetch(self.opening_request(self.opening, org)));
        }
        if self.stale {
            let anchor = self.refetch_anchor();
            return Some(ListRequest::Fetch(self.opening_request(anchor, org)));
        }
        if self.catch_up > 0
            && let Some(request) = self.want(Direction::Newer, org)
        {
            return Some(ListRequest::Fetch(request));
        }
        let is_asking = self
            .under_way
            .iter()
            .any(|request| matches!(request.kind, Kind::Match(_)));
        if is_asking || self.ask.is_empty() {
            return None;
        }
        let ids: Vec<MessageId> = self.ask.iter().copied().take(MATCHES).collect();
        for id in &ids {
            self.ask.remove(id);
        }
        let tag = self.next_tag();
        self.under_way.push(UnderWay {
            tag,
            kind: Kind::Match(ids.clone()),
            asked: org.now(),
        });
        Some(ListRequest::Match(MatchRequest {
            tag,
            narrow: self.view.narrow(org.me()),
            ids,
        }))
    }

    /// Where to fetch anew: around what is read, else at the newest end, else where it was opened.
    fn refetch_anchor(&self) -> Anchor {
        let known = self.focus.and_then(|id| self.nearest(id)).or(self.focus);
        match known {
            Some(id) => Anchor::Message(id),
            None if self.shown.is_empty() => self.opening,
            None => Anchor::Newest,
        }
    }

    fn opening_request(&mut self, anchor: Anchor, org: &Organization) -> FetchRequest {
        let mut request = self.request(Kind::Opening, anchor, true, (OPENING, OPENING), org);
        if let Some(id) = self.with {
            request.narrow = request.narrow.and(Operator::With(id));
        }
        request
    }

    fn request(
        &mut self,
        kind: Kind,
        anchor: Anchor,
        include_anchor: bool,
        (num_before, num_after): (u32, u32),
        org: &Organization,
    ) -> FetchRequest {
        let tag = self.next_tag();
        self.under_way.push(UnderWay {
            tag,
            kind,
            asked: org.now(),
        });
        let narrow = self.view.narrow(org.me());
        FetchRequest {
            tag,
            narrow,
            anchor,
            include_anchor,
            num_before,
            num_after,
        }
    }

    fn take_request(&mut self, tag: FetchTag) -> Option<UnderWay> {
        let at = self
            .under_way
            .iter()
            .position(|request| request.tag == tag)?;
        Some(self.under_way.swap_remove(at))
    }

    /// A request came to nothing. [`MessageList::upkeep`] and [`MessageList::want`] make it anew.
    pub fn failed(&mut self, tag: FetchTag) {
        if let Some(request) = self.take_request(tag)
            && let Kind::Match(ids) = request.kind
        {
            self.ask.extend(ids);
        }
    }

    /// The organization was rebuilt: events were missed. The list goes on showing what it has and
    /// wants to be fetched anew ([`MessageList::upkeep`]) around `reading`.
    ///
    /// What it shows must be in the new organization: see [`Organization::adopt_stale`].
    pub fn rebuilt(&mut self, reading: Option<MessageId>, org: &Organization) -> ListChange {
        self.drop_requests();
        self.ask.clear();
        if reading.is_some() {
            self.focus = reading;
        }
        let read = self.focus.and_then(|id| self.nearest(id));
        let known = read.or(self.shown.last().copied());
        // Before the first page, where it was opened is all that is known of it.
        let opened = match self.opening {
            Anchor::Message(id) if !self.loaded => Some(id),
            Anchor::Message(_) | Anchor::Newest | Anchor::Oldest | Anchor::FirstUnread => None,
        };
        self.with = match &self.view {
            View::Conversation(Conversation::Topic { .. }) => known.or(opened),
            View::Conversation(Conversation::Dm(_))
            | View::Combined
            | View::Mentions
            | View::Starred
            | View::AllDms
            | View::Channel(_)
            | View::Search(_) => None,
        };
        if !self.loaded {
            return ListChange::default();
        }
        self.stale = true;
        if self.reached_newest {
            self.catch_up = CATCH_UP_PAGES;
        }
        self.reached_oldest = false;
        self.reached_newest = false;
        self.low = self.fetched.first().copied().unwrap_or_default();
        self.high = self.fetched.last().copied().unwrap_or_default();
        let before = std::mem::take(&mut self.shown);
        // What the register reply says may have changed what is hidden, or where things live.
        let view = self.view.clone();
        self.fetched.retain(|id| {
            org.message(*id)
                .is_some_and(|message| belongs(&view, message, org, true))
        });
        self.shown = self.visible(org);
        compare(&before, &self.shown)
    }

    /// The view's conversation was moved, and the reader goes along: the list is about `view`
    /// from now on. What has already gone there stays shown; the rest is fetched.
    pub fn follow(&mut self, view: View, org: &Organization) -> ListChange {
        self.view = view;
        self.with = None;
        self.go_stale();
        let view = self.view.clone();
        self.fetched.retain(|id| {
            org.message(*id)
                .is_some_and(|message| belongs(&view, message, org, true))
        });
        let before = std::mem::take(&mut self.shown);
        self.shown = self.visible(org);
        compare(&before, &self.shown)
    }

    /// Wants to be fetched anew, for whatever reason: after one's own message to a channel that no
    /// events come from, say. What is shown stays until then.
    pub fn refresh(&mut self) {
        self.go_stale();
    }

    /// Some message that belongs here is not held: all must be fetched anew.
    pub(super) fn go_stale(&mut self) {
        if self.loaded && !self.stale {
            self.drop_requests();
            self.stale = true;
            if self.reached_newest {
                self.catch_up = CATCH_UP_PAGES;
            }
        }
    }

    pub(super) fn visible(&self, org: &Organization) -> Vec<MessageId> {
        self.fetched
            .iter()
            .copied()
            .filter(|id| self.is_visible(*id, org))
            .collect()
    }

    /// Takes in a page. `None` if it answers an older question: then nothing happened.
    pub fn accept(
        &mut self,
        org: &mut Organization,
        tag: FetchTag,
        page: MessagesPage,
    ) -> Option<ListChange> {
        let UnderWay { kind, asked, .. } = self.take_request(tag)?;
        if org.journal.since(asked).is_none() {
            // So much happened meanwhile that nobody knows what the page lacks: ask again.
            return Some(ListChange::default());
        }
        let anchor = page.anchor_message();
        let with = match kind {
            Kind::Opening => self.with.take(),
            Kind::Older | Kind::Newer | Kind::Match(_) => None,
        };
        let moved_to = with.and_then(|with| self.moved_meanwhile(with, &page));
        let first = page.messages.iter().map(|message| message.id).min();
        let last = page.messages.iter().map(|message| message.id).max();
        let mut hits: IdMap<MessageId, Match> = page.matches.into_iter().collect();
        let (mut counts, mut replaced) = (false, Vec::new());
        let mut ids = Vec::with_capacity(page.messages.len());
        for message in page.messages {
            let id = message.id;
            let found_in = hits.contains_key(&id).then(|| message.content.clone());
            if let Some(taken) = org.take_in(message, asked) {
                ids.push(id);
                counts |= taken.counts;
                if taken.replaced {
                    replaced.push(id);
                }
            }
            // It was edited meanwhile: what was found is not what it says.
            if found_in.is_some_and(|was| org.message(id).is_none_or(|now| now.content != was)) {
                hits.remove(&id);
            }
        }
        ids.sort_unstable();
        ids.dedup();
        match moved_to {
            Some(Along::Whole(to)) => self.view = View::Conversation(to),
            Some(Along::Alone) => {
                // The page is about where that one went: the view itself is asked for anew.
                return Some(ListChange {
                    counts,
                    replaced,
                    ..ListChange::default()
                });
            }
            None => {}
        }
        ids.retain(|id| {
            org.message(*id)
                .is_some_and(|message| belongs(&self.view, message, org, true))
        });
        self.history_limited |= page.history_limited;
        let mut change = ListChange::default();
        match kind {
            Kind::Opening => {
                self.hits.clear();
                let first_page = !self.loaded || self.provisional;
                self.anchor = if first_page { anchor } else { self.anchor };
                self.loaded = true;
                self.stale = false;
                self.provisional = false;
                self.ask.clear();
                self.fetched = ids;
                let before = std::mem::take(&mut self.shown);
                self.shown = self.visible(org);
                change = ListChange {
                    reset: true,
                    ..compare(&before, &self.shown)
                };
                // An empty page that claims there is more would be asked for for ever.
                self.reached_oldest = page.found_oldest || first.is_none();
                self.reached_newest = page.found_newest || last.is_none();
                self.low = first.unwrap_or_default();
                self.high = last.unwrap_or_default();
            }
            Kind::Older => {
                self.reached_oldest = page.found_oldest || first.is_none();
                self.low = first.map_or(self.low, |first| first.min(self.low));
                self.add(ids, org, &mut change);
            }
            Kind::Newer => {
                self.reached_newest = page.found_newest || last.is_none();
                self.high = last.map_or(self.high, |last| last.max(self.high));
                self.catch_up = self.catch_up.saturating_sub(1);
                self.add(ids, org, &mut change);
            }
            Kind::Match(ids) => self.ask.extend(ids),
        }
        self.hits.extend(hits);
        if self.reached_oldest {
            self.low = MessageId(0);
        }
        if self.reached_newest {
            self.high = END;
            self.catch_up = 0;
        }
        change.counts = counts;
        change.replaced = replaced;
        self.repeat_since(asked, org, &mut change);
        Some(change)
    }

    /// Where the conversation of the message `with` went while nobody told, if the page that
    /// was asked for with it is about another place than the view.
    fn moved_meanwhile(&self, with: MessageId, page: &MessagesPage) -> Option<Along> {
        let to = &page.messages.last()?.conversation;
        if self.view.conversation() == Some(to) {
            return None;
        }
        let mut others = self.fetched.iter().filter(|id| **id != with).peekable();
        let came_along = |id: &MessageId| page.messages.iter().any(|message| message.id == *id);
        if others.peek().is_none() || others.any(came_along) {
            Some(Along::Whole(to.clone()))
        } else {
            Some(Along::Alone)
        }
    }

    /// Adds a page's messages without looking at all the others.
    fn add(&mut self, ids: Vec<MessageId>, org: &Organization, change: &mut ListChange) {
        let (known, new): (Vec<MessageId>, Vec<MessageId>) = ids
            .into_iter()
            .partition(|id| self.fetched.binary_search(id).is_ok());
        for id in known {
            self.put(id, org, change);
        }
        let visible: Vec<MessageId> = new
            .iter()
            .copied()
            .filter(|id| self.is_visible(*id, org))
            .collect();
        change.added.extend(&visible);
        merge(&mut self.fetched, new);
        merge(&mut self.shown, visible);
    }

    /// Takes in the server's answer to a [`MatchRequest`]: the ids that belong in the view.
    /// `None` if it answers an older question.
    pub fn accept_matches(
        &mut self,
        org: &Organization,
        tag: FetchTag,
        matched: &[MessageId],
    ) -> Option<ListChange> {
        let request = self.take_request(tag)?;
        let Kind::Match(asked) = request.kind else {
            return None;
        };
        let mut change = ListChange::default();
        for id in asked {
            let is_in = matched.contains(&id) && self.in_range(id);
            match org.message(id).filter(|_| org.messages().is_sure(id)) {
                Some(message) if is_in && belongs(&self.view, message, org, true) => {
                    self.put(id, org, &mut change);
                }
                None if is_in => self.go_stale(),
                Some(_) | None => self.take_out(id, &mut change),
            }
        }
        Some(change)
    }
}

/// Whether a message belongs in a view, if the server said so (or it is in the list already) in
/// case only the server knows. Messages that became read do not leave a view of unread ones.
pub(super) fn belongs(
    view: &View,
    message: &crate::api::message::Message,
    org: &Organization,
    server_said_so: bool,
) -> bool {
    let lenient = if server_said_so {
        view.without_unread()
    } else {
        None
    };
    match lenient.as_ref().unwrap_or(view).contains(message, org) {
        Membership::Yes => true,
        Membership::No => false,
        Membership::Unknown => server_said_so,
    }
}

/// Merges ascending ids into ascending ids.
fn merge(ids: &mut Vec<MessageId>, new: Vec<MessageId>) {
    let is_before = new.last() < ids.first() || new.is_empty();
    if ids.last() < new.first() {
        ids.extend(new);
    } else if is_before {
        ids.splice(0..0, new);
    } else {
        ids.extend(new);
        ids.sort_unstable();
        ids.dedup();
    }
}

/// What differs between two ascending lists.
fn compare(before: &[MessageId], after: &[MessageId]) -> ListChange {
    let missing = |from: &[MessageId], of: &[MessageId]| -> Vec<MessageId> {
        let mut of = of.iter().peekable();
        let is_missing = |id: &&MessageId| {
            while of.next_if(|other| other < id).is_some() {}
            of.peek() != Some(id)
        };
        from.iter().filter(is_missing).copied().collect()
    };
    ListChange {
        added: missing(after, before),
        removed: missing(before, after),
        ..ListChange::default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::testing::ids;

    #[test]
    fn lists_merge_in_every_position() {
        let merged = |old: &[u64], new: &[u64]| {
            let mut list = ids(old);
            merge(&mut list, ids(new));
            list.iter().map(|id| id.0).collect::<Vec<_>>()
        };
        assert_eq!(merged(&[5, 6], &[1, 2]), [1, 2, 5, 6]);
        assert_eq!(merged(&[5, 6], &[7, 8]), [5, 6, 7, 8]);
        assert_eq!(merged(&[5, 8], &[4, 5, 6]), [4, 5, 6, 8]);
        assert_eq!(merged(&[], &[1]), [1]);
        assert_eq!(merged(&[1], &[]), [1]);
    }

    #[test]
    fn differences_are_found() {
        let change = compare(&ids(&[1, 3, 5]), &ids(&[0, 3, 4, 5, 9]));
        assert_eq!((change.added, change.removed), (ids(&[0, 4, 9]), ids(&[1])));
    }
}

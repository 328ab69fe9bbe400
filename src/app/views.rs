//! The views a person visited, with the place kept in each, and the message lists
//! behind them.

use std::collections::BTreeMap;

use crate::api::ids::MessageId;
use crate::model::View;
use crate::model::{Anchor, Known, MessageList, Organization};

use super::pages::Page;
use super::update::ListId;

/// How many visited views are remembered.
const VISITS: usize = 64;
/// How many message lists are held in memory beside the open one.
const LISTS: usize = 16;
/// About so many messages stay of a list that is not open.
const KEPT: usize = 1_000;

/// Where a reader is in a view: a message, and the row of the pane on which its
/// body begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Spot {
    /// The selected message.
    pub message: MessageId,
    /// The row of its body, counted from the top of the pane; negative when its
    /// beginning is above.
    pub row: i32,
}

/// Where to go in a view once its messages are there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Landing {
    /// The first unread message, else the newest.
    FirstUnread,
    /// The newest message.
    Newest,
    /// The oldest message.
    Oldest,
    /// This message, or what is nearest to it.
    At(MessageId),
    /// This message with what stands above it, its date among that, at the top of the pane.
    Top(MessageId),
    /// Where the reader was before.
    Spot(Spot),
}

/// The line before the first message that was unread when the view was opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct UnreadLine {
    /// The first unread message.
    pub before: MessageId,
    /// How many were unread then.
    pub count: usize,
}

/// One visit of a view.
#[derive(Debug, Clone)]
pub struct Visit {
    /// What is shown.
    pub view: View,
    /// The list behind it.
    pub list: ListId,
    /// Where the reader is, once messages are there.
    pub spot: Option<Spot>,
    /// Where to go until then.
    pub landing: Landing,
    /// Where that led to.
    pub landed: Option<Spot>,
    /// The line at the first unread.
    pub unread: Option<UnreadLine>,
    /// Something was marked unread by hand: scrolling marks nothing as read here
    /// until the view is left.
    pub held: bool,
}

/// A place in the history of what was visited.
#[derive(Debug, Clone)]
enum Stop {
    /// Messages.
    Messages(Visit),
    /// A page where messages are otherwise.
    Page(Page),
}

impl Stop {
    fn visit(&self) -> Option<&Visit> {
        match self {
            Self::Messages(visit) => Some(visit),
            Self::Page(_) => None,
        }
    }

    fn visit_mut(&mut self) -> Option<&mut Visit> {
        match self {
            Self::Messages(visit) => Some(visit),
            Self::Page(_) => None,
        }
    }
}

/// All visits, the one on the screen among them.
#[derive(Debug, Default)]
pub struct Views {
    stops: Vec<Stop>,
    at: usize,
    lists: BTreeMap<ListId, MessageList>,
    /// When a list was last on the screen; the least goes first.
    used: BTreeMap<ListId, u64>,
    counter: u64,
    /// The list behind the page of recent conversations: no view shows it.
    recent: Option<ListId>,
}

impl Views {
    /// The visit on the screen; none where a page is.
    #[must_use]
    pub fn current(&self) -> Option<&Visit> {
        self.stops.get(self.at)?.visit()
    }

    /// The visit on the screen, to change its place.
    pub fn current_mut(&mut self) -> Option<&mut Visit> {
        self.stops.get_mut(self.at)?.visit_mut()
    }

    /// The page on the screen, where one is.
    #[must_use]
    pub fn page(&self) -> Option<Page> {
        match self.stops.get(self.at)? {
            Stop::Messages(_) => None,
            Stop::Page(page) => Some(*page),
        }
    }

    /// A list.
    #[must_use]
    pub fn list(&self, id: ListId) -> Option<&MessageList> {
        self.lists.get(&id)
    }

    /// The list on the screen.
    #[must_use]
    pub fn current_list(&self) -> Option<&MessageList> {
        self.lists.get(&self.current()?.list)
    }

    /// A list, to change it.
    pub fn list_mut(&mut self, id: ListId) -> Option<&mut MessageList> {
        self.lists.get_mut(&id)
    }

    /// The list behind the page of recent conversations, made when it is first wanted: all that
    /// one got, muted or not.
    pub fn recent_list(&mut self) -> ListId {
        if let Some(id) = self.recent {
            return id;
        }
        self.counter += 1;
        let id = ListId(self.counter);
        self.lists.insert(id, MessageList::new(View::Combined));
        self.recent = Some(id);
        id
    }

    /// The list behind the page of recent conversations, if that was opened once.
    #[must_use]
    pub fn recent(&self) -> Option<&MessageList> {
        self.lists.get(&self.recent?)
    }

    /// The list whose messages are on the screen, one way or another.
    #[must_use]
    pub fn in_sight(&self) -> Option<ListId> {
        match self.page() {
            Some(Page::Recent) => self.recent,
            Some(
                Page::Inbox
                | Page::Files
                | Page::Channels
                | Page::Settings
                | Page::People
                | Page::Groups,
            ) => None,
            None => self.current().map(|visit| visit.list),
        }
    }

    /// Every list in memory.
    pub fn lists_mut(&mut self) -> impl Iterator<Item = (ListId, &mut MessageList)> {
        self.lists.iter_mut().map(|(id, list)| (*id, list))
    }

    /// Every list in memory.
    pub fn lists(&self) -> impl Iterator<Item = (ListId, &MessageList)> {
        self.lists.iter().map(|(id, list)| (*id, list))
    }

    /// Goes to a view as a new visit; what was ahead in the history is forgotten.
    pub fn visit(&mut self, view: View, landing: Landing, unread: Option<UnreadLine>) {
        let list = self.list_for(&view);
        self.go_to(Stop::Messages(Visit {
            view,
            list,
            spot: None,
            landed: None,
            landing,
            unread,
            held: false,
        }));
    }

    /// Goes to a page; what was ahead in the history is forgotten.
    pub fn visit_page(&mut self, page: Page) {
        self.go_to(Stop::Page(page));
    }

    fn go_to(&mut self, stop: Stop) {
        self.leave();
        self.stops.truncate(self.at + 1);
        self.stops.push(stop);
        if self.stops.len() > VISITS {
            self.stops.remove(0);
        }
        self.at = self.stops.len() - 1;
        self.touch();
    }

    /// Whether there is a visit after (`forward`) or before the one on the screen.
    #[must_use]
    pub fn can_travel(&self, forward: bool) -> bool {
        if forward {
            self.at + 1 < self.stops.len()
        } else {
            self.at > 0
        }
    }

    /// The view of the visit before, if that was one of messages.
    #[must_use]
    pub fn before(&self) -> Option<&View> {
        let visit = self.stops.get(self.at.checked_sub(1)?)?.visit()?;
        Some(&visit.view)
    }

    /// Goes back or forward by one visit.
    pub fn travel(&mut self, forward: bool) -> bool {
        if !self.can_travel(forward) {
            return false;
        }
        self.leave();
        if forward {
            self.at += 1;
        } else {
            self.at -= 1;
        }
        if let Some(view) = self.current().map(|visit| visit.view.clone()) {
            let list = self.list_for(&view);
            if let Some(visit) = self.current_mut() {
                visit.list = list;
                visit.held = false;
                if let Some(spot) = visit.spot {
                    visit.landing = Landing::Spot(spot);
                }
            }
        }
        self.touch();
        true
    }

    /// The view on the screen became another one, as when its topic was renamed.
    pub fn rename(&mut self, from: &View, to: &View) {
        for visit in self.stops.iter_mut().filter_map(Stop::visit_mut) {
            if visit.view == *from {
                visit.view = to.clone();
            }
        }
    }

    /// A list is about another view now, since its conversation was moved while nobody told:
    /// its visits go along. Gives whether there was one.
    pub fn go_along(&mut self, list: ListId) -> bool {
        let Some(view) = self.lists.get(&list).map(MessageList::view) else {
            return false;
        };
        let mut any = false;
        for visit in self.stops.iter_mut().filter_map(Stop::visit_mut) {
            if visit.list == list && visit.view != *view {
                visit.view = view.clone();
                any = true;
            }
        }
        any
    }

    /// What the other lists know of the view of a list that was never opened, if they have its
    /// place.
    #[must_use]
    pub fn known_of(&self, list: ListId, anchor: Anchor, org: &Organization) -> Option<Known> {
        let list = self.lists.get(&list).filter(|list| !list.is_started())?;
        let others = self.lists.values();
        others
            .filter_map(|other| other.known_of(list.view(), anchor, org))
            .max_by_key(Known::len)
    }

    fn list_for(&mut self, view: &View) -> ListId {
        let apart = self.recent;
        let mut shared = self.lists.iter().filter(|(id, _)| Some(**id) != apart);
        if let Some((id, _)) = shared.find(|(_, list)| list.view() == view) {
            return *id;
        }
        self.counter += 1;
        let id = ListId(self.counter);
        self.lists.insert(id, MessageList::new(view.clone()));
        id
    }

    /// Of a list that goes out of sight, what is far from the reader's place is let go.
    fn leave(&mut self) {
        if let Some(visit) = self.stops.get(self.at).and_then(Stop::visit)
            && let Some(spot) = visit.spot
            && let Some(list) = self.lists.get_mut(&visit.list)
        {
            list.trim(spot.message, KEPT);
        }
    }

    /// Notes the use of the open list, and lets go of those used longest ago.
    fn touch(&mut self) {
        let Some(open) = self.current().map(|v| v.list) else {
            return;
        };
        self.counter += 1;
        self.used.insert(open, self.counter);
        let apart = self.recent;
        while self.lists.len() > LISTS + usize::from(apart.is_some()) {
            let oldest = self
                .lists
                .keys()
                .copied()
                .filter(|id| *id != open && Some(*id) != apart)
                .min_by_key(|id| self.used.get(id).copied().unwrap_or(0));
            let Some(oldest) = oldest else { break };
            self.lists.remove(&oldest);
            self.used.remove(&oldest);
        }
    }
}

//! Opening views, and where one lands in them.

use crate::api::conversation::{Conversation, DmKey};
use crate::api::ids::{ChannelId, MessageId};
use crate::model::{Anchor, View};

use super::outgoing::local_of;
use super::panes::Pane;
use super::state::{App, Turn};
use super::unread;
use super::views::{Landing, Spot, Views};

/// What to ask the server for to land there.
#[must_use]
pub fn anchor(views: &Views, landing: Landing) -> Anchor {
    match landing {
        Landing::FirstUnread => views
            .current()
            .and_then(|visit| visit.unread)
            .map_or(Anchor::Newest, |line| Anchor::Message(line.before)),
        Landing::Newest => Anchor::Newest,
        Landing::Oldest => Anchor::Oldest,
        Landing::At(message) | Landing::Top(message) => Anchor::Message(message),
        Landing::Spot(spot) if local_of(spot.message).is_some() => Anchor::Newest,
        Landing::Spot(spot) => Anchor::Message(spot.message),
    }
}

impl App {
    /// Whether the newest message of the open view is out of sight or not loaded.
    #[must_use]
    pub fn newest_is_far(&self) -> bool {
        let Some((list, visit)) = self.views.current_list().zip(self.views.current()) else {
            return false;
        };
        let last = super::scrolling::scene(self).and_then(|scene| scene.last());
        match (last, visit.spot) {
            (Some(last), Some(spot)) => !list.reached_newest() || spot.message != last,
            (Some(_), None) | (None, Some(_) | None) => !list.reached_newest(),
        }
    }

    /// Whether any topic has unread messages where `n` would go.
    pub(super) fn leads_to_topic(&self) -> bool {
        self.organization.as_deref().is_some_and(|o| {
            o.next_unread_topic(self.standpoint().as_ref(), false)
                .is_some()
        })
    }

    /// Whether any direct message conversation has unread messages where `p` would go.
    pub(super) fn leads_to_dm(&self) -> bool {
        self.organization
            .as_deref()
            .is_some_and(|o| o.next_unread_dm(self.open_dm()).is_some())
    }

    /// The open view.
    #[must_use]
    pub fn open_view(&self) -> Option<&View> {
        self.views.current().map(|visit| &visit.view)
    }

    /// The conversation that is the open view, if it is one.
    #[must_use]
    pub fn open_conversation(&self) -> Option<&Conversation> {
        self.views.current()?.view.conversation()
    }

    /// Where going to the next unread topic starts from: the open conversation, or a
    /// channel before its first topic.
    fn standpoint(&self) -> Option<Conversation> {
        match self.open_view()? {
            View::Channel(channel) => Some(Conversation::topic(*channel, "".into())),
            view => view.conversation().cloned(),
        }
    }

    /// The direct message conversation that is the open view, if it is one.
    fn open_dm(&self) -> Option<&DmKey> {
        match self.open_conversation()? {
            Conversation::Dm(key) => Some(key),
            Conversation::Topic { .. } => None,
        }
    }

    /// Whether the visit before was of a wider view than the conversation that is open.
    #[must_use]
    pub fn came_from_wider(&self) -> bool {
        let wider = |view: &View| view.conversation().is_none();
        self.open_conversation().is_some() && self.views.before().is_some_and(wider)
    }

    /// The channel that the open view is in, if it is in one.
    #[must_use]
    pub fn open_channel(&self) -> Option<ChannelId> {
        self.open_view()?.channel()
    }
}

impl Turn<'_> {
    /// Opens a view at its first unread message, else at its newest.
    pub fn open(&mut self, view: View) {
        self.open_at(view, Landing::FirstUnread);
    }

    /// Opens a view at a place of it.
    pub fn open_at(&mut self, view: View, landing: Landing) {
        self.flush_reads();
        self.app.awaited = None;
        if self.app.shows(&view) {
            if let Landing::At(message) = landing {
                self.go_to_message(message);
            }
            self.focus(Pane::Messages);
            return;
        }
        self.visit(view, landing);
    }

    /// Opens a view at a place of it as a visit of its own, even where it is open
    /// already: the way back leads to the place before.
    pub(super) fn visit(&mut self, view: View, landing: Landing) {
        self.flush_reads();
        let Some(organization) = self.app.organization.as_deref() else {
            return;
        };
        let unread = unread::line(organization, &view);
        self.note_visit(&view);
        self.app.following = None;
        self.app.awaited = None;
        self.app.views.visit(view, landing, unread);
        self.arrive();
        self.focus(Pane::Messages);
    }

    /// Brings the open view's messages and the lists beside it in line with where
    /// it was opened.
    fn arrive(&mut self) {
        self.app.stale.all();
        if let Some(channel) = self.app.open_channel() {
            self.app.topics_of = Some(channel);
        }
        let Some(visit) = self.app.views.current() else {
            self.arrive_at_page();
            return;
        };
        let landing = visit.landing;
        let Some(list) = self.app.views.list(visit.list) else {
            return;
        };
        let held = match landing {
            Landing::FirstUnread => match visit.unread {
                Some(line) => list.fetched().binary_search(&line.before).is_ok(),
                None => list.reached_newest(),
            },
            Landing::Newest => list.reached_newest(),
            Landing::Oldest => list.reached_oldest(),
            Landing::Spot(spot) if local_of(spot.message).is_some() => list.reached_newest(),
            Landing::At(message) | Landing::Top(message) | Landing::Spot(Spot { message, .. }) => {
                list.fetched().binary_search(&message).is_ok()
            }
        };
        if !held {
            self.relocate(landing);
        }
    }

    /// Selects a message of the open view, fetching around it where it is not
    /// loaded.
    pub fn go_to_message(&mut self, message: MessageId) {
        let loaded = self
            .app
            .views
            .current_list()
            .is_some_and(|list| list.fetched().binary_search(&message).is_ok());
        if loaded {
            self.select_message(message);
        } else {
            self.relocate(Landing::At(message));
        }
    }

    /// Goes back or forward through the views visited.
    pub fn travel(&mut self, forward: bool) {
        self.flush_reads();
        self.app.following = None;
        self.app.awaited = None;
        if self.app.views.travel(forward) {
            self.arrive();
        }
    }

    /// Opens the next topic with unread messages, in the order of the side pane.
    pub fn next_unread_topic(&mut self) {
        let Some(organization) = self.app.organization.as_deref() else {
            return;
        };
        match organization.next_unread_topic(self.app.standpoint().as_ref(), false) {
            Some(next) => self.open(View::Conversation(next)),
            None => self.notice("No other topic has unread messages."),
        }
    }

    /// Opens the next followed topic with unread messages.
    pub fn next_unread_followed(&mut self) {
        let Some(organization) = self.app.organization.as_deref() else {
            return;
        };
        match organization.next_unread_topic(self.app.standpoint().as_ref(), true) {
            Some(next) => self.open(View::Conversation(next)),
            None => self.notice("No other topic that you follow has unread messages."),
        }
    }

    /// Opens the next conversation with unread direct messages.
    pub fn next_unread_dm(&mut self) {
        let Some(organization) = self.app.organization.as_deref() else {
            return;
        };
        match organization.next_unread_dm(self.app.open_dm()) {
            Some(next) => self.open(View::Conversation(Conversation::Dm(next))),
            None => self.notice("No other direct message is unread."),
        }
    }

    /// From a message to the feed of its channel, the place kept.
    pub fn to_channel(&mut self) {
        let Some(view) = self.app.wider_view() else {
            return;
        };
        match self.app.selected_message().map(|m| m.id) {
            Some(id) => self.open_at(view, Landing::At(id)),
            None => self.open(view),
        }
    }

    /// From a message to its conversation, the place kept.
    pub fn to_conversation(&mut self) {
        let Some(message) = self.app.selected_message() else {
            return;
        };
        let (view, id) = (View::Conversation(message.conversation.clone()), message.id);
        self.open_at(view, Landing::At(id));
    }
}

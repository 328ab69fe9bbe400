//! Pages: what can stand where messages are otherwise, with rows of its own.

use super::effect::Effect;
use super::inbox::InboxKey;
use super::panes::Pane;
use super::state::{App, Turn};
use crate::api::conversation::Conversation;
use crate::api::ids::ChannelId;
use crate::text::SafeText;

/// A page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Page {
    /// What is unread, by conversation.
    Inbox,
}

impl Page {
    /// What it is called.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Inbox => "Inbox",
        }
    }
}

impl App {
    /// The page whose rows the keys go to.
    #[must_use]
    pub fn focused_page(&self) -> Option<Page> {
        self.views.page().filter(|_| self.focus == Pane::Messages)
    }

    /// The conversation that is selected on the page.
    #[must_use]
    pub fn page_conversation(&self) -> Option<Conversation> {
        match self.views.page()? {
            Page::Inbox => match self.inbox.picker.selected.as_ref()? {
                InboxKey::Conversation(place) => Some(place.clone()),
                InboxKey::Dms | InboxKey::Section(_) | InboxKey::Channel(_) => None,
            },
        }
    }

    /// The channel that is selected on the page, itself or by one of its topics.
    #[must_use]
    pub fn page_channel(&self) -> Option<ChannelId> {
        match self.views.page()? {
            Page::Inbox => match self.inbox.picker.selected.as_ref()? {
                InboxKey::Channel(channel) => Some(*channel),
                InboxKey::Conversation(place) => place.channel(),
                InboxKey::Dms | InboxKey::Section(_) => None,
            },
        }
    }

    fn page_height(&self) -> usize {
        usize::from(self.geometry().body(Pane::Messages).height)
    }
}

impl Turn<'_> {
    /// Opens a page as a new visit.
    pub fn open_page(&mut self, page: Page) {
        if self.app.views.page() != Some(page) {
            self.flush_reads();
            self.app.following = None;
            self.app.views.visit_page(page);
        }
        self.arrive_at_page();
        self.focus(Pane::Messages);
    }

    /// Brings a page up to date that came on the screen.
    pub(super) fn arrive_at_page(&mut self) {
        self.app.stale.all();
        let Some((page, organization)) =
            self.app.views.page().zip(self.app.organization.as_deref())
        else {
            return;
        };
        let title = format!("{} · {}", page.name(), organization.realm().settings.name);
        self.effect(Effect::Title(SafeText::line(title)));
    }

    /// Steps through the rows of the page that has the focus. Whether there is one.
    pub(super) fn step_page(&mut self, by: isize) -> bool {
        let height = self.app.page_height();
        match self.app.focused_page() {
            Some(Page::Inbox) => {
                let inbox = &mut self.app.inbox;
                inbox.picker.step(&inbox.rows, by, height);
                true
            }
            None => false,
        }
    }

    /// Goes to the first or the last row of the page that has the focus. Whether there is one.
    pub(super) fn end_of_page(&mut self, last: bool) -> bool {
        let height = self.app.page_height();
        match self.app.focused_page() {
            Some(Page::Inbox) => {
                let inbox = &mut self.app.inbox;
                inbox.picker.end(&inbox.rows, last, height);
                true
            }
            None => false,
        }
    }

    /// Scrolls the page by rows. Whether there is one.
    pub(super) fn scroll_page(&mut self, by: isize) -> bool {
        let height = self.app.page_height();
        match self.app.views.page() {
            Some(Page::Inbox) => {
                let inbox = &mut self.app.inbox;
                inbox.picker.scroll(&inbox.rows, by, height);
                true
            }
            None => false,
        }
    }

    /// Selects and opens the row at a line of the page, counted from its top. Whether there is
    /// a page.
    pub(super) fn click_page(&mut self, line: usize) -> bool {
        let height = self.app.page_height();
        match self.app.views.page() {
            Some(Page::Inbox) => {
                let inbox = &mut self.app.inbox;
                let row = inbox.rows.get(inbox.picker.top + line);
                if let Some(key) = row.and_then(super::picker::Row::key).cloned() {
                    inbox.picker.select(&inbox.rows, &key, height);
                    self.open_inbox_row();
                }
                true
            }
            None => false,
        }
    }

    /// Opens the selected row of the page that has the focus. Whether there is one.
    pub(super) fn open_page_row(&mut self) -> bool {
        match self.app.focused_page() {
            Some(Page::Inbox) => {
                self.open_inbox_row();
                true
            }
            None => false,
        }
    }
}

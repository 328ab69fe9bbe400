//! Pages: what can stand where messages are otherwise, with rows of its own.

use super::channels;
use super::inbox::InboxKey;
use super::members;
use super::panes::Pane;
use super::recent;
use super::settings;
use super::state::{App, Turn};
use crate::api::conversation::Conversation;
use crate::api::ids::ChannelId;

/// A page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Page {
    /// What is unread, by conversation.
    Inbox,
    /// Conversations, the one with the newest message first.
    Recent,
    /// Files that one uploaded.
    Files,
    /// All channels that one may see.
    Channels,
    /// What can be set.
    Settings,
    /// Everybody.
    People,
    /// User groups.
    Groups,
}

impl Page {
    /// What it is called.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Inbox => "Inbox",
            Self::Recent => "Recent conversations",
            Self::Files => "Your files",
            Self::Channels => "Channels",
            Self::Settings => "Settings",
            Self::People => "People",
            Self::Groups => "Groups",
        }
    }
}

/// The rows of a page, in the shape that its picker wants. Gives whether there is a page.
macro_rules! with_page {
    ($app:expr, $page:expr, $picker:ident, $rows:ident, $height:ident => $body:expr) => {{
        let whole = $app.page_height();
        match $page {
            Some(Page::Inbox) => {
                let ($picker, $rows, $height) = (&mut $app.inbox.picker, &$app.inbox.rows, whole);
                $body;
                true
            }
            Some(Page::Recent) => {
                let $height = whole.saturating_sub(recent::HEAD);
                let ($picker, $rows) = (&mut $app.recent.picker, &$app.recent.rows);
                $body;
                true
            }
            Some(Page::Files) => {
                let $height = whole;
                let files = &mut $app.attachments;
                let $picker = &mut files.picker;
                let $rows = files.files.as_deref().unwrap_or_default();
                $body;
                true
            }
            Some(Page::Channels) => {
                let $height = whole.saturating_sub(channels::page::HEAD);
                let ($picker, $rows) = (&mut $app.channels.picker, &$app.channels.rows);
                $body;
                true
            }
            Some(Page::Settings) => {
                let $height = settings::list_rows(whole);
                let ($picker, $rows) = (&mut $app.settings.picker, &$app.settings.rows);
                $body;
                true
            }
            Some(Page::People) => {
                let $height = whole.saturating_sub(members::HEAD);
                let page = &mut $app.members.people;
                let ($picker, $rows) = (&mut page.picker, &page.rows);
                $body;
                true
            }
            Some(Page::Groups) => {
                let $height = whole.saturating_sub(members::HEAD);
                let page = &mut $app.members.groups;
                let ($picker, $rows) = (&mut page.picker, &page.rows);
                $body;
                true
            }
            None => false,
        }
    }};
}

impl App {
    /// The page whose rows the keys go to.
    #[must_use]
    pub fn focused_page(&self) -> Option<Page> {
        self.views.page().filter(|_| self.focus == Pane::Messages)
    }

    /// Whether a row of the page is selected.
    #[must_use]
    pub fn has_page_row(&self) -> bool {
        match self.views.page() {
            Some(Page::Inbox) => self.inbox_row().is_some(),
            Some(Page::Recent) => self.recent_row().is_some(),
            Some(Page::Files) => self.attachment_has_message(),
            Some(Page::Channels) => self.channels.picker.selected.is_some(),
            Some(Page::Settings) => self.setting_row().is_some() || self.settings.picker.typing(),
            Some(Page::People) => self.page_person().is_some(),
            Some(Page::Groups) => self.group_row().is_some(),
            None => false,
        }
    }

    /// The conversation that is selected on the page.
    #[must_use]
    pub fn page_conversation(&self) -> Option<Conversation> {
        match self.views.page()? {
            Page::Inbox => match self.inbox.picker.selected.as_ref()? {
                InboxKey::Conversation(place) => Some(place.clone()),
                InboxKey::Dms | InboxKey::Section(_) | InboxKey::Channel(_) => None,
            },
            Page::Recent => self.recent_row().map(|row| row.place.clone()),
            Page::Files | Page::Channels | Page::Settings | Page::People | Page::Groups => None,
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
            Page::Recent => self.page_conversation()?.channel(),
            Page::Files | Page::Settings | Page::People | Page::Groups => None,
            Page::Channels => self.channels.picker.selected,
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
        // What failed once is tried again when it is wanted again.
        self.app.attachments.trouble = None;
    }

    /// Steps through the rows of the page that has the focus. Whether there is one.
    pub(super) fn step_page(&mut self, by: isize) -> bool {
        let app = &mut *self.app;
        with_page!(app, app.focused_page(), picker, rows, height => picker.step(rows, by, height))
    }

    /// Goes to the first or the last row of the page that has the focus. Whether there is one.
    pub(super) fn end_of_page(&mut self, last: bool) -> bool {
        let app = &mut *self.app;
        with_page!(app, app.focused_page(), picker, rows, height => picker.end(rows, last, height))
    }

    /// Scrolls the page by rows. Whether there is one.
    pub(super) fn scroll_page(&mut self, by: isize) -> bool {
        let app = &mut *self.app;
        with_page!(app, app.views.page(), picker, rows, height => picker.scroll(rows, by, height))
    }

    /// Selects and opens the row at a line of the page, counted from its top. Whether there is
    /// a page.
    pub(super) fn click_page(&mut self, line: usize) -> bool {
        let app = &mut *self.app;
        let Some(page) = app.views.page() else {
            return false;
        };
        let line = match page {
            Page::Recent => line.checked_sub(recent::HEAD),
            Page::Channels => line.checked_sub(channels::page::HEAD),
            Page::Settings => line.checked_sub(settings::HEAD),
            Page::People | Page::Groups => line.checked_sub(members::HEAD),
            Page::Inbox | Page::Files => Some(line),
        };
        let Some(line) = line else { return true };
        let mut hit = false;
        with_page!(app, Some(page), picker, rows, height => {
            let row = rows.get(picker.top + line);
            if let Some(key) = row.and_then(super::picker::Row::key).cloned() {
                picker.select(rows, &key, height);
                hit = true;
            }
        });
        if hit {
            self.open_row_of(page);
        }
        true
    }

    /// Opens the selected row of the page that has the focus. Whether there is one.
    pub(super) fn open_page_row(&mut self) -> bool {
        let page = self.app.focused_page();
        if let Some(page) = page {
            self.open_row_of(page);
        }
        page.is_some()
    }

    fn open_row_of(&mut self, page: Page) {
        self.end_filtering();
        match page {
            Page::Inbox => self.open_inbox_row(),
            Page::Recent => self.open_recent_row(),
            Page::Files => self.show_attachment_message(),
            Page::Channels => self.open_channels_row(),
            Page::Settings => self.change_setting_row(),
            Page::People => self.open_person_row(),
            Page::Groups => self.open_group_row(),
        }
    }
}

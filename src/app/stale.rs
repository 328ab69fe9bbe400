//! What of the derived state is out of date: rows of lists, counts.

use crate::model::{Part, Parts};

use super::pages::Page;
use super::panes::Pane;
use super::state::App;

/// Which derived state must be made anew before the next frame.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stale {
    /// The order of channels.
    pub sections: bool,
    /// Counts, the rows of channels and topics.
    pub places: bool,
    /// The rows of people.
    pub people: bool,
    /// The rows of the pages of people and groups.
    pub members: bool,
}

impl Stale {
    /// Everything is out of date.
    #[must_use]
    pub const fn everything() -> Self {
        Self {
            sections: true,
            places: true,
            people: true,
            members: true,
        }
    }

    /// Nothing is.
    #[must_use]
    pub const fn nothing() -> Self {
        Self {
            sections: false,
            places: false,
            people: false,
            members: false,
        }
    }

    /// Makes everything out of date.
    pub fn all(&mut self) {
        *self = Self::everything();
    }

    /// Notes that these parts of the model changed.
    pub fn note(&mut self, parts: Parts) {
        let any = |list: &[Part]| list.iter().any(|part| parts.contains(*part));
        self.sections |= any(&[Part::Channels, Part::Settings]);
        self.people |= any(&[Part::Users, Part::Presence]);
        self.members |= any(&[Part::Users, Part::Presence, Part::Groups, Part::Settings]);
        self.places |= any(&[
            Part::Unreads,
            Part::Channels,
            Part::Topics,
            Part::Users,
            Part::Dms,
            Part::Presence,
            Part::Starred,
            Part::Settings,
            Part::Realm,
            Part::Personal,
        ]);
    }
}

impl App {
    /// Makes what is out of date anew, as far as it is on the screen, and brings the
    /// selections of lists in line.
    pub fn refresh(&mut self) {
        if self.stale == Stale::nothing() {
            return;
        }
        let geometry = self.geometry();
        let height = |pane| usize::from(geometry.body(pane).height);
        if self.stale.sections {
            self.stale.sections = false;
            self.sections = match self.organization.as_deref() {
                Some(organization) => organization.sections(),
                None => Vec::new(),
            };
        }
        if self.stale.places {
            self.stale.places = false;
            self.next_topic = self.leads_to_topic();
            self.next_dm = self.leads_to_dm();
            self.unread_elsewhere = self.count_unread_elsewhere();
            self.unread_badge = self.organization.as_deref().map_or(0, |o| o.icon_count());
            // Rows that nobody sees are made when they are shown.
            if geometry.shows(Pane::Channels) {
                self.side_rows = super::side::rows(self);
                self.side.sync(&self.side_rows, height(Pane::Channels));
            }
            match self.views.page() {
                Some(Page::Inbox) => {
                    let rows = super::inbox::rows(self);
                    self.inbox.show(rows, height(Pane::Messages));
                }
                Some(Page::Recent) => self.show_recent(),
                Some(Page::Files) => self.show_attachments(),
                Some(Page::Channels) => self.show_channels(),
                Some(Page::Settings) => self.show_settings(),
                Some(Page::People | Page::Groups) | None => {}
            }
            if geometry.shows(Pane::Topics) {
                self.topic_rows = super::topics::rows(self);
                self.topics.sync(&self.topic_rows, height(Pane::Topics));
            }
        }
        if self.stale.members {
            match self.views.page() {
                Some(Page::People) => self.show_people_page(),
                Some(Page::Groups) => self.show_groups_page(),
                Some(
                    Page::Inbox | Page::Recent | Page::Files | Page::Channels | Page::Settings,
                )
                | None => {}
            }
            self.stale.members = false;
        }
        if self.stale.people && geometry.shows(Pane::People) {
            self.stale.people = false;
            self.people_rows = super::people::rows(self);
            self.people.sync(&self.people_rows, height(Pane::People));
        }
    }
}

//! People and groups: the pages of both, what is done to them, and one's own profile.
//!
//! [`people`] and [`groups`] are the pages, [`affair`] what the server is told, [`deeds`] how it
//! is ordered, [`forms`] what is filled in for it, [`who`] who may do what in a group.

pub mod affair;
pub mod deeds;
pub mod forms;
pub mod groups;
pub mod naming;
pub mod people;
pub mod profile;
pub mod who;

use super::ask::AskId;
use super::pages::Page;
use super::picker::Filter;
use super::sheet::Awaited;
use super::state::App;
use crate::api::ids::{ChannelId, GroupId, UserId};

/// Rows above the rows of either page: which are shown, and the filter or the columns.
pub const HEAD: usize = 2;

/// What the pages of people and groups, and the cards, know beside the organization.
#[derive(Debug, Default)]
pub struct Members {
    /// The page of people.
    pub people: people::PeoplePage,
    /// The page of groups.
    pub groups: groups::GroupsPage,
    /// The channels that the person of the last card and oneself are both in.
    pub shared: Option<SharedChannels>,
}

/// The channels that somebody and oneself are both in.
#[derive(Debug, Clone, PartialEq)]
pub struct SharedChannels {
    /// Who.
    pub user: UserId,
    /// Which channels.
    pub channels: Awaited<Vec<ChannelId>>,
}

impl Members {
    /// Whether an answer is about shared channels.
    pub(super) fn asked(&self) -> Option<AskId> {
        match self.shared.as_ref()?.channels {
            Awaited::Asked(id) => Some(id),
            Awaited::Here(_) | Awaited::Refused(_) => None,
        }
    }
}

impl App {
    /// The filter of the page on the screen, where that has one.
    pub(super) fn page_filter(&mut self) -> Option<&mut Option<Filter>> {
        match self.views.page()? {
            Page::People => Some(&mut self.members.people.picker.filter),
            Page::Groups => Some(&mut self.members.groups.picker.filter),
            Page::Channels => Some(&mut self.channels.picker.filter),
            Page::Settings => Some(&mut self.settings.picker.filter),
            Page::Inbox | Page::Recent | Page::Files => None,
        }
    }

    /// What the page on the screen is filtered by, if it is.
    #[must_use]
    pub fn page_needle(&self) -> Option<&str> {
        match self.views.page()? {
            Page::People => self.members.people.picker.needle(),
            Page::Groups => self.members.groups.picker.needle(),
            Page::Channels => self.channels.picker.needle(),
            Page::Settings => self.settings.picker.needle(),
            Page::Inbox | Page::Recent | Page::Files => None,
        }
    }

    /// Who is selected on a page of people or groups.
    #[must_use]
    pub fn page_person(&self) -> Option<UserId> {
        match self.views.page()? {
            Page::People => self.members.people.picker.selected,
            Page::Groups => self.members.groups.picker.selected.as_ref()?.user,
            Page::Inbox | Page::Recent | Page::Files | Page::Channels | Page::Settings => None,
        }
    }

    /// Which group is meant: that of the sheet on top, or the one that is selected or holds
    /// what is.
    #[must_use]
    pub fn target_group(&self) -> Option<GroupId> {
        if let Some(layer) = self.layers.last() {
            return layer.sheet()?.page.group();
        }
        self.focused_page().filter(|page| *page == Page::Groups)?;
        let key = self.members.groups.picker.selected.as_ref()?;
        key.path.last().copied()
    }

    /// Whether the person who is meant is oneself.
    #[must_use]
    pub fn targets_oneself(&self) -> bool {
        let me = self.organization.as_deref().map(|o| o.me());
        me.is_some() && self.target_person() == me
    }
}

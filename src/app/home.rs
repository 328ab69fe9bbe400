//! The home view: what the program opens with, and what Esc and Alt+Home lead back to.

use crate::api::settings::HomeView;
use crate::config::settings::HomeChoice;
use crate::model::View;

use super::destination::{self, Destination};
use super::pages::Page;
use super::state::{App, Turn};
use super::written::Written;

impl App {
    /// The home view: as the person's settings say; where these leave it to the server's, as
    /// those do (`web_home_view`), which say the inbox unless they were changed.
    #[must_use]
    pub fn home_view(&self) -> Destination {
        let inbox = Destination::Page(Page::Inbox);
        let recent = || destination::named("recent").map(|view| view.to.clone());
        let server = || {
            let organization = self.organization.as_deref()?;
            Some(match &organization.personal().settings.web_home_view {
                HomeView::Inbox | HomeView::Unknown(_) => HomeChoice::Inbox,
                HomeView::Recent => HomeChoice::Recent,
                HomeView::Combined => HomeChoice::Combined,
            })
        };
        let choice = match self.home {
            HomeChoice::Auto => server().unwrap_or(HomeChoice::Inbox),
            own @ (HomeChoice::Inbox | HomeChoice::Recent | HomeChoice::Combined) => own,
        };
        match choice {
            HomeChoice::Auto | HomeChoice::Inbox => inbox,
            HomeChoice::Recent => recent().unwrap_or(inbox),
            HomeChoice::Combined => Destination::View(View::Combined),
        }
    }

    /// Whether the home view is on the screen.
    #[must_use]
    pub fn is_home(&self) -> bool {
        match self.home_view() {
            Destination::Page(page) => self.views.page() == Some(page),
            Destination::View(view) => self.shows(&view),
            Destination::Query(_) | Destination::Shelf(_) => false,
        }
    }

    /// Whether Esc leads home, which a person can switch off on the server.
    fn escape_leads_home(&self) -> bool {
        self.organization.as_deref().is_some_and(|organization| {
            let settings = &organization.personal().settings;
            settings.web_escape_navigates_to_home_view
        })
    }
}

impl Turn<'_> {
    /// Opens the home view; a feed at its newest message.
    pub fn go_home(&mut self) {
        let to = self.app.home_view();
        let is_feed = matches!(to, Destination::View(_));
        self.go_to(to);
        if is_feed {
            self.to_end(true);
        }
    }

    /// Esc: takes marks away, ends finding, leaves a channel whose topics are being loaded; where there is
    /// nothing to leave, goes home.
    pub fn escape(&mut self) {
        let waits = self.app.awaited.take().is_some();
        let finds = self.app.finding.take().is_some();
        let marks = !self.app.marked().is_empty();
        self.forget_marks();
        if !waits && !finds && !marks && !self.app.is_home() && self.app.escape_leads_home() {
            self.go_home();
        }
    }

    /// The first view after the first registration: what was asked for, else the home view.
    pub(super) fn land_first(&mut self) {
        let asked = self.app.first_view.take();
        if let Some(written) = asked {
            self.open_written(&written);
        }
        let nowhere = self.app.views.current().is_none() && self.app.views.page().is_none();
        // A message that a link names is looked for; meanwhile one is home.
        if nowhere {
            let to = self.app.home_view();
            let notice = self.app.notice.take();
            let following = self.app.following.take();
            self.go_to(to);
            self.app.notice = notice;
            self.app.following = following;
        }
    }
}

/// The view that the program is to open with, as the command line has it.
///
/// # Errors
/// Why it is none, in a sentence.
pub fn first_view(text: &str) -> Result<Written, String> {
    super::written::read(text)
}

//! Typing into the filters of lists and pages.

use crate::app::pages::Page;
use crate::app::panes::Pane;
use crate::app::picker::Filter;
use crate::app::state::Turn;

impl Turn<'_> {
    /// Filters the topics where these have the focus, else the channels.
    pub fn filter_side(&mut self) {
        if self.filter_page() {
            return;
        }
        let pane = if self.app.focus == Pane::Topics {
            Pane::Topics
        } else {
            Pane::Channels
        };
        self.filter(pane);
    }

    /// Shows the people and filters them; those of the page, where it is on the screen.
    pub fn filter_people(&mut self) {
        if self.app.focused_page() != Some(Page::People) || !self.filter_page() {
            self.filter(Pane::People);
        }
    }

    /// Opens the filter of the page that has the focus. Whether it has one.
    fn filter_page(&mut self) -> bool {
        if self.app.focus != Pane::Messages {
            return false;
        }
        let Some(filter) = self.app.page_filter() else {
            return false;
        };
        *filter = Some(Filter {
            text: String::new(),
            typing: true,
        });
        self.app.stale.all();
        true
    }

    /// Opens the filter of a list.
    pub fn filter(&mut self, pane: Pane) {
        self.focus(pane);
        let filter = Some(Filter {
            text: String::new(),
            typing: true,
        });
        match self.app.focus {
            Pane::Channels => self.app.side.filter = filter,
            Pane::Topics => self.app.topics.filter = filter,
            Pane::People => self.app.people.filter = filter,
            Pane::Messages => {}
        }
        self.app.stale.all();
    }

    /// Types into the filter.
    pub(in crate::app) fn type_into_filter(&mut self, text: &str) {
        if let Some(filter) = self.app.typing_filter() {
            filter.text.extend(text.chars().filter(|c| !c.is_control()));
            self.select_first();
        }
    }

    /// Takes the last character of the filter back.
    pub fn filter_backspace(&mut self) {
        if self.filter_help(|filter| {
            filter.pop();
        }) {
            return;
        }
        if let Some(filter) = self.app.typing_filter() {
            filter.text.pop();
            self.select_first();
        }
    }

    /// Empties the filter.
    pub fn filter_empty(&mut self) {
        if self.filter_help(String::clear) {
            return;
        }
        if let Some(filter) = self.app.typing_filter() {
            filter.text.clear();
            self.select_first();
        }
    }

    /// Another filter, another best match: the first one.
    fn select_first(&mut self) {
        self.app.stale.all();
        if self.app.channel_sheet().is_some() {
            return self.first_subscriber();
        }
        self.app.refresh();
        if self.end_of_page(false) {
            return;
        }
        with_list!(self.app, picker, rows, height => picker.end(rows, false, height), else ());
        self.follow_selection();
    }

    /// Typing into the filter of a page ends, and its keys count; elsewhere, the next pane.
    pub fn keep_filter(&mut self) {
        if self.end_filtering() {
            self.app.stale.all();
        } else {
            self.cycle_pane(true);
        }
    }

    /// The filter of the page that has the focus stays as it is. Whether it was being typed.
    pub(in crate::app) fn end_filtering(&mut self) -> bool {
        if self.app.focus != Pane::Messages {
            return false;
        }
        let filter = self.app.page_filter().and_then(Option::as_mut);
        let typing = filter.filter(|filter| filter.typing);
        match typing {
            Some(filter) => {
                filter.typing = false;
                true
            }
            None => false,
        }
    }

    /// Takes the filter away; the selection stays.
    pub fn clear_filter(&mut self) {
        if let Some(sheet) = self.app.channel_sheet_mut() {
            sheet.people.filter = None;
            return;
        }
        match self.app.focus {
            Pane::Channels => self.app.side.filter = None,
            Pane::Topics => self.app.topics.filter = None,
            Pane::People => self.app.people.filter = None,
            Pane::Messages => {
                if let Some(filter) = self.app.page_filter() {
                    *filter = None;
                }
            }
        }
        self.app.stale.all();
    }
}

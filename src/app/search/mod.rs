//! The search box: a line that is typed, what it may go on with, what is wrong with it; what was
//! searched for before, and searches that have a name.
//!
//! [`offer`] says what the line may go on with, [`names`] is what it looks through, [`kept`] is
//! what is remembered. What the line means is read by [`crate::model::query`].

pub mod kept;
pub mod names;
pub mod offer;
#[cfg(test)]
mod tests;
mod values;
mod vocabulary;

use crate::api::narrow::{Narrow, Operator};
use crate::api::time::UnixMillis;
use crate::model::View;
use crate::model::query::{self, Problem};

use super::layer::Layer;
use super::line_edit::LineEdit;
use super::prompt::Purpose;
use super::state::{App, Turn};
use super::views::Landing;

pub use kept::Searches;
use names::SearchNames;
pub use offer::{Does, SearchRow};

/// What the account's store is to do about searches.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SearchOrder {
    /// Tell what is remembered.
    List,
    /// Remember that this was searched for.
    Note {
        /// The search, with ids.
        query: String,
        /// When.
        at: UnixMillis,
    },
    /// Give a search a name.
    Save {
        /// The search, with ids.
        query: String,
        /// Its name.
        name: String,
        /// When.
        at: UnixMillis,
    },
    /// Forget a search, and its name.
    Forget(String),
}

/// The box.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct SearchBox {
    /// What is typed.
    pub line: LineEdit,
    /// What it may go on with.
    pub rows: Vec<SearchRow>,
    /// The selected row; none while the line stands for itself.
    pub at: Option<usize>,
    /// What is wrong with it. While a word is being typed nothing is said of it.
    pub problem: Option<Problem>,
    /// Whether it can be searched for as it stands.
    pub fits: bool,
    /// What ranks people.
    names: SearchNames,
    /// Which names the rows were made of.
    seen: u64,
}

impl SearchBox {
    fn new(text: &str) -> Self {
        Self {
            line: LineEdit::new(text),
            ..Self::default()
        }
    }
}

impl App {
    /// The search box, if it is on top.
    #[must_use]
    pub fn search_box(&self) -> Option<&SearchBox> {
        self.layers.last()?.search()
    }

    /// Whether a row of the box is selected.
    #[must_use]
    pub fn has_search_row(&self) -> bool {
        self.search_box().is_some_and(|search| search.at.is_some())
    }

    /// Whether the selected row of the box is something remembered.
    #[must_use]
    pub fn search_row_is_kept(&self) -> bool {
        let row = |search: &SearchBox| search.rows.get(search.at?).map(|row| row.does.clone());
        matches!(self.search_box().and_then(row), Some(Does::Run(_)))
    }

    /// The search whose results are on the screen.
    #[must_use]
    pub fn open_search(&self) -> Option<&Narrow> {
        match self.open_view()? {
            View::Search(narrow) => Some(narrow),
            View::Combined
            | View::Mentions
            | View::Starred
            | View::AllDms
            | View::Channel(_)
            | View::Conversation(_) => None,
        }
    }

    /// Which of the results is selected, and how many there are: the newest is the first, or the
    /// oldest where only that end is known.
    #[must_use]
    pub fn search_count(&self) -> Option<SearchCount> {
        self.open_search()?;
        let (list, visit) = self.views.current_list().zip(self.views.current())?;
        let (oldest, newest) = (list.reached_oldest(), list.reached_newest());
        let found = list.shown().len();
        let at = visit.spot.and_then(|spot| list.position(spot.message));
        Some(SearchCount {
            at: at.and_then(|at| match (newest, oldest) {
                (true, _) => Some(found - at),
                (false, true) => Some(at + 1),
                (false, false) => None,
            }),
            found,
            all: oldest && newest,
        })
    }
}

/// Where one is among the results of a search.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SearchCount {
    /// Which one is selected, counted from 1; none where no end is known to count from.
    pub at: Option<usize>,
    /// How many are loaded.
    pub found: usize,
    /// Whether these are all.
    pub all: bool,
}

impl SearchCount {
    /// In words: `2 of 14`, `2 of 100+`.
    #[must_use]
    pub fn words(self) -> String {
        let more = if self.all { "" } else { "+" };
        match (self.at, self.found) {
            (_, 0) => String::new(),
            (Some(at), found) => format!("{at} of {found}{more}"),
            (None, found) => format!("{found}{more} found"),
        }
    }
}

impl Turn<'_> {
    /// Opens the box: with the search whose results are on the screen, else empty.
    pub fn open_search_box(&mut self) {
        let Some(organization) = self.app.organization.as_deref() else {
            return;
        };
        let text = match self.app.open_search() {
            Some(narrow) => query::written(narrow, organization),
            None => String::new(),
        };
        self.search_with(&text);
    }

    /// Opens the box with these words in it.
    pub fn search_with(&mut self, text: &str) {
        self.ask_for_searches();
        self.push(Layer::Search(Box::new(SearchBox::new(text))));
        self.app.directory.renew();
        self.take_names_in();
        self.settle_search();
    }

    fn search_mut(&mut self) -> Option<&mut SearchBox> {
        self.app.layers.last_mut()?.search_mut()
    }

    /// What is typed, where one stands, or what is known changed: the rows go along.
    pub(super) fn settle_search(&mut self) {
        let Some(Layer::Search(search)) = self.app.layers.last_mut() else {
            return;
        };
        // Taken out while the rest of the state is looked at.
        let mut search = std::mem::take(search);
        let zone = self.measure.zone();
        let today = jiff::Timestamp::from_millisecond(self.app.now.0)
            .map(|at| at.to_zoned(zone).date())
            .ok();
        let mut wanted = None;
        if let Some(organization) = self.app.organization.as_deref() {
            let look = offer::Look {
                organization,
                searches: &self.app.searches,
                here: self.app.open_view(),
                selected: self.app.selected_message().map(|message| message.id),
                today,
                directory: &self.app.directory,
            };
            let (text, at) = (search.line.text(), search.line.at());
            search.rows = look.rows(text, at, &mut search.names);
            search.seen = self.app.directory.edition();
            wanted = look.topics_of(text, at);
            search.at = None;
            let read = query::read(text, organization);
            search.fits = read.is_ok();
            search.problem = read
                .err()
                .filter(|problem| !(problem.range.start < at && at <= problem.range.end));
        }
        if let Some(Layer::Search(place)) = self.app.layers.last_mut() {
            **place = *search;
        }
        if let Some(channel) = wanted {
            self.ask_for_topics_of(channel);
        }
    }

    /// Other names are here than those that the rows were made of: the rows go along, once all
    /// are here. What was selected stays so.
    pub(super) fn refine_search(&mut self) {
        let edition = self.app.directory.edition();
        let Some(search) = self.app.search_box() else {
            return;
        };
        if search.seen == edition || self.app.takes_names_in() {
            return;
        }
        let selected = search.at.and_then(|at| search.rows.get(at)).cloned();
        self.settle_search();
        if let Some(search) = self.search_mut() {
            let place = |selected| search.rows.iter().position(|row| *row == selected);
            search.at = selected.and_then(place);
        }
    }

    /// Selects the next row or the one before; beyond the ends the line stands for itself.
    pub fn step_search(&mut self, by: isize) {
        let Some(search) = self.search_mut() else {
            return;
        };
        let count = search.rows.len();
        search.at = match (search.at, by > 0) {
            (None, true) => (count > 0).then_some(0),
            (None, false) => count.checked_sub(1),
            (Some(at), true) => Some(at + 1).filter(|at| *at < count),
            (Some(at), false) => at.checked_sub(1),
        };
    }

    /// Writes what is selected, or what comes first.
    pub fn accept_search(&mut self) {
        let Some(search) = self.search_mut() else {
            return;
        };
        let Some(row) = search.rows.get(search.at.unwrap_or(0)).cloned() else {
            return;
        };
        match row.does {
            Does::Write { range, text } => {
                let mut whole = search.line.text().to_owned();
                let end = range.end.min(whole.len());
                if whole.get(range.start..end).is_none() {
                    return;
                }
                whole.replace_range(range.start..end, &text);
                let (before, behind) = whole.split_at(range.start + text.len());
                search.line = LineEdit::new(before);
                let at = search.line.clone();
                search.line.insert(behind);
                search.line.go_to(at.at());
            }
            Does::Run(narrow) => {
                let Some(organization) = self.app.organization.as_deref() else {
                    return;
                };
                let text = query::written(&narrow, organization);
                if let Some(search) = self.search_mut() {
                    search.line = LineEdit::new(&text);
                }
            }
        }
        self.settle_search();
    }

    /// Enter: what is remembered is searched for at once, what may be written is written, and a
    /// line that stands for itself is searched for; or it is told why it can't be.
    pub fn submit_search(&mut self) {
        let Some(search) = self.app.search_box() else {
            return;
        };
        match search.at.and_then(|at| search.rows.get(at)) {
            Some(SearchRow {
                does: Does::Run(narrow),
                ..
            }) => {
                let narrow = narrow.clone();
                self.close();
                self.search(narrow);
            }
            Some(_) => self.accept_search(),
            None => {
                let Some(organization) = self.app.organization.as_deref() else {
                    return;
                };
                let read = query::read(search.line.text(), organization);
                match read {
                    Ok(narrow) if narrow.0.is_empty() => self.close(),
                    Ok(narrow) => {
                        self.close();
                        self.search(narrow);
                    }
                    Err(problem) => {
                        if let Some(search) = self.search_mut() {
                            search.problem = Some(problem);
                        }
                    }
                }
            }
        }
    }

    /// Shows what is found, and remembers that it was searched for.
    pub fn search(&mut self, narrow: Narrow) {
        let Some(organization) = self.app.organization.as_deref() else {
            return;
        };
        let near = narrow.near();
        let day = narrow.0.iter().find_map(|term| {
            if let Operator::Date(day) = &term.operator {
                day.parse::<jiff::civil::Date>().ok()
            } else {
                None
            }
        });
        // A day is where to begin, and not what is looked for.
        let mut asked = narrow.clone();
        asked
            .0
            .retain(|term| !matches!(term.operator, Operator::Date(_)));
        let view = View::of_narrow(asked, organization);
        self.remember_search(&narrow);
        let landing = match (near, &view) {
            (Some(message), _) => Landing::At(message),
            // The newest are what one looks for, but for what is to be read.
            (None, View::Search(_)) => Landing::Newest,
            (
                None,
                View::Combined
                | View::Mentions
                | View::Starred
                | View::AllDms
                | View::Channel(_)
                | View::Conversation(_),
            ) => Landing::FirstUnread,
        };
        self.open_at(view, landing);
        if let Some(day) = day {
            self.go_to_day(day);
        }
    }

    /// Goes to the next result below or above the selected one. Whether there is one.
    pub(super) fn step_result(&mut self, down: bool) -> bool {
        if self.app.open_search().is_none() {
            return false;
        }
        let Some(at) = self.app.views.current().and_then(|visit| visit.spot) else {
            return false;
        };
        let next = self.app.views.current_list().and_then(|list| {
            if down {
                list.after(at.message)
            } else {
                list.before(at.message)
            }
        });
        match next {
            Some(next) => self.select_message(next),
            None => {
                let edge = if down { "newest" } else { "oldest" };
                self.notice(&format!("This is the {edge} that was found."));
            }
        }
        true
    }

    /// The same words in every public channel, those not subscribed to as well.
    pub fn search_public(&mut self) {
        let Some(narrow) = self.app.open_search() else {
            return;
        };
        let public = Operator::Channels(crate::api::narrow::ChannelsOperand::Public);
        let mut wider = narrow.clone();
        wider.0.insert(0, public.wanted());
        self.search(wider);
    }

    /// Asks for a name to save the search under: the one in the box, else the one on the screen.
    pub fn save_search(&mut self) {
        let Some(organization) = self.app.organization.as_deref() else {
            return;
        };
        let narrow = match self.app.search_box() {
            Some(search) => match query::read(search.line.text(), organization) {
                Ok(narrow) if narrow.0.is_empty() => {
                    self.notice("There is nothing to save: type a search first.");
                    return;
                }
                Ok(narrow) => narrow,
                Err(problem) => {
                    if let Some(search) = self.search_mut() {
                        search.problem = Some(problem);
                    }
                    return;
                }
            },
            None => match self.app.open_search() {
                Some(narrow) => narrow.clone(),
                None => return,
            },
        };
        let name = query::in_words(&narrow, organization);
        let name = name.strip_prefix("Search: ").unwrap_or(&name).to_owned();
        self.app.searches.to_name = Some(narrow);
        self.prompt(Purpose::NameSearch, &name);
    }
}

/// Whether the words of a narrow may find less than they might: what can be left out or widened.
#[must_use]
pub fn is_wide(narrow: &Narrow) -> bool {
    let is_public = |operator: &Operator| {
        matches!(
            operator,
            Operator::Channels(_) | Operator::Channel(_) | Operator::Dm(_) | Operator::Is(_)
        )
    };
    narrow.0.iter().any(|term| is_public(&term.operator))
}

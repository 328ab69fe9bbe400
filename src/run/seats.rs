//! The states of all accounts, one of which is on the screen.

use crate::api::time::UnixMillis;
use crate::app::accounts::{AccountIndex, Roster, Standing};
use crate::app::effect::Effect;
use crate::app::reduce;
use crate::app::state::App;
use crate::app::update::{Link, Update};
use crate::ui::Ui;
use crate::ui::layouts::Layouts;
use crate::ui::previews::Previews;

/// An account's state, and what measures its messages while it is not on the screen.
#[derive(Debug)]
struct Seat {
    app: App,
    aside: Option<Layouts>,
}

/// The accounts. There is always one, and one of them is on the screen.
#[derive(Debug)]
pub struct Seats {
    seats: Vec<Seat>,
    shown: usize,
    /// What was told of all of them last.
    roster: Roster,
}

impl Seats {
    /// These accounts, the first of them on the screen.
    #[must_use]
    pub fn new(first: App, others: Vec<App>) -> Self {
        let seat = |app| Seat { app, aside: None };
        let mut seats = vec![seat(first)];
        seats.extend(others.into_iter().map(|mut app| {
            app.shown = false;
            seat(app)
        }));
        Self {
            seats,
            shown: 0,
            roster: Roster::default(),
        }
    }

    /// The one on the screen.
    #[must_use]
    pub fn shown(&self) -> AccountIndex {
        AccountIndex(self.shown)
    }

    /// All of them.
    pub fn indices(&self) -> impl Iterator<Item = AccountIndex> + use<> {
        (0..self.seats.len()).map(AccountIndex)
    }

    /// The state on the screen.
    #[must_use]
    pub fn app(&self) -> &App {
        &self.seats[self.shown].app
    }

    /// Applies what happened to an account.
    pub fn update(
        &mut self,
        index: AccountIndex,
        now: UnixMillis,
        update: Update,
        ui: &mut Ui,
    ) -> Vec<Effect> {
        let is_shown = index.0 == self.shown;
        let Some(Seat { app, aside }) = self.seats.get_mut(index.0) else {
            return Vec::new();
        };
        let layouts = if is_shown {
            &mut ui.layouts
        } else {
            aside.get_or_insert_with(|| ui.layouts.emptied())
        };
        reduce::update(app, now, update, layouts)
    }

    /// The accounts whose state changes by itself by now.
    pub fn due(&self, now: UnixMillis) -> Vec<AccountIndex> {
        let due = |index: &AccountIndex| {
            let app = &self.seats[index.0].app;
            reduce::deadline(app).is_some_and(|at| at <= now)
        };
        self.indices().filter(due).collect()
    }

    /// When the first of them changes by itself, if one does.
    #[must_use]
    pub fn deadline(&self) -> Option<UnixMillis> {
        let apps = self.seats.iter();
        apps.filter_map(|seat| reduce::deadline(&seat.app)).min()
    }

    /// The looks have changed: what was laid out for accounts that are not on the screen goes.
    pub fn lay_out_anew(&mut self) {
        for seat in &mut self.seats {
            seat.aside = None;
        }
    }

    /// Puts another one on the screen. What was laid out for the one before is let go.
    pub fn show(&mut self, index: AccountIndex, ui: &mut Ui) {
        if index.0 == self.shown || index.0 >= self.seats.len() {
            return;
        }
        self.shown = index.0;
        self.seats[index.0].aside = None;
        ui.layouts = ui.layouts.emptied();
        ui.previews = Previews::default();
    }

    /// What the one on the screen is to be told of all of them, if that is news.
    pub fn news(&mut self) -> Option<Roster> {
        if self.seats.len() < 2 {
            return None;
        }
        let all: Vec<Standing> = self.seats.iter().map(|seat| seat.app.standing()).collect();
        let here = self.shown();
        if *self.roster.all == *all && self.roster.here == here {
            return None;
        }
        self.roster = Roster {
            all: all.into(),
            here,
        };
        for (number, seat) in self.seats.iter_mut().enumerate() {
            seat.app.called = Some(self.roster.label(AccountIndex(number)));
        }
        Some(self.roster.clone())
    }

    /// Why nothing can be shown of any of them, if that is so: all were refused before
    /// anything was ever loaded.
    #[must_use]
    pub fn refused(&self) -> Option<String> {
        let mut sentences = Vec::new();
        for Seat { app, .. } in &self.seats {
            let Link::Ended { why } = &app.link else {
                return None;
            };
            if app.organization.is_some() {
                return None;
            }
            sentences.push(match self.seats.len() {
                1 => why.clone(),
                _ => format!("{} at {}: {why}", app.account.email, app.account.site),
            });
        }
        Some(sentences.join(" "))
    }
}

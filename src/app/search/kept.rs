//! What is remembered of searches. Nothing is, before the box is opened for the first time.

use crate::api::narrow::Narrow;
use crate::archive::{ArchiveError, KeptSearch};

use super::{Does, SearchOrder};
use crate::app::effect::Effect;
use crate::app::state::{App, Turn};

/// A search that is remembered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kept {
    /// What was searched for.
    pub narrow: Narrow,
    /// Its name, where it was given one.
    pub name: Option<String>,
}

/// What is remembered.
#[derive(Debug, Default)]
pub struct Searches {
    /// The latest first; `None` before it was asked for.
    kept: Option<Vec<Kept>>,
    /// What is to be saved, while its name is asked for.
    pub(in crate::app) to_name: Option<Narrow>,
}

impl Searches {
    /// Those that have a name, by name.
    #[must_use]
    pub fn saved(&self) -> Vec<(&str, &Narrow)> {
        let all = self.kept.iter().flatten();
        let named = all.filter_map(|kept| Some((kept.name.as_deref()?, &kept.narrow)));
        let mut named: Vec<_> = named.collect();
        named.sort_by_key(|(name, _)| name.to_lowercase());
        named
    }

    /// Those that have none, the latest first.
    pub fn recent(&self) -> impl Iterator<Item = &Narrow> {
        let all = self.kept.iter().flatten();
        all.filter(|kept| kept.name.is_none())
            .map(|kept| &kept.narrow)
    }

    fn came(&mut self, kept: Vec<KeptSearch>) {
        let read = |kept: KeptSearch| {
            let narrow = kept.query.parse().ok()?;
            Some(Kept {
                narrow,
                name: kept.name,
            })
        };
        self.kept = Some(kept.into_iter().filter_map(read).collect());
    }
}

impl App {
    /// Saved searches, by name. Nothing before the search box was opened for the first time, or
    /// [`Turn::ask_for_searches`] was called.
    #[must_use]
    pub fn saved_searches(&self) -> Vec<(&str, &Narrow)> {
        self.searches.saved()
    }
}

impl Turn<'_> {
    /// Asks for what is remembered, if that was not done.
    pub fn ask_for_searches(&mut self) {
        if self.app.searches.kept.is_none() {
            self.effect(Effect::Searches(SearchOrder::List));
        }
    }

    /// What is remembered came.
    pub(in crate::app) fn searches_came(&mut self, result: Result<Vec<KeptSearch>, ArchiveError>) {
        match result {
            Ok(kept) => {
                self.app.searches.came(kept);
                self.settle_search();
            }
            Err(error) => {
                self.app.searches.kept.get_or_insert_default();
                self.complain(&format!("Searches can't be remembered: {error}."));
            }
        }
    }

    pub(super) fn remember_search(&mut self, narrow: &Narrow) {
        let (query, at) = (narrow.to_string(), self.app.now);
        self.effect(Effect::Searches(SearchOrder::Note { query, at }));
    }

    /// The search whose name was asked for has this one.
    pub(in crate::app) fn name_search(&mut self, name: &str) {
        let Some(narrow) = self.app.searches.to_name.take() else {
            return;
        };
        let (query, name, at) = (narrow.to_string(), name.to_owned(), self.app.now);
        let slash = self.app.keymap.key_of("search");
        self.notice(&format!("Saved as {name}: {slash} lists it."));
        self.effect(Effect::Searches(SearchOrder::Save { query, name, at }));
    }

    /// Forgets the selected search of the box.
    pub fn forget_search(&mut self) {
        let Some(search) = self.app.search_box() else {
            return;
        };
        let row = search.at.and_then(|at| search.rows.get(at));
        if let Some(Does::Run(narrow)) = row.map(|row| &row.does) {
            let query = narrow.to_string();
            self.effect(Effect::Searches(SearchOrder::Forget(query)));
        }
    }
}

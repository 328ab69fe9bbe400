//! The emoji that can be chosen now, and asking the server what it calls them.

use std::sync::OnceLock;

use super::ask::Query;
use super::state::{App, Turn};
use crate::model::emoji::{EmojiCatalogue, EmojiNames};

/// The catalogue of emoji, and which list of names it is made of.
#[derive(Debug, Default)]
pub struct EmojiShelf {
    /// The server's names, once they are here.
    names: Option<EmojiNames>,
    /// Where these came from.
    source: Option<Box<str>>,
    /// Where they were asked from last.
    asked: Option<Box<str>>,
    /// Made when it is first wanted: who only reads needs none of its megabyte.
    catalogue: OnceLock<EmojiCatalogue>,
}

impl App {
    /// Every emoji that can be used: reactions, `:name:` in messages, statuses.
    #[must_use]
    pub fn emoji(&self) -> &EmojiCatalogue {
        self.shelf.catalogue.get_or_init(|| {
            let names = match &self.shelf.names {
                Some(names) => names,
                None => EmojiNames::built_in(),
            };
            let own = self.organization.as_deref();
            let own = own.into_iter().flat_map(|o| o.realm().emoji.values());
            EmojiCatalogue::new(names, own)
        })
    }

    /// The catalogue is out of date: names came, or the organization's own emoji changed.
    pub(super) fn clear_emoji(&mut self) {
        self.shelf.catalogue.take();
    }

    /// After a registration: what could not be fetched is asked for again.
    pub(super) fn renew_emoji(&mut self) {
        self.shelf.asked.clone_from(&self.shelf.source);
        self.clear_emoji();
    }
}

impl Turn<'_> {
    /// Once somebody wanted emoji, the server is asked for its names unless they are known.
    pub(super) fn ask_for_emoji(&mut self) {
        let wanted = self.app.shelf.catalogue.get().is_some() || self.app.emoji_picker().is_some();
        if !wanted {
            return;
        }
        let organization = self.app.organization.as_deref();
        let url = organization.and_then(|o| o.realm().server.emoji_data_url.clone());
        let Some(url) = url else { return };
        if self.app.shelf.asked.as_ref() != Some(&url) {
            self.app.shelf.asked = Some(url.clone());
            self.inquire(Query::EmojiNames(url));
        }
    }

    /// The server's names are here, or not: then those that were known before stay, and are
    /// asked for again after the next registration.
    pub(super) fn emoji_names_came(&mut self, result: Result<EmojiNames, String>) {
        match result {
            Ok(names) => {
                self.app.shelf.names = Some(names);
                self.app.shelf.source.clone_from(&self.app.shelf.asked);
                self.app.clear_emoji();
            }
            Err(error) => {
                tracing::info!(%error, "the names of emoji could not be fetched");
            }
        }
    }
}

//! The emoji that can be chosen now, and asking the server what it calls them.

use super::ask::Query;
use super::state::{App, Turn};
use crate::model::emoji::{EmojiCatalogue, EmojiNames};

/// The catalogue of emoji, and which list of names it is made of.
#[derive(Debug, Default)]
pub struct EmojiShelf {
    /// The server's names, once they are here.
    names: Option<EmojiNames>,
    /// Where these came from, or were asked from.
    asked: Option<Box<str>>,
    catalogue: EmojiCatalogue,
}

impl App {
    /// Every emoji that can be used: reactions, `:name:` in messages, statuses.
    #[must_use]
    pub fn emoji(&self) -> &EmojiCatalogue {
        &self.shelf.catalogue
    }

    /// Makes the catalogue anew: names came, or the organization's own emoji changed.
    pub(super) fn stock_emoji(&mut self) {
        let names = match &self.shelf.names {
            Some(names) => names,
            None => EmojiNames::built_in(),
        };
        let own = self.organization.as_deref();
        let own = own.into_iter().flat_map(|o| o.realm().emoji.values());
        self.shelf.catalogue = EmojiCatalogue::new(names, own);
    }
}

impl Turn<'_> {
    /// After a registration: the catalogue is made anew, and the server is asked for its names
    /// unless they are known.
    pub(super) fn look_for_emoji(&mut self) {
        self.app.stock_emoji();
        let organization = self.app.organization.as_deref();
        let url = organization.and_then(|o| o.realm().server.emoji_data_url.clone());
        let Some(url) = url else { return };
        if self.app.shelf.asked.as_ref() != Some(&url) {
            self.app.shelf.asked = Some(url.clone());
            self.inquire(Query::EmojiNames(url));
        }
    }

    /// The server's names are here, or not: then those that were known before stay, and the next
    /// registration asks again.
    pub(super) fn emoji_names_came(&mut self, result: Result<EmojiNames, String>) {
        match result {
            Ok(names) => {
                self.app.shelf.names = Some(names);
                self.app.stock_emoji();
            }
            Err(error) => {
                tracing::info!(%error, "the names of emoji could not be fetched");
                self.app.shelf.asked = None;
            }
        }
    }
}

//! The names of the organization, ready to be looked through at each key: people, channels and
//! topics, for the box that leads everywhere, the search box and the composer alike.
//!
//! Nothing is taken in before a box wants it, and then never so much at once that a key would
//! wait for it: [`Directory::work`] takes in a piece, and is called again while [`is_whole`]
//! says that there is more. What is looked through meanwhile is what is here already. Later,
//! only what the model says has changed is taken in anew.
//!
//! [`is_whole`]: Directory::is_whole

mod channels;
mod people;
#[cfg(test)]
mod tests;
mod topics;

use super::jump::query::Query;
use super::state::{App, Turn};
use crate::api::time::UnixMillis;
use crate::model::Organization;

pub use channels::Channels;
pub use people::{People, Sort};
pub use topics::Topics;

/// So many names are taken in before the next key gets its turn: about a millisecond's work.
const PIECE: usize = 4_000;

/// How far back something stands that few want.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Standing {
    /// As all do.
    Usual,
    /// Muted, not subscribed, a bot.
    Aside,
    /// Archived, deactivated.
    Gone,
}

/// Which names are wanted, besides those of channels.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Wanted {
    /// People's.
    pub people: bool,
    /// Their e-mail addresses.
    pub addresses: bool,
    /// Topics'.
    pub topics: bool,
}

impl Wanted {
    fn and(self, other: Self) -> Self {
        Self {
            people: self.people | other.people,
            addresses: self.addresses | other.addresses,
            topics: self.topics | other.topics,
        }
    }
}

/// The names of an organization, as far as they were wanted.
#[derive(Debug, Default)]
pub struct Directory {
    /// People.
    pub people: People,
    /// Channels.
    pub channels: Channels,
    /// Topics.
    pub topics: Topics,
    /// Of which registration they are, and which state of names they have.
    of: Option<(u64, u64)>,
    wanted: Wanted,
    edition: u64,
    /// Whether it is to be asked which topics have newer messages.
    news: bool,
}

impl Directory {
    /// A box was opened: also what changes with each message is to be as it is now.
    pub fn renew(&mut self) {
        self.news = true;
    }

    /// Finds out what is to be taken in: all of a new registration; else what changed since
    /// `names`, the state of names, was another one.
    pub fn sync(
        &mut self,
        organization: &Organization,
        registration: u64,
        names: u64,
        wanted: Wanted,
    ) {
        if self.of.is_none_or(|(of, _)| of != registration) {
            let edition = self.edition + 1;
            *self = Self {
                edition,
                news: true,
                ..Self::default()
            };
        }
        self.wanted = self.wanted.and(wanted);
        if self.of != Some((registration, names)) {
            self.of = Some((registration, names));
            self.people.sync(organization.users());
            self.channels.take(organization);
            self.topics.stand(&self.channels);
            self.note_newest();
            self.edition += 1;
        }
        let news = std::mem::take(&mut self.news);
        if self.wanted.topics {
            self.topics.sync(organization.recent_topics(), news);
        }
    }

    /// Takes in a piece of what is still to be taken in, of about so many names.
    pub fn work(&mut self, organization: &Organization, most: usize) {
        if self.is_whole() {
            return;
        }
        let mut left = most;
        if self.wanted.people {
            let users = organization.users();
            left = left.saturating_sub(self.people.take(users, left));
            if left > 0 && self.wanted.addresses {
                left = left.saturating_sub(self.people.take_addresses(users, left));
            }
        }
        if left > 0 && self.wanted.topics {
            self.topics.take(organization, &mut self.channels, left);
        }
        self.edition += 1;
    }

    /// Whether all that is wanted is here.
    #[must_use]
    pub fn is_whole(&self) -> bool {
        let Wanted {
            people,
            addresses,
            topics,
        } = self.wanted;
        (!people || self.people.is_whole())
            && (!addresses || self.people.has_addresses())
            && (!topics || self.topics.is_whole())
    }

    /// Another number whenever something in it is another, or stands elsewhere.
    #[must_use]
    pub fn edition(&self) -> u64 {
        self.edition
    }

    /// All names of an organization at once.
    #[cfg(test)]
    pub fn whole(organization: &Organization) -> Self {
        let mut this = Self::default();
        let all = Wanted {
            people: true,
            addresses: true,
            topics: true,
        };
        this.sync(organization, 0, 0, all);
        while !this.is_whole() {
            this.work(organization, PIECE);
        }
        this
    }

    /// Channels have the newest message of their topics.
    fn note_newest(&mut self) {
        for (channel, newest) in self.topics.newest_of_channels() {
            self.channels.note_newest(channel, newest);
        }
    }
}

impl App {
    /// Which names what is open looks through.
    fn wanted_names(&self) -> Option<Wanted> {
        let mut wanted: Option<Wanted> = None;
        let mut want = |more: Wanted| wanted = Some(wanted.unwrap_or_default().and(more));
        let all = Wanted {
            people: true,
            addresses: false,
            topics: true,
        };
        if self.search_box().is_some() {
            want(all);
        }
        if let Some(jump) = self.jump()
            && !matches!(jump.query(), Query::Command(_))
        {
            want(all);
        }
        if self.composing().is_some() {
            want(Wanted {
                people: true,
                addresses: true,
                topics: false,
            });
        }
        wanted
    }

    /// Whether the names that the open box looks through are still being taken in.
    #[must_use]
    pub fn takes_names_in(&self) -> bool {
        self.organization.is_some() && self.wanted_names().is_some() && !self.directory.is_whole()
    }

    /// When the next piece of names is taken in: at once, as long as there is one.
    pub(super) fn names_deadline(&self) -> Option<UnixMillis> {
        (self.shown && self.takes_names_in()).then_some(self.now)
    }
}

impl Turn<'_> {
    /// Takes in a piece of the names that the open box looks through.
    pub(super) fn take_names_in(&mut self) {
        let app = &mut *self.app;
        let Some(wanted) = app.wanted_names() else {
            return;
        };
        if let Some(organization) = app.organization.as_deref() {
            let directory = &mut app.directory;
            directory.sync(organization, app.registration, app.names, wanted);
            directory.work(organization, PIECE);
        }
    }
}

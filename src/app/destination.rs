//! The views that have a name, in one list: what `Ctrl+K` and `:view` offer, what `--view` and
//! the setting `home` understand. A new view is a line here.

use crate::model::View;

use super::pages::Page;
use super::shelf::ShelfKind;
use super::state::Turn;
use super::views::Landing;

/// Where one can go.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Destination {
    /// A page.
    Page(Page),
    /// Messages.
    View(View),
    /// What a search finds, as it would be typed.
    Query(&'static str),
    /// A list of what the person has begun or put by.
    Shelf(ShelfKind),
}

/// A view that has a name of its own.
#[derive(Debug)]
pub struct Named {
    /// Its name as a word, to be typed.
    pub word: &'static str,
    /// What it is called.
    pub name: &'static str,
    /// The command that opens it: its key is shown beside it.
    pub command: &'static str,
    /// Where it is.
    pub to: Destination,
}

/// Every view that has a name, the most used first.
pub const NAMED: &[Named] = &[
    Named {
        word: "inbox",
        name: "Inbox",
        command: "inbox",
        to: Destination::Page(Page::Inbox),
    },
    Named {
        word: "recent",
        name: "Recent conversations",
        command: "recent",
        to: Destination::Page(Page::Recent),
    },
    Named {
        word: "combined",
        name: "Combined feed",
        command: "combined-feed",
        to: Destination::View(View::Combined),
    },
    Named {
        word: "mentions",
        name: "Mentions",
        command: "mentions",
        to: Destination::View(View::Mentions),
    },
    Named {
        word: "starred",
        name: "Starred messages",
        command: "starred",
        to: Destination::View(View::Starred),
    },
    Named {
        word: "followed",
        name: "Followed topics",
        command: "followed",
        to: Destination::Query("is:followed"),
    },
    Named {
        word: "reactions",
        name: "Reactions to your messages",
        command: "reactions",
        to: Destination::Query("has:reaction sender:me"),
    },
    Named {
        word: "dms",
        name: "Direct messages",
        command: "direct-messages",
        to: Destination::View(View::AllDms),
    },
    Named {
        word: "drafts",
        name: "Drafts",
        command: "drafts",
        to: Destination::Shelf(ShelfKind::Drafts),
    },
    Named {
        word: "scheduled",
        name: "Scheduled messages",
        command: "scheduled",
        to: Destination::Shelf(ShelfKind::Scheduled),
    },
    Named {
        word: "reminders",
        name: "Reminders",
        command: "reminders",
        to: Destination::Shelf(ShelfKind::Reminders),
    },
    Named {
        word: "snippets",
        name: "Saved snippets",
        command: "snippets",
        to: Destination::Shelf(ShelfKind::Snippets),
    },
    Named {
        word: "files",
        name: "Your files",
        command: "files",
        to: Destination::Page(Page::Files),
    },
    Named {
        word: "channels",
        name: "Channels",
        command: "channels",
        to: Destination::Page(Page::Channels),
    },
    Named {
        word: "settings",
        name: "Settings",
        command: "settings",
        to: Destination::Page(Page::Settings),
    },
    Named {
        word: "people",
        name: "People",
        command: "people",
        to: Destination::Page(Page::People),
    },
    Named {
        word: "groups",
        name: "Groups",
        command: "groups",
        to: Destination::Page(Page::Groups),
    },
];

/// The view of this name, as a word or as it is called.
#[must_use]
pub fn named(name: &str) -> Option<&'static Named> {
    NAMED
        .iter()
        .find(|view| view.word.eq_ignore_ascii_case(name) || view.name.eq_ignore_ascii_case(name))
}

impl Turn<'_> {
    /// Goes there.
    pub fn go_to(&mut self, to: Destination) {
        match to {
            Destination::Page(page) => self.open_page(page),
            Destination::View(view) => self.open_at(view, Landing::FirstUnread),
            Destination::Query(text) => self.open_query(text),
            Destination::Shelf(kind) => self.open_shelf(kind),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::command;

    #[test]
    fn each_has_a_word_of_its_own_and_a_command() {
        for (at, view) in NAMED.iter().enumerate() {
            assert!(!view.word.contains([' ', ':']), "{}", view.word);
            assert!(
                command::all().any(|command| command.name == view.command),
                "{}",
                view.command
            );
            assert!(NAMED[..at].iter().all(|other| other.word != view.word));
            assert_eq!(named(&view.name.to_uppercase()).unwrap().word, view.word);
        }
    }
}

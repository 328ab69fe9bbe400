//! The accounts that are signed in at once: what the one on the screen knows of the others,
//! and how to get to them. Each has a state of its own ([`App`]); one is shown.

use std::sync::Arc;

use crate::text::SafeText;

use super::effect::Effect;
use super::key::Key;
use super::layer::Layer;
use super::state::{App, Turn};
use super::update::Link;

/// Which of the accounts, from 0, in the order in which they were named.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct AccountIndex(pub usize);

/// How an account's connection is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reach {
    /// The first registration is under way.
    Connecting,
    /// Events arrive as they happen.
    Live,
    /// The server cannot be reached just now: why, in a sentence, where that is known.
    Offline(Option<String>),
    /// The account or key does not work any more: why, in a sentence.
    Ended(String),
}

impl Reach {
    /// What is wrong, in a word or two; `None` where all is well.
    #[must_use]
    pub fn trouble(&self) -> Option<&'static str> {
        match self {
            Self::Live => None,
            Self::Connecting => Some("connecting…"),
            Self::Offline(_) => Some("offline"),
            Self::Ended(_) => Some("signed out"),
        }
    }

    /// All that is known of it.
    #[must_use]
    pub fn words(&self) -> SafeText<'static> {
        match self {
            Self::Live => SafeText::line("live"),
            Self::Connecting => SafeText::line("connecting…"),
            Self::Offline(None) => SafeText::line("offline"),
            Self::Offline(Some(why)) => SafeText::line(format!("offline: {why}")),
            Self::Ended(why) => SafeText::line(why.clone()),
        }
    }
}

/// What an account looks like from another one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standing {
    /// The organization's name; its address until that is known.
    pub name: SafeText<'static>,
    /// The e-mail address that is signed in.
    pub email: SafeText<'static>,
    /// Unread messages in places that are not muted.
    pub unread: usize,
    /// Those among them that mention the person.
    pub mentions: usize,
    /// How the connection is.
    pub reach: Reach,
}

/// All accounts, and which of them is shown. Cheap to clone.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Roster {
    /// All of them, in order; empty where there is one alone.
    pub all: Arc<[Standing]>,
    /// The one on the screen.
    pub here: AccountIndex,
}

impl Roster {
    /// Whether there are others.
    #[must_use]
    pub fn is_several(&self) -> bool {
        self.all.len() > 1
    }

    /// Everyone, with its place.
    pub fn numbered(&self) -> impl Iterator<Item = (AccountIndex, &Standing)> {
        let all = self.all.iter().enumerate();
        all.map(|(number, standing)| (AccountIndex(number), standing))
    }

    /// Everyone but the one on the screen.
    pub fn others(&self) -> impl Iterator<Item = (AccountIndex, &Standing)> {
        self.numbered().filter(|(index, _)| *index != self.here)
    }

    /// What an account is called: the organization's name, and whose it is where there are
    /// several in one organization.
    #[must_use]
    pub fn label(&self, index: AccountIndex) -> SafeText<'static> {
        let Some(standing) = self.all.get(index.0) else {
            return SafeText::line("");
        };
        let same = |other: &&Standing| other.name == standing.name;
        if self.all.iter().filter(same).count() < 2 {
            return standing.name.clone();
        }
        let email = standing.email.as_str();
        let whose = email.split('@').next().unwrap_or(email);
        SafeText::line(format!("{} · {whose}", standing.name.as_str()))
    }

    /// Unread messages and mentions in the others.
    #[must_use]
    pub fn elsewhere(&self) -> (usize, usize) {
        let add = |(unread, mentions), (_, s): (_, &Standing)| {
            (unread + s.unread, mentions + s.mentions)
        };
        self.others().fold((0, 0), add)
    }
}

impl App {
    /// How this account looks from the others.
    #[must_use]
    pub fn standing(&self) -> Standing {
        let reach = match &self.link {
            Link::Connecting => Reach::Connecting,
            Link::Live => Reach::Live,
            Link::Reconnecting { .. } => Reach::Offline(None),
            Link::Waiting { why, .. } => Reach::Offline(Some(why.clone())),
            Link::Ended { why } => Reach::Ended(why.clone()),
        };
        let organization = self.organization.as_deref();
        let name = match organization {
            Some(organization) => SafeText::line(organization.realm().settings.name.to_string()),
            None => self.account.site.clone(),
        };
        Standing {
            name,
            email: self.account.email.clone(),
            unread: organization.map_or(0, |organization| organization.unread_total()),
            mentions: organization.map_or(0, |organization| organization.mention_count()),
            reach,
        }
    }

    /// Whether other accounts are signed in too.
    #[must_use]
    pub fn has_other_accounts(&self) -> bool {
        self.roster.is_several()
    }
}

impl Turn<'_> {
    /// This account comes on the screen, or leaves it.
    pub(super) fn come_on_screen(&mut self, shown: bool) {
        self.app.shown = shown;
        self.app.notice = None;
        self.app.started = None;
        if shown {
            self.app.stale.all();
            self.app.stale.people = true;
            self.title();
            self.input();
        } else {
            self.keep_draft_now();
            self.flush_reads();
        }
    }

    /// The person is there, or went away; another account was told by a key.
    pub(super) fn present(&mut self, active: bool) {
        self.app.terminal_focused |= active;
        if self.app.active != active {
            self.app.active = active;
            self.effect(Effect::Active(active));
        }
    }

    /// Shows the account after this one, or before it; round and round.
    pub fn step_account(&mut self, forward: bool) {
        let (count, here) = (self.app.roster.all.len(), self.app.roster.here.0);
        if count > 1 {
            let by = if forward { 1 } else { count - 1 };
            self.show_account(AccountIndex((here + by) % count));
        }
    }

    /// Shows the account that the pressed digit names.
    pub fn show_pressed_account(&mut self) {
        let digit = self.app.pressed.as_ref().and_then(Key::digit);
        let Some(number) = digit.and_then(|digit| usize::try_from(digit).ok()) else {
            return;
        };
        match number.checked_sub(1) {
            Some(index) if index < self.app.roster.all.len() => {
                self.show_account(AccountIndex(index));
            }
            _ => {
                let count = self.app.roster.all.len();
                self.notice(&format!("There are {count} accounts, and no number {number}."));
            }
        }
    }

    fn show_account(&mut self, index: AccountIndex) {
        if index != self.app.roster.here {
            self.effect(Effect::Show(index));
        }
    }

    /// Opens the list of accounts.
    pub fn open_accounts(&mut self) {
        let here = self.app.roster.here;
        self.push(Layer::Accounts(here));
    }

    /// Selects another row of the list of accounts.
    pub fn select_account(&mut self, by: isize) {
        let last = self.app.roster.all.len().saturating_sub(1);
        if let Some(Layer::Accounts(AccountIndex(selected))) = self.app.layers.last_mut() {
            *selected = selected.saturating_add_signed(by).min(last);
        }
    }

    /// Shows the selected account of the list.
    pub fn show_selected_account(&mut self) {
        if let Some(Layer::Accounts(selected)) = self.app.layers.pop() {
            self.show_account(selected);
        }
    }

    /// A click on a row of the other accounts' list in the side pane.
    pub(super) fn click_accounts(&mut self, column: u16, row: u16) -> bool {
        let area = self.app.geometry().accounts;
        if !area.contains((column, row).into()) {
            return false;
        }
        let line = usize::from(row - area.y);
        let found = self.app.roster.others().nth(line).map(|(index, _)| index);
        if let Some(index) = found {
            self.show_account(index);
        }
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn standing(name: &'static str, email: &'static str, unread: usize) -> Standing {
        Standing {
            name: SafeText::line(name),
            email: SafeText::line(email),
            unread,
            mentions: unread / 2,
            reach: Reach::Live,
        }
    }

    #[test]
    fn accounts_of_one_organization_are_told_apart() {
        let roster = Roster {
            all: [
                standing("Lapis", "ada@lapis.example", 1),
                standing("Kiln", "ada@kiln.example", 2),
                standing("Lapis", "robot@lapis.example", 4),
            ]
            .into(),
            here: AccountIndex(1),
        };
        let labels: Vec<String> = (0..3)
            .map(|index| roster.label(AccountIndex(index)).into_string())
            .collect();
        assert_eq!(labels, ["Lapis · ada", "Kiln", "Lapis · robot"]);
        assert_eq!(roster.elsewhere(), (5, 2));
        assert_eq!(roster.others().count(), 2);
        assert!(roster.label(AccountIndex(3)).as_str().is_empty());
    }
}

//! The accounts that are signed in at once: what the one on the screen knows of the others,
//! and how to get to them. Each has a state of its own ([`App`]); one is shown.

use std::sync::Arc;

use crate::text::SafeText;

use super::effect::Effect;
use super::key::Key;
use super::layer::Layer;
use super::state::{App, Turn};
use super::update::Link;

/// A name is cut to no fewer cells than this; below, it is left out.
const LEAST_NAME: usize = 4;

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
    /// The organization's address without its scheme.
    pub site: SafeText<'static>,
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
    /// several of that name.
    #[must_use]
    pub fn label(&self, index: AccountIndex) -> SafeText<'static> {
        let Some(standing) = self.all.get(index.0) else {
            return SafeText::line("");
        };
        match self.whose(index) {
            Some(whose) => SafeText::line(format!("{} · {whose}", standing.name)),
            None => standing.name.clone(),
        }
    }

    /// The same in so many cells: of the name as much as there is room for.
    #[must_use]
    pub fn short_label(&self, index: AccountIndex, cells: usize) -> SafeText<'static> {
        let label = self.label(index);
        let (Some(whose), Some(standing)) = (self.whose(index), self.all.get(index.0)) else {
            return label;
        };
        let whose = SafeText::line(whose);
        let room = cells.saturating_sub(whose.width() + 3);
        if label.width() <= cells {
            label
        } else if room < LEAST_NAME {
            whose
        } else {
            SafeText::line(format!("{} · {whose}", standing.name.truncate(room)))
        }
    }

    /// What tells an account from others of the same name, where there are any.
    fn whose(&self, index: AccountIndex) -> Option<String> {
        let standing = self.all.get(index.0)?;
        let namesakes = || {
            let others = self.numbered().filter(|(other, _)| *other != index);
            others.filter(|(_, other)| other.name == standing.name)
        };
        namesakes().next()?;
        // The shortest that nobody else of that name has.
        let whose = |standing: &Standing| {
            let email = standing.email.as_str();
            email.split('@').next().unwrap_or(email).to_owned()
        };
        let site = |standing: &Standing| standing.site.as_str().to_owned();
        let email = |standing: &Standing| standing.email.as_str().to_owned();
        let parts: [&dyn Fn(&Standing) -> String; 3] = [&whose, &site, &email];
        let alone = parts.iter().find(|part| {
            let own = part(standing);
            namesakes().all(|(_, other)| part(other) != own)
        });
        Some(alone.map_or_else(|| email(standing), |part| part(standing)))
    }

    /// Unread messages and mentions in the others.
    #[must_use]
    pub fn elsewhere(&self) -> (usize, usize) {
        let add =
            |(unread, mentions), (_, s): (_, &Standing)| (unread + s.unread, mentions + s.mentions);
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
            site: self.account.site.clone(),
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
                self.notice(&format!(
                    "There are {count} accounts, and no number {number}."
                ));
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

    fn standing(name: &'static str, email: &'static str, site: &'static str) -> Standing {
        Standing {
            name: SafeText::line(name),
            email: SafeText::line(email),
            site: SafeText::line(site),
            unread: 2,
            mentions: 1,
            reach: Reach::Live,
        }
    }

    fn labels(all: &[Standing]) -> Vec<String> {
        let roster = Roster {
            all: all.into(),
            here: AccountIndex(0),
        };
        let numbers = 0..all.len();
        numbers
            .map(|index| roster.label(AccountIndex(index)).into_string())
            .collect()
    }

    #[test]
    fn accounts_of_one_name_are_told_apart_by_the_least_that_does() {
        let ada = standing("Lapis", "ada@lapis.example", "lapis.example");
        let robot = standing("Lapis", "robot@lapis.example", "lapis.example");
        let kiln = standing("Kiln", "ada@kiln.example", "kiln.example");
        assert_eq!(labels(std::slice::from_ref(&ada)), ["Lapis"]);
        assert_eq!(
            labels(&[ada.clone(), kiln, robot.clone()]),
            ["Lapis · ada", "Kiln", "Lapis · robot"]
        );
        let other = standing("Lapis", "ada@lapis.example", "lapis.test");
        assert_eq!(
            labels(&[ada.clone(), other.clone()]),
            ["Lapis · lapis.example", "Lapis · lapis.test"]
        );
        let second = standing("Lapis", "ada@else.example", "lapis.example");
        assert_eq!(
            labels(&[ada, second, other]),
            [
                "Lapis · ada@lapis.example",
                "Lapis · ada@else.example",
                "Lapis · lapis.test"
            ]
        );
    }

    #[test]
    fn the_others_are_counted_together() {
        let one = || standing("Lapis", "ada@lapis.example", "lapis.example");
        let roster = Roster {
            all: [one(), one(), one()].into(),
            here: AccountIndex(1),
        };
        assert_eq!(roster.elsewhere(), (4, 2));
        let others: Vec<usize> = roster.others().map(|(index, _)| index.0).collect();
        assert_eq!(others, [0, 2]);
        assert!(roster.label(AccountIndex(3)).as_str().is_empty());
    }

    #[test]
    fn where_there_is_little_room_the_part_that_tells_them_apart_stays() {
        let ada = standing("Lapis Works", "ada@lapis.example", "lapis.example");
        let robot = standing("Lapis Works", "robot@lapis.example", "lapis.example");
        let roster = Roster {
            all: [ada, robot].into(),
            here: AccountIndex(0),
        };
        let short = |cells| roster.short_label(AccountIndex(1), cells).into_string();
        assert_eq!(short(30), "Lapis Works · robot");
        assert_eq!(short(12), "Lap… · robot");
        assert_eq!(short(11), "robot");
    }
}

//! The help screen's text, made from the command table.

use std::sync::Arc;

use crossterm::event::KeyCode;

use crate::config::settings::MapName;
use crate::content;

use super::command::{Command, Place, all};
use super::keymap::Keymap;
use super::layer::Layer;
use super::sequence::Sequence;
use super::side;
use super::state::Turn;

/// Cells that the help screen takes where there is room, without its frame.
pub const WIDTH: u16 = 92;
/// Cells for keys, left of the sentences, where there is room.
const KEYS: u16 = 18;

/// The list of keys while it is open.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Help {
    /// First row in sight.
    pub top: usize,
    /// What is typed to filter by.
    pub filter: String,
    /// Where it was opened: what applies there comes first.
    pub from: Place,
}

impl Help {
    /// The whole list, opened at a place.
    #[must_use]
    pub fn at(from: Place) -> Self {
        Self {
            top: 0,
            filter: String::new(),
            from,
        }
    }
}

/// A row of the help screen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum HelpRow {
    /// The name of a place, with nothing but air above it, and whether one is there.
    Title(&'static str, bool),
    /// Keys, and the sentence of what they do.
    Keys(String, &'static str),
    /// How a sentence goes on that is longer than a line.
    More(&'static str),
    /// Air.
    Blank,
}

/// Rows of the popup above the list, and in all, on a screen of so many rows: those of a
/// list of `all` rows, as far as there is room.
#[must_use]
pub fn heights(screen: u16, all: usize) -> (u16, u16) {
    let head = if screen > 10 { 2 } else { 1 };
    let all = u16::try_from(all).unwrap_or(u16::MAX);
    let height = all.saturating_add(head).min(screen.saturating_sub(4));
    (head, height)
}

/// Cells for keys, and for the sentences to their right, inside a screen of so many columns.
#[must_use]
pub fn columns(screen: u16) -> (u16, u16) {
    let inside = screen.saturating_sub(4).min(WIDTH);
    let keys = KEYS.min(inside / 3);
    (keys, inside.saturating_sub(keys + 2))
}

/// The first and the last of a row of digits.
#[must_use]
pub fn row_of_digits(keys: &[Sequence]) -> Option<(String, String)> {
    let digit = |keys: &Sequence| match keys.keys() {
        [key] => match key.code() {
            KeyCode::Char(c) => Some(c).filter(char::is_ascii_digit),
            _ => None,
        },
        _ => None,
    };
    match keys {
        [first, _, .., last] if keys.iter().all(|k| digit(k).is_some()) => {
            Some((first.to_string(), last.to_string()))
        }
        _ => None,
    }
}

/// All rows for a screen of so many columns: what applies where one is, what applies
/// everywhere, then place by place in the order of [`Place::ALL`]; of these what a filter
/// finds, the command of a key that it names first.
#[must_use]
pub fn rows(keymap: &Keymap, screen: u16, help: &Help) -> Vec<HelpRow> {
    let (_, room) = columns(screen);
    let mut left: Vec<&Command> = all().filter(|c| found(keymap, c, &help.filter)).collect();
    let mut rows = Vec::new();
    let mut section = |title: &'static str, here: bool, commands: Vec<&'static Command>| {
        if commands.is_empty() {
            return;
        }
        if !rows.is_empty() {
            rows.push(HelpRow::Blank);
        }
        rows.push(HelpRow::Title(title, here));
        for command in commands {
            rows.extend(of_command(keymap, command, room));
        }
    };
    let mut take = |wanted: &dyn Fn(&Command) -> bool| -> Vec<&'static Command> {
        let (taken, rest) = left.iter().copied().partition(|c| wanted(c));
        left = rest;
        taken
    };
    section(
        "This key",
        false,
        take(&|c| is_key(keymap, c, &help.filter)),
    );
    let here = take(&|c| c.places.contains(&help.from));
    section(help.from.title(), true, here);
    for place in Place::ALL {
        section(
            place.title(),
            false,
            take(&|c| c.places.first() == Some(&place)),
        );
    }
    rows
}

/// Whether a filter is the name of keys of a command.
fn is_key(keymap: &Keymap, command: &Command, filter: &str) -> bool {
    let named = |keys: &Sequence| {
        let keys = keys.to_string();
        keys == filter || (filter.chars().nth(1).is_some() && keys.eq_ignore_ascii_case(filter))
    };
    keymap.keys(command).iter().any(named)
}

/// Whether a filter finds a command: by a key, by its name, by words of its sentence.
fn found(keymap: &Keymap, command: &Command, filter: &str) -> bool {
    let words = || format!("{} {}", command.name, command.sentence);
    is_key(keymap, command, filter) || side::matches(&words(), filter)
}

fn of_command(keymap: &Keymap, command: &'static Command, room: u16) -> Vec<HelpRow> {
    let keys = keymap.keys(command);
    let keys = match row_of_digits(keys) {
        Some((first, last)) => format!("{first} … {last}"),
        None if keys.is_empty() => format!(":{}", command.name),
        None => {
            let keys: Vec<String> = keys.iter().map(Sequence::to_string).collect();
            keys.join("  ")
        }
    };
    let lines = content::wrap(command.sentence, usize::from(room));
    let mut lines = lines.into_iter().map(|line| &command.sentence[line]);
    let mut rows = vec![HelpRow::Keys(keys, lines.next().unwrap_or_default())];
    rows.extend(lines.map(HelpRow::More));
    rows
}

impl Turn<'_> {
    /// Opens the list of keys, with those that apply here first.
    pub fn help(&mut self) {
        let from = self.app.place();
        self.push(Layer::Help(Help::at(from)));
    }

    /// The list of keys, if it is on top.
    pub(super) fn help_on_top(&mut self) -> Option<&mut Help> {
        match self.app.layers.last_mut() {
            Some(Layer::Help(help)) => Some(help),
            _ => None,
        }
    }

    /// Changes what the list of keys is filtered by. Gives whether it is on top.
    pub(super) fn filter_help(&mut self, change: impl FnOnce(&mut String)) -> bool {
        let Some(help) = self.help_on_top() else {
            return false;
        };
        change(&mut help.filter);
        help.top = 0;
        true
    }

    /// Empties the filter of the list of keys, or closes the list where it is empty.
    pub fn leave_help(&mut self) {
        match self.help_on_top() {
            Some(help) if !help.filter.is_empty() => *help = Help::at(help.from),
            Some(_) => self.close(),
            None => {}
        }
    }

    /// Scrolls the list of keys.
    pub(super) fn scroll_help(&mut self, by: isize) {
        let (columns, lines) = self.app.size;
        let keymap = Arc::clone(&self.app.keymap);
        let Some(help) = self.help_on_top() else {
            return;
        };
        let all = rows(&keymap, columns, &Help::at(help.from)).len();
        let (head, height) = heights(lines, all);
        let room = usize::from(height.saturating_sub(head));
        let longest = rows(&keymap, columns, help).len().saturating_sub(room);
        help.top = help.top.saturating_add_signed(by).min(longest);
    }
}

/// The document of a built-in map: `docs/keys.md` and its kin, and `lazuli keys --map`.
#[must_use]
pub fn document(map: MapName) -> String {
    let (keymap, _) = Keymap::of(map, &[]);
    let name = map.name();
    let title = match map {
        MapName::Web => "Keys".to_owned(),
        MapName::Vim | MapName::Emacs => format!("Keys of the map `{name}`"),
    };
    let about = match map {
        MapName::Web => {
            "The map `web`, which is the default: the keys of Zulip's web app, where it has any."
        }
        MapName::Vim => "For fingers used to vim: `keymap = \"vim\"` in `config.toml`.",
        MapName::Emacs => "For fingers used to Emacs: `keymap = \"emacs\"` in `config.toml`.",
    };
    let about = format!(
        "{about} `[keys]` there gives commands other keys; see [config.md](config.md#keys).\n\n\
         Made from the command table by `lazuli keys --map {name}`; a test keeps it equal."
    );
    markdown(&keymap, &title, &about)
}

/// Tables of keys, place by place, in Markdown.
#[must_use]
pub fn markdown(keymap: &Keymap, title: &str, about: &str) -> String {
    let mut text = format!("# {title}\n\n{about}\n");
    for place in Place::ALL {
        let commands: Vec<_> = all().filter(|c| c.places.contains(&place)).collect();
        if commands.is_empty() {
            continue;
        }
        text.push_str(&format!(
            "\n## {}\n\n| keys | command | what it does |\n| --- | --- | --- |\n",
            place.title()
        ));
        for command in commands {
            text.push_str(&format!(
                "| {} | {} | {} |\n",
                cell(keymap, command),
                command.name,
                command.sentence
            ));
        }
    }
    text
}

/// The keys of a command in a cell of a Markdown table.
fn cell(keymap: &Keymap, command: &Command) -> String {
    let keys: Vec<String> = keymap
        .keys(command)
        .iter()
        .map(|keys| format!("`{}`", keys.to_string().replace('|', "\\|")))
        .collect();
    keys.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn whole(columns: u16) -> Vec<HelpRow> {
        rows(&Keymap::web(), columns, &Help::at(Place::Messages))
    }

    fn filtered(filter: &str) -> Vec<HelpRow> {
        let filter = filter.to_owned();
        rows(
            &Keymap::web(),
            200,
            &Help {
                filter,
                ..Help::at(Place::Topics)
            },
        )
    }

    #[test]
    fn every_command_is_on_the_help_screen_once() {
        for from in Place::ALL {
            let rows = rows(&Keymap::web(), 200, &Help::at(from));
            for command in all() {
                let its = |r: &&HelpRow| matches!(r, HelpRow::Keys(_, s) if command.sentence.starts_with(s));
                let same = all().filter(|c| c.sentence == command.sentence).count();
                assert_eq!(rows.iter().filter(its).count(), same, "{}", command.name);
            }
        }
    }

    #[test]
    fn what_applies_here_comes_first() {
        for from in Place::ALL {
            let rows = rows(&Keymap::web(), 200, &Help::at(from));
            assert_eq!(rows[0], HelpRow::Title(from.title(), true));
            let HelpRow::Keys(_, first) = &rows[1] else {
                panic!("{:?}", rows[1]);
            };
            let first = all().find(|c| c.sentence.starts_with(&**first)).unwrap();
            assert!(first.places.contains(&from), "{}", first.name);
        }
    }

    #[test]
    fn a_filter_finds_words_names_and_keys() {
        let unread = filtered("UNREAD mark");
        let sentences: Vec<_> = unread
            .iter()
            .filter(|row| matches!(row, HelpRow::Keys(..)))
            .collect();
        assert!((2..6).contains(&sentences.len()), "{sentences:?}");
        let key = filtered("U");
        assert_eq!(key[0], HelpRow::Title("This key", false));
        assert!(matches!(&key[1], HelpRow::Keys(keys, _) if keys == "U"));
        assert!(matches!(&filtered("ctrl+y")[1], HelpRow::Keys(keys, _) if keys == "Ctrl+Y"));
        assert!(filtered("no such words").is_empty());
    }

    #[test]
    fn long_sentences_go_on_in_the_next_row() {
        let words = |rows: Vec<HelpRow>| {
            let mut words = String::new();
            for row in rows {
                match row {
                    HelpRow::Keys(_, part) | HelpRow::More(part) => {
                        words.push_str(part);
                        words.push(' ');
                    }
                    HelpRow::Title(..) | HelpRow::Blank => {}
                }
            }
            words
        };
        let (_, room) = columns(60);
        for row in whole(60) {
            if let HelpRow::Keys(_, part) | HelpRow::More(part) = row {
                assert!(crate::text::width(part) <= usize::from(room), "{part}");
            }
        }
        assert_eq!(words(whole(60)), words(whole(200)));
    }
}

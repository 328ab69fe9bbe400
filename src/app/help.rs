//! The help screen's text, made from the command table.

use crate::content;

use crate::config::settings::MapName;

use super::command::{Command, Place, all};
use super::keymap::Keymap;
use super::sequence::Sequence;

/// Cells that the help screen takes where there is room, without its frame.
pub const WIDTH: u16 = 92;
/// Cells for keys, left of the sentences, where there is room.
const KEYS: u16 = 18;

/// A row of the help screen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum HelpRow {
    /// The name of a place, with nothing but air above it.
    Title(&'static str),
    /// Keys, and the sentence of what they do.
    Keys(String, &'static str),
    /// How a sentence goes on that is longer than a line.
    More(&'static str),
    /// Air.
    Blank,
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
        [key] => key.typed().filter(char::is_ascii_digit),
        _ => None,
    };
    match keys {
        [first, _, .., last] if keys.iter().all(|k| digit(k).is_some()) => {
            Some((first.to_string(), last.to_string()))
        }
        _ => None,
    }
}

/// All rows for a screen of so many columns, place by place in the order of [`Place::ALL`].
#[must_use]
pub fn rows(keymap: &Keymap, screen: u16) -> Vec<HelpRow> {
    let (_, room) = columns(screen);
    let mut rows = Vec::new();
    for place in Place::ALL {
        let commands: Vec<_> = all().filter(|c| c.places.first() == Some(&place)).collect();
        if commands.is_empty() {
            continue;
        }
        if !rows.is_empty() {
            rows.push(HelpRow::Blank);
        }
        rows.push(HelpRow::Title(place.title()));
        for command in commands {
            let keys = keymap.keys(command);
            let keys = match row_of_digits(keys) {
                Some((first, last)) => format!("{first} … {last}"),
                None if keys.is_empty() => "–".to_owned(),
                None => {
                    let keys: Vec<String> = keys.iter().map(Sequence::to_string).collect();
                    keys.join("  ")
                }
            };
            let lines = content::wrap(command.sentence, usize::from(room));
            let mut lines = lines.into_iter().map(|line| &command.sentence[line]);
            rows.push(HelpRow::Keys(keys, lines.next().unwrap_or_default()));
            rows.extend(lines.map(HelpRow::More));
        }
    }
    rows
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

    #[test]
    fn every_command_is_on_the_help_screen() {
        let rows = rows(&Keymap::web(), 200);
        for command in all() {
            assert!(
                rows.iter()
                    .any(|r| matches!(r, HelpRow::Keys(_, s) if command.sentence.starts_with(s))),
                "{}",
                command.name
            );
        }
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
                    HelpRow::Title(_) | HelpRow::Blank => {}
                }
            }
            words
        };
        let (_, room) = columns(60);
        for row in rows(&Keymap::web(), 60) {
            if let HelpRow::Keys(_, part) | HelpRow::More(part) = row {
                assert!(crate::text::width(part) <= usize::from(room), "{part}");
            }
        }
        let all = words(rows(&Keymap::web(), 200));
        assert_eq!(words(rows(&Keymap::web(), 60)), all);
    }
}

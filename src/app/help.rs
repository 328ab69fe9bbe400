//! The help screen's text, made from the command table.

use crate::content;

use super::command::{Place, all};

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

/// All rows for a screen of so many columns, place by place in the order of [`Place::ALL`].
#[must_use]
pub fn rows(screen: u16) -> Vec<HelpRow> {
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
            let keys = match command.keys {
                // A row of digits.
                [first @ "1", .., last] => format!("{first} … {last}"),
                keys => keys.join("  "),
            };
            let lines = content::wrap(command.sentence, usize::from(room));
            let mut lines = lines.into_iter().map(|line| &command.sentence[line]);
            rows.push(HelpRow::Keys(keys, lines.next().unwrap_or_default()));
            rows.extend(lines.map(HelpRow::More));
        }
    }
    rows
}

/// The table of keys for `docs/keys.md`.
#[must_use]
pub fn markdown() -> String {
    let mut text = String::from("# Keys\n\nMade from the command table; a test keeps it equal.\n");
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
            let keys: Vec<String> = command
                .keys
                .iter()
                .map(|k| format!("`{}`", k.replace('|', "\\|")))
                .collect();
            text.push_str(&format!(
                "| {} | {} | {} |\n",
                keys.join(" "),
                command.name,
                command.sentence
            ));
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_command_is_on_the_help_screen() {
        let rows = rows(200);
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
        for row in rows(60) {
            if let HelpRow::Keys(_, part) | HelpRow::More(part) = row {
                assert!(crate::text::width(part) <= usize::from(room), "{part}");
            }
        }
        assert_eq!(words(rows(60)), words(rows(200)));
    }
}

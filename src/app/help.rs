//! The help screen's text, made from the command table.

use super::command::{Place, all};

/// A row of the help screen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum HelpRow {
    /// The name of a place, with nothing but air above it.
    Title(&'static str),
    /// Keys, and the sentence of what they do.
    Keys(String, &'static str),
    /// Air.
    Blank,
}

/// All rows, place by place in the order of [`Place::ALL`].
#[must_use]
pub fn rows() -> Vec<HelpRow> {
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
            rows.push(HelpRow::Keys(keys, command.sentence));
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
        let rows = rows();
        for command in all() {
            assert!(
                rows.iter()
                    .any(|r| matches!(r, HelpRow::Keys(_, s) if *s == command.sentence)),
                "{}",
                command.name
            );
        }
    }
}

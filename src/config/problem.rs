//! What is wrong with a file that a person wrote: where, and what would be right.

use std::fmt;
use std::ops::Range;
use std::path::{Path, PathBuf};

/// A place in a text file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Spot {
    /// The line, from 1.
    pub line: usize,
    /// The column in code points, from 1.
    pub column: usize,
}

impl Spot {
    /// The place of a byte in a text.
    #[must_use]
    pub fn of(text: &str, byte: usize) -> Self {
        let before = text.get(..byte).unwrap_or(text);
        let start = before.rfind('\n').map_or(0, |newline| newline + 1);
        Self {
            line: before.matches('\n').count() + 1,
            column: before[start..].chars().count() + 1,
        }
    }

    /// The place where a range of bytes begins.
    #[must_use]
    pub fn at(text: &str, range: &Range<usize>) -> Self {
        Self::of(text, range.start)
    }
}

/// Something wrong in a file, with its cure.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// The file.
    pub path: PathBuf,
    /// Where in it; `None` for the file as a whole.
    pub spot: Option<Spot>,
    /// What is wrong and what would be right, in one sentence.
    pub sentence: String,
}

impl Problem {
    /// Something wrong at a place of a file.
    #[must_use]
    pub fn new(path: &Path, spot: Option<Spot>, sentence: String) -> Self {
        Self {
            path: path.to_owned(),
            spot,
            sentence,
        }
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:", self.path.display())?;
        if let Some(Spot { line, column }) = self.spot {
            write!(f, "{line}:{column}:")?;
        }
        write!(f, " {}", self.sentence)
    }
}

/// How alike two names must be for one to be offered in place of the other.
const ALIKE: f64 = 0.8;

/// The name that somebody who wrote `wrong` most likely meant.
#[must_use]
pub fn meant<'a>(wrong: &str, names: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let wrong = wrong.to_lowercase().replace('_', "-");
    names
        .into_iter()
        .map(|name| (strsim::jaro_winkler(&wrong, name), name))
        .filter(|(alike, _)| *alike >= ALIKE)
        .max_by(|a, b| a.0.total_cmp(&b.0))
        .map(|(_, name)| name)
}

/// Names as a sentence lists them, in their order.
#[must_use]
pub fn listed<'a>(names: impl IntoIterator<Item = &'a str>) -> String {
    let names: Vec<String> = names.into_iter().map(|name| format!("`{name}`")).collect();
    names.join(", ")
}

/// How a sentence about an unknown name ends: what was meant, else all there are.
#[must_use]
pub fn instead<'a>(wrong: &str, names: impl IntoIterator<Item = &'a str> + Clone) -> String {
    match meant(wrong, names.clone()) {
        Some(name) => format!("did you mean `{name}`?"),
        None => format!("there are {}", listed(names)),
    }
}

/// The sentence of the TOML parser, on one line.
#[must_use]
pub fn syntax(message: &str) -> String {
    let words: Vec<&str> = message.split_whitespace().collect();
    format!("this is not TOML: {}", words.join(" "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_counted_from_one_in_characters() {
        let text = "a\néé = 1\n";
        assert_eq!(Spot::of(text, 0), Spot { line: 1, column: 1 });
        assert_eq!(Spot::of(text, 7), Spot { line: 2, column: 4 });
        assert_eq!(Spot::of(text, 999), Spot { line: 3, column: 1 });
    }

    #[test]
    fn near_names_are_offered_and_far_ones_are_not() {
        let names = ["mouse", "colors", "background"];
        assert_eq!(meant("muose", names), Some("mouse"));
        assert_eq!(meant("Colours", names), Some("colors"));
        assert_eq!(meant("zebra", names), None);
        assert_eq!(
            instead("zebra", names),
            "there are `mouse`, `colors`, `background`"
        );
    }
}

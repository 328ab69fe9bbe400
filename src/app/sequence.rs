//! Keys pressed one after the other: `n`, `g g`, `Ctrl+X Ctrl+C`.

use std::fmt;
use std::str::FromStr;

use super::key::{Key, NotAKey};

/// The most keys that a command may need.
const MOST: usize = 4;

/// One key or several, which together mean a command. Never empty.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Sequence(Vec<Key>);

/// Keys that could not be understood.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NotASequence {
    /// One of them is no key.
    #[error(transparent)]
    Key(#[from] NotAKey),
    /// There are none.
    #[error("a command without keys has the list [], not an empty text")]
    Empty,
    /// There are too many.
    #[error("`{0}` are more keys than a command may need; {MOST} at most")]
    Long(String),
}

impl Sequence {
    /// The keys.
    #[must_use]
    pub fn keys(&self) -> &[Key] {
        &self.0
    }

    /// The first key.
    #[must_use]
    pub fn first(&self) -> Key {
        self.0[0]
    }

    /// Whether these keys come first in it, and more after them.
    #[must_use]
    pub fn goes_on(&self, typed: &[Key]) -> bool {
        self.0.len() > typed.len() && self.0.starts_with(typed)
    }

    /// Whether one of the two could never be typed because of the other.
    #[must_use]
    pub fn clashes(&self, other: &Self) -> bool {
        self.0.starts_with(&other.0) || other.0.starts_with(&self.0)
    }
}

impl FromStr for Sequence {
    type Err = NotASequence;

    fn from_str(text: &str) -> Result<Self, NotASequence> {
        let keys: Vec<Key> = text
            .split_whitespace()
            .map(str::parse)
            .collect::<Result<_, _>>()?;
        match keys.len() {
            0 => Err(NotASequence::Empty),
            1..=MOST => Ok(Self(keys)),
            _ => Err(NotASequence::Long(text.to_owned())),
        }
    }
}

impl fmt::Display for Sequence {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&shown(&self.0))
    }
}

/// Keys as a person reads them.
#[must_use]
pub fn shown(keys: &[Key]) -> String {
    let names: Vec<String> = keys.iter().map(Key::to_string).collect();
    names.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str) -> Sequence {
        text.parse().unwrap()
    }

    #[test]
    fn keys_one_after_the_other_are_separated_by_blanks() {
        assert_eq!(of("g  g").to_string(), "g g");
        assert_eq!(of("ctrl+x Ctrl+c").to_string(), "Ctrl+X Ctrl+C");
        assert_eq!("".parse::<Sequence>(), Err(NotASequence::Empty));
        assert!(matches!(
            "a b c d e".parse::<Sequence>(),
            Err(NotASequence::Long(_))
        ));
        assert!(matches!(
            "g gg".parse::<Sequence>(),
            Err(NotASequence::Key(_))
        ));
    }

    #[test]
    fn what_begins_another_clashes_with_it() {
        assert!(of("g").clashes(&of("g g")));
        assert!(of("g g").clashes(&of("g")));
        assert!(of("g").clashes(&of("g")));
        assert!(!of("g g").clashes(&of("g e")));
        assert!(of("g g").goes_on(of("g").keys()));
        assert!(!of("g").goes_on(of("g").keys()));
    }
}

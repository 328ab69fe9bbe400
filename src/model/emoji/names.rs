//! What a server calls the standard emoji.

use std::collections::{BTreeMap, HashMap};
use std::sync::LazyLock;

use serde::Deserialize;

/// `code name name…`, one emoji a line; the first name is the usual one. As servers of feature
/// level 314 have it.
const TABLE: &str = include_str!("../../../assets/emoji.txt");

/// The most emoji that are taken from a server: it has about 1,900.
const MOST: usize = 20_000;
/// The longest name that is taken, in bytes.
const LONGEST: usize = 100;

/// What a server calls the standard emoji, in the order of Unicode. Some names differ from
/// release to release.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct EmojiNames {
    codes: Vec<(Box<str>, Vec<Box<str>>)>,
    by_code: HashMap<Box<str>, usize>,
}

/// What came is no list of emoji.
#[derive(Debug, thiserror::Error)]
#[error("the server's list of emoji can't be read: {0}")]
pub struct UnreadableNames(#[from] serde_json::Error);

impl EmojiNames {
    /// The names that are used until the server's own are here.
    #[must_use]
    pub fn built_in() -> &'static Self {
        static NAMES: LazyLock<EmojiNames> = LazyLock::new(|| {
            let lines = TABLE.lines().filter_map(|line| line.split_once(' '));
            EmojiNames::of_all(lines.map(|(code, names)| {
                let names = names.split(' ').map(Into::into).collect();
                (code.into(), names)
            }))
        });
        &NAMES
    }

    /// Reads what `server_emoji_data_url` gives: `{"code_to_names": {"1f44d": ["+1", …]}}`.
    ///
    /// # Errors
    /// It is something else.
    pub fn parse(text: &[u8]) -> Result<Self, UnreadableNames> {
        #[derive(Deserialize)]
        struct Wire {
            code_to_names: BTreeMap<Box<str>, Vec<Box<str>>>,
        }
        let wire: Wire = serde_json::from_slice(text)?;
        let named = wire.code_to_names.into_iter().filter_map(|(code, names)| {
            let names = names.into_iter().filter(|name| is_name(name));
            let names: Vec<Box<str>> = names.collect();
            (!names.is_empty() && super::glyph(&code).is_some()).then_some((code, names))
        });
        Ok(Self::of_all(named.take(MOST)))
    }

    fn of_all(all: impl Iterator<Item = (Box<str>, Vec<Box<str>>)>) -> Self {
        let order: HashMap<&str, usize> = emojis::iter()
            .enumerate()
            .map(|(at, emoji)| (emoji.as_str(), at))
            .collect();
        let mut codes: Vec<_> = all.collect();
        codes.sort_by_cached_key(|(code, _)| {
            let glyph = super::glyph(code).unwrap_or_default();
            // What Unicode does not list comes last.
            order.get(&*glyph).copied().unwrap_or(usize::MAX)
        });
        let by_code = codes.iter().enumerate();
        let by_code = by_code.map(|(at, (code, _))| (code.clone(), at)).collect();
        Self { codes, by_code }
    }

    /// How many emoji have a name.
    #[must_use]
    pub fn len(&self) -> usize {
        self.codes.len()
    }

    /// Whether none has.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.codes.is_empty()
    }

    /// Codes and names, the usual name first.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &[Box<str>])> {
        self.codes.iter().map(|(code, names)| (&**code, &**names))
    }

    /// The names of a code.
    #[must_use]
    pub fn of(&self, code: &str) -> Option<&[Box<str>]> {
        let at = *self.by_code.get(code)?;
        Some(&self.codes[at].1)
    }
}

/// A name that can stand between colons in a message.
fn is_name(name: &str) -> bool {
    !name.is_empty()
        && name.len() <= LONGEST
        && !name
            .chars()
            .any(|c| c == ':' || c.is_whitespace() || c.is_control())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_servers_list_is_read_and_what_is_strange_in_it_left_out() {
        let text = r#"{"code_to_names": {
            "1f44d": ["+1", "thumbs_up"], "1f389": ["tada", "a:b", "", "x y"],
            "zzz": ["nothing"], "1f600": [], "1f601": [":"]
        }, "more": 1}"#;
        let names = EmojiNames::parse(text.as_bytes()).unwrap();
        assert_eq!(names.len(), 2);
        assert_eq!(names.of("1f389").unwrap(), [Box::from("tada")]);
        assert_eq!(names.of("1f44d").unwrap().len(), 2);
        for wrong in ["", "<html>", "[]", "{}", r#"{"code_to_names": 5}"#] {
            assert!(EmojiNames::parse(wrong.as_bytes()).is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_recorded_list_and_the_built_in_one_say_the_same() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/recordings/emoji.json");
        let recorded = EmojiNames::parse(&std::fs::read(path).unwrap()).unwrap();
        let built_in = EmojiNames::built_in();
        assert_eq!(recorded.len(), built_in.len());
        let differing = recorded
            .iter()
            .filter(|(code, names)| built_in.of(code) != Some(names));
        assert!(differing.count() <= 2, "two were renamed since");
    }

    #[test]
    fn faces_come_before_flags() {
        let at = |code: &str| {
            let names = EmojiNames::built_in();
            names.iter().position(|(known, _)| known == code).unwrap()
        };
        assert!(at("1f600") < at("1f44d"));
        assert!(at("1f44d") < at("1f419"));
        assert!(at("1f419") < at("1f1e9-1f1ea"));
    }
}

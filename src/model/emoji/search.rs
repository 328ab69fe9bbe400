//! Finding an emoji by what is typed of its name, the most likely one first.

use super::{Emoji, EmojiCatalogue};
use crate::api::message::ReactionType;

/// An emoji that was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct EmojiMatch<'a> {
    /// The emoji.
    pub emoji: &'a Emoji,
    /// The name that was found: not always the usual one.
    pub name: &'a str,
}

/// How well a name fits, the best first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Fit {
    /// It is the name.
    Whole,
    /// The name begins with it.
    Start,
    /// A later word of the name begins with it.
    Word,
    /// It is somewhere in the name.
    Within,
}

/// Which emoji of equal fit come first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Kind {
    Popular,
    Own,
    Other,
}

impl EmojiCatalogue {
    /// The emoji that fit what was typed, at most so many. Whole names come first, then
    /// beginnings, then words, then the rest; of these the popular ones, then the
    /// organization's own. Nothing typed gives all of them in the catalogue's order. An emoji
    /// itself may be typed too.
    #[must_use]
    pub fn search(&self, typed: &str, most: usize) -> Vec<EmojiMatch<'_>> {
        let typed = typed.trim().trim_matches(':').to_lowercase();
        let typed = typed.replace(' ', "_");
        let mut found: Vec<(Fit, Kind, usize, usize, EmojiMatch<'_>)> = Vec::new();
        for (at, emoji) in self.emoji.iter().enumerate() {
            let best = emoji
                .names()
                .filter_map(|name| Some((fit(name, &typed)?, name)))
                .min_by_key(|(fit, _)| *fit);
            let glyph = emoji.glyph.as_deref().is_some_and(|glyph| {
                // With or without the selector that asks for a picture.
                glyph == typed || glyph.trim_end_matches('\u{fe0f}') == typed
            });
            let best = if glyph {
                Some((Fit::Whole, emoji.name()))
            } else {
                best
            };
            let Some((fit, name)) = best else { continue };
            let kind = match emoji.reference.reaction_type {
                _ if at < self.popular => Kind::Popular,
                ReactionType::Realm | ReactionType::ZulipExtra => Kind::Own,
                ReactionType::Unicode | ReactionType::Unknown(_) => Kind::Other,
            };
            // Of equal ones the shorter name is nearer to what was typed.
            let length = if typed.is_empty() { 0 } else { name.len() };
            found.push((fit, kind, length, at, EmojiMatch { emoji, name }));
        }
        found.sort_by_key(|(fit, kind, length, at, _)| (*fit, *kind, *length, *at));
        found.truncate(most);
        found.into_iter().map(|(.., found)| found).collect()
    }
}

/// How a name fits what was typed, which is in lower case.
fn fit(name: &str, typed: &str) -> Option<Fit> {
    let lower;
    let name = if name.bytes().any(|b| b.is_ascii_uppercase()) || !name.is_ascii() {
        lower = name.to_lowercase();
        &*lower
    } else {
        name
    };
    if typed.is_empty() || name.starts_with(typed) {
        return Some(if name.len() == typed.len() {
            Fit::Whole
        } else {
            Fit::Start
        });
    }
    let mut within = false;
    for (at, _) in name.match_indices(typed) {
        if name[..at].ends_with(['_', '-']) {
            return Some(Fit::Word);
        }
        within = true;
    }
    within.then_some(Fit::Within)
}

#[cfg(test)]
mod tests {
    use super::super::tests::own;
    use super::super::{EmojiCatalogue, EmojiNames};

    fn found<'a>(catalogue: &'a EmojiCatalogue, typed: &str) -> Vec<&'a str> {
        let found = catalogue.search(typed, 8);
        found.into_iter().map(|found| found.name).collect()
    }

    #[test]
    fn whole_names_then_beginnings_then_words_then_the_rest() {
        let realm = [own("1", "heart_glaze", false)];
        let catalogue = EmojiCatalogue::new(EmojiNames::built_in(), &realm);
        let hearts = found(&catalogue, "heart");
        assert_eq!(hearts[..2], ["heart", "heart_glaze"]);
        let all = catalogue.search("hear", 99);
        let at = |name: &str| all.iter().position(|found| found.name == name);
        assert!(at("heart") < at("heart_glaze"), "popular first");
        assert!(at("heart_glaze") < at("hear_no_evil"), "then one's own");
        assert!(at("hear_no_evil") < at("blue_heart"), "then later words");
        assert_eq!(found(&catalogue, "oct")[0], "octopus");
        assert_eq!(found(&catalogue, "work")[0], "working_on_it");
        assert!(found(&catalogue, "no such thing").is_empty());
    }

    #[test]
    fn spaces_colons_case_and_the_emoji_itself_will_do() {
        let catalogue = EmojiCatalogue::new(EmojiNames::built_in(), &[]);
        assert_eq!(found(&catalogue, "Blue Heart")[0], "blue_heart");
        assert_eq!(found(&catalogue, ":tada:")[0], "tada");
        assert_eq!(found(&catalogue, "🐙"), ["octopus"]);
        assert_eq!(found(&catalogue, "❤")[0], "heart");
        assert_eq!(found(&catalogue, "åland")[0], "flag_åland_islands");
    }

    #[test]
    fn an_alias_is_found_by_its_own_name_and_once() {
        let catalogue = EmojiCatalogue::new(EmojiNames::built_in(), &[]);
        let up = catalogue.search("thumbs_u", 99);
        let thumbs = up.iter().filter(|m| m.emoji.reference.code == "1f44d");
        assert_eq!(thumbs.map(|m| m.name).collect::<Vec<_>>(), ["thumbs_up"]);
        let nothing = catalogue.search("", 10);
        assert_eq!(nothing[0].name, "+1");
        assert_eq!(nothing.len(), 10);
    }
}

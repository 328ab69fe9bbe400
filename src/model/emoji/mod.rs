//! The emoji that can be used: their names, codes and glyphs, and finding one by what is
//! typed of its name.
//!
//! The standard ones' names are the server's own ([`EmojiNames`]): they differ between releases,
//! and a reaction must send what this server knows. The organization's own emoji come on top.

mod names;
mod search;

use std::collections::{HashMap, HashSet};

pub use names::{EmojiNames, UnreadableNames};
pub use search::EmojiMatch;

use crate::api::message::ReactionType;
use crate::api::realm::RealmEmoji;
use crate::api::routes::reactions::EmojiRef;

/// The codes of those that people use most, as Zulip's apps offer them.
const POPULAR: [&str; 6] = ["1f44d", "1f389", "1f642", "2764", "1f6e0", "1f419"];

/// An emoji that can be used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Emoji {
    /// Its usual name, its code and where it comes from: what the server is told.
    pub reference: EmojiRef,
    /// Its other names.
    pub aliases: Vec<Box<str>>,
    /// Its characters; none for those that are pictures.
    pub glyph: Option<Box<str>>,
}

impl Emoji {
    /// Its usual name.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.reference.name
    }

    /// All its names, the usual one first.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        let aliases = self.aliases.iter().map(|alias| &**alias);
        std::iter::once(self.name()).chain(aliases)
    }

    /// Whether both are the same emoji, however they are named.
    #[must_use]
    pub fn is(&self, other: &EmojiRef) -> bool {
        self.reference.code == other.code && self.reference.reaction_type == other.reaction_type
    }
}

/// Every emoji that can be used in an organization.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct EmojiCatalogue {
    /// The popular ones, the organization's own, Zulip's own, the others in the order of Unicode.
    emoji: Vec<Emoji>,
    /// How many of these are popular ones.
    popular: usize,
    by_name: HashMap<Box<str>, usize>,
    /// By code alone: what has the same code in another namespace is told apart afterwards.
    by_code: HashMap<Box<str>, Vec<usize>>,
}

impl EmojiCatalogue {
    /// The catalogue of a server's names and an organization's own emoji. Of several with a name
    /// the organization's newest active one is meant, then `:zulip:`, then the standard one.
    #[must_use]
    pub fn new<'a>(names: &EmojiNames, own: impl IntoIterator<Item = &'a RealmEmoji>) -> Self {
        let mut newest: HashMap<&str, &RealmEmoji> = HashMap::new();
        for emoji in own.into_iter().filter(|emoji| !emoji.deactivated) {
            let number = |emoji: &RealmEmoji| emoji.id.parse::<u64>().unwrap_or(0);
            let there = newest.entry(&emoji.name).or_insert(emoji);
            if number(emoji) > number(there) {
                *there = emoji;
            }
        }
        let mut own: Vec<&RealmEmoji> = newest.into_values().collect();
        own.sort_by(|one, other| one.name.cmp(&other.name));
        let own = own.into_iter().map(|emoji| Emoji {
            reference: EmojiRef {
                name: emoji.name.to_string(),
                code: emoji.id.to_string(),
                reaction_type: ReactionType::Realm,
            },
            aliases: Vec::new(),
            glyph: None,
        });
        let zulip = Emoji {
            reference: EmojiRef {
                name: "zulip".to_owned(),
                code: "zulip".to_owned(),
                reaction_type: ReactionType::ZulipExtra,
            },
            aliases: Vec::new(),
            glyph: None,
        };
        let special: Vec<Emoji> = own.chain([zulip]).collect();
        let mut by_name: HashMap<Box<str>, usize> = HashMap::new();
        let mut emoji: Vec<Emoji> = Vec::with_capacity(names.len() + special.len());
        let mut popular = 0;
        let taken: HashSet<String> = special.iter().map(|emoji| emoji.name().into()).collect();
        // A name that the organization gave away is no standard emoji's any more.
        let standard = |code: &str, names: &[Box<str>]| {
            let mut free = names.iter().filter(|name| !taken.contains(&***name));
            Some(Emoji {
                reference: EmojiRef {
                    name: free.next()?.to_string(),
                    code: code.to_owned(),
                    reaction_type: ReactionType::Unicode,
                },
                aliases: free.cloned().collect(),
                glyph: glyph(code).map(Into::into),
            })
        };
        for code in POPULAR {
            if let Some(found) = names.of(code).and_then(|names| standard(code, names)) {
                emoji.push(found);
                popular += 1;
            }
        }
        emoji.extend(special);
        let others = names.iter().filter(|(code, _)| !POPULAR.contains(code));
        emoji.extend(others.filter_map(|(code, names)| standard(code, names)));
        let mut by_code: HashMap<Box<str>, Vec<usize>> = HashMap::new();
        for (index, emoji) in emoji.iter().enumerate() {
            let same = by_code.entry(emoji.reference.code.as_str().into());
            same.or_default().push(index);
            for name in emoji.names() {
                by_name.entry(name.into()).or_insert(index);
            }
        }
        Self {
            emoji,
            popular,
            by_name,
            by_code,
        }
    }

    /// All of them: the popular ones, the organization's own, the others.
    #[must_use]
    pub fn all(&self) -> &[Emoji] {
        &self.emoji
    }

    /// The popular ones.
    #[must_use]
    pub fn popular(&self) -> &[Emoji] {
        &self.emoji[..self.popular]
    }

    /// What `:name:` means.
    #[must_use]
    pub fn named(&self, name: &str) -> Option<&Emoji> {
        self.by_name.get(name).map(|index| &self.emoji[*index])
    }

    /// The emoji of this code and type, if it can still be used.
    #[must_use]
    pub fn find(&self, reference: &EmojiRef) -> Option<&Emoji> {
        let mut same = self.by_code.get(&*reference.code)?.iter();
        same.find_map(|index| Some(&self.emoji[*index]).filter(|emoji| emoji.is(reference)))
    }

    /// A thumb that goes up, by the name this server has for it.
    #[must_use]
    pub fn thumbs_up(&self) -> EmojiRef {
        let known = self.emoji.iter().find(|emoji| {
            emoji.reference.code == POPULAR[0]
                && emoji.reference.reaction_type == ReactionType::Unicode
        });
        known.map_or_else(
            || EmojiRef {
                name: "+1".to_owned(),
                code: POPULAR[0].to_owned(),
                reaction_type: ReactionType::Unicode,
            },
            |emoji| emoji.reference.clone(),
        )
    }
}

/// The characters of code points in hexadecimal, joined by `-`. Zulip's codes leave variation
/// selectors out; they are added where an emoji would be shown as text without.
#[must_use]
pub fn glyph(code: &str) -> Option<String> {
    let characters: Option<String> = code
        .split('-')
        .map(|hex| u32::from_str_radix(hex, 16).ok().and_then(char::from_u32))
        .collect();
    let characters = characters.filter(|text| !text.is_empty())?;
    Some(match emojis::get(&characters) {
        Some(known) => known.as_str().to_owned(),
        None => characters,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    pub(super) fn own(id: &str, name: &str, deactivated: bool) -> RealmEmoji {
        RealmEmoji {
            id: id.into(),
            name: name.into(),
            source_url: "/x.png".into(),
            still_url: None,
            deactivated,
            author_id: None,
        }
    }

    #[test]
    fn a_name_means_the_organizations_newest_active_emoji_first() {
        let realm = [
            own("9", "kiln", false),
            own("10", "kiln", false),
            own("11", "kiln", true),
            own("12", "tada", false),
            own("13", "gone", true),
        ];
        let catalogue = EmojiCatalogue::new(EmojiNames::built_in(), &realm);
        let meant = |name: &str| {
            let reference = catalogue.named(name)?.reference.clone();
            Some((reference.code, reference.reaction_type))
        };
        assert_eq!(meant("kiln"), Some(("10".into(), ReactionType::Realm)));
        assert_eq!(meant("tada"), Some(("12".into(), ReactionType::Realm)));
        assert_eq!(meant("gone"), None);
        assert_eq!(
            meant("zulip"),
            Some(("zulip".into(), ReactionType::ZulipExtra))
        );
        assert_eq!(
            meant("thumbs_up"),
            Some(("1f44d".into(), ReactionType::Unicode))
        );
        // The standard emoji whose only name was taken cannot be named any more.
        let names: Vec<&str> = catalogue.all().iter().flat_map(Emoji::names).collect();
        let tada = names.iter().filter(|name| **name == "tada").count();
        assert_eq!(tada, 1);
    }

    #[test]
    fn the_popular_ones_come_first_and_every_name_leads_to_its_emoji() {
        let catalogue = EmojiCatalogue::new(EmojiNames::built_in(), &[]);
        let popular: Vec<&str> = catalogue.popular().iter().map(Emoji::name).collect();
        assert_eq!(
            popular,
            [
                "+1",
                "tada",
                catalogue.all()[2].name(),
                "heart",
                "working_on_it",
                "octopus"
            ]
        );
        assert_eq!(catalogue.popular()[3].glyph.as_deref(), Some("❤️"));
        for emoji in catalogue.all() {
            for name in emoji.names() {
                assert!(
                    catalogue.named(name).unwrap().is(&emoji.reference),
                    "{name}"
                );
            }
            assert_eq!(catalogue.find(&emoji.reference), Some(emoji));
        }
        assert_eq!(catalogue.thumbs_up().name, "+1");
        assert!(catalogue.all().len() > 1800);
    }

    #[test]
    fn glyphs_are_made_of_codes_and_of_nothing_else() {
        assert_eq!(glyph("2764").as_deref(), Some("❤️"));
        assert_eq!(glyph("1f468-200d-1f469-200d-1f467").as_deref(), Some("👨‍👩‍👧"));
        for wrong in ["", "zulip", "110000", "d800", "1f44d-"] {
            assert_eq!(glyph(wrong), None, "{wrong}");
        }
    }
}

//! Emoji by their names: the organization's own first among those alike.

use std::collections::BTreeMap;

use super::names::{Needle, rank};
use super::{Candidate, MOST, Pick, Scene};

/// Names that are meant most when they begin so, the first most.
const POPULAR: [&str; 6] = ["+1", "tada", "smile", "heart", "working_on_it", "octopus"];

/// Emoji whose names are like this.
pub(super) fn candidates(scene: &Scene<'_>, typed: &str) -> Vec<Candidate> {
    let typed = typed.replace(' ', "_");
    let needle = Needle::new(&typed);
    // The newest active one of a name counts.
    let mut own: BTreeMap<&str, ()> = BTreeMap::new();
    for emoji in scene.organization.realm().emoji.values() {
        if !emoji.deactivated {
            own.insert(&emoji.name, ());
        }
    }
    own.insert("zulip", ());
    let custom = own.keys().map(|name| (*name, None));
    let standard = emojis::iter()
        .flat_map(|emoji| {
            emoji
                .shortcodes()
                .map(move |name| (name, Some(emoji.as_str())))
        })
        .filter(|(name, _)| !own.contains_key(name));
    let all = custom.chain(standard).map(|(name, glyph)| {
        let popular = POPULAR.iter().position(|popular| *popular == name);
        let order = (
            popular.unwrap_or(POPULAR.len()),
            glyph.is_some(),
            name.len(),
        );
        ((name, glyph), order)
    });
    rank(&needle, MOST, all, |(name, _)| (*name).to_owned())
        .into_iter()
        .map(|((name, glyph), _)| Candidate {
            pick: Pick::Emoji(name.to_owned()),
            sign: glyph.unwrap_or("").to_owned(),
            label: format!(":{name}:"),
            detail: if glyph.is_none() {
                "of this organization".to_owned()
            } else {
                String::new()
            },
        })
        .collect()
}

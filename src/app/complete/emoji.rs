//! Emoji by their names.

use super::{Candidate, MOST, Pick, Scene};

/// Emoji whose names are like this, as the catalogue ranks them.
pub(super) fn candidates(scene: &Scene<'_>, typed: &str) -> Vec<Candidate> {
    scene
        .emoji
        .search(typed, MOST)
        .into_iter()
        .map(|found| {
            let glyph = found.emoji.glyph.as_deref();
            Candidate {
                pick: Pick::Emoji(found.name.to_owned()),
                sign: glyph.unwrap_or("").to_owned(),
                label: format!(":{}:", found.name),
                detail: match glyph {
                    Some(_) => String::new(),
                    None => "of this organization".to_owned(),
                },
            }
        })
        .collect()
}

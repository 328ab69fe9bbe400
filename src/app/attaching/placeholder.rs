//! What stands in a text for a file: while it goes up, a placeholder as the web app writes it;
//! then its link. Pure functions on texts.

use std::ops::Range;

use crate::api::ids::FeatureLevel;
use crate::text::SafeText;

const BEGIN: &str = "[Uploading ";
const END: &str = "…]()";

/// From this feature level on a link with an exclamation mark is a player.
const PLAYERS: FeatureLevel = FeatureLevel(405);

/// Endings of the audio files that players play.
const AUDIO: [&str; 6] = ["aac", "flac", "m4a", "mp3", "wav", "webm"];

/// A name as it can stand in a link: on one line, without what would end the link's text.
#[must_use]
pub fn shown(name: &str) -> String {
    let name = SafeText::line(name).as_str().replace(['[', ']'], "");
    let name = name.trim().trim_end_matches('\\');
    if name.is_empty() {
        "file".to_owned()
    } else {
        name.to_owned()
    }
}

/// What stands for a file that goes up, unlike what `is_taken` has already.
#[must_use]
pub fn of(name: &str, is_taken: impl Fn(&str) -> bool) -> String {
    let name = shown(name);
    let first = format!("{BEGIN}{name}{END}");
    if !is_taken(&first) {
        return first;
    }
    (2_u64..)
        .map(|number| format!("{BEGIN}{name} ({number}){END}"))
        .find(|placeholder| !is_taken(placeholder))
        .unwrap_or(first)
}

/// All placeholders of a text: where they stand, and the names in them.
pub fn all(text: &str) -> impl Iterator<Item = (Range<usize>, &str)> {
    let mut from = 0;
    std::iter::from_fn(move || {
        loop {
            let start = from + text[from..].find(BEGIN)?;
            let inside = start + BEGIN.len();
            from = inside;
            let rest = &text[inside..];
            // A name has none of these.
            let stop = rest.find(['[', ']', '\n']).unwrap_or(rest.len());
            let Some(end) = rest.find(END).filter(|end| end + '…'.len_utf8() == stop) else {
                continue;
            };
            from = inside + end + END.len();
            return Some((start..from, &rest[..end]));
        }
    })
}

/// The link to a file that the server has. Audio is played where the server makes players.
#[must_use]
pub fn link(name: &str, url: &str, level: FeatureLevel) -> String {
    let name = shown(name);
    let ending = name.rsplit_once('.').map(|(_, ending)| ending);
    let is_audio = ending.is_some_and(|ending| {
        let mut known = AUDIO.iter();
        known.any(|audio| ending.eq_ignore_ascii_case(audio))
    });
    let mark = if is_audio && level >= PLAYERS {
        "!"
    } else {
        ""
    };
    format!("{mark}[{name}]({url})")
}

/// A text without these parts, and without the lines that nothing else stands on.
#[must_use]
pub fn without(text: &str, parts: &[Range<usize>]) -> String {
    let mut left = text.to_owned();
    for part in parts.iter().rev() {
        left.replace_range(around(text, part.clone()), "");
    }
    left.trim_end().to_owned()
}

/// The part, and the line feed behind it where it has its line to itself.
#[must_use]
pub fn around(text: &str, part: Range<usize>) -> Range<usize> {
    let begins = part.start == 0 || text[..part.start].ends_with('\n');
    if begins && text[part.end..].starts_with('\n') {
        part.start..part.end + 1
    } else {
        part
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn placeholders_are_found_again_and_nothing_else_is() {
        let one = of("kiln [1].png", |_| false);
        assert_eq!(one, "[Uploading kiln 1.png…]()");
        let two = of("kiln [1].png", |taken| taken == one);
        assert_eq!(two, "[Uploading kiln 1.png (2)…]()");
        let text = format!("a {one}\n{two}é[Uploading x\n…]() [Uploading y]() [Uploading z…](/u)");
        let found: Vec<_> = all(&text).collect();
        assert_eq!(
            found,
            [(2..29, "kiln 1.png"), (30..61, "kiln 1.png (2)")],
            "{text}"
        );
        assert_eq!(all("[Uploading [Uploading a…]()").count(), 1);
        assert_eq!(of("\n", |_| false), "[Uploading file…]()");
    }

    #[test]
    fn audio_is_played_where_servers_can() {
        let old = FeatureLevel(404);
        assert_eq!(link("a].mp3", "/u/a.mp3", old), "[a.mp3](/u/a.mp3)");
        assert_eq!(link("a.MP3", "/u/a", PLAYERS), "![a.MP3](/u/a)");
        assert_eq!(link("a.png", "/u/a", PLAYERS), "[a.png](/u/a)");
    }

    #[test]
    fn a_line_of_its_own_goes_with_its_placeholder() {
        let text = "one\n[Uploading a…]()\ntwo [Uploading b…]()";
        let parts: Vec<_> = all(text).map(|(range, _)| range).collect();
        assert_eq!(without(text, &parts), "one\ntwo");
    }
}

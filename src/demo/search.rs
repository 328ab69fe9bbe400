//! Full-text search: words and phrases, and what is highlighted.

use super::json::escape;
use super::world::World;
use crate::api::ids::{MessageId, UserId};

/// The words of a search, lower-cased; a quoted phrase is one.
pub(crate) fn words(text: &str) -> Vec<String> {
    let mut words = Vec::new();
    for (number, part) in text.split('"').enumerate() {
        if number % 2 == 1 {
            if !part.trim().is_empty() {
                words.push(part.trim().to_lowercase());
            }
        } else {
            words.extend(
                part.split_whitespace()
                    .map(str::to_lowercase)
                    .filter(|word| !is_stop_word(word)),
            );
        }
    }
    words
}

fn is_stop_word(word: &str) -> bool {
    super::world::realm::assets()
        .fixed
        .get("stop_words")
        .and_then(|section| section.get("stop_words"))
        .and_then(serde_json::Value::as_array)
        .is_some_and(|words| words.iter().any(|stop| stop == word))
}

/// Whether a message holds all the words, in its text or topic.
pub(crate) fn matches(world: &World, _user: UserId, id: MessageId, words: &[String]) -> bool {
    if words.is_empty() {
        return true;
    }
    let Some(content) = world.content(id) else {
        return false;
    };
    let topic = world.topic_of(id).unwrap_or("");
    words
        .iter()
        .all(|word| !hits(&content, word).is_empty() || !hits(topic, word).is_empty())
}

/// A word without its usual endings, so that `fire` finds `firing`.
fn stem(word: &str) -> &str {
    for ending in ["ings", "ing", "edly", "ed", "es", "s", "e"] {
        if let Some(stem) = word.strip_suffix(ending).filter(|stem| stem.len() > 2) {
            return stem;
        }
    }
    word
}

/// Where a text has a (lower-cased) word or phrase: byte ranges.
fn hits(text: &str, word: &str) -> Vec<(usize, usize)> {
    let by_words = word.is_ascii() && word.bytes().all(|b| b.is_ascii_alphanumeric());
    let mut found = Vec::new();
    if by_words {
        let wanted = stem(word);
        let mut at = 0;
        for run in text.split(|c: char| !c.is_alphanumeric()) {
            let start = at + text[at..].find(run).unwrap_or(0);
            at = start + run.len();
            // Most words differ in their first letter already.
            let same = run
                .bytes()
                .next()
                .is_some_and(|b| b.to_ascii_lowercase() == wanted.as_bytes()[0])
                && stem(&run.to_lowercase()) == wanted;
            if same {
                found.push((start, at));
            }
        }
        return found;
    }
    let mut at = 0;
    while at < text.len() {
        match prefix_folded(&text[at..], word) {
            Some(length) if length > 0 => {
                found.push((at, at + length));
                at += length;
            }
            Some(_) | None => at += text[at..].chars().next().map_or(1, char::len_utf8),
        }
    }
    found
}

/// HTML with every hit outside of tags wrapped.
pub(crate) fn highlight_html(html: &str, words: &[&str]) -> String {
    let mut out = String::with_capacity(html.len() + 64);
    let mut rest = html;
    while !rest.is_empty() {
        let end = rest.find('<').unwrap_or(rest.len());
        highlight_text(&rest[..end], words, &mut out);
        rest = &rest[end..];
        let tag = rest.find('>').map_or(rest.len(), |end| end + 1);
        out.push_str(&rest[..tag]);
        rest = &rest[tag..];
    }
    out
}

/// An escaped topic with its hits wrapped.
pub(crate) fn highlight_topic(topic: &str, words: &[&str]) -> String {
    let mut escaped = String::new();
    escape(topic, &mut escaped);
    let mut out = String::new();
    highlight_text(&escaped, words, &mut out);
    out
}

fn highlight_text(text: &str, words: &[&str], out: &mut String) {
    let mut found: Vec<_> = words.iter().flat_map(|word| hits(text, word)).collect();
    found.sort_unstable();
    let mut at = 0;
    for (start, end) in found {
        if start < at {
            continue;
        }
        out.push_str(&text[at..start]);
        out.push_str("<span class=\"highlight\">");
        out.push_str(&text[start..end]);
        out.push_str("</span>");
        at = end;
    }
    out.push_str(&text[at..]);
}

/// How many bytes of `text` fold to the lower-cased `word`, if it starts with it.
fn prefix_folded(text: &str, word: &str) -> Option<usize> {
    let mut wanted = word.chars();
    let mut length = 0;
    let mut next = wanted.next();
    for c in text.chars() {
        if next.is_none() {
            break;
        }
        for folded in c.to_lowercase() {
            if next != Some(folded) {
                return None;
            }
            next = wanted.next();
        }
        length += c.len_utf8();
    }
    next.is_none().then_some(length)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hits_are_wrapped_outside_of_tags() {
        assert_eq!(
            highlight_html(
                "<p class=\"firing\">first <b>Firing</b> misfiring</p>",
                &["fire"]
            ),
            "<p class=\"firing\">first <b><span class=\"highlight\">Firing</span></b> misfiring</p>"
        );
        assert_eq!(words("the \"slow cool\" Cone"), ["slow cool", "cone"]);
        assert_eq!(
            highlight_topic("a<b slow  cool, Slow Cool", &["slow cool"]),
            "a&lt;b slow  cool, <span class=\"highlight\">Slow Cool</span>"
        );
        assert_eq!(
            highlight_topic("藍はどう", &["藍"]),
            "<span class=\"highlight\">藍</span>はどう"
        );
    }
}

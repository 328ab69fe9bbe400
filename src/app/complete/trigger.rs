//! What is being completed: read off the text before the cursor, as the web app does.

use std::ops::Range;

use super::fence;

/// What is being completed in the text of a message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Kind {
    /// `@`: people, groups, wildcards; with `@_` nobody is notified.
    Mention {
        /// Whether nobody is notified.
        silent: bool,
    },
    /// `#`: channels.
    Channel,
    /// `#channel>`: topics of the channel that is named, or of the one written to (`#>`).
    Topic {
        /// The channel's name; `None` is the one written to.
        channel: Option<String>,
    },
    /// `#channel>topic@`: messages of the topic.
    Message {
        /// The channel's name; `None` is the one written to.
        channel: Option<String>,
        /// The topic.
        topic: String,
    },
    /// `:`: emoji.
    Emoji,
    /// `/` at the beginning.
    Slash,
    /// The language of a code block.
    Language {
        /// The fence as it is written.
        fence: String,
    },
    /// `<time:`
    Time,
    /// Saved snippets, asked for by a key.
    Snippet,
    /// The recipient: a channel.
    ToChannel,
    /// The topic written to.
    ToTopic,
    /// The recipients: people, one of them.
    ToPerson,
}

/// What is being completed, where, and by what.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Query {
    /// What is being completed.
    pub kind: Kind,
    /// What would be replaced, in bytes; ends at the cursor.
    pub range: Range<usize>,
    /// What is looked for.
    pub needle: String,
}

/// How far before the cursor a name may begin, in bytes: names have up to 100 code points,
/// and a link to a topic has two of them.
const LOOKBACK: usize = 400;

/// Behind the cursor may stand what ends a word; else it is in the middle of something.
fn ends_word(behind: &str) -> bool {
    behind
        .chars()
        .next()
        .is_none_or(|c| c.is_whitespace() || ",.;?!()[]>\"'…".contains(c))
}

/// Before `@`, `#` and `:` may stand what begins a word.
fn begins_word(before: &str) -> bool {
    before
        .chars()
        .next_back()
        .is_none_or(|c| c.is_whitespace() || "\"'(/<[{".contains(c))
}

/// What is being completed at a cursor (in bytes) in the text of a message.
#[must_use]
pub fn find(text: &str, cursor: usize) -> Option<Query> {
    let (before, behind) = text.split_at_checked(cursor)?;
    if !ends_word(behind) {
        return None;
    }
    let line_start = before.rfind('\n').map_or(0, |at| at + 1);
    if let Some(query) = language(text, cursor, line_start) {
        return Some(query);
    }
    if fence::is_in_code(text, cursor) {
        return None;
    }
    let mut from = cursor.saturating_sub(LOOKBACK).max(line_start);
    while !text.is_char_boundary(from) {
        from += 1;
    }
    if let Some(query) = slash(before) {
        return Some(query);
    }
    let line = &before[from..];
    if let Some(query) = time(line, from, cursor) {
        return Some(query);
    }
    // The nearest sign that may begin something.
    for (at, sign) in line.char_indices().rev() {
        let token = &line[at + sign.len_utf8()..];
        if !begins_word(&before[..from + at]) {
            continue;
        }
        let range = from + at..cursor;
        let found = match sign {
            '@' => mention(token, range),
            ':' => emoji(token, range),
            '#' => place(token, range),
            _ => continue,
        };
        return found;
    }
    None
}

fn mention(token: &str, range: Range<usize>) -> Option<Query> {
    let (silent, name) = match token.strip_prefix('_') {
        Some(name) => (true, name),
        None => (false, token),
    };
    let name = name
        .strip_prefix("**")
        .or_else(|| name.strip_prefix('*'))
        .unwrap_or(name);
    if name.contains('*') || name.starts_with(char::is_whitespace) {
        return None;
    }
    Some(Query {
        kind: Kind::Mention { silent },
        range,
        needle: name.to_owned(),
    })
}

fn emoji(token: &str, range: Range<usize>) -> Option<Query> {
    // Not what people draw with signs: `:-)`, `:D`, `:3`.
    let first = token.chars().next()?;
    let begins = first == '+' || first.is_lowercase() || token.len() > 1 && first != '-';
    let is_name = |c: char| c.is_alphanumeric() || "_+- ".contains(c);
    if !begins || first == ' ' || !token.chars().all(is_name) || token.contains("  ") {
        return None;
    }
    Some(Query {
        kind: Kind::Emoji,
        range,
        needle: token.to_owned(),
    })
}

/// `#`: a channel, a topic or a message.
fn place(token: &str, range: Range<usize>) -> Option<Query> {
    if token.is_empty() || token.starts_with(char::is_whitespace) || token.starts_with('#') {
        return None;
    }
    let (starred, inner) = match token.strip_prefix("**") {
        Some(inner) => (true, inner),
        None => (false, token),
    };
    // `#**channel** >` goes on to the topics.
    if starred && let Some((name, rest)) = inner.split_once("**") {
        let topic = rest.strip_prefix(' ').unwrap_or(rest).strip_prefix('>')?;
        return topics(Some(name), topic, range);
    }
    match inner.split_once('>') {
        Some(("", topic)) if !starred => topics(None, topic, range),
        Some((name, topic)) => topics(Some(name), topic, range),
        None if inner.contains('*') => None,
        None => Some(Query {
            kind: Kind::Channel,
            range,
            needle: inner.to_owned(),
        }),
    }
}

fn topics(channel: Option<&str>, topic: &str, range: Range<usize>) -> Option<Query> {
    if topic.contains('*') || topic.starts_with(char::is_whitespace) {
        return None;
    }
    let channel = channel.map(str::to_owned);
    Some(match topic.rsplit_once('@') {
        Some((topic, needle)) if !topic.is_empty() => Query {
            kind: Kind::Message {
                channel,
                topic: topic.to_owned(),
            },
            range,
            needle: needle.to_owned(),
        },
        Some(_) | None => Query {
            kind: Kind::Topic { channel },
            range,
            needle: topic.to_owned(),
        },
    })
}

fn slash(before: &str) -> Option<Query> {
    let word = before.strip_prefix('/')?;
    word.chars().all(char::is_alphanumeric).then(|| Query {
        kind: Kind::Slash,
        range: 0..before.len(),
        needle: word.to_owned(),
    })
}

fn time(line: &str, from: usize, cursor: usize) -> Option<Query> {
    let at = line.rfind("<time")?;
    let rest = &line[at + "<time".len()..];
    let words = match rest.strip_prefix(':') {
        Some(words) => words,
        None if rest.is_empty() => rest,
        None => return None,
    };
    (!words.contains(['>', '<'])).then(|| Query {
        kind: Kind::Time,
        range: from + at..cursor,
        needle: words.to_owned(),
    })
}

/// The language behind a fence that opens a code block.
fn language(text: &str, cursor: usize, line_start: usize) -> Option<Query> {
    let line = &text[line_start..cursor];
    let indent = line.len() - line.trim_start().len();
    let mark = fence::mark(&line[indent..])?;
    let word = &line[indent + mark.len()..];
    let word = word.strip_prefix(' ').unwrap_or(word);
    let is_language = !word.is_empty() && !word.contains(char::is_whitespace);
    if !is_language || fence::is_in_fence(text, line_start) {
        return None;
    }
    Some(Query {
        kind: Kind::Language {
            fence: mark.to_owned(),
        },
        range: line_start + indent..cursor,
        needle: word.to_owned(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// The query at `|` in a text.
    fn at(marked: &str) -> Option<Query> {
        let cursor = marked.find('|').expect("a cursor");
        find(&marked.replacen('|', "", 1), cursor)
    }

    #[track_caller]
    fn is(marked: &str, kind: Kind, replaced: &str, needle: &str) {
        let query = at(marked).unwrap_or_else(|| panic!("nothing at {marked}"));
        let text = marked.replacen('|', "", 1);
        assert_eq!(
            (query.kind, &text[query.range], query.needle.as_str()),
            (kind, replaced, needle),
            "{marked}"
        );
    }

    const LOUD: Kind = Kind::Mention { silent: false };
    const SILENT: Kind = Kind::Mention { silent: true };

    fn topic(channel: &str) -> Kind {
        Kind::Topic {
            channel: Some(channel.to_owned()),
        }
    }

    #[test]
    fn mentions() {
        is("@|", LOUD, "@", "");
        is("hi @em|", LOUD, "@em", "em");
        is("hi @em| there", LOUD, "@em", "em");
        is("(@ben od|", LOUD, "@ben od", "ben od");
        is("@**Émilie D|", LOUD, "@**Émilie D", "Émilie D");
        is("@*sup|", LOUD, "@*sup", "sup");
        is("@_em|", SILENT, "@_em", "em");
        is("@_**em|", SILENT, "@_**em", "em");
        for none in [
            "me@exam|",
            "@ em|",
            "@e|m",
            "@**Ben** |",
            "a\n@em\n|",
            "`@em|",
            "`x` `@em|",
            "```\n@em|",
            "```py\n@em|\n```",
        ] {
            assert_eq!(at(none), None, "{none}");
        }
        is("`x` @em|", LOUD, "@em", "em");
        is("```quote\n@em|\n```", LOUD, "@em", "em");
        is("```\ncode\n```\n@em|", LOUD, "@em", "em");
    }

    #[test]
    fn places() {
        is("see #wo|", Kind::Channel, "#wo", "wo");
        is("#**work sh|", Kind::Channel, "#**work sh", "work sh");
        is("#**workshop>|", topic("workshop"), "#**workshop>", "");
        is(
            "#**workshop** >gl t|",
            topic("workshop"),
            "#**workshop** >gl t",
            "gl t",
        );
        is("#**workshop**>|", topic("workshop"), "#**workshop**>", "");
        is("#workshop>gl|", topic("workshop"), "#workshop>gl", "gl");
        is("#>gl|", Kind::Topic { channel: None }, "#>gl", "gl");
        is(
            "#**workshop>glaze tests@ma|",
            Kind::Message {
                channel: Some("workshop".to_owned()),
                topic: "glaze tests".to_owned(),
            },
            "#**workshop>glaze tests@ma",
            "ma",
        );
        for none in [
            "#|",
            "# head|",
            "## x|",
            "#**workshop** |",
            "#**a>b** |",
            "a#b|",
        ] {
            assert_eq!(at(none), None, "{none}");
        }
    }

    #[test]
    fn emoji_and_not_smileys() {
        is("nice :sm|", Kind::Emoji, ":sm", "sm");
        is(":+1|", Kind::Emoji, ":+1", "+1");
        is(":1234|", Kind::Emoji, ":1234", "1234");
        is("(:tada|)", Kind::Emoji, ":tada", "tada");
        for none in [
            ":|", ":D|", ":-)|", ":3|", ": a|", "10:30|", "a:b|", ":smile:|", ":(|",
        ] {
            assert_eq!(at(none), None, "{none}");
        }
    }

    #[test]
    fn commands_languages_and_times() {
        is("/|", Kind::Slash, "/", "");
        is("/po|", Kind::Slash, "/po", "po");
        let fence = |mark: &str| Kind::Language {
            fence: mark.to_owned(),
        };
        is("```py|", fence("```"), "```py", "py");
        is("text\n  ~~~~ c++|", fence("~~~~"), "~~~~ c++", "c++");
        is("<time|", Kind::Time, "<time", "");
        is(
            "at <time:tomorrow 9|",
            Kind::Time,
            "<time:tomorrow 9",
            "tomorrow 9",
        );
        for none in [
            "a /po|",
            "/me is|",
            "```|",
            "```py x|",
            "```\n```p|",
            "x ```py|",
            "<times|",
            "<time:now> |",
        ] {
            assert_eq!(at(none), None, "{none}");
        }
    }

    proptest! {
        /// Whatever stands in the text: what would be replaced lies before the cursor, on
        /// boundaries of characters, and what is looked for is in it.
        #[test]
        fn ranges_fit(text in "[@#:/<`~*>_ \na-cé時😀.]{0,24}", at in 0..25_usize) {
            let cursor = text.char_indices().map(|(at, _)| at).nth(at).unwrap_or(text.len());
            if let Some(query) = find(&text, cursor) {
                prop_assert_eq!(query.range.end, cursor);
                prop_assert!(text[query.range].ends_with(&query.needle));
            }
        }
    }
}

//! What a message will look like before the server has rendered it: the commonest of its
//! Markdown, as the HTML that it will most likely be.
//!
//! It is read for a second or two, and as long as one is offline. What is not understood here
//! stays as it was typed; nothing typed is ever left out.

use std::fmt::Write as _;

/// The HTML for Markdown as typed: paragraphs with their lines, fences, quotes, code, bold,
/// italic, struck through, web addresses.
#[must_use]
pub fn html_of(markdown: &str) -> String {
    let mut html = String::new();
    let lines: Vec<&str> = markdown.trim_matches('\n').lines().collect();
    blocks(&lines, &mut html);
    html
}

fn blocks(lines: &[&str], html: &mut String) {
    let mut paragraph: Vec<&str> = Vec::new();
    let mut at = 0;
    while at < lines.len() {
        let line = lines[at];
        if let Some((fence, word)) = fence(line) {
            flush(&mut paragraph, html);
            let rest = &lines[at + 1..];
            let length = rest
                .iter()
                .position(|l| closes(l, fence))
                .unwrap_or(rest.len());
            match word {
                "quote" => {
                    html.push_str("<blockquote>");
                    blocks(&rest[..length], html);
                    html.push_str("</blockquote>");
                }
                _ => code_block(&rest[..length], word, html),
            }
            at += length + 2;
            continue;
        }
        if line.starts_with('>') {
            flush(&mut paragraph, html);
            let length = lines[at..]
                .iter()
                .position(|l| !l.starts_with('>'))
                .unwrap_or(lines.len() - at);
            let inside: Vec<&str> = lines[at..at + length]
                .iter()
                .map(|l| l.trim_start_matches('>').trim_start())
                .collect();
            html.push_str("<blockquote>");
            flush(&mut inside.clone(), html);
            html.push_str("</blockquote>");
            at += length;
            continue;
        }
        if line.trim().is_empty() {
            flush(&mut paragraph, html);
        } else {
            paragraph.push(line);
        }
        at += 1;
    }
    flush(&mut paragraph, html);
}

/// The fence that a line opens, and the word behind it.
fn fence(line: &str) -> Option<(&str, &str)> {
    let mark = line.chars().next().filter(|c| matches!(c, '`' | '~'))?;
    let length = line.chars().take_while(|c| *c == mark).count();
    let (fence, word) = line.split_at(length);
    (length >= 3 && !word.contains(mark)).then(|| (fence, word.trim()))
}

fn closes(line: &str, fence: &str) -> bool {
    let line = line.trim_end();
    line.len() >= fence.len()
        && line.strip_prefix(fence).is_some_and(|more| {
            fence
                .chars()
                .next()
                .is_some_and(|c| more.chars().all(|m| m == c))
        })
}

fn code_block(lines: &[&str], language: &str, html: &mut String) {
    html.push_str("<div class=\"codehilite\"");
    if !language.is_empty() {
        html.push_str(" data-code-language=\"");
        escape(language, html);
        html.push('"');
    }
    html.push_str("><pre><span></span><code>");
    for line in lines {
        escape(line, html);
        html.push('\n');
    }
    html.push_str("</code></pre></div>");
}

/// Ends a paragraph.
fn flush(paragraph: &mut Vec<&str>, html: &mut String) {
    if paragraph.is_empty() {
        return;
    }
    html.push_str("<p>");
    inline(&paragraph.join("\n"), html);
    html.push_str("</p>");
    paragraph.clear();
}

/// Marks around words, the longest first, and the element that they mean.
const AROUND: [(&str, &str); 4] = [
    ("***", "strong"),
    ("**", "strong"),
    ("~~", "del"),
    ("*", "em"),
];

fn inline(text: &str, html: &mut String) {
    let mut rest = text;
    let mut after_word = false;
    'text: while let Some(first) = rest.chars().next() {
        if first == '`' {
            let ticks = rest.len() - rest.trim_start_matches('`').len();
            let (mark, inside) = rest.split_at(ticks);
            if let Some(end) = inside.find(mark) {
                html.push_str("<code>");
                escape(inside[..end].trim(), html);
                html.push_str("</code>");
                rest = &inside[end + ticks..];
                after_word = true;
                continue;
            }
        }
        if !after_word && (rest.starts_with("https://") || rest.starts_with("http://")) {
            let end = rest
                .find(|c: char| c.is_whitespace() || c == '>')
                .unwrap_or(rest.len());
            let url = rest[..end].trim_end_matches(['.', ',', ')', ';', '!', '?']);
            html.push_str("<a href=\"");
            escape(url, html);
            html.push_str("\">");
            escape(url, html);
            html.push_str("</a>");
            rest = &rest[url.len()..];
            continue;
        }
        for (mark, element) in AROUND {
            let Some(inside) = rest.strip_prefix(mark) else {
                continue;
            };
            let Some(end) = inside.find(mark) else {
                continue;
            };
            let words = &inside[..end];
            let bare = words.is_empty()
                || words.contains('\n')
                || words.starts_with(char::is_whitespace)
                || words.ends_with(char::is_whitespace);
            if bare {
                continue;
            }
            let _ = write!(html, "<{element}>");
            inline(words, html);
            let _ = write!(html, "</{element}>");
            rest = &inside[end + mark.len()..];
            after_word = true;
            continue 'text;
        }
        if first == '\n' {
            html.push_str("<br>\n");
        } else {
            escape(first.encode_utf8(&mut [0; 4]), html);
        }
        after_word = first.is_alphanumeric();
        rest = &rest[first.len_utf8()..];
    }
}

fn escape(text: &str, html: &mut String) {
    for c in text.chars() {
        match c {
            '<' => html.push_str("&lt;"),
            '>' => html.push_str("&gt;"),
            '&' => html.push_str("&amp;"),
            '"' => html.push_str("&quot;"),
            c => html.push(c),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_commonest_markdown_becomes_what_the_server_makes_of_it() {
        for (typed, html) in [
            ("one\ntwo\n\nthree", "<p>one<br>\ntwo</p><p>three</p>"),
            (
                "**bold** *it* ~~no~~ `a<b`",
                "<p><strong>bold</strong> <em>it</em> <del>no</del> <code>a&lt;b</code></p>",
            ),
            ("2 * 3 * 4", "<p>2 * 3 * 4</p>"),
            (
                "> said\n> so\nyes",
                "<blockquote><p>said<br>\nso</p></blockquote><p>yes</p>",
            ),
            (
                "```py\nx < 1\n```\nafter",
                "<div class=\"codehilite\" data-code-language=\"py\"><pre><span></span><code>x &lt; 1\n\
              </code></pre></div><p>after</p>",
            ),
            (
                "```quote\n*a*\n```",
                "<blockquote><p><em>a</em></p></blockquote>",
            ),
            (
                "see https://x.org/a?b=1&c.",
                "<p>see <a href=\"https://x.org/a?b=1&amp;c\">https://x.org/a?b=1&amp;c</a>.</p>",
            ),
        ] {
            assert_eq!(html_of(typed), html, "{typed}");
        }
    }

    proptest! {
        #[test]
        fn no_letter_is_lost_and_nothing_typed_is_an_element(
            typed in "([a-c<>&\"*~`> \n-]|```|\\*\\*|https://){0,40}",
        ) {
            let html = html_of(&typed);
            let mut plain = String::new();
            let mut inside = false;
            for c in html.chars() {
                match c {
                    '<' => { assert!(!inside); inside = true; }
                    '>' => { assert!(inside); inside = false; }
                    c if !inside => plain.push(c),
                    _ => {}
                }
            }
            let letters = |text: &str| text.chars().filter(|c| ('a'..='c').contains(c)).count();
            let plain = plain.replace("&lt;", "").replace("&gt;", "").replace("&amp;", "")
                .replace("&quot;", "");
            // The word behind a fence names its language, and is in an attribute.
            let fences = typed.lines().filter_map(|l| fence(l).map(|(_, w)| letters(w))).sum::<usize>();
            prop_assert!(letters(&plain) + fences >= letters(&typed), "{html}");
        }
    }
}

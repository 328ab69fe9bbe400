//! What need not go through the HTML parser: highlighted code, which is most of
//! the elements of long messages, and KaTeX's drawing, which is not shown.
//!
//! Both are written by programs in one form. Where the text has just that form,
//! it is read here, tens of times faster, and only a placeholder goes through the
//! parser; anything else goes through it as it is.

use std::borrow::Cow;

use super::code::{Pieces, first_token};
use crate::content::document::Token;

/// The class of the element that stands for a code block read here; its number
/// is in [`NUMBER`].
pub(super) const PLACEHOLDER: &str = "lazuli-code";
/// The attribute of a placeholder that says which code block it stands for.
pub(super) const NUMBER: &str = "data-number";

const CODE_START: &str = "<div class=\"codehilite\"";
const CODE_END: &str = "</code></pre></div>";
const DRAWING: &str = "<span class=\"katex-html\" aria-hidden=\"true\">";

/// A code block that was read here.
#[derive(Debug, Default)]
pub(super) struct Code {
    pub(super) language: Option<String>,
    pub(super) pieces: Pieces,
}

/// Takes out of `html` what can be read here. Looks at each byte a few times at
/// most, whatever the text is.
pub(super) fn take_out(html: &str) -> (Cow<'_, str>, Vec<Option<Code>>) {
    let mut codes = Vec::new();
    let mut code = Finder::of(html, CODE_START);
    let mut end = Finder::of(html, CODE_END);
    let mut drawing = Finder::of(html, DRAWING);
    let mut out = String::new();
    // Up to where `html` is in `out`, and from where on it is looked at.
    let (mut done, mut at) = (0, 0);
    while let Some(start) = code.from(at).into_iter().chain(drawing.from(at)).min() {
        let here = &html[start..];
        let taken = if here.starts_with(DRAWING) {
            let len = drawing_len(here);
            if len.is_none() {
                // Nor will those inside it end.
                drawing.next = None;
            }
            len.map(|len| (String::new(), len))
        } else {
            let within = end.from(start).and_then(|end| read_code(&html[start..end]));
            within.map(|block| {
                let number = codes.len();
                codes.push(Some(block));
                let placeholder =
                    format!("<div class=\"{PLACEHOLDER}\" {NUMBER}=\"{number}\"></div>");
                (
                    placeholder,
                    end.from(start)
                        .map_or(0, |end| end + CODE_END.len() - start),
                )
            })
        };
        at = start + 1;
        if let Some((instead, len)) = taken {
            out.push_str(&html[done..start]);
            out.push_str(&instead);
            at = start + len;
            done = at;
        }
    }
    if done == 0 {
        return (Cow::Borrowed(html), codes);
    }
    out.push_str(&html[done..]);
    (Cow::Owned(out), codes)
}

/// Finds one string again and again, looking at each byte once.
struct Finder<'a> {
    html: &'a str,
    wanted: &'static str,
    next: Option<usize>,
}

impl<'a> Finder<'a> {
    fn of(html: &'a str, wanted: &'static str) -> Self {
        let next = html.find(wanted);
        Self { html, wanted, next }
    }

    /// Where it stands first at `at` or after.
    fn from(&mut self, at: usize) -> Option<usize> {
        while let Some(next) = self.next.filter(|next| *next < at) {
            // What is wanted starts with a character of one byte.
            let after = at.max(next + 1);
            self.next = self.html[after..]
                .find(self.wanted)
                .map(|found| after + found);
        }
        self.next
    }
}

/// How long the drawing of a formula is that `text` starts with.
fn drawing_len(text: &str) -> Option<usize> {
    let mut open = 0_usize;
    let mut at = 0;
    while let Some(tag) = text[at..].find('<') {
        at += tag;
        if text[at..].starts_with("</span>") {
            open = open.checked_sub(1)?;
            at += "</span>".len();
            if open == 0 {
                return Some(at);
            }
        } else {
            open += usize::from(text[at..].starts_with("<span"));
            at += 1;
        }
    }
    None
}

/// Reads a code block, without its end.
fn read_code(text: &str) -> Option<Code> {
    let mut code = Code::default();
    let mut rest = &text[CODE_START.len()..];
    if let Some(after) = rest.strip_prefix(" data-code-language=\"") {
        let (language, after) = after.split_once('"')?;
        let mut decoded = String::new();
        decode(language, &mut decoded)?;
        code.language = Some(decoded);
        rest = after;
    }
    let mut rest = rest.strip_prefix("><pre><span></span><code>")?;
    let pieces = &mut code.pieces;
    // The spans that are open: nothing nests deeper than a highlighted line.
    let mut open: Vec<(Option<Token>, bool)> = Vec::new();
    loop {
        let tag = rest.find('<').unwrap_or(rest.len());
        let (words, after) = rest.split_at(tag);
        if !words.is_empty() {
            let token = open.iter().rev().find_map(|(token, _)| *token);
            let hit = open.iter().any(|(_, hit)| *hit);
            let start = pieces.text.len();
            decode(words, &mut pieces.text)?;
            let len = pieces.text.len() - start;
            pieces.push(len, token.unwrap_or(Token::Text), hit);
        }
        if after.is_empty() {
            break;
        }
        rest = if let Some(after) = after.strip_prefix("</span>") {
            open.pop()?;
            after
        } else {
            let after = after.strip_prefix("<span")?;
            let (classes, after) = match after.strip_prefix('>') {
                Some(after) => ("", after),
                None => after.strip_prefix(" class=\"")?.split_once("\">")?,
            };
            if open.len() == 8 || classes.contains(['"', '<', '&']) {
                return None;
            }
            let hit = classes
                .split(' ')
                .any(|class| matches!(class, "hll" | "highlight"));
            open.push((first_token(classes.split(' ')), hit));
            after
        };
    }
    open.is_empty().then_some(code)
}

/// Adds text with the entities that servers write; `None` if it has others.
fn decode(text: &str, out: &mut String) -> Option<()> {
    let mut rest = text;
    while let Some(at) = rest.find(['&', '\0', '\r']) {
        out.push_str(&rest[..at]);
        let (c, len) = [
            ("&lt;", '<'),
            ("&gt;", '>'),
            ("&amp;", '&'),
            ("&quot;", '"'),
            ("&#39;", '\''),
        ]
        .into_iter()
        .find_map(|(entity, c)| rest[at..].starts_with(entity).then_some((c, entity.len())))?;
        out.push(c);
        rest = &rest[at + len..];
    }
    out.push_str(rest);
    Some(())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The same HTML by the parser alone, made so by a harmless difference.
    fn slowly(html: &str) -> crate::content::Document {
        crate::content::parse(&html.replace("<div class=\"codehilite\"", "<div class='codehilite'"))
    }

    #[test]
    fn both_ways_lead_to_the_same() {
        let block = |language: &str, inner: &str| {
            format!(
                "<p>a</p>\n<div class=\"codehilite\"{language}><pre><span></span><code>{inner}</code></pre></div>\n<p>b</p>"
            )
        };
        for html in [
            block("", "plain\n"),
            block(
                " data-code-language=\"C &amp; D\"",
                "<span class=\"k\">fn</span> a &lt; b &amp;&amp; &quot;c&quot; &#39;\n\n",
            ),
            block(
                "",
                "<span class=\"hll\"><span class=\"p p-X\">x</span>\n</span>y <span class=\"highlight\">z</span>\n",
            ),
            block("", "<span class=\"odd\">é 色\t\u{1b}[31m</span>\n"),
            block("", "&nbsp;&#x41; <b>bold</b>\n"),
            block("", "<span class=\"k\">never closed\n"),
            block("", ""),
            block("", "a\r\nb\0c"),
            format!("<blockquote>{0}{0}</blockquote>", block("", "x\n")),
            format!("<ul><li>{}</li></ul>", block("", "x\n")),
        ] {
            assert_eq!(crate::content::parse(&html), slowly(&html), "{html}");
        }
        let (_, codes) = take_out(&block("", "<span class=\"k\">fn</span>\n"));
        assert_eq!(codes.len(), 1);
    }

    #[test]
    fn drawings_are_left_out_whole() {
        let drawing = "<span class=\"katex-html\" aria-hidden=\"true\"><span><svg><path d=\"M\"></path></svg></span>x</span>";
        let html = format!("<p>a{drawing}b</p>");
        assert_eq!(take_out(&html).0, "<p>ab</p>");
        let open = "<p><span class=\"katex-html\" aria-hidden=\"true\"><span>x</span>";
        assert_eq!(take_out(open).0, open);
    }

    #[test]
    fn a_placeholder_of_ones_own_is_not_taken_for_one() {
        let document =
            crate::content::parse("<div class=\"lazuli-code\" data-number=\"0\">words</div>");
        assert_eq!(document.unknown, ["div.lazuli-code"]);
    }
}

//! Fenced blocks: code, quotes, spoilers, formulas; what is between them goes to
//! the block parser.

use super::{Context, DEEPEST, block, code, math};

/// A document's part between fences, or a fence rendered.
pub(super) enum Piece {
    Lines(Vec<String>),
    Html(String),
}

/// Renders lines that may hold fences. In a `loose` document a list may begin
/// right after a paragraph's line; within quotes and spoilers it needs a blank one.
pub(super) fn document(context: &mut Context<'_>, text: &str, loose: bool) -> String {
    let lines: Vec<&str> = text.split('\n').collect();
    let mut pieces = Vec::new();
    let mut plain = Vec::new();
    let mut at = 0;
    while at < lines.len() {
        let Some(fence) = Fence::open(lines[at]) else {
            plain.push(lines[at].to_owned());
            at += 1;
            continue;
        };
        let end = fence.end(&lines, at + 1);
        let inside = &lines[at + 1..end];
        pieces.push(Piece::Lines(std::mem::take(&mut plain)));
        pieces.push(Piece::Html(fence.render(context, inside)));
        at = end + 1;
    }
    pieces.push(Piece::Lines(plain));
    let mut out: Vec<String> = Vec::new();
    for piece in pieces {
        match piece {
            Piece::Html(html) => out.push(html),
            Piece::Lines(lines) => out.extend(block::blocks(context, &lines, loose)),
        }
    }
    out.join("\n")
}

struct Fence<'a> {
    mark: &'a str,
    language: &'a str,
    header: &'a str,
}

impl<'a> Fence<'a> {
    fn open(line: &'a str) -> Option<Self> {
        let first = line.chars().next().filter(|c| matches!(c, '`' | '~'))?;
        let length = line.len() - line.trim_start_matches(first).len();
        if length < 3 {
            return None;
        }
        let (mark, rest) = line.split_at(length);
        if rest.contains(['`', '~']) {
            return None;
        }
        let rest = rest.trim();
        let (language, header) = match rest.split_once(' ') {
            Some((language, header)) => (language, header.trim()),
            None => (rest, ""),
        };
        let language = language.trim_matches(['{', '}']).trim_start_matches('.');
        let plain = |c: char| c.is_ascii_alphanumeric() || "_+-./#".contains(c);
        language.chars().all(plain).then_some(Self {
            mark,
            language,
            header,
        })
    }

    /// Whether further fences inside have their own ends.
    fn nests(&self) -> bool {
        matches!(self.language, "quote" | "spoiler")
    }

    /// The line that closes it, or the end of the text.
    fn end(&self, lines: &[&str], from: usize) -> usize {
        let mut at = from;
        while at < lines.len() {
            if lines[at].trim_end() == self.mark {
                return at;
            }
            at += match Fence::open(lines[at]).filter(|_| self.nests()) {
                Some(inner) => inner.end(lines, at + 1) - at + 1,
                None => 1,
            };
        }
        lines.len()
    }

    fn render(&self, context: &mut Context<'_>, inside: &[&str]) -> String {
        let text = inside.join("\n");
        if context.depth >= DEEPEST {
            return code::block(&text, "");
        }
        match self.language {
            "quote" => {
                context.depth += 1;
                let html = document(context, &text, false);
                context.depth -= 1;
                quote(&html)
            }
            "spoiler" => {
                context.depth += 1;
                let header = document(context, self.header, false);
                let html = document(context, &text, false);
                context.depth -= 1;
                let header = if header.is_empty() {
                    header
                } else {
                    format!("{header}\n")
                };
                format!(
                    "<div class=\"spoiler-block\"><div class=\"spoiler-header\">\n{header}</div>\
                     <div class=\"spoiler-content\" aria-hidden=\"true\">\n{html}\n</div></div>"
                )
            }
            "math" => format!("<p>{}</p>", math::display(&text)),
            language => code::block(&text, language),
        }
    }
}

/// Wraps what is quoted.
pub(super) fn quote(html: &str) -> String {
    if html.is_empty() {
        return "<blockquote>\n</blockquote>".to_owned();
    }
    format!("<blockquote>\n{html}\n</blockquote>")
}

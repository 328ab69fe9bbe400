//! Formatting: marks around what is selected, or taken away again.

use super::buffer::Buffer;
use super::{motion, quoting};
use crate::app::state::Turn;

/// A format of the Markdown that Zulip knows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// `**bold**`
    Bold,
    /// `*italic*`
    Italic,
    /// `~~struck~~`
    Strike,
    /// `` `code` ``, or a block of it.
    Code,
    /// `[text](url)`
    Link,
    /// A quote block.
    Quote,
    /// A spoiler block.
    Spoiler,
    /// `- ` before each line.
    Bullets,
    /// `1. ` before each line.
    Numbers,
    /// `$$formula$$`, or a block of it.
    Math,
}

impl Turn<'_> {
    /// Puts a format on what is selected, or takes it away.
    pub fn format_text(&mut self, format: Format) {
        self.edit_text(|buffer| apply(buffer, format));
    }
}

/// Puts a format on what is selected, or takes it away: one step.
pub fn apply(buffer: &mut Buffer, format: Format) {
    let many = buffer.selected().contains('\n');
    match format {
        Format::Bold => around(buffer, "**"),
        Format::Italic => around(buffer, "*"),
        Format::Strike => around(buffer, "~~"),
        Format::Code if many => block(buffer, ""),
        Format::Code => around(buffer, "`"),
        Format::Math if many => block(buffer, "math"),
        Format::Math => around(buffer, "$$"),
        Format::Quote => block(buffer, "quote"),
        Format::Spoiler => block(buffer, "spoiler "),
        Format::Link => link(buffer),
        Format::Bullets => lines(buffer, |_| "- ".to_owned()),
        Format::Numbers => lines(buffer, |number| format!("{number}. ")),
    }
}

/// How often a mark's character stands at the end of a text.
fn run(text: &str, mark: char) -> usize {
    text.chars().rev().take_while(|c| *c == mark).count()
}

/// Whether text between these has the mark: `*` is none of `**`.
fn is_marked(before: &str, after: &str, mark: &str) -> bool {
    if !before.ends_with(mark) || !after.starts_with(mark) {
        return false;
    }
    let Some(c) = mark.chars().next().filter(|_| mark == "*") else {
        return true;
    };
    let count = run(before, c).min(after.chars().take_while(|a| *a == c).count());
    count % 2 == 1
}

fn around(buffer: &mut Buffer, mark: &str) {
    let text = buffer.text();
    let range = buffer
        .selection()
        .unwrap_or(buffer.cursor()..buffer.cursor());
    let (before, after) = (&text[..range.start], &text[range.end..]);
    let inner = &text[range.clone()];
    let len = mark.len();
    if is_marked(before, after, mark) {
        let inner = inner.to_owned();
        let all = 0..inner.len();
        buffer.replace_selecting(range.start - len..range.end + len, &inner, all);
    } else if inner.len() >= 2 * len
        && is_marked(
            &inner[..len.min(inner.len())],
            &inner[inner.len() - len..],
            mark,
        )
        && !(mark == "*" && inner.starts_with("**") && !inner.starts_with("***"))
    {
        let bare = inner[len..inner.len() - len].to_owned();
        let all = 0..bare.len();
        buffer.replace_selecting(range, &bare, all);
    } else {
        // White space at the ends stays outside, or it is no mark.
        let trimmed = inner.trim();
        let lead = inner.len() - inner.trim_start().len();
        let lead = if trimmed.is_empty() { 0 } else { lead };
        let core = if trimmed.is_empty() { inner } else { trimmed };
        let marked = format!(
            "{}{mark}{core}{mark}{}",
            &inner[..lead],
            &inner[lead + core.len()..]
        );
        let start = lead + len;
        let inside = start..start + core.len();
        buffer.replace_selecting(range, &marked, inside);
    }
}

fn block(buffer: &mut Buffer, kind: &str) {
    let text = buffer.text();
    let range = buffer
        .selection()
        .unwrap_or(buffer.cursor()..buffer.cursor());
    let range = motion::whole_lines(text, range);
    let inner = &text[range.clone()];
    let fence = quoting::fence(inner);
    let head = format!("{fence}{kind}\n");
    let block = format!("{head}{inner}\n{fence}");
    let inside = if kind.ends_with(' ') {
        // The header is to be written.
        head.len() - 1..head.len() - 1
    } else {
        head.len()..head.len() + inner.len()
    };
    buffer.replace_selecting(range, &block, inside);
}

fn link(buffer: &mut Buffer) {
    let range = buffer
        .selection()
        .unwrap_or(buffer.cursor()..buffer.cursor());
    let inner = buffer.text()[range.clone()].to_owned();
    let is_address = inner.starts_with("http://") || inner.starts_with("https://");
    if is_address {
        let link = format!("[]({inner})");
        buffer.replace_selecting(range, &link, 1..1);
    } else {
        let link = format!("[{inner}](url)");
        let url = inner.len() + 3..inner.len() + 6;
        let inside = if inner.is_empty() { 1..1 } else { url };
        buffer.replace_selecting(range, &link, inside);
    }
}

fn lines(buffer: &mut Buffer, mark: impl Fn(usize) -> String) {
    let text = buffer.text();
    let range = buffer
        .selection()
        .unwrap_or(buffer.cursor()..buffer.cursor());
    let whole = motion::whole_lines(text, range);
    let old: Vec<&str> = text[whole.clone()].split('\n').collect();
    let bare = |(number, line): (usize, &&str)| -> Option<String> {
        line.strip_prefix(&mark(number + 1)).map(str::to_owned)
    };
    let taken: Option<Vec<String>> = old.iter().enumerate().map(bare).collect();
    let new = taken.unwrap_or_else(|| {
        let marked = old.iter().enumerate();
        marked
            .map(|(n, line)| format!("{}{line}", mark(n + 1)))
            .collect()
    });
    let new = new.join("\n");
    let inside = if old.len() == 1 {
        new.len()..new.len()
    } else {
        0..new.len()
    };
    buffer.replace_selecting(whole, &new, inside);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn formatted(text: &str, format: Format) -> String {
        let from = text.find('<').unwrap_or(text.len());
        let bare = text.replacen('<', "", 1);
        let to = bare.find('>').unwrap_or(bare.len());
        let bare = bare.replacen('>', "", 1);
        let mut buffer = Buffer::new(&bare);
        buffer.select(from..to);
        apply(&mut buffer, format);
        let selected = buffer
            .selection()
            .unwrap_or(buffer.cursor()..buffer.cursor());
        let mut told = buffer.text().to_owned();
        told.insert(selected.end, '>');
        told.insert(selected.start, '<');
        buffer.undo();
        assert_eq!(buffer.text(), bare, "one step");
        told
    }

    #[test]
    fn marks_come_and_go() {
        use Format::{Bold, Bullets, Code, Italic, Link, Math, Numbers, Quote, Spoiler, Strike};
        let cases = [
            ("a <word> b", Bold, "a **<word>** b"),
            ("a **<word>** b", Bold, "a <word> b"),
            ("a <**word**> b", Bold, "a <word> b"),
            ("a **<word>** b", Italic, "a ***<word>*** b"),
            ("a ***<word>*** b", Italic, "a **<word>** b"),
            ("a ***<word>*** b", Bold, "a *<word>* b"),
            ("<**word**>", Italic, "*<**word**>*"),
            ("a< word >b", Italic, "a *<word>* b"),
            ("a <>", Strike, "a ~~<>~~"),
            ("<x>", Code, "`<x>`"),
            ("a\n<x\ny>\nb", Code, "a\n```\n<x\ny>\n```\nb"),
            ("<x>", Math, "$$<x>$$"),
            ("one <two>\nb", Quote, "```quote\n<one two>\n```\nb"),
            ("<x>", Spoiler, "```spoiler <>\nx\n```"),
            ("<words>", Link, "[words](<url>)"),
            ("<https://x.example>", Link, "[<>](https://x.example)"),
            ("<>", Link, "[<>](url)"),
            ("<a\nb>", Bullets, "<- a\n- b>"),
            ("<- a\n- b>", Bullets, "<a\nb>"),
            ("<a\nb>", Numbers, "<1. a\n2. b>"),
            ("x<>", Bullets, "- x<>"),
        ];
        for (before, format, after) in cases {
            assert_eq!(formatted(before, format), after, "{before} {format:?}");
        }
    }
}

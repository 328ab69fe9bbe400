//! What stands within a line: emphasis, code, and everything with a mark of its own.

use super::{Context, DEEPEST, emoji, link, math, mention, time};
use crate::demo::json::escape;

/// One mark taken from the front of the rest of a text.
pub(super) struct Taken {
    /// Bytes of the source it stands for.
    pub(super) length: usize,
    pub(super) html: String,
}

/// Renders the text of a paragraph, cell or heading.
pub(super) fn inline(context: &mut Context<'_>, text: &str) -> String {
    let mut out = String::with_capacity(text.len() + text.len() / 4);
    let mut at = 0;
    while let Some(c) = text[at..].chars().next() {
        let rest = &text[at..];
        if let Some(taken) = take(context, &text[..at], rest, c) {
            out.push_str(&taken.html);
            at += taken.length;
            continue;
        }
        if c == '\n' {
            out.push_str("<br>\n");
        } else {
            escape(&rest[..c.len_utf8()], &mut out);
        }
        at += c.len_utf8();
    }
    out
}

fn take(context: &mut Context<'_>, before: &str, rest: &str, c: char) -> Option<Taken> {
    match c {
        '`' => backticks(rest),
        '$' => math::inline(before, rest),
        '*' => stars(context, rest),
        '~' => paired(context, rest, "~~", "del"),
        '[' => link::bracketed(context, rest),
        '@' => mention::person_or_group(context, before, rest),
        '#' => mention::channel(context, before, rest)
            .or_else(|| link::linkifier(context, before, rest)),
        ':' => emoji::named(context, before, rest),
        '<' => time::time(rest),
        '&' => entity(rest),
        _ if c.is_ascii_alphanumeric() => {
            link::bare(context, before, rest).or_else(|| link::linkifier(context, before, rest))
        }
        _ if c.is_ascii() => None,
        _ => emoji::literal(rest),
    }
}

/// An entity that was typed stays one.
fn entity(rest: &str) -> Option<Taken> {
    let end = rest.find(';').filter(|end| (2..=10).contains(end))?;
    let name = &rest[1..end];
    let plain = match name.strip_prefix('#') {
        Some(number) => {
            !number.is_empty() && number.bytes().all(|b| b.is_ascii_hexdigit() || b == b'x')
        }
        None => name.bytes().all(|b| b.is_ascii_alphanumeric()),
    };
    plain.then(|| Taken {
        length: end + 1,
        html: rest[..=end].to_owned(),
    })
}

fn backticks(rest: &str) -> Option<Taken> {
    let count = rest.len() - rest.trim_start_matches('`').len();
    let fence = &rest[..count];
    let mut at = count;
    loop {
        let found = at + rest[at..].find(fence)?;
        let run = rest[found..].len() - rest[found..].trim_start_matches('`').len();
        if run == count && found > count {
            let inside = &rest[count..found];
            let mut html = "<code>".to_owned();
            escape(inside, &mut html);
            html.push_str("</code>");
            return Some(Taken {
                length: found + count,
                html,
            });
        }
        at = found + run;
    }
}

fn stars(context: &mut Context<'_>, rest: &str) -> Option<Taken> {
    if rest.starts_with("***")
        && let Some(inside) = between(rest, "***").filter(|inside| !inside.contains('*'))
    {
        let html = nested(context, inside)?;
        return Some(Taken {
            length: inside.len() + 6,
            html: format!("<strong><em>{html}</em></strong>"),
        });
    }
    if rest.starts_with("**") {
        let inside = between(rest, "**")?;
        // `**a *b***` closes the inner one first.
        let more =
            rest[inside.len() + 4..].starts_with('*') && inside.matches('*').count() % 2 == 1;
        let inside = &rest[2..2 + inside.len() + usize::from(more)];
        let html = nested(context, inside)?;
        return Some(Taken {
            length: inside.len() + 4,
            html: format!("<strong>{html}</strong>"),
        });
    }
    let inside = between(rest, "*")?;
    if inside.contains('\n') {
        return None;
    }
    let html = nested(context, inside)?;
    Some(Taken {
        length: inside.len() + 2,
        html: format!("<em>{html}</em>"),
    })
}

fn paired(context: &mut Context<'_>, rest: &str, mark: &str, tag: &str) -> Option<Taken> {
    let inside = between(rest, mark)?;
    if inside.contains('\n') || inside.contains('~') {
        return None;
    }
    let html = nested(context, inside)?;
    Some(Taken {
        length: inside.len() + 2 * mark.len(),
        html: format!("<{tag}>{html}</{tag}>"),
    })
}

/// What stands between two marks, not starting or ending with a space.
fn between<'a>(rest: &'a str, mark: &str) -> Option<&'a str> {
    let inside = rest.strip_prefix(mark)?;
    let end = inside.find(mark)?;
    let inside = &inside[..end];
    (!inside.is_empty()
        && !inside.starts_with(char::is_whitespace)
        && !inside.ends_with(char::is_whitespace))
    .then_some(inside)
}

/// Renders what is within a mark, unless that is too deep.
pub(super) fn nested(context: &mut Context<'_>, text: &str) -> Option<String> {
    if context.depth >= DEEPEST {
        return None;
    }
    context.depth += 1;
    let html = inline(context, text);
    context.depth -= 1;
    Some(html)
}

/// Whether a mark may begin after this text.
pub(super) fn begins_after(before: &str, allowed: &str) -> bool {
    before
        .chars()
        .next_back()
        .is_none_or(|c| c.is_whitespace() || allowed.contains(c))
}

//! Links: with a text of their own, bare addresses, and linkifiers.

use super::Context;
use super::inline::{Taken, begins_after, nested};
use super::mention::{anchor, text};

/// Schemes that become links.
const SCHEMES: [&str; 8] = [
    "http", "https", "ftp", "file", "mailto", "tel", "ssh", "xmpp",
];

/// `[text](address "title")`
pub(super) fn bracketed(context: &mut Context<'_>, rest: &str) -> Option<Taken> {
    if context.in_link {
        return None;
    }
    let end = closing(rest, b'[', b']')?;
    let label = &rest[1..end];
    let after = &rest[end + 1..];
    if !after.starts_with('(') {
        return None;
    }
    let close = closing(after, b'(', b')')?;
    let inside = after[1..close].trim();
    let (address, title) = match inside.split_once(" \"") {
        Some((address, title)) => (address.trim(), Some(title.trim_end().strip_suffix('"')?)),
        None => (inside, None),
    };
    let address = address.trim_matches(['<', '>']);
    if address.is_empty() || address.contains(['\n', ' ']) {
        return None;
    }
    let href = target(context, address)?;
    let html = if label.is_empty() {
        text(address)
    } else {
        context.in_link = true;
        let html = nested(context, label);
        context.in_link = false;
        html?
    };
    note(context, &href, label);
    Some(Taken {
        length: end + 1 + close + 1,
        html: anchor(&href, title, &html),
    })
}

/// Where a link goes; `None` for what must not be one.
fn target(context: &Context<'_>, address: &str) -> Option<String> {
    if let Some(fragment) = within(context, address) {
        return Some(fragment);
    }
    if address.starts_with(['/', '#']) {
        return Some(address.to_owned());
    }
    match address.split_once(':') {
        Some((scheme, _)) => {
            let scheme = scheme.to_ascii_lowercase();
            SCHEMES
                .contains(&scheme.as_str())
                .then(|| address.to_owned())
        }
        None if address.contains('.') => Some(format!("http://{address}")),
        None => None,
    }
}

/// Links to this organization's own views are kept relative.
fn within(context: &Context<'_>, address: &str) -> Option<String> {
    let rest = address.strip_prefix(context.world.site.as_str())?;
    let fragment = rest.strip_prefix('/').unwrap_or(rest);
    fragment
        .starts_with("#narrow/")
        .then(|| fragment.to_owned())
}

/// Remembers a link for previews and for what is searched by.
fn note(context: &mut Context<'_>, href: &str, label: &str) {
    context.found.has_link = true;
    if let Some(path) = href.strip_prefix("/user_uploads/") {
        context.found.uploads.push(path.to_owned());
    }
    context.links.push((href.to_owned(), label.to_owned()));
}

/// The index of the bracket that closes the first one.
fn closing(text: &str, open: u8, close: u8) -> Option<usize> {
    let mut depth = 0_usize;
    for (at, byte) in text.bytes().enumerate() {
        if byte == open {
            depth += 1;
        } else if byte == close {
            depth -= 1;
            if depth == 0 {
                return Some(at);
            }
        } else if byte == b'\n' && text[at..].starts_with("\n\n") {
            return None;
        }
    }
    None
}

/// An address that stands by itself: `https://…`, `www.…`, `name@host`.
pub(super) fn bare(context: &mut Context<'_>, before: &str, rest: &str) -> Option<Taken> {
    if context.in_link || before.ends_with(|c: char| c.is_alphanumeric() || "/@.-_+".contains(c)) {
        return None;
    }
    let word = rest
        .split(|c: char| c.is_whitespace() || matches!(c, '<' | '>' | '"' | '`'))
        .next()?;
    let word = trimmed(word);
    let (href, shown) = if ["http://", "https://", "ftp://"]
        .iter()
        .any(|scheme| word.starts_with(scheme))
    {
        let host = word.split_once("://")?.1;
        if host.is_empty() {
            return None;
        }
        (
            within(context, word).unwrap_or_else(|| word.to_owned()),
            word,
        )
    } else if let Some((name, host)) = word.split_once('@') {
        if name.is_empty() || !is_host(host) {
            return None;
        }
        (format!("mailto:{word}"), word)
    } else {
        let host = word.split(['/', '?', '#']).next()?;
        if !is_host(host) || !is_common(host) {
            return None;
        }
        (format!("http://{word}"), word)
    };
    let html = anchor(&href, None, &text(shown));
    let length = shown.len();
    note(context, &href, shown);
    Some(Taken { length, html })
}

/// Without the punctuation that ends a sentence or an aside.
fn trimmed(mut word: &str) -> &str {
    loop {
        let Some(last) = word.chars().next_back() else {
            return word;
        };
        let unbalanced = |open: char, close: char| {
            last == close && word.matches(close).count() > word.matches(open).count()
        };
        let drop = ".,;:!?'*".contains(last) || unbalanced('(', ')') || unbalanced('[', ']');
        if !drop {
            return word;
        }
        word = &word[..word.len() - last.len_utf8()];
    }
}

fn is_host(host: &str) -> bool {
    host.contains('.')
        && host.split('.').all(|label| {
            !label.is_empty()
                && label
                    .bytes()
                    .all(|b| b.is_ascii_alphanumeric() || b == b'-')
        })
}

/// Bare host names are links only under the usual domains.
fn is_common(host: &str) -> bool {
    let last = host.rsplit('.').next().unwrap_or("");
    matches!(
        last,
        "com" | "org" | "net" | "io" | "dev" | "edu" | "gov" | "example"
    )
}

/// `#T123`, if the organization has such a linkifier.
pub(super) fn linkifier(context: &mut Context<'_>, before: &str, rest: &str) -> Option<Taken> {
    if context.in_link || !begins_after(before, "'\"(,:<{[") {
        return None;
    }
    let (length, href) = context
        .world
        .realm
        .linkifiers
        .iter()
        .find_map(|linkifier| {
            let (prefix, group) = linkifier.prefix()?;
            let digits = rest.strip_prefix(prefix)?;
            let count = digits.bytes().take_while(u8::is_ascii_digit).count();
            let ends = !digits[count..].starts_with(|c: char| c.is_alphanumeric() || c == '_');
            let href = linkifier
                .url_template
                .replace(&format!("{{{group}}}"), &digits[..count]);
            (count > 0 && ends).then_some((prefix.len() + count, href))
        })?;
    let html = anchor(&href, None, &text(&rest[..length]));
    note(context, &href, &rest[..length]);
    Some(Taken { length, html })
}

//! Emoji by name and as characters.

use super::Context;
use super::inline::Taken;

/// `code name name…`, one emoji a line; the first name is the usual one.
const TABLE: &str = include_str!("../../../assets/emoji.txt");

/// The code points of a name, in hex joined by dashes.
pub(crate) fn code(name: &str) -> Option<&'static str> {
    TABLE.lines().find_map(|line| {
        let mut words = line.split(' ');
        let code = words.next()?;
        words.any(|word| word == name).then_some(code)
    })
}

/// The usual name of an emoji by its code.
pub(crate) fn name(code: &str) -> Option<&'static str> {
    TABLE.lines().find_map(|line| {
        let (known, names) = line.split_once(' ')?;
        (known == code).then(|| names.split(' ').next().unwrap_or(names))
    })
}

/// All emoji: code, and its names.
pub(crate) fn all() -> impl Iterator<Item = (&'static str, std::str::Split<'static, char>)> {
    TABLE
        .lines()
        .filter_map(|line| line.split_once(' '))
        .map(|(code, names)| (code, names.split(' ')))
}

fn span(name: &str, code: &str) -> String {
    let title = name.replace('_', " ");
    format!(
        "<span aria-label=\"{title}\" class=\"emoji emoji-{code}\" role=\"img\" title=\"{title}\">:{name}:</span>"
    )
}

/// `:name:`
pub(super) fn named(context: &Context<'_>, before: &str, rest: &str) -> Option<Taken> {
    if before.ends_with(|c: char| c.is_alphanumeric() || c == '_') {
        return None;
    }
    let end = rest[1..].find(':')? + 1;
    let name = &rest[1..end];
    let plain = |c: char| c.is_alphanumeric() || "_-+".contains(c);
    if name.is_empty() || name.len() > 80 || !name.chars().all(plain) {
        return None;
    }
    let own = context
        .world
        .realm
        .emoji
        .iter()
        .find(|emoji| emoji.name == name && !emoji.deactivated);
    let html = if let Some(own) = own {
        let title = name.replace('_', " ");
        format!(
            "<img alt=\":{name}:\" class=\"emoji\" src=\"{}\" title=\"{title}\">",
            own.source_url()
        )
    } else if name == "zulip" {
        "<img alt=\":zulip:\" class=\"emoji\" \
         src=\"/static/generated/emoji/images/emoji/unicode/zulip.png\" title=\"zulip\">"
            .to_owned()
    } else {
        span(name, code(name)?)
    };
    Some(Taken {
        length: end + 1,
        html,
    })
}

/// An emoji as characters. Only those shown as pictures by themselves, or followed
/// by the selector that asks for it, are replaced; with skin tones they stay.
pub(super) fn literal(rest: &str) -> Option<Taken> {
    let first = rest.chars().next().filter(|c| may_be_emoji(*c))?;
    let sequence = &rest[..sequence_length(rest)];
    if sequence.contains(is_skin_tone) {
        return Some(Taken {
            length: sequence.len(),
            html: sequence.to_owned(),
        });
    }
    if u32::from(first) < 0x1f000 && !sequence.contains('\u{fe0f}') && !is_shown_as_picture(first) {
        return None;
    }
    // The longest known part at the front; selectors are not part of codes.
    let mut code = String::new();
    let mut best = None;
    let mut length = 0;
    for c in sequence.chars() {
        length += c.len_utf8();
        if c != '\u{fe0f}' {
            if !code.is_empty() {
                code.push('-');
            }
            code.push_str(&format!("{:04x}", u32::from(c)));
        }
        if let Some(name) = name(&code) {
            best = Some((length, name, code.clone()));
        }
    }
    let (length, name, code) = best?;
    Some(Taken {
        length,
        html: span(name, &code),
    })
}

/// Bytes of the emoji sequence at the front of a text: flags of two letters, a
/// symbol with its selector or tone, and what is joined to it.
fn sequence_length(text: &str) -> usize {
    let mut length = 0;
    let mut joined = true;
    let mut flags = 0;
    for c in text.chars() {
        let regional = ('\u{1f1e6}'..='\u{1f1ff}').contains(&c);
        let modifier = c == '\u{fe0f}' || c == '\u{20e3}' || is_skin_tone(c);
        if c == '\u{200d}' {
            joined = true;
        } else if regional && flags == 1 {
            flags = 2;
        } else if modifier && length > 0 {
            joined = false;
        } else if joined && (may_be_emoji(c) || length > 0) {
            joined = false;
            flags = usize::from(regional);
        } else {
            break;
        }
        length += c.len_utf8();
    }
    length
}

fn is_skin_tone(c: char) -> bool {
    ('\u{1f3fb}'..='\u{1f3ff}').contains(&c)
}

fn may_be_emoji(c: char) -> bool {
    matches!(u32::from(c), 0xa9 | 0xae | 0x203c..=0x3299 | 0x1f000..=0x1faff)
}

/// Symbols of the old blocks that are pictures without a selector.
fn is_shown_as_picture(c: char) -> bool {
    matches!(
        u32::from(c),
        0x231a..=0x231b | 0x23e9..=0x23f3 | 0x25fd..=0x25fe | 0x2614..=0x2615 | 0x2648..=0x2653
            | 0x267f | 0x2693 | 0x26a1 | 0x26aa..=0x26ab | 0x26bd..=0x26be | 0x26c4..=0x26c5
            | 0x26ce | 0x26d4 | 0x26ea | 0x26f2..=0x26f5 | 0x26fa | 0x26fd | 0x2705
            | 0x270a..=0x270b | 0x2728 | 0x274c | 0x274e | 0x2753..=0x2757 | 0x2795..=0x2797
            | 0x27b0 | 0x27bf | 0x2b1b..=0x2b1c | 0x2b50 | 0x2b55
    )
}

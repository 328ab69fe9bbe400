//! Vi's text objects: words, quotes, brackets, paragraphs.

use std::ops::Range;

use super::super::motion as places;
use super::motion::class;

/// The object at a place, with what is around it or without.
pub(super) fn object(
    text: &str,
    at: usize,
    around: bool,
    name: char,
    count: usize,
) -> Option<Range<usize>> {
    match name {
        'w' | 'W' => word(text, at, around, name == 'W', count),
        'p' => paragraph(text, at, around),
        '"' | '\'' | '`' => quotes(text, at, around, name),
        '(' | ')' | 'b' => brackets(text, at, around, ('(', ')'), count),
        '[' | ']' => brackets(text, at, around, ('[', ']'), count),
        '{' | '}' | 'B' => brackets(text, at, around, ('{', '}'), count),
        '<' | '>' => brackets(text, at, around, ('<', '>'), count),
        _ => None,
    }
}

fn word(text: &str, at: usize, around: bool, big: bool, count: usize) -> Option<Range<usize>> {
    let (first, last) = (places::line_start(text, at), places::line_end(text, at));
    if first == last {
        return None;
    }
    let at = at.min(places::before(text, last).max(first));
    let begun = class(text, at, big);
    let mut start = at;
    while start > first {
        let before = places::before(text, start);
        if class(text, before, big) != begun {
            break;
        }
        start = before;
    }
    let run = |mut end: usize| {
        let of = class(text, end, big);
        while end < last && class(text, end, big) == of {
            end = places::behind(text, end).min(last);
        }
        end
    };
    let mut end = run(start);
    for _ in 1..count {
        end = run(end);
    }
    if around {
        let further = if end < last { run(end) } else { end };
        let is_blank = |from: usize, to: usize| from < to && text[from..to].trim().is_empty();
        if is_blank(start, end) || is_blank(end, further) {
            end = further;
        } else {
            // Without white space behind it, that before goes along.
            let before = &text[first..start];
            start = first + before.trim_end().len();
        }
    }
    Some(start..end)
}

fn quotes(text: &str, at: usize, around: bool, quote: char) -> Option<Range<usize>> {
    let (first, last) = (places::line_start(text, at), places::line_end(text, at));
    let mut marks = text[first..last]
        .char_indices()
        .filter(|(_, c)| *c == quote)
        .map(|(mark, _)| first + mark);
    // The pair around the place, or the next one behind it.
    loop {
        let (open, close) = (marks.next()?, marks.next()?);
        if close < at {
            continue;
        }
        return Some(if around {
            let behind = &text[close + 1..last];
            close + 1 + behind.len() - behind.trim_start().len()
        } else {
            close
        })
        .map(|end| if around { open..end } else { open + 1..end });
    }
}

fn brackets(
    text: &str,
    at: usize,
    around: bool,
    (open, close): (char, char),
    count: usize,
) -> Option<Range<usize>> {
    let mut at = at;
    let mut depth = count;
    let mut start = None;
    if text[at..].starts_with(open) {
        depth -= 1;
        start = Some(at);
    }
    let mut nested = 0;
    while depth > 0 {
        let (place, c) = text[..at]
            .char_indices()
            .rev()
            .find(|(_, c)| *c == open || *c == close)?;
        at = place;
        if c == close {
            nested += 1;
        } else if nested > 0 {
            nested -= 1;
        } else {
            depth -= 1;
            start = Some(place);
        }
    }
    let start = start?;
    let mut nested = 0;
    let end = text[start + 1..].char_indices().find_map(|(place, c)| {
        if c == open {
            nested += 1;
        } else if c == close {
            if nested == 0 {
                return Some(start + 1 + place);
            }
            nested -= 1;
        }
        None
    })?;
    Some(if around {
        start..end + 1
    } else {
        start + 1..end
    })
}

fn paragraph(text: &str, at: usize, around: bool) -> Option<Range<usize>> {
    if text.is_empty() {
        return None;
    }
    let blank = |at| {
        text[places::line_start(text, at)..places::line_end(text, at)]
            .trim()
            .is_empty()
    };
    let kind = blank(at);
    let mut start = places::line_start(text, at);
    while start > 0 && blank(start - 1) == kind {
        start = places::line_start(text, start - 1);
    }
    let run = |mut end: usize, kind: bool| {
        while end < text.len() && blank(end) == kind {
            end = (places::line_end(text, end) + 1).min(text.len());
        }
        end
    };
    let mut end = run(start, kind);
    if around {
        end = run(end, !kind);
    }
    Some(start..end)
}

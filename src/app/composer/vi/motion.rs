//! Vi's motions. Pure functions on a text.

use super::super::buffer::Buffer;
use super::super::motion as places;
use super::super::wrap::Wrapped;
use super::command::Step;

/// What `f`, `F`, `t` or `T` looked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Find {
    pub(super) how: char,
    pub(super) what: char,
}

/// Where a motion ends, and what an operator takes of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Target {
    pub(super) to: usize,
    pub(super) takes: Takes,
}

/// What an operator takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Takes {
    /// Up to the target.
    Before,
    /// The character at the target too.
    Whole,
    /// Whole lines.
    Lines,
}

/// What a character is for `w`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Class {
    Blank,
    Word,
    Mark,
}

/// The class of the character at a place; blank at the end.
pub(super) fn class(text: &str, at: usize, big: bool) -> Class {
    match text[at..].chars().next() {
        None => Class::Blank,
        Some(c) if c.is_whitespace() => Class::Blank,
        Some(c) if big || c.is_alphanumeric() || c == '_' => Class::Word,
        // Emoji and the like are no words; what is joined to them goes along as a grapheme.
        Some(_) => Class::Mark,
    }
}

fn is_empty_line(text: &str, at: usize) -> bool {
    at == places::line_start(text, at) && at == places::line_end(text, at)
}

pub(super) fn word_on(text: &str, mut at: usize, big: bool) -> usize {
    let begun = class(text, at, big);
    while at < text.len() && begun != Class::Blank && class(text, at, big) == begun {
        at = places::behind(text, at);
    }
    while at < text.len() && class(text, at, big) == Class::Blank {
        at = places::behind(text, at);
        if is_empty_line(text, at) {
            break;
        }
    }
    at
}

pub(super) fn word_back(text: &str, mut at: usize, big: bool) -> usize {
    while at > 0 {
        at = places::before(text, at);
        if class(text, at, big) != Class::Blank || is_empty_line(text, at) {
            break;
        }
    }
    let begun = class(text, at, big);
    while at > 0 && begun != Class::Blank {
        let before = places::before(text, at);
        if class(text, before, big) != begun {
            break;
        }
        at = before;
    }
    at
}

pub(super) fn word_end(text: &str, mut at: usize, big: bool) -> usize {
    at = places::behind(text, at);
    while at < text.len() && class(text, at, big) == Class::Blank {
        at = places::behind(text, at);
    }
    let begun = class(text, at, big);
    loop {
        let next = places::behind(text, at);
        if next >= text.len() || class(text, next, big) != begun {
            return at;
        }
        at = next;
    }
}

/// To the end of the word before.
fn end_back(text: &str, mut at: usize, big: bool) -> usize {
    let begun = class(text, at, big);
    while at > 0 && class(text, at, big) == begun && begun != Class::Blank {
        at = places::before(text, at);
    }
    while at > 0 && class(text, at, big) == Class::Blank {
        at = places::before(text, at);
    }
    at
}

pub(super) fn first_word(text: &str, at: usize) -> usize {
    let (start, end) = (places::line_start(text, at), places::line_end(text, at));
    let line = &text[start..end];
    let blank = line.len() - line.trim_start().len();
    start + if blank == line.len() { 0 } else { blank }
}

fn line(text: &str, at: usize, by: usize, down: bool) -> Option<usize> {
    let mut at = at;
    for _ in 0..by {
        at = if down {
            let end = places::line_end(text, at);
            (end < text.len()).then_some(end + 1)?
        } else {
            let start = places::line_start(text, at);
            (start > 0).then(|| places::line_start(text, start - 1))?
        };
    }
    Some(at)
}

/// The next line without words, or the one before.
fn paragraph(text: &str, at: usize, down: bool) -> usize {
    let blank = |at| {
        text[places::line_start(text, at)..places::line_end(text, at)]
            .trim()
            .is_empty()
    };
    let mut at = places::line_start(text, at);
    let mut seen = !blank(at);
    loop {
        let Some(next) = line(text, at, 1, down) else {
            return if down { text.len() } else { 0 };
        };
        at = places::line_start(text, next);
        if blank(at) && seen {
            return at;
        }
        seen |= !blank(at);
    }
}

fn find(text: &str, at: usize, find: Find, count: usize, again: bool) -> Option<usize> {
    let (start, end) = (places::line_start(text, at), places::line_end(text, at));
    let mut at = at;
    for number in 0..count {
        let skips = again && number == 0;
        let found = if matches!(find.how, 'f' | 't') {
            let mut from = places::behind(text, at);
            // `;` after `t` stands before it already.
            if skips && find.how == 't' && text[from..].starts_with(find.what) {
                from = places::behind(text, from);
            }
            from + text.get(from..end)?.find(find.what)?
        } else {
            let before = &text[start..at];
            let before = match before.strip_suffix(find.what) {
                Some(less) if skips && find.how == 'T' => less,
                Some(_) | None => before,
            };
            start + before.rfind(find.what)?
        };
        at = places::boundary_to(text, found);
    }
    Some(match find.how {
        't' => places::before(text, at),
        'T' => places::behind(text, at),
        _ => at,
    })
}

/// Where a motion leads. `None` where it leads nowhere. Going up and down keeps to a column.
pub(super) fn target(
    step: Step,
    count: Option<usize>,
    buffer: &Buffer,
    rows: &Wrapped,
    last: Option<Find>,
    operates: bool,
) -> Option<Target> {
    let (text, at) = (buffer.text(), buffer.cursor());
    let times = count.unwrap_or(1);
    let repeat = |go: fn(&str, usize, bool) -> usize, big: bool| {
        (0..times).fold(at, |at, _| go(text, at, big))
    };
    let before = |to| Target {
        to,
        takes: Takes::Before,
    };
    let whole = |to| Target {
        to,
        takes: Takes::Whole,
    };
    let lines = |to| Target {
        to,
        takes: Takes::Lines,
    };
    let found = |look: Find, again| {
        let to = find(text, at, look, times, again)?;
        Some(if matches!(look.how, 'f' | 't') {
            whole(to)
        } else {
            before(to)
        })
    };
    Some(match step {
        Step::Key('h') => {
            let start = places::line_start(text, at);
            let to = (0..times).fold(at, |at, _| places::before(text, at).max(start));
            before(to)
        }
        Step::Key('l' | ' ') => {
            let end = places::line_end(text, at);
            before((0..times).fold(at, |at, _| places::behind(text, at).min(end)))
        }
        Step::Key(c @ ('j' | 'k')) if operates => lines(line(text, at, times, c == 'j')?),
        Step::Key(c @ ('j' | 'k')) | Step::G(c @ ('j' | 'k')) => {
            let row = rows.row_of(at.min(text.len()));
            let last = rows.len() - 1;
            let to = if c == 'j' {
                (row + times).min(last)
            } else {
                row.saturating_sub(times)
            };
            let goal = buffer.goal.unwrap_or_else(|| rows.column(text, at));
            (to != row).then(|| before(rows.byte_at(text, to, goal)))?
        }
        Step::Key('+') => lines(first_word(text, line(text, at, times, true)?)),
        Step::Key('-') => lines(first_word(text, line(text, at, times, false)?)),
        Step::Key('_') => lines(first_word(text, line(text, at, times - 1, true)?)),
        Step::Key('w') => before(repeat(word_on, false)),
        Step::Key('W') => before(repeat(word_on, true)),
        Step::Key('b') => before(repeat(word_back, false)),
        Step::Key('B') => before(repeat(word_back, true)),
        Step::Key('e') => whole(repeat(word_end, false)),
        Step::Key('E') => whole(repeat(word_end, true)),
        Step::G('e') => whole(repeat(end_back, false)),
        Step::G('E') => whole(repeat(end_back, true)),
        Step::Key('0') => before(places::line_start(text, at)),
        Step::Key('^') => before(first_word(text, at)),
        Step::Key('$') => {
            let to = line(text, at, times - 1, true)?;
            before(places::line_end(text, to))
        }
        Step::G('_') => {
            let (start, end) = (places::line_start(text, at), places::line_end(text, at));
            let used = text[start..end].trim_end().len();
            whole(places::before(text, start + used).max(start))
        }
        Step::Key('|') => {
            let end = places::line_end(text, at);
            let start = places::line_start(text, at);
            before((1..times).fold(start, |at, _| places::behind(text, at).min(end)))
        }
        Step::Key('G') | Step::G('g') => {
            let number = match (step, count) {
                (_, Some(number)) => number,
                (Step::G(_), None) => 1,
                (_, None) => usize::MAX,
            };
            let mut to = 0;
            for _ in 1..number {
                match line(text, to, 1, true) {
                    Some(next) => to = next,
                    None => break,
                }
            }
            lines(first_word(text, to))
        }
        Step::Key(c @ ('{' | '}')) => {
            before((0..times).fold(at, |at, _| paragraph(text, at, c == '}')))
        }
        Step::Key(c @ (';' | ',')) => {
            let mut look = last?;
            if c == ',' {
                look.how = match look.how {
                    'f' => 'F',
                    'F' => 'f',
                    't' => 'T',
                    _ => 't',
                };
            }
            found(look, true)?
        }
        Step::Find(how, what) => found(Find { how, what }, false)?,
        Step::Key(_) | Step::G(_) => return None,
    })
}

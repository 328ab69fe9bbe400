//! What Vi's commands do to the text.

use std::ops::Range;

use super::super::buffer::Buffer;
use super::super::kills::{Cut, Kills};
use super::super::motion as places;
use super::super::wrap::Wrapped;
use super::command::{Operator, Over, Step, What, Whole};
use super::motion::{self, Find, Takes};
use super::object::object;
use super::{Mode, Vi, command};

/// A text that grows by repeating does not grow over this, in bytes.
const MOST: usize = 100_000;

impl Vi {
    /// Does it. Whether it means something here.
    pub(super) fn perform(
        &mut self,
        whole: &Whole,
        keys: &[char],
        buffer: &mut Buffer,
        rows: &Wrapped,
        kills: &mut Kills,
    ) -> bool {
        let times = whole.count.unwrap_or(1);
        let before = (self.mode, buffer.text().to_owned());
        let done = match whole.what {
            What::Go(step) => self.travel(step, whole.count, buffer, rows),
            What::Operate(operator, over) => {
                self.operate_over(operator, over, whole.count, keys, buffer, rows, kills)
            }
            What::Replace(c) => self.replace(c, times, buffer),
            What::Select(around, name) => {
                let found = object(buffer.text(), buffer.cursor(), around, name, times);
                match found.filter(|found| !found.is_empty()) {
                    Some(found) => {
                        self.anchor = found.start;
                        buffer.go(places::before(buffer.text(), found.end), false);
                        true
                    }
                    None => false,
                }
            }
            What::Simple('.') => return self.again(whole.count, buffer, rows, kills),
            What::Simple('u') => (0..times).filter(|_| buffer.undo()).count() > 0,
            What::Simple(c) => self.simple(c, times, keys, buffer, kills),
        };
        let is_undo = whole.what == What::Simple('u');
        if self.mode == Mode::Normal
            && !is_undo
            && before.0 == Mode::Normal
            && *buffer.text() != *before.1
        {
            self.change = super::Change {
                keys: keys.to_vec(),
                typed: String::new(),
            };
        }
        done
    }

    fn travel(
        &mut self,
        step: Step,
        count: Option<usize>,
        buffer: &mut Buffer,
        rows: &Wrapped,
    ) -> bool {
        if let Step::Find(how, what) = step {
            self.find = Some(Find { how, what });
        }
        let Some(target) = motion::target(step, count, buffer, rows, self.find, false) else {
            return false;
        };
        let goal = match step {
            Step::Key('j' | 'k') | Step::G('j' | 'k') => {
                let column = rows.column(buffer.text(), buffer.cursor());
                Some(buffer.goal.unwrap_or(column))
            }
            Step::Key('$') => Some(usize::MAX),
            Step::Key(_) | Step::G(_) | Step::Find(..) => None,
        };
        buffer.go(target.to, false);
        buffer.goal = goal;
        true
    }

    /// Cuts, changes or copies a part; whole lines with their line feed.
    pub(super) fn operate(
        &mut self,
        operator: Operator,
        part: Range<usize>,
        lines: bool,
        keys: &[char],
        buffer: &mut Buffer,
        kills: &mut Kills,
    ) {
        let text = buffer.text();
        let mut piece = text[part.clone()].to_owned();
        if lines && !piece.ends_with('\n') {
            piece.push('\n');
        }
        self.lines = lines.then(|| piece.clone());
        kills.push(piece, Cut::Alone);
        match operator {
            Operator::Yank => buffer.go(part.start, false),
            Operator::Delete => {
                // The last line takes the line feed before it.
                let last = lines && part.end == text.len() && !text[part.clone()].ends_with('\n');
                let start = if last {
                    part.start.saturating_sub(1)
                } else {
                    part.start
                };
                buffer.cut(start..part.end);
                if lines {
                    let at = buffer.cursor();
                    buffer.go(motion::first_word(buffer.text(), at), false);
                }
            }
            Operator::Change => {
                let feed = lines && text[part.clone()].ends_with('\n');
                let end = if feed { part.end - 1 } else { part.end };
                if part.start < end {
                    buffer.cut(part.start..end);
                } else {
                    buffer.go(part.start, false);
                }
                self.insert(buffer, keys);
                return;
            }
        }
        self.mode = Mode::Normal;
    }

    #[allow(clippy::too_many_arguments, reason = "they are one command's parts")]
    fn operate_over(
        &mut self,
        operator: Operator,
        over: Over,
        count: Option<usize>,
        keys: &[char],
        buffer: &mut Buffer,
        rows: &Wrapped,
        kills: &mut Kills,
    ) -> bool {
        let (text, at) = (buffer.text(), buffer.cursor());
        let times = count.unwrap_or(1);
        let (part, lines) = match over {
            Over::Lines => {
                let mut end = at;
                for _ in 1..times {
                    end = (places::line_end(text, end) + 1).min(text.len());
                }
                (whole_lines(text, at..end), true)
            }
            Over::Object(around, name) => {
                let Some(found) = object(text, at, around, name, times) else {
                    return false;
                };
                (found, name == 'p')
            }
            Over::Motion(step) => {
                // `cw` leaves the white space behind the word.
                let on_word = motion::class(text, at, false) != motion::Class::Blank;
                let step = match (operator, step) {
                    (Operator::Change, Step::Key('w')) if on_word => Step::Key('e'),
                    (Operator::Change, Step::Key('W')) if on_word => Step::Key('E'),
                    (Operator::Delete | Operator::Change | Operator::Yank, step) => step,
                };
                if let Step::Find(how, what) = step {
                    self.find = Some(Find { how, what });
                }
                let end_of_word =
                    matches!(step, Step::Key('e' | 'E')) && operator == Operator::Change;
                let Some(target) = motion::target(step, count, buffer, rows, self.find, true)
                else {
                    return false;
                };
                let mut to = target.to;
                if end_of_word && is_last_of_word(text, at, step) {
                    // The end of the word that the cursor is on, not of the next.
                    let more = times - 1;
                    to = (0..more).fold(at, |at, _| {
                        motion::word_end(text, at, step == Step::Key('E'))
                    });
                }
                let (start, end) = (at.min(to), at.max(to));
                match target.takes {
                    Takes::Lines => (whole_lines(text, start..end), true),
                    Takes::Whole => (start..places::behind(text, end), false),
                    Takes::Before => {
                        // A word's end is its line's, where the next word is further down.
                        let by_word = matches!(step, Step::Key('w' | 'W'));
                        let line = places::line_end(text, start);
                        let only_blank = end > line && text[line..end].trim().is_empty();
                        let end = if by_word && only_blank && line > start {
                            line
                        } else {
                            end
                        };
                        (start..end, false)
                    }
                }
            }
        };
        if part.is_empty() && operator != Operator::Change && !lines {
            return false;
        }
        self.operate(operator, part, lines, keys, buffer, kills);
        true
    }

    fn replace(&mut self, c: char, times: usize, buffer: &mut Buffer) -> bool {
        let (text, at) = (buffer.text(), buffer.cursor());
        if let Some(part) = self.selected(buffer) {
            let new: String = text[part.clone()]
                .chars()
                .map(|old| if old == '\n' { old } else { c })
                .collect();
            buffer.replace(part.clone(), &new);
            buffer.go(part.start, false);
            self.mode = Mode::Normal;
            return true;
        }
        let line = places::line_end(text, at);
        let mut end = at;
        for _ in 0..times {
            if end >= line {
                return false;
            }
            end = places::behind(text, end).min(line);
        }
        buffer.replace(at..end, &c.to_string().repeat(times));
        let behind = buffer.cursor();
        buffer.go(places::before(buffer.text(), behind), false);
        true
    }

    fn simple(
        &mut self,
        c: char,
        times: usize,
        keys: &[char],
        buffer: &mut Buffer,
        kills: &mut Kills,
    ) -> bool {
        let selected = self.selected(buffer);
        let lines = self.mode == Mode::Lines;
        let (text, at) = (buffer.text(), buffer.cursor());
        let (start, end) = (places::line_start(text, at), places::line_end(text, at));
        if let Some(part) = selected {
            return self.on_selected(c, part, lines, buffer, kills);
        }
        let on = |times: usize| (0..times).fold(at, |at, _| places::behind(text, at).min(end));
        match c {
            'x' | 's' => {
                let part = at..on(times);
                if part.is_empty() && c == 'x' {
                    return false;
                }
                let operator = if c == 'x' {
                    Operator::Delete
                } else {
                    Operator::Change
                };
                self.operate(operator, part, false, keys, buffer, kills);
            }
            'X' => {
                let from = (0..times).fold(at, |at, _| places::before(text, at).max(start));
                if from == at {
                    return false;
                }
                self.operate(Operator::Delete, from..at, false, keys, buffer, kills);
            }
            'D' | 'C' => {
                let operator = if c == 'D' {
                    Operator::Delete
                } else {
                    Operator::Change
                };
                self.operate(operator, at..end, false, keys, buffer, kills);
            }
            'S' => {
                let part = whole_lines(text, at..at);
                self.operate(Operator::Change, part, true, keys, buffer, kills);
            }
            'Y' => {
                let part = whole_lines(text, at..at);
                self.operate(Operator::Yank, part, true, keys, buffer, kills);
                buffer.go(at, false);
            }
            'J' => return join(times.max(2) - 1, buffer),
            'p' | 'P' => return self.put(c == 'p', times, buffer, kills),
            '~' => {
                let part = at..on(times);
                if part.is_empty() {
                    return false;
                }
                let new = swapped(&text[part.clone()]);
                buffer.replace(part, &new);
            }
            'i' => self.insert(buffer, keys),
            'I' => {
                buffer.go(motion::first_word(text, at), false);
                self.insert(buffer, keys);
            }
            'a' => {
                buffer.go(on(1), false);
                self.insert(buffer, keys);
            }
            'A' => {
                buffer.go(end, false);
                self.insert(buffer, keys);
            }
            'o' => {
                buffer.go(end, false);
                buffer.paste("\n");
                self.insert(buffer, keys);
            }
            'O' => {
                buffer.go(start, false);
                buffer.paste("\n");
                buffer.go(start, false);
                self.insert(buffer, keys);
            }
            'v' | 'V' => {
                self.anchor = at;
                self.mode = if c == 'v' { Mode::Visual } else { Mode::Lines };
            }
            _ => return false,
        }
        true
    }

    /// Puts back what was cut last: behind the cursor, or before it; lines below, or above.
    fn put(&mut self, behind: bool, times: usize, buffer: &mut Buffer, kills: &mut Kills) -> bool {
        let Some(piece) = kills.newest().map(str::to_owned) else {
            return false;
        };
        let times = times.min(MOST / piece.len().max(1)).max(1);
        let (text, at) = (buffer.text(), buffer.cursor());
        if self.lines.as_deref() == Some(&*piece) {
            let all = piece.repeat(times);
            let start = places::line_start(text, at);
            let end = places::line_end(text, at);
            let place = if !behind {
                buffer.replace(start..start, &all);
                start
            } else if end < text.len() {
                buffer.replace(end + 1..end + 1, &all);
                end + 1
            } else {
                // Below the last line, which has no line feed.
                buffer.replace(end..end, &format!("\n{}", all.trim_end_matches('\n')));
                end + 1
            };
            let place = place.min(buffer.text().len());
            buffer.go(motion::first_word(buffer.text(), place), false);
            return true;
        }
        let end = places::line_end(text, at);
        let place = if behind {
            places::behind(text, at).min(end)
        } else {
            at
        };
        buffer.replace(place..place, &piece.repeat(times));
        let after = buffer.cursor();
        buffer.go(places::before(buffer.text(), after), false);
        true
    }

    /// Does the last change again.
    fn again(
        &mut self,
        count: Option<usize>,
        buffer: &mut Buffer,
        rows: &Wrapped,
        kills: &mut Kills,
    ) -> bool {
        let change = self.change.clone();
        let keys: Vec<char> = match count {
            // Another count takes the place of its own.
            Some(count) => {
                let own = change.keys.iter().skip_while(|c| c.is_ascii_digit());
                count.to_string().chars().chain(own.copied()).collect()
            }
            None => change.keys.clone(),
        };
        let command::Parsed::Whole(whole) = command::parse(&keys, false) else {
            return false;
        };
        if matches!(whole.what, What::Simple('.' | 'u')) {
            return false;
        }
        let done = self.perform(&whole, &keys, buffer, rows, kills);
        if self.mode == Mode::Insert {
            if !change.typed.is_empty() {
                buffer.paste(&change.typed);
            }
            self.end_insert(buffer);
        }
        self.change = super::Change {
            keys,
            typed: change.typed,
        };
        done
    }
}

/// The lines that a part touches, with the last line feed.
fn whole_lines(text: &str, part: Range<usize>) -> Range<usize> {
    let end = places::line_end(text, part.end);
    places::line_start(text, part.start)..(end + 1).min(text.len())
}

fn is_last_of_word(text: &str, at: usize, step: Step) -> bool {
    let big = step == Step::Key('E');
    let next = places::behind(text, at);
    next >= text.len() || motion::class(text, next, big) != motion::class(text, at, big)
}

/// Joins so many lines to the one of the cursor, a space between.
pub(super) fn join(count: usize, buffer: &mut Buffer) -> bool {
    let mut done = false;
    for _ in 0..count {
        let text = buffer.text();
        let end = places::line_end(text, buffer.cursor());
        if end >= text.len() {
            break;
        }
        let next = &text[end + 1..];
        let blank = next.len() - next.trim_start_matches([' ', '\t']).len();
        let is_blank = next[blank..].is_empty() || next[blank..].starts_with('\n');
        let space = if is_blank || text[..end].ends_with([' ', '\n']) || end == 0 {
            ""
        } else {
            " "
        };
        buffer.replace(end..end + 1 + blank, space);
        buffer.go(end, false);
        done = true;
    }
    done
}

pub(super) fn swapped(text: &str) -> String {
    text.chars()
        .flat_map(|c| {
            let other: Vec<char> = if c.is_uppercase() {
                c.to_lowercase().collect()
            } else {
                c.to_uppercase().collect()
            };
            other
        })
        .collect()
}

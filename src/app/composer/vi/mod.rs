//! The keys of Vi in the composer, where a person has set them (`composer.keys`): modes, counts,
//! operators with motions and text objects.
//!
//! [`Vi`] is pure: it gets a key and the text, changes the text through the
//! [`Buffer`]'s own doors (so that each change is one step to take back), and says what became
//! of the key. While one inserts, keys are those of the composer as ever, but for `Esc`.

mod command;
mod edit;
mod motion;
mod object;
mod select;
#[cfg(test)]
mod tests;

use std::ops::Range;

use crossterm::event::{KeyCode, KeyModifiers};

use super::buffer::Buffer;
use super::kills::Kills;
use super::motion as places;
use super::wrap::Wrapped;
use crate::app::key::Key;

use command::Parsed;
use motion::Find;

/// What keys mean.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Mode {
    /// They are typed.
    #[default]
    Insert,
    /// They are commands.
    Normal,
    /// They select: characters.
    Visual,
    /// They select: whole lines.
    Lines,
}

impl Mode {
    /// Its name on the screen.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Insert => "insert",
            Self::Normal => "normal",
            Self::Visual => "visual",
            Self::Lines => "lines",
        }
    }

    fn selects(self) -> bool {
        matches!(self, Self::Visual | Self::Lines)
    }
}

/// What became of a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// It was understood, or begins something.
    Done,
    /// It means nothing here.
    Nothing,
    /// It is the composer's, as ever.
    Not,
}

/// What is repeated by `.`.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
struct Change {
    keys: Vec<char>,
    typed: String,
}

/// What an insertion began with: to know what was typed.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Begun {
    text: String,
    at: usize,
    keys: Vec<char>,
}

/// Vi's state.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Vi {
    mode: Mode,
    /// Keys of a command that is not whole yet.
    pending: Vec<char>,
    /// Where selecting began, in bytes.
    anchor: usize,
    /// What `;` looks for.
    find: Option<Find>,
    change: Change,
    begun: Option<Begun>,
    /// What was cut as whole lines.
    lines: Option<String>,
}

impl Vi {
    /// What keys mean now.
    #[must_use]
    pub fn mode(&self) -> Mode {
        self.mode
    }

    /// The keys of a command that is not whole yet.
    #[must_use]
    pub fn pending(&self) -> String {
        self.pending.iter().collect()
    }

    /// A new text: keys are typed.
    pub fn begin(&mut self) {
        self.mode = Mode::Insert;
        self.pending.clear();
        self.begun = None;
    }

    /// What is selected, the character under the cursor included.
    #[must_use]
    pub fn selected(&self, buffer: &Buffer) -> Option<Range<usize>> {
        if !self.mode.selects() {
            return None;
        }
        let text = buffer.text();
        let anchor = places::boundary_to(text, self.anchor.min(text.len()));
        let (start, last) = (anchor.min(buffer.cursor()), anchor.max(buffer.cursor()));
        Some(match self.mode {
            Mode::Lines => {
                let end = places::line_end(text, last);
                places::line_start(text, start)..(end + 1).min(text.len())
            }
            Mode::Insert | Mode::Normal | Mode::Visual => start..places::behind(text, last),
        })
    }

    /// What was selected is the composer's selection, for a command of its own.
    pub fn hand_over(&mut self, buffer: &mut Buffer) {
        if let Some(selected) = self.selected(buffer) {
            buffer.select(selected);
            self.mode = Mode::Normal;
        }
    }

    /// Takes a key.
    pub fn key(
        &mut self,
        key: Key,
        buffer: &mut Buffer,
        rows: &Wrapped,
        kills: &mut Kills,
    ) -> Outcome {
        let is_esc = key.code() == KeyCode::Esc && key.modifiers() == KeyModifiers::NONE;
        if self.mode == Mode::Insert {
            if is_esc {
                self.end_insert(buffer);
                return Outcome::Done;
            }
            return Outcome::Not;
        }
        let c = match (key.typed(), key.code()) {
            (Some(c), _) => c,
            (None, KeyCode::Esc) if is_esc => {
                if self.pending.is_empty() && self.mode == Mode::Normal {
                    return Outcome::Not;
                }
                self.pending.clear();
                self.mode = Mode::Normal;
                stand(buffer);
                return Outcome::Done;
            }
            (None, KeyCode::Char('r')) if key.modifiers() == KeyModifiers::CONTROL => {
                // Redo.
                let is_done = buffer.redo();
                stand(buffer);
                return if is_done {
                    Outcome::Done
                } else {
                    Outcome::Nothing
                };
            }
            (None, code) if key.modifiers() == KeyModifiers::NONE => match code {
                KeyCode::Left | KeyCode::Backspace => 'h',
                KeyCode::Right => 'l',
                KeyCode::Up => 'k',
                KeyCode::Down => 'j',
                KeyCode::Home => '0',
                KeyCode::End => '$',
                KeyCode::Delete => 'x',
                _ => return Outcome::Not,
            },
            (None, _) => return Outcome::Not,
        };
        self.pending.push(c);
        let keys = self.pending.clone();
        match command::parse(&keys, self.mode.selects()) {
            Parsed::More => Outcome::Done,
            Parsed::Nothing => {
                self.pending.clear();
                Outcome::Nothing
            }
            Parsed::Whole(whole) => {
                self.pending.clear();
                let done = self.perform(&whole, &keys, buffer, rows, kills);
                if self.mode == Mode::Normal {
                    stand(buffer);
                }
                if done {
                    Outcome::Done
                } else {
                    Outcome::Nothing
                }
            }
        }
    }

    /// From now on keys are typed.
    fn insert(&mut self, buffer: &Buffer, keys: &[char]) {
        self.mode = Mode::Insert;
        self.begun = Some(Begun {
            text: buffer.text().to_owned(),
            at: buffer.cursor(),
            keys: keys.to_vec(),
        });
    }

    fn end_insert(&mut self, buffer: &mut Buffer) {
        self.mode = Mode::Normal;
        if let Some(begun) = self.begun.take() {
            let typed = typed_since(&begun, buffer.text()).unwrap_or_default();
            if !begun.keys.is_empty() {
                self.change = Change {
                    keys: begun.keys,
                    typed: typed.to_owned(),
                };
            }
        }
        buffer.unselect();
        let text = buffer.text();
        let at = buffer.cursor();
        if at > places::line_start(text, at) {
            buffer.go(places::before(text, at), false);
        }
        stand(buffer);
    }
}

/// What was typed where an insertion began, if it was typed in one place.
fn typed_since<'a>(begun: &Begun, now: &'a str) -> Option<&'a str> {
    let (before, behind) = begun.text.split_at_checked(begun.at)?;
    now.strip_prefix(before)?.strip_suffix(behind)
}

/// The cursor stands on a character, and not behind the last of its line.
pub(super) fn stand(buffer: &mut Buffer) {
    let (text, at) = (buffer.text(), buffer.cursor());
    let is_behind = at == places::line_end(text, at) && at > places::line_start(text, at);
    let goal = buffer.goal;
    if is_behind {
        let to = places::before(text, at);
        buffer.go(to.max(places::line_start(buffer.text(), at)), false);
        buffer.goal = goal;
    } else {
        buffer.unselect();
    }
}

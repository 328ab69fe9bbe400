//! What was changed in a text, to be taken back and done again.

/// A change of a text: at a place, something removed and something put there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Change {
    /// Where, in bytes.
    pub(super) at: usize,
    /// What stood there.
    pub(super) removed: String,
    /// What stands there instead.
    pub(super) inserted: String,
    /// Cursor and other end of the selection before.
    pub(super) before: (usize, Option<usize>),
    /// The same after.
    pub(super) after: (usize, Option<usize>),
}

/// What a change was made by: changes of one kind in a row are one step.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// Typing.
    Typing,
    /// Backspace.
    Back,
    /// Delete.
    Forward,
    /// Anything else: a step by itself.
    Whole,
}

/// The longest history, in bytes of changed text.
const LONGEST: usize = 4 << 20;

/// Steps that can be taken back, and those that were.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct History {
    done: Vec<Change>,
    undone: Vec<Change>,
    /// What the last step still takes up.
    open: Option<Kind>,
    bytes: usize,
}

impl History {
    /// The next change is a step of its own.
    pub(super) fn seal(&mut self) {
        self.open = None;
    }

    /// The last step left cursor and selection here.
    pub(super) fn after(&mut self, after: (usize, Option<usize>)) {
        if let Some(last) = self.done.last_mut() {
            last.after = after;
        }
    }

    /// Whether there is something to take back.
    pub(super) fn can_undo(&self) -> bool {
        !self.done.is_empty()
    }

    /// Whether something was taken back.
    pub(super) fn can_redo(&self) -> bool {
        !self.undone.is_empty()
    }

    pub(super) fn push(&mut self, change: Change, kind: Kind) {
        self.undone.clear();
        self.bytes += change.removed.len() + change.inserted.len();
        let open = self.open == Some(kind);
        let last = self.done.last_mut().filter(|_| open);
        if !last.is_some_and(|last| Self::join(last, &change, kind)) {
            self.done.push(change);
        }
        self.open = (kind != Kind::Whole).then_some(kind);
        if self.bytes > LONGEST {
            self.forget();
        }
    }

    /// Takes the change up into the last one, where they are one step. Whether they are.
    fn join(last: &mut Change, next: &Change, kind: Kind) -> bool {
        let joined = match kind {
            Kind::Whole => false,
            Kind::Typing => {
                let continues = next.removed.is_empty() && last.at + last.inserted.len() == next.at;
                // A new word is a new step.
                let new_word = last.inserted.ends_with(char::is_whitespace)
                    && !next.inserted.starts_with(char::is_whitespace);
                if continues && !new_word {
                    last.inserted.push_str(&next.inserted);
                }
                continues && !new_word
            }
            Kind::Back => {
                let continues = next.at + next.removed.len() == last.at;
                if continues {
                    last.removed.insert_str(0, &next.removed);
                    last.at = next.at;
                }
                continues
            }
            Kind::Forward => {
                let continues = next.at == last.at;
                if continues {
                    last.removed.push_str(&next.removed);
                }
                continues
            }
        };
        if joined {
            last.after = next.after;
        }
        joined
    }

    /// Forgets the older half.
    fn forget(&mut self) {
        self.done.drain(..self.done.len().div_ceil(2));
        let sizes = self.done.iter().map(|c| c.removed.len() + c.inserted.len());
        self.bytes = sizes.sum();
    }

    /// Takes the last step back in `text`. Gives cursor and selection as they were.
    pub(super) fn undo(&mut self, text: &mut String) -> Option<(usize, Option<usize>)> {
        let change = self.done.pop()?;
        self.open = None;
        text.replace_range(
            change.at..change.at + change.inserted.len(),
            &change.removed,
        );
        let before = change.before;
        self.undone.push(change);
        Some(before)
    }

    /// Does the last step that was taken back again.
    pub(super) fn redo(&mut self, text: &mut String) -> Option<(usize, Option<usize>)> {
        let change = self.undone.pop()?;
        self.open = None;
        text.replace_range(
            change.at..change.at + change.removed.len(),
            &change.inserted,
        );
        let after = change.after;
        self.done.push(change);
        Some(after)
    }

    /// What stands at a place was changed without a step: all steps speak of the new words.
    /// Those that broke the old ones up are forgotten.
    pub(super) fn rewrite(&mut self, at: usize, old: &str, new: &str) {
        self.open = None;
        carry(&mut self.done, at, old, new, Change::back);
        carry(&mut self.undone, at, old, new, Change::forth);
    }
}

/// Takes new words through steps, from the newest on.
fn carry(
    steps: &mut Vec<Change>,
    mut at: usize,
    old: &str,
    new: &str,
    way: fn(&mut Change, usize, &str, &str) -> Carried,
) {
    for index in (0..steps.len()).rev() {
        match way(&mut steps[index], at, old, new) {
            Carried::To(next) => at = next,
            Carried::Begun => break,
            Carried::Broken => {
                steps.drain(..=index);
                break;
            }
        }
    }
}

/// How words came through a step.
enum Carried {
    /// On its other side they stand here.
    To(usize),
    /// On its other side they are not there yet.
    Begun,
    /// It changed a part of them.
    Broken,
}

/// Where a place in a text is, once other words stand at `start`.
pub(super) fn shifted(at: usize, start: usize, old: &str, new: &str) -> usize {
    if at >= start + old.len() {
        at - old.len() + new.len()
    } else if at > start {
        start + new.len()
    } else {
        at
    }
}

impl Change {
    fn back(&mut self, at: usize, old: &str, new: &str) -> Carried {
        let shift = |at: usize, start| shifted(at, start, old, new);
        let carried = through(
            &mut self.at,
            &mut self.inserted,
            &mut self.removed,
            (at, old, new),
        );
        self.after = (shift(self.after.0, at), self.after.1.map(|a| shift(a, at)));
        if let Carried::To(next) = carried {
            self.before = (
                shift(self.before.0, next),
                self.before.1.map(|a| shift(a, next)),
            );
        }
        carried
    }

    fn forth(&mut self, at: usize, old: &str, new: &str) -> Carried {
        let shift = |at: usize, start| shifted(at, start, old, new);
        let carried = through(
            &mut self.at,
            &mut self.removed,
            &mut self.inserted,
            (at, old, new),
        );
        self.before = (
            shift(self.before.0, at),
            self.before.1.map(|a| shift(a, at)),
        );
        if let Carried::To(next) = carried {
            self.after = (
                shift(self.after.0, next),
                self.after.1.map(|a| shift(a, next)),
            );
        }
        carried
    }
}

/// A step at `place` has `now` on this side and `then` on the other.
fn through(
    place: &mut usize,
    now: &mut String,
    then: &mut String,
    (at, old, new): (usize, &str, &str),
) -> Carried {
    let end = *place + now.len();
    if end <= at {
        return Carried::To(at - now.len() + then.len());
    }
    if *place >= at + old.len() {
        *place = *place - old.len() + new.len();
        return Carried::To(at);
    }
    if *place > at || end < at + old.len() {
        return Carried::Broken;
    }
    let inside = at - *place;
    now.replace_range(inside..inside + old.len(), new);
    match then.find(old) {
        Some(found) => {
            then.replace_range(found..found + old.len(), new);
            Carried::To(*place + found)
        }
        None => Carried::Begun,
    }
}

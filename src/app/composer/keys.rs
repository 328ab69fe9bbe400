//! What keys do to the text.

use super::buffer::Buffer;
use super::kills::Cut;
use super::{Composer, Last, Part, motion};
use crate::app::state::Turn;

/// Where the cursor goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Motion {
    /// One character to the left.
    Left,
    /// One character to the right.
    Right,
    /// To the start of the word before.
    WordLeft,
    /// To the end of the next word.
    WordRight,
    /// One row up.
    Up,
    /// One row down.
    Down,
    /// To the start of the row.
    RowStart,
    /// To the end of the row.
    RowEnd,
    /// To the start of the line.
    LineStart,
    /// To the end of the line.
    LineEnd,
    /// To the start of the text.
    Start,
    /// To the end of the text.
    End,
}

/// What is cut.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Piece {
    /// The word before the cursor.
    WordBefore,
    /// The word behind the cursor.
    WordBehind,
    /// What stands before the cursor up to white space; what is selected, if something is.
    ChunkBefore,
    /// The line before the cursor.
    LineBefore,
    /// The line behind the cursor; at its end, the line feed.
    LineBehind,
}

impl Composer {
    fn target(&self, motion: Motion) -> usize {
        let (text, at) = (self.buffer.text(), self.buffer.cursor());
        let row = self.rows.rows()[self.rows.row_of(at)];
        match motion {
            Motion::Left => motion::before(text, at),
            Motion::Right => motion::behind(text, at),
            Motion::WordLeft => motion::word_before(text, at),
            Motion::WordRight => motion::word_behind(text, at),
            Motion::RowStart => row.start,
            Motion::RowEnd if row.last => row.end,
            Motion::RowEnd => motion::before(text, row.end).max(row.start),
            Motion::LineStart => motion::line_start(text, at),
            Motion::LineEnd => motion::line_end(text, at),
            Motion::Start => 0,
            Motion::End => text.len(),
            Motion::Up | Motion::Down => at,
        }
    }

    /// Moves the cursor; with `select`, what it goes over is selected.
    fn go(&mut self, motion: Motion, select: bool) {
        if !select && let Some(selected) = self.buffer.selection() {
            // As everywhere: the selection's end in that direction.
            match motion {
                Motion::Left => return self.buffer.go(selected.start, false),
                Motion::Right => return self.buffer.go(selected.end, false),
                Motion::WordLeft | Motion::WordRight | Motion::Up | Motion::Down => {}
                Motion::RowStart | Motion::RowEnd | Motion::LineStart => {}
                Motion::LineEnd | Motion::Start | Motion::End => {}
            }
        }
        match motion {
            Motion::Up => self.go_row(-1, select),
            Motion::Down => self.go_row(1, select),
            Motion::Left
            | Motion::Right
            | Motion::WordLeft
            | Motion::WordRight
            | Motion::RowStart
            | Motion::RowEnd
            | Motion::LineStart
            | Motion::LineEnd
            | Motion::Start
            | Motion::End => self.buffer.go(self.target(motion), select),
        }
    }

    /// A row up or down, to the column where going up and down began.
    fn go_row(&mut self, by: isize, select: bool) {
        let (text, at) = (self.buffer.text(), self.buffer.cursor());
        let row = self.rows.row_of(at);
        let column = self.rows.column(text, at);
        let goal = self.buffer.goal.unwrap_or(column);
        let to = match row.checked_add_signed(by) {
            None => 0,
            Some(next) if next >= self.rows.len() => text.len(),
            Some(next) => self.rows.byte_at(text, next, goal),
        };
        self.buffer.go_keeping_goal(to, select);
        self.buffer.goal = Some(goal);
    }
}

impl Turn<'_> {
    /// The composer, where keys go to its text.
    fn text_mut(&mut self) -> Option<&mut Composer> {
        let composer = self.app.composer.as_deref_mut()?;
        (composer.focused && composer.part == Part::Text).then_some(composer)
    }

    /// Everything that follows from another text.
    pub(in crate::app) fn text_changed(&mut self) {
        if let Some(composer) = self.app.composer.as_deref_mut() {
            composer.preview = None;
        }
        self.lay_out_text();
    }

    /// Moves the cursor of the text.
    pub fn move_in_text(&mut self, motion: Motion, select: bool) {
        if self.scroll_preview(motion) {
            return;
        }
        if let Some(composer) = self.text_mut() {
            composer.last = Last::Other;
            composer.go(motion, select);
        }
    }

    /// Changes the text.
    pub fn edit_text(&mut self, edit: impl FnOnce(&mut Buffer)) {
        if let Some(composer) = self.text_mut() {
            composer.last = Last::Other;
            edit(&mut composer.buffer);
            self.typed();
            self.text_changed();
        }
    }

    /// Types or pastes into the composer, where it has the keys. Whether it has.
    pub(in crate::app) fn type_into_composer(&mut self, text: &str, pasted: bool) -> bool {
        let Some(composer) = self.app.composer.as_deref_mut() else {
            return false;
        };
        if !composer.focused || !self.app.layers.is_empty() {
            return false;
        }
        composer.prefixed = false;
        if composer.part != Part::Text {
            self.type_into_field(text);
            return true;
        }
        composer.last = Last::Other;
        let fits = if pasted {
            composer.paste(text)
        } else {
            composer.buffer.insert(text)
        };
        self.typed();
        self.text_changed();
        if !fits {
            self.complain("The text is too long: its end was left out.");
        }
        true
    }

    /// A paste: into the composer, a prompt or a filter. Files that were dropped on the terminal
    /// are offered to be attached; where nothing was pasted, a picture may be meant.
    pub(in crate::app) fn paste(&mut self, text: &str) {
        let writes = self.app.writing().is_some();
        if text.is_empty() && writes {
            self.attach_picture(false);
        } else if !self.type_into_composer(text, true) {
            self.type_text(text);
        } else if writes {
            self.look_at_paste(text);
        }
    }

    /// A key changed the text.
    fn typed(&mut self) {
        let now = self.app.now;
        if let Some(composer) = self.app.composer.as_deref_mut() {
            composer.typed_at = Some(now);
        }
    }

    /// Puts text in where the cursor is, as one step.
    pub(in crate::app) fn put_in(&mut self, text: &str) {
        if !text.is_empty()
            && let Some(composer) = self.app.composer.as_deref_mut()
        {
            composer.part = Part::Text;
            composer.buffer.paste(text);
            self.text_changed();
        }
    }

    /// Takes the last change back.
    pub fn undo_text(&mut self) {
        if !self.text_mut().is_some_and(|c| c.buffer.undo()) {
            self.notice("There is nothing to take back.");
        }
        self.text_changed();
    }

    /// Does again what was taken back.
    pub fn redo_text(&mut self) {
        if !self.text_mut().is_some_and(|c| c.buffer.redo()) {
            self.notice("Nothing was taken back.");
        }
        self.text_changed();
    }

    /// Makes a line.
    pub fn break_line(&mut self) {
        self.edit_text(|buffer| {
            buffer.paste("\n");
        });
    }

    /// Enter: sends, or makes a line, as the person has set it. `other` does the other.
    pub fn enter_text(&mut self, other: bool) {
        let sends = self.app.enter_sends();
        if sends == other {
            self.break_line();
        } else {
            self.send_message();
        }
    }

    /// Cuts a piece of the text, to be put back by [`Turn::yank`].
    pub fn cut_text(&mut self, piece: Piece) {
        let Some(composer) = self.text_mut() else {
            return;
        };
        let (text, at) = (composer.buffer.text(), composer.buffer.cursor());
        let selected = composer.buffer.selection();
        let (range, cut) = match (piece, selected) {
            (Piece::ChunkBefore, Some(selected)) => (selected, Cut::Alone),
            (Piece::ChunkBefore, None) => (motion::chunk_before(text, at)..at, Cut::Backward),
            (Piece::WordBefore, _) => (motion::word_before(text, at)..at, Cut::Backward),
            (Piece::WordBehind, _) => (at..motion::word_behind(text, at), Cut::Forward),
            (Piece::LineBefore, _) => (motion::line_start(text, at)..at, Cut::Backward),
            (Piece::LineBehind, _) => {
                let end = motion::line_end(text, at);
                let end = if end == at {
                    motion::behind(text, at)
                } else {
                    end
                };
                (at..end, Cut::Forward)
            }
        };
        let cut = if composer.last == Last::Cut {
            cut
        } else {
            Cut::Alone
        };
        let piece = composer.buffer.cut(range);
        composer.last = Last::Cut;
        self.app.desk.kills.push(piece, cut);
        self.text_changed();
    }

    /// Copies what is selected, also to the clipboard; with `cut`, takes it away.
    pub fn copy_selected(&mut self, cut: bool) {
        let Some(composer) = self.text_mut() else {
            return;
        };
        let Some(range) = composer.buffer.selection() else {
            self.notice("Nothing is selected: Shift with the arrows selects.");
            return;
        };
        let text = composer.buffer.text()[range.clone()].to_owned();
        composer.last = Last::Other;
        if cut {
            composer.buffer.cut(range);
        }
        self.app.desk.kills.push(text.clone(), Cut::Alone);
        self.text_changed();
        self.copy(text, "what was selected");
    }

    /// Puts back what was cut last.
    pub fn yank(&mut self) {
        let Some(piece) = self.app.desk.kills.newest().map(str::to_owned) else {
            self.notice("Nothing was cut yet.");
            return;
        };
        let Some(composer) = self.text_mut() else {
            return;
        };
        let start = composer
            .buffer
            .selection()
            .map_or(composer.buffer.cursor(), |selected| selected.start);
        composer.buffer.paste(&piece);
        composer.last = Last::Yanked(start);
        self.text_changed();
    }

    /// Puts what was cut before that in its place.
    pub fn yank_older(&mut self) {
        let start = match self.text_mut().map(|composer| composer.last) {
            Some(Last::Yanked(start)) => start,
            Some(Last::Other | Last::Cut) | None => return self.yank(),
        };
        let Some(piece) = self.app.desk.kills.older().map(str::to_owned) else {
            return;
        };
        if let Some(composer) = self.text_mut() {
            let end = composer.buffer.cursor();
            composer.buffer.replace(start..end, &piece);
            composer.last = Last::Yanked(start);
            self.text_changed();
        }
    }

    /// Left: in an empty composer, edits one's last message.
    pub fn left_in_text(&mut self) {
        let is_new = |composer: &Composer| composer.editing.is_none();
        if self
            .app
            .writing()
            .is_some_and(|c| is_new(c) && c.buffer.text().is_empty())
        {
            self.edit_last_message();
        } else {
            self.move_in_text(Motion::Left, false);
        }
    }

    /// The next key says what `Ctrl+X` is for.
    pub fn prefix_text(&mut self) {
        if let Some(composer) = self.app.composer.as_deref_mut() {
            composer.prefixed = true;
        }
    }

    /// Nothing came of `Ctrl+X`.
    pub fn unprefix_text(&mut self) {
        if let Some(composer) = self.app.composer.as_deref_mut() {
            composer.prefixed = false;
        }
    }
}

impl Composer {
    /// Puts pasted text in: an address over selected text makes it a link.
    fn paste(&mut self, text: &str) -> bool {
        let address = text.trim();
        let selected = self.buffer.selection();
        if let Some(selected) = selected
            && is_address(address)
            && !is_address(self.buffer.selected().trim())
            && !self.buffer.selected().contains('\n')
        {
            let link = format!("[{}]({address})", self.buffer.selected());
            self.buffer.replace(selected, &link);
            return true;
        }
        self.buffer.paste(text)
    }
}

/// Whether a text is an address that one can go to, and nothing else.
fn is_address(text: &str) -> bool {
    let scheme = ["http://", "https://", "mailto:"]
        .iter()
        .any(|scheme| text.len() > scheme.len() && text.starts_with(scheme));
    scheme && !text.contains(char::is_whitespace)
}

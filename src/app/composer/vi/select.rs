//! What Vi's commands do to what is selected.

use std::ops::Range;

use super::super::buffer::Buffer;
use super::super::kills::{Cut, Kills};
use super::super::motion as places;
use super::command::Operator;
use super::edit::{join, swapped};
use super::{Mode, Vi};

impl Vi {
    /// Does a command of one key to a selected part.
    pub(super) fn on_selected(
        &mut self,
        c: char,
        part: Range<usize>,
        lines: bool,
        buffer: &mut Buffer,
        kills: &mut Kills,
    ) -> bool {
        match c {
            'd' | 'x' | 'D' | 'X' => {
                self.operate(Operator::Delete, part, lines, &[], buffer, kills);
            }
            'y' | 'Y' => self.operate(Operator::Yank, part, lines, &[], buffer, kills),
            'c' | 's' | 'C' | 'S' => {
                self.operate(Operator::Change, part, lines, &[], buffer, kills);
            }
            'o' | 'O' => {
                let other = self.anchor;
                self.anchor = buffer.cursor();
                buffer.go(other, false);
            }
            'v' => {
                self.mode = if lines { Mode::Visual } else { Mode::Normal };
            }
            'V' => {
                self.mode = if lines { Mode::Normal } else { Mode::Lines };
            }
            '~' => {
                let new = swapped(&buffer.text()[part.clone()]);
                buffer.replace(part.clone(), &new);
                buffer.go(part.start, false);
                self.mode = Mode::Normal;
            }
            'J' => {
                let feeds = buffer.text()[part.clone()]
                    .trim_end_matches('\n')
                    .matches('\n');
                let count = feeds.count().max(1);
                buffer.go(part.start, false);
                self.mode = Mode::Normal;
                return join(count, buffer);
            }
            'p' | 'P' => {
                let Some(piece) = kills.newest().map(str::to_owned) else {
                    return false;
                };
                let old = buffer.text()[part.clone()].to_owned();
                buffer.replace(part, &piece);
                let after = buffer.cursor();
                buffer.go(places::before(buffer.text(), after), false);
                self.lines = lines.then(|| old.clone());
                kills.push(old, Cut::Alone);
                self.mode = Mode::Normal;
            }
            'I' | 'i' => {
                buffer.go(part.start, false);
                self.insert(buffer, &[]);
            }
            'A' | 'a' => {
                buffer.go(part.end, false);
                self.insert(buffer, &[]);
            }
            _ => return false,
        }
        true
    }
}

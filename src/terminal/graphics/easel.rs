//! The pictures of a frame on their way to the terminal, and those it shows.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError, Weak};

use ratatui::buffer::{Buffer, CellDiffOption};
use ratatui::layout::Position;

use super::{Graphic, Kind, kitty};
use crate::terminal::paint::move_to;

/// One row of a picture, where it is shown.
#[derive(Debug, Clone)]
struct Hung {
    graphic: Arc<Graphic>,
    row: u16,
    x: u16,
    y: u16,
    columns: u16,
}

impl Hung {
    /// Has the cells drawn again that were left to its pixels.
    fn release(&self, buffer: &mut Buffer) {
        for x in self.x..self.x + self.columns {
            if let Some(cell) = buffer.cell_mut((x, self.y))
                && cell.diff_option == CellDiffOption::Skip
            {
                cell.set_diff_option(CellDiffOption::None);
            }
        }
    }
}

/// The pictures of one frame. Clones are the same: one is with what draws, one with
/// the screen, which looks at it when the frame is sent.
#[derive(Debug, Clone, Default)]
pub struct Easel(Arc<Mutex<Vec<Hung>>>);

impl Easel {
    fn lock(&self) -> std::sync::MutexGuard<'_, Vec<Hung>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A new frame: nothing hangs here.
    pub fn clear(&self) {
        self.lock().clear();
    }

    /// Hangs one row of a picture into a frame. What does not fit into `limit`
    /// columns is left away with the whole row, where it can't be cut.
    pub fn hang(
        &self,
        graphic: &Arc<Graphic>,
        row: u16,
        (x, y): (u16, u16),
        limit: u16,
        buffer: &mut Buffer,
    ) {
        let room = buffer.area.right().saturating_sub(x).min(limit);
        let columns = graphic.columns.min(room);
        let cut = columns < graphic.columns;
        let whole = matches!(graphic.kind, Kind::Rows(_));
        if row >= graphic.rows || columns == 0 || (cut && whole) || y >= buffer.area.bottom() {
            return;
        }
        // What hung here before lies below it now.
        self.lock().retain(|below| {
            let apart = below.y != y || below.x + below.columns <= x || x + columns <= below.x;
            if !apart {
                below.release(buffer);
            }
            apart
        });
        graphic.paint(row, (x, y), columns, buffer);
        if !matches!(graphic.kind, Kind::Blocks(_)) {
            self.lock().push(Hung {
                graphic: Arc::clone(graphic),
                row,
                x,
                y,
                columns,
            });
        }
    }

    /// The frame is drawn: a row that something lies over is taken away, as it is
    /// shown whole or not at all.
    pub fn settle(&self, buffer: &mut Buffer) {
        self.lock().retain(|hung| {
            if !matches!(hung.graphic.kind, Kind::Rows(_)) {
                return true;
            }
            let is_whole = (hung.x..hung.x + hung.columns).all(|x| {
                buffer
                    .cell((x, hung.y))
                    .is_some_and(|cell| cell.diff_option == CellDiffOption::Skip)
            });
            if !is_whole {
                hung.release(buffer);
            }
            is_whole
        });
    }
}

/// What of pictures the terminal has.
#[derive(Debug, Default)]
pub(in crate::terminal) struct Wall {
    pub(in crate::terminal) easel: Easel,
    /// By row and column of the screen: which row of which picture, how wide.
    shown: BTreeMap<(u16, u16), (u32, u16, u16)>,
    /// The pictures handed over.
    sent: Vec<(u32, Weak<Graphic>)>,
    tmux: bool,
}

impl Wall {
    pub(in crate::terminal) fn set_tmux(&mut self, tmux: bool) {
        self.tmux = tmux;
    }

    /// The terminal was emptied, or had by somebody else.
    pub(in crate::terminal) fn forget(&mut self) {
        self.shown.clear();
        self.sent.clear();
    }

    /// A cell is drawn: a picture there is damaged.
    pub(in crate::terminal) fn drawn(&mut self, x: u16, y: u16) {
        if self.shown.is_empty() {
            return;
        }
        let hit = self
            .shown
            .range((y, 0)..=(y, x))
            .find(|((_, start), (_, _, columns))| x < start + columns)
            .map(|(at, _)| *at);
        if let Some(at) = hit {
            self.shown.remove(&at);
        }
    }

    /// Adds what has to reach the terminal before the cells of a frame: pictures not
    /// handed over yet. Those that nobody holds any more are taken away.
    pub(in crate::terminal) fn before(&mut self, out: &mut Vec<u8>) {
        let known = self.sent.len();
        let tmux = self.tmux;
        self.sent.retain(|(id, graphic)| {
            let held = graphic.strong_count() > 0;
            if !held {
                out.extend(kitty::delete(*id, tmux));
            }
            held
        });
        let mut changed = self.sent.len() != known;
        for hung in self.easel.lock().iter() {
            let graphic = &hung.graphic;
            if let Kind::Kitty(bytes) = &graphic.kind
                && !self.sent.iter().any(|(id, _)| *id == graphic.id)
            {
                out.extend_from_slice(bytes);
                self.sent.push((graphic.id, Arc::downgrade(graphic)));
                changed = true;
            }
        }
        if changed {
            kitty::keeps(self.sent.iter().map(|(id, _)| *id), tmux);
        }
    }

    /// Adds the rows of pictures that the terminal does not show yet, after the
    /// cells of a frame.
    pub(in crate::terminal) fn after(&mut self, out: &mut Vec<u8>) {
        let easel = self.easel.lock();
        if easel.is_empty() && self.shown.is_empty() {
            return;
        }
        let before = std::mem::take(&mut self.shown);
        for hung in easel.iter() {
            let Kind::Rows(rows) = &hung.graphic.kind else {
                continue;
            };
            let at = (hung.y, hung.x);
            let what = (hung.graphic.id, hung.row, hung.columns);
            if before.get(&at) != Some(&what)
                && let Some(bytes) = rows.get(usize::from(hung.row))
            {
                let place = Position {
                    x: hung.x,
                    y: hung.y,
                };
                // What was there before shines through where a picture does not
                // reach, so the cells are emptied first.
                move_to(out, place);
                out.extend_from_slice(format!("\x1b[0m\x1b[{}X", hung.columns).as_bytes());
                out.extend_from_slice(bytes);
            }
            self.shown.insert(at, what);
        }
    }
}

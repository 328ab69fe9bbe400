//! Tables: columns by display width, wrapped cells, one record a row where
//! columns would be too narrow.

use super::Layouter;
use super::flow::Flow;
use crate::config::theme::Role;
use crate::content::document::{Align, Inline, Table};
use crate::content::line::{Line, Paint, Piece};
use crate::content::rendered::RegionKind;
use crate::text::width;

/// Longer words may be broken so that the columns fit, in cells.
const LONG_WORD: usize = 12;
/// The rule between two records takes at most this much, in cells.
const MAX_RULE: usize = 24;

impl Layouter<'_> {
    pub(super) fn table(&mut self, table: &Table) {
        let head = self.cells(&table.head, Role::TableHead);
        let rows: Vec<_> = table
            .rows
            .iter()
            .map(|row| self.cells(row, Role::Text))
            .collect();
        let columns = table.columns.len();
        self.region(RegionKind::Table(table.id), |inside| {
            match widths(columns, &head, &rows, inside.room) {
                Some(widths) => inside.grid(&table.columns, &widths, &head, &rows),
                None => inside.records(&head, &rows),
            }
        });
    }

    fn cells(&mut self, cells: &[Vec<Inline>], role: Role) -> Vec<Flow> {
        cells
            .iter()
            .map(|cell| self.flow(cell, Paint::new(role)))
            .collect()
    }

    fn grid(&mut self, align: &[Align], widths: &[usize], head: &[Flow], rows: &[Vec<Flow>]) {
        if !head.is_empty() {
            self.row(align, widths, head);
            let rule: Vec<_> = widths.iter().map(|cells| "─".repeat(cells + 2)).collect();
            self.line([rule_piece(&rule.join("┼"))]);
        }
        let wraps = rows.iter().any(|row| {
            let mut cells = row.iter().zip(widths);
            cells.any(|(cell, &wide)| cell.width() > wide)
        });
        for (index, row) in rows.iter().enumerate() {
            if wraps && index > 0 {
                // Where rows take several lines, something has to part them.
                let rule: Vec<_> = widths.iter().map(|cells| "┈".repeat(cells + 2)).collect();
                self.line([rule_piece(&rule.join("┼"))]);
            }
            self.row(align, widths, row);
        }
    }

    fn row(&mut self, align: &[Align], widths: &[usize], cells: &[Flow]) {
        let wrapped: Vec<Vec<Flow>> = cells
            .iter()
            .zip(widths)
            .map(|(cell, &wide)| self.lines_of(cell, wide))
            .collect();
        let height = wrapped.iter().map(Vec::len).max().unwrap_or(1);
        for index in 0..height {
            let mut line = Line::new();
            for (column, &wide) in widths.iter().enumerate() {
                if column > 0 {
                    line.push_piece("│", Role::TableRule.into(), None);
                }
                let cell = wrapped.get(column).and_then(|lines| lines.get(index));
                let used = cell.map_or(0, |cell| width(&cell.text));
                let (left, right) = air(align[column], wide - used.min(wide));
                line.push_piece(&" ".repeat(left + 1), Paint::TEXT, None);
                if let Some(cell) = cell {
                    line.extend(cell.pieces(0..cell.text.len()));
                }
                if column + 1 < widths.len() {
                    line.push_piece(&" ".repeat(right + 1), Paint::TEXT, None);
                }
            }
            self.line(line.pieces());
        }
    }

    fn records(&mut self, head: &[Flow], rows: &[Vec<Flow>]) {
        if rows.is_empty() {
            for cell in head {
                self.words(cell);
            }
        }
        for (index, row) in rows.iter().enumerate() {
            if index > 0 {
                let rule = "─".repeat(self.room.min(MAX_RULE));
                self.line([rule_piece(&rule)]);
            }
            for (column, cell) in row.iter().enumerate() {
                let mut record = Flow::new();
                if let Some(head) = head.get(column).filter(|head| !head.is_empty()) {
                    record.append(head);
                    record.push(": ", Role::TableHead.into(), None);
                }
                record.append(cell);
                let mut lines = record.wrap(self.room).into_iter();
                // The rest of a long value stands a little to the right.
                if let Some(first) = lines.next() {
                    let order = self.order(&record.text);
                    let drawn = self.drawn(&record, order.as_ref(), first.clone());
                    self.line(drawn.pieces(0..drawn.text.len()));
                    let rest = record.after(first.end);
                    if !rest.is_empty() {
                        let indent = ("  ", Paint::TEXT);
                        self.beside(None, indent, false, |inside| inside.words(&rest));
                    }
                }
            }
        }
    }
}

fn rule_piece(text: &str) -> Piece<'_> {
    Piece {
        text,
        paint: Role::TableRule.into(),
        target: None,
    }
}

/// Cells left free on either side.
fn air(align: Align, free: usize) -> (usize, usize) {
    match align {
        Align::Left => (0, free),
        Align::Center => (free / 2, free - free / 2),
        Align::Right => (free, 0),
    }
}

/// How wide each column is; `None` if columns would be too narrow to read.
fn widths(columns: usize, head: &[Flow], rows: &[Vec<Flow>], room: usize) -> Option<Vec<usize>> {
    let mut natural = vec![1; columns];
    let mut least = vec![1; columns];
    for row in std::iter::once(head).chain(rows.iter().map(Vec::as_slice)) {
        for (column, cell) in row.iter().enumerate() {
            natural[column] = cell.width().max(natural[column]);
            least[column] = cell.widest_word().max(least[column]);
        }
    }
    // A space on both sides of each cell, a rule between two.
    let free = (room + 1).checked_sub(3 * columns)?;
    if natural.iter().sum::<usize>() <= free {
        return Some(natural);
    }
    if least.iter().sum::<usize>() > free {
        for cells in &mut least {
            *cells = LONG_WORD.min(*cells);
        }
    }
    let missing = free.checked_sub(least.iter().sum())?;
    let wanted: usize = natural.iter().zip(&least).map(|(n, l)| n - l).sum();
    if wanted == 0 {
        return Some(least);
    }
    // What is left over goes where it is wanted, in proportion.
    let mut left = missing;
    let mut widths = least.clone();
    for (column, cells) in widths.iter_mut().enumerate() {
        let share = missing * (natural[column] - least[column]) / wanted;
        *cells += share;
        left -= share;
    }
    for (column, cells) in widths.iter_mut().enumerate() {
        let more = left.min(natural[column] - *cells);
        *cells += more;
        left -= more;
    }
    Some(widths)
}

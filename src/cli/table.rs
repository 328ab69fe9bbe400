//! Rows for people, their columns in line.

use crate::text::SafeText;

/// What is between two columns.
const GAP: &str = "  ";

/// How a column is filled up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Column {
    /// Numbers: with spaces before them.
    Right,
    /// Words: with spaces after them, up to so many cells. What is wider is not cut; its row
    /// is out of line from there on.
    UpTo(usize),
    /// The last one: as long as it is.
    Rest,
}

/// Rows of safe texts, lined up by the cells they take on a terminal.
#[derive(Debug)]
pub struct Table {
    columns: Vec<Column>,
    rows: Vec<Vec<SafeText<'static>>>,
}

impl Table {
    /// A table with these columns and no rows.
    #[must_use]
    pub fn new(columns: &[Column]) -> Self {
        Self {
            columns: columns.to_vec(),
            rows: Vec::new(),
        }
    }

    /// Adds a row, made safe: each cell is one line.
    pub fn row<T: Into<String>>(&mut self, cells: impl IntoIterator<Item = T>) {
        let safe = |cell: T| SafeText::line(cell.into());
        self.rows.push(cells.into_iter().map(safe).collect());
    }

    /// The rows as lines.
    #[must_use]
    pub fn lines(&self) -> Vec<String> {
        let widths: Vec<usize> = self.columns.iter().enumerate().map(width(self)).collect();
        let line = |row: &Vec<SafeText<'static>>| {
            let mut line = String::new();
            for (at, cell) in row.iter().enumerate() {
                let fits = cell.width() <= widths[at];
                match self.columns[at] {
                    Column::Right if fits => line.push_str(cell.pad_start(widths[at]).as_str()),
                    Column::UpTo(_) if fits => line.push_str(cell.pad_end(widths[at]).as_str()),
                    Column::Right | Column::UpTo(_) | Column::Rest => line.push_str(cell.as_str()),
                }
                line.push_str(GAP);
            }
            line.truncate(line.trim_end().len());
            line
        };
        self.rows.iter().map(line).collect()
    }
}

/// How wide each column is, in cells.
fn width(table: &Table) -> impl Fn((usize, &Column)) -> usize {
    |(at, column)| {
        let cells = table.rows.iter().filter_map(|row| row.get(at));
        let most = cells.map(SafeText::width);
        match column {
            Column::Right => most.max().unwrap_or(0),
            Column::UpTo(limit) => most.filter(|width| width <= limit).max().unwrap_or(0),
            Column::Rest => 0,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_in_line_by_cells_and_what_is_too_wide_sticks_out() {
        let mut table = Table::new(&[Column::Right, Column::UpTo(8), Column::Rest]);
        table.row(["1", "設計", "a plan"]);
        table.row(["23", "workshop", "kiln\u{1b}[31m\nnight"]);
        table.row(["4", "announcements", "x"]);
        table.row(["5", "", ""]);
        let lines = table.lines();
        assert_eq!(
            lines,
            [
                " 1  設計      a plan",
                "23  workshop  kiln night",
                " 4  announcements  x",
                " 5",
            ]
        );
    }
}

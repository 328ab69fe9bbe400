//! Matrices, cases, aligned equations.

use super::{Tile, Unset, fence, piece};
use crate::content::document::Align;
use crate::content::math::tex::{Columns, Matrix};

pub(super) fn tile(matrix: &Matrix) -> Result<Tile, Unset> {
    let mut rows = Vec::new();
    for row in &matrix.rows {
        let cells: Result<Vec<_>, _> = row.iter().map(|cell| piece(cell, false)).collect();
        rows.push(cells?);
    }
    let columns = rows.iter().map(Vec::len).max().unwrap_or(0);
    let widths: Vec<usize> = (0..columns)
        .map(|column| {
            let cells = rows.iter().filter_map(|row| row.get(column));
            cells.map(|cell| cell.width).max().unwrap_or(0)
        })
        .collect();
    let airy = rows.iter().flatten().any(|cell| cell.height() > 1);
    let count = rows.len();
    let mut lines = Vec::new();
    for (index, row) in rows.into_iter().enumerate() {
        let mut tiles = Vec::new();
        let mut cells = row.into_iter();
        for (column, &wide) in widths.iter().enumerate() {
            if column > 0 {
                tiles.push(Tile::line(&" ".repeat(gap(&matrix.columns, column))));
            }
            let cell = cells.next().unwrap_or_else(|| Tile::line(""));
            tiles.push(aligned(cell, wide, align(&matrix.columns, column)));
        }
        lines.push(Tile::beside(tiles));
        if airy && index + 1 < count {
            lines.push(Tile::line(""));
        }
    }
    let mut body = Tile::above(lines, 0);
    body.base = body.height().saturating_sub(1) / 2;
    if body.rows.is_empty() {
        body = Tile::line("");
    }
    let (height, base) = (body.height(), body.base);
    let mut tiles = Vec::new();
    tiles.extend(fence(&matrix.left, height, base));
    if !matrix.left.is_empty() && height > 1 {
        tiles.push(Tile::line(" "));
    }
    tiles.push(body);
    if !matrix.right.is_empty() && height > 1 {
        tiles.push(Tile::line(" "));
    }
    tiles.extend(fence(&matrix.right, height, base));
    Ok(Tile::beside(tiles))
}

fn gap(columns: &Columns, column: usize) -> usize {
    match columns {
        Columns::Equations if column % 2 == 1 => 1,
        Columns::Equations => 3,
        Columns::Center | Columns::Left | Columns::Given(_) => 2,
    }
}

fn align(columns: &Columns, column: usize) -> Align {
    match columns {
        Columns::Center => Align::Center,
        Columns::Left => Align::Left,
        Columns::Equations if column.is_multiple_of(2) => Align::Right,
        Columns::Equations => Align::Left,
        Columns::Given(given) => match given.get(column) {
            Some('l') => Align::Left,
            Some('r') => Align::Right,
            Some(_) | None => Align::Center,
        },
    }
}

fn aligned(mut tile: Tile, cells: usize, align: Align) -> Tile {
    let free = cells.saturating_sub(tile.width);
    let (left, right) = match align {
        Align::Left => (0, free),
        Align::Center => (free / 2, free - free / 2),
        Align::Right => (free, 0),
    };
    for row in &mut tile.rows {
        *row = format!("{:left$}{row}{:right$}", "", "");
    }
    tile.width += free;
    tile
}

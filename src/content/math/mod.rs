//! Formulas, set in Unicode: on one line among words, in two dimensions where
//! they stand alone. What cannot be set is shown as its TeX.

mod block;
mod fences;
mod fonts;
mod inline;
mod spacing;
mod symbols;
mod tex;

use crate::text::SafeText;

/// Longer source is not set, in bytes.
const MAX_SOURCE: usize = 10_000;

/// A formula on one line.
pub(crate) fn on_one_line(tex: &str) -> Option<SafeText<'static>> {
    let nodes = read(tex)?;
    let line = inline::line(&nodes, false);
    let line = line.trim();
    (!line.is_empty()).then(|| SafeText::line(line.to_owned()).into_owned())
}

/// A formula in two dimensions: its rows, top to bottom, none wider than `cells`.
/// `None` if it cannot be set, or not within the width.
pub(crate) fn in_rows(tex: &str, cells: usize) -> Option<Vec<SafeText<'static>>> {
    let nodes = read(tex)?;
    let tile = block::tile(&nodes, false).ok()?;
    let rows = tile.into_rows();
    let rows: Vec<_> = rows
        .into_iter()
        .map(|row| SafeText::line(row).into_owned())
        .collect();
    let fits = rows.iter().all(|row| row.width() <= cells);
    let seen = rows.iter().any(|row| !row.as_str().trim().is_empty());
    (fits && seen).then_some(rows)
}

fn read(tex: &str) -> Option<Vec<tex::Node>> {
    if tex.len() > MAX_SOURCE {
        return None;
    }
    tex::parse(tex).ok()
}

#[cfg(test)]
mod tests;

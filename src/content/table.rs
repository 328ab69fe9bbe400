//! A table by itself: for the whole screen, and for spreadsheets.

use super::context::LayoutContext;
use super::document::{Block, Document, TableId};
use super::layout::{layout, plain_text};
use super::line::Line;

/// So wide that nothing is wrapped.
const ENDLESS: u16 = 10_000;

/// A table alone, as wide as it wants to be.
#[must_use]
pub fn table_alone(
    document: &Document,
    table: TableId,
    context: &LayoutContext<'_>,
) -> Option<Vec<Line>> {
    let table = document.table(table)?.clone();
    let alone = Document {
        blocks: vec![Block::Table(table)],
        unknown: Vec::new(),
    };
    let context = LayoutContext {
        width: ENDLESS,
        ..*context
    };
    Some(layout(&alone, &context).lines)
}

/// A table's cells, parted by tabs and ends of lines, as spreadsheets take them.
#[must_use]
pub fn table_text(document: &Document, table: TableId) -> Option<String> {
    let table = document.table(table)?;
    let context = LayoutContext::of_width(ENDLESS);
    let row = |cells: &[Vec<super::document::Inline>]| {
        let cells: Vec<String> = cells
            .iter()
            .map(|cell| {
                let cell = Document {
                    blocks: vec![Block::Paragraph {
                        content: cell.clone(),
                    }],
                    unknown: Vec::new(),
                };
                plain_text(&cell, &context)
                    .as_str()
                    .replace(['\n', '\t'], " ")
            })
            .collect();
        cells.join("\t")
    };
    let head = std::iter::once(&table.head).filter(|head| !head.is_empty());
    let rows: Vec<String> = head.chain(&table.rows).map(|cells| row(cells)).collect();
    Some(rows.join("\n"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::content::parse;

    #[test]
    fn a_table_is_cells_for_a_spreadsheet() {
        let html = "<table><thead><tr><th>a</th><th>b</th></tr></thead><tbody><tr>\
            <td><strong>1</strong></td><td>色</td></tr></tbody></table>";
        let text = table_text(&parse(html), TableId(0));
        assert_eq!(text.as_deref(), Some("a\tb\n1\t色"));
    }
}

//! A message's text without styles: for the clipboard.
//!
//! It is the layout of an endless line, so that it says exactly what the screen
//! says, in the names of now. (html2text was measured for this: it drops link
//! previews and prints formulas three times.)

use std::collections::BTreeSet;

use super::context::LayoutContext;
use super::document::{Block, Document, SpoilerId, TableId};
use super::layout::layout;
use super::line::Line;

/// So wide that nothing is wrapped.
const ENDLESS: u16 = 10_000;

/// The text of a document on lines as they were written, spoilers open.
#[must_use]
pub fn plain_text(document: &Document, context: &LayoutContext<'_>) -> String {
    // No message has more.
    let all: BTreeSet<SpoilerId> = (0..1000).map(SpoilerId).collect();
    let rendered = layout(
        document,
        &LayoutContext {
            width: ENDLESS,
            open_spoilers: &all,
            ..*context
        },
    );
    let mut text = String::new();
    for line in &rendered.lines {
        // Spaces that keep a time in one piece are spaces elsewhere.
        text.push_str(line.text().replace('\u{a0}', " ").trim_end());
        text.push('\n');
    }
    text.truncate(text.trim_end().len());
    text
}

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
                plain_text(&cell, &context).replace(['\n', '\t'], " ")
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

    #[test]
    fn text_is_what_the_screen_says_unwrapped() {
        let long = "word ".repeat(60);
        let html = format!(
            "<p>{long}end</p><ul><li>one</li></ul><div class=\"spoiler-block\"><div \
             class=\"spoiler-header\"><p>Ending</p></div><div class=\"spoiler-content\">\
             <p>It cracks.</p></div></div>"
        );
        let text = plain_text(&parse(&html), &LayoutContext::of_width(40));
        assert_eq!(text, format!("{long}end\n• one\n\n▾ Ending\n│ It cracks."));
    }
}

//! Finding a block of a document by its number.

use super::document::{Block, CodeBlock, CodeId, Document, Table, TableId};

impl Document {
    /// The code block of this number.
    #[must_use]
    pub fn code(&self, id: CodeId) -> Option<&CodeBlock> {
        find(&self.blocks, &|block| {
            let Block::Code(code) = block else {
                return None;
            };
            (code.id == id).then_some(code)
        })
    }

    /// The table of this number.
    #[must_use]
    pub fn table(&self, id: TableId) -> Option<&Table> {
        find(&self.blocks, &|block| {
            let Block::Table(table) = block else {
                return None;
            };
            (table.id == id).then_some(table)
        })
    }
}

/// The first block, in blocks in blocks too, that `pick` takes. The parser bounds
/// how deep they go.
fn find<'b, T>(blocks: &'b [Block], pick: &dyn Fn(&'b Block) -> Option<T>) -> Option<T> {
    blocks.iter().find_map(|block| {
        pick(block).or_else(|| match block {
            Block::Quote { blocks } | Block::Unknown { blocks, .. } => find(blocks, pick),
            Block::List(list) => list.items.iter().find_map(|item| find(item, pick)),
            Block::Spoiler(spoiler) => {
                find(&spoiler.header, pick).or_else(|| find(&spoiler.content, pick))
            }
            Block::Paragraph { .. }
            | Block::Heading { .. }
            | Block::Rule
            | Block::Code(_)
            | Block::Math { .. }
            | Block::Table(_)
            | Block::Media(_)
            | Block::Preview(_)
            | Block::Tweet(_)
            | Block::Cut(_) => None,
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::content::parse;

    #[test]
    fn blocks_are_found_wherever_they_stand() {
        let html = "<pre><code>one\n</code></pre><blockquote><ul><li><pre><code>\ttwo\n  x\t\n\
            </code></pre></li></ul></blockquote><div class=\"spoiler-block\"><div \
            class=\"spoiler-header\"></div><div class=\"spoiler-content\"><table><thead><tr>\
            <th>a</th></tr></thead><tbody><tr><td>1</td></tr></tbody></table></div></div>";
        let document = parse(html);
        let text = |id| document.code(CodeId(id)).map(CodeBlock::as_written);
        assert_eq!(text(0), Some("one"));
        assert_eq!(text(1), Some("\ttwo\n  x\t"), "tabs stay");
        assert_eq!(text(2), None);
        assert_eq!(document.table(TableId(0)).unwrap().rows.len(), 1);
    }
}

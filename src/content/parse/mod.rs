//! HTML to document tree.
//!
//! Follows what Zulip's own clients accept: classes in any order, white space
//! between blocks is noise, list items may hold words without a paragraph, old
//! messages keep the HTML of their time. An element without a node keeps its
//! HTML and shows its text; nothing is lost.

mod blocks;
mod code;
mod inline;
mod media;
mod shortcut;
mod sink;
mod tree;

use self::tree::{Node, NodeId, Tree};
use crate::content::document::{Block, CodeId, Cut, Document, SpoilerId, TableId, Text};
use crate::text::SafeText;

/// How deep blocks and inlines may nest in each other in the document tree.
const MAX_NESTING: usize = 60;
/// Bytes looked at before the rest is left out.
const MAX_BYTES: usize = 16 << 20;
/// How much of an unknown element's HTML is kept, in bytes.
const MAX_UNKNOWN_HTML: usize = 2000;
/// How many kinds of unknown elements are listed.
const MAX_UNKNOWN_KINDS: usize = 100;

/// Reads a message's `content` (or `match_content`, or another field of rendered
/// HTML).
#[must_use]
pub fn parse(html: &str) -> Document {
    let mut most = html.len().min(MAX_BYTES);
    while !html.is_char_boundary(most) {
        most -= 1;
    }
    let (html, beyond) = html.split_at(most);
    let (html, codes_taken) = shortcut::take_out(html);
    let tree = sink::read(&html);
    let mut parser = Parser {
        tree: &tree,
        unknown: Vec::new(),
        spoilers: 0,
        codes: 0,
        codes_taken,
        tables: 0,
        nesting: 0,
    };
    let mut blocks = parser.blocks(tree.root());
    let cut = tree.cut.or((!beyond.is_empty()).then_some(Cut::TooLong));
    blocks.extend(cut.map(Block::Cut));
    Document {
        blocks,
        unknown: parser.unknown,
    }
}

/// The state of reading one document.
struct Parser<'t> {
    tree: &'t Tree,
    unknown: Vec<String>,
    spoilers: u16,
    codes: u16,
    codes_taken: Vec<Option<shortcut::Code>>,
    tables: u16,
    nesting: usize,
}

impl<'t> Parser<'t> {
    fn node(&self, id: NodeId) -> &'t Node {
        self.tree.node(id)
    }

    /// Runs `read` one level deeper; `None` where that is too deep.
    fn deeper<T>(&mut self, read: impl FnOnce(&mut Self) -> T) -> Option<T> {
        if self.nesting >= MAX_NESTING {
            return None;
        }
        self.nesting += 1;
        let result = read(self);
        self.nesting -= 1;
        Some(result)
    }

    fn next_spoiler(&mut self) -> SpoilerId {
        let id = SpoilerId(self.spoilers);
        self.spoilers = self.spoilers.saturating_add(1);
        id
    }

    fn next_code(&mut self) -> CodeId {
        let id = CodeId(self.codes);
        self.codes = self.codes.saturating_add(1);
        id
    }

    fn next_table(&mut self) -> TableId {
        let id = TableId(self.tables);
        self.tables = self.tables.saturating_add(1);
        id
    }

    /// Counts an element that has no node; its label and HTML.
    fn note_unknown(&mut self, id: NodeId) -> (Text, Text) {
        let label = SafeText::line(self.node(id).label()).into_owned();
        let listed = self.unknown.iter().any(|known| known == label.as_str());
        if !listed && self.unknown.len() < MAX_UNKNOWN_KINDS {
            self.unknown.push(label.as_str().to_owned());
        }
        (label, safe_line(self.tree.html_of(id, MAX_UNKNOWN_HTML)))
    }

    /// The text below a node, trimmed, as one safe line.
    fn line_of(&self, id: NodeId) -> Text {
        safe_line(self.tree.text_of(id).trim().to_owned())
    }
}

fn safe_line(text: String) -> Text {
    SafeText::line(text).into_owned()
}

/// Whether text is nothing but white space.
fn is_blank(text: &str) -> bool {
    text.bytes().all(|b| b.is_ascii_whitespace())
}

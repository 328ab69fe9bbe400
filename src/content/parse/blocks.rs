//! Blocks: paragraphs, headings, quotes, lists, tables, spoilers.

use super::shortcut::PLACEHOLDER;
use super::tree::NodeId;
use super::{Parser, is_blank};
use crate::content::document::{Align, Block, Cut, Inline, List, Spoiler, Table};

impl Parser<'_> {
    /// The blocks that a node holds. Words among them become paragraphs.
    pub(super) fn blocks(&mut self, parent: NodeId) -> Vec<Block> {
        let mut blocks = Vec::new();
        // Inline nodes since the last block.
        let mut loose = Vec::new();
        let tree = self.tree;
        for child in tree.children(parent) {
            if let Some(text) = self.node(child).text() {
                if !loose.is_empty() || !is_blank(text) {
                    loose.push(child);
                }
            } else if self.is_block(child) {
                self.flush(&mut loose, &mut blocks);
                self.block(child, &mut blocks);
            } else if !self.node(child).name().is_empty() {
                loose.push(child);
            }
        }
        self.flush(&mut loose, &mut blocks);
        blocks
    }

    /// Makes a paragraph of the inline nodes collected.
    fn flush(&mut self, loose: &mut Vec<NodeId>, blocks: &mut Vec<Block>) {
        if loose.is_empty() {
            return;
        }
        let nodes = std::mem::take(loose);
        self.paragraph(&nodes, blocks);
    }

    fn is_block(&self, id: NodeId) -> bool {
        match self.node(id).name() {
            "p" | "div" | "blockquote" | "ul" | "ol" | "li" | "table" | "pre" | "hr" | "h1"
            | "h2" | "h3" | "h4" | "h5" | "h6" => true,
            // Elements that have no node, and hold blocks, are blocks.
            "a" | "span" | "strong" | "em" | "del" | "code" | "b" | "i" | "s" | "br" | "img"
            | "time" | "audio" | "video" => false,
            _ => self
                .tree
                .find(id, |node| {
                    matches!(
                        node.name(),
                        "p" | "div"
                            | "ul"
                            | "ol"
                            | "table"
                            | "pre"
                            | "blockquote"
                            | "hr"
                            | "h1"
                            | "h2"
                            | "h3"
                            | "h4"
                            | "h5"
                            | "h6"
                    )
                })
                .is_some(),
        }
    }

    fn block(&mut self, id: NodeId, blocks: &mut Vec<Block>) {
        if self
            .deeper(|parser| parser.read_block(id, blocks))
            .is_none()
        {
            self.flat(id, blocks);
        }
    }

    /// What is nested too deeply: its words, in one paragraph.
    fn flat(&mut self, id: NodeId, blocks: &mut Vec<Block>) {
        let text = self.line_of(id);
        if !text.is_empty() {
            let content = vec![Inline::Text { text }];
            blocks.push(Block::Paragraph { content });
        }
        blocks.push(Block::Cut(Cut::TooDeep));
    }

    fn read_block(&mut self, id: NodeId, blocks: &mut Vec<Block>) {
        let node = self.node(id);
        match node.name() {
            "p" => {
                let nodes: Vec<_> = self.tree.children(id).collect();
                self.paragraph(&nodes, blocks);
            }
            "blockquote" => {
                let quoted = self.blocks(id);
                blocks.push(Block::Quote { blocks: quoted });
            }
            "ul" | "ol" => {
                let list = self.list(id);
                blocks.push(Block::List(list));
            }
            // Outside a list: its own list of one.
            "li" => {
                let items = vec![self.blocks(id)];
                blocks.push(Block::List(List {
                    start: None,
                    loose: false,
                    items,
                }));
            }
            "hr" => blocks.push(Block::Rule),
            "table" => {
                let table = self.table(id);
                blocks.push(Block::Table(table));
            }
            "pre" => {
                let code = self.code_block(id, None);
                blocks.push(Block::Code(code));
            }
            "div" => self.division(id, blocks),
            heading @ ("h1" | "h2" | "h3" | "h4" | "h5" | "h6") => {
                let level = heading.as_bytes()[1] - b'0';
                let nodes: Vec<_> = self.tree.children(id).collect();
                let content = self.inlines(&nodes);
                blocks.push(Block::Heading { level, content });
            }
            _ => self.unknown_block(id, blocks),
        }
    }

    fn division(&mut self, id: NodeId, blocks: &mut Vec<Block>) {
        let node = self.node(id);
        let has = |class: &str| node.has_class(class);
        if has("codehilite") {
            let language = node.attr("data-code-language").map(str::to_owned);
            let code = self.code_block(id, language.as_deref());
            blocks.push(Block::Code(code));
        } else if has("spoiler-block") {
            let spoiler = self.spoiler(id);
            blocks.push(Block::Spoiler(spoiler));
        } else if has("message_inline_image") || has("youtube-video") || has("embed-video") {
            match self.media_block(id) {
                Some(media) => blocks.push(Block::Media(media)),
                None => self.unknown_block(id, blocks),
            }
        } else if has("message_embed") || has("message_inline_ref") {
            let preview = self.preview(id);
            blocks.push(Block::Preview(preview));
        } else if has("inline-preview-twitter") || has("twitter-tweet") {
            let tweet = self.tweet(id);
            blocks.push(Block::Tweet(tweet));
        } else if has(PLACEHOLDER)
            && let Some(code) = self.taken_code(id)
        {
            blocks.push(Block::Code(code));
        } else if node.classes().next().is_none() {
            let inner = self.blocks(id);
            blocks.extend(inner);
        } else {
            self.unknown_block(id, blocks);
        }
    }

    fn unknown_block(&mut self, id: NodeId, blocks: &mut Vec<Block>) {
        let (element, html) = self.note_unknown(id);
        let inner = self.blocks(id);
        blocks.push(Block::Unknown {
            element,
            html,
            blocks: inner,
        });
    }

    /// Formulas that stand alone in a paragraph are blocks between its words.
    fn paragraph(&mut self, nodes: &[NodeId], blocks: &mut Vec<Block>) {
        let tree = self.tree;
        let displays = |id: NodeId| tree.node(id).has_class("katex-display");
        for part in nodes.split_inclusive(|&id| displays(id)) {
            let (words, formula) = match part {
                [words @ .., last] if displays(*last) => (words, Some(*last)),
                words => (words, None),
            };
            let mut content = self.inlines(words);
            if formula.is_some() || words.len() < nodes.len() {
                // Beside a formula, breaks say what the block says already.
                trim_breaks(&mut content);
            }
            if !content.is_empty() {
                blocks.push(Block::Paragraph { content });
            }
            if let Some(id) = formula {
                blocks.push(Block::Math { tex: self.tex(id) });
            }
        }
    }

    fn list(&mut self, id: NodeId) -> List {
        let node = self.node(id);
        let start = (node.name() == "ol").then(|| {
            node.attr("start")
                .and_then(|start| start.trim().parse().ok())
                .unwrap_or(1)
        });
        let tree = self.tree;
        let mut items = Vec::new();
        let mut loose = false;
        for child in tree.children(id) {
            if self.node(child).name() == "li" {
                loose |= tree
                    .children(child)
                    .any(|inner| self.node(inner).name() == "p");
                let item = self.deeper(|parser| parser.blocks(child));
                items.push(item.unwrap_or_else(|| {
                    let mut flat = Vec::new();
                    self.flat(child, &mut flat);
                    flat
                }));
            } else if self.node(child).text().is_none_or(|text| !is_blank(text)) {
                // What stands in a list outside its items is kept as one.
                let mut stray = Vec::new();
                if self.is_block(child) {
                    self.block(child, &mut stray);
                } else {
                    self.paragraph(&[child], &mut stray);
                }
                items.extend((!stray.is_empty()).then_some(stray));
            }
        }
        List {
            start,
            loose,
            items,
        }
    }

    fn table(&mut self, id: NodeId) -> Table {
        let number = self.next_table();
        let tree = self.tree;
        let mut columns: Vec<Align> = Vec::new();
        let mut head = Vec::new();
        let mut rows = Vec::new();
        let is_row = |id: &NodeId| tree.node(*id).name() == "tr";
        for (index, row) in tree.descendants(id).filter(is_row).enumerate() {
            let mut cells = Vec::new();
            let mut heads = 0;
            for cell in tree.children(row) {
                let node = self.node(cell);
                if !matches!(node.name(), "th" | "td") {
                    continue;
                }
                heads += usize::from(node.name() == "th");
                if cells.len() == columns.len() {
                    columns.push(alignment(node.attr("style").unwrap_or_default()));
                }
                let nodes: Vec<_> = tree.children(cell).collect();
                cells.push(self.inlines(&nodes));
            }
            if index == 0 && heads == cells.len() {
                head = cells;
            } else {
                rows.push(cells);
            }
        }
        Table {
            id: number,
            columns,
            head,
            rows,
        }
    }

    fn spoiler(&mut self, id: NodeId) -> Spoiler {
        let number = self.next_spoiler();
        let tree = self.tree;
        let mut header = Vec::new();
        let mut content = Vec::new();
        for child in tree.children(id) {
            if self.node(child).has_class("spoiler-header") {
                header.extend(self.blocks(child));
            } else if self.node(child).has_class("spoiler-content") {
                content.extend(self.blocks(child));
            } else if self.is_block(child) {
                self.block(child, &mut content);
            } else if self.node(child).text().is_none_or(|text| !is_blank(text)) {
                self.paragraph(&[child], &mut content);
            }
        }
        Spoiler {
            id: number,
            header,
            content,
        }
    }
}

fn alignment(style: &str) -> Align {
    let value = style
        .split(';')
        .filter_map(|rule| rule.split_once(':'))
        .find(|(key, _)| key.trim() == "text-align")
        .map_or("", |(_, value)| value.trim());
    match value {
        "center" => Align::Center,
        "right" => Align::Right,
        _ => Align::Left,
    }
}

fn trim_breaks(content: &mut Vec<Inline>) {
    let is_air = |inline: &Inline| match inline {
        Inline::Break => true,
        Inline::Text { text } => is_blank(text.as_str()),
        _ => false,
    };
    while content.last().is_some_and(is_air) {
        content.pop();
    }
    let air = content.iter().take_while(|inline| is_air(inline)).count();
    content.drain(..air);
}

//! The HTML tree, and walking through it without recursion.

use html5ever::tendril::StrTendril;
use html5ever::{Attribute, QualName};

use crate::content::document::Cut;

/// A node's place in the arena.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct NodeId(pub(super) u32);

/// No node.
pub(super) const NONE: NodeId = NodeId(u32::MAX);

impl NodeId {
    pub(super) fn index(self) -> usize {
        self.0 as usize
    }
}

/// What a node is.
#[derive(Debug)]
pub(super) enum Kind {
    Document,
    Element {
        name: QualName,
        attrs: Vec<Attribute>,
    },
    Text(StrTendril),
    /// Comments and their like.
    Other,
}

#[derive(Debug)]
pub(super) struct Node {
    pub(super) kind: Kind,
    pub(super) parent: NodeId,
    pub(super) first: NodeId,
    pub(super) last: NodeId,
    pub(super) prev: NodeId,
    pub(super) next: NodeId,
    pub(super) depth: u16,
    /// Kept only because the tree builder holds on to it.
    pub(super) skip: bool,
}

impl Node {
    pub(super) fn new(kind: Kind) -> Self {
        Self {
            kind,
            parent: NONE,
            first: NONE,
            last: NONE,
            prev: NONE,
            next: NONE,
            depth: 0,
            skip: false,
        }
    }

    /// An attribute's value.
    pub(super) fn attr(&self, key: &str) -> Option<&str> {
        let Kind::Element { attrs, .. } = &self.kind else {
            return None;
        };
        attrs
            .iter()
            .find(|attr| &*attr.name.local == key)
            .map(|attr| &*attr.value)
    }

    /// The element's name; the empty one for what is no element.
    pub(super) fn name(&self) -> &str {
        match &self.kind {
            Kind::Element { name, .. } => &name.local,
            Kind::Document | Kind::Text(_) | Kind::Other => "",
        }
    }

    pub(super) fn text(&self) -> Option<&str> {
        match &self.kind {
            Kind::Text(text) => Some(text),
            Kind::Document | Kind::Element { .. } | Kind::Other => None,
        }
    }

    pub(super) fn classes(&self) -> impl Iterator<Item = &str> {
        self.attr("class")
            .unwrap_or_default()
            .split_ascii_whitespace()
    }

    pub(super) fn has_class(&self, class: &str) -> bool {
        self.classes().any(|own| own == class)
    }

    /// Name and class, as `span.new-thing`.
    pub(super) fn label(&self) -> String {
        let mut label = self.name().to_owned();
        for class in self.classes().take(4) {
            label.push('.');
            label.push_str(class);
        }
        label
    }
}

/// What was read.
#[derive(Debug)]
pub(super) struct Tree {
    pub(super) nodes: Vec<Node>,
    /// Why the rest was not.
    pub(super) cut: Option<Cut>,
}

impl Tree {
    pub(super) fn node(&self, id: NodeId) -> &Node {
        &self.nodes[id.index()]
    }

    /// The element that holds the fragment.
    pub(super) fn root(&self) -> NodeId {
        match self.nodes[0].first {
            NONE => NodeId(0),
            html => html,
        }
    }

    /// The children that are kept.
    pub(super) fn children(&self, id: NodeId) -> impl Iterator<Item = NodeId> {
        let some = |id: NodeId| (id != NONE).then_some(id);
        std::iter::successors(some(self.node(id).first), move |&id| {
            some(self.node(id).next)
        })
        .filter(|&id| !self.node(id).skip)
    }

    /// Everything below `id` that is kept, in order.
    pub(super) fn descendants(&self, id: NodeId) -> impl Iterator<Item = NodeId> {
        std::iter::successors(self.after(id, id, true), move |&at| {
            self.after(id, at, true)
        })
    }

    /// The node after `at` in order, within `root`.
    fn after(&self, root: NodeId, at: NodeId, mut down: bool) -> Option<NodeId> {
        let mut at = at;
        loop {
            let node = self.node(at);
            let next = if down && node.first != NONE {
                node.first
            } else if at == root {
                return None;
            } else if node.next != NONE {
                node.next
            } else {
                at = node.parent;
                down = false;
                continue;
            };
            if !self.node(next).skip {
                return Some(next);
            }
            at = next;
            down = false;
        }
    }

    /// The first element below `id` that is `wanted`.
    pub(super) fn find(&self, id: NodeId, wanted: impl Fn(&Node) -> bool) -> Option<NodeId> {
        self.descendants(id).find(|&id| wanted(self.node(id)))
    }

    /// All text below `id`.
    pub(super) fn text_of(&self, id: NodeId) -> String {
        self.descendants(id)
            .filter_map(|id| self.node(id).text())
            .collect()
    }

    /// The HTML of an element, at most about `limit` bytes of it.
    pub(super) fn html_of(&self, id: NodeId, limit: usize) -> String {
        let mut html = String::new();
        let mut open = Vec::new();
        let mut at = Some(id);
        while let Some(id) = at {
            while open
                .last()
                .is_some_and(|&(parent, _)| !self.is_within(id, parent))
            {
                close(&mut html, open.pop());
            }
            if html.len() > limit {
                html.push('…');
                return html;
            }
            let node = self.node(id);
            if let Kind::Element { name, attrs } = &node.kind {
                html.push('<');
                html.push_str(&name.local);
                for attr in attrs {
                    html.push(' ');
                    html.push_str(&attr.name.local);
                    html.push_str("=\"");
                    escape(&attr.value, &mut html);
                    html.push('"');
                }
                html.push('>');
                open.push((id, name));
            } else if let Some(text) = node.text() {
                escape(text, &mut html);
            }
            at = self.after(open.first().map_or(id, |&(root, _)| root), id, true);
        }
        while let Some(last) = open.pop() {
            close(&mut html, Some(last));
        }
        html
    }

    fn is_within(&self, id: NodeId, parent: NodeId) -> bool {
        std::iter::successors(Some(id), |&id| {
            Some(self.node(id).parent).filter(|&p| p != NONE)
        })
        .skip(1)
        .take(self.nodes.len())
        .any(|above| above == parent)
    }
}

fn close(html: &mut String, open: Option<(NodeId, &QualName)>) {
    if let Some((_, name)) = open {
        html.push_str("</");
        html.push_str(&name.local);
        html.push('>');
    }
}

fn escape(text: &str, html: &mut String) {
    for c in text.chars() {
        match c {
            '&' => html.push_str("&amp;"),
            '<' => html.push_str("&lt;"),
            '>' => html.push_str("&gt;"),
            '"' => html.push_str("&quot;"),
            _ => html.push(c),
        }
    }
}

//! Where html5ever puts what it reads: an arena of nodes, bounded.
//!
//! The tree builder is fed in small pieces and stopped when the tree is too deep
//! or has too many nodes, since its own work grows with both. KaTeX's two
//! renderings of a formula, which are most of the bytes of messages with
//! formulas, are not kept.

use std::borrow::Cow;
use std::cell::{Cell, Ref, RefCell};
use std::fmt;

use html5ever::interface::{ElemName, ElementFlags, NodeOrText, QuirksMode, TreeSink};
use html5ever::tendril::{StrTendril, TendrilSink};
use html5ever::{
    Attribute, LocalName, Namespace, ParseOpts, QualName, local_name, ns, parse_fragment,
};

use super::tree::{Kind, NONE, Node, NodeId, Tree};
use crate::content::document::Cut;

/// Nodes read before the rest is left out.
const MAX_NODES: usize = 100_000;
/// Depth of elements that are kept.
const MAX_DEPTH: u16 = 100;
/// Depth of elements that are not: what KaTeX draws is deep.
const MAX_SKIPPED_DEPTH: u16 = 1000;
/// Bytes that the parser gets at a time, after which the bounds are looked at.
const CHUNK: usize = 2048;
/// Bytes read before the rest is left out.
const MAX_BYTES: usize = 4 << 20;
/// Bytes in a row of which nothing comes, as they are one tag: the parser compares
/// each of its attributes with all before it.
const MAX_SILENT: usize = 32 << 10;
/// The same in all.
const MAX_SILENT_IN_ALL: usize = 256 << 10;
/// Attributes of one element; Zulip's have at most eight.
const MAX_ATTRIBUTES: usize = 64;

/// Reads HTML as the content of `<body>`.
pub(super) fn read(html: &str) -> Tree {
    let context = QualName::new(None, ns!(html), local_name!("body"));
    let mut parser = parse_fragment(
        Sink::new(html.len()),
        ParseOpts::default(),
        context,
        Vec::new(),
        false,
    );
    let mut rest = html;
    let mut cut = None;
    let mut silence = Silence::default();
    while !rest.is_empty() {
        let mut at = CHUNK.min(rest.len());
        while !rest.is_char_boundary(at) {
            at += 1;
        }
        let (chunk, after) = rest.split_at(at);
        parser.process(StrTendril::from_slice(chunk));
        rest = after;
        let sink = &parser.tokenizer.sink.sink;
        silence.hears(sink.heard.get(), chunk.len());
        cut = sink.exceeded();
        if cut.is_none() && (silence.is_too_long() || html.len() - rest.len() > MAX_BYTES) {
            cut = Some(Cut::TooLong);
        }
        if cut.is_some() {
            break;
        }
    }
    let mut tree = parser.finish();
    tree.cut = cut;
    tree
}

/// How much was read of which nothing came.
#[derive(Default)]
struct Silence {
    heard: usize,
    now: usize,
    in_all: usize,
}

impl Silence {
    /// After so many bytes more, so much came in all.
    fn hears(&mut self, heard: usize, bytes: usize) {
        if heard == self.heard {
            self.now += bytes;
            self.in_all += bytes;
        } else {
            self.now = 0;
        }
        self.heard = heard;
    }

    fn is_too_long(&self) -> bool {
        self.now > MAX_SILENT || self.in_all > MAX_SILENT_IN_ALL
    }
}

/// The tree under construction.
struct Sink {
    nodes: RefCell<Vec<Node>>,
    depth: RefCell<(u16, u16)>,
    /// Nodes and words that came so far.
    heard: Cell<usize>,
    /// Whether an element had too many attributes.
    overloaded: Cell<bool>,
}

/// An element's name, borrowed from the arena.
pub(super) struct Name<'a>(Ref<'a, QualName>);

impl fmt::Debug for Name<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&*self.0, f)
    }
}

impl ElemName for Name<'_> {
    fn ns(&self) -> &Namespace {
        &self.0.ns
    }

    fn local_name(&self) -> &LocalName {
        &self.0.local
    }
}

impl Sink {
    fn new(len: usize) -> Self {
        let mut nodes = Vec::with_capacity((len / 24).clamp(8, 4096));
        nodes.push(Node::new(Kind::Document));
        Self {
            nodes: RefCell::new(nodes),
            depth: RefCell::new((0, 0)),
            heard: Cell::new(0),
            overloaded: Cell::new(false),
        }
    }

    fn exceeded(&self) -> Option<Cut> {
        let (kept, skipped) = *self.depth.borrow();
        if kept > MAX_DEPTH || skipped > MAX_SKIPPED_DEPTH {
            return Some(Cut::TooDeep);
        }
        let too_long = self.overloaded.get() || self.nodes.borrow().len() > MAX_NODES;
        too_long.then_some(Cut::TooLong)
    }

    fn hear(&self) {
        self.heard.set(self.heard.get() + 1);
    }

    fn create(&self, kind: Kind) -> NodeId {
        self.hear();
        let mut nodes = self.nodes.borrow_mut();
        nodes.push(Node::new(kind));
        NodeId((nodes.len() - 1) as u32)
    }

    /// Puts `child` into `parent`, before `sibling` or at the end.
    fn insert(&self, parent: NodeId, sibling: NodeId, child: NodeOrText<NodeId>) {
        self.hear();
        let nodes = &mut *self.nodes.borrow_mut();
        let skip = nodes[parent.index()].skip;
        let child = match child {
            NodeOrText::AppendText(_) if skip => return,
            NodeOrText::AppendText(text) => {
                let before = if sibling == NONE {
                    nodes[parent.index()].last
                } else {
                    nodes[sibling.index()].prev
                };
                if before != NONE
                    && let Kind::Text(existing) = &mut nodes[before.index()].kind
                {
                    existing.push_tendril(&text);
                    return;
                }
                nodes.push(Node::new(Kind::Text(text)));
                NodeId((nodes.len() - 1) as u32)
            }
            NodeOrText::AppendNode(child) => child,
        };
        unlink(nodes, child);
        let depth = nodes[parent.index()].depth.saturating_add(1);
        let skip = skip || is_skipped(&nodes[parent.index()], &nodes[child.index()]);
        let before = if sibling == NONE {
            std::mem::replace(&mut nodes[parent.index()].last, child)
        } else {
            std::mem::replace(&mut nodes[sibling.index()].prev, child)
        };
        if before == NONE {
            nodes[parent.index()].first = child;
        } else {
            nodes[before.index()].next = child;
        }
        let node = &mut nodes[child.index()];
        node.parent = parent;
        node.prev = before;
        node.next = sibling;
        node.depth = depth;
        node.skip = skip;
        let (kept, skipped) = &mut *self.depth.borrow_mut();
        let deepest = if skip { skipped } else { kept };
        *deepest = depth.max(*deepest);
    }
}

/// Takes a node out of its place.
fn unlink(nodes: &mut [Node], id: NodeId) {
    let Node {
        parent, prev, next, ..
    } = nodes[id.index()];
    if parent == NONE {
        return;
    }
    match prev {
        NONE => nodes[parent.index()].first = next,
        prev => nodes[prev.index()].next = next,
    }
    match next {
        NONE => nodes[parent.index()].last = prev,
        next => nodes[next.index()].prev = prev,
    }
    let node = &mut nodes[id.index()];
    (node.parent, node.prev, node.next) = (NONE, NONE, NONE);
}

/// What KaTeX drew: the visual rendering, and of MathML all but the TeX.
fn is_skipped(parent: &Node, child: &Node) -> bool {
    let Kind::Element { name, .. } = &child.kind else {
        return false;
    };
    match &parent.kind {
        Kind::Element { name: outer, .. } if outer.local == local_name!("semantics") => {
            name.local != local_name!("annotation")
        }
        Kind::Element { .. } => child.has_class("katex-html"),
        Kind::Document | Kind::Text(_) | Kind::Other => false,
    }
}

impl TreeSink for Sink {
    type Handle = NodeId;
    type Output = Tree;
    type ElemName<'a> = Name<'a>;

    fn finish(self) -> Tree {
        Tree {
            nodes: self.nodes.into_inner(),
            cut: None,
        }
    }

    fn parse_error(&self, _: Cow<'static, str>) {}

    fn get_document(&self) -> NodeId {
        NodeId(0)
    }

    fn elem_name<'a>(&'a self, target: &'a NodeId) -> Name<'a> {
        Name(Ref::map(self.nodes.borrow(), |nodes| {
            match &nodes[target.index()].kind {
                Kind::Element { name, .. } => name,
                Kind::Document | Kind::Text(_) | Kind::Other => {
                    unreachable!("the tree builder asks for names of elements only")
                }
            }
        }))
    }

    fn create_element(&self, name: QualName, attrs: Vec<Attribute>, _: ElementFlags) -> NodeId {
        if attrs.len() > MAX_ATTRIBUTES {
            self.overloaded.set(true);
        }
        self.create(Kind::Element { name, attrs })
    }

    fn create_comment(&self, _: StrTendril) -> NodeId {
        self.create(Kind::Other)
    }

    fn create_pi(&self, _: StrTendril, _: StrTendril) -> NodeId {
        self.create(Kind::Other)
    }

    fn append(&self, parent: &NodeId, child: NodeOrText<NodeId>) {
        self.insert(*parent, NONE, child);
    }

    fn append_based_on_parent_node(
        &self,
        element: &NodeId,
        prev_element: &NodeId,
        child: NodeOrText<NodeId>,
    ) {
        let placed = self.nodes.borrow()[element.index()].parent != NONE;
        if placed {
            self.append_before_sibling(element, child);
        } else {
            self.append(prev_element, child);
        }
    }

    fn append_doctype_to_document(&self, _: StrTendril, _: StrTendril, _: StrTendril) {}

    fn get_template_contents(&self, target: &NodeId) -> NodeId {
        *target
    }

    fn same_node(&self, x: &NodeId, y: &NodeId) -> bool {
        x == y
    }

    fn set_quirks_mode(&self, _: QuirksMode) {}

    fn append_before_sibling(&self, sibling: &NodeId, new_node: NodeOrText<NodeId>) {
        let parent = self.nodes.borrow()[sibling.index()].parent;
        if parent != NONE {
            self.insert(parent, *sibling, new_node);
        }
    }

    fn add_attrs_if_missing(&self, _: &NodeId, _: Vec<Attribute>) {}

    fn remove_from_parent(&self, target: &NodeId) {
        unlink(&mut self.nodes.borrow_mut(), *target);
    }

    fn reparent_children(&self, node: &NodeId, new_parent: &NodeId) {
        loop {
            let first = self.nodes.borrow()[node.index()].first;
            if first == NONE {
                return;
            }
            self.insert(*new_parent, NONE, NodeOrText::AppendNode(first));
        }
    }
}

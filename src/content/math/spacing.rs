//! The air between pieces of a formula, in cells: the same on one line and in two
//! dimensions.

use super::symbols::Class;
use super::tex::Node;

/// What a piece is to its neighbours.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Symbol(Class),
    /// A plus or minus that belongs to what follows.
    Sign,
    /// A fraction, or something else that needs air beside letters.
    Inner,
    /// Words.
    Text,
    /// Air, which adds none.
    Space,
}

/// What a node is to its neighbours.
pub(super) fn kind(node: &Node) -> Kind {
    match node {
        Node::Symbol { class, .. } => Kind::Symbol(*class),
        Node::Script { base, .. } => match kind(base) {
            Kind::Inner => Kind::Symbol(Class::Ord),
            kind => kind,
        },
        Node::Stack { base, .. } => kind(base),
        Node::Along { body, .. } | Node::Accent { body, .. } => match &**body {
            Node::Symbol { class, .. } => Kind::Symbol(*class),
            _ => Kind::Symbol(Class::Ord),
        },
        Node::Fraction { .. } => Kind::Inner,
        Node::Text(_) => Kind::Text,
        Node::Space(_) => Kind::Space,
        Node::Middle(_) => Kind::Symbol(Class::Rel),
        Node::Group(nodes) => match &**nodes {
            [one] => kind(one),
            _ => Kind::Symbol(Class::Ord),
        },
        Node::Root { .. } | Node::Fenced { .. } | Node::Matrix(_) | Node::Hidden(_) => {
            Kind::Symbol(Class::Ord)
        }
    }
}

/// The air before each piece. `tight`: in scripts there is almost none.
pub(super) fn gaps(kinds: &[Kind], tight: bool) -> Vec<usize> {
    let mut gaps = Vec::with_capacity(kinds.len());
    // What the last piece asks for after itself.
    let mut before: Option<Kind> = None;
    for &kind in kinds {
        let this = effective(kind, before);
        gaps.push(before.map_or(0, |last| usize::from(parted(last, this, tight))));
        before = Some(this);
    }
    gaps
}

/// A sign that has nothing on its left belongs to what follows.
fn effective(kind: Kind, before: Option<Kind>) -> Kind {
    use Class::{Bin, Function, Integral, Large, Limit, Open, Punct, Rel};
    let alone = matches!(
        before,
        None | Some(Kind::Symbol(
            Bin | Rel | Open | Punct | Large | Integral | Function | Limit
        ))
    );
    match kind {
        Kind::Symbol(Bin) if alone => Kind::Sign,
        kind => kind,
    }
}

fn parted(last: Kind, this: Kind, tight: bool) -> bool {
    use Class::{Bin, Close, Function, Integral, Large, Limit, Open, Ord, Punct, Rel};
    match (last, this) {
        (Kind::Space, _) | (_, Kind::Space) => false,
        // Words bring their own air.
        (Kind::Text, _) | (_, Kind::Text) => false,
        (_, Kind::Symbol(Close | Punct)) | (Kind::Symbol(Open) | Kind::Sign, _) => false,
        (_, Kind::Symbol(Rel | Bin)) | (Kind::Symbol(Rel | Bin), _) => !tight,
        (Kind::Symbol(Punct), _) => !tight,
        (Kind::Symbol(Function | Limit), Kind::Symbol(Open)) => false,
        (Kind::Symbol(Function | Limit | Large | Integral), _)
        | (_, Kind::Symbol(Function | Limit | Large | Integral)) => true,
        (Kind::Inner, Kind::Symbol(Ord) | Kind::Inner)
        | (Kind::Symbol(Ord | Close), Kind::Inner) => !tight,
        (Kind::Inner, Kind::Symbol(Open) | Kind::Sign)
        | (Kind::Symbol(Ord | Close), Kind::Sign)
        | (Kind::Symbol(Ord | Close), Kind::Symbol(Ord | Open)) => false,
    }
}

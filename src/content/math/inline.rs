//! A formula on one line.

use super::fonts::{subscript, superscript};
use super::spacing::{Kind, gaps, kind};
use super::symbols::Class;
use super::tex::{Along, Matrix, Node};

/// Several pieces on one line.
pub(super) fn line(nodes: &[Node], tight: bool) -> String {
    let kinds: Vec<_> = nodes.iter().map(kind).collect();
    let mut out = String::new();
    for (node, gap) in nodes.iter().zip(gaps(&kinds, tight)) {
        let text = piece(node, tight);
        if gap > 0 && !out.is_empty() && !out.ends_with(' ') {
            out.push(' ');
        }
        out.push_str(&text);
    }
    out
}

fn piece(node: &Node, tight: bool) -> String {
    match node {
        Node::Symbol { text, .. } | Node::Text(text) | Node::Middle(text) => text.clone(),
        Node::Group(nodes) => line(nodes, tight),
        Node::Script { base, sub, sup, .. } => {
            let mut text = match &**base {
                // A power of something raised or divided needs to be told from it.
                Node::Fraction { .. } => format!("({})", piece(base, tight)),
                base => piece(base, tight),
            };
            if let Some(sub) = sub {
                text.push_str(&lower(sub));
            }
            if let Some(sup) = sup {
                text.push_str(&raise(sup));
            }
            text
        }
        Node::Fraction { over, under, line } => fraction(over, under, *line, tight),
        Node::Root { index, body } => root(index.as_deref(), body),
        Node::Accent {
            combining, body, ..
        } => accented(&piece(body, true), *combining),
        Node::Along { kind, body } => along(*kind, &piece(body, tight)),
        Node::Stack { above, base, below } => {
            let mut text = piece(base, tight);
            if let Some(below) = below {
                text.push_str(&lower(below));
            }
            if let Some(above) = above {
                text.push_str(&raise(above));
            }
            text
        }
        Node::Fenced { left, body, right } => format!("{left}{}{right}", line(body, tight)),
        Node::Matrix(rows) => matrix(rows),
        Node::Space(cells) => " ".repeat((*cells).min(2)),
        Node::Hidden(_) => String::new(),
    }
}

/// What stands above the line: small letters, or `^(…)`.
pub(super) fn raise(node: &Node) -> String {
    let text = piece(node, true);
    superscript(&text).unwrap_or_else(|| format!("^{}", bracketed(&text)))
}

/// What stands below the line: small letters, or `_(…)`.
pub(super) fn lower(node: &Node) -> String {
    let text = piece(node, true);
    subscript(&text).unwrap_or_else(|| format!("_{}", bracketed(&text)))
}

/// As one operand: in brackets unless it is one glyph or number, or has them.
fn bracketed(text: &str) -> String {
    let one = crate::text::glyphs(text).nth(1).is_none();
    if one || text.bytes().all(|b| b.is_ascii_digit()) {
        text.to_owned()
    } else {
        format!("({text})")
    }
}

fn fraction(over: &Node, under: &Node, line: bool, tight: bool) -> String {
    let (top, bottom) = (piece(over, tight), piece(under, tight));
    if !line {
        return format!("{top} {bottom}");
    }
    let vulgar = match (&*top, &*bottom) {
        ("1", "2") => Some("½"),
        ("1", "3") => Some("⅓"),
        ("2", "3") => Some("⅔"),
        ("1", "4") => Some("¼"),
        ("3", "4") => Some("¾"),
        _ => None,
    };
    if let Some(vulgar) = vulgar {
        return vulgar.to_owned();
    }
    let top = if has_operator(over) {
        format!("({top})")
    } else {
        top
    };
    let bottom = if is_one(under) || bottom.starts_with(['d', '∂']) && !has_operator(under) {
        bottom
    } else {
        format!("({bottom})")
    };
    format!("{top}/{bottom}")
}

/// Whether something in it binds less than a fraction.
fn has_operator(node: &Node) -> bool {
    match node {
        Node::Group(nodes) => nodes.iter().any(|node| {
            matches!(
                kind(node),
                Kind::Symbol(
                    Class::Bin
                        | Class::Rel
                        | Class::Large
                        | Class::Integral
                        | Class::Function
                        | Class::Limit
                        | Class::Punct
                ) | Kind::Inner
            ) || has_operator(node)
        }),
        Node::Fraction { .. } => true,
        _ => false,
    }
}

/// Whether it is one operand: a letter with or without scripts, a number, or
/// something in brackets.
fn is_one(node: &Node) -> bool {
    match node {
        Node::Group(nodes) => {
            let digit = |node: &Node| match node {
                Node::Symbol { text, .. } => text.bytes().all(|b| b.is_ascii_digit() || b == b'.'),
                _ => false,
            };
            match &**nodes {
                [one] => is_one(one),
                all => all.iter().all(digit),
            }
        }
        Node::Symbol { .. }
        | Node::Script { .. }
        | Node::Fenced { .. }
        | Node::Accent { .. }
        | Node::Along { .. }
        | Node::Root { .. }
        | Node::Text(_) => true,
        Node::Fraction { .. }
        | Node::Stack { .. }
        | Node::Middle(_)
        | Node::Matrix(_)
        | Node::Space(_)
        | Node::Hidden(_) => false,
    }
}

fn root(index: Option<&Node>, body: &Node) -> String {
    let text = piece(body, true);
    let text = if is_one(body) && !matches!(body, Node::Fraction { .. }) {
        text
    } else {
        format!("({})", piece(body, false))
    };
    match index.map(|index| piece(index, true)).as_deref() {
        None => format!("√{text}"),
        Some("3") => format!("∛{text}"),
        Some("4") => format!("∜{text}"),
        Some(index) => match superscript(index) {
            Some(index) => format!("{index}√{text}"),
            None => format!("√[{index}]{text}"),
        },
    }
}

/// A mark on each glyph where there are several, so that it covers them all.
pub(super) fn accented(text: &str, combining: char) -> String {
    let mut out = String::with_capacity(text.len() * 2);
    for glyph in crate::text::glyphs(text) {
        out.push_str(glyph.text);
        if glyph.text != " " {
            out.push(combining);
        }
    }
    out
}

fn along(kind: Along, text: &str) -> String {
    match kind {
        Along::LineAbove => accented(text, '\u{305}'),
        Along::LineBelow => accented(text, '\u{332}'),
        Along::RightArrowAbove => accented(text, '\u{20d7}'),
        Along::LeftArrowAbove => accented(text, '\u{20d6}'),
        Along::BraceAbove | Along::BraceBelow => text.to_owned(),
        Along::Box => format!("[{text}]"),
    }
}

fn matrix(matrix: &Matrix) -> String {
    let rows: Vec<_> = matrix
        .rows
        .iter()
        .map(|row| {
            let cells: Vec<_> = row.iter().map(|cell| piece(cell, false)).collect();
            cells.join(" ").trim().to_owned()
        })
        .collect();
    let body = rows.join("; ");
    let close = match (&*matrix.left, &*matrix.right) {
        ("{", "") => " }",
        (_, right) => right,
    };
    let open = match (&*matrix.left, &*matrix.right) {
        ("{", "") => "{ ",
        (left, _) => left,
    };
    format!("{open}{body}{close}")
}

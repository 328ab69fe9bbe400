//! A formula in two dimensions: tiles of text put beside and above each other.

use super::fences::tall;
use super::fonts::{subscript, superscript};
use super::inline::{accented, line};
use super::spacing::{gaps, kind};
use super::symbols::Class;
use super::tex::{Along, Node, Unset};
use crate::text::width;

mod matrix;

/// Cells that a tile may take.
const MAX_CELLS: usize = 40_000;
/// Draws a line just below the row above what it covers.
const OVERLINE: &str = "▁";

/// Text in two dimensions. Every row is `width` cells wide.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Tile {
    rows: Vec<String>,
    width: usize,
    /// The row that stands on the line.
    base: usize,
}

impl Tile {
    /// One row.
    fn line(text: &str) -> Self {
        Self {
            width: width(text),
            rows: vec![text.to_owned()],
            base: 0,
        }
    }

    /// Rows of a column one cell wide, the middle one on the line.
    fn column(rows: &[&str]) -> Self {
        Self {
            width: rows.iter().map(|row| width(row)).max().unwrap_or(0),
            rows: rows.iter().map(|&row| row.to_owned()).collect(),
            base: rows.len() / 2,
        }
    }

    /// Nothing, that takes room.
    fn blank(width: usize, height: usize, base: usize) -> Self {
        Self {
            rows: vec![" ".repeat(width); height],
            width,
            base,
        }
    }

    pub(super) fn into_rows(self) -> Vec<String> {
        self.rows
    }

    fn height(&self) -> usize {
        self.rows.len()
    }

    /// The rows below the line.
    fn below(&self) -> usize {
        self.rows.len() - 1 - self.base
    }

    fn checked(self) -> Result<Self, Unset> {
        if self.width.saturating_mul(self.height()) > MAX_CELLS {
            return Err(Unset);
        }
        Ok(self)
    }

    /// The same with rows above and below, up to a height on either side.
    fn stretched(mut self, above: usize, below: usize) -> Self {
        let blank = " ".repeat(self.width);
        for _ in self.base..above {
            self.rows.insert(0, blank.clone());
        }
        self.base = self.base.max(above);
        for _ in self.below()..below {
            self.rows.push(blank.clone());
        }
        self
    }

    /// Wider, with air on both sides.
    fn centered(mut self, cells: usize) -> Self {
        let free = cells.saturating_sub(self.width);
        for row in &mut self.rows {
            *row = format!(
                "{:left$}{row}{:right$}",
                "",
                "",
                left = free / 2,
                right = free - free / 2
            );
        }
        self.width += free;
        self
    }

    /// Side by side, on one line.
    fn beside(tiles: Vec<Self>) -> Self {
        let above = tiles.iter().map(|tile| tile.base).max().unwrap_or(0);
        let below = tiles.iter().map(Self::below).max().unwrap_or(0);
        let mut rows = vec![String::new(); above + below + 1];
        let mut width = 0;
        for tile in tiles {
            width += tile.width;
            for (row, part) in rows.iter_mut().zip(tile.stretched(above, below).rows) {
                row.push_str(&part);
            }
        }
        Self {
            rows,
            width,
            base: above,
        }
    }

    /// One above the other, centered; the tile at `on_line` gives the line.
    fn above(tiles: Vec<Self>, on_line: usize) -> Self {
        let width = tiles.iter().map(|tile| tile.width).max().unwrap_or(0);
        let mut rows = Vec::new();
        let mut base = 0;
        for (index, tile) in tiles.into_iter().enumerate() {
            if index == on_line {
                base = rows.len() + tile.base;
            }
            rows.extend(tile.centered(width).rows);
        }
        Self { rows, width, base }
    }
}

/// Sets several pieces beside each other.
pub(super) fn tile(nodes: &[Node], tight: bool) -> Result<Tile, Unset> {
    let kinds: Vec<_> = nodes.iter().map(kind).collect();
    let mut tiles = Vec::new();
    for (node, gap) in nodes.iter().zip(gaps(&kinds, tight)) {
        let piece = piece(node, tight)?;
        if gap > 0 {
            tiles.push(Tile::line(" "));
        }
        tiles.push(piece);
    }
    Tile::beside(tiles).checked()
}

fn piece(node: &Node, tight: bool) -> Result<Tile, Unset> {
    let tile = match node {
        Node::Symbol { text, class } if *class == Class::Integral && text == "∫" && !tight => {
            Tile::column(&["⌠", "⎮", "⌡"])
        }
        Node::Symbol { text, .. } | Node::Text(text) | Node::Middle(text) => Tile::line(text),
        Node::Group(nodes) => tile(nodes, tight)?,
        Node::Script {
            base,
            sub,
            sup,
            limits,
        } => script(base, sub.as_deref(), sup.as_deref(), *limits, tight)?,
        Node::Fraction { over, under, line } => fraction(over, under, *line, tight)?,
        Node::Root { index, body } => root(index.as_deref(), body, tight)?,
        Node::Accent {
            combining,
            wide,
            body,
        } => {
            let inner = piece(body, tight)?;
            if inner.height() == 1 && inner.width <= 2 {
                Tile::line(&accented(&inner.rows[0], *combining))
            } else {
                let mark = Tile::line(&wide.to_string());
                Tile::above(vec![mark, inner], 1)
            }
        }
        Node::Along { kind, body } => along(*kind, piece(body, tight)?),
        Node::Stack { above, base, below } => {
            let mut tiles = Vec::new();
            if let Some(small) = above {
                tiles.push(piece(small, true)?);
            }
            let on_line = tiles.len();
            tiles.push(piece(base, tight)?);
            if let Some(small) = below {
                tiles.push(piece(small, true)?);
            }
            Tile::above(tiles, on_line)
        }
        Node::Fenced { left, body, right } => fenced(left, body, right, tight)?,
        Node::Matrix(matrix) => matrix::tile(matrix)?,
        Node::Space(cells) => Tile::line(&" ".repeat(*cells)),
        Node::Hidden(body) => {
            let inner = piece(body, tight)?;
            Tile::blank(inner.width, inner.height(), inner.base)
        }
    };
    tile.checked()
}

fn script(
    base: &Node,
    sub: Option<&Node>,
    sup: Option<&Node>,
    limits: bool,
    tight: bool,
) -> Result<Tile, Unset> {
    let body = piece(base, tight)?;
    if limits && !tight {
        let mut tiles = Vec::new();
        if let Some(small) = sup {
            tiles.push(piece(small, true)?);
        }
        let on_line = tiles.len();
        tiles.push(body);
        if let Some(small) = sub {
            tiles.push(piece(small, true)?);
        }
        return Ok(Tile::above(tiles, on_line));
    }
    // Small letters where Unicode has them.
    let small = |node: Option<&Node>, set: fn(&str) -> Option<String>| {
        node.and_then(|node| set(&line(std::slice::from_ref(node), true)))
    };
    let (lowered, raised) = (small(sub, subscript), small(sup, superscript));
    if body.height() == 1 && lowered.is_some() == sub.is_some() && raised.is_some() == sup.is_some()
    {
        let text = [lowered, raised].into_iter().flatten().collect::<String>();
        return Ok(Tile::beside(vec![body, Tile::line(&text)]));
    }
    let mut body = body;
    let mut sub = sub;
    if body.height() == 1
        && let Some(text) = lowered
    {
        body = Tile::beside(vec![body, Tile::line(&text)]);
        sub = None;
    }
    // A script of a tall base begins at its edge, of a low one beyond it.
    let overlap = usize::from(body.height() > 1);
    let raised = sup.map(|node| piece(node, true)).transpose()?;
    let lowered = sub.map(|node| piece(node, true)).transpose()?;
    let above = raised
        .as_ref()
        .map_or(0, Tile::height)
        .saturating_sub(overlap);
    let below = lowered
        .as_ref()
        .map_or(0, Tile::height)
        .saturating_sub(overlap);
    let wide = [&raised, &lowered]
        .into_iter()
        .flatten()
        .map(|tile| tile.width)
        .max()
        .unwrap_or(0);
    let base = above + body.base;
    let mut side = vec![" ".repeat(wide); above + body.height() + below];
    let mut put = |tile: Tile, at: usize| {
        for (index, row) in tile.rows.iter().enumerate() {
            if let Some(place) = side.get_mut(at + index) {
                *place = format!("{row}{:free$}", "", free = wide - tile.width);
            }
        }
    };
    let bottom = above + body.height() - overlap;
    if let Some(tile) = raised {
        put(tile, 0);
    }
    if let Some(tile) = lowered {
        put(tile, bottom);
    }
    let side = Tile {
        rows: side,
        width: wide,
        base,
    };
    Ok(Tile::beside(vec![body, side]))
}

fn fraction(over: &Node, under: &Node, with_line: bool, tight: bool) -> Result<Tile, Unset> {
    if tight {
        let whole = Node::Fraction {
            over: Box::new(over.clone()),
            under: Box::new(under.clone()),
            line: with_line,
        };
        return Ok(Tile::line(&line(&[whole], true)));
    }
    let (top, bottom) = (piece(over, false)?, piece(under, false)?);
    let wide = top.width.max(bottom.width).max(1);
    let middle = if with_line { "─" } else { " " };
    Ok(Tile::above(
        vec![top, Tile::line(&middle.repeat(wide)), bottom],
        1,
    ))
}

fn root(index: Option<&Node>, body: &Node, tight: bool) -> Result<Tile, Unset> {
    let inner = piece(body, tight)?;
    if inner.height() == 1 && (inner.width == 1 || tight) {
        let whole = Node::Root {
            index: index.map(|index| Box::new(index.clone())),
            body: Box::new(body.clone()),
        };
        return Ok(Tile::line(&line(&[whole], tight)));
    }
    let (height, base, wide) = (inner.height(), inner.base, inner.width);
    let mut sign = vec!["│"; height];
    sign[height - 1] = "√";
    let mut sign = Tile::column(&sign);
    sign.base = base;
    let covered = Tile::beside(vec![sign, inner]);
    let cover = Tile::line(&format!(" {}", OVERLINE.repeat(wide)));
    let mut tile = Tile::above(vec![cover, covered], 1);
    tile.base = base + 1;
    let Some(index) = index else { return Ok(tile) };
    let text = line(std::slice::from_ref(index), true);
    let mut small = Tile::line(&superscript(&text).unwrap_or(text));
    // On the row of the sign.
    small = small.stretched(0, 0);
    let sign_row = tile.height() - 1;
    let mut side = Tile::blank(small.width, tile.height(), tile.base);
    side.rows[sign_row] = small.rows.swap_remove(0);
    Ok(Tile::beside(vec![side, tile]))
}

fn along(kind: Along, body: Tile) -> Tile {
    let cells = body.width.max(1);
    let brace = |left: &str, middle: &str, right: &str| {
        if cells < 3 {
            return Tile::line(&middle.repeat(cells));
        }
        let half = (cells - 3) / 2;
        let rest = cells - 3 - half;
        Tile::line(&format!(
            "{left}{}{middle}{}{right}",
            "─".repeat(half),
            "─".repeat(rest)
        ))
    };
    match kind {
        Along::LineAbove => Tile::above(vec![Tile::line(&OVERLINE.repeat(cells)), body], 1),
        Along::LineBelow => Tile::above(vec![body, Tile::line(&"▔".repeat(cells))], 0),
        Along::BraceAbove => Tile::above(vec![brace("╭", "┴", "╮"), body], 1),
        Along::BraceBelow => Tile::above(vec![body, brace("╰", "┬", "╯")], 0),
        Along::RightArrowAbove => {
            let arrow = format!("{}→", "─".repeat(cells - 1));
            Tile::above(vec![Tile::line(&arrow), body], 1)
        }
        Along::LeftArrowAbove => {
            let arrow = format!("←{}", "─".repeat(cells - 1));
            Tile::above(vec![Tile::line(&arrow), body], 1)
        }
        Along::Box => {
            let rule = "─".repeat(cells + 2);
            let edge = vec!["│ "; body.height()];
            let right = vec![" │"; body.height()];
            let base = body.base;
            let side = |rows: &[&str]| Tile {
                base,
                ..Tile::column(rows)
            };
            let middle = Tile::beside(vec![side(&edge), body, side(&right)]);
            Tile::above(
                vec![
                    Tile::line(&format!("┌{rule}┐")),
                    middle,
                    Tile::line(&format!("└{rule}┘")),
                ],
                1,
            )
        }
    }
}

fn fenced(left: &str, body: &[Node], right: &str, tight: bool) -> Result<Tile, Unset> {
    let inner = tile(body, tight)?;
    let (height, base) = (inner.height(), inner.base);
    let mut tiles = Vec::new();
    tiles.extend(fence(left, height, base));
    if body.iter().any(|node| matches!(node, Node::Middle(_))) && height > 1 {
        // The delimiters in between are as tall as the fences.
        for node in body {
            match node {
                Node::Middle(text) => tiles.extend(fence(text, height, base)),
                node => tiles.push(piece(node, tight)?),
            }
        }
    } else {
        tiles.push(inner);
    }
    tiles.extend(fence(right, height, base));
    Ok(Tile::beside(tiles))
}

/// A delimiter as tall as what it stands beside.
fn fence(delimiter: &str, height: usize, base: usize) -> Option<Tile> {
    if delimiter.is_empty() {
        return None;
    }
    let rows = tall(delimiter, height);
    if rows.is_empty() {
        return Some(Tile::line(delimiter));
    }
    Some(Tile {
        base,
        ..Tile::column(&rows)
    })
}

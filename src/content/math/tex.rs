//! TeX, as far as KaTeX's formulas need it: source to a tree.
//!
//! An unknown command stands for itself, visibly. What changes the language
//! (definitions) or does not balance is not set at all: the source is shown.

use super::fonts::Font;
use super::symbols::{Class, class_of, symbol};

mod command;
mod environment;

/// How deep groups may nest.
const MAX_DEPTH: usize = 30;
/// How many nodes a formula may have.
const MAX_NODES: usize = 4000;

/// The formula cannot be set: its source is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Unset;

/// A piece of a formula.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Node {
    /// A letter, sign or name.
    Symbol { text: String, class: Class },
    /// Several pieces that count as one.
    Group(Vec<Node>),
    /// A base with something below and above.
    Script {
        base: Box<Node>,
        sub: Option<Box<Node>>,
        sup: Option<Box<Node>>,
        /// Whether they stand below and above, and not beside.
        limits: bool,
    },
    /// One over another, with a line or without.
    Fraction {
        over: Box<Node>,
        under: Box<Node>,
        line: bool,
    },
    /// A root.
    Root {
        index: Option<Box<Node>>,
        body: Box<Node>,
    },
    /// A mark on what is one glyph wide, a wide one on more.
    Accent {
        combining: char,
        wide: char,
        body: Box<Node>,
    },
    /// A line, brace or arrow along all of it.
    Along { kind: Along, body: Box<Node> },
    /// Something small above or below.
    Stack {
        above: Option<Box<Node>>,
        base: Box<Node>,
        below: Option<Box<Node>>,
    },
    /// Between delimiters as tall as what they hold; empty ones are invisible.
    Fenced {
        left: String,
        body: Vec<Node>,
        right: String,
    },
    /// A delimiter as tall as the fences around it.
    Middle(String),
    /// Rows of cells.
    Matrix(Matrix),
    /// Words.
    Text(String),
    /// Air, in cells.
    Space(usize),
    /// Takes its room and is not seen.
    Hidden(Box<Node>),
}

/// What runs along a piece.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Along {
    LineAbove,
    LineBelow,
    BraceAbove,
    BraceBelow,
    RightArrowAbove,
    LeftArrowAbove,
    Box,
}

/// Rows of cells, between delimiters.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Matrix {
    pub(super) rows: Vec<Vec<Node>>,
    pub(super) columns: Columns,
    pub(super) left: String,
    pub(super) right: String,
}

/// How the columns of a matrix stand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Columns {
    Center,
    Left,
    /// Right and left in turn: the two sides of equations.
    Equations,
    /// As the source says.
    Given(Vec<char>),
}

/// Where an expression ended.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Stop {
    End,
    Brace,
    Bracket,
    Cell,
    Row,
    Right,
    EndEnvironment,
}

/// Reads a formula.
pub(super) fn parse(source: &str) -> Result<Vec<Node>, Unset> {
    let mut parser = Parser {
        rest: source,
        depth: 0,
        nodes: 0,
        font: None,
    };
    let mut rows = Vec::new();
    loop {
        let (nodes, stop) = parser.expression(false)?;
        match stop {
            Stop::End if rows.is_empty() => return Ok(nodes),
            Stop::End => {
                rows.push(vec![Node::Group(nodes)]);
                let matrix = Matrix {
                    rows,
                    columns: Columns::Left,
                    left: String::new(),
                    right: String::new(),
                };
                return Ok(vec![Node::Matrix(matrix)]);
            }
            // Lines without an environment.
            Stop::Row => rows.push(vec![Node::Group(nodes)]),
            Stop::Brace | Stop::Bracket | Stop::Cell | Stop::Right | Stop::EndEnvironment => {
                return Err(Unset);
            }
        }
    }
}

struct Parser<'a> {
    rest: &'a str,
    depth: usize,
    nodes: usize,
    font: Option<Font>,
}

impl<'a> Parser<'a> {
    fn peek(&self) -> Option<char> {
        self.rest.chars().next()
    }

    fn bump(&mut self) -> Option<char> {
        let c = self.peek()?;
        self.rest = &self.rest[c.len_utf8()..];
        Some(c)
    }

    fn skip_space(&mut self) {
        loop {
            self.rest = self.rest.trim_start();
            match self.rest.strip_prefix('%') {
                Some(comment) => {
                    let end = comment.find('\n').unwrap_or(comment.len());
                    self.rest = &comment[end..];
                }
                None => return,
            }
        }
    }

    /// A command's name, after its backslash.
    fn name(&mut self) -> &'a str {
        let letters = self
            .rest
            .find(|c: char| !c.is_ascii_alphabetic())
            .unwrap_or(self.rest.len());
        let len = match letters {
            0 => self.peek().map_or(0, char::len_utf8),
            len => len,
        };
        let (name, rest) = self.rest.split_at(len);
        self.rest = rest;
        name
    }

    fn peek_command(&self) -> Option<&'a str> {
        let after = self.rest.strip_prefix('\\')?;
        let mut ahead = Parser {
            rest: after,
            depth: 0,
            nodes: 0,
            font: None,
        };
        Some(ahead.name())
    }

    fn deeper<T>(&mut self, read: impl FnOnce(&mut Self) -> Result<T, Unset>) -> Result<T, Unset> {
        if self.depth >= MAX_DEPTH {
            return Err(Unset);
        }
        self.depth += 1;
        let font = self.font;
        let result = read(self);
        self.font = font;
        self.depth -= 1;
        result
    }

    /// Pieces up to where the expression ends. What ends it is taken.
    fn expression(&mut self, in_bracket: bool) -> Result<(Vec<Node>, Stop), Unset> {
        let mut nodes: Vec<Node> = Vec::new();
        loop {
            self.nodes += 1;
            if self.nodes > MAX_NODES {
                return Err(Unset);
            }
            self.skip_space();
            let stop = match self.peek() {
                None => Stop::End,
                Some('}') => Stop::Brace,
                Some(']') if in_bracket => Stop::Bracket,
                Some('&') => Stop::Cell,
                Some('\\') => match self.peek_command() {
                    Some("\\" | "cr" | "newline") => Stop::Row,
                    Some("right") => Stop::Right,
                    Some("end") => Stop::EndEnvironment,
                    Some(infix @ ("over" | "atop" | "choose" | "brack" | "brace")) => {
                        self.rest = &self.rest[1 + infix.len()..];
                        let (under, stop) = self.deeper(|parser| parser.expression(in_bracket))?;
                        return Ok((vec![command::infix(infix, nodes, under)], stop));
                    }
                    Some(_) | None => {
                        self.piece(&mut nodes)?;
                        continue;
                    }
                },
                Some(_) => {
                    self.piece(&mut nodes)?;
                    continue;
                }
            };
            match &stop {
                Stop::End => {}
                Stop::Brace | Stop::Bracket | Stop::Cell => {
                    self.bump();
                }
                Stop::Row | Stop::Right | Stop::EndEnvironment => {
                    self.bump();
                    self.name();
                }
            }
            return Ok((nodes, stop));
        }
    }

    /// One piece with its scripts.
    fn piece(&mut self, nodes: &mut Vec<Node>) -> Result<(), Unset> {
        let base = match self.peek() {
            // Scripts of nothing.
            Some('^' | '_' | '\'') => Some(Node::Group(Vec::new())),
            _ => self.atom()?,
        };
        let Some(base) = base else { return Ok(()) };
        let node = self.scripts(base)?;
        nodes.push(node);
        Ok(())
    }

    fn scripts(&mut self, base: Node) -> Result<Node, Unset> {
        let mut limits = matches!(
            base,
            Node::Symbol {
                class: Class::Large | Class::Limit | Class::Integral,
                ..
            } | Node::Along {
                kind: Along::BraceAbove | Along::BraceBelow,
                ..
            }
        );
        let mut sub = None;
        let mut sup = None;
        let mut primes = String::new();
        loop {
            self.skip_space();
            match self.peek() {
                Some('^') if sup.is_none() => {
                    self.bump();
                    sup = Some(self.argument()?);
                }
                Some('_') if sub.is_none() => {
                    self.bump();
                    sub = Some(Box::new(self.argument()?));
                }
                Some('\'') => {
                    self.bump();
                    primes.push('′');
                }
                Some('^' | '_') => return Err(Unset),
                Some('\\') => match self.peek_command() {
                    Some("limits") => {
                        self.rest = &self.rest["\\limits".len()..];
                        limits = true;
                    }
                    Some("nolimits") => {
                        self.rest = &self.rest["\\nolimits".len()..];
                        limits = false;
                    }
                    _ => break,
                },
                _ => break,
            }
        }
        if !primes.is_empty() {
            let text = match primes.chars().count() {
                2 => "″".to_owned(),
                3 => "‴".to_owned(),
                _ => primes,
            };
            let class = Class::Ord;
            let mut marks = vec![Node::Symbol { text, class }];
            marks.extend(sup);
            sup = Some(Node::Group(marks));
        }
        if sub.is_none() && sup.is_none() {
            return Ok(base);
        }
        Ok(Node::Script {
            base: Box::new(base),
            sub,
            sup: sup.map(Box::new),
            limits,
        })
    }

    /// What a command is applied to: a group, or one piece without scripts.
    fn argument(&mut self) -> Result<Node, Unset> {
        self.skip_space();
        match self.peek() {
            None | Some('}' | '&' | '^' | '_') => Err(Unset),
            Some(c) if c != '{' && c != '\\' => {
                self.bump();
                Ok(self.character(c))
            }
            Some(_) => self.deeper(Self::atom)?.ok_or(Unset),
        }
    }

    /// The text between braces, as it is.
    fn raw(&mut self) -> Result<&'a str, Unset> {
        self.skip_space();
        let Some(inner) = self.rest.strip_prefix('{') else {
            let c = self.bump().ok_or(Unset)?;
            let _ = c;
            return Err(Unset);
        };
        let mut open = 1_usize;
        for (at, c) in inner.char_indices() {
            match c {
                '{' => open += 1,
                '}' => open -= 1,
                _ => {}
            }
            if open == 0 {
                self.rest = &inner[at + 1..];
                return Ok(&inner[..at]);
            }
        }
        Err(Unset)
    }

    /// The text between brackets, if any stand here.
    fn option(&mut self) -> Option<&'a str> {
        let inner = self.rest.trim_start().strip_prefix('[')?;
        let end = inner.find(']')?;
        self.rest = &inner[end + 1..];
        Some(&inner[..end])
    }

    /// One piece without scripts; `None` for what shows nothing.
    fn atom(&mut self) -> Result<Option<Node>, Unset> {
        self.skip_space();
        let Some(c) = self.bump() else {
            return Err(Unset);
        };
        match c {
            '{' => self.deeper(|parser| match parser.expression(false)? {
                (nodes, Stop::Brace) => Ok(Some(Node::Group(nodes))),
                _ => Err(Unset),
            }),
            '}' | '&' | '$' | '#' => Err(Unset),
            '~' => Ok(Some(Node::Space(1))),
            '\\' => {
                let name = self.name();
                self.command(name)
            }
            c => Ok(Some(self.character(c))),
        }
    }

    fn character(&self, c: char) -> Node {
        let c = match c {
            '-' => '−',
            '*' => '∗',
            c => self.font.map_or(c, |font| font.letter(c)),
        };
        Node::Symbol {
            text: c.to_string(),
            class: class_of(c),
        }
    }

    /// A delimiter after `\left`, `\big` and their kin; empty for `.`.
    fn delimiter(&mut self) -> Result<String, Unset> {
        self.skip_space();
        match self.bump().ok_or(Unset)? {
            '.' => Ok(String::new()),
            '<' => Ok("⟨".to_owned()),
            '>' => Ok("⟩".to_owned()),
            '\\' => Ok(match self.name() {
                "{" => "{",
                "}" => "}",
                "|" => "‖",
                name => symbol(name).map(|(text, _)| text).ok_or(Unset)?,
            }
            .to_owned()),
            c @ ('(' | ')' | '[' | ']' | '|' | '/' | '⟨' | '⟩') => Ok(c.to_string()),
            _ => Err(Unset),
        }
    }
}

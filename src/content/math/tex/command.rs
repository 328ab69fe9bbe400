//! Commands.

use super::{Along, Columns, Matrix, Node, Parser, Stop, Unset};
use crate::content::math::fonts::Font;
use crate::content::math::symbols::{Class, symbol};

impl Parser<'_> {
    /// What a command shows; `None` if nothing.
    pub(super) fn command(&mut self, name: &str) -> Result<Option<Node>, Unset> {
        if let Some((text, class)) = symbol(name) {
            let text = match self.font {
                Some(font) if class == Class::Ord => text.chars().map(|c| font.letter(c)).collect(),
                Some(_) | None => text.to_owned(),
            };
            return Ok(Some(Node::Symbol { text, class }));
        }
        if let Some((combining, wide)) = accent(name) {
            let body = Box::new(self.argument()?);
            return Ok(Some(Node::Accent {
                combining,
                wide,
                body,
            }));
        }
        if let Some(kind) = along(name) {
            let body = Box::new(self.argument()?);
            return Ok(Some(Node::Along { kind, body }));
        }
        if let Some(cells) = space(name) {
            return Ok((cells > 0).then_some(Node::Space(cells)));
        }
        if let Some(font) = Font::of_command(name) {
            return self.font(name, font);
        }
        self.structure(name)
    }

    /// `\mathbb{R}` sets its argument, `{\bf x}` what follows in the group.
    fn font(&mut self, name: &str, font: Font) -> Result<Option<Node>, Unset> {
        if matches!(name, "bf" | "it" | "rm" | "sf" | "tt" | "cal" | "frak") {
            self.font = Some(font);
            return Ok(None);
        }
        if name.starts_with("text") {
            let words = plain_text(self.raw()?);
            return Ok(Some(Node::Text(
                words.chars().map(|c| font.letter(c)).collect(),
            )));
        }
        let outer = self.font.replace(font);
        let body = self.argument();
        self.font = outer;
        body.map(Some)
    }

    fn structure(&mut self, name: &str) -> Result<Option<Node>, Unset> {
        let node = match name {
            "frac" | "dfrac" | "tfrac" | "cfrac" => {
                self.option();
                self.fraction(true)?
            }
            "binom" | "dbinom" | "tbinom" => fenced("(", vec![self.fraction(false)?], ")"),
            "sqrt" => {
                let index = match self.option() {
                    Some(index) => Some(Box::new(Node::Group(super::parse(index)?))),
                    None => None,
                };
                let body = Box::new(self.argument()?);
                Node::Root { index, body }
            }
            "left" => self.fenced()?,
            "middle" => Node::Middle(self.delimiter()?),
            "big" | "Big" | "bigg" | "Bigg" | "bigm" | "Bigm" | "biggm" | "Biggm" => {
                self.sized(Class::Ord)?
            }
            "bigl" | "Bigl" | "biggl" | "Biggl" => self.sized(Class::Open)?,
            "bigr" | "Bigr" | "biggr" | "Biggr" => self.sized(Class::Close)?,
            "overset" | "stackrel" => self.stack(true)?,
            "underset" => self.stack(false)?,
            "xrightarrow" | "xRightarrow" | "xleftarrow" | "xLeftarrow" | "xleftrightarrow"
            | "xmapsto" | "xlongequal" => self.long_arrow(name)?,
            "text" | "textrm" | "textnormal" | "textit" | "textup" | "textmd" | "mbox" | "hbox"
            | "emph" => Node::Text(plain_text(self.raw()?)),
            "operatorname" | "operatornamewithlimits" => {
                let star = self.rest.strip_prefix('*');
                self.rest = star.unwrap_or(self.rest);
                let limits = star.is_some() || name.ends_with("limits");
                let class = if limits {
                    Class::Limit
                } else {
                    Class::Function
                };
                let text = plain_text(self.raw()?);
                Node::Symbol { text, class }
            }
            "mathop" => self.of_class(Class::Limit)?,
            "mathbin" => self.of_class(Class::Bin)?,
            "mathrel" => self.of_class(Class::Rel)?,
            "mathopen" => self.of_class(Class::Open)?,
            "mathclose" => self.of_class(Class::Close)?,
            "mathpunct" => self.of_class(Class::Punct)?,
            "mathord" | "mathinner" | "smash" | "cancel" | "bcancel" | "xcancel" | "sout"
            | "llap" | "rlap" | "clap" | "mathllap" | "mathrlap" | "mathclap" | "mathstrut" => {
                self.argument()?
            }
            "phantom" | "hphantom" => Node::Hidden(Box::new(self.argument()?)),
            "vphantom" => {
                self.argument()?;
                return Ok(None);
            }
            "color" => {
                self.raw()?;
                return Ok(None);
            }
            "textcolor" | "colorbox" | "href" => {
                self.raw()?;
                self.argument()?
            }
            "hspace" | "hskip" | "kern" | "mkern" | "mskip" => return self.length(),
            "substack" => self.substack()?,
            "bmod" => Node::Symbol {
                text: "mod".to_owned(),
                class: Class::Bin,
            },
            "mod" | "pmod" | "pod" => self.modulus(name)?,
            "not" => self.negated()?,
            "tag" => {
                let label = plain_text(self.raw()?);
                Node::Group(vec![Node::Space(2), Node::Text(format!("({label})"))])
            }
            "begin" => self.environment()?,
            "{" | "lbrace" => open("{"),
            "}" | "rbrace" => close("}"),
            "|" => Node::Symbol {
                text: "‖".to_owned(),
                class: Class::Ord,
            },
            "%" | "#" | "$" | "&" | "_" => Node::Symbol {
                text: name.to_owned(),
                class: Class::Ord,
            },
            "displaystyle" | "textstyle" | "scriptstyle" | "scriptscriptstyle" | "limits"
            | "nolimits" | "nonumber" | "notag" | "hline" | "hdashline" | "relax"
            | "allowbreak" | "tiny" | "small" | "normalsize" | "large" | "Large" | "LARGE"
            | "huge" | "Huge" | "scriptsize" | "footnotesize" | "/" => return Ok(None),
            "label" => {
                self.raw()?;
                return Ok(None);
            }
            // What changes the meaning of other commands.
            "def" | "gdef" | "edef" | "xdef" | "let" | "newcommand" | "renewcommand"
            | "providecommand" | "global" | "" | "right" | "end" | "genfrac" | "char" | "rule"
            | "raisebox" => return Err(Unset),
            unknown => Node::Text(format!("\\{unknown}")),
        };
        Ok(Some(node))
    }

    fn fraction(&mut self, line: bool) -> Result<Node, Unset> {
        let over = Box::new(self.argument()?);
        let under = Box::new(self.argument()?);
        Ok(Node::Fraction { over, under, line })
    }

    fn fenced(&mut self) -> Result<Node, Unset> {
        let left = self.delimiter()?;
        let body = self.deeper(|parser| match parser.expression(false)? {
            (nodes, Stop::Right) => Ok(nodes),
            _ => Err(Unset),
        })?;
        let right = self.delimiter()?;
        Ok(Node::Fenced { left, body, right })
    }

    fn sized(&mut self, class: Class) -> Result<Node, Unset> {
        let text = self.delimiter()?;
        Ok(Node::Symbol { text, class })
    }

    fn stack(&mut self, over: bool) -> Result<Node, Unset> {
        let small = Some(Box::new(self.argument()?));
        let base = Box::new(self.argument()?);
        let (above, below) = if over { (small, None) } else { (None, small) };
        Ok(Node::Stack { above, base, below })
    }

    fn long_arrow(&mut self, name: &str) -> Result<Node, Unset> {
        let below = match self.option() {
            Some(below) => Some(Box::new(Node::Group(super::parse(below)?))),
            None => None,
        };
        let above = Some(Box::new(self.argument()?));
        let arrow = match name {
            "xrightarrow" => "⟶",
            "xRightarrow" => "⟹",
            "xleftarrow" => "⟵",
            "xLeftarrow" => "⟸",
            "xmapsto" => "⟼",
            "xlongequal" => "═",
            _ => "⟷",
        };
        let base = Box::new(Node::Symbol {
            text: arrow.to_owned(),
            class: Class::Rel,
        });
        Ok(Node::Stack { above, base, below })
    }

    /// Its argument, counted as of another class where it is one name.
    fn of_class(&mut self, class: Class) -> Result<Node, Unset> {
        let body = self.argument()?;
        Ok(match plain_symbols(&body) {
            Some(text) => Node::Symbol { text, class },
            None => body,
        })
    }

    /// Air by a length: any positive one is a cell.
    fn length(&mut self) -> Result<Option<Node>, Unset> {
        let amount = match self.peek() {
            Some('{') => self.raw()?,
            _ => {
                let end = self
                    .rest
                    .find(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | ' ')))
                    .unwrap_or(self.rest.len());
                let (amount, rest) = self.rest.split_at(end.min(8));
                self.rest = rest;
                amount
            }
        };
        let shown = !amount.trim_start().starts_with('-');
        Ok(shown.then_some(Node::Space(1)))
    }

    fn substack(&mut self) -> Result<Node, Unset> {
        let source = self.raw()?;
        let rows: Result<Vec<_>, _> = source
            .split("\\\\")
            .map(|row| super::parse(row).map(|nodes| vec![Node::Group(nodes)]))
            .collect();
        Ok(Node::Matrix(Matrix {
            rows: rows?,
            columns: Columns::Center,
            left: String::new(),
            right: String::new(),
        }))
    }

    fn modulus(&mut self, name: &str) -> Result<Node, Unset> {
        let body = self.argument()?;
        let word = Node::Symbol {
            text: "mod".to_owned(),
            class: Class::Function,
        };
        Ok(Node::Group(match name {
            "mod" => vec![Node::Space(1), word, body],
            "pod" => vec![Node::Space(1), open("("), body, close(")")],
            _ => vec![Node::Space(1), open("("), word, body, close(")")],
        }))
    }

    /// `\not` strikes the next symbol through.
    fn negated(&mut self) -> Result<Node, Unset> {
        let body = self.argument()?;
        let Node::Symbol { text, class } = body else {
            return Err(Unset);
        };
        let text = match &*text {
            "=" => "≠".to_owned(),
            "∈" => "∉".to_owned(),
            "≡" => "≢".to_owned(),
            "⊂" => "⊄".to_owned(),
            "⊆" => "⊈".to_owned(),
            "∃" => "∄".to_owned(),
            _ => format!("{text}\u{338}"),
        };
        Ok(Node::Symbol { text, class })
    }
}

/// `a \over b` and its kin, over all of the group.
pub(super) fn infix(name: &str, over: Vec<Node>, under: Vec<Node>) -> Node {
    let fraction = Node::Fraction {
        over: Box::new(Node::Group(over)),
        under: Box::new(Node::Group(under)),
        line: name == "over",
    };
    match name {
        "choose" => fenced("(", vec![fraction], ")"),
        "brack" => fenced("[", vec![fraction], "]"),
        "brace" => fenced("{", vec![fraction], "}"),
        _ => fraction,
    }
}

fn fenced(left: &str, body: Vec<Node>, right: &str) -> Node {
    Node::Fenced {
        left: left.to_owned(),
        body,
        right: right.to_owned(),
    }
}

fn open(text: &str) -> Node {
    Node::Symbol {
        text: text.to_owned(),
        class: Class::Open,
    }
}

fn close(text: &str) -> Node {
    Node::Symbol {
        text: text.to_owned(),
        class: Class::Close,
    }
}

/// The letters of a node that holds nothing else.
fn plain_symbols(node: &Node) -> Option<String> {
    match node {
        Node::Symbol { text, .. } | Node::Text(text) => Some(text.clone()),
        Node::Group(nodes) => nodes.iter().map(plain_symbols).collect(),
        _ => None,
    }
}

/// Words of `\text`: formulas and commands in them are rare, and stay as typed.
fn plain_text(source: &str) -> String {
    let mut text = String::with_capacity(source.len());
    let mut chars = source.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '\\' => match chars.peek() {
                Some('\\' | ' ' | ',' | ';' | ':' | '!') => {
                    chars.next();
                    text.push(' ');
                }
                Some('%' | '#' | '$' | '&' | '_' | '{' | '}') => {}
                _ => text.push('\\'),
            },
            '{' | '}' | '$' => {}
            '~' => text.push(' '),
            c => text.push(c),
        }
    }
    text
}

/// The combining mark and the wide one of an accent.
fn accent(name: &str) -> Option<(char, char)> {
    Some(match name {
        "hat" | "widehat" => ('\u{302}', '^'),
        "tilde" | "widetilde" => ('\u{303}', '~'),
        "bar" => ('\u{304}', '‾'),
        "vec" => ('\u{20d7}', '→'),
        "dot" => ('\u{307}', '˙'),
        "ddot" => ('\u{308}', '¨'),
        "dddot" => ('\u{20db}', '…'),
        "acute" => ('\u{301}', '´'),
        "grave" => ('\u{300}', '`'),
        "breve" => ('\u{306}', '˘'),
        "check" | "widecheck" => ('\u{30c}', 'ˇ'),
        "mathring" => ('\u{30a}', '˚'),
        _ => return None,
    })
}

fn along(name: &str) -> Option<Along> {
    Some(match name {
        "overline" => Along::LineAbove,
        "underline" | "underbar" => Along::LineBelow,
        "overbrace" | "overgroup" | "overbracket" => Along::BraceAbove,
        "underbrace" | "undergroup" | "underbracket" => Along::BraceBelow,
        "overrightarrow" | "overrightharpoon" => Along::RightArrowAbove,
        "overleftarrow" | "overleftharpoon" => Along::LeftArrowAbove,
        "boxed" | "fbox" => Along::Box,
        _ => return None,
    })
}

/// Air in cells.
fn space(name: &str) -> Option<usize> {
    Some(match name {
        "!" | "negthinspace" | "negmedspace" | "negthickspace" => 0,
        "," | ":" | ">" | ";" | " " | "thinspace" | "medspace" | "thickspace" | "enspace"
        | "space" | "nobreakspace" => 1,
        "quad" => 2,
        "qquad" => 4,
        _ => return None,
    })
}

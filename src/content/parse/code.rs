//! Code blocks: text, and what Pygments saw in it.

use super::Parser;
use super::shortcut::NUMBER;
use super::tree::NodeId;
use crate::content::document::{CodeBlock, CodeId, CodeRun, Token};
use crate::text::SafeText;

impl Parser<'_> {
    /// Reads `<pre>`, or the division around it.
    pub(super) fn code_block(&mut self, id: NodeId, language: Option<&str>) -> CodeBlock {
        let number = self.next_code();
        let tree = self.tree;
        let pre = match self.node(id).name() {
            "pre" => Some(id),
            _ => tree.find(id, |node| node.name() == "pre"),
        };
        let mut pieces = Pieces::default();
        let inside = pre.unwrap_or(id);
        for at in tree.descendants(inside) {
            let Some(text) = self.node(at).text() else {
                continue;
            };
            let (token, hit) = self.token_of(at, inside);
            pieces.text.push_str(text);
            pieces.push(text.len(), token, hit);
        }
        pieces.into_block(number, language)
    }

    /// A code block that was read without the parser, if this stands for one.
    pub(super) fn taken_code(&mut self, id: NodeId) -> Option<CodeBlock> {
        let number = self.node(id).attr(NUMBER)?.parse::<usize>().ok()?;
        let code = self.codes_taken.get_mut(number)?.take()?;
        Some(
            code.pieces
                .into_block(self.next_code(), code.language.as_deref()),
        )
    }

    /// What the spans around a text node say it is.
    fn token_of(&self, text: NodeId, pre: NodeId) -> (Token, bool) {
        let mut token = None;
        let mut hit = false;
        let mut at = self.node(text).parent;
        for _ in 0..8 {
            if at == pre || at == super::tree::NONE {
                break;
            }
            let node = self.node(at);
            hit |= node.has_class("hll") || node.has_class("highlight");
            if token.is_none() && node.name() == "span" {
                token = first_token(node.classes());
            }
            at = node.parent;
        }
        (token.unwrap_or(Token::Text), hit)
    }
}

/// The first of an element's classes that is a token's.
pub(super) fn first_token<'c>(mut classes: impl Iterator<Item = &'c str>) -> Option<Token> {
    classes.find_map(Token::from_class)
}

/// Code under construction.
#[derive(Debug, Default)]
pub(super) struct Pieces {
    pub(super) text: String,
    runs: Vec<CodeRun>,
}

impl Pieces {
    /// Says what the last `len` bytes of the text are.
    pub(super) fn push(&mut self, len: usize, token: Token, hit: bool) {
        let len = len as u32;
        match self.runs.last_mut() {
            Some(run) if run.token == token && run.hit == hit => run.len += len,
            Some(_) | None => self.runs.push(CodeRun { len, token, hit }),
        }
    }

    fn into_block(mut self, id: CodeId, language: Option<&str>) -> CodeBlock {
        let kept = self
            .text
            .strip_suffix('\n')
            .map_or(self.text.len(), str::len);
        shorten(&mut self.runs, self.text.len() - kept);
        self.text.truncate(kept);
        let written = self.text.contains('\t').then(|| with_tabs(&self.text));
        let text = clean(self.text, &mut self.runs);
        CodeBlock {
            id,
            language: language
                .map(|language| SafeText::line(language.to_owned()).into_owned())
                .filter(|language| !language.is_empty()),
            text,
            runs: self.runs,
            written,
        }
    }
}

/// The code made safe piece by piece, so that its tabs stay.
fn with_tabs(raw: &str) -> Box<str> {
    let pieces: Vec<_> = raw.split('\t').map(SafeText::block).collect();
    let pieces: Vec<&str> = pieces.iter().map(SafeText::as_str).collect();
    pieces.join("\t").into()
}

/// Takes bytes from the end.
fn shorten(runs: &mut Vec<CodeRun>, bytes: usize) {
    let mut bytes = bytes as u32;
    while bytes > 0
        && let Some(run) = runs.last_mut()
    {
        let taken = bytes.min(run.len);
        run.len -= taken;
        bytes -= taken;
        if run.len == 0 {
            runs.pop();
        }
    }
}

/// Makes the code safe, with runs that still fit it.
fn clean(raw: String, runs: &mut Vec<CodeRun>) -> SafeText<'static> {
    let whole = SafeText::block(raw.as_str());
    if whole.as_str() == raw {
        return SafeText::block(raw);
    }
    // Rare: each piece by itself, so that the runs keep their places. What the
    // pieces would be together decides if they differ from that.
    let mut text = String::with_capacity(raw.len());
    let mut at = 0;
    for run in runs.iter_mut() {
        let end = at + run.len as usize;
        let piece = SafeText::block(&raw[at..end]);
        text.push_str(piece.as_str());
        run.len = piece.as_str().len() as u32;
        at = end;
    }
    if text != whole.as_str() {
        *runs = vec![CodeRun {
            len: whole.as_str().len() as u32,
            token: Token::Text,
            hit: false,
        }];
    }
    runs.retain(|run| run.len > 0);
    whole.into_owned()
}

impl Token {
    /// What a class that Pygments' HTML formatter writes means; `None` for others.
    ///
    /// <https://github.com/pygments/pygments/blob/master/pygments/token.py>
    #[must_use]
    pub fn from_class(class: &str) -> Option<Self> {
        Some(match class {
            "w" | "x" | "l" | "ld" | "n" | "g" | "nx" | "py" => Self::Text,
            "k" | "kd" | "kn" | "kp" | "kr" | "ow" => Self::Keyword,
            "kt" => Self::Type,
            "kc" | "no" | "ni" => Self::Constant,
            "nf" | "fm" => Self::Function,
            "nc" | "nn" | "ne" => Self::Class,
            "nb" | "bp" => Self::Builtin,
            "nd" | "nl" => Self::Decorator,
            "nv" | "vc" | "vg" | "vi" | "vm" => Self::Variable,
            "na" => Self::Attribute,
            "nt" => Self::Tag,
            "s" | "sa" | "sb" | "sc" | "dl" | "sd" | "s1" | "s2" | "sh" | "sx" | "ss" => {
                Self::String
            }
            "se" | "si" | "sr" | "esc" => Self::Escape,
            "m" | "mb" | "mf" | "mh" | "mi" | "mo" | "il" => Self::Number,
            "o" => Self::Operator,
            "p" | "pm" => Self::Punctuation,
            "c" | "ch" | "cm" | "c1" | "cs" => Self::Comment,
            "cp" | "cpf" => Self::Preproc,
            "gd" => Self::Deleted,
            "gi" => Self::Inserted,
            "gh" | "gu" => Self::Heading,
            "ge" => Self::Emphasis,
            "gs" | "ges" => Self::Strong,
            "gp" => Self::Prompt,
            "go" => Self::Output,
            "err" | "gr" | "gt" => Self::Error,
            _ => return None,
        })
    }
}

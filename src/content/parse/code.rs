//! Code blocks: text, and what Pygments saw in it.

use super::Parser;
use super::tree::{Node, NodeId};
use crate::content::document::{CodeBlock, CodeRun, Token};
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
        let mut raw = String::new();
        let mut runs: Vec<CodeRun> = Vec::new();
        let inside = pre.unwrap_or(id);
        for at in tree.descendants(inside) {
            let Some(text) = self.node(at).text() else {
                continue;
            };
            let (token, hit) = self.token_of(at, inside);
            raw.push_str(text);
            push_run(&mut runs, text.len(), token, hit);
        }
        let kept = raw.strip_suffix('\n').map_or(raw.len(), str::len);
        shorten(&mut runs, raw.len() - kept);
        raw.truncate(kept);
        let text = clean(&raw, &mut runs);
        CodeBlock {
            id: number,
            language: language
                .map(|language| SafeText::line(language.to_owned()).into_owned())
                .filter(|language| !language.is_empty()),
            text,
            runs,
        }
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
            token = token.or_else(|| first_token(node));
            at = node.parent;
        }
        (token.unwrap_or(Token::Text), hit)
    }
}

/// The first of an element's classes that is a token's.
fn first_token(node: &Node) -> Option<Token> {
    if node.name() != "span" {
        return None;
    }
    node.classes().find_map(Token::from_class)
}

fn push_run(runs: &mut Vec<CodeRun>, len: usize, token: Token, hit: bool) {
    let len = len as u32;
    match runs.last_mut() {
        Some(run) if run.token == token && run.hit == hit => run.len += len,
        Some(_) | None => runs.push(CodeRun { len, token, hit }),
    }
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
fn clean(raw: &str, runs: &mut Vec<CodeRun>) -> SafeText<'static> {
    let whole = SafeText::block(raw);
    if whole.as_str() == raw {
        return whole.into_owned();
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

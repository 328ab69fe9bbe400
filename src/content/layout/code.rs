//! Code blocks: the language above, colours from the server's tokens, long lines
//! wrapped with a mark or cut and scrolled.

use unicode_bidi::Level;

use super::Layouter;
use super::bidi::Order;
use crate::config::theme::Role;
use crate::content::context::{Bidi, CodeOverflow};
use crate::content::document::{CodeBlock, Token};
use crate::content::line::{Emphasis, Line, Paint, Piece};
use crate::content::rendered::RegionKind;
use crate::text::{split_at_width, width};

/// What stands before every line of code.
const INDENT: &str = "  ";
/// What stands before the rest of a line that was wrapped.
const WRAPPED: &str = "↪ ";

impl Layouter<'_> {
    pub(super) fn code(&mut self, code: &CodeBlock) {
        self.region(RegionKind::Code(code.id), |inside| {
            let air = (INDENT, Paint::TEXT);
            inside.beside(None, air, false, |inside| inside.code_lines(code));
        });
    }

    fn code_lines(&mut self, code: &CodeBlock) {
        if let Some(language) = &code.language {
            self.words(&super::flow::Flow::of(
                language.as_str(),
                Role::CodeLanguage,
            ));
        }
        let mut runs = Runs {
            code,
            next: 0,
            left: 0,
            paint: Role::CodeText.into(),
        };
        let overflow = match self.context.scrolled.get(&code.id) {
            Some(from) => CodeOverflow::Scroll(*from),
            None => self.context.code,
        };
        for line in code.text.as_str().split('\n') {
            let pieces = runs.take(line);
            match overflow {
                CodeOverflow::Wrap => self.wrapped_code(line, &pieces),
                CodeOverflow::Scroll(from) => self.scrolled_code(line, &pieces, from),
            }
            runs.skip(1);
        }
    }

    fn wrapped_code(&mut self, text: &str, pieces: &[(usize, Paint)]) {
        if text.len() <= self.room || width(text) <= self.room {
            self.code_piece(text, pieces, 0, text.len(), None);
            return;
        }
        let mark = if self.room > 4 { WRAPPED } else { "" };
        let more = self.room - width(mark);
        let mut at = 0;
        while at < text.len() {
            let room = if at == 0 { self.room } else { more };
            let (fits, _) = split_at_width(&text[at..], room.max(1));
            let len = match fits.len() {
                // Not even one glyph fits: the line is split when it is added.
                0 => text[at..].chars().next().map_or(1, char::len_utf8),
                len if at + len < text.len() => between_words(fits, &text[at + len..]),
                len => len,
            };
            let mark = (at > 0).then_some(mark);
            self.code_piece(text, pieces, at, at + len, mark);
            at += len;
        }
    }

    fn scrolled_code(&mut self, text: &str, pieces: &[(usize, Paint)], from: u16) {
        let (before, _) = split_at_width(text, usize::from(from));
        let start = before.len();
        let left = (start > 0).then_some("‹");
        let room = self.room - usize::from(start > 0).min(self.room);
        let rest = &text[start..];
        if width(rest) <= room {
            self.code_piece(text, pieces, start, text.len(), left);
            return;
        }
        let (fits, _) = split_at_width(rest, room.saturating_sub(1));
        let end = start + fits.len();
        let mut line = match self.code_order(text) {
            None => Line::from_pieces(code_pieces(text, pieces, start, end, left)),
            Some(order) => {
                let drawn = order.pieces(code_pieces(text, pieces, start, end, None), start);
                let left = left.map(wrap_mark).into_iter();
                Line::from_pieces(left.chain(drawn.pieces(0..drawn.text.len())))
            }
        };
        line.push_piece("›", Role::WrapMark.into(), None);
        self.line(line.pieces());
    }

    /// How a line of code is drawn that this program has to put in order: it runs
    /// to the right, whatever it begins with.
    fn code_order<'t>(&self, text: &'t str) -> Option<Order<'t>> {
        match self.context.bidi {
            Bidi::Terminal => None,
            Bidi::Reorder => Order::of(text, Some(Level::ltr())),
        }
    }

    fn code_piece(
        &mut self,
        text: &str,
        pieces: &[(usize, Paint)],
        start: usize,
        end: usize,
        mark: Option<&str>,
    ) {
        let Some(order) = self.code_order(text) else {
            self.line(code_pieces(text, pieces, start, end, mark));
            return;
        };
        let drawn = order.pieces(code_pieces(text, pieces, start, end, None), start);
        let mark = mark.map(wrap_mark);
        self.line(mark.into_iter().chain(drawn.pieces(0..drawn.text.len())));
    }
}

/// Where to break code of which `fits` has room on the line and `rest` has not:
/// after a space where one is near, so that few words are torn.
fn between_words(fits: &str, rest: &str) -> usize {
    if rest.starts_with(' ') {
        return fits.len();
    }
    match fits.rfind(' ') {
        Some(space) if space + 1 >= fits.len() / 2 && !fits[..space].trim().is_empty() => space + 1,
        Some(_) | None => fits.len(),
    }
}

fn wrap_mark(text: &str) -> Piece<'_> {
    Piece {
        text,
        paint: Role::WrapMark.into(),
        target: None,
    }
}

/// Part of a line of code; `pieces` are ends and kinds.
fn code_pieces<'a>(
    text: &'a str,
    pieces: &'a [(usize, Paint)],
    start: usize,
    end: usize,
    mark: Option<&'a str>,
) -> impl Iterator<Item = Piece<'a>> {
    let first = pieces.partition_point(|(stop, _)| *stop <= start);
    let mut at = start;
    mark.map(wrap_mark)
        .into_iter()
        .chain(pieces[first..].iter().map_while(move |&(stop, paint)| {
            if at >= end {
                return None;
            }
            let stop = stop.min(end);
            let text = &text[at..stop];
            at = stop;
            Some(Piece {
                text,
                paint,
                target: None,
            })
        }))
}

/// Goes through the runs of a code block line by line.
struct Runs<'a> {
    code: &'a CodeBlock,
    next: usize,
    left: usize,
    paint: Paint,
}

impl Runs<'_> {
    /// The kinds of a line: where each ends in it, and its paint.
    fn take(&mut self, line: &str) -> Vec<(usize, Paint)> {
        let mut pieces = Vec::new();
        let mut at = 0;
        while at < line.len() {
            self.refill();
            let len = self.left.min(line.len() - at);
            at += len;
            self.left -= len;
            pieces.push((at, self.paint));
        }
        pieces
    }

    fn skip(&mut self, bytes: usize) {
        self.refill();
        self.left -= bytes.min(self.left);
    }

    fn refill(&mut self) {
        while self.left == 0 {
            match self.code.runs.get(self.next) {
                Some(run) => {
                    self.left = run.len as usize;
                    self.paint = paint(run.token);
                    if run.hit {
                        self.paint = self.paint.with(Emphasis::HIT);
                    }
                }
                None => {
                    self.left = usize::MAX;
                    self.paint = Role::CodeText.into();
                }
            }
            self.next += 1;
        }
    }
}

fn paint(token: Token) -> Paint {
    Paint::new(match token {
        Token::Text => Role::CodeText,
        Token::Keyword => Role::CodeKeyword,
        Token::Type => Role::CodeType,
        Token::Function => Role::CodeFunction,
        Token::Class => Role::CodeClass,
        Token::Builtin => Role::CodeBuiltin,
        Token::Decorator => Role::CodeDecorator,
        Token::Constant => Role::CodeConstant,
        Token::Variable => Role::CodeVariable,
        Token::Attribute => Role::CodeAttribute,
        Token::Tag => Role::CodeTag,
        Token::String => Role::CodeString,
        Token::Escape => Role::CodeEscape,
        Token::Number => Role::CodeNumber,
        Token::Operator => Role::CodeOperator,
        Token::Punctuation => Role::CodePunctuation,
        Token::Comment => Role::CodeComment,
        Token::Preproc => Role::CodePreproc,
        Token::Deleted => Role::CodeDeleted,
        Token::Inserted => Role::CodeInserted,
        Token::Heading => Role::CodeHeading,
        Token::Emphasis => return Paint::new(Role::CodeText).with(Emphasis::ITALIC),
        Token::Strong => return Paint::new(Role::CodeText).with(Emphasis::STRONG),
        Token::Prompt => Role::CodePrompt,
        Token::Output => Role::CodeOutput,
        Token::Error => Role::CodeError,
    })
}

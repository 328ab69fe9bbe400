//! What stands on a line, as words that flow.

use super::Layouter;
use super::blocks::sentence;
use super::flow::Flow;
use crate::config::theme::Role;
use crate::content::context::Bidi;
use crate::content::document::{Inline, Text};
use crate::content::line::{Emphasis, Paint, TargetId};
use crate::content::math;

/// What the elements around a piece say about it.
#[derive(Clone, Copy)]
pub(super) struct Around {
    pub(super) paint: Paint,
    pub(super) target: Option<TargetId>,
    /// Whether alert words are looked for: not in code and links.
    pub(super) alert: bool,
}

impl Around {
    pub(super) const fn plain(paint: Paint) -> Self {
        Self {
            paint,
            target: None,
            alert: true,
        }
    }

    pub(super) fn with(self, emphasis: Emphasis) -> Self {
        Self {
            paint: self.paint.with(emphasis),
            ..self
        }
    }

    pub(super) const fn role(self, role: Role) -> Self {
        Self {
            paint: Paint {
                role,
                emphasis: self.paint.emphasis,
            },
            ..self
        }
    }
}

impl Layouter<'_> {
    /// The words of a block.
    pub(super) fn flow(&mut self, content: &[Inline], paint: Paint) -> Flow {
        let mut flow = Flow::new();
        let around = Around::plain(paint);
        let mut content = content;
        if self.me {
            content = self.me(content, around, &mut flow);
        }
        self.inlines(content, around, &mut flow);
        flow
    }

    pub(super) fn inlines(&mut self, content: &[Inline], around: Around, flow: &mut Flow) {
        for inline in content {
            self.inline(inline, around, flow);
        }
    }

    fn inline(&mut self, inline: &Inline, around: Around, flow: &mut Flow) {
        match inline {
            Inline::Text { text } => self.text(text.as_str(), around, flow),
            Inline::Break => flow.push("\n", around.paint, None),
            Inline::Strong { content } => {
                self.inlines(content, around.with(Emphasis::STRONG), flow);
            }
            Inline::Emphasis { content } => {
                self.inlines(content, around.with(Emphasis::ITALIC), flow);
            }
            Inline::Strike { content } => {
                let around = around.with(Emphasis::STRIKE);
                self.marked("~~", content, around, flow);
            }
            Inline::Code { content } => {
                let around = Around {
                    alert: false,
                    ..around
                };
                // Code in a link stays a link.
                let around = if around.paint.role == Role::Link {
                    around
                } else {
                    around.role(Role::Code)
                };
                self.isolated(flow, |inside, flow| {
                    inside.marked("`", content, around, flow);
                });
            }
            Inline::Highlight { content } => {
                self.inlines(content, around.with(Emphasis::HIT), flow);
            }
            Inline::Link(link) => self.link(link, around, flow),
            Inline::Mention(mention) => {
                self.isolated(flow, |inside, flow| inside.mention(mention, around, flow));
            }
            Inline::Emoji { glyph, name } => self.emoji(glyph, name, around, flow),
            Inline::CustomEmoji { name, .. } => self.emoji_name(name.as_str(), around, flow),
            Inline::Time { utc, text } => self.time(*utc, text, around, flow),
            Inline::Math { tex } => self.inline_math(tex, around, flow),
            Inline::Broken { text } => {
                flow.push(
                    text.as_str(),
                    around.role(Role::Broken).paint,
                    around.target,
                );
            }
            Inline::Media(media) => self.inline_media(media, around, flow),
            Inline::Unknown { content, .. } => {
                self.inlines(content, around.role(Role::Broken), flow);
            }
            Inline::Cut(cut) => flow.push(sentence(*cut), Role::Warning.into(), None),
        }
    }

    /// Code and names stay whole among words that run the other way: as isolates,
    /// which are gone once this program has put a line in order.
    fn isolated(&mut self, flow: &mut Flow, inside: impl FnOnce(&mut Self, &mut Flow)) {
        let (open, close) = match self.context.bidi {
            Bidi::Terminal => ("", ""),
            Bidi::Reorder => ("\u{2068}", "\u{2069}"),
        };
        flow.push(open, Paint::TEXT, None);
        inside(self, flow);
        flow.push(close, Paint::TEXT, None);
    }

    /// Content with marks around it where no style would tell it apart.
    fn marked(&mut self, mark: &str, content: &[Inline], around: Around, flow: &mut Flow) {
        let mark = if self.context.marks { mark } else { "" };
        flow.push(mark, around.paint, around.target);
        self.inlines(content, around, flow);
        flow.push(mark, around.paint, around.target);
    }

    fn inline_math(&mut self, tex: &Text, around: Around, flow: &mut Flow) {
        let set = math::on_one_line(tex.as_str());
        let text = set.as_ref().unwrap_or(tex);
        flow.push(text.as_str(), around.role(Role::Math).paint, around.target);
    }

    /// A `/me` message: the sender's name in place of the command.
    fn me<'i>(&mut self, content: &'i [Inline], around: Around, flow: &mut Flow) -> &'i [Inline] {
        self.me = false;
        let Some(sender) = self.context.me_sender else {
            return content;
        };
        let Some((Inline::Text { text }, rest)) = content.split_first() else {
            return content;
        };
        let Some(words) = text.as_str().strip_prefix("/me") else {
            return content;
        };
        flow.push(sender.as_str(), around.role(Role::Sender).paint, None);
        self.text(words, around, flow);
        rest
    }
}

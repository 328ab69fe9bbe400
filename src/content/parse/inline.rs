//! What stands on a line: words, links, mentions, emoji, times, formulas.

use super::tree::{Node, NodeId};
use super::{Parser, is_blank, safe_line};
use crate::api::ids::{ChannelId, GroupId, UserId};
use crate::content::address::Address;
use crate::content::document::{Cut, Inline, Link, LinkKind, Mention, Mentioned, Text};
use crate::text::SafeText;

impl Parser<'_> {
    /// Reads nodes as the content of one block, without white space around it.
    pub(super) fn inlines(&mut self, nodes: &[NodeId]) -> Vec<Inline> {
        let mut content = Vec::with_capacity(nodes.len());
        for &id in nodes {
            self.inline(id, &mut content);
        }
        trim(&mut content);
        content
    }

    /// The content of a node, with the white space that belongs to it.
    fn inner(&mut self, id: NodeId) -> Vec<Inline> {
        let tree = self.tree;
        let mut content = Vec::new();
        let read = self.deeper(|parser| {
            for child in tree.children(id) {
                parser.inline(child, &mut content);
            }
        });
        if read.is_none() {
            let text = self.line_of(id);
            content.push(Inline::Text { text });
            content.push(Inline::Cut(Cut::TooDeep));
        }
        content
    }

    fn inline(&mut self, id: NodeId, content: &mut Vec<Inline>) {
        let node = self.node(id);
        if let Some(text) = node.text() {
            push_text(text, content);
            return;
        }
        let read = match node.name() {
            "" | "wbr" => return,
            "br" => Inline::Break,
            "strong" | "b" => Inline::Strong {
                content: self.inner(id),
            },
            "em" | "i" => Inline::Emphasis {
                content: self.inner(id),
            },
            "del" | "s" | "strike" => Inline::Strike {
                content: self.inner(id),
            },
            "code" | "tt" => Inline::Code {
                content: self.code(id),
            },
            "a" => self.link(id),
            "time" => self.time(id),
            "img" | "audio" | "video" => match self.inline_media(id) {
                Some(inline) => inline,
                None => self.unknown_inline(id),
            },
            "span" => match self.span(id, content) {
                Some(inline) => inline,
                None => return,
            },
            // Blocks in a place for words: their words.
            "p" | "div" | "li" => {
                let inner = self.inner(id);
                content.extend(inner);
                return;
            }
            _ => self.unknown_inline(id),
        };
        content.push(read);
    }

    /// Code between backticks. A fence in a place where Zulip reads none is one too, and
    /// keeps its lines.
    fn code(&mut self, id: NodeId) -> Vec<Inline> {
        let tree = self.tree;
        let words = || tree.children(id).map(|child| tree.node(child).text());
        let breaks = |text: &str| text.trim_end().contains('\n');
        if !words().flatten().any(breaks) || words().any(|text| text.is_none()) {
            return self.inner(id);
        }
        let text = tree.text_of(id);
        let mut content = Vec::new();
        for line in text.trim_end().split('\n') {
            if !content.is_empty() {
                content.push(Inline::Break);
            }
            let text = safe_line(line.to_owned());
            content.push(Inline::Text { text });
        }
        content
    }

    fn unknown_inline(&mut self, id: NodeId) -> Inline {
        let (element, html) = self.note_unknown(id);
        Inline::Unknown {
            element,
            html,
            content: self.inner(id),
        }
    }

    /// A span is what its classes say. `None`: what it held was added already.
    fn span(&mut self, id: NodeId, content: &mut Vec<Inline>) -> Option<Inline> {
        let node = self.node(id);
        for class in node.classes() {
            return Some(match class {
                "user-mention" => self.mention(id, user_mentioned(node)),
                "user-group-mention" => self.mention(id, group_mentioned(node)),
                "topic-mention" => self.mention(id, Mentioned::Topic),
                "emoji" => self.emoji(id),
                "katex" | "katex-display" => Inline::Math { tex: self.tex(id) },
                "tex-error" | "katex-error" | "timestamp-error" => Inline::Broken {
                    text: self.line_of(id),
                },
                "highlight" => Inline::Highlight {
                    content: self.inner(id),
                },
                // Other classes of mentions, before or after the telling one.
                "silent" | "channel-wildcard-mention" => continue,
                _ if class.starts_with("emoji-") => continue,
                _ => break,
            });
        }
        if node.classes().next().is_none() {
            let inner = self.inner(id);
            content.extend(inner);
            return None;
        }
        Some(self.unknown_inline(id))
    }

    fn mention(&mut self, id: NodeId, who: Mentioned) -> Inline {
        Inline::Mention(Mention {
            who,
            silent: self.node(id).has_class("silent"),
            text: self.line_of(id),
        })
    }

    fn emoji(&mut self, id: NodeId) -> Inline {
        let name = colonless(&self.tree.text_of(id))
            .or_else(|| self.node(id).attr("title").map(str::to_owned))
            .unwrap_or_default();
        let glyph = self
            .node(id)
            .classes()
            .find_map(|class| class.strip_prefix("emoji-"))
            .and_then(emoji_from_code);
        match glyph {
            Some(glyph) => Inline::Emoji {
                glyph,
                name: safe_line(name),
            },
            None => Inline::Text {
                text: self.line_of(id),
            },
        }
    }

    /// The TeX that KaTeX was given; what is shown of it, where there is none.
    pub(super) fn tex(&self, id: NodeId) -> Text {
        let source = self.tree.find(id, |node| node.name() == "annotation");
        self.line_of(source.unwrap_or(id))
    }

    fn time(&mut self, id: NodeId) -> Inline {
        let text = self.line_of(id);
        let when = self
            .node(id)
            .attr("datetime")
            .and_then(|at| at.trim().parse().ok());
        match when {
            Some(utc) => Inline::Time { utc, text },
            None => Inline::Broken { text },
        }
    }

    fn link(&mut self, id: NodeId) -> Inline {
        let node = self.node(id);
        let channel = node
            .attr("data-stream-id")
            .and_then(|id| id.parse().ok())
            .map(ChannelId);
        let kind = match channel {
            Some(channel) if node.has_class("stream") => LinkKind::Channel(channel),
            Some(channel) if node.has_class("stream-topic") => LinkKind::Topic(channel),
            _ if node.has_class("message-link") => LinkKind::Message,
            _ => LinkKind::Plain,
        };
        let address = Address::new(node.attr("href").unwrap_or_default());
        let title = node.attr("title").filter(|title| !is_blank(title));
        let title = title.map(|title| safe_line(title.to_owned()));
        Inline::Link(Link {
            address,
            title,
            kind,
            content: self.inner(id),
        })
    }
}

fn user_mentioned(node: &Node) -> Mentioned {
    match node.attr("data-user-id") {
        Some("*") => Mentioned::Everyone,
        Some(id) => id
            .parse()
            .map_or(Mentioned::Unidentified, |id| Mentioned::User(UserId(id))),
        None if node.attr("data-user-email") == Some("*") => Mentioned::Everyone,
        None => Mentioned::Unidentified,
    }
}

fn group_mentioned(node: &Node) -> Mentioned {
    node.attr("data-user-group-id")
        .and_then(|id| id.parse().ok())
        .map_or(Mentioned::Unidentified, |id| Mentioned::Group(GroupId(id)))
}

/// `tada` of `:tada:`.
pub(super) fn colonless(text: &str) -> Option<String> {
    let name = text.trim().strip_prefix(':')?.strip_suffix(':')?;
    (!name.is_empty()).then(|| name.to_owned())
}

/// The characters that a class like `emoji-1f468-200d-1f469` names.
fn emoji_from_code(code: &str) -> Option<Text> {
    let characters: Option<String> = code
        .split('-')
        .map(|hex| u32::from_str_radix(hex, 16).ok().and_then(char::from_u32))
        .collect();
    let characters = characters?;
    // Zulip's codes leave variation selectors out; emoji have them where they
    // would be shown as text without.
    let glyph = emojis::get(&characters).map_or(&*characters, emojis::Emoji::as_str);
    let glyph = SafeText::line(glyph).into_owned();
    (!glyph.is_empty()).then_some(glyph)
}

/// Adds words. Line ends are white space, none after a break.
fn push_text(raw: &str, content: &mut Vec<Inline>) {
    let raw = match content.last() {
        Some(Inline::Break) => raw.trim_start_matches(['\n', '\r', ' ']),
        _ => raw,
    };
    if raw.is_empty() {
        return;
    }
    content.push(Inline::Text {
        text: safe_line(raw.to_owned()),
    });
}

/// Takes white space, and breaks that break nothing, from both ends.
fn trim(content: &mut Vec<Inline>) {
    while let Some(Inline::Text { text }) = content.last() {
        let kept = text.as_str().trim_end_matches(' ');
        if kept.len() == text.as_str().len() {
            break;
        }
        let kept = safe_line(kept.to_owned());
        content.pop();
        if !kept.is_empty() {
            content.push(Inline::Text { text: kept });
            break;
        }
    }
    while let Some(Inline::Text { text }) = content.first() {
        let kept = text.as_str().trim_start_matches(' ');
        if kept.len() == text.as_str().len() {
            break;
        }
        let kept = safe_line(kept.to_owned());
        content.remove(0);
        if !kept.is_empty() {
            content.insert(0, Inline::Text { text: kept });
            break;
        }
    }
}

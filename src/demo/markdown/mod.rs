//! Zulip's Markdown to Zulip's HTML: as much of it as people and scripts write.
//!
//! The recorded pairs of Markdown and HTML are the measure; see the tests.
//!
//! <https://zulip.com/help/format-your-message-using-markdown>

mod block;
mod code;
pub(crate) mod emoji;
mod fence;
mod inline;
mod lexer;
mod link;
mod math;
mod mention;
mod preview;
mod table;
mod time;

use super::world::World;
use super::world::store::Rendered;
use crate::api::ids::UserId;

/// A rendering under way.
pub(crate) struct Context<'a> {
    pub(crate) world: &'a World,
    pub(crate) found: Rendered,
    /// Addresses that may get a preview, with the text of their link.
    pub(crate) links: Vec<(String, String)>,
    /// How deep brackets are nested; beyond a limit they are text.
    pub(crate) depth: usize,
    /// Within a link's text, where no further links begin.
    pub(crate) in_link: bool,
}

/// How deep quotes, lists and emphasis may nest before they are taken as text.
const DEEPEST: usize = 24;

impl World {
    /// Renders a message. `sender` is who says it, for what only some may mention.
    pub(crate) fn render(&self, content: &str, _sender: Option<UserId>) -> Rendered {
        let mut context = Context {
            world: self,
            found: Rendered::default(),
            links: Vec::new(),
            depth: 0,
            in_link: false,
        };
        let html = fence::document(&mut context, &normalize(content), true);
        context.found.html = html;
        context.found
    }

    /// Renders a description: one paragraph.
    pub(crate) fn render_description(&self, text: &str) -> String {
        self.render(text, None).html
    }

    /// Code and reaction type of an emoji's name.
    pub(crate) fn emoji_identity(&self, name: &str) -> (String, String) {
        self.find_emoji(name)
            .unwrap_or_else(|| ("2753".to_owned(), "unicode_emoji".to_owned()))
    }

    /// Code and reaction type of an emoji's name, if there is one of that name.
    pub(crate) fn find_emoji(&self, name: &str) -> Option<(String, String)> {
        let own = self
            .realm
            .emoji
            .iter()
            .find(|emoji| emoji.name == name && !emoji.deactivated);
        if let Some(own) = own {
            return Some((own.id.to_string(), "realm_emoji".to_owned()));
        }
        if name == "zulip" {
            return Some(("zulip".to_owned(), "zulip_extra_emoji".to_owned()));
        }
        emoji::code(name).map(|code| (code.to_owned(), "unicode_emoji".to_owned()))
    }
}

/// Line ends and tabs as the renderer wants them: `\n`, and tab stops of four.
fn normalize(content: &str) -> String {
    let mut out = String::with_capacity(content.len());
    let mut column = 0;
    for c in content.replace("\r\n", "\n").chars() {
        match c {
            '\n' | '\r' => {
                out.push('\n');
                column = 0;
            }
            '\t' => {
                let spaces = 4 - column % 4;
                out.extend(std::iter::repeat_n(' ', spaces));
                column += spaces;
            }
            c => {
                out.push(c);
                column += 1;
            }
        }
    }
    out
}

//! Mentions, by the names people and groups have now.

use super::Layouter;
use super::flow::Flow;
use super::inline::Around;
use crate::config::theme::Role;
use crate::content::document::{Mention, Mentioned};
use crate::content::rendered::Target;
use crate::text::SafeText;

impl Layouter<'_> {
    pub(super) fn mention(&mut self, mention: &Mention, around: Around, flow: &mut Flow) {
        let names = self.context.names;
        let (name, target, own) = match mention.who {
            Mentioned::User(id) => (names.user(id), Some(Target::User(id)), names.is_self(id)),
            Mentioned::Group(id) => (
                names.group(id),
                Some(Target::Group(id)),
                names.is_own_group(id),
            ),
            Mentioned::Everyone | Mentioned::Topic => (None, None, true),
            Mentioned::Unidentified => (None, None, false),
        };
        let role = if own && !mention.silent {
            Role::OwnMention
        } else {
            Role::Mention
        };
        let paint = around.role(role).paint;
        // In a link, the link is what one follows.
        let target = match around.target {
            Some(target) => Some(target),
            None => target.and_then(|target| self.add_target(target)),
        };
        match name {
            Some(name) => {
                let at = if mention.silent { "" } else { "@" };
                flow.push(at, paint, target);
                flow.push(SafeText::as_str(&name), paint, target);
            }
            None => flow.push(mention.text.as_str(), paint, target),
        }
    }
}

//! Links.

use url::Url;

use super::Layouter;
use super::flow::Flow;
use super::inline::Around;
use crate::api::ids::ChannelId;
use crate::config::theme::Role;
use crate::content::address::Address;
use crate::content::document::{Inline, Link, LinkKind};
use crate::content::link::{InternalLink, LinkOperand, misleads, parse_internal};
use crate::content::rendered::{LinkTarget, Target};
use crate::text::SafeText;

impl Layouter<'_> {
    pub(super) fn link(&mut self, link: &Link, around: Around, flow: &mut Flow) {
        let id = self.add_target(Target::Link(LinkTarget {
            address: link.address.clone(),
            title: link.title.clone(),
            kind: link.kind,
            misleads: None,
        }));
        let role = match link.kind {
            LinkKind::Plain => Role::Link,
            LinkKind::Channel(_) | LinkKind::Topic(_) | LinkKind::Message => Role::ChannelLink,
        };
        let inside = Around {
            target: id,
            alert: false,
            ..around.role(role)
        };
        let start = flow.text.len();
        match self.current_name(link) {
            Some(name) => {
                flow.push("#", inside.paint, id);
                flow.push(name.as_str(), inside.paint, id);
                self.within_channel(link, inside, flow);
            }
            None => self.inlines(&link.content, inside, flow),
        }
        if flow.text.len() == start {
            // Nothing to see, but something to open.
            flow.push(link.address.display().as_str(), inside.paint, id);
        }
        if link.kind == LinkKind::Plain
            && let Some(host) = misleads(&flow.text[start..], &link.address, self.context.realm)
            && let Some(Target::Link(target)) = id.and_then(|id| self.targets.get_mut(id.index()))
        {
            target.misleads = Some(SafeText::line(host).into_owned());
        }
    }

    /// The channel's name now, for a link to it or to something in it.
    fn current_name(&self, link: &Link) -> Option<SafeText<'_>> {
        let channel = match link.kind {
            LinkKind::Channel(id) => id,
            LinkKind::Topic(id) => {
                past_channel(link)?;
                id
            }
            LinkKind::Message => {
                past_channel(link)?;
                channel_in(&link.address, self.context.realm)?
            }
            LinkKind::Plain => return None,
        };
        self.context.names.channel(channel)
    }

    /// What stands behind the channel's name.
    fn within_channel(&mut self, link: &Link, inside: Around, flow: &mut Flow) {
        if let LinkKind::Topic(_) | LinkKind::Message = link.kind
            && let Some((words, rest)) = past_channel(link)
        {
            flow.push(words, inside.paint, inside.target);
            self.inlines(rest, inside, flow);
        }
    }
}

/// What stands behind the channel's name in `#channel > topic`, from the ` > ` on. `None` where
/// the words are not of this form.
fn past_channel(link: &Link) -> Option<(&str, &[Inline])> {
    let (Inline::Text { text }, rest) = link.content.split_first()? else {
        return None;
    };
    let text = text.as_str();
    let at = text.starts_with('#').then(|| text.find(" > "))??;
    Some((&text[at..], rest))
}

/// The channel that an address within Zulip is about.
fn channel_in(address: &Address, realm: Option<&Url>) -> Option<ChannelId> {
    let InternalLink::Narrow(narrow) = parse_internal(address, realm)? else {
        return None;
    };
    narrow.terms.iter().find_map(|term| {
        let LinkOperand::Channel(channel) = &term.operand else {
            return None;
        };
        channel.id
    })
}

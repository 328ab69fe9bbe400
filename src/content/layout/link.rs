//! Links.

use super::Layouter;
use super::flow::Flow;
use super::inline::Around;
use crate::config::theme::Role;
use crate::content::document::{Link, LinkKind};
use crate::content::link::misleads;
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

    /// A channel's name now, for a link to the channel itself.
    fn current_name(&self, link: &Link) -> Option<SafeText<'_>> {
        match link.kind {
            LinkKind::Channel(id) => self.context.names.channel(id),
            LinkKind::Plain | LinkKind::Topic(_) | LinkKind::Message => None,
        }
    }
}

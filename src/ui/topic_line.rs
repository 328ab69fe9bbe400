//! The title of a conversation, with the links that the organization's linkifiers found in its
//! topic and the words that a search found in it.

use crate::api::conversation::Conversation;
use crate::api::message::{Message, TopicLink};
use crate::app::hints::topic_targets;
use crate::app::measure::Scene;
use crate::app::state::App;
use crate::config::theme::Role;
use crate::content::{self, Address, Emphasis, LayoutContext, Line, Paint, TargetId};
use crate::model::Organization;
use crate::text::{SafeText, width};

use super::names;

/// What stands above a message in views that mix several conversations, in so many cells.
#[must_use]
pub fn heading(scene: &Scene<'_>, message: &Message, cells: u16) -> Line {
    let found = scene.hits.get(&message.id).map(|hit| &*hit.topic);
    let (place, links) = (&message.conversation, &message.topic_links);
    let paint = Role::Title.into();
    let line = conversation(scene.organization, place, links, found, paint);
    with_addresses(line, links, cells)
}

/// The title of the conversation that is open, in so many cells.
#[must_use]
pub fn title(app: &App, paint: Paint, cells: u16) -> Option<Line> {
    let organization = app.organization.as_deref()?;
    let place = app.views.current()?.view.conversation()?;
    // All messages of a topic have the links of its name.
    let newest = app
        .views
        .current_list()
        .and_then(|list| list.shown().last());
    let newest = newest.and_then(|id| organization.messages().get(*id));
    let links = newest.map_or(&[][..], |message| &message.topic_links);
    let line = conversation(organization, place, links, None, paint);
    Some(with_addresses(line, links, cells))
}

/// `workshop › fix #12`, with `#12` as a link. `found` is the topic as a search gave it: HTML in
/// which hits are marked.
#[must_use]
pub fn conversation(
    organization: &Organization,
    place: &Conversation,
    links: &[TopicLink],
    found: Option<&str>,
    paint: Paint,
) -> Line {
    let name = names::conversation(organization, place);
    let Conversation::Topic { topic, .. } = place else {
        return Line::of(&name, paint);
    };
    let topic = names::topic(organization, topic);
    let Some(channel) = name.as_str().strip_suffix(topic.as_str()) else {
        return Line::of(&name, paint);
    };
    let mut line = Line::new();
    line.push_piece(channel, paint, None);
    let found = found.filter(|html| html.contains("class=\"highlight\""));
    match found.and_then(hits) {
        Some(hits) if hits.text() == topic.as_str() => {
            for piece in hits.pieces() {
                let emphasis = paint.emphasis | piece.paint.emphasis;
                line.push_piece(piece.text, Paint { emphasis, ..paint }, None);
            }
        }
        _ => linked(&mut line, topic.as_str(), links, paint),
    }
    line
}

/// A topic with its hits.
fn hits(html: &str) -> Option<Line> {
    let document = content::parse(html);
    let rendered = content::layout(&document, &LayoutContext::of_width(u16::MAX));
    rendered.lines.into_iter().next()
}

/// A topic with its links.
fn linked(line: &mut Line, topic: &str, links: &[TopicLink], paint: Paint) {
    let mut rest = topic;
    for (id, link) in openable(links) {
        let text = SafeText::line(&*link.text);
        let Some(at) = rest.find(text.as_str()).filter(|_| !text.is_empty()) else {
            continue;
        };
        let (before, from) = rest.split_at(at);
        let (inside, after) = from.split_at(text.as_str().len());
        line.push_piece(before, paint, None);
        let link = Paint {
            role: Role::Link,
            emphasis: paint.emphasis | Emphasis::UNDERLINE,
        };
        line.push_piece(inside, link, Some(id));
        rest = after;
    }
    line.push_piece(rest, paint, None);
}

/// The links that can be opened, with what their pieces are marked with.
fn openable(links: &[TopicLink]) -> impl Iterator<Item = (TargetId, &TopicLink)> {
    let targets = topic_targets(links).into_iter();
    targets.filter_map(|(id, _)| Some((id, links.get(id.index())?)))
}

/// The line in so many cells, with the addresses of the links behind it as far as there is
/// room: a terminal makes them links.
#[must_use]
pub fn with_addresses(line: Line, links: &[TopicLink], cells: u16) -> Line {
    let cells = usize::from(cells);
    let mut line = cut(line, cells);
    for (id, link) in openable(links) {
        let address = Address::new(&link.url).encoded();
        let text = format!("  ↗ {address}");
        if usize::from(line.width()) + width(&text) > cells {
            break;
        }
        line.push_piece(&text, Role::Dim.into(), Some(id));
    }
    line
}

/// At most so many cells of a line; where something was cut, the last is `…`.
fn cut(line: Line, cells: usize) -> Line {
    if usize::from(line.width()) <= cells {
        return line;
    }
    let mut short = Line::new();
    let mut left = cells;
    for piece in line.pieces() {
        if width(piece.text) < left {
            left -= width(piece.text);
            short.push_piece(piece.text, piece.paint, piece.target);
            continue;
        }
        // At least the sign that more follows.
        let (fits, _) = crate::text::split_at_width(piece.text, left.saturating_sub(1));
        short.push_piece(fits.trim_end(), piece.paint, piece.target);
        short.push_piece("…", piece.paint, piece.target);
        break;
    }
    short
}

#[cfg(test)]
mod tests {
    use super::*;

    fn link(text: &str, url: &str) -> TopicLink {
        TopicLink {
            text: text.into(),
            url: url.into(),
        }
    }

    fn told(line: &Line) -> String {
        let pieces = line.pieces().map(|piece| match piece.paint.role {
            Role::Link => format!("<{}>", piece.text),
            _ => piece.text.to_owned(),
        });
        pieces.collect()
    }

    #[test]
    fn links_are_marked_in_the_topic_and_told_behind_it() {
        let links = [
            link("#12", "https://x.example/12"),
            link("#13", "javascript:alert(1)"),
            link("", "https://x.example/"),
            link("#14", "https://x.example/14"),
        ];
        let mut line = Line::new();
        linked(&mut line, "fix #12, #13, #14", &links, Paint::TEXT);
        assert_eq!(told(&line), "fix <#12>, #13, <#14>");
        let long = with_addresses(line.clone(), &links[..1], 60);
        assert_eq!(told(&long), "fix <#12>, #13, <#14>  ↗ https://x.example/12");
        assert_eq!(
            told(&with_addresses(line.clone(), &links, 20)),
            "fix <#12>, #13, <#14>"
        );
        assert_eq!(told(&with_addresses(line, &links, 10)), "fix <#12>,…");
    }

    #[test]
    fn hits_are_marked() {
        let line = hits("fix &lt;b&gt; the <span class=\"highlight\">kiln</span>").unwrap();
        assert_eq!(line.text(), "fix <b> the kiln");
        let hit = line.pieces().last().unwrap();
        assert!(hit.text == "kiln" && hit.paint.emphasis.contains(Emphasis::HIT));
    }
}

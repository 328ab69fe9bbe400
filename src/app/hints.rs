//! Letters over what can be opened: links, mentions, media, spoilers, times; and over
//! code blocks and tables where there are several to choose from.

use crate::api::ids::MessageId;
use crate::api::message::{Message, TopicLink};
use crate::content::document::{CodeId, LinkKind, TableId};
use crate::content::{Address, LinkTarget, Region, RegionKind, Rendered, Target, TargetId};

use super::layer::Layer;
use super::scrolling;
use super::state::Turn;
use super::viewport::Slot;
use super::views::Spot;

/// The letters of hints, those under the fingers first.
const LETTERS: &[u8] = b"asdfghjklqweruiopzxcvnmtyb";

/// Letters over what is in sight, and what was typed of them.
#[derive(Debug, Clone, PartialEq)]
pub struct Hints {
    /// What the choice is for.
    pub purpose: Purpose,
    /// Everything that can be chosen, from the top of the pane.
    pub all: Vec<Hint>,
    /// What was typed.
    pub typed: String,
}

/// What a choice is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// Opening it.
    Open,
    /// Copying the address of a link, or a code block.
    Copy,
    /// Handing a code block to the configured command.
    Pipe,
}

/// One thing that can be chosen.
#[derive(Debug, Clone, PartialEq)]
pub struct Hint {
    /// The letters that choose it.
    pub label: String,
    /// The message it is in.
    pub message: MessageId,
    /// Where it stands.
    pub at: At,
    /// What it is.
    pub what: What,
}

/// Where something stands in a message's body.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum At {
    /// Where this target first comes.
    Target(TargetId),
    /// On the lines of this region.
    Region(RegionKind),
    /// A link of the topic's, above the message.
    Heading(TargetId),
    /// A link of the topic's, in the title of the pane.
    Title(TargetId),
}

/// What can be chosen.
#[derive(Debug, Clone, PartialEq)]
pub enum What {
    /// Something that a piece of text leads to.
    Target(Box<Target>),
    /// A code block.
    Code(CodeId),
    /// A table.
    Table(TableId),
}

impl At {
    /// The line, and the column in it, at which it first stands on one of `lines`.
    #[must_use]
    pub fn find(self, rendered: &Rendered, lines: std::ops::Range<usize>) -> Option<(usize, u16)> {
        let seen = lines.start.min(rendered.lines.len())..lines.end.min(rendered.lines.len());
        match self {
            Self::Target(id) => seen
                .into_iter()
                .find_map(|line| Some((line, rendered.lines[line].columns_of(id)?.start))),
            Self::Region(kind) => {
                let region = rendered.regions.iter().find(|r| r.kind == kind)?;
                let first = region.lines.start.max(seen.start);
                (first < region.lines.end.min(seen.end)).then_some((first, 0))
            }
            // Not in the body.
            Self::Heading(_) | Self::Title(_) => None,
        }
    }
}

/// What the links of a message's topic lead to, each with the name that it has in titles.
#[must_use]
pub fn topic_targets(links: &[TopicLink]) -> Vec<(TargetId, LinkTarget)> {
    let all = links.iter().enumerate();
    all.filter_map(|(index, link)| {
        let address = Address::new(&link.url);
        address.openable(None)?;
        let target = LinkTarget {
            address,
            title: None,
            kind: LinkKind::Plain,
            misleads: None,
        };
        Some((TargetId::at(index)?, target))
    })
    .collect()
}

/// The lines of a body that are in a pane of so many rows.
#[must_use]
pub fn lines_in_sight(slot: &Slot, rows: u16) -> std::ops::Range<usize> {
    let first = usize::try_from(-slot.row).unwrap_or(0);
    let end = usize::try_from(i32::from(rows) - slot.row).unwrap_or(0);
    first..end
}

/// So many labels, none the beginning of another.
fn labels(count: usize) -> Vec<String> {
    let letter = |at: usize| char::from(LETTERS[at % LETTERS.len()]);
    if count <= LETTERS.len() {
        return (0..count).map(|at| letter(at).to_string()).collect();
    }
    // No screen holds more than two letters can tell apart.
    (0..count.min(LETTERS.len() * LETTERS.len()))
        .map(|at| format!("{}{}", letter(at / LETTERS.len()), letter(at)))
        .collect()
}

/// What stands in a body: the slot, and the layout it has.
pub(super) struct Body {
    pub(super) message: MessageId,
    pub(super) slot: Slot,
    pub(super) rendered: std::sync::Arc<Rendered>,
    pub(super) rows: u16,
}

impl Body {
    /// The regions of these kinds that are in sight; all of them where none is.
    pub(super) fn regions(&self, wanted: impl Fn(&RegionKind) -> bool) -> Vec<&Region> {
        let seen = lines_in_sight(&self.slot, self.rows);
        let all = || self.rendered.regions.iter().filter(|r| wanted(&r.kind));
        let in_sight: Vec<_> = all()
            .filter(|r| r.lines.start < seen.end && r.lines.end > seen.start)
            .collect();
        if in_sight.is_empty() {
            all().collect()
        } else {
            in_sight
        }
    }
}

impl Turn<'_> {
    /// The bodies that have a row in the pane, from the top.
    pub(super) fn bodies(&mut self) -> Vec<Body> {
        let slots = scrolling::slots(self.app, self.measure);
        let rows = scrolling::message_rows(self.app);
        let Some(scene) = scrolling::scene(self.app) else {
            return Vec::new();
        };
        slots
            .into_iter()
            .map(|slot| Body {
                message: scene.id(slot.index),
                rendered: self.measure.content(&scene, slot.index),
                slot,
                rows,
            })
            .collect()
    }

    /// The body of the selected message.
    pub(super) fn selected_body(&mut self) -> Option<Body> {
        let selected = self.app.views.current()?.spot?.message;
        self.bodies().into_iter().find(|b| b.message == selected)
    }

    /// Shows letters over everything in the pane that can be opened; opens it where
    /// there is only one.
    pub fn hint_targets(&mut self) {
        let mut found = self.title_targets();
        for body in self.bodies() {
            found.extend(self.heading_targets(&body));
            let seen = lines_in_sight(&body.slot, body.rows);
            for (id, target) in body.rendered.hints() {
                let at = At::Target(id);
                if at.find(&body.rendered, seen.clone()).is_some() {
                    let what = What::Target(Box::new(target.clone()));
                    found.push((body.message, at, what));
                }
            }
        }
        self.offer(Purpose::Open, found, "Nothing in sight can be opened.");
    }

    /// The links of the open topic's name.
    fn title_targets(&self) -> Vec<(MessageId, At, What)> {
        let newest = || {
            let visit = self.app.views.current()?;
            visit.view.conversation()?;
            let organization = self.app.organization.as_deref()?;
            let list = self.app.views.list(visit.list)?;
            // All messages of a topic have the links of its name.
            organization.messages().get(*list.shown().last()?)
        };
        if self.app.geometry().title_rows == 0 {
            return Vec::new();
        }
        newest().map_or_else(Vec::new, |message| links_above(message, At::Title))
    }

    /// The links of the topic's name above a message, where it is in sight.
    fn heading_targets(&mut self, body: &Body) -> Vec<(MessageId, At, What)> {
        let Some(scene) = scrolling::scene(self.app) else {
            return Vec::new();
        };
        let row = self.measure.heading(&scene, body.slot.index);
        let row = row.map(|row| body.slot.top() + i32::from(row));
        if !row.is_some_and(|row| (0..i32::from(body.rows)).contains(&row)) {
            return Vec::new();
        }
        let message = scene.organization.messages().get(body.message);
        message.map_or_else(Vec::new, |message| links_above(message, At::Heading))
    }

    /// Lets the person choose, unless there is only one.
    pub(super) fn offer(
        &mut self,
        purpose: Purpose,
        found: Vec<(MessageId, At, What)>,
        nothing: &str,
    ) {
        match found.len() {
            0 => self.notice(nothing),
            1 => {
                for (message, _, what) in found {
                    self.chosen(purpose, message, what);
                }
            }
            count => {
                let all = labels(count)
                    .into_iter()
                    .zip(found)
                    .map(|(label, (message, at, what))| Hint {
                        label,
                        message,
                        at,
                        what,
                    })
                    .collect();
                self.push(Layer::Hints(Hints {
                    purpose,
                    all,
                    typed: String::new(),
                }));
            }
        }
    }

    /// A letter was typed while hints are shown.
    pub(super) fn type_hint(&mut self, typed: Option<char>) {
        let Some(Layer::Hints(hints)) = self.app.layers.last_mut() else {
            return;
        };
        let Some(letter) = typed else { return };
        let mut word = hints.typed.clone();
        word.extend(letter.to_lowercase());
        if let Some(hint) = hints.all.iter().find(|hint| hint.label == word) {
            let (purpose, message, what) = (hints.purpose, hint.message, hint.what.clone());
            self.close();
            self.chosen(purpose, message, what);
        } else if hints.all.iter().any(|hint| hint.label.starts_with(&word)) {
            hints.typed = word;
        } else {
            let key = self.app.keymap.key_of("hint-cancel");
            self.notice(&format!("No such letters here; {key} cancels."));
        }
    }

    /// Takes back the last letter.
    pub fn hint_back(&mut self) {
        if let Some(Layer::Hints(hints)) = self.app.layers.last_mut() {
            hints.typed.pop();
        }
    }

    /// Takes the first hint of the selected message, or of all.
    pub fn hint_first(&mut self) {
        let selected = self.app.selected_message().map(|m| m.id);
        let Some(Layer::Hints(hints)) = self.app.layers.last() else {
            return;
        };
        let own = hints.all.iter().find(|h| Some(h.message) == selected);
        let Some(hint) = own.or_else(|| hints.all.first()) else {
            return;
        };
        let (purpose, message, what) = (hints.purpose, hint.message, hint.what.clone());
        self.close();
        self.chosen(purpose, message, what);
    }

    /// Something was chosen: its message becomes the selected one, where it stands.
    fn chosen(&mut self, purpose: Purpose, message: MessageId, what: What) {
        self.select_in_place(message);
        match (purpose, what) {
            (Purpose::Open, What::Target(target)) => self.activate(message, &target),
            (Purpose::Open, What::Table(table)) => self.show_table(message, table),
            (Purpose::Copy, What::Target(target)) => self.copy_address(&target),
            (Purpose::Open | Purpose::Copy, What::Code(code)) => self.copy_code(message, code),
            (Purpose::Pipe, What::Code(code)) => self.pipe_code(message, code),
            (Purpose::Copy | Purpose::Pipe, What::Table(_)) | (Purpose::Pipe, What::Target(_)) => {}
        }
    }

    /// Selects a message that has a row in the pane; nothing moves.
    pub(super) fn select_in_place(&mut self, message: MessageId) {
        let place = self
            .bodies()
            .into_iter()
            .find(|body| body.message == message)
            .map(|body| body.slot.row);
        if let (Some(row), Some(visit)) = (place, self.app.views.current_mut()) {
            visit.spot = Some(Spot { message, row });
        }
    }
}

fn links_above(message: &Message, at: fn(TargetId) -> At) -> Vec<(MessageId, At, What)> {
    let links = topic_targets(&message.topic_links).into_iter();
    links
        .map(|(id, link)| {
            let what = What::Target(Box::new(Target::Link(link)));
            (message.id, at(id), what)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn no_label_is_the_beginning_of_another() {
        for count in [0, 1, 26, 27, 100, 676, 5000] {
            let labels = labels(count);
            assert_eq!(labels.len(), count.min(676));
            let all: BTreeSet<_> = labels.iter().collect();
            assert_eq!(all.len(), labels.len());
            assert!(
                labels
                    .iter()
                    .all(|a| { labels.iter().all(|b| a == b || !b.starts_with(a.as_str())) })
            );
        }
    }
}

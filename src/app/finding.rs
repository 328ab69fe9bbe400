//! Finding words in the messages that are loaded, at once and without the server.

use std::collections::HashMap;

use super::line_edit::LineEdit;
use super::measure::Scene;
use super::scrolling;
use super::state::{App, Turn};
use super::update::ListId;
use super::views::Spot;
use crate::api::flags::MessageFlag;
use crate::api::ids::MessageId;
use crate::api::narrow::{Operator, pieces};
use crate::model::query;

/// What is being found.
#[derive(Debug)]
pub struct Finding {
    /// What is typed.
    pub line: LineEdit,
    /// Whether keys go into it.
    pub typing: bool,
    /// The list that is looked through.
    list: ListId,
    /// Where one was.
    from: Option<Spot>,
    /// The messages' words, as they were when they were looked at.
    texts: HashMap<MessageId, Words>,
    /// What was looked through, and for what.
    seen: Option<Seen>,
    /// The messages that have it, ascending.
    hits: Vec<MessageId>,
}

/// What a message says.
#[derive(Debug)]
struct Words {
    /// Tells its content from another.
    content: (usize, usize),
    exact: Box<str>,
    /// In small letters.
    small: Box<str>,
}

/// What the hits are of.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Seen {
    needle: String,
    messages: (usize, Option<MessageId>, Option<MessageId>),
    names: u64,
}

/// What is looked for: case counts where a capital letter is typed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FindNeedle {
    text: String,
    exact: bool,
}

impl FindNeedle {
    /// What a line looks for; nothing where it is empty.
    #[must_use]
    pub fn new(typed: &str) -> Option<Self> {
        let typed = typed.trim();
        let exact = typed.chars().any(char::is_uppercase);
        let text = if exact {
            typed.to_owned()
        } else {
            typed.to_lowercase()
        };
        (!text.is_empty()).then_some(Self { text, exact })
    }

    /// Where it stands in a text, in bytes, from the left; places do not overlap.
    #[must_use]
    pub fn places(&self, text: &str) -> Vec<std::ops::Range<usize>> {
        if self.exact {
            let found = text.match_indices(&self.text);
            return found.map(|(at, found)| at..at + found.len()).collect();
        }
        // Small letters may have other lengths than the letters themselves.
        let mut small = String::with_capacity(text.len());
        let mut origins = Vec::with_capacity(text.len() + 1);
        for (at, c) in text.char_indices() {
            for c in c.to_lowercase() {
                origins.extend(std::iter::repeat_n(at, c.len_utf8()));
                small.push(c);
            }
        }
        origins.push(text.len());
        let ends = |at: usize| {
            let here = origins[at - 1];
            origins[at..].iter().copied().find(|origin| *origin > here)
        };
        let found = small.match_indices(&self.text);
        found
            .filter_map(|(at, found)| Some(origins[at]..ends(at + found.len())?))
            .collect()
    }

    fn is_in(&self, words: &Words) -> bool {
        let text = if self.exact {
            &words.exact
        } else {
            &words.small
        };
        memchr::memmem::find(text.as_bytes(), self.text.as_bytes()).is_some()
    }
}

impl Finding {
    /// What is looked for, if anything is typed.
    #[must_use]
    pub fn needle(&self) -> Option<FindNeedle> {
        FindNeedle::new(self.line.text())
    }

    /// Whether a message has it.
    #[must_use]
    pub fn has(&self, message: MessageId) -> bool {
        self.hits.binary_search(&message).is_ok()
    }

    /// How many messages have it.
    #[must_use]
    pub fn count(&self) -> usize {
        self.hits.len()
    }

    /// Which of them this one is, the uppermost first, counted from 1.
    #[must_use]
    pub fn number(&self, message: MessageId) -> Option<usize> {
        self.hits.binary_search(&message).ok().map(|at| at + 1)
    }

    fn look(&mut self, scene: &Scene<'_>, plain: &mut dyn FnMut(usize) -> String) {
        let Some(needle) = self.needle() else {
            self.hits.clear();
            self.seen = None;
            return;
        };
        let now = Seen {
            needle: self.line.text().to_owned(),
            messages: (
                scene.shown.len(),
                scene.shown.first().copied(),
                scene.shown.last().copied(),
            ),
            names: scene.names,
        };
        let fresh = self
            .seen
            .as_ref()
            .is_some_and(|seen| seen.names == now.names);
        if !fresh {
            self.texts.clear();
        }
        self.hits.clear();
        for (index, id) in scene.shown.iter().enumerate() {
            let Some(message) = scene.organization.message(*id) else {
                continue;
            };
            let unfolded = scene.opened.of(*id).unfolded;
            let hidden = scene.organization.users().is_muted(message.sender_id)
                || message.flags.contains(&MessageFlag::Collapsed);
            if hidden && !unfolded {
                continue;
            }
            let content = (message.content.as_ptr() as usize, message.content.len());
            let known = self
                .texts
                .get(id)
                .is_some_and(|words| words.content == content);
            if !known {
                let text = plain(index);
                let exact = text.split_whitespace().collect::<Vec<_>>().join(" ");
                let small = exact.to_lowercase().into();
                let exact = exact.into();
                self.texts.insert(
                    *id,
                    Words {
                        content,
                        exact,
                        small,
                    },
                );
            }
            if self.texts.get(id).is_some_and(|words| needle.is_in(words)) {
                self.hits.push(*id);
            }
        }
        self.seen = Some(now);
    }

    /// Whether something else is loaded than was looked through.
    fn is_old(&self, scene: &Scene<'_>) -> bool {
        self.seen.as_ref().is_some_and(|seen| {
            let ends = (scene.shown.first().copied(), scene.shown.last().copied());
            seen.messages != (scene.shown.len(), ends.0, ends.1) || seen.names != scene.names
        })
    }
}

impl App {
    /// Whether words are being found, or can be gone through.
    #[must_use]
    pub fn is_finding(&self) -> bool {
        self.finding.is_some()
    }

    /// Whether there are hits to go through: of finding, or of a search.
    #[must_use]
    pub fn has_hits(&self) -> bool {
        self.is_finding() || self.open_search().is_some()
    }
}

impl Turn<'_> {
    /// Begins to find words in what is loaded, or goes on typing them.
    pub fn find_here(&mut self) {
        if let Some(finding) = &mut self.app.finding {
            finding.typing = true;
            return;
        }
        let Some(visit) = self.app.views.current() else {
            return;
        };
        self.app.finding = Some(Box::new(Finding {
            line: LineEdit::new(""),
            typing: true,
            list: visit.list,
            from: visit.spot,
            texts: HashMap::new(),
            seen: None,
            hits: Vec::new(),
        }));
    }

    /// Something else is looked for: the nearest message that has it is selected, the one where
    /// one was or one above it before those below.
    pub(super) fn find_typed(&mut self) {
        self.look_through();
        let Some(finding) = self.app.finding.as_deref() else {
            return;
        };
        let Some(from) = finding.from else { return };
        let above = finding.hits.partition_point(|id| *id <= from.message);
        let nearest = above.checked_sub(1).unwrap_or(above);
        match finding.hits.get(nearest).copied() {
            Some(hit) => self.select_message(hit),
            None => self.back_to_where_one_was(from),
        }
    }

    fn look_through(&mut self) {
        let Some(mut finding) = self.app.finding.take() else {
            return;
        };
        let measure = &mut *self.measure;
        if let Some(scene) = scrolling::scene(self.app) {
            finding.look(&scene, &mut |index| measure.plain(&scene, index));
        }
        self.app.finding = Some(finding);
    }

    /// After everything: another view ends it, and what came is looked through.
    pub(super) fn settle_finding(&mut self) {
        let Some(finding) = self.app.finding.as_deref() else {
            return;
        };
        let open = self.app.views.current().map(|visit| visit.list);
        if open != Some(finding.list) {
            self.app.finding = None;
            return;
        }
        let old = scrolling::scene(self.app).is_some_and(|scene| finding.is_old(&scene));
        // The view was still coming when it began.
        let spot = self.app.views.current().and_then(|visit| visit.spot);
        let begins = finding.from.is_none() && spot.is_some();
        if begins && let Some(finding) = self.app.finding.as_deref_mut() {
            finding.from = spot;
            self.find_typed();
        } else if old {
            self.look_through();
        }
    }

    fn back_to_where_one_was(&mut self, spot: Spot) {
        if let Some(visit) = self.app.views.current_mut() {
            visit.spot = Some(spot);
        }
    }

    /// Ends it, back where one was.
    pub fn leave_finding(&mut self) {
        let Some(finding) = self.app.finding.take() else {
            return;
        };
        if let Some(from) = finding.from {
            self.back_to_where_one_was(from);
        }
    }

    /// Stays at the hit: keys go to the messages again, and from hit to hit.
    pub fn stay_at_hit(&mut self) {
        let Some(finding) = self.app.finding.as_deref_mut() else {
            return;
        };
        if finding.hits.is_empty() {
            return self.leave_finding();
        }
        finding.typing = false;
    }

    /// Goes to the next hit below (`down`) or above: of finding, else of a search.
    pub fn step_hit(&mut self, down: bool) {
        let Some(finding) = self.app.finding.as_deref() else {
            self.step_result(down);
            return;
        };
        let Some(spot) = self.app.views.current().and_then(|visit| visit.spot) else {
            return;
        };
        let hits = &finding.hits;
        let next = if down {
            hits.get(hits.partition_point(|id| *id <= spot.message))
        } else {
            let above = hits.partition_point(|id| *id < spot.message);
            above.checked_sub(1).and_then(|at| hits.get(at))
        };
        match next.copied() {
            Some(next) => self.select_message(next),
            None => {
                let edge = if down { "last" } else { "first" };
                let key = self.app.keymap.key_of("find-on-server");
                let words = format!(
                    "This is the {edge} one loaded. While typing, {key} looks on the server."
                );
                self.notice(&words);
            }
        }
    }

    /// Looks for the same words on the server, in the same view.
    pub fn find_on_server(&mut self) {
        let Some(finding) = self.app.finding.take() else {
            return;
        };
        let typed = finding.line.text().trim().to_owned();
        let (Some(organization), Some(view)) =
            (self.app.organization.as_deref(), self.app.open_view())
        else {
            return;
        };
        let mut narrow = view.narrow(organization.me());
        if let Some(from) = finding.from {
            // The way back leads to where one was.
            let text = query::written(&narrow, organization);
            self.back_to_where_one_was(from);
            if typed.is_empty() {
                let text = if text.is_empty() {
                    text
                } else {
                    format!("{text} ")
                };
                self.search_with(&text);
                return;
            }
        }
        let is_plain = pieces(&typed).iter().all(|piece| piece.closed);
        let words = if is_plain {
            typed
        } else {
            typed.replace('"', "")
        };
        narrow = narrow.and(Operator::Search(words.into()));
        self.search(narrow);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn case_counts_where_a_capital_is_typed() {
        let places = |typed: &str, text: &str| {
            let needle = FindNeedle::new(typed).unwrap();
            let found = needle.places(text).into_iter();
            found.map(|at| text[at].to_owned()).collect::<Vec<_>>()
        };
        assert_eq!(places("kiln", "Kiln, kiln"), ["Kiln", "kiln"]);
        assert_eq!(places("Kiln", "Kiln, kiln"), ["Kiln"]);
        assert_eq!(places("é", "ÉÉ e"), ["É", "É"]);
        assert_eq!(places("i", "İx"), ["İ"]);
        assert_eq!(places("aa", "aaaaa").len(), 2);
        assert_eq!(FindNeedle::new("  "), None);
    }

    proptest! {
        /// Places are in the text, in order, and between characters.
        #[test]
        fn places_are_in_the_text(typed in "[a-cA-CßİéÉ ]{1,3}", text in "[a-cA-CßİéÉ\u{130}\u{307} ]{0,20}") {
            if let Some(needle) = FindNeedle::new(&typed) {
                let mut last = 0;
                for place in needle.places(&text) {
                    prop_assert!(text.get(place.clone()).is_some_and(|t| !t.is_empty()));
                    prop_assert!(place.start >= last);
                    last = place.end;
                }
            }
        }
    }
}

//! Messages that are marked, to do the same with all of them. Marks are this screen's own; the
//! server knows nothing of them.

use std::collections::BTreeSet;

use crate::api::ids::MessageId;

use super::state::{App, Turn};
use super::update::ListId;

/// The marked messages of one list.
#[derive(Debug, Default)]
pub struct Marked {
    list: Option<ListId>,
    ids: BTreeSet<MessageId>,
    /// Where a stretch of marks began.
    from: Option<MessageId>,
}

impl App {
    /// The marked messages of the open view, as far as they are still shown there.
    #[must_use]
    pub fn marked(&self) -> Vec<MessageId> {
        let open = self.views.current().map(|visit| visit.list);
        let Some(list) = self.views.current_list() else {
            return Vec::new();
        };
        if self.marked.list.is_none() || self.marked.list != open {
            return Vec::new();
        }
        let shown = list.shown();
        let ids = self.marked.ids.iter().copied();
        ids.filter(|id| shown.binary_search(id).is_ok()).collect()
    }

    /// Whether a message is marked in the open view.
    #[must_use]
    pub fn is_marked(&self, message: MessageId) -> bool {
        let open = self.views.current().map(|visit| visit.list);
        self.marked.list == open && self.marked.ids.contains(&message)
    }

    /// What keys act on: the marked messages, else the selected one. Ascending.
    #[must_use]
    pub fn chosen_messages(&self) -> Vec<MessageId> {
        let marked = self.marked();
        if marked.is_empty() {
            self.selected_message().map(|m| m.id).into_iter().collect()
        } else {
            marked
        }
    }
}

impl Turn<'_> {
    fn marks_here(&mut self) -> Option<&mut Marked> {
        let open = self.app.views.current()?.list;
        let marked = &mut self.app.marked;
        if marked.list != Some(open) {
            *marked = Marked {
                list: Some(open),
                ..Marked::default()
            };
        }
        Some(marked)
    }

    /// Marks the selected message, or takes its mark away, and goes to the next one.
    pub fn toggle_mark(&mut self) {
        let Some(id) = self.app.selected_message().map(|message| message.id) else {
            return;
        };
        let Some(marks) = self.marks_here() else {
            return;
        };
        if marks.ids.remove(&id) {
            marks.from = None;
        } else {
            marks.ids.insert(id);
            marks.from = Some(id);
        }
        let list = self.app.views.current_list();
        let next = list.and_then(|list| {
            let shown = list.shown();
            shown
                .get(shown.partition_point(|there| *there <= id))
                .copied()
        });
        if let Some(next) = next {
            self.select_message(next);
        }
    }

    /// Marks everything from where marking began to the selected message.
    pub fn mark_stretch(&mut self) {
        let Some(id) = self.app.selected_message().map(|message| message.id) else {
            return;
        };
        let Some(list) = self.app.views.current_list() else {
            return;
        };
        let shown: Vec<MessageId> = list.shown().to_vec();
        let Some(marks) = self.marks_here() else {
            return;
        };
        let from = marks.from.unwrap_or(id);
        let stretch = from.min(id)..=from.max(id);
        let between = shown.into_iter().filter(|id| stretch.contains(id));
        marks.ids.extend(between);
        marks.from = Some(from);
    }

    /// Takes all marks away.
    pub fn forget_marks(&mut self) {
        self.app.marked = Marked::default();
    }

    /// Marks these again: what was to be done with them was not.
    pub(super) fn mark_again(&mut self, ids: &[MessageId]) {
        if ids.len() > 1
            && let Some(marks) = self.marks_here()
        {
            marks.ids.extend(ids);
        }
    }
}

//! Taking back the last change of what is read that was made by hand. Kept while the
//! program runs; what scrolling marked as read is not among it.

use std::collections::BTreeSet;

use crate::api::error::ApiError;
use crate::api::ids::{ChannelId, MessageId};
use crate::model::{Membership, Organization, View};

use super::effect::{Effect, Mark};
use super::reading::BATCH;
use super::reduce::messages;
use super::state::{App, Turn};

/// So many changes can be taken back, one after the other.
const KEPT: usize = 8;

/// A change of what is read.
#[derive(Debug, Clone, PartialEq)]
pub struct ReadChange {
    /// What was ordered.
    mark: Mark,
    /// What it did.
    done: Done,
}

#[derive(Debug, Clone, PartialEq)]
enum Done {
    /// These became read: all that were known to be unread there. Ascending.
    Read(Vec<MessageId>),
    /// Read messages of this stretch became unread.
    Unread {
        from: MessageId,
        /// The newest message known then.
        to: MessageId,
        /// What was unread in the stretch before.
        before: BTreeSet<MessageId>,
        /// The view that scrolling reads nothing in since, unless it did not already.
        held: Option<View>,
    },
}

/// Every unread message, muted or not, in no order.
fn all_unread(organization: &Organization) -> impl Iterator<Item = MessageId> {
    let unreads = organization.unreads();
    let topics = unreads.channels().flat_map(|id| unreads.topics(id));
    let dms = unreads.dms().flat_map(|(_, ids)| ids);
    topics.flat_map(|(_, ids)| ids).chain(dms).copied()
}

impl App {
    /// Whether something was marked by hand that can be taken back.
    #[must_use]
    pub fn can_undo(&self) -> bool {
        !self.read_changes.is_empty()
    }

    /// The newest message that is known, loaded or unread.
    fn newest_known(&self, organization: &Organization) -> MessageId {
        let loaded = self
            .views
            .lists()
            .filter_map(|(_, list)| list.fetched().last());
        let newest = loaded.copied().chain(all_unread(organization)).max();
        newest.unwrap_or(MessageId(0))
    }
}

impl Turn<'_> {
    /// Marks everything in a view as read, everything at all where there is none.
    pub(super) fn mark_read(&mut self, view: Option<&View>) {
        let Some(organization) = self.app.organization.as_deref() else {
            return;
        };
        let unreads = organization.unreads();
        let mut ids: Vec<MessageId> = match view {
            Some(View::Conversation(place)) => unreads.of(place).to_vec(),
            Some(View::Channel(channel)) => unreads
                .topics(*channel)
                .flat_map(|(_, ids)| ids)
                .copied()
                .collect(),
            Some(
                View::Combined | View::Mentions | View::Starred | View::AllDms | View::Search(_),
            )
            | None => all_unread(organization).collect(),
        };
        ids.sort_unstable();
        let narrow = view.map_or_else(Default::default, |view| view.narrow(organization.me()));
        self.mark_by_hand(Mark::NarrowRead(narrow), Done::Read(ids));
    }

    /// Marks everything in some channels as read.
    pub(super) fn mark_channels_read(&mut self, channels: &[ChannelId]) {
        let Some(organization) = self.app.organization.as_deref() else {
            return;
        };
        let unreads = organization.unreads();
        let with_unread = |id: &&ChannelId| unreads.topics(**id).next().is_some();
        let channels: Vec<ChannelId> = channels.iter().filter(with_unread).copied().collect();
        let topics = channels.iter().flat_map(|id| unreads.topics(*id));
        let mut ids: Vec<MessageId> = topics.flat_map(|(_, ids)| ids).copied().collect();
        ids.sort_unstable();
        let me = organization.me();
        let narrows = channels.iter().map(|id| View::Channel(*id).narrow(me));
        let narrows: Vec<_> = narrows.collect();
        if narrows.is_empty() {
            self.notice("Nothing is unread there.");
            return;
        }
        self.mark_by_hand(Mark::NarrowsRead(narrows), Done::Read(ids));
    }

    /// Marks everything in the open view up to a message as read.
    pub(super) fn mark_read_up_to(&mut self, to: MessageId) {
        let Some((organization, view)) = self.app.organization.as_deref().zip(self.app.open_view())
        else {
            return;
        };
        let belongs = |id: &MessageId| {
            let unreads = organization.unreads();
            let place = unreads.place(*id);
            place.is_some_and(|place| match organization.message(*id) {
                Some(message) => view.contains(message, organization) == Membership::Yes,
                None => view.contains_place(place, organization) == Membership::Yes,
            })
        };
        let unread = all_unread(organization).filter(|id| *id <= to);
        let mut ids: Vec<MessageId> = unread.filter(belongs).collect();
        ids.sort_unstable();
        let narrow = view.narrow(organization.me());
        self.mark_by_hand(Mark::NarrowReadTo { narrow, to }, Done::Read(ids));
    }

    /// Marks a message of the open view and all after it there as unread. Scrolling
    /// marks nothing as read in it until it is left.
    pub(super) fn mark_unread(&mut self, from: MessageId) {
        let Some(organization) = self.app.organization.as_deref() else {
            return;
        };
        let Some(visit) = self.app.views.current() else {
            return;
        };
        let to = self.app.newest_known(organization).max(from);
        let before = all_unread(organization)
            .filter(|id| (from..=to).contains(id))
            .collect();
        let done = Done::Unread {
            from,
            to,
            before,
            held: (!visit.held).then(|| visit.view.clone()),
        };
        let narrow = visit.view.narrow(organization.me());
        self.app.reading.seen.clear();
        self.mark_by_hand(Mark::NarrowUnread { narrow, from }, done);
        if let Some(visit) = self.app.views.current_mut() {
            visit.held = true;
        }
    }

    fn mark_by_hand(&mut self, mark: Mark, done: Done) {
        self.effect(Effect::Mark(mark.clone()));
        let changes = &mut self.app.read_changes;
        changes.push(ReadChange { mark, done });
        if changes.len() > KEPT {
            changes.remove(0);
        }
    }

    /// A mark came to its end.
    pub(super) fn marked(&mut self, mark: &Mark, result: Result<u64, ApiError>) {
        let undo = self.app.keymap.key_of("undo-mark");
        match (mark, result) {
            (Mark::Read(_), Ok(_)) => {}
            (
                Mark::NarrowRead(_)
                | Mark::NarrowsRead(_)
                | Mark::NarrowReadTo { .. }
                | Mark::NarrowUnread { .. },
                Ok(0),
            ) => {
                self.app.read_changes.retain(|change| change.mark != *mark);
                self.notice("Nothing was left to be marked.");
            }
            (Mark::NarrowRead(_) | Mark::NarrowsRead(_) | Mark::NarrowReadTo { .. }, Ok(n)) => {
                self.notice(&format!("{} marked as read · {undo} undoes", messages(n)));
            }
            (Mark::NarrowUnread { .. }, Ok(n)) => {
                self.notice(&format!("{} marked as unread · {undo} undoes", messages(n)));
            }
            (Mark::Unread(_), Ok(n)) => {
                self.notice(&format!("Taken back: {} unread again.", messages(n)));
            }
            (_, Err(error)) => {
                // There is nothing of it to take back.
                self.app.read_changes.retain(|change| change.mark != *mark);
                self.complain(&format!("The marks were not changed: {error}"));
            }
        }
    }

    /// Takes back the last change of what is read that was made by hand.
    pub fn undo_mark(&mut self) {
        let Some(change) = self.app.read_changes.pop() else {
            return;
        };
        match change.done {
            Done::Read(ids) => self.unread_again(ids),
            Done::Unread {
                from,
                to,
                before,
                held,
            } => {
                let Some(organization) = self.app.organization.as_deref() else {
                    return;
                };
                let mut ids: Vec<MessageId> = all_unread(organization)
                    .filter(|id| (from..=to).contains(id) && !before.contains(id))
                    .collect();
                ids.sort_unstable();
                self.read_again(ids, held);
            }
        }
    }

    fn unread_again(&mut self, ids: Vec<MessageId>) {
        if ids.is_empty() {
            self.notice("There was nothing unread to take back.");
            return;
        }
        // Else what is on the screen would be read at once.
        let open = self.app.views.current_list();
        let shown = open.map_or(&[][..], |list| list.shown());
        let here = shown.iter().any(|id| ids.binary_search(id).is_ok());
        if let Some(visit) = self.app.views.current_mut() {
            visit.held |= here;
        }
        self.app.reading.seen.clear();
        self.effect(Effect::Mark(Mark::Unread(ids)));
    }

    fn read_again(&mut self, ids: Vec<MessageId>, held: Option<View>) {
        if let (Some(held), Some(visit)) = (held, self.app.views.current_mut())
            && visit.view == held
        {
            visit.held = false;
        }
        let count = ids.len() as u64;
        for batch in ids.chunks(BATCH) {
            self.effect(Effect::Mark(Mark::Read(batch.to_vec())));
            self.read_here(batch.to_vec());
        }
        self.notice(&format!("Taken back: {} read again.", messages(count)));
    }
}

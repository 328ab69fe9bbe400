//! What an event changes: the model, the lists that are held, and where the reader is in them.

use crate::api::event::{Event, PropagateMode};
use crate::api::ids::MessageId;
use crate::model::{Changes, IdSet, MessageList, Organization, Part, View};

use super::effect::Effect;
use super::pages::Page;
use super::state::Turn;
use super::update::ListId;

/// So many messages may be in memory that no list holds.
const SPARE_MESSAGES: usize = 2000;

impl Turn<'_> {
    /// Lets go of messages that no list holds, once they are many.
    pub(super) fn bound_memory(&mut self) {
        let app = &mut *self.app;
        let Some(organization) = app.organization.as_deref_mut() else {
            return;
        };
        let held: usize = app.views.lists().map(|(_, list)| list.held().count()).sum();
        if organization.messages().len() > held + SPARE_MESSAGES {
            let ids: IdSet<MessageId> = app
                .views
                .lists()
                .flat_map(|(_, list)| list.held())
                .collect();
            organization.retain_messages(&ids);
        }
    }

    /// Applies an event. Gives whether the model is still whole; if not, a fresh
    /// registration is on its way.
    pub(super) fn apply(&mut self, event: Event) -> bool {
        self.app.note_subscribers(&event);
        let app = &mut *self.app;
        let Some(organization) = app.organization.as_deref_mut() else {
            return true;
        };
        app.inbox.note(&event);
        app.stale.places |= app.attachments.note(&event);

        match organization.apply(event, app.now) {
            Ok(changes) => {
                self.changed(&changes);
                true
            }
            Err(error) => {
                tracing::warn!(%error, "an event does not fit; registering anew");
                self.effect(Effect::Register {
                    why: error.to_string(),
                });
                false
            }
        }
    }

    pub(super) fn changed(&mut self, changes: &Changes) {
        self.heard_own(changes);
        self.note_arrived(&changes.arrived);
        let app = &mut *self.app;
        app.stale.note(changes.parts);
        if changes.parts.contains(Part::Users) {
            app.members.people.rename();
        }
        if changes.parts.contains(Part::Users)
            || changes.parts.contains(Part::Channels)
            || changes.parts.contains(Part::Groups)
        {
            app.names += 1;
        }
        if changes.parts.contains(Part::Realm) {
            app.clear_emoji();
        }
        if !changes.touches_messages() && !changes.visibility {
            return;
        }
        self.settle_echo();
        self.renew_sheets(changes);
        let app = &mut *self.app;
        let Some(organization) = app.organization.as_deref() else {
            return;
        };
        let current = app.views.current().map(|v| v.list);
        let mut last = None;
        // Before the others are told: who loses what is read has no place to come back to.
        if let Some(list) = current.and_then(|id| app.views.list_mut(id)) {
            follow_in_list(list, changes, organization);
        }
        for (id, list) in app.views.lists_mut() {
            if current == Some(id) {
                last = list.shown().last().copied();
            }
            list.apply(organization, changes);
        }
        // Times and people of conversations change with every message.
        app.stale.places |= app.views.page() == Some(Page::Recent);
        if let Some(id) = current {
            self.follow_end(id, last);
        }
        self.follow_moves(changes);
        self.bound_memory();
    }

    /// A list's end changed: a reader who was there goes along.
    pub(super) fn follow_end(&mut self, id: ListId, last: Option<MessageId>) {
        let Some(visit) = self.app.views.current() else {
            return;
        };
        let now = self
            .app
            .views
            .list(id)
            .and_then(|list| list.shown().last().copied());
        if visit.list == id && now != last && last.is_some() {
            // Who stands above one's own message at the end is not there.
            let was_last = visit.spot.map(|s| s.message) == last
                && super::scrolling::scene(self.app).is_none_or(|scene| scene.tail.is_empty());
            self.follow(was_last);
        }
    }

    /// The open topic was renamed, moved as a whole or in its later part: the view
    /// goes with it.
    fn follow_moves(&mut self, changes: &Changes) {
        for moved in &changes.moved {
            let whole = goes_along(&moved.mode);
            let from = View::Conversation(moved.from.clone());
            let to = View::Conversation(moved.to.clone());
            if whole {
                self.composer_follows(&moved.from, &moved.to);
                self.app.jumping.visits.rename(&from, &to);
            }
            if !whole || !self.app.shows(&from) {
                continue;
            }
            let app = &mut *self.app;
            app.views.rename(&from, &to);
            app.topics_of = app.open_channel().or(app.topics_of);
        }
    }
}

/// Whether a conversation goes along with those of its messages that were moved.
fn goes_along(mode: &PropagateMode) -> bool {
    match mode {
        PropagateMode::All | PropagateMode::Later => true,
        PropagateMode::One | PropagateMode::Unknown(_) => false,
    }
}

/// The list of the open topic keeps the messages that are moved with it.
fn follow_in_list(list: &mut MessageList, changes: &Changes, organization: &Organization) {
    for moved in &changes.moved {
        let open = *list.view() == View::Conversation(moved.from.clone());
        if open && goes_along(&moved.mode) {
            list.follow(View::Conversation(moved.to.clone()), organization);
        }
    }
}

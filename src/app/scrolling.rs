//! Moving through messages: from places in a list to places on the screen.

use crate::api::ids::MessageId;
use crate::model::{Direction, ListRequest, MessageList};

use super::effect::Effect;
use super::measure::{Measure, Scene};
use super::outgoing::local_of;
use super::panes::Pane;
use super::state::{App, Turn};
use super::update::ListId;
use super::viewport::{Place, Slot, Viewport};
use super::views::{Landing, Spot};

/// So many messages before the end of what is loaded, more are asked for: a few
/// screens of short ones, so that a reader never gets there.
const AHEAD: usize = 60;
/// The longest list kept in memory; beyond it, the far end is let go.
const LONGEST: usize = 5_000;

/// How messages of the open view are seen: everything to lay them out.
#[must_use]
pub fn scene(app: &App) -> Option<Scene<'_>> {
    let visit = app.views.current()?;
    let list = app.views.list(visit.list)?;
    let organization = app.organization.as_deref()?;
    Some(Scene {
        organization,
        view: &visit.view,
        hits: list.hits(),
        shown: list.shown(),
        tail: app
            .outbox
            .tail(list, organization, &app.link, app.now, &app.keymap),
        unread: visit.unread,
        columns: app.geometry().measure(),
        names: app.names,
        echo: &app.echo,
        now: app.now,
        opened: &app.opened,
        rows: rows_without_composer(app),
        keymap: &app.keymap,
    })
}

/// The index of a message among those shown, or of the first after it; of the
/// last where none is after.
#[must_use]
pub fn index_of(shown: &[MessageId], message: MessageId) -> usize {
    match shown.binary_search(&message) {
        Ok(i) => i,
        Err(i) => i.min(shown.len().saturating_sub(1)),
    }
}

/// The message of the server that a row stands at: itself, or for one that the server does
/// not have, the last.
#[must_use]
pub(super) fn on_server(list: &MessageList, row: MessageId) -> Option<MessageId> {
    match local_of(row) {
        Some(_) => list.shown().last().copied(),
        None => Some(row),
    }
}

/// Every message of the open view that has a row in its pane, from the top.
pub fn slots(app: &App, measure: &mut dyn Measure) -> Vec<Slot> {
    let Some(scene) = scene(app) else {
        return Vec::new();
    };
    let Some(spot) = app.views.current().and_then(|v| v.spot) else {
        return Vec::new();
    };
    let place = Place {
        index: scene.index_of(spot.message),
        row: spot.row,
    };
    viewport(app, &scene, measure, |v| v.slots(place))
}

fn viewport<T>(
    app: &App,
    scene: &Scene<'_>,
    measure: &mut dyn Measure,
    f: impl FnOnce(&mut Viewport<'_>) -> T,
) -> T {
    let rows = message_rows(app);
    let mut height = |index: usize| measure.height(scene, index);
    f(&mut Viewport {
        len: scene.len(),
        rows,
        height: &mut height,
    })
}

/// Rows of the messages pane for messages. The last row is kept for what goes on
/// below: who types, what is new.
#[must_use]
pub fn message_rows(app: &App) -> u16 {
    let body = app.geometry().body(Pane::Messages).height;
    if body > 3 { body - 1 } else { body }
}

/// The same without a composer: what is folded is so whether one writes or not.
fn rows_without_composer(app: &App) -> u16 {
    let body = app.pane_without_composer().height;
    if body > 3 { body - 1 } else { body }
}

impl Turn<'_> {
    /// Changes the place in the open view.
    fn with_place(&mut self, f: impl FnOnce(&mut Viewport<'_>, Place) -> Place) {
        let Some(scene) = scene(self.app) else { return };
        if scene.is_empty() {
            return;
        }
        let Some(spot) = self.app.views.current().and_then(|v| v.spot) else {
            return;
        };
        let place = Place {
            index: scene.index_of(spot.message),
            row: spot.row,
        };
        let new = viewport(self.app, &scene, self.measure, |v| f(v, place));
        let message = scene.id(new.index);
        if let Some(visit) = self.app.views.current_mut() {
            visit.spot = Some(Spot {
                message,
                row: new.row,
            });
        }
    }

    /// The selected message, where it is the last of all and seen to its end.
    pub(super) fn read_to_the_end(&mut self) -> Option<MessageId> {
        let scene = scene(self.app)?;
        let spot = self.app.views.current()?.spot?;
        let last = scene.last()?;
        let place = Place {
            index: scene.len() - 1,
            row: spot.row,
        };
        let end =
            spot.message == last && viewport(self.app, &scene, self.measure, |v| v.at_end(place));
        end.then_some(last)
    }

    /// That message may have grown, by a picture that is ready now: who read it to
    /// its end goes along.
    pub(super) fn stay_at_the_end(&mut self, message: MessageId) {
        self.keep_row();
        let message = self.app.outbox.now_of(message);
        let last = scene(self.app).and_then(|scene| scene.last());
        let spot = self.app.views.current().and_then(|v| v.spot);
        if last == Some(message) && spot.is_some_and(|spot| spot.message == message) {
            self.with_place(|v, place| v.reveal(place));
        }
    }

    /// The pane has another size: the selected message stays in sight.
    pub(super) fn reveal_selected(&mut self) {
        self.with_place(|v, place| v.reveal(place));
    }

    /// The pane got lower: the selected message stays above its end, and moves for nothing else.
    pub(super) fn keep_selected_above(&mut self) {
        self.with_place(|v, place| {
            let end = place.row + i32::from((v.height)(place.index).body);
            if end > i32::from(v.rows) {
                v.reveal(place)
            } else {
                place
            }
        });
    }

    /// One step through the messages.
    pub(super) fn step_message(&mut self, down: bool) {
        self.with_place(|v, place| v.step(place, down));
    }

    /// One screenful.
    pub fn page_message(&mut self, down: bool) {
        self.with_place(|v, place| v.page(place, down));
    }

    /// So many lines of the screen; positive goes down the history.
    pub(super) fn scroll_messages(&mut self, lines: i32) {
        self.with_place(|v, place| v.scroll(place, lines));
    }

    /// Selects a message that is in the list.
    pub(super) fn select_message(&mut self, message: MessageId) {
        let Some(scene) = scene(self.app) else { return };
        let index = scene.index_of(message);
        self.with_place(|v, place| v.select(place, index));
    }

    /// The newest or the oldest message there is, loaded or not.
    pub(super) fn end_of_messages(&mut self, newest: bool) {
        let Some(list) = self.app.views.current_list() else {
            return;
        };
        let reached = if newest {
            list.reached_newest()
        } else {
            list.reached_oldest()
        };
        let len = list.shown().len();
        if reached {
            if len > 0 {
                self.with_place(|v, place| {
                    if newest {
                        v.open_at_end()
                    } else {
                        v.select(place, 0)
                    }
                });
            }
            return;
        }
        self.relocate(if newest {
            Landing::Newest
        } else {
            Landing::Oldest
        });
    }

    /// Starts the open view's list over from somewhere else.
    pub(super) fn relocate(&mut self, landing: Landing) {
        let Some(visit) = self.app.views.current_mut() else {
            return;
        };
        visit.landing = landing;
        visit.spot = None;
        let id = visit.list;
        let Some(organization) = self.app.organization.as_deref() else {
            return;
        };
        let views = &mut self.app.views;
        let anchor = super::opening::anchor(views, landing);
        let known = views.known_of(id, anchor, organization);
        if let Some(list) = views.list_mut(id) {
            let request = list.start_with(anchor, known, organization);
            self.effects.push(Effect::Fetch { list: id, request });
        }
    }

    /// After anything changed: the selection is on a message that is shown, the
    /// pane is as full as it can be, and more is asked for before its end is
    /// reached.
    pub(super) fn settle(&mut self) {
        self.keep_row();
        let Some(visit) = self.app.views.current() else {
            return;
        };
        let (id, spot, landing) = (visit.list, visit.spot, visit.landing);
        let Some(list) = self.app.views.list(id) else {
            return;
        };
        if scene(self.app).is_none_or(|scene| scene.is_empty()) {
            if list.is_loaded()
                && let Some(visit) = self.app.views.current_mut()
            {
                visit.spot = None;
            }
        } else if spot.is_none() {
            self.land(landing);
        } else {
            self.with_place(|v, place| v.settle(place));
        }
        self.ask_for_more(id);
    }

    /// Every list gets what it needs for being right: its first page again, pages
    /// towards the newest message, answers about messages.
    pub(super) fn upkeep(&mut self) {
        let app = &mut *self.app;
        let Some(organization) = app.organization.as_deref() else {
            return;
        };
        let now = app.now;
        app.stalled.retain(|_, again| *again > now);
        let stalled = &app.stalled;
        let current = app.views.in_sight();
        for (id, list) in app.views.lists_mut() {
            // What nobody sees is fetched when it is opened again.
            if stalled.contains_key(&id) || (list.is_stale() && current != Some(id)) {
                continue;
            }
            while let Some(request) = list.upkeep(organization) {
                self.effects.push(match request {
                    ListRequest::Fetch(request) => Effect::Fetch { list: id, request },
                    ListRequest::Match(request) => Effect::Match { list: id, request },
                });
            }
        }
    }

    /// The server's message came in the place of one's own: who was on that is on it now.
    pub(super) fn keep_row(&mut self) {
        let app = &mut *self.app;
        if let Some(spot) = app
            .views
            .current_mut()
            .and_then(|visit| visit.spot.as_mut())
        {
            spot.message = app.outbox.now_of(spot.message);
        }
    }

    /// Goes to where the view was to be opened.
    fn land(&mut self, landing: Landing) {
        let Some(scene) = scene(self.app) else { return };
        let unread = self.app.views.current().and_then(|v| v.unread);
        let place = viewport(self.app, &scene, self.measure, |v| match landing {
            Landing::FirstUnread => match unread {
                Some(line) => v.open_at(scene.index_of(line.before)),
                None => v.open_at_end(),
            },
            Landing::Newest => v.open_at_end(),
            Landing::Oldest => v.open_at(0),
            Landing::At(message) => v.open_at(scene.index_of(message)),
            Landing::Top(message) => {
                let index = scene.index_of(message);
                let row = i32::from((v.height)(index).above);
                v.settle(Place { index, row })
            }
            Landing::Spot(spot) => v.settle(Place {
                index: scene.index_of(spot.message),
                row: spot.row,
            }),
        });
        let spot = Spot {
            message: scene.id(place.index),
            row: place.row,
        };
        if let Some(visit) = self.app.views.current_mut() {
            visit.spot = Some(spot);
            visit.landed = Some(spot);
        }
    }

    fn ask_for_more(&mut self, id: ListId) {
        let app = &mut *self.app;
        let Some(organization) = app.organization.as_deref() else {
            return;
        };
        if app.stalled.contains_key(&id) {
            return;
        }
        let spot = app.views.current().and_then(|v| v.spot);
        let Some(list) = app.views.list_mut(id) else {
            return;
        };
        // Below the server's messages are those that only this program knows of.
        let reading = spot.and_then(|spot| on_server(list, spot.message));
        list.set_focus(reading);
        let (before, after) = match reading {
            Some(message) => {
                let index = index_of(list.shown(), message);
                (index, list.shown().len() - index)
            }
            None => (0, 0),
        };
        let mut wanted = Vec::new();
        if after < AHEAD {
            wanted.extend(list.want(Direction::Newer, organization));
        }
        if before < AHEAD {
            wanted.extend(list.want(Direction::Older, organization));
        }
        for request in wanted {
            self.effects.push(Effect::Fetch { list: id, request });
        }
        if let Some(message) = reading
            && let Some(list) = self.app.views.list_mut(id)
        {
            list.trim(message, LONGEST);
        }
    }

    /// New messages came at the end of the open view. A reader who was at the end
    /// goes along as far as the selected message stays in sight; nobody else is
    /// moved.
    pub(super) fn follow(&mut self, was_last: bool) {
        if !was_last {
            return;
        }
        let focused = self.app.terminal_focused;
        self.with_place(|v, place| {
            let last = v.len - 1;
            if focused {
                return v.select(place, last);
            }
            // Nobody is looking: the new lines come in below, the selection stays.
            let mut end = place.row + i32::from((v.height)(place.index).body);
            for i in place.index + 1..=last {
                let height = (v.height)(i);
                end += i32::from(height.above) + i32::from(height.body);
                if end - i32::from(v.rows) >= place.row {
                    break;
                }
            }
            let over = (end - i32::from(v.rows)).clamp(0, place.row.max(0));
            Place {
                row: place.row - over,
                ..place
            }
        });
    }
}

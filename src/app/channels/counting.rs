//! How many are in channels, where the snapshot does not tell (before feature level 394): of one's
//! own channels by one question, of others by one for each row in sight, one after the other.

use std::collections::BTreeSet;

use crate::api::error::ApiError;
use crate::api::ids::{ChannelId, UserId};
use crate::app::ask::{AskId, Query};
use crate::app::pages::Page;
use crate::app::panes::Pane;
use crate::app::state::Turn;
use crate::app::update::Link;
use crate::model::ChannelState;

use super::page::HEAD;

/// What was asked of that, and what came of it.
#[derive(Debug, Default)]
pub(in crate::app) struct Counting {
    own: Own,
    /// The channel that is being asked about, and whether somebody came to it or went since.
    one: Option<(AskId, ChannelId, bool)>,
    /// Those that the server did not tell of.
    untold: BTreeSet<ChannelId>,
}

/// What is known of one's own channels.
#[derive(Debug, Default)]
enum Own {
    /// Nothing was asked yet.
    #[default]
    Unasked,
    /// It is on its way; somebody came to these channels since, or went.
    Asked(AskId, BTreeSet<ChannelId>),
    /// It came, or can't be had.
    Done,
}

impl Counting {
    /// Somebody came to these channels, or went: what is on its way may be older.
    pub(super) fn changed(&mut self, channels: &[ChannelId]) {
        if let Own::Asked(_, changed) = &mut self.own {
            changed.extend(channels);
        }
        if let Some((_, channel, changed)) = &mut self.one {
            *changed |= channels.contains(channel);
        }
    }
}

impl Turn<'_> {
    /// Asks how many are in channels, as long as the page is on the screen and it is not known.
    pub(in crate::app) fn ask_for_counts(&mut self) {
        let app = &*self.app;
        let Some(organization) = app.organization.as_deref() else {
            return;
        };
        if app.views.page() != Some(Page::Channels) {
            return;
        }
        match app.channels.counting.own {
            Own::Unasked => {
                let unknown = |state: &ChannelState| {
                    state.is_subscribed() && state.subscriber_count().is_none()
                };
                let asks = organization.channels().iter().any(unknown);
                self.app.channels.counting.own = match asks {
                    true => Own::Asked(self.inquire(Query::AllSubscribers), BTreeSet::new()),
                    false => Own::Done,
                };
            }
            Own::Asked(..) => {}
            Own::Done => self.ask_for_count_in_sight(),
        }
    }

    /// Asks about the first row in sight of whose channel it is not known.
    fn ask_for_count_in_sight(&mut self) {
        let app = &*self.app;
        let state = &app.channels;
        if state.counting.one.is_some() || app.link != Link::Live {
            return;
        }
        let Some(organization) = app.organization.as_deref() else {
            return;
        };
        let height = usize::from(app.geometry().body(Pane::Messages).height);
        let rows = state.rows.iter().skip(state.picker.top);
        let mut rows = rows.take(height.saturating_sub(HEAD)).map(|row| row.0);
        let next = rows.find(|id| {
            let known = organization.channels().get(*id);
            known.is_some_and(|known| known.subscriber_count().is_none())
                && !state.counting.untold.contains(id)
        });
        if let Some(channel) = next {
            let asked = self.inquire(Query::Subscribers(channel));
            self.app.channels.counting.one = Some((asked, channel, false));
        }
    }

    /// It is known who is in one's own channels, or not.
    pub(in crate::app) fn all_subscribers_came(
        &mut self,
        id: AskId,
        result: Result<Vec<(ChannelId, Vec<UserId>)>, ApiError>,
    ) {
        let Own::Asked(asked, changed) = &self.app.channels.counting.own else {
            return;
        };
        if *asked != id {
            return;
        }
        if let (Ok(all), Some(organization)) = (result, self.app.organization.as_deref_mut()) {
            let same = all.into_iter().filter(|(id, _)| !changed.contains(id));
            for (channel, people) in same {
                organization.adopt_subscribers(channel, people);
            }
        }
        self.app.channels.counting.own = Own::Done;
        self.app.stale.places = true;
    }

    /// It is known who is in a channel of a row, or not. Gives whether that was asked for.
    pub(super) fn count_came(&mut self, id: AskId, result: &Result<Vec<UserId>, ApiError>) -> bool {
        let counting = &mut self.app.channels.counting;
        let Some((_, channel, changed)) = counting.one.take_if(|(asked, ..)| *asked == id) else {
            return false;
        };
        match (result, self.app.organization.as_deref_mut()) {
            // It is asked again: this may be older than who came or went.
            (Ok(_), _) if changed => {}
            (Ok(people), Some(organization)) => {
                organization.adopt_subscribers(channel, people.clone());
                self.app.stale.places = true;
            }
            (Ok(_) | Err(_), _) => {
                self.app.channels.counting.untold.insert(channel);
            }
        }
        true
    }
}

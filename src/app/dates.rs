//! Jumping to a day: to its first message in the view that is open, with the date at the top.

use jiff::civil::Date;
use jiff::tz::TimeZone;

use crate::api::error::ApiError;
use crate::api::ids::MessageId;
use crate::api::narrow::Narrow;
use crate::api::time::UnixSeconds;
use crate::model::View;

use super::ask::{AskId, Query, why};
use super::palette::argument::long;
use super::state::Turn;
use super::update::Link;
use super::views::Landing;

/// A question for the first message from a moment on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FirstSince {
    /// Among which messages.
    pub narrow: Narrow,
    /// From when on.
    pub since: UnixSeconds,
}

/// The day that is being looked for.
#[derive(Debug, Clone, PartialEq)]
pub struct Dating {
    /// The question.
    ask: AskId,
    /// In which view.
    view: View,
    /// Which day.
    day: Date,
}

impl Turn<'_> {
    /// Goes to the first message of a day, in the open view; from a page, in the combined feed.
    pub fn go_to_day(&mut self, day: Date) {
        let Some(organization) = self.app.organization.as_deref() else {
            return;
        };
        let view = self.app.open_view().cloned().unwrap_or(View::Combined);
        let zone = self.measure.zone();
        let Ok(start) = day.to_zoned(zone) else {
            return self.complain("There is no such day.");
        };
        let since = UnixSeconds(start.timestamp().as_second());
        if let Some(found) = self.held_since(since) {
            return self.land_on_day(view, day, Some(found));
        }
        if self.app.link != Link::Live {
            return self.complain("There is no connection, and that day is not loaded here.");
        }
        let narrow = view.narrow(organization.me());
        let ask = self.inquire(Query::FirstSince(FirstSince { narrow, since }));
        self.app.dating = Some(Dating { ask, view, day });
        self.notice(&format!("Looking for {}…", long(day)));
    }

    /// The first message from a moment on, where the open list has messages on both sides of it.
    fn held_since(&self, since: UnixSeconds) -> Option<(MessageId, UnixSeconds)> {
        let organization = self.app.organization.as_deref()?;
        let list = self.app.views.current_list()?;
        let fetched = list.fetched();
        let at = |id: &MessageId| organization.message(*id).map(|message| message.timestamp);
        let place = fetched.partition_point(|id| at(id).is_some_and(|at| at < since));
        let begins = place > 0 || list.reached_oldest();
        let found = fetched.get(place).filter(|_| begins)?;
        Some((*found, at(found)?))
    }

    /// The server told the first message of the day.
    pub(super) fn day_found(
        &mut self,
        id: AskId,
        result: Result<Option<(MessageId, UnixSeconds)>, ApiError>,
    ) {
        let Some(dating) = self.app.dating.take_if(|dating| dating.ask == id) else {
            return;
        };
        self.app.notice = None;
        match result {
            Ok(found) => self.land_on_day(dating.view, dating.day, found),
            Err(error) => {
                let why = why(&error);
                self.complain(&format!("{} was not found: {why}", long(dating.day)));
            }
        }
    }

    fn land_on_day(&mut self, view: View, day: Date, found: Option<(MessageId, UnixSeconds)>) {
        let Some((message, at)) = found else {
            self.visit(view, Landing::Newest);
            let day = long(day);
            return self.notice(&format!(
                "Nothing was written since {day}; this is the newest."
            ));
        };
        self.visit(view, Landing::Top(message));
        let zone: TimeZone = self.measure.zone();
        let date = jiff::Timestamp::from_second(at.0).ok();
        let date = date.map(|at| at.to_zoned(zone).date());
        if date != Some(day) {
            let day = long(day);
            self.notice(&format!(
                "Nothing was written on {day}; this is what came next."
            ));
        }
    }

    /// Goes to the first unread message of the open view.
    pub fn go_to_first_unread(&mut self) {
        let first = self.app.first_unread_here();
        if let Some(message) = first {
            self.go_to_message(message);
        }
    }
}

impl super::state::App {
    /// The first unread message of the open view, as far as it is known here.
    #[must_use]
    pub fn first_unread_here(&self) -> Option<MessageId> {
        let organization = self.organization.as_deref()?;
        let line = super::unread::line(organization, self.open_view()?)?;
        Some(line.before)
    }
}

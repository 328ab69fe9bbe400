//! Times, in the reader's zone and way of writing them.

use jiff::Timestamp;
use jiff::fmt::strtime;

use super::Layouter;
use super::flow::Flow;
use super::inline::Around;
use crate::config::theme::Role;
use crate::content::context::Hours;
use crate::content::document::Text;
use crate::content::rendered::Target;

impl Layouter<'_> {
    pub(super) fn time(&mut self, utc: Timestamp, text: &Text, around: Around, flow: &mut Flow) {
        let local = utc.to_zoned(self.context.time_zone.clone());
        let format = match self.context.hours {
            Hours::TwentyFour => "%a, %b %-d, %Y, %H:%M",
            Hours::Twelve => "%a, %b %-d, %Y, %-I:%M %p",
        };
        let target = match around.target {
            Some(target) => Some(target),
            None => self.add_target(Target::Time(utc)),
        };
        let paint = around.role(Role::Timestamp).paint;
        match strtime::format(format, &local) {
            // A space that does not break keeps the time in one piece.
            Ok(written) => flow.push(&written.replace(' ', "\u{a0}"), paint, target),
            Err(_) => flow.push(text.as_str(), paint, target),
        }
    }
}

//! The bar at the top of the messages: conversation and date of the first message in
//! sight, where the rows that tell them went out of sight above.
//!
//! It lies on the rule below the pane's title, so it hides no message and moves
//! nothing when it comes and goes.

use ratatui::layout::Rect;

use crate::api::message::Message;
use crate::app::measure::Scene;
use crate::app::panes::{Geometry, MARGIN, Pane};
use crate::app::scrolling;
use crate::app::state::App;
use crate::app::viewport::Slot;
use crate::config::theme::Role;
use crate::text::SafeText;

use super::block::{self, Above};
use super::canvas::Canvas;
use super::times::Times;
use super::{Ui, messages};

/// Fewer cells than this have no room for a weekday and a month in full.
const LONG_DATES: u16 = 60;
/// Fewer cells than this tell nothing.
const LEAST: u16 = 12;

/// What the first message in sight does not tell by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Missing {
    date: bool,
    conversation: bool,
}

/// Draws the bar for the first message in sight.
pub fn draw(app: &App, ui: &Ui, geometry: &Geometry, first: &Slot, canvas: &mut Canvas<'_>) {
    let Some(scene) = scrolling::scene(app) else {
        return;
    };
    let Some(message) = scene.message(first.index) else {
        return;
    };
    let times = ui.layouts.times();
    let missing = missing(&scene, first, times);
    let Some(area) = place(geometry, scene.columns).filter(|area| area.width >= LEAST) else {
        return;
    };
    let mut room = area.width;
    if missing.date {
        let (then, now) = (message.timestamp.0, scene.now.seconds().0);
        let date = if area.width < LONG_DATES {
            times.short_date(then, now)
        } else {
            times.date(then, now)
        };
        let date = SafeText::line(format!(" {date} "));
        let taken = canvas.right((area.right(), area.y), room, &date, Role::Separator);
        room = room.saturating_sub(taken + 1);
    }
    if missing.conversation && room >= LEAST {
        conversation(
            &scene,
            message,
            Rect {
                width: room,
                ..area
            },
            canvas,
        );
    }
}

/// The cells of the rule that the bar may take: those above the text, as far as no
/// other pane lies over them.
fn place(geometry: &Geometry, columns: u16) -> Option<Rect> {
    let pane = geometry.messages;
    if geometry.title_rows < 2 || pane.height < 3 {
        return None;
    }
    let mut left = pane.x + MARGIN - 1;
    let mut right = (left + columns + 2).min(pane.right());
    if geometry.over {
        if geometry.shows(Pane::Channels) {
            left = left.max(geometry.channels.right() + 2);
        }
        if geometry.shows(Pane::People) {
            right = right.min(geometry.people.x.saturating_sub(1));
        }
    }
    Some(Rect::new(left, pane.y + 1, right.saturating_sub(left), 1))
}

/// What of a message is out of sight above the pane.
fn missing(scene: &Scene<'_>, slot: &Slot, times: &Times) -> Missing {
    let rows = block::above(scene, slot.index, times);
    let hidden = usize::try_from(-slot.top()).unwrap_or(0);
    let seen = rows.get(hidden..).unwrap_or_default();
    Missing {
        date: !seen.contains(&Above::Date),
        conversation: !block::is_one_conversation(scene.view)
            && !seen.contains(&Above::Conversation),
    }
}

fn conversation(scene: &Scene<'_>, message: &Message, area: Rect, canvas: &mut Canvas<'_>) {
    canvas.cell(area.x, area.y, ' ', Role::Text);
    let taken = messages::conversation_title(
        scene,
        message,
        (area.x + 1, area.y),
        area.width.saturating_sub(2),
        canvas,
    );
    canvas.cell(area.x + 1 + taken, area.y, ' ', Role::Text);
}

//! The other accounts, below the channels: what is unread there, and what is wrong there.

use crate::app::panes::Geometry;
use crate::app::state::App;
use crate::app::update::Link;
use crate::config::theme::Role;
use crate::text::SafeText;

use super::canvas::Canvas;
use super::list;

/// On screens of fewer columns little is said in the footer.
const NARROW: u16 = 90;

/// Draws a row for each of the others.
pub fn draw(app: &App, geometry: &Geometry, canvas: &mut Canvas<'_>) {
    let area = geometry.accounts;
    if area.area() == 0 {
        return;
    }
    if geometry.over {
        canvas.clear(area);
    }
    canvas.rule(area.x, area.right(), area.y.saturating_sub(1));
    let others = app.roster.others().zip(area.y..area.bottom());
    for ((index, standing), y) in others {
        let mut end = area.right().saturating_sub(1);
        let mentioned = standing.mentions > 0;
        end = list::count(canvas, (end, y), standing.unread, mentioned, false);
        if let Some(trouble) = standing.reach.trouble() {
            let room = end.saturating_sub(area.x + 6);
            let words = SafeText::line(trouble);
            let taken = canvas.right((end, y), room, &words, Role::Warning);
            end = end.saturating_sub(taken + 1);
        }
        let role = match standing.unread {
            0 => Role::Text,
            _ => Role::Unread,
        };
        let number = format!("{}", index.0 + 1);
        let x = area.x + 1;
        let taken = canvas.word((x, y), end.saturating_sub(x), &number, Role::Key);
        let x = x + taken + 1;
        let room = end.saturating_sub(x);
        let label = app.roster.short_label(index, usize::from(room));
        canvas.text((x, y), room, &label, role);
    }
}

/// What the footer says of the others where their rows are not on the screen: what is unread
/// there, or what is wrong.
#[must_use]
pub fn in_short(app: &App) -> Option<String> {
    let geometry = app.geometry();
    if !app.roster.is_several() || geometry.accounts.area() > 0 {
        return None;
    }
    // What is wrong here comes before what is wrong elsewhere.
    let narrow = app.size.0 < NARROW;
    if narrow && app.link != Link::Live {
        return None;
    }
    let mut words = match app.roster.elsewhere() {
        (0, _) => String::new(),
        (unread, 0) => format!("{unread} in other accounts"),
        (unread, mentions) => format!("{unread} in other accounts (@ {mentions})"),
    };
    let mut troubled = app
        .roster
        .others()
        .filter_map(|(index, standing)| Some((index, standing.reach.trouble()?)));
    if let Some((index, trouble)) = troubled.next() {
        let cells = if narrow { 12 } else { 40 };
        let label = app.roster.short_label(index, cells);
        let more = match troubled.count() {
            0 => String::new(),
            more => format!(" and {more} more"),
        };
        if !words.is_empty() {
            words.push_str(" · ");
        }
        words.push_str(&format!("{}{more} {trouble}", label.as_str()));
    }
    (!words.is_empty()).then_some(words)
}

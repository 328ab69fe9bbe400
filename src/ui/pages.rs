//! What all pages have in common: the title, and the widths of their columns.

use crate::app::pages::Page;
use crate::app::panes::MEASURE;
use crate::app::state::App;
use crate::config::theme::Role;
use crate::text::{SafeText, width};

use super::canvas::Canvas;

/// Cells for a count with its mark.
pub const COUNT: u16 = 9;
/// Cells for a time: `Wednesday`.
pub const TIME: u16 = 12;
/// A page is not wider than this, in cells: text, count and time.
pub const WIDEST: u16 = MEASURE + COUNT + TIME;

/// The title of a page.
pub fn title(
    app: &App,
    page: Page,
    at: (u16, u16),
    limit: u16,
    role: Role,
    canvas: &mut Canvas<'_>,
) {
    let taken = canvas.word(at, limit, page.name(), role);
    let words = match (page, app.inbox.unread, app.inbox.conversations) {
        (Page::Inbox, 0, _) => return,
        (Page::Inbox, unread, 1) => format!("{unread} unread in one conversation"),
        (Page::Inbox, unread, places) => format!("{unread} unread in {places} conversations"),
        (Page::Recent, _, _) => super::recent::about(app),
        (Page::Files, _, _) => super::attachments::about(app),
        (Page::Channels, _, _) => super::all_channels::about(app),
        (Page::Settings, _, _) => super::settings::about(app),
        (Page::People, _, _) => super::members::people::about(app),
        (Page::Groups, _, _) => super::members::groups::about(app),
    };
    let room = limit.saturating_sub(taken + 2);
    let words = SafeText::line(words);
    if usize::from(room) >= width(words.as_str()) {
        canvas.right((at.0 + limit, at.1), room, &words, Role::Dim);
    }
}

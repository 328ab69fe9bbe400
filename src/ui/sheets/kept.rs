//! The sheet that is open, laid out once for as long as nothing it depends on changes: a long
//! history or output would cost more than a frame has.

use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::Arc;

use crate::api::ids::MessageId;
use crate::app::sheet::{Page, Sheet};
use crate::app::state::App;
use crate::content::Line;

use crate::ui::layouts::Layouts;

/// The lines of a sheet.
#[derive(Debug, Default)]
pub struct SheetLines {
    /// From the top.
    pub lines: Vec<Line>,
    /// The width of the widest, in cells.
    pub widest: u16,
}

impl SheetLines {
    fn new(lines: Vec<Line>) -> Self {
        let widest = lines.iter().map(Line::width).max().unwrap_or(0);
        Self { lines, widest }
    }
}

/// The one sheet that was laid out last, and of what.
#[derive(Debug, Default)]
pub struct Sheets {
    kept: Option<Kept>,
}

#[derive(Debug)]
struct Kept {
    page: Page,
    stamp: u64,
    lines: Arc<SheetLines>,
}

impl Sheets {
    /// The lines of a sheet in so many columns, if they are at hand.
    fn at_hand(&self, page: &Page, stamp: u64) -> Option<Arc<SheetLines>> {
        let kept = self.kept.as_ref()?;
        (kept.stamp == stamp && kept.page == *page).then(|| Arc::clone(&kept.lines))
    }
}

impl Layouts {
    /// The lines of a sheet in so many columns.
    pub fn sheet_lines(&mut self, app: &App, sheet: &Sheet, columns: u16) -> Arc<SheetLines> {
        let page = &sheet.page;
        let Some(stamp) = self.sheet_stamp(app, page, columns) else {
            return Arc::new(SheetLines::new(super::lines(self, app, page, columns)));
        };
        if let Some(lines) = self.sheets.at_hand(page, stamp) {
            return lines;
        }
        let lines = Arc::new(SheetLines::new(super::lines(self, app, page, columns)));
        self.sheets.kept = Some(Kept {
            page: page.clone(),
            stamp,
            lines: Arc::clone(&lines),
        });
        lines
    }

    /// Everything but the page itself that decides how it looks, as one number. `None` where
    /// that includes the clock.
    fn sheet_stamp(&self, app: &App, page: &Page, columns: u16) -> Option<u64> {
        let mut hasher = DefaultHasher::new();
        columns.hash(&mut hasher);
        app.names.hash(&mut hasher);
        app.registration.hash(&mut hasher);
        self.times().twenty_four.hash(&mut hasher);
        match page {
            Page::Details { message, .. } => {
                let stamp = message_stamp(app, *message);
                stamp.hash(&mut hasher);
            }
            Page::Table { message, .. } => {
                let stamp = message_stamp(app, *message);
                stamp.hash(&mut hasher);
                self.gallery.epoch().hash(&mut hasher);
            }
            Page::History { .. } | Page::Source { .. } | Page::Output { .. } => {}
            // A person's clock runs, and what one may do to a group follows from many things.
            Page::Person(_) | Page::Group(_) => return None,
        }
        Some(hasher.finish())
    }
}

/// Changes with a message as its details show it.
fn message_stamp(app: &App, id: MessageId) -> Option<u64> {
    let organization = app.organization.as_deref()?;
    let message = organization.message(id)?;
    let mut hasher = DefaultHasher::new();
    // The text itself: where it lies says nothing, since nothing here holds it there.
    message.content.hash(&mut hasher);
    message.flags.hash(&mut hasher);
    message.last_edit.map(|at| at.0).hash(&mut hasher);
    message.last_moved.map(|at| at.0).hash(&mut hasher);
    message.conversation.hash(&mut hasher);
    for link in &message.topic_links {
        (&link.text, &link.url).hash(&mut hasher);
    }
    for reaction in &message.reactions {
        (&reaction.emoji_code, &reaction.emoji_name).hash(&mut hasher);
        reaction.user_id.hash(&mut hasher);
    }
    app.echo.stamp(id).hash(&mut hasher);
    app.opened.of(id).unfolded.hash(&mut hasher);
    app.opened.hash_of(id, &mut hasher);
    let users = organization.users();
    users.is_muted(message.sender_id).hash(&mut hasher);
    Some(hasher.finish())
}

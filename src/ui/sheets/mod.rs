//! What stands in sheets, line by line.

mod details;
mod history;
mod kept;
mod people;

pub use kept::{SheetLines, Sheets};

use crate::app::sheet::{Awaited, Page, Sheet};
use crate::app::state::App;
use crate::config::theme::Role;
use crate::content::{self, Bidi, Line, Paint, wrap_line};
use crate::text::{SafeText, truncate};

use super::layouts::Layouts;

/// Cells for labels, left of what they name.
const LABEL: u16 = 11;

/// What a sheet is called.
#[must_use]
pub fn title(sheet: &Sheet) -> SafeText<'static> {
    SafeText::line(match &sheet.page {
        Page::Details { .. } => "Message".to_owned(),
        Page::History { .. } => "History of the message".to_owned(),
        Page::Source { .. } => "Markdown of the message".to_owned(),
        Page::Table { .. } => "Table".to_owned(),
        Page::Person(_) => "Person".to_owned(),
        Page::Group(_) => "Group".to_owned(),
        Page::Output { program, .. } => format!("What {program} wrote"),
    })
}

/// The lines of a page, as they are drawn. All but those of tables are at most so many cells
/// wide.
#[must_use]
pub fn lines(layouts: &Layouts, app: &App, page: &Page, columns: u16) -> Vec<Line> {
    let lines = spoken(layouts, app, page, columns);
    let order = match (layouts.bidi(), page) {
        // A table is laid out as the message is.
        (Bidi::Terminal, _) | (Bidi::Reorder, Page::Table { .. }) => return lines,
        (Bidi::Reorder, Page::History { .. } | Page::Source { .. } | Page::Output { .. }) => {
            content::prose_in_order
        }
        (Bidi::Reorder, Page::Details { .. } | Page::Person(_) | Page::Group(_)) => {
            content::parts_in_order
        }
    };
    lines.into_iter().map(order).collect()
}

/// The lines in the order in which one speaks.
fn spoken(layouts: &Layouts, app: &App, page: &Page, columns: u16) -> Vec<Line> {
    match page {
        Page::Details { message, readers } => {
            details::lines(layouts, app, *message, readers, columns)
        }
        Page::History { versions, .. } => history::lines(layouts, app, versions, columns),
        Page::Source { text, .. } => match text {
            Awaited::Here(text) => block(text, columns),
            Awaited::Asked(_) => vec![Line::of(&WAIT.into(), Role::Notice)],
            Awaited::Refused(why) => sentence(why, Role::Error, columns),
        },
        Page::Table { message, table } => table_lines(layouts, app, *message, *table)
            .unwrap_or_else(|| sentence(GONE, Role::Notice, columns)),
        Page::Person(user) => people::person(layouts, app, *user, columns),
        Page::Group(group) => people::group(app, *group, columns),
        Page::Output { text, .. } => block(text, columns),
    }
}

/// What stands where an answer is waited for.
const WAIT: &str = "Asking the server…";
/// What stands where a message was.
const GONE: &str = "The message is not there any more.";

fn table_lines(
    layouts: &Layouts,
    app: &App,
    message: crate::api::ids::MessageId,
    table: content::document::TableId,
) -> Option<Vec<Line>> {
    let scene = crate::app::scrolling::scene(app)?;
    let message = scene.organization.message(message)?;
    let document = content::parse(&message.content);
    layouts.with_context(&scene, message, |context| {
        content::table_alone(&document, table, context)
    })
}

/// Text as it is, its long lines wrapped.
fn block(text: &str, columns: u16) -> Vec<Line> {
    SafeText::block(text)
        .as_str()
        .split('\n')
        .flat_map(|line| wrap_line(&Line::of(&SafeText::line(line), Role::Text), columns, 0))
        .collect()
}

/// A sentence, wrapped.
fn sentence(words: &str, role: Role, columns: u16) -> Vec<Line> {
    wrap_line(&Line::of(&SafeText::line(words), role), columns, 2)
}

/// A label and what it names, wrapped.
fn field(label: &str, value: &SafeText<'_>, paint: impl Into<Paint>, columns: u16) -> Vec<Line> {
    let mut line = Line::new();
    let label = SafeText::line(truncate(label, usize::from(LABEL) - 1));
    line.push(&label.pad_end(usize::from(LABEL)), Role::Dim);
    line.push(value, paint);
    wrap_line(&line, columns, LABEL)
}

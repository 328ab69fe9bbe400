//! A popup that is read: details of a message, its history, its source, a table, a
//! person. What stands in it is asked for when it opens.

use crate::api::ids::{GroupId, MessageId, UserId};
use crate::api::routes::history::Version;
use crate::api::settings::HistoryVisibility;
use crate::content::document::TableId;
use crate::model::Changes;

use super::ask::{self, AskId, Found, Query};
use super::layer::Layer;
use super::state::{App, Turn};

/// A popup that is read.
#[derive(Debug, Clone, PartialEq)]
pub struct Sheet {
    /// What stands in it.
    pub page: Page,
    /// First row in sight.
    pub top: usize,
    /// First column in sight.
    pub left: usize,
    /// The message changed: this is asked anew, and what is here is shown until then.
    pub(super) again: Option<AskId>,
}

/// What stands in a sheet.
#[derive(Debug, Clone, PartialEq)]
pub enum Page {
    /// Everything about a message.
    Details {
        /// Which.
        message: MessageId,
        /// Who read it.
        readers: Awaited<Vec<UserId>>,
    },
    /// What a message was before.
    History {
        /// Which.
        message: MessageId,
        /// Its versions, oldest first.
        versions: Awaited<Vec<Version>>,
    },
    /// A message's Markdown.
    Source {
        /// Which.
        message: MessageId,
        /// The Markdown.
        text: Awaited<String>,
    },
    /// A table of a message, whole.
    Table {
        /// In which message.
        message: MessageId,
        /// Which of its tables.
        table: TableId,
    },
    /// Somebody.
    Person(UserId),
    /// A group.
    Group(GroupId),
    /// What a command wrote.
    Output {
        /// The command's name.
        program: String,
        /// What it wrote.
        text: String,
    },
}

impl Page {
    /// The person, where it is their card.
    #[must_use]
    pub fn person(&self) -> Option<UserId> {
        if let Self::Person(user) = self {
            Some(*user)
        } else {
            None
        }
    }

    /// The group, where it is its card.
    #[must_use]
    pub fn group(&self) -> Option<GroupId> {
        if let Self::Group(group) = self {
            Some(*group)
        } else {
            None
        }
    }
}

/// Something that the server was asked for.
#[derive(Debug, Clone, PartialEq)]
pub enum Awaited<T> {
    /// It is on its way.
    Asked(AskId),
    /// Here it is.
    Here(T),
    /// It cannot be had: why, in a sentence.
    Refused(String),
}

impl<T> Awaited<T> {
    /// Whether it is here, and no longer on its way.
    fn is_here(&self) -> bool {
        matches!(self, Self::Here(_))
    }

    fn take(&mut self, id: AskId, result: Result<T, crate::api::error::ApiError>) {
        if matches!(self, Self::Asked(asked) if *asked == id) {
            *self = match result {
                Ok(value) => Self::Here(value),
                Err(error) => Self::Refused(ask::why(&error)),
            };
        }
    }
}

impl Sheet {
    fn new(page: Page) -> Self {
        Self {
            page,
            top: 0,
            left: 0,
            again: None,
        }
    }

    /// A person.
    #[must_use]
    pub fn person(user: UserId) -> Self {
        Self::new(Page::Person(user))
    }

    /// A group.
    #[must_use]
    pub fn group(group: GroupId) -> Self {
        Self::new(Page::Group(group))
    }

    /// A table.
    #[must_use]
    pub fn table(message: MessageId, table: TableId) -> Self {
        Self::new(Page::Table { message, table })
    }

    /// What a command wrote.
    #[must_use]
    pub fn output(program: &str, text: String) -> Self {
        Self::new(Page::Output {
            program: program.to_owned(),
            text,
        })
    }

    /// The most rows and columns that a sheet shows on a screen of so many.
    #[must_use]
    pub fn room(&self, (columns, rows): (u16, u16)) -> (u16, u16) {
        let all = columns.saturating_sub(4).max(1);
        match self.page {
            Page::Table { .. } => (all, rows.saturating_sub(2).max(1)),
            Page::Details { .. }
            | Page::History { .. }
            | Page::Source { .. }
            | Page::Person(_)
            | Page::Group(_)
            | Page::Output { .. } => (all.min(96), rows.saturating_sub(4).max(1)),
        }
    }
}

impl App {
    /// Whether the selected message can be looked at more closely.
    #[must_use]
    pub fn has_message(&self) -> bool {
        self.selected_message().is_some()
    }

    /// Whether a sheet about the selected message is on top.
    #[must_use]
    pub fn on_message_sheet(&self) -> bool {
        let Some(Layer::Sheet(sheet)) = self.layers.last() else {
            return false;
        };
        match sheet.page {
            Page::Details { .. } | Page::History { .. } | Page::Source { .. } => true,
            Page::Table { .. } | Page::Person(_) | Page::Group(_) | Page::Output { .. } => false,
        }
    }

    fn top_sheet(&mut self) -> Option<&mut Sheet> {
        self.layers.last_mut()?.sheet_mut()
    }
}

impl Turn<'_> {
    /// Opens a sheet on top.
    pub(super) fn open_sheet(&mut self, sheet: Sheet) {
        self.push(Layer::Sheet(Box::new(sheet)));
    }

    /// Opens the details of the selected message.
    pub fn details(&mut self) {
        let (Some(message), Some(organization)) = (
            self.app.selected_message().map(|m| m.id),
            self.app.organization.as_deref(),
        ) else {
            return;
        };
        let readers = if organization.realm().settings.enable_read_receipts {
            Awaited::Asked(self.inquire(Query::Receipts(message)))
        } else {
            Awaited::Refused("Read receipts are off in this organization.".to_owned())
        };
        self.open_sheet(Sheet::new(Page::Details { message, readers }));
    }

    /// Opens the history of the selected message, as far as the organization shows it.
    pub fn history(&mut self) {
        let (Some(message), Some(organization)) = (
            self.app.selected_message(),
            self.app.organization.as_deref(),
        ) else {
            return;
        };
        let settings = &organization.realm().settings;
        let hidden = match &settings.message_edit_history_visibility_policy {
            Some(HistoryVisibility::Nothing) => true,
            Some(HistoryVisibility::Moves) => {
                if message.last_moved.is_none() {
                    self.notice("This message was not moved; edits are not shown here.");
                    return;
                }
                false
            }
            Some(HistoryVisibility::All | HistoryVisibility::Unknown(_)) => false,
            None => !settings.allow_edit_history,
        };
        if hidden {
            self.notice("This organization does not show what messages were before.");
        } else if message.last_edit.is_none() && message.last_moved.is_none() {
            self.notice("This message was neither edited nor moved.");
        } else {
            let message = message.id;
            let versions = Awaited::Asked(self.inquire(Query::History(message)));
            self.open_sheet(Sheet::new(Page::History { message, versions }));
        }
    }

    /// Opens the Markdown of the selected message.
    pub fn source(&mut self) {
        if let Some(message) = self.app.selected_message().map(|m| m.id) {
            let text = Awaited::Asked(self.inquire(Query::Source(message)));
            self.open_sheet(Sheet::new(Page::Source { message, text }));
        }
    }

    /// Messages were edited: sheets that show what one of them says, or said, ask anew.
    pub(super) fn renew_sheets(&mut self, changes: &Changes) {
        let changed = |message: &MessageId| {
            let moved = || {
                changes
                    .moved
                    .iter()
                    .any(|moved| moved.ids.contains(message))
            };
            changes.edited.contains(message) || moved()
        };
        for at in 0..self.app.layers.len() {
            let Some(Layer::Sheet(sheet)) = self.app.layers.get(at) else {
                continue;
            };
            let query = match &sheet.page {
                Page::History { message, versions } if changed(message) && versions.is_here() => {
                    Query::History(*message)
                }
                Page::Source { message, text } if changed(message) && text.is_here() => {
                    Query::Source(*message)
                }
                Page::Details { .. }
                | Page::History { .. }
                | Page::Source { .. }
                | Page::Table { .. }
                | Page::Person(_)
                | Page::Group(_)
                | Page::Output { .. } => continue,
            };
            let asked = self.inquire(query);
            if let Some(Layer::Sheet(sheet)) = self.app.layers.get_mut(at) {
                sheet.again = Some(asked);
            }
        }
    }

    /// An answer for a sheet, if one still waits for it.
    pub(super) fn answer_sheet(&mut self, id: AskId, found: Found) {
        let mut sheets = self.app.layers.iter_mut().filter_map(Layer::sheet_mut);
        if let Some(sheet) = sheets.find(|sheet| sheet.again == Some(id)) {
            sheet.again = None;
            // Where nothing comes, what was there before is better than nothing.
            if let Found::History(Ok(new)) = found {
                if let Page::History { versions, .. } = &mut sheet.page {
                    *versions = Awaited::Here(new);
                }
            } else if let Found::Source(Ok(new)) = found
                && let Page::Source { text, .. } = &mut sheet.page
            {
                *text = Awaited::Here(new);
            }
            return;
        }
        let waits = |page: &Page| {
            matches!(page,
                Page::Details { readers: Awaited::Asked(asked), .. } if *asked == id)
                || matches!(page,
                    Page::History { versions: Awaited::Asked(asked), .. } if *asked == id)
                || matches!(page, Page::Source { text: Awaited::Asked(asked), .. } if *asked == id)
        };
        let sheets = self.app.layers.iter_mut().filter_map(Layer::sheet_mut);
        let page = sheets.map(|sheet| &mut sheet.page).find(|page| waits(page));
        match (page, found) {
            (Some(Page::Details { readers, .. }), Found::Receipts(result)) => {
                readers.take(id, result);
            }
            (Some(Page::History { versions, .. }), Found::History(result)) => {
                versions.take(id, result);
            }
            (Some(Page::Source { text, .. }), Found::Source(result)) => text.take(id, result),
            (
                _,
                Found::Message(_)
                | Found::Messages(_)
                | Found::Source(_)
                | Found::History(_)
                | Found::Receipts(_)
                | Found::Rendered(_)
                | Found::Edited(_)
                | Found::Pinged(_)
                | Found::Attachments(_)
                | Found::AttachmentRemoved(_)
                | Found::FirstSince(_)
                | Found::ChannelEmail(_)
                | Found::Subscribers(_)
                | Found::AllSubscribers(_)
                | Found::SharedChannels(_)
                | Found::EmojiNames(_),
            ) => {}
        }
    }

    /// Moves the sheet on top by some rows.
    pub(super) fn scroll_sheet(&mut self, by: isize) {
        self.move_sheet(by, 0);
    }

    /// Moves the sheet on top sideways.
    pub fn scroll_sheet_sideways(&mut self, right: bool) {
        self.move_sheet(0, if right { 8 } else { -8 });
    }

    fn move_sheet(&mut self, rows: isize, columns: isize) {
        let Some(Layer::Sheet(sheet)) = self.app.layers.last() else {
            return;
        };
        let (width, height) = sheet.room(self.app.size);
        let (all_rows, all_columns) = self.measure.sheet(self.app, sheet);
        let (lowest, rightmost) = (
            all_rows.saturating_sub(usize::from(height)),
            all_columns.saturating_sub(usize::from(width)),
        );
        if let Some(sheet) = self.app.top_sheet() {
            sheet.top = sheet.top.saturating_add_signed(rows).min(lowest);
            sheet.left = sheet.left.saturating_add_signed(columns).min(rightmost);
        }
    }

    /// Copies what the sheet on top is about.
    pub fn copy_sheet(&mut self) {
        let Some(Layer::Sheet(sheet)) = self.app.layers.last() else {
            return;
        };
        match sheet.page.clone() {
            Page::Details { message, .. } | Page::History { message, .. } => {
                match self.app.link_to(message) {
                    Some(link) => self.copy(link, "the link to the message"),
                    None => self.complain("The message is gone."),
                }
            }
            Page::Source { text, .. } => match text {
                Awaited::Here(text) => self.copy(text, "the message's Markdown"),
                Awaited::Asked(_) => self.notice("The Markdown is still on its way."),
                Awaited::Refused(why) => self.complain(&why),
            },
            Page::Table { message, table } => {
                let cells = self.app.table_text(message, table);
                self.copy(cells, "the table, its cells parted by tabs");
            }
            Page::Person(user) => {
                let name = self
                    .app
                    .organization
                    .as_deref()
                    .and_then(|o| o.users().name(user))
                    .unwrap_or_default()
                    .to_owned();
                self.copy(name, "the name");
            }
            Page::Group(group) => {
                let name = self
                    .app
                    .organization
                    .as_deref()
                    .and_then(|o| o.groups().get(group))
                    .map(|g| g.name.to_string())
                    .unwrap_or_default();
                self.copy(name, "the group's name");
            }
            Page::Output { text, .. } => self.copy(text, "the output"),
        }
    }
}

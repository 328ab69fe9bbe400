//! The inbox page: its rows, what is folded, and what one does there without opening a
//! conversation.

use std::collections::{BTreeMap, HashSet};

use crate::api::conversation::Conversation;
use crate::api::event::Event;
use crate::api::ids::{ChannelId, FeatureLevel, MessageId};
use crate::api::message::Message;
use crate::model::{InboxChannel, Organization, SectionKind, View};

use super::ask::{AskId, Query};
use super::pages::Page;
use super::panes::Pane;
use super::picker::{Picker, Row};
use super::state::{App, Turn};

/// Names a row.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum InboxKey {
    /// The heading of direct messages.
    Dms,
    /// The heading of a section of channels.
    Section(SectionKind),
    /// A channel.
    Channel(ChannelId),
    /// A topic or a direct message conversation.
    Conversation(Conversation),
}

/// A row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum InboxRow {
    /// Air before a heading.
    Blank,
    /// A row that can be selected.
    Item(InboxItem),
}

/// A row that can be selected.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InboxItem {
    /// What it is.
    pub key: InboxKey,
    /// How many messages are unread in it.
    pub unread: usize,
    /// Whether one of them mentions the person.
    pub mentioned: bool,
    /// Of a conversation, its newest unread message.
    pub newest: Option<MessageId>,
    /// Whether what belongs under it is folded away.
    pub folded: bool,
}

impl Row<InboxKey> for InboxRow {
    fn key(&self) -> Option<&InboxKey> {
        match self {
            Self::Blank => None,
            Self::Item(item) => Some(&item.key),
        }
    }
}

/// From this level on messages can be asked for by id.
const BY_ID: FeatureLevel = FeatureLevel(300);
/// So many fetched messages are kept for their first words.
const PREVIEWS: usize = 500;

/// The page.
#[derive(Debug, Default)]
pub struct InboxState {
    /// The selection.
    pub picker: Picker<InboxKey>,
    /// The rows as of now.
    pub rows: Vec<InboxRow>,
    /// Headings under which nothing is shown.
    pub folded: HashSet<InboxKey>,
    /// How many messages are unread in all of it.
    pub unread: usize,
    /// In how many conversations.
    pub conversations: usize,
    /// Messages fetched for their first words: they belong to no list, so no one else holds
    /// them. `None` was asked for.
    previews: BTreeMap<MessageId, Option<Box<Message>>>,
    /// The question for some of them that is on its way.
    pub(super) asked: Option<AskId>,
}

impl InboxState {
    /// Takes over new rows, for a pane of so many rows.
    pub(super) fn show(&mut self, (rows, unread, conversations): Rows, height: usize) {
        // One lands on a conversation, not on the heading above it.
        let first = self.picker.selected.is_none();
        (self.rows, self.unread, self.conversations) = (rows, unread, conversations);
        if first {
            self.picker.selected = self.first_conversation();
        }
        self.picker.sync(&self.rows, height);
    }

    /// A message that was fetched for its first words.
    #[must_use]
    pub fn preview(&self, message: MessageId) -> Option<&Message> {
        self.previews.get(&message)?.as_deref()
    }

    pub(super) fn previews_came(&mut self, messages: Vec<Message>) {
        self.asked = None;
        for message in messages {
            if let Some(place) = self.previews.get_mut(&message.id) {
                *place = Some(Box::new(message));
            }
        }
    }

    /// Events may have been missed: everything is asked for again.
    pub(super) fn forget_previews(&mut self) {
        self.previews.clear();
        self.asked = None;
    }

    /// What an event changes is asked for again.
    pub(super) fn note(&mut self, event: &Event) {
        if let Event::UpdateMessage(update) = event
            && update.content.is_some()
        {
            self.previews.remove(&update.message_id);
        }
    }

    fn first_conversation(&self) -> Option<InboxKey> {
        let mut keys = self.rows.iter().filter_map(Row::key);
        keys.find(|key| matches!(key, InboxKey::Conversation(_)))
            .cloned()
    }
}

/// Rows, unread messages, conversations.
type Rows = (Vec<InboxRow>, usize, usize);

/// The rows as they are now.
#[must_use]
pub(super) fn rows(app: &App) -> Rows {
    let Some(organization) = app.organization.as_deref() else {
        return Rows::default();
    };
    let inbox = organization.inbox();
    let folded = &app.inbox.folded;
    let mut rows = Vec::new();
    if !inbox.dms.is_empty() {
        let hides = folded.contains(&InboxKey::Dms);
        rows.push(InboxRow::Item(InboxItem {
            key: InboxKey::Dms,
            unread: inbox.dms.iter().map(|dm| dm.unread).sum(),
            mentioned: inbox.dms.iter().any(|dm| dm.mentioned),
            newest: None,
            folded: hides,
        }));
        let shown = inbox.dms.iter().filter(|_| !hides);
        rows.extend(shown.map(|dm| {
            InboxRow::Item(InboxItem {
                key: InboxKey::Conversation(Conversation::Dm(dm.key.clone())),
                unread: dm.unread,
                mentioned: dm.mentioned,
                newest: Some(dm.newest),
                folded: false,
            })
        }));
    }
    // One section needs no name, except for a folder's.
    let named = inbox.sections.len() > 1
        || matches!(
            inbox.sections.first().map(|section| section.kind),
            Some(SectionKind::Folder(_))
        );
    for section in &inbox.sections {
        let key = InboxKey::Section(section.kind);
        let hides = named && folded.contains(&key);
        if named {
            air(&mut rows);
            rows.push(InboxRow::Item(InboxItem {
                key,
                unread: section.channels.iter().map(InboxChannel::unread).sum(),
                mentioned: section.channels.iter().any(InboxChannel::mentioned),
                newest: None,
                folded: hides,
            }));
        }
        for channel in section.channels.iter().filter(|_| !hides) {
            if !named {
                air(&mut rows);
            }
            channel_rows(channel, folded, &mut rows);
        }
    }
    (rows, inbox.unread(), inbox.conversations().count())
}

fn air(rows: &mut Vec<InboxRow>) {
    if !rows.is_empty() {
        rows.push(InboxRow::Blank);
    }
}

fn channel_rows(channel: &InboxChannel, folded: &HashSet<InboxKey>, rows: &mut Vec<InboxRow>) {
    let key = InboxKey::Channel(channel.channel);
    let hides = folded.contains(&key);
    rows.push(InboxRow::Item(InboxItem {
        key,
        unread: channel.unread(),
        mentioned: channel.mentioned(),
        newest: None,
        folded: hides,
    }));
    let shown = channel.topics.iter().filter(|_| !hides);
    rows.extend(shown.map(|topic| {
        let place = Conversation::topic(channel.channel, topic.key.clone());
        InboxRow::Item(InboxItem {
            key: InboxKey::Conversation(place),
            unread: topic.unread,
            mentioned: topic.mentioned,
            newest: Some(topic.newest),
            folded: false,
        })
    }));
}

/// The heading that a row stands under.
fn above(organization: &Organization, key: &InboxKey) -> Option<InboxKey> {
    match key {
        InboxKey::Dms | InboxKey::Section(_) => None,
        InboxKey::Conversation(Conversation::Dm(_)) => Some(InboxKey::Dms),
        InboxKey::Conversation(Conversation::Topic { channel, .. }) => {
            Some(InboxKey::Channel(*channel))
        }
        InboxKey::Channel(channel) => {
            let mut sections = organization.sections().into_iter();
            let has = |channels: &[(ChannelId, _)]| channels.iter().any(|(id, _)| id == channel);
            let section = sections.find(|section| has(&section.channels))?;
            Some(InboxKey::Section(section.kind))
        }
    }
}

impl App {
    /// The selected row of the inbox.
    #[must_use]
    pub fn inbox_row(&self) -> Option<&InboxItem> {
        let key = self.inbox.picker.selected.as_ref()?;
        self.inbox.rows.iter().find_map(|row| match row {
            InboxRow::Item(item) if item.key == *key => Some(item),
            InboxRow::Item(_) | InboxRow::Blank => None,
        })
    }

    /// Whether something is folded away under the selected row of the inbox.
    #[must_use]
    pub fn inbox_row_is_folded(&self) -> bool {
        self.inbox_row().is_some_and(|row| row.folded)
    }

    /// Whether the selected row of the inbox is, or stands under, a heading that is open.
    #[must_use]
    pub fn inbox_row_can_fold(&self) -> bool {
        self.inbox_row().is_some_and(|row| !row.folded)
    }
}

impl Turn<'_> {
    /// Asks for the newest messages of the rows in sight that nobody holds.
    pub(super) fn ask_for_previews(&mut self) {
        let app = &mut *self.app;
        let Some(organization) = app.organization.as_deref() else {
            return;
        };
        if app.views.page() != Some(Page::Inbox)
            || app.inbox.asked.is_some()
            || organization.realm().feature_level < BY_ID
        {
            return;
        }
        let height = usize::from(app.geometry().body(Pane::Messages).height);
        let inbox = &mut app.inbox;
        let sight = inbox.rows.iter().skip(inbox.picker.top).take(height);
        let newest = sight.filter_map(|row| match row {
            InboxRow::Item(item) => item.newest,
            InboxRow::Blank => None,
        });
        let held = organization.messages();
        let wanted: Vec<MessageId> = newest
            .filter(|id| !held.contains(*id) && !inbox.previews.contains_key(id))
            .collect();
        if wanted.is_empty() {
            return;
        }
        if inbox.previews.len() > PREVIEWS {
            inbox.previews.clear();
        }
        inbox.previews.extend(wanted.iter().map(|id| (*id, None)));
        let asked = self.inquire(Query::Messages(wanted));
        self.app.inbox.asked = Some(asked);
    }

    /// Opens the selected conversation or channel; folds a heading.
    pub(super) fn open_inbox_row(&mut self) {
        let Some(row) = self.app.inbox_row() else {
            return;
        };
        let (key, folded) = (row.key.clone(), row.folded);
        match key {
            InboxKey::Conversation(place) => self.open(View::Conversation(place)),
            InboxKey::Channel(channel) => self.open(View::Channel(channel)),
            InboxKey::Dms | InboxKey::Section(_) => self.fold_inbox_row(!folded),
        }
    }

    /// Folds what stands under the selected heading, or under the one that the selected row
    /// stands under; or unfolds it.
    pub fn fold_inbox_row(&mut self, away: bool) {
        let (Some(row), Some(organization)) =
            (self.app.inbox_row(), self.app.organization.as_deref())
        else {
            return;
        };
        let is_conversation = matches!(row.key, InboxKey::Conversation(_));
        let heading = if away && (is_conversation || row.folded) {
            above(organization, &row.key)
        } else {
            Some(row.key.clone())
        };
        let Some(heading) = heading else { return };
        let rows = &self.app.inbox.rows;
        if !rows.iter().any(|row| row.key() == Some(&heading)) {
            return;
        }
        if away {
            self.app.inbox.folded.insert(heading.clone());
            self.app.inbox.picker.selected = Some(heading);
        } else {
            self.app.inbox.folded.remove(&heading);
        }
        self.app.stale.all();
    }
}

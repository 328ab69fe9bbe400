//! The list of views, conversations and channels: which rows it has, in which order.

use crate::api::conversation::{Conversation, DmKey};
use crate::api::ids::{ChannelId, MessageId, TopicName};
use crate::model::{Organization, SectionKind, Standing, View};

use super::pages::Page;
use super::panes::Breadth;
use super::picker::Row;
use super::shelf::{self, ShelfKind};
use super::state::{App, Turn};
use super::topics::TopicSummary;
use super::{naming, topics};

/// Conversations listed at most unless they have unread messages or match a filter.
const RECENT_DMS: usize = 6;
/// Topics shown under a channel at most unless they have unread messages.
const FOLDED_TOPICS: usize = 8;

/// Names a row of the side.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SideKey {
    /// A page on top: the inbox.
    Page(Page),
    /// A view on top: combined feed, mentions, starred, direct messages.
    View(View),
    /// A list of what the person has begun or put by.
    Shelf(ShelfKind),
    /// A direct message conversation.
    Dm(DmKey),
    /// A channel.
    Channel(ChannelId),
    /// A topic folded out under its channel.
    Topic(ChannelId, TopicName),
}

/// What a row is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SideRow {
    /// The title of a section. The text is ours or a folder's name.
    Heading(String),
    /// Air before a heading.
    Blank,
    /// A row that can be opened.
    Item(SideItem),
}

/// A row that can be opened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SideItem {
    /// What it opens.
    pub key: SideKey,
    /// Unread messages in it that count.
    pub unread: usize,
    /// Whether one of these mentions the person.
    pub mentioned: bool,
    /// Whether it is muted, or has been silent for long.
    pub dim: bool,
    /// Whether its topics are folded out.
    pub unfolded: bool,
}

impl Row<SideKey> for SideRow {
    fn key(&self) -> Option<&SideKey> {
        match self {
            Self::Item(item) => Some(&item.key),
            Self::Heading(_) | Self::Blank => None,
        }
    }

    fn is_air(&self) -> bool {
        matches!(self, Self::Blank)
    }
}

fn item(key: SideKey, unread: usize, mentioned: bool, dim: bool) -> SideRow {
    SideRow::Item(SideItem {
        key,
        unread,
        mentioned,
        dim,
        unfolded: false,
    })
}

/// Whether a name contains every word of a filter, whatever the case.
#[must_use]
pub fn matches(name: &str, needle: &str) -> bool {
    let name = name.to_lowercase();
    needle
        .to_lowercase()
        .split_whitespace()
        .all(|word| name.contains(word))
}

/// The rows of the side as they are now.
#[must_use]
pub fn rows(app: &App) -> Vec<SideRow> {
    let Some(organization) = app.organization.as_deref() else {
        return Vec::new();
    };
    let needle = app.side.needle();
    let mut rows = Vec::new();
    if needle.is_none() {
        views(organization, &mut rows);
        shelves(app, &mut rows);
    }
    direct_messages(app, organization, needle, &mut rows);
    channels(app, organization, needle, &mut rows);
    if let Some(needle) = needle {
        unfolded_topics(app, organization, needle, &mut rows);
    }
    rows
}

fn views(organization: &Organization, rows: &mut Vec<SideRow>) {
    let mentions = organization.mention_count();
    let inbox = organization.inbox_unread();
    rows.push(item(SideKey::Page(Page::Inbox), inbox, mentions > 0, false));
    rows.push(item(SideKey::Page(Page::Recent), 0, false, false));
    rows.push(item(
        SideKey::View(View::Combined),
        organization.unread_total(),
        false,
        false,
    ));
    rows.push(item(
        SideKey::View(View::Mentions),
        mentions,
        mentions > 0,
        false,
    ));
    rows.push(item(SideKey::View(View::Starred), 0, false, false));
    rows.push(item(
        SideKey::View(View::AllDms),
        organization.dms_count().unmuted,
        false,
        false,
    ));
}

/// The lists of what was begun or put by, where there is something in them.
fn shelves(app: &App, rows: &mut Vec<SideRow>) {
    for kind in [
        ShelfKind::Drafts,
        ShelfKind::Scheduled,
        ShelfKind::Reminders,
    ] {
        let count = shelf::count(app, kind);
        if count > 0 {
            rows.push(item(SideKey::Shelf(kind), count, false, true));
        }
    }
}

fn section(rows: &mut Vec<SideRow>, title: &str, items: Vec<SideRow>) {
    if items.is_empty() {
        return;
    }
    if !rows.is_empty() {
        rows.push(SideRow::Blank);
    }
    rows.push(SideRow::Heading(title.to_owned()));
    rows.extend(items);
}

fn direct_messages(
    app: &App,
    organization: &Organization,
    needle: Option<&str>,
    rows: &mut Vec<SideRow>,
) {
    let open = app.open_conversation();
    let mut items = Vec::new();
    let mut listed = 0;
    for key in &organization.dm_order() {
        let count = organization.dm_count(key);
        let unread = count.all();
        let keep = match needle {
            Some(needle) => matches(&naming::dm(organization, key), needle),
            None => {
                let is_open = matches!(open, Some(Conversation::Dm(open)) if open == key);
                listed += 1;
                listed <= RECENT_DMS || unread > 0 || is_open
            }
        };
        if keep {
            let dim = !organization.is_dm_visible(key);
            items.push(item(
                SideKey::Dm(key.clone()),
                unread,
                count.mentions > 0,
                dim,
            ));
        }
    }
    section(rows, "Direct messages", items);
}

fn channels(app: &App, organization: &Organization, needle: Option<&str>, rows: &mut Vec<SideRow>) {
    let fold = app.layout.breadth(app.size.0) != Breadth::Wide;
    for group in &app.sections {
        let mut items = Vec::new();
        for (id, standing) in group.channels.iter().copied() {
            let Some(state) = organization.channels().get(id) else {
                continue;
            };
            if needle.is_some_and(|n| !matches(&state.channel.name, n)) {
                continue;
            }
            let count = organization.channel_count(id);
            let unfolded = fold && needle.is_none() && app.unfolded.contains(&id);
            items.push(SideRow::Item(SideItem {
                key: SideKey::Channel(id),
                unread: if state.is_muted() {
                    count.all()
                } else {
                    count.unmuted
                },
                mentioned: count.mentions > 0,
                dim: standing != Standing::Active,
                unfolded,
            }));
            if unfolded {
                topic_rows(organization, id, &mut items);
            }
        }
        let title = match group.kind {
            SectionKind::Pinned => "Pinned",
            SectionKind::Folder(id) => organization
                .channels()
                .folders()
                .iter()
                .find(|folder| folder.id == id)
                .map_or("Folder", |folder| &folder.name),
            SectionKind::Other => "Channels",
        };
        section(rows, title, items);
    }
}

/// The topics folded out under channels that match a filter, each channel a section. They
/// need not match alone: `workshop kiln` finds the topic in that channel.
fn unfolded_topics(app: &App, organization: &Organization, needle: &str, rows: &mut Vec<SideRow>) {
    if Breadth::of(app.size.0) == Breadth::Wide {
        return;
    }
    for channel in app.unfolded.iter().copied() {
        let name = naming::channel(organization, channel);
        let of_channel = matches(name, needle);
        let found = |topic: &TopicName| {
            let topic = naming::topic(organization, topic);
            matches(topic, needle) || (!of_channel && matches(&format!("{name} {topic}"), needle))
        };
        let items = topics::of_channel(organization, channel)
            .into_iter()
            .filter(|topic| found(&topic.name))
            .map(|topic| topic_row(channel, topic))
            .collect();
        section(rows, name, items);
    }
}

/// The topics under a channel: the newest ones, and all with unread messages.
fn topic_rows(organization: &Organization, channel: ChannelId, items: &mut Vec<SideRow>) {
    let topics = topics::of_channel(organization, channel);
    let mut newest: Vec<MessageId> = topics.iter().map(|topic| topic.newest).collect();
    newest.sort_unstable_by(|a, b| b.cmp(a));
    let least = newest.get(FOLDED_TOPICS - 1).copied().unwrap_or_default();
    for topic in topics {
        if topic.newest >= least || topic.unread > 0 {
            items.push(topic_row(channel, topic));
        }
    }
}

fn topic_row(channel: ChannelId, topic: TopicSummary) -> SideRow {
    item(
        SideKey::Topic(channel, topic.name),
        topic.unread,
        topic.mentioned,
        topic.muted,
    )
}

impl Turn<'_> {
    /// Opens the selected row of the focused list.
    pub fn open_selected(&mut self) {
        use super::panes::Pane;
        if self.app.channel_sheet().is_some() {
            return self.subscriber_card();
        }
        if self.app.focused_page() == Some(super::pages::Page::Settings) {
            return self.end_settings_filter();
        }
        match self.app.focus {
            Pane::Channels => {
                let Some(key) = self.app.side.selected.clone() else {
                    return;
                };
                self.app.side.filter = None;
                self.open_side(key);
            }
            Pane::Topics => {
                let (Some(channel), Some(key)) =
                    (self.app.topics_of, self.app.topics.selected.clone())
                else {
                    return;
                };
                self.app.topics.filter = None;
                self.open(View::Conversation(Conversation::topic(channel, key.0)));
            }
            Pane::People => {
                let Some(user) = self.app.people.selected else {
                    return;
                };
                self.app.people.filter = None;
                if let Some(organization) = self.app.organization.as_deref() {
                    let key = DmKey::new([user], organization.me());
                    self.open(View::Conversation(Conversation::Dm(key)));
                }
            }
            Pane::Messages => {
                self.open_page_row();
            }
        }
        self.app.stale.all();
    }

    fn open_side(&mut self, key: SideKey) {
        match key {
            SideKey::Page(page) => self.open_page(page),
            SideKey::View(view) => self.open(view),
            SideKey::Shelf(kind) => self.open_shelf(kind),
            SideKey::Dm(key) => self.open(View::Conversation(Conversation::Dm(key))),
            SideKey::Topic(channel, topic) => {
                self.open(View::Conversation(Conversation::topic(channel, topic)));
            }
            SideKey::Channel(channel) => self.open_channel_row(channel),
        }
    }
}

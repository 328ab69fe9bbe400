//! The box behind `Ctrl+K` that leads to everything with a name, and, after a `:`, to every
//! command.
//!
//! [`query`] reads what is typed, [`index`] has the names, [`describe`] says what is told of a
//! row beside its name, [`go`] does what is chosen. Commands and what they take are in
//! [`palette`].

pub mod describe;
mod found;
pub mod go;
pub mod habits;
pub mod index;
pub mod query;
pub mod visits;

#[cfg(test)]
mod tests;

use std::collections::BTreeSet;

use jiff::tz::TimeZone;

use crate::api::conversation::Conversation;
use crate::api::ids::{ChannelId, GroupId, MessageId, UserId};
use crate::api::narrow::Narrow;
use crate::api::routes::reactions::EmojiRef;
use crate::model::{Organization, View};

use super::complete::{Needle, Quality};
use super::destination::{Destination, NAMED};
use super::directory::Standing;
use super::layer::Layer;
use super::line_edit::LineEdit;
use super::palette;
use super::search::Searches;
use super::state::{App, Turn};

use found::{Found, Rank};
use index::{Index, MOST, OTHERS};
use query::Query;
use visits::Visits;

/// So many places that one was at last come first in an empty box.
const LATEST: usize = 6;
/// Numbers of so many digits are looked for in names before they mean a message.
const SHORT_NUMBER: usize = 4;
/// So many channels are meant at most by what stands before a `>`.
const CHANNELS: usize = 3;

/// Something that the box leads to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Target {
    /// A view, a page, a list.
    To(Destination),
    /// A person: what is written with them, or who they are.
    Person(UserId),
    /// A group.
    Group(GroupId),
    /// A command, by its name.
    Command(&'static str),
    /// A command with what it takes.
    With {
        /// The command's name.
        command: &'static str,
        /// What it takes, as it would be typed.
        text: String,
        /// What is said about it.
        more: String,
    },
    /// A reaction to the selected message.
    React(EmojiRef),
    /// A message, by its number.
    Message(MessageId),
    /// A link.
    Link(String),
    /// A search that was saved.
    Search {
        /// Its name.
        name: String,
        /// What is searched for.
        narrow: Narrow,
    },
}

impl Target {
    /// The channel, if it is one.
    #[must_use]
    pub fn channel(&self) -> Option<ChannelId> {
        if let Self::To(Destination::View(View::Channel(id))) = self {
            Some(*id)
        } else {
            None
        }
    }
}

/// The open box.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Jump {
    /// What is typed.
    pub line: LineEdit,
    /// What there is to choose, the best first.
    pub rows: Vec<Target>,
    /// The selected row.
    pub at: usize,
    /// The first row in sight.
    pub top: usize,
    /// Channels whose topics are looked through: what stands before a `>`.
    pub channels: Vec<ChannelId>,
    /// What is to be opened once all names are here: the selected row, or what else it stands
    /// for. Who types fast must not land on what only seems the best.
    pub(super) waiting: Option<bool>,
    /// What was typed when the rows were made, and which names there were.
    seen: Option<(String, Option<u64>)>,
}

impl Jump {
    /// The box with something typed.
    #[must_use]
    pub fn new(typed: &str) -> Self {
        Self {
            line: LineEdit::new(typed),
            rows: Vec::new(),
            at: 0,
            top: 0,
            channels: Vec::new(),
            waiting: None,
            seen: None,
        }
    }

    /// What is asked for.
    #[must_use]
    pub fn query(&self) -> Query<'_> {
        Query::of(self.line.text())
    }

    /// The selected row.
    #[must_use]
    pub fn selected(&self) -> Option<&Target> {
        self.rows.get(self.at)
    }
}

/// What outlives the box: where one was, which commands one used, and the names.
#[derive(Debug, Default)]
pub struct Jumping {
    /// Where one was.
    pub visits: Visits,
    /// The commands that were run from the box, the last one last.
    pub commands: Vec<&'static str>,
    /// Whether what was used in earlier runs was asked for.
    asked: bool,
    /// Channels whose topics the server does not tell.
    pub(super) refused: BTreeSet<ChannelId>,
    /// The zone in which the person reads times.
    pub(super) zone: Option<TimeZone>,
    /// What ranks what is found; none before the box is first opened.
    index: Option<Box<Index>>,
}

/// How topics stand that are not here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lacking {
    /// They are on their way.
    Loading,
    /// They could not be fetched, and are asked for again.
    Failed,
    /// The server does not tell them.
    Refused,
}

/// Rows of the box in sight, on a screen of so many.
#[must_use]
pub fn rows_in_sight(screen: u16) -> u16 {
    screen.saturating_sub(8).clamp(1, 16)
}

impl App {
    /// The box, if it is open.
    #[must_use]
    pub fn jump(&self) -> Option<&Jump> {
        self.layers.iter().find_map(Layer::jump)
    }

    /// Channels whose topics the box waits for.
    pub(super) fn channels_of_jump(&self) -> Vec<ChannelId> {
        self.jump().map_or(Vec::new(), |jump| jump.channels.clone())
    }

    /// The first of the channels before the `>` whose topics are not all here, and how these
    /// stand.
    #[must_use]
    pub fn jump_lacks_topics(&self) -> Option<(ChannelId, Lacking)> {
        let mut channels = self.jump()?.channels.iter();
        channels.find_map(|channel| {
            let lacking = if self.jumping.refused.contains(channel) {
                Lacking::Refused
            } else if self.topics_failed.contains_key(channel) {
                Lacking::Failed
            } else if self.topics_asked.contains_key(channel) {
                Lacking::Loading
            } else {
                return None;
            };
            Some((*channel, lacking))
        })
    }
}

impl Turn<'_> {
    /// Opens the box with something typed: nothing, or the `:` of commands.
    pub fn open_jump(&mut self, typed: &str) {
        self.ask_for_searches();
        self.app.jumping.zone = Some(self.measure.zone());
        let app = &mut *self.app;
        if let (Some(organization), false) = (app.organization.as_deref(), typed.starts_with(':')) {
            app.directory.renew();
            let (directory, visits) = (&app.directory, &app.jumping.visits);
            let index = app.jumping.index.get_or_insert_default();
            index.sync(organization, directory, app.names, visits, true);
        }
        self.push(Layer::Jump(Box::new(Jump::new(typed))));
    }

    /// The box, if it is on top.
    pub(super) fn jump_mut(&mut self) -> Option<&mut Jump> {
        self.app.layers.last_mut()?.jump_mut()
    }

    /// Makes the rows anew where something else is typed or something changed. What was
    /// selected stays so while the same is typed.
    pub(super) fn settle_jump(&mut self) {
        let app = &mut *self.app;
        let Some(jump) = app.layers.iter().find_map(Layer::jump) else {
            return;
        };
        let typed = jump.line.text().to_owned();
        let seen = jump.seen.as_ref();
        let same = seen.is_some_and(|(seen, _)| *seen == typed);
        // Names that are being taken in show once all of them are here.
        let edition = app.directory.edition();
        let known = seen.is_some_and(|(_, seen)| *seen == Some(edition)) || app.takes_names_in();
        if same && known && !app.stale.places && !app.stale.sections {
            return;
        }
        // The first row is the best one, whatever came in between.
        let stays = same && (known || jump.at > 0);
        let selected = jump.selected().cloned().filter(|_| stays);
        let (rows, channels) = rows(app, Query::of(&typed));
        let sight = usize::from(rows_in_sight(app.size.1));
        let Some(jump) = app.layers.iter_mut().find_map(Layer::jump_mut) else {
            return;
        };
        let there = selected.and_then(|selected| rows.iter().position(|row| *row == selected));
        if !same {
            jump.waiting = None;
        }
        jump.at = match (stays, there) {
            (true, Some(at)) => at,
            (true, None) => jump.at.min(rows.len().saturating_sub(1)),
            (false, _) => 0,
        };
        (jump.rows, jump.channels, jump.seen) = (rows, channels, Some((typed, Some(edition))));
        jump.reveal(sight);
    }

    /// Opens what was chosen before all names were here.
    pub(super) fn open_awaited(&mut self) {
        if self.app.takes_names_in() {
            return;
        }
        if let Some(other) = self.jump_mut().and_then(|jump| jump.waiting.take()) {
            self.choose_jump(other);
        }
    }

    /// Selects another row.
    pub fn step_jump(&mut self, by: isize) {
        let sight = usize::from(rows_in_sight(self.app.size.1));
        if let Some(jump) = self.jump_mut() {
            let last = jump.rows.len().saturating_sub(1);
            jump.at = jump.at.min(last).saturating_add_signed(by).min(last);
            jump.waiting = None;
            jump.reveal(sight);
        }
    }

    /// Selects the row a screenful further.
    pub fn page_jump(&mut self, down: bool) {
        let sight = isize::try_from(rows_in_sight(self.app.size.1)).unwrap_or(1);
        self.step_jump(if down { sight } else { -sight });
    }
}

impl Jump {
    fn reveal(&mut self, sight: usize) {
        let last = self.rows.len().saturating_sub(sight);
        self.top = self
            .top
            .min(self.at)
            .max((self.at + 1).saturating_sub(sight))
            .min(last);
    }
}

/// What there is to choose, the best first; and the channels whose topics are wanted.
fn rows(app: &mut App, query: Query<'_>) -> (Vec<Target>, Vec<ChannelId>) {
    let Some(organization) = app.organization.as_deref() else {
        return (Vec::new(), Vec::new());
    };
    let mut wanted = Vec::new();
    if let Query::Command(typed) = query {
        return (palette::rows(app, typed), wanted);
    }
    let (directory, visits) = (&app.directory, &app.jumping.visits);
    let index = app.jumping.index.get_or_insert_default();
    index.sync(organization, directory, app.names, visits, false);
    let mut found = Found::new(MOST);
    let rows = match query {
        Query::Anything(typed) => {
            let needle = Needle::new(typed);
            if needle.is_empty() {
                useful(app)
            } else {
                index.find(directory, &needle, &mut found);
                others(&needle, &mut found);
                saved(&app.searches, &needle, &mut found);
                index.targets(directory, found)
            }
        }
        Query::Channel(typed) => {
            index.find_channels(directory, &Needle::new(typed), &mut found);
            index.targets(directory, found)
        }
        Query::Person(typed) => {
            index.find_people(directory, &Needle::new(typed), &mut found);
            if typed.contains('@') {
                by_address(organization, typed, &mut found);
            }
            index.targets(directory, found)
        }
        Query::Topic { channel, topic } => {
            wanted = index.channels_like(directory, channel, CHANNELS);
            index.topics_of(directory, &wanted, &Needle::new(topic))
        }
        Query::Message(id) => {
            // A short number is more likely a part of a name.
            let number = id.to_string();
            index.find(directory, &Needle::new(&number), &mut found);
            let mut rows = index.targets(directory, found);
            let at = if number.len() > SHORT_NUMBER {
                0
            } else {
                rows.len()
            };
            rows.insert(at, Target::Message(id));
            rows
        }
        Query::Link(link) => vec![Target::Link(link.to_owned())],
        Query::Command(_) => Vec::new(),
    };
    (rows, wanted)
}

/// Views and commands.
fn others(needle: &Needle, found: &mut Found) {
    for (row, view) in (0..).zip(NAMED) {
        if let Some(quality) = needle.quality_of(view.name) {
            let rank = Rank::plain(quality, Standing::Usual, OTHERS, row);
            found.offer(rank, Target::To(view.to.clone()));
        }
    }
    for (row, command) in (0..).zip(palette::offered()) {
        let quality = needle.quality_of(command.name);
        // Views are there already, and what has a few letters of it somewhere is not meant.
        let is_view = NAMED.iter().any(|view| view.command == command.name);
        if let Some(quality) = quality.filter(|q| *q <= Quality::Word && !is_view) {
            let rank = Rank::plain(quality, Standing::Aside, OTHERS + 1, row);
            found.offer(rank, Target::Command(command.name));
        }
    }
}

/// Saved searches.
fn saved(searches: &Searches, needle: &Needle, found: &mut Found) {
    for (row, (name, narrow)) in (0..).zip(searches.saved()) {
        if let Some(quality) = needle.quality_of(name) {
            let rank = Rank::plain(quality, Standing::Usual, OTHERS + 2, row);
            let (name, narrow) = (name.to_owned(), narrow.clone());
            found.offer(rank, Target::Search { name, narrow });
        }
    }
}

/// People by their e-mail address.
fn by_address(organization: &Organization, typed: &str, found: &mut Found) {
    let typed = typed.trim().to_lowercase();
    for (row, user) in (0..).zip(organization.users().all()) {
        let address = user.delivery_email.as_deref().unwrap_or(&user.email);
        if address.to_lowercase().contains(&typed) {
            let standing = if user.is_active {
                Standing::Usual
            } else {
                Standing::Gone
            };
            let rank = Rank::plain(Quality::Inside, standing, 0, row);
            found.offer(rank, Target::Person(user.user_id));
        }
    }
}

/// What an empty box offers: where one was last, what is unread, and the views.
fn useful(app: &App) -> Vec<Target> {
    let mut rows: Vec<Target> = Vec::new();
    let mut add = |target: Target| {
        if rows.len() < MOST && !rows.contains(&target) {
            rows.push(target);
        }
    };
    let here = app.open_view().cloned().map(Destination::View);
    let latest = app.jumping.visits.latest();
    let latest = latest.filter(|to| match to {
        Destination::View(view) => {
            matches!(view, View::Channel(_) | View::Conversation(_)) && Some(*to) != here.as_ref()
        }
        Destination::Page(_) | Destination::Query(_) | Destination::Shelf(_) => false,
    });
    latest
        .take(LATEST)
        .for_each(|to| add(as_row(app, to.clone())));
    if let Some(organization) = app.organization.as_deref() {
        let anew = app.stale.sections.then(|| organization.sections());
        let sections = anew.as_deref().unwrap_or(&app.sections);
        for place in organization.first_of_inbox(sections, MOST) {
            add(as_row(app, Destination::View(View::Conversation(place))));
        }
    }
    for view in NAMED {
        add(Target::To(view.to.clone()));
    }
    rows
}

/// A place as it is found: a conversation with one person is the person.
fn as_row(app: &App, to: Destination) -> Target {
    let me = app.organization.as_deref().map(|o| o.me());
    match (&to, me) {
        (Destination::View(View::Conversation(Conversation::Dm(key))), Some(me))
            if !key.is_group() =>
        {
            Target::Person(key.others(me).next().unwrap_or(me))
        }
        (
            Destination::Page(_)
            | Destination::View(_)
            | Destination::Query(_)
            | Destination::Shelf(_),
            _,
        ) => Target::To(to),
    }
}

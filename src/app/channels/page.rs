//! The page of all channels that one may see: its rows, what is shown of them and in which order.

use std::cmp::Reverse;

use crate::api::channel::Privacy;
use crate::api::ids::ChannelId;
use crate::app::complete::{Needle, Quality};
use crate::app::panes::Pane;
use crate::app::picker::{Filter, Picker, Row};
use crate::app::state::{App, Turn};
use crate::model::ChannelState;

use super::counting::Counting;
use super::sheet::Tab;

/// Rows above the table: its filters and the names of its columns.
pub const HEAD: usize = 2;

/// Which channels are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Which {
    /// All, the archived ones last.
    #[default]
    All,
    /// Those one is subscribed to.
    Yours,
    /// Those one is not subscribed to.
    Others,
    /// The archived ones.
    Archived,
}

impl Which {
    /// What it is called.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::All => "all",
            Self::Yours => "yours",
            Self::Others => "not yours",
            Self::Archived => "archived",
        }
    }

    fn next(self) -> Self {
        match self {
            Self::All => Self::Yours,
            Self::Yours => Self::Others,
            Self::Others => Self::Archived,
            Self::Archived => Self::All,
        }
    }

    fn shows(self, state: &ChannelState) -> bool {
        match self {
            Self::All => true,
            Self::Yours => state.is_subscribed(),
            Self::Others => !state.is_subscribed() && !state.channel.is_archived,
            Self::Archived => state.channel.is_archived,
        }
    }
}

/// Which kind of channels is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Kind {
    /// All kinds.
    #[default]
    All,
    /// Seen by everybody in the organization.
    Public,
    /// Seen by anybody on the web.
    WebPublic,
    /// Seen by those who are in it.
    Private,
}

impl Kind {
    /// What it is called.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::All => "all kinds",
            Self::Public => "public",
            Self::WebPublic => "web-public",
            Self::Private => "private",
        }
    }

    fn next(self) -> Self {
        match self {
            Self::All => Self::Public,
            Self::Public => Self::WebPublic,
            Self::WebPublic => Self::Private,
            Self::Private => Self::All,
        }
    }

    fn shows(self, state: &ChannelState) -> bool {
        match (self, Privacy::of(&state.channel)) {
            (Self::All, _)
            | (Self::Public, Privacy::Public)
            | (Self::WebPublic, Privacy::WebPublic) => true,
            (Self::Private, privacy) => privacy.is_private(),
            (Self::Public | Self::WebPublic, _) => false,
        }
    }
}

/// What the rows are ordered by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Order {
    /// By name.
    #[default]
    Name,
    /// The most subscribers first.
    Subscribers,
    /// The most messages a week first.
    Traffic,
}

impl Order {
    /// What it is called.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Name => "by name",
            Self::Subscribers => "most subscribers first",
            Self::Traffic => "most messages first",
        }
    }

    fn next(self) -> Self {
        match self {
            Self::Name => Self::Subscribers,
            Self::Subscribers => Self::Traffic,
            Self::Traffic => Self::Name,
        }
    }
}

/// What the keys of the page change.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Switch {
    /// [`ChannelsState::which`].
    Which,
    /// [`ChannelsState::kind`].
    Kind,
    /// [`ChannelsState::order`].
    Order,
}

/// A row of the page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ChannelRow(pub ChannelId);

impl Row<ChannelId> for ChannelRow {
    fn key(&self) -> Option<&ChannelId> {
        Some(&self.0)
    }
}

/// The page.
#[derive(Debug, Default)]
pub struct ChannelsState {
    /// The selection, and what is typed to filter by.
    pub picker: Picker<ChannelId>,
    /// The rows as of now.
    pub rows: Vec<ChannelRow>,
    /// How many channels there are, shown or not.
    pub all: usize,
    /// Which are shown.
    pub which: Which,
    /// Which kind is shown.
    pub kind: Kind,
    /// What they are ordered by.
    pub order: Order,
    /// Whether it was asked how many are in each.
    pub(in crate::app) counting: Counting,
    /// Names of channels that are being made.
    pub making: Vec<String>,
    /// The channel that was made and is to be shown as soon as it is there.
    pub(in crate::app) made: Option<String>,
}

/// The rows as they are now.
#[must_use]
fn rows(app: &App) -> Vec<ChannelRow> {
    let Some(organization) = app.organization.as_deref() else {
        return Vec::new();
    };
    let state = &app.channels;
    let needle = state.picker.needle().map(Needle::new);
    let lower = state.picker.needle().unwrap_or_default().to_lowercase();
    let mut rows: Vec<(Quality, &ChannelState)> = organization
        .channels()
        .iter()
        .filter(|channel| state.which.shows(channel) && state.kind.shows(channel))
        .filter_map(|channel| {
            let Some(needle) = &needle else {
                return Some((Quality::Exact, channel));
            };
            let by_name = needle.quality_of(&channel.channel.name);
            let about = channel.channel.description.to_lowercase();
            let by_words = about.contains(&*lower).then_some(Quality::Fuzzy);
            Some((by_name.or(by_words)?, channel))
        })
        .collect();
    rows.sort_by(|(_, one), (_, other)| {
        one.sort_key()
            .cmp(other.sort_key())
            .then(one.id().cmp(&other.id()))
    });
    match state.order {
        Order::Name => {}
        Order::Subscribers => rows.sort_by_key(|(_, s)| Reverse(s.subscriber_count())),
        Order::Traffic => rows.sort_by_key(|(_, s)| Reverse(s.channel.weekly_traffic)),
    }
    // The likest names first; what is archived behind all else.
    rows.sort_by_key(|(quality, state)| (state.channel.is_archived, *quality));
    let ids = rows.into_iter().map(|(_, state)| ChannelRow(state.id()));
    ids.collect()
}

impl App {
    pub(in crate::app) fn show_channels(&mut self) {
        let height = usize::from(self.geometry().body(Pane::Messages).height);
        let height = height.saturating_sub(HEAD);
        let organization = self.organization.as_deref();
        self.channels.all = organization.map_or(0, |o| o.channels().iter().count());
        self.channels.rows = rows(self);
        self.channels.picker.sync(&self.channels.rows, height);
    }
}

impl Turn<'_> {
    /// Shows other channels, or in another order.
    pub fn switch_channels(&mut self, switch: Switch) {
        let state = &mut self.app.channels;
        match switch {
            Switch::Which => state.which = state.which.next(),
            Switch::Kind => state.kind = state.kind.next(),
            Switch::Order => state.order = state.order.next(),
        }
        self.app.stale.places = true;
    }

    /// Filters the channels by letters.
    pub fn filter_channels(&mut self) {
        let text = self.app.channels.picker.needle().unwrap_or_default();
        self.app.channels.picker.filter = Some(Filter {
            text: text.to_owned(),
            typing: true,
        });
        self.app.stale.places = true;
    }

    /// Shows who may do what in the selected channel, and everything else about it. What is typed
    /// stays, so that the next one is found as fast.
    pub(in crate::app) fn open_channels_row(&mut self) {
        if let Some(filter) = &mut self.app.channels.picker.filter {
            filter.typing = false;
        }
        if let Some(channel) = self.app.channels.picker.selected {
            self.open_channel_sheet(channel, Tab::About);
        }
    }
}

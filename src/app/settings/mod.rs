//! The page of settings: lazuli's own options, what the organization's server keeps for the
//! person, lists of theirs, and the way to what is set on the web.

mod changing;
pub mod choosing;
mod detail;
pub mod lists;
pub mod own;
mod rows;
pub mod server;
mod table;
mod walking;
mod web;

use crate::api::ids::{ChannelId, TopicName};

use super::pages::Page;
use super::panes::Pane;
use super::picker::{Filter, Picker, Row};
use super::state::App;
pub use detail::Detail;
use own::OptionId;
pub use web::WEB;

/// Names a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SettingKey {
    /// An option of lazuli's own.
    Option(OptionId),
    /// A setting of the server's, by its place in [`server::SERVER`].
    Server(usize),
    /// An alert word.
    AlertWord(String),
    /// Where one adds an alert word.
    NewAlertWord,
    /// A topic with a policy.
    Topic(ChannelId, TopicName),
    /// Where one adds a topic to a list.
    NewTopic(Listed),
    /// A list that has a popup of its own.
    Shelf,
    /// The saved searches.
    Searches,
    /// Something that is set on the web.
    Web(usize),
}

/// Lists that one can add topics to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Listed {
    /// Topics that one follows.
    Followed,
    /// Topics that one muted.
    Muted,
}

/// A row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SettingRow {
    /// Air before a heading.
    Blank,
    /// The title of a section.
    Heading(&'static str),
    /// Something that can be set.
    Item(SettingItem),
}

/// Something that can be set.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SettingItem {
    /// What it is.
    pub key: SettingKey,
    /// What it is called; as the server or the person wrote it.
    pub name: String,
    /// What it is now, in words.
    pub value: String,
    /// Where that comes from, in few words; empty where that is no question.
    pub origin: String,
    /// Whether it is anything but the default.
    pub set: bool,
}

impl Row<SettingKey> for SettingRow {
    fn key(&self) -> Option<&SettingKey> {
        match self {
            Self::Item(item) => Some(&item.key),
            Self::Blank | Self::Heading(_) => None,
        }
    }

    fn is_air(&self) -> bool {
        matches!(self, Self::Blank)
    }
}

/// The page.
#[derive(Debug, Default)]
pub struct SettingsState {
    /// The selection, and what is filtered by.
    pub picker: Picker<SettingKey>,
    /// The rows as of now.
    pub rows: Vec<SettingRow>,
}

/// Rows of the page above the list.
pub const HEAD: usize = 1;

/// Rows below the list that tell of what is selected, of so many in all.
#[must_use]
pub fn detail_rows(height: usize) -> usize {
    match height {
        0..10 => 0,
        10..16 => 5,
        16..24 => 7,
        _ => 9,
    }
}

/// Rows of the list, of so many in all.
#[must_use]
pub fn list_rows(height: usize) -> usize {
    height.saturating_sub(HEAD + detail_rows(height))
}

impl App {
    /// The selected row of the page of settings.
    #[must_use]
    pub fn setting_row(&self) -> Option<&SettingKey> {
        self.settings.picker.selected.as_ref()
    }

    /// Whether the selected row can be put back or taken off its list.
    #[must_use]
    pub fn can_reset_setting(&self) -> bool {
        match self.setting_row() {
            Some(SettingKey::Option(id)) => self.option_is_set(*id),
            Some(SettingKey::AlertWord(_) | SettingKey::Topic(..)) => true,
            Some(
                SettingKey::Server(_)
                | SettingKey::NewAlertWord
                | SettingKey::NewTopic(_)
                | SettingKey::Shelf
                | SettingKey::Searches
                | SettingKey::Web(_),
            )
            | None => false,
        }
    }

    /// Whether the selected row has a value that can be stepped through.
    #[must_use]
    pub fn can_turn_setting(&self) -> bool {
        match self.setting_row() {
            Some(SettingKey::Option(id)) => !self.own.choices(*id).is_empty(),
            Some(SettingKey::Server(_)) => true,
            _ => false,
        }
    }

    /// The filter of the page of settings, where that has the focus.
    #[must_use]
    pub fn settings_filter(&self) -> Option<&Filter> {
        let here = self.views.page() == Some(Page::Settings);
        self.settings.picker.filter.as_ref().filter(|_| here)
    }

    pub(super) fn show_settings(&mut self) {
        let height = usize::from(self.geometry().body(Pane::Messages).height);
        self.settings.rows = rows::of(self);
        let SettingsState { picker, rows } = &mut self.settings;
        picker.sync(rows, list_rows(height));
    }
}

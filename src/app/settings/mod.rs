//! The page of settings: lazuli's own options, what the organization's server keeps for the
//! person, lists of theirs, and the way to what is set on the web.

mod detail;
pub mod lists;
pub mod own;
pub mod server;

use crate::api::ids::{ChannelId, TopicName};
use crate::api::personal::VisibilityPolicy;
use crate::model::View;

use super::naming;
use super::pages::Page;
use super::panes::Pane;
use super::picker::{Filter, Picker, Row};
use super::prompt::Purpose;
use super::shelf::ShelfKind;
use super::side::matches;
use super::state::{App, Turn};
use crate::api::conversation::Conversation;
pub use detail::Detail;
use own::{OPTIONS, OptionId, Origin};
use server::{SERVER, ServerSection};

/// Names a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SettingKey {
    /// An option of lazuli's own.
    Option(OptionId),
    /// A setting of the server's, by its place in [`SERVER`].
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

/// What is set on the web: what it is called, what is there, and what follows the
/// organization's address.
pub const WEB: [(&str, &str, &str); 8] = [
    (
        "Your profile",
        "Your name, picture and what you tell of yourself.",
        "#settings/profile",
    ),
    (
        "Account and privacy",
        "Your address, your password, your API key, who sees your address, leaving.",
        "#settings/account-and-privacy",
    ),
    (
        "All preferences",
        "Everything that is set for yourself, what concerns browsers alone too.",
        "#settings/preferences",
    ),
    (
        "All notifications",
        "Every notification with its table of ways, and the sound.",
        "#settings/notifications",
    ),
    (
        "Your bots",
        "Bots that you made, and their keys.",
        "#settings/your-bots",
    ),
    (
        "The organization",
        "Its name, picture and description.",
        "#organization/organization-profile",
    ),
    (
        "Organization settings, permissions",
        "What holds for everybody, and who may do what.",
        "#organization/organization-settings",
    ),
    (
        "Users of the organization",
        "Roles, invitations, deactivation.",
        "#organization/users",
    ),
];

/// Rows of the page above the list.
pub const HEAD: usize = 1;

/// Rows below the list that tell of what is selected, of so many in all.
#[must_use]
pub fn detail_rows(height: usize) -> usize {
    match height {
        0..10 => 0,
        10..16 => 4,
        16..24 => 6,
        _ => 8,
    }
}

/// Rows of the list, of so many in all.
#[must_use]
pub fn list_rows(height: usize) -> usize {
    height.saturating_sub(HEAD + detail_rows(height))
}

/// A value of an option as it is shown.
fn shown(value: &str) -> String {
    match value {
        "true" => "yes".to_owned(),
        "false" => "no".to_owned(),
        "\"\"" | "[]" => "–".to_owned(),
        value => match serde_json::from_str::<String>(value) {
            Ok(text) => text,
            Err(_) => value.to_owned(),
        },
    }
}

struct Rows<'a> {
    needle: Option<&'a str>,
    title: &'static str,
    begun: bool,
    rows: Vec<SettingRow>,
}

impl Rows<'_> {
    fn section(&mut self, title: &'static str) {
        self.title = title;
        self.begun = false;
    }

    /// A row, where the filter finds it by its name, its value, its words or its section's.
    fn push(&mut self, item: SettingItem, words: &str) {
        let found = self.needle.is_none_or(|needle| {
            let all = format!("{} {} {} {words}", self.title, item.name, item.value);
            matches(&all, needle)
        });
        if !found {
            return;
        }
        if !self.begun {
            self.begun = true;
            if !self.rows.is_empty() {
                self.rows.push(SettingRow::Blank);
            }
            self.rows.push(SettingRow::Heading(self.title));
        }
        self.rows.push(SettingRow::Item(item));
    }
}

fn plain(key: SettingKey, name: impl Into<String>, value: impl Into<String>) -> SettingItem {
    SettingItem {
        key,
        name: name.into(),
        value: value.into(),
        origin: String::new(),
        set: false,
    }
}

/// The rows as they are now.
#[must_use]
pub(super) fn rows(app: &App) -> Vec<SettingRow> {
    let mut all = Rows {
        needle: app.settings.picker.needle(),
        title: "",
        begun: false,
        rows: Vec::new(),
    };
    own_rows(app, &mut all);
    if let Some(organization) = app.organization.as_deref() {
        server_rows(organization, &mut all);
        list_rows_of(app, organization, &mut all);
    }
    all.section("On the web");
    for (at, (name, words, _)) in WEB.iter().enumerate() {
        all.push(
            plain(SettingKey::Web(at), *name, "opens in a browser"),
            words,
        );
    }
    all.rows
}

fn own_rows(app: &App, all: &mut Rows<'_>) {
    for (table, title) in own::TABLES {
        all.section(title);
        for (at, option) in OPTIONS.iter().enumerate() {
            if option.name.split_once('.').map_or("", |(table, _)| table) != table {
                continue;
            }
            let id = OptionId(at);
            let origin = app.own.origin(id);
            let item = SettingItem {
                key: SettingKey::Option(id),
                name: option.name.clone(),
                value: shown(&app.own.value(id)),
                origin: match origin {
                    Origin::Default => "default".to_owned(),
                    Origin::Line(line) => format!("line {line}"),
                    Origin::ThisRun => "this run".to_owned(),
                },
                set: origin != Origin::Default,
            };
            all.push(item, &option.entry.words);
        }
    }
}

fn server_rows(organization: &crate::model::Organization, all: &mut Rows<'_>) {
    for section in ServerSection::ALL {
        all.section(section.title());
        for (at, setting) in SERVER.iter().enumerate() {
            let value = setting.value(organization);
            let Some(value) = value.filter(|_| setting.section == section) else {
                continue;
            };
            let item = plain(SettingKey::Server(at), setting.title, setting.said(&value));
            all.push(item, &format!("{} {}", setting.words, setting.name));
        }
    }
}

fn list_rows_of(app: &App, organization: &crate::model::Organization, all: &mut Rows<'_>) {
    all.section("Alert words");
    for word in lists::alert_words(organization) {
        all.push(plain(SettingKey::AlertWord(word.clone()), word, ""), "");
    }
    let words = "add a word; messages with it are marked and notify you";
    all.push(plain(SettingKey::NewAlertWord, "Add a word…", ""), words);
    for (policy, title) in lists::LISTED {
        all.section(title);
        for (channel, topic) in lists::topics(organization, policy) {
            let name = format!(
                "{} › {}",
                naming::channel(organization, channel),
                naming::topic(organization, &topic)
            );
            all.push(plain(SettingKey::Topic(channel, topic), name, ""), "");
        }
        let add = match policy {
            VisibilityPolicy::Followed => Some((Listed::Followed, "Follow a topic…")),
            VisibilityPolicy::Muted => Some((Listed::Muted, "Mute a topic…")),
            VisibilityPolicy::Unmuted
            | VisibilityPolicy::Inherit
            | VisibilityPolicy::Unknown(_) => None,
        };
        if let Some((listed, name)) = add {
            all.push(plain(SettingKey::NewTopic(listed), name, ""), "add");
        }
    }
    all.section("Kept for reuse");
    let count = super::shelf::count(app, ShelfKind::Snippets);
    let item = plain(SettingKey::Shelf, "Saved snippets", count.to_string());
    all.push(item, "texts that you write often");
    let item = plain(SettingKey::Searches, "Saved searches", "");
    all.push(item, "searches under names");
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
        self.settings.rows = rows(self);
        let SettingsState { picker, rows } = &mut self.settings;
        picker.sync(rows, list_rows(height));
    }
}

impl Turn<'_> {
    /// Changes the selected setting: the next thing it can be, or a prompt; opens what is a
    /// list.
    pub fn change_setting_row(&mut self) {
        let Some(row) = self.app.setting_row().cloned() else {
            return;
        };
        match row {
            SettingKey::Option(id) => self.turn_option(id, true),
            SettingKey::Server(at) => self.turn_server_setting(at, true),
            SettingKey::AlertWord(_) => self.open_query("is:alerted"),
            SettingKey::NewAlertWord => self.prompt(Purpose::AlertWord, ""),
            SettingKey::Topic(channel, topic) => {
                self.open(View::Conversation(Conversation::topic(channel, topic)));
            }
            SettingKey::NewTopic(Listed::Followed) => self.open_jump(":follow-topic "),
            SettingKey::NewTopic(Listed::Muted) => self.open_jump(":mute-topic "),
            SettingKey::Shelf => self.open_shelf(ShelfKind::Snippets),
            SettingKey::Searches => self.open_search_box(),
            SettingKey::Web(at) => {
                if let Some((_, _, fragment)) = WEB.get(at) {
                    self.open_on_web(fragment);
                }
            }
        }
    }

    /// The next or the previous thing that the selected setting can be.
    pub fn turn_setting(&mut self, forward: bool) {
        match self.app.setting_row() {
            Some(SettingKey::Option(id)) => self.turn_option(*id, forward),
            Some(SettingKey::Server(at)) => self.turn_server_setting(*at, forward),
            _ => {}
        }
    }

    /// Gives an option its default again; takes a word or a topic off its list.
    pub fn reset_setting(&mut self) {
        let Some(row) = self.app.setting_row().cloned() else {
            return;
        };
        match row {
            SettingKey::Option(id) => self.reset_option(id),
            SettingKey::AlertWord(word) => self.remove_alert_word(&word),
            SettingKey::Topic(channel, topic) => self.unlist_topic(channel, &topic),
            SettingKey::Server(_)
            | SettingKey::NewAlertWord
            | SettingKey::NewTopic(_)
            | SettingKey::Shelf
            | SettingKey::Searches
            | SettingKey::Web(_) => {}
        }
    }

    /// Opens the page of the web app where the selected setting is.
    pub fn open_setting_on_web(&mut self) {
        let fragment = match self.app.setting_row() {
            Some(SettingKey::Web(at)) => WEB.get(*at).map_or("#settings", |(_, _, to)| *to),
            Some(SettingKey::Server(at)) => match SERVER.get(*at).map(|s| s.section) {
                Some(ServerSection::Notifications | ServerSection::Elsewhere) => {
                    "#settings/notifications"
                }
                Some(ServerSection::Privacy) => "#settings/account-and-privacy",
                Some(ServerSection::Reading | ServerSection::Topics) | None => {
                    "#settings/preferences"
                }
            },
            Some(SettingKey::AlertWord(_) | SettingKey::NewAlertWord) => "#settings/alert-words",
            Some(SettingKey::Topic(..) | SettingKey::NewTopic(_)) => "#settings/topics",
            Some(SettingKey::Option(_)) => {
                return self.notice("This is lazuli's own; the web app does not have it.");
            }
            Some(SettingKey::Shelf | SettingKey::Searches) | None => "#settings",
        };
        self.open_on_web(fragment);
    }

    fn open_on_web(&mut self, fragment: &str) {
        match self.app.own_url() {
            Some(mut url) => {
                url.set_fragment(Some(fragment.trim_start_matches('#')));
                self.open_outside(url.to_string());
            }
            None => self.notice("The organization's address is not known yet."),
        }
    }

    /// Opens the filter of the page.
    pub fn filter_settings(&mut self) {
        let text = self.app.settings_filter().map(|f| f.text.clone());
        self.app.settings.picker.filter = Some(Filter {
            text: text.unwrap_or_default(),
            typing: true,
        });
        self.app.stale.all();
    }

    /// The filter stays; keys are commands again.
    pub fn end_settings_filter(&mut self) {
        if let Some(filter) = &mut self.app.settings.picker.filter {
            filter.typing = false;
        }
        if self.app.settings.picker.needle().is_none() {
            self.app.settings.picker.filter = None;
        }
        self.app.stale.all();
    }

    /// Shows all settings again; leaves the page where all are shown.
    pub fn leave_settings(&mut self) {
        if self.app.settings.picker.filter.take().is_some() {
            self.app.stale.all();
        } else if self.app.can_go(false) {
            self.travel(false);
        } else {
            self.go_home();
        }
    }

    /// Goes to the first row of the next section, or of the one before.
    pub fn step_settings_section(&mut self, forward: bool) {
        let height = usize::from(self.app.geometry().body(Pane::Messages).height);
        let SettingsState { picker, rows } = &mut self.app.settings;
        let at = rows
            .iter()
            .position(|row| row.key() == picker.selected.as_ref());
        let Some(at) = at else { return };
        let heading = |row: &SettingRow| matches!(row, SettingRow::Heading(_));
        let own = rows[..at].iter().rposition(heading).unwrap_or(0);
        let to = if forward {
            let next = rows[at..].iter().position(heading);
            next.map(|next| at + next + 1)
        } else if at > own + 1 {
            Some(own + 1)
        } else {
            rows[..own].iter().rposition(heading).map(|at| at + 1)
        };
        if let Some(key) = to.and_then(|to| rows.get(to)).and_then(Row::key).cloned() {
            picker.select(rows, &key, list_rows(height));
        }
    }
}

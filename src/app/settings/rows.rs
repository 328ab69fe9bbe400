//! The rows of the page of settings.

use super::own::{self, OPTIONS, OptionId, Origin};
use super::server::{SERVER, ServerSection};
use super::{Listed, SettingItem, SettingKey, SettingRow, WEB, lists};
use crate::api::personal::VisibilityPolicy;
use crate::app::naming;
use crate::app::shelf::{self, ShelfKind};
use crate::app::side::matches;
use crate::app::state::App;
use crate::model::Organization;

/// A value of an option as it is shown.
pub(super) fn shown(value: &str) -> String {
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
pub(super) fn of(app: &App) -> Vec<SettingRow> {
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

fn server_rows(organization: &Organization, all: &mut Rows<'_>) {
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

fn list_rows_of(app: &App, organization: &Organization, all: &mut Rows<'_>) {
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
    let count = shelf::count(app, ShelfKind::Snippets);
    let item = plain(SettingKey::Shelf, "Saved snippets", count.to_string());
    all.push(item, "texts that you write often");
    let item = plain(SettingKey::Searches, "Saved searches", "");
    all.push(item, "searches under names");
}

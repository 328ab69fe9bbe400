//! All that a setting can be, as a list over the page: where there are many, one is chosen by
//! sight rather than gone through.

use super::SettingKey;
use super::rows::shown;
use super::server::SERVER;
use crate::app::layer::Layer;
use crate::app::state::{App, Turn};
use crate::config::option::{Kind, quoted};

/// Settings that can be more than this have a list.
pub const FEW: usize = 4;

/// The list of what a setting can be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choices {
    /// Which setting.
    pub key: SettingKey,
    /// The selected one.
    pub at: usize,
}

/// Something that a setting can be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choice {
    /// In words.
    pub words: String,
    /// What it means, in a sentence; empty where the words say it.
    pub meaning: String,
    /// Whether the setting is that now.
    pub now: bool,
}

impl App {
    /// The list on top, if one is.
    #[must_use]
    pub fn choosing(&self) -> Option<&Choices> {
        match self.layers.last() {
            Some(Layer::Choices(choices)) => Some(choices),
            Some(_) | None => None,
        }
    }

    /// What a setting is called.
    #[must_use]
    pub fn setting_name(&self, key: &SettingKey) -> &'static str {
        match key {
            SettingKey::Option(id) => id.name(),
            SettingKey::Server(at) => SERVER.get(*at).map_or("", |setting| setting.title),
            SettingKey::AlertWord(_)
            | SettingKey::NewAlertWord
            | SettingKey::Topic(..)
            | SettingKey::NewTopic(_)
            | SettingKey::Shelf
            | SettingKey::Searches
            | SettingKey::Web(_) => "",
        }
    }

    /// All that a setting can be, where that is a closed list.
    #[must_use]
    pub fn setting_choices(&self, key: &SettingKey) -> Vec<Choice> {
        match key {
            SettingKey::Option(id) => {
                let now = self.own.value(*id);
                let kind = id.option().map(|option| &option.entry.kind);
                let choice = |value: String| {
                    let meaning = match kind {
                        Some(Kind::Choice(all)) => {
                            let known = all.iter().find(|c| quoted(&c.word) == value);
                            known.map_or(String::new(), |c| c.meaning.to_string())
                        }
                        Some(Kind::Flag | Kind::Text | Kind::Words | Kind::Whole { .. }) | None => {
                            String::new()
                        }
                    };
                    Choice {
                        words: shown(&value),
                        now: now == value,
                        meaning,
                    }
                };
                self.own.choices(*id).into_iter().map(choice).collect()
            }
            SettingKey::Server(at) => {
                let organization = self.organization.as_deref();
                let setting = SERVER.get(*at).zip(organization);
                let Some((setting, now)) = setting.and_then(|(s, o)| Some((s, s.value(o)?))) else {
                    return Vec::new();
                };
                let choice = |value: serde_json::Value| Choice {
                    words: setting.said(&value).to_owned(),
                    meaning: String::new(),
                    now: now == value,
                };
                setting.choices().into_iter().map(choice).collect()
            }
            SettingKey::AlertWord(_)
            | SettingKey::NewAlertWord
            | SettingKey::Topic(..)
            | SettingKey::NewTopic(_)
            | SettingKey::Shelf
            | SettingKey::Searches
            | SettingKey::Web(_) => Vec::new(),
        }
    }
}

impl Turn<'_> {
    /// Lists all that a setting can be, with what it is now selected, where that is many. Gives
    /// whether it did.
    pub(super) fn list_choices(&mut self, key: &SettingKey) -> bool {
        let choices = self.app.setting_choices(key);
        if choices.len() <= FEW {
            return false;
        }
        let at = choices.iter().position(|choice| choice.now).unwrap_or(0);
        let key = key.clone();
        self.push(Layer::Choices(Choices { key, at }));
        true
    }

    /// Selects another one.
    pub(in crate::app) fn step_choices(&mut self, by: isize) {
        let Some(choices) = self.app.choosing() else {
            return;
        };
        let last = self
            .app
            .setting_choices(&choices.key)
            .len()
            .saturating_sub(1);
        if let Some(Layer::Choices(choices)) = self.app.layers.last_mut() {
            choices.at = choices.at.saturating_add_signed(by).min(last);
        }
    }

    /// The setting is the selected one from now on.
    pub fn take_choice(&mut self) {
        let Some(Choices { key, at }) = self.app.choosing().cloned() else {
            return;
        };
        self.close();
        match key {
            SettingKey::Option(id) => self.choose_option(id, at),
            SettingKey::Server(setting) => self.choose_server_setting(setting, at),
            SettingKey::AlertWord(_)
            | SettingKey::NewAlertWord
            | SettingKey::Topic(..)
            | SettingKey::NewTopic(_)
            | SettingKey::Shelf
            | SettingKey::Searches
            | SettingKey::Web(_) => {}
        }
    }
}

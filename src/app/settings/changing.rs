//! Changing the selected row of the page of settings.

use super::server::SERVER;
use super::{Listed, SettingKey, WEB};
use crate::api::conversation::Conversation;
use crate::api::event::{Event, SettingChange};
use crate::app::act::Act;
use crate::app::prompt::Purpose;
use crate::app::shelf::ShelfKind;
use crate::app::state::Turn;
use crate::model::View;
use serde_json::Value;

impl Turn<'_> {
    /// Changes the selected setting: the next thing it can be, a list of these where they are
    /// many, or a prompt; opens what is a list.
    pub fn change_setting_row(&mut self) {
        let Some(row) = self.app.setting_row().cloned() else {
            return;
        };
        match row {
            SettingKey::Option(_) | SettingKey::Server(_) if self.list_choices(&row) => {}
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
}

impl Turn<'_> {
    /// Sets a setting of the server's to the next thing it can be, or the one before.
    pub(super) fn turn_server_setting(&mut self, at: usize, forward: bool) {
        let Some((setting, organization)) = SERVER.get(at).zip(self.app.organization.as_deref())
        else {
            return;
        };
        let Some(was) = setting.value(organization) else {
            return;
        };
        let choices = setting.choices();
        let now = choices.iter().position(|choice| *choice == was);
        let step = if forward { 1 } else { choices.len() - 1 };
        let next = now.map_or(0, |now| (now + step) % choices.len());
        self.choose_server_setting(at, next);
    }

    /// Sets a setting of the server's to one of the things that it can be.
    pub(super) fn choose_server_setting(&mut self, at: usize, choice: usize) {
        let Some((setting, organization)) = SERVER.get(at).zip(self.app.organization.as_deref())
        else {
            return;
        };
        let value = setting.choices().into_iter().nth(choice);
        let Some((value, was)) = value.zip(setting.value(organization)) else {
            return;
        };
        if value == was {
            return;
        }
        let act = Act::Setting {
            name: setting.name,
            value: value.clone(),
            was,
        };
        if self.act(act) {
            self.set_setting_here(setting.name, value);
        }
    }

    /// Applies to the model what the server is about to say of a setting.
    pub(in crate::app) fn set_setting_here(&mut self, name: &str, value: Value) {
        self.apply(Event::UserSettings(SettingChange {
            property: name.into(),
            value,
        }));
        self.app.stale.all();
    }

    /// The server refused: the setting is what it was, unless it was set anew meanwhile.
    pub(in crate::app) fn restore_setting(&mut self, name: &str, value: &Value, was: &Value) {
        let setting = SERVER.iter().find(|setting| setting.name == name);
        let now = setting
            .zip(self.app.organization.as_deref())
            .and_then(|(setting, organization)| setting.value(organization));
        if now.as_ref() == Some(value) {
            self.set_setting_here(name, was.clone());
        }
    }
}

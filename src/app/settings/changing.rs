//! Changing the selected row of the page of settings.

use super::{Listed, SettingKey, WEB};
use crate::api::conversation::Conversation;
use crate::app::prompt::Purpose;
use crate::app::shelf::ShelfKind;
use crate::app::state::Turn;
use crate::model::View;

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

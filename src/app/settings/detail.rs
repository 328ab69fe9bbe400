//! What is told of the selected row of the page of settings.

use super::choosing::Choice;
use super::own::{OptionId, Origin};
use super::rows::shown;
use super::server::{SERVER, ServerKind};
use super::{Listed, SettingKey, WEB};
use crate::app::state::App;
use crate::config::option::Kind;

/// What is told of the selected row.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Detail {
    /// What it does, in sentences.
    pub words: String,
    /// What it can be, where that is a closed list.
    pub choices: Vec<Choice>,
    /// Where its value comes from and how to change it.
    pub origin: String,
}

impl App {
    /// What is told of the selected row.
    #[must_use]
    pub fn setting_detail(&self) -> Detail {
        let key = |command: &str| self.keymap.key_of(command);
        let Some(row) = self.setting_row() else {
            return Detail::default();
        };
        match row {
            SettingKey::Option(id) => self.option_detail(*id),
            SettingKey::Server(at) => self.server_detail(*at),
            SettingKey::AlertWord(word) => Detail {
                words: format!("Messages with “{word}” are marked, and notify you as mentions do."),
                choices: Vec::new(),
                origin: format!("{} takes it off the list", key("setting-reset")),
            },
            SettingKey::NewAlertWord => Detail {
                words: "Messages with one of these words or phrases are marked, and notify you as \
                     mentions do. Capitals make no difference."
                    .to_owned(),
                choices: Vec::new(),
                origin: format!("{} asks for one", key("setting-change")),
            },
            SettingKey::Topic(..) => Detail {
                words: "Off its list, a topic is shown as its channel is.".to_owned(),
                choices: Vec::new(),
                origin: format!(
                    "{} opens it · {} takes it off the list",
                    key("setting-change"),
                    key("setting-reset")
                ),
            },
            SettingKey::NewTopic(listed) => Detail {
                words: match listed {
                    Listed::Followed => {
                        "Messages in topics that you follow notify you; N goes to the unread \
                             ones."
                    }
                    Listed::Muted => {
                        "Muted topics are left out of the inbox, the combined feed and counts."
                    }
                }
                .to_owned(),
                choices: Vec::new(),
                origin: format!("{} asks for the topic", key("setting-change")),
            },
            SettingKey::Shelf => Detail {
                words: "Texts that you write often. They are made in the composer and put in from \
                     there."
                    .to_owned(),
                choices: Vec::new(),
                origin: format!("{} opens the list", key("setting-change")),
            },
            SettingKey::Searches => Detail {
                words: "Searches that you gave a name are listed in the search box, and forgotten \
                     there."
                    .to_owned(),
                choices: Vec::new(),
                origin: format!("{} opens the box", key("setting-change")),
            },
            SettingKey::Web(at) => Detail {
                words: WEB.get(*at).map_or("", |(_, words, _)| words).to_owned(),
                choices: Vec::new(),
                origin: format!("{} opens it in a browser", key("setting-change")),
            },
        }
    }

    fn option_detail(&self, id: OptionId) -> Detail {
        let Some(option) = id.option() else {
            return Detail::default();
        };
        let mut words = option.entry.words.replace("\n\n", " ");
        if let Kind::Whole { least, most } = &option.entry.kind {
            words.push_str(&format!(" From {least} to {most}."));
        }
        let default = shown(&option.entry.default);
        let origin = match self.own.origin(id) {
            Origin::Default => "nobody set it, this is the default".to_owned(),
            Origin::Line(line) => format!("line {line} of {} · default: {default}", self.own.file),
            Origin::ThisRun => format!("until the program ends · default: {default}"),
        };
        let choices = match option.entry.kind {
            Kind::Choice(_) | Kind::Text => self.setting_choices(&SettingKey::Option(id)),
            Kind::Flag | Kind::Words | Kind::Whole { .. } => Vec::new(),
        };
        Detail {
            words,
            choices,
            origin,
        }
    }

    fn server_detail(&self, at: usize) -> Detail {
        let Some(setting) = SERVER.get(at) else {
            return Detail::default();
        };
        let choices = match setting.kind {
            ServerKind::Flag => Vec::new(),
            ServerKind::Numbers(_) | ServerKind::Words(_) => {
                self.setting_choices(&SettingKey::Server(at))
            }
        };
        Detail {
            words: setting.words.to_owned(),
            choices,
            origin: "kept by the organization's server, for all your devices".to_owned(),
        }
    }
}

//! What is told of the selected row of the page of settings.

use super::own::{OptionId, Origin};
use super::server::{SERVER, ServerKind};
use super::{Listed, SettingKey, WEB, shown};
use crate::app::state::App;
use crate::config::option::{Kind, quoted};

/// What is told of the selected row.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Detail {
    /// Sentences: what it does, then what each choice means.
    pub lines: Vec<String>,
    /// Which of them is about what it is now.
    pub now: Option<usize>,
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
                lines: vec![format!(
                    "Messages with “{word}” are marked, and notify you as mentions do."
                )],
                now: None,
                origin: format!("{} takes it off the list", key("setting-reset")),
            },
            SettingKey::NewAlertWord => Detail {
                lines: vec![
                    "Messages with one of these words or phrases are marked, and notify you as \
                     mentions do. Capitals make no difference."
                        .to_owned(),
                ],
                now: None,
                origin: format!("{} asks for one", key("setting-change")),
            },
            SettingKey::Topic(..) => Detail {
                lines: vec!["Off its list, a topic is shown as its channel is.".to_owned()],
                now: None,
                origin: format!(
                    "{} opens it · {} takes it off the list",
                    key("setting-change"),
                    key("setting-reset")
                ),
            },
            SettingKey::NewTopic(listed) => Detail {
                lines: vec![
                    match listed {
                        Listed::Followed => {
                            "Messages in topics that you follow notify you; N goes to the unread \
                             ones."
                        }
                        Listed::Muted => {
                            "Muted topics are left out of the inbox, the combined feed and counts."
                        }
                    }
                    .to_owned(),
                ],
                now: None,
                origin: format!("{} asks for the topic", key("setting-change")),
            },
            SettingKey::Shelf => Detail {
                lines: vec![
                    "Texts that you write often. They are made in the composer and put in from \
                     there."
                        .to_owned(),
                ],
                now: None,
                origin: format!("{} opens the list", key("setting-change")),
            },
            SettingKey::Searches => Detail {
                lines: vec![
                    "Searches that you gave a name are listed in the search box, and forgotten \
                     there."
                        .to_owned(),
                ],
                now: None,
                origin: format!("{} opens the box", key("setting-change")),
            },
            SettingKey::Web(at) => Detail {
                lines: vec![WEB.get(*at).map_or("", |(_, words, _)| words).to_owned()],
                now: None,
                origin: format!("{} opens it in a browser", key("setting-change")),
            },
        }
    }

    fn option_detail(&self, id: OptionId) -> Detail {
        let Some(option) = id.option() else {
            return Detail::default();
        };
        let mut lines = vec![option.entry.words.replace("\n\n", " ")];
        let value = self.own.value(id);
        let mut now = None;
        match &option.entry.kind {
            Kind::Choice(choices) => {
                for choice in choices {
                    if value == quoted(&choice.word) {
                        now = Some(lines.len());
                    }
                    lines.push(format!("{}: {}", choice.word, choice.meaning));
                }
            }
            Kind::Text if !self.own.choices(id).is_empty() => {
                let names = self.own.choices(id);
                let names: Vec<String> = names.iter().map(|name| shown(name)).collect();
                lines.push(format!("There are {}.", names.join(", ")));
            }
            Kind::Whole { least, most } => lines.push(format!("From {least} to {most}.")),
            Kind::Flag | Kind::Text | Kind::Words => {}
        }
        let default = shown(&option.entry.default);
        let origin = match self.own.origin(id) {
            Origin::Default => "nobody set it, this is the default".to_owned(),
            Origin::Line(line) => format!("line {line} of {} · default: {default}", self.own.file),
            Origin::ThisRun => format!("until the program ends · default: {default}"),
        };
        Detail { lines, now, origin }
    }

    fn server_detail(&self, at: usize) -> Detail {
        let Some(setting) = SERVER.get(at) else {
            return Detail::default();
        };
        let organization = self.organization.as_deref();
        let value = organization.and_then(|organization| setting.value(organization));
        let mut lines = vec![setting.words.to_owned()];
        let mut now = None;
        if !matches!(setting.kind, ServerKind::Flag) {
            for choice in setting.choices() {
                if value.as_ref() == Some(&choice) {
                    now = Some(lines.len());
                }
                lines.push(format!("{}.", setting.said(&choice)));
            }
        }
        Detail {
            lines,
            now,
            origin: "kept by the organization's server, for all your devices".to_owned(),
        }
    }
}

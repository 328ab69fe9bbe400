//! The person's settings that the organization's server keeps: those that this program
//! honours, and those that the server acts by. A new one is a row here.

use serde_json::Value;

pub use super::table::SERVER;
use crate::api::ids::FeatureLevel;
use crate::api::settings::UserSettings;
use crate::model::Organization;

/// What one can be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ServerKind {
    /// On or off.
    Flag,
    /// One of a few numbers, each with what it means.
    Numbers(&'static [(u32, &'static str)]),
    /// One of a few words of the wire's, each with what it means.
    Words(&'static [(&'static str, &'static str)]),
}

/// What one is about: a section of the page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ServerSection {
    /// What notifies.
    Notifications,
    /// What goes out by mail and to phones.
    Elsewhere,
    /// What others see.
    Privacy,
    /// How things are shown.
    Reading,
    /// What happens to topics by itself.
    Topics,
}

impl ServerSection {
    /// All of them, in the order of the page.
    pub const ALL: [Self; 5] = [
        Self::Notifications,
        Self::Elsewhere,
        Self::Privacy,
        Self::Reading,
        Self::Topics,
    ];

    /// What it is called.
    #[must_use]
    pub fn title(self) -> &'static str {
        match self {
            Self::Notifications => "Notifications",
            Self::Elsewhere => "Mail and phones",
            Self::Privacy => "What others see",
            Self::Reading => "Reading and writing",
            Self::Topics => "Topics by themselves",
        }
    }
}

/// A setting that the server keeps.
#[derive(Debug)]
pub struct ServerSetting {
    /// Its name on the wire.
    pub name: &'static str,
    /// What it is called.
    pub title: &'static str,
    /// What it does, in sentences.
    pub words: &'static str,
    /// What it can be.
    pub kind: ServerKind,
    /// Where it stands.
    pub section: ServerSection,
    /// The feature level that has it.
    pub(super) since: u32,
    /// Its value among the person's settings, where the server sent one.
    pub(super) read: fn(&UserSettings) -> Option<Value>,
}

impl ServerSetting {
    /// Its value, where the server has it.
    #[must_use]
    pub fn value(&self, organization: &Organization) -> Option<Value> {
        if organization.realm().feature_level < FeatureLevel(self.since) {
            return None;
        }
        (self.read)(&organization.personal().settings)
    }

    /// A value in words. What a newer server means by one is not known.
    #[must_use]
    pub fn said(&self, value: &Value) -> &'static str {
        let found = match self.kind {
            ServerKind::Flag => value.as_bool().map(|on| if on { "yes" } else { "no" }),
            ServerKind::Numbers(numbers) => numbers
                .iter()
                .find(|(number, _)| value == number)
                .map(|(_, words)| *words),
            ServerKind::Words(all) => all
                .iter()
                .find(|(word, _)| value == word)
                .map(|(_, words)| *words),
        };
        found.unwrap_or("something that this version does not know")
    }

    /// All that it can be.
    #[must_use]
    pub fn choices(&self) -> Vec<Value> {
        match self.kind {
            ServerKind::Flag => vec![false.into(), true.into()],
            ServerKind::Numbers(numbers) => numbers.iter().map(|(n, _)| (*n).into()).collect(),
            ServerKind::Words(words) => words.iter().map(|(word, _)| (*word).into()).collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_setting_has_words_and_means_something_on_the_wire() {
        let settings = UserSettings::default();
        for (at, setting) in SERVER.iter().enumerate() {
            assert!(setting.words.ends_with('.'), "{}", setting.name);
            assert!(
                SERVER[..at].iter().all(|other| other.name != setting.name),
                "{} twice",
                setting.name
            );
            let mut changed = settings.clone();
            for choice in setting.choices() {
                changed.set(setting.name, choice.clone());
                assert_eq!(
                    (setting.read)(&changed),
                    Some(choice.clone()),
                    "{}",
                    setting.name
                );
                assert!(!setting.said(&choice).starts_with("something"));
            }
        }
    }

    #[test]
    fn what_this_version_does_not_know_is_said_to_be_so() {
        let policy = SERVER
            .iter()
            .find(|s| s.name == "automatically_follow_topics_policy");
        assert!(policy.unwrap().said(&9.into()).starts_with("something"));
    }
}

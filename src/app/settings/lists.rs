//! Lists on the page of settings: alert words, topics that are followed, muted or unmuted.

use crate::api::event::Event;
use crate::api::ids::{ChannelId, TopicName};
use crate::api::personal::VisibilityPolicy;
use crate::api::routes::settings::LONGEST_ALERT_WORD;
use crate::app::act::Act;
use crate::app::naming;
use crate::app::state::Turn;
use crate::model::Organization;

/// The policies whose topics are listed, each with the title of its list.
pub const LISTED: [(VisibilityPolicy, &str); 3] = [
    (VisibilityPolicy::Followed, "Followed topics"),
    (VisibilityPolicy::Muted, "Muted topics"),
    (VisibilityPolicy::Unmuted, "Topics shown in muted channels"),
];

/// The topics of a policy, by their channels' names and their own.
#[must_use]
pub fn topics(
    organization: &Organization,
    policy: VisibilityPolicy,
) -> Vec<(ChannelId, TopicName)> {
    let all = organization.policies().iter();
    let mut found: Vec<_> = all
        .filter(|topic| topic.policy == policy)
        .map(|topic| (topic.channel, topic.topic.clone()))
        .collect();
    found.sort_by_cached_key(|(channel, topic)| {
        let channel = naming::channel(organization, *channel).to_lowercase();
        (channel, topic.as_str().to_lowercase())
    });
    found
}

/// The alert words, by the alphabet.
#[must_use]
pub fn alert_words(organization: &Organization) -> Vec<String> {
    let words = organization.personal().alert_words.iter();
    let mut words: Vec<String> = words.map(ToString::to_string).collect();
    words.sort_by_cached_key(|word| word.to_lowercase());
    words
}

fn same(one: &str, other: &str) -> bool {
    one.to_lowercase() == other.to_lowercase()
}

impl Turn<'_> {
    /// Adds an alert word. Gives whether it was one that could be added.
    pub(in crate::app) fn add_alert_word(&mut self, word: &str) -> bool {
        let word = word.trim();
        let length = word.chars().count();
        if length > LONGEST_ALERT_WORD {
            self.complain(&format!(
                "An alert word has at most {LONGEST_ALERT_WORD} characters; this one has {length}."
            ));
            return false;
        }
        let Some(organization) = self.app.organization.as_deref() else {
            return false;
        };
        let mut there = organization.personal().alert_words.iter();
        if there.any(|known| same(known, word)) {
            self.notice(&format!("“{word}” is one of your alert words already."));
            return true;
        }
        let act = Act::AlertWord {
            word: word.to_owned(),
            on: true,
        };
        if !self.act(act) {
            return false;
        }
        self.set_alert_word_here(word, true);
        let key = super::SettingKey::AlertWord(word.to_owned());
        self.app.settings.picker.selected = Some(key);
        self.notice(&format!(
            "New messages with “{word}” notify you and are marked."
        ));
        true
    }

    /// Takes an alert word off the list.
    pub(super) fn remove_alert_word(&mut self, word: &str) {
        let act = Act::AlertWord {
            word: word.to_owned(),
            on: false,
        };
        if self.act(act) {
            self.set_alert_word_here(word, false);
            self.notice(&format!("“{word}” is no alert word any more."));
        }
    }

    /// Applies to the model what the server is about to say of alert words.
    pub(in crate::app) fn set_alert_word_here(&mut self, word: &str, on: bool) {
        let Some(organization) = self.app.organization.as_deref() else {
            return;
        };
        let mut words = organization.personal().alert_words.clone();
        words.retain(|known| !same(known, word));
        if on {
            words.push(word.into());
        }
        self.apply(Event::AlertWords(words));
        self.app.stale.all();
    }

    /// Takes a topic off its list: it is shown as its channel is.
    pub(super) fn unlist_topic(&mut self, channel: ChannelId, topic: &TopicName) {
        let Some(organization) = self.app.organization.as_deref() else {
            return;
        };
        let was = organization.policies().get(channel, topic);
        let name = naming::topic(organization, topic).to_owned();
        let policy = VisibilityPolicy::Inherit;
        let act = Act::TopicPolicy {
            channel,
            topic: topic.clone(),
            policy,
            was,
        };
        if self.act(act) {
            self.set_policy_here(channel, topic, policy);
            self.notice(&format!("{name} is shown as its channel is."));
        }
    }
}

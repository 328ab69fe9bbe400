//! What one person keeps: read state, subscriptions, settings, unsent words.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use serde_json::{Map, Value, json};

use super::World;
use super::realm::assets;
use crate::api::ids::{ChannelId, MessageId, UserId};
use crate::demo::hash::mix2;
use crate::demo::json::Fields;

/// The account of somebody who never signed in.
pub(crate) static NOBODY: LazyLock<Account> = LazyLock::new(Account::default);

/// Flags of a message for one person, besides `read`.
pub(crate) mod flag {
    pub(crate) const STARRED: u16 = 1;
    pub(crate) const COLLAPSED: u16 = 1 << 1;
    pub(crate) const MENTIONED: u16 = 1 << 2;
    pub(crate) const CHANNEL_WILDCARD: u16 = 1 << 3;
    pub(crate) const TOPIC_WILDCARD: u16 = 1 << 4;
    pub(crate) const ALERT_WORD: u16 = 1 << 5;
    /// Not sent to this person, but kept for what they did with it.
    pub(crate) const HISTORICAL: u16 = 1 << 6;
    /// All kinds of mention.
    pub(crate) const ANY_MENTION: u16 = MENTIONED | CHANNEL_WILDCARD | TOPIC_WILDCARD;
}

/// Visibility policies of a topic.
pub(crate) mod policy {
    pub(crate) const NONE: u8 = 0;
    pub(crate) const MUTED: u8 = 1;
    pub(crate) const UNMUTED: u8 = 2;
    pub(crate) const FOLLOWED: u8 = 3;
}

/// A person's side of a channel; kept after they left it.
#[derive(Debug, Clone)]
pub(crate) struct Subscription {
    pub(crate) active: bool,
    pub(crate) color: String,
    pub(crate) muted: bool,
    pub(crate) pinned: bool,
    pub(crate) desktop: Option<bool>,
    pub(crate) audible: Option<bool>,
    pub(crate) push: Option<bool>,
    pub(crate) email: Option<bool>,
    pub(crate) wildcard: Option<bool>,
    /// The ids between which they were in it, from and up to but not including.
    pub(crate) heard: Vec<(u32, u32)>,
}

impl Subscription {
    pub(crate) fn new(color: String, from: u64) -> Self {
        Self {
            active: true,
            color,
            muted: false,
            pinned: false,
            desktop: None,
            audible: None,
            push: None,
            email: None,
            wildcard: None,
            heard: vec![(from as u32, u32::MAX)],
        }
    }

    pub(crate) fn heard(&self, id: u32) -> bool {
        self.heard
            .iter()
            .any(|(from, to)| (*from..*to).contains(&id))
    }

    /// Writes the fields that a subscription adds to its channel.
    pub(crate) fn write(&self, fields: &mut Fields<'_>) {
        fields
            .text("color", &self.color)
            .flag("is_muted", self.muted)
            .flag("in_home_view", !self.muted)
            .flag("pin_to_top", self.pinned);
        for (name, setting) in [
            ("desktop_notifications", self.desktop),
            ("audible_notifications", self.audible),
            ("push_notifications", self.push),
            ("email_notifications", self.email),
            ("wildcard_mentions_notify", self.wildcard),
        ] {
            fields.optional(name, setting);
        }
    }
}

/// What a person set for a topic.
#[derive(Debug, Clone)]
pub(crate) struct TopicPolicy {
    pub(crate) name: String,
    pub(crate) policy: u8,
    pub(crate) updated: u64,
}

#[derive(Debug, Default)]
pub(crate) struct Account {
    pub(crate) unread: BTreeSet<u32>,
    /// Flags besides `read`, where there are any.
    pub(crate) flags: BTreeMap<u32, u16>,
    pub(crate) subscriptions: BTreeMap<ChannelId, Subscription>,
    /// By channel and lower-cased topic.
    pub(crate) policies: BTreeMap<(ChannelId, String), TopicPolicy>,
    /// With the time of muting.
    pub(crate) muted_users: Vec<(UserId, u64)>,
    pub(crate) alert_words: Vec<String>,
    pub(crate) settings: Map<String, Value>,
    pub(crate) drafts: Vec<Map<String, Value>>,
    pub(crate) scheduled: Vec<Map<String, Value>>,
    pub(crate) snippets: Vec<Map<String, Value>>,
    pub(crate) reminders: Vec<Map<String, Value>>,
}

impl Account {
    /// The account of a person who signs in for the first time: everything read.
    pub(crate) fn open(world: &World, user: UserId) -> Self {
        let mut account = Self {
            settings: assets().user_settings.clone(),
            ..Self::default()
        };
        if let Some(person) = world.people.get(user) {
            account
                .settings
                .insert("timezone".into(), json!(person.timezone));
        }
        for channel in world.channels.iter() {
            if channel.has_subscriber(user) {
                let color = default_color(user, channel.id);
                account
                    .subscriptions
                    .insert(channel.id, Subscription::new(color, 0));
            }
        }
        for (id, detail) in world.store.written() {
            if detail.content.contains("@*") {
                let flags = world.mention_flags(&account, user, id, detail);
                if flags != 0 {
                    account.flags.insert(id.0 as u32, flags);
                }
            }
        }
        account
    }

    pub(crate) fn flag(&self, id: MessageId) -> u16 {
        self.flags.get(&(id.0 as u32)).copied().unwrap_or(0)
    }

    pub(crate) fn set_flag(&mut self, id: MessageId, flag: u16, on: bool) {
        let flags = self.flags.entry(id.0 as u32).or_default();
        if on {
            *flags |= flag;
        } else {
            *flags &= !flag;
        }
        if *flags == 0 {
            self.flags.remove(&(id.0 as u32));
        }
    }

    pub(crate) fn is_subscribed(&self, channel: ChannelId) -> bool {
        self.subscriptions
            .get(&channel)
            .is_some_and(|sub| sub.active)
    }

    pub(crate) fn is_channel_muted(&self, channel: ChannelId) -> bool {
        self.subscriptions
            .get(&channel)
            .is_some_and(|sub| sub.muted)
    }

    pub(crate) fn policy(&self, channel: ChannelId, topic: &str) -> u8 {
        if self.policies.is_empty() {
            return policy::NONE;
        }
        self.policies
            .get(&(channel, topic.to_lowercase()))
            .map_or(policy::NONE, |topic| topic.policy)
    }

    /// Whether what is said in a topic is hidden from home views.
    pub(crate) fn is_topic_muted(&self, channel: ChannelId, topic: &str) -> bool {
        match self.policy(channel, topic) {
            policy::MUTED => true,
            policy::UNMUTED | policy::FOLLOWED => false,
            _ => self.is_channel_muted(channel),
        }
    }

    pub(crate) fn has_muted(&self, user: UserId) -> bool {
        self.muted_users.iter().any(|(muted, _)| *muted == user)
    }

    pub(crate) fn setting(&self, name: &str) -> bool {
        self.settings
            .get(name)
            .and_then(Value::as_bool)
            .unwrap_or(false)
    }

    pub(crate) fn setting_number(&self, name: &str) -> u64 {
        self.settings.get(name).and_then(Value::as_u64).unwrap_or(0)
    }

    pub(crate) fn has_alert_word(&self, content: &str) -> bool {
        if self.alert_words.is_empty() {
            return false;
        }
        let content = content.to_lowercase();
        self.alert_words.iter().any(|word| {
            let word = word.to_lowercase();
            content.match_indices(&word).any(|(at, found)| {
                let before = content[..at].chars().next_back();
                let after = content[at + found.len()..].chars().next();
                !before.is_some_and(char::is_alphanumeric)
                    && !after.is_some_and(char::is_alphanumeric)
            })
        })
    }
}

/// The colour a channel gets until the person chooses one.
pub(crate) fn default_color(user: UserId, channel: ChannelId) -> String {
    const COLORS: [&str; 24] = [
        "#76ce90", "#fae589", "#a6c7e5", "#e79ab5", "#bfd56f", "#f4ae55", "#b0a5fd", "#addfe5",
        "#f5ce6e", "#c2726a", "#94c849", "#bd86e5", "#ee7e4a", "#a6dcbf", "#95a5fd", "#53a063",
        "#9987e1", "#e4523d", "#c2c2c2", "#4f8de4", "#c6a8ad", "#e7cc4d", "#c8bebf", "#a47462",
    ];
    COLORS[(mix2(user.0, channel.0) % COLORS.len() as u64) as usize].to_owned()
}

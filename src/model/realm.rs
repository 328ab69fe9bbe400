//! What belongs to the organization and its server: settings, limits, emoji, linkifiers,
//! profile fields, playgrounds.

use std::collections::BTreeMap;

use crate::api::event::{EmojiEvent, RealmDomainEvent, RealmEvent, RestartEvent};
use crate::api::ids::{ChannelId, EventId, FeatureLevel, QueueId};
use crate::api::realm::{
    DefaultChannel, Linkifier, Playground, ProfileField, RealmDomain, RealmEmoji,
};
use crate::api::settings::{Limits, RealmSettings, ServerSettings};
use crate::api::snapshot::Snapshot;

/// What belongs to the organization and its server.
#[derive(Debug, Clone, PartialEq)]
pub struct Realm {
    /// The queue that the model was made with.
    pub queue_id: Option<QueueId>,
    /// The newest event that was folded in at the start.
    pub last_event_id: EventId,
    /// Such as `11.0`; changes when the server restarts.
    pub zulip_version: Box<str>,
    /// What the server is able to do; changes when the server restarts.
    pub feature_level: FeatureLevel,
    /// Seconds that a poll may take.
    pub longpoll_timeout_seconds: u64,
    /// Seconds that the queue lives without a poll, where the server says it.
    pub idle_queue_timeout_seconds: Option<u64>,
    /// What may be how long.
    pub limits: Limits,
    /// What the server says about itself.
    pub server: ServerSettings,
    /// The organization's settings.
    pub settings: RealmSettings,
    /// Custom emoji by id, deactivated ones included.
    pub emoji: BTreeMap<Box<str>, RealmEmoji>,
    /// Patterns that become links, in order.
    pub linkifiers: Vec<Linkifier>,
    /// Places to try code.
    pub playgrounds: Vec<Playground>,
    /// Custom profile fields, in their order.
    pub profile_fields: Vec<ProfileField>,
    /// Domains whose addresses may join.
    pub domains: Vec<RealmDomain>,
    /// Channels that newcomers are subscribed to, by id.
    pub default_channels: Vec<ChannelId>,
    /// Words that searching ignores.
    pub stop_words: Vec<Box<str>>,
    /// Whether the organization was deactivated.
    pub is_deactivated: bool,
}

impl Realm {
    pub(super) fn new(snapshot: &mut Snapshot) -> Self {
        let emoji = snapshot.realm_emoji.take().unwrap_or_default();
        let mut realm = Self {
            queue_id: snapshot.queue_id.take(),
            last_event_id: snapshot.last_event_id,
            zulip_version: std::mem::take(&mut snapshot.zulip_version),
            feature_level: snapshot.zulip_feature_level,
            longpoll_timeout_seconds: snapshot.event_queue_longpoll_timeout_seconds.unwrap_or(90),
            idle_queue_timeout_seconds: snapshot.idle_queue_timeout_secs,
            limits: std::mem::take(&mut snapshot.limits),
            server: std::mem::take(&mut snapshot.server),
            settings: std::mem::take(&mut snapshot.realm),
            emoji: emoji
                .into_iter()
                .map(|emoji| (emoji.id.clone(), emoji))
                .collect(),
            linkifiers: snapshot.realm_linkifiers.take().unwrap_or_default(),
            playgrounds: snapshot.realm_playgrounds.take().unwrap_or_default(),
            profile_fields: Vec::new(),
            domains: snapshot.realm_domains.take().unwrap_or_default(),
            default_channels: Vec::new(),
            stop_words: snapshot.stop_words.take().unwrap_or_default(),
            is_deactivated: false,
        };
        realm.settings.forget_superseded();
        realm.set_profile_fields(snapshot.custom_profile_fields.take().unwrap_or_default());
        realm.set_default_channels(&snapshot.realm_default_streams.take().unwrap_or_default());
        realm
    }

    pub(super) fn set_profile_fields(&mut self, mut fields: Vec<ProfileField>) {
        fields.sort_by_key(|field| (field.order, field.id));
        self.profile_fields = fields;
    }

    pub(super) fn set_default_channels(&mut self, channels: &[DefaultChannel]) {
        self.default_channels = channels.iter().map(|channel| channel.0).collect();
        self.default_channels.sort_unstable();
    }

    pub(super) fn apply(&mut self, event: RealmEvent) {
        match event {
            RealmEvent::Update(name, value) => self.set(&name, value),
            RealmEvent::UpdateMany(values) => {
                for (name, value) in values {
                    self.set(&name, value);
                }
            }
            RealmEvent::Deactivated => self.is_deactivated = true,
        }
    }

    fn set(&mut self, name: &str, value: serde_json::Value) {
        if name.starts_with("max_") {
            self.limits.set(name, value);
        } else {
            self.settings.set_named(name, value);
        }
    }

    pub(super) fn apply_emoji(&mut self, event: EmojiEvent) {
        match event {
            EmojiEvent::All(all) => {
                self.emoji = all
                    .into_iter()
                    .map(|emoji| (emoji.id.clone(), emoji))
                    .collect();
            }
            EmojiEvent::Add(emoji) => {
                self.emoji.insert(emoji.id.clone(), emoji);
            }
            EmojiEvent::UpdateOne { id, deactivated } => {
                if let (Some(emoji), Some(deactivated)) = (self.emoji.get_mut(&id), deactivated) {
                    emoji.deactivated = deactivated;
                }
            }
        }
    }

    /// The emoji that a name means now: the newest active one.
    #[must_use]
    pub fn emoji_named(&self, name: &str) -> Option<&RealmEmoji> {
        let active = self
            .emoji
            .values()
            .filter(|emoji| !emoji.deactivated && *emoji.name == *name);
        active.max_by_key(|emoji| emoji.id.parse::<u64>().unwrap_or(0))
    }

    pub(super) fn apply_domains(&mut self, event: RealmDomainEvent) {
        match event {
            RealmDomainEvent::Set(domain) => {
                match self
                    .domains
                    .iter_mut()
                    .find(|old| old.domain == domain.domain)
                {
                    Some(old) => *old = domain,
                    None => self.domains.push(domain),
                }
            }
            RealmDomainEvent::Remove(domain) => self.domains.retain(|old| old.domain != domain),
            RealmDomainEvent::All(domains) => self.domains = domains,
        }
    }

    pub(super) fn apply_restart(&mut self, event: &RestartEvent) {
        self.zulip_version = event.zulip_version.clone();
        self.feature_level = event.zulip_feature_level;
        self.server.generation = Some(event.server_generation);
    }
}

#[cfg(test)]
mod tests {
    use crate::api::event::{EmojiEvent, RealmEvent};
    use crate::api::realm::RealmEmoji;
    use crate::model::testing::organization;
    use serde_json::json;

    #[test]
    fn the_newest_active_emoji_of_a_name_is_meant() {
        let mut realm = organization().realm;
        let emoji = |id: &str, deactivated| RealmEmoji {
            id: id.into(),
            name: "glaze".into(),
            source_url: "/x.png".into(),
            still_url: None,
            deactivated,
            author_id: None,
        };
        let all = vec![emoji("9", false), emoji("10", false), emoji("11", true)];
        realm.apply_emoji(EmojiEvent::All(all));
        assert_eq!(&*realm.emoji_named("glaze").unwrap().id, "10");
        realm.apply_emoji(EmojiEvent::UpdateOne {
            id: "10".into(),
            deactivated: Some(true),
        });
        assert_eq!(&*realm.emoji_named("glaze").unwrap().id, "9");
        realm.apply_emoji(EmojiEvent::Add(emoji("12", false)));
        assert_eq!(&*realm.emoji_named("glaze").unwrap().id, "12");
    }

    #[test]
    fn settings_and_limits_change_by_their_names() {
        let mut realm = organization().realm;
        realm.apply(RealmEvent::Update("name".into(), json!("Lapis & Kiln")));
        realm.apply(RealmEvent::UpdateMany(vec![
            ("max_file_upload_size_mib".into(), json!(7)),
            ("waiting_period_threshold".into(), json!(3)),
        ]));
        assert_eq!(&*realm.settings.name, "Lapis & Kiln");
        assert_eq!(realm.limits.max_file_upload_size_mib, 7);
        assert_eq!(realm.settings.waiting_period_threshold, 3);
    }
}

//! Reading a register reply key by key, without an intermediate tree.

use std::collections::BTreeMap;
use std::fmt;

use serde::de::{Error, IgnoredAny, MapAccess, Visitor};
use serde::{Deserialize, Deserializer};

use super::Snapshot;
use crate::api::ids::{EventId, FeatureLevel, UserId};
use crate::api::personal::StatusUpdate;
use crate::api::realm::RealmEmoji;
use crate::api::settings::{Limits, RealmSettings, ServerSettings};
use crate::api::user::User;
use crate::api::wire::{Key, keyed};

/// Fields that nothing here needs: large lists for administrators' screens, legacy twins of
/// other fields, and facts about oneself that roles and groups tell.
const SKIPPED: &[&str] = &[
    "result",
    "msg",
    "ignored_parameters_unsupported",
    "realm_incoming_webhook_bots",
    "realm_embedded_bots",
    "realm_user_settings_defaults",
    "realm_filters",
    "muted_topics",
    "onboarding_steps",
    "hotspots",
    "realm_default_stream_groups",
    "custom_profile_field_types",
    "giphy_rating_options",
    "gif_rating_options",
    "avatar_url",
    "avatar_url_medium",
    "avatar_source",
    "devices",
    "push_devices",
    "is_admin",
    "is_owner",
    "is_moderator",
    "is_guest",
    "is_billing_admin",
    "can_create_streams",
    "can_create_public_streams",
    "can_create_private_streams",
    "can_create_web_public_streams",
    "can_invite_others_to_realm",
    "can_subscribe_other_users",
];

/// The emoji map's values.
struct EmojiMap(Vec<RealmEmoji>);

impl<'de> Deserialize<'de> for EmojiMap {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        keyed(deserializer).map(|pairs| Self(pairs.into_iter().map(|(_, emoji)| emoji).collect()))
    }
}

/// The statuses' map.
struct StatusMap(Vec<(UserId, StatusUpdate)>);

impl<'de> Deserialize<'de> for StatusMap {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        keyed(deserializer).map(|pairs| {
            Self(
                pairs
                    .into_iter()
                    .map(|(id, status)| (UserId(id), status))
                    .collect(),
            )
        })
    }
}

/// Says which field could not be read.
fn field<'de, A: MapAccess<'de>, T: Deserialize<'de>>(
    map: &mut A,
    name: &str,
) -> Result<T, A::Error> {
    map.next_value()
        .map_err(|error| A::Error::custom(format_args!("{name}: {error}")))
}

impl<'de> Deserialize<'de> for Snapshot {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(SnapshotVisitor)
    }
}

struct SnapshotVisitor;

impl<'de> Visitor<'de> for SnapshotVisitor {
    type Value = Snapshot;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a register reply")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Snapshot, A::Error> {
        let mut version = None;
        let mut level = None;
        let mut last_event_id = None;
        let mut s = blank();
        while let Some(Key(key)) = map.next_key()? {
            /// Reads the field into its place.
            macro_rules! into {
                ($place:expr) => {
                    $place = field(&mut map, &key)?
                };
            }
            match &*key {
                "queue_id" => into!(s.queue_id),
                "last_event_id" => into!(last_event_id),
                "zulip_version" => into!(version),
                "zulip_merge_base" => into!(s.zulip_merge_base),
                "zulip_feature_level" => into!(level),
                "event_queue_longpoll_timeout_seconds" => {
                    into!(s.event_queue_longpoll_timeout_seconds)
                }
                "idle_queue_timeout_secs" => into!(s.idle_queue_timeout_secs),
                "user_id" => into!(s.user_id),
                "email" => into!(s.email),
                "full_name" => into!(s.full_name),
                "realm_users" => into!(s.realm_users),
                "realm_non_active_users" => into!(s.realm_non_active_users),
                "cross_realm_bots" => into!(s.cross_realm_bots),
                "realm_user_groups" => into!(s.realm_user_groups),
                "realm_bots" => into!(s.realm_bots),
                "subscriptions" => into!(s.subscriptions),
                "unsubscribed" => into!(s.unsubscribed),
                "never_subscribed" => into!(s.never_subscribed),
                "streams" => into!(s.streams),
                "channel_folders" => into!(s.channel_folders),
                "realm_default_streams" => into!(s.realm_default_streams),
                "unread_msgs" => into!(s.unread_msgs),
                "starred_messages" => into!(s.starred_messages),
                "recent_private_conversations" => into!(s.recent_private_conversations),
                // -1 where there is no message.
                "max_message_id" => {
                    let id: Option<i64> = field(&mut map, &key)?;
                    s.max_message_id = id
                        .and_then(|id| u64::try_from(id).ok())
                        .map(crate::api::ids::MessageId);
                }
                "user_settings" => into!(s.user_settings),
                "user_topics" => into!(s.user_topics),
                "muted_users" => into!(s.muted_users),
                "alert_words" => into!(s.alert_words),
                "drafts" => into!(s.drafts),
                "saved_snippets" => into!(s.saved_snippets),
                "scheduled_messages" => into!(s.scheduled_messages),
                "reminders" => into!(s.reminders),
                "navigation_views" => into!(s.navigation_views),
                "user_status" => {
                    s.user_status = Some(field::<_, StatusMap>(&mut map, &key)?.0);
                }
                "presences" => into!(s.presences),
                "presence_last_update_id" => into!(s.presence_last_update_id),
                "realm_emoji" => {
                    s.realm_emoji = Some(field::<_, EmojiMap>(&mut map, &key)?.0);
                }
                "realm_linkifiers" => into!(s.realm_linkifiers),
                "realm_playgrounds" => into!(s.realm_playgrounds),
                "custom_profile_fields" => into!(s.custom_profile_fields),
                "realm_domains" => into!(s.realm_domains),
                "stop_words" => into!(s.stop_words),
                name if SKIPPED.contains(&name) => {
                    map.next_value::<IgnoredAny>()?;
                }
                name => {
                    let value: serde_json::Value = field(&mut map, name)?;
                    if let Some(name) = name.strip_prefix("realm_") {
                        s.realm.set_named(name, value);
                    } else if let Some(name) = name.strip_prefix("server_") {
                        s.server.set(name, value);
                    } else if name.starts_with("max_") {
                        s.limits.set(name, value);
                    } else {
                        s.other.insert(name.into(), value);
                    }
                }
            }
        }
        s.zulip_version = version.ok_or_else(|| A::Error::missing_field("zulip_version"))?;
        s.zulip_feature_level =
            level.ok_or_else(|| A::Error::missing_field("zulip_feature_level"))?;
        s.last_event_id = last_event_id.ok_or_else(|| A::Error::missing_field("last_event_id"))?;
        settle_users(&mut s);
        Ok(s)
    }
}

/// What the place of a user in the reply says: deactivated, or the server's own.
fn settle_users(s: &mut Snapshot) {
    let inactive = s.realm_non_active_users.iter_mut().flatten();
    inactive.for_each(|user: &mut User| user.is_active = false);
    let foreign = s.cross_realm_bots.iter_mut().flatten();
    foreign.for_each(|user: &mut User| {
        user.is_cross_realm = true;
        user.is_bot = true;
        user.is_active = true;
    });
}

/// A reply without any section.
fn blank() -> Snapshot {
    Snapshot {
        queue_id: None,
        last_event_id: EventId(-1),
        zulip_version: Box::default(),
        zulip_merge_base: Box::default(),
        zulip_feature_level: FeatureLevel(0),
        event_queue_longpoll_timeout_seconds: None,
        idle_queue_timeout_secs: None,
        user_id: None,
        email: None,
        full_name: None,
        limits: Limits::default(),
        server: ServerSettings::default(),
        realm: RealmSettings::default(),
        realm_users: None,
        realm_non_active_users: None,
        cross_realm_bots: None,
        realm_user_groups: None,
        realm_bots: None,
        subscriptions: None,
        unsubscribed: None,
        never_subscribed: None,
        streams: None,
        channel_folders: None,
        realm_default_streams: None,
        unread_msgs: None,
        starred_messages: None,
        recent_private_conversations: None,
        max_message_id: None,
        user_settings: None,
        user_topics: None,
        muted_users: None,
        alert_words: None,
        drafts: None,
        saved_snippets: None,
        scheduled_messages: None,
        reminders: None,
        navigation_views: None,
        user_status: None,
        presences: None,
        presence_last_update_id: None,
        realm_emoji: None,
        realm_linkifiers: None,
        realm_playgrounds: None,
        custom_profile_fields: None,
        realm_domains: None,
        stop_words: None,
        other: BTreeMap::new(),
    }
}

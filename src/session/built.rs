//! The register reply made into the model, away from the screen's thread.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use serde::de::Error as _;

use crate::api::ids::MessageId;
use crate::api::queue;
use crate::api::routes::register::{
    IdleQueueTimeout, IncludeSubscribers, QueueHead, RegisterOptions,
};
use crate::api::snapshot::Snapshot;
use crate::api::time::UnixMillis;
use crate::model::Organization;

/// Everything that the screen shows or will show.
const EVENT_TYPES: [&str; 37] = [
    "message",
    "update_message",
    "delete_message",
    "update_message_flags",
    "reaction",
    "submessage",
    "typing",
    "typing_edit_message",
    "presence",
    "user_status",
    "realm",
    "realm_user",
    "user_group",
    "realm_user_groups",
    "realm_emoji",
    "realm_linkifiers",
    "realm_playgrounds",
    "custom_profile_fields",
    "stream",
    "subscription",
    "channel_folder",
    "channel_folders",
    "default_streams",
    "user_topic",
    "muted_users",
    "user_settings",
    "alert_words",
    "drafts",
    "saved_snippets",
    "scheduled_messages",
    "reminders",
    "attachment",
    "starred_messages",
    "recent_private_conversations",
    "navigation_view",
    "navigation_views",
    "restart",
];

/// How long a queue shall wait for a machine that sleeps, in seconds. After longer, a new
/// snapshot is smaller than what has happened.
const QUEUE_LIFE: u32 = 3600;

/// What the screen registers for.
#[must_use]
pub fn register_options() -> RegisterOptions {
    let types: Vec<String> = EVENT_TYPES.iter().map(|kind| (*kind).to_owned()).collect();
    RegisterOptions {
        event_types: Some(types.clone()),
        fetch_event_types: Some(types),
        include_subscribers: IncludeSubscribers::No,
        idle_queue_timeout: Some(IdleQueueTimeout::Seconds(QUEUE_LIFE)),
        queue_lifespan_secs: Some(QUEUE_LIFE),
        presence_history_limit_days: Some(PRESENCE_DAYS),
        ..RegisterOptions::default()
    }
}

/// How many days back it is asked who was there: cards say when somebody was last seen.
const PRESENCE_DAYS: u32 = 365;

/// An organization fresh from the server.
#[derive(Debug)]
pub struct Built {
    /// The model.
    pub organization: Box<Organization>,
    /// The newest message it has.
    pub newest: Option<MessageId>,
    /// How presence is dealt with there.
    pub presence: PresenceTerms,
}

/// How presence is dealt with in an organization.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PresenceTerms {
    /// Whether there is any.
    pub enabled: bool,
    /// How often to tell one's own.
    pub interval: Duration,
    /// What the snapshot knows already.
    pub last_update_id: i64,
}

/// The wall clock, in ms of Unix time.
#[must_use]
pub fn wall_clock() -> UnixMillis {
    let since = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .unwrap_or_default();
    UnixMillis(i64::try_from(since.as_millis()).unwrap_or(i64::MAX))
}

/// The register reply, typed.
#[derive(Debug)]
pub struct Typed(pub Snapshot);

impl queue::Snapshot for Typed {
    fn parse(json: Vec<u8>) -> Result<(QueueHead, Self), serde_json::Error> {
        // One check of the whole text is quicker than one of each string.
        let snapshot: Snapshot = match std::str::from_utf8(&json) {
            Ok(text) => serde_json::from_str(text)?,
            Err(_) => serde_json::from_slice(&json)?,
        };
        let head = QueueHead {
            queue_id: snapshot.queue_id.clone(),
            last_event_id: snapshot.last_event_id,
            zulip_version: snapshot.zulip_version.to_string(),
            zulip_feature_level: snapshot.zulip_feature_level,
            event_queue_longpoll_timeout_seconds: snapshot.event_queue_longpoll_timeout_seconds,
            // Who has the typed snapshot has the id from there.
            max_message_id: None,
        };
        Ok((head, Self(snapshot)))
    }
}

impl queue::Snapshot for Built {
    fn parse(json: Vec<u8>) -> Result<(QueueHead, Self), serde_json::Error> {
        let (head, Typed(snapshot)) = Typed::parse(json)?;
        let interval = snapshot.server.presence_ping_interval_seconds;
        let presence = PresenceTerms {
            enabled: !snapshot.realm.presence_disabled,
            interval: Duration::from_secs(interval.clamp(5, 3600)),
            last_update_id: snapshot.presence_last_update_id.unwrap_or(-1),
        };
        let newest = snapshot.max_message_id;
        let organization =
            Organization::new(snapshot, wall_clock()).map_err(serde_json::Error::custom)?;
        let built = Self {
            organization: Box::new(organization),
            newest,
            presence,
        };
        Ok((head, built))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::api::queue::Snapshot as _;

    #[test]
    fn a_recorded_reply_becomes_an_organization() {
        let path = "tests/recordings/server-11/register-before.json";
        let json = std::fs::read(path).unwrap();
        let (head, built) = Built::parse(json).unwrap();
        assert_eq!(head.zulip_feature_level.0, 379);
        assert!(head.queue_id.is_some());
        assert_eq!(built.presence.interval, Duration::from_secs(60));
        assert!(built.presence.enabled && built.presence.last_update_id >= -1);
        assert!(
            built
                .organization
                .users()
                .get(built.organization.me())
                .is_some()
        );
    }
}

//! <https://zulip.com/api/register-queue>

use std::time::Duration;

use reqwest::Method;
use serde::ser::SerializeMap;
use serde::{Deserialize, Serialize, Serializer};
use serde_json::Value;

use crate::api::client::{Client, Limits};
use crate::api::error::ApiError;
use crate::api::ids::{EventId, FeatureLevel, QueueId};
use crate::api::narrow::Narrow;
use crate::api::params::Params;
use crate::api::queue::FEATURE_LEVEL_FLOOR;
use crate::api::routes::events::delete_queue;

/// The largest snapshot that is taken, in bytes.
const MAX_SNAPSHOT: usize = 1 << 30;

/// Everything that a registration can ask for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RegisterOptions {
    /// Message content as HTML (`true`) or as it was typed.
    pub apply_markdown: bool,
    /// Leave out the URLs of gravatars: they can be computed.
    pub client_gravatar: bool,
    /// Presence by user id, without the legacy form.
    pub slim_presence: bool,
    /// Which events the queue gets; `None` is every kind.
    pub event_types: Option<Vec<String>>,
    /// Which sections the snapshot has; `None` is those of `event_types`.
    pub fetch_event_types: Option<Vec<String>>,
    /// `message` events of every public channel, and not only of those subscribed to;
    /// `None` is what the bot's settings say.
    pub all_public_streams: Option<bool>,
    /// Who is subscribed to each channel.
    pub include_subscribers: IncludeSubscribers,
    /// Only `message` events that match.
    pub narrow: EventNarrow,
    /// What this client can deal with.
    pub client_capabilities: ClientCapabilities,
    /// How long the server keeps the queue when nobody asks (feature level 481).
    pub idle_queue_timeout: Option<IdleQueueTimeout>,
    /// The same for older servers, in seconds; undocumented there.
    pub queue_lifespan_secs: Option<u32>,
    /// How many days back presence goes.
    pub presence_history_limit_days: Option<u32>,
}

impl Default for RegisterOptions {
    /// Everything, rendered, in its newest form.
    fn default() -> Self {
        Self {
            apply_markdown: true,
            client_gravatar: true,
            slim_presence: true,
            event_types: None,
            fetch_event_types: None,
            all_public_streams: None,
            include_subscribers: IncludeSubscribers::No,
            narrow: EventNarrow::default(),
            client_capabilities: ClientCapabilities::all(),
            idle_queue_timeout: None,
            queue_lifespan_secs: None,
            presence_history_limit_days: None,
        }
    }
}

/// A narrow that event queues know: channels by name, topics, senders by address, and `is`
/// with what was so when the message came.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct EventNarrow(Narrow);

impl EventNarrow {
    /// The narrow, if event queues know all its terms.
    #[must_use]
    pub fn new(narrow: Narrow) -> Option<Self> {
        let known = narrow.to_event_filter(FEATURE_LEVEL_FLOOR).is_some();
        known.then_some(Self(narrow))
    }

    /// The same for requests that know all narrows.
    #[must_use]
    pub fn as_narrow(&self) -> &Narrow {
        &self.0
    }

    fn filter(&self) -> Value {
        // `new` has seen that it is one.
        let filter = self.0.to_event_filter(FEATURE_LEVEL_FLOOR);
        filter.unwrap_or_default()
    }
}

/// How much the snapshot says about channels' subscribers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum IncludeSubscribers {
    /// Nothing.
    No,
    /// All of them.
    All,
    /// All of them for small channels, those who matter for large ones (feature level 412).
    Partial,
}

impl Serialize for IncludeSubscribers {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::No => serializer.serialize_bool(false),
            Self::All => serializer.serialize_bool(true),
            Self::Partial => serializer.serialize_str("partial"),
        }
    }
}

/// How long an unused queue lives.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum IdleQueueTimeout {
    /// So many seconds; the server allows a week.
    Seconds(u32),
    /// What the server gives to phones.
    Mobile,
}

impl Serialize for IdleQueueTimeout {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Seconds(seconds) => serializer.serialize_u32(*seconds),
            Self::Mobile => serializer.serialize_str("mobile"),
        }
    }
}

macro_rules! capabilities {
    ($($(#[$doc:meta])* $name:ident,)*) => {
        /// What newer forms of data a client understands. Servers ignore those that they
        /// do not know.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub struct ClientCapabilities {
            $($(#[$doc])* pub $name: bool,)*
        }

        impl ClientCapabilities {
            /// Every capability there is.
            #[must_use]
            pub const fn all() -> Self {
                Self { $($name: true,)* }
            }

            /// None of them.
            #[must_use]
            pub const fn none() -> Self {
                Self { $($name: false,)* }
            }
        }

        impl Serialize for ClientCapabilities {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                let mut map = serializer.serialize_map(None)?;
                $(map.serialize_entry(stringify!($name), &self.$name)?;)*
                map.end()
            }
        }
    };
}

capabilities! {
    /// A channel's notification settings may be null: the general ones hold.
    notification_settings_null,
    /// One `delete_message` event for many messages.
    bulk_message_deletion,
    /// `avatar_url` may be missing for users long idle.
    user_avatar_url_field_optional,
    /// Typing events of channels.
    stream_typing_notifications,
    /// `user_settings` as one object.
    user_settings_object,
    /// Linkifiers with URL templates; without it there are none.
    linkifier_url_template,
    /// No made-up objects for users who can't be seen.
    user_list_incomplete,
    /// Groups are deactivated rather than removed.
    include_deactivated_groups,
    /// Archived channels are there.
    archived_channels,
    /// The empty topic is `""`.
    empty_topic_name,
    /// Presence events in the modern form.
    simplified_presence_events,
    /// Custom emoji come one by one.
    individual_emoji_changes,
}

/// What a registration says about its queue.
#[derive(Debug, Clone, Deserialize)]
pub struct QueueHead {
    /// The queue; none for spectators.
    pub queue_id: Option<QueueId>,
    /// The last event that is already part of the snapshot, or -1.
    pub last_event_id: EventId,
    /// The server's version, such as `10.3`.
    #[serde(default)]
    pub zulip_version: String,
    /// The server's API feature level.
    #[serde(default)]
    pub zulip_feature_level: FeatureLevel,
    /// How long a poll may go unanswered.
    pub event_queue_longpoll_timeout_seconds: Option<u64>,
    /// The newest message this person has, where `message` was fetched; -1 for none at all.
    pub max_message_id: Option<i64>,
}

/// `POST /register`: opens an event queue and takes a snapshot that fits it exactly.
///
/// Gives the reply's JSON, which can be large. `patience` is how long the answer may take to
/// begin: a person who was away for weeks makes the server work.
///
/// # Errors
/// See [`ApiError`].
pub async fn register(
    client: &Client,
    options: &RegisterOptions,
    patience: Duration,
) -> Result<Vec<u8>, ApiError> {
    let limits = Limits {
        head: patience,
        whole: patience + Duration::from_secs(600),
        bytes: MAX_SNAPSHOT,
        ..Limits::ORDINARY
    };
    client
        .call_raw(Method::POST, "register", params(options), limits)
        .await
}

fn params(options: &RegisterOptions) -> Params {
    let RegisterOptions {
        apply_markdown,
        client_gravatar,
        slim_presence,
        event_types,
        fetch_event_types,
        all_public_streams,
        include_subscribers,
        narrow,
        client_capabilities,
        idle_queue_timeout,
        queue_lifespan_secs,
        presence_history_limit_days,
    } = options;
    let narrow = (!narrow.as_narrow().0.is_empty()).then(|| narrow.filter());
    Params::new()
        .json("apply_markdown", apply_markdown)
        .json("client_gravatar", client_gravatar)
        .json("slim_presence", slim_presence)
        .some("event_types", event_types.as_ref())
        .some("fetch_event_types", fetch_event_types.as_ref())
        .some("all_public_streams", all_public_streams.as_ref())
        .json("include_subscribers", include_subscribers)
        .some("narrow", narrow.as_ref())
        .json("client_capabilities", client_capabilities)
        .some("idle_queue_timeout", idle_queue_timeout.as_ref())
        .some("queue_lifespan_secs", queue_lifespan_secs.as_ref())
        .some(
            "presence_history_limit_days",
            presence_history_limit_days.as_ref(),
        )
}

/// Where the names of the standard emoji are, relative to the organization's address. The queue
/// that every registration makes is deleted at once.
/// <https://zulip.com/api/register-queue#response>
///
/// # Errors
/// See [`ApiError`].
pub async fn get_emoji_data_url(client: &Client) -> Result<String, ApiError> {
    #[derive(Deserialize)]
    struct Reply {
        queue_id: Option<QueueId>,
        server_emoji_data_url: String,
    }
    let params = Params::new()
        .json("fetch_event_types", &["realm"])
        .json("event_types", &["restart"]);
    let reply: Reply = client.post("register", params).await?;
    if let Some(queue) = reply.queue_id {
        // One that stays ends by itself.
        let _ = delete_queue(client, &queue).await;
    }
    Ok(reply.server_emoji_data_url)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_parameter_has_its_wire_form() {
        let options = RegisterOptions {
            event_types: Some(vec!["message".to_owned()]),
            fetch_event_types: Some(Vec::new()),
            all_public_streams: Some(true),
            include_subscribers: IncludeSubscribers::Partial,
            narrow: EventNarrow::new("channel:workshop".parse().unwrap()).unwrap(),
            client_capabilities: ClientCapabilities {
                bulk_message_deletion: true,
                ..ClientCapabilities::none()
            },
            idle_queue_timeout: Some(IdleQueueTimeout::Mobile),
            queue_lifespan_secs: Some(600),
            presence_history_limit_days: Some(3),
            ..RegisterOptions::default()
        };
        let text: Vec<String> = params(&options)
            .iter()
            .map(|(name, value)| format!("{name}={value}"))
            .collect();
        insta::assert_snapshot!(text.join("\n"), @r#"
        apply_markdown=true
        client_gravatar=true
        slim_presence=true
        event_types=["message"]
        fetch_event_types=[]
        all_public_streams=true
        include_subscribers="partial"
        narrow=[["channel","workshop"]]
        client_capabilities={"notification_settings_null":false,"bulk_message_deletion":true,"user_avatar_url_field_optional":false,"stream_typing_notifications":false,"user_settings_object":false,"linkifier_url_template":false,"user_list_incomplete":false,"include_deactivated_groups":false,"archived_channels":false,"empty_topic_name":false,"simplified_presence_events":false,"individual_emoji_changes":false}
        idle_queue_timeout="mobile"
        queue_lifespan_secs=600
        presence_history_limit_days=3
        "#);
        let plain = params(&RegisterOptions::default());
        assert_eq!(plain.iter().count(), 5, "what is not asked for is not sent");
    }
}

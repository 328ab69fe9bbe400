//! The reply to `POST /register`: everything that is true at the moment when a queue opened.
//!
//! Sections that were not asked for (`fetch_event_types`), or that the server is too old for,
//! are `None`. What an old server calls otherwise is read under the new name.
//!
//! <https://zulip.com/api/register-queue>

mod read;

#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use serde_json::Value;

use super::channel::{ChannelFolder, ChannelRecord};
use super::group::UserGroup;
use super::ids::{EventId, FeatureLevel, MessageId, QueueId, UserId};
use super::personal::{
    Draft, MutedUser, NavigationView, Reminder, SavedSnippet, ScheduledMessage, StatusUpdate,
    UserTopic,
};
use super::presence::Presences;
use super::realm::{DefaultChannel, Linkifier, Playground, ProfileField, RealmDomain, RealmEmoji};
use super::settings::{Limits, RealmSettings, ServerSettings, UserSettings};
use super::unread::{RecentDm, UnreadMessages};
use super::user::{Bot, User};

/// A register reply.
#[derive(Debug, Clone, PartialEq)]
pub struct Snapshot {
    /// The queue; `None` for spectators only.
    pub queue_id: Option<QueueId>,
    /// The newest event that is folded in already.
    pub last_event_id: EventId,
    /// Such as `11.0`.
    pub zulip_version: Box<str>,
    /// The version that the server's code grew from.
    pub zulip_merge_base: Box<str>,
    /// What the server is able to do.
    pub zulip_feature_level: FeatureLevel,
    /// How long a poll may take, in seconds.
    pub event_queue_longpoll_timeout_seconds: Option<u64>,
    /// How long the queue lives without a poll, in seconds (feature level 481).
    pub idle_queue_timeout_secs: Option<u64>,
    /// Who oneself is. Part of `realm_user`; absent when that was not asked for.
    pub user_id: Option<UserId>,
    /// One's own address in the API.
    pub email: Option<Box<str>>,
    /// One's own name.
    pub full_name: Option<Box<str>>,

    /// What may be how long.
    pub limits: Limits,
    /// What the server says about itself.
    pub server: ServerSettings,
    /// The organization's settings.
    pub realm: RealmSettings,

    /// Active users and bots.
    pub realm_users: Option<Vec<User>>,
    /// Deactivated ones.
    pub realm_non_active_users: Option<Vec<User>>,
    /// The server's own bots.
    pub cross_realm_bots: Option<Vec<User>>,
    /// Groups.
    pub realm_user_groups: Option<Vec<UserGroup>>,
    /// Bots that one may manage.
    pub realm_bots: Option<Vec<Bot>>,

    /// Channels that one is subscribed to.
    pub subscriptions: Option<Vec<ChannelRecord>>,
    /// Channels that one was subscribed to.
    pub unsubscribed: Option<Vec<ChannelRecord>>,
    /// Channels that one sees and was never subscribed to.
    pub never_subscribed: Option<Vec<ChannelRecord>>,
    /// All channels that one sees (once more).
    pub streams: Option<Vec<ChannelRecord>>,
    /// Folders of channels.
    pub channel_folders: Option<Vec<ChannelFolder>>,
    /// Channels that newcomers are subscribed to.
    pub realm_default_streams: Option<Vec<DefaultChannel>>,

    /// Unread messages. Absent unless `message` and `update_message_flags` were asked for.
    pub unread_msgs: Option<UnreadMessages>,
    /// All starred messages.
    pub starred_messages: Option<Vec<MessageId>>,
    /// The newest direct message conversations.
    pub recent_private_conversations: Option<Vec<RecentDm>>,
    /// The newest message (deprecated).
    pub max_message_id: Option<MessageId>,

    /// One's own settings.
    pub user_settings: Option<UserSettings>,
    /// Topics with a visibility policy.
    pub user_topics: Option<Vec<UserTopic>>,
    /// Muted users.
    pub muted_users: Option<Vec<MutedUser>>,
    /// Alert words.
    pub alert_words: Option<Vec<Box<str>>>,
    /// Drafts.
    pub drafts: Option<Vec<Draft>>,
    /// Saved snippets (feature level 297).
    pub saved_snippets: Option<Vec<SavedSnippet>>,
    /// Messages to be sent later.
    pub scheduled_messages: Option<Vec<ScheduledMessage>>,
    /// Reminders (feature level 399).
    pub reminders: Option<Vec<Reminder>>,
    /// Views at the top of the left side (feature level 390).
    pub navigation_views: Option<Vec<NavigationView>>,

    /// Statuses of those who have one.
    pub user_status: Option<Vec<(UserId, StatusUpdate)>>,
    /// Who was there lately.
    pub presences: Option<Presences>,
    /// For the first presence request (feature level 263).
    pub presence_last_update_id: Option<i64>,

    /// Custom emoji.
    pub realm_emoji: Option<Vec<RealmEmoji>>,
    /// Patterns that become links, in order.
    pub realm_linkifiers: Option<Vec<Linkifier>>,
    /// Places to try code.
    pub realm_playgrounds: Option<Vec<Playground>>,
    /// Custom profile fields.
    pub custom_profile_fields: Option<Vec<ProfileField>>,
    /// Domains whose addresses may join.
    pub realm_domains: Option<Vec<RealmDomain>>,
    /// Words that searching ignores.
    pub stop_words: Option<Vec<Box<str>>>,

    /// Fields that this version does not know, by name.
    pub other: BTreeMap<Box<str>, Value>,
}

/// A register reply that lacks what the server promises.
#[derive(Debug, thiserror::Error)]
#[error("the register reply could not be read: {0}")]
pub struct MalformedSnapshot(#[from] serde_json::Error);

impl Snapshot {
    /// Reads a reply.
    ///
    /// # Errors
    /// Not JSON, or without what the server promises.
    pub fn parse(reply: &[u8]) -> Result<Self, MalformedSnapshot> {
        // One check of the whole text is quicker than one of each string.
        match std::str::from_utf8(reply) {
            Ok(text) => Ok(serde_json::from_str(text)?),
            Err(_) => Ok(serde_json::from_slice(reply)?),
        }
    }
}

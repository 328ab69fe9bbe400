//! Events: what the server tells a queue.
//!
//! [`RawEvent`] reads the envelope alone; [`Event::parse`] gives the typed event. Types, ops and
//! properties that this version does not know become [`Event::Unknown`] (or an `Unknown` inside
//! a known event); a known event that lacks what the server promises is a [`MalformedEvent`].
//!
//! <https://zulip.com/api/get-events>

mod channels;
mod messages;
mod personal;
mod realm;
mod typing;
mod users;

#[cfg(test)]
mod tests;

use std::borrow::Cow;

use serde::{Deserialize, Deserializer};
use serde_json::value::RawValue;

use super::ids::EventId;

pub use channels::{ChannelEvent, FolderEvent, SubscriptionEvent};
pub use messages::{
    AddOrRemove, ContentEdit, DeleteMessages, FlagsEvent, MessageEvent, MessageMove, PropagateMode,
    ReactionEvent, SubmessageEvent, UnreadDetail, UnreadPlace, UpdateMessage,
};
pub use personal::{
    DraftEvent, LegacySetting, NavigationViewEvent, ReminderEvent, SavedSnippetEvent,
    ScheduledEvent, SettingChange,
};
pub use realm::{
    AttachmentEvent, DeviceEvent, EmojiEvent, ExportEvent, RealmDomainEvent, RealmEvent,
    RestartEvent,
};
pub use typing::{TypingEditEvent, TypingEvent, TypingTarget};
pub use users::{BotEvent, GroupEvent, PresenceEvent, StatusEvent, UserEvent};

use super::personal::{MutedUser, UserTopic};
use super::realm::{DefaultChannel, Linkifier, Playground, ProfileField};

/// An event of which the envelope alone was read.
#[derive(Debug, Clone)]
pub struct RawEvent {
    /// Its place in the queue.
    pub id: EventId,
    /// Its `type`.
    pub kind: Box<str>,
    /// All of it, as the server sent it.
    pub raw: Box<RawValue>,
}

#[derive(Deserialize)]
struct Envelope<'a> {
    id: EventId,
    #[serde(borrow, rename = "type")]
    kind: Cow<'a, str>,
}

impl<'de> Deserialize<'de> for RawEvent {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let raw = Box::<RawValue>::deserialize(deserializer)?;
        let envelope: Envelope =
            serde_json::from_str(raw.get()).map_err(serde::de::Error::custom)?;
        Ok(Self {
            id: envelope.id,
            kind: envelope.kind.into(),
            raw,
        })
    }
}

/// A known event that lacks something that the server promises.
#[derive(Debug, Clone, thiserror::Error)]
#[error("event {id} of type {kind:?} could not be read: {reason}")]
pub struct MalformedEvent {
    /// Its place in the queue.
    pub id: EventId,
    /// Its type.
    pub kind: Box<str>,
    /// What is wrong.
    pub reason: Box<str>,
    /// All of it, for the report.
    pub raw: Box<str>,
}

/// An event of a type, or with an op, that this version does not know.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnknownEvent {
    /// Its type.
    pub kind: Box<str>,
    /// Its op, where it has one.
    pub op: Option<Box<str>>,
    /// All of it.
    pub raw: Box<str>,
}

/// What happened. Each variant names the event's type on the wire where the name differs.
#[derive(Debug, Clone, PartialEq)]
pub enum Event {
    /// A message was sent.
    Message(Box<MessageEvent>),
    /// `update_message`: edited, moved or rendered anew.
    UpdateMessage(Box<UpdateMessage>),
    /// `delete_message`: deleted, or out of reach.
    DeleteMessages(DeleteMessages),
    /// `update_message_flags`.
    Flags(FlagsEvent),
    /// Somebody reacted.
    Reaction(ReactionEvent),
    /// `submessage`: a step of a widget.
    Submessage(SubmessageEvent),
    /// Somebody types.
    Typing(TypingEvent),
    /// `typing_edit_message`: somebody edits (feature level 351).
    TypingEdit(TypingEditEvent),
    /// Somebody came or went.
    Presence(PresenceEvent),
    /// `user_status`.
    Status(StatusEvent),
    /// `user_topic`: a topic's visibility policy changed.
    UserTopic(UserTopic),
    /// `muted_topics`: the legacy twin of `user_topic`, to be ignored.
    LegacyMutedTopics,
    /// `muted_users`: all of them.
    MutedUsers(Vec<MutedUser>),
    /// `subscription`.
    Subscription(SubscriptionEvent),
    /// `stream`.
    Channel(ChannelEvent),
    /// `channel_folder` (feature level 389).
    Folder(FolderEvent),
    /// `default_streams`: all of them.
    DefaultChannels(Vec<DefaultChannel>),
    /// `default_stream_groups`: legacy sets of channels for newcomers.
    DefaultChannelGroups(Vec<serde_json::Value>),
    /// `realm_user`.
    User(UserEvent),
    /// `realm_bot`.
    Bot(BotEvent),
    /// `user_group`.
    Group(GroupEvent),
    /// `realm`: the organization's settings.
    Realm(RealmEvent),
    /// `realm_user_settings_defaults`: the settings of newcomers.
    NewUserDefaults(SettingChange),
    /// `realm_emoji`.
    Emoji(EmojiEvent),
    /// `realm_linkifiers`: all of them, in order.
    Linkifiers(Vec<Linkifier>),
    /// `realm_filters`: the legacy twin of `realm_linkifiers`, always empty.
    LegacyFilters,
    /// `realm_playgrounds`: all of them.
    Playgrounds(Vec<Playground>),
    /// `realm_domains`.
    RealmDomains(RealmDomainEvent),
    /// `custom_profile_fields`: all of them.
    ProfileFields(Vec<ProfileField>),
    /// `realm_export` and `realm_export_consent`: for administrators.
    Export(ExportEvent),
    /// `user_settings`.
    UserSettings(SettingChange),
    /// `update_display_settings`, `update_global_notifications`: legacy twins, to be ignored.
    LegacySettings(LegacySetting),
    /// `drafts`.
    Drafts(DraftEvent),
    /// `saved_snippets`.
    SavedSnippets(SavedSnippetEvent),
    /// `scheduled_messages`.
    Scheduled(ScheduledEvent),
    /// `reminders` (feature level 399).
    Reminders(ReminderEvent),
    /// `alert_words`: all of them.
    AlertWords(Vec<Box<str>>),
    /// `attachment`: one's uploads.
    Attachment(AttachmentEvent),
    /// Invitations changed: ask again.
    InvitesChanged,
    /// `onboarding_steps` (older: `hotspots`).
    OnboardingSteps(Vec<serde_json::Value>),
    /// `navigation_view` (feature level 390).
    NavigationView(NavigationViewEvent),
    /// `has_zoom_token`.
    HasZoomToken(bool),
    /// `has_webex_token` (feature level 493).
    HasWebexToken(bool),
    /// `push_device` and `device`: mobile notifications only.
    Device(DeviceEvent),
    /// The server was restarted, perhaps upgraded.
    Restart(RestartEvent),
    /// For browsers (feature level 240).
    WebReloadClient,
    /// Nothing happened: the connection lives.
    Heartbeat,
    /// Something that this version does not know.
    Unknown(UnknownEvent),
}

/// Reads a typed payload from an event's text.
fn read<'a, T: Deserialize<'a>>(text: &'a str) -> Result<T, serde_json::Error> {
    serde_json::from_str(text)
}

/// The `op` of an event.
#[derive(Deserialize)]
struct Op<'a> {
    #[serde(borrow, default)]
    op: Option<Cow<'a, str>>,
}

/// What reading one event gives; `None` for an op that this version does not know.
type Parsed<T> = Result<Option<T>, serde_json::Error>;

impl Event {
    /// Reads the typed event.
    ///
    /// # Errors
    /// A known type and op without what the server promises.
    pub fn parse(raw: &RawEvent) -> Result<Self, MalformedEvent> {
        let text = raw.raw.get();
        let parsed = Self::read(&raw.kind, text).map_err(|error| MalformedEvent {
            id: raw.id,
            kind: raw.kind.clone(),
            reason: error.to_string().into(),
            raw: text.into(),
        })?;
        Ok(parsed.unwrap_or_else(|| {
            let op = read::<Op>(text).ok().and_then(|op| op.op).map(Into::into);
            Self::Unknown(UnknownEvent {
                kind: raw.kind.clone(),
                op,
                raw: text.into(),
            })
        }))
    }

    fn read(kind: &str, text: &str) -> Parsed<Self> {
        #[derive(Deserialize)]
        struct Value {
            value: bool,
        }
        /// The one list that an event consists of, under its name.
        macro_rules! list {
            ($field:literal) => {{
                #[derive(Deserialize)]
                struct List<T> {
                    #[serde(rename = $field)]
                    list: Vec<T>,
                }
                read::<List<_>>(text)?.list
            }};
        }
        let op = || read::<Op>(text).map(|op| op.op.unwrap_or_default());
        Ok(Some(match kind {
            "message" => Self::Message(Box::new(read(text)?)),
            "update_message" => Self::UpdateMessage(Box::new(read(text)?)),
            "delete_message" => Self::DeleteMessages(read(text)?),
            "update_message_flags" => return Ok(FlagsEvent::read(text)?.map(Self::Flags)),
            "reaction" => return Ok(ReactionEvent::read(text)?.map(Self::Reaction)),
            "submessage" => Self::Submessage(read(text)?),
            "typing" => return Ok(TypingEvent::read(text)?.map(Self::Typing)),
            "typing_edit_message" => return Ok(TypingEditEvent::read(text)?.map(Self::TypingEdit)),
            "presence" => Self::Presence(read(text)?),
            "user_status" => Self::Status(read(text)?),
            "user_topic" => Self::UserTopic(read(text)?),
            "muted_topics" => Self::LegacyMutedTopics,
            "muted_users" => Self::MutedUsers(list!("muted_users")),
            "subscription" => {
                return Ok(SubscriptionEvent::read(&op()?, text)?.map(Self::Subscription));
            }
            "stream" => return Ok(ChannelEvent::read(&op()?, text)?.map(Self::Channel)),
            "channel_folder" => return Ok(FolderEvent::read(&op()?, text)?.map(Self::Folder)),
            "default_streams" => Self::DefaultChannels(list!("default_streams")),
            "default_stream_groups" => Self::DefaultChannelGroups(list!("default_stream_groups")),
            "realm_user" => return Ok(UserEvent::read(&op()?, text)?.map(Self::User)),
            "realm_bot" => return Ok(BotEvent::read(&op()?, text)?.map(Self::Bot)),
            "user_group" => return Ok(GroupEvent::read(&op()?, text)?.map(Self::Group)),
            "realm" => return Ok(RealmEvent::read(&op()?, text)?.map(Self::Realm)),
            "realm_user_settings_defaults" => Self::NewUserDefaults(read(text)?),
            "realm_emoji" => return Ok(EmojiEvent::read(&op()?, text)?.map(Self::Emoji)),
            "realm_linkifiers" => Self::Linkifiers(list!("realm_linkifiers")),
            "realm_filters" => Self::LegacyFilters,
            "realm_playgrounds" => Self::Playgrounds(list!("realm_playgrounds")),
            "realm_domains" => {
                return Ok(RealmDomainEvent::read(&op()?, text)?.map(Self::RealmDomains));
            }
            "custom_profile_fields" => Self::ProfileFields(list!("fields")),
            "realm_export" => Self::Export(ExportEvent::Changed),
            "realm_export_consent" => Self::Export(ExportEvent::consent(text)?),
            "user_settings" => Self::UserSettings(read(text)?),
            "update_display_settings" => Self::LegacySettings(LegacySetting::Display),
            "update_global_notifications" => Self::LegacySettings(LegacySetting::Notifications),
            "drafts" => return Ok(DraftEvent::read(&op()?, text)?.map(Self::Drafts)),
            "saved_snippets" => {
                return Ok(SavedSnippetEvent::read(&op()?, text)?.map(Self::SavedSnippets));
            }
            "scheduled_messages" => {
                return Ok(ScheduledEvent::read(&op()?, text)?.map(Self::Scheduled));
            }
            "reminders" => return Ok(ReminderEvent::read(&op()?, text)?.map(Self::Reminders)),
            "alert_words" => Self::AlertWords(list!("alert_words")),
            "attachment" => return Ok(AttachmentEvent::read(&op()?, text)?.map(Self::Attachment)),
            "invites_changed" => Self::InvitesChanged,
            "onboarding_steps" => Self::OnboardingSteps(list!("onboarding_steps")),
            "hotspots" => Self::OnboardingSteps(list!("hotspots")),
            "navigation_view" => {
                return Ok(NavigationViewEvent::read(&op()?, text)?.map(Self::NavigationView));
            }
            "has_zoom_token" => Self::HasZoomToken(read::<Value>(text)?.value),
            "has_webex_token" => Self::HasWebexToken(read::<Value>(text)?.value),
            "push_device" | "device" => Self::Device(DeviceEvent { raw: text.into() }),
            "restart" => Self::Restart(read(text)?),
            "web_reload_client" => Self::WebReloadClient,
            "heartbeat" => Self::Heartbeat,
            _ => return Ok(None),
        }))
    }
}

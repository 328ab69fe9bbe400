//! Reading a channel key by key.

use std::fmt;

use serde::de::{Error, IgnoredAny, MapAccess, Visitor};
use serde::{Deserialize, Deserializer};

use super::{
    Channel, ChannelPermission, ChannelRecord, PostPolicy, Subscribers, Subscription, TopicsPolicy,
};
use crate::api::group::{GroupSetting, sorted};
use crate::api::ids::{ChannelId, UserId};
use crate::api::wire::{Key, null_default};

impl<'de> Deserialize<'de> for ChannelRecord {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(RecordVisitor)
    }
}

struct RecordVisitor;

/// A value that may be `null`, which then is the default.
#[derive(Deserialize)]
#[serde(transparent)]
struct Nullable<T: Default + for<'a> Deserialize<'a>>(
    #[serde(deserialize_with = "null_default")] T,
);

#[derive(Deserialize)]
#[serde(transparent)]
struct Sorted(#[serde(deserialize_with = "sorted")] Vec<UserId>);

impl<'de> Visitor<'de> for RecordVisitor {
    type Value = ChannelRecord;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a channel")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<ChannelRecord, A::Error> {
        let mut id: Option<ChannelId> = None;
        let mut name: Option<Box<str>> = None;
        let mut channel = Channel::blank();
        let mut personal = Subscription::default();
        let mut is_personal = false;
        let mut subscribers = Subscribers::Unknown;
        while let Some(Key(key)) = map.next_key()? {
            match &*key {
                "stream_id" | "channel_id" => id = Some(map.next_value()?),
                "name" => name = Some(map.next_value()?),
                "description" => channel.description = map.next_value::<Nullable<_>>()?.0,
                "rendered_description" => {
                    channel.rendered_description = map.next_value::<Nullable<_>>()?.0;
                }
                "date_created" => channel.date_created = map.next_value()?,
                "creator_id" => channel.creator_id = map.next_value()?,
                "invite_only" => channel.invite_only = map.next_value()?,
                "is_web_public" => channel.is_web_public = map.next_value()?,
                "history_public_to_subscribers" => {
                    channel.history_public_to_subscribers = map.next_value::<Nullable<_>>()?.0;
                }
                "is_archived" => channel.is_archived = map.next_value()?,
                "message_retention_days" => channel.message_retention_days = map.next_value()?,
                "first_message_id" => channel.first_message_id = map.next_value()?,
                "is_recently_active" => channel.is_recently_active = map.next_value()?,
                "stream_weekly_traffic" => channel.weekly_traffic = map.next_value()?,
                "subscriber_count" => channel.subscriber_count = map.next_value()?,
                "folder_id" => channel.folder = map.next_value()?,
                "topics_policy" => channel.topics_policy = map.next_value()?,
                "stream_post_policy" => channel.post_policy = map.next_value()?,
                "color" => {
                    personal.color = map.next_value::<Nullable<_>>()?.0;
                    is_personal = true;
                }
                "is_muted" => {
                    personal.is_muted = map.next_value()?;
                    is_personal = true;
                }
                "pin_to_top" => personal.pin_to_top = map.next_value()?,
                "desktop_notifications" => personal.desktop_notifications = map.next_value()?,
                "audible_notifications" => personal.audible_notifications = map.next_value()?,
                "push_notifications" => personal.push_notifications = map.next_value()?,
                "email_notifications" => personal.email_notifications = map.next_value()?,
                "wildcard_mentions_notify" => {
                    personal.wildcard_mentions_notify = map.next_value()?;
                }
                "subscribers" => subscribers = Subscribers::All(map.next_value::<Sorted>()?.0),
                "partial_subscribers" => {
                    subscribers = Subscribers::Partial(map.next_value::<Sorted>()?.0);
                }
                word => match ChannelPermission::from_word(word) {
                    ChannelPermission::Unknown(_) => {
                        map.next_value::<IgnoredAny>()?;
                    }
                    known => {
                        if let Some(setting) = map.next_value::<Option<GroupSetting>>()? {
                            channel.permissions.push((known, setting));
                        }
                    }
                },
            }
        }
        channel
            .permissions
            .sort_by(|(a, _), (b, _)| a.word().cmp(b.word()));
        channel.permissions.shrink_to_fit();
        channel.id = id.ok_or_else(|| A::Error::missing_field("stream_id"))?;
        channel.name = name.ok_or_else(|| A::Error::missing_field("name"))?;
        Ok(ChannelRecord {
            channel,
            personal: is_personal.then_some(personal),
            subscribers,
        })
    }
}

impl Channel {
    /// What the wire's absent fields mean.
    fn blank() -> Self {
        Self {
            id: ChannelId(0),
            name: Box::default(),
            description: Box::default(),
            rendered_description: Box::default(),
            date_created: None,
            creator_id: None,
            invite_only: false,
            is_web_public: false,
            history_public_to_subscribers: false,
            is_archived: false,
            message_retention_days: None,
            first_message_id: None,
            is_recently_active: None,
            weekly_traffic: None,
            subscriber_count: None,
            folder: None,
            topics_policy: TopicsPolicy::Inherit,
            post_policy: PostPolicy::Everybody,
            permissions: Vec::new(),
        }
    }
}

//! The channels, their folders and who is in them.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::groups::{ADMINISTRATORS, EVERYONE, GroupSetting, NOBODY};
use crate::api::ids::{ChannelId, FolderId, UserId};
use crate::demo::json::Fields;

/// The permissions of a channel, in the order of [`Channel::permissions`].
pub(crate) const PERMISSIONS: [&str; 11] = [
    "can_add_subscribers_group",
    "can_administer_channel_group",
    "can_remove_subscribers_group",
    "can_send_message_group",
    "can_subscribe_group",
    // Those that came after feature level 379.
    "can_create_topic_group",
    "can_delete_any_message_group",
    "can_delete_own_message_group",
    "can_move_messages_out_of_channel_group",
    "can_move_messages_within_channel_group",
    "can_resolve_topics_group",
];
/// So many of them there were at feature level 379.
pub(crate) const OLD_PERMISSIONS: usize = 5;
/// From this level on it is told how many are in a channel.
pub(crate) const TELLS_COUNTS: u64 = 394;
/// Where `can_add_subscribers_group` stands.
pub(crate) const CAN_ADD: usize = 0;
/// Where `can_remove_subscribers_group` stands.
pub(crate) const CAN_REMOVE: usize = 2;
/// Where `can_subscribe_group` stands.
pub(crate) const CAN_SUBSCRIBE: usize = 4;
/// Where `can_send_message_group` stands.
pub(crate) const CAN_SEND: usize = 3;
/// Where `can_administer_channel_group` stands.
pub(crate) const CAN_ADMINISTER: usize = 1;
/// Where `can_create_topic_group` stands.
pub(crate) const CAN_CREATE_TOPIC: usize = 5;
/// Where `can_delete_any_message_group` stands.
pub(crate) const CAN_DELETE_ANY: usize = 6;
/// Where `can_delete_own_message_group` stands.
pub(crate) const CAN_DELETE_OWN: usize = 7;
/// Where `can_move_messages_out_of_channel_group` stands.
pub(crate) const CAN_MOVE_OUT: usize = 8;
/// Where `can_move_messages_within_channel_group` stands.
pub(crate) const CAN_MOVE_WITHIN: usize = 9;
/// Where `can_resolve_topics_group` stands.
pub(crate) const CAN_RESOLVE: usize = 10;

/// What a channel's permissions are where nobody set them.
pub(crate) fn usual_permissions(creator: UserId) -> [GroupSetting; 11] {
    let mut all = [const { GroupSetting::Named(NOBODY) }; 11];
    all[CAN_ADMINISTER] = GroupSetting::only(creator);
    all[CAN_REMOVE] = GroupSetting::Named(ADMINISTRATORS);
    all[CAN_SEND] = GroupSetting::Named(EVERYONE);
    all[CAN_CREATE_TOPIC] = GroupSetting::Named(EVERYONE);
    all
}

#[derive(Debug, Clone)]
pub(crate) struct Channel {
    pub(crate) id: ChannelId,
    pub(crate) name: String,
    pub(crate) description: String,
    pub(crate) rendered_description: String,
    pub(crate) created: u64,
    pub(crate) creator: Option<UserId>,
    pub(crate) invite_only: bool,
    pub(crate) web_public: bool,
    pub(crate) history_public: bool,
    pub(crate) archived: bool,
    pub(crate) retention_days: Option<i64>,
    pub(crate) folder: Option<FolderId>,
    /// Somebody wrote here lately.
    pub(crate) recently_active: bool,
    pub(crate) weekly_traffic: Option<u32>,
    pub(crate) permissions: [GroupSetting; 11],
    /// Whether topics may or must be without a name; `inherit` as the organization has it.
    pub(crate) topics_policy: String,
    /// Ascending.
    pub(crate) subscribers: Vec<u32>,
}

impl Channel {
    pub(crate) fn has_subscriber(&self, user: UserId) -> bool {
        self.subscribers.binary_search(&(user.0 as u32)).is_ok()
    }

    /// Whether the person was not in it before.
    pub(crate) fn add_subscriber(&mut self, user: UserId) -> bool {
        match self.subscribers.binary_search(&(user.0 as u32)) {
            Ok(_) => false,
            Err(at) => {
                self.subscribers.insert(at, user.0 as u32);
                true
            }
        }
    }

    /// Whether the person was in it before.
    pub(crate) fn remove_subscriber(&mut self, user: UserId) -> bool {
        match self.subscribers.binary_search(&(user.0 as u32)) {
            Ok(at) => {
                self.subscribers.remove(at);
                true
            }
            Err(_) => false,
        }
    }

    /// Writes the fields of `streams`, `never_subscribed` and `GET /streams`.
    pub(crate) fn write(&self, fields: &mut Fields<'_>, first_message: Option<u64>, plain: bool) {
        let told = if plain {
            OLD_PERMISSIONS
        } else {
            PERMISSIONS.len()
        };
        for (name, setting) in PERMISSIONS.iter().zip(&self.permissions).take(told) {
            match setting {
                GroupSetting::Named(group) => fields.number(name, group),
                listed @ GroupSetting::Listed { .. } => fields.value(name, &listed.to_json()),
            };
        }
        fields
            .number("stream_id", self.id)
            .text("name", &self.name)
            .text("description", &self.description)
            .text("rendered_description", &self.rendered_description)
            .number("date_created", self.created)
            .optional("creator_id", self.creator)
            .flag("invite_only", self.invite_only)
            .flag("is_web_public", self.web_public)
            .flag("is_archived", self.archived)
            .flag("history_public_to_subscribers", self.history_public)
            .optional("message_retention_days", self.retention_days)
            .optional("first_message_id", first_message)
            .flag("is_recently_active", self.recently_active)
            .flag("is_announcement_only", false)
            .number("stream_post_policy", 1)
            .optional("stream_weekly_traffic", self.weekly_traffic);
        if !plain {
            fields.optional("folder_id", self.folder);
            fields.text("topics_policy", &self.topics_policy);
        }
    }
}

/// A folder of channels (feature level 389).
#[derive(Debug, Clone)]
pub(crate) struct Folder {
    pub(crate) id: FolderId,
    pub(crate) name: String,
    pub(crate) description: String,
    pub(crate) created: u64,
}

impl Folder {
    pub(crate) fn to_json(&self, order: usize) -> Value {
        json!({
            "id": self.id,
            "name": self.name,
            "description": self.description,
            "rendered_description": format!("<p>{}</p>", self.description),
            "creator_id": super::YOU,
            "date_created": self.created,
            "is_archived": false,
            "order": order,
        })
    }
}

/// All channels by id, archived ones included.
#[derive(Debug, Default)]
pub(crate) struct Channels {
    channels: BTreeMap<ChannelId, Channel>,
    pub(crate) folders: Vec<Folder>,
    /// The channels that new people join.
    pub(crate) default: Vec<ChannelId>,
}

impl Channels {
    pub(crate) fn get(&self, id: ChannelId) -> Option<&Channel> {
        self.channels.get(&id)
    }

    pub(crate) fn get_mut(&mut self, id: ChannelId) -> Option<&mut Channel> {
        self.channels.get_mut(&id)
    }

    pub(crate) fn by_name(&self, name: &str) -> Option<&Channel> {
        let folded = name.to_lowercase();
        self.channels
            .values()
            .find(|channel| channel.name == name || channel.name.to_lowercase() == folded)
    }

    pub(crate) fn insert(&mut self, channel: Channel) {
        self.channels.insert(channel.id, channel);
    }

    pub(crate) fn next_id(&self) -> ChannelId {
        ChannelId(
            self.channels
                .keys()
                .next_back()
                .map_or(1, |last| last.0 + 1),
        )
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = &Channel> {
        self.channels.values()
    }

    pub(crate) fn len(&self) -> usize {
        self.channels.len()
    }
}

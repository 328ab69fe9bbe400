//! Events about channels, subscriptions and folders.

use serde::Deserialize;
use serde_json::{Map, Value};

use super::{Parsed, read};
use crate::api::channel::{
    ChannelChange, ChannelFolder, ChannelFolderUpdate, ChannelRecord, SubscriptionChange,
};
use crate::api::ids::{ChannelId, FolderId, UserId};

/// One's own or others' subscriptions changed.
#[derive(Debug, Clone, PartialEq)]
pub enum SubscriptionEvent {
    /// One is subscribed to these now.
    Add(Vec<ChannelRecord>),
    /// One is no longer subscribed to these.
    Remove(Vec<ChannelId>),
    /// A personal setting of a channel.
    Update(ChannelId, SubscriptionChange),
    /// Others are subscribed now.
    PeerAdd(Vec<ChannelId>, Vec<UserId>),
    /// Others are no longer subscribed.
    PeerRemove(Vec<ChannelId>, Vec<UserId>),
}

#[derive(Deserialize)]
struct Id {
    #[serde(alias = "channel_id")]
    stream_id: ChannelId,
}

impl SubscriptionEvent {
    pub(super) fn read(op: &str, text: &str) -> Parsed<Self> {
        #[derive(Deserialize)]
        struct Subscriptions<T> {
            subscriptions: Vec<T>,
        }
        #[derive(Deserialize)]
        struct Update {
            #[serde(alias = "channel_id")]
            stream_id: ChannelId,
            property: Box<str>,
            value: Value,
        }
        #[derive(Deserialize)]
        struct Peers {
            #[serde(alias = "channel_ids")]
            stream_ids: Vec<ChannelId>,
            user_ids: Vec<UserId>,
        }
        Ok(Some(match op {
            "add" => Self::Add(read::<Subscriptions<ChannelRecord>>(text)?.subscriptions),
            "remove" => {
                let ids = read::<Subscriptions<Id>>(text)?.subscriptions;
                Self::Remove(ids.into_iter().map(|id| id.stream_id).collect())
            }
            "update" => {
                let wire: Update = read(text)?;
                Self::Update(
                    wire.stream_id,
                    SubscriptionChange::read(&wire.property, wire.value)?,
                )
            }
            "peer_add" => {
                let wire: Peers = read(text)?;
                Self::PeerAdd(wire.stream_ids, wire.user_ids)
            }
            "peer_remove" => {
                let wire: Peers = read(text)?;
                Self::PeerRemove(wire.stream_ids, wire.user_ids)
            }
            _ => return Ok(None),
        }))
    }
}

/// Channels appeared, changed or went.
#[derive(Debug, Clone, PartialEq)]
pub enum ChannelEvent {
    /// Created, or visible now.
    Create(Vec<ChannelRecord>),
    /// Out of reach (for clients without `archived_channels` also: archived).
    Delete(Vec<ChannelId>),
    /// Something about it changed.
    Update(ChannelId, Box<ChannelChange>),
}

impl ChannelEvent {
    pub(super) fn read(op: &str, text: &str) -> Parsed<Self> {
        #[derive(Deserialize)]
        struct Create {
            #[serde(alias = "channels")]
            streams: Vec<ChannelRecord>,
        }
        #[derive(Deserialize)]
        struct Delete {
            #[serde(default, alias = "channel_ids")]
            stream_ids: Option<Vec<ChannelId>>,
            #[serde(default)]
            streams: Option<Vec<Id>>,
        }
        #[derive(Deserialize)]
        struct Update {
            #[serde(alias = "channel_id")]
            stream_id: ChannelId,
            property: Box<str>,
            value: Value,
            #[serde(flatten)]
            beside: Map<String, Value>,
        }
        Ok(Some(match op {
            "create" => Self::Create(read::<Create>(text)?.streams),
            "delete" => {
                let wire: Delete = read(text)?;
                let old = || {
                    wire.streams
                        .map(|ids| ids.into_iter().map(|id| id.stream_id).collect())
                };
                let ids = wire.stream_ids.or_else(old);
                Self::Delete(ids.ok_or_else(|| {
                    <serde_json::Error as serde::de::Error>::missing_field("stream_ids")
                })?)
            }
            "update" => {
                let wire: Update = read(text)?;
                let change = ChannelChange::read(&wire.property, wire.value, &wire.beside)?;
                Self::Update(wire.stream_id, Box::new(change))
            }
            _ => return Ok(None),
        }))
    }
}

/// Folders appeared, changed or were put in another order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FolderEvent {
    /// A new folder.
    Add(ChannelFolder),
    /// Something about it changed.
    Update(FolderId, ChannelFolderUpdate),
    /// All folders in their new order (feature level 418).
    Reorder(Vec<FolderId>),
}

impl FolderEvent {
    pub(super) fn read(op: &str, text: &str) -> Parsed<Self> {
        #[derive(Deserialize)]
        struct Add {
            channel_folder: ChannelFolder,
        }
        #[derive(Deserialize)]
        struct Update {
            channel_folder_id: FolderId,
            data: ChannelFolderUpdate,
        }
        #[derive(Deserialize)]
        struct Reorder {
            order: Vec<FolderId>,
        }
        Ok(Some(match op {
            "add" => Self::Add(read::<Add>(text)?.channel_folder),
            "update" => {
                let wire: Update = read(text)?;
                Self::Update(wire.channel_folder_id, wire.data)
            }
            "reorder" => Self::Reorder(read::<Reorder>(text)?.order),
            _ => return Ok(None),
        }))
    }
}

//! What the server says about itself (`server_..`), and its limits (`max_..`).

use serde::Deserialize;

use super::{PermissionRules, settings};
use crate::api::time::UnixSeconds;

settings! {
    /// `server_..` of the register reply, without that prefix. Never changed by events.
    ServerSettings {
        /// Seconds between presence pings.
        presence_ping_interval_seconds: u64 = 60,
        /// Seconds after which somebody silent counts as offline.
        presence_offline_threshold_seconds: u64 = 200,
        /// Milliseconds after which a typing notice expires.
        typing_started_expiry_period_milliseconds: u64 = 45_000,
        /// Milliseconds without a key after which typing has stopped.
        typing_stopped_wait_period_milliseconds: u64 = 12_000,
        /// Milliseconds between repeated notices that one is typing.
        typing_started_wait_period_milliseconds: u64 = 30_000,
        /// Where the names of emoji are.
        emoji_data_url: Option<Box<str>> = None,
        /// The sizes that thumbnails come in (feature level 273).
        thumbnail_formats: Vec<ThumbnailFormat> = Vec::new(),
        /// The server's clock when it answered.
        timestamp: Option<UnixSeconds> = None,
        /// When the server process started: changes at restarts.
        generation: Option<i64> = None,
        /// Whether the server is old.
        needs_upgrade: bool = false,
        /// Jitsi's server.
        jitsi_server_url: Option<Box<str>> = None,
        /// Whether topics can be summarized (feature level 350).
        can_summarize_topics: bool = false,
        /// What a report to the moderators can be about (feature level 435).
        report_message_types: Vec<ReportType> = Vec::new(),
        /// What settings that name who may do something can be set to (feature level 221).
        supported_permission_settings: PermissionRules = PermissionRules::default(),
        /// Whether the server shows images in messages.
        inline_image_preview: bool = true,
        /// Whether the server previews websites in messages.
        inline_url_embed_preview: bool = true,
    }
}

/// A size that thumbnails come in.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct ThumbnailFormat {
    /// The last part of the thumbnail's URL.
    pub name: Box<str>,
    /// Pixels.
    pub max_width: u32,
    /// Pixels.
    pub max_height: u32,
    /// `webp`, ..
    pub format: Box<str>,
    /// Whether it moves.
    pub animated: bool,
}

/// Something that a report to the moderators can be about.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct ReportType {
    /// For the API.
    pub key: Box<str>,
    /// For people.
    pub name: Box<str>,
}

settings! {
    /// What may be how long: `max_..` of the register reply.
    Limits {
        /// Code points of a message. Longer ones are cut by the server without an error.
        max_message_length: usize = 10_000,
        /// Code points of a topic's name. Longer ones are cut by the server without an error.
        max_topic_length: usize = 60,
        /// Code points of a channel's name.
        max_stream_name_length: usize = 60,
        /// Code points of a channel's description.
        max_stream_description_length: usize = 1024,
        /// Mebibytes of an upload.
        max_file_upload_size_mib: u64 = 25,
        /// Code points of a folder's name (feature level 410).
        max_channel_folder_name_length: usize = 60,
        /// Code points of a folder's description (feature level 410).
        max_channel_folder_description_length: usize = 1024,
        /// Code points of a reminder's note (feature level 415).
        max_reminder_note_length: usize = 1000,
        /// How many subscribers a channel may have for new ones to be told (feature level 397).
        max_bulk_new_subscription_messages: usize = 100,
    }
}

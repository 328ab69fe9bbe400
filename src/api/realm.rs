//! What belongs to the organization: emoji, linkifiers, profile fields, playgrounds, files.

use serde::Deserialize;
use serde_json::Value;

use super::ids::{AttachmentId, ChannelId, MessageId, ProfileFieldId, UserId};
use super::time::UnixSeconds;
use super::wire::{null_default, number_enum};

/// A custom emoji. <https://zulip.com/api/get-custom-emoji>
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct RealmEmoji {
    /// The id: the code of reactions with it.
    pub id: Box<str>,
    /// The name: the newest active emoji of a name wins.
    pub name: Box<str>,
    /// The picture.
    pub source_url: Box<str>,
    /// A still picture, where the other moves.
    #[serde(default)]
    pub still_url: Option<Box<str>>,
    /// Whether it can no longer be chosen (old messages and reactions still show it).
    #[serde(default)]
    pub deactivated: bool,
    /// Who added it.
    #[serde(default)]
    pub author_id: Option<UserId>,
}

/// A pattern that turns words into links. Their order matters.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Linkifier {
    /// The id.
    pub id: u64,
    /// A regular expression with named groups (Python's, RE2).
    pub pattern: Box<str>,
    /// An RFC 6570 template.
    pub url_template: Box<str>,
    /// Text that turns a pasted URL back (feature level 471).
    #[serde(default)]
    pub reverse_template: Option<Box<str>>,
    /// Other URLs that lead to the same (feature level 478).
    #[serde(default)]
    pub alternative_url_templates: Vec<Box<str>>,
    /// An example (feature level 471).
    #[serde(default)]
    pub example_input: Option<Box<str>>,
}

/// A place where code of one language can be tried.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Playground {
    /// The id.
    pub id: u64,
    /// Its name.
    pub name: Box<str>,
    /// The language, by Pygments' name.
    pub pygments_language: Box<str>,
    /// An RFC 6570 template with `code`.
    pub url_template: Box<str>,
}

number_enum! {
    /// What a custom profile field holds.
    ProfileFieldType: u16 {
        /// A short text.
        ShortText = 1,
        /// A long text, with Markdown.
        LongText = 2,
        /// One of a list; the values are keys into `field_data`.
        Choice = 3,
        /// A date.
        Date = 4,
        /// A link.
        Link = 5,
        /// Users; the value is a JSON list of ids.
        Users = 6,
        /// An account elsewhere.
        ExternalAccount = 7,
        /// Pronouns.
        Pronouns = 8,
    }
}

/// A field that the organization's profiles have.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct ProfileField {
    /// The id.
    pub id: ProfileFieldId,
    /// What it holds.
    #[serde(rename = "type")]
    pub kind: ProfileFieldType,
    /// Its place.
    #[serde(default)]
    pub order: i64,
    /// Its name.
    pub name: Box<str>,
    /// Help for those who fill it in.
    #[serde(default, deserialize_with = "null_default")]
    pub hint: Box<str>,
    /// JSON text that describes choices or an external account.
    #[serde(default, deserialize_with = "null_default")]
    pub field_data: Box<str>,
    /// Whether the summary of a profile shows it.
    #[serde(default)]
    pub display_in_profile_summary: bool,
    /// Whether it must be filled in.
    #[serde(default)]
    pub required: bool,
    /// Whether users may change their own value.
    #[serde(default = "super::wire::yes")]
    pub editable_by_user: bool,
}

/// A domain whose addresses may join.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct RealmDomain {
    /// The domain.
    pub domain: Box<str>,
    /// Whether subdomains count too.
    #[serde(default)]
    pub allow_subdomains: bool,
}

/// A channel that newcomers are subscribed to: a bare id from feature level 330, an object
/// before.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(from = "WireDefaultChannel")]
pub struct DefaultChannel(pub ChannelId);

#[derive(Deserialize)]
#[serde(untagged)]
enum WireDefaultChannel {
    Id(ChannelId),
    Object { stream_id: ChannelId },
}

impl From<WireDefaultChannel> for DefaultChannel {
    fn from(wire: WireDefaultChannel) -> Self {
        match wire {
            WireDefaultChannel::Id(id) | WireDefaultChannel::Object { stream_id: id } => Self(id),
        }
    }
}

/// A file that the user uploaded.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Attachment {
    /// The id.
    pub id: AttachmentId,
    /// Its name.
    pub name: Box<str>,
    /// What follows `/user_uploads/` in its URL.
    pub path_id: Box<str>,
    /// Bytes.
    pub size: u64,
    /// When it was uploaded: seconds from feature level 443, milliseconds before.
    pub create_time: UnixSeconds,
    /// The messages that hold it (feature level 472).
    #[serde(default)]
    pub message_ids: Vec<MessageId>,
    /// The messages that hold it, as objects, before.
    #[serde(default)]
    pub messages: Vec<Value>,
}

impl Attachment {
    /// The messages that hold it.
    #[must_use]
    pub fn messages_with_it(&self) -> Vec<MessageId> {
        if !self.message_ids.is_empty() {
            return self.message_ids.clone();
        }
        let ids = self
            .messages
            .iter()
            .filter_map(|message| message["id"].as_u64());
        ids.map(MessageId).collect()
    }

    /// When it was uploaded, in seconds whatever the server's level.
    #[must_use]
    pub fn uploaded(&self) -> UnixSeconds {
        // As seconds this is the year 5138.
        const MILLISECONDS_FROM: i64 = 100_000_000_000;
        match self.create_time.0 {
            ms if ms >= MILLISECONDS_FROM => UnixSeconds(ms.div_euclid(1000)),
            seconds => UnixSeconds(seconds),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn default_channels_are_ids_or_objects() {
        let text = r#"[3,{"stream_id":4,"name":"a"}]"#;
        let read: Vec<DefaultChannel> = serde_json::from_str(text).unwrap();
        assert_eq!(
            read,
            [DefaultChannel(ChannelId(3)), DefaultChannel(ChannelId(4))]
        );
    }
}

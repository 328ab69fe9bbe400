//! Reading messages and their flags.
//!
//! <https://zulip.com/api/get-messages>, <https://zulip.com/api/update-message-flags>

use std::collections::BTreeMap;

use serde::Deserialize;
use serde::de::IgnoredAny;
use serde_json::value::RawValue;

use crate::api::client::Client;
use crate::api::error::ApiError;
use crate::api::ids::{ChannelId, MessageId};
use crate::api::message::{Message, MessagesPage};
use crate::api::narrow::Narrow;
use crate::api::params::Params;
use crate::api::time::UnixSeconds;

/// The most messages that one request should name or ask for.
pub const MOST_AT_ONCE: usize = 1000;

/// Where a page of messages is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Anchor {
    /// Around the newest.
    Newest,
    /// Around the oldest.
    Oldest,
    /// Around the first that is unread and not muted; the newest when there is none.
    FirstUnread,
    /// Around this one, or where it would be.
    Message(MessageId),
    /// Around the first from this moment on (feature level 445).
    Date(UnixSeconds),
}

impl Anchor {
    fn wire(self) -> String {
        match self {
            Self::Newest => "newest".to_owned(),
            Self::Oldest => "oldest".to_owned(),
            Self::FirstUnread => "first_unread".to_owned(),
            Self::Message(id) => id.to_string(),
            Self::Date(_) => "date".to_owned(),
        }
    }
}

fn iso(at: UnixSeconds) -> String {
    jiff::Timestamp::from_second(at.0).map_or_else(|_| at.0.to_string(), |at| at.to_string())
}

/// What to ask [`get_messages`] for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GetMessages {
    /// Where.
    pub anchor: Anchor,
    /// Whether the anchor's own message is wanted.
    pub include_anchor: bool,
    /// How many older ones.
    pub num_before: u32,
    /// How many newer ones. Together at most 5000, better 1000.
    pub num_after: u32,
    /// Which messages.
    pub narrow: Narrow,
    /// Content as HTML, or as it was typed.
    pub apply_markdown: bool,
    /// Leave out the URLs of gravatars.
    pub client_gravatar: bool,
    /// Let the empty topic be `""`.
    pub allow_empty_topic_name: bool,
}

impl GetMessages {
    /// Messages of `narrow` around `anchor`, rendered, in their newest form.
    #[must_use]
    pub fn new(narrow: Narrow, anchor: Anchor, num_before: u32, num_after: u32) -> Self {
        Self {
            anchor,
            include_anchor: true,
            num_before,
            num_after,
            narrow,
            apply_markdown: true,
            client_gravatar: true,
            allow_empty_topic_name: true,
        }
    }

    fn params(&self, client: &Client) -> Params {
        let narrow = self.narrow.to_json(client.feature_level());
        let params = match self.anchor {
            // The moment by ISO 8601.
            Anchor::Date(at) => Params::new().raw("anchor_date", iso(at)),
            Anchor::Newest | Anchor::Oldest | Anchor::FirstUnread | Anchor::Message(_) => {
                Params::new()
            }
        };
        params
            .raw("anchor", self.anchor.wire())
            .json("include_anchor", &self.include_anchor)
            .json("num_before", &self.num_before)
            .json("num_after", &self.num_after)
            .json("narrow", &narrow)
            .json("apply_markdown", &self.apply_markdown)
            .json("client_gravatar", &self.client_gravatar)
            .json("allow_empty_topic_name", &self.allow_empty_topic_name)
    }
}

/// `GET /messages`. <https://zulip.com/api/get-messages>
///
/// # Errors
/// See [`ApiError`].
pub async fn get_messages(
    client: &Client,
    request: &GetMessages,
) -> Result<MessagesPage, ApiError> {
    client.get("messages", request.params(client)).await
}

/// `GET /messages` for messages that are known by id (feature level 300), rendered; those that
/// are gone or may not be read are left out. <https://zulip.com/api/get-messages#parameter-message_ids>
///
/// # Errors
/// See [`ApiError`].
pub async fn get_messages_by_id(
    client: &Client,
    ids: &[MessageId],
) -> Result<Vec<Message>, ApiError> {
    #[derive(Deserialize)]
    struct Reply {
        messages: Vec<Message>,
    }
    let params = Params::new()
        .json("message_ids", &ids)
        .json("apply_markdown", &true)
        .json("client_gravatar", &true)
        .json("allow_empty_topic_name", &true);
    let reply: Reply = client.get("messages", params).await?;
    Ok(reply.messages)
}

/// A page of messages that are not looked into.
#[derive(Debug, Deserialize)]
pub struct RawPage {
    /// Whether no older message matches.
    #[serde(default)]
    pub found_oldest: bool,
    /// Whether no newer message matches.
    #[serde(default)]
    pub found_newest: bool,
    /// The messages as the server sent them, ascending by id.
    pub messages: Vec<Box<RawValue>>,
}

/// `GET /messages`, as it came. <https://zulip.com/api/get-messages>
///
/// # Errors
/// See [`ApiError`].
pub async fn get_raw_messages(client: &Client, request: &GetMessages) -> Result<RawPage, ApiError> {
    client.get("messages", request.params(client)).await
}

/// `GET /messages/{message_id}`. <https://zulip.com/api/get-message>
///
/// # Errors
/// See [`ApiError`].
pub async fn get_message(
    client: &Client,
    message: MessageId,
    apply_markdown: bool,
) -> Result<Message, ApiError> {
    #[derive(Deserialize)]
    struct Reply {
        message: Message,
    }
    let params = Params::new()
        .json("apply_markdown", &apply_markdown)
        .json("allow_empty_topic_name", &true);
    let path = format!("messages/{message}");
    let reply: Reply = client.get(&path, params).await?;
    Ok(reply.message)
}

/// A flag that can be set and taken away.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum SettableFlag {
    /// It was read.
    Read,
    /// It has a star.
    Starred,
    /// It is drawn folded.
    Collapsed,
    /// Its previews of links are not drawn (feature level 510).
    HideLinkPreviews,
}

/// Whether a flag is set or taken away.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum FlagOp {
    /// Set.
    Add,
    /// Taken away.
    Remove,
}

impl SettableFlag {
    fn wire(self) -> &'static str {
        match self {
            Self::Read => "read",
            Self::Starred => "starred",
            Self::Collapsed => "collapsed",
            Self::HideLinkPreviews => "hide_link_previews",
        }
    }
}

impl FlagOp {
    fn wire(self) -> &'static str {
        match self {
            Self::Add => "add",
            Self::Remove => "remove",
        }
    }
}

/// The reply to [`update_message_flags`].
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct FlagsReply {
    /// The messages that were changed.
    pub messages: Vec<MessageId>,
    /// Channels where nothing can be unread, since one is not subscribed (feature level 355).
    #[serde(default)]
    pub ignored_because_not_subscribed_channels: Vec<ChannelId>,
}

/// `POST /messages/flags`, for at most [`MOST_AT_ONCE`] messages.
/// <https://zulip.com/api/update-message-flags>
///
/// # Errors
/// See [`ApiError`].
pub async fn update_message_flags(
    client: &Client,
    messages: &[MessageId],
    op: FlagOp,
    flag: SettableFlag,
) -> Result<FlagsReply, ApiError> {
    let params = Params::new()
        .json("messages", messages)
        .raw("op", op.wire())
        .raw("flag", flag.wire());
    client.post("messages/flags", params).await
}

/// What to ask [`update_message_flags_for_narrow`] for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FlagsForNarrow {
    /// Where to begin.
    pub anchor: Anchor,
    /// Whether the anchor's own message is meant too.
    pub include_anchor: bool,
    /// How many older ones.
    pub num_before: u32,
    /// How many newer ones. Together at most 5000.
    pub num_after: u32,
    /// Which messages.
    pub narrow: Narrow,
    /// Set or taken away.
    pub op: FlagOp,
    /// Which flag.
    pub flag: SettableFlag,
}

/// The reply to [`update_message_flags_for_narrow`].
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct FlagsForNarrowReply {
    /// How many messages were looked at.
    pub processed_count: u64,
    /// How many were changed.
    pub updated_count: u64,
    /// The last that was looked at: the anchor of the next request.
    pub last_processed_id: Option<MessageId>,
    /// Whether there is no older one.
    pub found_oldest: bool,
    /// Whether there is no newer one.
    pub found_newest: bool,
    /// Channels where nothing can be unread, since one is not subscribed (feature level 355).
    #[serde(default)]
    pub ignored_because_not_subscribed_channels: Vec<ChannelId>,
}

/// `POST /messages/flags/narrow`.
/// <https://zulip.com/api/update-message-flags-for-narrow>
///
/// # Errors
/// See [`ApiError`].
pub async fn update_message_flags_for_narrow(
    client: &Client,
    request: &FlagsForNarrow,
) -> Result<FlagsForNarrowReply, ApiError> {
    let params = Params::new()
        .raw("anchor", request.anchor.wire())
        .json("include_anchor", &request.include_anchor)
        .json("num_before", &request.num_before)
        .json("num_after", &request.num_after)
        .json("narrow", &request.narrow.to_json(client.feature_level()))
        .raw("op", request.op.wire())
        .raw("flag", request.flag.wire());
    client.post("messages/flags/narrow", params).await
}

/// `GET /messages/matches_narrow`: which of these messages belong to the narrow.
/// <https://zulip.com/api/check-messages-match-narrow>
///
/// # Errors
/// See [`ApiError`].
pub async fn check_messages_match_narrow(
    client: &Client,
    messages: &[MessageId],
    narrow: &Narrow,
) -> Result<Vec<MessageId>, ApiError> {
    #[derive(Deserialize)]
    struct Reply {
        messages: BTreeMap<String, IgnoredAny>,
    }
    let params = Params::new()
        .json("msg_ids", messages)
        .json("narrow", &narrow.to_json(client.feature_level()));
    let reply: Reply = client.get("messages/matches_narrow", params).await?;
    let ids = reply.messages.keys().filter_map(|id| id.parse().ok());
    Ok(ids.map(MessageId).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::api::ids::TopicName;
    use crate::api::scripted::{Scripted, Step};
    use serde_json::json;

    #[tokio::test]
    async fn a_page_is_asked_for_and_read() {
        let page = json!({"anchor": 7, "found_newest": true, "messages": []});
        let server = Scripted::list([Step::ok(page)]);
        let narrow = Narrow::topic(ChannelId(3), TopicName::new("kiln"));
        let request = GetMessages::new(narrow, Anchor::Message(MessageId(7)), 2, 3);
        let page = get_messages(&server.client(), &request).await.unwrap();
        assert!(page.found_newest && page.messages.is_empty());
        let asked = &server.log()[0];
        assert_eq!(asked.what, "GET messages");
        insta::assert_debug_snapshot!(asked.params, @r#"
        {
            "allow_empty_topic_name": "true",
            "anchor": "7",
            "apply_markdown": "true",
            "client_gravatar": "true",
            "include_anchor": "true",
            "narrow": "[{\"operand\":3,\"operator\":\"channel\"},{\"operand\":\"kiln\",\"operator\":\"topic\"}]",
            "num_after": "3",
            "num_before": "2",
        }
        "#);
    }

    #[tokio::test]
    async fn flags_are_set_by_id_and_by_narrow() {
        let server = Scripted::list([
            Step::ok(json!({"messages": [4, 5]})),
            Step::ok(
                json!({"processed_count": 2, "updated_count": 1, "first_processed_id": 4,
                "last_processed_id": 5, "found_oldest": true, "found_newest": true}),
            ),
        ]);
        let client = server.client();
        let ids = [MessageId(4), MessageId(5)];
        let reply = update_message_flags(&client, &ids, FlagOp::Add, SettableFlag::Read).await;
        assert_eq!(reply.unwrap().messages, ids);
        let request = FlagsForNarrow {
            anchor: Anchor::Oldest,
            include_anchor: false,
            num_before: 0,
            num_after: 1000,
            narrow: Narrow::all(),
            op: FlagOp::Remove,
            flag: SettableFlag::Starred,
        };
        let reply = update_message_flags_for_narrow(&client, &request).await;
        assert_eq!(reply.unwrap().last_processed_id, Some(MessageId(5)));
        let log = server.log();
        assert_eq!(log[0].param("messages"), "[4,5]");
        assert_eq!((log[0].param("op"), log[0].param("flag")), ("add", "read"));
        assert_eq!(
            (log[1].param("op"), log[1].param("flag")),
            ("remove", "starred")
        );
        assert_eq!(
            (log[1].param("anchor"), log[1].param("narrow")),
            ("oldest", "[]")
        );
    }

    #[tokio::test]
    async fn matches_are_ids() {
        let hit = json!({"match_content": "<p>", "match_subject": "t"});
        let server = Scripted::list([Step::ok(json!({"messages": {"10": hit, "9": hit}}))]);
        let (asked, narrow) = ([MessageId(9), MessageId(10)], "glaze".parse().unwrap());
        let found = check_messages_match_narrow(&server.client(), &asked, &narrow).await;
        let mut found = found.unwrap();
        found.sort();
        assert_eq!(found, asked);
    }
}

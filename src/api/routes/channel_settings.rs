//! Making channels, changing and archiving them, and deleting topics.
//!
//! <https://zulip.com/api/create-channel>, <https://zulip.com/api/update-stream>

use serde::Deserialize;
use serde::de::IgnoredAny;
use serde_json::{Value, json};

use super::subscriptions::{Wanted, subscribe_with};
use crate::api::channel::{ChannelChange, ChannelPermission, Privacy, TopicsPolicy};
use crate::api::client::Client;
use crate::api::error::ApiError;
use crate::api::group::GroupSetting;
use crate::api::ids::{ChannelId, FeatureLevel, FolderId, TopicName, UserId};
use crate::api::params::Params;

/// From this level on there is `POST /channels/create`.
const CREATES: FeatureLevel = FeatureLevel(417);

/// A channel about to be made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewChannel {
    /// Its name, at most `max_stream_name_length` code points.
    pub name: String,
    /// What it is for, as Markdown.
    pub description: String,
    /// Who can see it.
    pub privacy: Privacy,
    /// Whether the organization is told of it.
    pub announce: bool,
    /// The folder it lies in (feature level 389).
    pub folder: Option<FolderId>,
    /// Whether topics may be without a name; `None` as the organization has it.
    pub topics_policy: Option<TopicsPolicy>,
    /// For how many days messages are kept, -1 for ever; `None` as the organization has it.
    pub retention_days: Option<i64>,
    /// Whether newcomers are subscribed to it.
    pub is_default: bool,
    /// Who may do what; what is not named here is as the server has it by default.
    pub permissions: Vec<(ChannelPermission, GroupSetting)>,
    /// Who is subscribed to it from the beginning.
    pub subscribers: Vec<UserId>,
}

/// A group setting as requests have it.
pub(super) fn setting_value(setting: &GroupSetting) -> Value {
    json!(setting)
}

/// For how many days messages are kept, as requests have it.
fn retention_value(days: Option<i64>) -> Value {
    match days {
        None => json!("realm_default"),
        Some(-1) => json!("unlimited"),
        Some(days) => json!(days),
    }
}

fn settings_of(new: &NewChannel) -> Params {
    let mut params = Params::new()
        .json("invite_only", &new.privacy.is_private())
        .json("is_web_public", &(new.privacy == Privacy::WebPublic))
        .json(
            "history_public_to_subscribers",
            &new.privacy.shares_history(),
        )
        .json("announce", &new.announce)
        .some("folder_id", new.folder.as_ref());
    if let Some(policy) = &new.topics_policy {
        params = params.json("topics_policy", policy.word());
    }
    if let Some(days) = new.retention_days {
        params = params.json("message_retention_days", &retention_value(Some(days)));
    }
    if new.is_default {
        params = params.json("is_default_stream", &true);
    }
    for (permission, setting) in &new.permissions {
        params = params.raw(
            permission.word().to_owned(),
            setting_value(setting).to_string(),
        );
    }
    params
}

/// `POST /channels/create` (feature level 417), before that the call that subscribes. Gives the
/// channel's id where the server tells it. <https://zulip.com/api/create-channel>
///
/// # Errors
/// See [`ApiError`]; `CHANNEL_ALREADY_EXISTS` where there is one of this name.
pub async fn create_channel(
    client: &Client,
    new: &NewChannel,
) -> Result<Option<ChannelId>, ApiError> {
    #[derive(Deserialize)]
    struct Reply {
        id: ChannelId,
    }
    if client.feature_level() < CREATES {
        let wanted = Wanted {
            name: &new.name,
            description: Some(&new.description),
        };
        subscribe_with(client, &[wanted], Some(&new.subscribers), settings_of(new)).await?;
        return Ok(None);
    }
    let params = settings_of(new)
        .raw("name", new.name.as_str())
        .raw("description", new.description.as_str())
        .json("subscribers", &new.subscribers);
    let reply: Reply = client.post("channels/create", params).await?;
    Ok(Some(reply.id))
}

/// `PATCH /streams/{stream_id}`: changes what is named. What the server changes by itself, such
/// as traffic, can't be changed and is left out. <https://zulip.com/api/update-stream>
///
/// # Errors
/// See [`ApiError`].
pub async fn update_channel(
    client: &Client,
    channel: ChannelId,
    changes: &[ChannelChange],
) -> Result<(), ApiError> {
    let mut params = Params::new();
    for change in changes {
        params = match change {
            ChannelChange::Name(name) => params.raw("new_name", &**name),
            ChannelChange::Description(text, _) => params.raw("description", &**text),
            ChannelChange::Privacy {
                invite_only,
                history_public_to_subscribers,
                is_web_public,
            } => params
                .json("is_private", invite_only)
                .some(
                    "history_public_to_subscribers",
                    history_public_to_subscribers.as_ref(),
                )
                .some("is_web_public", is_web_public.as_ref()),
            ChannelChange::Archived(archived) => params.json("is_archived", archived),
            ChannelChange::RetentionDays(days) => {
                params.json("message_retention_days", &retention_value(*days))
            }
            ChannelChange::Folder(folder) => params.json("folder_id", folder),
            ChannelChange::TopicsPolicy(policy) => params.json("topics_policy", policy.word()),
            ChannelChange::Default(on) => params.json("is_default_stream", on),
            ChannelChange::PostPolicy(policy) => {
                params.json("stream_post_policy", &policy.number())
            }
            ChannelChange::Permission(permission, setting) => params.raw(
                permission.word().to_owned(),
                json!({"new": setting_value(setting)}).to_string(),
            ),
            ChannelChange::FirstMessage(_)
            | ChannelChange::RecentlyActive(_)
            | ChannelChange::WeeklyTraffic(_)
            | ChannelChange::Unknown(..) => params,
        };
    }
    let _: IgnoredAny = client.patch(&format!("streams/{channel}"), params).await?;
    Ok(())
}

/// `DELETE /streams/{stream_id}`: archives it. <https://zulip.com/api/archive-stream>
///
/// # Errors
/// See [`ApiError`].
pub async fn archive_channel(client: &Client, channel: ChannelId) -> Result<(), ApiError> {
    let path = format!("streams/{channel}");
    let _: IgnoredAny = client.delete(&path, Params::new()).await?;
    Ok(())
}

/// `GET /streams/{stream_id}/email_address` (feature level 226): where e-mail becomes a message
/// in the channel. <https://zulip.com/api/get-stream-email-address>
///
/// # Errors
/// See [`ApiError`].
pub async fn get_email_address(client: &Client, channel: ChannelId) -> Result<String, ApiError> {
    #[derive(Deserialize)]
    struct Reply {
        email: String,
    }
    let path = format!("streams/{channel}/email_address");
    let reply: Reply = client.get(&path, Params::new()).await?;
    Ok(reply.email)
}

/// `POST /streams/{stream_id}/delete_topic`: deletes messages of a topic, the newest first.
/// Gives whether that was all of them; if not, it is to be asked again.
/// <https://zulip.com/api/delete-topic>
///
/// # Errors
/// See [`ApiError`].
pub async fn delete_topic(
    client: &Client,
    channel: ChannelId,
    topic: &TopicName,
) -> Result<bool, ApiError> {
    // Before feature level 211 the reply said by its result whether it was all.
    #[derive(Deserialize)]
    struct Reply {
        #[serde(default)]
        complete: Option<bool>,
        #[serde(default)]
        result: String,
    }
    let params = Params::new().raw("topic_name", topic.as_str());
    let path = format!("streams/{channel}/delete_topic");
    let reply: Reply = client.post(&path, params).await?;
    Ok(reply
        .complete
        .unwrap_or(reply.result != "partially_completed"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::api::ids::GroupId;
    use crate::api::scripted::{Scripted, Step};

    fn new() -> NewChannel {
        NewChannel {
            name: "raku".to_owned(),
            description: "Fast *fire*.".to_owned(),
            privacy: Privacy::PrivateProtected,
            announce: false,
            folder: Some(FolderId(2)),
            topics_policy: Some(TopicsPolicy::DisableEmpty),
            retention_days: Some(-1),
            is_default: true,
            permissions: vec![(
                ChannelPermission::SendMessage,
                GroupSetting::Group(GroupId(14)),
            )],
            subscribers: vec![UserId(6), UserId(7)],
        }
    }

    #[tokio::test]
    async fn a_channel_is_made_by_the_call_that_the_server_has() {
        let server = Scripted::list([
            Step::ok(json!({"id": 44})),
            Step::ok(json!({"subscribed": {}, "already_subscribed": {}})),
        ]);
        let client = server.client();
        client.set_feature_level(FeatureLevel(417));
        let made = create_channel(&client, &new()).await.unwrap();
        assert_eq!(made, Some(ChannelId(44)));
        client.set_feature_level(FeatureLevel(379));
        assert_eq!(create_channel(&client, &new()).await.unwrap(), None);
        let log = server.log();
        assert_eq!(log[0].what, "POST channels/create");
        assert_eq!(log[0].param("name"), "raku");
        assert_eq!(log[0].param("subscribers"), "[6,7]");
        assert_eq!(log[1].what, "POST users/me/subscriptions");
        assert_eq!(log[1].param("principals"), "[6,7]");
        assert_eq!(
            log[1].param("subscriptions"),
            r#"[{"description":"Fast *fire*.","name":"raku"}]"#
        );
        for asked in &log {
            assert_eq!(asked.param("invite_only"), "true");
            assert_eq!(asked.param("history_public_to_subscribers"), "false");
            assert_eq!(asked.param("folder_id"), "2");
            assert_eq!(asked.param("topics_policy"), "\"disable_empty_topic\"");
            assert_eq!(asked.param("can_send_message_group"), "14");
            assert_eq!(asked.param("message_retention_days"), "\"unlimited\"");
            assert_eq!(asked.param("is_default_stream"), "true");
        }
    }

    #[tokio::test]
    async fn only_what_changes_is_sent_and_a_topic_may_take_several_calls() {
        let server = Scripted::list([
            Step::ok(json!({})),
            Step::ok(json!({"complete": false})),
            Step::ok(json!({"complete": true})),
        ]);
        let client = server.client();
        let changes = [
            ChannelChange::Name("kilns".into()),
            ChannelChange::Privacy {
                invite_only: true,
                history_public_to_subscribers: Some(false),
                is_web_public: Some(false),
            },
            ChannelChange::Folder(None),
            ChannelChange::RetentionDays(Some(-1)),
            ChannelChange::Permission(
                ChannelPermission::AddSubscribers,
                GroupSetting::Group(GroupId(11)),
            ),
            ChannelChange::Default(true),
            ChannelChange::WeeklyTraffic(Some(5)),
        ];
        update_channel(&client, ChannelId(4), &changes)
            .await
            .unwrap();
        let topic = TopicName::new("glaze tests");
        assert!(!delete_topic(&client, ChannelId(4), &topic).await.unwrap());
        assert!(delete_topic(&client, ChannelId(4), &topic).await.unwrap());
        let log = server.log();
        assert_eq!(log[0].what, "PATCH streams/4");
        let mut names: Vec<&str> = log[0].params.keys().map(|name| &**name).collect();
        names.sort_unstable();
        assert_eq!(
            names,
            [
                "can_add_subscribers_group",
                "folder_id",
                "history_public_to_subscribers",
                "is_default_stream",
                "is_private",
                "is_web_public",
                "message_retention_days",
                "new_name",
            ]
        );
        assert_eq!(log[0].param("folder_id"), "null");
        assert_eq!(log[0].param("can_add_subscribers_group"), r#"{"new":11}"#);
        assert_eq!(log[0].param("message_retention_days"), "\"unlimited\"");
        assert_eq!(log[1].param("topic_name"), "glaze tests");
    }
}

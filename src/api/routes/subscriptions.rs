//! Subscribing to channels and leaving them, oneself and others, and one's own side of them.
//!
//! <https://zulip.com/api/subscribe>, <https://zulip.com/api/unsubscribe>,
//! <https://zulip.com/api/update-subscription-settings>

use std::collections::BTreeMap;

use serde::de::IgnoredAny;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::api::channel::SubscriptionChange;
use crate::api::client::Client;
use crate::api::error::ApiError;
use crate::api::ids::{ChannelId, UserId};
use crate::api::params::Params;

/// A channel as the call that subscribes names it: one that does not exist is made.
#[derive(Debug, Clone, Copy, Serialize)]
pub(super) struct Wanted<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) description: Option<&'a str>,
    pub(super) name: &'a str,
}

/// The reply to [`subscribe`].
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
pub struct Subscribed {
    /// Channels by name that people are in now, by person: their id, or before feature level
    /// 289 their address.
    #[serde(default)]
    pub subscribed: BTreeMap<String, Vec<String>>,
    /// Those that they were in before.
    #[serde(default)]
    pub already_subscribed: BTreeMap<String, Vec<String>>,
    /// Channels that one may not subscribe to.
    #[serde(default)]
    pub unauthorized: Vec<String>,
}

pub(super) async fn subscribe_with(
    client: &Client,
    channels: &[Wanted<'_>],
    people: Option<&[UserId]>,
    more: Params,
) -> Result<Subscribed, ApiError> {
    let params = more
        .json("subscriptions", channels)
        .some("principals", people);
    client.post("users/me/subscriptions", params).await
}

/// `POST /users/me/subscriptions`: subscribes oneself, or these people, to a channel of this
/// name. One that does not exist would be made: it must be known that it does.
/// <https://zulip.com/api/subscribe>
///
/// # Errors
/// See [`ApiError`].
pub async fn subscribe(
    client: &Client,
    channel: &str,
    people: Option<&[UserId]>,
) -> Result<Subscribed, ApiError> {
    let wanted = Wanted {
        name: channel,
        description: None,
    };
    subscribe_with(client, &[wanted], people, Params::new()).await
}

/// `DELETE /users/me/subscriptions`: takes oneself, or these people, out of the channel of this
/// name. <https://zulip.com/api/unsubscribe>
///
/// # Errors
/// See [`ApiError`].
pub async fn unsubscribe(
    client: &Client,
    channel: &str,
    people: Option<&[UserId]>,
) -> Result<(), ApiError> {
    let params = Params::new()
        .json("subscriptions", &[channel])
        .some("principals", people);
    let _: IgnoredAny = client.delete("users/me/subscriptions", params).await?;
    Ok(())
}

/// `GET /users/me/subscriptions`: who is in each of one's channels.
/// <https://zulip.com/api/get-subscriptions>
///
/// # Errors
/// See [`ApiError`].
pub async fn get_subscribers_of_all(
    client: &Client,
) -> Result<Vec<(ChannelId, Vec<UserId>)>, ApiError> {
    #[derive(Deserialize)]
    struct Subscription {
        stream_id: ChannelId,
        #[serde(default)]
        subscribers: Vec<UserId>,
    }
    #[derive(Deserialize)]
    struct Reply {
        subscriptions: Vec<Subscription>,
    }
    let params = Params::new().json("include_subscribers", &true);
    let reply: Reply = client.get("users/me/subscriptions", params).await?;
    let all = reply.subscriptions.into_iter();
    Ok(all.map(|one| (one.stream_id, one.subscribers)).collect())
}

/// The property that a change is about, and its value; none for what clients do not set.
fn property(change: &SubscriptionChange) -> Option<(&'static str, Value)> {
    Some(match change {
        SubscriptionChange::Color(color) => ("color", json!(color)),
        SubscriptionChange::Muted(on) => ("is_muted", json!(on)),
        SubscriptionChange::Pinned(on) => ("pin_to_top", json!(on)),
        SubscriptionChange::Desktop(on) => ("desktop_notifications", json!(on)),
        SubscriptionChange::Audible(on) => ("audible_notifications", json!(on)),
        SubscriptionChange::Push(on) => ("push_notifications", json!(on)),
        SubscriptionChange::Email(on) => ("email_notifications", json!(on)),
        SubscriptionChange::WildcardMentions(on) => ("wildcard_mentions_notify", json!(on)),
        SubscriptionChange::InHomeView | SubscriptionChange::Unknown(..) => return None,
    })
}

/// `POST /users/me/subscriptions/properties`: colour, muting, pinning and notifications of a
/// channel. <https://zulip.com/api/update-subscription-settings>
///
/// # Errors
/// See [`ApiError`].
pub async fn update_subscription_settings(
    client: &Client,
    channel: ChannelId,
    changes: &[SubscriptionChange],
) -> Result<(), ApiError> {
    let data: Vec<Value> = changes
        .iter()
        .filter_map(property)
        .map(|(name, value)| json!({"stream_id": channel, "property": name, "value": value}))
        .collect();
    let params = Params::new().json("subscription_data", &data);
    let _: IgnoredAny = client
        .post("users/me/subscriptions/properties", params)
        .await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::api::scripted::{Scripted, Step};

    #[tokio::test]
    async fn channels_are_named_and_people_are_numbers() {
        let server = Scripted::list([
            Step::ok(json!({"subscribed": {"6": ["design"]}, "already_subscribed": {}})),
            Step::ok(json!({"removed": ["design"], "not_removed": []})),
            Step::ok(json!({})),
        ]);
        let client = server.client();
        let reply = subscribe(&client, "design", None).await.unwrap();
        assert_eq!(reply.subscribed["6"], ["design"]);
        unsubscribe(&client, "design", Some(&[UserId(8)]))
            .await
            .unwrap();
        let changes = [
            SubscriptionChange::Color("#123456".into()),
            SubscriptionChange::Push(None),
            SubscriptionChange::InHomeView,
        ];
        update_subscription_settings(&client, ChannelId(4), &changes)
            .await
            .unwrap();
        let log = server.log();
        assert_eq!(log[0].param("subscriptions"), r#"[{"name":"design"}]"#);
        assert!(!log[0].params.contains_key("principals"));
        assert_eq!(log[1].what, "DELETE users/me/subscriptions");
        assert_eq!(log[1].param("subscriptions"), r#"["design"]"#);
        assert_eq!(log[1].param("principals"), "[8]");
        let sent: Value = serde_json::from_str(log[2].param("subscription_data")).unwrap();
        assert_eq!(
            sent,
            json!([
                {"stream_id": 4, "property": "color", "value": "#123456"},
                {"stream_id": 4, "property": "push_notifications", "value": null},
            ])
        );
    }
}

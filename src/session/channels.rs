//! What is done to channels, who is in them and one's own side of them.

use super::Shared;
use super::acts::patiently;
use super::requests::once_more;
use crate::api::channel::ChannelChange;
use crate::api::client::Client;
use crate::api::error::ApiError;
use crate::api::ids::{ChannelId, FeatureLevel, UserId};
use crate::api::routes::channel_settings::{
    archive_channel, create_channel, delete_topic, update_channel,
};
use crate::api::routes::channels::get_stream_name;
use crate::api::routes::subscriptions::{subscribe, unsubscribe, update_subscription_settings};
use crate::app::channels::order::ChannelOrder;

/// From this level on a channel can be asked for by its id.
const ASKED_BY_ID: FeatureLevel = FeatureLevel(226);

/// Does it.
pub(super) async fn carry_out(shared: &Shared, order: &ChannelOrder) -> Result<(), ApiError> {
    let client = &shared.client;
    match order {
        ChannelOrder::Subscribe { channel, name } => join(shared, *channel, name, None).await,
        ChannelOrder::Add {
            channel,
            name,
            people,
        } => join(shared, *channel, name, Some(people.as_slice())).await,
        ChannelOrder::Unsubscribe { channel, name } => {
            let name = name_now(client, *channel, name).await?;
            once_more(shared, || unsubscribe(client, &name, None)).await
        }
        ChannelOrder::Remove {
            channel,
            name,
            people,
        } => {
            let name = name_now(client, *channel, name).await?;
            once_more(shared, || unsubscribe(client, &name, Some(people))).await
        }
        ChannelOrder::Create(new) => create_channel(client, new).await.map(|_| ()),
        ChannelOrder::Change { channel, to, .. } => match to.as_slice() {
            [ChannelChange::Archived(true)] => archive_channel(client, *channel).await,
            to => update_channel(client, *channel, to).await,
        },
        ChannelOrder::Personal { channel, to, .. } => {
            once_more(shared, || {
                update_subscription_settings(client, *channel, to)
            })
            .await
        }
        ChannelOrder::DeleteTopic { channel, topic, .. } => {
            while !patiently(true, || delete_topic(client, *channel, topic)).await? {}
            Ok(())
        }
    }
}

/// Channels are named by their names there, and one that does not exist would be made: the name
/// is looked at just before.
async fn name_now(client: &Client, channel: ChannelId, name: &str) -> Result<String, ApiError> {
    if client.feature_level() < ASKED_BY_ID {
        return Ok(name.to_owned());
    }
    match get_stream_name(client, channel).await {
        Ok(name) => Ok(name),
        // Before feature level 480 archived ones can't be asked for.
        Err(ApiError::Zulip(no)) if no.status == 404 => Ok(name.to_owned()),
        Err(error) => Err(error),
    }
}

async fn join(
    shared: &Shared,
    channel: ChannelId,
    name: &str,
    people: Option<&[UserId]>,
) -> Result<(), ApiError> {
    let client = &shared.client;
    let name = name_now(client, channel, name).await?;
    once_more(shared, || subscribe(client, &name, people))
        .await
        .map(|_| ())
}
